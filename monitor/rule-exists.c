/* exists: the column's page can be opened, and with `match` carries a notice of that title.
 * Every column owes the first half; the second is a warning in the first week of a column. Broken is what its own address says twice, at least an
 * hour apart; a page that cannot be reached at all is the portal's matter. */
#include "monitor/rule.h"

#include "base/clock.h"

#include "crawler/verdict.h"

#define BROKEN_CHECKS 2
#define YOUNG_DAYS 7

static bool page_is_gone(const struct column_state *c)
{
	return c->verdict == VERDICT_BROKEN_HTTP || c->verdict == VERDICT_BROKEN_SOFT404 ||
		c->verdict == VERDICT_BROKEN_REDIRECT || c->verdict == VERDICT_BROKEN_URL;
}

static void judge_gone(const struct rule_input *in, struct findings *out)
{
	const struct column_state *c = in->column;
	struct finding *f = finding_add(in, out, "column-gone");
	bool confirmed = c->nbad >= BROKEN_CHECKS && c->last_try_ms - c->bad_since_ms >= HOUR_MS;

	f->level = LEVEL_OVERDUE;
	f->state = STATE_NONE;
	f->phase = confirmed ? FINDING_CONFIRMED : FINDING_SUSPECTED;
	f->since_ms = c->bad_since_ms;
	f->earliest_ms = c->bad_since_ms + HOUR_MS;
	f->measured_ms = c->last_try_ms;
	f->cause = c->reason;
	f->summary = arena_strf(in->arena, "the column's page cannot be opened: %.*s",
		STR_ARG(c->reason));
	finding_fact(f, in->arena, "reason", c->reason);
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	const char *match = in->rule ? rule_arg(in->rule, "match") : NULL;
	struct column_view v;
	struct finding *f;
	int rc;

	if (in->column && in->column->nbad > 0 && page_is_gone(in->column)) {
		judge_gone(in, out);
		return 0;
	}
	if (!match) {
		f = finding_add(in, out, "column-gone");
		f->state = STATE_NONE;
		if (!in->column)
			f->cannot_judge = STR("never measured");
		return 0;
	}
	f = finding_add(in, out, "exists");
	f->state = STATE_NONE;
	if (!in->column || !in->column->first_ms || !in->view) {
		f->cannot_judge = STR("never measured");
		return 0;
	}
	rc = rule_view(in, match, &v, e);
	if (rc == 0 && view_count(&v, INT32_MIN + 1, rule_today(in)) == 0) {
		f->level = in->now_ms - in->column->first_ms < YOUNG_DAYS * DAY_MS ? LEVEL_WARN
			: LEVEL_OVERDUE;
		f->cause = STR("missing");
		f->since_ms = in->column->first_ms;
		f->summary = arena_strf(in->arena, "no notice matches '%s'", match);
	}
	return rc;
}

const struct rule_kind rule_exists = {
	.name = "exists",
	.args = "match",
	.check = rule_check_match,
	.judge = judge,
	.until = true,
};
