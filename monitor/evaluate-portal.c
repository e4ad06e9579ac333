/* Portals: down now, available over a week, on one platform, and whether it is us. */
#include "evaluate-pass.h"

#include "base/clock.h"
#include "crawler/verdict.h"

#define DOWN_CHECKS 3
#define DOWN_SPAN_MS (20 * MINUTE_MS)
#define UP_CHECKS 2
#define VISIT_LIMIT_MS (15 * SECOND_MS) /* 超过(含)15秒仍打不开 */
#define WINDOW_MS (7 * DAY_MS)
#define WARN_SHARE 0.03
#define VETO_SHARE 0.05
#define MIN_PROBES 20	   /* a day's worth: fewer say nothing */
#define MIN_VETO_PROBES 100 /* five of the seven days of 20 visits */
#define ALIKE_PORTALS 3	   /* that fail at one minute for one reason: a platform */
#define WITNESS_FRESH_MS (6 * HOUR_MS)
#define GAP_SHOWN_MS DAY_MS
/* Shorter ones are grey in the reports; rounds by cron lie a day apart. */
#define GAP_TOLD_MS (2 * DAY_MS)

/* --- pure parts --- */

void availability_add(struct availability *a, int verdict, int64_t elapsed_ms)
{
	if (verdict_is_good(verdict) && elapsed_ms < VISIT_LIMIT_MS)
		a->good++;
	else if (verdict_is_good(verdict) || verdict_is_broken(verdict) ||
		verdict_is_unstable(verdict))
		a->bad++;
	else
		a->uncounted++;
}

void availability_end(struct availability *a)
{
	int32_t n = a->good + a->bad;

	a->share = n ? (double)a->bad / n : 0;
}

int availability_level(const struct availability *a)
{
	int32_t n = a->good + a->bad;

	if (n < MIN_PROBES || a->share < WARN_SHARE)
		return LEVEL_OK;
	return a->share >= VETO_SHARE && n >= MIN_VETO_PROBES ? LEVEL_OVERDUE : LEVEL_WARN;
}

int portal_down_phase(const struct portal_state *p)
{
	if (verdict_is_good(p->verdict))
		return p->ngood < UP_CHECKS ? FINDING_RECOVERING : 0;
	if (!p->bad_since_ms || p->nbad == 0)
		return 0;
	if (p->nbad >= DOWN_CHECKS && p->last_probe_ms - p->bad_since_ms >= DOWN_SPAN_MS)
		return FINDING_CONFIRMED;
	return FINDING_SUSPECTED;
}

/* --- own line --- */

static bool is_bad(int verdict)
{
	return verdict_is_broken(verdict) || verdict_is_unstable(verdict);
}

static int look_at_witnesses(struct pass *p, size_t *nbad, struct err *e)
{
	struct evaluation *ev = p->ev;

	*nbad = 0;
	for (size_t i = 0; i < ev->config->nwitnesses; i++) {
		struct address x;
		int rc = pages_address(ev->pages, str_of(ev->config->witnesses[i]), &x,
			ev->arena, e);

		if (rc < 0 && rc != ERR_NOTFOUND)
			return rc;
		if (rc < 0 || ev->now_ms - x.last_ms > WITNESS_FRESH_MS)
			continue;
		if (!is_bad(x.verdict)) {
			p->line.proven = true;
			continue;
		}
		++*nbad;
		if (x.bad_since_ms > p->line.since_ms)
			p->line.since_ms = x.bad_since_ms;
	}
	return 0;
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

/* Without witnesses: two portals or more on different addresses, all of them down and
 * nothing else answering, are our own line. */
static void judge_line_by_portals(struct pass *p)
{
	const struct portal_view *first = NULL;
	bool apart = false;
	int64_t since = 0;

	for (size_t i = 0; i < p->nportals; i++) {
		const struct portal_view *v = &p->portals[i];

		if (!v->known)
			continue;
		if (v->phase != FINDING_SUSPECTED && v->phase != FINDING_CONFIRMED)
			return;
		if (answered_elsewhere(p, v) >= v->state.bad_since_ms)
			return;
		if (!first)
			first = v;
		else
			apart |= !str_eq(first->host, v->host) && (!v->state.address.n ||
				!str_eq(first->state.address, v->state.address));
		since = v->state.bad_since_ms > since ? v->state.bad_since_ms : since;
	}
	p->line.down = apart;
	p->line.since_ms = since;
}

static int judge_line(struct pass *p, struct err *e)
{
	struct finding *f;
	size_t nbad;
	int rc = look_at_witnesses(p, &nbad, e);

	if (rc < 0)
		return rc;
	if (nbad > 0)
		p->line.down = !p->line.proven;
	else if (!p->line.proven)
		judge_line_by_portals(p);
	if (!p->line.down)
		return 0;
	f = finding_new(&p->ev->out, p->ev->arena, KIND_OWN_LINE);
	f->subject = STR(SUBJECT_SELF);
	f->level = LEVEL_OVERDUE;
	f->severity = SEVERITY_HIGH;
	f->for_operator = true;
	f->since_ms = p->line.since_ms;
	f->measured_ms = p->newest_try_ms;
	f->cause = STR("own-line");
	f->summary = STR("nothing answers: our own line is down");
	return 0;
}

/* --- platforms --- */

static bool on_one_platform(const struct portal_view *a, const struct portal_view *b)
{
	return a->state.address.n && str_eq(a->state.address, b->state.address);
}

static bool failing_alike(const struct portal_view *a, const struct portal_view *b)
{
	return a->state.bad_since_ms / MINUTE_MS == b->state.bad_since_ms / MINUTE_MS &&
		str_eq(a->state.reason, b->state.reason);
}

static bool down(const struct portal_view *v)
{
	return v->known && v->phase == FINDING_CONFIRMED;
}

/* Subject of the platform that v fails with, none where it fails alone. The name is that
 * of the address, else the minute at which all of them failed. */
static struct str platform_of(const struct pass *p, const struct portal_view *v, size_t *n)
{
	size_t same = 0, alike = 0;

	for (size_t i = 0; i < p->nportals; i++) {
		same += down(&p->portals[i]) && on_one_platform(&p->portals[i], v);
		alike += down(&p->portals[i]) && failing_alike(&p->portals[i], v);
	}
	*n = same;
	if (same >= 2)
		return v->state.address;
	*n = alike;
	if (alike >= ALIKE_PORTALS)
		return arena_strf(p->ev->arena, "minute-%lld",
			(long long)(v->state.bad_since_ms / MINUTE_MS));
	return STR_NONE;
}

static void add_platform(struct pass *p, struct str subject, const struct portal_view *v,
	size_t n)
{
	struct arena *a = p->ev->arena;
	struct finding *f;

	for (size_t i = 0; i < p->ev->out.n; i++)
		if (str_eqc(p->ev->out.list[i].kind, KIND_PLATFORM) &&
			str_eq(p->ev->out.list[i].subject, subject))
			return;
	f = finding_new(&p->ev->out, a, KIND_PLATFORM);
	f->subject = arena_str(a, subject);
	f->level = LEVEL_OVERDUE;
	f->severity = SEVERITY_CRITICAL;
	f->since_ms = v->state.bad_since_ms;
	f->measured_ms = v->state.last_probe_ms;
	f->cause = v->state.reason;
	f->summary = arena_strf(a, "%zu portals on one platform cannot be opened", n);
	f->parent_kind = STR(KIND_OWN_LINE);
	f->parent_subject = STR(SUBJECT_SELF);
	finding_factf(f, a, "portals", "%zu", n);
	for (size_t i = 0; i < p->nportals; i++)
		if (down(&p->portals[i]) && (on_one_platform(&p->portals[i], v) ||
			failing_alike(&p->portals[i], v)))
			finding_evidence(f, a, "portal", str_of(p->portals[i].config->id));
}

/* --- one portal --- */

static void judge_down(struct pass *p, const struct portal_view *v)
{
	struct arena *a = p->ev->arena;
	struct str platform;
	struct finding *f;
	size_t n = 0;

	if (!v->phase)
		return;
	platform = down(v) ? platform_of(p, v, &n) : STR_NONE;
	if (platform.n && !p->line.down)
		add_platform(p, platform, v, n);
	f = finding_new(&p->ev->out, a, KIND_PORTAL);
	f->subject = f->portal = str_of(v->config->id);
	f->unit = str_of(v->config->unit);
	f->level = LEVEL_OVERDUE;
	f->severity = SEVERITY_CRITICAL;
	f->phase = v->phase;
	f->since_ms = v->state.bad_since_ms;
	f->measured_ms = v->state.last_probe_ms;
	f->earliest_ms = v->state.bad_since_ms + DOWN_SPAN_MS;
	f->interval_ms = v->config->home_every_ms ? v->config->home_every_ms : HOUR_MS;
	f->cause = v->state.reason;
	f->basis = STR("国办秘函〔2019〕19号 站点无法访问");
	f->limit_kind = STR("statutory");
	f->summary = arena_strf(a, "the portal cannot be opened: %.*s", STR_ARG(f->cause));
	f->parent_kind = platform.n ? STR(KIND_PLATFORM) : STR(KIND_OWN_LINE);
	f->parent_subject = platform.n ? arena_str(a, platform) : STR(SUBJECT_SELF);
	if (p->line.down)
		f->cannot_judge = STR("own line");
	if (!p->line.proven && answered_elsewhere(p, v) < v->state.bad_since_ms) {
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

/* Probes are made, and refused: nothing can be said of the portal. */
static void judge_unmeasured(struct pass *p, const struct portal_view *v)
{
	int64_t every = v->config->home_every_ms ? v->config->home_every_ms : HOUR_MS;
	int64_t limit = 4 * every > 2 * DAY_MS ? 4 * every : 2 * DAY_MS;
	int64_t since = v->state.last_good_ms ? v->state.last_good_ms : v->state.first_ms;
	struct arena *a = p->ev->arena;
	struct finding *f;

	if (v->phase || verdict_is_good(v->state.verdict) || !since ||
		p->ev->now_ms - since <= limit)
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
	finding_fact(f, a, "verdict", str_of(verdict_word(v->state.verdict)));
	finding_fact(f, a, "reason", v->state.reason);
	finding_evidence(f, a, "url", str_of(v->config->home));
}

static int count_probe(const struct measure *m, void *ctx)
{
	availability_add(ctx, m->verdict, m->elapsed_ms);
	return 0;
}

static int judge_availability(struct pass *p, const struct portal_view *v, struct err *e)
{
	struct evaluation *ev = p->ev;
	struct availability x = {0};
	struct finding *f;
	int rc = pages_each_measure(ev->pages,
		v->state.home.n ? v->state.home : str_of(v->config->home),
		ev->now_ms - WINDOW_MS, ev->now_ms + 1, count_probe, &x, e);

	if (rc < 0)
		return rc;
	availability_end(&x);
	f = finding_new(&ev->out, ev->arena, KIND_AVAILABILITY);
	f->subject = f->portal = str_of(v->config->id);
	f->unit = str_of(v->config->unit);
	f->level = availability_level(&x);
	f->severity = f->level == LEVEL_OVERDUE ? SEVERITY_CRITICAL : SEVERITY_MEDIUM;
	f->since_ms = ev->now_ms;
	f->measured_ms = v->state.last_probe_ms;
	f->interval_ms = HOUR_MS;
	f->cause = f->level == LEVEL_OVERDUE ? STR("share-5") : STR("share-3");
	f->basis = STR("国办秘函〔2019〕19号 站点无法访问");
	f->limit_kind = STR("statutory");
	f->limit = STR("5 %");
	f->summary = arena_strf(ev->arena, "%d of %d visits in a week failed", x.bad,
		x.good + x.bad);
	f->parent_kind = STR(KIND_PORTAL);
	f->parent_subject = f->portal;
	/* few visits prove no share, but a week of good ones only is no fault */
	if (x.good + x.bad < MIN_PROBES && (x.bad || !x.good))
		f->cannot_judge = STR("too few probes");
	else if (p->line.down)
		f->cannot_judge = STR("own line");
	finding_factf(f, ev->arena, "share", "%.4f", x.share);
	finding_factf(f, ev->arena, "bad", "%d", x.bad);
	finding_factf(f, ev->arena, "probes", "%d", x.good + x.bad);
	finding_factf(f, ev->arena, "uncounted", "%d", x.uncounted);
	finding_evidence(f, ev->arena, "url", str_of(v->config->home));
	return 0;
}

/* --- ourselves --- */

/* For so long nothing need be measured: two intervals of the busiest home page. */
static int64_t silence_ms(const struct pass *p)
{
	int64_t interval = HOUR_MS;

	for (size_t i = 0; i < p->nportals; i++) {
		int64_t every = p->portals[i].config->home_every_ms;

		if (every && (i == 0 || every < interval))
			interval = every;
	}
	return 2 * interval > 30 * MINUTE_MS ? 2 * interval : 30 * MINUTE_MS;
}

static void judge_stopped(struct pass *p)
{
	struct evaluation *ev = p->ev;
	struct finding *f;

	if (!p->newest_try_ms || ev->now_ms - p->newest_try_ms <= silence_ms(p))
		return;
	f = finding_new(&ev->out, ev->arena, KIND_STOPPED);
	f->subject = STR(SUBJECT_SELF);
	f->level = LEVEL_OVERDUE;
	f->severity = SEVERITY_HIGH;
	f->for_operator = true;
	f->since_ms = p->newest_try_ms;
	f->measured_ms = ev->now_ms;
	f->cause = STR("crawler-stopped");
	f->summary = arena_strf(ev->arena, "nothing was measured for %lld minutes",
		(long long)((ev->now_ms - p->newest_try_ms) / MINUTE_MS));
}

static int add_gap(const struct gap *g, void *ctx)
{
	struct evaluation *ev = ctx;
	char text[TIME_TEXT];
	struct finding *f;

	if (ev->now_ms - g->to_ms > GAP_SHOWN_MS || g->to_ms - g->from_ms <= GAP_TOLD_MS)
		return 0;
	f = finding_new(&ev->out, ev->arena, KIND_GAP);
	f->subject = arena_strf(ev->arena, "%s %s", SUBJECT_SELF,
		time_text(text, g->from_ms, portal_zone(ev->config, NULL)));
	f->level = LEVEL_OVERDUE;
	f->severity = SEVERITY_LOW;
	f->for_operator = true;
	f->once = true;
	f->since_ms = g->from_ms;
	f->measured_ms = g->to_ms;
	f->cause = arena_str(ev->arena, g->why);
	f->summary = arena_strf(ev->arena, "nothing was measured for %lld minutes: %.*s",
		(long long)((g->to_ms - g->from_ms) / MINUTE_MS), STR_ARG(g->why));
	finding_factf(f, ev->arena, "to_ms", "%lld", (long long)g->to_ms);
	return 0;
}

int evaluate_portals(struct pass *p, struct err *e)
{
	struct evaluation *ev = p->ev;
	int rc = judge_line(p, e);

	for (size_t i = 0; i < p->nportals && rc == 0; i++) {
		if (!p->portals[i].known)
			continue;
		judge_down(p, &p->portals[i]);
		judge_unmeasured(p, &p->portals[i]);
		rc = judge_availability(p, &p->portals[i], e);
	}
	if (rc < 0)
		return rc;
	judge_stopped(p);
	rc = pages_each_gap(ev->pages, ev->now_ms - 7 * DAY_MS, ev->now_ms + 1, add_gap, ev, e);
	return rc < 0 ? rc : 0;
}
