/* What the files of the link check share.
 *
 * Tables of the environment: "seen" hash of an address -> its number; "node" number ->
 * struct node; "wait" host hash | depth | number -> nothing, of those that do not fit memory;
 * "edge" number of a page -> its links (linkcheck-edge.c); "anchor" number of a page -> names; "variant" hash of an address without
 * query -> count; "hides" number of a style sheet -> names of boxes that it hides; "parent" made at the end for faulty addresses. */
#ifndef LINKCHECK_PRIVATE_H
#define LINKCHECK_PRIVATE_H

#include "crawler/linkcheck.h"
#include "crawler/soft404.h"
#include "traps.h"

#include "base/clock.h"
#include "base/digest.h"

#include <regex.h>

enum node_state { NODE_WAITS = 1, NODE_DONE };

/* Over checks, see address_judge. */
struct history {
	int32_t nbad, ngood;
	int64_t bad_since_ms;
	bool confirmed;
};

struct node {
	struct str url; /* without fragment; as written where it is none */
	int32_t state, depth;
	uint64_t run;	/* the check it was met in last */
	bool inside, follow;
	bool unfollowed; /* links were not taken because of its depth */
	bool asked;
	struct soft404_answer answer; /* its url is not kept twice */
	int32_t phase;
	struct str reason, detail, tls_detail, etag, modified;
	int64_t elapsed_ms;
	bool has_edges;
	bool hidden; /* a page of ours links to it where nobody sees it */
	struct history past, now; /* before this check, and with its verdict */
	int64_t first_ms;
	bool has_anchors; /* its names are in table "anchor" */
};
extern const struct record_type record_node;

/* A link as a page carries it. */
struct carried {
	uint64_t to; /* number of the address */
	struct str fragment;
	struct str place; /* see link_place */
};

struct names {
	struct str *list;
	size_t n;
};
extern const struct record_type record_names;

#define READY_MAX 1024	    /* taken from the lines ahead of the worker */
#define HOST_SLOTS 4096	    /* of the table of lines; a power of two */
#define HOST_AHEAD 768	    /* of one host: ready and under way */
#define HELD_MAX 65536	    /* waiting in memory; more lie in the store */
#define CACHE_SLOTS 65536   /* addresses met lately; a power of two */
#define KEPT_SLOTS 16384    /* nodes written or read lately; a power of two */
#define INSIDE_MAX 1000	    /* hosts given */
#define FAMILIES_MAX 512    /* of places, each asked for a name that does not exist */
#define OUTSIDE_FAMILIES_MAX 256 /* of them on other hosts */
#define HOMES_MAX 16	    /* seeds whose text is compared with */

struct ready {
	uint64_t id;
	char *url; /* heap */
	bool follow, inside;
	bool known_dead; /* by the check before, asked in both ways */
	struct str etag, modified; /* heap */
};

struct seed {
	struct str url;
	bool follow;
};

struct cached {
	struct key128 hash; /* with a seed of this process: nobody can make two alike */
	uint64_t id;	    /* 0: empty */
	int32_t depth;
};

/* The record of a node; written to the store at the end of a batch. */
struct kept {
	uint64_t id; /* 0: empty */
	struct buf record;
	bool dirty;
};

/* Addresses of one host that wait, a ring; lives while any waits or is ahead. */
struct line {
	struct line *in_slot;	  /* next in its slot of the table */
	struct line *prev, *next; /* ring of all lines */
	uint64_t host;		  /* hash */
	uint64_t *id;		  /* heap */
	size_t at, n, cap;
	size_t ahead; /* ready or under way */
};

/* What is told of each address beside its record, by number: known in memory once a check
 * has run in one go, else made by a scan (tally_scan). */
enum { IN_RUN = 1, FAULTY = 2, CARRIES = 4 /* its links were taken in this check */ };

struct tally {
	unsigned char *flag;
	uint32_t *count; /* pages that carry it */
	uint32_t *first; /* of them the lowest number; 0 none */
	uint64_t cap;
	bool whole;
};

struct family {
	uint64_t hash;
	char *sample; /* an address of it; heap */
	uint32_t n;   /* addresses */
	bool files;   /* and no pages */
};

struct gone { /* a page of ours that is not there */
	uint64_t id, host; /* hash */
	int status;
};

struct linkcheck {
	struct linkcheck_options o;
	struct arena a;	   /* lives as long as the check */
	struct arena turn; /* one batch */
	struct store *store;
	struct worker *worker;
	char *dir;	   /* temporary, to be removed; NULL */
	uint64_t run;
	bool resumed;
	struct seed *seed;
	size_t nseeds, seed_cap;
	struct str referer; /* origin of the first site: what browsers say beyond it */
	struct str inside[INSIDE_MAX]; /* hosts with port, lower case */
	size_t ninside;
	regex_t *include, *exclude;
	size_t ninclude, nexclude;
	struct ready ready[READY_MAX]; /* a ring */
	size_t ready_at, nready;
	struct line *line[HOST_SLOTS]; /* by host */
	struct line *turn_of; /* in the ring: where the walk over lines goes on; NULL no line */
	size_t nlines;
	uint64_t from_host;  /* where the walk over hosts in the store goes on */
	uint64_t nheld, nspilled;
	struct cached *cache;
	uint64_t cache_seed;
	struct kept *kept;
	uint64_t *dirty; /* numbers of nodes to be written */
	size_t ndirty, dirty_cap;
	struct buf packed; /* the links of one page */
	struct tally tally;
	/* whether judging has anything to look for; after an interruption always */
	bool page_hides; /* the page whose links were taken last plants some that nobody sees */
	bool met_hidden; /* any page did, in this process */
	bool suspect_soft404, suspect_host, met_pages;
	struct key128 home[HOMES_MAX]; /* texts of seeds */
	size_t nhomes;
	struct family family[FAMILIES_MAX];
	size_t nfamilies, noutside_families;
	struct gone *gone; /* heap */
	size_t ngone, gone_cap;
	size_t family_last; /* met: its place in the list */
	uint64_t known[CACHE_SLOTS]; /* numbers entered in this check, by their low bits */
	uint64_t last_id, stored_id; /* numbers given; as the store knows */
	uint64_t entered; /* addresses into this check, by this process */
	struct linkcheck_summary sum;
	struct linkcheck_status status;
	int64_t begin_mono_ms, told_mono_ms;
};

/* linkcheck-node.c: addresses by number and by hash. */
int node_get(struct linkcheck *c, struct store_txn *t, uint64_t id, struct node *out,
	struct err *e);
/* What the verdict makes of the address, with those of earlier checks. */
void node_confirm(struct linkcheck *c, struct node *n);
int node_put(struct store_txn *t, uint64_t id, const struct node *n, struct err *e);
/* The same at the end of the batch: until then only node_get knows. */
int node_keep(struct linkcheck *c, struct store_txn *t, uint64_t id, const struct node *n,
	struct err *e);
int node_flush(struct linkcheck *c, struct store_txn *t, struct err *e);
void node_forget(struct linkcheck *c); /* after a flush: what is kept may change in the store */
/* Number of an address met on a page of depth `depth` - 1; entered and queued at first
 * sight in this check.  href: as written, for what is no address */
int node_learn(struct linkcheck *c, struct store_txn *t, struct str url, struct str href,
	int32_t depth, bool follow, uint64_t *id, struct err *e);
/* The same in two steps, so that what is known of one address is on its way into the
 * processor's cache while others are looked at. */
struct key128 node_expect(const struct linkcheck *c, struct str url);
int node_learn_expected(struct linkcheck *c, struct store_txn *t, const struct key128 *hash,
	struct str url, struct str href, int32_t depth, bool follow, uint64_t *id, struct err *e);
/* The same of one whose number is known. */
int node_meet(struct linkcheck *c, struct store_txn *t, uint64_t id, int32_t depth,
	struct err *e);
/* Its number; 0 when it was never met. */
int node_find(struct linkcheck *c, struct store_txn *t, struct str url, uint64_t *id,
	struct err *e);
void node_cache_open(struct linkcheck *c);
void node_cache_release(struct linkcheck *c);

/* linkcheck-edge.c: the links of a page in a row of bytes. */
struct edge_cursor {
	struct str rest;
	struct carried at;
};
void edge_begin(struct buf *b);
/* before: number put last, at first 0; becomes that of x. */
void edge_put(struct buf *b, uint64_t *before, const struct carried *x);
/* errors  ERR_CORRUPT */
int edge_open(struct edge_cursor *c, struct str value, struct arena *a, struct err *e);
bool edge_next(struct edge_cursor *c);
int edges_get(struct linkcheck *c, struct store_txn *t, uint64_t page,
	struct edge_cursor *out, struct err *e);

/* linkcheck-take.c: results. */
int take_result(struct linkcheck *c, struct store_txn *t, const struct result *r,
	struct err *e);

/* Marks as hidden what the page, read once more, hides by its sheets. */
int take_hidden(struct linkcheck *c, struct store_txn *t, const struct result *r,
	struct err *e);

/* linkcheck-sheets.c: table "hides" number of a style sheet -> names that it hides. */
int sheets_notice(struct store_txn *t, uint64_t id, struct str hides, struct err *e);
int judge_sheets(struct linkcheck *c, const volatile int *stop, struct err *e);

/* linkcheck-frontier.c: what waits, host by host. */
int frontier_add(struct linkcheck *c, struct store_txn *t, uint64_t id, const struct node *n,
	struct err *e);
uint64_t frontier_waiting(const struct linkcheck *c);
int frontier_clear(struct linkcheck *c, struct store_txn *t, struct err *e);
int frontier_restore(struct linkcheck *c, struct err *e); /* after an interruption */
int frontier_refill(struct linkcheck *c, struct store_txn *t, struct err *e);
bool frontier_take(struct linkcheck *c, struct ready *out);
void frontier_done(struct linkcheck *c, struct str url); /* its host has room again */
void frontier_free(struct ready *r);
void frontier_release(struct linkcheck *c);

/* linkcheck-scope.c: what may be asked for. A word why not, NULL when it may. */
struct str host_key_of(struct str url);
bool scope_inside(const struct linkcheck *c, struct str url);
/* The host again, under a name and a password that nobody gave: a page is read, but what it
 * leads to would be all pages once more. */
bool scope_is_double(const struct linkcheck *c, struct str url);
/* The host was named, on whatever port. */
bool scope_named(const struct linkcheck *c, struct str url);
void scope_add(struct linkcheck *c, struct str url);
/* A pattern to leave out matches the address, with its fragment where one is given. */
bool scope_excludes(struct linkcheck *c, struct str url);
int scope_patterns(struct linkcheck *c, struct err *e);
bool scope_accepts(const struct linkcheck *c, int status);
/* Fills verdict and reason where url is not to be asked for at all. */
bool scope_refuses(struct linkcheck *c, struct str url, struct str href, bool inside,
	int *verdict, const char **reason);
/* The address without session id, for telling addresses apart. */
struct str scope_identity(struct str url, struct arena *a);
void scope_release(struct linkcheck *c);

/* linkcheck-tally.c */
void tally_node(struct linkcheck *c, uint64_t id, const struct node *n);
/* The links of a page are about to be counted. */
void tally_page(struct linkcheck *c, uint64_t page);
void tally_edge(struct linkcheck *c, uint64_t page, const struct carried *edge);
int tally_scan(struct linkcheck *c, struct store_txn *t, struct err *e);
void tally_release(struct linkcheck *c);

/* linkcheck-family.c: places, numbers apart. */
uint64_t family_of(struct linkcheck *c, struct str url);
/* A page or a file that answered well. */
void family_notice(struct linkcheck *c, struct str url, bool inside, bool page);
/* The samples of those for which a name that does not exist is worth asking. */
void family_each_asked(struct linkcheck *c, void (*fn)(void *ctx, struct str sample), void *ctx);
const char *family_sample(struct linkcheck *c, uint64_t family); /* NULL: never met */
void family_release(struct linkcheck *c);

/* linkcheck-judge.c */
/* Called for each answer of the walk. */
void judge_notice(struct linkcheck *c, const struct node *n);
int judge_soft404(struct linkcheck *c, const volatile int *stop, struct err *e);
int judge_hosts(struct linkcheck *c, struct err *e);
int judge_hidden(struct linkcheck *c, struct err *e);
bool judge_is_host_fault(const struct linkcheck *c, const struct node *n);

/* linkcheck-wall.c */
/* Called for each answer of the walk. */
void wall_notice(struct linkcheck *c, uint64_t id, const struct node *n);
/* Verdicts of hosts that refuse their own home page by now are taken back. */
int judge_walls(struct linkcheck *c, const volatile int *stop, struct err *e);
void wall_release(struct linkcheck *c);

/* linkcheck-fragment.c: tables "fragment" address | hash of name -> count, "pointer" the
 * same with a number -> struct parent. */
struct str fragment_name(struct str s);
bool fragment_names_anchor(struct str s);
int fragment_count(struct linkcheck *c, struct store_txn *t, uint64_t id, struct str name,
	struct buf *parent_key, uint64_t *nth, struct err *e);
/* key: of table "fragment", prefix of those in "pointer" */
typedef int fragment_fn(struct str name, struct str key, uint64_t count, bool there,
	void *ctx);
int fragment_each(struct linkcheck *c, struct store_txn *t, uint64_t id, const struct node *n,
	fragment_fn *fn, void *ctx, struct err *e);

/* linkcheck.c */
int check_submit(struct linkcheck *c, const struct ready *r, struct err *e);
void check_job(const struct linkcheck *c, struct job *j, struct str url, bool follow);

#endif
