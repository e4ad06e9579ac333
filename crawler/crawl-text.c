/* What a page says: its text, tags and the addresses on it, and since when it says so. A
 * text that differs is looked at again some minutes later: lines that differ between those
 * two readings (counters, clocks) are noise, the rest is a change. */
#include "crawl-private.h"

#include "crawler/noise.h"
#include "crawler/url.h"

#define PLACES_MAX ((size_t)64 << 10)

/* Pictures, and whatever leads away: marks of the site stand there (标识, 找错). */
static struct str places_of(const struct portal_config *p,
	const struct page *page, struct arena *a)
{
	struct buf b = BUF_INIT(PLACES_MAX + 8192);
	struct str out;

	for (size_t i = 0; i < page->nlinks && b.n < PLACES_MAX; i++) {
		const struct link *l = &page->links[i];
		struct str url = l->url.n ? l->url : l->href;

		if (url.n == 0 || url.n > 2000 || str_starts(url, STR("data:")))
			continue;
		if (!str_eqc(l->element, "img") && url_same_site(str_of(p->home), url))
			continue;
		buf_addf(&b, "%s%.*s %.*s", b.n ? "\n" : "", STR_ARG(url),
			STR_ARG(l->text));
	}
	out = arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}

/* What this reading makes of the text known; true: look again soon. */
static bool text_take(struct page_text *x, struct str now, int64_t now_ms, struct arena *a)
{
	if (x->since_ms == 0) {
		x->since_ms = now_ms;
		x->text = now;
		return false;
	}
	if (str_eq(x->text, now)) {
		x->pending = STR_NONE;
		x->pending_ms = 0;
		return false;
	}
	if (!x->pending_ms) {
		x->pending = now;
		x->pending_ms = now_ms;
		return true;
	}
	if (!noise_only(NULL, x->text, x->pending, now, a)) {
		x->changed_ms = x->pending_ms;
		x->nchanges++;
	}
	x->text = now;
	x->pending = STR_NONE;
	x->pending_ms = 0;
	return false;
}

int put_text(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	const struct column_config *col, const struct result *r, bool *again, struct err *e)
{
	enum text_wanted wanted = column_text_wanted(c->config, col);
	struct page_text x = {0};
	int rc;

	*again = false;
	if (wanted == TEXT_UNWANTED)
		return 0;
	rc = pages_page_text(t, r->url, &x, &c->turn, e);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	x.url = r->url;
	x.time_ms = c->now_ms;
	x.meta = r->page.meta;
	x.nmeta = r->page.nmeta;
	x.places = places_of(p, &r->page, &c->turn);
	if (!x.watched && wanted == TEXT_CHANGES)
		x.since_ms = 0; /* from now on */
	x.watched = wanted == TEXT_CHANGES;
	if (x.watched) {
		*again = text_take(&x, r->page.visible, c->now_ms, &c->turn);
	} else {
		x.since_ms = x.since_ms ? x.since_ms : c->now_ms;
		x.text = r->page.visible;
	}
	return pages_put_text(t, &x, e);
}
