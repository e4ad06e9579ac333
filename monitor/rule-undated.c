/* undated: notices, but none with a date that can be believed; what carries no date is no
 * update (国办秘函〔2019〕19号, note to 单项否决). */
#include "monitor/rule.h"

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = finding_add(in, out, "undated");
	const struct column_view *v = in->view;

	(void)e;
	f->state = STATE_NONE;
	f->basis = f->basis.n ? f->basis : STR("国办秘函〔2019〕19号 未注明发布时间的视为不更新");
	f->limit_kind = STR("statutory");
	if (!in->column || !in->column->first_ms || !v) {
		f->cannot_judge = STR("never measured");
		return 0;
	}
	if (in->cls == CLASS_STATIC || in->cls == CLASS_ARCHIVED || in->column->empty)
		return 0;
	if (v->nlisted == 0 || v->newest != DAY_NONE)
		return 0;
	f->level = LEVEL_OVERDUE;
	f->state = STATE_UNDATED;
	f->cause = v->ndated ? STR("future-dated") : STR("no-date");
	f->since_ms = in->column->first_ms;
	f->summary = v->ndated ? STR("no notice carries a credible date")
			       : STR("no notice carries a date");
	finding_factf(f, in->arena, "notices", "%zu", v->nlisted);
	finding_factf(f, in->arena, "incredible", "%zu", v->nincredible);
	return 0;
}

const struct rule_kind rule_undated = {.name = "undated", .args = "", .judge = judge};
