/* Tables that describe the records of pages.h: one row per member, tags never reused. */
#include "crawler/pages.h"

static const struct field measure_rows[] = {
	F_U64(1, struct measure, seq),
	F_I64(2, struct measure, time_ms),
	F_STR(3, struct measure, url),
	F_STR(4, struct measure, final_url),
	F_I32(5, struct measure, kind),
	F_I32(6, struct measure, verdict),
	F_I32(7, struct measure, status),
	F_I32(8, struct measure, phase),
	F_STR(9, struct measure, reason),
	F_STR(10, struct measure, detail),
	F_I64(11, struct measure, elapsed_ms),
	F_I64(12, struct measure, ttfb_ms),
	F_I64(13, struct measure, body_bytes),
	F_BYTES(14, struct measure, body_digest),
	F_LIST(15, struct measure, hops, nhops, record_hop),
	F_LIST(16, struct measure, headers, nheaders, record_pair),
	F_STR(17, struct measure, tls_detail),
	F_I64(18, struct measure, tls_expires_ms),
	F_I32(19, struct measure, tries),
	F_STR(20, struct measure, gate),
	F_STR(21, struct measure, encoding),
	F_STR(22, struct measure, declared),
	F_BOOL(23, struct measure, not_modified),
	F_BYTES(24, struct measure, asked_digest),
	F_LIST(25, struct measure, asked, nasked, record_pair),
};
RECORD_TYPE(record_measure, struct measure, 1, measure_rows);

static const struct field address_rows[] = {
	F_STR(1, struct address, url),
	F_I64(2, struct address, first_ms),
	F_I64(3, struct address, last_ms),
	F_I64(4, struct address, last_ok_ms),
	F_I64(5, struct address, due_ms),
	F_I32(6, struct address, verdict),
	F_I32(7, struct address, status),
	F_STR(8, struct address, reason),
	F_STR(9, struct address, final_url),
	F_I64(10, struct address, bad_since_ms),
	F_I32(11, struct address, nbad),
	F_I32(12, struct address, ngood),
	F_BOOL(13, struct address, confirmed),
	F_I64(14, struct address, confirmed_ms),
	F_I64(15, struct address, earliest_ms),
	F_STR(16, struct address, etag),
	F_STR(17, struct address, modified),
	F_BYTES(18, struct address, body_digest),
	F_I64(19, struct address, not_modified_since_ms),
	F_U64(20, struct address, last_measure),
	F_STR(21, struct address, portal),
	F_BOOL(22, struct address, outside),
	F_I64(23, struct address, hijack_since_ms),
	F_BOOL(24, struct address, hijack_told),
	F_I32(31, struct address, depth),
	F_I64(32, struct address, every_ms),
	F_I64(33, struct address, sub_until_ms),
	F_I64(34, struct address, look_ms),
	F_I32(35, struct address, nlisted),
	F_I32(36, struct address, nblank),
	F_STR(37, struct address, hidden_on),
	F_STR(38, struct address, hides),
	F_I64(39, struct address, hides_ms),
};
RECORD_TYPE(record_address, struct address, 1, address_rows);

static const struct field site_walk_rows[] = {
	F_STR(1, struct site_walk, portal),
	F_U64(2, struct site_walk, known),
	F_U64(3, struct site_walk, pages),
	F_I64(4, struct site_walk, next_ms),
	F_U64(5, struct site_walk, over),
	F_U64(6, struct site_walk, deep),
	F_U64(7, struct site_walk, traps),
};
RECORD_TYPE(record_site_walk, struct site_walk, 1, site_walk_rows);

static const struct field edge_rows[] = {
	F_STR(1, struct edge, url),
	F_STR(2, struct edge, element),
	F_STR(3, struct edge, attribute),
	F_STR(4, struct edge, text),
	F_I32(5, struct edge, line),
	F_BOOL(6, struct edge, hidden),
	F_BOOL(7, struct edge, navigation),
};
RECORD_TYPE(record_edge, struct edge, 1, edge_rows);

static const struct field page_links_rows[] = {
	F_STR(1, struct page_links, url),
	F_STR(2, struct page_links, portal),
	F_STR(3, struct page_links, column),
	F_I64(4, struct page_links, time_ms),
	F_STR(5, struct page_links, title),
	F_LIST(6, struct page_links, edges, nedges, record_edge),
};
RECORD_TYPE(record_page_links, struct page_links, 1, page_links_rows);

static const struct field page_text_rows[] = {
	F_STR(1, struct page_text, url),
	F_I64(2, struct page_text, time_ms),
	F_I64(3, struct page_text, since_ms),
	F_I64(4, struct page_text, changed_ms),
	F_I32(5, struct page_text, nchanges),
	F_STR(6, struct page_text, text),
	F_STR(7, struct page_text, places),
	F_LIST(8, struct page_text, meta, nmeta, record_pair),
	F_STR(9, struct page_text, pending),
	F_I64(10, struct page_text, pending_ms),
	F_BOOL(11, struct page_text, watched),
};
RECORD_TYPE(record_page_text, struct page_text, 1, page_text_rows);

static const struct field portal_state_rows[] = {
	F_STR(1, struct portal_state, id),
	F_STR(2, struct portal_state, home),
	F_I64(3, struct portal_state, last_probe_ms),
	F_I64(4, struct portal_state, last_good_ms),
	F_I64(5, struct portal_state, due_ms),
	F_I32(6, struct portal_state, verdict),
	F_I32(7, struct portal_state, status),
	F_STR(8, struct portal_state, reason),
	F_I64(9, struct portal_state, bad_since_ms),
	F_I32(10, struct portal_state, nbad),
	F_I32(11, struct portal_state, ngood),
	F_I64(12, struct portal_state, first_ms),
	F_BOOL(13, struct portal_state, retired),
	F_I64(14, struct portal_state, last_round_ms),
	F_STR(15, struct portal_state, address),
	F_BOOL(16, struct portal_state, down),
	F_LIST(17, struct portal_state, visits, nvisits, record_visits_of_day),
	F_I64(18, struct portal_state, visit_ms),
	F_I32(19, struct portal_state, visit_what),
	F_I32(20, struct portal_state, visit_extra),
	F_I64(21, struct portal_state, up_ms),
	F_I64(22, struct portal_state, alike_ms),
	F_I32(23, struct portal_state, nrun),
	F_I64(71, struct portal_state, https_due_ms),
	F_I64(72, struct portal_state, ipv6_due_ms),
};
RECORD_TYPE(record_portal_state, struct portal_state, 1, portal_state_rows);

static const struct field own_line_rows[] = {
	F_I64(1, struct own_line, down_ms),
	F_I64(2, struct own_line, up_ms),
};
RECORD_TYPE(record_own_line, struct own_line, 1, own_line_rows);

static const struct field notice_rows[] = {
	F_STR(1, struct notice, portal),
	F_STR(2, struct notice, column),
	F_STR(3, struct notice, identity),
	F_STR(4, struct notice, title),
	F_STR(5, struct notice, url),
	F_STR(6, struct notice, href),
	F_I64(7, struct notice, date_ms),
	F_BOOL(8, struct notice, date_has_time),
	F_BOOL(9, struct notice, date_weak),
	F_I64(10, struct notice, first_ms),
	F_BOOL(11, struct notice, baseline),
	F_I64(12, struct notice, last_listed_ms),
	F_I64(13, struct notice, last_page_ms),
	F_I32(14, struct notice, state),
	F_I32(15, struct notice, position),
	F_I64(16, struct notice, missing_ms),
	F_I32(17, struct notice, nmissing),
	F_I64(18, struct notice, gone_ms),
	F_I32(19, struct notice, ngone),
	F_I32(20, struct notice, nversions),
	F_BYTES(21, struct notice, text_digest),
	F_BYTES(22, struct notice, body_digest),
	F_I64(23, struct notice, due_ms),
	F_I32(24, struct notice, nvisits),
	F_I32(25, struct notice, verdict),
	F_STR(26, struct notice, site_id),
	F_STR(27, struct notice, doc_number),
	F_I64(28, struct notice, written_ms),
	F_STR(29, struct notice, pair_titles),
	F_STR(30, struct notice, source),
	F_BOOL(31, struct notice, sticky),
	F_STR(32, struct notice, moved_to),
	F_I64(61, struct notice, page_date_ms),
	F_BOOL(62, struct notice, watched),
	F_BOOL(63, struct notice, page_date_apart),
	F_BOOL(64, struct notice, cut),
	F_STR(65, struct notice, index_number),
	F_BOOL(66, struct notice, pushed),
	F_STR(67, struct notice, page_title),
	F_I32(68, struct notice, date_day),
	F_BOOL(69, struct notice, along),
	F_STR(70, struct notice, before_title),
	F_I64(71, struct notice, before_date_ms),
	F_I64(72, struct notice, edited_ms),
	F_I64(73, struct notice, back_ms),
	F_I32(74, struct notice, nback),
};
RECORD_TYPE(record_notice, struct notice, 1, notice_rows);

static const struct field version_rows[] = {
	F_U64(1, struct version, seq),
	F_I64(2, struct version, time_ms),
	F_STR(3, struct version, title),
	F_STR(4, struct version, url),
	F_STR(5, struct version, text),
	F_STR(6, struct version, source),
	F_I64(7, struct version, date_ms),
	F_BYTES(8, struct version, body_digest),
	F_BYTES(9, struct version, text_digest),
	F_LIST(10, struct version, attachments, nattachments, record_attachment),
	F_LIST(11, struct version, attachment_digests, nattachment_digests, record_pair),
	F_I32(12, struct version, extractor),
	F_LIST(13, struct version, meta, nmeta, record_pair),
	F_LIST(14, struct version, links, nlinks, record_attachment),
	F_LIST(15, struct version, images, nimages, record_str),
	F_I32(16, struct version, date_day),
};
RECORD_TYPE(record_version, struct version, 1, version_rows);

static const struct field column_state_rows[] = {
	F_STR(1, struct column_state, portal),
	F_STR(2, struct column_state, column),
	F_STR(3, struct column_state, url),
	F_I64(4, struct column_state, first_ms),
	F_I64(5, struct column_state, last_try_ms),
	F_I64(6, struct column_state, last_good_ms),
	F_I64(7, struct column_state, due_ms),
	F_I32(8, struct column_state, verdict),
	F_STR(9, struct column_state, reason),
	F_STR(10, struct column_state, gate),
	F_I32(11, struct column_state, learned_count),
	F_LIST(12, struct column_state, locators, nlocators, record_locator),
	F_LIST(13, struct column_state, items, nitems, record_item),
	F_BYTES(14, struct column_state, list_digest),
	F_I64(15, struct column_state, newest_ms),
	F_STR(16, struct column_state, newest_title),
	F_I32(17, struct column_state, ndated),
	F_BOOL(18, struct column_state, empty),
	F_BYTES(19, struct column_state, shape_digest),
	F_I64(20, struct column_state, shape_first_ms),
	F_I64(21, struct column_state, shape_last_ms),
	F_I32(22, struct column_state, shape_count),
	F_BOOL(23, struct column_state, shape_open),
	F_I32(24, struct column_state, nbad),
	F_I64(25, struct column_state, bad_since_ms),
	F_I32(26, struct column_state, nreadings),
	F_STR(27, struct column_state, next_url),
	F_STR(28, struct column_state, encoding),
	F_STR(29, struct column_state, declared),
	F_STR(30, struct column_state, cls),
	F_BOOL(31, struct column_state, retired),
	F_I64(32, struct column_state, interval_ms),
	F_LIST(33, struct column_state, missing, nmissing, record_str),
	F_BOOL(34, struct column_state, accept),
	F_STR(35, struct column_state, accept_by),
	F_I32(36, struct column_state, extractor),
	F_BYTES(37, struct column_state, body_digest),
	F_BOOL(38, struct column_state, unclosed),
	F_LIST(61, struct column_state, rolled, nrolled, record_str),
	F_I64(62, struct column_state, look_ms),
	F_I64(63, struct column_state, wave_ms),
	F_I32(64, struct column_state, nwave),
	F_I64(65, struct column_state, mass_ms),
	F_BOOL(66, struct column_state, tag_lies),
	F_LIST(67, struct column_state, aliases, naliases, record_str),
	F_BOOL(68, struct column_state, holds),
};
RECORD_TYPE(record_column_state, struct column_state, 1, column_state_rows);

static const struct field file_state_rows[] = {
	F_STR(1, struct file_state, portal),
	F_STR(2, struct file_state, column),
	F_STR(3, struct file_state, identity),
	F_STR(4, struct file_state, url),
	F_STR(5, struct file_state, title),
	F_I64(6, struct file_state, first_ms),
	F_I64(7, struct file_state, last_ms),
	F_I64(8, struct file_state, last_good_ms),
	F_I64(9, struct file_state, due_ms),
	F_I32(10, struct file_state, nvisits),
	F_BYTES(11, struct file_state, digest),
	F_I64(12, struct file_state, bytes),
	F_STR(13, struct file_state, type),
	F_I32(14, struct file_state, verdict),
	F_I32(15, struct file_state, status),
	F_STR(16, struct file_state, etag),
	F_STR(17, struct file_state, modified),
	F_BOOL(18, struct file_state, is_volatile),
	F_BYTES(19, struct file_state, stored),
};
RECORD_TYPE(record_file_state, struct file_state, 1, file_state_rows);

static const struct field noise_line_rows[] = {
	F_U64(1, struct noise_line, shape),
	F_I32(2, struct noise_line, npairs),
	F_I64(3, struct noise_line, last_ms),
	F_STR(4, struct noise_line, sample),
};
RECORD_TYPE(record_noise_line, struct noise_line, 1, noise_line_rows);

static const struct field column_noise_rows[] = {
	F_STR(1, struct column_noise, portal),
	F_STR(2, struct column_noise, column),
	F_LIST(3, struct column_noise, lines, nlines, record_noise_line),
};
RECORD_TYPE(record_column_noise, struct column_noise, 1, column_noise_rows);

static const struct field event_rows[] = {
	F_U64(1, struct event, seq),
	F_I64(2, struct event, time_ms),
	F_STR(3, struct event, kind),
	F_STR(4, struct event, portal),
	F_STR(5, struct event, column),
	F_STR(6, struct event, title),
	F_STR(7, struct event, url),
	F_STR(8, struct event, identity),
	F_I64(9, struct event, date_ms),
	F_STR(10, struct event, detail),
	F_I32(11, struct event, date_day),
};
RECORD_TYPE(record_event, struct event, 1, event_rows);

static const struct field request_rows[] = {
	F_U64(1, struct request, seq),
	F_I64(2, struct request, time_ms),
	F_STR(3, struct request, what),
	F_STR(4, struct request, subject),
	F_STR(5, struct request, by),
	F_STR(6, struct request, reason),
	F_STR(7, struct request, user),
	F_I64(8, struct request, done_ms),
};
RECORD_TYPE(record_request, struct request, 1, request_rows);

static const struct field gap_rows[] = {
	F_I64(1, struct gap, from_ms),
	F_I64(2, struct gap, to_ms),
	F_STR(3, struct gap, why),
};
RECORD_TYPE(record_gap, struct gap, 1, gap_rows);

static const struct field notice_count_rows[] = {
	F_STR(1, struct notice_count, portal),
	F_STR(2, struct notice_count, column),
	F_I32(3, struct notice_count, day),
	F_I32(4, struct notice_count, total),
	F_I32(5, struct notice_count, withdrawn),
	F_I32(6, struct notice_count, delisted),
	F_I32(7, struct notice_count, weak),
	F_I32(8, struct notice_count, baseline),
};
RECORD_TYPE(record_notice_count, struct notice_count, 1, notice_count_rows);

static const struct field measure_day_rows[] = {
	F_STR(1, struct measure_day, url),
	F_I32(2, struct measure_day, day),
	F_I32(3, struct measure_day, n),
	F_I32(4, struct measure_day, ngood),
	F_I32(5, struct measure_day, nbad),
	F_I32(6, struct measure_day, nblocked),
	F_I32(7, struct measure_day, nother),
	F_I32(8, struct measure_day, worst),
	F_I64(9, struct measure_day, elapsed_ms_sum),
	F_I64(10, struct measure_day, elapsed_ms_max),
	F_I64(11, struct measure_day, first_ms),
	F_I64(12, struct measure_day, last_ms),
};
RECORD_TYPE(record_measure_day, struct measure_day, 1, measure_day_rows);

static const struct field manifest_rows[] = {
	F_I32(1, struct manifest, day),
	F_U64(2, struct manifest, from_seq),
	F_U64(3, struct manifest, to_seq),
	F_U64(4, struct manifest, nmeasures),
	F_BYTES(5, struct manifest, previous),
	F_BYTES(6, struct manifest, digest),
	F_I64(7, struct manifest, sealed_ms),
};
RECORD_TYPE(record_manifest, struct manifest, 1, manifest_rows);

static const char *const notice_word[] = {"listed", "rolled", "missing", "delisted",
	"withdrawn"};

const char *notice_state_word(int state)
{
	return state >= NOTICE_LISTED && state <= NOTICE_WITHDRAWN ? notice_word[state] : "";
}
