/* Jobs and results: what the crawler asks of a worker, and what comes back.
 *
 * A job is one address to be fetched, redirects followed hop by hop, and read by the
 * order. A result says everything that happened on the way; `page` is filled where a body
 * arrived. Both are records (base/record.h) and cross the process border in frames. */
#ifndef CRAWLER_JOB_H
#define CRAWLER_JOB_H

#include "crawler/page.h"
#include "crawler/verdict.h"

enum job_kind {
	JOB_PAGE,   /* column, notice, home page: body kept and handed over */
	JOB_PROBE,  /* availability: one deadline, no retry inside, body dropped */
	JOB_LINK,   /* verdict only; reads as far as the verdict needs */
	JOB_ROBOTS, /* robots.txt of an origin */
};

struct job {
	uint64_t id;	      /* unique while it is under way; chosen by the crawler */
	int32_t kind;	      /* enum job_kind */
	struct str url;	      /* absolute, serialised, without fragment */
	struct str if_etag;   /* validators; none: unconditional */
	struct str if_modified;
	bool keep_body;	      /* hand the decoded bytes over with the result */
	bool keep_failed;     /* the same, where the answer is a 4xx or 5xx */
	bool want_request;    /* hand over the head of the request too */
	bool second_profile;  /* ask with those headers at once */
	int64_t max_bytes;    /* decoded; 0: the default of the kind */
	int64_t deadline_ms;  /* for the whole job, 0: the default of the kind */
	int64_t delay_ms;     /* least time between two requests to the host; -1 default */
	int32_t connections;  /* to the host at once; 0 default */
	bool owner;	      /* robots.txt does not bind */
	bool allow_private;   /* private addresses may be contacted */
	bool no_verify;	      /* certificates are not verified (configured by the user) */
	struct str proxy;     /* none: direct */
	bool proxy_own_host;  /* for the host of url only: where it is sent to is asked itself */
	struct str user_agent; /* none: ours */
	struct str referer;   /* a parent page, for links behind hot-link protection */
	struct pair *headers; /* further request headers */
	size_t nheaders;
	int32_t priority;     /* lower first: 0 home and columns, 5 notices, 9 links */
	struct page_order order;
	bool no_headers;      /* those of the answer are not told in the result */
	bool no_digest;	      /* nor the digest of its body, which costs as much as fetching it */
	int32_t family;	      /* 4 or 6: only addresses of that kind, a connection of its own */
};
extern const struct record_type record_job;

/* Phase in which a request ended; "done" when an answer arrived whole. */
enum phase { PHASE_DONE, PHASE_DNS, PHASE_CONNECT, PHASE_TLS, PHASE_SEND, PHASE_WAIT,
	PHASE_BODY, PHASE_REFUSED /* by ourselves: private address, robots, ceiling */ };
const char *phase_word(int phase);

struct hop {
	struct str url;
	int32_t status;	     /* 0 without an answer */
	struct str location; /* as received; none */
	struct str address;  /* contacted, "203.0.113.7:443" */
	int64_t elapsed_ms;
	struct str how;	     /* "http", "meta", "script" */
};
extern const struct record_type record_hop;

struct result {
	uint64_t id;
	int32_t kind;
	struct str url;	      /* as in the job */
	struct str final_url; /* of the last hop */
	int64_t start_ms;     /* wall clock of the crawler's time line */
	int64_t elapsed_ms;   /* of the whole job without waiting for its turn */
	int64_t ttfb_ms;
	int32_t verdict;      /* by protocol alone; soft 404 and wrong are decided later */
	int32_t status;	      /* of the last hop; 0 none */
	int32_t phase;	      /* enum phase */
	struct str reason;    /* stable token: "http-404" "timeout" "nxdomain" "tls-expired" ... */
	struct str detail;    /* in words, one line: curl's or the certificate's own */
	struct hop *hops;
	size_t nhops;
	struct pair *headers; /* of the last hop, names lower case, at most 100 */
	size_t nheaders;
	struct str etag, modified;
	bool not_modified;    /* 304 */
	bool permanent;	      /* all redirects were permanent */
	int64_t body_bytes;   /* decoded, as far as read */
	int64_t wire_bytes;
	bool body_cut;	      /* a ceiling stopped it */
	struct sha256 body_digest; /* of the decoded bytes, where read whole; not with
				      WANT_PACKED */
	int64_t retry_after_ms; /* from now; 0 none */
	struct str tls_detail; /* subject, issuer, end; words */
	int64_t tls_expires_ms; /* 0 unknown */
	int32_t tries;	      /* requests made for the last hop */
	bool has_page;
	struct page page;
	struct str body;      /* where job.keep_body or keep_failed; valid as long as the result */
	struct str request;   /* where job.want_request: of the last hop, as sent, lines with CR LF;
				 none where nothing was sent */
};
extern const struct record_type record_result; /* without body */

#endif
