/* threshold: a number is at least `min` and at most `max`. `pattern` finds it (group 1, else
 * the whole match); 万 and 亿 behind it are counted.
 *
 *	where: title	of the newest notice (whose title matches)
 *	where: text	in the text of its page
 *	where: page	in the column's own page
 *	where: links	no pattern: how many links of the column's page are broken; those only
 *			suspected are a warning
 *
 * `parts` instead of min and max: patterns of numbers in the same text that add up to it,
 * to half of its last digit. With `by` it is owed by that day: due 30 days before. Within
 * a tenth below `max` is a warning. */
#include "rule-number.h"

#define WARN_DAYS 30
#define PARTS_MAX 20

struct newest {
	const struct rule_input *in;
	const struct title_pattern *match;
	struct notice notice;
	int32_t day; /* DAY_NONE: none */
};

static bool where_is(const struct rule_config *r, const char *word)
{
	const char *where = rule_arg(r, "where");

	return where && streq(where, word);
}

static void check_parts(const struct rule_config *r, struct config_faults *f)
{
	struct str rest = str_of(rule_arg(r, "parts")), one;
	size_t n = 0;

	while (rest.n && str_cut(&rest, '\n', &one)) {
		struct arena a = ARENA_INIT;
		struct err e = {0};
		struct title_pattern *p = title_pattern_new(arena_cstr(&a, one), &e);

		n++;
		if (!p)
			config_fault_add(f, r->file, r->line, false, "parts: %s", e.text);
		title_pattern_free(p);
		arena_release(&a);
	}
	if (rule_arg(r, "parts") && (n < 2 || n > PARTS_MAX))
		config_fault_add(f, r->file, r->line, false,
			"parts: expected a list of 2 to %d patterns", PARTS_MAX);
}

static bool check_real(const struct rule_config *r, const char *key, double *v,
	struct config_faults *f)
{
	const char *text = rule_arg(r, key);
	bool ok = text && str_real(str_of(text), -NUMBER_MAX, NUMBER_MAX, v);

	if (text && !ok)
		config_fault_add(f, r->file, r->line, false, "%s: expected a number, found '%s'",
			key, text);
	return ok;
}

static void check_limits(const struct rule_config *r, struct config_faults *f)
{
	double lo, hi;
	bool has_lo = check_real(r, "min", &lo, f), has_hi = check_real(r, "max", &hi, f);

	if (has_lo && has_hi && lo > hi)
		config_fault_add(f, r->file, r->line, false,
			"threshold: no number is at least %s and at most %s", rule_arg(r, "min"),
			rule_arg(r, "max"));
}

static void check(const struct rule_config *r, struct config_faults *f)
{
	const char *where = rule_arg(r, "where"), *by = rule_arg(r, "by");
	int32_t day;
	bool once;

	if (!rule_arg(r, "pattern") != where_is(r, "links") ||
		(!rule_arg(r, "min") && !rule_arg(r, "max") && !rule_arg(r, "parts")))
		config_fault_add(f, r->file, r->line, false,
			"threshold: expected pattern (but with where: links), and min, max or parts");
	check_parts(r, f);
	check_limits(r, f);
	if (where_is(r, "links"))
		rule_check_absent(r, "parts match", "where: links", f);
	if (where_is(r, "page"))
		rule_check_absent(r, "match", "where: page", f);
	if (rule_arg(r, "parts"))
		rule_check_absent(r, "min max by", "parts", f);
	if (where && !streq(where, "title") && !streq(where, "text") &&
		!streq(where, "page") && !streq(where, "links"))
		config_fault_add(f, r->file, r->line, false,
			"where: expected title, text, page or links, found '%s'", where);
	if (by && !rule_date(by, 2024, &day, &once))
		config_fault_add(f, r->file, r->line, false,
			"by: expected MM-DD or YYYY-MM-DD, found '%s'", by);
	rule_check_match(r, f);
	rule_check_pattern(r, "pattern", f);
}

static int take(const struct notice *n, void *ctx)
{
	struct newest *x = ctx;
	int32_t day = notice_credible_day(n, x->in->column->first_ms, x->in->zone,
		x->in->now_ms);

	if (day == DAY_NONE || !title_matches(x->match, n->title) ||
		(x->day != DAY_NONE && (day < x->day ||
			(day == x->day && n->date_ms <= x->notice.date_ms))))
		return 0;
	x->day = day;
	x->notice = notice_keep(n, x->in->arena);
	return 0;
}

static void judge_number(const struct rule_input *in, struct finding *f, double v)
{
	const char *by = rule_arg(in->rule, "by");
	int32_t today = rule_today(in), due;
	double lo = -NUMBER_MAX, hi = NUMBER_MAX;
	int year, month, dom;
	bool once;

	finding_factf(f, in->arena, "number", "%.15g", v);
	if (rule_arg(in->rule, "min"))
		str_real(str_of(rule_arg(in->rule, "min")), lo, hi, &lo);
	if (rule_arg(in->rule, "max"))
		str_real(str_of(rule_arg(in->rule, "max")), -NUMBER_MAX, hi, &hi);
	day_split(today, &year, &month, &dom);
	f->summary = arena_strf(in->arena, "the number is %.15g, limit %.*s", v,
		STR_ARG(f->limit));
	f->since_ms = f->measured_ms;
	if (v >= lo && v <= hi) {
		if (by || !rule_arg(in->rule, "max") || hi <= 0 || v <= hi * 0.9)
			return;
		f->level = LEVEL_WARN;
		f->severity = SEVERITY_LOW;
		f->cause = STR("near");
		return;
	}
	f->cause = v < lo ? STR("below") : STR("above");
	f->level = LEVEL_OVERDUE;
	if (!by || !rule_date(by, year, &due, &once))
		return;
	f->due = due;
	f->level = rule_known_day(in) > due ? LEVEL_OVERDUE
		: today + WARN_DAYS >= due ? LEVEL_WARN : LEVEL_OK;
	f->since_ms = day_start_ms(f->level == LEVEL_OVERDUE ? due + 1 : due - WARN_DAYS,
		in->zone);
}

/* What the parts found in the text add up to, against the whole. */
static void judge_sum(const struct rule_input *in, struct finding *f, struct str text,
	double whole, double step, struct err *e)
{
	struct str rest = str_of(rule_arg(in->rule, "parts")), one;
	double sum = 0, v, part_step, slack = step;
	size_t n = 0;

	while (rest.n && str_cut(&rest, '\n', &one)) {
		if (!number_find(arena_cstr(in->arena, one), text, &v, &part_step, e)) {
			f->cannot_judge = STR("no number found");
			return;
		}
		n++;
		sum += v;
		slack += part_step;
	}
	finding_factf(f, in->arena, "number", "%.15g", whole);
	finding_factf(f, in->arena, "sum", "%.15g", sum);
	f->summary = arena_strf(in->arena, "%zu parts add up to %.15g, not to %.15g", n, sum,
		whole);
	f->since_ms = f->measured_ms;
	f->cause = STR("sum");
	/* each number is rounded in its last digit */
	if (sum - whole > slack / 2 || whole - sum > slack / 2)
		f->level = LEVEL_OVERDUE;
	else if (sum - whole > step / 2 || whole - sum > step / 2)
		f->level = LEVEL_WARN;
}

static void judge_text(const struct rule_input *in, struct finding *f, struct str text,
	struct err *e)
{
	double v, step;

	if (!number_find(rule_arg(in->rule, "pattern"), text, &v, &step, e))
		f->cannot_judge = STR("no number found");
	else if (rule_arg(in->rule, "parts"))
		judge_sum(in, f, text, v, step, e);
	else
		judge_number(in, f, v);
}

static int judge_newest(struct newest *x, struct finding *f, struct err *e)
{
	const struct rule_input *in = x->in;
	struct str text = x->notice.title;
	struct version v;

	if (where_is(in->rule, "text")) {
		int rc = in->version_of ? in->version_of(in->source, &x->notice, &v, in->arena, e)
					: ERR_NOTFOUND;

		if (rc == ERR_NOTFOUND)
			f->cannot_judge = STR("the notice's own page was not read yet");
		if (rc < 0)
			return rc == ERR_NOTFOUND ? 0 : rc;
		text = v.text;
	}
	finding_fact(f, in->arena, "title", x->notice.title);
	finding_evidence(f, in->arena, "url", x->notice.url);
	judge_text(in, f, text, e);
	return 0;
}

static int judge_page(const struct rule_input *in, struct finding *f, struct err *e)
{
	struct page_text text;
	int rc = rule_page_text(in, &text, e);

	if (rc == ERR_NOTFOUND)
		f->cannot_judge = STR("the page's text is not kept");
	else if (rc == ERR_GONE)
		f->cannot_judge = STR(PAGE_CHANGED_SINCE);
	else if (rc == 0)
		judge_text(in, f, text.text, e);
	return rc == ERR_NOTFOUND || rc == ERR_GONE ? 0 : rc;
}

static int judge_links(const struct rule_input *in, struct finding *f, struct err *e)
{
	struct page_links links;
	size_t nbroken = 0, nsuspected = 0;
	int rc = in->links_of && in->target_of ? in->links_of(in->source, in->column->url, &links,
		in->arena, e) : ERR_NOTFOUND;

	if (rc == ERR_NOTFOUND)
		f->cannot_judge = STR("no links known of this page");
	for (size_t i = 0; rc == 0 && i < links.nedges; i++) {
		int state = TARGET_FINE;

		rc = in->target_of(in->source, links.edges[i].url, &state, e);
		nbroken += state == TARGET_BROKEN;
		nsuspected += state == TARGET_SUSPECTED;
		if (state == TARGET_BROKEN)
			finding_evidence(f, in->arena, "url", links.edges[i].url);
	}
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	finding_factf(f, in->arena, "links", "%zu", links.nedges);
	judge_number(in, f, (double)nbroken);
	if (f->level != LEVEL_OK || nsuspected == 0)
		return 0;
	f->level = LEVEL_WARN;
	f->cause = STR("suspected");
	f->summary = arena_strf(in->arena, "%zu links may be broken", nsuspected);
	finding_factf(f, in->arena, "suspected", "%zu", nsuspected);
	return 0;
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = finding_add(in, out, "threshold");
	const char *min = rule_arg(in->rule, "min"), *max = rule_arg(in->rule, "max");
	struct newest x = {.in = in, .day = DAY_NONE};
	struct title_pattern *p;
	int rc;

	f->state = STATE_NONE;
	f->limit = rule_arg(in->rule, "parts") ? STR("the sum of its parts")
		: arena_strf(in->arena, "%s..%s", min ? min : "", max ? max : "");
	finding_fact(f, in->arena, "limit", f->limit);
	if (!in->column || !in->column->first_ms || !in->view) {
		f->cannot_judge = STR("never measured");
		return 0;
	}
	if (where_is(in->rule, "page"))
		return judge_page(in, f, e);
	if (where_is(in->rule, "links"))
		return judge_links(in, f, e);
	p = title_pattern_new(rule_arg(in->rule, "match"), e);
	if (!p)
		return ERR_CONFIG;
	x.match = p;
	rc = in->each(in->source, take, &x, e);
	title_pattern_free(p);
	if (rc < 0)
		return rc;
	if (x.day == DAY_NONE) {
		f->cannot_judge = STR("no such notice");
		return 0;
	}
	return judge_newest(&x, f, e);
}

const struct rule_kind rule_threshold = {
	.name = "threshold",
	.args = "pattern min max parts where by match",
	.check = check,
	.judge = judge,
};
