/* Tables that describe jobs and results, which cross process borders. */
#include "crawler/job.h"

static const struct field job_rows[] = {
	F_U64(1, struct job, id),
	F_I32(2, struct job, kind),
	F_STR(3, struct job, url),
	F_STR(4, struct job, if_etag),
	F_STR(5, struct job, if_modified),
	F_BOOL(6, struct job, keep_body),
	F_I64(7, struct job, max_bytes),
	F_I64(8, struct job, deadline_ms),
	F_I64(9, struct job, delay_ms),
	F_I32(10, struct job, connections),
	F_BOOL(11, struct job, owner),
	F_BOOL(12, struct job, allow_private),
	F_BOOL(13, struct job, no_verify),
	F_STR(14, struct job, proxy),
	F_STR(15, struct job, user_agent),
	F_STR(16, struct job, referer),
	F_LIST(17, struct job, headers, nheaders, record_pair),
	F_I32(18, struct job, priority),
	F_RECORD(19, struct job, order, record_page_order),
	F_I32(20, struct job, family),
	F_BOOL(21, struct job, no_headers),
	F_BOOL(22, struct job, no_digest),
	F_BOOL(28, struct job, proxy_own_host),
	F_BOOL(29, struct job, keep_failed),
	F_BOOL(30, struct job, want_request),
	F_BOOL(31, struct job, second_profile),
};
RECORD_TYPE(record_job, struct job, 1, job_rows);

static const struct field hop_rows[] = {
	F_STR(1, struct hop, url),
	F_I32(2, struct hop, status),
	F_STR(3, struct hop, location),
	F_STR(4, struct hop, address),
	F_I64(5, struct hop, elapsed_ms),
	F_STR(6, struct hop, how),
};
RECORD_TYPE(record_hop, struct hop, 1, hop_rows);

static const struct field result_rows[] = {
	F_U64(1, struct result, id),
	F_I32(2, struct result, kind),
	F_STR(3, struct result, url),
	F_STR(4, struct result, final_url),
	F_I64(5, struct result, start_ms),
	F_I64(6, struct result, elapsed_ms),
	F_I64(7, struct result, ttfb_ms),
	F_I32(8, struct result, verdict),
	F_I32(9, struct result, status),
	F_I32(10, struct result, phase),
	F_STR(11, struct result, reason),
	F_STR(12, struct result, detail),
	F_LIST(13, struct result, hops, nhops, record_hop),
	F_LIST(14, struct result, headers, nheaders, record_pair),
	F_STR(15, struct result, etag),
	F_STR(16, struct result, modified),
	F_BOOL(17, struct result, not_modified),
	F_BOOL(18, struct result, permanent),
	F_I64(19, struct result, body_bytes),
	F_I64(20, struct result, wire_bytes),
	F_BOOL(21, struct result, body_cut),
	F_BYTES(22, struct result, body_digest),
	F_I64(23, struct result, retry_after_ms),
	F_STR(24, struct result, tls_detail),
	F_I64(25, struct result, tls_expires_ms),
	F_I32(26, struct result, tries),
	F_BOOL(27, struct result, has_page),
	F_RECORD(28, struct result, page, record_page),
	F_STR(29, struct result, request),
};
RECORD_TYPE(record_result, struct result, 1, result_rows);

static const char *const word[] = {"done", "dns", "connect", "tls", "send", "wait", "body",
	"refused"};

const char *phase_word(int phase)
{
	return phase >= PHASE_DONE && phase <= PHASE_REFUSED ? word[phase] : "done";
}
