/* links: {scope: site}: the whole portal, page by page, within limits and spread over the
 * period. Every page of the site that is checked is read for its links; what it leads to for
 * the first time gets the next place in a line that is as long as the period. */
#include "crawl-private.h"

#include "crawler/linkcheck.h"
#include "crawler/url.h"
#include "traps.h"

#define EXPECTED 5000 /* addresses of a portal that is not known yet: sets the first pace */

bool walk_wants(const struct portal_config *p, struct str url)
{
	return streq(p->links_scope, "site") && url_same_site(str_of(p->home), url);
}

static int get_walk(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	struct site_walk *out, struct err *e)
{
	int rc = pages_walk(t, str_of(p->id), out, &c->turn, e);

	if (rc != ERR_NOTFOUND)
		return rc;
	*out = (struct site_walk){.portal = str_of(p->id)};
	return 0;
}

/* False: a limit bites; it is counted. */
static bool within_limits(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	struct site_walk *w, struct str url, int32_t depth)
{
	uint64_t *bites = NULL;

	if (w->known >= (uint64_t)p->links_max)
		bites = &w->over;
	else if (depth > p->links_depth)
		bites = &w->deep;
	else if (walk_wants(p, url) &&
		(trap_of(url, c->now_ms) >= 0 || trap_variants(t, url, VARIANTS_MAX, &c->turn)))
		bites = &w->traps;
	if (bites)
		++*bites;
	return !bites;
}

int walk_place(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	struct address *x, bool *out, struct err *e)
{
	uint64_t n;
	struct site_walk w;
	int rc = get_walk(c, t, p, &w, e);

	if (rc < 0)
		return rc;
	*out = within_limits(c, t, p, &w, x->url, x->depth);
	if (*out) {
		n = w.known > EXPECTED / 2 ? 2 * w.known : EXPECTED;
		if (w.next_ms < c->now_ms)
			w.next_ms = c->now_ms;
		x->due_ms = w.next_ms;
		w.next_ms += p->links_every_ms / (int64_t)n;
		w.known++;
	}
	return pages_put_walk(t, &w, e);
}

/* Styles load images, feeds and Hanweb's lists lead to pages. */
static bool carries_links(int kind)
{
	return kind == PAGE_HTML || kind == PAGE_CSS || kind == PAGE_FEED || kind == PAGE_XML;
}

int walk_page(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	const struct result *r, struct err *e)
{
	struct page_links there;
	struct address x;
	struct site_walk w;
	bool first;
	int rc;

	if (!r->has_page || !carries_links(r->page.kind) || !walk_wants(p, r->final_url))
		return 0;
	/* a column's or notice's own page is read by its own visits */
	first = pages_links(t, r->url, &there, &c->turn, NULL) < 0;
	if (!first && there.column.n)
		return 0;
	rc = pages_address(t, r->url, &x, &c->turn, e);
	if (rc == 0)
		rc = get_walk(c, t, p, &w, e);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	w.pages += first && r->page.kind == PAGE_HTML;
	rc = pages_put_walk(t, &w, e);
	return rc < 0 ? rc : put_links(c, t, p, NULL, r, x.depth + 1, e);
}
