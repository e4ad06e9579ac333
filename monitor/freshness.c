/* The state of a column in one word, with the limit that gives it. */
#include "column-judge.h"

/* The stricter of two: the worse state, of the same state the earlier due day. */
static bool stricter(const struct finding *f, const struct finding *than)
{
	if (!than)
		return true;
	if (f->state != than->state)
		return f->state > than->state;
	if (f->due == DAY_NONE || than->due == DAY_NONE)
		return than->due == DAY_NONE && f->due != DAY_NONE;
	return f->due < than->due;
}

static void pick(const struct findings *all, struct freshness *out)
{
	const struct finding *worst = NULL, *limit = NULL;

	for (size_t i = 0; i < all->n; i++) {
		const struct finding *f = &all->list[i];
		bool judged = f->cannot_judge.n == 0;

		out->guessed |= f->guessed;
		if (!judged && out->cannot_judge.n == 0)
			out->cannot_judge = f->cannot_judge;
		if (f->limit.n && f->state != STATE_NONE && judged && stricter(f, limit))
			limit = f;
		else if (f->limit.n && !limit)
			limit = f;
		if (f->state != STATE_NONE && judged && stricter(f, worst))
			worst = f;
	}
	if (worst)
		out->state = worst->state;
	if (limit) {
		out->limit = limit->limit;
		out->basis = limit->basis;
		out->limit_kind = limit->limit_kind;
		out->due = limit->due;
	}
	if (worst && worst->state == STATE_EMPTY) { /* not late: there is nothing to be late */
		out->basis = worst->basis;
		out->cannot_judge = STR_NONE;
	}
	if (worst && worst->cannot_judge.n)
		out->cannot_judge = worst->cannot_judge;
}

static bool exempted(const struct judge_ask *ask, const struct finding *f, struct err *e)
{
	struct incident i;

	return alerts_by_subject(ask->alerts, f->kind, f->subject, &i, ask->arena, e) == 0 &&
		i.state == INCIDENT_EXEMPT && (!i.until_ms || i.until_ms > ask->now_ms);
}

static void describe(struct column_ctx *x, struct freshness *out)
{
	const struct judge_ask *ask = x->ask;
	struct arena *a = ask->arena;

	*out = (struct freshness){.portal = x->in.portal_id, .column = x->in.column_id,
		.name = str_of(ask->column ? ask->column->name : ask->portal->name),
		.unit = x->in.unit, .cls = x->in.cls, .newest = DAY_NONE, .age_days = -1,
		.due = DAY_NONE, .state = STATE_FRESH};
	if (!x->in.column) {
		out->state = STATE_UNMEASURED;
		return;
	}
	out->last_good_ms = x->state.last_good_ms;
	out->last_try_ms = x->state.last_try_ms;
	out->verdict = str_of(verdict_word(x->state.verdict));
	out->reason = arena_str(a, x->state.reason);
	out->gate = arena_str(a, x->state.gate);
	out->nlisted = x->view.nlisted;
	out->nundated = x->view.nundated;
	for (int i = 0; i < 12; i++) {
		int32_t to = rule_today(&x->in) - (11 - i) * 7;

		out->weeks[i] = (int32_t)view_count(&x->view, to - 6, to);
	}
	out->newest = x->view.newest;
	if (out->newest == DAY_NONE)
		return;
	out->newest_title = arena_str(a, x->view.newest_title);
	out->newest_url = arena_str(a, x->view.newest_url);
	out->age_days = rule_today(&x->in) - out->newest;
}

int freshness_of(const struct judge_ask *ask, struct freshness *out, struct err *e)
{
	struct findings all = {0};
	struct column_ctx x;
	int rc = column_open(&x, ask, e);

	if (rc == 0)
		rc = column_judge_all(&x, &all, e);
	if (rc == 0) {
		describe(&x, out);
		pick(&all, out);
		if (x.in.cls == CLASS_ARCHIVED)
			out->state = STATE_EXEMPT;
		for (size_t i = 0; ask->alerts && i < all.n; i++)
			if (all.list[i].level != LEVEL_OK && exempted(ask, &all.list[i], e))
				out->state = STATE_EXEMPT;
	}
	arena_release(&x.scratch);
	return rc;
}
