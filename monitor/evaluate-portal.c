/* Portals: down now, available over a week, on one platform. */
#include "evaluate-pass.h"

#include "base/clock.h"
#include "crawler/verdict.h"

#define DOWN_CHECKS 3
#define DOWN_SPAN_MS (20 * MINUTE_MS)
#define UP_CHECKS 2
#define WEEK_DAYS 7
#define WINDOW_MS (WEEK_DAYS * DAY_MS)
#define WARN_SHARE 0.03
#define VETO_SHARE 0.05
#define MIN_PROBES 20	   /* a day's worth: fewer say nothing */
/* Where three fetches in a hundred fail by chance, one visit in a thousand is met twice: that
 * makes three in a week now and then, and five never. */
#define MIN_BAD 5
#define MIN_VETO_PROBES 100 /* five of the seven days of 20 visits */
#define ALIKE_PLACES 3	   /* that fail at one minute for one reason: a platform */
#define ALMOST_DOWN 2	   /* failures in a row of those beside it */

/* --- pure parts --- */

void availability_add(struct availability *a, int verdict, int64_t elapsed_ms,
	int64_t time_ms)
{
	visit_take(&a->run, &a->sum, verdict, elapsed_ms, time_ms, a->every_ms);
}

void availability_end(struct availability *a)
{
	int32_t n = a->sum.good + a->sum.bad;

	a->share = n ? (double)a->sum.bad / n : 0;
}

int availability_level(const struct availability *a)
{
	int32_t n = a->sum.good + a->sum.bad;

	if (n < MIN_PROBES || a->sum.bad < MIN_BAD || a->share < WARN_SHARE)
		return LEVEL_OK;
	return a->share >= VETO_SHARE && n >= MIN_VETO_PROBES ? LEVEL_OVERDUE : LEVEL_WARN;
}

int availability_level_untold(const struct availability *a)
{
	struct availability x = *a;

	x.sum.good += x.sum.down;
	x.sum.bad -= x.sum.down;
	availability_end(&x);
	return availability_level(&x);
}

/* A refusal is none: it neither ends a failure nor confirms it. */
static bool is_failure(int verdict)
{
	return verdict_is_broken(verdict) || verdict_is_unstable(verdict);
}

int portal_down_phase(const struct portal_state *p)
{
	if (verdict_is_good(p->verdict))
		return p->ngood < UP_CHECKS ? FINDING_RECOVERING : 0;
	if (!p->bad_since_ms || p->nbad == 0)
		return 0;
	if (p->down || (is_failure(p->verdict) && p->nbad >= DOWN_CHECKS &&
		p->last_probe_ms - p->bad_since_ms >= DOWN_SPAN_MS))
		return FINDING_CONFIRMED;
	return FINDING_SUSPECTED;
}

void down_again_add(struct down_again *x, const struct measure *m)
{
	if (verdict_is_good(m->verdict))
		*x = (struct down_again){0};
	if (!is_failure(m->verdict))
		return;
	if (x->nbad++ == 0)
		x->from_ms = m->time_ms;
	x->to_ms = m->time_ms;
}

bool down_again_proven(const struct down_again *x)
{
	return x->nbad >= DOWN_CHECKS && x->to_ms - x->from_ms >= DOWN_SPAN_MS;
}

/* Newest answer of a host other than this portal's; 0 none. */
static int64_t answered_elsewhere(const struct pass *p, const struct portal_view *v)
{
	int64_t newest = 0;

	if (p->line.outside_ok_ms && !str_eq(p->line.outside_host, v->host))
		newest = p->line.outside_ok_ms;
	for (size_t i = 0; i < p->nportals; i++) {
		const struct portal_view *o = &p->portals[i];
		bool apart = !str_eq(o->host, v->host) && (!o->state.address.n ||
			!str_eq(o->state.address, v->state.address));

		if (o->known && apart && o->state.last_good_ms > newest)
			newest = o->state.last_good_ms;
	}
	return newest;
}

/* --- platforms --- */

static bool on_one_platform(const struct portal_view *a, const struct portal_view *b)
{
	return a->state.address.n && str_eq(a->state.address, b->state.address);
}

static bool failing_alike(const struct portal_view *a, const struct portal_view *b)
{
	/* as the crawler found; a store from before it looked has the minute alone */
	if (a->state.alike_ms)
		return a->state.alike_ms == b->state.alike_ms;
	return a->state.bad_since_ms / MINUTE_MS == b->state.bad_since_ms / MINUTE_MS &&
		str_eq(a->state.reason, b->state.reason);
}

static bool down(const struct portal_view *v)
{
	return v->known && v->phase == FINDING_CONFIRMED;
}

/* Down, or on its way back: a platform comes and goes portal by portal, each at its own
 * minute. Good again after a failure or two that came by chance is no way back: it was never
 * down. */
static bool failing(const struct portal_view *v)
{
	return down(v) ||
		(v->known && v->phase == FINDING_RECOVERING && v->state.bad_since_ms);
}

/* About to be confirmed. */
static bool almost_down(const struct portal_view *v)
{
	return v->known && v->phase == FINDING_SUSPECTED && v->state.nbad >= ALMOST_DOWN;
}

/* What fails together, by a shared address or by the minute alone. */
struct platform {
	struct str subject; /* the address, else the minute; none: it fails alone */
	bool by_address;
	bool most; /* of those beside it fail: whatever they began with, they fail together */
	size_t n;  /* portals */
};

/* They may have begun to fail together: neither was seen good while the other failed. */
static bool began_together(const struct portal_state *a, const struct portal_state *b)
{
	return b->last_good_ms < a->bad_since_ms &&
		(verdict_is_good(a->verdict) || a->last_good_ms < b->bad_since_ms);
}

/* One that was seen good while v failed, or failed long before it, fails by itself beside it,
 * unless most of those beside it fail. */
static bool fails_with(const struct platform *x, const struct portal_view *v,
	const struct portal_view *other)
{
	if (failing(other) && !down(other)) /* on its way back: when it was good says nothing */
		return x->most || verdict_is_good(v->state.verdict) ||
			v->state.last_good_ms < other->state.bad_since_ms;
	if (!down(other) && !almost_down(other))
		return false;
	return x->most ? other->state.nbad >= DOWN_CHECKS
		       : began_together(&v->state, &other->state);
}

static bool belongs(const struct platform *x, const struct portal_view *v,
	const struct portal_view *other)
{
	if (!x->by_address) /* the crawler compared their times */
		return (failing(other) || almost_down(other)) && failing_alike(other, v);
	return on_one_platform(other, v) && fails_with(x, v, other);
}

/* Addresses met; portals without one are each for themselves. */
struct places {
	struct str seen[ALIKE_PLACES];
	size_t n;
};

static void take_place(struct places *x, struct str address)
{
	if (x->n == ALIKE_PLACES)
		return;
	for (size_t i = 0; i < x->n && address.n; i++)
		if (str_eq(x->seen[i], address))
			return;
	x->seen[x->n++] = address;
}

/* Those on the address of v, where they fail together. */
static struct platform by_address(const struct pass *p, const struct portal_view *v)
{
	struct platform x = {.by_address = true}, most = {.by_address = true, .most = true};
	size_t all = 0;

	for (size_t i = 0; i < p->nportals; i++) {
		const struct portal_view *o = &p->portals[i];

		all += o->known && on_one_platform(o, v);
		x.n += belongs(&x, v, o);
		most.n += belongs(&most, v, o);
	}
	if (2 * most.n > all + 1) /* of the others, more than half */
		x = most;
	if (x.n >= 2)
		x.subject = v->state.address;
	return x;
}

/* The platform that v fails with. All portals on one address are one place: a lone one that
 * fails in the hour in which an address with ten portals does is a coincidence of two. */
static struct platform platform_of(const struct pass *p, const struct portal_view *v)
{
	struct platform same = by_address(p, v), alike = {.n = 0};
	struct places places = {.n = 0};
	int64_t minute = (v->state.alike_ms ? v->state.alike_ms : v->state.bad_since_ms) /
		MINUTE_MS;

	if (same.subject.n)
		return same;
	for (size_t i = 0; i < p->nportals; i++) {
		/* a platform of its own has its own alert */
		if (p->portals[i].with_address || !belongs(&alike, v, &p->portals[i]))
			continue;
		alike.n++;
		take_place(&places, p->portals[i].state.address);
	}
	if (places.n >= ALIKE_PLACES)
		alike.subject = arena_strf(p->ev->arena, "minute-%lld", (long long)minute);
	return alike;
}

/* Not one good visit since it went down: what fails after one may fail by chance. */
static bool unbroken(const struct portal_state *s)
{
	return is_failure(s->verdict) && s->last_good_ms < s->bad_since_ms;
}

/* Why most of them fail: one that fails by chance for another reason, or is back already, is
 * no change of cause. */
static struct str reason_of(const struct pass *p, const struct platform *x,
	const struct portal_view *v)
{
	struct str best = STR_NONE;
	size_t most = 0;

	for (size_t i = 0; i < p->nportals; i++) {
		const struct portal_state *s = &p->portals[i].state;
		size_t n = 0;

		if (!belongs(x, v, &p->portals[i]) || !unbroken(s) || !s->reason.n)
			continue;
		for (size_t k = 0; k < p->nportals; k++)
			n += belongs(x, v, &p->portals[k]) &&
				unbroken(&p->portals[k].state) &&
				str_eq(p->portals[k].state.reason, s->reason);
		if (n > most) {
			most = n;
			best = s->reason;
		}
	}
	return best.n ? best : STR(KIND_PLATFORM);
}

/* Two at least: one alone of those that are back is its own matter. */
static bool still_fails(const struct pass *p, const struct platform *x,
	const struct portal_view *v)
{
	size_t n = 0;

	for (size_t i = 0; i < p->nportals && n < 2; i++)
		n += unbroken(&p->portals[i].state) && belongs(x, v, &p->portals[i]);
	return n >= 2;
}

static void add_platform(struct pass *p, const struct platform *x, const struct portal_view *v)
{
	struct arena *a = p->ev->arena;
	bool confirmed = v->phase == FINDING_CONFIRMED && unbroken(&v->state) &&
		still_fails(p, x, v);
	struct finding *f;

	for (size_t i = 0; i < p->ev->out.n; i++)
		if (str_eqc(p->ev->out.list[i].kind, KIND_PLATFORM) &&
			str_eq(p->ev->out.list[i].subject, x->subject)) {
			f = &p->ev->out.list[i];
			if (confirmed)
				f->phase = FINDING_CONFIRMED;
			if (v->state.last_probe_ms > f->measured_ms)
				f->measured_ms = v->state.last_probe_ms;
			if (v->state.bad_since_ms < f->since_ms)
				f->since_ms = v->state.bad_since_ms;
			return;
		}
	f = finding_new(&p->ev->out, a, KIND_PLATFORM);
	f->subject = arena_str(a, x->subject);
	f->level = LEVEL_OVERDUE;
	f->severity = SEVERITY_CRITICAL;
	f->phase = confirmed ? FINDING_CONFIRMED : FINDING_RECOVERING;
	f->since_ms = v->state.bad_since_ms;
	f->measured_ms = v->state.last_probe_ms;
	f->interval_ms = HOUR_MS;
	f->cause = reason_of(p, x, v);
	f->summary = arena_strf(a, "%zu portals on one platform cannot be opened", x->n);
	f->parent_kind = STR(KIND_OWN_LINE);
	f->parent_subject = STR(SUBJECT_SELF);
	finding_factf(f, a, "portals", "%zu", x->n);
	for (size_t i = 0; i < p->nportals; i++)
		if (belongs(x, v, &p->portals[i]) &&
			(x->by_address || !p->portals[i].with_address))
			finding_evidence(f, a, "portal", str_of(p->portals[i].config->id));
}

/* --- one portal --- */

static void judge_down(struct pass *p, const struct portal_view *v)
{
	/* a portal that answers, whatever it says, was reached over our line */
	bool proven = v->state.status > 0 ||
		answered_elsewhere(p, v) >= v->state.bad_since_ms;
	struct arena *a = p->ev->arena;
	struct platform platform = {.n = 0};
	struct finding *f;

	if (!v->phase)
		return;
	if (failing(v) || almost_down(v))
		platform = platform_of(p, v);
	if (platform.subject.n && !p->line.down && v->phase != FINDING_SUSPECTED)
		add_platform(p, &platform, v);
	f = finding_new(&p->ev->out, a, KIND_PORTAL);
	f->subject = f->portal = str_of(v->config->id);
	f->unit = str_of(v->config->unit);
	f->level = LEVEL_OVERDUE;
	f->severity = SEVERITY_CRITICAL;
	f->phase = v->phase;
	if (f->phase == FINDING_CONFIRMED && p->ev->config->nwitnesses && !proven)
		f->phase = FINDING_SUSPECTED; /* until a witness has answered */
	f->since_ms = v->state.bad_since_ms;
	f->measured_ms = v->state.last_probe_ms;
	f->earliest_ms = v->state.bad_since_ms + DOWN_SPAN_MS;
	f->interval_ms = v->config->home_every_ms ? v->config->home_every_ms : HOUR_MS;
	f->cause = v->state.reason;
	f->basis = STR("国办秘函〔2019〕19号 站点无法访问");
	f->limit_kind = STR("statutory");
	f->summary = arena_strf(a, "the portal cannot be opened: %.*s", STR_ARG(f->cause));
	f->parent_kind = platform.subject.n ? STR(KIND_PLATFORM) : STR(KIND_OWN_LINE);
	f->parent_subject = platform.subject.n ? arena_str(a, platform.subject)
					       : STR(SUBJECT_SELF);
	if (p->line.down)
		f->cannot_judge = STR("own line");
	if (!proven) {
		f->for_operator = true;
		finding_fact(f, a, "or_own_line", STR("true"));
	}
	finding_fact(f, a, "reason", v->state.reason);
	finding_fact(f, a, "verdict", str_of(verdict_word(v->state.verdict)));
	if (v->state.status)
		finding_factf(f, a, "status", "%d", v->state.status);
	finding_factf(f, a, "probes", "%d", v->state.nbad);
	finding_evidence(f, a, "url", str_of(v->config->home));
}

int64_t portal_unmeasured_ms(const struct pass *p, const struct portal_view *v)
{
	int64_t every = v->config->home_every_ms ? v->config->home_every_ms : HOUR_MS;
	int64_t limit = 4 * every > 2 * DAY_MS ? 4 * every : 2 * DAY_MS;
	int64_t since = v->state.last_good_ms ? v->state.last_good_ms : v->state.first_ms;
	bool down_or_doubted = v->phase == FINDING_CONFIRMED ||
		(v->phase && is_failure(v->state.verdict));

	if (down_or_doubted || verdict_is_good(v->state.verdict) || !since ||
		p->ev->now_ms - since <= limit)
		return 0;
	return since;
}

/* Probes are made, and refused: nothing can be said of the portal. */
static void judge_unmeasured(struct pass *p, const struct portal_view *v)
{
	int64_t every = v->config->home_every_ms ? v->config->home_every_ms : HOUR_MS;
	int64_t since = portal_unmeasured_ms(p, v);
	struct arena *a = p->ev->arena;
	struct finding *f;

	if (!since)
		return;
	f = finding_new(&p->ev->out, a, KIND_UNMEASURED);
	f->subject = f->portal = str_of(v->config->id);
	f->unit = str_of(v->config->unit);
	f->level = LEVEL_OVERDUE;
	f->severity = SEVERITY_LOW;
	f->for_operator = true;
	f->since_ms = since;
	f->measured_ms = v->state.last_probe_ms;
	f->interval_ms = every;
	f->cause = v->state.reason.n ? v->state.reason : STR("not-tried");
	f->summary = arena_strf(a, "no accepted measurement for %lld hours",
		(long long)((p->ev->now_ms - since) / HOUR_MS));
	if (p->line.down || p->stopped) {
		f->parent_kind = p->line.down ? STR(KIND_OWN_LINE) : STR(KIND_STOPPED);
		f->parent_subject = STR(SUBJECT_SELF);
	}
	finding_fact(f, a, "verdict", str_of(verdict_word(v->state.verdict)));
	finding_fact(f, a, "reason", v->state.reason);
	finding_evidence(f, a, "url", str_of(v->config->home));
}

static int count_probe(const struct measure *m, void *ctx)
{
	availability_add(ctx, m->verdict, m->elapsed_ms, m->time_ms);
	return 0;
}

/* As the crawler counted; a store from before it did is read through. */
static int count_week(struct pass *p, const struct portal_view *v, struct availability *x,
	struct err *e)
{
	struct evaluation *ev = p->ev;
	int32_t today = day_of_ms(ev->now_ms, portal_zone(ev->config, v->config));

	if (v->state.nvisits == 0)
		return pages_each_measure(ev->pages,
			v->state.home.n ? v->state.home : str_of(v->config->home),
			ev->now_ms - WINDOW_MS, ev->now_ms + 1, count_probe, x, e);
	for (size_t i = 0; i < v->state.nvisits; i++) {
		const struct visits_of_day *d = &v->state.visits[i];

		if (d->day <= today - WEEK_DAYS || d->day > today)
			continue;
		x->sum.good += d->sum.good;
		x->sum.bad += d->sum.bad;
		x->sum.uncounted += d->sum.uncounted;
		x->sum.down += d->sum.down;
	}
	return 0;
}

static int judge_availability(struct pass *p, const struct portal_view *v, struct err *e)
{
	struct evaluation *ev = p->ev;
	struct availability x = {.every_ms = v->config->home_every_ms};
	struct finding *f;
	int rc = count_week(p, v, &x, e);

	if (rc < 0)
		return rc;
	availability_end(&x);
	f = finding_new(&ev->out, ev->arena, KIND_AVAILABILITY);
	f->subject = f->portal = str_of(v->config->id);
	f->unit = str_of(v->config->unit);
	f->level = availability_level_untold(&x);
	f->severity = f->level == LEVEL_OVERDUE ? SEVERITY_CRITICAL : SEVERITY_MEDIUM;
	f->since_ms = ev->now_ms;
	f->measured_ms = v->state.last_probe_ms;
	f->interval_ms = HOUR_MS;
	f->cause = f->level == LEVEL_OVERDUE ? STR("share-5") : STR("share-3");
	f->basis = STR("国办秘函〔2019〕19号 站点无法访问");
	f->limit_kind = STR("statutory");
	f->limit = STR("5 %");
	f->summary = arena_strf(ev->arena, "%d of %d visits in a week failed", x.sum.bad,
		x.sum.good + x.sum.bad);
	f->parent_kind = STR(KIND_PORTAL);
	f->parent_subject = f->portal;
	/* few visits prove no share, but a week of good ones only is no fault */
	if (x.sum.good + x.sum.bad < MIN_PROBES && (x.sum.bad || !x.sum.good))
		f->cannot_judge = STR("too few probes");
	else if (p->line.down)
		f->cannot_judge = STR("own line");
	finding_factf(f, ev->arena, "share", "%.4f", x.share);
	finding_factf(f, ev->arena, "bad", "%d", x.sum.bad);
	finding_factf(f, ev->arena, "probes", "%d", x.sum.good + x.sum.bad);
	finding_factf(f, ev->arena, "uncounted", "%d", x.sum.uncounted);
	finding_evidence(f, ev->arena, "url", str_of(v->config->home));
	return 0;
}

int evaluate_portals(struct pass *p, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < p->nportals; i++) {
		struct portal_view *v = &p->portals[i];

		if (v->known && (failing(v) || almost_down(v)))
			v->with_address = by_address(p, v).subject.n > 0;
	}
	for (size_t i = 0; i < p->nportals && rc == 0; i++) {
		if (!p->portals[i].known)
			continue;
		judge_down(p, &p->portals[i]);
		judge_unmeasured(p, &p->portals[i]);
		rc = judge_availability(p, &p->portals[i], e);
	}
	return rc < 0 ? rc : 0;
}
