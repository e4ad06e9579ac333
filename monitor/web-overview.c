/* The first page: what is wrong today, since when, whose; portals; columns by state; roles. */
#include "report-part.h"
#include "status-view.h"
#include "web-page.h"

#include "base/clock.h"
#include "base/out.h"
#include "monitor/incident-view.h"

#include <stdlib.h>

#define PROBLEMS_SHOWN 20
#define EVENTS_SHOWN 15

static void tile(const struct web_turn *t, struct buf *b, const char *way, size_t n, const char *cls,
	const char *text)
{
	buf_addf(b, "<li class=\"%s\"><a href=\"", n ? cls : "");
	out_html(b, web_at(t, way));
	buf_addf(b, "\"><b>%zu</b>%s</a></li>", n, text);
}

static void tiles(struct web_turn *t, const struct status_facts *f, const size_t *count)
{
	enum lang l = t->ask.lang;
	struct buf b = BUF_INIT((size_t)1 << 16);

	buf_adds(&b, "<ul class=\"tiles\">");
	tile(t, &b, "incidents", f->open + f->acknowledged + f->unstable, "bad", LANG(l, "problems open"));
	tile(t, &b, "incidents?state=suspected", f->suspected, "grey", LANG(l, "suspected"));
	tile(t, &b, "report/freshness", count[STATE_OVERDUE], "bad", report_state_cell(&t->ask, STATE_OVERDUE).text.p);
	tile(t, &b, "report/freshness", count[STATE_DUE], "warn", report_state_cell(&t->ask, STATE_DUE).text.p);
	tile(t, &b, "report/freshness", count[STATE_EMPTY] + count[STATE_UNDATED], "bad",
		LANG(l, "empty or undated"));
	tile(t, &b, "report/freshness", count[STATE_UNMEASURED], "grey", report_state_cell(&t->ask, STATE_UNMEASURED).text.p);
	tile(t, &b, "report/freshness", count[STATE_FRESH] + count[STATE_NONE] + count[STATE_EXEMPT],
		"good", LANG(l, "columns in order"));
	buf_adds(&b, "</ul>\n");
	web_raw(t, NULL, &b);
	buf_release(&b);
}

/* --- portals --- */

struct portal_row {
	const struct portal_config *p;
	size_t problems, overdue, due, columns;
	int64_t oldest_ms;
};

struct portals {
	struct web_turn *t;
	struct portal_row *list;
	size_t n;
};

static int count_problem(const struct incident *i, void *ctx)
{
	struct portals *x = ctx;
	const struct portal_config *p;
	struct portal_row *row;

	if (!incident_is_problem(i) || incident_is_warning(i))
		return 0;
	p = config_portal(x->t->w->config, i->portal);
	if (!p)
		return 0;
	row = &x->list[p - x->t->w->config->portals];
	row->problems++;
	if (!row->oldest_ms || i->first_ms < row->oldest_ms)
		row->oldest_ms = i->first_ms;
	return 0;
}

/* What the last look says of every column, home pages first in each portal. */
static void count_columns(struct portals *x, size_t *count)
{
	const struct config *c = x->t->w->config;
	const struct web_look *look = x->t->w->look;
	size_t at = 0;

	for (size_t i = 0; i < c->nportals; i++) {
		struct portal_row *row = &x->list[i];

		row->p = &c->portals[i];
		for (size_t k = 0; k <= c->portals[i].ncolumns && at < look->ncolumns; k++, at++) {
			int state = look->time_ms ? look->column[at].state : STATE_NONE;

			if (state < 0)
				continue; /* waits for its address */
			count[state]++;
			row->columns++;
			row->overdue += state == STATE_OVERDUE || state == STATE_EMPTY ||
				state == STATE_UNDATED;
			row->due += state == STATE_DUE;
		}
	}
}

static int by_need(const void *a, const void *b)
{
	const struct portal_row *x = a, *y = b;

	if (x->problems != y->problems)
		return x->problems < y->problems ? 1 : -1;
	if (x->overdue != y->overdue)
		return x->overdue < y->overdue ? 1 : -1;
	return x->p < y->p ? -1 : x->p > y->p;
}

static int portal_list(struct web_turn *t, struct portals *x, size_t from)
{
	static const char *const heads[] = {LANG_MARK("Portal"), LANG_MARK("Home page"),
		LANG_MARK("Problems"), LANG_MARK("Since"), LANG_MARK("Overdue"), LANG_MARK("due"),
		LANG_MARK("Columns"), LANG_MARK("Unit"), LANG_MARK("Last good measurement"), NULL};
	struct section *s = web_section(t, LANG_MARK("Watched portals"), heads);
	enum lang l = t->ask.lang;
	int rc = 0;

	s->empty = str_of(LANG(l, "No portal is configured."));
	qsort(x->list, x->n, sizeof(*x->list), by_need);
	for (size_t i = from; i < x->n && i < from + WEB_PER_PAGE && rc == 0; i++) {
		const struct portal_row *p = &x->list[i];
		struct portal_state state = {0};
		struct cell *row = web_row(t, s);

		rc = pages_portal(t->ask.pages, str_of(p->p->id), &state, t->ask.arena, &t->err);
		if (rc == ERR_NOTFOUND)
			rc = 0;
		row[0] = web_portal_cell(t, str_of(p->p->id));
		row[1] = !state.last_probe_ms ? cell_tone(str_of(LANG(l, "not measured yet")), TONE_GREY)
			: state.down ? cell_tone(str_of(LANG(l, "cannot be opened")), TONE_BAD)
			: state.nbad ? cell_tone(str_of(LANG(l, "in doubt")), TONE_WARN)
			: cell_tone(str_of(LANG(l, "opens")), TONE_GOOD);
		row[2] = cell_number((double)p->problems);
		row[3] = cell_time(p->oldest_ms);
		row[4] = cell_number((double)p->overdue);
		row[5] = cell_number((double)p->due);
		row[6] = cell_number((double)p->columns);
		row[7] = cell_text(str_of(p->p->unit));
		row[8] = cell_time(state.last_good_ms);
	}
	return rc;
}

/* --- roles --- */

static void roles(struct web_turn *t, const struct status_facts *f)
{
	enum lang l = t->ask.lang;
	const struct zone *z = t->w->config->zone;
	struct section *s = web_facts(t, LANG_MARK("Roles and rounds"));
	char text[TIME_TEXT];

	web_fact(t, s, LANG(l, "crawler"), f->crawler_runs ? cell_tone(str_of(LANG(l, "runs")), TONE_GOOD)
			: cell_tone(str_of(LANG(l, "does not run")), TONE_BAD));
	web_fact(t, s, LANG(l, "monitor"), f->monitor_runs ? cell_tone(str_of(LANG(l, "runs")), TONE_GOOD)
			: cell_tone(str_of(LANG(l, "does not run")), TONE_BAD));
	web_fact(t, s, LANG(l, "last full round"), cell_time(f->last_round_ms));
	web_fact(t, s, LANG(l, "next due"), f->next_due_ms && f->next_due_ms <= t->ask.now_ms
			? cell_text(str_of(LANG(l, "now"))) : cell_time(f->next_due_ms));
	web_fact(t, s, LANG(l, "alerts not delivered"), f->failed || f->waiting
			? cell_tone(arena_strf(t->ask.arena, LANG(l, "%zu waiting, %zu given up"),
				f->waiting, f->failed), f->failed ? TONE_BAD : TONE_GREY)
			: cell_text(str_of(LANG(l, "none"))));
	web_fact(t, s, LANG(l, "gaps"), cell_text(arena_strf(t->ask.arena,
		LANG(l, "%zu in the last 7 days"), f->gaps)));
	web_fact(t, s, LANG(l, "columns judged at"), cell_text(t->w->look->time_ms
			? arena_str(t->ask.arena, str_of(time_short(text, t->w->look->time_ms, z)))
			: str_of(LANG(l, "not judged yet"))));
}

int web_overview(struct web_turn *t)
{
	enum lang l = t->ask.lang;
	struct status_facts f = t->w->look->facts;
	struct portals x = {.t = t, .n = t->w->config->nportals};
	struct web_incidents open = {0};
	size_t count[STATE_UNMEASURED + 1] = {0}, all;
	int64_t page;
	int rc;

	if (!web_number(t, "page", 1, 100000, 1, &page))
		return web_bad(t, "page");
	x.list = arena_array(t->ask.arena, x.n + 1, sizeof(*x.list));
	count_columns(&x, count);
	f.crawler_runs = t->w->look->crawler_runs;
	f.monitor_runs = t->w->look->monitor_runs;
	rc = status_read_alerts(t->ask.alerts, &f, &t->err);
	if (rc == 0 && t->ask.alerts)
		rc = alerts_each_incident(t->ask.alerts, count_problem, &x, &t->err);
	if (rc < 0)
		return rc;
	web_page(t, str_of(LANG(l, "What is wrong today")));
	tiles(t, &f, count);
	if (page == 1) {
		rc = web_incident_list(t, &open, LANG_MARK("Problems"), 0, PROBLEMS_SHOWN, &all);
		if (rc == 0 && all == 0)
			web_line(t, str_of(LANG(l, "Nothing is wrong.")));
		if (all > PROBLEMS_SHOWN)
			web_line(t, arena_strf(t->ask.arena, LANG(l, "The first %d of %zu problems; "
				"'Problems' above shows all."), PROBLEMS_SHOWN, all));
	}
	if (rc == 0)
		rc = portal_list(t, &x, (size_t)(page - 1) * WEB_PER_PAGE);
	if (rc == 0)
		web_pager(t, (size_t)page - 1, (x.n + WEB_PER_PAGE - 1) / WEB_PER_PAGE);
	if (rc == 0 && page == 1)
		rc = web_event_list(t, STR_NONE, STR_NONE, EVENTS_SHOWN);
	if (rc < 0)
		return rc;
	roles(t, &f);
	rc = report_gaps(&t->page, &t->ask, &t->err);
	return rc < 0 ? rc : web_page_end(t);
}
