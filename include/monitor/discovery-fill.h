/* Which of the pages that discovery met are the columns a portal file names without their
 * addresses: by name and aliases. Pure; nothing is chosen where two would do. */
#ifndef MONITOR_DISCOVERY_FILL_H
#define MONITOR_DISCOVERY_FILL_H

#include "crawler/discover.h"

enum fill_state { FILL_NONE, FILL_FOUND, FILL_SEVERAL };
const char *fill_state_word(int state); /* "none" "found" "several": stable, in JSON */

struct fill_page {
	struct str name, url;
	const struct discovered *list; /* NULL: no list was found there, or it was not read */
};

struct fill {
	const struct column_config *column;
	int state;		/* enum fill_state */
	struct fill_page *pages; /* one where found, two and more where several */
	size_t npages;
};

/* The waiting columns of p in their order, each with the pages that bear its name best: the
 * whole name before one within a longer text, a list before a page without one. Pages that
 * are columns of p already are left out. How many; in the arena. */
size_t discovery_fill(const struct discovery *d, const struct portal_config *p, struct arena *a,
	struct fill **out);

#endif
