/* What is stored of duties: their numbers, and what people ticked off. */
#include "duty-record.h"

#include "monitor/duty.h"

#include "base/digest.h"

#define TABLE_NUMBER "duty"
#define TABLE_TICK "duty-done"
#define COUNTER_SEEN "duty-seen" /* digest of the duties registered last */

static const struct field tick_rows[] = {
	F_STR(1, struct duty_tick, portal),
	F_STR(2, struct duty_tick, document),
	F_STR(3, struct duty_tick, id),
	F_I32(4, struct duty_tick, year),
	F_BOOL(5, struct duty_tick, undone),
	F_I64(6, struct duty_tick, time_ms),
	F_STR(7, struct duty_tick, by),
	F_STR(8, struct duty_tick, user),
	F_STR(9, struct duty_tick, reason),
	F_STR(10, struct duty_tick, evidence),
};
RECORD_TYPE(record_duty_tick, struct duty_tick, 1, tick_rows);

static const struct field number_rows[] = {
	F_U64(1, struct duty_number, number),
	F_STR(2, struct duty_number, portal),
	F_STR(3, struct duty_number, document),
	F_STR(4, struct duty_number, id),
	F_I64(5, struct duty_number, first_ms),
};
RECORD_TYPE(record_duty_number, struct duty_number, 1, number_rows);

struct str duty_document_key(const struct duty_document *doc, struct arena *a)
{
	return doc ? arena_strf(a, "%d %s", doc->year, doc->title) : STR("");
}

/* Portal, document and id, which may be longer than a key. */
static void duty_key(struct buf *b, struct str portal, struct str document, struct str id)
{
	struct buf whole = BUF_INIT(1 << 16);

	buf_addf(&whole, "%.*s\n%.*s\n%.*s", STR_ARG(portal), STR_ARG(document), STR_ARG(id));
	key_hash(b, buf_str(&whole));
	buf_release(&whole);
}

/* --- numbers --- */

static int number_one(struct store_txn *t, struct duty_number *n, struct err *e)
{
	struct buf k = BUF_INIT(64);
	struct arena a = ARENA_INIT;
	struct duty_number old;
	int rc;

	duty_key(&k, n->portal, n->document, n->id);
	rc = store_get_record(t, TABLE_NUMBER, buf_str(&k), &record_duty_number, &old, &a, e);
	if (rc == ERR_NOTFOUND) {
		rc = store_next(t, TABLE_NUMBER, &n->number, e);
		if (rc == 0)
			rc = store_put_record(t, TABLE_NUMBER, buf_str(&k), &record_duty_number, n, e);
	}
	buf_release(&k);
	arena_release(&a);
	return rc;
}

struct str duty_own_id(const struct column_config *c, const struct rule_config *r,
	struct arena *a)
{
	const char *id = rule_arg(r, "id");

	id = id ? id : rule_arg(r, "match");
	return arena_strf(a, "%s/%s%s%s", c->id, r->kind, id ? "#" : "", id ? id : "");
}

typedef int laid_fn(const struct portal_config *p, struct str document, struct str id,
	void *ctx, struct err *e);

/* Every duty on every portal, and every rule of a column's own. */
static int each_laid(const struct config *c, laid_fn *fn, void *ctx, struct err *e)
{
	struct arena a = ARENA_INIT;
	int rc = 0;

	for (size_t i = 0; i < c->nportals && rc == 0; i++) {
		const struct portal_config *p = &c->portals[i];

		for (size_t k = 0; k < c->ndocuments && rc == 0; k++) {
			const struct duty_document *doc = &c->documents[k];
			struct str key = duty_document_key(doc, &a);

			for (size_t d = 0; d < doc->nduties && rc == 0; d++)
				if (duty_applies(c, p, doc, &doc->duties[d]))
					rc = fn(p, key, str_of(doc->duties[d].id), ctx, e);
		}
		for (size_t k = 0; k < p->ncolumns && rc == 0; k++)
			for (size_t r = 0; r < p->columns[k].nrules && rc == 0; r++)
				rc = fn(p, STR(""), duty_own_id(&p->columns[k],
					&p->columns[k].rules[r], &a), ctx, e);
		arena_reset(&a);
	}
	arena_release(&a);
	return rc;
}

static int mix(const struct portal_config *p, struct str document, struct str id, void *ctx,
	struct err *e)
{
	uint64_t *sum = ctx;

	(void)e;
	*sum = *sum * 1099511628211u ^ hash64_of(str_of(p->id));
	*sum = *sum * 1099511628211u ^ hash64_of(document);
	*sum = *sum * 1099511628211u ^ hash64_of(id);
	return 0;
}

struct registering {
	struct store_txn *t;
	int64_t now_ms;
};

static int register_one(const struct portal_config *p, struct str document, struct str id,
	void *ctx, struct err *e)
{
	struct registering *x = ctx;
	struct duty_number n = {.portal = str_of(p->id), .document = document, .id = id,
		.first_ms = x->now_ms};

	return number_one(x->t, &n, e);
}

int duty_register(struct store_txn *alerts, const struct config *c, int64_t now_ms,
	struct err *e)
{
	struct registering x = {alerts, now_ms};
	uint64_t sum = 14695981039346656037u;
	int rc = each_laid(c, mix, &sum, e);

	if (rc || store_counter(alerts, COUNTER_SEEN) == sum)
		return rc;
	rc = each_laid(c, register_one, &x, e);
	return rc ? rc : store_set_counter(alerts, COUNTER_SEEN, sum, e);
}

int duty_number_of(struct store_txn *alerts, struct str portal, struct str document,
	struct str id, struct duty_number *out, struct err *e)
{
	struct buf k = BUF_INIT(64);
	struct arena a = ARENA_INIT;
	struct duty_number n = {0};
	int rc;

	duty_key(&k, portal, document, id);
	rc = store_get_record(alerts, TABLE_NUMBER, buf_str(&k), &record_duty_number, &n, &a, e);
	*out = (struct duty_number){.number = n.number, .first_ms = n.first_ms};
	buf_release(&k);
	arena_release(&a);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* --- ticks --- */

static void tick_key(struct buf *k, const struct duty_tick *x)
{
	duty_key(k, x->portal, x->document, x->id);
	key_u64(k, (uint64_t)(uint32_t)x->year);
}

int duty_put_tick(struct store_txn *alerts, const struct duty_tick *x, struct err *e)
{
	struct buf k = BUF_INIT(64);
	uint64_t seq;
	int rc = store_next(alerts, TABLE_TICK, &seq, e);

	if (rc)
		return rc;
	tick_key(&k, x);
	key_u64(&k, seq);
	rc = store_put_record(alerts, TABLE_TICK, buf_str(&k), &record_duty_tick, x, e);
	buf_release(&k);
	return rc;
}

int duty_tick_of(struct store_txn *alerts, struct str portal, struct str document,
	struct str id, int year, struct duty_tick *out, struct arena *a, struct err *e)
{
	struct duty_tick want = {.portal = portal, .document = document, .id = id, .year = year};
	struct buf prefix = BUF_INIT(64);
	struct store_scan s;
	struct str key, value;
	int rc = ERR_NOTFOUND;

	tick_key(&prefix, &want);
	store_scan_open(&s, alerts, TABLE_TICK, buf_str(&prefix), STR_NONE, true);
	if (store_scan_next(&s, &key, &value, a))
		rc = record_read(&record_duty_tick, value, out, a, e);
	store_scan_close(&s);
	buf_release(&prefix);
	return rc == 0 && out->undone ? ERR_NOTFOUND : rc;
}

int duty_year_asked(struct store_txn *alerts, const struct portal_config *p,
	const struct duty_document *doc, const struct duty_config *d, int32_t today,
	const struct zone *z, int *year, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct str key;
	struct duty_number n = {0};
	struct duty_tick tick;
	int month, dom, rc;
	int32_t due;

	day_split(today, year, &month, &dom);
	due = duty_due(d, *year - 1);
	if (d->valid_year || due == DAY_NONE || today <= due || today - due > DUTY_KEEP_DAYS ||
		!alerts)
		return 0;
	key = duty_document_key(doc, &a);
	rc = duty_number_of(alerts, str_of(p->id), key, str_of(d->id), &n, e);
	if (rc == 0 && n.number && day_of_ms(n.first_ms, z) <= due) {
		rc = duty_tick_of(alerts, str_of(p->id), key, str_of(d->id), *year - 1, &tick, &a,
			e);
		if (rc == ERR_NOTFOUND)
			--*year;
		rc = rc == ERR_NOTFOUND ? 0 : rc;
	}
	arena_release(&a);
	return rc;
}
