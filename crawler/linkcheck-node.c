/* Addresses of a link check: by number, and found again by hash with the address compared. */
#include "linkcheck-private.h"

#include "crawler/pages.h"

#include <stdlib.h>

static const struct field node_rows[] = {
	F_STR(1, struct node, url),
	F_I32(2, struct node, state),
	F_I32(3, struct node, depth),
	F_U64(4, struct node, run),
	F_BOOL(5, struct node, inside),
	F_BOOL(6, struct node, follow),
	F_BOOL(7, struct node, unfollowed),
	F_BOOL(8, struct node, asked),
	F_RECORD(9, struct node, answer, record_soft404_answer),
	F_I32(10, struct node, phase),
	F_STR(11, struct node, reason),
	F_STR(12, struct node, detail),
	F_STR(13, struct node, tls_detail),
	F_STR(14, struct node, etag),
	F_STR(15, struct node, modified),
	F_I64(16, struct node, elapsed_ms),
	F_BOOL(17, struct node, has_edges),
	F_BOOL(18, struct node, hidden),
	F_I32(20, struct node, now.nbad),
	F_I32(21, struct node, now.ngood),
	F_I64(22, struct node, now.bad_since_ms),
	F_I64(23, struct node, first_ms),
	F_BOOL(24, struct node, now.confirmed),
	F_BOOL(25, struct node, has_anchors),
	F_I32(26, struct node, past.nbad),
	F_I32(27, struct node, past.ngood),
	F_I64(28, struct node, past.bad_since_ms),
	F_BOOL(29, struct node, past.confirmed),
};
RECORD_TYPE(record_node, struct node, 1, node_rows);

static const struct field names_rows[] = {F_LIST(1, struct names, list, n, record_str)};
RECORD_TYPE(record_names, struct names, 1, names_rows);

#define NODE_BYTES_MAX ((size_t)4 << 20)
#define HASH_TRIES 8 /* addresses of one hash; more never met without intent */

static struct str number_key(unsigned char key[8], uint64_t id)
{
	for (int i = 7; i >= 0; i--, id >>= 8)
		key[i] = (unsigned char)id;
	return str_n((const char *)key, 8);
}

static struct kept *kept_of(struct linkcheck *c, uint64_t id)
{
	return &c->kept[id & (KEPT_SLOTS - 1)];
}

int node_get(struct linkcheck *c, struct store_txn *t, uint64_t id, struct node *out,
	struct err *e)
{
	const struct kept *x = kept_of(c, id);
	unsigned char key[8];

	if (x->id == id)
		return record_read(&record_node, buf_str(&x->record), out, &c->turn, e);
	return store_get_record(t, "node", number_key(key, id), &record_node, out, &c->turn, e);
}

int node_put(struct store_txn *t, uint64_t id, const struct node *n, struct err *e)
{
	unsigned char key[8];

	return store_put_record(t, "node", number_key(key, id), &record_node, n, e);
}

static int write_kept(struct store_txn *t, struct kept *x, struct err *e)
{
	unsigned char key[8];

	x->dirty = false;
	return store_put(t, "node", number_key(key, x->id), buf_str(&x->record), e);
}

int node_keep(struct linkcheck *c, struct store_txn *t, uint64_t id, const struct node *n,
	struct err *e)
{
	struct kept *x = kept_of(c, id);
	bool listed = x->dirty && x->id == id;
	int rc = x->dirty && x->id != id ? write_kept(t, x, e) : 0;

	if (rc < 0)
		return rc;
	if (!x->record.max)
		buf_init(&x->record, NODE_BYTES_MAX);
	buf_clear(&x->record);
	record_write(&record_node, n, &x->record);
	if (!buf_ok(&x->record)) {
		x->id = 0;
		return err_set(e, ERR_TOOBIG, "record of an address too large");
	}
	tally_node(c, id, n);
	x->id = id;
	x->dirty = true;
	if (listed)
		return 0;
	c->dirty = mem_grow(c->dirty, c->ndirty, &c->dirty_cap, sizeof(*c->dirty));
	c->dirty[c->ndirty++] = id;
	return 0;
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* In the order of the table, so that its pages are met once. */
int node_flush(struct linkcheck *c, struct store_txn *t, struct err *e)
{
	int rc = 0;

	if (c->ndirty)
		qsort(c->dirty, c->ndirty, sizeof(*c->dirty), by_number);
	for (size_t i = 0; rc == 0 && i < c->ndirty; i++) {
		struct kept *x = kept_of(c, c->dirty[i]);

		if (x->id == c->dirty[i] && x->dirty)
			rc = write_kept(t, x, e);
	}
	c->ndirty = 0;
	if (rc == 0 && c->stored_id != c->last_id) {
		rc = store_set_counter(t, "address", c->last_id, e);
		c->stored_id = c->last_id;
	}
	return rc;
}

void node_forget(struct linkcheck *c)
{
	for (size_t i = 0; i < KEPT_SLOTS; i++)
		c->kept[i].id = 0;
}

/* --- lately met --- */

static struct cached *slot_of(const struct linkcheck *c, const struct key128 *hash)
{
	uint64_t low;

	memcpy(&low, hash->b, sizeof(low));
	return &c->cache[low & (CACHE_SLOTS - 1)];
}

static struct cached *cache_find(struct linkcheck *c, const struct key128 *hash)
{
	struct cached *x = slot_of(c, hash);

	return x->id && memcmp(&x->hash, hash, sizeof(*hash)) == 0 ? x : NULL;
}

void node_cache_open(struct linkcheck *c)
{
	c->cache = mem_alloc(CACHE_SLOTS * sizeof(*c->cache));
	c->kept = mem_alloc(KEPT_SLOTS * sizeof(*c->kept));
	random_bytes(&c->cache_seed, sizeof(c->cache_seed));
}

void node_cache_release(struct linkcheck *c)
{
	for (size_t i = 0; c->kept && i < KEPT_SLOTS; i++)
		buf_release(&c->kept[i].record);
	free(c->kept);
	free(c->cache);
	free(c->dirty);
	c->kept = NULL;
	c->cache = NULL;
	c->dirty = NULL;
}

/* --- by hash --- */

/* The key under which url is, or would be, entered. *id is 0 where it is not. */
static int look_up(struct linkcheck *c, struct store_txn *t, struct str identity,
	struct buf *key, uint64_t *id, struct node *n, struct err *e)
{
	struct str value;

	*id = 0;
	for (int i = 0; i < HASH_TRIES; i++) {
		int rc;

		buf_clear(key);
		key_hash(key, identity);
		if (i)
			buf_addc(key, (char)i);
		rc = store_get(t, "seen", buf_str(key), &value, &c->turn, e);
		if (rc == ERR_NOTFOUND)
			return 0;
		if (rc < 0)
			return rc;
		rc = node_get(c, t, key_u64_at(value, 0), n, e);
		if (rc < 0)
			return rc;
		if (str_eq(scope_identity(n->url, &c->turn), identity)) {
			*id = key_u64_at(value, 0);
			return 0;
		}
	}
	return err_set(e, ERR_CORRUPT, "too many addresses with the hash of '%.*s'",
		STR_ARG(identity));
}

int node_find(struct linkcheck *c, struct store_txn *t, struct str url, uint64_t *id,
	struct err *e)
{
	struct buf key = BUF_INIT(64);
	struct node n;
	int rc = look_up(c, t, scope_identity(url, &c->turn), &key, id, &n, e);

	buf_release(&key);
	return rc;
}

/* --- learning --- */

/* The verdict may be replaced once all is known: each time anew from what earlier checks left. */
void node_confirm(struct linkcheck *c, struct node *n)
{
	struct address x = {.nbad = n->past.nbad, .ngood = n->past.ngood, .first_ms = n->first_ms,
		.bad_since_ms = n->past.bad_since_ms, .confirmed = n->past.confirmed};
	int turned;

	address_judge(&x, n->answer.verdict, n->answer.status, c->o.now_ms, &turned);
	n->now = (struct history){x.nbad, x.ngood, x.bad_since_ms, x.confirmed};
}

static void refuse(struct node *n, int verdict, const char *reason)
{
	n->state = NODE_DONE;
	n->answer.verdict = verdict;
	n->reason = str_of(reason);
	n->phase = PHASE_REFUSED;
}

static void refuse_limit(struct linkcheck *c, struct node *n, int limit)
{
	c->sum.limit[limit]++;
	refuse(n, VERDICT_SKIPPED, linkcheck_limit_word(limit));
}

/* What is known of an address before it is asked for. */
static void judge_address(struct linkcheck *c, struct store_txn *t, struct node *n,
	struct str href)
{
	const char *reason;
	int verdict, limit;

	if (scope_refuses(c, n->url, href, n->inside, &verdict, &reason)) {
		refuse(n, verdict, reason);
		return;
	}
	limit = n->inside ? trap_of(n->url, c->o.now_ms) : -1;
	if (limit < 0 && n->inside && trap_variants(t, n->url, (uint64_t)c->o.max_variants, &c->turn))
		limit = LIMIT_VARIANTS;
	if (limit < 0 && c->last_id > (uint64_t)c->o.max_addresses)
		limit = LIMIT_ADDRESSES;
	if (limit >= 0)
		refuse_limit(c, n, limit);
}

/* Into this check: fresh, or left by an earlier one with its validators and history. */
static int enter(struct linkcheck *c, struct store_txn *t, uint64_t id, struct node *n,
	struct str href, struct err *e)
{
	int rc;

	c->entered++;
	n->run = c->run;
	n->state = NODE_WAITS;
	n->inside = scope_inside(c, n->url);
	n->unfollowed = n->hidden = false;
	if (!n->inside || scope_is_double(c, n->url))
		n->follow = false;
	if (!n->first_ms)
		n->first_ms = c->o.now_ms;
	n->past = n->now;
	judge_address(c, t, n, href);
	if (n->state == NODE_DONE)
		node_confirm(c, n);
	rc = node_keep(c, t, id, n, e);
	if (rc == 0 && n->state == NODE_WAITS)
		rc = frontier_add(c, t, id, n, e);
	return rc;
}

static int first_sight(struct linkcheck *c, struct store_txn *t, struct str key,
	struct node *n, struct str href, uint64_t *id, struct err *e)
{
	unsigned char number[8];
	int rc;

	*id = ++c->last_id;
	rc = store_put(t, "seen", key, number_key(number, *id), e);
	return rc < 0 ? rc : enter(c, t, *id, n, href, e);
}

/* A shorter way to a page was found, or it is to be followed after all. */
static int nearer(struct linkcheck *c, struct store_txn *t, uint64_t id, struct node *n,
	int32_t depth, bool follow, struct err *e)
{
	int rc;

	if (depth >= n->depth && (n->follow || !follow))
		return 0;
	if (depth < n->depth)
		n->depth = depth;
	n->follow |= follow && n->inside && !scope_is_double(c, n->url);
	if (n->state == NODE_DONE && n->unfollowed &&
		(c->o.depth_links < 0 || n->depth < c->o.depth_links)) {
		n->state = NODE_WAITS;
		n->unfollowed = false;
		n->etag = n->modified = STR_NONE;
		rc = frontier_add(c, t, id, n, e);
		if (rc < 0)
			return rc;
	}
	return node_keep(c, t, id, n, e);
}

/* An address that is known from this check or an earlier one. */
static int meet(struct linkcheck *c, struct store_txn *t, uint64_t id, struct node *n,
	struct str href, int32_t depth, bool follow, struct err *e)
{
	if (n->run == c->run)
		return nearer(c, t, id, n, depth, follow, e);
	n->depth = depth;
	n->follow = follow;
	return enter(c, t, id, n, href, e);
}

int node_meet(struct linkcheck *c, struct store_txn *t, uint64_t id, int32_t depth,
	struct err *e)
{
	struct node n;
	int rc = node_get(c, t, id, &n, e);

	return rc < 0 ? rc : meet(c, t, id, &n, n.url, depth, true, e);
}

struct key128 node_expect(const struct linkcheck *c, struct str url)
{
	struct key128 hash = key128_seeded(url, c->cache_seed);

	__builtin_prefetch(slot_of(c, &hash));
	return hash;
}

int node_learn(struct linkcheck *c, struct store_txn *t, struct str url, struct str href,
	int32_t depth, bool follow, uint64_t *id, struct err *e)
{
	struct key128 hash = node_expect(c, url);

	return node_learn_expected(c, t, &hash, url, href, depth, follow, id, e);
}

int node_learn_expected(struct linkcheck *c, struct store_txn *t, const struct key128 *hash,
	struct str url, struct str href, int32_t depth, bool follow, uint64_t *id, struct err *e)
{
	struct cached *x = cache_find(c, hash);
	struct buf key = BUF_INIT(64);
	struct node n = {0};
	int rc;

	if (x && (x->depth <= depth || c->o.depth_links < 0)) {
		*id = x->id;
		return 0;
	}
	rc = look_up(c, t, scope_identity(url, &c->turn), &key, id, &n, e);
	if (rc == 0 && *id == 0) {
		n = (struct node){.url = url, .depth = depth, .follow = follow};
		rc = first_sight(c, t, buf_str(&key), &n, href, id, e);
	} else if (rc == 0) {
		rc = meet(c, t, *id, &n, href, depth, follow, e);
	}
	if (rc == 0)
		*slot_of(c, hash) = (struct cached){*hash, *id, n.depth};
	buf_release(&key);
	return rc;
}
