/* Visits by day. */
#include "visits.h"

#include "base/clock.h"
#include "crawler/verdict.h"

#define ALL_HOURS 0xFFFFFFu

static int take_measure(const struct measure *m, void *ctx)
{
	struct visits *v = ctx;
	int32_t day = day_of_ms(m->time_ms, v->zone);
	struct visit_day *s;

	if (day < v->from || day > v->to)
		return 0;
	s = &v->days[day - v->from];
	s->a.every_ms = v->portal->home_every_ms;
	availability_add(&s->a, m->verdict, m->elapsed_ms, m->time_ms);
	if (verdict_is_good(m->verdict) || verdict_is_broken(m->verdict) ||
		verdict_is_unstable(m->verdict)) {
		int64_t hour = (m->time_ms - day_start_ms(day, v->zone)) / HOUR_MS;

		s->hours |= 1u << (hour > 23 ? 23 : hour);
	}
	s->elapsed_ms += m->elapsed_ms;
	s->n++;
	return 0;
}

static int take_rolled(const struct measure_day *d, void *ctx)
{
	struct visits *v = ctx;
	struct visit_day *s;

	if (d->day < v->from || d->day > v->to)
		return 0;
	s = &v->days[d->day - v->from];
	s->a.good += d->ngood;
	s->a.bad += d->nbad;
	s->a.uncounted += d->nblocked + d->nother;
	s->elapsed_ms += d->elapsed_ms_sum;
	s->n += d->n;
	if (d->ngood + d->nbad > 0) /* which hours is not kept */
		s->hours = ALL_HOURS;
	return 0;
}

int visits_read(struct visits *v, const struct config *c, struct store_txn *pages,
	struct arena *a, struct err *e)
{
	struct portal_state st;
	struct str home = str_of(v->portal->home);
	int rc = pages_portal(pages, str_of(v->portal->id), &st, a, e);

	v->zone = portal_zone(c, v->portal);
	v->every_ms = v->portal->home_every_ms ? v->portal->home_every_ms : HOUR_MS;
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	v->known = rc == 0;
	if (rc == 0 && st.home.n)
		home = st.home;
	if (v->from < v->to - VISITS_DAYS_MAX + 1)
		v->from = v->to - VISITS_DAYS_MAX + 1;
	if (rc == 0 && st.first_ms && day_of_ms(st.first_ms, v->zone) > v->from)
		v->from = day_of_ms(st.first_ms, v->zone); /* not watched before */
	if (v->from > v->to)
		v->from = v->to;
	v->days = arena_array(a, (size_t)(v->to - v->from + 1), sizeof(*v->days));
	rc = pages_each_day(pages, home, v->from, v->to + 1, take_rolled, v, e);
	if (rc >= 0)
		rc = pages_each_measure(pages, home, day_start_ms(v->from, v->zone),
			day_start_ms(v->to + 1, v->zone), take_measure, v, e);
	return rc < 0 ? rc : 0;
}

/* Hours without a visit, in runs too long to be chance. */
static void add_silence(const struct visits *v, struct visit_spell *s, int64_t now_ms)
{
	int64_t allowed = 3 * v->every_ms / HOUR_MS, run = 0;

	allowed = allowed < 2 ? 2 : allowed;
	for (int32_t day = s->from; day <= s->to; day++) {
		int64_t start = day_start_ms(day, v->zone);

		for (int h = 0; h < 24 && start + h * HOUR_MS < now_ms; h++) {
			s->hours++;
			if (!(v->days[day - v->from].hours & 1u << h)) {
				run++;
				continue;
			}
			s->unmeasured_hours += run > allowed ? run : 0;
			run = 0;
		}
	}
	s->unmeasured_hours += run > allowed ? run : 0;
}

struct visit_spell visits_sum(const struct visits *v, int32_t from, int32_t to,
	int64_t now_ms)
{
	struct visit_spell s = {.from = from > v->from ? from : v->from,
		.to = to < v->to ? to : v->to};

	for (int32_t day = s.from; day <= s.to; day++) {
		const struct availability *a = &v->days[day - v->from].a;

		s.a.good += a->good;
		s.a.bad += a->bad;
		s.a.uncounted += a->uncounted;
		s.full_days += a->good + a->bad >= VISITS_DAY;
	}
	availability_end(&s.a);
	add_silence(v, &s, now_ms);
	return s;
}

bool visits_next_week(const struct visits *v, int32_t *day, int64_t now_ms,
	struct visit_spell *out)
{
	int32_t end = *day + 7 - day_weekday(*day);

	if (*day > v->to)
		return false;
	*out = visits_sum(v, *day, end < v->to ? end : v->to, now_ms);
	*day = end + 1;
	return true;
}
