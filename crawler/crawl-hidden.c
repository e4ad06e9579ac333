/* Links on our own pages that nobody is meant to see (暗链): a page that carries one leaves its
 * address with the target, and each check of the target asks whether that page still does. */
#include "crawl-private.h"

#include "crawler/wrong.h"

int hidden_mark(struct crawl *c, struct store_txn *t, struct str page, struct str url,
	struct err *e)
{
	struct address x;
	int64_t old;
	int rc = pages_address(t, url, &x, &c->turn, e);

	if (rc < 0 || x.hidden_on.n)
		return rc == ERR_NOTFOUND ? 0 : rc;
	x.hidden_on = page;
	old = x.due_ms;
	if (old) /* known and well: looked at again at once */
		x.due_ms = c->now_ms;
	rc = pages_put_address(t, &x, e);
	return rc < 0 || old == x.due_ms
		? rc
		: due_move(t, DUE_LINK, due_host(url), url, old, x.due_ms, e);
}

static bool hides(struct store_txn *t, struct str page, struct str url, struct arena *a)
{
	struct page_links links;

	if (pages_links(t, page, &links, a, NULL) < 0)
		return false;
	for (size_t i = 0; i < links.nedges; i++)
		if (links.edges[i].hidden && str_eq(links.edges[i].url, url))
			return true;
	return false;
}

int hidden_look(struct crawl *c, struct store_txn *t, struct result *r, int *verdict,
	struct err *e)
{
	struct address x;
	int rc = pages_address(t, r->url, &x, &c->turn, e);

	if (rc < 0 || !x.hidden_on.n)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (!hides(t, x.hidden_on, r->url, &c->turn)) {
		x.hidden_on = STR_NONE;
		return pages_put_address(t, &x, e);
	}
	/* whether it opens or not: it should not be there */
	if (*verdict != VERDICT_UNKNOWN) {
		*verdict = VERDICT_WRONG;
		r->reason = STR("hidden-link");
		r->detail = x.hidden_on;
	}
	return 0;
}
