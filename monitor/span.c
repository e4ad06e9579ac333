/* Figures of a span. */
#include "span.h"

#include "monitor/alerts.h"
#include "monitor/incident.h"

#include "base/clock.h"
#include "crawler/pages.h"

struct span span_of(const struct report_ask *ask, int32_t from, int32_t to)
{
	const struct zone *z = ask->config->zone;
	struct span s = {.from = from, .to = to, .start_ms = day_start_ms(from, z),
		.end_ms = day_start_ms(to + 1, z) - 1};

	if (s.end_ms > ask->now_ms)
		s.end_ms = ask->now_ms;
	return s;
}

struct span span_before(const struct report_ask *ask, const struct span *s)
{
	int year, month, day;
	int32_t next = s->to + 1;
	int months = 0;

	day_split(s->from, &year, &month, &day);
	for (int n = 1; day == 1 && n <= 12; n++)
		if (day_of(year, month + n, 1) == next)
			months = n;
	return months ? span_of(ask, day_of(year, month - months, 1), s->from - 1)
		      : span_of(ask, s->from - (s->to - s->from + 1), s->from - 1);
}

bool span_holds(const struct span *s, const struct incident *i)
{
	return i->state != INCIDENT_SUSPECTED && i->first_ms <= s->end_ms &&
		!(i->resolved_ms && i->resolved_ms < s->start_ms);
}

struct counting {
	struct report_ask *ask;
	const struct span *s;
	struct span_figures *out;
	bool visits;
};

static int take_count(const struct notice_count *n, void *ctx)
{
	struct counting *c = ctx;

	c->out->notices += n->total;
	return 0;
}

static bool in_span(const struct span *s, int64_t ms)
{
	return ms >= s->start_ms && ms <= s->end_ms;
}

static bool waived(const struct incident *i)
{
	return i->state == INCIDENT_FALSE_ALARM || i->state == INCIDENT_IGNORED ||
		i->state == INCIDENT_EXEMPT;
}

static int take_incident(const struct incident *i, void *ctx)
{
	struct counting *c = ctx;
	struct span_figures *f = c->out;
	bool link = str_eqc(i->kind, KIND_LINK), found = in_span(c->s, i->first_ms);
	bool closed = i->resolved_ms && in_span(c->s, i->resolved_ms);

	if (!report_covers_incident(c->ask, i) || !span_holds(c->s, i) ||
		incident_is_operators(i) || i->level == LEVEL_WARN)
		return 0;
	f->waived += waived(i) && found;
	if (waived(i))
		return 0;
	f->opened += found;
	f->closed += closed;
	if (closed)
		f->closed_days += (size_t)((i->resolved_ms - i->first_ms) / DAY_MS);
	f->open += !i->resolved_ms || i->resolved_ms > c->s->end_ms;
	f->links_found += link && found;
	f->links_repaired += link && closed;
	f->withdrawn += str_eqc(i->kind, KIND_WITHDRAWN) && found;
	f->hijacked += str_eqc(i->kind, KIND_HIJACKED) && found;
	return 0;
}

static int count_portal(struct counting *c, const struct portal_config *p, struct err *e)
{
	struct visits v = {.portal = p, .from = c->s->from, .to = c->s->to,
		.until_ms = c->s->end_ms};
	struct visit_spell sum;
	int rc = 0;

	for (size_t k = 0; k < p->ncolumns && rc >= 0; k++)
		if (report_covers(c->ask, p, &p->columns[k]))
			rc = pages_count(c->ask->pages, str_of(p->id), str_of(p->columns[k].id),
				c->s->from, c->s->to + 1, take_count, c, e);
	if (rc < 0 || !c->visits || !report_covers(c->ask, p, NULL))
		return rc < 0 ? rc : 0;
	rc = visits_read(&v, c->ask->config, c->ask->pages, c->ask->arena, e);
	if (rc < 0)
		return rc;
	/* before it was watched there was nothing to measure */
	if (v.from == v.to && v.from > c->s->to)
		return 0;
	sum = visits_sum(&v, c->s->from, c->s->to, c->s->end_ms);
	c->out->visits.good += sum.a.good;
	c->out->visits.bad += sum.a.bad;
	c->out->visits.uncounted += sum.a.uncounted;
	c->out->hours += sum.hours;
	c->out->unmeasured_hours += sum.unmeasured_hours;
	return 0;
}

static int count_span(struct counting *c, struct err *e)
{
	const struct config *g = c->ask->config;
	int rc = 0;

	*c->out = (struct span_figures){0};
	for (size_t i = 0; i < g->nportals && rc == 0; i++)
		rc = count_portal(c, &g->portals[i], e);
	availability_end(&c->out->visits);
	if (rc == 0 && c->ask->alerts)
		rc = alerts_each_incident(c->ask->alerts, take_incident, c, e);
	return rc < 0 ? rc : 0;
}

int span_count(struct report_ask *ask, const struct span *s, struct span_figures *out,
	struct err *e)
{
	struct counting c = {.ask = ask, .s = s, .out = out, .visits = true};

	return count_span(&c, e);
}

int span_count_without_visits(struct report_ask *ask, const struct span *s,
	struct span_figures *out, struct err *e)
{
	struct counting c = {.ask = ask, .s = s, .out = out};

	return count_span(&c, e);
}
