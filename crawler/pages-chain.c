/* The snapshot chain: table "leaf" by number of measurement, table "manifest" by day.
 *
 * A leaf's value is the key of its measurement (32 bytes of hash, time and seq) or, after
 * retention deleted that, the mark 'x' and the SHA-256 the record had. */
#include "pages-key.h"

#include "base/civil.h"

#include <openssl/evp.h>
#include <stdio.h>

#define MEASURE_KEY 32
#define BURIED 33

static void seq_key(struct buf *b, uint64_t seq)
{
	key_u64(b, seq);
}

int pages_put_leaf(struct store_txn *t, uint64_t seq, struct str measure_key, struct err *e)
{
	struct buf k = KEY();
	int rc;

	seq_key(&k, seq);
	rc = store_put(t, "leaf", buf_str(&k), measure_key, e);
	buf_release(&k);
	return rc;
}

int pages_leaf_key(struct store_txn *t, uint64_t seq, struct str *measure_key,
	struct arena *a, struct err *e)
{
	struct buf k = KEY();
	struct str v;
	int rc;

	seq_key(&k, seq);
	rc = store_get(t, "leaf", buf_str(&k), &v, a, e);
	if (rc == 0 && v.n != MEASURE_KEY)
		rc = ERR_NOTFOUND;
	if (rc == 0)
		*measure_key = v;
	buf_release(&k);
	return rc;
}

int pages_bury_leaf(struct store_txn *t, uint64_t seq, struct str measure_key,
	struct err *e)
{
	struct buf k = KEY(), v = BUF_INIT(BURIED);
	struct arena a = ARENA_INIT;
	struct str bytes;
	struct sha256 d;
	int rc = store_get(t, "measure", measure_key, &bytes, &a, e);

	if (rc == 0) {
		d = sha256_of(bytes);
		seq_key(&k, seq);
		buf_addc(&v, 'x');
		buf_add(&v, d.b, sizeof(d.b));
		rc = store_put(t, "leaf", buf_str(&k), buf_str(&v), e);
	}
	buf_release(&k);
	buf_release(&v);
	arena_release(&a);
	return rc;
}

/* --- sealing --- */

struct chain {
	struct store_txn *t;
	EVP_MD_CTX *md;
	uint64_t n;
	bool sealing; /* what is missing is passed over now and reported by every check */
	struct buf *copy; /* what the digest is of is added here; NULL */
	struct arena a;
};

static void chain_add(struct chain *c, const void *p, size_t n)
{
	if (EVP_DigestUpdate(c->md, p, n) != 1)
		fatal("cannot compute a digest");
	if (c->copy)
		buf_add(c->copy, p, n);
}

static void chain_start(struct chain *c, struct store_txn *t, const struct sha256 *previous)
{
	*c = (struct chain){.t = t, .md = EVP_MD_CTX_new()};
	if (!c->md || EVP_DigestInit_ex(c->md, EVP_sha256(), NULL) != 1)
		fatal("cannot compute a digest");
	chain_add(c, previous->b, sizeof(previous->b));
}

static void chain_end(struct chain *c, struct sha256 *out)
{
	if (EVP_DigestFinal_ex(c->md, out->b, NULL) != 1)
		fatal("cannot compute a digest");
	EVP_MD_CTX_free(c->md);
	arena_release(&c->a);
}

/* ERR_NOTFOUND: the leaf's measurement is gone without having been buried. */
static int leaf_digest(struct store_txn *t, struct str leaf, struct sha256 *out,
	struct arena *a, struct err *e)
{
	struct str bytes;
	int rc;

	if (leaf.n == BURIED && leaf.p[0] == 'x') {
		memcpy(out->b, leaf.p + 1, sizeof(out->b));
		return 0;
	}
	rc = store_get(t, "measure", leaf, &bytes, a, e);
	if (rc == 0)
		*out = sha256_of(bytes);
	return rc;
}

/* Adds the leaves of from..to that are there. */
static int chain_leaves(struct chain *c, uint64_t from, uint64_t to, struct err *e)
{
	struct store_scan s;
	struct buf k = KEY();
	struct str key, value;
	int rc = 0;

	seq_key(&k, from);
	store_scan_open(&s, c->t, "leaf", STR_NONE, buf_str(&k), false);
	while (rc == 0 && store_scan_next(&s, &key, &value, &c->a)) {
		struct sha256 d;

		if (key_u64_at(key, 0) > to)
			break;
		rc = leaf_digest(c->t, value, &d, &c->a, e);
		if (rc == 0) {
			chain_add(c, d.b, sizeof(d.b));
			c->n++;
		} else if (rc == ERR_NOTFOUND) {
			rc = c->sealing ? 0
					: err_set(e, ERR_CORRUPT, "measurement %llu is missing",
						  (unsigned long long)key_u64_at(key, 0));
		}
		arena_reset(&c->a);
	}
	if (rc == 0 && s.err.code)
		rc = err_set(e, s.err.code, "%s", s.err.text);
	store_scan_close(&s);
	buf_release(&k);
	return rc;
}

static int last_manifest(struct store_txn *t, struct manifest *out, struct arena *a,
	struct err *e)
{
	struct store_scan s;
	struct str key, value;
	int rc = 0;

	*out = (struct manifest){.day = DAY_NONE};
	store_scan_open(&s, t, "manifest", STR_NONE, STR_NONE, true);
	if (store_scan_next(&s, &key, &value, a))
		rc = record_read(&record_manifest, value, out, a, e);
	else if (s.err.code)
		rc = err_set(e, s.err.code, "%s", s.err.text);
	store_scan_close(&s);
	return rc;
}

int pages_seal_day(struct store_txn *t, int32_t day, int64_t now_ms, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct manifest last, m;
	struct chain c;
	struct buf k = KEY();
	int rc = last_manifest(t, &last, &a, e);

	if (rc == 0 && last.day != DAY_NONE && last.day >= day)
		rc = ERR_EXISTS;
	if (rc)
		goto out;
	m = (struct manifest){.day = day, .from_seq = last.to_seq + 1,
		.to_seq = store_counter(t, "measure"), .previous = last.digest,
		.sealed_ms = now_ms};
	chain_start(&c, t, &m.previous);
	c.sealing = true;
	rc = chain_leaves(&c, m.from_seq, m.to_seq, e);
	m.nmeasures = c.n;
	chain_end(&c, &m.digest);
	if (rc == 0) {
		key_day(&k, day);
		rc = store_put_record(t, "manifest", buf_str(&k), &record_manifest, &m, e);
	}
out:
	buf_release(&k);
	arena_release(&a);
	return rc;
}

int pages_chain_day(struct store_txn *t, const struct manifest *m, struct buf *out,
	struct err *e)
{
	struct sha256 ignored;
	struct chain c;
	int rc;

	chain_start(&c, t, &m->previous);
	c.copy = out;
	buf_add(out, m->previous.b, sizeof(m->previous.b));
	rc = chain_leaves(&c, m->from_seq, m->to_seq, e);
	chain_end(&c, &ignored);
	return rc;
}

int pages_measure_record(struct store_txn *t, uint64_t seq, struct str *out, struct arena *a,
	struct err *e)
{
	struct str key;
	int rc = pages_leaf_key(t, seq, &key, a, e);

	return rc ? rc : store_get(t, "measure", key, out, a, e);
}

/* --- checking --- */

struct check {
	struct store_txn *t;
	void (*told)(const char *what, void *ctx);
	void *ctx;
	uint64_t *faults;
	struct sha256 previous;
	uint64_t next_seq;
};

static void tell(struct check *c, int32_t day, const char *what)
{
	char text[1200];
	int y, m, d;

	day_split(day, &y, &m, &d);
	snprintf(text, sizeof(text), "manifest of %04d-%02d-%02d: %s", y, m, d, what);
	++*c->faults;
	c->told(text, c->ctx);
}

static int check_manifest(const void *rec, struct str key, void *ctx)
{
	struct check *c = ctx;
	const struct manifest *m = rec;
	struct chain chain;
	struct sha256 got;
	struct err e = {0};
	int rc;

	(void)key;
	if (!sha256_same(&m->previous, &c->previous))
		tell(c, m->day, "the digest of the day before differs: a day was changed or removed");
	if (m->from_seq != c->next_seq)
		tell(c, m->day, "does not continue the day before");
	chain_start(&chain, c->t, &m->previous);
	rc = chain_leaves(&chain, m->from_seq, m->to_seq, &e);
	chain_end(&chain, &got);
	if (rc)
		tell(c, m->day, e.text);
	else if (chain.n != m->nmeasures)
		tell(c, m->day, "measurements were added or removed");
	else if (!sha256_same(&got, &m->digest))
		tell(c, m->day, "a measurement was changed");
	c->previous = m->digest;
	c->next_seq = m->to_seq + 1;
	return 0;
}

int pages_check_chain(struct store_txn *t, void (*told)(const char *what, void *ctx),
	void *ctx, uint64_t *faults, struct err *e)
{
	struct check c = {.t = t, .told = told, .ctx = ctx, .faults = faults, .next_seq = 1};
	struct store_range r = {.table = "manifest", .type = &record_manifest};

	*faults = 0;
	return store_each_record(t, &r, check_manifest, &c, e);
}
