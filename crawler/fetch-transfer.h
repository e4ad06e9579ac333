/* One request and its answer: the only place that knows libcurl's handles.
 *
 * A session is the thread of one job: its cookies live as long as it does and are sent to
 * nobody else. Sessions are spread over several multi handles, opened as the number of
 * transfers grows, because libcurl 7.88.1 pays for everything a multi handle holds at the
 * end of every transfer (measured: 872 us against 50 us). Nothing is queued inside
 * libcurl: a session is started only when it may go. */
#ifndef CRAWLER_FETCH_TRANSFER_H
#define CRAWLER_FETCH_TRANSFER_H

#include "fetch-chain.h"
#include "fetch-dns.h"
#include "fetch-verdict.h"
#include "loop.h"

#include "base/arena.h"

#define HEADER_BYTES_MAX ((size_t)256 << 10) /* of a head, as browsers; lines do not count */
#define HEADERS_KEPT 100

/* Addresses that may be contacted beside the public ones. */
struct guard {
	bool all;
	const struct str *cidr;
	size_t ncidr;
};
bool guard_allows(const struct guard *g, bool job_allows, int family,
	const unsigned char *bytes);

struct request {
	struct str url, host; /* host without brackets; both terminated */
	int port;
	const struct ip *ip; /* where to connect; none: literal host or proxy */
	size_t nip;
	struct str user_agent, proxy;
	const struct str *header; /* whole lines, terminated; the first is "Accept" */
	size_t nheader, nown; /* lines; of them in front, of those that we say of our own */
	bool no_verify, want_certificate, fresh, allow_private;
	bool http2;	     /* offered, on a connection of its own */
	bool lenient;	     /* blank lines before the answer and lengths that are none are
				borne; on a connection of its own, read until its end */
	bool raw;	     /* lenient, and the head is read by us: without proxy */
	bool want_request;   /* the head as sent, in the answer */
	int64_t connect_ms, total_ms;
	bool no_floor;	     /* on speed: one deadline and nothing else */
	int64_t max_bytes;   /* decoded */
	bool few_headers;    /* of the answer only those that are read here */
	bool glance;	     /* of what is no text the beginning is enough */
};

struct answer {
	enum ending ending;
	int phase;	     /* where it ended */
	int status;
	struct str location; /* none without; as received */
	struct pair *headers;
	size_t nheaders;
	struct str body;     /* valid until the session starts again or ends */
	bool body_cut;
	int64_t wire_bytes, ttfb_ms, elapsed_ms, retry_after_ms, tls_expires_ms;
	struct str address, detail, tls_detail, request;
	struct str chain;     /* certificates as sent, PEM; of an unverified request */
	bool chain_completed; /* verified with an issuer that we had to find */
	bool reused; /* an existing connection served it */
	bool dirty; /* not asked: the connection held bytes of somebody else; ask again, fresh */
};

struct transfers;
struct session;

/* x lies in a. Called from a turn, never from session_start. */
typedef void answer_fn(void *ctx, const struct answer *x);

int transfers_open(struct loop *l, const char *ca_file, const struct guard *g,
	struct chains *chains, struct transfers **out, struct err *e);
/* Timers that are due. Returns ms until the next one, -1 none. */
int64_t transfers_turn(struct transfers *ts, int64_t now_ms);
size_t transfers_in_flight(const struct transfers *ts);
void transfers_close(struct transfers *ts); /* after all its sessions */

struct session *session_open(struct transfers *ts, answer_fn *fn, void *ctx);
/* a: where the answer's text is kept. errors ERR_NET: it cannot even start */
int session_start(struct session *s, const struct request *r, struct arena *a,
	struct err *e);
/* Tells two states of the session's cookies apart. */
uint64_t session_cookies(const struct session *s);
void session_close(struct session *s); /* cuts what is under way; NULL is fine */

/* "Expire date" of a certificate, "Nov 22 08:48:01 2026 GMT"; 0 where it is none. */
int64_t certificate_time(struct str text);

#endif
