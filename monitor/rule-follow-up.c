/* follow_up: for each notice of the column `after` (the anchor; "column" or
 * "portal/column") this column has one of the same thing within `days` or `working_days`
 * (0: the same day). With direction: before it must have come earlier, at most `days` (else
 * a year) before. pair: any lets every notice in that time do. Met when `percent` of the anchors
 * of the last year (`since` days) have theirs; one that came late is told, not held
 * against anybody for ever. */
#include "monitor/rule.h"

#include "pair.h"

#include <stdio.h>

#define AHEAD_DAYS 30 /* an interpretation may come out before what it explains */
#define TOLD_MAX 5

struct follow {
	const struct rule_input *in;
	struct finding *f;
	struct pairs pairs;
	struct title_pattern *own, *anchor;
	struct column_state other;
	int32_t from;
	int64_t days, working; /* -1: not given */
	bool before;
	size_t nanchors, nmet, nlate, nmissing, npending, nunknown;
	int32_t first_missing, next_due, next_start; /* DAY_NONE */
	struct str told; /* titles of the missing */
};

static bool direction_ok(const char *s)
{
	return !s || streq(s, "after") || streq(s, "before");
}

static void check(const struct rule_config *r, struct config_faults *f)
{
	const char *after = rule_arg(r, "after"), *pair = rule_arg(r, "pair");
	int given = (rule_arg(r, "days") != NULL) + (rule_arg(r, "working_days") != NULL);
	bool before = rule_arg(r, "direction") && streq(rule_arg(r, "direction"), "before");

	if (!after || !after[0])
		config_fault_add(f, r->file, r->line, false,
			"after: expected the column of what is followed up");
	if (!direction_ok(rule_arg(r, "direction")))
		config_fault_add(f, r->file, r->line, false,
			"direction: expected after or before, found '%s'",
			rule_arg(r, "direction"));
	if (given > 1 || (given == 0 && !before))
		config_fault_add(f, r->file, r->line, false,
			"follow_up: expected one of days, working_days");
	if (pair && !streq(pair, "title") && !streq(pair, "any"))
		config_fault_add(f, r->file, r->line, false,
			"pair: expected title or any, found '%s'", pair);
	rule_check_int(r, "days", 0, 4000, f);
	rule_check_int(r, "working_days", 0, 4000, f);
	rule_check_int(r, "percent", 1, 100, f);
	rule_check_int(r, "since", 1, 4000, f);
	rule_check_match(r, f);
	rule_check_pattern(r, "anchor_match", f);
}

static int take_own(const struct notice *n, void *ctx)
{
	struct follow *x = ctx;
	int32_t day = notice_credible_day(n, x->in->column->first_ms, x->in->zone,
		x->in->now_ms);

	if (day != DAY_NONE && title_matches(x->own, n->title))
		pairs_add(&x->pairs, n, day, x->in->arena);
	return 0;
}

static int32_t due_of(struct follow *x, int32_t anchor)
{
	if (x->before)
		return anchor;
	if (x->working >= 0)
		return calendar_add(x->in->calendar, anchor, (int)x->working, &x->f->guessed);
	return anchor + (int32_t)x->days;
}

/* The first day a pair may have. */
static int32_t first_day(const struct follow *x, int32_t anchor)
{
	if (x->before)
		return anchor - (int32_t)(x->days >= 0 ? x->days : 365);
	return x->pairs.any ? anchor : anchor - AHEAD_DAYS;
}

static void missing(struct follow *x, const struct notice *n, int32_t due)
{
	x->nmissing++;
	if (x->first_missing == DAY_NONE || due < x->first_missing)
		x->first_missing = due;
	if (x->nmissing > TOLD_MAX)
		return;
	x->told = arena_strf(x->in->arena, "%.*s%s%.*s", STR_ARG(x->told),
		x->told.n ? "\n" : "", STR_ARG(n->title));
	finding_evidence(x->f, x->in->arena, "url", n->url);
}

static int take_anchor(const struct notice *n, void *ctx)
{
	struct follow *x = ctx;
	const struct rule_input *in = x->in;
	int32_t day = notice_credible_day(n, x->other.first_ms, in->zone, in->now_ms), due;
	const struct pair_entry *hit;

	if (day == DAY_NONE || day < x->from || !title_matches(x->anchor, n->title))
		return 0;
	x->nanchors++;
	due = due_of(x, day);
	hit = pairs_find(&x->pairs, n, first_day(x, day), x->before ? day : INT32_MAX,
		!x->before, in->arena);
	if (hit && hit->day <= due) {
		x->nmet++;
	} else if (hit) {
		x->nlate++;
	} else if (!rule_sees_back(in, x->before ? first_day(x, day) : day)) {
		x->nunknown++;
	} else if (rule_known_day(in) > due || x->before) {
		missing(x, n, due);
	} else {
		x->npending++;
		if (x->next_due == DAY_NONE || due < x->next_due) {
			x->next_due = due;
			x->next_start = day;
		}
	}
	return 0;
}

static void conclude(struct follow *x)
{
	const struct rule_input *in = x->in;
	struct finding *f = x->f;
	size_t judged = x->nmet + x->nlate + x->nmissing;
	size_t done = x->nmet + x->nlate;
	int64_t want = rule_int(in->rule, "percent", 1, 100, 100);

	finding_factf(f, in->arena, "anchors", "%zu", x->nanchors);
	finding_factf(f, in->arena, "followed", "%zu", done);
	if (x->nlate)
		finding_factf(f, in->arena, "late", "%zu", x->nlate);
	if (judged)
		finding_factf(f, in->arena, "coverage_percent", "%zu", done * 100 / judged);
	finding_fact(f, in->arena, "missing", x->told);
	if (judged == 0 && x->npending == 0 && x->nunknown > 0) {
		f->cannot_judge = STR("not watched since what is to be followed up");
		return;
	}
	if (x->nmissing && (int64_t)(done * 100) < want * (int64_t)judged) {
		f->level = LEVEL_OVERDUE;
		f->cause = STR("not-followed");
		f->due = x->first_missing;
		f->since_ms = day_start_ms(x->first_missing + 1, in->zone);
	} else if (x->npending) {
		finding_by_due(in, f, x->next_start, x->next_due);
	}
	f->state = STATE_NONE;
	f->summary = arena_strf(in->arena, "%zu of %zu notices are followed up, limit %.*s",
		done, judged + x->npending, STR_ARG(f->limit));
}

static struct str limit_text(const struct follow *x)
{
	if (x->before)
		return STR("before");
	if (x->days == 0 || x->working == 0)
		return STR("the same day");
	return x->working > 0 ? arena_strf(x->in->arena, "%lld working days",
		(long long)x->working) : arena_strf(x->in->arena, "%lld days",
		(long long)x->days);
}

static int judge_all(struct follow *x, struct err *e)
{
	const struct rule_input *in = x->in;
	struct str column = str_of(rule_arg(in->rule, "after")), portal = in->portal_id;
	size_t slash = str_findc(column, '/', 0);
	int rc;

	if (slash != SIZE_MAX) {
		portal = str_sub(column, 0, slash);
		column = str_sub(column, slash + 1, column.n);
	}
	rc = in->column_of(in->source, portal, column, &x->other, in->arena, e);
	if (rc == ERR_NOTFOUND || (rc == 0 && !x->other.first_ms)) {
		x->f->cannot_judge = STR("the column of what is followed up was never measured");
		return 0;
	}
	if (rc == 0)
		rc = in->each(in->source, take_own, x, e);
	pairs_sort(&x->pairs);
	if (rc >= 0)
		rc = in->each_of(in->source, portal, column, take_anchor, x, e);
	if (rc >= 0)
		conclude(x);
	return rc < 0 ? rc : 0;
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	const char *way = rule_arg(in->rule, "direction"), *pair = rule_arg(in->rule, "pair");
	struct follow x = {.in = in, .f = finding_add(in, out, "follow_up"),
		.days = rule_int(in->rule, "days", 0, 4000, -1),
		.working = rule_int(in->rule, "working_days", 0, 4000, -1),
		.before = way && streq(way, "before"), .pairs.any = pair && streq(pair, "any"),
		.from = rule_today(in) - (int32_t)rule_int(in->rule, "since", 1, 4000, 365),
		.first_missing = DAY_NONE, .next_due = DAY_NONE};
	int rc = ERR_CONFIG;

	x.f->state = STATE_NONE;
	x.f->limit = limit_text(&x);
	finding_fact(x.f, in->arena, "limit", x.f->limit);
	if (!in->column || !in->column->first_ms || !in->view || !in->each_of ||
		!in->column_of) {
		x.f->cannot_judge = STR("never measured");
		return 0;
	}
	x.own = title_pattern_new(rule_arg(in->rule, "match"), e);
	x.anchor = title_pattern_new(rule_arg(in->rule, "anchor_match"), e);
	if (x.own && x.anchor)
		rc = judge_all(&x, e);
	title_pattern_free(x.own);
	title_pattern_free(x.anchor);
	return rc;
}

const struct rule_kind rule_follow_up = {
	.name = "follow_up",
	.args = "after days working_days direction pair match anchor_match percent since",
	.check = check,
	.judge = judge,
};
