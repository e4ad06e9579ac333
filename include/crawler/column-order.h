/* The order by which the page of a column is read: what the configuration says of its items,
 * what was learned of them, and what the rules will ask of the page. */
#ifndef CRAWLER_COLUMN_ORDER_H
#define CRAWLER_COLUMN_ORDER_H

#include "crawler/config.h"
#include "crawler/pages.h"

/* Fills what the column says of *o; the rest of *o (url, now_ms, zone) is the caller's. Text of
 * *o points into col and s. */
void column_order(const struct config *c, const struct column_config *col,
	const struct column_state *s, struct page_order *o);

#endif
