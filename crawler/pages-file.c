/* What is stored beside a notice: its attachments, the noise of its column, and versions
 * amended in place. */
#include "pages-key.h"

static void file_key(struct buf *b, const struct notice *n, struct str url)
{
	pages_notice_key(b, n);
	key_hash(b, url);
}

int pages_file(struct store_txn *t, const struct notice *n, struct str url,
	struct file_state *out, struct arena *a, struct err *e)
{
	struct buf k = KEY();
	struct file_state x;
	int rc;

	file_key(&k, n, url);
	rc = store_get_record(t, "file", buf_str(&k), &record_file_state, &x, a, e);
	buf_release(&k);
	if (rc == 0 && !str_eq(x.url, url))
		rc = ERR_NOTFOUND;
	if (rc == 0)
		*out = x;
	return rc;
}

int pages_put_file(struct store_txn *t, const struct file_state *f, struct err *e)
{
	struct notice n = {.portal = f->portal, .column = f->column, .identity = f->identity};
	struct buf k = KEY();
	int rc;

	file_key(&k, &n, f->url);
	rc = store_put_record(t, "file", buf_str(&k), &record_file_state, f, e);
	buf_release(&k);
	return rc;
}

struct visit {
	pages_file_fn *fn;
	void *ctx;
};

static int visit_file(const void *rec, struct str key, void *ctx)
{
	const struct visit *v = ctx;

	(void)key;
	return v->fn(rec, v->ctx);
}

int pages_each_file(struct store_txn *t, const struct notice *n, pages_file_fn *fn,
	void *ctx, struct err *e)
{
	struct visit v = {fn, ctx};
	struct buf prefix = KEY();
	struct store_range r = {.table = "file", .type = &record_file_state};
	int rc;

	pages_notice_key(&prefix, n);
	r.prefix = buf_str(&prefix);
	rc = store_each_record(t, &r, visit_file, &v, e);
	buf_release(&prefix);
	return rc;
}

/* --- noise --- */

int pages_noise(struct store_txn *t, struct str portal, struct str column,
	struct column_noise *out, struct arena *a, struct err *e)
{
	struct buf k = KEY();
	int rc;

	pages_column_key(&k, portal, str_none(column) ? STR("") : column);
	rc = store_get_record(t, "noise", buf_str(&k), &record_column_noise, out, a, e);
	buf_release(&k);
	return rc;
}

int pages_put_noise(struct store_txn *t, const struct column_noise *n, struct err *e)
{
	struct buf k = KEY();
	int rc;

	pages_column_key(&k, n->portal, str_none(n->column) ? STR("") : n->column);
	rc = store_put_record(t, "noise", buf_str(&k), &record_column_noise, n, e);
	buf_release(&k);
	return rc;
}

/* --- versions --- */

static bool has_digest(const struct version *v, struct str value)
{
	for (size_t i = 0; i < v->nattachment_digests; i++)
		if (str_eq(v->attachment_digests[i].value, value))
			return true;
	return false;
}

/* Stored bytes that the version names only now are kept by it from now on. */
static int ref_added(struct store_txn *t, const struct version *old, const struct version *v,
	struct err *e)
{
	struct sha256 d;
	int rc = 0;

	for (size_t i = 0; i < v->nattachment_digests && rc == 0; i++) {
		struct str value = v->attachment_digests[i].value;

		if (!has_digest(old, value) && sha256_parse(str_sub(value, 0, 64), &d) &&
			body_has(t, &d))
			rc = body_ref(t, &d, 1, e);
	}
	return rc;
}

int pages_amend_version(struct store_txn *t, const struct notice *n, const struct version *v,
	struct err *e)
{
	struct arena a = ARENA_INIT;
	struct buf k = KEY();
	struct version old;
	int rc;

	pages_notice_key(&k, n);
	key_u64(&k, v->seq);
	rc = store_get_record(t, "version", buf_str(&k), &record_version, &old, &a, e);
	if (rc == 0)
		rc = store_put_record(t, "version", buf_str(&k), &record_version, v, e);
	if (rc == 0)
		rc = ref_added(t, &old, v, e);
	buf_release(&k);
	arena_release(&a);
	return rc;
}
