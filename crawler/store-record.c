/* The store: typed records. */
#include "store-lmdb.h"

int store_get_record(struct store_txn *t, const char *table, struct str key,
	const struct record_type *type, void *out, struct arena *a, struct err *e)
{
	struct str bytes;
	int rc = store_get(t, table, key, &bytes, a, e);

	if (rc)
		return rc;
	rc = record_read(type, bytes, out, a, e);
	if (rc)
		err_add(e, "'%s', table '%s'", t->s->env->path, table);
	return rc;
}

int store_put_record(struct store_txn *t, const char *table, struct str key,
	const struct record_type *type, const void *rec, struct err *e)
{
	struct buf b = BUF_INIT(VALUE_MAX);
	int rc;

	record_write(type, rec, &b);
	rc = buf_ok(&b) ? store_put(t, table, key, buf_str(&b), e)
			: err_set(e, ERR_TOOBIG, "record '%s' too large", type->name);
	buf_release(&b);
	return rc;
}

int store_each_record(struct store_txn *t, const struct store_range *r,
	store_record_fn *fn, void *ctx, struct err *e)
{
	struct store_scan s;
	struct arena a = ARENA_INIT;
	struct str key, value;
	int rc = 0;

	store_scan_open(&s, t, r->table, r->prefix, r->from, r->backwards);
	while (rc == 0 && store_scan_payload(&s, &key, &value, &a)) {
		void *rec = arena_alloc(&a, r->type->size);

		rc = record_read(r->type, value, rec, &a, e);
		if (rc)
			err_add(e, "'%s', table '%s'", t->s->env->path, r->table);
		else
			rc = fn(rec, key, ctx);
		arena_reset(&a);
	}
	if (rc == 0 && s.err.code)
		rc = err_set(e, s.err.code, "%s", s.err.text);
	store_scan_close(&s);
	arena_release(&a);
	return rc > 0 ? 0 : rc;
}
