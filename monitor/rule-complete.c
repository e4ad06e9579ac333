/* complete: a numbered series has no gap. `pattern` finds year and number in a title (two
 * groups), without it 2024年第3期, 〔2024〕3号 and their like. The oldest year counts from
 * the smallest number known, unless the whole list is; later years from 1. With `count` a
 * finished year ends with that number. A gap whose next number is younger than `grace`
 * days (7) may yet be filled: a warning. */
#include "monitor/rule.h"

#include <stdio.h>
#include <stdlib.h>

#define PATTERN "((?:19|20)\\d\\d)\\s*(?:年|〕|\\]|］|\\))\\D{0,12}?(\\d{1,4})\\s*(?:期|号)"
#define NUMBER_MAX 9999
#define ISSUES_MAX 100000
#define TOLD_MAX 20
#define GRACE_DAYS 7

struct issue {
	int year, number;
	int32_t day; /* DAY_NONE: without a credible one */
};

struct series {
	const struct rule_input *in;
	const struct title_pattern *pattern, *match;
	struct issue *list;
	size_t n, cap, ngaps;
	int32_t oldest; /* day since which the oldest gap is known */
};

static void check(const struct rule_config *r, struct config_faults *f)
{
	rule_check_match(r, f);
	rule_check_groups(r, "pattern", 2, f);
	rule_check_int(r, "count", 1, NUMBER_MAX, f);
	rule_check_int(r, "grace", 0, 365, f);
}

static int take(const struct notice *n, void *ctx)
{
	struct series *x = ctx;
	struct str group[3];
	int64_t year, number;

	if (notice_gone(n, x->in->now_ms) || x->n >= ISSUES_MAX || !title_matches(x->match, n->title))
		return 0;
	if (title_groups(x->pattern, n->title, group, 3) < 3 ||
		!str_int(group[1], 1900, 2200, &year) ||
		!str_int(group[2], 1, NUMBER_MAX, &number))
		return 0;
	x->list = arena_grow(x->in->arena, x->list, x->n, &x->cap, sizeof(*x->list));
	x->list[x->n++] = (struct issue){(int)year, (int)number,
		notice_credible_day(n, x->in->column->first_ms, x->in->zone, x->in->now_ms)};
	return 0;
}

static int by_issue(const void *a, const void *b)
{
	const struct issue *x = a, *y = b;

	if (x->year != y->year)
		return (x->year > y->year) - (x->year < y->year);
	return (x->number > y->number) - (x->number < y->number);
}

static void gap(struct series *x, int year, int number, int32_t day, struct buf *b)
{
	if (x->ngaps++ < TOLD_MAX)
		buf_addf(b, "%s%d/%d", b->n ? " " : "", year, number);
	/* known since the next number came; without its day since ever */
	day = day == DAY_NONE ? 0 : day;
	if (x->oldest == DAY_NONE || day < x->oldest)
		x->oldest = day;
}

/* Numbers that a year before the present one lacks at its end. */
static void end_of_year(struct series *x, int year, int next, struct buf *b)
{
	int64_t count = rule_int(x->in->rule, "count", 1, NUMBER_MAX, 0);
	int now, month, dom;

	day_split(rule_today(x->in), &now, &month, &dom);
	for (; year && year < now && next <= count; next++)
		gap(x, year, next, day_of(year + 1, 1, 1), b);
}

/* The missing ones; the first of them as "2024/3" into b. */
static void gaps(struct series *x, bool whole, struct buf *b)
{
	int year = 0, next = 1;

	for (size_t i = 0; i < x->n; i++) {
		const struct issue *s = &x->list[i];

		if (s->year != year) {
			end_of_year(x, year, next, b);
			next = year || whole ? 1 : s->number;
		}
		year = s->year;
		for (; next < s->number; next++)
			gap(x, year, next, s->day, b);
		next = s->number + 1;
	}
	end_of_year(x, year, next, b);
}

static void conclude(struct series *x, struct finding *f)
{
	struct arena *a = x->in->arena;
	struct buf b = BUF_INIT(1000);
	const struct issue *last;
	int64_t grace = rule_int(x->in->rule, "grace", 0, 365, GRACE_DAYS);

	if (x->n == 0) {
		f->cannot_judge = STR("no number found in titles");
		return;
	}
	qsort(x->list, x->n, sizeof(*x->list), by_issue);
	last = &x->list[x->n - 1];
	gaps(x, x->in->column->next_url.n == 0, &b);
	finding_factf(f, a, "issues", "%zu", x->n);
	finding_factf(f, a, "newest", "%d/%d", last->year, last->number);
	if (x->ngaps) {
		finding_factf(f, a, "gaps", "%zu", x->ngaps);
		finding_fact(f, a, "missing", buf_str(&b));
		f->level = rule_today(x->in) - (int64_t)x->oldest < grace ? LEVEL_WARN
									  : LEVEL_OVERDUE;
		f->cause = STR("gap");
		f->since_ms = x->in->column->first_ms;
		f->summary = arena_strf(a, "%zu numbers are missing in the series: %.*s",
			x->ngaps, STR_ARG(buf_str(&b)));
	}
	buf_release(&b);
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = finding_add(in, out, "complete");
	const char *given = rule_arg(in->rule, "pattern");
	struct title_pattern *match, *pattern;
	struct series x = {.in = in, .oldest = DAY_NONE};
	int rc = ERR_CONFIG;

	f->state = STATE_NONE;
	f->limit = STR("no gap");
	if (!in->column || !in->column->first_ms || !in->view) {
		f->cannot_judge = STR("never measured");
		return 0;
	}
	x.match = match = title_pattern_new(rule_arg(in->rule, "match"), e);
	x.pattern = pattern = title_pattern_new(given ? given : PATTERN, e);
	if (match && pattern)
		rc = in->each(in->source, take, &x, e);
	if (rc == 0)
		conclude(&x, f);
	title_pattern_free(match);
	title_pattern_free(pattern);
	return rc;
}

const struct rule_kind rule_complete = {
	.name = "complete",
	.args = "pattern match count grace",
	.check = check,
	.judge = judge,
	.until = true,
};
