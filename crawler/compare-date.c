/* Stated dates against the day a notice is seen first. */
#include "crawler/compare.h"

#include "base/clock.h"
#include "base/out.h"

const char *date_is_far(const struct notice *n, const struct column_state *s,
	const struct zone *z, int *days)
{
	int32_t first = day_of_ms(n->first_ms, z), stated = day_of_ms(n->date_ms, z);

	if (n->date_ms == DATE_NONE_MS || n->date_weak || n->baseline || !s->first_ms)
		return NULL;
	*days = stated > first ? stated - first : first - stated;
	if (*days < DATE_FAR_DAYS)
		return NULL;
	if (stated > first)
		return "dated-ahead";
	return n->watched && stated > day_of_ms(s->first_ms, z) ? "back-dated" : NULL;
}

struct str date_far_detail(const struct notice *n, const char *why, int days,
	const struct zone *z, struct arena *a)
{
	struct buf b = BUF_INIT(4096);
	struct jw j = jw_on(&b);
	struct str s;

	jw_open(&j, '{');
	jw_key(&j, "parts");
	jw_open(&j, '[');
	jw_cstr(&j, "date");
	jw_close(&j, ']');
	jw_kcstr(&j, "why", why);
	jw_kday(&j, "stated", day_of_ms(n->date_ms, z));
	jw_kday(&j, "first_seen", day_of_ms(n->first_ms, z));
	jw_kint(&j, "days", days);
	jw_close(&j, '}');
	s = arena_str(a, buf_str(&b));
	buf_release(&b);
	return s;
}

#define ORDERED_MIN 3 /* dated entries that show an order */

static int64_t end_of_days(const struct item *items, size_t n, size_t *ndated, size_t *nwrong)
{
	int64_t last = DATE_NONE_MS;

	*ndated = *nwrong = 0;
	for (size_t i = 0; i < n; i++) {
		if (items[i].date_ms == DATE_NONE_MS || items[i].sticky)
			continue;
		*nwrong += *ndated > 0 && items[i].date_ms > last;
		++*ndated;
		last = items[i].date_ms;
	}
	return last;
}

int64_t items_end_of_order(const struct item *items, size_t n)
{
	size_t ndated, nwrong;
	int64_t last = end_of_days(items, n, &ndated, &nwrong);

	return ndated >= ORDERED_MIN && nwrong * 10 <= ndated ? last : DATE_NONE_MS;
}

bool items_lack_order(const struct item *items, size_t n)
{
	size_t ndated, nwrong;

	end_of_days(items, n, &ndated, &nwrong);
	return ndated >= ORDERED_MIN && nwrong * 10 > ndated;
}

size_t items_older(const struct item *items, size_t n, int64_t date_ms)
{
	size_t nolder = 0;

	for (size_t i = 0; i < n; i++)
		nolder += items[i].date_ms != DATE_NONE_MS && !items[i].sticky &&
			items[i].date_ms < date_ms;
	return nolder;
}
