/* What the crawler stores: ranges of records, handed to a callback one by one. */
#include "pages-key.h"

/* The caller's typed callback behind the store's untyped one. */
struct visit {
	union {
		pages_measure_fn *measure;
		pages_address_fn *address;
		pages_links_fn *links;
		pages_portal_fn *portal;
		pages_column_fn *column;
		pages_notice_fn *notice;
		pages_version_fn *version;
		pages_event_fn *event;
		pages_request_fn *request;
		pages_gap_fn *gap;
		pages_day_fn *day;
		pages_manifest_fn *manifest;
	} fn;
	void *ctx;
	struct str url;		/* of a hashed key: others with the same hash are passed over */
	int64_t from_ms, to_ms; /* of a range in time; to_ms exclusive */
	struct store_txn *t;
	struct err *e;
};

#define VISIT(name)                                                                       \
	static int visit_##name(const void *rec, struct str key, void *ctx)               \
	{                                                                                 \
		const struct visit *v = ctx;                                              \
                                                                                          \
		(void)key;                                                                \
		return v->fn.name(rec, v->ctx);                                           \
	}
VISIT(address)
VISIT(links)
VISIT(portal)
VISIT(column)
VISIT(notice)
VISIT(version)
VISIT(event)
VISIT(request)
VISIT(manifest)

static int visit_measure(const void *rec, struct str key, void *ctx)
{
	const struct visit *v = ctx;
	const struct measure *m = rec;

	(void)key;
	if (m->time_ms >= v->to_ms)
		return 1;
	return str_eq(m->url, v->url) ? v->fn.measure(m, v->ctx) : 0;
}

static int visit_day(const void *rec, struct str key, void *ctx)
{
	const struct visit *v = ctx;
	const struct measure_day *d = rec;

	(void)key;
	if (d->day >= v->to_ms)
		return 1;
	return str_eq(d->url, v->url) ? v->fn.day(d, v->ctx) : 0;
}

static int visit_gap(const void *rec, struct str key, void *ctx)
{
	const struct visit *v = ctx;
	const struct gap *g = rec;

	(void)key;
	if (g->from_ms >= v->to_ms)
		return 1;
	return g->to_ms > v->from_ms ? v->fn.gap(g, v->ctx) : 0;
}

static int each(struct store_txn *t, const char *table, const struct record_type *type,
	struct buf *prefix, struct buf *from, store_record_fn *fn, struct visit *v,
	struct err *e)
{
	struct store_range r = {.table = table, .type = type};
	int rc;

	if (prefix)
		r.prefix = buf_str(prefix);
	if (from)
		r.from = buf_str(from);
	rc = store_each_record(t, &r, fn, v, e);
	if (prefix)
		buf_release(prefix);
	if (from)
		buf_release(from);
	return rc;
}

int pages_each_measure(struct store_txn *t, struct str url, int64_t from_ms, int64_t to_ms,
	pages_measure_fn *fn, void *ctx, struct err *e)
{
	struct visit v = {.fn.measure = fn, .ctx = ctx, .url = url, .to_ms = to_ms};
	struct buf prefix = KEY(), from = KEY();

	key_hash(&prefix, url);
	key_hash(&from, url);
	key_time(&from, from_ms);
	return each(t, "measure", &record_measure, &prefix, &from, visit_measure, &v, e);
}

int pages_each_day(struct store_txn *t, struct str url, int32_t from_day, int32_t to_day,
	pages_day_fn *fn, void *ctx, struct err *e)
{
	struct visit v = {.fn.day = fn, .ctx = ctx, .url = url, .to_ms = to_day};
	struct buf prefix = KEY(), from = KEY();

	key_hash(&prefix, url);
	key_hash(&from, url);
	key_day(&from, from_day);
	return each(t, "measure-day", &record_measure_day, &prefix, &from, visit_day, &v, e);
}

int pages_each_address(struct store_txn *t, pages_address_fn *fn, void *ctx, struct err *e)
{
	struct visit v = {.fn.address = fn, .ctx = ctx};

	return each(t, "address", &record_address, NULL, NULL, visit_address, &v, e);
}

int pages_each_links(struct store_txn *t, pages_links_fn *fn, void *ctx, struct err *e)
{
	struct visit v = {.fn.links = fn, .ctx = ctx};

	return each(t, "page", &record_page_links, NULL, NULL, visit_links, &v, e);
}

int pages_each_portal(struct store_txn *t, pages_portal_fn *fn, void *ctx, struct err *e)
{
	struct visit v = {.fn.portal = fn, .ctx = ctx};

	return each(t, "portal", &record_portal_state, NULL, NULL, visit_portal, &v, e);
}

int pages_each_column(struct store_txn *t, struct str portal, pages_column_fn *fn,
	void *ctx, struct err *e)
{
	struct visit v = {.fn.column = fn, .ctx = ctx};
	struct buf prefix = KEY();

	pages_column_key(&prefix, portal, STR_NONE);
	return each(t, "column", &record_column_state, &prefix, NULL, visit_column, &v, e);
}

int pages_each_notice(struct store_txn *t, struct str portal, struct str column,
	pages_notice_fn *fn, void *ctx, struct err *e)
{
	struct visit v = {.fn.notice = fn, .ctx = ctx};
	struct buf prefix = KEY();

	pages_column_key(&prefix, portal, column);
	return each(t, "notice", &record_notice, &prefix, NULL, visit_notice, &v, e);
}

struct placed {
	struct buf *place;
	pages_notice_fn *fn;
	void *ctx;
	bool first; /* the record at the place itself was given before */
};

static int visit_placed(const void *rec, struct str key, void *ctx)
{
	struct placed *p = ctx;
	bool given = p->first && str_eq(key, buf_str(p->place));

	p->first = false;
	if (given)
		return 0;
	buf_clear(p->place);
	buf_addstr(p->place, key);
	return p->fn(rec, p->ctx);
}

int pages_each_notice_from(struct store_txn *t, struct str portal, struct str column,
	struct buf *place, pages_notice_fn *fn, void *ctx, struct err *e)
{
	struct placed p = {.place = place, .fn = fn, .ctx = ctx, .first = place->n > 0};
	struct store_range r = {.table = "notice", .type = &record_notice};
	struct buf prefix = KEY(), from = KEY();
	int rc;

	pages_column_key(&prefix, portal, column);
	buf_addstr(&from, buf_str(place));
	r.prefix = buf_str(&prefix);
	r.from = from.n ? buf_str(&from) : STR_NONE;
	rc = store_each_record(t, &r, visit_placed, &p, e);
	buf_release(&prefix);
	buf_release(&from);
	return rc;
}

int pages_each_version(struct store_txn *t, const struct notice *n, pages_version_fn *fn,
	void *ctx, struct err *e)
{
	struct visit v = {.fn.version = fn, .ctx = ctx};
	struct buf prefix = KEY();

	pages_notice_key(&prefix, n);
	return each(t, "version", &record_version, &prefix, NULL, visit_version, &v, e);
}

int pages_each_event(struct store_txn *t, uint64_t after_seq, pages_event_fn *fn, void *ctx,
	struct err *e)
{
	struct visit v = {.fn.event = fn, .ctx = ctx};
	struct buf from = KEY();

	if (after_seq == UINT64_MAX)
		return 0;
	key_u64(&from, after_seq + 1);
	return each(t, "event", &record_event, NULL, &from, visit_event, &v, e);
}

int pages_each_event_back(struct store_txn *t, pages_event_fn *fn, void *ctx, struct err *e)
{
	struct visit v = {.fn.event = fn, .ctx = ctx};
	struct store_range r = {.table = "event", .type = &record_event, .backwards = true};

	return store_each_record(t, &r, visit_event, &v, e);
}

int pages_each_request(struct store_txn *t, pages_request_fn *fn, void *ctx, struct err *e)
{
	struct visit v = {.fn.request = fn, .ctx = ctx};

	return each(t, "request", &record_request, NULL, NULL, visit_request, &v, e);
}

int pages_each_gap(struct store_txn *t, int64_t from_ms, int64_t to_ms, pages_gap_fn *fn,
	void *ctx, struct err *e)
{
	struct visit v = {.fn.gap = fn, .ctx = ctx, .from_ms = from_ms, .to_ms = to_ms};

	return each(t, "gap", &record_gap, NULL, NULL, visit_gap, &v, e);
}

int pages_each_manifest(struct store_txn *t, pages_manifest_fn *fn, void *ctx,
	struct err *e)
{
	struct visit v = {.fn.manifest = fn, .ctx = ctx};

	return each(t, "manifest", &record_manifest, NULL, NULL, visit_manifest, &v, e);
}

int pages_each_measure_seq(struct store_txn *t, uint64_t after_seq, pages_measure_fn *fn,
	void *ctx, struct err *e)
{
	struct store_scan s;
	struct arena a = ARENA_INIT;
	struct buf from = KEY();
	struct str key, value;
	int rc = 0;

	if (after_seq == UINT64_MAX)
		return 0;
	key_u64(&from, after_seq + 1);
	store_scan_open(&s, t, "leaf", STR_NONE, buf_str(&from), false);
	while (rc == 0 && store_scan_next(&s, &key, &value, &a)) {
		struct measure m;

		rc = pages_measure(t, key_u64_at(key, 0), &m, &a, e);
		if (rc == 0)
			rc = fn(&m, ctx);
		else if (rc == ERR_NOTFOUND)
			rc = 0; /* retention took it */
		arena_reset(&a);
	}
	if (rc == 0 && s.err.code)
		rc = err_set(e, s.err.code, "%s", s.err.text);
	store_scan_close(&s);
	arena_release(&a);
	buf_release(&from);
	return rc > 0 ? 0 : rc;
}
