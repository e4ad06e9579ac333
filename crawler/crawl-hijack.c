/* page.hijacked: a page of the portal itself that carries gambling or adult spam, or leads
 * elsewhere by script or refresh; told when a second fetch, ten minutes later, confirms it. */
#include "crawl-private.h"

#include "base/out.h"
#include "crawler/url.h"

#define CONFIRM_MS (10 * MINUTE_MS)

/* Was a link with this word there at the last accepted reading? Then it was not added. */
static bool was_there(const struct page_links *before, struct str word)
{
	for (size_t i = 0; i < before->nedges; i++)
		if (str_has(before->edges[i].text, word))
			return true;
	return false;
}

/* A link of the page with this word in its text that leaves the portal's site. */
static bool leaves_with(const struct page *p, struct str home, struct str word)
{
	for (size_t i = 0; i < p->nlinks; i++)
		if (!str_none(p->links[i].url) && str_has(p->links[i].text, word) &&
			!url_same_site(home, p->links[i].url))
			return true;
	return false;
}

/* "word@place word@place": the first hit that counts, none where there is none. */
static struct str spam_of(const struct portal_config *portal, const struct page *p,
	const struct page_links *before)
{
	struct str rest = p->spam_words, hit;

	while (str_cut(&rest, ' ', &hit)) {
		size_t at = str_rfindc(hit, '@');
		struct str word = str_sub(hit, 0, at);

		if (at == SIZE_MAX || word.n == 0)
			continue;
		if (!str_eqc(str_sub(hit, at + 1, hit.n), "link"))
			return hit;
		if (leaves_with(p, str_of(portal->home), word) &&
			!(before && was_there(before, word)))
			return hit;
	}
	return STR_NONE;
}

static struct str leads_elsewhere(const struct portal_config *portal, const struct result *r)
{
	for (size_t i = 0; i < r->nhops; i++)
		if ((str_eqc(r->hops[i].how, "meta") || str_eqc(r->hops[i].how, "script")) &&
			!url_same_site(str_of(portal->home), r->hops[i].url))
			return r->hops[i].url;
	if (r->has_page && r->page.leads_to.n &&
		!url_same_site(str_of(portal->home), r->page.leads_to))
		return r->page.leads_to;
	return STR_NONE;
}

static int tell(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	const struct column_config *col, const struct result *r, struct str spam,
	struct str elsewhere, struct err *e)
{
	struct buf b = BUF_INIT(1 << 16);
	struct jw j = jw_on(&b);
	struct event x = {.time_ms = c->now_ms, .kind = STR("page.hijacked"),
		.portal = str_of(p->id), .column = str_of(col->id), .url = r->url,
		.title = r->page.title};

	jw_open(&j, '{');
	jw_kstr(&j, "words", spam);
	jw_kstr(&j, "leads_to", elsewhere);
	jw_close(&j, '}');
	x.detail = arena_str(&c->turn, buf_str(&b));
	buf_release(&b);
	return put_event(c, t, &x, e);
}

int hijack_look(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	const struct column_config *col, const struct result *r, bool *again, struct err *e)
{
	struct page_links before;
	struct address x;
	struct str spam, elsewhere;
	bool readable;
	int rc, told = 0;

	*again = false;
	elsewhere = leads_elsewhere(p, r); /* whether that answers or not */
	readable = r->has_page && verdict_is_good(r->verdict);
	if (!readable && str_none(elsewhere))
		return 0;
	rc = pages_links(t, r->url, &before, &c->turn, e);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	spam = readable ? spam_of(p, &r->page, rc == 0 ? &before : NULL) : STR_NONE;
	rc = pages_address(t, r->url, &x, &c->turn, e);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (str_none(spam) && str_none(elsewhere)) {
		if (!x.hijack_since_ms)
			return 0;
		x.hijack_since_ms = 0;
		x.hijack_told = false;
		return pages_put_address(t, &x, e);
	}
	if (!x.hijack_since_ms)
		x.hijack_since_ms = c->now_ms;
	if (!x.hijack_told && c->now_ms - x.hijack_since_ms >= CONFIRM_MS) {
		x.hijack_told = true;
		told = tell(c, t, p, col, r, spam, elsewhere, e);
	}
	*again = !x.hijack_told;
	return told < 0 ? told : pages_put_address(t, &x, e);
}
