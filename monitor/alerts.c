/* What the monitor stores: incidents, their history, the outbox. */
#include "monitor/alerts.h"

#define KEY() BUF_INIT(511)

/* An address may be longer than a key: found by hash, decided by the incident's text. */
static void subject_key(struct buf *b, struct str kind, struct str subject)
{
	key_text(b, kind);
	key_hash(b, subject);
}

int alerts_incident(struct store_txn *t, uint64_t id, struct incident *out, struct arena *a,
	struct err *e)
{
	struct buf k = KEY();
	int rc;

	key_u64(&k, id);
	rc = store_get_record(t, "incident", buf_str(&k), &record_incident, out, a, e);
	buf_release(&k);
	return rc;
}

int alerts_by_subject(struct store_txn *t, struct str kind, struct str subject,
	struct incident *out, struct arena *a, struct err *e)
{
	struct buf k = KEY();
	struct incident found;
	struct str v;
	int rc;

	subject_key(&k, kind, subject);
	rc = store_get(t, "subject", buf_str(&k), &v, a, e);
	if (rc == 0)
		rc = alerts_incident(t, key_u64_at(v, 0), &found, a, e);
	if (rc == 0 && (!str_eq(found.kind, kind) || !str_eq(found.subject, subject)))
		rc = ERR_NOTFOUND;
	if (rc == 0)
		*out = found;
	buf_release(&k);
	return rc;
}

/* The subject points to its newest incident. */
static int put_subject(struct store_txn *t, const struct incident *i, struct err *e)
{
	struct buf k = KEY(), v = BUF_INIT(8);
	struct arena a = ARENA_INIT;
	struct str old;
	int rc;

	subject_key(&k, i->kind, i->subject);
	rc = store_get(t, "subject", buf_str(&k), &old, &a, e);
	if (rc == ERR_NOTFOUND || (rc == 0 && key_u64_at(old, 0) < i->id)) {
		key_u64(&v, i->id);
		rc = store_put(t, "subject", buf_str(&k), buf_str(&v), e);
	}
	buf_release(&k);
	buf_release(&v);
	arena_release(&a);
	return rc;
}

static int put(struct store_txn *t, const char *table, struct buf *key,
	const struct record_type *type, const void *rec, struct err *e)
{
	int rc = store_put_record(t, table, buf_str(key), type, rec, e);

	buf_release(key);
	return rc;
}

int alerts_put_incident(struct store_txn *t, struct incident *i, struct err *e)
{
	struct buf k = KEY();
	int rc = i->id ? 0 : store_next(t, "incident", &i->id, e);

	if (rc)
		return rc;
	key_u64(&k, i->id);
	rc = put(t, "incident", &k, &record_incident, i, e);
	return rc ? rc : put_subject(t, i, e);
}

int alerts_add_entry(struct store_txn *t, uint64_t id, struct incident_entry *x,
	struct err *e)
{
	struct buf k = KEY();
	int rc = store_next(t, "history", &x->seq, e);

	if (rc)
		return rc;
	key_u64(&k, id);
	key_u64(&k, x->seq);
	return put(t, "history", &k, &record_incident_entry, x, e);
}

int alerts_put_alert(struct store_txn *t, struct alert *x, struct err *e)
{
	struct buf k = KEY();
	int rc = x->seq ? 0 : store_next(t, "alert", &x->seq, e);

	if (rc)
		return rc;
	key_u64(&k, x->seq);
	return put(t, "outbox", &k, &record_alert, x, e);
}

int alerts_alert(struct store_txn *t, uint64_t seq, struct alert *out, struct arena *a,
	struct err *e)
{
	struct buf k = KEY();
	int rc;

	key_u64(&k, seq);
	rc = store_get_record(t, "outbox", buf_str(&k), &record_alert, out, a, e);
	buf_release(&k);
	return rc;
}

int alerts_put_delivery(struct store_txn *t, const struct delivery *d, struct err *e)
{
	struct buf k = KEY();

	key_u64(&k, d->alert);
	key_u64(&k, (uint64_t)(uint32_t)d->attempt);
	return put(t, "delivery", &k, &record_delivery, d, e);
}

struct visit {
	alerts_incident_fn *incident;
	alerts_entry_fn *entry;
	alerts_alert_fn *alert;
	alerts_delivery_fn *delivery;
	void *ctx;
};

#define VISIT(name)                                                                       \
	static int visit_##name(const void *rec, struct str key, void *ctx)               \
	{                                                                                 \
		const struct visit *v = ctx;                                              \
                                                                                          \
		(void)key;                                                                \
		return v->name(rec, v->ctx);                                              \
	}
VISIT(incident)
VISIT(entry)
VISIT(alert)
VISIT(delivery)

int alerts_each_incident(struct store_txn *t, alerts_incident_fn *fn, void *ctx,
	struct err *e)
{
	struct visit v = {.incident = fn, .ctx = ctx};
	struct store_range r = {.table = "incident", .type = &record_incident};

	return store_each_record(t, &r, visit_incident, &v, e);
}

int alerts_each_entry(struct store_txn *t, uint64_t id, alerts_entry_fn *fn, void *ctx,
	struct err *e)
{
	struct visit v = {.entry = fn, .ctx = ctx};
	struct store_range r = {.table = "history", .type = &record_incident_entry};
	struct buf k = KEY();
	int rc;

	key_u64(&k, id);
	r.prefix = buf_str(&k);
	rc = store_each_record(t, &r, visit_entry, &v, e);
	buf_release(&k);
	return rc;
}

int alerts_each_alert(struct store_txn *t, uint64_t after_seq, alerts_alert_fn *fn,
	void *ctx, struct err *e)
{
	struct visit v = {.alert = fn, .ctx = ctx};
	struct store_range r = {.table = "outbox", .type = &record_alert};
	struct buf k = KEY();
	int rc;

	if (after_seq == UINT64_MAX)
		return 0;
	key_u64(&k, after_seq + 1);
	r.from = buf_str(&k);
	rc = store_each_record(t, &r, visit_alert, &v, e);
	buf_release(&k);
	return rc;
}

int alerts_each_delivery(struct store_txn *t, uint64_t alert, alerts_delivery_fn *fn,
	void *ctx, struct err *e)
{
	struct visit v = {.delivery = fn, .ctx = ctx};
	struct store_range r = {.table = "delivery", .type = &record_delivery};
	struct buf k = KEY();
	int rc;

	key_u64(&k, alert);
	r.prefix = buf_str(&k);
	rc = store_each_record(t, &r, visit_delivery, &v, e);
	buf_release(&k);
	return rc;
}
