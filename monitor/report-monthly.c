/* Monthly: one document for one portal or unit. What happened, what is owed, what comes. */
#include "span.h"

#include "ledger-row.h"
#include "report-part.h"

#include "monitor/duty-ledger.h"
#include "monitor/duty-view.h"
#include "monitor/freshness.h"
#include "monitor/incident.h"
#include "monitor/incident-view.h"

#include "base/clock.h"
#include "base/out.h"
#include "crawler/pages.h"

static const char *const heads_figure[] = {LANG_MARK("Figure"), LANG_MARK("This period"),
	LANG_MARK("The one before"), LANG_MARK("Change"), NULL};
static const char *const heads_column[] = {LANG_MARK("Portal"), LANG_MARK("Column"),
	LANG_MARK("Unit"), LANG_MARK("Notices"), LANG_MARK("The one before"), LANG_MARK("Change"),
	LANG_MARK("State"), LANG_MARK("State before"), LANG_MARK("Newest notice"),
	LANG_MARK("Days since"), LANG_MARK("Due"), NULL};
static const char *const heads_duty[] = {LANG_MARK("No."), LANG_MARK("Portal"),
	LANG_MARK("Mark"), LANG_MARK("What must be published"), LANG_MARK("Unit"),
	LANG_MARK("Demand"), LANG_MARK("Publish by"), LANG_MARK("State"), LANG_MARK("Newest notice"), NULL};
static const char *const heads_link[] = {LANG_MARK("Incident"), LANG_MARK("Portal"),
	LANG_MARK("Link"), LANG_MARK("On page"), LANG_MARK("Problem"), LANG_MARK("First found"),
	LANG_MARK("Repaired"), LANG_MARK("Days taken"), LANG_MARK("State"), NULL};
static const char *const heads_incident[] = {LANG_MARK("Incident"), LANG_MARK("Portal"),
	LANG_MARK("Column"), LANG_MARK("Kind of problem"), LANG_MARK("Unit"),
	LANG_MARK("First found"), LANG_MARK("Closed"), LANG_MARK("Days taken"),
	LANG_MARK("State"), NULL};
static const char *const heads_week[] = {LANG_MARK("Portal"), LANG_MARK("Week"),
	LANG_MARK("From"), LANG_MARK("To"), LANG_MARK("Visits"), LANG_MARK("Failed"),
	LANG_MARK("Share %"), LANG_MARK("Hours unmeasured"), NULL};

struct month {
	struct report_ask *ask;
	struct span_pair span;
	struct section *s;
	struct jw *j;
	bool any_home;		/* a home page belongs to what was asked for */
	bool coming;		/* duties of the month to come, else those owed */
	bool guessed;
};

/* The month before the one we are in, unless a period is asked for. */
static void open_month(struct month *m, struct report_ask *ask)
{
	int32_t today = day_of_ms(ask->now_ms, ask->config->zone), from, to;
	int year, month, day;

	*m = (struct month){.ask = ask};
	day_split(today, &year, &month, &day);
	from = ask->from_day == DAY_NONE ? day_of(year, month - 1, 1) : ask->from_day;
	to = ask->to_day == DAY_NONE ? day_of(year, month, 1) - 1 : ask->to_day;
	ask->from_day = from;
	ask->to_day = to;
	m->span = span_pair_of(ask, from, to);
	for (size_t i = 0; i < ask->config->nportals && !m->any_home; i++)
		m->any_home = report_covers(ask, &ask->config->portals[i], NULL);
}

/* --- columns --- */

struct column_month {
	const struct portal_config *portal;
	const struct column_config *column;
	struct freshness state, before;
	int64_t notices, notices_before;
};

static int add_total(const struct notice_count *n, void *ctx)
{
	*(int64_t *)ctx += n->total;
	return 0;
}

static int state_at(struct month *m, const struct column_month *c, int64_t at_ms,
	struct freshness *out, struct err *e)
{
	struct judge_ask j = {.config = m->ask->config, .portal = c->portal, .column = c->column,
		.pages = m->ask->pages, .alerts = m->ask->alerts, .calendar = m->ask->calendar,
		.now_ms = at_ms, .arena = m->ask->arena};

	return freshness_of(&j, out, e);
}

static int read_column(struct month *m, struct column_month *c, struct err *e)
{
	struct str p = str_of(c->portal->id), id = str_of(c->column->id);
	int rc = state_at(m, c, m->span.now.end_ms, &c->state, e);

	if (rc == 0)
		rc = state_at(m, c, m->span.before.end_ms, &c->before, e);
	if (rc == 0)
		rc = pages_count(m->ask->pages, p, id, m->span.now.from, m->span.now.to + 1, add_total,
			&c->notices, e);
	if (rc >= 0)
		rc = pages_count(m->ask->pages, p, id, m->span.before.from, m->span.before.to + 1,
			add_total, &c->notices_before, e);
	m->guessed |= c->state.guessed;
	return rc < 0 ? rc : 0;
}

static void show_column(struct month *m, const struct column_month *c)
{
	struct cell *row = section_row(m->s, m->ask->arena);

	row[0] = cell_text(str_of(c->portal->name[0] ? c->portal->name : c->portal->id));
	row[1] = cell_link(str_of(c->column->name[0] ? c->column->name : c->column->id),
		str_of(c->column->url));
	row[2] = cell_text(c->state.unit);
	row[3] = cell_number((double)c->notices);
	row[4] = cell_number((double)c->notices_before);
	row[5] = cell_number((double)(c->notices - c->notices_before));
	row[6] = report_state_cell(m->ask, c->state.state);
	/* not known yet: it was not watched then */
	if (c->before.last_good_ms && c->before.state != STATE_UNMEASURED)
		row[7] = report_state_cell(m->ask, c->before.state);
	row[8] = cell_day(c->state.newest);
	if (c->state.age_days >= 0)
		row[9] = cell_number(c->state.age_days);
	row[10] = cell_day(c->state.due);
}

static void json_column(struct month *m, const struct column_month *c)
{
	struct jw *j = m->j;

	jw_open(j, '{');
	jw_kcstr(j, "portal", c->portal->id);
	jw_kcstr(j, "column", c->column->id);
	jw_kstr(j, "unit", c->state.unit);
	jw_kint(j, "notices", c->notices);
	jw_kint(j, "notices_before", c->notices_before);
	jw_kcstr(j, "state", c->state.state == STATE_NONE ? "fresh"
							    : fresh_state_word(c->state.state));
	jw_kday(j, "newest", c->state.newest);
	jw_kday(j, "due", c->state.due);
	jw_close(j, '}');
}

static int columns(struct month *m, struct err *e)
{
	const struct config *c = m->ask->config;
	int rc = 0;

	for (size_t i = 0; i < c->nportals; i++)
		for (size_t k = 0; k < c->portals[i].ncolumns && rc == 0; k++) {
			struct column_month x = {.portal = &c->portals[i],
				.column = &c->portals[i].columns[k]};

			if (!x.column->url[0] || !report_covers(m->ask, x.portal, x.column))
				continue;
			rc = read_column(m, &x, e);
			if (rc == 0 && m->s)
				show_column(m, &x);
			else if (rc == 0)
				json_column(m, &x);
		}
	return rc;
}

/* --- duties --- */

static bool wants(const struct portal_config *p, const struct column_config *c, void *ctx)
{
	struct report_ask ask = *((const struct month *)ctx)->ask;

	ask.unit = NULL;
	return report_covers(&ask, p, c);
}

static bool is_shown(const struct month *m, const struct duty_line *l)
{
	if (l->closed || (m->ask->unit && !pattern_matches(m->ask->unit, l->unit)))
		return false;
	if (!m->coming)
		return l->state == DUTY_OVERDUE || l->state == DUTY_DUE;
	return l->due != DAY_NONE && l->due > m->span.now.to &&
		l->due < day_add_months(m->span.now.to + 1, 1) && l->state != DUTY_DONE;
}

static int take_duty(const struct duty_line *l, void *ctx)
{
	struct month *m = ctx;
	struct arena *a = m->ask->arena;
	struct buf one = BUF_INIT(1 << 24);
	struct cell *row;

	if (!is_shown(m, l))
		return 0;
	m->guessed |= l->guessed;
	if (m->j) {
		duty_json(&one, l, portal_zone(m->ask->config, l->portal));
		jw_raw(m->j, str_trim(buf_str(&one)));
		buf_release(&one);
		return 0;
	}
	row = section_row(m->s, a);
	if (l->number)
		row[0] = cell_number((double)l->number);
	row[1] = cell_text(str_of(l->portal->name[0] ? l->portal->name : l->portal->id));
	row[2] = cell_text(arena_str(a, l->id));
	row[3] = cell_text(l->what.n ? duty_words(l, l->what, m->ask->lang)
			: l->quote.n ? arena_str(a, l->quote)
			: lang_basis(m->ask->lang, arena_str(a, l->basis)));
	row[4] = cell_text(l->unit.n ? arena_str(a, l->unit) : STR_NONE);
	row[5] = cell_text(arena_str(a, duty_rule_text(l, m->ask->config, m->ask->lang, a)));
	row[6] = cell_day(l->due);
	row[7] = cell_tone(str_of(duty_state_text(l->state, m->ask->lang)),
		l->state == DUTY_OVERDUE ? TONE_BAD : l->state == DUTY_DUE ? TONE_WARN : TONE_NONE);
	row[8] = cell_day(l->newest);
	return 0;
}

static int duties(struct month *m, bool coming, struct err *e)
{
	struct report_ask *r = m->ask;
	struct duty_ask ask = {.config = r->config, .calendar = r->calendar, .pages = r->pages,
		.alerts = r->alerts, .now_ms = m->span.now.end_ms, .from_day = DAY_NONE,
		.to_day = DAY_NONE, .own_rules = true, .wants = wants, .ctx = m,
		.arena = r->arena};

	m->coming = coming;
	return duty_ledger(&ask, take_duty, m, e);
}

/* --- incidents --- */

static struct str portal_of(const struct month *m, struct str id)
{
	const struct portal_config *p = config_portal(m->ask->config, id);

	return p && p->name[0] ? str_of(p->name) : arena_str(m->ask->arena, id);
}

static struct str column_of(const struct month *m, const struct incident *i)
{
	const struct portal_config *p = config_portal(m->ask->config, i->portal);
	const struct column_config *c = p && i->column.n ? portal_column(p, i->column) : NULL;

	if (c && c->name[0])
		return str_of(c->name);
	if (str_eqc(i->column, HOME_COLUMN))
		return str_of(LANG(m->ask->lang, "home page"));
	return i->column.n ? arena_str(m->ask->arena, i->column) : STR_NONE;
}

static struct str parent_of(const struct month *m, const struct incident *i)
{
	for (size_t k = 0; k < i->nevidence; k++)
		if (str_eqc(i->evidence[k].key, "parent"))
			return arena_str(m->ask->arena, str_sub(i->evidence[k].value, 0,
				str_findc(i->evidence[k].value, '\n', 0)));
	return STR_NONE;
}

static struct cell state_of(const struct month *m, const struct incident *i)
{
	return cell_tone(str_of(incident_state_text(i, m->ask->lang)),
		i->state == INCIDENT_RESOLVED ? TONE_GOOD
		: i->state >= INCIDENT_IGNORED ? TONE_GREY
		: i->level == LEVEL_WARN ? TONE_WARN : TONE_BAD);
}

static int take_link(const struct incident *i, void *ctx)
{
	struct month *m = ctx;
	struct arena *a = m->ask->arena;
	struct cell *row;

	if (!str_eqc(i->kind, KIND_LINK) || !span_holds(&m->span.now, i) ||
		!report_covers_incident(m->ask, i))
		return 0;
	row = section_row(m->s, a);
	row[0] = cell_number((double)i->id);
	row[1] = cell_text(portal_of(m, i->portal));
	row[2] = cell_link(arena_str(a, i->subject), arena_str(a, i->subject));
	row[3] = cell_link(parent_of(m, i), parent_of(m, i));
	row[4] = cell_text(report_cause_text(m->ask, i));
	row[5] = cell_time(i->first_ms);
	row[6] = cell_time(i->resolved_ms && i->resolved_ms <= m->span.now.end_ms ? i->resolved_ms : 0);
	if (!row[6].absent)
		row[7] = cell_number((double)((i->resolved_ms - i->first_ms) / DAY_MS));
	row[8] = state_of(m, i);
	return 0;
}

static int take_incident(const struct incident *i, void *ctx)
{
	struct month *m = ctx;
	bool closed = i->resolved_ms && i->resolved_ms <= m->span.now.end_ms;
	struct cell *row;

	if ((str_eqc(i->kind, KIND_LINK) && m->s) || !span_holds(&m->span.now, i) ||
		!report_covers_incident(m->ask, i) || incident_is_operators(i))
		return 0;
	if (m->j) {
		jw_open(m->j, '{');
		jw_kint(m->j, "id", (int64_t)i->id);
		jw_kstr(m->j, "kind", i->kind);
		jw_kstr(m->j, "subject", i->subject);
		jw_ktime(m->j, "since", i->first_ms, m->ask->config->zone);
		jw_ktime(m->j, "resolved", closed ? i->resolved_ms : 0, m->ask->config->zone);
		jw_kbool(m->j, "waived", i->state >= INCIDENT_IGNORED);
		jw_kcstr(m->j, "level", i->level == LEVEL_WARN ? "warn" : "overdue");
		jw_close(m->j, '}');
		return 0;
	}
	row = section_row(m->s, m->ask->arena);
	row[0] = cell_number((double)i->id);
	row[1] = cell_text(portal_of(m, i->portal));
	row[2] = cell_text(column_of(m, i));
	row[3] = cell_text(ledger_kind_text(m->ask, i));
	row[4] = cell_text(i->unit.n ? arena_str(m->ask->arena, i->unit) : STR_NONE);
	row[5] = cell_time(i->first_ms);
	row[6] = cell_time(closed ? i->resolved_ms : 0);
	if (closed)
		row[7] = cell_number((double)((i->resolved_ms - i->first_ms) / DAY_MS));
	row[8] = state_of(m, i);
	return 0;
}

static int incidents(struct month *m, alerts_incident_fn *fn, struct err *e)
{
	int rc = m->ask->alerts ? alerts_each_incident(m->ask->alerts, fn, m, e) : 0;

	return rc < 0 ? rc : 0;
}

/* --- availability --- */

static void add_weeks(struct month *m, const struct visits *v)
{
	struct visit_spell s;

	for (int32_t day = v->from; visits_next_week(v, &day, m->span.now.end_ms, &s);) {
		struct cell *row = section_row(m->s, m->ask->arena);
		int year, week = day_iso_week(s.from, &year);

		row[0] = cell_text(str_of(v->portal->name[0] ? v->portal->name : v->portal->id));
		row[1] = cell_text(arena_strf(m->ask->arena, "%d-W%02d", year, week));
		row[2] = cell_day(s.from);
		row[3] = cell_day(s.to);
		row[4] = cell_number(s.a.good + s.a.bad);
		row[5] = cell_number(s.a.bad);
		if (s.a.good + s.a.bad)
			row[6] = cell_number(s.a.share * 100);
		row[7] = cell_number((double)s.unmeasured_hours);
		if (s.unmeasured_hours)
			row[7] = cell_tone(arena_strf(m->ask->arena, "%d", (int)s.unmeasured_hours),
				TONE_GREY);
	}
}

static int availability(struct month *m, struct err *e)
{
	const struct config *c = m->ask->config;
	int rc = 0;

	for (size_t i = 0; i < c->nportals && rc == 0; i++) {
		struct visits v = {.portal = &c->portals[i], .from = m->span.now.from, .to = m->span.now.to,
			.until_ms = m->span.now.end_ms};

		if (!report_covers(m->ask, v.portal, NULL))
			continue;
		if (v.to > day_of_ms(m->span.now.end_ms, c->zone))
			v.to = day_of_ms(m->span.now.end_ms, c->zone);
		rc = visits_read(&v, c, m->ask->pages, m->ask->arena, e);
		if (rc == 0 && v.known)
			add_weeks(m, &v);
	}
	return rc;
}

/* --- figures --- */

static void figure(struct month *m, const char *name, double now, double before)
{
	struct cell *row = section_row(m->s, m->ask->arena);

	row[0] = cell_text(str_of(lang_text(m->ask->lang, name)));
	row[1] = cell_number(now);
	row[2] = cell_number(before);
	row[3] = cell_number(now - before);
}

static void figures(struct month *m)
{
	const struct span_figures *n = &m->span.figures, *b = &m->span.figures_before;

	figure(m, LANG_MARK("Notices"), (double)n->notices, (double)b->notices);
	if (m->any_home) {
		figure(m, LANG_MARK("Visits that count"), n->visits.good + n->visits.bad,
			b->visits.good + b->visits.bad);
		figure(m, LANG_MARK("Visits that failed"), n->visits.bad, b->visits.bad);
		figure(m, LANG_MARK("Hours unmeasured"), (double)n->unmeasured_hours,
			(double)b->unmeasured_hours);
	}
	figure(m, LANG_MARK("Incidents found"), (double)n->opened, (double)b->opened);
	figure(m, LANG_MARK("Incidents closed"), (double)n->closed, (double)b->closed);
	figure(m, LANG_MARK("Incidents open at the end"), (double)n->open, (double)b->open);
	figure(m, LANG_MARK("Waived by people"), (double)n->waived, (double)b->waived);
	figure(m, LANG_MARK("Broken links found"), (double)n->links_found,
		(double)b->links_found);
	figure(m, LANG_MARK("Broken links repaired"), (double)n->links_repaired,
		(double)b->links_repaired);
}

static void method(struct report *out, const struct report_ask *ask, const void *ctx)
{
	const struct month *m = ctx;
	struct arena *a = ask->arena;
	enum lang l = ask->lang;

	report_note(out, a, str_of(LANG(l,
		"How it is counted: notices by their stated date; states are those of the last "
		"moment of the period, by the newest credible date; an incident belongs to every "
		"period it was open in, the days taken count from its first failing measurement; "
		"early warnings are listed and not counted. "
		"Links count when confirmed. Visits that were blocked are counted neither way; an "
		"hour without any visit is unmeasured, and what was not measured is no fault.")));
	if (m->guessed)
		report_note(out, a, str_of(LANG(l,
			"A year without holiday data was used: Monday to Friday were counted as "
			"working days.")));
}

static struct section *part(struct month *m, struct report *out, const char *title,
	const char *const *heads, const char *empty)
{
	m->s = report_section(out, m->ask, title, heads);
	m->s->empty = str_of(lang_text(m->ask->lang, empty));
	return m->s;
}

static int build(struct report_ask *ask, struct report *out, struct err *e)
{
	char from[TIME_TEXT], to[TIME_TEXT];
	bool asked = ask->from_day != DAY_NONE;
	struct month m;
	int rc;

	open_month(&m, ask);
	if (!asked)
		report_line(out, ask->arena, arena_strf(ask->arena,
			LANG(ask->lang, "period: %s to %s"), day_text(from, m.span.now.from),
			day_text(to, m.span.now.to)));
	report_line(out, ask->arena, arena_strf(ask->arena,
		LANG(ask->lang, "compared with %s to %s"), day_text(from, m.span.before.from),
		day_text(to, m.span.before.to)));
	rc = span_count(ask, &m.span, true, e);
	part(&m, out, LANG_MARK("Figures"), heads_figure, LANG_MARK("None."));
	figures(&m);
	part(&m, out, LANG_MARK("Columns against the period before"), heads_column, LANG_MARK("No column is configured."));
	rc = rc ? rc : columns(&m, e);
	part(&m, out, LANG_MARK("Overdue and due"), heads_duty, LANG_MARK("Nothing is owed."));
	rc = rc ? rc : duties(&m, false, e);
	part(&m, out, LANG_MARK("Links found and repaired"), heads_link,
		LANG_MARK("No broken link is confirmed."));
	rc = rc ? rc : incidents(&m, take_link, e);
	part(&m, out, LANG_MARK("Availability"), heads_week, m.any_home
			? LANG_MARK("not measured")
			: LANG_MARK("No home page belongs to what was asked for."));
	rc = rc ? rc : availability(&m, e);
	part(&m, out, LANG_MARK("Incidents and the days taken"), heads_incident,
		LANG_MARK("No incident."));
	rc = rc ? rc : incidents(&m, take_incident, e);
	part(&m, out, LANG_MARK("Duties of the coming month"), heads_duty,
		LANG_MARK("no duty to show"));
	rc = rc ? rc : duties(&m, true, e);
	method(out, ask, &m);
	return rc;
}

static int json(struct report_ask *ask, struct buf *out, struct err *e)
{
	struct jw j = jw_on(out);
	struct month m;
	int rc;

	open_month(&m, ask);
	m.j = &j;
	rc = span_count(ask, &m.span, true, e);
	jw_open(&j, '{');
	jw_ktime(&j, "at", ask->now_ms, ask->config->zone);
	jw_kbool(&j, "simulation", ask->simulation);
	jw_kday(&j, "from", m.span.now.from);
	jw_kday(&j, "to", m.span.now.to);
	span_json(&j, "figures", &m.span.figures);
	span_json(&j, "figures_before", &m.span.figures_before);
	jw_key(&j, "columns");
	jw_open(&j, '[');
	rc = rc ? rc : columns(&m, e);
	jw_close(&j, ']');
	jw_key(&j, "owed");
	jw_open(&j, '[');
	rc = rc ? rc : duties(&m, false, e);
	jw_close(&j, ']');
	jw_key(&j, "coming");
	jw_open(&j, '[');
	rc = rc ? rc : duties(&m, true, e);
	jw_close(&j, ']');
	jw_key(&j, "incidents");
	jw_open(&j, '[');
	rc = rc ? rc : incidents(&m, take_incident, e);
	jw_close(&j, ']');
	return report_json_end(&j, ask, m.span.now.from, m.span.now.to, method, &m, rc, e);
}

const struct report_kind report_monthly = {
	.name = "monthly",
	.title = LANG_MARK("Monthly report"),
	.of_period = true,
	.build = build,
	.json = json,
};
