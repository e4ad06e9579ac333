/* Ourselves: our own line, a crawler that stopped, gaps in measuring. */
#include "evaluate-pass.h"

#include "base/clock.h"

#define LINE_DOUBT_MS (5 * MINUTE_MS) /* down for less is only suspected */
/* Not one full round for longer; rounds by cron lie a day apart. */
#define ROUND_LIMIT_MS (26 * HOUR_MS)
#define GAP_SHOWN_MS DAY_MS
/* Shorter ones are grey in the reports; rounds by cron lie a day apart. */
#define GAP_TOLD_MS (2 * DAY_MS)

/* The crawler asks independent targets and says what it found. */
static int judge_line(struct pass *p, struct err *e)
{
	struct evaluation *ev = p->ev;
	struct own_line line;
	struct finding *f;
	int rc = pages_own_line(ev->pages, &line, e);

	p->line.up_ms = line.up_ms;
	if (rc < 0 || !line.down_ms)
		return rc;
	p->line.down = true;
	p->line.since_ms = line.down_ms;
	f = finding_new(&ev->out, ev->arena, KIND_OWN_LINE);
	f->subject = STR(SUBJECT_SELF);
	f->level = LEVEL_OVERDUE;
	f->severity = SEVERITY_HIGH;
	f->phase = ev->now_ms - line.down_ms < LINE_DOUBT_MS ? FINDING_SUSPECTED
							      : FINDING_CONFIRMED;
	f->earliest_ms = line.down_ms + LINE_DOUBT_MS;
	f->for_operator = true;
	f->since_ms = line.down_ms;
	f->measured_ms = p->newest_try_ms;
	f->interval_ms = 10 * MINUTE_MS;
	f->cause = STR("own-line");
	f->summary = STR("nothing answers: our own line is down");
	return 0;
}

/* For so long nothing need be measured: two intervals of the busiest home page. */
static int64_t silence_ms(const struct pass *p)
{
	int64_t interval = HOUR_MS;

	for (size_t i = 0; i < p->nportals; i++) {
		int64_t every = p->portals[i].config->home_every_ms;

		if (every && (i == 0 || every < interval))
			interval = every;
	}
	return 2 * interval > 30 * MINUTE_MS ? 2 * interval : 30 * MINUTE_MS;
}

static void add_stopped(struct pass *p, const char *cause, int64_t since_ms)
{
	struct evaluation *ev = p->ev;
	struct finding *f = finding_new(&ev->out, ev->arena, KIND_STOPPED);

	f->subject = STR(SUBJECT_SELF);
	f->level = LEVEL_OVERDUE;
	f->severity = SEVERITY_HIGH;
	f->for_operator = true;
	f->since_ms = since_ms;
	f->measured_ms = ev->now_ms;
	f->cause = str_of(cause);
	f->summary = arena_strf(ev->arena, streq(cause, KIND_STOPPED)
		? "nothing was measured for %lld minutes"
		: "no full round for %lld minutes",
		(long long)((ev->now_ms - since_ms) / MINUTE_MS));
	finding_factf(f, ev->arena, "minutes", "%lld",
		(long long)((ev->now_ms - since_ms) / MINUTE_MS));
}

/* Nothing is measured, or something is but never everything. */
static void judge_stopped(struct pass *p)
{
	struct evaluation *ev = p->ev;
	int64_t try_ms = p->newest_try_ms, round_ms;

	if (!try_ms)
		return;
	ev->silent = ev->now_ms - try_ms > silence_ms(p);
	/* a machine that was off: the crawler is given its time to begin */
	if (ev->cold_ms > try_ms)
		try_ms = ev->cold_ms;
	if (ev->now_ms - try_ms > silence_ms(p)) {
		p->stopped = true;
		add_stopped(p, KIND_STOPPED, p->newest_try_ms);
		return;
	}
	round_ms = p->oldest_round_ms ? p->oldest_round_ms : p->oldest_first_ms;
	if (ev->cold_ms > round_ms)
		round_ms = ev->cold_ms;
	if (round_ms && ev->now_ms - round_ms > ROUND_LIMIT_MS)
		add_stopped(p, "round-missed", round_ms);
}

static int add_gap(const struct gap *g, void *ctx)
{
	struct evaluation *ev = ctx;
	char text[TIME_TEXT];
	struct finding *f;

	/* our own line was told as itself */
	if (str_eqc(g->why, "own line") || ev->now_ms - g->to_ms > GAP_SHOWN_MS || g->to_ms - g->from_ms <= GAP_TOLD_MS)
		return 0;
	f = finding_new(&ev->out, ev->arena, KIND_GAP);
	f->subject = arena_strf(ev->arena, "%s %s", SUBJECT_SELF,
		time_text(text, g->from_ms, portal_zone(ev->config, NULL)));
	f->level = LEVEL_OVERDUE;
	f->severity = SEVERITY_LOW;
	f->for_operator = true;
	f->once = true;
	f->since_ms = g->from_ms;
	f->measured_ms = g->to_ms;
	f->cause = arena_str(ev->arena, g->why);
	f->summary = arena_strf(ev->arena, "nothing was measured for %lld minutes: %.*s",
		(long long)((g->to_ms - g->from_ms) / MINUTE_MS), STR_ARG(g->why));
	finding_factf(f, ev->arena, "to_ms", "%lld", (long long)g->to_ms);
	return 0;
}

int evaluate_self(struct pass *p, struct err *e)
{
	struct evaluation *ev = p->ev;
	int rc = judge_line(p, e);

	if (rc < 0)
		return rc;
	judge_stopped(p);
	rc = pages_each_gap(ev->pages, ev->now_ms - 7 * DAY_MS, ev->now_ms + 1, add_gap, ev, e);
	return rc < 0 ? rc : 0;
}
