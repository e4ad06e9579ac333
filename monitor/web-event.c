/* What happened last. */
#include "say.h"
#include "web-page.h"

struct gathering {
	struct web_turn *t;
	struct str portal, column;
	struct web_events *out;
	size_t most, looked, back;
};

static int take(const struct event *x, void *ctx)
{
	struct gathering *g = ctx;
	struct arena *a = g->t->ask.arena;

	if (g->looked++ == g->back)
		return 1;
	if ((g->portal.n && !str_eq(x->portal, g->portal)) ||
		(g->column.n && !str_eq(x->column, g->column)))
		return 0;
	g->out->list[g->out->n++] = (struct event){.seq = x->seq, .time_ms = x->time_ms,
		.kind = arena_str(a, x->kind), .portal = arena_str(a, x->portal),
		.column = arena_str(a, x->column), .title = arena_str(a, x->title),
		.url = arena_str(a, x->url), .identity = arena_str(a, x->identity),
		.date_ms = x->date_ms, .date_day = x->date_day, .detail = arena_str(a, x->detail)};
	return g->out->n == g->most;
}

int web_events_last(struct web_turn *t, struct str portal, struct str column, size_t n,
	size_t back, struct web_events *out)
{
	struct gathering g = {.t = t, .portal = portal, .column = column, .out = out, .most = n,
		.back = back};

	out->list = arena_array(t->ask.arena, n + 1, sizeof(*out->list));
	out->n = 0;
	return pages_each_event_back(t->ask.pages, take, &g, &t->err);
}

static struct str told(struct web_turn *t, const struct event *x)
{
	struct buf b = BUF_INIT((size_t)1 << 16);
	struct str s;

	say_event(&b, x, t->ask.lang);
	s = arena_str(t->ask.arena, buf_str(&b));
	buf_release(&b);
	return s;
}

int web_event_list(struct web_turn *t, struct str portal, struct str column, size_t n)
{
	static const char *const heads[] = {LANG_MARK("Time"), LANG_MARK("Event"),
		LANG_MARK("Portal"), LANG_MARK("Column"), LANG_MARK("Notice"), LANG_MARK("More"),
		NULL};
	struct web_events x;
	struct section *s;
	int rc = web_events_last(t, portal, column, n, WEB_EVENTS_BACK, &x);

	if (rc < 0 || x.n == 0)
		return rc;
	s = web_section(t, LANG_MARK("What happened last"), heads);
	s->drop_empty = true;
	for (size_t i = 0; i < x.n; i++) {
		const struct event *v = &x.list[i];
		struct cell *row = web_row(t, s);

		row[0] = cell_time(v->time_ms);
		row[1] = cell_text(say_event_kind(v, t->ask.lang));
		if (!portal.n)
			row[2] = web_portal_cell(t, v->portal);
		else
			row[2].absent = true;
		if (!column.n)
			row[3] = web_column_cell(t, v->portal, v->column);
		else
			row[3].absent = true;
		if (v->identity.n)
			row[4] = web_notice_cell(t, v->portal, v->column, v->identity, v->title);
		else if (v->url.n)
			row[4] = web_link_cell(t, v->url, v->url);
		row[5] = cell_text(told(t, v));
	}
	return 0;
}
