/* sequence: of one thing the stages are published in order and none is left out. `stages`
 * are patterns on titles (the first that matches is a title's stage); `subject` finds what
 * it is about (group 1), without it the title less the stage. Things of the last year;
 * a stage left out is said only of what was watched for a year before, and is a warning
 * while the later one is younger than `grace` days (7).
 *
 * With `until` instead of stages dates come in order: the expression finds a date in the
 * text of a notice's page (groups year, month, day: 自(\d{4})年(\d{1,2})月(\d{1,2})日起施行),
 * and the notice was published before that day. */
#include "monitor/rule.h"

#include "pair.h"
#include "sequence-dates.h"

#include <stdlib.h>

#define STAGES_MAX 8
#define STEPS_MAX 100000
#define BACK_DAYS 365
#define TOLD_MAX 10
#define GRACE_DAYS 7

struct step {
	struct str subject, title, url;
	int stage;
	int32_t day;
};

struct course {
	const struct rule_input *in;
	struct title_pattern *stage[STAGES_MAX], *subject, *match;
	size_t nstages;
	struct step *list;
	size_t n, cap;
	size_t nthings, ndisorder, nskipped, nyoung; /* young ones among the skipped */
	struct str told;
	int32_t first; /* day of the first fault, DAY_NONE */
};

static void check(const struct rule_config *r, struct config_faults *f)
{
	struct str rest = str_of(rule_arg(r, "stages")), one;
	size_t n = 0;

	rule_check_match(r, f);
	rule_check_int(r, "grace", 0, 365, f);
	rule_check_groups(r, "until", 3, f);
	if (rule_arg(r, "until"))
		rule_check_absent(r, "subject grace", "until", f);
	if (rule_arg(r, "until") && !rule_arg(r, "stages"))
		return;
	if (rule_arg(r, "until"))
		config_fault_add(f, r->file, r->line, false,
			"sequence: expected one of stages, until");
	while (rest.n && str_cut(&rest, '\n', &one)) {
		struct buf b = BUF_INIT(4000);
		struct title_pattern *p;
		struct err e = {0};

		n++;
		buf_addstr(&b, one);
		p = title_pattern_new(buf_cstr(&b), &e);
		if (!p)
			config_fault_add(f, r->file, r->line, false, "stages: %s", e.text);
		title_pattern_free(p);
		buf_release(&b);
	}
	if (n < 2 || n > STAGES_MAX)
		config_fault_add(f, r->file, r->line, false,
			"stages: expected a list of 2 to %d patterns", STAGES_MAX);
	rule_check_groups(r, "subject", 1, f);
}

static struct str subject_of(const struct course *x, struct str title, struct str stage)
{
	size_t at = (size_t)(stage.p - title.p);
	struct str group[2];

	if (x->subject)
		return title_groups(x->subject, title, group, 2) == 2
			? pair_plain_title(group[1], x->in->arena) : STR_NONE;
	return pair_plain_title(arena_strf(x->in->arena, "%.*s%.*s", (int)at, title.p,
		STR_ARG(str_sub(title, at + stage.n, title.n))), x->in->arena);
}

static int take(const struct notice *n, void *ctx)
{
	struct course *x = ctx;
	struct arena *a = x->in->arena;
	int32_t day = notice_credible_day(n, x->in->column->first_ms, x->in->zone,
		x->in->now_ms);

	if (day == DAY_NONE || x->n >= STEPS_MAX || !title_matches(x->match, n->title))
		return 0;
	for (size_t i = 0; i < x->nstages; i++) {
		struct str hit, subject;

		if (!title_groups(x->stage[i], n->title, &hit, 1))
			continue;
		subject = subject_of(x, n->title, hit);
		if (str_none(subject))
			return 0;
		x->list = arena_grow(a, x->list, x->n, &x->cap, sizeof(*x->list));
		x->list[x->n++] = (struct step){subject, arena_str(a, n->title),
			arena_str(a, n->url), (int)i, day};
		return 0;
	}
	return 0;
}

static int by_step(const void *a, const void *b)
{
	const struct step *x = a, *y = b;
	int order = str_cmp(x->subject, y->subject);

	if (order == 0)
		order = (x->stage > y->stage) - (x->stage < y->stage);
	return order ? order : (x->day > y->day) - (x->day < y->day);
}

static void fault(struct course *x, struct finding *f, const struct step *s)
{
	if (x->first == DAY_NONE || s->day < x->first)
		x->first = s->day;
	if (x->ndisorder + x->nskipped > TOLD_MAX)
		return;
	x->told = arena_strf(x->in->arena, "%.*s%s%.*s", STR_ARG(x->told),
		x->told.n ? "\n" : "", STR_ARG(s->title));
	finding_evidence(f, x->in->arena, "url", s->url);
}

/* The steps i..end-1 are of one thing, by stage and day. */
static void judge_thing(struct course *x, struct finding *f, size_t i, size_t end)
{
	int32_t since = rule_today(x->in) - BACK_DAYS;
	int want = 0;
	int32_t before = DAY_NONE;

	if (x->list[end - 1].day < since)
		return;
	x->nthings++;
	for (; i < end; i++) {
		const struct step *s = &x->list[i];

		if (s->stage < want)
			continue; /* the same stage again */
		if (s->stage > want && rule_sees_back(x->in, s->day - BACK_DAYS)) {
			x->nskipped++;
			x->nyoung += rule_today(x->in) - s->day <
				rule_int(x->in->rule, "grace", 0, 365, GRACE_DAYS);
			fault(x, f, s);
		} else if (before != DAY_NONE && s->day < before) {
			x->ndisorder++;
			fault(x, f, s);
		}
		before = s->day;
		want = s->stage + 1;
	}
}

static void conclude(struct course *x, struct finding *f)
{
	struct arena *a = x->in->arena;

	if (x->n > 1)
		qsort(x->list, x->n, sizeof(*x->list), by_step);
	for (size_t i = 0, end; i < x->n; i = end) {
		for (end = i + 1; end < x->n && str_eq(x->list[end].subject, x->list[i].subject);)
			end++;
		judge_thing(x, f, i, end);
	}
	if (x->nthings == 0) {
		f->cannot_judge = STR("no title of these stages in a year");
		return;
	}
	finding_factf(f, a, "things", "%zu", x->nthings);
	if (x->ndisorder + x->nskipped == 0)
		return;
	finding_factf(f, a, "out_of_order", "%zu", x->ndisorder);
	finding_factf(f, a, "left_out", "%zu", x->nskipped);
	finding_fact(f, a, "titles", x->told);
	f->level = x->ndisorder || x->nskipped > x->nyoung ? LEVEL_OVERDUE : LEVEL_WARN;
	f->cause = x->ndisorder ? STR("out-of-order") : STR("left-out");
	f->since_ms = day_start_ms(x->first, x->in->zone);
	f->summary = arena_strf(a, "%zu stages out of order, %zu left out", x->ndisorder,
		x->nskipped);
}

static int course_open(struct course *x, struct err *e)
{
	struct str rest = str_of(rule_arg(x->in->rule, "stages")), one;
	const char *subject = rule_arg(x->in->rule, "subject");

	while (rest.n && x->nstages < STAGES_MAX && str_cut(&rest, '\n', &one)) {
		struct title_pattern *p = title_pattern_new(arena_cstr(x->in->arena, one), e);

		if (!p)
			return ERR_CONFIG;
		x->stage[x->nstages++] = p;
	}
	x->subject = subject ? title_pattern_new(subject, e) : NULL;
	x->match = title_pattern_new(rule_arg(x->in->rule, "match"), e);
	return (subject && !x->subject) || !x->match ? ERR_CONFIG : 0;
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = finding_add(in, out, "sequence");
	struct course x = {.in = in, .first = DAY_NONE};
	int rc;

	f->state = STATE_NONE;
	f->limit = STR("in order");
	if (!in->column || !in->column->first_ms || !in->view) {
		f->cannot_judge = STR("never measured");
		return 0;
	}
	if (rule_arg(in->rule, "until"))
		return sequence_dates(in, f, e);
	rc = course_open(&x, e);
	if (rc == 0)
		rc = in->each(in->source, take, &x, e);
	if (rc == 0)
		conclude(&x, f);
	for (size_t i = 0; i < x.nstages; i++)
		title_pattern_free(x.stage[i]);
	title_pattern_free(x.subject);
	title_pattern_free(x.match);
	return rc;
}

const struct rule_kind rule_sequence = {
	.name = "sequence",
	.args = "stages subject until match grace",
	.check = check,
	.judge = judge,
	.until = true,
};
