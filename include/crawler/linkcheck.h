/* A check of a site's links in one pass, without configuration.
 *
 *	linkcheck_open -> linkcheck_seed* -> linkcheck_run -> linkcheck_each -> close
 *
 * Everything that grows with the site lies in an LMDB environment "linkcheck": addresses,
 * what waits, which page carries which link. An address is fetched once; its body, links,
 * anchors and fingerprint come from that fetch. Pages of the hosts that seeds name are
 * followed, addresses of other hosts asked for once.
 *
 * With a directory given the environment stays. A check that was interrupted is taken up
 * where it stopped; a finished one is made anew with conditional requests, so that an
 * unchanged page costs a 304, and faults are confirmed by the rule for addresses
 * (address_judge). Without one it lies in a temporary directory and goes at close. */
#ifndef CRAWLER_LINKCHECK_H
#define CRAWLER_LINKCHECK_H

#include "crawler/job.h"
#include "crawler/store.h"
#include "crawler/worker.h"

struct linkcheck; /* opaque */

struct linkcheck_status { /* while it runs, for a line of progress */
	uint64_t done, waiting, under_way, faulty, bytes, hosts;
	int64_t elapsed_ms;
};

struct linkcheck_options {
	const char *dir;	/* keeps the environment; NULL: temporary */
	bool fresh;		/* do not take up an interrupted check */
	bool conditional_off;	/* ask whole again */
	struct worker_options worker;
	int64_t depth_links;	/* followed from a seed; -1 no limit */
	int64_t max_addresses;	/* 0: 10,000,000 */
	int64_t max_ms;		/* of the whole check; 0 no limit */
	int64_t max_variants;	/* addresses that differ in their query only; 0: 500 */
	int64_t max_bytes;	/* of one document; 0 the default */
	bool inside_only;	/* addresses of other hosts are not asked for */
	bool fragments;		/* check that named anchors exist */
	bool hidden;		/* links nobody can see: also those that are only not displayed */
	bool hidden_off;	/* look for none */
	bool json_ld;		/* addresses in JSON-LD are links too */
	bool soft404_off;	/* ask no random names */
	const char *const *include, *const *exclude; /* patterns, POSIX extended; or NULL */
	const char *site_code;	/* of the portal: pages inside with another are wrong; NULL */
	const char *accept;	/* status codes that are fine: "403,500-599"; NULL */
	struct pair *headers;
	size_t nheaders;
	struct str folder_host; /* asked for through folder_proxy: a saved site; or none */
	struct str folder_proxy;
	int64_t now_ms;
	void (*progress)(const struct linkcheck_status *s, void *ctx); /* NULL */
	void *progress_ctx;
};

/* Limits that bit, by name, for the summary. */
#define LINKCHECK_LIMITS(X)                                                               \
	X(LIMIT_DEPTH, "depth")                                                           \
	X(LIMIT_ADDRESSES, "addresses")                                                   \
	X(LIMIT_TIME, "time")                                                             \
	X(LIMIT_LENGTH, "trap-length")                                                    \
	X(LIMIT_SEGMENTS, "trap-segments")                                                \
	X(LIMIT_VARIANTS, "trap-parameters")                                              \
	X(LIMIT_CALENDAR, "trap-calendar")                                                \
	X(LIMIT_LINKS, "links-of-page")

enum linkcheck_limit {
#define X(name, word) name,
	LINKCHECK_LIMITS(X)
#undef X
	NLIMITS
};
const char *linkcheck_limit_word(int limit);

/* errors  ERR_INVAL a pattern or code list that cannot be read; ERR_LOCKED; ERR_IO */
int linkcheck_open(const struct linkcheck_options *o, struct linkcheck **out, struct err *e);

/* An address to start from; its host is inside from now on.
 *   follow  false: only this address is checked (lists of addresses)
 *   errors  ERR_INVAL where it is no http address and is to be followed; in a list it
 *           becomes a finding */
int linkcheck_seed(struct linkcheck *c, struct str url, bool follow, struct err *e);

/* Until nothing waits or a limit bites; then soft 404 and hosts are judged.
 *   stop  may be NULL; set by a signal handler: ends early, the check can be taken up */
int linkcheck_run(struct linkcheck *c, const volatile int *stop, struct err *e);

#define LINKCHECK_PARENTS_MAX 1000
struct linkcheck_parent {
	struct str url, text, element;
	int32_t line;
};
struct linkcheck_link {
	struct str url; /* with its fragment where fragments are checked */
	int verdict, status, phase;
	struct str reason, final_url, detail, tls_detail;
	int64_t elapsed_ms;
	bool asked;	 /* a request was made */
	bool inside;
	bool host_fault; /* most addresses of its host failed alike */
	bool confirmed;	 /* by earlier checks of the same store */
	int64_t bad_since_ms; /* 0: is well */
	uint64_t nparents;
	struct linkcheck_parent *parents; /* all up to the limit of faulty ones, else one */
	size_t nlisted;
};
bool linkcheck_is_faulty(int verdict); /* broken, unstable, private, wrong */

/* Every link of the check, in the order found. fn: 0 goes on, negative stops. */
typedef int linkcheck_fn(const struct linkcheck_link *l, void *ctx);
int linkcheck_each(struct linkcheck *c, linkcheck_fn *fn, void *ctx, struct err *e);
/* Every (page, target) pair, for graphs. */
typedef int linkcheck_edge_fn(struct str from, struct str to, int verdict, void *ctx);
int linkcheck_each_edge(struct linkcheck *c, linkcheck_edge_fn *fn, void *ctx, struct err *e);

#define LINKCHECK_HOSTS_MAX 20
struct linkcheck_host { /* a host that failed as a whole */
	char name[256], reason[64];
	uint64_t addresses, failed;
};
struct linkcheck_summary {
	uint64_t links, asked, pages, ok, moved, broken, unstable, blocked, unknown, private_,
		wrong, skipped, confirmed;
	uint64_t requests, bytes, not_modified, parser_deaths;
	uint64_t limit[NLIMITS];
	struct linkcheck_host host[LINKCHECK_HOSTS_MAX];
	size_t nhosts;
	int64_t elapsed_ms;
	bool complete; /* nothing was left waiting */
	bool resumed;
};
struct linkcheck_host_line {
	char name[256];
	uint64_t addresses, good, faulty, blocked;
	int64_t elapsed_ms; /* of all of them together */
};
/* Hosts that were asked, the busiest first. owns: *out is freed by the caller */
int linkcheck_hosts(struct linkcheck *c, struct linkcheck_host_line **out, size_t *n,
	struct err *e);

/* Valid after linkcheck_each. */
void linkcheck_summary(const struct linkcheck *c, struct linkcheck_summary *out);
void linkcheck_close(struct linkcheck *c); /* NULL is fine */

#endif
