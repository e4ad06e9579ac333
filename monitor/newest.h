/* The newest notices of a column, for who lists them: the static site and the web pages. */
#ifndef MONITOR_NEWEST_H
#define MONITOR_NEWEST_H

#include "crawler/pages.h"

#define NEWEST_MAX 10000 /* kept; left_out counts the older ones */

struct newest {
	struct arena *arena; /* holds them */
	struct notice *list; /* what a list shows: titles, addresses, dates, states */
	size_t n, cap, left_out;
};

/* Takes a notice; ctx is the struct newest. A callback of pages_each_notice. */
int newest_take(const struct notice *n, void *ctx);
/* After the last one: the newest first. */
void newest_end(struct newest *x);

#endif
