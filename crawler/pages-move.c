/* Records that get another key: a notice with another identity, a column with another id. */
#include "pages-key.h"

/* Moves what lies under one prefix of a table to another. Keys first, so that the scan never
 * meets what it wrote. */
struct keys {
	struct str *list;
	size_t n, cap;
};

static int take_keys(struct store_txn *t, const char *table, struct str prefix,
	struct keys *out, struct arena *a, struct err *e)
{
	struct store_scan s;
	struct str key, value;
	struct arena each = ARENA_INIT;
	int rc = 0;

	store_scan_open(&s, t, table, prefix, STR_NONE, false);
	while (store_scan_next(&s, &key, &value, &each)) {
		out->list = arena_grow(a, out->list, out->n, &out->cap, sizeof(*out->list));
		out->list[out->n++] = arena_str(a, key);
		arena_reset(&each);
	}
	if (s.err.code)
		rc = err_set(e, s.err.code, "%s", s.err.text);
	store_scan_close(&s);
	arena_release(&each);
	return rc;
}

/* fix: rewrites the record's own members; NULL: the value moves as it is. */
typedef int fix_fn(struct str value, struct buf *out, const void *ctx, struct arena *a,
	struct err *e);

static int move_one(struct store_txn *t, const char *table, struct str key, size_t prefix_n,
	struct str to, fix_fn *fix, const void *ctx, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct buf k = KEY(), fixed = BUF_INIT((size_t)64 << 20);
	struct str value;
	int rc = store_get(t, table, key, &value, &a, e);

	if (rc == 0 && fix) {
		rc = fix(value, &fixed, ctx, &a, e);
		value = buf_str(&fixed);
	}
	buf_addstr(&k, to);
	buf_addstr(&k, str_sub(key, prefix_n, key.n));
	if (rc == 0)
		rc = store_del(t, table, key, e);
	if (rc == 0)
		rc = store_put(t, table, buf_str(&k), value, e);
	buf_release(&k);
	buf_release(&fixed);
	arena_release(&a);
	return rc;
}

static int move_all(struct store_txn *t, const char *table, struct str from, struct str to,
	fix_fn *fix, const void *ctx, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct keys keys = {0};
	int rc = take_keys(t, table, from, &keys, &a, e);

	for (size_t i = 0; i < keys.n && rc == 0; i++)
		rc = move_one(t, table, keys.list[i], from.n, to, fix, ctx, e);
	arena_release(&a);
	return rc;
}

/* --- one notice --- */

static int fix_file(struct str value, struct buf *out, const void *ctx, struct arena *a,
	struct err *e)
{
	const struct notice *n = ctx;
	struct file_state f;
	int rc = record_read(&record_file_state, value, &f, a, e);

	if (rc < 0)
		return rc;
	f.portal = n->portal;
	f.column = n->column;
	f.identity = n->identity;
	record_write(&record_file_state, &f, out);
	return 0;
}

int pages_rename_notice(struct store_txn *t, const struct notice *old, struct notice *now,
	struct err *e)
{
	struct buf from = KEY(), to = KEY();
	int rc;

	pages_notice_key(&from, old);
	pages_notice_key(&to, now);
	rc = pages_count_gone(t, old, e);
	if (rc == 0)
		rc = store_del(t, "notice", buf_str(&from), e);
	if (rc == 0)
		rc = pages_put_notice(t, now, e);
	if (rc == 0)
		rc = move_all(t, "version", buf_str(&from), buf_str(&to), NULL, NULL, e);
	if (rc == 0)
		rc = move_all(t, "file", buf_str(&from), buf_str(&to), fix_file, now, e);
	buf_release(&from);
	buf_release(&to);
	return rc;
}

/* --- a whole column --- */

struct naming {
	struct str portal, column;	   /* before */
	struct str to_portal, to_column;
};

#define FIX(name, record, type)                                                           \
	static int fix_##name(struct str value, struct buf *out, const void *ctx,         \
		struct arena *a, struct err *e)                                           \
	{                                                                                 \
		const struct naming *x = ctx;                                             \
		struct type r;                                                            \
		int rc = record_read(&record, value, &r, a, e);                           \
                                                                                          \
		if (rc < 0)                                                               \
			return rc;                                                        \
		r.portal = x->to_portal;                                                  \
		r.column = x->to_column;                                                  \
		record_write(&record, &r, out);                                           \
		return 0;                                                                 \
	}
FIX(notice, record_notice, notice)
FIX(files, record_file_state, file_state)
FIX(count, record_notice_count, notice_count)
FIX(noise, record_column_noise, column_noise)
FIX(column, record_column_state, column_state)

static const struct {
	const char *table;
	fix_fn *fix;
} column_tables[] = {
	{"notice", fix_notice}, {"version", NULL}, {"file", fix_files}, {"count", fix_count},
	{"noise", fix_noise}, {"column", fix_column},
};

/* Tables keyed by number or address: records of the column are rewritten where they lie. */
struct rewriting {
	struct store_txn *t;
	const struct naming *x;
	struct err *e;
};

static int rename_event(const void *rec, struct str key, void *ctx)
{
	const struct rewriting *w = ctx;
	struct event now = *(const struct event *)rec;

	if (!str_eq(now.portal, w->x->portal) || !str_eq(now.column, w->x->column))
		return 0;
	now.portal = w->x->to_portal;
	now.column = w->x->to_column;
	return store_put_record(w->t, "event", key, &record_event, &now, w->e);
}

static int rename_links(const void *rec, struct str key, void *ctx)
{
	const struct rewriting *w = ctx;
	struct page_links now = *(const struct page_links *)rec;

	if (!str_eq(now.portal, w->x->portal) || !str_eq(now.column, w->x->column))
		return 0;
	now.portal = w->x->to_portal;
	now.column = w->x->to_column;
	return store_put_record(w->t, "page", key, &record_page_links, &now, w->e);
}

static int rewrite(struct store_txn *t, const struct naming *x, struct err *e)
{
	struct rewriting w = {t, x, e};
	struct store_range events = {.table = "event", .type = &record_event};
	struct store_range links = {.table = "page", .type = &record_page_links};
	int rc = store_each_record(t, &events, rename_event, &w, e);

	return rc ? rc : store_each_record(t, &links, rename_links, &w, e);
}

int pages_rename_column(struct store_txn *t, struct str portal, struct str column,
	struct str to_portal, struct str to_column, struct err *e)
{
	struct naming x = {portal, column, to_portal, to_column};
	struct buf from = KEY(), to = KEY();
	int rc = 0;

	pages_column_key(&from, portal, column);
	pages_column_key(&to, to_portal, to_column);
	for (size_t i = 0; i < sizeof(column_tables) / sizeof(column_tables[0]) && rc == 0; i++)
		rc = move_all(t, column_tables[i].table, buf_str(&from), buf_str(&to),
			column_tables[i].fix, &x, e);
	if (rc == 0)
		rc = rewrite(t, &x, e);
	buf_release(&from);
	buf_release(&to);
	return rc;
}

static int rename_portal_event(const void *rec, struct str key, void *ctx)
{
	const struct rewriting *w = ctx;
	struct event now = *(const struct event *)rec;

	if (!str_eq(now.portal, w->x->portal) || now.column.n)
		return 0;
	now.portal = w->x->to_portal;
	return store_put_record(w->t, "event", key, &record_event, &now, w->e);
}

int pages_rename_portal(struct store_txn *t, struct str from, const struct portal_state *now,
	struct err *e)
{
	struct naming x = {.portal = from, .to_portal = now->id};
	struct rewriting w = {t, &x, e};
	struct store_range events = {.table = "event", .type = &record_event};
	struct buf k = KEY();
	int rc;

	key_text(&k, from);
	rc = store_del(t, "portal", buf_str(&k), e);
	buf_release(&k);
	if (rc == 0 || rc == ERR_NOTFOUND)
		rc = pages_put_portal(t, now, e);
	return rc < 0 ? rc : store_each_record(t, &events, rename_portal_event, &w, e);
}
