/* When nothing was measured: said at the end of every report, since what a report does not
 * show may lie there. The one about availability has a section for it. */
#include "report-gaps.h"

#include "base/clock.h"
#include "crawler/pages.h"

#define GAPS_SHOWN 20
#define DAYS_BEFORE 30 /* of a report that speaks of one instant */

struct gap_notes {
	struct report *r;
	struct report_ask *ask;
	size_t n;
};

static int note_gap(const struct gap *g, void *ctx)
{
	struct gap_notes *x = ctx;
	const struct report_ask *ask = x->ask;
	const struct zone *z = ask->config->zone;
	char from[TIME_TEXT], to[TIME_TEXT];

	if (x->n++ >= GAPS_SHOWN)
		return 0;
	report_note(x->r, ask->arena, arena_strf(ask->arena,
		LANG(ask->lang, "Not measured from %s to %s (%s)."),
		time_short(from, g->from_ms, z), time_short(to, g->to_ms, z),
		lang_text(ask->lang, arena_cstr(ask->arena, g->why))));
	return 0;
}

int report_note_gaps(struct report *r, struct report_ask *ask, struct err *e)
{
	struct gap_notes x = {.r = r, .ask = ask};
	const struct zone *z = ask->config->zone;
	int64_t to_ms = ask->to_day == DAY_NONE ? ask->now_ms : day_start_ms(ask->to_day + 1, z);
	int64_t from_ms = ask->from_day == DAY_NONE ? to_ms - DAYS_BEFORE * DAY_MS
						    : day_start_ms(ask->from_day, z);
	int rc = pages_each_gap(ask->pages, from_ms, to_ms < ask->now_ms ? to_ms : ask->now_ms,
		note_gap, &x, e);

	if (rc >= 0 && x.n > GAPS_SHOWN)
		report_note(r, ask->arena, arena_strf(ask->arena,
			LANG(ask->lang, "%zu further gaps in measuring."), x.n - GAPS_SHOWN));
	return rc < 0 ? rc : 0;
}
