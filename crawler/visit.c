/* Counting visits. */
#include "crawler/visit.h"

#include "base/clock.h"
#include "crawler/verdict.h"

#define LIMIT_MS (15 * SECOND_MS) /* 超过(含)15秒仍打不开 */
#define REFUTED_MS (10 * MINUTE_MS)    /* the check comes after one; a busy host later */

enum { GOOD = 1, BAD, UNCOUNTED };

static const struct field sum_rows[] = {
	F_I32(1, struct visit_sum, good),
	F_I32(2, struct visit_sum, bad),
	F_I32(3, struct visit_sum, uncounted),
	F_I32(4, struct visit_sum, down),
};
static RECORD_TYPE(record_visit_sum, struct visit_sum, 1, sum_rows);

static const struct field day_rows[] = {
	F_I32(1, struct visits_of_day, day),
	F_RECORD(2, struct visits_of_day, sum, record_visit_sum),
};
RECORD_TYPE(record_visits_of_day, struct visits_of_day, 1, day_rows);

static int32_t outcome(int verdict, int64_t elapsed_ms)
{
	if (verdict_is_good(verdict))
		return elapsed_ms < LIMIT_MS ? GOOD : BAD;
	return verdict_is_broken(verdict) || verdict_is_unstable(verdict) ? BAD : UNCOUNTED;
}

static void count(struct visit_sum *s, int32_t what, int by)
{
	*(what == GOOD ? &s->good : what == BAD ? &s->bad : &s->uncounted) += by;
}

bool visit_take(struct visit_run *r, struct visit_sum *s, int verdict, int64_t elapsed_ms,
	int64_t now_ms, int64_t every_ms)
{
	int64_t span = (every_ms > 0 ? every_ms : HOUR_MS) / 4 * 3;
	int32_t what = outcome(verdict, elapsed_ms);

	if (r->start_ms && now_ms >= r->start_ms && now_ms - r->start_ms < span) {
		if (r->what == BAD && r->nextra == 0 && what != BAD &&
			now_ms - r->start_ms <= REFUTED_MS) {
			count(s, BAD, -1);
			count(s, UNCOUNTED, 1);
			r->what = UNCOUNTED;
		}
		r->nextra++;
		return false;
	}
	*r = (struct visit_run){.start_ms = now_ms, .what = what};
	count(s, what, 1);
	return true;
}
