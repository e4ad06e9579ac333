/* What waits to be asked for: a line for each host, so that a slow one with a long queue hides
 * no other. The lines lie in memory up to HELD_MAX addresses and beyond that in the store,
 * nearest pages first; after an interruption they are made again from the nodes. */
#include "linkcheck-private.h"

#include <stdlib.h>

#define TABLE "wait"
#define NUMBER_AT 12
#define SHARE_LEAST 2
#define LOAD_OF_HOST 1024 /* at a time */

static void wait_key(struct buf *b, struct str host, int32_t depth, uint64_t id)
{
	key_u64(b, hash64_of(host));
	key_u32(b, (uint32_t)depth);
	key_u64(b, id);
}

static struct line *line_find(struct linkcheck *c, uint64_t host)
{
	struct line *l = c->line[host & (HOST_SLOTS - 1)];

	while (l && l->host != host)
		l = l->in_slot;
	return l;
}

static struct line *line_of(struct linkcheck *c, uint64_t host)
{
	struct line **slot = &c->line[host & (HOST_SLOTS - 1)], *l = line_find(c, host);

	if (l)
		return l;
	l = mem_alloc(sizeof(*l));
	l->host = host;
	l->in_slot = *slot;
	*slot = l;
	l->prev = l->next = l;
	if (c->turn_of) {
		l->next = c->turn_of;
		l->prev = c->turn_of->prev;
		l->prev->next = l->next->prev = l;
	}
	c->turn_of = c->turn_of ? c->turn_of : l;
	c->nlines++;
	return l;
}

static void line_drop(struct linkcheck *c, struct line *l)
{
	struct line **at = &c->line[l->host & (HOST_SLOTS - 1)];

	while (*at != l)
		at = &(*at)->in_slot;
	*at = l->in_slot;
	if (c->turn_of == l)
		c->turn_of = l->next == l ? NULL : l->next;
	l->prev->next = l->next;
	l->next->prev = l->prev;
	c->nlines--;
	free(l->id);
	free(l);
}

static void line_push(struct linkcheck *c, uint64_t host, uint64_t id)
{
	struct line *l = line_of(c, host);

	if (l->n == l->cap) {
		size_t cap = l->cap ? 2 * l->cap : 16;
		uint64_t *bigger = mem_alloc(cap * sizeof(*bigger));

		for (size_t i = 0; i < l->n; i++)
			bigger[i] = l->id[(l->at + i) & (l->cap - 1)];
		free(l->id);
		l->id = bigger;
		l->at = 0;
		l->cap = cap;
	}
	l->id[(l->at + l->n++) & (l->cap - 1)] = id;
	c->nheld++;
}

static uint64_t line_take(struct linkcheck *c, struct line *l)
{
	uint64_t id = l->id[l->at];

	l->at = (l->at + 1) & (l->cap - 1);
	l->n--;
	c->nheld--;
	return id;
}

int frontier_add(struct linkcheck *c, struct store_txn *t, uint64_t id, const struct node *n,
	struct err *e)
{
	struct str host = host_key_of(n->url);
	struct buf key = BUF_INIT(32);
	int rc;

	if (c->nheld < HELD_MAX) {
		line_push(c, hash64_of(host), id);
		return 0;
	}
	wait_key(&key, host, n->depth, id);
	rc = store_put(t, TABLE, buf_str(&key), STR("w"), e);
	buf_release(&key);
	c->nspilled += rc == 0;
	return rc;
}

uint64_t frontier_waiting(const struct linkcheck *c)
{
	return c->nheld + c->nspilled;
}

/* --- from the store into memory --- */

/* As many of one host as fit its share. *next: the host behind it. */
static int load_host(struct linkcheck *c, struct store_txn *t, uint64_t *next, bool *found,
	struct err *e)
{
	struct buf from = BUF_INIT(32);
	struct store_scan s;
	struct str key, value;
	uint64_t host = 0;
	size_t n = 0;
	int rc = 0;

	*found = false;
	key_u64(&from, *next);
	store_scan_open(&s, t, TABLE, STR_NONE, buf_str(&from), false);
	while (rc == 0 && n < LOAD_OF_HOST && store_scan_next(&s, &key, &value, &c->turn)) {
		if (!*found)
			host = key_u64_at(key, 0);
		*found = true;
		if (key_u64_at(key, 0) != host)
			break;
		rc = store_del(t, TABLE, key, e);
		line_push(c, host, key_u64_at(key, NUMBER_AT));
		n++;
	}
	c->nspilled -= n < c->nspilled ? n : c->nspilled;
	store_scan_close(&s);
	buf_release(&from);
	*next = host + 1;
	return rc;
}

/* Host by host, so that a slow one with a long queue hides no other. */
static int load(struct linkcheck *c, struct store_txn *t, struct err *e)
{
	bool found, wrapped = false; /* from the end to the beginning with nothing in between */
	int rc = 0;

	while (rc == 0 && c->nspilled && c->nheld < HELD_MAX / 2) {
		rc = load_host(c, t, &c->from_host, &found, e);
		if (!found && wrapped)
			c->nspilled = 0; /* the table is empty */
		wrapped = !found;
		if (!found)
			c->from_host = 0;
	}
	return rc;
}

/* --- taken ahead --- */

static void push(struct linkcheck *c, uint64_t id, const struct node *n)
{
	struct ready *r = &c->ready[(c->ready_at + c->nready++) % READY_MAX];

	*r = (struct ready){.id = id, .url = str_dup(n->url), .inside = n->inside,
		.known_dead = n->asked && n->answer.verdict == VERDICT_BROKEN_HTTP,
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

static int take_one(struct linkcheck *c, struct store_txn *t, struct line *l, struct err *e)
{
	uint64_t id = line_take(c, l);
	struct node n;
	int rc = node_get(c, t, id, &n, e);

	if (rc < 0)
		return rc;
	if (n.state != NODE_WAITS || n.run != c->run)
		return 0;
	l->ahead++;
	push(c, id, &n);
	return 0;
}

/* How many of one host may be ahead: what the worker takes, shared by the hosts that wait. */
static size_t share(const struct linkcheck *c)
{
	size_t n = (worker_room(c->worker) + worker_pending(c->worker)) /
		(c->nlines ? c->nlines : 1);

	return n < SHARE_LEAST ? SHARE_LEAST : n < HOST_AHEAD ? n : HOST_AHEAD;
}

/* Once round the lines, of each as many as it may have ahead. */
int frontier_refill(struct linkcheck *c, struct store_txn *t, struct err *e)
{
	int rc = c->nspilled && c->nheld < HELD_MAX / 4 ? load(c, t, e) : 0;
	size_t most = share(c), lines = c->nlines;

	for (; rc == 0 && lines && c->nready < READY_MAX; lines--) {
		struct line *l = c->turn_of;

		while (rc == 0 && l->n && l->ahead < most && c->nready < READY_MAX)
			rc = take_one(c, t, l, e);
		c->turn_of = l->next;
		if (!l->n && !l->ahead)
			line_drop(c, l);
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
	struct line *l = line_find(c, hash64_of(host_key_of(url)));

	if (!l || !l->ahead)
		return;
	l->ahead--;
	if (!l->n && !l->ahead)
		line_drop(c, l);
}

static void drop_lines(struct linkcheck *c)
{
	while (c->turn_of)
		line_drop(c, c->turn_of);
	c->nheld = 0;
}

void frontier_release(struct linkcheck *c)
{
	struct ready r;

	while (frontier_take(c, &r))
		frontier_free(&r);
	drop_lines(c);
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

int frontier_clear(struct linkcheck *c, struct store_txn *t, struct err *e)
{
	struct store_scan s;
	struct str key, value;
	int rc = 0;

	store_scan_open(&s, t, TABLE, STR_NONE, STR_NONE, false);
	while (rc == 0 && store_scan_next(&s, &key, &value, &c->turn))
		rc = store_del(t, TABLE, key, e);
	store_scan_close(&s);
	arena_reset(&c->turn);
	drop_lines(c);
	c->nspilled = 0;
	return rc;
}

int frontier_restore(struct linkcheck *c, struct err *e)
{
	struct store_range all = {.table = "node", .type = &record_node};
	struct restoring x = {c, NULL, e};
	int rc = store_begin(c->store, true, &x.t, e);

	if (rc < 0)
		return rc;
	rc = frontier_clear(c, x.t, e);
	if (rc == 0)
		rc = store_each_record(x.t, &all, restore_one, &x, e);
	if (rc < 0) {
		store_abort(x.t);
		return rc;
	}
	return store_commit(x.t, e);
}
