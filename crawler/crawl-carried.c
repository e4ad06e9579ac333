/* Which pages carry a faulty link: one that nobody carries any more is repaired. */
#include "crawl-private.h"

#include <stdlib.h>

struct looking {
	struct str url;
	bool found;
};

static int look_for(const struct page_links *p, void *ctx)
{
	struct looking *x = ctx;

	for (size_t i = 0; i < p->nedges && !x->found; i++)
		x->found = str_eq(p->edges[i].url, x->url);
	return x->found;
}

/* A scan: asked only of faulty links. */
int carried_anywhere(struct store_txn *t, struct str url, bool *out, struct err *e)
{
	struct looking x = {.url = url};
	int rc = pages_each_links(t, look_for, &x, e);

	*out = x.found;
	return rc < 0 ? rc : 0;
}

int carried_forget(struct crawl *c, struct store_txn *t, struct address *x, bool was_told,
	struct err *e)
{
	int64_t old_due;
	struct address now;
	int rc = pages_address(t, x->url, &now, &c->turn, e);

	if (rc < 0)
		return rc;
	old_due = now.due_ms;
	x->confirmed = false;
	x->nbad = 0;
	x->bad_since_ms = 0;
	x->earliest_ms = 0;
	x->due_ms = 0;
	rc = pages_put_address(t, x, e);
	if (rc == 0)
		rc = due_move(t, DUE_LINK, due_host(x->url), x->url, old_due, 0, e);
	return rc == 0 && was_told ? link_event(c, t, x, "link.recovered", e) : rc;
}

static int by_url(const void *a, const void *b)
{
	return str_cmp(((const struct edge *)a)->url, ((const struct edge *)b)->url);
}

static int look_at_removed(struct crawl *c, struct store_txn *t, struct str url,
	struct err *e)
{
	struct address x;
	bool linked;
	int rc = pages_address(t, url, &x, &c->turn, e);

	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (!x.confirmed && !x.nbad)
		return 0;
	rc = carried_anywhere(t, url, &linked, e);
	return rc < 0 || linked ? rc : carried_forget(c, t, &x, x.confirmed, e);
}

int carried_compare(struct crawl *c, struct store_txn *t, const struct page_links *before,
	const struct page_links *now, struct err *e)
{
	struct edge *sorted = arena_array(&c->turn, now->nedges + 1, sizeof(*sorted));
	int rc = 0;

	for (size_t i = 0; i < now->nedges; i++)
		sorted[i] = now->edges[i];
	if (now->nedges > 1)
		qsort(sorted, now->nedges, sizeof(*sorted), by_url);
	for (size_t i = 0; rc == 0 && i < before->nedges; i++)
		if (!bsearch(&before->edges[i], sorted, now->nedges, sizeof(*sorted), by_url))
			rc = look_at_removed(c, t, before->edges[i].url, e);
	return rc;
}
