/* External renderers: a configured program is given an address and prints the page as it is
 * after its scripts ran, as HTML or JSON; for columns that hold nothing before.
 *
 * The command is words parted by spaces; the address is added as the last. It runs without
 * a shell, beside the fetcher and never inside a parser, in a process group of its own, and
 * its whole group is ended when its time is over or it prints too much. What it prints is
 * read as any other untrusted page is. At most RENDER_AT_ONCE run at a time, others wait. */
#ifndef CRAWLER_RENDER_H
#define CRAWLER_RENDER_H

#include "loop.h"

#include "base/str.h"

#define RENDER_AT_ONCE 2	       /* a browser wants some hundred MB */
#define RENDER_MS 30000		       /* a page with its scripts and data */
#define RENDER_BYTES_MAX ((size_t)16 << 20)

struct renders;

/* body none: reason says why, "render-failed" "render-timeout" "render-too-large"
 * "render-empty". Called from a turn. */
typedef void rendered_fn(void *ctx, uint64_t ticket, struct str order, struct str body,
	const char *reason);

struct renders *renders_open(struct loop *l, rendered_fn *fn, void *ctx);
/* Takes copies; order is handed back as it is. */
void renders_add(struct renders *r, uint64_t ticket, struct str command, struct str url,
	struct str order);
/* Starts what waits, ends what is late. Returns ms until it wants another turn, -1 none. */
int64_t renders_turn(struct renders *r, int64_t now_ms);
/* Ends what runs, without a call. NULL is fine. */
void renders_close(struct renders *r);

#endif
