/* Rectification notices: the record, issuing, and what became of them. */
#include "monitor/rectification.h"

#include "base/clock.h"

#include <stdio.h>

#define TABLE "rectification"
#define WARN_WORKING_DAYS 2

static const struct field rows[] = {
	F_U64(1, struct rectification, id),
	F_STR(2, struct rectification, number),
	F_STR(3, struct rectification, unit),
	F_STR(4, struct rectification, by),
	F_STR(5, struct rectification, user),
	F_STR(6, struct rectification, remark),
	F_I64(7, struct rectification, issued_ms),
	F_I64(8, struct rectification, due_ms),
	F_BOOL(9, struct rectification, guessed),
	F_LIST(10, struct rectification, incidents, nincidents, record_pair),
};
RECORD_TYPE(record_rectification, struct rectification, 1, rows);

static const char *const state_words[] = {"", "running", "due", "overdue", "done"};

const char *rectification_state_word(int state)
{
	return state >= RECTIFICATION_RUNNING && state <= RECTIFICATION_DONE ? state_words[state]
									     : "";
}

/* --- reading --- */

struct visit {
	rectification_fn *fn;
	void *ctx;
};

static int visit_one(const void *rec, struct str key, void *ctx)
{
	const struct visit *v = ctx;

	(void)key;
	return v->fn(rec, v->ctx);
}

int rectification_each(struct store_txn *alerts, rectification_fn *fn, void *ctx,
	struct err *e)
{
	struct visit v = {fn, ctx};
	struct store_range r = {.table = TABLE, .type = &record_rectification};

	return store_each_record(alerts, &r, visit_one, &v, e);
}

/* "2026-3" of "2026-3", "〔2026〕3号" and what else holds these two numbers in that order;
 * the quarter's "2026-03" is the same notice. */
static bool parse_number(struct str text, int64_t *year, int64_t *n)
{
	int64_t part[2] = {0, 0};
	int at = -1;
	bool inside = false;

	for (size_t i = 0; i < text.n; i++) {
		bool digit = is_digit((unsigned char)text.p[i]);

		if (digit && !inside && ++at > 1)
			return false;
		if (digit && part[at] > INT32_MAX)
			return false;
		if (digit)
			part[at] = part[at] * 10 + (text.p[i] - '0');
		inside = digit;
	}
	*year = part[0];
	*n = part[1];
	return at == 1;
}

struct search {
	int64_t year, n;
	struct rectification *out;
	struct arena *a;
	bool found;
	struct err *e;
};

static int compare_number(const struct rectification *r, void *ctx)
{
	struct search *s = ctx;
	struct buf b = BUF_INIT((size_t)1 << 28);
	int64_t year, n;
	int rc;

	if (!parse_number(r->number, &year, &n) || year != s->year || n != s->n)
		return 0;
	/* what the scan gives lives in its memory only */
	record_write(&record_rectification, r, &b);
	rc = record_read(&record_rectification, buf_str(&b), s->out, s->a, s->e);
	buf_release(&b);
	s->found = rc == 0;
	return rc ? rc : 1;
}

int rectification_get(struct store_txn *alerts, struct str number,
	struct rectification *out, struct arena *a, struct err *e)
{
	struct search s = {.out = out, .a = a, .e = e};
	int rc = 0;

	if (parse_number(number, &s.year, &s.n))
		rc = rectification_each(alerts, compare_number, &s, e);
	if (rc < 0 || s.found)
		return rc < 0 ? rc : 0;
	return err_set(e, ERR_NOTFOUND, "no rectification notice '%.*s'", STR_ARG(number));
}

static bool is_waived(const struct incident *i)
{
	return i->state == INCIDENT_FALSE_ALARM || i->state == INCIDENT_IGNORED ||
		i->state == INCIDENT_EXEMPT;
}

static int state_of(const struct rectification *r, const struct rectification_count *c,
	const struct calendar *cal, const struct zone *z, int64_t now_ms)
{
	bool guessed = false;

	if (c->open + c->claimed == 0)
		return RECTIFICATION_DONE;
	if (now_ms >= r->due_ms)
		return RECTIFICATION_OVERDUE;
	return calendar_count(cal, day_of_ms(now_ms, z), day_of_ms(r->due_ms - 1, z), &guessed) <=
			WARN_WORKING_DAYS
		? RECTIFICATION_DUE
		: RECTIFICATION_RUNNING;
}

int rectification_count(struct store_txn *alerts, const struct rectification *r,
	const struct calendar *cal, const struct zone *z, int64_t now_ms,
	struct rectification_count *out, struct err *e)
{
	struct rectification_count c = {0};
	struct arena a = ARENA_INIT;
	int rc = 0;

	for (size_t k = 0; k < r->nincidents && rc == 0; k++) {
		struct incident i;
		int64_t id;

		if (!str_int(r->incidents[k].key, 1, INT64_MAX, &id))
			continue;
		rc = alerts_incident(alerts, (uint64_t)id, &i, &a, e);
		if (rc == ERR_NOTFOUND)
			i = (struct incident){.state = INCIDENT_EXEMPT};
		rc = rc == ERR_NOTFOUND ? 0 : rc;
		if (rc)
			break;
		if (i.state == INCIDENT_RESOLVED)
			c.closed++;
		else if (is_waived(&i))
			c.waived++;
		else if (i.fixed_ms)
			c.claimed++;
		else
			c.open++;
		if (i.resolved_ms > c.done_ms && i.state == INCIDENT_RESOLVED)
			c.done_ms = i.resolved_ms;
		arena_reset(&a);
	}
	arena_release(&a);
	if (rc)
		return rc;
	c.state = state_of(r, &c, cal, z, now_ms);
	if (c.state != RECTIFICATION_DONE)
		c.done_ms = 0;
	*out = c;
	return 0;
}

/* --- issuing --- */

/* Why the incident cannot be put on a notice today; NULL: it can. A second notice about the
 * same is right only when the first one's day has passed. */
static const char *refusal(struct store_txn *alerts, const struct incident *i,
	int64_t now_ms, struct str *running, struct arena *a)
{
	struct rectification old;

	if (!incident_is_problem(i))
		return "it is not open";
	if (!i->notice.n || rectification_get(alerts, i->notice, &old, a, NULL) ||
		now_ms >= old.due_ms)
		return NULL;
	*running = old.number;
	return "it stands on a notice that is still running";
}

static struct str freeze(const struct incident *i, struct arena *a)
{
	struct buf b = BUF_INIT((size_t)1 << 24);
	struct str s;

	record_write(&record_incident, i, &b);
	s = arena_str(a, buf_str(&b));
	buf_release(&b);
	return s;
}

/* The incident as it stood goes into the notice; the notice's number goes into it. */
static int put_on(struct store_txn *alerts, struct rectification *x, uint64_t id,
	struct arena *a, struct err *e)
{
	struct incident_entry entry = {.time_ms = x->issued_ms, .what = STR("issued"),
		.by = x->by, .user = x->user, .text = x->number};
	struct str running = STR_NONE;
	struct incident i;
	const char *why;
	int rc = alerts_incident(alerts, id, &i, a, e);

	if (rc == ERR_NOTFOUND)
		return err_set(e, rc, "no incident #%llu", (unsigned long long)id);
	if (rc)
		return rc;
	why = refusal(alerts, &i, x->issued_ms, &running, a);
	if (why)
		return err_set(e, ERR_INVAL, "#%llu: issue: %s%s%.*s", (unsigned long long)id, why,
			running.n ? ", " : "", STR_ARG(running));
	x->incidents[x->nincidents++] = (struct pair){
		arena_strf(a, "%llu", (unsigned long long)id), freeze(&i, a)};
	entry.from_state = entry.to_state = i.state;
	i.notice = x->number;
	i.unit = x->unit;
	i.deadline_ms = x->due_ms;
	rc = alerts_put_incident(alerts, &i, e);
	return rc ? rc : alerts_add_entry(alerts, id, &entry, e);
}

static int give_number(struct store_txn *alerts, struct rectification *x,
	const struct zone *z, struct arena *a, struct err *e)
{
	char counter[40];
	struct civil c;
	uint64_t n;
	int rc;

	civil_of(x->issued_ms, z, &c);
	snprintf(counter, sizeof(counter), TABLE "-%d", c.year);
	rc = store_next(alerts, counter, &n, e);
	if (rc == 0)
		rc = store_next(alerts, TABLE, &x->id, e);
	if (rc == 0)
		x->number = arena_strf(a, "%d-%llu", c.year, (unsigned long long)n);
	return rc;
}

int rectification_issue(struct store_txn *alerts, struct rectification *x,
	const uint64_t *ids, size_t n, const struct zone *z, struct arena *a, struct err *e)
{
	struct buf key = BUF_INIT(511);
	int rc = give_number(alerts, x, z, a, e);

	x->incidents = arena_array(a, n + 1, sizeof(*x->incidents));
	x->nincidents = 0;
	for (size_t k = 0; k < n && rc == 0; k++)
		rc = put_on(alerts, x, ids[k], a, e);
	if (rc)
		return rc;
	key_u64(&key, x->id);
	rc = store_put_record(alerts, TABLE, buf_str(&key), &record_rectification, x, e);
	buf_release(&key);
	return rc;
}

/* --- findings --- */

struct gathering {
	struct store_txn *alerts;
	const struct calendar *cal;
	const struct zone *zone;
	int64_t now_ms;
	struct findings *out;
	struct arena *a;
	struct err *e;
};

/* The portal that all incidents of the notice have in common; none: several. */
static struct str common_portal(const struct rectification *r, struct arena *a)
{
	struct str common = STR_NONE;

	for (size_t k = 0; k < r->nincidents; k++) {
		struct incident i;

		if (record_read(&record_incident, r->incidents[k].value, &i, a, NULL))
			continue;
		if (k && !str_eq(common, i.portal))
			return STR_NONE;
		common = i.portal;
	}
	return common;
}

static int gather(const struct rectification *r, void *ctx)
{
	struct gathering *g = ctx;
	struct rectification_count c;
	struct finding *f;
	char day[TIME_TEXT];
	int rc = rectification_count(g->alerts, r, g->cal, g->zone, g->now_ms, &c, g->e);
	bool late = rc == 0 && c.state == RECTIFICATION_OVERDUE;

	if (rc || (!late && c.state != RECTIFICATION_DUE))
		return rc;
	f = finding_new(g->out, g->a, KIND_RECTIFICATION);
	f->subject = arena_str(g->a, r->number);
	f->portal = common_portal(r, g->a);
	f->unit = arena_str(g->a, r->unit);
	f->level = late ? LEVEL_OVERDUE : LEVEL_WARN;
	f->severity = late ? SEVERITY_HIGH : SEVERITY_MEDIUM;
	/* judged once a day, so that nothing is written from turn to turn */
	f->measured_ms = day_start_ms(day_of_ms(g->now_ms, g->zone), g->zone);
	f->since_ms = late ? r->due_ms : f->measured_ms;
	f->interval_ms = DAY_MS;
	f->due = day_of_ms(r->due_ms - 1, g->zone);
	f->cause = late ? STR("overdue") : STR("due");
	f->summary = arena_strf(g->a, "rectification notice %.*s to %.*s: %zu of %zu not closed",
		STR_ARG(r->number), STR_ARG(r->unit), c.open + c.claimed, r->nincidents);
	finding_fact(f, g->a, "notice", r->number);
	finding_factf(f, g->a, "not_closed", "%zu", c.open + c.claimed);
	finding_factf(f, g->a, "to_close", "%zu", r->nincidents);
	finding_fact(f, g->a, "due", str_of(day_text(day, f->due)));
	return 0;
}

int rectification_findings(struct store_txn *alerts, const struct calendar *cal,
	const struct zone *z, int64_t now_ms, struct findings *out, struct arena *a,
	struct err *e)
{
	struct gathering g = {alerts, cal, z, now_ms, out, a, e};
	int rc = rectification_each(alerts, gather, &g, e);

	return rc < 0 ? rc : 0;
}
