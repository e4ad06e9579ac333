/* Inspection of columns: each is opened once and shown to every indicator that selects it. */
#include "inspect.h"

#include "column-judge.h"
#include "message-part.h"

#include "monitor/duty-view.h"
#include "monitor/incident-view.h"

#include "base/clock.h"

#include <stdlib.h>

#define GROUPS_MAX 64

struct one {
	struct inspect_pass *p;
	const struct column_config *column; /* NULL: the home page */
	struct column_ctx c;
	struct str name, url;
	int cls;
	bool unmeasured, blank;
	bool class_clean; /* its class's rules were asked and have nothing to say */
	const char *groups[GROUPS_MAX]; /* counted already */
	size_t ngroups;
};

/* --- selection --- */

static bool has(const char *const *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (streq(list[i], word))
			return true;
	return false;
}

static bool has_one(const struct column_config *c, const char *const *list, size_t n)
{
	for (size_t i = 0; c && i < c->ntags; i++)
		if (has(list, n, c->tags[i]))
			return true;
	return false;
}

/* The home page is no column unless it is named. */
static bool selects(const struct profile_indicator *i, const struct one *o)
{
	const struct inspector *x = o->p->x;
	const char *id = o->column ? o->column->id : HOME_COLUMN;
	bool named = false;

	for (size_t k = 0; k < i->ncolumns && !named; k++)
		named = pattern_matches(i->columns[k], str_of(id));
	if (i->ncolumns ? !named : !o->column || streq(id, HOME_COLUMN))
		return false;
	if (i->nclasses && !has(i->classes, i->nclasses, class_word(o->cls)))
		return false;
	if (i->ntags && !has_one(o->column, i->tags, i->ntags))
		return false;
	if (i->nwithout && has_one(o->column, i->without, i->nwithout))
		return false;
	return !i->names[0] || title_matches(x->names[i - x->profile->indicators], o->name);
}

/* --- what is found --- */

static struct inspect_hit *found(struct one *o, struct inspect_result *r)
{
	struct inspect_hit *h = inspect_add(o->p, r);

	if (!h)
		return NULL;
	h->subject = o->name;
	h->url = o->url;
	return h;
}

/* Number and beginning, where the monitor keeps an incident of it. */
static void known_as(const struct one *o, struct inspect_hit *h, struct str kind)
{
	const struct inspect_case *c = inspect_case_of(o->p->x, str_of(o->p->portal->id),
		o->column ? str_of(o->column->id) : STR(HOME_COLUMN), kind);

	h->incident = c ? c->id : 0;
	if (c && !h->since_ms)
		h->since_ms = c->first_ms;
}

static struct str last_update(struct one *o, struct str limit)
{
	enum lang l = o->p->lang;
	const struct column_view *v = &o->c.view;
	int32_t today = rule_today(&o->c.in);
	char day[TIME_TEXT];

	if (v->newest == DAY_NONE)
		return str_of(LANG(l, "no notice with a date that counts"));
	if (limit.n)
		return arena_strf(o->p->arena,
			LANG(l, "last update %s, %d days ago, limit %.*s"),
			day_text(day, v->newest), today - v->newest,
			STR_ARG(report_limit(o->p->x->ask, limit)));
	return arena_strf(o->p->arena, LANG(l, "last update %s, %d days ago"),
		day_text(day, v->newest), today - v->newest);
}

/* A fact with its lines in one; none where it is empty. */
static struct str listed(const struct finding *f, const char *key, struct arena *a)
{
	for (size_t i = 0; i < f->nfacts; i++) {
		struct str list;

		if (!str_eqc(f->facts[i].key, key) || !f->facts[i].value.n)
			continue;
		list = arena_str(a, f->facts[i].value);
		for (size_t k = 0; k < list.n; k++)
			if (list.p[k] == '\n')
				((char *)(uintptr_t)list.p)[k] = ' ';
		return list;
	}
	return STR_NONE;
}

static struct str problem_of(struct one *o, const struct finding *f)
{
	struct arena *a = o->p->arena;
	const char *kind = incident_kind_text(f->kind, o->p->lang);
	struct str missing = listed(f, "missing", a), blank = listed(f, "blank", a);
	const char *cause;
	char day[TIME_TEXT];

	if (str_eqc(f->kind, "stale") || str_eqc(f->kind, "undated"))
		return last_update(o, f->limit);
	if (missing.n)
		return arena_strf(a, LANG(o->p->lang, "missing: %.*s"), STR_ARG(missing));
	if (blank.n)
		return arena_strf(a, LANG(o->p->lang, "blank: %.*s"), STR_ARG(blank));
	if (f->due != DAY_NONE)
		return arena_strf(a, LANG(o->p->lang, "%s; was due on %s"), kind,
			day_text(day, f->due));
	/* the indicator stands beside it: what of it is wrong says more than its name */
	cause = str_eqc(f->cause, "overdue") || str_eqc(f->cause, "due") ? NULL
		: reason_text(f->cause, o->p->lang);
	return str_of(cause ? cause : kind);
}

/* Findings of one rule; true: at least one is overdue. */
static int judge(struct one *o, struct inspect_result *r, const struct rule_config *rule,
	bool *hit, struct err *e)
{
	struct findings all = {0};
	struct str why = STR_NONE;
	int rc;

	*hit = false;
	o->c.in.rule = rule;
	rc = rule_judge(&o->c.in, &all, e);
	for (size_t i = 0; i < all.n && !why.n; i++)
		why = all.list[i].cannot_judge;
	for (size_t i = 0; i < all.n; i++)
		o->p->x->guessed |= all.list[i].guessed;
	for (size_t i = 0; i < all.n && rc == 0; i++) {
		const struct finding *f = &all.list[i];
		struct inspect_hit *h;

		if (f->level != LEVEL_OVERDUE || f->cannot_judge.n)
			continue;
		*hit = true;
		h = found(o, r);
		if (!h)
			continue;
		h->problem = problem_of(o, f);
		h->since_ms = f->since_ms;
		known_as(o, h, f->kind);
	}
	if (why.n && !*hit) { /* silence is no proof */
		r->nunjudged++;
		r->why = cannot_judge_text(why, o->p->lang, o->p->arena);
	}
	return rc < 0 ? rc : 0;
}

/* Several indicators ask it, and so does the tally: once will do for a sound column. */
static int judge_class(struct one *o, struct inspect_result *r, bool *hit, struct err *e)
{
	size_t n, unjudged = r->nunjudged;
	const struct rule_config *rules = class_rules(o->cls, &n);
	int rc = 0;

	*hit = false;
	if (o->class_clean)
		return 0;
	for (size_t i = 0; i < n && rc == 0 && !*hit; i++)
		rc = judge(o, r, &rules[i], hit, e);
	o->class_clean = rc == 0 && !*hit && r->nunjudged == unjudged;
	return rc;
}

static void few(struct one *o, struct inspect_result *r, bool *hit)
{
	const struct profile_indicator *i = r->indicator;
	int32_t to = rule_today(&o->c.in), days = (int32_t)(i->window_ms / DAY_MS);
	size_t n = view_count(&o->c.view, to - days + 1, to);
	struct inspect_hit *h;

	*hit = n < (size_t)i->limit;
	if (*hit && !rule_sees_back(&o->c.in, to - days + 1)) {
		*hit = false; /* what nobody saw may have been there */
		r->nunjudged++;
		r->why = str_of(LANG(o->p->lang, "not watched since the period began"));
	}
	h = *hit ? found(o, r) : NULL;
	if (h)
		h->problem = arena_strf(o->p->arena,
			LANG(o->p->lang, "%d notices in %d days, %d are asked for"), (int)n,
			(int)days, (int)i->limit);
}

/* --- missed calendar periods --- */

/* First day of the period that holds `day`; *end its last. */
static int32_t period_of(const char *per, int32_t day, int32_t *end)
{
	int year, month, dom, first;

	if (streq(per, "week")) {
		*end = day + 7 - day_weekday(day);
		return *end - 6;
	}
	if (streq(per, "workday")) {
		*end = day;
		return day;
	}
	day_split(day, &year, &month, &dom);
	first = streq(per, "quarter") ? (month - 1) / 3 * 3 + 1 : month;
	*end = day_of(year, first + (streq(per, "quarter") ? 3 : 1), 1) - 1;
	return day_of(year, first, 1);
}

/* Working days of a year without holiday data are a guess. */
static void note_year(struct one *o, const char *per, int32_t day)
{
	int year, month, dom;

	day_split(day, &year, &month, &dom);
	if (streq(per, "workday") && !calendar_has_year(o->p->x->ask->calendar, year))
		o->p->x->guessed = true;
}

/* Days of the inspected time in whole periods that are over; at least the last one. */
static void missed(struct one *o, struct inspect_result *r, bool *hit)
{
	const char *per = r->indicator->per;
	const struct calendar *cal = o->p->x->ask->calendar;
	int32_t today = rule_today(&o->c.in), known = rule_known_day(&o->c.in), end;
	int32_t start = period_of(per, today + (o->p->x->to < today ? 0 : -1), &end);
	size_t before = r->nhits;
	char day[TIME_TEXT];

	if (end >= today && o->p->x->to >= today)
		start = period_of(per, start - 1, &end);
	for (bool last = true; end >= o->p->x->from || last;
		start = period_of(per, start - 1, &end)) {
		bool owed = !streq(per, "workday") || calendar_is_workday(cal, start);
		struct inspect_hit *h;

		if (!rule_sees_back(&o->c.in, start))
			break;
		last = last && !owed;
		note_year(o, per, start);
		if (!owed || end > known || view_count(&o->c.view, start, end))
			continue;
		h = found(o, r);
		if (!h)
			continue;
		h->problem = arena_strf(o->p->arena, streq(per, "workday")
				? LANG(o->p->lang, "nothing on %s")
				: LANG(o->p->lang, "nothing in the period from %s"),
			day_text(day, start));
		h->since_ms = day_start_ms(start, o->c.in.zone);
	}
	*hit = r->nhits > before;
}

/* --- one column --- */

static bool counted_already(const struct one *o, const char *group)
{
	return group[0] && has(o->groups, o->ngroups, group);
}

static int look(struct one *o, struct inspect_result *r, struct err *e)
{
	struct inspect_hit *h;
	bool hit = false;
	int rc = 0;

	switch ((enum profile_check)r->indicator->check) {
	case CHECK_BLANK:
		hit = o->blank;
		h = hit ? found(o, r) : NULL;
		if (h) {
			h->problem = str_of(LANG(o->p->lang, "no notice at all"));
			known_as(o, h, STR("empty"));
		}
		break;
	case CHECK_STALE:
		if (!o->blank)
			rc = judge_class(o, r, &hit, e);
		break;
	case CHECK_RULE:
		rc = judge(o, r, r->indicator->rule, &hit, e);
		break;
	case CHECK_MISSED:
		missed(o, r, &hit);
		break;
	case CHECK_FEW:
		few(o, r, &hit);
		break;
	case CHECK_MANUAL:
	case CHECK_VISITS:
	case CHECK_LINKS_HOME:
	case CHECK_LINKS_OTHER:
	case CHECK_INCIDENTS:
	case CHECK_COLUMN:
		break;
	}
	if (hit && r->indicator->group[0] && o->ngroups < GROUPS_MAX)
		o->groups[o->ngroups++] = r->indicator->group;
	return rc;
}

static bool is_bad(struct one *o, const char *kind, struct err *e, int *rc)
{
	struct rule_config rule = {.kind = kind, .basis = "", .limit_kind = "", .file = ""};
	struct findings all = {0};
	bool bad = false;

	o->c.in.rule = &rule;
	*rc = *rc < 0 ? *rc : rule_judge(&o->c.in, &all, e);
	for (size_t i = 0; i < all.n; i++)
		bad |= all.list[i].level == LEVEL_OVERDUE && !all.list[i].cannot_judge.n;
	return bad;
}

static int through_indicators(struct one *o, struct err *e)
{
	struct inspection *out = o->p->out;
	int rc = 0;

	for (size_t i = 0; i < out->nresults && rc == 0; i++) {
		struct inspect_result *r = &out->results[i];

		if (r->outcome != OUTCOME_MET || !selects(r->indicator, o))
			continue;
		r->nselected++;
		if (o->unmeasured) {
			r->nunmeasured++;
			continue;
		}
		if (!counted_already(o, r->indicator->group))
			rc = look(o, r, e);
	}
	return rc;
}

/* Of all columns, whatever the profile asks. */
static int tally(struct one *o, struct err *e)
{
	struct inspection *out = o->p->out;
	struct inspect_result none = {.nlisted = INSPECT_HITS_MAX};
	bool stale = false;
	int rc = 0;

	if (!o->column)
		return 0;
	out->ncolumns++;
	out->nblank += o->blank && !o->unmeasured;
	if (!o->blank && !o->unmeasured)
		rc = judge_class(o, &none, &stale, e);
	out->nstale += stale;
	return rc;
}

static int one_column(struct inspect_pass *p, const struct column_config *c, struct err *e)
{
	struct judge_ask ask = {.config = p->x->ask->config, .portal = p->portal, .column = c,
		.pages = p->x->ask->pages, .alerts = p->x->ask->alerts,
		.calendar = p->x->ask->calendar, .now_ms = p->x->now_ms, .arena = p->arena};
	struct one *o = arena_alloc(p->arena, sizeof(*o));
	int rc;

	o->p = p;
	o->column = c;
	rc = column_open(&o->c, &ask, e);
	if (rc == 0) {
		o->cls = o->c.in.cls;
		o->name = c ? str_of(c->name[0] ? c->name : c->id)
			    : str_of(LANG(p->lang, "home page"));
		o->url = str_of(c ? c->url : p->portal->home);
		o->unmeasured = !o->c.in.column || is_bad(o, "unmeasured", e, &rc);
		o->blank = !o->unmeasured && is_bad(o, "empty", e, &rc);
	}
	if (rc == 0 && o->cls != CLASS_ARCHIVED)
		rc = through_indicators(o, e);
	if (rc == 0 && o->cls != CLASS_ARCHIVED)
		rc = tally(o, e);
	arena_release(&o->c.scratch);
	return rc;
}

int inspect_columns(struct inspect_pass *p, struct err *e)
{
	int rc = 0;

	if (!portal_column(p->portal, STR(HOME_COLUMN)))
		rc = one_column(p, NULL, e);
	for (size_t i = 0; i < p->portal->ncolumns && rc == 0; i++)
		if (p->portal->columns[i].url[0])
			rc = one_column(p, &p->portal->columns[i], e);
	return rc;
}
