/* Inspection: portals by a profile, with the columns of the official form. */
#include "inspect-form.h"
#include "inspect-view.h"
#include "report-part.h"

#include "base/clock.h"
#include "base/out.h"

#define PORTALS_DETAILED 20 /* of more, what no machine decides is counted, not listed */

static const char *const heads_portal[] = {LANG_MARK("Portal"), LANG_MARK("Site code"),
	LANG_MARK("Unit"), LANG_MARK("Verdict"), LANG_MARK("Score"), LANG_MARK("Points lost"),
	LANG_MARK("How the score comes about"),
	LANG_MARK("Vetoes"), LANG_MARK("Early warnings"), LANG_MARK("Judged by machine"),
	LANG_MARK("Judged by a person"), LANG_MARK("Left to a person"),
	LANG_MARK("Cannot judge"), LANG_MARK("Hours unmeasured"), NULL};
static const char *const heads_found[] = {LANG_MARK("Portal"), LANG_MARK("First-level indicator"),
	LANG_MARK("Second-level indicator"), LANG_MARK("Point examined"),
	LANG_MARK("Rule of deduction"), LANG_MARK("Problem found"), LANG_MARK("Deducted"),
	LANG_MARK("Evidence"), LANG_MARK("On page"), LANG_MARK("Since"), LANG_MARK("Incident"),
	LANG_MARK("Remark"), NULL};
static const char *const heads_warning[] = {LANG_MARK("Portal"),
	LANG_MARK("Second-level indicator"), LANG_MARK("Point examined"), LANG_MARK("Found"),
	LANG_MARK("Warned from"), LANG_MARK("Veto from"), LANG_MARK("Examples"), NULL};
static const char *const heads_open[] = {LANG_MARK("Portal"),
	LANG_MARK("Second-level indicator"), LANG_MARK("Point examined"),
	LANG_MARK("Rule of deduction"), LANG_MARK("Why it is not judged"), NULL};
static const char *const heads_marked[] = {LANG_MARK("Portal"),
	LANG_MARK("First-level indicator"), LANG_MARK("Second-level indicator"),
	LANG_MARK("Point examined"), LANG_MARK("Rule of deduction"), LANG_MARK("Result"),
	LANG_MARK("Problem found"), LANG_MARK("Evidence"), LANG_MARK("Marked by"),
	LANG_MARK("Marked on"), NULL};
static const char *const heads_off[] = {LANG_MARK("No."), LANG_MARK("First-level indicator"),
	LANG_MARK("Second-level indicator"), LANG_MARK("Point examined"),
	LANG_MARK("Rule of deduction"), LANG_MARK("Points"), LANG_MARK("Confidence"),
	LANG_MARK("Switched"), LANG_MARK("Remark"), NULL};

struct making {
	struct report_ask *ask;
	struct inspector x;
	struct profile *profile;
	struct section *portals, *found, *warnings, *open, *marked, *form;
	size_t nmachine, nperson, nleft;
	size_t asked, npass, nfail, ncannot;
	size_t *nopen, *nmanual; /* by indicator */
	bool period_asked;
	struct jw *j;
};

typedef int portal_fn(const struct inspection *i, struct making *m);

static int load(struct making *m, struct err *e)
{
	int rc = inspect_load(m->ask, &m->profile, e);

	if (rc < 0)
		return rc;
	m->nopen = arena_array(m->ask->arena, m->profile->nindicators + 1, sizeof(size_t));
	m->nmanual = arena_array(m->ask->arena, m->profile->nindicators + 1, sizeof(size_t));
	return inspector_open(&m->x, m->ask, m->profile, e);
}

static int each(struct making *m, portal_fn *fn, struct err *e)
{
	const struct config *c = m->ask->config;
	int rc = 0;

	for (size_t i = 0; i < c->nportals; i++)
		m->asked += report_covers(m->ask, &c->portals[i], NULL);
	for (size_t i = 0; i < c->nportals && rc == 0; i++) {
		struct arena a = ARENA_INIT;
		struct inspection one;

		if (!report_covers(m->ask, &c->portals[i], NULL))
			continue;
		report_item(m->ask);
		rc = inspect_portal(&m->x, &c->portals[i], &one, &a, e);
		if (rc == 0)
			rc = fn(&one, m);
		rc = report_item_end(m->ask, rc, e);
		arena_release(&a);
	}
	return rc;
}

/* --- cells --- */

static struct str kept(const struct making *m, struct str s)
{
	return s.n ? arena_str(m->ask->arena, s) : STR_NONE;
}

static void fill_form(struct cell *row, const struct inspection *i,
	const struct profile_indicator *x)
{
	row[0] = cell_text(inspect_portal_name(i->portal));
	row[1] = cell_text(str_of(x->level1));
	row[2] = cell_text(str_of(x->level2));
	row[3] = cell_text(str_of(x->point));
	row[4] = cell_text(str_of(x->text));
}

static struct cell cost(const struct making *m, const struct inspect_result *r, size_t hit)
{
	switch ((enum profile_effect)r->indicator->effect) {
	case EFFECT_VETO:
		return cell_tone(str_of(LANG(m->ask->lang, "veto")), TONE_BAD);
	case EFFECT_NOTE:
		return cell_text(STR_NONE);
	case EFFECT_BONUS:
		return inspect_bonus_cell(m->ask, r->points);
	case EFFECT_DEDUCT:
		break;
	}
	/* the ceiling of the indicator is spent by its first hits */
	if (r->indicator->check == CHECK_VISITS || r->mark)
		return inspect_points_cell(r->points);
	if (r->indicator->max && r->indicator->each * (int64_t)(hit + 1) > r->indicator->max)
		return inspect_points_cell(r->indicator->max > r->indicator->each * (int64_t)hit
				? r->indicator->max - r->indicator->each * (int64_t)hit : 0);
	return inspect_points_cell(r->indicator->each);
}

static void add_hits(struct making *m, const struct inspection *i,
	const struct inspect_result *r)
{
	struct arena *a = m->ask->arena;

	for (size_t k = 0; k < r->nlisted; k++) {
		const struct inspect_hit *h = &r->hits[k];
		struct cell *row = section_row(m->found, a);

		fill_form(row, i, r->indicator);
		row[5] = cell_text(inspect_problem(h, m->ask->lang, a));
		row[6] = cost(m, r, k);
		row[7] = cell_link(kept(m, h->url), kept(m, h->url));
		row[8] = cell_link(kept(m, h->page), kept(m, h->page));
		row[9] = cell_time(h->since_ms);
		if (h->incident)
			row[10] = cell_number((double)h->incident);
		row[11] = cell_text(r->mark ? inspect_marked_by(m->ask, r->mark)
					   : inspect_remark(m->ask, r->indicator));
	}
	if (r->nhits <= r->nlisted || r->indicator->check == CHECK_VISITS)
		return;
	struct cell *row = section_row(m->found, a);

	fill_form(row, i, r->indicator);
	row[5] = cell_text(arena_strf(a, LANG(m->ask->lang, "and %d more of the kind"),
		(int)(r->nhits - r->nlisted)));
	row[6] = inspect_points_cell(r->points - r->indicator->each * (int64_t)r->nlisted);
	if (r->indicator->effect != EFFECT_DEDUCT)
		row[6] = cell_text(STR_NONE);
	else if (r->indicator->max && r->indicator->each * (int64_t)r->nlisted > r->indicator->max)
		row[6] = inspect_points_cell(0);
}

static void add_warning(struct making *m, const struct inspection *i,
	const struct inspect_result *r)
{
	struct arena *a = m->ask->arena;
	struct cell *row = section_row(m->warnings, a);
	bool visits = r->indicator->check == CHECK_VISITS;
	struct buf b = BUF_INIT(2000);

	row[0] = cell_text(inspect_portal_name(i->portal));
	row[1] = cell_text(str_of(r->indicator->level2));
	row[2] = cell_text(str_of(r->indicator->point));
	row[3] = cell_tone(visits ? kept(m, r->hits[0].problem)
				  : arena_strf(a, LANG(m->ask->lang, "%d found"),
					    (int)r->nhits), TONE_WARN);
	row[4] = cell_text(visits ? arena_strf(a, "%d %%", (int)r->indicator->warn)
				  : arena_strf(a, "%d", (int)r->indicator->warn));
	row[5] = cell_text(r->indicator->limit == 0 ? STR_NONE
			: visits ? arena_strf(a, "%d %%", (int)r->indicator->limit)
				 : arena_strf(a, "%d", (int)r->indicator->limit));
	for (size_t k = 0; !visits && k < r->nlisted && k < 10; k++)
		buf_addf(&b, "%s%.*s", k ? LANG(m->ask->lang, ", ") : "",
			STR_ARG(str_sub(r->hits[k].subject, 0, 150)));
	row[6] = cell_text(kept(m, buf_str(&b)));
	buf_release(&b);
}

static void add_open(struct making *m, const struct inspection *i,
	const struct inspect_result *r)
{
	size_t at = (size_t)(r->indicator - m->profile->indicators);
	struct cell *row;

	m->nopen[at]++;
	m->nmanual[at] += r->outcome == OUTCOME_MANUAL;
	if (m->asked > PORTALS_DETAILED)
		return;
	row = section_row(m->open, m->ask->arena);
	row[0] = cell_text(inspect_portal_name(i->portal));
	row[1] = cell_text(str_of(r->indicator->level2));
	row[2] = cell_text(str_of(r->indicator->point));
	row[3] = cell_text(str_of(r->indicator->text));
	row[4] = cell_tone(r->outcome == OUTCOME_MANUAL
			? str_of(LANG(m->ask->lang, "a person decides"))
			: kept(m, r->why), TONE_GREY);
}

static void add_mark(struct making *m, const struct inspection *i,
	const struct inspect_result *r)
{
	const struct person_mark *k = r->mark;
	enum lang l = m->ask->lang;
	struct cell *row = section_row(m->marked, m->ask->arena);

	fill_form(row, i, r->indicator);
	row[5] = k->result == MARK_PASSED ? cell_tone(str_of(LANG(l, "no problem")), TONE_GOOD)
		: r->indicator->effect == EFFECT_VETO
		? cell_tone(str_of(LANG(l, "veto")), TONE_BAD)
		: r->indicator->effect == EFFECT_DEDUCT ? inspect_points_cell(-k->points)
		: r->indicator->effect == EFFECT_BONUS ? inspect_bonus_cell(m->ask, k->points)
		: cell_tone(str_of(LANG(l, "noted")), TONE_WARN);
	row[6] = cell_text(kept(m, k->reason));
	row[7] = cell_link(kept(m, k->evidence), kept(m, k->evidence));
	row[8] = cell_text(kept(m, k->by));
	row[9] = cell_time(k->time_ms);
}

static void met(struct making *m, const struct inspection *i)
{
	m->nmachine += i->nmachine;
	m->nperson += i->nperson;
	m->nleft += i->nmanual + i->ncannot;
	m->npass += i->verdict == INSPECT_PASS;
	m->nfail += i->verdict == INSPECT_FAIL;
	m->ncannot += i->verdict == INSPECT_CANNOT;
	inspect_met(m->ask, i);
}

/* "100 - 12.5", "(75 - 12.5) x 100/75 + 3" */
static struct str calculation(const struct making *m, const struct inspection *i)
{
	const struct profile *f = m->profile;
	struct arena *a = m->ask->arena;
	struct str out = arena_strf(a, "%d - %g", (int)i->base, (double)i->lost / 100);

	if (i->base != f->points)
		out = arena_strf(a, "(%.*s) \xc3\x97 %d/%d", STR_ARG(out), f->points, (int)i->base);
	return i->bonus ? arena_strf(a, "%.*s + %g", STR_ARG(out), (double)i->bonus / 100) : out;
}

static int add_portal(const struct inspection *i, struct making *m)
{
	struct cell *row = section_row(m->portals, m->ask->arena);

	row[0] = cell_link(inspect_portal_name(i->portal), str_of(i->portal->home));
	row[1] = cell_text(str_of(i->portal->site_code));
	row[2] = cell_text(str_of(i->portal->unit));
	row[3] = inspect_verdict_cell(m->ask, i);
	if (i->scored && i->verdict != INSPECT_CANNOT)
		row[4] = inspect_points_cell(i->score);
	if (m->profile->points && i->verdict != INSPECT_CANNOT)
		row[5] = inspect_points_cell(i->lost);
	if (i->scored && i->verdict != INSPECT_CANNOT)
		row[6] = cell_text(calculation(m, i));
	row[7] = cell_number((double)i->nvetoes);
	row[8] = cell_number((double)i->nwarnings);
	row[9] = cell_number((double)i->nmachine);
	row[10] = cell_number((double)i->nperson);
	row[11] = cell_number((double)i->nmanual);
	row[12] = cell_number((double)i->ncannot);
	row[13] = cell_number((double)i->visits.unmeasured_hours);
	met(m, i);
	if (m->asked <= PORTALS_DETAILED)
		inspect_form_add(m->form, m->ask, i);
	for (size_t k = 0; k < i->nresults; k++) {
		const struct inspect_result *r = &i->results[k];

		if (r->outcome == OUTCOME_HIT && r->indicator->effect != EFFECT_BONUS)
			add_hits(m, i, r);
		if (r->outcome == OUTCOME_WARN)
			add_warning(m, i, r);
		if (r->mark)
			add_mark(m, i, r);
		if (r->outcome == OUTCOME_CANNOT || r->outcome == OUTCOME_MANUAL)
			add_open(m, i, r);
	}
	return 0;
}

/* --- what stands around the tables --- */

static void add_off(struct making *m, struct report *out)
{
	struct section *s = report_section(out, m->ask,
		LANG_MARK("Numbers that could not be verified"), heads_off);
	enum lang l = m->ask->lang;

	s->empty = str_of(LANG(l, "None: every number of this profile was checked."));
	for (size_t i = 0; i < m->profile->nindicators; i++) {
		const struct profile_indicator *x = &m->profile->indicators[i];
		struct cell *row;

		if (x->verified && x->enabled)
			continue;
		row = section_row(s, m->ask->arena);
		row[0] = cell_text(str_of(x->id));
		row[1] = cell_text(str_of(x->level1));
		row[2] = cell_text(str_of(x->level2));
		row[3] = cell_text(str_of(x->point));
		row[4] = cell_text(str_of(x->text));
		if (x->each)
			row[5] = inspect_points_cell(x->each);
		row[6] = cell_text(str_of(x->confidence));
		row[7] = x->enabled ? cell_tone(str_of(LANG(l, "on")), TONE_WARN)
				    : cell_tone(str_of(LANG(l, "off: costs nothing")), TONE_GREY);
		row[8] = cell_text(str_of(x->note[0] ? x->note : NULL));
	}
}

/* Of many portals: how many could not be judged by each indicator. */
static void sum_open(struct making *m)
{
	for (size_t i = 0; m->asked > PORTALS_DETAILED && i < m->profile->nindicators; i++) {
		const struct profile_indicator *x = &m->profile->indicators[i];
		struct cell *row;

		if (!m->nopen[i])
			continue;
		row = section_row(m->open, m->ask->arena);
		row[0] = cell_text(arena_strf(m->ask->arena, LANG_COUNT(m->ask->lang,
			m->nopen[i], "%d portal", "%d portals"), (int)m->nopen[i]));
		row[1] = cell_text(str_of(x->level2));
		row[2] = cell_text(str_of(x->point));
		row[3] = cell_text(str_of(x->text));
		row[4] = cell_tone(str_of(m->nmanual[i] ? LANG(m->ask->lang, "a person decides")
				: LANG(m->ask->lang, "no such column, or not measured")),
			TONE_GREY);
	}
}

static void head(struct making *m, struct report *out)
{
	struct report_ask *ask = m->ask;
	struct arena *a = ask->arena;
	char from[TIME_TEXT], to[TIME_TEXT];
	enum lang l = ask->lang;

	report_line(out, a, arena_strf(a, LANG(l, "profile: %s (%s)"), m->profile->name,
		m->profile->id));
	if (!m->period_asked)
		report_line(out, a, arena_strf(a, LANG(l, "period: %s to %s"),
			day_text(from, m->x.from), day_text(to, m->x.to)));
	report_line(out, a, arena_strf(a, LANG_COUNT(l, m->asked,
		"%d portal: %d pass, %d fail, %d cannot be judged",
		"%d portals: %d pass, %d fail, %d cannot be judged"), (int)m->asked, (int)m->npass, (int)m->nfail, (int)m->ncannot));
	report_line(out, a, arena_strf(a, LANG_COUNT(l, m->nmachine,
		"%d indicator judged by machine, %d by a person, %d not judged",
		"%d indicators judged by machine, %d by a person, %d not judged"), (int)m->nmachine, (int)m->nperson, (int)m->nleft));
}

/* Over which hours visits are counted, as the first indicator that counts them says. */
static void visits_method(struct report *out, const struct report_ask *ask,
	const struct making *m)
{
	for (size_t i = 0; i < m->profile->nindicators; i++) {
		const struct profile_indicator *x = &m->profile->indicators[i];

		if (!x->enabled || x->check != CHECK_VISITS)
			continue;
		report_note(out, ask->arena, arena_strf(ask->arena, LANG(ask->lang,
			"Visits of the home page are those of %d times 24 hours, up to the time "
			"of the report or the end of its period, whatever the hour at which it "
			"is made. A visit fails when the page is not there within 15 seconds."),
			(int)(x->window_ms / DAY_MS)));
		return;
	}
}

static void method(struct report *out, const struct report_ask *ask, const void *ctx)
{
	const struct making *m = ctx;
	struct arena *a = ask->arena;
	enum lang l = ask->lang;

	if (!m->profile)
		return;
	if (m->profile->note[0])
		report_note(out, a, str_of(m->profile->note));
	report_note(out, a, str_of(LANG(l,
		"How it is counted: a veto fails a portal whatever its score; what a person has to "
		"decide and has not yet costs nothing here, so a score is the best that is possible; "
		"what people judged counts only where the machine cannot. A deduction "
		"costs at most what its indicator holds; a column is punished once where the rules "
		"say so. Links count when confirmed, columns by their newest credible date; "
		"visits that were blocked are counted neither way.")));
	visits_method(out, ask, m);
	report_note(out, a, arena_strf(a, LANG(l,
		"A portal that was not measured for %d percent of the period or more cannot be "
		"judged; a column that could not be measured is left out."), m->profile->unmeasured));
	report_note(out, a, str_of(LANG(l,
		"Indicators marked as not verified are switched off unless the profile says "
		"otherwise.")));
	if (m->x.guessed)
		report_note(out, a, str_of(LANG(l,
			"A year without holiday data was used: Monday to Friday were counted as "
			"working days.")));
}

static int build(struct report_ask *ask, struct report *out, struct err *e)
{
	struct making m = {.ask = ask, .period_asked = ask->from_day != DAY_NONE};
	struct section *made;
	int rc;

	/* the array of sections must not grow while they are filled */
	report_section(out, ask, LANG_MARK("Result by portal"), heads_portal);
	report_section(out, ask, LANG_MARK("Vetoes and deductions"), heads_found);
	report_section(out, ask, LANG_MARK("Early warnings"), heads_warning);
	report_section(out, ask, LANG_MARK("Judged by a person"), heads_marked);
	report_section(out, ask, LANG_MARK("Left to a person, or not to be judged"), heads_open);
	report_section(out, ask, LANG_MARK("The whole form"), inspect_form_heads);
	made = out->sections;
	made[1].drop_empty = true;
	m.portals = &made[0];
	m.found = &made[1];
	m.warnings = &made[2];
	m.marked = &made[3];
	m.open = &made[4];
	m.form = &made[5];
	m.form->empty = str_of(LANG(ask->lang, "The form is written for up to 20 portals: ask for "
		"some of them, or draw a sample."));
	m.marked->drop_empty = true;
	m.marked->empty = str_of(LANG(ask->lang, "No judgement by a person was entered."));
	m.portals->empty = str_of(LANG(ask->lang, "No portal is configured."));
	m.found->empty = str_of(LANG(ask->lang, "Nothing was found that costs points."));
	m.warnings->empty = str_of(LANG(ask->lang, "None."));
	m.open->empty = str_of(LANG(ask->lang, "None."));
	rc = load(&m, e);
	rc = rc ? rc : each(&m, add_portal, e);
	inspector_close(&m.x);
	if (rc == 0) {
		head(&m, out);
		sum_open(&m);
		add_off(&m, out);
		method(out, ask, &m);
	}
	return rc;
}

/* --- JSON --- */

static void json_points(struct jw *j, const char *key, bool known, int64_t hundredths)
{
	jw_key(j, key);
	if (known)
		jw_real(j, (double)hundredths / 100);
	else
		jw_null(j);
}

static void json_hits(struct making *m, const struct inspect_result *r)
{
	struct jw *j = m->j;

	jw_key(j, "evidence");
	jw_open(j, '[');
	for (size_t k = 0; k < r->nlisted; k++) {
		const struct inspect_hit *h = &r->hits[k];

		jw_open(j, '{');
		jw_kstr(j, "subject", h->subject);
		jw_kstr(j, "url", h->url);
		jw_kstr(j, "problem", h->problem);
		jw_kstr(j, "page", h->page.n ? h->page : STR_NONE);
		jw_ktime(j, "since", h->since_ms, m->ask->config->zone);
		jw_key(j, "incident");
		if (h->incident)
			jw_int(j, (int64_t)h->incident);
		else
			jw_null(j);
		jw_close(j, '}');
	}
	jw_close(j, ']');
}

static void json_mark(struct making *m, const struct person_mark *k)
{
	struct jw *j = m->j;

	if (!k) {
		jw_knull(j, "marked");
		return;
	}
	jw_key(j, "marked");
	jw_open(j, '{');
	jw_kstr(j, "by", k->by);
	jw_ktime(j, "time", k->time_ms, m->ask->config->zone);
	jw_kstr(j, "reason", k->reason);
	jw_kstr(j, "evidence", k->evidence.n ? k->evidence : STR_NONE);
	jw_close(j, '}');
}

static void json_result(struct making *m, const struct inspect_result *r)
{
	static const char *const effect[] = {"veto", "deduct", "note", "bonus"};
	struct jw *j = m->j;

	jw_open(j, '{');
	jw_kcstr(j, "indicator", r->indicator->id);
	jw_kcstr(j, "level1", r->indicator->level1);
	jw_kcstr(j, "level2", r->indicator->level2);
	jw_kcstr(j, "point", r->indicator->point);
	jw_kcstr(j, "rule", r->indicator->text);
	jw_kcstr(j, "check", profile_check_word(r->indicator->check));
	jw_kcstr(j, "effect", effect[r->indicator->effect]);
	jw_kbool(j, "verified", r->indicator->verified);
	jw_kcstr(j, "outcome", inspect_outcome_word(r->outcome));
	jw_kint(j, "hits", (int64_t)r->nhits);
	json_points(j, "points", true, r->points);
	if (r->indicator->check == CHECK_VISITS) {
		jw_kint(j, "failed", r->bad);
		jw_kint(j, "visits", r->counted);
	}
	jw_kstr(j, "why", r->why.n ? r->why : STR_NONE);
	json_mark(m, r->mark);
	json_hits(m, r);
	jw_close(j, '}');
}

static int json_portal(const struct inspection *i, struct making *m)
{
	struct jw *j = m->j;

	jw_open(j, '{');
	jw_kcstr(j, "portal", i->portal->id);
	jw_kcstr(j, "name", i->portal->name);
	jw_kcstr(j, "site_code", i->portal->site_code);
	jw_kcstr(j, "unit", i->portal->unit);
	jw_kcstr(j, "verdict", inspect_verdict_word(i->verdict));
	json_points(j, "score", i->scored && i->verdict != INSPECT_CANNOT, i->score);
	json_points(j, "lost", i->verdict != INSPECT_CANNOT, i->lost);
	jw_kint(j, "form_points", i->base ? i->base : m->profile->points);
	json_points(j, "bonus", i->scored && i->verdict != INSPECT_CANNOT, i->bonus);
	jw_kint(j, "vetoes", (int64_t)i->nvetoes);
	jw_kint(j, "warnings", (int64_t)i->nwarnings);
	jw_kint(j, "by_machine", (int64_t)i->nmachine);
	jw_kint(j, "by_person", (int64_t)i->nperson);
	jw_kint(j, "manual", (int64_t)i->nmanual);
	jw_kint(j, "cannot_judge", (int64_t)i->ncannot);
	jw_kint(j, "hours", i->visits.hours);
	jw_kint(j, "hours_unmeasured", i->visits.unmeasured_hours);
	jw_key(j, "results");
	jw_open(j, '[');
	for (size_t k = 0; k < i->nresults; k++)
		if (i->results[k].outcome != OUTCOME_OFF)
			json_result(m, &i->results[k]);
	jw_close(j, ']');
	jw_close(j, '}');
	met(m, i);
	return 0;
}

static int json(struct report_ask *ask, struct buf *out, struct err *e)
{
	struct report_ask english = *ask;
	struct jw j = jw_on(out);
	struct making m = {.ask = &english, .j = &j};
	int rc;

	english.lang = LANG_EN;
	rc = load(&m, e);
	jw_open(&j, '{');
	jw_ktime(&j, "at", ask->now_ms, ask->config->zone);
	jw_kbool(&j, "simulation", ask->simulation);
	jw_kcstr(&j, "profile", m.profile ? m.profile->id : "");
	jw_kday(&j, "from", m.x.from);
	jw_kday(&j, "to", m.x.to);
	jw_kbool(&j, "links_counted", m.x.counts_links);
	report_json_sample(&j, ask);
	jw_key(&j, "portals");
	jw_open(&j, '[');
	rc = rc < 0 ? rc : each(&m, json_portal, e);
	jw_close(&j, ']');
	jw_kbool(&j, "calendar_guessed", m.x.guessed);
	inspector_close(&m.x);
	ask->worst = english.worst;
	ask->worst_rank = english.worst_rank;
	return report_json_end(&j, ask, m.x.from, m.x.to, method, &m, rc, e);
}

const struct report_kind report_inspection = {
	.name = "inspection",
	.title = LANG_MARK("Inspection by indicators"),
	.of_period = true,
	.build = build,
	.json = json,
};
