/* empty: an accepted reading without a single notice (空白栏目). */
#include "monitor/rule.h"

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = finding_add(in, out, "empty");
	const struct column_state *c = in->column;

	(void)e;
	f->state = STATE_NONE;
	f->basis = f->basis.n ? f->basis : STR("国办秘函〔2019〕19号 空白栏目");
	f->limit_kind = STR("statutory");
	if (!c || !c->first_ms || !in->view) {
		f->cannot_judge = STR("never measured");
		return 0;
	}
	if (in->cls == CLASS_ARCHIVED)
		return 0;
	/* A page of text carries no list; it is blank only where there once was one. */
	if (in->cls == CLASS_STATIC && in->view->nnotices == 0 && c->learned_count == 0)
		return 0;
	if (!c->empty)
		return 0;
	f->level = LEVEL_OVERDUE;
	f->state = STATE_EMPTY;
	f->cause = STR("empty");
	f->since_ms = c->last_good_ms;
	f->summary = STR("the column shows no notice");
	return 0;
}

const struct rule_kind rule_empty = {.name = "empty", .args = "", .judge = judge};
