/* What the crawler stores: single records, read and written. */
#include "pages-key.h"

void pages_column_key(struct buf *b, struct str portal, struct str column)
{
	struct buf name = BUF_INIT(PAGES_KEY_MAX);

	if (str_none(portal))
		return;
	buf_addstr(&name, portal);
	buf_addc(&name, '/');
	buf_addstr(&name, column);
	if (str_none(column))
		buf_addstr(b, buf_str(&name));
	else
		key_text(b, buf_str(&name));
	buf_release(&name);
}

static void notice_key(struct buf *b, struct str portal, struct str column,
	struct str identity)
{
	pages_column_key(b, portal, str_none(column) ? STR("") : column);
	key_hash(b, identity);
}

void pages_notice_key(struct buf *b, const struct notice *n)
{
	notice_key(b, n->portal, n->column, n->identity);
}

static void measure_key(struct buf *b, const struct measure *m)
{
	key_hash(b, m->url);
	key_time(b, m->time_ms);
	key_u64(b, m->seq);
}

/* --- reading --- */

/* The hash finds, the whole text decides (DESIGN 5). */
static int same_or_absent(int rc, struct str got, struct str want)
{
	return rc == 0 && !str_eq(got, want) ? ERR_NOTFOUND : rc;
}

int pages_address(struct store_txn *t, struct str url, struct address *out, struct arena *a,
	struct err *e)
{
	struct buf k = KEY();
	struct address x;
	int rc;

	key_hash(&k, url);
	rc = store_get_record(t, "address", buf_str(&k), &record_address, &x, a, e);
	if (rc == 0)
		rc = same_or_absent(rc, x.url, url);
	if (rc == 0)
		*out = x;
	buf_release(&k);
	return rc;
}

int pages_page_text(struct store_txn *t, struct str url, struct page_text *out, struct arena *a,
	struct err *e)
{
	struct buf k = KEY();
	struct page_text x;
	int rc;

	key_hash(&k, url);
	rc = store_get_record(t, "text", buf_str(&k), &record_page_text, &x, a, e);
	if (rc == 0)
		rc = same_or_absent(rc, x.url, url);
	if (rc == 0)
		*out = x;
	buf_release(&k);
	return rc;
}

int pages_links(struct store_txn *t, struct str url, struct page_links *out,
	struct arena *a, struct err *e)
{
	struct buf k = KEY();
	struct page_links x;
	int rc;

	key_hash(&k, url);
	rc = store_get_record(t, "page", buf_str(&k), &record_page_links, &x, a, e);
	if (rc == 0)
		rc = same_or_absent(rc, x.url, url);
	if (rc == 0)
		*out = x;
	buf_release(&k);
	return rc;
}

int pages_portal(struct store_txn *t, struct str id, struct portal_state *out,
	struct arena *a, struct err *e)
{
	struct buf k = KEY();
	int rc;

	key_text(&k, id);
	rc = store_get_record(t, "portal", buf_str(&k), &record_portal_state, out, a, e);
	buf_release(&k);
	return rc;
}

int pages_column(struct store_txn *t, struct str portal, struct str column,
	struct column_state *out, struct arena *a, struct err *e)
{
	struct buf k = KEY();
	int rc;

	pages_column_key(&k, portal, str_none(column) ? STR("") : column);
	rc = store_get_record(t, "column", buf_str(&k), &record_column_state, out, a, e);
	buf_release(&k);
	return rc;
}

int pages_notice_at(struct store_txn *t, struct str portal, struct str column,
	const struct key128 *identity, struct notice *out, struct arena *a, struct err *e)
{
	struct buf k = KEY();
	int rc;

	pages_column_key(&k, portal, column);
	buf_add(&k, identity->b, sizeof(identity->b));
	rc = store_get_record(t, "notice", buf_str(&k), &record_notice, out, a, e);
	buf_release(&k);
	return rc;
}

int pages_notice(struct store_txn *t, struct str portal, struct str column,
	struct str identity, struct notice *out, struct arena *a, struct err *e)
{
	struct buf k = KEY();
	struct notice x;
	int rc;

	notice_key(&k, portal, column, identity);
	rc = store_get_record(t, "notice", buf_str(&k), &record_notice, &x, a, e);
	if (rc == 0)
		rc = same_or_absent(rc, x.identity, identity);
	if (rc == 0)
		*out = x;
	buf_release(&k);
	return rc;
}

/* The last record under a prefix; ERR_NOTFOUND where there is none. */
static int last_under(struct store_txn *t, const char *table, struct str prefix,
	const struct record_type *type, void *out, struct arena *a, struct err *e)
{
	struct store_scan s;
	struct str key, value;
	int rc = ERR_NOTFOUND;

	store_scan_open(&s, t, table, prefix, STR_NONE, true);
	if (store_scan_next(&s, &key, &value, a))
		rc = record_read(type, value, out, a, e);
	else if (s.err.code)
		rc = err_set(e, s.err.code, "%s", s.err.text);
	store_scan_close(&s);
	return rc;
}

int pages_measure_last(struct store_txn *t, struct str url, struct measure *out,
	struct arena *a, struct err *e)
{
	struct buf k = KEY();
	struct measure x;
	int rc;

	key_hash(&k, url);
	rc = last_under(t, "measure", buf_str(&k), &record_measure, &x, a, e);
	if (rc == 0)
		rc = same_or_absent(rc, x.url, url);
	if (rc == 0)
		*out = x;
	buf_release(&k);
	return rc;
}

int pages_measure(struct store_txn *t, uint64_t seq, struct measure *out, struct arena *a,
	struct err *e)
{
	struct str key;
	int rc = pages_leaf_key(t, seq, &key, a, e);

	return rc ? rc : store_get_record(t, "measure", key, &record_measure, out, a, e);
}

int pages_version_last(struct store_txn *t, const struct notice *n, struct version *out,
	struct arena *a, struct err *e)
{
	struct buf k = KEY();
	int rc;

	pages_notice_key(&k, n);
	rc = last_under(t, "version", buf_str(&k), &record_version, out, a, e);
	buf_release(&k);
	return rc;
}

int pages_event(struct store_txn *t, uint64_t seq, struct event *out, struct arena *a,
	struct err *e)
{
	struct buf k = KEY();
	int rc;

	key_u64(&k, seq);
	rc = store_get_record(t, "event", buf_str(&k), &record_event, out, a, e);
	buf_release(&k);
	return rc;
}

/* --- writing --- */

static int put(struct store_txn *t, const char *table, struct buf *key,
	const struct record_type *type, const void *rec, struct err *e)
{
	int rc = store_put_record(t, table, buf_str(key), type, rec, e);

	buf_release(key);
	return rc;
}

int pages_put_measure(struct store_txn *t, struct measure *m, struct err *e)
{
	struct buf k = KEY();
	int rc = store_next(t, "measure", &m->seq, e);

	if (rc)
		return rc;
	measure_key(&k, m);
	rc = store_put_record(t, "measure", buf_str(&k), &record_measure, m, e);
	if (rc == 0)
		rc = pages_put_leaf(t, m->seq, buf_str(&k), e);
	if (rc == 0 && !sha256_zero(&m->body_digest))
		rc = body_ref(t, &m->body_digest, 1, e);
	if (rc == 0 && m->kind == JOB_PROBE)
		rc = pages_put_probe(t, m, e);
	if (rc == 0 && !sha256_zero(&m->asked_digest))
		rc = body_ref(t, &m->asked_digest, 1, e);
	buf_release(&k);
	return rc;
}

int pages_put_address(struct store_txn *t, const struct address *x, struct err *e)
{
	struct buf k = KEY();

	key_hash(&k, x->url);
	return put(t, "address", &k, &record_address, x, e);
}

int pages_walk(struct store_txn *t, struct str portal, struct site_walk *out, struct arena *a,
	struct err *e)
{
	struct buf k = KEY();
	int rc;

	pages_column_key(&k, portal, STR_NONE);
	rc = store_get_record(t, "walk", buf_str(&k), &record_site_walk, out, a, e);
	buf_release(&k);
	return rc;
}

int pages_put_walk(struct store_txn *t, const struct site_walk *x, struct err *e)
{
	struct buf k = KEY();

	pages_column_key(&k, x->portal, STR_NONE);
	return put(t, "walk", &k, &record_site_walk, x, e);
}

int pages_put_links(struct store_txn *t, const struct page_links *p, struct err *e)
{
	struct buf k = KEY();

	key_hash(&k, p->url);
	return put(t, "page", &k, &record_page_links, p, e);
}

int pages_put_text(struct store_txn *t, const struct page_text *p, struct err *e)
{
	struct buf k = KEY();

	key_hash(&k, p->url);
	return put(t, "text", &k, &record_page_text, p, e);
}

int pages_put_portal(struct store_txn *t, const struct portal_state *p, struct err *e)
{
	struct buf k = KEY();

	key_text(&k, p->id);
	return put(t, "portal", &k, &record_portal_state, p, e);
}

int pages_put_column(struct store_txn *t, const struct column_state *c, struct err *e)
{
	struct buf k = KEY();

	pages_column_key(&k, c->portal, str_none(c->column) ? STR("") : c->column);
	return put(t, "column", &k, &record_column_state, c, e);
}

int pages_put_notice(struct store_txn *t, const struct notice *n, struct err *e)
{
	struct buf k = KEY();
	struct arena a = ARENA_INIT;
	struct notice before;
	bool known;
	int rc;

	pages_notice_key(&k, n);
	rc = store_get_record(t, "notice", buf_str(&k), &record_notice, &before, &a, e);
	known = rc == 0;
	if (rc == 0 || rc == ERR_NOTFOUND)
		rc = pages_count_notice(t, known ? &before : NULL, n, e);
	if (rc == 0)
		rc = store_put_record(t, "notice", buf_str(&k), &record_notice, n, e);
	buf_release(&k);
	arena_release(&a);
	return rc;
}

/* An attachment's digest is its hex and its size; only stored ones are references. */
static int ref_attachments(struct store_txn *t, const struct version *v, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < v->nattachment_digests && rc == 0; i++) {
		struct sha256 d;

		if (sha256_parse(str_sub(v->attachment_digests[i].value, 0, 64), &d) &&
			body_has(t, &d))
			rc = body_ref(t, &d, 1, e);
	}
	return rc;
}

int pages_put_version(struct store_txn *t, const struct notice *n, struct version *v,
	struct err *e)
{
	struct buf k = KEY();
	int rc = store_next(t, "version", &v->seq, e);

	if (rc)
		return rc;
	pages_notice_key(&k, n);
	key_u64(&k, v->seq);
	rc = put(t, "version", &k, &record_version, v, e);
	if (rc == 0 && !sha256_zero(&v->body_digest))
		rc = body_ref(t, &v->body_digest, 1, e);
	return rc ? rc : ref_attachments(t, v, e);
}

int pages_put_event(struct store_txn *t, struct event *x, struct err *e)
{
	struct buf k = KEY();
	int rc = store_next(t, "event", &x->seq, e);

	if (rc)
		return rc;
	key_u64(&k, x->seq);
	return put(t, "event", &k, &record_event, x, e);
}

int pages_put_request(struct store_txn *t, struct request *r, struct err *e)
{
	struct buf k = KEY();
	int rc = r->seq ? 0 : store_next(t, "request", &r->seq, e);

	if (rc)
		return rc;
	key_u64(&k, r->seq);
	return put(t, "request", &k, &record_request, r, e);
}

int pages_put_gap(struct store_txn *t, const struct gap *g, struct err *e)
{
	struct buf k = KEY();

	key_time(&k, g->from_ms);
	return put(t, "gap", &k, &record_gap, g, e);
}

#define LINE_KEY STR("line")

int pages_own_line(struct store_txn *t, struct own_line *out, struct err *e)
{
	struct arena a = ARENA_INIT;
	int rc = store_get_record(t, "crawler", LINE_KEY, &record_own_line, out, &a, e);

	arena_release(&a);
	if (rc == ERR_NOTFOUND)
		*out = (struct own_line){0};
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int pages_put_own_line(struct store_txn *t, const struct own_line *x, struct err *e)
{
	return store_put_record(t, "crawler", LINE_KEY, &record_own_line, x, e);
}
