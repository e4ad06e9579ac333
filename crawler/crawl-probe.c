/* Availability probes of home pages, and of the witnesses of our own line. */
#include "crawl-private.h"

#include "base/out.h"
#include "crawler/url.h"

#define PROBE_DEADLINE_MS (15 * SECOND_MS) /* the official limit (standards 1.2) */
#define WITNESS "witness:"
#define DOWN_CHECKS 3
#define DOWN_SPAN_MS (20 * MINUTE_MS)
#define UP_CHECKS 2
#define DOUBT_MAX_MS DAY_MS /* of a failure that refusals keep from being confirmed */

static int submit_probe(struct crawl *c, struct str subject, const struct portal_config *p,
	struct str url, struct err *e)
{
	struct job j;

	if (p)
		job_for(c, p, url, &j);
	else
		j = (struct job){.url = url, .order = {.url = url, .now_ms = c->now_ms}};
	j.kind = JOB_PROBE;
	j.keep_failed = true;
	j.deadline_ms = PROBE_DEADLINE_MS;
	return flight_submit(c, flight_new(c, DUE_PROBE, subject, p, NULL, url), &j, e);
}

static bool is_witness(const struct config *c, struct str url)
{
	for (size_t i = 0; i < c->nwitnesses; i++)
		if (str_eqc(url, c->witnesses[i]))
			return true;
	return false;
}

/* A witness that was taken out of the configuration is asked no more. */
static int submit_witness(struct crawl *c, struct store_txn *t, struct str subject,
	struct err *e)
{
	struct str url = str_sub(subject, sizeof(WITNESS) - 1, subject.n);
	struct address x;
	int rc;

	if (is_witness(c->config, url))
		return submit_probe(c, subject, NULL, url, e);
	rc = pages_address(t, url, &x, &c->turn, e);
	if (rc < 0)
		return rc;
	x.due_ms = 0;
	rc = pages_put_address(t, &x, e);
	return rc < 0 ? rc : ERR_NOTFOUND;
}

int probe_submit(struct crawl *c, struct store_txn *t, struct str subject, struct err *e)
{
	const struct portal_config *p = config_portal(c->config, subject);

	if (technical_is(subject))
		return technical_submit(c, subject, e);
	if (str_starts(subject, STR(WITNESS)))
		return submit_witness(c, t, subject, e);
	return p ? submit_probe(c, subject, p, str_of(p->home), e) : ERR_NOTFOUND;
}

static int witness_result(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct result *r, struct err *e)
{
	bool answered = !failed_to_reach(r->verdict);
	struct address before = {0}, x;
	struct measure m;
	int rc = pages_address(t, r->url, &before, &c->turn, e);

	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	rc = put_measure(c, t, r, r->verdict, NULL, false, &m, e);
	if (rc == 0)
		rc = put_address_result(c, t, r, r->verdict, m.seq, &x, e);
	if (rc < 0)
		return rc;
	x.due_ms = answered ? jittered(r->url, c->now_ms, HOUR_MS) : c->now_ms + MINUTE_MS;
	rc = pages_put_address(t, &x, e);
	if (rc == 0)
		rc = due_move(t, DUE_PROBE, due_host(r->url),
			str_n(f->subject, f->subject_n), before.due_ms, x.due_ms, e);
	return rc == 0 && answered ? line_answered(c, t, NULL, r->start_ms, e) : rc;
}

static int portal_event(struct crawl *c, struct store_txn *t, const struct portal_state *s,
	const char *kind, const struct result *r, struct err *e)
{
	struct buf b = BUF_INIT(8192);
	struct jw j = jw_on(&b);
	struct event x = {.time_ms = c->now_ms, .kind = str_of(kind), .portal = s->id,
		.url = s->home};

	jw_open(&j, '{');
	jw_kcstr(&j, "verdict", verdict_word(r->verdict));
	jw_kstr(&j, "reason", r->reason);
	jw_ktime(&j, "since", s->bad_since_ms, zone_utc());
	jw_close(&j, '}');
	x.detail = arena_str(&c->turn, buf_str(&b));
	buf_release(&b);
	return put_event(c, t, &x, e);
}

/* The visit goes to the day on which it began. */
static void count_visit(struct portal_state *s, const struct portal_config *p,
	const struct result *r, int verdict, bool went_down, int64_t now_ms, struct arena *a)
{
	struct visit_run run = {s->visit_ms, s->visit_what, s->visit_extra};
	struct visits_of_day *list = arena_array(a, VISIT_DAYS, sizeof(*list)), *at = NULL;
	struct visit_sum sum = {0};
	bool began = visit_take(&run, &sum, verdict, r->elapsed_ms, now_ms, p->home_every_ms);
	int32_t today = day_of_ms(run.start_ms, p->zone);
	size_t n = 0;

	for (size_t i = 0; i < s->nvisits && n < VISIT_DAYS; i++)
		if (s->visits[i].day > today - VISIT_DAYS && s->visits[i].day <= today)
			list[n++] = s->visits[i];
	for (size_t i = 0; i < n; i++)
		if (list[i].day == today)
			at = &list[i];
	if (!at && began && n < VISIT_DAYS) {
		at = &list[n++];
		at->day = today;
	}
	if (at) {
		at->sum.good += sum.good;
		at->sum.bad += sum.bad;
		at->sum.uncounted += sum.uncounted;
		at->sum.down += s->down && (went_down || sum.bad > 0);
	}
	s->visits = list;
	s->nvisits = n;
	s->visit_ms = run.start_ms;
	s->visit_what = run.what;
	s->visit_extra = run.nextra;
}

static const char *take_good(struct portal_state *s, int64_t now_ms)
{
	bool was_down = s->nbad >= DOWN_CHECKS && s->down;

	s->last_good_ms = now_ms;
	s->ngood++;
	s->nrun = 0;
	if (was_down && s->ngood < UP_CHECKS)
		return NULL;
	s->nbad = 0;
	s->bad_since_ms = was_down ? s->bad_since_ms : 0;
	s->down = false;
	s->alike_ms = 0;
	return was_down ? "portal.up" : NULL;
}

static void forget_doubt(struct portal_state *s)
{
	s->nbad = 0;
	s->nrun = 0;
	s->bad_since_ms = 0;
	s->alike_ms = 0;
}

/* Down is said after three bad probes over 20 minutes, up after two good ones. Blocked says
 * nothing about the portal. proven: it is not our own line. */
static const char *portal_take(struct portal_state *s, const struct result *r, bool proven,
	int64_t now_ms)
{
	s->last_probe_ms = now_ms;
	s->verdict = r->verdict;
	s->status = r->status;
	s->reason = r->reason;
	if (r->nhops && r->hops[r->nhops - 1].address.n)
		s->address = r->hops[r->nhops - 1].address;
	if (verdict_is_good(r->verdict))
		return take_good(s, now_ms);
	if (!verdict_is_broken(r->verdict) && !verdict_is_unstable(r->verdict)) {
		if (!s->down && now_ms - s->bad_since_ms >= DOUBT_MAX_MS)
			forget_doubt(s);
		return NULL;
	}
	s->ngood = 0;
	s->nrun++;
	if (s->nbad++ == 0)
		s->bad_since_ms = now_ms;
	if (s->down || !proven || s->nbad < DOWN_CHECKS ||
		now_ms - s->bad_since_ms < DOWN_SPAN_MS)
		return NULL;
	s->down = true;
	return "portal.down";
}

/* Five looks in the twenty minutes that prove an outage: where three fetches in a hundred
 * fail by chance, four in a row do so once in two quarters of 200 portals, five hardly ever.
 * One that fails again after a good visit, or after those that failed with it came back, is
 * looked at as often: whether it is down on its own account is asked anew.
 *   n  bad ones of the present run */
static int64_t probe_wait_ms(int32_t n, int64_t otherwise)
{
	static const int64_t wait[] = {MINUTE_MS, 5 * MINUTE_MS, 7 * MINUTE_MS, 8 * MINUTE_MS};

	return n >= 1 && n <= 4 && wait[n - 1] < otherwise ? wait[n - 1] : otherwise;
}

static int64_t next_probe(const struct crawl *c, const struct portal_state *s,
	const struct portal_config *p, bool proven)
{
	int64_t half = p->home_every_ms / 2;

	if (verdict_is_good(s->verdict) && !s->down)
		return jittered(s->id, c->now_ms, p->home_every_ms - p->home_every_ms / 10);
	if (!proven && s->nbad >= DOWN_CHECKS)
		return c->now_ms + MINUTE_MS;
	return jittered(s->id, c->now_ms, probe_wait_ms(s->ngood ? 0 : s->nrun, half));
}

/* --- what a failure or a return means for others --- */

struct failing {
	struct crawl *c;
	struct str portal;
	struct str *urls;
	size_t n, cap;
};

static int find_failing(const struct address *x, void *ctx)
{
	struct failing *f = ctx;

	if (x->outside || x->nbad == 0 || !x->due_ms || !str_eq(x->portal, f->portal))
		return 0;
	f->urls = arena_grow(&f->c->turn, f->urls, f->n, &f->cap, sizeof(*f->urls));
	f->urls[f->n++] = arena_str(&f->c->turn, x->url);
	return 0;
}

/* A portal that is back: what failed on it is asked for once. */
static int ask_failing(struct crawl *c, struct store_txn *t, struct str portal, struct err *e)
{
	struct failing f = {.c = c, .portal = portal};
	int rc = pages_each_address(t, find_failing, &f, e);

	rc = rc < 0 ? rc : 0;
	for (size_t i = 0; i < f.n && rc == 0; i++) {
		struct address x;
		int64_t old_due;

		rc = pages_address(t, f.urls[i], &x, &c->turn, e);
		if (rc < 0)
			return rc;
		old_due = x.due_ms;
		x.due_ms = c->now_ms;
		rc = pages_put_address(t, &x, e);
		if (rc == 0)
			rc = due_move(t, DUE_LINK, due_host(x.url), x.url, old_due, x.due_ms, e);
	}
	return rc;
}

struct refused {
	struct crawl *c;
	struct str *ids;
	size_t n, cap;
};

static int find_refused(const struct column_state *s, void *ctx)
{
	struct refused *x = ctx;

	if (s->retired || !s->due_ms || (s->nbad == 0 && !str_eqc(s->gate, REASON_OWN_LINE)))
		return 0;
	x->ids = arena_grow(&x->c->turn, x->ids, x->n, &x->cap, sizeof(*x->ids));
	x->ids[x->n++] = arena_str(&x->c->turn, s->column);
	return 0;
}

/* Its columns, whose last reading failed, are read again soon, and what failed with the
 * portal is not held against them. */
static int ask_columns(struct crawl *c, struct store_txn *t, struct str portal, struct err *e)
{
	struct refused x = {.c = c};
	int rc = pages_each_column(t, portal, find_refused, &x, e);

	rc = rc < 0 ? rc : 0;
	for (size_t i = 0; i < x.n && rc == 0; i++) {
		struct column_state s;
		int64_t old_due;

		rc = pages_column(t, portal, x.ids[i], &s, &c->turn, e);
		if (rc < 0)
			return rc;
		old_due = s.due_ms;
		if (s.due_ms > c->now_ms + MINUTE_MS)
			s.due_ms = c->now_ms + MINUTE_MS;
		s.nbad = 0;
		s.bad_since_ms = 0;
		rc = put_column(t, &s, old_due, e);
	}
	return rc;
}

/* --- results --- */

/* Nobody answers us: a measurement that says nothing. A doubt that it interrupts begins anew
 * afterwards: what failed on both sides of it is no run of failures. */
static int excuse(struct crawl *c, struct store_txn *t, struct portal_state *s,
	const struct portal_config *p, const struct result *r, struct err *e)
{
	struct result told = *r;

	told.reason = STR(REASON_OWN_LINE);
	told.detail = arena_strf(&c->turn, "%.*s: %.*s", STR_ARG(r->reason), STR_ARG(r->detail));
	s->last_probe_ms = c->now_ms;
	s->nrun = 0;
	s->verdict = VERDICT_UNKNOWN;
	s->reason = told.reason;
	if (!s->down)
		forget_doubt(s);
	count_visit(s, p, r, VERDICT_UNKNOWN, false, c->now_ms, &c->turn);
	s->due_ms = jittered(s->id, c->now_ms, p->home_every_ms / 4);
	return put_measure(c, t, &told, VERDICT_UNKNOWN, NULL, false, NULL, e);
}

static int count_in(struct crawl *c, struct store_txn *t, struct portal_state *s,
	const struct portal_config *p, const struct result *r, bool proven, struct err *e)
{
	bool was_refused = s->verdict == VERDICT_BLOCKED || str_eqc(s->reason, REASON_OWN_LINE);
	int64_t alike_ms = s->alike_ms;
	const char *event = portal_take(s, r, proven, c->now_ms);
	bool back = verdict_is_good(r->verdict) && (was_refused || (event && !s->down));
	int rc;

	if (back)
		s->up_ms = c->now_ms;

	count_visit(s, p, r, r->verdict, event && s->down, c->now_ms, &c->turn);
	s->due_ms = next_probe(c, s, p, proven);
	rc = put_measure(c, t, r, r->verdict, NULL, false, NULL, e);
	if (rc == 0 && event)
		rc = portal_event(c, t, s, event, r, e);
	if (rc == 0 && event && !s->down) {
		s->bad_since_ms = 0;
		rc = alike_return(c, t, s, alike_ms, e);
	}
	if (rc == 0 && back)
		rc = ask_failing(c, t, s->id, e);
	if (rc == 0 && back)
		rc = ask_columns(c, t, s->id, e);
	if (rc == 0 && s->nbad && !verdict_is_good(s->verdict))
		rc = alike_look(c, t, s, e);
	if (rc == 0 && !failed_to_reach(r->verdict))
		rc = line_answered(c, t, s, r->start_ms, e);
	return rc;
}

int probe_result(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct result *r, struct err *e)
{
	const struct portal_config *p = f->portal;
	enum line_state line = LINE_SOUND;
	struct portal_state s = {0};
	int64_t old_due;
	int rc;

	if (!p)
		return witness_result(c, t, f, r, e);
	if (technical_is(str_n(f->subject, f->subject_n)))
		return technical_result(c, t, f, r, e);
	rc = pages_portal(t, str_of(p->id), &s, &c->turn, e);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	old_due = s.due_ms;
	if (line_was_down(c, r))
		line = LINE_DOWN;
	else if (failed_to_reach(r->verdict))
		rc = line_judge(c, t, &s, &line, e);
	if (rc == 0 && line == LINE_DOWN)
		rc = excuse(c, t, &s, p, r, e);
	else if (rc == 0) /* without witnesses doubt is told as doubt, not waited out */
		rc = count_in(c, t, &s, p, r, line == LINE_SOUND || !c->config->nwitnesses, e);
	if (line_was_down(c, r))
		s.due_ms = c->now_ms;
	if (rc == 0)
		rc = pages_put_portal(t, &s, e);
	if (rc == 0)
		rc = due_move(t, DUE_PROBE, due_host(s.home), s.id, old_due, s.due_ms, e);
	return rc;
}
