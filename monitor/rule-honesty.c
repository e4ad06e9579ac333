/* honesty: the dates a column states agree with when its notices were first seen.
 *
 *	future     dated after today
 *	redated    dated after the day it was first seen: old text as new
 *	reissued   the same text as an older notice, at least `days` before (旧稿新发)
 *	late       first seen at least `days` (10) after its date, though the column was read
 *	           on every day between: only days measured without a gap are judged
 *	one day    `many` (5) such late ones with one and the same date: put on afterwards
 *
 * One late or future one is a doubt (warning); reissued, redated and many of one day are a
 * finding. Judged of what was first seen in the last 90 days. */
#include "monitor/rule.h"

#include "base/clock.h"
#include "crawler/verdict.h"

#include <stdlib.h>

#define SINCE_DAYS 90
#define LATE_DAYS 10
#define MANY 5
#define TOLD_MAX 10
#define SPAN_MAX 800 /* days whose readings are looked at */

struct seen {
	struct sha256 text;
	size_t at; /* in the view */
	int32_t stated, first;
	bool baseline, recent, left_out;
};

struct told {
	size_t at;
	const char *what;
	struct str title, url;
};

struct looking {
	const struct rule_input *in;
	struct finding *f;
	struct seen *list;
	size_t n;
	bool read[SPAN_MAX]; /* an accepted reading on that day */
	bool measured;	     /* read is filled */
	int rc;		     /* of reading them */
	struct err *e;
	int32_t span_from, from, today;
	int late_days;
	size_t nfuture, nredated, nreissued, nlate, none_day, nunknown, ntold;
	int32_t first; /* day of the first fault */
	struct told told[TOLD_MAX];
};

static void check(const struct rule_config *r, struct config_faults *f)
{
	rule_check_int(r, "days", 2, 365, f);
	rule_check_int(r, "many", 2, 1000, f);
	rule_check_int(r, "since", 1, SPAN_MAX - 400, f);
	rule_check_match(r, f);
}

static void tell(struct looking *x, const struct seen *s, const char *what)
{
	if (x->first == DAY_NONE || s->first < x->first)
		x->first = s->first;
	if (x->ntold++ < TOLD_MAX)
		x->told[x->ntold - 1] = (struct told){.at = s->at, .what = what};
}

static int name_told(size_t at, const struct notice *n, void *ctx)
{
	struct looking *x = ctx;

	for (size_t i = 0; i < x->ntold && i < TOLD_MAX; i++) {
		if (x->told[i].at != at)
			continue;
		x->told[i].title = arena_str(x->in->arena, n->title);
		x->told[i].url = arena_str(x->in->arena, n->url);
	}
	return 0;
}

struct taking {
	struct looking *x;
	const struct title_pattern *match;
};

static int leave_out(size_t at, const struct notice *n, void *ctx)
{
	const struct taking *t = ctx;

	t->x->list[at].left_out = !title_matches(t->match, n->title);
	return 0;
}

/* What the view has of each; titles are read where they decide. */
static int take_all(struct looking *x, struct err *e)
{
	const struct rule_input *in = x->in;
	const struct column_view *v = in->view;
	const char *match = rule_arg(in->rule, "match");
	struct taking t = {.x = x};
	struct title_pattern *p;
	int rc;

	x->list = arena_array(in->arena, v->nseen + 1, sizeof(*x->list));
	if (match && match[0]) {
		p = title_pattern_new(match, e);
		t.match = p;
		rc = p ? view_each_seen(in, leave_out, &t, e) : ERR_CONFIG;
		title_pattern_free(p);
		if (rc < 0)
			return rc;
	}
	for (size_t i = 0; i < v->nseen; i++) {
		const struct view_notice *n = &v->seen[i];
		int64_t first_ms = n->first_ms ? n->first_ms : in->column->first_ms;
		struct seen *s;

		if (n->weak || first_ms > in->now_ms || x->list[i].left_out)
			continue;
		s = &x->list[x->n++];
		*s = (struct seen){.at = i, .text = n->text, .baseline = n->baseline,
			.stated = day_of_ms(n->date_ms, in->zone),
			.first = day_of_ms(first_ms, in->zone)};
		s->recent = !s->baseline && s->first >= x->from;
	}
	return 0;
}

static int take_measure(const struct measure *m, void *ctx)
{
	struct looking *x = ctx;
	int32_t day = day_of_ms(m->time_ms, x->in->zone);

	if (verdict_is_good(m->verdict) && !m->gate.n && day >= x->span_from &&
		day - x->span_from < SPAN_MAX)
		x->read[day - x->span_from] = true;
	return 0;
}

/* The readings are looked through once, where a date asks for them. */
static void read_measures(struct looking *x)
{
	const struct rule_input *in = x->in;

	if (x->measured || !in->each_measure)
		return;
	x->measured = true;
	x->rc = in->each_measure(in->source, in->column->url,
		day_start_ms(x->span_from, in->zone), in->now_ms + 1, take_measure, x, x->e);
}

/* Read on every day after `from` up to the one before `to`. */
static bool read_between(struct looking *x, int32_t from, int32_t to)
{
	if (from + 1 < x->span_from)
		return false;
	read_measures(x);
	for (int32_t day = from + 1; day < to; day++)
		if (day - x->span_from >= SPAN_MAX || !x->read[day - x->span_from])
			return false;
	return true;
}

static void judge_dates(struct looking *x, struct seen *s)
{
	if (s->stated > x->today) {
		x->nfuture++;
		tell(x, s, "future");
	} else if (s->stated > s->first + 1 && s->stated >= x->from) {
		x->nredated++;
		tell(x, s, "redated");
	} else if (s->recent && s->first - s->stated >= x->late_days) {
		if (!read_between(x, s->stated, s->first)) {
			x->nunknown++;
			s->recent = false; /* nobody can say when it came */
			return;
		}
		x->nlate++;
		tell(x, s, "late");
	} else {
		s->recent = s->recent && s->first > s->stated + 1 &&
			read_between(x, s->stated, s->first);
		return;
	}
}

static int by_text(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;
	int order = memcmp(&x->text, &y->text, sizeof(x->text));

	return order ? order : (x->stated > y->stated) - (x->stated < y->stated);
}

static void judge_texts(struct looking *x)
{
	size_t n = 0;

	for (size_t i = 0; i < x->n; i++)
		if (!sha256_zero(&x->list[i].text))
			x->list[n++] = x->list[i];
	if (n > 1)
		qsort(x->list, n, sizeof(*x->list), by_text);
	for (size_t i = 1; i < n; i++) {
		const struct seen *s = &x->list[i], *old = &x->list[i - 1];

		if (!sha256_same(&s->text, &old->text))
			continue;
		if (!s->baseline && s->first >= x->from && s->stated - old->stated >= x->late_days) {
			x->nreissued++;
			tell(x, s, "reissued");
		}
	}
}

static int by_stated(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;

	return (x->stated > y->stated) - (x->stated < y->stated);
}

static bool came_after(const struct seen *s)
{
	return s->recent && s->first > s->stated + 1;
}

/* The largest group of what came days after one and the same date. */
static void judge_one_day(struct looking *x)
{
	int64_t many = rule_int(x->in->rule, "many", 2, 1000, MANY);
	size_t n = 0;

	for (size_t i = 0; i < x->n; i++)
		n += came_after(&x->list[i]);
	if ((int64_t)n < many)
		return;
	n = 0;
	if (x->n > 1)
		qsort(x->list, x->n, sizeof(*x->list), by_stated);
	for (size_t i = 0; i < x->n; i++) {
		const struct seen *s = &x->list[i];

		if (i && s->stated != x->list[i - 1].stated)
			n = 0;
		n += came_after(s);
		if ((int64_t)n == many)
			tell(x, s, "many of one day");
		if ((int64_t)n >= many && n > x->none_day)
			x->none_day = n;
	}
}

/* Titles with what is wrong, a line each. */
static struct str titles(const struct looking *x)
{
	struct str out = STR_NONE;

	for (size_t i = 0; i < x->ntold && i < TOLD_MAX; i++)
		out = arena_strf(x->in->arena, "%.*s%s%.*s (%s)", STR_ARG(out), i ? "\n" : "",
			STR_ARG(x->told[i].title), x->told[i].what);
	return out;
}

static void conclude(struct looking *x)
{
	struct finding *f = x->f;
	struct arena *a = x->in->arena;
	size_t faults = x->nredated + x->nreissued + x->none_day;

	if (x->nunknown)
		finding_factf(f, a, "not_judged", "%zu", x->nunknown);
	if (x->nfuture + x->nlate + faults == 0)
		return;
	finding_factf(f, a, "future", "%zu", x->nfuture);
	finding_factf(f, a, "redated", "%zu", x->nredated);
	finding_factf(f, a, "reissued", "%zu", x->nreissued);
	finding_factf(f, a, "late", "%zu", x->nlate);
	finding_factf(f, a, "one_day", "%zu", x->none_day);
	finding_fact(f, a, "titles", titles(x));
	for (size_t i = 0; i < x->ntold && i < TOLD_MAX; i++)
		finding_evidence(f, a, "url", x->told[i].url);
	f->level = faults ? LEVEL_OVERDUE : LEVEL_WARN;
	f->severity = faults ? SEVERITY_MEDIUM : SEVERITY_LOW;
	f->cause = x->nreissued ? STR("reissued") : x->nredated ? STR("redated")
		: x->none_day ? STR("one-day") : x->nfuture ? STR("future-dated") : STR("first-seen-late");
	f->since_ms = x->first == DAY_NONE ? f->measured_ms
		: day_start_ms(x->first, x->in->zone);
	f->summary = arena_strf(a, "dates in doubt: %zu future, %zu redated, %zu reissued, %zu "
		"first seen late, %zu of one day", x->nfuture, x->nredated, x->nreissued, x->nlate,
		x->none_day);
}

static int judge_column(struct looking *x, struct err *e)
{
	int rc = take_all(x, e);

	if (rc < 0)
		return rc;
	x->e = e;
	for (size_t i = 0; i < x->n; i++)
		judge_dates(x, &x->list[i]);
	judge_one_day(x);
	judge_texts(x);
	rc = x->rc;
	if (rc >= 0 && x->ntold)
		rc = view_each_seen(x->in, name_told, x, e);
	if (rc < 0)
		return rc;
	conclude(x);
	return 0;
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct looking *x = arena_alloc(in->arena, sizeof(*x));

	*x = (struct looking){.in = in, .f = finding_add(in, out, "honesty"),
		.today = rule_today(in), .first = DAY_NONE,
		.late_days = (int)rule_int(in->rule, "days", 2, 365, LATE_DAYS)};
	x->from = x->today - (int32_t)rule_int(in->rule, "since", 1, SPAN_MAX - 400, SINCE_DAYS);
	x->span_from = x->today - SPAN_MAX + 1;
	x->f->state = STATE_NONE;
	x->f->limit = STR("dates agree with first sight");
	x->f->once = true;
	if (!in->column || !in->column->first_ms || !in->view) {
		x->f->cannot_judge = STR("never measured");
		return 0;
	}
	return judge_column(x, e);
}

const struct rule_kind rule_honesty = {
	.name = "honesty",
	.args = "days many since match",
	.check = check,
	.judge = judge,
};
