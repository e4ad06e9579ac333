/* The newest notices of a column. */
#include "newest.h"

#include <stdlib.h>

static int by_date(const void *a, const void *b)
{
	const struct notice *x = a, *y = b;

	if (x->date_ms != y->date_ms)
		return x->date_ms < y->date_ms ? 1 : -1;
	return x->first_ms != y->first_ms ? (x->first_ms < y->first_ms ? 1 : -1)
					  : str_cmp(x->identity, y->identity);
}

/* At twice the ceiling the older half goes. */
void newest_end(struct newest *x)
{
	if (x->n)
		qsort(x->list, x->n, sizeof(*x->list), by_date);
	if (x->n <= NEWEST_MAX)
		return;
	x->left_out += x->n - NEWEST_MAX;
	x->n = NEWEST_MAX;
}

int newest_take(const struct notice *n, void *ctx)
{
	struct newest *x = ctx;
	struct arena *a = x->arena;

	if (x->n == 2 * NEWEST_MAX)
		newest_end(x);
	x->list = arena_grow(a, x->list, x->n, &x->cap, sizeof(*x->list));
	x->list[x->n++] = (struct notice){.portal = arena_str(a, n->portal),
		.column = arena_str(a, n->column), .identity = arena_str(a, n->identity),
		.title = arena_str(a, n->title), .url = arena_str(a, n->url),
		.source = arena_str(a, n->source), .date_ms = n->date_ms, .date_day = n->date_day, .first_ms = n->first_ms,
		.baseline = n->baseline, .state = n->state, .nversions = n->nversions};
	return 0;
}
