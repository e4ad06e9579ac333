/* The whole form of one portal: every indicator of the profile in its order, also what was
 * met, what a person has to look at, and what is switched off. */
#include "inspect-form.h"

#include "inspect-view.h"

#define PROBLEMS_NAMED 3

const char *const inspect_form_heads[] = {LANG_MARK("Portal"), LANG_MARK("First-level indicator"),
	LANG_MARK("Second-level indicator"), LANG_MARK("Point examined"),
	LANG_MARK("Rule of deduction"), LANG_MARK("Problem found"), LANG_MARK("Deducted"),
	LANG_MARK("Remark"), NULL};

static struct str problems(const struct report_ask *ask, const struct inspect_result *r)
{
	struct buf b = BUF_INIT(20000);
	struct str out;

	for (size_t k = 0; k < r->nlisted && k < PROBLEMS_NAMED; k++)
		buf_addf(&b, "%s%.*s", k ? LANG(ask->lang, "; ") : "",
			STR_ARG(str_sub(inspect_problem(&r->hits[k], ask->lang, ask->arena), 0, 2000)));
	if (r->nhits > PROBLEMS_NAMED && r->indicator->check != CHECK_VISITS)
		buf_addf(&b, LANG(ask->lang, " and %d more"), (int)(r->nhits - PROBLEMS_NAMED));
	out = arena_str(ask->arena, buf_str(&b));
	buf_release(&b);
	return out;
}

static struct cell found(const struct report_ask *ask, const struct inspection *i,
	const struct inspect_result *r)
{
	enum lang l = ask->lang;

	switch ((enum inspect_outcome)r->outcome) {
	case OUTCOME_MET:
		return cell_tone(str_of(LANG(l, "no problem")), TONE_GOOD);
	case OUTCOME_WARN:
		return cell_tone(problems(ask, r), TONE_WARN);
	case OUTCOME_HIT:
		return cell_tone(problems(ask, r), r->indicator->effect == EFFECT_BONUS
				? TONE_GOOD : TONE_BAD);
	case OUTCOME_CANNOT:
		return cell_tone(arena_strf(ask->arena, LANG(l, "cannot be judged: %.*s"),
			STR_ARG(r->why)), TONE_GREY);
	case OUTCOME_MANUAL:
		return cell_tone(str_of(LANG(l, "a person decides")), TONE_GREY);
	case OUTCOME_OFF:
		break;
	}
	return cell_tone(str_of(r->indicator->enabled ||
			profile_excepts(r->indicator, i->portal)
				? LANG(l, "not asked of this portal") : LANG(l, "switched off")),
		TONE_GREY);
}

static struct cell cost(const struct report_ask *ask, const struct inspect_result *r)
{
	bool judged = r->outcome == OUTCOME_MET || r->outcome == OUTCOME_WARN ||
		r->outcome == OUTCOME_HIT;

	switch ((enum profile_effect)r->indicator->effect) {
	case EFFECT_VETO:
		return r->outcome == OUTCOME_HIT
			? cell_tone(str_of(LANG(ask->lang, "veto")), TONE_BAD)
			: r->outcome == OUTCOME_WARN
			? cell_tone(str_of(LANG(ask->lang, "early warning")), TONE_WARN)
			: cell_text(STR_NONE);
	case EFFECT_DEDUCT:
		return judged ? inspect_points_cell(r->points) : cell_text(STR_NONE);
	case EFFECT_BONUS:
		return r->outcome == OUTCOME_HIT ? inspect_bonus_cell(ask, r->points)
						 : cell_text(STR_NONE);
	case EFFECT_NOTE:
		break;
	}
	return cell_text(STR_NONE);
}

void inspect_form_add(struct section *s, const struct report_ask *ask, const struct inspection *i)
{
	for (size_t k = 0; k < i->nresults; k++) {
		const struct inspect_result *r = &i->results[k];
		const struct profile_indicator *x = r->indicator;
		struct cell *row = section_row(s, ask->arena);

		row[0] = cell_text(inspect_portal_name(i->portal));
		row[1] = cell_text(str_of(x->level1));
		row[2] = cell_text(str_of(x->level2));
		row[3] = cell_text(str_of(x->point));
		row[4] = cell_text(str_of(x->text));
		row[5] = found(ask, i, r);
		row[6] = cost(ask, r);
		row[7] = cell_text(r->mark ? inspect_marked_by(ask, r->mark)
					   : inspect_remark(ask, x));
	}
}
