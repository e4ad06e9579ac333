/* Gaps in measuring: every report says what it could not see. */
#include "report-part.h"

#include "base/clock.h"
#include "crawler/pages.h"

#define NAMED_MAX 5
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

struct adding {
	struct report_ask *ask;
	struct buf text;
	int64_t from_ms, to_ms, total_ms;
	size_t n;
};

static int take_gap(const struct gap *g, void *ctx)
{
	struct adding *x = ctx;
	int64_t from = g->from_ms > x->from_ms ? g->from_ms : x->from_ms;
	int64_t to = g->to_ms < x->to_ms ? g->to_ms : x->to_ms;
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
	const struct zone *z = ask->config->zone;
	int32_t today = day_of_ms(ask->now_ms, z);
	int32_t to = ask->to_day == DAY_NONE || ask->to_day > today ? today : ask->to_day;
	int32_t from = ask->from_day == DAY_NONE ? to - USUAL_DAYS + 1 : ask->from_day;
	struct adding x = {.ask = ask, .text = BUF_INIT(1 << 16),
		.from_ms = day_start_ms(from, z), .to_ms = day_start_ms(to + 1, z)};
	int rc = pages_each_gap(ask->pages, x.from_ms, x.to_ms, take_gap, &x, e);

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
