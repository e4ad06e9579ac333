/* The crawler: decides what is due, asks the worker, compares, stores.
 *
 *	crawl_open -> { crawl_turn }* -> crawl_close
 *
 * Everything that is due stands in the store, so the crawler may die at any moment: what a
 * transaction did not record is simply due again. All changes that follow from one answer
 * are one transaction. Memory is bounded by what is under way. */
#ifndef CRAWLER_CRAWL_H
#define CRAWLER_CRAWL_H

#include "crawler/config.h"
#include "crawler/store.h"
#include "crawler/worker.h"

struct crawl; /* opaque */
struct request; /* crawler/pages.h */

struct crawl_options {
	bool all;	/* columns and home pages whether due or not */
	bool history;	/* follow pagers to the end once */
	bool no_links;	/* columns and notices only */
	bool columns_only; /* home pages and columns: a first look, quickly */
	bool once;	/* no turn waits while nothing is under way */
	const char *const *only; /* PORTAL or PORTAL/COLUMN, NULL-terminated; NULL: all */
};

/* What a person wants to see while it runs. */
struct crawl_progress {
	uint64_t done, bytes;
	size_t in_flight, portals, columns;
	uint64_t columns_good, columns_refused, notices_new, notices_changed, notices_gone,
		links_checked, links_bad, events;
	char now[200]; /* the address answered last */
};

/* config, store and worker are borrowed until crawl_close.
 * What the configuration no longer names is marked retired here. */
int crawl_open(const struct config *c, struct store *pages, struct worker *w,
	const struct crawl_options *o, int64_t now_ms, struct crawl **out, struct err *e);

/* One turn: results taken, due things submitted. Waits at most wait_ms for the worker.
 *   errors  ERR_FULL: nothing was written, the next turn tries again; others are final */
int crawl_turn(struct crawl *c, int64_t now_ms, int64_t wait_ms, struct err *e);

/* Nothing under way and nothing due at now_ms: a round is complete. */
bool crawl_idle(struct crawl *c, int64_t now_ms);

/* Marks the end of a round (last_round_ms of each portal whose columns were attempted). */
int crawl_finish_round(struct crawl *c, int64_t now_ms, struct err *e);

/* Another configuration from now on; the old one may be freed afterwards. */
int crawl_reload(struct crawl *c, const struct config *config, int64_t now_ms,
	struct err *e);

void crawl_progress(const struct crawl *c, struct crawl_progress *out);
void crawl_close(struct crawl *c);

/* A wish for the crawler, taken up within a second by a running one, else by the next:
 * what is "recheck" or "accept", subject a portal, portal/column or address. */
int crawl_request(struct store *pages, struct str what, struct str subject, struct str by,
	struct str reason, int64_t now_ms, uint64_t *seq, struct err *e);

/* How a wish stands: *pending until everything it names was measured, or put off by pace,
 * after it was taken up. r needs what, subject and done_ms.
 *   returns  0; ERR_NOTFOUND: the store knows nothing of that subject; other errors of the store */
int crawl_request_look(struct store_txn *t, const struct config *config,
	const struct request *r, bool *pending, struct err *e);

#endif
