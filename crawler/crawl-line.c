/* Our own line: is a failure the portal's, or do we reach nobody? Proven by witnesses from
 * the configuration, else by other portals on other addresses, else by outside hosts that
 * answered within a day. While it is down nothing is counted against anybody. */
#include "crawl-private.h"

#include "crawler/url.h"

#define WITNESS "witness:"     /* subjects of probes that prove our own line */
#define ASK_EVERY_MS MINUTE_MS
#define ASKED_AT_ONCE 2	       /* others who are asked when there are no witnesses */
#define ENOUGH 3	       /* independent places that fail, or answer, together */
#define GAP_MIN_MS (5 * MINUTE_MS) /* shorter ones are no gap in measuring */

bool failed_to_reach(int verdict)
{
	return verdict == VERDICT_BROKEN_DNS || verdict == VERDICT_UNSTABLE_DNS ||
		verdict == VERDICT_UNSTABLE_CONNECT || verdict == VERDICT_UNSTABLE_TIMEOUT ||
		verdict == VERDICT_UNSTABLE_RESET || verdict == VERDICT_BROKEN_TLS;
}

bool line_was_down(const struct crawl *c, const struct result *r)
{
	/* a clock that was set back is no outage, and neither is what was never asked */
	return failed_to_reach(r->verdict) && r->start_ms && r->start_ms < c->line.up_ms &&
		c->line.up_ms <= c->now_ms;
}

bool line_excuses(const struct crawl *c, int verdict)
{
	return c->line.down_ms && failed_to_reach(verdict);
}

struct str witness_subject(struct crawl *c, const char *url)
{
	return arena_strf(&c->turn, WITNESS "%s", url);
}

int line_load(struct crawl *c, struct store_txn *t, struct err *e)
{
	return pages_own_line(t, &c->line, e);
}

/* --- who else is there --- */

/* Where a portal is: its address, else its host. */
static struct str place_of(const struct portal_state *p)
{
	return p->address.n ? p->address : due_host(p->home);
}

struct other {
	struct str id, place;
	int64_t answered_ms;	/* last answer, whatever it said */
	int64_t failing_ms;	/* fails to be reached since, 0 */
	int64_t tried_ms;
};

struct others {
	struct crawl *c;
	const struct portal_state *self;
	struct other *list;
	size_t n, cap;
};

static int take_other(const struct portal_state *p, void *ctx)
{
	struct others *o = ctx;
	struct arena *a = &o->c->turn;
	bool excused = p->verdict == VERDICT_UNKNOWN && str_eqc(p->reason, REASON_OWN_LINE);
	struct other *x;

	if (p->retired || !p->last_probe_ms || str_eq(p->id, o->self->id) ||
		str_eq(place_of(p), place_of(o->self)) ||
		str_eq(due_host(p->home), due_host(o->self->home)))
		return 0;
	o->list = arena_grow(a, o->list, o->n, &o->cap, sizeof(*o->list));
	x = &o->list[o->n++];
	*x = (struct other){.id = arena_str(a, p->id), .place = arena_str(a, place_of(p)),
		.answered_ms = p->last_good_ms, .tried_ms = p->last_probe_ms};
	if (excused)
		x->failing_ms = o->c->line.down_ms;
	else if (failed_to_reach(p->verdict))
		x->failing_ms = p->bad_since_ms;
	else
		x->answered_ms = p->last_probe_ms;
	return 0;
}

static int look_around(struct crawl *c, struct store_txn *t, const struct portal_state *s,
	struct others *o, struct err *e)
{
	int rc;

	*o = (struct others){.c = c, .self = s};
	rc = pages_each_portal(t, take_other, o, e);
	return rc < 0 ? rc : 0;
}

/* Different places among those that fail, or that answered, since an instant; up to ENOUGH. */
static size_t places_since(const struct others *o, int64_t since_ms, bool answered)
{
	struct str seen[ENOUGH];
	size_t n = 0;

	for (size_t i = 0; i < o->n && n < ENOUGH; i++) {
		const struct other *x = &o->list[i];
		bool known = false;

		if (answered ? x->answered_ms < since_ms
			     : x->failing_ms == 0 || x->failing_ms < since_ms)
			continue;
		for (size_t k = 0; k < n; k++)
			known |= str_eq(seen[k], x->place);
		if (!known)
			seen[n++] = x->place;
	}
	return n;
}

static int64_t newest_answer(const struct others *o)
{
	int64_t ms = 0;

	for (size_t i = 0; i < o->n; i++)
		if (o->list[i].answered_ms > ms)
			ms = o->list[i].answered_ms;
	return ms;
}

/* Of the present failure. */
static int64_t since_of(const struct crawl *c, const struct portal_state *s)
{
	return s->nbad && s->bad_since_ms ? s->bad_since_ms : c->now_ms;
}

/* Everybody else who is known: some fail, nobody has answered since they began to. */
static enum line_state by_others(const struct crawl *c, const struct portal_state *s,
	const struct others *o)
{
	int64_t since_ms = since_of(c, s), ok_ms = newest_answer(o);
	size_t failing;

	if (ok_ms >= since_ms || (ok_ms && ok_ms >= c->now_ms - ASK_EVERY_MS))
		return LINE_SOUND;
	failing = places_since(o, ok_ms + 1, false);
	if (failing + 1 >= ENOUGH || (failing && failing == o->n && s->nbad >= 2))
		return LINE_DOWN;
	return LINE_DOUBT;
}

/* --- witnesses --- */

struct witnesses {
	int64_t answered_ms; /* newest answer of one */
	int64_t failing_ms;  /* all of them fail since; 0 */
	bool asked;	     /* all of them were asked since the failure began */
};

static int look_at_witnesses(struct crawl *c, struct store_txn *t, int64_t since_ms,
	struct witnesses *w, struct err *e)
{
	size_t nfailing = 0;

	*w = (struct witnesses){.asked = true};
	for (size_t i = 0; i < c->config->nwitnesses; i++) {
		struct address x = {0};
		int rc = pages_address(t, str_of(c->config->witnesses[i]), &x, &c->turn, e);

		if (rc < 0 && rc != ERR_NOTFOUND)
			return rc;
		w->asked &= x.last_ms >= since_ms;
		if (x.last_ms && failed_to_reach(x.verdict)) {
			nfailing++;
			if (x.bad_since_ms > w->failing_ms)
				w->failing_ms = x.bad_since_ms;
		} else if (x.last_ms > w->answered_ms) {
			w->answered_ms = x.last_ms;
		}
	}
	if (nfailing < c->config->nwitnesses)
		w->failing_ms = 0;
	return 0;
}

/* Witnesses that are silent while the portals answer prove nothing any more: enough, or all
 * of the few there are. */
static bool witnesses_are_gone(const struct others *o, const struct witnesses *w)
{
	size_t n = places_since(o, w->failing_ms, true);

	return n >= ENOUGH || (n > 0 && n == o->n);
}

static int by_witnesses(struct crawl *c, struct store_txn *t, const struct portal_state *s,
	const struct others *o, enum line_state *out, struct err *e)
{
	int64_t since_ms = since_of(c, s);
	struct witnesses w;
	int rc = look_at_witnesses(c, t, since_ms, &w, e);

	if (rc < 0)
		return rc;
	if (w.answered_ms >= since_ms || w.answered_ms >= c->now_ms - ASK_EVERY_MS)
		*out = LINE_SOUND;
	else if (w.failing_ms && witnesses_are_gone(o, &w))
		*out = by_others(c, s, o);
	else
		*out = w.failing_ms && w.asked ? LINE_DOWN : LINE_DOUBT;
	return 0;
}

/* --- asking --- */

int portal_ask_now(struct crawl *c, struct store_txn *t, struct portal_state *s,
	struct err *e)
{
	int64_t old_due = s->due_ms;
	int rc;

	if (s->due_ms && s->due_ms <= c->now_ms)
		return 0;
	s->due_ms = c->now_ms;
	rc = pages_put_portal(t, s, e);
	return rc < 0 ? rc
		      : due_move(t, DUE_PROBE, due_host(s->home), s->id, old_due, s->due_ms, e);
}

static int ask_portal(struct crawl *c, struct store_txn *t, struct str id, struct err *e)
{
	struct portal_state s;
	int rc = pages_portal(t, id, &s, &c->turn, e);

	return rc < 0 ? (rc == ERR_NOTFOUND ? 0 : rc) : portal_ask_now(c, t, &s, e);
}

static int ask_address(struct crawl *c, struct store_txn *t, int kind, struct str subject,
	struct address *x, struct err *e)
{
	int64_t old_due = x->due_ms;
	int rc;

	if (x->due_ms && x->due_ms <= c->now_ms)
		return 0;
	x->due_ms = c->now_ms;
	rc = pages_put_address(t, x, e);
	return rc < 0 ? rc
		      : due_move(t, kind, due_host(x->url), subject, old_due, x->due_ms, e);
}

static int ask_witnesses(struct crawl *c, struct store_txn *t, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < c->config->nwitnesses && rc == 0; i++) {
		const char *url = c->config->witnesses[i];
		struct address x;

		rc = pages_address(t, str_of(url), &x, &c->turn, e);
		if (rc == 0)
			rc = ask_address(c, t, DUE_PROBE, witness_subject(c, url), &x, e);
		rc = rc == ERR_NOTFOUND ? 0 : rc;
	}
	return rc;
}

static int ask_others(struct crawl *c, struct store_txn *t, const struct others *o,
	struct err *e)
{
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; i < o->n && n < ASKED_AT_ONCE && rc == 0; i++) {
		const struct other *x = &o->list[i];

		if (x->tried_ms > c->now_ms - ASK_EVERY_MS ||
			x->answered_ms < c->now_ms - DAY_MS)
			continue;
		rc = ask_portal(c, t, x->id, e);
		n++;
	}
	return rc;
}

struct outsiders {
	struct crawl *c;
	struct str not_host;
	struct address list[ASKED_AT_ONCE];
	size_t n;
};

/* One that answered within a day, or within the day before our line failed. */
static int find_outsider(const struct address *x, void *ctx)
{
	struct outsiders *o = ctx;
	struct str host = due_host(x->url);
	int64_t down_ms = o->c->line.down_ms;
	bool answers = verdict_is_good(x->verdict) || (down_ms && failed_to_reach(x->verdict));

	if (!x->outside || !x->due_ms || !answers ||
		x->last_ok_ms < (down_ms ? down_ms : o->c->now_ms) - DAY_MS ||
		str_eq(host, o->not_host) || (o->n && str_eq(host, due_host(o->list[0].url))))
		return 0;
	o->list[o->n] = *x;
	o->list[o->n].url = arena_str(&o->c->turn, x->url);
	return ++o->n == ASKED_AT_ONCE;
}

/* A lone portal: hosts that its pages lead to. Their records are read again, because what
 * the scan lent is gone. */
static int ask_outside(struct crawl *c, struct store_txn *t, const struct portal_state *s,
	struct err *e)
{
	struct outsiders o = {.c = c, .not_host = due_host(s->home)};
	int rc = pages_each_address(t, find_outsider, &o, e);

	rc = rc < 0 ? rc : 0;
	for (size_t i = 0; i < o.n && rc == 0; i++) {
		struct address x;

		rc = pages_address(t, o.list[i].url, &x, &c->turn, e);
		if (rc == 0)
			rc = ask_address(c, t, DUE_LINK, x.url, &x, e);
	}
	return rc;
}

static int ask_somebody(struct crawl *c, struct store_txn *t, const struct portal_state *s,
	const struct others *o, struct err *e)
{
	if (c->now_ms - c->line_asked_ms < ASK_EVERY_MS && c->now_ms >= c->line_asked_ms)
		return 0;
	c->line_asked_ms = c->now_ms;
	if (c->config->nwitnesses)
		return ask_witnesses(c, t, e);
	return o->n ? ask_others(c, t, o, e) : ask_outside(c, t, s, e);
}

/* --- outside hosts, where there is nobody else --- */

struct outside {
	struct str self_host;
	int64_t since_ms;
	bool answered;			/* one of them, since */
	struct str failing[ASKED_AT_ONCE]; /* hosts that answered within the day before */
	size_t nfailing;
	struct arena *a;
};

static int look_at_outsider(const struct address *x, void *ctx)
{
	struct outside *o = ctx;
	struct str host = due_host(x->url);

	if (!x->outside || x->last_ms < o->since_ms || str_eq(host, o->self_host) ||
		x->verdict == VERDICT_UNKNOWN)
		return 0;
	if (!failed_to_reach(x->verdict)) {
		o->answered = true;
		return 1;
	}
	if (x->last_ok_ms < o->since_ms - DAY_MS || o->nfailing == ASKED_AT_ONCE ||
		(o->nfailing && str_eq(host, o->failing[0])))
		return 0;
	o->failing[o->nfailing++] = arena_str(o->a, host);
	return 0;
}

/* A lone portal: its failure is ours when those outside who were asked since fail too. */
static int by_outside(struct crawl *c, struct store_txn *t, const struct portal_state *s,
	enum line_state *out, struct err *e)
{
	struct outside o = {.self_host = due_host(s->home), .since_ms = since_of(c, s),
		.a = &c->turn};
	int rc = pages_each_address(t, look_at_outsider, &o, e);

	*out = LINE_DOUBT;
	if (o.answered)
		*out = LINE_SOUND;
	else if (o.nfailing == ASKED_AT_ONCE || (o.nfailing && s->nbad >= 2))
		*out = LINE_DOWN;
	return rc < 0 ? rc : 0;
}

/* --- down and up --- */

static int64_t first_failure(const struct crawl *c, const struct portal_state *s,
	const struct others *o)
{
	int64_t ok_ms = newest_answer(o), ms = since_of(c, s);

	for (size_t i = 0; i < o->n; i++)
		if (o->list[i].failing_ms > ok_ms && o->list[i].failing_ms < ms)
			ms = o->list[i].failing_ms;
	return ms;
}

/* Witnesses and other portals are asked in their own time; outside hosts are not. */
static int ask_again(struct crawl *c, struct store_txn *t, const struct portal_state *s,
	struct err *e)
{
	struct others o;
	int rc;

	if (c->config->nwitnesses || (c->now_ms - c->line_asked_ms < ASK_EVERY_MS &&
		c->now_ms >= c->line_asked_ms))
		return 0;
	rc = look_around(c, t, s, &o, e);
	if (rc < 0 || o.n == 0)
		return rc < 0 ? rc : ask_somebody(c, t, s, &o, e);
	c->line_asked_ms = c->now_ms;
	return 0;
}

int line_judge(struct crawl *c, struct store_txn *t, const struct portal_state *s,
	enum line_state *out, struct err *e)
{
	struct others o;
	int rc;

	if (c->line.down_ms) { /* until somebody answers */
		*out = LINE_DOWN;
		return ask_again(c, t, s, e);
	}
	rc = look_around(c, t, s, &o, e);
	if (rc < 0)
		return rc;
	if (c->config->nwitnesses)
		rc = by_witnesses(c, t, s, &o, out, e);
	else if (o.n)
		*out = by_others(c, s, &o);
	else
		rc = by_outside(c, t, s, out, e);
	if (rc == 0 && *out != LINE_SOUND)
		rc = ask_somebody(c, t, s, &o, e);
	if (rc < 0 || *out != LINE_DOWN)
		return rc;
	c->line.down_ms = first_failure(c, s, &o);
	return pages_put_own_line(t, &c->line, e);
}

struct unheard {
	struct crawl *c;
	int64_t down_ms; /* our line was, since */
	struct str self; /* is being written by the caller */
	struct str *ids;
	size_t n, cap;
};

/* Who was excused, and who failed before there were enough to see that it was our line. */
static int find_unheard(const struct portal_state *p, void *ctx)
{
	struct unheard *x = ctx;
	bool excused = p->verdict == VERDICT_UNKNOWN && str_eqc(p->reason, REASON_OWN_LINE);
	bool early = failed_to_reach(p->verdict) && p->last_probe_ms >= x->down_ms;

	if (p->retired || str_eq(p->id, x->self) || (!excused && !early))
		return 0;
	x->ids = arena_grow(&x->c->turn, x->ids, x->n, &x->cap, sizeof(*x->ids));
	x->ids[x->n++] = arena_str(&x->c->turn, p->id);
	return 0;
}

static int come_up(struct crawl *c, struct store_txn *t, const struct portal_state *s,
	int64_t asked_ms, struct err *e)
{
	struct gap g = {.from_ms = c->line.down_ms, .to_ms = c->now_ms, .why = STR("own line")};
	struct unheard x = {.c = c, .down_ms = g.from_ms, .self = s ? s->id : STR_NONE};
	int rc = 0;

	if (g.to_ms - g.from_ms >= GAP_MIN_MS)
		rc = pages_put_gap(t, &g, e);
	c->line = (struct own_line){.up_ms = asked_ms};
	if (rc == 0)
		rc = pages_put_own_line(t, &c->line, e);
	if (rc == 0)
		rc = pages_each_portal(t, find_unheard, &x, e);
	rc = rc < 0 ? rc : 0;
	for (size_t i = 0; i < x.n && rc == 0; i++)
		rc = ask_portal(c, t, x.ids[i], e);
	return rc;
}

int line_answered_outside(struct crawl *c, struct store_txn *t, int64_t asked_ms,
	struct err *e)
{
	return c->line.down_ms && !c->config->nwitnesses ? come_up(c, t, NULL, asked_ms, e) : 0;
}

int line_answered(struct crawl *c, struct store_txn *t, const struct portal_state *s,
	int64_t asked_ms, struct err *e)
{
	struct others o;
	size_t n;
	int rc;

	if (!c->line.down_ms)
		return 0;
	if (!s || !c->config->nwitnesses)
		return come_up(c, t, s, asked_ms, e);
	/* the witnesses have the word, unless they are gone */
	rc = look_around(c, t, s, &o, e);
	if (rc < 0)
		return rc;
	n = places_since(&o, c->line.down_ms, true) + 1;
	return n >= ENOUGH || n == o.n + 1 ? come_up(c, t, s, asked_ms, e) : 0;
}
