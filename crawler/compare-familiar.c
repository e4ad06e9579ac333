/* What of a reading was met before: by its address, else by title and day. */
#include "crawler/compare.h"

#include "base/civil.h"

#define PAIRS_MAX ((size_t)1 << 20) /* entries times entries of the baseline, by title and day */

bool dates_same_day(int64_t a_ms, int64_t b_ms, const struct zone *z)
{
	if (a_ms == DATE_NONE_MS || b_ms == DATE_NONE_MS)
		return a_ms == b_ms;
	return day_of_ms(a_ms, z) == day_of_ms(b_ms, z);
}

bool items_same(const struct item *a, const struct item *b, const struct zone *z)
{
	return a->title.n && dates_same_day(a->date_ms, b->date_ms, z) &&
		titles_same(a->title, b->title);
}

static const struct item *in_baseline(const struct column_state *old, const struct item *it,
	const struct zone *z)
{
	for (size_t i = 0; i < old->nitems; i++)
		if (items_same(&old->items[i], it, z))
			return &old->items[i];
	return NULL;
}

void compare_familiar(const struct column_state *old, const struct item *items, size_t n,
	const struct zone *z, notice_find_fn *find, void *ctx, struct familiar *out, struct arena *a)
{
	const bool *as_before = titles_by_list(old, items, n, a);
	bool by_title = old->nitems && n <= PAIRS_MAX / old->nitems;

	*out = (struct familiar){0};
	for (size_t i = 0; i < n; i++) {
		const struct item *it = &items[i];
		struct notice x;
		bool retitled, redated;

		if (!find(item_identity(it, a), &x, ctx)) {
			out->known += by_title && in_baseline(old, it, z);
			continue;
		}
		out->known++;
		retitled = it->title.n && !as_before[i] && !titles_same(x.title, it->title);
		redated = !x.date_weak && !it->date_weak && x.date_ms != DATE_NONE_MS &&
			it->date_ms != DATE_NONE_MS && !dates_same_day(x.date_ms, it->date_ms, z);
		out->retitled += retitled;
		out->redated += redated;
		out->last_spoilt = i + 1 == n && (retitled || redated ||
			(it->date_ms == DATE_NONE_MS && x.date_ms != DATE_NONE_MS));
	}
}

void compare_lend_addresses(const struct column_state *old, struct item *items, size_t n,
	const struct zone *z)
{
	if (!old->nitems || n > PAIRS_MAX / old->nitems)
		return;
	for (size_t i = 0; i < n; i++) {
		const struct item *was;

		if (items[i].url.n || items[i].site_id.n)
			continue;
		was = in_baseline(old, &items[i], z);
		if (was)
			items[i].url = was->url;
	}
}
