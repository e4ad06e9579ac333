/* Of which days it is known how a portal was. */
#include "monitor/duty-ledger.h"

#include "base/clock.h"
#include "crawler/verdict.h"

#define DAYS_MAX 4000 /* eleven years */
#define TOO_LITTLE_PERCENT 10 /* of a period unmeasured: cannot judge (DESIGN 9) */

struct days {
	bool known[DAYS_MAX];
	int32_t from;
	int n;
	const struct zone *zone;
};

static void mark(struct days *x, int32_t day)
{
	if (day >= x->from && day - x->from < x->n)
		x->known[day - x->from] = true;
}

static int take_measure(const struct measure *m, void *ctx)
{
	struct days *x = ctx;

	if (verdict_is_good(m->verdict) || verdict_is_broken(m->verdict) ||
		verdict_is_unstable(m->verdict))
		mark(x, day_of_ms(m->time_ms, x->zone));
	return 0;
}

static int take_day(const struct measure_day *d, void *ctx)
{
	if (d->ngood + d->nbad > 0)
		mark(ctx, d->day);
	return 0;
}

int portal_measured_days(struct store_txn *pages, struct str home, const struct zone *z,
	int32_t from, int32_t to, int *ndays, int *nmeasured, struct err *e)
{
	struct days x = {.from = from, .zone = z};
	int rc;

	x.n = to < from ? 0 : to - from < DAYS_MAX ? to - from + 1 : DAYS_MAX;
	*ndays = x.n;
	*nmeasured = 0;
	rc = pages_each_measure(pages, home, day_start_ms(from, z), day_start_ms(to + 1, z),
		take_measure, &x, e);
	if (rc >= 0)
		rc = pages_each_day(pages, home, from, to + 1, take_day, &x, e);
	for (int i = 0; i < x.n; i++)
		*nmeasured += x.known[i];
	return rc < 0 ? rc : 0;
}

bool measured_too_little(int ndays, int nmeasured)
{
	return (ndays - nmeasured) * 100 >= ndays * TOO_LITTLE_PERCENT;
}
