/* Gaps in measuring: every report says what it could not see. */
#include "report-part.h"

#include "base/clock.h"
#include "crawler/pages.h"

#define NAMED_MAX 5
#define LISTED_MAX 500
#define USUAL_DAYS 30

/* What the crawler writes as the reason of a gap, for the catalogue. */
static const char *const reasons[] = {LANG_MARK("stopped"), LANG_MARK("own line"),
	LANG_MARK("clock ran backwards")};

struct str report_gap_text(const struct report_ask *ask, struct str why)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (str_eqc(why, reasons[i]))
			return str_of(lang_text(ask->lang, reasons[i]));
	return arena_str(ask->arena, why);
}

struct window {
	int64_t from_ms, to_ms;
};

/* Nothing is known of what comes after the time of the report. */
static struct window window_of(const struct report_ask *ask, int32_t from_day, int32_t to_day)
{
	const struct zone *z = ask->config->zone;
	int32_t today = day_of_ms(ask->now_ms, z);
	int32_t to = to_day == DAY_NONE || to_day > today ? today : to_day;
	int32_t from = from_day == DAY_NONE ? to - USUAL_DAYS + 1 : from_day;
	struct window w = {.from_ms = day_start_ms(from, z), .to_ms = day_start_ms(to + 1, z)};

	if (w.to_ms > ask->now_ms + 1)
		w.to_ms = ask->now_ms + 1;
	return w;
}

/* --- listed --- */

struct gap_list {
	pages_gap_fn *fn;
	void *ctx;
	size_t n;
};

static int list_gap(const struct gap *g, void *ctx)
{
	struct gap_list *x = ctx;

	return x->n++ >= LISTED_MAX ? 1 : x->fn(g, x->ctx);
}

int report_each_gap(struct report_ask *ask, int32_t from_day, int32_t to_day, pages_gap_fn *fn,
	void *ctx, struct err *e)
{
	struct window w = window_of(ask, from_day, to_day);
	struct gap_list x = {.fn = fn, .ctx = ctx};
	int rc = pages_each_gap(ask->pages, w.from_ms, w.to_ms, list_gap, &x, e);

	return rc < 0 ? rc : 0;
}

struct json_making {
	struct jw *j;
	const struct zone *zone;
};

static int json_gap(const struct gap *g, void *ctx)
{
	struct json_making *m = ctx;

	jw_open(m->j, '{');
	jw_ktime(m->j, "from", g->from_ms, m->zone);
	jw_ktime(m->j, "to", g->to_ms, m->zone);
	jw_kstr(m->j, "why", g->why);
	jw_close(m->j, '}');
	return 0;
}

int report_json_end(struct jw *j, struct report_ask *ask, int32_t from_day, int32_t to_day,
	report_method_fn *method, const void *ctx, int rc, struct err *e)
{
	struct json_making m = {.j = j, .zone = ask->config->zone};
	struct report_ask english = *ask;
	struct report said = {0};

	jw_key(j, "gaps");
	jw_open(j, '[');
	rc = rc < 0 ? rc : report_each_gap(ask, from_day, to_day, json_gap, &m, e);
	jw_close(j, ']');
	english.lang = LANG_EN;
	method(&said, &english, ctx);
	jw_key(j, "method");
	jw_open(j, '[');
	for (size_t i = 0; i < said.nnotes; i++)
		jw_str(j, said.notes[i]);
	jw_close(j, ']');
	jw_close(j, '}');
	buf_addc(j->b, '\n');
	return rc;
}

/* --- told --- */

struct adding {
	struct report_ask *ask;
	struct buf text;
	struct window w;
	int64_t total_ms;
	size_t n;
};

static int take_gap(const struct gap *g, void *ctx)
{
	struct adding *x = ctx;
	int64_t from = g->from_ms > x->w.from_ms ? g->from_ms : x->w.from_ms;
	int64_t to = g->to_ms < x->w.to_ms ? g->to_ms : x->w.to_ms;
	char a[TIME_TEXT], b[TIME_TEXT];

	if (to <= from)
		return 0;
	x->total_ms += to - from;
	if (x->n++ >= NAMED_MAX)
		return 0;
	buf_addf(&x->text, LANG(x->ask->lang, "%s%s to %s (%.*s)"), x->n > 1
			? LANG(x->ask->lang, "; ") : "",
		time_short(a, g->from_ms, x->ask->config->zone),
		time_short(b, g->to_ms, x->ask->config->zone),
		STR_ARG(report_gap_text(x->ask, g->why)));
	return 0;
}

int report_gaps(struct report *r, struct report_ask *ask, struct err *e)
{
	struct adding x = {.ask = ask, .text = BUF_INIT(1 << 16),
		.w = window_of(ask, ask->from_day, ask->to_day)};
	int rc = pages_each_gap(ask->pages, x.w.from_ms, x.w.to_ms, take_gap, &x, e);

	if (rc >= 0 && x.n)
		report_note(r, ask->arena, arena_strf(ask->arena, LANG(ask->lang,
			"Gaps in measuring: %d with %lld hours together, in which nothing was seen: "
			"%s%s"), (int)x.n, (long long)(x.total_ms / HOUR_MS), buf_cstr(&x.text),
			x.n > NAMED_MAX ? " ..." : ""));
	else if (rc >= 0)
		report_note(r, ask->arena, str_of(LANG(ask->lang,
			"Gaps in measuring: none within the time of this report.")));
	buf_release(&x.text);
	return rc < 0 ? rc : 0;
}
