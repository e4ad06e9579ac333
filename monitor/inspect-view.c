/* Cells of an inspection. */
#include "inspect-view.h"

/* Its texts in the reader's language, where that is English. */
static void translate(struct profile *p, enum lang l)
{
	p->name = lang_rules(l, &p->english, p->name);
	p->basis = lang_rules(l, &p->english, p->basis);
	p->note = lang_rules(l, &p->english, p->note);
	for (size_t i = 0; i < p->nindicators; i++) {
		struct profile_indicator *x = &p->indicators[i];
		const char **text[] = {&x->level1, &x->level2, &x->point, &x->text, &x->note};

		for (size_t k = 0; k < sizeof(text) / sizeof(text[0]); k++)
			*text[k] = lang_rules(l, &p->english, *text[k]);
	}
}

int inspect_load(struct report_ask *ask, struct profile **out, struct err *e)
{
	struct config_faults faults = {0};
	const char *id = ask->profile && ask->profile[0] ? ask->profile : PROFILE_USUAL;
	int rc = profile_load(ask->config, id, ask->arena, out, &faults, e);

	config_faults_release(&faults);
	if (rc == 0 && !(ask->making && ask->making->json)) /* facts speak no language */
		translate(*out, ask->lang);
	if (rc != ERR_NOTFOUND)
		return rc;
	if (e)
		e->code = ERR_USAGE;
	return ERR_USAGE;
}

struct str inspect_portal_name(const struct portal_config *p)
{
	return str_of(p->name[0] ? p->name : p->id);
}

struct str inspect_level_text(struct str level, enum lang l)
{
	static const char *const row[] = {LANG_MARK("ministry"), LANG_MARK("province"),
		LANG_MARK("city"), LANG_MARK("county"), LANG_MARK("district"),
		LANG_MARK("township"), LANG_MARK("department")};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (str_eqc(level, row[i]))
			return str_of(lang_text(l, row[i]));
	return level;
}

struct cell inspect_points_cell(int64_t hundredths)
{
	return cell_number((double)hundredths / 100);
}

struct cell inspect_bonus_cell(const struct report_ask *ask, int64_t hundredths)
{
	return cell_tone(arena_strf(ask->arena, "+%.2f", (double)hundredths / 100), TONE_GOOD);
}

struct str inspect_remark(const struct report_ask *ask, const struct profile_indicator *i)
{
	enum lang l = ask->lang;

	if (i->verified)
		return str_of(i->note[0] ? i->note : NULL);
	if (!i->note[0])
		return str_of(LANG(l, "number not verified"));
	return arena_strf(ask->arena, "%s%s%s", LANG(l, "number not verified"), LANG(l, "; "),
		i->note);
}

struct str inspect_marked_by(const struct report_ask *ask, const struct person_mark *k)
{
	char t[TIME_TEXT];

	return arena_strf(ask->arena, LANG(ask->lang, "marked by %.*s on %s"), STR_ARG(k->by),
		time_short(t, k->time_ms, ask->config->zone));
}

struct cell inspect_verdict_cell(const struct report_ask *ask, const struct inspection *i)
{
	enum lang l = ask->lang;

	if (i->verdict == INSPECT_CANNOT)
		return cell_tone(str_of(LANG(l, "cannot judge: not measured enough")), TONE_GREY);
	if (i->verdict == INSPECT_FAIL)
		return cell_tone(str_of(i->nvetoes ? LANG(l, "fails: veto")
						   : LANG(l, "fails: score")), TONE_BAD);
	if (i->nmanual + i->ncannot)
		return cell_tone(str_of(LANG(l, "passes, as far as a machine sees")),
			i->nwarnings ? TONE_WARN : TONE_GOOD);
	return cell_tone(str_of(LANG(l, "passes")), i->nwarnings ? TONE_WARN : TONE_GOOD);
}

void inspect_met(struct report_ask *ask, const struct inspection *i)
{
	if (i->verdict == INSPECT_CANNOT)
		report_met(ask, "unmeasured", 2);
	if (i->nwarnings)
		report_met(ask, "due", 1);
	if (i->verdict == INSPECT_FAIL)
		report_met(ask, "overdue", 5);
}

struct str inspect_problem(const struct inspect_hit *h, enum lang l, struct arena *a)
{
	if (!h->subject.n || str_eq(h->subject, h->url))
		return arena_str(a, h->problem);
	return arena_strf(a, "%.*s%s%.*s", STR_ARG(h->subject), LANG(l, ": "),
		STR_ARG(h->problem));
}
