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

/* The span of equal kind before it: the calendar month, quarter or year before where it is
 * one, else as many days. */
static struct span before_of(const struct report_ask *ask, const struct span *s)
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

struct span_pair span_pair_of(const struct report_ask *ask, int32_t from, int32_t to)
{
	struct span_pair p = {.now = span_of(ask, from, to)};

	p.before = before_of(ask, &p.now);
	return p;
}

bool span_holds(const struct span *s, const struct incident *i)
{
	return i->state != INCIDENT_SUSPECTED && i->first_ms <= s->end_ms &&
		!(i->resolved_ms && i->resolved_ms < s->start_ms);
}

struct counting {
	struct report_ask *ask;
	struct span_pair *p;
	bool visits; /* of the first one as well */
};

static int take_count(const struct notice_count *n, void *ctx)
{
	struct counting *c = ctx;

	if (n->day >= c->p->now.from)
		c->p->figures.notices += n->total;
	else
		c->p->figures_before.notices += n->total;
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

static void count_incident(const struct span *s, const struct incident *i,
	struct span_figures *f)
{
	bool link = str_eqc(i->kind, KIND_LINK), found = in_span(s, i->first_ms);
	bool closed = i->resolved_ms && in_span(s, i->resolved_ms);

	if (!span_holds(s, i))
		return;
	f->waived += waived(i) && found;
	if (waived(i))
		return;
	f->opened += found;
	f->closed += closed;
	if (closed)
		f->closed_days += (size_t)((i->resolved_ms - i->first_ms) / DAY_MS);
	f->open += !i->resolved_ms || i->resolved_ms > s->end_ms;
	f->links_found += link && found;
	f->links_repaired += link && closed;
	f->withdrawn += str_eqc(i->kind, KIND_WITHDRAWN) && found;
	f->hijacked += str_eqc(i->kind, KIND_HIJACKED) && found;
}

static int take_incident(const struct incident *i, void *ctx)
{
	struct counting *c = ctx;

	if (incident_is_operators(i) || i->level == LEVEL_WARN ||
		!report_covers_incident(c->ask, i))
		return 0;
	count_incident(&c->p->now, i, &c->p->figures);
	count_incident(&c->p->before, i, &c->p->figures_before);
	return 0;
}

static int count_visits(struct counting *c, const struct portal_config *p,
	const struct span *s, struct span_figures *out, struct err *e)
{
	struct visits v = {.portal = p, .from = s->from, .to = s->to, .until_ms = s->end_ms};
	struct visit_spell sum;
	int rc = visits_read(&v, c->ask->config, c->ask->pages, c->ask->arena, e);

	if (rc < 0)
		return rc;
	/* before it was watched there was nothing to measure */
	if (v.from == v.to && v.from > s->to)
		return 0;
	sum = visits_sum(&v, s->from, s->to, s->end_ms);
	out->visits.good += sum.a.good;
	out->visits.bad += sum.a.bad;
	out->visits.uncounted += sum.a.uncounted;
	out->hours += sum.hours;
	out->unmeasured_hours += sum.unmeasured_hours;
	return 0;
}

static int count_portal(struct counting *c, const struct portal_config *p, struct err *e)
{
	struct span_pair *x = c->p;
	int32_t to = day_of_ms(x->now.end_ms, c->ask->config->zone);
	int rc = 0;

	for (size_t k = 0; k < p->ncolumns && rc >= 0; k++)
		if (report_covers(c->ask, p, &p->columns[k]))
			rc = pages_count(c->ask->pages, str_of(p->id), str_of(p->columns[k].id),
				x->before.from, to + 1, take_count, c, e);
	if (rc < 0 || !report_covers(c->ask, p, NULL))
		return rc < 0 ? rc : 0;
	rc = count_visits(c, p, &x->before, &x->figures_before, e);
	return rc < 0 || !c->visits ? rc : count_visits(c, p, &x->now, &x->figures, e);
}

int span_count(struct report_ask *ask, struct span_pair *p, bool visits, struct err *e)
{
	struct counting c = {.ask = ask, .p = p, .visits = visits};
	const struct config *g = ask->config;
	int rc = 0;

	p->figures = p->figures_before = (struct span_figures){0};
	for (size_t i = 0; i < g->nportals && rc == 0; i++)
		rc = count_portal(&c, &g->portals[i], e);
	availability_end(&p->figures.visits);
	availability_end(&p->figures_before.visits);
	if (rc == 0 && ask->alerts)
		rc = alerts_each_incident(ask->alerts, take_incident, &c, e);
	return rc < 0 ? rc : 0;
}
