/* A portal with its columns and calendar; a column with its notices, rule and events. */
#include "report-heat.h"
#include "newest.h"
#include "report-part.h"
#include "say.h"
#include "web-page.h"

#include "monitor/duty-view.h"

#include "base/clock.h"

#define EVENTS_SHOWN 20
#define PROBLEMS_SHOWN 50

static int judge(struct web_turn *t, const struct portal_config *p, const struct column_config *c,
	struct freshness *f)
{
	struct judge_ask j = {.config = t->ask.config, .portal = p, .column = c, .pages = t->ask.pages,
		.alerts = t->ask.alerts, .calendar = t->ask.calendar, .now_ms = t->ask.now_ms,
		.arena = t->ask.arena};

	return freshness_of(&j, f, &t->err);
}


static int column_row(struct web_turn *t, struct section *s, const struct portal_config *p,
	const struct column_config *c)
{
	struct freshness f;
	struct cell *row;
	int32_t *weeks;
	int rc = judge(t, p, c, &f);

	if (rc < 0)
		return rc;
	row = web_row(t, s);
	row[0] = web_column_cell(t, str_of(p->id), str_of(c ? c->id : HOME_COLUMN));
	row[1] = report_state_cell(&t->ask, f.state);
	row[2] = cell_day(f.newest);
	row[3] = cell_link(f.newest_title, f.newest_url);
	if (f.age_days >= 0)
		row[4] = cell_number(f.age_days);
	else
		row[4].absent = true;
	weeks = arena_array(t->ask.arena, TREND_WEEKS, sizeof(*weeks));
	memcpy(weeks, f.weeks, sizeof(f.weeks));
	row[5] = cell_trend(f.last_good_ms ? weeks : NULL);
	row[6] = cell_text(report_limit(&t->ask, f.limit));
	row[7] = cell_day(f.due);
	row[8] = cell_text(f.unit);
	row[9] = cell_time(f.last_good_ms);
	return 0;
}

static int columns(struct web_turn *t, const struct portal_config *p)
{
	static const char *const heads[] = {LANG_MARK("Column"), LANG_MARK("State"),
		LANG_MARK("Newest notice"), LANG_MARK("Title"), LANG_MARK("Days since"),
		LANG_MARK("4 weeks before → last 4"), LANG_MARK("Limit"), LANG_MARK("Due"),
		LANG_MARK("Unit"), LANG_MARK("Last good measurement"), NULL};
	struct section *s = web_section(t, LANG_MARK("Watched columns"), heads);
	int rc = column_row(t, s, p, NULL);

	for (size_t k = 0; k < p->ncolumns && rc == 0; k++)
		if (p->columns[k].url[0])
			rc = column_row(t, s, p, &p->columns[k]);
	return rc;
}

static void portal_facts(struct web_turn *t, const struct portal_config *p,
	const struct portal_state *x)
{
	enum lang l = t->ask.lang;
	struct section *s = web_facts(t, NULL);

	web_fact(t, s, LANG(l, "address"), cell_link(str_of(p->home), str_of(p->home)));
	web_fact(t, s, LANG(l, "site code"), cell_text(str_of(p->site_code)));
	web_fact(t, s, LANG(l, "unit"), cell_text(str_of(p->unit)));
	web_fact(t, s, LANG(l, "home page"), !x->last_probe_ms ? cell_text(STR_NONE)
			: cell_tone(web_outcome(t, x->verdict, 0, x->reason), x->down ? TONE_BAD
				: x->nbad ? TONE_WARN : TONE_GOOD));
	web_fact(t, s, LANG(l, "not good since"), cell_time(x->bad_since_ms));
	web_fact(t, s, LANG(l, "last good"), cell_time(x->last_good_ms));
	web_fact(t, s, LANG(l, "last full round"), cell_time(x->last_round_ms));
	web_fact(t, s, LANG(l, "feed of changes"), cell_local(STR("Atom"), arena_strf(t->ask.arena,
		"%.*s.atom", STR_ARG(web_way(t, STR("feed"), str_of(p->id), STR_NONE, STR_NONE)))));
	web_fact(t, s, LANG(l, "calendar of due dates"), cell_local(STR("iCalendar"),
		arena_strf(t->ask.arena, "%.*s?portal=%s", STR_ARG(web_at(t, "due.ics")), p->id)));
	web_fact(t, s, LANG(l, "Reports"), cell_local(str_of(LANG(l, "monthly report")),
		arena_strf(t->ask.arena, "%.*s?subject=%s", STR_ARG(web_at(t, "report/monthly")), p->id)));
}

static int portal_page(struct web_turn *t, const struct portal_config *p)
{
	struct portal_state x = {0};
	struct web_incidents open = {.portal = str_of(p->id)};
	const char **only = arena_array(t->ask.arena, 2, sizeof(*only));
	size_t all;
	int rc = pages_portal(t->ask.pages, str_of(p->id), &x, t->ask.arena, &t->err);

	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	only[0] = p->id;
	web_page(t, web_portal_name(t, str_of(p->id)));
	portal_facts(t, p, &x);
	rc = web_incident_list(t, &open, LANG_MARK("Problems"), 0, PROBLEMS_SHOWN, &all);
	if (rc == 0)
		rc = columns(t, p);
	t->ask.subjects = only;
	if (rc == 0)
		rc = report_heat(&t->page, &t->ask, &t->err);
	if (rc == 0)
		rc = web_event_list(t, str_of(p->id), STR_NONE, EVENTS_SHOWN);
	return rc < 0 ? rc : web_page_end(t);
}

/* --- a column --- */

static void notice_rows(struct web_turn *t, struct str portal, struct str column,
	const struct newest *x, size_t from)
{
	static const char *const heads[] = {LANG_MARK("Date"), LANG_MARK("Title"),
		LANG_MARK("State"), LANG_MARK("First seen"), LANG_MARK("Versions"), NULL};
	struct section *s = web_section(t, LANG_MARK("Notices of the column"), heads);

	s->drop_empty = true;
	s->empty = str_of(LANG(t->ask.lang, "No notice is known of it."));
	for (size_t i = from; i < x->n && i < from + WEB_PER_PAGE; i++) {
		const struct notice *n = &x->list[i];
		struct cell *row = web_row(t, s);
		const char *state = say_notice_state(n->state, t->ask.lang);

		row[0] = cell_day(notice_day(n));
		row[1] = web_notice_cell(t, portal, column, n->identity, n->title);
		row[2] = n->state >= NOTICE_DELISTED ? cell_tone(str_of(state), TONE_BAD)
						     : cell_text(str_of(state));
		row[3] = cell_time(n->baseline ? 0 : n->first_ms);
		row[4] = cell_number(n->nversions);
	}
}

static void column_facts(struct web_turn *t, const struct freshness *f, const struct column_state *x,
	struct str portal, struct str column)
{
	enum lang l = t->ask.lang;
	struct section *s = web_facts(t, NULL);
	struct str way = web_way(t, STR("feed"), portal, column, STR_NONE);

	web_fact(t, s, LANG(l, "portal"), web_portal_cell(t, portal));
	web_fact(t, s, LANG(l, "address"), cell_link(x->url, x->url));
	web_fact(t, s, LANG(l, "state"), report_state_cell(&t->ask, f->state));
	web_fact(t, s, LANG(l, "class"), cell_text(report_class_text(&t->ask, f->cls)));
	web_fact(t, s, LANG(l, "newest notice"), cell_day(f->newest));
	web_fact(t, s, LANG(l, "title"), cell_link(f->newest_title, f->newest_url));
	if (f->age_days >= 0)
		web_fact(t, s, LANG(l, "days since"), cell_text(arena_strf(t->ask.arena, "%d",
			(int)f->age_days)));
	web_fact(t, s, LANG(l, "limit"), cell_text(report_limit(&t->ask, f->limit)));
	web_fact(t, s, LANG(l, "due on"), cell_day(f->due));
	web_fact(t, s, LANG(l, "basis"), cell_text(f->basis));
	web_fact(t, s, LANG(l, "not judged, because"), cell_text(cannot_judge_text(f->cannot_judge, l,
		t->ask.arena)));
	web_fact(t, s, LANG(l, "unit"), cell_text(f->unit));
	web_fact(t, s, LANG(l, "last good measurement"), cell_time(x->last_good_ms));
	web_fact(t, s, LANG(l, "last try"), x->last_try_ms != x->last_good_ms
			? cell_time(x->last_try_ms) : cell_text(STR_NONE));
	web_fact(t, s, LANG(l, "what came back"), x->last_try_ms != x->last_good_ms
			? cell_text(x->gate.n ? say_gate(x->gate, l)
					: web_outcome(t, x->verdict, 0, x->reason))
			: cell_text(STR_NONE));
	web_fact(t, s, LANG(l, "feed of changes"), cell_local(STR("Atom"),
		arena_strf(t->ask.arena, "%.*s.atom", STR_ARG(way))));
}

static int column_page(struct web_turn *t, struct str portal, struct str column)
{
	const struct portal_config *p = config_portal(t->w->config, portal);
	const struct column_config *c = p ? portal_column(p, column) : NULL;
	struct web_incidents open = {.portal = portal, .column = column};
	struct column_state x = {0};
	struct newest n = {.arena = t->ask.arena};
	struct freshness f = {.newest = DAY_NONE, .due = DAY_NONE, .age_days = -1};
	bool known = p && (c || str_eqc(column, HOME_COLUMN));
	size_t all;
	int64_t page;
	int rc = pages_column(t->ask.pages, portal, column, &x, t->ask.arena, &t->err);

	if (rc == ERR_NOTFOUND && !known)
		return web_missing(t, LANG(t->ask.lang, "there is no such column"));
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	if (!web_number(t, "page", 1, 100000, 1, &page))
		return web_bad(t, "page");
	rc = known ? judge(t, p, c, &f) : 0;
	if (rc == 0)
		rc = pages_each_notice(t->ask.pages, portal, column, newest_take, &n, &t->err);
	if (rc < 0)
		return rc;
	newest_end(&n);
	web_page(t, web_column_name(t, portal, column));
	if (page == 1) {
		column_facts(t, &f, &x, portal, column);
		rc = web_incident_list(t, &open, LANG_MARK("Problems"), 0, PROBLEMS_SHOWN, &all);
	}
	notice_rows(t, portal, column, &n, (size_t)(page - 1) * WEB_PER_PAGE);
	if (n.left_out)
		report_note(&t->page, t->ask.arena, arena_strf(t->ask.arena, LANG(t->ask.lang,
			"%zu older notices are in the store."), n.left_out));
	web_pager(t, (size_t)page - 1, (n.n + WEB_PER_PAGE - 1) / WEB_PER_PAGE);
	if (rc == 0 && page == 1)
		rc = web_event_list(t, portal, column, EVENTS_SHOWN);
	return rc < 0 ? rc : web_page_end(t);
}

int web_portal(struct web_turn *t)
{
	struct str portal = t->path.segment[1];
	const struct portal_config *p = config_portal(t->w->config, portal);

	if (t->path.n == 4)
		return web_notice(t);
	if (t->path.n == 3)
		return column_page(t, portal, t->path.segment[2]);
	return p ? portal_page(t, p)
		 : web_missing(t, LANG(t->ask.lang, "there is no such portal"));
}
