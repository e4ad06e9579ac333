/* The notices of a column that were withdrawn, for comparing with what comes up. */
#include "crawl-private.h"

#define GONE_MAX 1000 /* of a column; the others come up as new ones */

struct gathering {
	struct compare_gone *list;
	size_t n;
	struct arena *a;
};

/* Records lie in the scan's memory. */
static int gather(const struct notice *n, void *ctx)
{
	struct gathering *g = ctx;

	if (n->state == NOTICE_WITHDRAWN && n->date_ms != DATE_NONE_MS && g->n < GONE_MAX)
		g->list[g->n++] = (struct compare_gone){arena_str(g->a, n->identity),
			arena_str(g->a, n->title), n->date_ms};
	return 0;
}

static bool something_is_unknown(const struct compare_input *in, struct arena *a)
{
	struct notice n;

	for (size_t i = 0; i < in->nitems; i++)
		if (!in->find(item_identity(&in->items[i], a), &n, in->ctx))
			return true;
	return false;
}

int gone_gather(struct store_txn *t, struct compare_input *in, struct arena *a, struct err *e)
{
	struct gathering g = {.a = a};
	int rc;

	if (!in->old->first_ms || in->silent || !something_is_unknown(in, a))
		return 0;
	g.list = arena_array(a, GONE_MAX, sizeof(*g.list));
	rc = pages_each_notice(t, in->old->portal, in->old->column, gather, &g, e);
	in->gone = g.list;
	in->ngone = g.n;
	return rc;
}
