/* What is due and when. */
#include "crawler/due.h"

#include "base/digest.h"

#define TABLE "due"
#define TIME_AT 9 /* kind, host */
#define ORDER "due-host"
#define PREPARED "due-host" /* counter: the table is there */

const int due_order[DUE_KINDS - 1] = {DUE_PROBE, DUE_COLUMN, DUE_NOTICE, DUE_FILE, DUE_LINK};

struct str due_host(struct str url)
{
	size_t at = str_find(url, STR("://"), 0), end;

	if (at == SIZE_MAX)
		return url;
	url = str_sub(url, at + 3, url.n);
	end = str_findc(url, '/', 0);
	return end == SIZE_MAX ? url : str_n(url.p, end);
}

static void host_key(struct buf *b, int kind, uint64_t host)
{
	buf_addc(b, (char)kind);
	key_u64(b, host);
}

static void order_key(struct buf *b, int kind, int64_t time_ms, uint64_t host)
{
	buf_addc(b, (char)kind);
	key_time(b, time_ms);
	key_u64(b, host);
}

static void full_key(struct buf *b, int kind, struct str host, struct str subject,
	int64_t time_ms)
{
	host_key(b, kind, hash64_of(host));
	key_time(b, time_ms);
	key_hash(b, subject);
}

/* The time of a host's first entry, 0: none. */
static int64_t first_of(struct store_txn *t, int kind, uint64_t host)
{
	struct buf prefix = BUF_INIT(64);
	struct arena a = ARENA_INIT;
	struct str key, value;
	struct store_scan s;
	int64_t ms = 0;

	host_key(&prefix, kind, host);
	store_scan_open(&s, t, TABLE, buf_str(&prefix), STR_NONE, false);
	if (store_scan_next(&s, &key, &value, &a))
		ms = key_time_at(key, TIME_AT);
	store_scan_close(&s);
	buf_release(&prefix);
	arena_release(&a);
	return ms;
}

/* The host's line in the order of hosts follows its first entry. */
static int move_host(struct store_txn *t, int kind, uint64_t host, int64_t old_ms,
	int64_t new_ms, struct err *e)
{
	struct buf b = BUF_INIT(64);
	int rc = 0;

	if (old_ms && old_ms != new_ms) {
		order_key(&b, kind, old_ms, host);
		rc = store_del(t, ORDER, buf_str(&b), e);
		rc = rc == ERR_NOTFOUND ? 0 : rc;
		buf_clear(&b);
	}
	if (rc == 0 && new_ms && old_ms != new_ms) {
		order_key(&b, kind, new_ms, host);
		rc = store_put(t, ORDER, buf_str(&b), STR(""), e);
	}
	buf_release(&b);
	return rc;
}

int due_move(struct store_txn *t, int kind, struct str host, struct str subject,
	int64_t old_ms, int64_t new_ms, struct err *e)
{
	uint64_t h = hash64_of(host);
	int64_t first_ms = first_of(t, kind, h);
	struct buf b = BUF_INIT(64);
	int rc = 0;

	if (old_ms && old_ms != new_ms) {
		full_key(&b, kind, host, subject, old_ms);
		rc = store_del(t, TABLE, buf_str(&b), e);
		if (rc == ERR_NOTFOUND)
			rc = 0;
		buf_clear(&b);
	}
	if (rc == 0 && new_ms) {
		full_key(&b, kind, host, subject, new_ms);
		rc = store_put(t, TABLE, buf_str(&b), subject, e);
	}
	buf_release(&b);
	return rc < 0 ? rc : move_host(t, kind, h, first_ms, first_of(t, kind, h), e);
}

int due_forget(struct store_txn *t, struct str key, struct err *e)
{
	int kind = key.p[0];
	uint64_t host = key_u64_at(key, 1);
	int64_t first_ms = first_of(t, kind, host);
	int rc = store_del(t, TABLE, key, e);

	if (rc == ERR_NOTFOUND)
		return 0;
	return rc < 0 ? rc : move_host(t, kind, host, first_ms, first_of(t, kind, host), e);
}

/* The first entry at or after (kind, host); its host in *host. */
static bool first_at(struct store_txn *t, int kind, uint64_t host, struct str *key,
	struct str *value, struct arena *a)
{
	struct buf from = BUF_INIT(64);
	struct store_scan s;
	char k = (char)kind;
	bool any;

	host_key(&from, kind, host);
	store_scan_open(&s, t, TABLE, str_n(&k, 1), buf_str(&from), false);
	any = store_scan_next(&s, key, value, a);
	store_scan_close(&s);
	buf_release(&from);
	return any;
}

static int put_order(struct store_txn *t, int kind, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct str key, value;
	uint64_t at = 0;
	int rc = 0;

	while (rc == 0 && first_at(t, kind, at, &key, &value, &a)) {
		at = key_u64_at(key, 1);
		rc = move_host(t, kind, at, 0, key_time_at(key, TIME_AT), e);
		if (at == UINT64_MAX)
			break;
		at++;
		arena_reset(&a);
	}
	arena_release(&a);
	return rc;
}

int due_prepare(struct store_txn *t, struct err *e)
{
	int rc = 0;

	if (store_counter(t, PREPARED))
		return 0;
	for (int kind = 1; kind < DUE_KINDS && rc == 0; kind++)
		rc = put_order(t, kind, e);
	return rc < 0 ? rc : store_set_counter(t, PREPARED, 1, e);
}

/* The due entries of one host; negative from take stops everything. */
static int walk_host(struct store_txn *t, int kind, uint64_t host, int64_t now_ms,
	int per_host, const struct due_walk *w)
{
	struct buf prefix = BUF_INIT(64);
	struct arena a = ARENA_INIT;
	struct str key, subject;
	struct store_scan s;
	int left = per_host;

	host_key(&prefix, kind, host);
	store_scan_open(&s, t, TABLE, buf_str(&prefix), STR_NONE, false);
	while (left > 0 && store_scan_next(&s, &key, &subject, &a)) {
		if (key_time_at(key, TIME_AT) > now_ms)
			break;
		if (w->skip(subject, w->ctx))
			left--;
		else
			left = w->take(kind, subject, key, w->ctx) < 0 ? -1 : left - 1;
		arena_reset(&a);
	}
	store_scan_close(&s);
	buf_release(&prefix);
	arena_release(&a);
	return left;
}

struct due_hosts {
	uint64_t *list;
	size_t n, cap;
	struct arena arena;
};

/* Those with something due, whose first entry waits longest first. */
static void find_hosts(struct store_txn *t, int kind, int64_t now_ms, struct due_hosts *h)
{
	struct arena a = ARENA_INIT;
	struct str key, value;
	struct store_scan s;
	char k = (char)kind;

	store_scan_open(&s, t, ORDER, str_n(&k, 1), STR_NONE, false);
	while (store_scan_next(&s, &key, &value, &a) && key_time_at(key, 1) <= now_ms) {
		h->list = arena_grow(&h->arena, h->list, h->n, &h->cap, sizeof(*h->list));
		h->list[h->n++] = key_u64_at(key, 9);
		arena_reset(&a);
	}
	store_scan_close(&s);
	arena_release(&a);
}

void due_each(struct store_txn *t, int kind, int64_t now_ms, int per_host,
	const struct due_walk *w)
{
	struct due_hosts h = {.arena = ARENA_INIT};

	find_hosts(t, kind, now_ms, &h);
	for (size_t i = 0; i < h.n; i++)
		if (walk_host(t, kind, h.list[i], now_ms, per_host, w) < 0)
			break;
	arena_release(&h.arena);
}

bool due_any(struct store_txn *t, int kind, int64_t now_ms, int64_t *next_ms)
{
	struct arena a = ARENA_INIT;
	struct str key, value;
	struct store_scan s;
	char k = (char)kind;

	*next_ms = 0;
	store_scan_open(&s, t, ORDER, str_n(&k, 1), STR_NONE, false);
	if (store_scan_next(&s, &key, &value, &a))
		*next_ms = key_time_at(key, 1);
	store_scan_close(&s);
	arena_release(&a);
	return *next_ms && *next_ms <= now_ms;
}

/* Due entries of one host, in order of time. */
static uint64_t count_host(struct store_txn *t, int kind, uint64_t host, int64_t before_ms,
	uint64_t most, int64_t *oldest_ms)
{
	struct buf prefix = BUF_INIT(64);
	struct arena a = ARENA_INIT;
	struct str key, value;
	struct store_scan s;
	uint64_t n = 0;

	host_key(&prefix, kind, host);
	store_scan_open(&s, t, TABLE, buf_str(&prefix), STR_NONE, false);
	while (n < most && store_scan_next(&s, &key, &value, &a)) {
		int64_t when = key_time_at(key, TIME_AT);

		if (when >= before_ms)
			break;
		if (!*oldest_ms || when < *oldest_ms)
			*oldest_ms = when;
		n++;
		arena_reset(&a);
	}
	store_scan_close(&s);
	buf_release(&prefix);
	arena_release(&a);
	return n;
}

uint64_t due_count(struct store_txn *t, int kind, int64_t before_ms, int64_t *oldest_ms)
{
	struct arena a = ARENA_INIT;
	struct str key, value;
	uint64_t at = 0, n = 0;

	*oldest_ms = 0;
	while (n < DUE_COUNT_MAX && first_at(t, kind, at, &key, &value, &a)) {
		at = key_u64_at(key, 1);
		n += count_host(t, kind, at, before_ms, DUE_COUNT_MAX - n, oldest_ms);
		if (at == UINT64_MAX)
			break;
		at++;
		arena_reset(&a);
	}
	arena_release(&a);
	return n;
}
