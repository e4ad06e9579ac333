/* When a report is due: rows of instants in Asia/Shanghai. */
#include "test.h"

#include "base/clock.h"
#include "monitor/timetable.h"

static int64_t at(const char *text)
{
	int64_t ms;

	assert_true(time_parse(str_of(text), zone_shanghai(), &ms));
	return ms;
}

static void same_instant(const char *name, int64_t got, const char *want)
{
	char text[TIME_TEXT];

	same_text(name, str_of(time_short(text, got, zone_shanghai())), str_of(want));
}

/* 2026-11-22 is a Sunday; 2026-10-01..08 are holidays, 2026-10-10 is a make-up Saturday. */
static const struct {
	const char *when, *now, *last, *next;
} rows[] = {
	{"daily 08:30", "2026-11-22 08:30", "2026-11-22 08:30", "2026-11-23 08:30"},
	{"daily 08:30", "2026-11-22 08:29", "2026-11-21 08:30", "2026-11-22 08:30"},
	{"workdays 08:30", "2026-11-22 12:00", "2026-11-20 08:30", "2026-11-23 08:30"},
	{"workdays 08:30", "2026-10-03 12:00", "2026-09-30 08:30", "2026-10-08 08:30"},
	{"workdays 08:30", "2026-10-10 09:00", "2026-10-10 08:30", "2026-10-12 08:30"},
	{"weekly mon 08:30", "2026-11-22 12:00", "2026-11-16 08:30", "2026-11-23 08:30"},
	{"weekly sun 00:00", "2026-11-22 00:00", "2026-11-22 00:00", "2026-11-29 00:00"},
	{"monthly 1 08:30", "2026-11-22 12:00", "2026-11-01 08:30", "2026-12-01 08:30"},
	{"monthly 31 08:30", "2026-11-22 12:00", "2026-10-31 08:30", "2026-11-30 08:30"},
	{"monthly 31 08:30", "2028-02-29 08:30", "2028-02-29 08:30", "2028-03-31 08:30"},
	{"monthly 08:30", "2026-11-22 12:00", "2026-11-01 08:30", "2026-12-01 08:30"},
	{"quarterly 08:30", "2026-11-22 12:00", "2026-10-01 08:30", "2027-01-01 08:30"},
	{"quarterly 5 08:30", "2026-10-04 12:00", "2026-07-05 08:30", "2026-10-05 08:30"},
	{"yearly 01-31 08:30", "2026-11-22 12:00", "2026-01-31 08:30", "2027-01-31 08:30"},
	{"yearly 02-29 08:30", "2026-11-22 12:00", "2026-02-28 08:30", "2027-02-28 08:30"},
};

static void last_and_next_are_those_of_the_rows(void **state)
{
	struct calendar *c;
	struct err e = {0};

	(void)state;
	assert_int_equal(calendar_load(TEST_SOURCE "/seeds/calendar-cn.csv", &c, &e), 0);
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct timetable t;
		int64_t now = at(rows[i].now);

		if (!timetable_parse(str_of(rows[i].when), &t))
			fail_msg("'%s' is not read", rows[i].when);
		same_instant(rows[i].when, timetable_last(&t, c, zone_shanghai(), now),
			rows[i].last);
		same_instant(rows[i].when, timetable_next(&t, c, zone_shanghai(), now),
			rows[i].next);
	}
	calendar_free(c);
}

static void what_is_no_timetable_is_refused(void **state)
{
	static const char *const bad[] = {"", "daily", "daily 8:30", "daily 24:00",
		"daily mon 08:30", "weekly 08:30", "weekly monday 08:30", "monthly 0 08:30",
		"monthly 32 08:30", "yearly 02-30 08:30", "yearly 08:30", "hourly 08:30",
		"daily 08:30 ", "weekly mon 08:30 x"};
	struct timetable t;

	(void)state;
	for (size_t i = 0; i < ROWS(bad); i++)
		if (timetable_parse(str_of(bad[i]), &t))
			fail_msg("'%s' is read", bad[i]);
}

static void the_period_is_the_whole_one_before(void **state)
{
	static const struct {
		const char *when, *at, *from, *to;
	} period[] = {
		{"daily 08:30", "2026-11-22 08:30", "2026-11-21", "2026-11-21"},
		{"weekly wed 08:30", "2026-11-18 08:30", "2026-11-09", "2026-11-15"},
		{"monthly 5 08:30", "2027-01-05 08:30", "2026-12-01", "2026-12-31"},
		{"quarterly 5 08:30", "2027-01-05 08:30", "2026-10-01", "2026-12-31"},
		{"quarterly 5 08:30", "2026-07-05 08:30", "2026-04-01", "2026-06-30"},
		{"yearly 01-31 08:30", "2027-01-31 08:30", "2026-01-01", "2026-12-31"},
	};
	char text[TIME_TEXT];

	(void)state;
	for (size_t i = 0; i < ROWS(period); i++) {
		struct timetable t;
		int32_t from, to;

		assert_true(timetable_parse(str_of(period[i].when), &t));
		timetable_period(&t, zone_shanghai(), at(period[i].at), &from, &to);
		same_text(period[i].when, str_of(day_text(text, from)), str_of(period[i].from));
		same_text(period[i].when, str_of(day_text(text, to)), str_of(period[i].to));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(last_and_next_are_those_of_the_rows),
		T(what_is_no_timetable_is_refused),
		T(the_period_is_the_whole_one_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
