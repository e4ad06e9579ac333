/* What is due and when. */
#include "crawler/due.h"

#include "base/digest.h"

#define TABLE "due"
#define TIME_AT 9 /* kind, host */

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

static void full_key(struct buf *b, int kind, struct str host, struct str subject,
	int64_t time_ms)
{
	host_key(b, kind, hash64_of(host));
	key_time(b, time_ms);
	key_hash(b, subject);
}

int due_move(struct store_txn *t, int kind, struct str host, struct str subject,
	int64_t old_ms, int64_t new_ms, struct err *e)
{
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
	return rc;
}

int due_forget(struct store_txn *t, struct str key, struct err *e)
{
	int rc = store_del(t, TABLE, key, e);

	return rc == ERR_NOTFOUND ? 0 : rc;
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

/* Hosts from lo up to hi, both included. 1: stopped, *at is where. */
static int walk_hosts(struct store_txn *t, int kind, uint64_t lo, uint64_t hi,
	int64_t now_ms, int per_host, const struct due_walk *w, uint64_t *at)
{
	struct arena a = ARENA_INIT;
	struct str key, value;
	int stopped = 0;

	*at = lo;
	while (!stopped && first_at(t, kind, *at, &key, &value, &a)) {
		*at = key_u64_at(key, 1);
		if (*at > hi)
			break;
		stopped = walk_host(t, kind, *at, now_ms, per_host, w) < 0;
		if (*at == UINT64_MAX)
			break;
		if (!stopped)
			++*at;
		arena_reset(&a);
	}
	arena_release(&a);
	return stopped;
}

void due_each(struct store_txn *t, int kind, int64_t now_ms, int per_host,
	uint64_t *from_host, const struct due_walk *w)
{
	uint64_t start = *from_host, at;

	if (walk_hosts(t, kind, start, UINT64_MAX, now_ms, per_host, w, &at) ||
		(start && walk_hosts(t, kind, 0, start - 1, now_ms, per_host, w, &at)))
		*from_host = at;
	else
		*from_host = 0;
}

bool due_any(struct store_txn *t, int kind, int64_t now_ms, int64_t *next_ms)
{
	struct arena a = ARENA_INIT;
	struct str key, value;
	uint64_t at = 0;
	bool due = false;

	*next_ms = 0;
	while (!due && first_at(t, kind, at, &key, &value, &a)) {
		int64_t when = key_time_at(key, TIME_AT);

		due = when <= now_ms;
		if (!*next_ms || when < *next_ms)
			*next_ms = when;
		at = key_u64_at(key, 1);
		if (at == UINT64_MAX)
			break;
		at++;
		arena_reset(&a);
	}
	arena_release(&a);
	return due;
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
