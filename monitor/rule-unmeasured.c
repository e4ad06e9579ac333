/* unmeasured: no accepted reading for 2 days or 4 intervals, whichever is longer. A fact
 * about the measuring, so it goes to the operator, never to the accused unit. */
#include "monitor/rule.h"

#include "base/clock.h"
#include "crawler/verdict.h"

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = finding_add(in, out, "unmeasured");
	const struct column_state *c = in->column;
	int64_t limit_ms = 4 * in->interval_ms, since_ms = 0;

	(void)e;
	f->severity = SEVERITY_LOW;
	f->for_operator = true;
	f->state = STATE_NONE;
	limit_ms = limit_ms > 2 * DAY_MS ? limit_ms : 2 * DAY_MS;
	if (c && c->last_good_ms)
		since_ms = c->last_good_ms;
	else if (c)
		since_ms = c->bad_since_ms ? c->bad_since_ms : c->last_try_ms;
	else if (in->portal)
		since_ms = in->portal->first_ms;
	f->measured_ms = c ? c->last_try_ms : 0;
	if (!c || !c->last_good_ms)
		f->state = STATE_UNMEASURED;
	if (!since_ms || in->now_ms - since_ms <= limit_ms)
		return 0;
	f->level = LEVEL_OVERDUE;
	f->state = STATE_UNMEASURED;
	f->since_ms = since_ms;
	f->cause = c && c->gate.n ? c->gate : c && c->reason.n ? c->reason : STR("not-tried");
	f->summary = arena_strf(in->arena, "no accepted measurement for %lld hours",
		(long long)((in->now_ms - since_ms) / HOUR_MS));
	if (c) {
		finding_fact(f, in->arena, "verdict", str_of(verdict_word(c->verdict)));
		finding_fact(f, in->arena, "reason", c->reason);
		finding_fact(f, in->arena, "gate", c->gate);
	}
	return 0;
}

const struct rule_kind rule_unmeasured = {.name = "unmeasured", .args = "", .judge = judge};
