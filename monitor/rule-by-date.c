/* by_date: a notice (whose title matches) is published by a day: `date` "01-31" each year
 * or "2026-07-31" once, counted from `from`, else from 1 January of that year. Due 30 and
 * again 10 days before. */
#include "monitor/rule.h"

#define WARN_DAYS 30
#define URGENT_DAYS 10

static void check(const struct rule_config *r, struct config_faults *f)
{
	const char *date = rule_arg(r, "date"), *from = rule_arg(r, "from");
	int32_t day;
	bool once;

	if (!date || !rule_date(date, 2024, &day, &once))
		config_fault_add(f, r->file, r->line, false,
			"date: expected MM-DD or YYYY-MM-DD, found '%s'", date ? date : "nothing");
	if (from && !rule_date(from, 2024, &day, &once))
		config_fault_add(f, r->file, r->line, false,
			"from: expected MM-DD or YYYY-MM-DD, found '%s'", from);
	rule_check_span(r, "from", "date", f);
	rule_check_match(r, f);
}

static void judge_open(const struct rule_input *in, struct finding *f, int32_t due)
{
	int32_t today = rule_today(in), known = rule_known_day(in);
	char text[TIME_TEXT];

	f->due = due;
	finding_fact(f, in->arena, "due", str_of(day_text(text, due)));
	finding_factf(f, in->arena, "days_left", "%d", due - today);
	if (known > due) {
		f->level = LEVEL_OVERDUE;
		f->state = STATE_OVERDUE;
		f->cause = STR("overdue");
		f->since_ms = day_start_ms(due + 1, in->zone);
	} else if (today + WARN_DAYS >= due) {
		f->level = LEVEL_WARN;
		f->state = STATE_DUE;
		f->cause = today + URGENT_DAYS >= due ? STR("due-10") : STR("due-30");
		f->since_ms = day_start_ms(due - WARN_DAYS, in->zone);
	}
	f->summary = arena_strf(in->arena, "not published, owed by %s", day_text(text, due));
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = finding_add(in, out, "by_date");
	int32_t today = rule_today(in), due, from, newest;
	const char *from_text = rule_arg(in->rule, "from");
	int year, month, dom, rc;
	bool once, from_once;
	char text[TIME_TEXT];
	struct column_view v;

	day_split(today, &year, &month, &dom);
	if (!rule_date(rule_arg(in->rule, "date"), year, &due, &once)) {
		f->cannot_judge = STR("no date");
		return 0;
	}
	f->limit = arena_strf(in->arena, "by %s", rule_arg(in->rule, "date"));
	finding_fact(f, in->arena, "limit", f->limit);
	day_split(due, &year, &month, &dom);
	from = day_of(year, 1, 1);
	if (from_text && rule_date(from_text, year, &from, &from_once) && !from_once && from > due)
		from = day_add_months(from, -12);
	if (!in->column || !in->column->first_ms || !in->view) {
		f->cannot_judge = STR("never measured");
		f->due = due;
		return 0;
	}
	rc = rule_view(in, rule_arg(in->rule, "match"), &v, e);
	if (rc < 0)
		return rc;
	f->due = due;
	newest = view_newest(&v, from, today);
	if (newest != DAY_NONE) {
		finding_fact(f, in->arena, "newest", str_of(day_text(text, newest)));
		if (newest > due)
			finding_factf(f, in->arena, "late_days", "%d", newest - due);
	} else if (!rule_sees_back(in, from)) {
		f->cannot_judge = STR("not watched since the period began");
	} else {
		judge_open(in, f, due);
	}
	return 0;
}

const struct rule_kind rule_by_date = {
	.name = "by_date",
	.args = "date from match",
	.check = check,
	.judge = judge,
};
