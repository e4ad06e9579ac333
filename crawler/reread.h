/* Stored bytes read again by the extractor of today (DESIGN 5).
 *
 * The bytes came from the net, so a parser process reads them, locked in like the others;
 * it is started when the first page is asked for. One page at a time: an upgrade asks once
 * for each. */
#ifndef CRAWLER_REREAD_H
#define CRAWLER_REREAD_H

#include "crawler/page.h"

#include "base/err.h"

struct reread;

/* exe NULL: this executable. Nothing is started yet. */
struct reread *reread_new(const char *exe, int64_t limit_ms);
/* Fills *out, in a. false: no parser could read it (*why says so, a token). */
bool reread_page(struct reread *x, const struct page_order *o, struct str body,
	struct page *out, const char **why, struct arena *a);
/* Ends the process until the next page. */
void reread_rest(struct reread *x);
void reread_free(struct reread *x); /* NULL is fine */

#endif
