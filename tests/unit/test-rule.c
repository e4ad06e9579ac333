/* Rules over a view made by hand: fires, stays silent, boundary. */
#include "test.h"

#include "base/clock.h"
#include "crawler/verdict.h"
#include "monitor/evaluate.h"
#include "monitor/rule.h"

#define DAYS_MAX 40

/* A column as a list of notices. */
struct bench {
	struct column_state column;
	struct notice notices[DAYS_MAX];
	size_t n;
	struct calendar *calendar;
	struct arena arena;
};

static int each_bench(void *source, pages_notice_fn *fn, void *ctx, struct err *e)
{
	struct bench *b = source;

	(void)e;
	for (size_t i = 0; i < b->n; i++) {
		int rc = fn(&b->notices[i], ctx);

		if (rc)
			return rc < 0 ? rc : 0;
	}
	return 0;
}

static int64_t at(const char *text)
{
	int64_t ms = 0;

	if (!time_parse(str_of(text), zone_shanghai(), &ms))
		fail_msg("not a time: %s", text);
	return ms;
}

/* Notices "2026-01-31 2026-03-01 ..." seen on their day, baseline taken at `first`. */
static void bench_make(struct bench *b, const char *first, const char *dates)
{
	struct str rest = str_of(dates), one;

	*b = (struct bench){.arena = ARENA_INIT};
	b->column = (struct column_state){.first_ms = at(first), .portal = STR("p"),
		.column = STR("c"), .url = STR("http://p.test/c/"), .next_url = STR("next"),
		.learned_count = 20};
	while (dates[0] && str_cut(&rest, ' ', &one)) {
		char day[16];
		struct notice *n = &b->notices[b->n++];

		snprintf(day, sizeof(day), "%.*s", STR_ARG(one));
		n->date_ms = at(day);
		n->first_ms = n->date_ms;
		n->title = arena_str(&b->arena, one);
		if (n->date_ms < b->column.first_ms) {
			n->baseline = true;
			n->first_ms = b->column.first_ms;
		}
	}
	assert_int_equal(calendar_load(TEST_SOURCE "/seeds/calendar-cn.csv", &b->calendar, NULL), 0);
}

static void bench_release(struct bench *b)
{
	calendar_free(b->calendar);
	arena_release(&b->arena);
}

static struct rule_config rule_of(const char *kind, struct pair_config *args, size_t nargs)
{
	return (struct rule_config){.kind = kind, .basis = "", .limit_kind = "", .file = "t",
		.args = args, .nargs = nargs};
}

/* Arguments "key=value key=value". */
static size_t parse_args(struct arena *a, const char *text, struct pair_config *out)
{
	struct str rest = str_of(text), one, key;
	size_t n = 0;

	while (text[0] && str_cut(&rest, ' ', &one)) {
		str_cut(&one, '=', &key);
		out[n++] = (struct pair_config){arena_cstr(a, key), arena_cstr(a, one), 1};
	}
	return n;
}

static struct finding judge(struct bench *b, const char *kind, const char *args, int cls,
	const char *now)
{
	struct pair_config pairs[8];
	size_t n = parse_args(&b->arena, args, pairs);
	struct rule_config r = rule_of(kind, pairs, n);
	struct column_view v;
	struct findings out = {0};
	struct rule_input in = {.rule = &r, .column = &b->column, .view = &v,
		.each = each_bench, .source = b, .calendar = b->calendar,
		.zone = zone_shanghai(), .now_ms = at(now), .interval_ms = 6 * HOUR_MS,
		.cls = cls, .warn_percent = 70, .portal_id = STR("p"), .column_id = STR("c"),
		.arena = &b->arena};
	struct err e = {0};

	if (!b->column.last_good_ms || b->column.last_good_ms > in.now_ms)
		b->column.last_good_ms = b->column.last_try_ms = in.now_ms;
	if (column_view_make(&v, b->column.first_ms, in.zone, in.now_ms, each_bench, b,
		    &b->arena, &e) < 0 || rule_judge(&in, &out, &e) < 0 || out.n == 0)
		fail_msg("%s: %s", kind, e.text);
	return out.list[0];
}

/* One row: notices, rule, time, wanted state and due day. */
struct row {
	const char *name, *dates, *kind, *args, *now, *state, *due;
};

static void run_rows(const struct row *row, size_t n, const char *first)
{
	for (size_t i = 0; i < n; i++) {
		struct bench b;
		struct finding f;
		char due[TIME_TEXT];

		bench_make(&b, first, row[i].dates);
		f = judge(&b, row[i].kind, row[i].args, CLASS_NEWS, row[i].now);
		same_text(row[i].name, f.cannot_judge.n ? f.cannot_judge
				: str_of(fresh_state_word(f.state)), str_of(row[i].state));
		if (row[i].due)
			same_text(row[i].name, str_of(day_text(due, f.due)), str_of(row[i].due));
		bench_release(&b);
	}
}

static void max_age_knows_days_months_years(void **state)
{
	static const struct row row[] = {
		{"day 9 of 14", "2026-03-02", "max_age", "days=14", "2026-03-11", "fresh",
			"2026-03-16"},
		{"70 % is the tenth day", "2026-03-02", "max_age", "days=14", "2026-03-12",
			"due", "2026-03-16"},
		{"on the last day", "2026-03-02", "max_age", "days=14", "2026-03-16T23:59:00",
			"due", "2026-03-16"},
		{"one day late", "2026-03-02", "max_age", "days=14", "2026-03-17T00:01:00",
			"overdue", "2026-03-16"},
		{"six months from the 31st", "2025-08-31", "max_age", "months=6",
			"2026-02-28T12:00:00", "due", "2026-02-28"},
		{"and late", "2025-08-31", "max_age", "months=6", "2026-03-01", "overdue",
			"2026-02-28"},
		{"leap year", "2023-08-31", "max_age", "months=6", "2024-02-29T12:00:00", "due",
			"2024-02-29"},
		{"leap day and a year", "2024-02-29", "max_age", "years=1", "2025-03-01",
			"overdue", "2025-02-28"},
		{"working days over the spring festival", "2026-02-13", "max_age",
			"working_days=3", "2026-02-13", "fresh", "2026-02-25"},
		{"newest counts", "2026-01-01 2026-03-16", "max_age", "days=14", "2026-03-17",
			"fresh", "2026-03-30"},
		{"matching titles alone", "2026-03-01 2026-03-16", "max_age",
			"days=14 match=03-01", "2026-03-17", "overdue", "2026-03-15"},
		{"nothing dated", "", "max_age", "days=14", "2026-03-17", "no credible date", NULL},
	};

	(void)state;
	run_rows(row, ROWS(row), "2023-01-01");
}

static void a_period_is_not_an_age(void **state)
{
	static const struct row row[] = {
		{"in February nothing yet", "2026-01-31", "monthly", "", "2026-02-10", "fresh",
			"2026-02-28"},
		{"the month is 70 % gone", "2026-01-31", "monthly", "", "2026-02-20", "due",
			"2026-02-28"},
		{"February is owed on 1 March", "2026-01-31", "monthly", "", "2026-03-01T09:00:00",
			"overdue", "2026-02-28"},
		{"unless there is grace", "2026-01-31", "monthly", "grace=3",
			"2026-03-01T09:00:00", "due", "2026-03-03"},
		{"which ends", "2026-01-31", "monthly", "grace=3", "2026-03-04", "overdue",
			"2026-03-03"},
		{"a notice ends it", "2026-01-31 2026-03-01", "monthly", "",
			"2026-03-01T09:00:00", "fresh", "2026-04-30"},
		{"by the tenth", "2026-02-05", "monthly", "day=10", "2026-03-11", "overdue",
			"2026-03-10"},
		{"every Wednesday, on Wednesday", "2026-03-04", "weekly", "weekday=wed",
			"2026-03-11T10:00:00", "due", "2026-03-11"},
		{"every Wednesday, on Thursday", "2026-03-04", "weekly", "weekday=wed",
			"2026-03-12T10:00:00", "overdue", "2026-03-11"},
		{"every Wednesday, done", "2026-03-11", "weekly", "weekday=wed",
			"2026-03-12T10:00:00", "fresh", "2026-03-18"},
		{"a free Wednesday moves", "2026-09-23", "weekly", "weekday=wed grace=0",
			"2026-09-30", "due", "2026-09-30"},
		{"1 October is free until the 8th", "2026-09-30", "weekly", "weekday=thu",
			"2026-10-06", "due", "2026-10-08"},
		{"daily: today still owed", "2026-03-09", "daily", "", "2026-03-10T10:00:00",
			"due", "2026-03-10"},
		{"daily: yesterday missed", "2026-03-09", "daily", "", "2026-03-11T10:00:00",
			"overdue", "2026-03-10"},
		{"daily: a weekend owes nothing", "2026-03-13", "daily", "", "2026-03-15",
			"fresh", "2026-03-16"},
		{"daily: a make-up Saturday does", "2026-02-27", "daily", "",
			"2026-03-01T10:00:00", "overdue", "2026-02-28"},
		{"quarter", "2026-03-31", "quarterly", "", "2026-07-01T10:00:00", "overdue",
			"2026-06-30"},
		{"year", "2025-12-31", "yearly", "", "2026-12-31T10:00:00", "due", "2026-12-31"},
	};

	(void)state;
	run_rows(row, ROWS(row), "2025-01-01");
}

static void a_missed_period_stays_known(void **state)
{
	struct bench b;
	struct finding f;

	(void)state;
	bench_make(&b, "2025-12-01", "2025-12-15 2026-01-31 2026-03-01");
	f = judge(&b, "monthly", "", CLASS_NOTICE, "2026-03-02");
	same_text("state", str_of(fresh_state_word(f.state)), STR("fresh"));
	for (size_t i = 0; i < f.nfacts; i++)
		if (str_eqc(f.facts[i].key, "missed"))
			same_text("missed", f.facts[i].value, STR("2026-02-01"));
	bench_release(&b);
}

static void dates_and_counts(void **state)
{
	static const struct row row[] = {
		{"by 31 January: far", "2025-06-01", "by_date", "date=01-31", "2025-12-30", "fresh",
			"2025-01-31"},
		{"30 days before", "2026-06-01", "by_date", "date=2026-07-31 from=2026-07-01",
			"2026-07-01", "due", "2026-07-31"},
		{"31 days before", "2026-06-01", "by_date", "date=2026-07-31 from=2026-07-01",
			"2026-06-30", "fresh", "2026-07-31"},
		{"on the day", "2026-06-01", "by_date", "date=2026-07-31 from=2026-07-01",
			"2026-07-31", "due", "2026-07-31"},
		{"after it", "2026-06-01", "by_date", "date=2026-07-31 from=2026-07-01",
			"2026-08-01", "overdue", "2026-07-31"},
		{"published late is published", "2026-06-01 2026-08-02", "by_date",
			"date=2026-07-31 from=2026-07-01", "2026-08-03", "fresh", "2026-07-31"},
		{"a count fulfilled", "2026-01-05 2026-02-05", "min_count", "count=2 per=year",
			"2026-03-01", "fresh", "2026-12-31"},
		{"a count not yet", "2025-05-05 2025-06-06 2026-02-05", "min_count",
			"count=2 per=year", "2026-03-01", "fresh", "2026-12-31"},
		{"a count due", "2025-05-05 2025-06-06 2026-02-05", "min_count",
			"count=2 per=year", "2026-10-01", "due", "2026-12-31"},
		{"a past year too few", "2025-05-05 2026-02-05", "min_count", "count=2 per=year",
			"2026-03-01", "overdue", "2025-12-31"},
		{"kept for 90 days", "2025-05-05 2026-02-05", "min_count", "count=2 per=year",
			"2026-04-15", "fresh", "2026-12-31"},
	};

	(void)state;
	run_rows(row, ROWS(row), "2025-01-01");
}

static void dates_that_cannot_be_believed_make_nothing_fresh(void **state)
{
	static const struct {
		const char *name, *stated, *first;
		bool baseline;
		int state;
		const char *want;
	} row[] = {
		{"stated before seen", "2026-03-01", "2026-03-05", false, NOTICE_LISTED,
			"2026-03-01"},
		{"stated in the future: seen", "2026-12-01", "2026-03-05", false, NOTICE_LISTED,
			"2026-03-05"},
		{"there before us", "2026-01-05", "2026-02-01", true, NOTICE_LISTED, "2026-01-05"},
		{"there before us, in the future", "2026-12-01", "2026-02-01", true,
			NOTICE_LISTED, ""},
		{"there before us, re-dated since", "2026-03-01", "2026-02-01", true,
			NOTICE_LISTED, ""},
		{"no date", "", "2026-03-05", false, NOTICE_LISTED, ""},
		{"withdrawn", "2026-03-01", "2026-03-05", false, NOTICE_WITHDRAWN, ""},
		{"rolled off", "2026-03-01", "2026-03-05", false, NOTICE_ROLLED, "2026-03-01"},
		{"seen in the round of this judgement", "2026-03-01", "2026-03-10T00:20:00", false,
			NOTICE_LISTED, "2026-03-01"},
		{"and read first in it", "2026-03-01", "2026-03-10T00:20:00", true, NOTICE_LISTED,
			"2026-03-01"},
		{"not seen yet at that time", "2026-03-01", "2026-03-20", false, NOTICE_LISTED, ""},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct notice n = {.date_ms = row[i].stated[0] ? at(row[i].stated) : DATE_NONE_MS,
			.first_ms = at(row[i].first), .baseline = row[i].baseline,
			.state = row[i].state};
		char text[TIME_TEXT];

		same_text(row[i].name, str_of(day_text(text, notice_credible_day(&n,
			at("2026-02-01"), zone_shanghai(), at("2026-03-10")))),
			str_of(row[i].want));
	}
}

static void overdue_is_said_only_after_a_reading_that_shows_it(void **state)
{
	struct bench b;
	struct finding f;

	(void)state;
	bench_make(&b, "2026-01-01", "2026-03-02");
	b.column.last_good_ms = b.column.last_try_ms = at("2026-03-16T20:00:00");
	f = judge(&b, "max_age", "days=14", CLASS_NEWS, "2026-03-17T10:00:00");
	same_text("read on the last day", str_of(fresh_state_word(f.state)), STR("due"));
	b.column.last_good_ms = at("2026-03-17T09:00:00");
	f = judge(&b, "max_age", "days=14", CLASS_NEWS, "2026-03-17T10:00:00");
	same_text("read after it", str_of(fresh_state_word(f.state)), STR("overdue"));
	bench_release(&b);
}

static void a_notice_must_stay_on_show(void **state)
{
	static const struct {
		const char *name;
		int state;
		const char *gone, *args;
		int level;
	} row[] = {
		{"nine days", NOTICE_WITHDRAWN, "2026-03-11", "days=10", LEVEL_OVERDUE},
		{"ten days", NOTICE_WITHDRAWN, "2026-03-12", "days=10", LEVEL_OK},
		{"delisted", NOTICE_DELISTED, "2026-03-05", "days=10", LEVEL_OVERDUE},
		{"rolled off is on show", NOTICE_ROLLED, "2026-03-05", "days=10", LEVEL_OK},
		{"for ever", NOTICE_WITHDRAWN, "2027-03-12", "", LEVEL_OVERDUE},
		{"another title", NOTICE_WITHDRAWN, "2026-03-05", "days=10 match=公示", LEVEL_OK},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct bench b;
		struct finding f;

		bench_make(&b, "2026-01-01", "2026-03-02");
		b.notices[0].state = row[i].state;
		b.notices[0].gone_ms = at(row[i].gone);
		f = judge(&b, "min_display", row[i].args, CLASS_NOTICE, "2027-04-01");
		same_int(row[i].name, f.level, row[i].level);
		bench_release(&b);
	}
}

static void states_without_a_limit(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b, "2026-01-01", "2026-03-02");
	same_int("not empty", judge(&b, "empty", "", CLASS_NEWS, "2026-03-03").level, LEVEL_OK);
	same_int("dated", judge(&b, "undated", "", CLASS_NEWS, "2026-03-03").level, LEVEL_OK);
	b.notices[0].date_ms = DATE_NONE_MS;
	same_int("undated", judge(&b, "undated", "", CLASS_NEWS, "2026-03-03").state,
		STATE_UNDATED);
	same_int("a guide needs no dates", judge(&b, "undated", "", CLASS_STATIC,
		"2026-03-03").level, LEVEL_OK);
	b.n = 0;
	b.column.empty = true;
	same_int("empty", judge(&b, "empty", "", CLASS_NEWS, "2026-03-03").state, STATE_EMPTY);
	b.column.learned_count = 0;
	same_int("a guide has no list", judge(&b, "empty", "", CLASS_STATIC,
		"2026-03-03").level, LEVEL_OK);
	b.column.last_good_ms = at("2026-03-01");
	same_int("two days", judge(&b, "unmeasured", "", CLASS_NEWS, "2026-03-03").level,
		LEVEL_OK);
	same_int("longer", judge(&b, "unmeasured", "", CLASS_NEWS, "2026-03-03T00:01:00").state,
		STATE_UNMEASURED);
	b.column.verdict = VERDICT_BROKEN_HTTP;
	b.column.reason = STR("http-404");
	b.column.nbad = 2;
	b.column.bad_since_ms = at("2026-03-03T00:00:00");
	b.column.last_try_ms = at("2026-03-03T01:00:00");
	same_int("gone", judge(&b, "exists", "", CLASS_STATIC, "2026-03-03T02:00:00").phase,
		FINDING_CONFIRMED);
	b.column.last_try_ms = at("2026-03-03T00:59:00");
	same_int("perhaps gone", judge(&b, "exists", "", CLASS_STATIC,
		"2026-03-03T02:00:00").phase, FINDING_SUSPECTED);
	bench_release(&b);
}

static void availability_is_a_share_of_a_week(void **state)
{
	static const struct {
		const char *name;
		int good, slow, bad, blocked, want;
	} row[] = {
		{"no probes", 0, 0, 0, 0, LEVEL_OK},
		{"140 and 4", 136, 0, 4, 0, LEVEL_OK},
		{"140 and 5: over 3 %", 135, 0, 5, 0, LEVEL_WARN},
		{"140 and 7: 5 %", 133, 0, 7, 0, LEVEL_OVERDUE},
		{"slow ones count", 133, 7, 0, 0, LEVEL_OVERDUE},
		{"blocked ones count neither way", 133, 0, 4, 100, LEVEL_OK},
		{"a first day convicts nobody", 22, 0, 5, 0, LEVEL_WARN},
		{"a few bad visits are no share", 80, 0, 4, 0, LEVEL_OK},
		{"a handful says nothing", 4, 0, 1, 0, LEVEL_OK},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct availability a = {.every_ms = HOUR_MS};
		int64_t now = DAY_MS;

#define VISITS(n, verdict, ms)                                                            \
	for (int k = 0; k < (n); k++, now += HOUR_MS)                                     \
		availability_add(&a, verdict, ms, now)
		VISITS(row[i].good, VERDICT_OK, 14999);
		VISITS(row[i].slow, VERDICT_OK, 15000);
		VISITS(row[i].bad, VERDICT_UNSTABLE_TIMEOUT, 15000);
		VISITS(row[i].blocked, VERDICT_BLOCKED, 10);
#undef VISITS
		availability_end(&a);
		same_int(row[i].name, availability_level(&a), row[i].want);
	}
}

/* Minutes after the first one at which it was measured, and how: g good, b bad, u unknown. */
static void checks_that_follow_a_failure_are_no_visits(void **state)
{
	static const struct {
		const char *name;
		struct {
			int minute;
			char what;
		} seen[8];
		int good, bad, uncounted;
	} row[] = {
		{"two visits", {{0, 'g'}, {60, 'g'}}, 2, 0, 0},
		{"refuted a minute later", {{0, 'b'}, {1, 'g'}}, 0, 0, 1},
		{"our own line", {{0, 'b'}, {1, 'u'}}, 0, 0, 1},
		{"confirmed", {{0, 'b'}, {1, 'b'}, {6, 'b'}, {21, 'b'}}, 0, 1, 0},
		{"back after six minutes", {{0, 'b'}, {1, 'b'}, {6, 'g'}}, 0, 1, 0},
		{"down for an hour", {{0, 'b'}, {1, 'b'}, {6, 'b'}, {21, 'b'}, {51, 'b'},
			{81, 'g'}, {111, 'g'}}, 1, 2, 0},
		{"a hasty second look is none", {{0, 'g'}, {10, 'g'}, {54, 'b'}}, 1, 1, 0},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct availability a = {.every_ms = HOUR_MS};

		for (size_t k = 0; row[i].seen[k].what; k++)
			availability_add(&a, row[i].seen[k].what == 'g' ? VERDICT_OK
				: row[i].seen[k].what == 'b' ? VERDICT_UNSTABLE_TIMEOUT
							     : VERDICT_UNKNOWN,
				100, DAY_MS + row[i].seen[k].minute * MINUTE_MS);
		same_int(row[i].name, a.sum.good, row[i].good);
		same_int(row[i].name, a.sum.bad, row[i].bad);
		same_int(row[i].name, a.sum.uncounted, row[i].uncounted);
	}
}

static void wrong_arguments_are_faults(void **state)
{
	static const struct {
		const char *kind, *args;
		size_t faults;
	} row[] = {
		{"max_age", "days=14", 0}, {"max_age", "", 1}, {"max_age", "days=0", 1},
		{"max_age", "days=1 months=1", 1}, {"max_age", "day=1", 2},
		{"monthly", "grace=3wd", 0}, {"monthly", "grace=soon", 1},
		{"weekly", "weekday=wed", 0}, {"weekly", "weekday=9", 1},
		{"by_date", "date=02-29", 0}, {"by_date", "date=02-30", 1}, {"by_date", "", 1},
		{"min_count", "count=2 per=year", 0}, {"min_count", "count=2 per=moon", 1},
		{"exists", "match=(", 1}, {"nonsense", "", 1},
		/* what would end every judgement, or judge something else than is written */
		{"max_age", "days=14 match=(", 1}, {"max_age", "years=301", 1},
		{"max_age", "days=14 warn=50", 0}, {"exists", "match=a warn=50", 1},
		{"by_date", "date=2026-07-31 from=2026-07-01", 0},
		{"by_date", "date=2026-07-31 from=2026-08-01", 1},
		{"by_date", "date=07-31 from=2026-07-01", 1},
		{"by_date", "date=01-31 from=11-01", 0}, {"by_date", "date=01-31 warn=50", 1},
		{"weekly", "grace=6", 0}, {"weekly", "grace=7", 1}, {"weekly", "grace=5wd", 1},
		{"monthly", "grace=27", 0}, {"monthly", "grace=28", 1}, {"daily", "grace=7", 1},
		{"quarterly", "grace=90", 1}, {"yearly", "grace=365", 1},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct arena a = ARENA_INIT;
		struct pair_config pairs[8];
		size_t n = parse_args(&a, row[i].args, pairs);
		struct rule_config r = rule_of(row[i].kind, pairs, n);
		struct config_faults f = {0};

		rule_check(&r, &f);
		if (f.nerrors != row[i].faults)
			fail_msg("%s %s: %zu faults, want %zu", row[i].kind, row[i].args, f.nerrors,
				row[i].faults);
		config_faults_release(&f);
		arena_release(&a);
	}
}

static void classes_have_their_limits(void **state)
{
	static const struct {
		int cls;
		const char *key, *value;
	} row[] = {
		{CLASS_NEWS, "days", "14"}, {CLASS_NOTICE, "months", "6"},
		{CLASS_POLICY, "months", "6"}, {CLASS_INTERPRETATION, "months", "6"},
		{CLASS_PERSONNEL, "years", "1"}, {CLASS_PLANNING, "years", "1"},
		{CLASS_OTHER, "years", "1"}, {CLASS_STATIC, NULL, NULL},
		{CLASS_ARCHIVED, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		size_t n;
		const struct rule_config *r = class_rules(row[i].cls, &n);

		same_int(class_word(row[i].cls), n, row[i].key != NULL);
		if (n)
			same_text(class_word(row[i].cls), str_of(rule_arg(r, row[i].key)),
				str_of(row[i].value));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(max_age_knows_days_months_years),
		T(a_period_is_not_an_age),
		T(a_missed_period_stays_known),
		T(dates_and_counts),
		T(dates_that_cannot_be_believed_make_nothing_fresh),
		T(overdue_is_said_only_after_a_reading_that_shows_it),
		T(a_notice_must_stay_on_show),
		T(states_without_a_limit),
		T(availability_is_a_share_of_a_week),
		T(checks_that_follow_a_failure_are_no_visits),
		T(wrong_arguments_are_faults),
		T(classes_have_their_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
