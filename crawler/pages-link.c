/* Table "link-past": when a link was broken, and until when. */
#include "pages-key.h"

static const struct field page_rows[] = {
	F_STR(1, struct link_page, url),
	F_STR(2, struct link_page, text),
	F_STR(3, struct link_page, portal),
	F_STR(4, struct link_page, column),
	F_I32(5, struct link_page, line),
};
static RECORD_TYPE(record_link_page, struct link_page, 1, page_rows);

static const struct field rows[] = {
	F_STR(1, struct link_past, url),
	F_I64(2, struct link_past, bad_since_ms),
	F_I64(3, struct link_past, confirmed_ms),
	F_I64(4, struct link_past, repaired_ms),
	F_I32(5, struct link_past, verdict),
	F_I32(6, struct link_past, status),
	F_STR(7, struct link_past, reason),
	F_LIST(8, struct link_past, pages, npages, record_link_page),
};
RECORD_TYPE(record_link_past, struct link_past, 1, rows);

static int put(struct store_txn *t, const struct link_past *p, struct err *e)
{
	struct buf k = KEY();
	int rc;

	key_hash(&k, p->url);
	key_time(&k, p->confirmed_ms);
	rc = store_put_record(t, "link-past", buf_str(&k), &record_link_past, p, e);
	buf_release(&k);
	return rc;
}

struct carriers {
	struct link_past *p;
	struct arena *arena;
	size_t cap;
};

static int take_page(const struct page_links *p, void *ctx)
{
	struct carriers *x = ctx;
	struct arena *a = x->arena;

	for (size_t i = 0; i < p->nedges; i++) {
		if (!str_eq(p->edges[i].url, x->p->url))
			continue;
		if (x->p->npages >= LINK_PAGES_MAX)
			return 1;
		x->p->pages = arena_grow(a, x->p->pages, x->p->npages, &x->cap,
			sizeof(*x->p->pages));
		x->p->pages[x->p->npages++] = (struct link_page){.url = arena_str(a, p->url),
			.text = arena_str(a, p->edges[i].text), .portal = arena_str(a, p->portal),
			.column = arena_str(a, p->column), .line = p->edges[i].line};
	}
	return 0;
}

int pages_link_broke(struct store_txn *t, const struct address *x, struct err *e)
{
	struct link_past p = {.url = x->url, .bad_since_ms = x->bad_since_ms,
		.confirmed_ms = x->confirmed_ms, .verdict = x->verdict, .status = x->status,
		.reason = x->reason};
	struct arena a = ARENA_INIT;
	struct carriers c = {.p = &p, .arena = &a};
	int rc = pages_each_links(t, take_page, &c, e);

	if (rc >= 0)
		rc = put(t, &p, e);
	arena_release(&a);
	return rc;
}

int pages_link_repaired(struct store_txn *t, struct str url, int64_t now_ms, struct err *e)
{
	struct store_scan s;
	struct arena a = ARENA_INIT;
	struct link_past p = {0};
	struct buf k = KEY();
	struct str key, value;
	int rc = 0;

	key_hash(&k, url);
	store_scan_open(&s, t, "link-past", buf_str(&k), STR_NONE, true);
	if (store_scan_next(&s, &key, &value, &a))
		rc = record_read(&record_link_past, value, &p, &a, e);
	store_scan_close(&s);
	if (rc == 0 && str_eq(p.url, url) && !p.repaired_ms) {
		p.repaired_ms = now_ms;
		rc = put(t, &p, e);
	}
	buf_release(&k);
	arena_release(&a);
	return rc;
}

struct walk {
	pages_link_past_fn *fn;
	void *ctx;
};

static int visit(const void *rec, struct str key, void *ctx)
{
	const struct walk *w = ctx;

	(void)key;
	return w->fn(rec, w->ctx);
}

int pages_each_link_past(struct store_txn *t, pages_link_past_fn *fn, void *ctx, struct err *e)
{
	struct walk w = {fn, ctx};
	struct store_range r = {.table = "link-past", .type = &record_link_past};

	return store_each_record(t, &r, visit, &w, e);
}
