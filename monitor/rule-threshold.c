/* threshold: a number that the newest notice (whose title matches) states is at least
 * `min` and at most `max`. `pattern` finds it (group 1, else the whole match) in the title,
 * or with where: text in the text last read of its page; 万 and 亿 behind it are counted.
 * With `by` it is owed by that day: due 30 days before. */
#include "monitor/rule.h"

#include <stdio.h>

#define NUMBER_MAX 1e15
#define TEXT_MAX 200000 /* bytes searched */
#define WARN_DAYS 30

struct newest {
	const struct rule_input *in;
	const struct title_pattern *match;
	struct notice notice;
	int32_t day; /* DAY_NONE: none */
};

static void check_real(const struct rule_config *r, const char *key, struct config_faults *f)
{
	const char *text = rule_arg(r, key);
	double v;

	if (text && !str_real(str_of(text), -NUMBER_MAX, NUMBER_MAX, &v))
		config_fault_add(f, r->file, r->line, false, "%s: expected a number, found '%s'",
			key, text);
}

static void check(const struct rule_config *r, struct config_faults *f)
{
	const char *where = rule_arg(r, "where"), *by = rule_arg(r, "by");
	int32_t day;
	bool once;

	if (!rule_arg(r, "pattern") || (!rule_arg(r, "min") && !rule_arg(r, "max")))
		config_fault_add(f, r->file, r->line, false,
			"threshold: expected pattern, and min or max");
	check_real(r, "min", f);
	check_real(r, "max", f);
	if (where && !streq(where, "title") && !streq(where, "text"))
		config_fault_add(f, r->file, r->line, false,
			"where: expected title or text, found '%s'", where);
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

/* "5,000" "4.5" with 万 or 亿 behind the match. */
static bool number_of(struct str digits, struct str behind, double *out)
{
	char text[32];
	size_t n = 0;

	for (size_t i = 0; i < digits.n; i++) {
		if (digits.p[i] == ',' || is_space((unsigned char)digits.p[i]))
			continue;
		if (n + 1 >= sizeof(text))
			return false;
		text[n++] = digits.p[i];
	}
	if (!str_real(str_n(text, n), -NUMBER_MAX, NUMBER_MAX, out))
		return false;
	if (str_starts(behind, STR("万")))
		*out *= 1e4;
	else if (str_starts(behind, STR("亿")))
		*out *= 1e8;
	return true;
}

static bool read_number(const struct rule_input *in, struct str text, double *out,
	struct err *e)
{
	struct title_pattern *p = title_pattern_new(rule_arg(in->rule, "pattern"), e);
	struct str group[2], digits;
	size_t n;

	text = str_sub(text, 0, TEXT_MAX);
	n = p ? title_groups(p, text, group, 2) : 0;
	title_pattern_free(p);
	if (n == 0)
		return false;
	digits = n > 1 && group[1].n ? group[1] : group[0];
	return number_of(digits, str_sub(text, (size_t)(digits.p - text.p) + digits.n, 3), out);
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
	if (v >= lo && v <= hi)
		return;
	if (by && rule_date(by, year, &due, &once)) {
		f->due = due;
		if (today + WARN_DAYS < due)
			return;
		f->level = rule_known_day(in) > due ? LEVEL_OVERDUE : LEVEL_WARN;
		f->since_ms = day_start_ms(f->level == LEVEL_WARN ? due - WARN_DAYS : due + 1,
			in->zone);
	} else {
		f->level = LEVEL_OVERDUE;
		f->since_ms = f->measured_ms;
	}
	f->cause = v < lo ? STR("below") : STR("above");
}

static int judge_newest(struct newest *x, struct finding *f, struct err *e)
{
	const struct rule_input *in = x->in;
	const char *where = rule_arg(in->rule, "where");
	struct str text = x->notice.title;
	struct version v;
	double number;

	if (where && streq(where, "text")) {
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
	if (read_number(in, text, &number, e))
		judge_number(in, f, number);
	else
		f->cannot_judge = STR("no number found");
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
	f->limit = arena_strf(in->arena, "%s..%s", min ? min : "", max ? max : "");
	finding_fact(f, in->arena, "limit", f->limit);
	if (!in->column || !in->column->first_ms || !in->view) {
		f->cannot_judge = STR("never measured");
		return 0;
	}
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
	.args = "pattern min max where by match",
	.check = check,
	.judge = judge,
};
