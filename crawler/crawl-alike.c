/* A portal that fails: alone, or with its platform? The others are asked before anybody is
 * accused, and those that may have begun to fail at the same minute for the same reason are
 * known by one mark. "May have": each is visited at its own minute, so what is compared is
 * the time between its last good visit and its first bad one. */
#include "crawl-private.h"

#define NEIGHBOURS_AT 2 /* failures after which the others on its address are asked */
#define EVERYBODY_AT 3	/* and all others, for those that fail elsewhere with it */
/* The first failures may have come by chance, before the platform went down: the others on the
 * address are asked once more, so early that they are in doubt when this one is confirmed. */
#define AGAIN_AT 4
#define REST_MS (10 * MINUTE_MS) /* visited so shortly ago: not asked again */
#define AGAIN_REST_MS (5 * MINUTE_MS)
#define ASKED_MAX 200
#define MARKS_MAX 16
#define PLACES_MAX 8

/* A mark that some of those which fail alike carry, and where they are. */
struct mark {
	int64_t ms;
	struct str place[PLACES_MAX];
	size_t n;
};

struct alike {
	struct crawl *c;
	const struct portal_state *self;
	bool everybody;
	int64_t rest_ms;
	struct str ids[ASKED_MAX]; /* to be asked */
	size_t n;
	int64_t mark_ms; /* of those that come back, 0 */
	struct mark marks[MARKS_MAX];
	size_t nmarks;
};

static void note_id(struct alike *x, const struct portal_state *p)
{
	if (x->n < ASKED_MAX && p->last_probe_ms <= x->c->now_ms - x->rest_ms)
		x->ids[x->n++] = arena_str(&x->c->turn, p->id);
}

static bool may_fail_together(const struct portal_state *a, const struct portal_state *b)
{
	bool reached = !failed_to_reach(a->verdict), same = str_eq(a->reason, b->reason);

	if (!b->nbad || verdict_is_good(b->verdict) || !b->alike_ms ||
		(!same && (reached || !failed_to_reach(b->verdict))))
		return false;
	return a->last_good_ms < b->bad_since_ms && b->last_good_ms < a->bad_since_ms;
}

static void add_mark(struct alike *x, const struct portal_state *p)
{
	struct str place = p->address.n ? p->address : due_host(p->home);
	struct mark *m = x->marks;

	while (m < x->marks + x->nmarks && m->ms != p->alike_ms)
		m++;
	if (m == x->marks + MARKS_MAX)
		return;
	if (m == x->marks + x->nmarks) {
		x->nmarks++;
		m->ms = p->alike_ms;
	}
	for (size_t i = 0; i < m->n; i++)
		if (str_eq(m->place[i], place))
			return;
	if (m->n < PLACES_MAX)
		m->place[m->n++] = arena_str(&x->c->turn, place);
}

static int64_t apart(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

/* "May have begun together" holds of a with b and of b with c, and not of a with c: one that
 * failed by itself an hour before matches some of those that fail together now. So the mark
 * of most places is taken, then the nearest in time. */
static int64_t best_mark(const struct alike *x)
{
	const struct portal_state *s = x->self;
	const struct mark *best = NULL;

	for (size_t i = 0; i < x->nmarks; i++) {
		const struct mark *m = &x->marks[i];

		if (!best || m->n > best->n || (m->n == best->n &&
			apart(m->ms, s->bad_since_ms) < apart(best->ms, s->bad_since_ms)))
			best = m;
	}
	if (!best)
		return s->alike_ms ? s->alike_ms : s->bad_since_ms;
	/* those who carry its own have it from this one, or with it */
	if (s->alike_ms)
		for (size_t i = 0; i < x->nmarks; i++)
			if (x->marks[i].ms == s->alike_ms && x->marks[i].n == best->n)
				return s->alike_ms;
	return best->ms;
}

static int look_at(const struct portal_state *p, void *ctx)
{
	struct alike *x = ctx;
	const struct portal_state *s = x->self;
	bool neighbour = p->address.n && str_eq(p->address, s->address);

	if (p->retired || !p->last_probe_ms || str_eq(p->id, s->id))
		return 0;
	if (may_fail_together(s, p))
		add_mark(x, p);
	if (neighbour || x->everybody)
		note_id(x, p);
	return 0;
}

int alike_look(struct crawl *c, struct store_txn *t, struct portal_state *s, struct err *e)
{
	struct alike *x;
	int rc = 0;

	if (s->nbad < NEIGHBOURS_AT || (s->alike_ms && s->nbad > AGAIN_AT))
		return 0;
	x = arena_alloc(&c->turn, sizeof(*x));
	*x = (struct alike){.c = c, .self = s, .everybody = s->nbad == EVERYBODY_AT,
		.rest_ms = s->nbad == AGAIN_AT ? AGAIN_REST_MS : REST_MS};
	rc = pages_each_portal(t, look_at, x, e);
	rc = rc < 0 ? rc : 0;
	s->alike_ms = best_mark(x);
	for (size_t i = 0; i < x->n && rc == 0; i++) {
		struct portal_state p;

		rc = pages_portal(t, x->ids[i], &p, &c->turn, e);
		if (rc == 0)
			rc = portal_ask_now(c, t, &p, e);
	}
	return rc;
}

static int find_down(const struct portal_state *p, void *ctx)
{
	struct alike *x = ctx;
	bool neighbour = p->address.n && str_eq(p->address, x->self->address);

	if (!p->retired && p->down && !str_eq(p->id, x->self->id) &&
		(neighbour || (x->mark_ms && p->alike_ms == x->mark_ms)))
		note_id(x, p);
	return 0;
}

int alike_return(struct crawl *c, struct store_txn *t, const struct portal_state *s,
	int64_t alike_ms, struct err *e)
{
	struct alike *x = arena_alloc(&c->turn, sizeof(*x));
	int rc;

	*x = (struct alike){.c = c, .self = s, .rest_ms = REST_MS,
		.mark_ms = alike_ms};
	rc = pages_each_portal(t, find_down, x, e);
	rc = rc < 0 ? rc : 0;
	for (size_t i = 0; i < x->n && rc == 0; i++) {
		struct portal_state p;

		rc = pages_portal(t, x->ids[i], &p, &c->turn, e);
		if (rc < 0)
			break;
		p.nrun = 0;
		rc = pages_put_portal(t, &p, e);
		if (rc == 0)
			rc = portal_ask_now(c, t, &p, e);
	}
	return rc;
}
