/* Visits by day. */
#include "visits.h"

#include "base/clock.h"
#include "crawler/verdict.h"

#define ALL_HOURS 0xFFFFFFu

/* The day of a time; visits come in order, so it is nearly always that of the one before. */
static int32_t day_at_ms(struct visits *v, int64_t time_ms)
{
	if (time_ms < v->day_start_ms || time_ms >= v->day_end_ms) {
		v->day = day_of_ms(time_ms, v->zone);
		v->day_start_ms = day_start_ms(v->day, v->zone);
		v->day_end_ms = day_start_ms(v->day + 1, v->zone);
	}
	return v->day;
}

static struct visit_day *day_at(struct visits *v, int64_t time_ms)
{
	int32_t day = day_at_ms(v, time_ms);

	return day < v->from || day > v->to ? NULL : &v->days[day - v->from];
}

static int take_probe(int verdict, int64_t elapsed_ms, int64_t time_ms, void *ctx)
{
	struct visits *v = ctx;
	struct visit_sum sum = {0};
	struct visit_day *s;

	visit_take(&v->run, &sum, verdict, elapsed_ms, time_ms, v->every_ms);
	s = day_at(v, v->run.start_ms);
	if (s && v->run.start_ms >= v->since_ms) {
		s->a.good += sum.good;
		s->a.bad += sum.bad;
		s->a.uncounted += sum.uncounted;
	}
	s = day_at(v, time_ms);
	if (!s)
		return 0;
	if (verdict_is_good(verdict) || verdict_is_broken(verdict) ||
		verdict_is_unstable(verdict)) {
		int64_t hour = (time_ms - v->day_start_ms) / HOUR_MS;

		s->hours |= 1u << (hour > 23 ? 23 : hour);
	}
	s->elapsed_ms += elapsed_ms;
	s->n++;
	return 0;
}

/* --- days that were rolled up before the probes of a day were kept --- */

struct rolled {
	struct visits *v;
	struct store_txn *pages;
};

static int take_rolled(const struct measure_day *d, void *ctx)
{
	struct rolled *r = ctx;
	struct visits *v = r->v;
	struct visit_day *s;

	if (d->day < v->from || d->day > v->to || day_start_ms(d->day, v->zone) < v->since_ms ||
		pages_has_probes(r->pages, d->url, d->day))
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

static int read_days(struct visits *v, struct store_txn *pages, struct str home,
	struct err *e)
{
	struct rolled r = {v, pages};
	int64_t to_ms = day_start_ms(v->to + 1, v->zone);
	int rc = pages_each_day(pages, home, v->from, v->to + 1, take_rolled, &r, e);

	if (v->until_ms && v->until_ms < to_ms)
		to_ms = v->until_ms + 1;
	/* a visit that began before midnight is not counted again */
	return rc < 0 ? rc : pages_each_probe(pages, home,
		day_start_ms(v->from, v->zone) - v->every_ms, to_ms, take_probe, v, e);
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
	rc = read_days(v, pages, home, e);
	return rc < 0 ? rc : 0;
}

/* Hours without a visit, in runs too long to be chance. */
static void add_silence(const struct visits *v, struct visit_spell *s, int64_t now_ms)
{
	int64_t allowed = 3 * v->every_ms / HOUR_MS, run = 0;
	int32_t today = day_of_ms(now_ms, v->zone);

	allowed = allowed < 2 ? 2 : allowed;
	for (int32_t day = s->from; day <= s->to && day <= today; day++) {
		int64_t left_ms = day < today ? DAY_MS : now_ms - day_start_ms(day, v->zone);
		uint32_t seen = v->days[day - v->from].hours;

		for (int h = 0; h < 24 && h * HOUR_MS < left_ms; h++) {
			s->hours++;
			if (!(seen & 1u << h)) {
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
