/* When a notice is visited again. */
#include "crawler/compare.h"

#include "base/civil.h"
#include "base/clock.h"

#define LEAST_MS (10 * MINUTE_MS)

static int64_t usual_wait(int32_t nvisits, int64_t age)
{
	if (nvisits <= 1)
		return HOUR_MS;
	if (age < 6 * HOUR_MS)
		return 6 * HOUR_MS - age;
	if (age < DAY_MS)
		return DAY_MS - age;
	if (age < 8 * DAY_MS)
		return DAY_MS;
	if (age < 98 * DAY_MS)
		return 7 * DAY_MS;
	if (age < 828 * DAY_MS)
		return 30 * DAY_MS;
	return 365 * DAY_MS;
}

/* Until the first of the ages that is still to come; behind the last, as long as it. */
static int64_t configured_wait(const char *ages, int64_t age)
{
	struct str rest = str_of(ages), piece;
	int64_t ms, next = INT64_MAX, last = 0;

	while (str_cut(&rest, ',', &piece)) {
		if (!duration_parse(str_trim(piece), &ms))
			continue;
		if (ms > age && ms < next)
			next = ms;
		if (ms > last)
			last = ms;
	}
	return next == INT64_MAX ? last : next - age;
}

int64_t revisit_due(const struct notice *n, const char *ages, int64_t now_ms)
{
	int64_t age = now_ms - n->first_ms;
	int64_t wait = ages && ages[0] ? configured_wait(ages, age) : usual_wait(n->nvisits, age);

	if (wait < LEAST_MS)
		wait = LEAST_MS;
	return now_ms + wait + (int64_t)(hash64_of(n->identity) % (uint64_t)(wait / 10 + 1));
}
