/* max_age: the newest credible notice is no older than so many days, working days, calendar
 * months or years. Calendar months: 31 August + 6 months is the last of February. */
#include "monitor/rule.h"

#define COUNT_MAX 4000
#define YEARS_MAX 300

static const char *const unit_key[] = {"days", "working_days", "months", "years"};

static void check(const struct rule_config *r, struct config_faults *f)
{
	int given = 0;

	for (size_t i = 0; i < sizeof(unit_key) / sizeof(unit_key[0]); i++) {
		rule_check_int(r, unit_key[i], 1, streq(unit_key[i], "years") ? YEARS_MAX : COUNT_MAX,
			f);
		given += rule_arg(r, unit_key[i]) != NULL;
	}
	if (given != 1)
		config_fault_add(f, r->file, r->line, false,
			"max_age: expected one of days, working_days, months, years");
	rule_check_match(r, f);
}

static int32_t due_after(const struct rule_input *in, int32_t newest, struct finding *f)
{
	const struct rule_config *r = in->rule;
	int64_t days = rule_int(r, "days", 1, COUNT_MAX, 0);
	int64_t months = rule_int(r, "months", 1, COUNT_MAX, 0);
	int64_t years = rule_int(r, "years", 1, YEARS_MAX, 0);
	int64_t working = rule_int(r, "working_days", 1, COUNT_MAX, 0);

	if (days) {
		f->limit = arena_strf(in->arena, "%lld days", (long long)days);
		return newest + (int32_t)days;
	}
	if (working) {
		f->limit = arena_strf(in->arena, "%lld working days", (long long)working);
		return calendar_add(in->calendar, newest, (int)working, &f->guessed);
	}
	if (months) {
		f->limit = arena_strf(in->arena, "%lld months", (long long)months);
		return day_add_months(newest, (int)months);
	}
	f->limit = arena_strf(in->arena, years == 1 ? "%lld year" : "%lld years",
		(long long)(years ? years : 1));
	return day_add_months(newest, 12 * (int)(years ? years : 1));
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = finding_add(in, out, "stale");
	const char *match = rule_arg(in->rule, "match");
	int32_t newest = in->view ? in->view->newest : DAY_NONE;
	char text[TIME_TEXT];
	struct column_view v;
	int rc = 0;

	if (!in->column || !in->column->first_ms || !in->view) {
		f->cannot_judge = STR("never measured");
		return 0;
	}
	if (match)
		rc = rule_view(in, match, &v, e);
	if (rc < 0)
		return rc;
	if (match)
		newest = view_newest(&v, INT32_MIN + 1, rule_today(in));
	if (newest == DAY_NONE) {
		due_after(in, 0, f);
		f->cannot_judge = STR("no credible date");
		return 0;
	}
	f->age_days = rule_today(in) - newest;
	finding_by_due(in, f, newest, due_after(in, newest, f));
	finding_fact(f, in->arena, "newest", str_of(day_text(text, newest)));
	if (!match)
		finding_fact(f, in->arena, "newest_title", in->view->newest_title);
	finding_factf(f, in->arena, "age_days", "%d", f->age_days);
	finding_fact(f, in->arena, "limit", f->limit);
	f->summary = arena_strf(in->arena, "newest notice is %d days old, limit %.*s",
		f->age_days, STR_ARG(f->limit));
	return 0;
}

const struct rule_kind rule_max_age = {
	.name = "max_age",
	.args = "days working_days months years match warn",
	.check = check,
	.judge = judge,
};
