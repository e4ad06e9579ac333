/* complete: a numbered series has no gap. `pattern` finds year and number in a title (two
 * groups), without it 2024年第3期, 〔2024〕3号 and their like. The oldest year counts from
 * the smallest number known, unless the whole list is; later years from 1. */
#include "monitor/rule.h"

#include <stdio.h>
#include <stdlib.h>

#define PATTERN "((?:19|20)\\d\\d)\\s*(?:年|〕|\\]|］|\\))\\D{0,12}?(\\d{1,4})\\s*(?:期|号)"
#define NUMBER_MAX 9999
#define ISSUES_MAX 100000
#define TOLD_MAX 20

struct issue {
	int year, number;
};

struct series {
	const struct rule_input *in;
	const struct title_pattern *pattern, *match;
	struct issue *list;
	size_t n, cap;
};

static void check(const struct rule_config *r, struct config_faults *f)
{
	rule_check_match(r, f);
	rule_check_pattern(r, "pattern", f);
}

static int take(const struct notice *n, void *ctx)
{
	struct series *x = ctx;
	struct str group[3];
	int64_t year, number;

	if (n->state == NOTICE_DELISTED || n->state == NOTICE_WITHDRAWN ||
		x->n >= ISSUES_MAX || !title_matches(x->match, n->title))
		return 0;
	if (title_groups(x->pattern, n->title, group, 3) < 3 ||
		!str_int(group[1], 1900, 2200, &year) ||
		!str_int(group[2], 1, NUMBER_MAX, &number))
		return 0;
	x->list = arena_grow(x->in->arena, x->list, x->n, &x->cap, sizeof(*x->list));
	x->list[x->n++] = (struct issue){(int)year, (int)number};
	return 0;
}

static int by_issue(const void *a, const void *b)
{
	const struct issue *x = a, *y = b;

	if (x->year != y->year)
		return (x->year > y->year) - (x->year < y->year);
	return (x->number > y->number) - (x->number < y->number);
}

/* How many are missing; the first ones as "2024/3" into b. */
static size_t gaps(const struct series *x, bool whole, struct buf *b)
{
	int year = 0, next = 1;
	size_t n = 0;

	for (size_t i = 0; i < x->n; i++) {
		const struct issue *s = &x->list[i];

		if (s->year != year)
			next = year || whole ? 1 : s->number;
		year = s->year;
		for (; next < s->number; next++)
			if (n++ < TOLD_MAX)
				buf_addf(b, "%s%d/%d", b->n ? " " : "", year, next);
		next = s->number + 1;
	}
	return n;
}

static void conclude(struct series *x, struct finding *f)
{
	struct arena *a = x->in->arena;
	struct buf b = BUF_INIT(1000);
	const struct issue *last;
	size_t n;

	if (x->n == 0) {
		f->cannot_judge = STR("no number found in titles");
		return;
	}
	qsort(x->list, x->n, sizeof(*x->list), by_issue);
	last = &x->list[x->n - 1];
	n = gaps(x, x->in->column->next_url.n == 0, &b);
	finding_factf(f, a, "issues", "%zu", x->n);
	finding_factf(f, a, "newest", "%d/%d", last->year, last->number);
	if (n) {
		finding_factf(f, a, "gaps", "%zu", n);
		finding_fact(f, a, "missing", buf_str(&b));
		f->level = LEVEL_OVERDUE;
		f->cause = STR("gap");
		f->since_ms = x->in->column->first_ms;
		f->summary = arena_strf(a, "%zu numbers are missing in the series: %.*s", n,
			STR_ARG(buf_str(&b)));
	}
	buf_release(&b);
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = finding_add(in, out, "complete");
	const char *given = rule_arg(in->rule, "pattern");
	struct title_pattern *match, *pattern;
	struct series x = {.in = in};
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
	.args = "pattern match",
	.check = check,
	.judge = judge,
};
