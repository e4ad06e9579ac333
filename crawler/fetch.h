/* The fetcher's engine: jobs in, results out, one turn at a time.
 *
 * A job goes hop by hop: address -> robots.txt -> name -> its turn at host and address ->
 * request -> answer -> (parser) -> next hop, another try, or the result. Every hop is
 * checked like the first. Nothing here waits; the loop calls back. */
#ifndef CRAWLER_FETCH_H
#define CRAWLER_FETCH_H

#include "fetch-options.h"
#include "loop.h"

#include "crawler/job.h"

#define HOPS_MAX 20 /* browsers give up there too */
#define REFRESHES_MAX 3 /* of them by meta or script */

struct fetch;

struct fetch_calls {
	void (*done)(void *ctx, const struct result *r); /* r valid during the call */
	/* A document for the parsers; fetch_parsed answers, later. */
	void (*read)(void *ctx, uint64_t ticket, const struct page_order *order,
		struct str body);
	void *ctx;
};

/* o must outlive the fetch. errors ERR_IO */
int fetch_open(struct loop *l, const struct fetch_options *o, const struct fetch_calls *c,
	struct fetch **out, struct err *e);
/* job: a record of one. errors ERR_CORRUPT */
int fetch_submit(struct fetch *f, struct str job, struct err *e);
/* page: a record; none: reason says why there is none. */
void fetch_parsed(struct fetch *f, uint64_t ticket, struct str page, const char *reason);
/* The document is another one than arrived: what a renderer made of it. Before fetch_parsed. */
void fetch_rendered(struct fetch *f, uint64_t ticket, struct str body);
/* Starts what may start unless `full`. Returns ms until the next turn is wanted. */
int64_t fetch_turn(struct fetch *f, bool full);
bool fetch_is_idle(const struct fetch *f); /* no job is under way */
void fetch_count(const struct fetch *f, struct fetch_stat *out); /* its part of it */
void fetch_close(struct fetch *f);

#endif
