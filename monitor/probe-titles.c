/* probe: do the first notices of the list that was found bear its titles? */
#include "probe-titles.h"

#include "crawler/url.h"
#include "crawler/verdict.h"

#include "base/clock.h"

#define NOTICES_ASKED 3
#define TURN_MS 1000
#define LEAST_ITEMS 3 /* shorter lists are boxes on a page about something else */

static int ask(struct worker *w, const struct job *like, struct str url, struct result *r,
	struct arena *a, struct err *e)
{
	struct job j = *like;
	int rc;

	j.url = str_sub(url, 0, str_findc(url, '#', 0));
	j.order = (struct page_order){.url = j.url, .now_ms = clock_now_ms(),
		.zone = like->order.zone, .want = WANT_ARTICLE};
	rc = worker_submit(w, &j, e);
	while (rc == 0 && !worker_next(w, r, a))
		rc = worker_turn(w, TURN_MS, e);
	return rc;
}

int probe_titles(struct worker *w, const struct job *like, const struct listing *l,
	struct agreement *out, struct arena *a, struct err *e)
{
	struct agreement x = {0};
	size_t asked = 0;

	*out = x;
	if (l->nitems < LEAST_ITEMS)
		return 0;
	for (size_t i = 0; i < l->nitems && asked < NOTICES_ASKED; i++) {
		const struct item *it = &l->items[i];
		struct result r = {0};
		int rc;

		if (!it->url.n || !url_same_site(it->url, like->url))
			continue;
		asked++;
		rc = ask(w, like, it->url, &r, a, e);
		if (rc < 0)
			return rc;
		if (verdict_is_good(r.verdict) && r.has_page)
			agreement_add(&x, it->title, r.page.article.title, r.page.title);
	}
	*out = x;
	return 0;
}
