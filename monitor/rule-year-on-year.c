/* year_on_year: the year's notices (whose title matches) are at least `percent` of those
 * of the year before. Of the running year the same days are compared, from its 90th day
 * on, and falling short is only a warning; of a finished year it is a finding until 90
 * days of the next are over.
 *
 * With `pattern` the number it finds in the text of the newest notice (in its title with
 * where: title) is compared with that of the newest notice of a year before, as annual
 * reports state it; lacking less than an eleventh is a warning. */
#include "rule-number.h"

#define FIRST_DAYS 90

struct two_years {
	size_t now, before;
};

static void check(const struct rule_config *r, struct config_faults *f)
{
	const char *where = rule_arg(r, "where");

	if (where && (!rule_arg(r, "pattern") || (!streq(where, "title") && !streq(where, "text"))))
		config_fault_add(f, r->file, r->line, false,
			"where: expected title or text, beside pattern, found '%s'", where);
	rule_check_pattern(r, "pattern", f);
	rule_check_int(r, "percent", 1, 1000, f);
	rule_check_match(r, f);
}

/* Notices of year up to the day `to`, and of the same days a year before. */
static int count_years(const struct rule_input *in, int32_t start, int32_t to,
	struct two_years *out, struct err *e)
{
	const char *match = rule_arg(in->rule, "match");
	struct column_view v;
	int rc = rule_view(in, match, &v, e);

	if (rc < 0)
		return rc;
	out->now = view_count(&v, start, to);
	out->before = view_count(&v, day_add_months(start, -12), day_add_months(to, -12));
	return 0;
}

static bool short_of(const struct two_years *y, int64_t percent)
{
	return (int64_t)y->now * 100 < (int64_t)y->before * percent;
}

static void tell(const struct rule_input *in, struct finding *f, const struct two_years *y)
{
	finding_factf(f, in->arena, "count", "%zu", y->now);
	finding_factf(f, in->arena, "count_before", "%zu", y->before);
	if (y->before)
		finding_factf(f, in->arena, "percent", "%zu", y->now * 100 / y->before);
	f->summary = arena_strf(in->arena, "%zu notices, %zu in the year before", y->now,
		y->before);
}

static int judge_years(const struct rule_input *in, struct finding *f, struct err *e)
{
	int64_t percent = rule_int(in->rule, "percent", 1, 1000, 100);
	int32_t today = rule_today(in), start, past;
	bool early;
	struct two_years y = {0};
	int year, month, dom, rc;

	day_split(today, &year, &month, &dom);
	start = day_of(year, 1, 1);
	past = day_of(year - 1, 1, 1);
	early = today - start < FIRST_DAYS;
	if (!rule_sees_back(in, early ? day_add_months(past, -12) : past)) {
		f->cannot_judge = STR("not watched since the year before");
		return 0;
	}
	rc = early ? count_years(in, past, start - 1, &y, e)
		   : count_years(in, start, today, &y, e);
	if (rc < 0)
		return rc;
	tell(in, f, &y);
	if (y.before == 0)
		f->cannot_judge = STR("nothing in the year before");
	else if (short_of(&y, percent)) {
		f->level = early ? LEVEL_OVERDUE : LEVEL_WARN;
		f->severity = early ? f->severity : SEVERITY_LOW;
		f->cause = STR("fewer");
		f->since_ms = early ? day_start_ms(start, in->zone) : in->now_ms;
	}
	return 0;
}

/* --- numbers that notices state --- */

struct reports {
	const struct rule_input *in;
	const struct title_pattern *match;
	struct notice newest, before;
	int32_t day, day_before; /* DAY_NONE */
	int32_t year_start;	 /* of the newest: what is before it is the year before */
};

static int take_report(const struct notice *n, void *ctx)
{
	struct reports *x = ctx;
	int32_t day = notice_credible_day(n, x->in->column->first_ms, x->in->zone,
		x->in->now_ms);
	bool second = x->year_start != DAY_NONE;

	if (day == DAY_NONE || !title_matches(x->match, n->title))
		return 0;
	if (!second && (x->day == DAY_NONE || day > x->day)) {
		x->day = day;
		x->newest = notice_keep(n, x->in->arena);
	} else if (second && day < x->year_start &&
		(x->day_before == DAY_NONE || day > x->day_before)) {
		x->day_before = day;
		x->before = notice_keep(n, x->in->arena);
	}
	return 0;
}

static int number_of(const struct rule_input *in, const struct notice *n, double *out,
	bool *found, struct err *e)
{
	const char *where = rule_arg(in->rule, "where");
	struct version v;
	double step;
	int rc = 0;

	*found = false;
	if (where && streq(where, "title")) {
		*found = number_find(rule_arg(in->rule, "pattern"), n->title, out, &step, e);
		return 0;
	}
	rc = in->version_of ? in->version_of(in->source, n, &v, in->arena, e) : ERR_NOTFOUND;
	if (rc == 0)
		*found = number_find(rule_arg(in->rule, "pattern"), v.text, out, &step, e);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int compare(const struct rule_input *in, struct finding *f, const struct reports *x,
	struct err *e)
{
	double now, before, want;
	bool found, found_before = false;
	int rc = number_of(in, &x->newest, &now, &found, e);

	if (rc == 0)
		rc = number_of(in, &x->before, &before, &found_before, e);
	if (rc < 0)
		return rc;
	finding_fact(f, in->arena, "title", x->newest.title);
	finding_evidence(f, in->arena, "url", x->newest.url);
	if (!found || !found_before) {
		f->cannot_judge = STR("no number found");
		return 0;
	}
	want = before * (double)rule_int(in->rule, "percent", 1, 1000, 100) / 100;
	finding_factf(f, in->arena, "number", "%.15g", now);
	finding_factf(f, in->arena, "number_before", "%.15g", before);
	f->summary = arena_strf(in->arena, "%.15g, %.15g in the year before", now, before);
	if (now >= want)
		return 0;
	f->level = now * 11 < want * 10 ? LEVEL_OVERDUE : LEVEL_WARN;
	f->cause = STR("fewer");
	f->since_ms = day_start_ms(x->day, in->zone);
	return 0;
}

static int judge_reports(const struct rule_input *in, struct finding *f, struct err *e)
{
	struct title_pattern *p = title_pattern_new(rule_arg(in->rule, "match"), e);
	struct reports x = {.in = in, .match = p, .day = DAY_NONE, .day_before = DAY_NONE,
		.year_start = DAY_NONE};
	int year, month, dom, rc = p ? in->each(in->source, take_report, &x, e) : ERR_CONFIG;

	if (rc >= 0 && x.day != DAY_NONE) {
		day_split(x.day, &year, &month, &dom);
		x.year_start = day_of(year, 1, 1);
		rc = in->each(in->source, take_report, &x, e);
	}
	title_pattern_free(p);
	if (rc < 0)
		return rc;
	if (x.day == DAY_NONE || x.day_before == DAY_NONE) {
		f->cannot_judge = STR("nothing in the year before");
		return 0;
	}
	return compare(in, f, &x, e);
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = finding_add(in, out, "year_on_year");

	f->state = STATE_NONE;
	f->limit = arena_strf(in->arena, "%lld %% of the year before",
		(long long)rule_int(in->rule, "percent", 1, 1000, 100));
	finding_fact(f, in->arena, "limit", f->limit);
	if (!in->column || !in->column->first_ms || !in->view) {
		f->cannot_judge = STR("never measured");
		return 0;
	}
	return rule_arg(in->rule, "pattern") ? judge_reports(in, f, e) : judge_years(in, f, e);
}

const struct rule_kind rule_year_on_year = {
	.name = "year_on_year",
	.args = "percent match pattern where",
	.check = check,
	.judge = judge,
};
