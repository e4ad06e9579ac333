/* Bulletin (通报): overall figures against the last one, the main problems by indicator with
 * the sites named, rectification notices issued and done, and the annexes. */
#include "inspect-view.h"
#include "report-part.h"
#include "spool.h"
#include "span.h"

#include "monitor/freeze.h"
#include "monitor/rectification.h"

#include "base/clock.h"
#include "base/jval.h"
#include "base/out.h"

#include <math.h>

#define LEVELS_MAX ((size_t)2000) /* regions times levels; more are no table */
#define NAMED_MAX 30 /* sites named for one problem; the annex has them all */

static const char *const heads_figure[] = {LANG_MARK("Figure"), LANG_MARK("This period"),
	LANG_MARK("The one before"), LANG_MARK("Change"), NULL};
static const char *const heads_problem[] = {LANG_MARK("First-level indicator"),
	LANG_MARK("Second-level indicator"), LANG_MARK("Point examined"), LANG_MARK("Effect"),
	LANG_MARK("Portals"), LANG_MARK("Problems"), LANG_MARK("Portals named"), NULL};
static const char *const heads_notice[] = {LANG_MARK("Number"), LANG_MARK("Unit"),
	LANG_MARK("Issued"), LANG_MARK("Rectify by"), LANG_MARK("Incidents"), LANG_MARK("Problems closed"),
	LANG_MARK("Waived"), LANG_MARK("Said to be repaired"), LANG_MARK("Open"),
	LANG_MARK("State"), NULL};
static const char *const heads_portal[] = {LANG_MARK("Portal"), LANG_MARK("Site code"),
	LANG_MARK("Unit"), LANG_MARK("Verdict"), LANG_MARK("Score"), LANG_MARK("Vetoes"),
	LANG_MARK("Early warnings"), LANG_MARK("Columns"), LANG_MARK("Not updated"),
	LANG_MARK("Blank"), NULL};
static const char *const heads_found[] = {LANG_MARK("Portal"),
	LANG_MARK("Second-level indicator"), LANG_MARK("Problem found"), LANG_MARK("Evidence"),
	LANG_MARK("Since"), NULL};
static const char *const heads_level[] = {LANG_MARK("Region"), LANG_MARK("Level"),
	LANG_MARK("Portals inspected"), LANG_MARK("Portals that pass"),
	LANG_MARK("Portals that fail"), LANG_MARK("Portals that cannot be judged"),
	LANG_MARK("Pass rate of the judged, %"), LANG_MARK("Columns not updated in time"),
	LANG_MARK("Blank columns"), NULL};

/* What one indicator found, over all portals. */
struct trouble {
	size_t nportals, nhits;
	struct buf names;
};

struct totals {
	size_t portals, pass, fail, cannot, columns, stale, blank;
};

/* Results of one level (or region) of portals. */
struct level_totals {
	struct str level, region;
	struct totals t;
};

struct bulletin {
	struct report_ask *ask;
	struct profile *profile;
	struct inspector x;
	struct span_pair span;
	struct totals totals, totals_before;
	bool before_known;	/* from a bulletin that was frozen */
	struct str before_name;
	struct sha256 before_digest; /* of its facts */
	struct level_totals *levels; /* by the names of levels met */
	size_t nlevels, cap_levels;
	struct trouble *trouble; /* by indicator */
	struct section *portals, *found, *notices;
	struct jw *j, *j_portals;
	size_t issued, done;
	size_t running; /* portals that the lot was drawn from */
	struct availability seen; /* visits of the period */
	int64_t unmeasured_hours;
};

static void open_period(struct bulletin *b)
{
	struct report_ask *ask = b->ask;
	int32_t today = day_of_ms(ask->now_ms, ask->config->zone);
	int year, month, day, first;

	day_split(today, &year, &month, &day);
	first = (month - 1) / 3 * 3 + 1;
	if (ask->from_day == DAY_NONE) { /* the quarter before the one we are in */
		ask->from_day = day_of(year, first - 3, 1);
		ask->to_day = day_of(year, first, 1) - 1;
	}
	b->span = span_pair_of(ask, ask->from_day, ask->to_day);
}

/* --- the last one --- */

static size_t number(const struct jval *v, const char *key)
{
	return (size_t)jval_int(jval_get(v, key), 0);
}

/* The newest frozen bulletin of the period before. */
static int take_frozen(const struct frozen *f, void *ctx)
{
	struct bulletin *b = ctx;
	int32_t from, to;

	if (!str_eqc(f->kind, "bulletin") || !day_parse(f->from, &from) ||
		!day_parse(f->to, &to) || from != b->span.before.from || to != b->span.before.to ||
		!frozen_asked_alike(f, b->ask, PROFILE_USUAL))
		return 0;
	b->before_name = arena_str(b->ask->arena, f->name);
	b->before_digest = f->facts_digest;
	return 0;
}

static int read_last(struct bulletin *b, struct err *e)
{
	struct spool *facts;
	struct jval *doc = NULL;
	const struct jval *t;
	int rc = b->ask->alerts ? frozen_each(b->ask->alerts, take_frozen, b, e) : 0;

	if (rc < 0 || !b->before_name.n)
		return rc < 0 ? rc : 0;
	facts = spool_new();
	rc = frozen_facts(b->ask->config->store, b->before_name, &b->before_digest, facts, e);
	if (rc == 0)
		rc = jval_parse(spool_bytes(facts), &doc, e);
	if (rc == 0) {
		t = jval_get(doc, "totals");
		b->totals_before = (struct totals){.portals = number(t, "portals"),
			.pass = number(t, "pass"), .fail = number(t, "fail"),
			.cannot = number(t, "cannot_judge"), .columns = number(t, "columns"),
			.stale = number(t, "stale"), .blank = number(t, "blank")};
		b->before_known = true;
	}
	jval_free(doc);
	spool_free(facts);
	return rc;
}

/* --- portals --- */

static void note_trouble(struct bulletin *b, const struct inspection *i)
{
	for (size_t k = 0; k < i->nresults; k++) {
		struct trouble *t = &b->trouble[k];
		struct str name = inspect_portal_name(i->portal);

		if (i->results[k].outcome != OUTCOME_HIT ||
			i->results[k].indicator->effect == EFFECT_BONUS)
			continue;
		t->nhits += i->results[k].indicator->check == CHECK_VISITS
			? 1 : i->results[k].nhits;
		if (t->nportals++ < NAMED_MAX)
			buf_addf(&t->names, "%s%.*s", t->names.n ? LANG(b->ask->lang, ", ") : "",
				STR_ARG(name));
	}
}

static void show_portal(struct bulletin *b, const struct inspection *i)
{
	struct cell *row = section_row(b->portals, b->ask->arena);

	row[0] = cell_link(inspect_portal_name(i->portal), str_of(i->portal->home));
	row[1] = cell_text(str_of(i->portal->site_code));
	row[2] = cell_text(str_of(i->portal->unit));
	row[3] = inspect_verdict_cell(b->ask, i);
	if (i->scored && i->verdict != INSPECT_CANNOT)
		row[4] = inspect_points_cell(i->score);
	row[5] = cell_number((double)i->nvetoes);
	row[6] = cell_number((double)i->nwarnings);
	row[7] = cell_number((double)i->ncolumns);
	row[8] = cell_number((double)i->nstale);
	row[9] = cell_number((double)i->nblank);
}

/* Only what fails a portal; the inspection has the rest. */
static void show_vetoes(struct bulletin *b, const struct inspection *i)
{
	struct arena *a = b->ask->arena;

	for (size_t k = 0; k < i->nresults; k++) {
		const struct inspect_result *r = &i->results[k];

		if (r->outcome != OUTCOME_HIT || r->indicator->effect != EFFECT_VETO)
			continue;
		for (size_t n = 0; n < r->nlisted; n++) {
			struct cell *row = section_row(b->found, a);
			struct str url = r->hits[n].url.n ? arena_str(a, r->hits[n].url) : STR_NONE;

			row[0] = cell_text(inspect_portal_name(i->portal));
			row[1] = cell_text(str_of(r->indicator->level2));
			row[2] = cell_text(inspect_problem(&r->hits[n], b->ask->lang, a));
			row[3] = cell_link(url, url);
			row[4] = cell_time(r->hits[n].since_ms);
		}
	}
}

static void json_portal(struct bulletin *b, const struct inspection *i)
{
	struct jw *j = b->j_portals;

	jw_open(j, '{');
	jw_kcstr(j, "portal", i->portal->id);
	jw_kcstr(j, "verdict", inspect_verdict_word(i->verdict));
	jw_key(j, "score");
	if (i->scored && i->verdict != INSPECT_CANNOT)
		jw_real(j, (double)i->score / 100);
	else
		jw_null(j);
	jw_kint(j, "vetoes", (int64_t)i->nvetoes);
	jw_kint(j, "warnings", (int64_t)i->nwarnings);
	jw_kint(j, "columns", (int64_t)i->ncolumns);
	jw_kint(j, "stale", (int64_t)i->nstale);
	jw_kint(j, "blank", (int64_t)i->nblank);
	jw_close(j, '}');
}

static void add_to(struct totals *t, const struct inspection *i)
{
	t->portals++;
	t->pass += i->verdict == INSPECT_PASS;
	t->fail += i->verdict == INSPECT_FAIL;
	t->cannot += i->verdict == INSPECT_CANNOT;
	t->columns += i->ncolumns;
	t->stale += i->nstale;
	t->blank += i->nblank;
}

/* In the order of their first portals; few, so that they are looked through. */
static struct totals *level_of(struct bulletin *b, const struct portal_config *p)
{
	struct str level = str_of(p->level), region = str_of(p->region);
	struct arena *a = b->ask->making && b->ask->making->kept ? b->ask->making->kept
								 : b->ask->arena;

	for (size_t i = 0; i < b->nlevels; i++)
		if (str_eq(b->levels[i].level, level) && str_eq(b->levels[i].region, region))
			return &b->levels[i].t;
	if (b->nlevels >= LEVELS_MAX)
		return NULL;
	b->levels = arena_grow(a, b->levels, b->nlevels, &b->cap_levels, sizeof(*b->levels));
	b->levels[b->nlevels] = (struct level_totals){.level = level, .region = region};
	return &b->levels[b->nlevels++].t;
}

static void take_portal(struct bulletin *b, const struct inspection *i)
{
	struct totals *level = level_of(b, i->portal);

	add_to(&b->totals, i);
	if (level)
		add_to(level, i);
	inspect_met(b->ask, i);
	b->seen.good += i->visits.a.good;
	b->seen.bad += i->visits.a.bad;
	b->seen.uncounted += i->visits.a.uncounted;
	b->unmeasured_hours += i->visits.unmeasured_hours;
	note_trouble(b, i);
	if (b->j) {
		json_portal(b, i);
		return;
	}
	show_portal(b, i);
	show_vetoes(b, i);
}

static int inspect_all(struct bulletin *b, struct err *e)
{
	const struct config *c = b->ask->config;
	int rc = inspect_load(b->ask, &b->profile, e);

	if (rc == 0)
		rc = inspector_open(&b->x, b->ask, b->profile, e);
	if (rc < 0)
		return rc;
	b->trouble = arena_array(b->ask->arena, b->profile->nindicators + 1,
		sizeof(*b->trouble));
	for (size_t i = 0; i < b->profile->nindicators; i++)
		b->trouble[i].names = BUF_INIT((size_t)1 << 20);
	for (size_t i = 0; i < c->nportals && rc == 0; i++) {
		struct arena a = ARENA_INIT;
		struct inspection one;

		if (!report_covers(b->ask, &c->portals[i], NULL))
			continue;
		report_item(b->ask);
		rc = inspect_portal(&b->x, &c->portals[i], &one, &a, e);
		if (rc == 0)
			take_portal(b, &one);
		rc = report_item_end(b->ask, rc, e);
		arena_release(&a);
	}
	b->running = report_portals(b->ask);
	inspector_close(&b->x);
	return rc;
}

/* --- rectification notices --- */

static const char *notice_state(enum lang l, int state)
{
	switch ((enum rectification_state)state) {
	case RECTIFICATION_DUE:
		return LANG(l, "due");
	case RECTIFICATION_OVERDUE:
		return LANG(l, "overdue");
	case RECTIFICATION_DONE:
		return LANG(l, "done");
	case RECTIFICATION_RUNNING:
		break;
	}
	return LANG(l, "running");
}

struct notice_walk {
	struct bulletin *b;
	struct err *e;
};

static void show_notice(struct bulletin *b, const struct rectification *r,
	const struct rectification_count *n)
{
	struct arena *a = b->ask->arena;
	struct cell *row = section_row(b->notices, a);

	row[0] = cell_text(arena_str(a, r->number));
	row[1] = cell_text(arena_str(a, r->unit));
	row[2] = cell_time(r->issued_ms);
	row[3] = cell_time(r->due_ms ? r->due_ms - 1 : 0);
	row[4] = cell_number((double)r->nincidents);
	row[5] = cell_number((double)n->closed);
	row[6] = cell_number((double)n->waived);
	row[7] = cell_number((double)n->claimed);
	row[8] = cell_number((double)n->open);
	row[9] = cell_tone(str_of(notice_state(b->ask->lang, n->state)),
		n->state == RECTIFICATION_DONE ? TONE_GOOD
		: n->state == RECTIFICATION_OVERDUE ? TONE_BAD : TONE_WARN);
}

static int take_notice(const struct rectification *r, void *ctx)
{
	struct notice_walk *w = ctx;
	struct bulletin *b = w->b;
	struct report_ask *ask = b->ask;
	struct rectification_count n = {0};
	int rc;

	if (r->issued_ms < b->span.now.start_ms || r->issued_ms > b->span.now.end_ms ||
		(ask->unit && !pattern_matches(ask->unit, r->unit)))
		return 0;
	rc = rectification_count(ask->alerts, r, ask->calendar, ask->config->zone, ask->now_ms,
		&n, w->e);
	if (rc < 0)
		return rc;
	b->issued++;
	b->done += n.state == RECTIFICATION_DONE;
	if (!b->j) {
		show_notice(b, r, &n);
		return 0;
	}
	jw_open(b->j, '{');
	jw_kstr(b->j, "number", r->number);
	jw_kstr(b->j, "unit", r->unit);
	jw_ktime(b->j, "issued", r->issued_ms, ask->config->zone);
	jw_ktime(b->j, "due", r->due_ms, ask->config->zone);
	jw_kint(b->j, "incidents", (int64_t)r->nincidents);
	jw_kint(b->j, "closed", (int64_t)n.closed);
	jw_kint(b->j, "waived", (int64_t)n.waived);
	jw_kint(b->j, "open", (int64_t)n.open);
	jw_kcstr(b->j, "state", rectification_state_word(n.state));
	jw_close(b->j, '}');
	return 0;
}

static int notices(struct bulletin *b, struct err *e)
{
	struct notice_walk w = {b, e};
	int rc = b->ask->alerts ? rectification_each(b->ask->alerts, take_notice, &w, e) : 0;

	return rc < 0 ? rc : 0;
}

/* --- figures --- */

static void figure(struct bulletin *b, struct section *s, const char *name, double now,
	bool known, double before)
{
	struct cell *row = section_row(s, b->ask->arena);

	row[0] = cell_text(str_of(lang_text(b->ask->lang, name)));
	/* NAN: nothing was measured, which is not 0 */
	if (!isnan(now))
		row[1] = cell_number(now);
	if (known && !isnan(before))
		row[2] = cell_number(before);
	if (!row[1].absent && !row[2].absent)
		row[3] = cell_number(round(now * 100) / 100 - round(before * 100) / 100);
}

static double percent(size_t part, size_t of)
{
	return of ? (double)part * 100 / (double)of : NAN;
}

static double failed(const struct span_figures *f)
{
	return percent((size_t)f->visits.bad, (size_t)(f->visits.good + f->visits.bad));
}

static void figures(struct bulletin *b, struct section *s)
{
	const struct totals *t = &b->totals, *o = &b->totals_before;
	const struct span_figures *n = &b->span.figures, *p = &b->span.figures_before;
	bool known = b->before_known;

	if (b->ask->sample)
		figure(b, s, LANG_MARK("Portals that run"), (double)b->running, false, 0);
	if (b->ask->sample)
		figure(b, s, LANG_MARK("Share inspected, %"), percent(t->portals, b->running),
			false, 0);
	figure(b, s, LANG_MARK("Portals inspected"), (double)t->portals, known, (double)o->portals);
	figure(b, s, LANG_MARK("Portals that pass"), (double)t->pass, known, (double)o->pass);
	figure(b, s, LANG_MARK("Portals that fail"), (double)t->fail, known, (double)o->fail);
	figure(b, s, LANG_MARK("Portals that cannot be judged"), (double)t->cannot, known,
		(double)o->cannot);
	figure(b, s, LANG_MARK("Pass rate of the judged, %"), percent(t->pass, t->pass + t->fail),
		known, percent(o->pass, o->pass + o->fail));
	figure(b, s, LANG_MARK("Columns watched"), (double)t->columns, known, (double)o->columns);
	figure(b, s, LANG_MARK("Columns not updated in time"), (double)t->stale, known,
		(double)o->stale);
	figure(b, s, LANG_MARK("Blank columns"), (double)t->blank, known, (double)o->blank);
	figure(b, s, LANG_MARK("Notices"), (double)n->notices, true,
		(double)p->notices);
	figure(b, s, LANG_MARK("Visits that failed, %"), failed(n), true, failed(p));
	figure(b, s, LANG_MARK("Hours unmeasured"), (double)n->unmeasured_hours, true,
		(double)p->unmeasured_hours);
	figure(b, s, LANG_MARK("Incidents found"), (double)n->opened, true, (double)p->opened);
	figure(b, s, LANG_MARK("Incidents closed"), (double)n->closed, true, (double)p->closed);
	figure(b, s, LANG_MARK("Incidents open at the end"), (double)n->open, true,
		(double)p->open);
	figure(b, s, LANG_MARK("Broken links found"), (double)n->links_found, true,
		(double)p->links_found);
	figure(b, s, LANG_MARK("Broken links repaired"), (double)n->links_repaired, true,
		(double)p->links_repaired);
	figure(b, s, LANG_MARK("Rectification notices issued"), (double)b->issued, false, 0);
	figure(b, s, LANG_MARK("Rectification notices done"), (double)b->done, false, 0);
}

static void problems(struct bulletin *b, struct section *s)
{
	enum lang l = b->ask->lang;

	for (size_t i = 0; i < b->profile->nindicators; i++) {
		const struct profile_indicator *x = &b->profile->indicators[i];
		struct trouble *t = &b->trouble[i];
		struct cell *row;

		if (!t->nportals)
			continue;
		if (t->nportals > NAMED_MAX)
			buf_addf(&t->names, LANG(l, " and %d more"), (int)(t->nportals - NAMED_MAX));
		row = section_row(s, b->ask->arena);
		row[0] = cell_text(str_of(x->level1));
		row[1] = cell_text(str_of(x->level2));
		row[2] = cell_text(str_of(x->point));
		row[3] = x->effect == EFFECT_VETO ? cell_tone(str_of(LANG(l, "veto")), TONE_BAD)
			: cell_tone(str_of(x->effect == EFFECT_DEDUCT ? LANG(l, "points")
								      : LANG(l, "noted")),
				  TONE_WARN);
		row[4] = cell_number((double)t->nportals);
		row[5] = cell_number((double)t->nhits);
		row[6] = cell_text(arena_str(b->ask->arena, buf_str(&t->names)));
	}
}

static void levels(struct bulletin *b, struct section *s)
{
	for (size_t i = 0; i < b->nlevels; i++) {
		const struct level_totals *x = &b->levels[i];
		struct cell *row = section_row(s, b->ask->arena);

		row[0] = cell_text(x->region);
		row[1] = cell_text(x->level.n ? inspect_level_text(x->level, b->ask->lang)
					      : str_of(LANG(b->ask->lang, "not stated")));
		row[2] = cell_number((double)x->t.portals);
		row[3] = cell_number((double)x->t.pass);
		row[4] = cell_number((double)x->t.fail);
		row[5] = cell_number((double)x->t.cannot);
		if (x->t.pass + x->t.fail)
			row[6] = cell_number(percent(x->t.pass, x->t.pass + x->t.fail));
		row[7] = cell_number((double)x->t.stale);
		row[8] = cell_number((double)x->t.blank);
	}
}

static void close_bulletin(struct bulletin *b)
{
	for (size_t i = 0; b->trouble && i < b->profile->nindicators; i++)
		buf_release(&b->trouble[i].names);
}

static int count_both(struct bulletin *b, struct err *e)
{
	int rc = span_count(b->ask, &b->span, false, e);

	b->span.figures.visits = b->seen; /* read by the inspection */
	availability_end(&b->span.figures.visits);
	b->span.figures.unmeasured_hours = b->unmeasured_hours;
	return rc ? rc : read_last(b, e);
}

static void method(struct report *out, const struct report_ask *ask, const void *ctx)
{
	const struct bulletin *b = ctx;
	struct arena *a = ask->arena;
	enum lang l = ask->lang;

	if (!b->profile)
		return;
	if (b->x.guessed)
		report_note(out, a, str_of(LANG(l,
			"A year without holiday data was used: Monday to Friday were counted as "
			"working days.")));
	report_note(out, a, b->before_known
			? arena_strf(a, LANG(l, "The verdicts of the time before are those of the "
				  "frozen bulletin '%.*s'."), STR_ARG(b->before_name))
			: str_of(LANG(l, "No earlier bulletin was frozen (--freeze), so there are "
				  "no verdicts of the time before.")));
	report_note(out, a, str_of(LANG(l,
		"How it is counted: portals by the profile as of the last moment of the period; "
		"notices by their stated date; an incident counts as found in the period in which "
		"its first failing measurement lies; what people waived, early warnings and what "
		"could not be measured are not counted. Blocked "
		"visits are counted neither way; an hour without any visit is unmeasured.")));
	if (b->profile->note[0])
		report_note(out, a, str_of(b->profile->note));
}

static int build(struct report_ask *ask, struct report *out, struct err *e)
{
	struct bulletin b = {.ask = ask};
	bool asked = ask->from_day != DAY_NONE;
	char from[TIME_TEXT], to[TIME_TEXT];
	struct section *s;
	int rc;

	open_period(&b);
	if (!asked)
		report_line(out, ask->arena, arena_strf(ask->arena,
			LANG(ask->lang, "period: %s to %s"), day_text(from, b.span.now.from),
			day_text(to, b.span.now.to)));
	report_section(out, ask, LANG_MARK("1. Overall"), heads_figure);
	report_section(out, ask, LANG_MARK("2. Main problems by indicator"), heads_problem);
	report_section(out, ask, LANG_MARK("3. Rectification notices"), heads_notice);
	report_section(out, ask, LANG_MARK("Annex 1: results of all portals"), heads_portal);
	report_section(out, ask, LANG_MARK("Annex 2: vetoes and their evidence"), heads_found);
	report_section(out, ask, LANG_MARK("Annex 3: results by region and level"), heads_level);
	s = out->sections;
	s[1].empty = str_of(LANG(ask->lang, "Nothing was found that costs points."));
	s[2].empty = str_of(LANG(ask->lang, "None was issued in the period."));
	s[3].empty = str_of(LANG(ask->lang, "No portal is configured."));
	s[4].empty = s[5].empty = str_of(LANG(ask->lang, "None."));
	s[4].drop_empty = s[5].drop_empty = true;
	b.notices = &s[2];
	b.portals = &s[3];
	b.found = &s[4];
	rc = inspect_all(&b, e);
	rc = rc ? rc : count_both(&b, e);
	rc = rc ? rc : notices(&b, e);
	if (rc == 0) {
		figures(&b, &s[0]);
		problems(&b, &s[1]);
		levels(&b, &s[5]);
		report_line(out, ask->arena, arena_strf(ask->arena,
			LANG(ask->lang, "profile: %s (%s)"), b.profile->name, b.profile->id));
		method(out, ask, &b);
	}
	close_bulletin(&b);
	return rc;
}

/* --- JSON --- */

static void json_totals(struct jw *j, const char *key, const struct totals *t)
{
	jw_key(j, key);
	jw_open(j, '{');
	jw_kint(j, "portals", (int64_t)t->portals);
	jw_kint(j, "pass", (int64_t)t->pass);
	jw_kint(j, "fail", (int64_t)t->fail);
	jw_kint(j, "cannot_judge", (int64_t)t->cannot);
	jw_kint(j, "columns", (int64_t)t->columns);
	jw_kint(j, "stale", (int64_t)t->stale);
	jw_kint(j, "blank", (int64_t)t->blank);
	jw_close(j, '}');
}

static void json_problems(struct bulletin *b)
{
	struct jw *j = b->j;

	jw_key(j, "problems");
	jw_open(j, '[');
	for (size_t i = 0; i < b->profile->nindicators; i++) {
		if (!b->trouble[i].nportals)
			continue;
		jw_open(j, '{');
		jw_kcstr(j, "indicator", b->profile->indicators[i].id);
		jw_kcstr(j, "level2", b->profile->indicators[i].level2);
		jw_kint(j, "portals", (int64_t)b->trouble[i].nportals);
		jw_kint(j, "problems", (int64_t)b->trouble[i].nhits);
		jw_close(j, '}');
	}
	jw_close(j, ']');
}

static void json_head(struct bulletin *b)
{
	const struct report_ask *ask = b->ask;
	struct jw *j = b->j;

	jw_ktime(j, "at", ask->now_ms, ask->config->zone);
	jw_kbool(j, "simulation", ask->simulation);
	jw_kcstr(j, "profile", b->profile->id);
	jw_kday(j, "from", b->span.now.from);
	jw_kday(j, "to", b->span.now.to);
	jw_kbool(j, "links_counted", b->x.counts_links);
	report_json_sample(j, ask);
	json_totals(j, "totals", &b->totals);
	if (b->before_known)
		json_totals(j, "totals_before", &b->totals_before);
	else
		jw_knull(j, "totals_before");
	span_json(j, "figures", &b->span.figures);
	span_json(j, "figures_before", &b->span.figures_before);
	json_problems(b);
}

static int json(struct report_ask *ask, struct buf *out, struct err *e)
{
	struct buf list = BUF_INIT((size_t)1 << 30);
	struct jw j = jw_on(out), inner = jw_on(&list);
	struct bulletin b = {.ask = ask, .j = &j, .j_portals = &inner};
	int rc;

	open_period(&b);
	jw_open(&inner, '[');
	rc = inspect_all(&b, e);
	jw_close(&inner, ']');
	rc = rc ? rc : count_both(&b, e);
	jw_open(&j, '{');
	if (rc == 0)
		json_head(&b);
	jw_key(&j, "rectification");
	jw_open(&j, '[');
	rc = rc ? rc : notices(&b, e);
	jw_close(&j, ']');
	jw_key(&j, "portals");
	jw_raw(&j, buf_str(&list));
	rc = report_json_end(&j, ask, b.span.now.from, b.span.now.to, method, &b, rc, e);
	buf_release(&list);
	close_bulletin(&b);
	return rc;
}

const struct report_kind report_bulletin = {
	.name = "bulletin",
	.title = LANG_MARK("Bulletin"),
	.of_period = true,
	.build = build,
	.json = json,
};
