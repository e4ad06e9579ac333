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

struct alike {
	struct crawl *c;
	const struct portal_state *self;
	bool everybody;
	int64_t rest_ms;
	struct str ids[ASKED_MAX]; /* to be asked */
	size_t n;
	int64_t mark_ms; /* of one that fails alike, 0 */
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

static int look_at(const struct portal_state *p, void *ctx)
{
	struct alike *x = ctx;
	const struct portal_state *s = x->self;
	bool neighbour = p->address.n && str_eq(p->address, s->address);

	if (p->retired || !p->last_probe_ms || str_eq(p->id, s->id))
		return 0;
	if (may_fail_together(s, p) && (!x->mark_ms || p->alike_ms < x->mark_ms))
		x->mark_ms = p->alike_ms;
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
	if (!s->alike_ms)
		s->alike_ms = x->mark_ms ? x->mark_ms : s->bad_since_ms;
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
