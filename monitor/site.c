/* The site: first page and columns. */
#include "newest.h"
#include "site.h"

#include "base/fs.h"
#include "base/out.h"

#include <stdio.h>
#include <stdlib.h>

#define EVENTS_BACK 20000 /* looked at for the last ones of the columns shown */
#define ID_MAX 400
#define MADE_BYTES ((size_t)256 << 20) /* names of files: of millions */

struct shown_column {
	struct str portal, column, url, name, portal_name;
	int32_t newest; /* day */
	bool retired;
	size_t nnotices, nwithdrawn, nchanged;
};

struct site {
	struct report_ask *ask;
	struct site_out out;
	struct arena a; /* of the columns */
	struct shown_column *columns;
	size_t ncolumns, cap;
	struct arena each; /* of one column */
	struct newest notices;
	struct event *events;
	size_t nevents;
	struct err *e;
};

/* --- what is shown --- */

/* A column that is configured no more is shown where everything is. */
static bool is_asked_for(const struct report_ask *ask, const struct column_state *c,
	const struct column_config **config)
{
	const struct portal_config *p = config_portal(ask->config, c->portal);
	const struct column_config *col = p ? portal_column(p, c->column) : NULL;

	*config = col;
	if (str_eqc(c->column, "home"))
		return false;
	if (col)
		return report_covers(ask, p, col);
	return !ask->subjects || !ask->subjects[0] ? !ask->unit && !ask->tag : false;
}

static int take_column(const struct column_state *c, void *ctx)
{
	struct site *s = ctx;
	const struct column_config *col;
	const struct portal_config *p;
	struct shown_column *x;

	if (!is_asked_for(s->ask, c, &col))
		return 0;
	s->columns = arena_grow(&s->a, s->columns, s->ncolumns, &s->cap, sizeof(*s->columns));
	x = &s->columns[s->ncolumns++];
	*x = (struct shown_column){.portal = arena_str(&s->a, c->portal),
		.column = arena_str(&s->a, c->column), .url = arena_str(&s->a, c->url),
		.newest = c->newest_ms == DATE_NONE_MS ? DAY_NONE
			: day_of_ms(c->newest_ms, config_zone(s->ask->config, c->portal)), .retired = c->retired};
	p = config_portal(s->ask->config, c->portal);
	x->name = col && col->name[0] ? str_of(col->name) : x->column;
	x->portal_name = p && p->name[0] ? str_of(p->name) : x->portal;
	return 0;
}

static struct shown_column *find_column(struct site *s, struct str portal, struct str column)
{
	for (size_t i = 0; i < s->ncolumns; i++)
		if (str_eq(s->columns[i].portal, portal) && str_eq(s->columns[i].column, column))
			return &s->columns[i];
	return NULL;
}

static int take_event(const struct event *x, void *ctx)
{
	struct site *s = ctx;
	struct event *at;

	if (x->time_ms > s->ask->now_ms || !find_column(s, x->portal, x->column))
		return 0;
	if (!s->events)
		s->events = arena_array(&s->a, SITE_EVENTS_MAX, sizeof(*s->events));
	if (s->nevents == SITE_EVENTS_MAX) {
		memmove(&s->events[0], &s->events[1], (s->nevents - 1) * sizeof(*s->events));
		s->nevents--;
	}
	at = &s->events[s->nevents++];
	*at = (struct event){.seq = x->seq, .time_ms = x->time_ms,
		.kind = arena_str(&s->a, x->kind), .portal = arena_str(&s->a, x->portal),
		.column = arena_str(&s->a, x->column), .title = arena_str(&s->a, x->title),
		.identity = arena_str(&s->a, x->identity)};
	return 0;
}

/* --- a column --- */

static void write_row(struct site_page *p, const struct notice *n)
{
	char hash[SITE_HASH];

	buf_adds(&p->b, "<tr>");
	site_day(p, notice_day(n));
	buf_addf(&p->b, "<td><a href=\"%s.html\">", site_hash(hash, n->identity));
	site_title(p, n->title);
	buf_addf(&p->b, "</a></td><td class=\"d\"><span class=\"%s\">%s</span></td><td class=\"n\">%d"
		"</td></tr>\n", n->state >= NOTICE_DELISTED ? "bad" : "meta",
		site_state(p->ask->lang, n->state), n->nversions);
}

static const char *page_name(char out[32], size_t page)
{
	if (page == 0)
		return "index.html";
	snprintf(out, 32, "%zu.html", page + 1);
	return out;
}

static void write_pager(struct site_page *p, size_t page, size_t pages)
{
	char name[32];

	if (pages < 2)
		return;
	buf_adds(&p->b, "<p>");
	if (page > 0)
		buf_addf(&p->b, "<a href=\"%s\">%s</a> ", page_name(name, page - 1),
			LANG(p->ask->lang, "newer"));
	buf_addf(&p->b, "%zu / %zu", page + 1, pages);
	if (page + 1 < pages)
		buf_addf(&p->b, " <a href=\"%s\">%s</a>", page_name(name, page + 1),
			LANG(p->ask->lang, "older"));
	buf_adds(&p->b, "</p>\n");
}

static int write_column_page(struct site *s, const struct shown_column *c, const char *way,
	size_t page, size_t pages)
{
	enum lang l = s->ask->lang;
	size_t from = page * SITE_PER_PAGE;
	struct site_page p;
	char name[32];

	site_begin(&p, s->ask, c->name, "../../");
	buf_adds(&p.b, "<p class=\"meta\"><a rel=\"noopener noreferrer nofollow\" href=\"");
	out_href(&p.b, c->url);
	buf_adds(&p.b, "\">");
	out_html(&p.b, c->url);
	buf_adds(&p.b, "</a></p>\n");
	if (s->notices.left_out && page == 0)
		buf_addf(&p.b, LANG(l, "<p class=\"meta\">%zu older notices are in the store.</p>\n"),
			s->notices.left_out);
	buf_addf(&p.b, "<table><tr><th>%s</th><th>%s</th><th>%s</th><th>%s</th></tr>\n",
		LANG(l, "Date"), LANG(l, "Title"), LANG(l, "State"), LANG(l, "Versions"));
	for (size_t i = from; i < s->notices.n && i < from + SITE_PER_PAGE; i++)
		write_row(&p, &s->notices.list[i]);
	buf_adds(&p.b, "</table>\n");
	write_pager(&p, page, pages);
	return site_end(&p, &s->out, way, page_name(name, page), s->e);
}

static int write_column(struct site *s, struct shown_column *c)
{
	char id[ID_MAX];
	char *dir;
	size_t pages;
	int rc;

	arena_reset(&s->each);
	s->notices = (struct newest){.arena = &s->each};
	rc = pages_each_notice(s->ask->pages, c->portal, c->column, newest_take, &s->notices, s->e);
	if (rc < 0)
		return rc;
	newest_end(&s->notices);
	c->nnotices = s->notices.n + s->notices.left_out;
	for (size_t i = 0; i < s->notices.n; i++) {
		c->nwithdrawn += s->notices.list[i].state >= NOTICE_DELISTED;
		c->nchanged += s->notices.list[i].nversions > 1;
	}
	snprintf(id, sizeof(id), "%.*s/%.*s/", STR_ARG(c->portal), STR_ARG(c->column));
	dir = fs_join(s->out.dir, id);
	rc = fs_mkdirs(dir, 0755, s->e);
	pages = s->notices.n ? (s->notices.n + SITE_PER_PAGE - 1) / SITE_PER_PAGE : 1;
	for (size_t i = 0; i < pages && rc == 0; i++)
		rc = write_column_page(s, c, id, i, pages);
	for (size_t i = 0; i < s->notices.n && rc == 0; i++)
		rc = site_notice(&s->out, id, &s->notices.list[i], s->e);
	free(dir);
	return rc;
}

/* --- the first page --- */

static void add_way(struct buf *b, struct str portal, struct str column, const char *page)
{
	out_url_component(b, portal);
	buf_addc(b, '/');
	out_url_component(b, column);
	buf_addf(b, "/%s", page);
}

static void write_columns(struct site_page *p, const struct site *s)
{
	enum lang l = s->ask->lang;

	buf_addf(&p->b, "<h2>%s</h2>\n<table><tr><th>%s</th><th>%s</th><th>%s</th><th>%s</th><th>%s</th>"
		"<th>%s</th></tr>\n", LANG(l, "Columns and their notices"), LANG(l, "Portal"), LANG(l, "Column"),
		LANG(l, "Newest"), LANG(l, "Notices"), LANG(l, "With several versions"),
		LANG(l, "Delisted or withdrawn"));
	for (size_t i = 0; i < s->ncolumns; i++) {
		const struct shown_column *c = &s->columns[i];

		buf_adds(&p->b, "<tr>");
		site_cell(p, c->portal_name);
		buf_adds(&p->b, "<td><a href=\"");
		add_way(&p->b, c->portal, c->column, "index.html");
		buf_adds(&p->b, "\">");
		out_html(&p->b, c->name);
		buf_adds(&p->b, "</a>");
		if (c->retired)
			buf_addf(&p->b, " (%s)", LANG(l, "taken out"));
		buf_adds(&p->b, "</td>");
		site_day(p, c->newest);
		buf_addf(&p->b, "<td class=\"n\">%zu</td><td class=\"n\">%zu</td><td class=\"n\">%zu</td>"
			"</tr>\n", c->nnotices, c->nchanged, c->nwithdrawn);
	}
	buf_adds(&p->b, "</table>\n");
}

static void write_events(struct site_page *p, struct site *s)
{
	enum lang l = s->ask->lang;
	char hash[SITE_HASH], page[64];

	if (!s->nevents)
		return;
	buf_addf(&p->b, "<h2>%s</h2>\n<table class=\"flow\"><tr><th>%s</th><th>%s</th><th>%s</th><th>%s</th><th>%s</th>"
		"</tr>\n", LANG(l, "What happened last"), LANG(l, "Time"), LANG(l, "Event"),
		LANG(l, "Portal"), LANG(l, "Column"), LANG(l, "Notice"));
	for (size_t i = s->nevents; i-- > 0;) {
		const struct event *x = &s->events[i];
		const struct shown_column *c = find_column(s, x->portal, x->column);
		const char *word = site_event(l, x->kind);

		buf_adds(&p->b, "<tr>");
		site_time(p, x->time_ms);
		site_cell(p, word[0] ? str_of(word) : x->kind);
		site_cell(p, c ? c->portal_name : x->portal);
		site_cell(p, c ? c->name : x->column);
		buf_adds(&p->b, "<td>");
		if (x->identity.n) {
			snprintf(page, sizeof(page), "%s.html", site_hash(hash, x->identity));
			buf_adds(&p->b, "<a href=\"");
			add_way(&p->b, x->portal, x->column, page);
			buf_adds(&p->b, "\">");
			site_title(p, x->title);
			buf_adds(&p->b, "</a>");
		}
		buf_adds(&p->b, "</td></tr>\n");
	}
	buf_adds(&p->b, "</table>\n");
}

static int write_first(struct site *s)
{
	struct site_page p;

	site_begin(&p, s->ask, str_of(LANG(s->ask->lang, "Notices of the portals watched")), "");
	if (!s->ncolumns)
		buf_addf(&p.b, "<p>%s</p>\n", LANG(s->ask->lang, "No column is configured."));
	else
		write_columns(&p, s);
	write_events(&p, s);
	return site_end(&p, &s->out, "", "index.html", s->e);
}

int site_write(struct report_ask *ask, const char *dir, struct err *e)
{
	struct site s = {.ask = ask, .out = {.ask = ask, .dir = dir, .made = BUF_INIT(MADE_BYTES)},
		.a = ARENA_INIT, .each = ARENA_INIT, .e = e};
	uint64_t last = store_counter(ask->pages, "event");
	int rc = fs_mkdirs(dir, 0755, e);

	if (rc == 0)
		rc = pages_each_column(ask->pages, STR_NONE, take_column, &s, e);
	if (rc == 0)
		rc = pages_each_event(ask->pages, last > EVENTS_BACK ? last - EVENTS_BACK : 0,
			take_event, &s, e);
	for (size_t i = 0; i < s.ncolumns && rc == 0; i++)
		rc = write_column(&s, &s.columns[i]);
	if (rc == 0) /* last: what it leads to is there */
		rc = write_first(&s);
	if (rc == 0)
		rc = site_sweep(&s.out, e);
	buf_release(&s.out.made);
	arena_release(&s.a);
	arena_release(&s.each);
	return rc;
}
