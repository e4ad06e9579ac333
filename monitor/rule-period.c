/* daily, weekly, monthly, quarterly, yearly: at least one notice in each calendar period.
 *
 *	daily      a working day and the free days after it
 *	weekly     Monday to Sunday; with `weekday` from that day on, due on it (moved to the
 *	           next working day when it is free)
 *	monthly    with `day` due on that day of the month, else on the last one
 *	quarterly, yearly
 *
 * `grace` is added to the due day: "3" days or "3wd" working days. A notice that appears
 * within the grace of a period that had none counts for it. Not the age counts: a notice
 * of 31 January and the next of 1 March leave February empty. */
#include "monitor/rule.h"

#include "base/utf8.h"

#include <stdio.h>

enum unit { UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_QUARTER, UNIT_YEAR };

struct period {
	int32_t start, end, due; /* due with grace */
};

static const char *const day_name[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/* 1..7, 0 where it is no weekday. */
static int weekday_of(const char *text)
{
	int64_t n;

	if (!text)
		return 0;
	if (str_int(str_of(text), 1, 7, &n))
		return (int)n;
	for (int i = 0; i < 7; i++)
		if (str_starts_nocase(str_of(text), str_of(day_name[i])))
			return i + 1;
	return 0;
}

/* Days of grace, -1 where malformed; *working says how they are counted. */
static int grace_of(const char *text, bool *working)
{
	struct str s = str_of(text ? text : "0");
	int64_t n;

	*working = str_ends(s, STR("wd"));
	if (*working)
		s.n -= 2;
	else if (str_ends(s, STR("d")))
		s.n -= 1;
	return str_int(s, 0, 366, &n) ? (int)n : -1;
}

/* Days of the shortest period; a longer grace would let one notice count for two. */
static int shortest(const char *kind)
{
	static const struct {
		const char *kind;
		int days;
	} row[] = {{"weekly", 7}, {"monthly", 28}, {"quarterly", 90}, {"yearly", 365}};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (streq(kind, row[i].kind))
			return row[i].days;
	return 7; /* daily: a week of free days may lie between */
}

static void check(const struct rule_config *r, struct config_faults *f)
{
	const char *weekday = rule_arg(r, "weekday");
	bool working;
	int grace = grace_of(rule_arg(r, "grace"), &working);

	if (grace < 0)
		config_fault_add(f, r->file, r->line, false,
			"grace: expected days such as 3 or 3wd, found '%s'",
			rule_arg(r, "grace"));
	else if ((working ? grace * 7 / 5 : grace) >= shortest(r->kind))
		config_fault_add(f, r->file, r->line, false,
			"grace: '%s' is no shorter than the period of '%s'", rule_arg(r, "grace"),
			r->kind);
	if (weekday && !weekday_of(weekday))
		config_fault_add(f, r->file, r->line, false,
			"weekday: expected mon to sun, found '%s'", weekday);
	rule_check_int(r, "day", 1, 31, f);
	rule_check_match(r, f);
}

static int32_t add_grace(const struct rule_input *in, int32_t due, bool *guessed)
{
	bool working;
	int n = grace_of(rule_arg(in->rule, "grace"), &working);

	if (n <= 0)
		return due;
	return working ? calendar_add(in->calendar, due, n, guessed) : due + n;
}

/* Whether a year without holiday data was looked at. */
static void note_year(const struct rule_input *in, int32_t day, bool *guessed)
{
	int y, m, d;

	day_split(day, &y, &m, &d);
	if (!calendar_has_year(in->calendar, y))
		*guessed = true;
}

static struct period day_period(const struct rule_input *in, int32_t day, bool *guessed)
{
	struct period p = {.start = day};

	note_year(in, day, guessed);
	while (!calendar_is_workday(in->calendar, p.start))
		note_year(in, --p.start, guessed);
	p.end = calendar_add(in->calendar, p.start, 1, guessed) - 1;
	p.due = p.start;
	return p;
}

static struct period week_period(const struct rule_input *in, int32_t day, bool *guessed)
{
	int first = weekday_of(rule_arg(in->rule, "weekday"));
	int start = first ? first : 1;
	struct period p = {.start = day - (day_weekday(day) - start + 7) % 7};

	p.end = p.start + 6;
	p.due = first ? calendar_next(in->calendar, p.start, guessed) : p.end;
	return p;
}

static struct period month_period(const struct rule_input *in, int32_t day, int months)
{
	int64_t dom = rule_int(in->rule, "day", 1, 31, 0);
	int y, m, d, last;
	struct period p;

	day_split(day, &y, &m, &d);
	m -= (m - 1) % months;
	p.start = day_of(y, m, 1);
	p.end = day_of(y, m + months, 1) - 1;
	p.due = p.end;
	if (dom) {
		last = days_in_month(y, m);
		p.due = day_of(y, m, dom < last ? (int)dom : last);
	}
	return p;
}

static struct period period_of(const struct rule_input *in, enum unit u, int32_t day,
	bool *guessed)
{
	struct period p = {0};

	switch (u) {
	case UNIT_DAY:
		p = day_period(in, day, guessed);
		break;
	case UNIT_WEEK:
		p = week_period(in, day, guessed);
		break;
	case UNIT_MONTH:
		p = month_period(in, day, 1);
		break;
	case UNIT_QUARTER:
		p = month_period(in, day, 3);
		break;
	case UNIT_YEAR:
		p = month_period(in, day, 12);
		break;
	}
	p.due = add_grace(in, p.due, guessed);
	return p;
}

/* How many of the last periods before `p` had none, as far as the column is known; their
 * first days are told in the fact "missed". A late notice within the grace heals one. */
static void missed_before(const struct rule_input *in, enum unit u, struct period p,
	const struct column_view *v, struct finding *f)
{
	char text[200] = "", day[TIME_TEXT];
	size_t used = 0;

	for (int i = 0; i < 12; i++) {
		p = period_of(in, u, p.start - 1, &f->guessed);
		if (p.due > rule_known_day(in) || !rule_sees_back(in, p.start))
			continue;
		if (!view_count(v, p.start, p.due > p.end ? p.due : p.end) &&
			used + 12 < sizeof(text))
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s",
				used ? " " : "", day_text(day, p.start));
	}
	if (used)
		finding_fact(f, in->arena, "missed", str_of(text));
}

/* Of the present period without a notice: late, or still owing the one before. */
static void judge_missing(const struct rule_input *in, enum unit u, struct period p,
	const struct column_view *v, struct finding *f)
{
	struct period before = period_of(in, u, p.start - 1, &f->guessed);
	bool had = !rule_sees_back(in, before.start) ||
		view_count(v, before.start, p.start - 1) > 0;

	/* The column was not known before this period's due day: nobody can say. */
	if (!rule_sees_back(in, p.start))
		f->cannot_judge = STR("not watched since the period began");
	else if (!had && before.due < p.due)
		finding_by_due(in, f, before.start, before.due);
	else
		finding_by_due(in, f, p.start, p.due);
}

static int judge_period(const struct rule_input *in, enum unit u, const char *name,
	struct findings *out, struct err *e)
{
	const char *weekday = rule_arg(in->rule, "weekday");
	struct finding *f = finding_add(in, out, name);
	char text[TIME_TEXT];
	struct column_view v;
	struct period p;
	int rc;

	f->limit = weekday ? arena_strf(in->arena, "%s %s", name, weekday) : str_of(name);
	if (!in->column || !in->column->first_ms || !in->view) {
		f->cannot_judge = STR("never measured");
		return 0;
	}
	rc = rule_view(in, rule_arg(in->rule, "match"), &v, e);
	if (rc < 0)
		return rc;
	p = period_of(in, u, rule_today(in), &f->guessed);
	if (view_count(&v, p.start, rule_today(in)))
		f->due = period_of(in, u, p.end + 1, &f->guessed).due;
	else
		judge_missing(in, u, p, &v, f);
	missed_before(in, u, p, &v, f);
	if (in->view->newest != DAY_NONE) {
		f->age_days = rule_today(in) - in->view->newest;
		finding_fact(f, in->arena, "newest", str_of(day_text(text, in->view->newest)));
		finding_fact(f, in->arena, "newest_title", in->view->newest_title);
		finding_factf(f, in->arena, "age_days", "%d", f->age_days);
	}
	finding_fact(f, in->arena, "limit", f->limit);
	f->summary = arena_strf(in->arena, "no notice in the period, owed %.*s", STR_ARG(f->limit));
	return 0;
}

#define PERIOD(ident, word, unit_, args_)                                                 \
	static int judge_##ident(const struct rule_input *in, struct findings *out,       \
		struct err *e)                                                            \
	{                                                                                 \
		return judge_period(in, unit_, word, out, e);                             \
	}                                                                                 \
	const struct rule_kind rule_##ident = {                                           \
		.name = (word), .args = (args_), .check = check, .judge = judge_##ident}

PERIOD(daily, "daily", UNIT_DAY, "grace match warn");
PERIOD(weekly, "weekly", UNIT_WEEK, "weekday grace match warn");
PERIOD(monthly, "monthly", UNIT_MONTH, "day grace match warn");
PERIOD(quarterly, "quarterly", UNIT_QUARTER, "grace match warn");
PERIOD(yearly, "yearly", UNIT_YEAR, "grace match warn");
