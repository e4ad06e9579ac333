/* Freshness: every column with its newest credible notice, its limit and its state. */
#include "monitor/freshness.h"
#include "monitor/duty-view.h"
#include "monitor/report.h"

#include "report-heat.h"
#include "report-part.h"

#include "base/clock.h"
#include "base/out.h"

static const char *const heads[] = {LANG_MARK("Portal"), LANG_MARK("Column"),
	LANG_MARK("Class"), LANG_MARK("State"), LANG_MARK("Newest notice"), LANG_MARK("Title"),
	LANG_MARK("Days since"), LANG_MARK("4 weeks before → last 4"), LANG_MARK("Limit"),
	LANG_MARK("Due"), LANG_MARK("Unit"),
	LANG_MARK("Last good measurement"), LANG_MARK("Basis, or why it is not judged"), NULL};

/* Order of severity for --fail-on: a worse state includes the milder ones. */
static int rank_of(int state)
{
	switch ((enum fresh_state)state) {
	case STATE_DUE:
		return 1;
	case STATE_UNMEASURED:
		return 2;
	case STATE_UNDATED:
		return 3;
	case STATE_EMPTY:
		return 4;
	case STATE_OVERDUE:
		return 5;
	case STATE_NONE:
	case STATE_FRESH:
	case STATE_EXEMPT:
		return 0;
	}
	return 0;
}

typedef int column_fn(const struct freshness *f, const struct portal_config *p,
	const struct column_config *c, void *ctx, struct err *e);

struct walk {
	struct report_ask *ask;
	column_fn *fn;
	void *ctx;
};

static int one_column(struct walk *w, const struct portal_config *p,
	const struct column_config *c, struct err *e)
{
	struct judge_ask j = {.config = w->ask->config, .portal = p, .column = c,
		.pages = w->ask->pages, .alerts = w->ask->alerts,
		.calendar = w->ask->calendar, .now_ms = w->ask->now_ms};
	struct freshness f;
	int rc;

	report_item(w->ask);
	j.arena = w->ask->arena;
	rc = freshness_of(&j, &f, e);
	if (rc == 0) {
		report_met(w->ask, fresh_state_word(f.state), rank_of(f.state));
		rc = w->fn(&f, p, c, w->ctx, e);
	}
	return report_item_end(w->ask, rc, e);
}

static int each_column(struct walk *w, struct err *e)
{
	const struct config *c = w->ask->config;
	int rc = 0;

	for (size_t i = 0; i < c->nportals && rc == 0; i++) {
		const struct portal_config *p = &c->portals[i];
		struct column_config home = {.id = HOME_COLUMN, .unit = p->unit};

		if (report_covers(w->ask, p, &home))
			rc = one_column(w, p, NULL, e);
		for (size_t k = 0; k < p->ncolumns && rc == 0; k++)
			if (p->columns[k].url[0] && report_covers(w->ask, p, &p->columns[k]))
				rc = one_column(w, p, &p->columns[k], e);
	}
	return rc;
}

struct making {
	struct report_ask *ask;
	struct section *s;
	size_t count[STATE_UNMEASURED + 1];
	bool guessed;
};

/* NULL: never read. */
static const int32_t *trend_of(const struct making *m, const struct freshness *f)
{
	int32_t *weeks;

	if (!f->last_good_ms)
		return NULL;
	weeks = arena_array(m->ask->arena, TREND_WEEKS, sizeof(*weeks));
	for (int i = 0; i < TREND_WEEKS; i++)
		weeks[i] = f->weeks[i];
	return weeks;
}

/* 0 where only one after the time of the report is known: the last one alone is kept. */
static int64_t last_good(const struct report_ask *ask, const struct freshness *f)
{
	return f->last_good_ms <= ask->now_ms ? f->last_good_ms : 0;
}

static int add_row(const struct freshness *f, const struct portal_config *p,
	const struct column_config *c, void *ctx, struct err *e)
{
	struct making *m = ctx;
	struct cell *row = section_row(m->s, m->ask->arena);
	struct str name = c ? f->name : str_of(LANG(m->ask->lang, "home page"));
	const char *url = c ? c->url : p->home;

	(void)e;
	m->count[f->state]++;
	m->guessed = m->guessed || f->guessed;
	row[0] = cell_text(str_of(p->name[0] ? p->name : p->id));
	row[1] = cell_link(name.n ? name : f->column, str_of(url));
	row[2] = cell_text(report_class_text(m->ask, f->cls));
	row[3] = report_state_cell(m->ask, f->state);
	row[4] = cell_day(f->newest);
	row[5] = cell_link(f->newest_title, f->newest_url);
	if (f->age_days >= 0)
		row[6] = cell_number(f->age_days);
	row[7] = cell_trend(trend_of(m, f));
	row[8] = cell_text(report_limit(m->ask, f->limit));
	row[9] = cell_day(f->due);
	row[10] = cell_text(f->unit);
	row[11] = cell_time(last_good(m->ask, f));
	row[12] = cell_text(str_none(f->cannot_judge) || !f->cannot_judge.n
			? lang_basis(m->ask->lang, f->basis)
			: cannot_judge_text(f->cannot_judge, m->ask->lang, m->ask->arena));
	return 0;
}

static void summary(struct report *r, struct making *m)
{
	report_line(r, m->ask->arena, report_state_counts(m->ask, m->count));
}

/* guessed: a year without holiday data was met. */
static void method(struct report *r, const struct report_ask *ask, const void *ctx)
{
	const bool *guessed = ctx;
	struct arena *a = ask->arena;
	enum lang l = ask->lang;

	report_note(r, a, str_of(LANG(l,
		"How it is counted: a column's age counts from its newest credible date, the "
		"earlier of the stated date and first seen; a notice without a date or with a "
		"date in the future counts for nothing; months are calendar months in the "
		"portal's time zone; 'due' begins at 70 percent of a limit.")));
	report_note(r, a, str_of(LANG(l,
		"'Unmeasured' says that we could not see the column; it is no finding against "
		"the unit.")));
	if (*guessed)
		report_note(r, a, str_of(LANG(l,
			"A year without holiday data was used: Monday to Friday were counted as "
			"working days.")));
}

static int build(struct report_ask *ask, struct report *out, struct err *e)
{
	struct making m = {.ask = ask};
	struct walk w = {.ask = ask, .fn = add_row, .ctx = &m};
	int rc;

	m.s = report_section(out, ask, NULL, heads);
	m.s->empty = str_of(LANG(ask->lang, "No column is configured."));
	rc = each_column(&w, e);
	if (rc < 0)
		return rc;
	summary(out, &m);
	method(out, ask, &m.guessed);
	return ask->figures ? report_heat(out, ask, e) : 0;
}

struct json_making {
	struct report_ask *ask;
	struct jw *j;
	bool guessed;
};

static int add_json(const struct freshness *f, const struct portal_config *p,
	const struct column_config *c, void *ctx, struct err *e)
{
	struct json_making *m = ctx;
	struct jw *j = m->j;
	const char *state = fresh_state_word(f->state);

	(void)e;
	jw_open(j, '{');
	jw_kcstr(j, "portal", p->id);
	jw_kcstr(j, "column", c ? c->id : HOME_COLUMN);
	jw_kcstr(j, "class", class_word(f->cls));
	jw_kday(j, "newest", f->newest);
	jw_kstr(j, "newest_title", f->newest_title);
	jw_key(j, "age_days");
	if (f->age_days >= 0)
		jw_int(j, f->age_days);
	else
		jw_null(j);
	jw_kstr(j, "limit", f->limit);
	jw_kstr(j, "basis", f->basis);
	jw_kday(j, "due", f->due);
	/* a column without any limit owes nothing */
	jw_kcstr(j, "state", state[0] ? state : "fresh");
	jw_ktime(j, "last_good", last_good(m->ask, f), portal_zone(m->ask->config, p));
	jw_kstr(j, "unit", f->unit);
	jw_kstr(j, "limit_kind", f->limit_kind);
	jw_kstr(j, "cannot_judge", f->cannot_judge);
	jw_kbool(j, "calendar_guessed", f->guessed);
	m->guessed = m->guessed || f->guessed;
	jw_close(j, '}');
	return 0;
}

static int json(struct report_ask *ask, struct buf *out, struct err *e)
{
	struct jw j = jw_on(out);
	struct json_making m = {.ask = ask, .j = &j};
	struct walk w = {.ask = ask, .fn = add_json, .ctx = &m};
	int rc;

	jw_open(&j, '{');
	jw_ktime(&j, "at", ask->now_ms, ask->config->zone);
	jw_kbool(&j, "simulation", ask->simulation);
	jw_key(&j, "columns");
	jw_open(&j, '[');
	rc = each_column(&w, e);
	jw_close(&j, ']');
	return report_json_end(&j, ask, ask->from_day, ask->to_day, method, &m.guessed, rc, e);
}

const struct report_kind report_freshness = {
	.name = "freshness",
	.at_end = true,
	.title = LANG_MARK("Column freshness"),
	.build = build,
	.json = json,
};
