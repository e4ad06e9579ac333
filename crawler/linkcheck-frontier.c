/* What waits to be asked for: host by host, so that a slow one with a long queue hides no
 * other, nearest pages first. */
#include "linkcheck-private.h"

#include <stdlib.h>

#define TABLE "wait"
#define DEPTH_AT 8
#define NUMBER_AT 12

static void wait_key(struct buf *b, struct str host, int32_t depth, uint64_t id)
{
	key_u64(b, hash64_of(host));
	key_u32(b, (uint32_t)depth);
	key_u64(b, id);
}

int frontier_add(struct linkcheck *c, struct store_txn *t, uint64_t id, const struct node *n,
	struct err *e)
{
	struct buf key = BUF_INIT(32);
	int rc;

	wait_key(&key, host_key_of(n->url), n->depth, id);
	rc = store_put(t, TABLE, buf_str(&key), STR("w"), e);
	buf_release(&key);
	if (rc == 0)
		c->nwaiting++;
	return rc;
}

static uint16_t *ahead_of(struct linkcheck *c, uint64_t host)
{
	return &c->ahead[host & (HOST_SLOTS - 1)];
}

/* --- taken ahead --- */

static void push(struct linkcheck *c, uint64_t id, const struct node *n)
{
	struct ready *r = &c->ready[(c->ready_at + c->nready++) % READY_MAX];

	*r = (struct ready){.id = id, .url = str_dup(n->url), .inside = n->inside,
		.follow = n->follow &&
			(c->o.depth_links < 0 || n->depth < c->o.depth_links)};
	if (c->o.conditional_off || (c->o.fragments && n->answer.html && !n->has_anchors))
		return;
	if (n->etag.n)
		r->etag = str_n(str_dup(n->etag), n->etag.n);
	if (n->modified.n)
		r->modified = str_n(str_dup(n->modified), n->modified.n);
}

void frontier_free(struct ready *r)
{
	free(r->url);
	free((void *)(uintptr_t)r->etag.p);
	free((void *)(uintptr_t)r->modified.p);
}

static int take_one(struct linkcheck *c, struct store_txn *t, struct str key, struct err *e)
{
	uint64_t id = key_u64_at(key, NUMBER_AT);
	struct node n;
	int rc = store_del(t, TABLE, key, e);

	if (rc == 0)
		rc = node_get(c, t, id, &n, e);
	if (rc < 0)
		return rc;
	c->nwaiting -= c->nwaiting > 0;
	if (n.state != NODE_WAITS || n.run != c->run)
		return 0;
	(*ahead_of(c, key_u64_at(key, 0)))++;
	push(c, id, &n);
	return 0;
}

/* As many of one host as it may have ahead. *next: the host behind it. */
static int refill_host(struct linkcheck *c, struct store_txn *t, uint64_t *next,
	bool *found, struct err *e)
{
	struct buf from = BUF_INIT(32);
	struct store_scan s;
	struct str key, value;
	uint64_t host = 0;
	int rc = 0;

	*found = false;
	key_u64(&from, *next);
	store_scan_open(&s, t, TABLE, STR_NONE, buf_str(&from), false);
	while (rc == 0 && c->nready < READY_MAX && store_scan_next(&s, &key, &value, &c->turn)) {
		if (!*found)
			host = key_u64_at(key, 0);
		*found = true;
		if (key_u64_at(key, 0) != host || *ahead_of(c, host) >= HOST_AHEAD)
			break;
		rc = take_one(c, t, key, e);
	}
	store_scan_close(&s);
	buf_release(&from);
	*next = host + 1;
	return rc;
}

int frontier_refill(struct linkcheck *c, struct store_txn *t, struct err *e)
{
	uint64_t begin = c->from_host;
	bool found = true, wrapped = false;
	int rc = 0;

	/* once round, from where the last walk stopped */
	while (rc == 0 && c->nready < READY_MAX && c->nwaiting) {
		rc = refill_host(c, t, &c->from_host, &found, e);
		if (!found || c->from_host == 0) {
			if (wrapped)
				break;
			wrapped = true;
			c->from_host = 0;
		} else if (wrapped && c->from_host > begin) {
			break;
		}
	}
	return rc;
}

bool frontier_take(struct linkcheck *c, struct ready *out)
{
	if (!c->nready)
		return false;
	*out = c->ready[c->ready_at];
	c->ready_at = (c->ready_at + 1) % READY_MAX;
	c->nready--;
	return true;
}

void frontier_done(struct linkcheck *c, struct str url)
{
	uint16_t *n = ahead_of(c, hash64_of(host_key_of(url)));

	*n = (uint16_t)(*n - (*n > 0));
}

void frontier_release(struct linkcheck *c)
{
	struct ready r;

	while (frontier_take(c, &r))
		frontier_free(&r);
}

/* --- after an interruption: what was under way waits again --- */

struct restoring {
	struct linkcheck *c;
	struct store_txn *t;
	struct err *e;
};

static int restore_one(const void *rec, struct str key, void *ctx)
{
	const struct node *n = rec;
	struct restoring *x = ctx;
	uint64_t id = key_u64_at(key, 0);

	if (id > x->c->last_id)
		x->c->last_id = id;
	if (n->run != x->c->run || n->state != NODE_WAITS)
		return 0;
	return frontier_add(x->c, x->t, id, n, x->e);
}

static int clear_waiting(struct linkcheck *c, struct store_txn *t, struct err *e)
{
	struct store_scan s;
	struct str key, value;
	int rc = 0;

	store_scan_open(&s, t, TABLE, STR_NONE, STR_NONE, false);
	while (rc == 0 && store_scan_next(&s, &key, &value, &c->turn))
		rc = store_del(t, TABLE, key, e);
	store_scan_close(&s);
	arena_reset(&c->turn);
	return rc;
}

int frontier_restore(struct linkcheck *c, struct err *e)
{
	struct store_range all = {.table = "node", .type = &record_node};
	struct restoring x = {c, NULL, e};
	int rc = store_begin(c->store, true, &x.t, e);

	if (rc < 0)
		return rc;
	rc = clear_waiting(c, x.t, e);
	if (rc == 0)
		rc = store_each_record(x.t, &all, restore_one, &x, e);
	if (rc < 0) {
		store_abort(x.t);
		return rc;
	}
	return store_commit(x.t, e);
}
