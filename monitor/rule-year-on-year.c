/* year_on_year: the year's notices (whose title matches) are at least `percent` of those
 * of the year before. Of the running year the same days are compared, from its 90th day
 * on, and falling short is only a warning; of a finished year it is a finding until 90
 * days of the next are over. */
#include "monitor/rule.h"

#define FIRST_DAYS 90

struct two_years {
	size_t now, before;
};

static void check(const struct rule_config *r, struct config_faults *f)
{
	rule_check_int(r, "percent", 1, 1000, f);
	rule_check_match(r, f);
}

/* Notices of year up to the day `to`, and of the same days a year before. */
static int count_years(const struct rule_input *in, int32_t start, int32_t to,
	struct two_years *out, struct err *e)
{
	const char *match = rule_arg(in->rule, "match");
	int rc = rule_count(in, match, start, to, &out->now, NULL, e);

	if (rc == 0)
		rc = rule_count(in, match, day_add_months(start, -12), day_add_months(to, -12),
			&out->before, NULL, e);
	return rc;
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
	return judge_years(in, f, e);
}

const struct rule_kind rule_year_on_year = {
	.name = "year_on_year",
	.args = "percent match",
	.check = check,
	.judge = judge,
};
