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

struct hiding {
	struct str url, page;
	struct arena *arena;
};

/* Stops at the first page that hides it. */
static int hides(const struct page_links *p, void *ctx)
{
	struct hiding *x = ctx;

	for (size_t i = 0; i < p->nedges; i++)
		if (p->edges[i].hidden && str_eq(p->edges[i].url, x->url)) {
			x->page = arena_str(x->arena, p->url);
			return 1;
		}
	return 0;
}

/* A scan, once, when the page noted has let it go: what was planted in a template stands on
 * others too. */
static int another_page(struct store_txn *t, struct hiding *x, struct err *e)
{
	int rc = pages_each_links(t, hides, x, e);

	return rc < 0 ? rc : 0;
}

int hidden_look(struct crawl *c, struct store_txn *t, struct result *r, int *verdict,
	struct err *e)
{
	struct hiding h = {.url = r->url, .arena = &c->turn};
	struct page_links links;
	struct address x;
	int rc = pages_address(t, r->url, &x, &c->turn, e);

	if (rc < 0 || !x.hidden_on.n)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (pages_links(t, x.hidden_on, &links, &c->turn, NULL) < 0 || !hides(&links, &h)) {
		rc = another_page(t, &h, e);
		x.hidden_on = h.page;
		if (rc == 0)
			rc = pages_put_address(t, &x, e);
		if (rc < 0 || !x.hidden_on.n)
			return rc;
	}
	/* whether it opens or not: it should not be there; but what our own line did says nothing */
	if (*verdict != VERDICT_UNKNOWN && !line_excuses(c, *verdict)) {
		*verdict = VERDICT_WRONG;
		r->reason = STR("hidden-link");
		r->detail = x.hidden_on;
	}
	return 0;
}
