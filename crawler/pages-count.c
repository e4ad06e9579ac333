/* Table "count": notices per column and day, kept in step with the notices. */
#include "pages-key.h"

#include "base/civil.h"

int32_t pages_day(int64_t date_ms)
{
	return date_ms == DATE_NONE_MS ? DAY_NONE : day_of_ms(date_ms, zone_shanghai());
}

static void add(struct notice_count *c, const struct notice *n, int sign)
{
	c->total += sign;
	c->withdrawn += n->state == NOTICE_WITHDRAWN ? sign : 0;
	c->delisted += n->state == NOTICE_DELISTED ? sign : 0;
	c->weak += n->date_weak ? sign : 0;
	c->baseline += n->baseline ? sign : 0;
}

static int change(struct store_txn *t, const struct notice *n, int sign, struct err *e)
{
	struct buf k = KEY();
	struct arena a = ARENA_INIT;
	struct notice_count c = {0};
	int32_t day = pages_day(n->date_ms);
	int rc;

	pages_column_key(&k, n->portal, str_none(n->column) ? STR("") : n->column);
	key_day(&k, day);
	rc = store_get_record(t, "count", buf_str(&k), &record_notice_count, &c, &a, e);
	if (rc == 0 || rc == ERR_NOTFOUND) {
		c.portal = n->portal;
		c.column = n->column;
		c.day = day;
		add(&c, n, sign);
		rc = c.total > 0 ? store_put_record(t, "count", buf_str(&k),
					  &record_notice_count, &c, e)
				 : store_del(t, "count", buf_str(&k), e);
		if (rc == ERR_NOTFOUND)
			rc = 0;
	}
	buf_release(&k);
	arena_release(&a);
	return rc;
}

static bool counts_alike(const struct notice *a, const struct notice *b)
{
	return pages_day(a->date_ms) == pages_day(b->date_ms) && a->state == b->state &&
		a->date_weak == b->date_weak && a->baseline == b->baseline;
}

int pages_count_notice(struct store_txn *t, const struct notice *before,
	const struct notice *now, struct err *e)
{
	int rc = 0;

	if (before && counts_alike(before, now))
		return 0;
	if (before)
		rc = change(t, before, -1, e);
	return rc ? rc : change(t, now, 1, e);
}

struct range {
	pages_count_fn *fn;
	void *ctx;
	int32_t from_day, to_day;
};

static int visit(const void *rec, struct str key, void *ctx)
{
	const struct range *r = ctx;
	const struct notice_count *c = rec;

	(void)key;
	return c->day >= r->from_day && c->day < r->to_day ? r->fn(c, r->ctx) : 0;
}

int pages_count(struct store_txn *t, struct str portal, struct str column, int32_t from_day,
	int32_t to_day, pages_count_fn *fn, void *ctx, struct err *e)
{
	struct range v = {.fn = fn, .ctx = ctx, .from_day = from_day, .to_day = to_day};
	struct buf prefix = KEY(), from = KEY();
	struct store_range r = {.table = "count", .type = &record_notice_count};
	int rc;

	pages_column_key(&prefix, portal, column);
	r.prefix = buf_str(&prefix);
	if (!str_none(portal) && !str_none(column)) {
		buf_addstr(&from, r.prefix);
		key_day(&from, from_day);
		r.from = buf_str(&from);
	}
	rc = store_each_record(t, &r, visit, &v, e);
	buf_release(&prefix);
	buf_release(&from);
	return rc;
}
