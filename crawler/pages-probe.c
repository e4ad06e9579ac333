/* Table "probe-day": the probes of a home page, a record for each day, kept in step with the
 * measurements. */
#include "pages-key.h"

#include "base/civil.h"
#include "base/clock.h"

#include <stdio.h>

#define BACKFILL_DAYS 10 /* with each probe: a year of an older store in a day and a half */
#define DAY_BYTES ((size_t)1 << 20) /* a probe every second takes half of it */

static const struct field rows[] = {
	F_STR(1, struct probe_day, url),
	F_I32(2, struct probe_day, day),
	F_I64(3, struct probe_day, last_ms),
	F_STR(4, struct probe_day, probes),
};
RECORD_TYPE(record_probe_day, struct probe_day, 1, rows);

static void day_key(struct buf *k, struct str url, int32_t day)
{
	key_hash(k, url);
	key_day(k, day);
}

/* --- one probe: time since the one before, verdict, elapsed time; three varints --- */

struct probe {
	int64_t time_ms, elapsed_ms;
	int verdict;
};

static void put_probe(struct buf *b, const struct probe *p, int64_t before_ms)
{
	varint_put(b, (uint64_t)(p->time_ms - before_ms));
	varint_put(b, zigzag(p->verdict));
	varint_put(b, zigzag(p->elapsed_ms));
}

/* before_ms: of the probe before, the start of the day for the first. */
static bool take_probe(struct str *s, int64_t before_ms, struct probe *p)
{
	uint64_t delta, verdict, elapsed;

	if (!varint_take(s, &delta) || !varint_take(s, &verdict) || !varint_take(s, &elapsed) ||
		delta > (uint64_t)DAY_MS)
		return false;
	*p = (struct probe){.time_ms = before_ms + (int64_t)delta,
		.verdict = (int)unzigzag(verdict), .elapsed_ms = unzigzag(elapsed)};
	return true;
}

static int64_t start_of(int32_t day)
{
	return day_start_ms(day, zone_shanghai());
}

/* --- writing --- */

static int load(struct store_txn *t, struct str url, int32_t day, struct probe_day *d,
	struct arena *a, struct err *e)
{
	struct buf k = KEY();
	int rc;

	day_key(&k, url, day);
	rc = store_get_record(t, "probe-day", buf_str(&k), &record_probe_day, d, a, e);
	buf_release(&k);
	return rc == 0 && !str_eq(d->url, url) ? ERR_NOTFOUND : rc;
}

static int save(struct store_txn *t, const struct probe_day *d, struct err *e)
{
	struct buf k = KEY(), b = BUF_INIT(DAY_BYTES);
	int rc;

	day_key(&k, d->url, d->day);
	record_write(&record_probe_day, d, &b);
	rc = buf_ok(&b) ? store_put_plain(t, "probe-day", buf_str(&k), buf_str(&b), e)
			: err_set(e, ERR_TOOBIG, "too many probes on one day");
	buf_release(&b);
	buf_release(&k);
	return rc;
}

static void append(struct buf *b, struct probe_day *d, const struct probe *p)
{
	put_probe(b, p, d->last_ms ? d->last_ms : start_of(d->day));
	d->last_ms = p->time_ms;
}

/* Adds one in the order of time: a clock that was set back puts it before others. */
static void insert(struct probe_day *d, const struct probe *p, struct arena *a)
{
	struct probe_day now = *d;
	struct buf b = BUF_INIT(DAY_BYTES);
	struct str rest = d->probes;
	struct probe x = {.time_ms = start_of(d->day)};
	bool last = p->time_ms >= d->last_ms;

	if (last)
		buf_addstr(&b, rest);
	else
		now.last_ms = 0;
	while (!last && rest.n && take_probe(&rest, x.time_ms, &x)) {
		if (p->time_ms < x.time_ms && p->time_ms >= now.last_ms)
			append(&b, &now, p);
		append(&b, &now, &x);
	}
	if (last)
		append(&b, &now, p);
	*d = now;
	d->probes = arena_str(a, buf_str(&b));
	buf_release(&b);
}

struct gathering {
	struct probe_day *d;
	struct buf b;
};

static int gather(const struct measure *m, void *ctx)
{
	struct gathering *g = ctx;
	struct probe p = {m->time_ms, m->elapsed_ms, m->verdict};

	if (m->kind != JOB_PROBE)
		return 0;
	append(&g->b, g->d, &p);
	return 0;
}

/* A day from its measurements. One that was rolled up is left as it is. */
static int make_day(struct store_txn *t, struct str url, int32_t day, struct err *e)
{
	struct probe_day d = {.url = url, .day = day};
	struct gathering g = {&d, BUF_INIT(DAY_BYTES)};
	struct arena a = ARENA_INIT;
	struct measure_day rolled;
	struct buf k = KEY();
	int rc;

	day_key(&k, url, day);
	rc = store_get_record(t, "measure-day", buf_str(&k), &record_measure_day, &rolled, &a, e);
	if (rc == ERR_NOTFOUND) {
		rc = pages_each_measure(t, url, start_of(day), start_of(day + 1), gather, &g, e);
		d.probes = buf_str(&g.b);
		if (rc == 0 && d.probes.n)
			rc = save(t, &d, e);
	}
	buf_release(&k);
	buf_release(&g.b);
	arena_release(&a);
	return rc;
}

/* First key of an address in a table; false: none. */
static bool first_key(struct store_txn *t, const char *table, struct str url, struct str *key,
	struct arena *a)
{
	struct store_scan s;
	struct buf k = KEY();
	struct str value;
	bool any;

	key_hash(&k, url);
	store_scan_open(&s, t, table, buf_str(&k), STR_NONE, false);
	any = store_scan_next(&s, key, &value, a);
	store_scan_close(&s);
	buf_release(&k);
	return any;
}

/* Stores from before this table: a few days more with each probe, the newest first. */
static int backfill(struct store_txn *t, struct str url, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct str kept, measured;
	int32_t first, day;
	int rc = 0;

	if (first_key(t, "probe-day", url, &kept, &a) &&
		first_key(t, "measure", url, &measured, &a)) {
		first = day_of_ms(key_time_at(measured, HASH_BYTES), zone_shanghai());
		day = key_day_at(kept, HASH_BYTES);
		for (int i = 0; i < BACKFILL_DAYS && day > first && rc == 0; i++)
			rc = make_day(t, url, --day, e);
	}
	arena_release(&a);
	return rc;
}

int pages_put_probe(struct store_txn *t, const struct measure *m, struct err *e)
{
	struct probe p = {m->time_ms, m->elapsed_ms, m->verdict};
	int32_t day = day_of_ms(m->time_ms, zone_shanghai());
	struct arena a = ARENA_INIT;
	struct probe_day d;
	int rc = load(t, m->url, day, &d, &a, e);

	if (rc == 0) {
		insert(&d, &p, &a);
		rc = save(t, &d, e);
	} else if (rc == ERR_NOTFOUND) {
		rc = make_day(t, m->url, day, e); /* the measurement itself among them */
	}
	arena_release(&a);
	return rc == 0 ? backfill(t, m->url, e) : rc;
}

/* --- reading --- */

struct reading {
	struct store_txn *t;
	struct str url;
	int64_t from_ms, to_ms; /* from_ms moves up as days are told */
	pages_probe_fn *fn;
	void *ctx;
	struct err *e;
};

static int tell_measure(const struct measure *m, void *ctx)
{
	struct reading *r = ctx;

	return m->kind == JOB_PROBE ? r->fn(m->verdict, m->elapsed_ms, m->time_ms, r->ctx) : 0;
}

/* Days without a record, from the measurements themselves. */
static int tell_gap(struct reading *r, int64_t to_ms)
{
	to_ms = to_ms < r->to_ms ? to_ms : r->to_ms;
	return r->from_ms < to_ms
		? pages_each_measure(r->t, r->url, r->from_ms, to_ms, tell_measure, r, r->e) : 0;
}

static int tell_day(const void *rec, struct str key, void *ctx)
{
	struct reading *r = ctx;
	const struct probe_day *d = rec;
	struct str rest = d->probes;
	int64_t start = start_of(d->day);
	struct probe p = {.time_ms = start};
	int rc;

	(void)key;
	if (start >= r->to_ms)
		return 1;
	if (!str_eq(d->url, r->url))
		return 0;
	rc = tell_gap(r, start);
	while (rc == 0 && rest.n) {
		if (!take_probe(&rest, p.time_ms, &p))
			return err_set(r->e, ERR_CORRUPT, "table 'probe-day': a probe is damaged");
		if (p.time_ms >= r->from_ms && p.time_ms < r->to_ms)
			rc = r->fn(p.verdict, p.elapsed_ms, p.time_ms, r->ctx);
	}
	if (r->from_ms < start_of(d->day + 1))
		r->from_ms = start_of(d->day + 1);
	return rc;
}

int pages_each_probe(struct store_txn *t, struct str url, int64_t from_ms, int64_t to_ms,
	pages_probe_fn *fn, void *ctx, struct err *e)
{
	struct reading r = {.t = t, .url = url, .from_ms = from_ms, .to_ms = to_ms, .fn = fn,
		.ctx = ctx, .e = e};
	struct buf prefix = KEY(), from = KEY();
	struct store_range range = {.table = "probe-day", .type = &record_probe_day};
	int rc;

	key_hash(&prefix, url);
	day_key(&from, url, day_of_ms(from_ms, zone_shanghai()));
	range.prefix = buf_str(&prefix);
	range.from = buf_str(&from);
	rc = store_each_record(t, &range, tell_day, &r, e);
	buf_release(&prefix);
	buf_release(&from);
	return rc < 0 ? rc : tell_gap(&r, to_ms);
}

bool pages_has_probes(struct store_txn *t, struct str url, int32_t day)
{
	struct arena a = ARENA_INIT;
	struct err e = {0};
	struct probe_day d;
	bool has = load(t, url, day, &d, &a, &e) == 0;

	arena_release(&a);
	return has;
}

/* --- checking --- */

struct probe_check {
	struct store_txn *t;
	void (*told)(const char *what, void *ctx);
	void *ctx;
	uint64_t *faults;
	struct err *e;
	struct str rest; /* of the day looked at */
	int64_t at_ms;
	bool differs;
};

/* Every measurement that is still there has its probe; older ones may be gone. */
static int find_probe(const struct measure *m, void *ctx)
{
	struct probe_check *c = ctx;
	struct probe p;

	if (m->kind != JOB_PROBE || c->differs)
		return 0;
	while (c->rest.n && take_probe(&c->rest, c->at_ms, &p)) {
		c->at_ms = p.time_ms;
		if (p.time_ms == m->time_ms && p.verdict == m->verdict &&
			p.elapsed_ms == m->elapsed_ms)
			return 0;
	}
	c->differs = true;
	return 0;
}

static int check_day(const void *rec, struct str key, void *ctx)
{
	struct probe_check *c = ctx;
	const struct probe_day *d = rec;
	char text[400];
	int y, m, day, rc;

	(void)key;
	c->rest = d->probes;
	c->at_ms = start_of(d->day);
	c->differs = false;
	rc = pages_each_measure(c->t, d->url, start_of(d->day), start_of(d->day + 1), find_probe,
		c, c->e);
	if (rc == 0 && c->differs) {
		day_split(d->day, &y, &m, &day);
		snprintf(text, sizeof(text), "probes of %.*s on %04d-%02d-%02d are not those measured",
			(int)(d->url.n < 300 ? d->url.n : 300), d->url.p ? d->url.p : "", y, m, day);
		++*c->faults;
		c->told(text, c->ctx);
	}
	return rc;
}

int pages_check_probes(struct store_txn *t, void (*told)(const char *what, void *ctx),
	void *ctx, uint64_t *faults, struct err *e)
{
	struct probe_check c = {.t = t, .told = told, .ctx = ctx, .faults = faults, .e = e};
	struct store_range r = {.table = "probe-day", .type = &record_probe_day};

	*faults = 0;
	return store_each_record(t, &r, check_day, &c, e);
}
