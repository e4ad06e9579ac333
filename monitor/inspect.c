/* Inspection of one portal: every indicator, then the verdict. */
#include "inspect.h"

#include "monitor/freshness.h"
#include "monitor/incident-view.h"

#include "base/clock.h"

#include <stdlib.h>

#define FORTNIGHT 14
#define VISITS_LEAST 20	  /* no share is read from fewer */
#define VISITS_JUDGED 100 /* the official sample is 140 a week */

const char *inspect_outcome_word(int outcome)
{
	static const char *const word[] = {"met", "warning", "found", "cannot-judge", "manual",
		"off"};

	return word[outcome];
}

const char *inspect_verdict_word(int verdict)
{
	static const char *const word[] = {"pass", "fail", "cannot-judge"};

	return word[verdict];
}

struct inspect_hit *inspect_add(struct inspect_pass *p, struct inspect_result *r)
{
	r->nhits++;
	if (r->nlisted >= INSPECT_HITS_MAX)
		return NULL;
	r->hits = arena_grow(p->arena, r->hits, r->nlisted, &r->cap, sizeof(*r->hits));
	r->hits[r->nlisted] = (struct inspect_hit){0};
	return &r->hits[r->nlisted++];
}

bool inspect_is_for(const struct profile_indicator *i, const struct portal_config *p)
{
	if (profile_excepts(i, p))
		return false;
	for (size_t k = 0; k < i->nlevels; k++)
		if (pattern_matches(i->levels[k], str_of(p->level)))
			return true;
	return i->nlevels == 0;
}

/* --- what all portals share --- */

static bool asks_for(const struct profile *p, struct str kind)
{
	for (size_t i = 0; i < p->nindicators; i++)
		for (size_t k = 0; k < p->indicators[i].nkinds; k++)
			if (str_eqc(kind, p->indicators[i].kinds[k]))
				return true;
	return false;
}

/* People's decisions count: what is a false alarm, ignored or exempt costs nothing. */
static int take_case(const struct incident *i, void *ctx)
{
	struct inspector *x = ctx;
	struct arena *a = x->ask->arena;
	const struct zone *z = x->ask->config->zone;
	bool waived = i->state == INCIDENT_FALSE_ALARM || i->state == INCIDENT_IGNORED ||
		i->state == INCIDENT_EXEMPT || i->state == INCIDENT_SUSPECTED;

	bool asked = asks_for(x->profile, i->kind);
	bool of_column = i->column.n && !str_has(i->subject, STR("://"));
	struct inspect_case one;

	if (waived || (!asked && !of_column) || i->first_ms >= day_start_ms(x->to + 1, z) ||
		(i->resolved_ms && i->resolved_ms < day_start_ms(x->from, z)))
		return 0;
	one = (struct inspect_case){.id = i->id, .kind = arena_str(a, i->kind),
		.subject = arena_str(a, i->subject), .portal = arena_str(a, i->portal),
		.column = arena_str(a, i->column), .first_ms = i->first_ms};
	if (asked) {
		x->cases = arena_grow(a, x->cases, x->ncases, &x->cap_cases, sizeof(one));
		x->cases[x->ncases++] = one;
	}
	if (of_column) {
		x->columns = arena_grow(a, x->columns, x->ncolumns, &x->cap_columns,
			sizeof(one));
		x->columns[x->ncolumns++] = one;
	}
	return 0;
}

static int by_column(const void *a, const void *b)
{
	const struct inspect_case *x = a, *y = b;
	int order = str_cmp(x->portal, y->portal);

	order = order ? order : str_cmp(x->column, y->column);
	return order ? order : str_cmp(x->kind, y->kind);
}

const struct inspect_case *inspect_case_of(const struct inspector *x, struct str portal,
	struct str column, struct str kind)
{
	struct inspect_case key = {.portal = portal, .column = column, .kind = kind};

	return x->ncolumns ? bsearch(&key, x->columns, x->ncolumns, sizeof(key), by_column)
			   : NULL;
}

static bool counts_links(const struct profile *p)
{
	for (size_t i = 0; i < p->nindicators; i++)
		if (p->indicators[i].enabled && (p->indicators[i].check == CHECK_LINKS_HOME ||
			p->indicators[i].check == CHECK_LINKS_OTHER))
			return true;
	return false;
}

int inspector_open(struct inspector *x, struct report_ask *ask, const struct profile *p,
	struct err *e)
{
	const struct zone *z = ask->config->zone;
	int32_t today = day_of_ms(ask->now_ms, z);
	int rc = 0;

	*x = (struct inspector){.ask = ask, .profile = p, .links = {.ask = ask}};
	x->to = ask->to_day == DAY_NONE || ask->to_day > today ? today : ask->to_day;
	x->from = ask->from_day == DAY_NONE ? x->to - FORTNIGHT + 1 : ask->from_day;
	x->from = x->from > x->to ? x->to : x->from;
	ask->from_day = x->from; /* what was not asked is chosen here */
	ask->to_day = x->to;
	x->now_ms = x->to < today ? day_start_ms(x->to + 1, z) - 1 : ask->now_ms;
	x->counts_links = counts_links(p);
	if (x->counts_links)
		rc = link_faults_open(&x->links, LINKS_BY_PORTAL, e);
	if (rc == 0 && ask->alerts)
		rc = alerts_each_incident(ask->alerts, take_case, x, e);
	if (x->ncolumns)
		qsort(x->columns, x->ncolumns, sizeof(*x->columns), by_column);
	x->names = arena_array(ask->arena, p->nindicators + 1, sizeof(struct title_pattern *));
	for (size_t i = 0; i < p->nindicators; i++)
		if (p->indicators[i].names[0])
			x->names[i] = title_pattern_new(p->indicators[i].names, NULL);
	if (rc < 0)
		inspector_close(x);
	return rc < 0 ? rc : 0;
}

void inspector_close(struct inspector *x)
{
	link_faults_close(&x->links);
	for (size_t i = 0; x->names && i < x->profile->nindicators; i++)
		title_pattern_free(x->names[i]);
}

/* --- checks that need no column --- */

/* Of the window that ends with the report or its period, not of calendar days: a day that
 * has only begun would stand for a whole one. */
static int count_visits(struct inspect_pass *p, const struct profile_indicator *i,
	struct visit_spell *out, int64_t *since_ms, struct err *e)
{
	const struct inspector *x = p->x;
	const struct zone *z = portal_zone(x->ask->config, p->portal);
	int64_t from_ms = x->now_ms + 1 - i->window_ms;
	struct visits v = {.portal = p->portal, .from = day_of_ms(from_ms, z),
		.to = day_of_ms(x->now_ms, z), .since_ms = from_ms, .until_ms = x->now_ms};
	int rc = visits_read(&v, x->ask->config, x->ask->pages, p->arena, e);

	if (rc < 0)
		return rc;
	*out = visits_sum(&v, v.from, v.to, x->now_ms);
	*since_ms = day_start_ms(v.from, z);
	*since_ms = *since_ms < from_ms ? from_ms : *since_ms;
	return 0;
}

int inspect_visits(struct inspect_pass *p, struct inspect_result *r, struct err *e)
{
	const struct profile_indicator *i = r->indicator;
	struct visit_spell s;
	struct inspect_hit *h;
	int64_t since_ms;
	int rc = count_visits(p, i, &s, &since_ms, e);

	if (rc < 0)
		return rc;
	r->bad = s.a.bad;
	r->counted = s.a.good + s.a.bad;
	if (r->counted < VISITS_LEAST) {
		r->outcome = OUTCOME_CANNOT;
		r->why = str_of(LANG(p->lang, "fewer than 20 visits that count"));
		return 0;
	}
	/* whole percents reached, without rounding */
	r->nhits = (size_t)((int64_t)s.a.bad * 100 / r->counted);
	if (r->nhits == 0)
		return 0;
	if (r->counted < VISITS_JUDGED && i->effect == EFFECT_VETO && i->limit &&
		r->nhits >= (size_t)i->limit)
		r->nhits = (size_t)i->limit - 1; /* warned of, never judged */
	r->nhits--;
	h = inspect_add(p, r);
	h->subject = str_of(LANG(p->lang, "home page"));
	h->url = str_of(p->portal->home);
	h->problem = arena_strf(p->arena, LANG(p->lang, "%d of %d visits failed, %.2f %%"),
		s.a.bad, r->counted, s.a.share * 100);
	h->since_ms = since_ms;
	return 0;
}

/* The first of its pages that is the home page, or none is. False: it is not to be counted. */
static bool carrier(struct inspect_pass *p, bool home, struct link_parent *out)
{
	struct link_parent at;
	bool elsewhere = false;

	while (link_faults_page(&p->x->links, &at)) {
		if (str_eqc(at.page, p->portal->home)) {
			*out = at;
			return home;
		}
		if (!elsewhere)
			*out = at;
		elsewhere = true;
	}
	return elsewhere && !home;
}

static void add_link(struct inspect_pass *p, struct inspect_result *r,
	const struct link_fault *f, const struct link_parent *at)
{
	struct inspect_hit *h = inspect_add(p, r);
	struct str problem = link_problem(p->x->ask, f->x.verdict);

	if (!h)
		return;
	h->subject = h->url = arena_str(p->arena, f->x.url);
	h->problem = f->x.status
		? arena_strf(p->arena, "%.*s (%d)", STR_ARG(problem), f->x.status)
		: problem;
	h->page = arena_str(p->arena, at->page);
	h->since_ms = f->x.bad_since_ms;
}

int inspect_links(struct inspect_pass *p, struct inspect_result *r, bool home, struct err *e)
{
	struct link_faults *links = &p->x->links;
	struct arena a = ARENA_INIT;
	struct link_parent at;
	struct link_fault f;
	int rc;

	link_faults_seek(links, p->portal);
	while ((rc = link_faults_next(links, &f, &a, e)) > 0) {
		if (f.x.confirmed_ms <= p->x->now_ms && carrier(p, home, &at))
			add_link(p, r, &f, &at);
		arena_reset(&a);
	}
	arena_release(&a);
	return rc < 0 ? rc : 0;
}

void inspect_cases(struct inspect_pass *p, struct inspect_result *r)
{
	for (size_t i = 0; i < p->x->ncases; i++) {
		const struct inspect_case *c = &p->x->cases[i];
		struct inspect_hit *h;
		bool wanted = false;

		for (size_t k = 0; k < r->indicator->nkinds; k++)
			wanted |= str_eqc(c->kind, r->indicator->kinds[k]);
		if (!wanted || !str_eqc(c->portal, p->portal->id))
			continue;
		h = inspect_add(p, r);
		if (!h)
			continue;
		h->subject = c->subject;
		if (str_has(c->subject, STR("://")))
			h->url = c->subject;
		h->problem = str_of(incident_kind_text(c->kind, p->lang));
		h->since_ms = c->first_ms;
		h->incident = c->id;
	}
}

/* --- one portal --- */

static int without_columns(struct inspect_pass *p, struct inspect_result *r, struct err *e)
{
	switch ((enum profile_check)r->indicator->check) {
	case CHECK_VISITS:
		return inspect_visits(p, r, e);
	case CHECK_LINKS_HOME:
		return inspect_links(p, r, true, e);
	case CHECK_LINKS_OTHER:
		return inspect_links(p, r, false, e);
	case CHECK_INCIDENTS:
		inspect_cases(p, r);
		return 0;
	case CHECK_MANUAL:
		r->outcome = OUTCOME_MANUAL;
		return 0;
	case CHECK_STALE:
	case CHECK_BLANK:
	case CHECK_RULE:
	case CHECK_MISSED:
	case CHECK_FEW:
	case CHECK_COLUMN:
		break;
	}
	return 0;
}

static bool asks_columns(const struct profile_indicator *i)
{
	switch ((enum profile_check)i->check) {
	case CHECK_STALE:
	case CHECK_BLANK:
	case CHECK_RULE:
	case CHECK_MISSED:
	case CHECK_FEW:
		return true;
	case CHECK_VISITS:
	case CHECK_LINKS_HOME:
	case CHECK_LINKS_OTHER:
	case CHECK_INCIDENTS:
	case CHECK_MANUAL:
	case CHECK_COLUMN:
		break;
	}
	return false;
}

/* What its hits mean: a veto, a warning, points. */
static void conclude(struct inspect_pass *p, struct inspect_result *r)
{
	const struct profile_indicator *i = r->indicator;
	int64_t n = (int64_t)r->nhits;
	bool found = i->effect == EFFECT_VETO && i->check != CHECK_FEW ? n >= i->limit : n > 0;

	if (r->outcome != OUTCOME_MET)
		return;
	if (i->check == CHECK_COLUMN && r->nselected == 0)
		inspect_add(p, r)->problem = str_of(LANG(p->lang, "no such column is configured"));
	if (i->check == CHECK_COLUMN)
		found = r->nselected == 0;
	if (asks_columns(i) && r->nselected == 0) {
		r->outcome = OUTCOME_CANNOT;
		r->why = str_of(LANG(p->lang, "no such column is configured"));
	} else if (asks_columns(i) && r->nselected == r->nunmeasured) {
		r->outcome = OUTCOME_CANNOT;
		r->why = str_of(LANG(p->lang, "the columns could not be measured"));
	} else if (n == 0 && r->nunjudged && r->nunjudged + r->nunmeasured == r->nselected) {
		r->outcome = OUTCOME_CANNOT;
	} else if (found) {
		r->outcome = OUTCOME_HIT;
	} else if (i->warn && n >= i->warn) {
		r->outcome = OUTCOME_WARN;
	}
	if (r->outcome == OUTCOME_HIT && i->effect == EFFECT_DEDUCT) {
		r->points = i->each * (int64_t)r->nhits;
		r->points = i->max && r->points > i->max ? i->max : r->points;
	}
}

static void count(struct inspection *out, const struct inspect_result *r)
{
	bool judged = r->outcome == OUTCOME_MET || r->outcome == OUTCOME_WARN ||
		r->outcome == OUTCOME_HIT;

	out->nperson += r->mark != NULL;
	out->nmachine += judged && !r->mark;
	switch ((enum inspect_outcome)r->outcome) {
	case OUTCOME_HIT:
		out->nvetoes += r->indicator->effect == EFFECT_VETO;
		out->ndeductions += r->indicator->effect == EFFECT_DEDUCT;
		if (r->indicator->effect == EFFECT_BONUS)
			out->bonus += r->points;
		else
			out->lost += r->points;
		return;
	case OUTCOME_WARN:
		out->nwarnings++;
		return;
	case OUTCOME_CANNOT:
		out->ncannot++;
		return;
	case OUTCOME_MANUAL:
		out->nmanual++;
		return;
	case OUTCOME_MET:
	case OUTCOME_OFF:
		break;
	}
}

/* Of the shorter form what is left is converted; the bonus is for a score that is high. */
static void score(const struct profile *f, struct inspection *out)
{
	int64_t most = f->bonus * INT64_C(100);

	out->base = profile_is_reduced(f, out->portal) ? f->reduced_points : f->points;
	out->plain = out->base * 100 - out->lost;
	out->plain = out->plain < 0 ? 0 : out->plain;
	if (out->base)
		out->plain = (out->plain * f->points + out->base / 2) / out->base;
	out->bonus = out->plain <= f->bonus_above * INT64_C(100) ? 0
		: out->bonus > most ? most : out->bonus;
	out->score = out->plain + out->bonus;
}

static void decide(struct inspect_pass *p, const struct person_mark *const *marks)
{
	const struct profile *f = p->x->profile;
	struct inspection *out = p->out;
	const struct visit_spell *s = &out->visits;

	for (size_t i = 0; i < out->nresults; i++) {
		conclude(p, &out->results[i]);
		if (marks[i])
			inspect_use_mark(p, &out->results[i], marks[i]);
		count(out, &out->results[i]);
	}
	if (!p->visits.known || s->unmeasured_hours * 100 >= s->hours * f->unmeasured) {
		out->verdict = INSPECT_CANNOT;
		return;
	}
	score(f, out);
	out->scored = f->points > 0 && out->nvetoes == 0;
	out->verdict = out->nvetoes || (out->scored && out->score < f->pass * INT64_C(100))
		? INSPECT_FAIL : INSPECT_PASS;
}

int inspect_portal(struct inspector *x, const struct portal_config *p, struct inspection *out,
	struct arena *a, struct err *e)
{
	const struct profile *f = x->profile;
	struct inspect_pass pass = {.x = x, .portal = p, .out = out, .arena = a,
		.visits = {.portal = p, .from = x->from, .to = x->to, .until_ms = x->now_ms},
		.lang = x->ask->lang};
	const struct person_mark **marks;
	int rc;

	*out = (struct inspection){.portal = p, .nresults = f->nindicators};
	out->results = arena_array(a, f->nindicators + 1, sizeof(*out->results));
	marks = arena_array(a, f->nindicators + 1, sizeof(*marks));
	for (size_t i = 0; i < f->nindicators; i++)
		out->results[i].indicator = &f->indicators[i];
	rc = visits_read(&pass.visits, x->ask->config, x->ask->pages, a, e);
	if (rc < 0)
		return rc;
	out->visits = visits_sum(&pass.visits, x->from, x->to, x->now_ms);
	for (size_t i = 0; i < out->nresults; i++) {
		struct inspect_result *r = &out->results[i];

		if (!r->indicator->enabled || !inspect_is_for(r->indicator, p)) {
			r->outcome = OUTCOME_OFF;
			if (r->indicator->enabled && !p->level[0] &&
				!profile_excepts(r->indicator, p)) {
				r->outcome = OUTCOME_CANNOT;
				r->why = str_of(LANG(pass.lang,
					"the portal's level: is not configured"));
			}
		}
		else if (rc == 0)
			rc = without_columns(&pass, r, e);
	}
	if (rc == 0)
		rc = inspect_columns(&pass, e);
	if (rc == 0)
		rc = inspect_marks(&pass, marks, e);
	if (rc == 0)
		decide(&pass, marks);
	return rc;
}
