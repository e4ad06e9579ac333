/* A column as it was known at a time before its newest reading. What was read later says
 * nothing of then: a portal that could not be measured in September is not late in September
 * because it could be read in October. */
#include "column-judge.h"

#include "base/clock.h"
#include "crawler/verdict.h"

#define STEPS 4 /* back: 3, 12, 48, 192 days */

struct past {
	int64_t now_ms, good_ms; /* of the last accepted reading; 0 none found */
	int64_t try_ms, bad_since_ms;
	int32_t verdict, nbad;
	struct str reason, gate;
	struct arena *arena;
};

static int take_measure(const struct measure *m, void *ctx)
{
	struct past *x = ctx;

	if (m->kind != JOB_PAGE || m->time_ms > x->now_ms)
		return 0;
	x->try_ms = m->time_ms;
	x->verdict = m->verdict;
	x->reason = arena_str(x->arena, m->reason);
	x->gate = arena_str(x->arena, m->gate);
	if (verdict_is_good(m->verdict) && !m->gate.n) {
		x->good_ms = m->time_ms;
		x->nbad = 0;
		x->bad_since_ms = 0;
		return 0;
	}
	x->bad_since_ms = x->nbad++ ? x->bad_since_ms : m->time_ms;
	return 0;
}

static int take_day(const struct measure_day *d, void *ctx)
{
	struct past *x = ctx;

	if (d->first_ms > x->now_ms)
		return 0;
	x->try_ms = d->last_ms > x->try_ms ? d->last_ms : x->try_ms;
	if (d->ngood)
		x->good_ms = d->last_ms < x->now_ms ? d->last_ms : x->now_ms;
	return 0;
}

/* Single measurements of the last days first, then further back, then days rolled up. */
static int look_back(const struct judge_ask *ask, struct str url, struct past *x, struct err *e)
{
	int64_t days = 3, to_ms = ask->now_ms + 1;
	int rc = 0;

	for (int i = 0; i < STEPS && rc >= 0 && !x->good_ms; i++, days *= 4) {
		int64_t from_ms = ask->now_ms - days * DAY_MS;
		struct past older = {.now_ms = ask->now_ms, .arena = x->arena};

		rc = pages_each_measure(ask->pages, url, from_ms, to_ms, take_measure, &older, e);
		to_ms = from_ms;
		if (!x->try_ms) {
			*x = older;
			continue;
		}
		x->good_ms = older.good_ms;
		x->nbad += older.nbad;
		x->bad_since_ms = older.nbad ? older.bad_since_ms : x->bad_since_ms;
	}
	if (rc >= 0 && !x->good_ms)
		rc = pages_each_day(ask->pages, url, INT32_MIN + 1,
			day_of_ms(ask->now_ms, zone_shanghai()) + 1, take_day, x, e);
	return rc < 0 ? rc : 0;
}

int column_rewind(const struct judge_ask *ask, struct column_state *c, struct arena *a,
	struct err *e)
{
	struct past x = {.now_ms = ask->now_ms, .arena = a};
	int rc;

	if (!c->last_good_ms || !rule_is_later(c->last_good_ms,
		portal_zone(ask->config, ask->portal), ask->now_ms))
		return 0;
	rc = look_back(ask, c->url, &x, e);
	/* no measurement is kept that old: what was read then is taken as read */
	if (rc < 0 || !x.try_ms)
		return rc;
	c->last_good_ms = x.good_ms ? x.good_ms : c->first_ms;
	c->last_try_ms = x.try_ms;
	c->nbad = x.nbad;
	c->bad_since_ms = x.bad_since_ms;
	if (x.verdict) {
		c->verdict = x.verdict;
		c->reason = x.reason;
		c->gate = x.gate;
	}
	return 0;
}
