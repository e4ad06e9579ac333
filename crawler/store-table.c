/* The store: records in named tables, scans, counters. */
#include "store-lmdb.h"

#include <stdlib.h>
#include <zstd.h>

enum form { FORM_PLAIN = 0, FORM_ZSTD = 1 };
#define HEAD 5 /* form byte and check */

/* From about 2,000 bytes LMDB gives a value whole pages of its own, and reuses those
 * badly; link lists and baselines shrink to a fifth. */
#define PACK_FROM 1024
#define PACK_LEVEL 3

static MDB_val val_of(struct str s)
{
	/* LMDB does not write through mv_data; its type lacks the const */
	union {
		const char *from;
		void *to;
	} p = {.from = s.p};

	return (MDB_val){.mv_size = s.n, .mv_data = p.to};
}

static struct str str_of_val(MDB_val v)
{
	return str_n(v.mv_data, v.mv_size);
}

static uint32_t check_of(struct str key, struct str payload)
{
	return (uint32_t)(hash64_of(payload) ^ (hash64_of(key) << 1));
}

static int remember_failure(struct store_txn *t, int rc, const char *what, struct err *e)
{
	int code;

	if (rc == MDB_MAP_FULL)
		t->s->env->wants_room = true;
	code = store_fail(t->s->env, e, rc, what);
	if (code != ERR_NOTFOUND && code != ERR_TOOBIG)
		t->failed = code;
	return code;
}

static bool find(const struct table *list, size_t n, const char *name, MDB_dbi *out)
{
	for (size_t i = 0; i < n; i++)
		if (streq(list[i].name, name)) {
			*out = list[i].dbi;
			return true;
		}
	return false;
}

int store_table(struct store_txn *t, const char *name, bool make, MDB_dbi *out,
	struct err *e)
{
	struct env *env = t->s->env;
	struct table *x;
	int rc;

	if (find(env->table, env->ntables, name, out) || find(t->made, t->nmade, name, out))
		return 0;
	if (!make)
		return ERR_NOTFOUND;
	if (env->ntables + t->nmade == TABLES_MAX || strlen(name) > NAME_MAX_TABLE)
		return err_set(e, ERR_TOOBIG, "no table '%s' beside %d others", name,
			TABLES_MAX);
	x = &t->made[t->nmade];
	rc = mdb_dbi_open(t->mdb, name, MDB_CREATE, &x->dbi);
	if (rc)
		return remember_failure(t, rc, "make a table in", e);
	memcpy(x->name, name, strlen(name) + 1);
	t->nmade++;
	*out = x->dbi;
	return 0;
}

/* One working memory for the life of the process: making it costs ten times a record. */
static int unpack(struct str payload, struct str *out, struct arena *a, struct err *e)
{
	static ZSTD_DCtx *context;
	unsigned long long n = ZSTD_getFrameContentSize(payload.p, payload.n);
	char *p;
	size_t got;

	if (n > VALUE_MAX)
		return err_set(e, ERR_CORRUPT, "damaged record: no size in its frame");
	p = arena_alloc(a, (size_t)n + 1);
	if (!context)
		context = ZSTD_createDCtx();
	got = ZSTD_decompressDCtx(context, p, (size_t)n, payload.p, payload.n);
	if (ZSTD_isError(got) || got != n)
		return err_set(e, ERR_CORRUPT, "damaged record: %s",
			ZSTD_isError(got) ? ZSTD_getErrorName(got) : "short frame");
	*out = str_n(p, (size_t)n);
	return 0;
}

/* What was not compressed is left where it lies. */
static int payload_of(struct str key, struct str stored, struct str *out, struct arena *a,
	struct err *e)
{
	struct str payload = str_sub(stored, HEAD, stored.n);
	uint32_t check;

	if (stored.n < HEAD)
		return err_set(e, ERR_CORRUPT, "damaged record: %zu bytes", stored.n);
	memcpy(&check, stored.p + 1, sizeof(check));
	if (check != check_of(key, payload))
		return err_set(e, ERR_CORRUPT, "damaged record: its check differs");
	if (stored.p[0] == FORM_ZSTD)
		return unpack(payload, out, a, e);
	if (stored.p[0] != FORM_PLAIN)
		return err_set(e, ERR_CORRUPT, "damaged record: form %d", stored.p[0]);
	*out = str_n(payload.p ? payload.p : "", payload.n);
	return 0;
}

int store_decode(struct str key, struct str stored, struct str *out, struct arena *a,
	struct err *e)
{
	int rc = payload_of(key, stored, out, a, e);

	if (rc == 0 && stored.p[0] == FORM_PLAIN)
		*out = arena_str(a, *out);
	return rc;
}

/* Form, check, payload in t->value. */
static int encode(struct store_txn *t, struct str key, struct str value, bool plain,
	struct err *e)
{
	static ZSTD_CCtx *context;
	struct buf *b = &t->value;
	uint32_t check;
	bool packed = false;

	if (value.n > VALUE_MAX)
		return err_set(e, ERR_TOOBIG, "record of %zu bytes", value.n);
	buf_clear(b);
	buf_add(b, "\0\0\0\0\0", HEAD);
	if (value.n >= PACK_FROM && !plain) {
		size_t bound = ZSTD_compressBound(value.n), n = 0;
		char *room = buf_room(b, bound);

		if (!context)
			context = ZSTD_createCCtx();
		if (room)
			n = ZSTD_compressCCtx(context, room, bound, value.p, value.n,
				PACK_LEVEL);
		packed = room && !ZSTD_isError(n) && n < value.n - value.n / 8;
		if (packed)
			b->n += n;
	}
	if (!packed)
		buf_addstr(b, value);
	if (!buf_ok(b))
		return err_set(e, ERR_TOOBIG, "record of %zu bytes", value.n);
	check = check_of(key, str_sub(buf_str(b), HEAD, b->n));
	b->p[0] = packed ? FORM_ZSTD : FORM_PLAIN;
	memcpy(b->p + 1, &check, sizeof(check));
	return 0;
}

int store_get(struct store_txn *t, const char *table, struct str key, struct str *out,
	struct arena *a, struct err *e)
{
	MDB_dbi dbi;
	MDB_val k = val_of(key), v;
	int rc;

	if (store_table(t, table, false, &dbi, e) || key.n == 0 || key.n > KEY_MAX)
		return ERR_NOTFOUND;
	rc = mdb_get(t->mdb, dbi, &k, &v);
	if (rc == MDB_NOTFOUND || rc == MDB_BAD_DBI)
		return ERR_NOTFOUND; /* a table younger than this transaction */
	if (rc)
		return store_fail(t->s->env, e, rc, "read");
	if (store_decode(key, str_of_val(v), out, a, e)) {
		err_add(e, "'%s', table '%s'", t->s->env->path, table);
		return ERR_CORRUPT;
	}
	return 0;
}

static int may_change(struct store_txn *t, struct err *e)
{
	if (!t->write)
		return err_set(e, ERR_INVAL, "'%s': writing in a reading transaction",
			t->s->env->path);
	if (t->failed)
		return err_set(e, t->failed, "'%s': the transaction has failed already",
			t->s->env->path);
	return 0;
}

static int put(struct store_txn *t, const char *table, struct str key, struct str value,
	bool plain, struct err *e)
{
	MDB_dbi dbi;
	MDB_val k = val_of(key), v;
	int rc = may_change(t, e);

	if (rc == 0 && (key.n == 0 || key.n > KEY_MAX))
		rc = err_set(e, ERR_TOOBIG, "table '%s': key of %zu bytes", table, key.n);
	if (rc == 0)
		rc = store_table(t, table, true, &dbi, e);
	if (rc == 0)
		rc = encode(t, key, value, plain, e);
	if (rc)
		return rc;
	v = val_of(buf_str(&t->value));
	rc = mdb_put(t->mdb, dbi, &k, &v, 0);
	if (rc)
		return remember_failure(t, rc, "write", e);
	t->changes++;
	if (t->value.cap > (1 << 20))
		buf_release(&t->value);
	return 0;
}

int store_put(struct store_txn *t, const char *table, struct str key, struct str value,
	struct err *e)
{
	return put(t, table, key, value, false, e);
}

int store_put_plain(struct store_txn *t, const char *table, struct str key, struct str value,
	struct err *e)
{
	return put(t, table, key, value, true, e);
}

int store_del(struct store_txn *t, const char *table, struct str key, struct err *e)
{
	MDB_dbi dbi;
	MDB_val k = val_of(key);
	int rc = may_change(t, e);

	if (rc)
		return rc;
	if (store_table(t, table, false, &dbi, e) || key.n == 0 || key.n > KEY_MAX)
		return ERR_NOTFOUND;
	rc = mdb_del(t->mdb, dbi, &k, NULL);
	if (rc)
		return remember_failure(t, rc, "write", e);
	t->changes++;
	return 0;
}

uint64_t store_count(struct store_txn *t, const char *table)
{
	MDB_dbi dbi;
	MDB_stat st;

	if (store_table(t, table, false, &dbi, NULL) || mdb_stat(t->mdb, dbi, &st))
		return 0;
	return st.ms_entries;
}

/* --- scans --- */

void store_scan_open(struct store_scan *s, struct store_txn *t, const char *table,
	struct str prefix, struct str from, bool backwards)
{
	struct scan_state *x = mem_alloc(sizeof(*x));

	*s = (struct store_scan){.t = t, .table = table, .backwards = backwards, .cursor = x};
	buf_init(&s->at, KEY_MAX);
	buf_init(&x->prefix, KEY_MAX);
	buf_addstr(&x->prefix, prefix);
	s->prefix = buf_str(&x->prefix);
	if (!str_none(from))
		buf_addstr(&s->at, str_sub(from, 0, KEY_MAX));
	x->t = t;
	x->next = t->scans;
	t->scans = x;
}

static int at_or_after(struct scan_state *x, struct str key, MDB_val *k, MDB_val *v)
{
	if (key.n == 0)
		return mdb_cursor_get(x->cursor, k, v, MDB_FIRST);
	*k = val_of(key);
	return mdb_cursor_get(x->cursor, k, v, MDB_SET_RANGE);
}

/* The last key below `key`; with `same`, or `key` itself. */
static int before(struct scan_state *x, struct str key, bool same, MDB_val *k, MDB_val *v)
{
	int rc = at_or_after(x, key, k, v);

	if (rc == 0 && same && str_eq(str_of_val(*k), key))
		return 0;
	if (rc == 0)
		return mdb_cursor_get(x->cursor, k, v, MDB_PREV);
	return rc == MDB_NOTFOUND ? mdb_cursor_get(x->cursor, k, v, MDB_LAST) : rc;
}

/* The last key that starts with the prefix: the one before the prefix's successor. */
static int last_of_prefix(struct scan_state *x, MDB_val *k, MDB_val *v)
{
	struct buf next = BUF_INIT(KEY_MAX);
	int rc;

	buf_addstr(&next, buf_str(&x->prefix));
	while (next.n && (unsigned char)next.p[next.n - 1] == 0xFF)
		buf_cut(&next, next.n - 1);
	if (next.n) {
		next.p[next.n - 1]++;
		rc = before(x, buf_str(&next), false, k, v);
	} else {
		rc = mdb_cursor_get(x->cursor, k, v, MDB_LAST);
	}
	buf_release(&next);
	return rc;
}

static int first_step(struct store_scan *s, struct scan_state *x, MDB_val *k, MDB_val *v)
{
	struct str prefix = buf_str(&x->prefix), from = buf_str(&s->at);

	if (!s->backwards)
		return at_or_after(x, str_cmp(from, prefix) > 0 ? from : prefix, k, v);
	return s->at.p ? before(x, from, true, k, v) : last_of_prefix(x, k, v);
}

/* After a put or delete the cursor is made and placed anew: not left to LMDB's own repair of
 * cursors, which was mended several times after 0.9.24. */
static int next_step(struct store_scan *s, struct scan_state *x, bool moved, MDB_val *k,
	MDB_val *v)
{
	struct str at = buf_str(&s->at);
	int rc;

	if (!moved)
		return mdb_cursor_get(x->cursor, k, v, s->backwards ? MDB_PREV : MDB_NEXT);
	if (s->backwards)
		return before(x, at, false, k, v);
	rc = at_or_after(x, at, k, v);
	if (rc == 0 && str_eq(str_of_val(*k), at))
		rc = mdb_cursor_get(x->cursor, k, v, MDB_NEXT);
	return rc;
}

/* A cursor that is good for the next step. */
static bool ready(struct store_scan *s, struct scan_state *x, bool *moved)
{
	MDB_dbi dbi;
	int rc;

	if (!x || !x->t || s->err.code)
		return false;
	if (x->cursor && x->changes == s->t->changes)
		return true;
	if (x->cursor)
		mdb_cursor_close(x->cursor);
	x->cursor = NULL;
	if (store_table(s->t, s->table, false, &dbi, NULL))
		return false;
	rc = mdb_cursor_open(s->t->mdb, dbi, &x->cursor);
	if (rc == MDB_BAD_DBI)
		return false; /* a table younger than this transaction */
	if (rc) {
		store_fail(s->t->s->env, &s->err, rc, "read");
		return false;
	}
	x->changes = s->t->changes;
	*moved = true;
	return true;
}

static bool step(struct store_scan *s, struct str *key, struct str *stored, struct arena *a)
{
	struct scan_state *x = s->cursor;
	MDB_val k, v;
	bool moved = false;
	int rc;

	if (!ready(s, x, &moved))
		return false;
	rc = s->started ? next_step(s, x, moved, &k, &v) : first_step(s, x, &k, &v);
	s->started = true;
	if (rc == MDB_NOTFOUND)
		return false;
	if (rc) {
		store_fail(s->t->s->env, &s->err, rc, "read");
		return false;
	}
	if (!str_starts(str_of_val(k), buf_str(&x->prefix)))
		return false;
	buf_clear(&s->at);
	buf_add(&s->at, k.mv_data, k.mv_size);
	*key = arena_str(a, str_of_val(k));
	*stored = str_of_val(v);
	return true;
}

static bool decoded(struct store_scan *s, int rc)
{
	if (rc)
		err_add(&s->err, "'%s', table '%s'", s->t->s->env->path, s->table);
	return rc == 0;
}

bool store_scan_next(struct store_scan *s, struct str *key, struct str *value,
	struct arena *a)
{
	struct str stored;

	return step(s, key, &stored, a) &&
		decoded(s, store_decode(*key, stored, value, a, &s->err));
}

bool store_scan_payload(struct store_scan *s, struct str *key, struct str *payload,
	struct arena *a)
{
	struct str stored;

	return step(s, key, &stored, a) &&
		decoded(s, payload_of(*key, stored, payload, a, &s->err));
}

void store_scan_close(struct store_scan *s)
{
	struct scan_state *x = s->cursor;

	if (!x)
		return;
	if (x->t)
		for (struct scan_state **p = &x->t->scans; *p; p = &(*p)->next)
			if (*p == x) {
				*p = x->next;
				break;
			}
	if (x->cursor)
		mdb_cursor_close(x->cursor);
	buf_release(&x->prefix);
	buf_release(&s->at);
	free(x);
	s->cursor = NULL;
}

/* --- counters --- */

static void counter_key(struct buf *b, const char *counter)
{
	buf_adds(b, "counter/");
	buf_adds(b, counter);
}

uint64_t store_counter(struct store_txn *t, const char *counter)
{
	struct buf key = BUF_INIT(KEY_MAX);
	struct arena a = ARENA_INIT;
	struct str v;
	uint64_t n = 0;

	counter_key(&key, counter);
	if (store_get(t, "meta", buf_str(&key), &v, &a, NULL) == 0 && v.n == 8)
		n = key_u64_at(v, 0);
	buf_release(&key);
	arena_release(&a);
	return n;
}

int store_set_counter(struct store_txn *t, const char *counter, uint64_t v, struct err *e)
{
	struct buf key = BUF_INIT(KEY_MAX), value = BUF_INIT(8);
	int rc;

	counter_key(&key, counter);
	key_u64(&value, v);
	rc = store_put(t, "meta", buf_str(&key), buf_str(&value), e);
	buf_release(&key);
	buf_release(&value);
	return rc;
}

int store_next(struct store_txn *t, const char *counter, uint64_t *out, struct err *e)
{
	struct buf key = BUF_INIT(KEY_MAX);
	struct arena a = ARENA_INIT;
	struct str v;
	uint64_t n = 0;
	int rc;

	/* a counter that cannot be read must not start again at 1 */
	counter_key(&key, counter);
	rc = store_get(t, "meta", buf_str(&key), &v, &a, e);
	if (rc == 0)
		n = v.n == 8 ? key_u64_at(v, 0) : 0;
	if (rc == 0 || rc == ERR_NOTFOUND)
		rc = store_set_counter(t, counter, n + 1, e);
	if (rc == 0)
		*out = n + 1;
	buf_release(&key);
	arena_release(&a);
	return rc;
}
