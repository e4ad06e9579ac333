/* Table "count": notices per column and day, kept in step with the notices. */
#include "pages-key.h"

#include "base/civil.h"

#include <stdio.h>
#include <stdlib.h>

static int32_t stated_day(int64_t ms, int32_t day)
{
	if (ms == DATE_NONE_MS)
		return DAY_NONE;
	return day ? day : day_of_ms(ms, zone_shanghai());
}

int32_t notice_day(const struct notice *n)
{
	return stated_day(n->date_ms, n->date_day);
}

int32_t version_day(const struct version *v)
{
	return stated_day(v->date_ms, v->date_day);
}

int32_t event_day(const struct event *x)
{
	return stated_day(x->date_ms, x->date_day);
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
	int32_t day = notice_day(n);
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
	return notice_day(a) == notice_day(b) && a->state == b->state &&
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

int pages_count_gone(struct store_txn *t, const struct notice *n, struct err *e)
{
	return change(t, n, -1, e);
}

struct range {
	pages_count_fn *fn;
	void *ctx;
	int32_t from_day, to_day;
	bool in_order; /* of one column: by day */
};

static int visit(const void *rec, struct str key, void *ctx)
{
	const struct range *r = ctx;
	const struct notice_count *c = rec;

	(void)key;
	if (c->day >= r->to_day)
		return r->in_order;
	return c->day >= r->from_day ? r->fn(c, r->ctx) : 0;
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
	v.in_order = !str_none(portal) && !str_none(column);
	if (v.in_order) {
		buf_addstr(&from, r.prefix);
		key_day(&from, from_day);
		r.from = buf_str(&from);
	}
	rc = store_each_record(t, &r, visit, &v, e);
	buf_release(&prefix);
	buf_release(&from);
	return rc;
}

/* --- checking --- */

/* The days of one column, sorted. */
struct recount {
	struct store_txn *t;
	struct notice_count *day;
	size_t n, cap;
	struct arena names;
	struct str portal, column;
	uint64_t nrows; /* rows the table should have */
	void (*told)(const char *what, void *ctx);
	void *ctx;
	uint64_t *faults;
	struct err *e;
};

static struct notice_count *day_in(struct recount *r, int32_t day, bool make)
{
	size_t lo = 0, hi = r->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (r->day[mid].day < day)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < r->n && r->day[lo].day == day)
		return &r->day[lo];
	if (!make)
		return NULL;
	r->day = mem_grow(r->day, r->n, &r->cap, sizeof(r->day[0]));
	memmove(r->day + lo + 1, r->day + lo, (r->n - lo) * sizeof(r->day[0]));
	r->day[lo] = (struct notice_count){.day = day};
	r->n++;
	return &r->day[lo];
}

static void tell_day(struct recount *r, const struct notice_count *kept, int32_t found)
{
	char text[700];
	int y = 0, m = 0, d = 0;

	if (kept->day != DAY_NONE)
		day_split(kept->day, &y, &m, &d);
	snprintf(text, sizeof(text), "count of %.200s/%.200s on %04d-%02d-%02d: %d kept, %d found",
		kept->portal.p ? kept->portal.p : "", kept->column.p ? kept->column.p : "", y, m,
		d, kept->total, found);
	++*r->faults;
	r->told(text, r->ctx);
}

static int compare_day(const struct notice_count *kept, void *ctx)
{
	struct recount *r = ctx;
	const struct notice_count *found = day_in(r, kept->day, false);

	if (!found || found->total != kept->total || found->withdrawn != kept->withdrawn ||
		found->delisted != kept->delisted || found->weak != kept->weak ||
		found->baseline != kept->baseline)
		tell_day(r, kept, found ? found->total : 0);
	return 0;
}

static int end_column(struct recount *r)
{
	int rc = 0;

	if (r->n)
		rc = pages_count(r->t, r->portal, r->column, DAY_NONE, INT32_MAX, compare_day, r,
			r->e);
	r->nrows += r->n;
	r->n = 0;
	return rc;
}

static int recount_notice(const struct notice *n, void *ctx)
{
	struct recount *r = ctx;
	struct str column = str_none(n->column) ? STR("") : n->column;
	int rc = 0;

	if (!str_eq(n->portal, r->portal) || !str_eq(column, r->column)) {
		rc = end_column(r);
		arena_reset(&r->names);
		r->portal = arena_str(&r->names, n->portal);
		r->column = arena_str(&r->names, column);
	}
	add(day_in(r, notice_day(n), true), n, 1);
	return rc;
}

int pages_check_counts(struct store_txn *t, void (*told)(const char *what, void *ctx),
	void *ctx, uint64_t *faults, struct err *e)
{
	struct recount r = {.t = t, .told = told, .ctx = ctx, .faults = faults, .e = e};
	int rc;

	*faults = 0;
	rc = pages_each_notice(t, STR_NONE, STR_NONE, recount_notice, &r, e);
	if (rc == 0)
		rc = end_column(&r);
	if (rc == 0 && r.nrows != store_count(t, "count")) {
		++*faults;
		told("counts of days are missing or left over", ctx);
	}
	free(r.day);
	arena_release(&r.names);
	return rc;
}
