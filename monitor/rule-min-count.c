/* min_count: at least `count` notices (whose title matches) per week, month, quarter or
 * year. A finished period that fell short stays a finding until the next one is fulfilled,
 * at most 90 days: what is past cannot be mended. */
#include "monitor/rule.h"

#define KEEP_DAYS 90

static int months_of(const char *per)
{
	if (streq(per, "month"))
		return 1;
	if (streq(per, "quarter"))
		return 3;
	return streq(per, "year") ? 12 : 0;
}

static void check(const struct rule_config *r, struct config_faults *f)
{
	const char *per = rule_arg(r, "per");

	if (!rule_arg(r, "count"))
		config_fault_add(f, r->file, r->line, false, "min_count: expected count");
	rule_check_int(r, "count", 1, 1000000, f);
	if (!per || (!streq(per, "week") && !months_of(per)))
		config_fault_add(f, r->file, r->line, false,
			"per: expected week, month, quarter or year, found '%s'",
			per ? per : "nothing");
	rule_check_match(r, f);
}

static void period_around(const char *per, int32_t day, int32_t *start, int32_t *end)
{
	int months = months_of(per), y, m, d;

	if (!months) {
		*start = day - day_weekday(day) + 1;
		*end = *start + 6;
		return;
	}
	day_split(day, &y, &m, &d);
	m -= (m - 1) % months;
	*start = day_of(y, m, 1);
	*end = day_of(y, m + months, 1) - 1;
}

static void judge_past(const struct rule_input *in, struct finding *f, int32_t end,
	size_t n, int64_t want)
{
	f->level = LEVEL_OVERDUE;
	f->state = STATE_OVERDUE;
	f->cause = STR("too-few");
	f->due = end;
	f->since_ms = day_start_ms(end + 1, in->zone);
	f->summary = arena_strf(in->arena, "%zu of %lld notices in the past period", n,
		(long long)want);
	finding_factf(f, in->arena, "count", "%zu", n);
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = finding_add(in, out, "min_count");
	const char *per = rule_arg(in->rule, "per"), *match = rule_arg(in->rule, "match");
	int64_t want = rule_int(in->rule, "count", 1, 1000000, 1);
	int32_t today = rule_today(in), start, end, last_start, last_end;
	struct column_view v;
	size_t n, past;
	int rc;

	per = per ? per : "year";
	f->limit = arena_strf(in->arena, "%lld per %s", (long long)want, per);
	finding_fact(f, in->arena, "limit", f->limit);
	if (!in->column || !in->column->first_ms || !in->view) {
		f->cannot_judge = STR("never measured");
		return 0;
	}
	period_around(per, today, &start, &end);
	period_around(per, start - 1, &last_start, &last_end);
	rc = rule_view(in, match, &v, e);
	if (rc < 0)
		return rc;
	n = view_count(&v, start, today);
	past = view_count(&v, last_start, last_end);
	f->due = end;
	if ((int64_t)n >= want) {
		finding_factf(f, in->arena, "count", "%zu", n);
	} else if ((int64_t)past < want && rule_known_day(in) > last_end &&
		today - last_end <= KEEP_DAYS && rule_sees_back(in, last_start)) {
		judge_past(in, f, last_end, past, want);
	} else if (!rule_sees_back(in, start)) {
		f->cannot_judge = STR("not watched since the period began");
	} else {
		finding_factf(f, in->arena, "count", "%zu", n);
		finding_by_due(in, f, start, end);
		f->summary = arena_strf(in->arena, "%zu of %lld notices so far", n,
			(long long)want);
	}
	return 0;
}

const struct rule_kind rule_min_count = {
	.name = "min_count",
	.args = "count per match warn",
	.check = check,
	.judge = judge,
};
