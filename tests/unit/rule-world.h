/* A column and what stands beside it, made by hand, for rules that look beyond dates. */
#ifndef RULE_WORLD_H
#define RULE_WORLD_H

#include "test.h"

#include "base/clock.h"
#include "crawler/verdict.h"
#include "monitor/rule.h"

#define NOTICES_MAX 200

/* A column and what stands beside it, as text: "2026-03-02 title; 2026-03-04 title". */
struct scene {
	const char *name, *own, *other, *kind, *args, *now;
	const char *want; /* "ok" "warn" "overdue", or why it cannot be judged */
	const char *cause;
};

struct world {
	struct notice own[NOTICES_MAX], other[NOTICES_MAX];
	size_t nown, nother;
	struct column_state column;
	struct column_view view;
	bool other_unknown;
	const char *own_column;		/* its id; NULL: "c" */
	const char *text;		/* of every notice's page; NULL: none read */
	const char *own_text[4];	/* of the first ones, where they differ */
	struct pair meta[12];
	size_t nmeta, nattachments;
	struct edge edges[20];
	size_t nedges;
	const char *broken, *blank, *suspected; /* addresses */
	const char *page;		/* text of the column's page; NULL: not kept */
	const char *places;
	struct pair page_meta[12];
	size_t npage_meta;
	int64_t page_since, page_changed;
	struct measure measures[8];
	size_t nmeasures;
	int64_t daily_from, daily_to;	/* accepted readings at noon of these days too */
	struct edge own_edges[4];	/* of the page own/0 */
	size_t nown_edges;
	void (*adjust)(struct world *w); /* before judging; NULL */
	struct calendar *calendar;
	struct arena arena;
};

static inline int64_t at(const char *text)
{
	int64_t ms = 0;

	if (!time_parse(str_of(text), zone_shanghai(), &ms))
		fail_msg("not a time: %s", text);
	return ms;
}

static inline size_t take_notices(struct world *w, const char *text, struct notice *out,
	const char *where)
{
	struct str rest = str_of(text), one;
	size_t n = 0;

	while (text && text[0] && str_cut(&rest, ';', &one)) {
		struct notice *x = &out[n];
		struct str date;

		one = str_trim(one);
		str_cut(&one, ' ', &date);
		x->date_ms = at(arena_cstr(&w->arena, date));
		x->first_ms = x->date_ms;
		x->title = one;
		x->identity = arena_strf(&w->arena, "http://p.test/%s/%zu", where, n);
		x->url = x->identity;
		n++;
	}
	return n;
}

static inline int each_in(struct notice *list, size_t n, pages_notice_fn *fn, void *ctx)
{
	for (size_t i = 0; i < n; i++) {
		int rc = fn(&list[i], ctx);

		if (rc)
			return rc < 0 ? rc : 0;
	}
	return 0;
}

static inline int each_own(void *source, pages_notice_fn *fn, void *ctx, struct err *e)
{
	struct world *w = source;

	(void)e;
	return each_in(w->own, w->nown, fn, ctx);
}

static inline int each_of(void *source, struct str portal, struct str column, pages_notice_fn *fn,
	void *ctx, struct err *e)
{
	struct world *w = source;

	(void)e;
	if (str_eqc(portal, "p") && str_eqc(column, w->own_column ? w->own_column : "c"))
		return each_in(w->own, w->nown, fn, ctx);
	return each_in(w->other, w->nother, fn, ctx);
}

static inline int column_of(void *source, struct str portal, struct str column,
	struct column_state *out, struct arena *a, struct err *e)
{
	struct world *w = source;

	(void)portal;
	(void)column;
	(void)a;
	(void)e;
	if (w->other_unknown)
		return ERR_NOTFOUND;
	*out = w->column;
	return 0;
}

static inline int version_of(void *source, const struct notice *n, struct version *out,
	struct arena *a, struct err *e)
{
	struct world *w = source;

	const char *text = w->text;

	(void)a;
	(void)e;
	for (size_t i = 0; i < 4 && i < w->nown; i++)
		if (w->own_text[i] && str_eq(n->identity, w->own[i].identity))
			text = w->own_text[i];
	if (!text)
		return ERR_NOTFOUND;
	*out = (struct version){.text = str_of(text), .meta = w->meta, .nmeta = w->nmeta,
		.nattachments = w->nattachments};
	return 0;
}

static inline int links_of(void *source, struct str url, struct page_links *out, struct arena *a,
	struct err *e)
{
	struct world *w = source;

	(void)a;
	(void)e;
	if (str_eqc(url, "http://p.test/own/0")) {
		*out = (struct page_links){.url = url, .edges = w->own_edges,
			.nedges = w->nown_edges};
		return w->nown_edges ? 0 : ERR_NOTFOUND;
	}
	if (!str_eqc(url, "http://p.test/c/"))
		return ERR_NOTFOUND;
	*out = (struct page_links){.url = url, .edges = w->edges, .nedges = w->nedges};
	return w->nedges ? 0 : ERR_NOTFOUND;
}

static inline int text_of(void *source, struct str url, struct page_text *out, struct arena *a,
	struct err *e)
{
	struct world *w = source;

	(void)a;
	(void)e;
	if (!w->page)
		return ERR_NOTFOUND;
	*out = (struct page_text){.url = url, .text = str_of(w->page), .places = str_of(w->places),
		.meta = w->page_meta, .nmeta = w->npage_meta, .since_ms = w->page_since,
		.changed_ms = w->page_changed, .time_ms = w->page_since, .watched = true};
	return 0;
}

static inline int target_of(void *source, struct str url, int *out, struct err *e)
{
	struct world *w = source;

	(void)e;
	*out = w->broken && str_eqc(url, w->broken) ? TARGET_BROKEN
		: w->blank && str_eqc(url, w->blank) ? TARGET_BLANK
		: w->suspected && str_eqc(url, w->suspected) ? TARGET_SUSPECTED : TARGET_FINE;
	return 0;
}

static inline int each_measure(void *source, struct str url, int64_t from_ms, int64_t to_ms,
	pages_measure_fn *fn, void *ctx, struct err *e)
{
	struct world *w = source;

	(void)url;
	(void)e;
	for (int64_t t = w->daily_from; t < w->daily_to; t += DAY_MS)
		if (t >= from_ms && t < to_ms && fn(&(struct measure){.time_ms = t + DAY_MS / 2,
			.verdict = VERDICT_OK}, ctx) < 0)
			return -1;
	for (size_t i = 0; i < w->nmeasures; i++) {
		int rc = 0;

		if (w->measures[i].time_ms >= from_ms && w->measures[i].time_ms < to_ms)
			rc = fn(&w->measures[i], ctx);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static inline void world_make(struct world *w)
{
	*w = (struct world){.arena = ARENA_INIT};
	w->column = (struct column_state){.first_ms = at("2023-01-01"), .portal = STR("p"),
		.column = STR("c"), .url = STR("http://p.test/c/"), .next_url = STR("next")};
	assert_int_equal(calendar_load(TEST_SOURCE "/seeds/calendar-cn.csv", &w->calendar, NULL), 0);
}

static inline void world_release(struct world *w)
{
	calendar_free(w->calendar);
	arena_release(&w->arena);
}

/* "key=value;key=value"; | in a list is written as in the configuration, / between the
 * elements. */
static inline size_t parse_args(struct arena *a, const char *text, struct pair_config *out)
{
	struct str rest = str_of(text), one, key;
	size_t n = 0;

	while (text[0] && str_cut(&rest, ';', &one)) {
		char *value;

		str_cut(&one, '=', &key);
		value = arena_cstr(a, one);
		for (char *p = value; *p; p++)
			if (*p == '/' && !str_eqc(key, "after"))
				*p = '\n';
		out[n++] = (struct pair_config){arena_cstr(a, key), value, 1};
	}
	return n;
}

/* All that a rule is given of the world at a time; without a duty. */
static inline struct rule_input world_input(struct world *w, const struct rule_config *r,
	int64_t now_ms)
{
	w->column.last_good_ms = w->column.last_try_ms = now_ms;
	return (struct rule_input){.rule = r, .column = &w->column, .view = &w->view,
		.each = each_own, .source = w, .each_of = each_of, .column_of = column_of,
		.version_of = version_of, .links_of = links_of, .text_of = text_of,
		.each_measure = each_measure, .target_of = target_of, .calendar = w->calendar,
		.zone = zone_shanghai(), .now_ms = now_ms, .interval_ms = 6 * HOUR_MS,
		.cls = CLASS_NOTICE, .warn_percent = 70, .portal_id = STR("p"),
		.column_id = str_of(w->own_column ? w->own_column : "c"), .arena = &w->arena};
}

/* The finding points into w->arena. */
static inline struct finding judge(struct world *w, const struct scene *s)
{
	struct pair_config pairs[8];
	size_t n = parse_args(&w->arena, s->args, pairs);
	struct rule_config r = {.kind = s->kind, .basis = "", .limit_kind = "document",
		.file = "t", .args = pairs, .nargs = n};
	struct findings out = {0};
	struct config_faults faults = {0};
	struct rule_input in = world_input(w, &r, at(s->now));
	struct err e = {0};

	rule_check(&r, &faults);
	if (faults.n)
		fail_msg("%s: %s", s->name, faults.list[0].text);
	config_faults_release(&faults);
	w->nown = take_notices(w, s->own, w->own, "own");
	w->nother = take_notices(w, s->other, w->other, "other");
	if (w->adjust)
		w->adjust(w);
	if (column_view_make(&w->view, w->column.first_ms, in.zone, in.now_ms, each_own, w,
		    &w->arena, &e) < 0 || rule_judge(&in, &out, &e) < 0 || out.n == 0)
		fail_msg("%s: %s", s->name, e.text);
	same_text(s->name, out.list[0].limit_kind, STR("document"));
	return out.list[0];
}

static inline void expect(struct world *w, const struct scene *s)
{
	static const char *const level[] = {"ok", "warn", "overdue"};
	struct finding f = judge(w, s);

	same_text(s->name, f.cannot_judge.n ? f.cannot_judge : str_of(level[f.level]),
		str_of(s->want));
	same_int(s->name, f.state, STATE_NONE);
	if (s->cause)
		same_text(s->name, f.cause, str_of(s->cause));
}

static inline void run(const struct scene *row, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct world w;

		world_make(&w);
		expect(&w, &row[i]);
		world_release(&w);
	}
}

#endif
