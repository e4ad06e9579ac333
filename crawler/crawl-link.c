/* Links: one check each, confirmed over time (address_judge). */
#include "crawl-private.h"

#include "crawler/soft404.h"
#include "crawler/url.h"
#include "crawler/wrong.h"

#define CONFIRMED_EVERY_MS DAY_MS     /* a broken link is looked at daily until it is well */
#define BLOCKED_EVERY_MS (7 * DAY_MS) /* nothing to learn soon where we are refused */
#define WATCHED_MS (14 * DAY_MS)      /* and so is one that was broken lately */
#define RECOVERY_WAIT_MS (5 * MINUTE_MS)
#define UNNOTICED_MS HOUR_MS /* a portal is visited so often: the line may be down as long */
#define SOFT404_WAIT_MS 1 /* behind the random names, which go first */

void link_job(const struct crawl *c, const struct portal_config *p, struct str url,
	bool outside, struct job *out)
{
	job_for(c, p, url, out);
	out->kind = JOB_LINK;
	out->priority = 9;
	out->referer = str_of(p->home); /* it is linked from there, for hot-link protections */
	out->keep_failed = true;
	if (outside) {
		out->owner = false;
		out->delay_ms = c->config->delay_ms;
		out->connections = c->config->connections;
	}
}

int link_submit(struct crawl *c, struct store_txn *t, struct str subject, struct err *e)
{
	const struct portal_config *p;
	struct address x;
	struct flight *f;
	struct job j;
	int rc = pages_address(t, subject, &x, &c->turn, e);

	if (rc < 0)
		return rc;
	p = config_portal(c->config, x.portal);
	if (!p) /* its portal was taken out: nobody asks any more */
		return due_move(t, DUE_LINK, due_host(subject), subject, x.due_ms, 0, e);
	if (flight_asks(c, subject)) /* that answer is a check of the link too */
		return 0;
	link_job(c, p, subject, x.outside, &j);
	j.keep_body = x.nbad > 0; /* a soft 404 is seen by us alone: its bytes are the proof */
	j.order.want |= WANT_SPAM | WANT_HIDDEN; /* sheets are links */
	if (walk_wants(p, subject)) {
		j.order.want |= WANT_LINKS;
		rc = sheets_order(c, t, subject, &j, e);
		if (rc < 0)
			return rc;
	}
	f = flight_new(c, DUE_LINK, subject, p, NULL, subject);
	if (sub_column_wants(c, &x)) {
		j.order.want |= WANT_LIST | WANT_ARTICLE;
		j.keep_body = true;
		f->step = SUB_COLUMN_LOOK;
	}
	return flight_submit(c, f, &j, e);
}

static int64_t links_every_ms(const struct crawl *c, const struct address *x)
{
	const struct portal_config *p = config_portal(c->config, x->portal);

	if (x->every_ms)
		return x->every_ms;
	return p ? p->links_every_ms : 30 * DAY_MS;
}

static int64_t next_check(const struct crawl *c, const struct address *x)
{
	int64_t every = links_every_ms(c, x);
	int64_t proof;

	if (x->confirmed && x->ngood)
		return c->now_ms + RECOVERY_WAIT_MS;
	if (x->confirmed)
		return jittered(x->url, c->now_ms, CONFIRMED_EVERY_MS);
	if (x->verdict == VERDICT_BLOCKED || x->verdict == VERDICT_UNKNOWN)
		return jittered(x->url, c->now_ms,
			every < BLOCKED_EVERY_MS ? every : BLOCKED_EVERY_MS);
	/* what was broken lately may come and go */
	if (x->nbad == 0 && x->confirmed_ms && c->now_ms - x->confirmed_ms < WATCHED_MS &&
		every > CONFIRMED_EVERY_MS)
		every = CONFIRMED_EVERY_MS;
	if (x->nbad == 0)
		return jittered(x->url, c->now_ms, every - every / 10);
	/* 1, 5, 15 minutes, then when it can be confirmed at the earliest */
	proof = x->earliest_ms > c->now_ms ? x->earliest_ms - c->now_ms + SECOND_MS
					   : CONFIRMED_EVERY_MS;
	return c->now_ms + retry_wait_ms(x->nbad, proof);
}

int link_event(struct crawl *c, struct store_txn *t, const struct address *x,
	const char *kind, struct err *e)
{
	struct event ev = {.time_ms = c->now_ms, .kind = str_of(kind), .portal = x->portal,
		.url = x->url};
	int rc = streq(kind, "link.confirmed") ? pages_link_broke(t, x, e)
					       : pages_link_repaired(t, x->url, c->now_ms, e);

	return rc < 0 ? rc : put_event(c, t, &ev, e);
}

/* A notice's page that no page links to is visited as a notice: what is wrong with it is the
 * notice's matter, and no link is suspected. */
static int forget_suspicion(struct store_txn *t, struct address *x, struct err *e)
{
	x->nbad = 0;
	x->bad_since_ms = 0;
	x->earliest_ms = 0;
	return pages_put_address(t, x, e);
}

int link_learned(struct crawl *c, struct store_txn *t, const struct result *r, int verdict,
	uint64_t measure, struct err *e)
{
	struct address before = {0}, x;
	int rc = pages_address(t, r->url, &before, &c->turn, e);

	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	rc = put_address_result(c, t, r, verdict, measure, &x, e);
	if (rc < 0)
		return rc;
	if (x.confirmed && !before.confirmed) { /* before it is told: is there anything to repair? */
		bool linked;

		rc = carried_anywhere(t, x.url, &linked, e);
		if (rc < 0 || !linked)
			return rc < 0 ? rc : carried_forget(c, t, &x, false, e);
	}
	if (x.confirmed != before.confirmed)
		rc = link_event(c, t, &x, x.confirmed ? "link.confirmed" : "link.recovered", e);
	if (rc < 0)
		return rc;
	if (!before.due_ms) /* nobody links to it: no checks of its own */
		return x.nbad && !x.confirmed ? forget_suspicion(t, &x, e) : 0;
	x.due_ms = next_check(c, &x);
	rc = pages_put_address(t, &x, e);
	return rc < 0 ? rc
		      : due_move(t, DUE_LINK, due_host(x.url), x.url, before.due_ms, x.due_ms,
				e);
}

/* A host that cannot be reached is the portal's trouble, not each of its links'. */
static bool is_portals_fault(struct crawl *c, struct store_txn *t,
	const struct portal_config *p, const struct result *r)
{
	struct portal_state s;

	return failed_to_reach(r->verdict) &&
		str_eq(due_host(r->url), due_host(str_of(p->home))) &&
		pages_portal(t, str_of(p->id), &s, &c->turn, NULL) == 0 &&
		!verdict_is_good(s.verdict);
}

static int postpone(struct crawl *c, struct store_txn *t, const struct result *r,
	int64_t wait_ms, struct err *e)
{
	struct address x;
	int64_t old_due;
	int rc = pages_address(t, r->url, &x, &c->turn, e);

	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	old_due = x.due_ms;
	x.due_ms = c->now_ms + wait_ms;
	rc = pages_put_address(t, &x, e);
	return rc < 0 ? rc
		      : due_move(t, DUE_LINK, due_host(x.url), x.url, old_due, x.due_ms, e);
}

/* Our own line is down: what failed since, or shortly before anybody noticed, is not held
 * against the link. */
static int excuse(struct crawl *c, struct store_txn *t, const struct result *r, struct err *e)
{
	struct address x;
	int rc = pages_address(t, r->url, &x, &c->turn, e);

	if (rc == 0 && !x.confirmed && x.nbad &&
		x.bad_since_ms >= c->line.down_ms - UNNOTICED_MS)
		rc = forget_suspicion(t, &x, e);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	return postpone(c, t, r, PROOF_SPAN_MS, e);
}

/* Pages of the portal's own host must carry its code; others' codes are theirs. */
static struct str code_for(const struct flight *f, struct str url)
{
	return str_eq(due_host(url), due_host(str_of(f->portal->home)))
		? str_of(f->portal->site_code)
		: STR_NONE;
}

/* The code of another portal that we know, on a host that is not its own. */
static void bears_anothers_code(const struct crawl *c, const struct flight *f,
	const struct result *r, struct wrong *w, struct arena *a)
{
	struct str code = wrong_site_code(&r->page);

	if (str_none(code) || str_none(code_for(f, r->url)))
		return;
	for (size_t i = 0; i < c->config->nportals; i++) {
		const struct portal_config *p = &c->config->portals[i];

		if (p == f->portal || !str_eqc(code, p->site_code) ||
			str_eq(due_host(str_of(p->home)), due_host(r->url)))
			continue;
		w->reason = "site-code";
		w->detail = arena_strf(a, "site code %.*s of '%s'", STR_ARG(code), p->id);
	}
}

/* What needs no comparison with names that do not exist; NULL: nothing. */
static const char *plain_soft404(const struct flight *f, const struct result *r, struct arena *a)
{
	struct soft404_answer x;
	const char *why;

	soft404_answer_of(r, &x);
	why = soft404_plain(&x);
	if (why)
		return why;
	/* redirect-to-home of the same host: what every unknown path of some systems does */
	return r->nhops > 1 && !str_eq(r->url, r->final_url) &&
		str_eq(due_host(r->url), due_host(r->final_url)) &&
		str_eq(url_canonical(r->final_url, a),
			url_canonical(str_of(f->portal->home), a)) &&
		!str_eq(url_canonical(r->url, a), url_canonical(r->final_url, a))
		? "redirect-to-home" : NULL;
}

/* What the protocol cannot know; the reason goes with the verdict. */
static int final_verdict(const struct crawl *c, const struct flight *f, struct result *r,
	struct arena *a)
{
	const char *plain;
	struct wrong w;

	if (!verdict_is_good(r->verdict))
		return r->verdict;
	plain = plain_soft404(f, r, a);
	if (plain) {
		r->reason = str_of(plain);
		return VERDICT_BROKEN_SOFT404;
	}
	wrong_judge(r, code_for(f, r->url), &w, a);
	if (!w.reason)
		bears_anothers_code(c, f, r, &w, a);
	if (!w.reason)
		return r->verdict;
	r->reason = str_of(w.reason);
	r->detail = w.detail;
	return VERDICT_WRONG;
}

/* It was reached over our line, whatever it says. */
static bool answers_outside(const struct flight *f, const struct result *r)
{
	return r->status > 0 && !str_eq(due_host(r->url), due_host(str_of(f->portal->home)));
}

int link_result(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct result *r, struct err *e)
{
	struct result told = *r;
	int verdict = final_verdict(c, f, &told, &c->turn);
	enum soft404_view view = SOFT404_NO;
	struct measure m;
	int64_t wait_ms;
	int rc = 0;

	if (host_asks_to_wait(r, &wait_ms))
		return postpone(c, t, r, wait_ms, e);
	rc = hidden_look(c, t, &told, &verdict, e);
	if (rc == 0 && verdict_is_good(verdict))
		rc = soft404_look(c, t, f->portal, &told, &view, e);
	if (rc < 0)
		return rc;
	if (view == SOFT404_OPEN)
		return postpone(c, t, r, SOFT404_WAIT_MS, e);
	if (view == SOFT404_YES) {
		verdict = VERDICT_BROKEN_SOFT404;
		told.reason = str_of(soft404_reason(r));
	} else if (view == SOFT404_WALL) {
		verdict = VERDICT_BLOCKED;
		told.reason = STR("same-for-all");
	}

	c->progress.links_checked++;
	if (line_excuses(c, verdict)) {
		told.reason = STR(REASON_OWN_LINE);
		verdict = VERDICT_UNKNOWN;
	}
	c->progress.links_bad += verdict_is_broken(verdict) || verdict_is_unstable(verdict);
	rc = put_measure(c, t, &told, verdict, NULL, false, &m, e);
	if (rc == 0 && answers_outside(f, r))
		rc = line_answered_outside(c, t, r->start_ms, e);
	if (rc < 0)
		return rc;
	if (verdict == VERDICT_UNKNOWN && c->line.down_ms)
		return excuse(c, t, r, e);
	if (is_portals_fault(c, t, f->portal, r))
		return postpone(c, t, r, PROOF_SPAN_MS, e);
	rc = link_learned(c, t, &told, verdict, m.seq, e);
	if (rc == 0)
		rc = sheet_learned(c, t, r, e);
	/* what was planted on a page of the portal is told link by link, too */
	if (rc == 0 && (verdict_is_good(verdict) || verdict == VERDICT_WRONG))
		rc = walk_page(c, t, f->portal, r, e);
	if (rc == 0 && verdict_is_good(verdict))
		rc = sub_column_take(c, t, f, r, e);
	return rc;
}
