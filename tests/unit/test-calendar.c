/* Working days, against what Python's datetime computes (tests/data/calendar/make.py). */
#include "test.h"

#include "crawler/calendar.h"

#include <unistd.h>

static void counting_agrees_with_python(void **state)
{
	struct buf b = test_file("calendar/expected.csv");
	struct str rest = buf_str(&b), line, part[5];
	struct calendar *c;
	struct err e = {0};
	int n = 0;

	(void)state;
	if (calendar_load(TEST_SOURCE "/seeds/calendar-cn.csv", &c, &e) < 0)
		fail_msg("%s", e.text);
	while (str_cut(&rest, '\n', &line)) {
		bool guessed = false;
		int64_t days = 0, known = 0;
		int32_t from, to;
		char name[100];

		if (line.n == 0)
			continue;
		snprintf(name, sizeof(name), "%.*s", STR_ARG(line));
		for (int i = 0; i < 5; i++)
			assert_true(str_cut(&line, ',', &part[i]));
		assert_true(day_parse(part[1], &from) && day_parse(part[3], &to));
		assert_true(str_int(part[2], 0, 10000, &days) && str_int(part[4], 0, 1, &known));
		if (str_eqc(part[0], "add"))
			same_int(name, calendar_add(c, from, (int)days, &guessed), to);
		else if (str_eqc(part[0], "count"))
			same_int(name, calendar_count(c, from, to, &guessed), days);
		else
			same_int(name, calendar_next(c, from, &guessed), to);
		same_int(name, guessed, known);
		n++;
	}
	same_int("rows", n, 900);
	calendar_free(c);
	buf_release(&b);
}

/* Days of nine zones against Python's zoneinfo: changes of the clock, a midnight that does
 * not exist, a day left out. */
static void days_of_other_zones_agree_with_python(void **state)
{
	struct buf b = test_file("calendar/zones.csv");
	struct str rest = buf_str(&b), line, part[4];
	int n = 0;

	(void)state;
	while (str_cut(&rest, '\n', &line)) {
		char name[100], zone[60];
		const struct zone *z;
		int64_t ms, start;
		struct err e = {0};
		int32_t day;

		if (line.n == 0)
			continue;
		snprintf(name, sizeof(name), "%.*s", STR_ARG(line));
		for (int i = 0; i < 4; i++)
			assert_true(str_cut(&line, ',', &part[i]));
		snprintf(zone, sizeof(zone), "%.*s", STR_ARG(part[0]));
		if (zone_load(zone, &z, &e) < 0)
			fail_msg("%s", e.text);
		assert_true(str_int(part[1], 0, INT64_MAX, &ms) && day_parse(part[2], &day) &&
			str_int(part[3], 0, INT64_MAX, &start));
		same_int(name, day_of_ms(ms, z), day);
		same_int(name, day_start_ms(day, z), start);
		n++;
	}
	assert_true(n > 800);
	buf_release(&b);
}

/* Four hundred years counted on fingers: leap years, ends of months and years, weekdays. */
static void a_slow_count_of_days_agrees(void **state)
{
	static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int y = 1900, m = 1, d = 1, weekday = 1; /* 1 January 1900 was a Monday */

	(void)state;
	for (int32_t day = day_of(1900, 1, 1); y <= 2300; day++) {
		bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
		int last = length[m - 1] + (m == 2 && leap), gy, gm, gd;

		day_split(day, &gy, &gm, &gd);
		if (gy != y || gm != m || gd != d || day_weekday(day) != weekday ||
			days_in_month(y, m) != last || day_of(y, m, d) != day)
			fail_msg("%d-%d-%d: got %d-%d-%d, weekday %d for %d", y, m, d, gy, gm, gd,
				day_weekday(day), weekday);
		weekday = weekday % 7 + 1;
		if (++d <= last)
			continue;
		d = 1;
		m = m % 12 + 1;
		y += m == 1;
	}
}

/* What calendar_add and calendar_count say, by looking at every day of the file itself. */
static void a_slow_count_of_working_days_agrees(void **state)
{
	struct buf b = test_file("../../seeds/calendar-cn.csv");
	struct calendar *c;

	(void)state;
	assert_int_equal(calendar_load(TEST_SOURCE "/seeds/calendar-cn.csv", &c, NULL), 0);
	for (int32_t day = day_of(2015, 1, 1); day < day_of(2027, 1, 1); day++) {
		char text[TIME_TEXT], off[TIME_TEXT + 8], work[TIME_TEXT + 8];
		bool want;

		day_text(text, day);
		snprintf(off, sizeof(off), "\n%s,off", text);
		snprintf(work, sizeof(work), "\n%s,work", text);
		want = str_has(buf_str(&b), str_of(work)) ||
			(day_weekday(day) <= 5 && !str_has(buf_str(&b), str_of(off)));
		same_int(text, calendar_is_workday(c, day), want);
		same_int(text, calendar_count(c, day - 1, day, NULL), want);
		same_int(text, calendar_add(c, day - 1, 1, NULL) == day, want);
	}
	calendar_free(c);
	buf_release(&b);
}

static void adding_and_counting_are_inverse(void **state)
{
	struct calendar *c;

	(void)state;
	assert_int_equal(calendar_load(NULL, &c, NULL), 0);
	for (int32_t day = day_of(2015, 1, 1); day < day_of(2026, 12, 1); day += 3)
		for (int n = 0; n < 25; n += 4) {
			int32_t to = calendar_add(c, day, n, NULL);

			same_int("count of add", calendar_count(c, day, to, NULL), n);
			same_int("next of add", calendar_next(c, to, NULL) == to,
				n > 0 || calendar_is_workday(c, day));
		}
	calendar_free(c);
}

static void compiled_in_calendar_is_the_shipped_one(void **state)
{
	struct calendar *c;

	(void)state;
	assert_int_equal(calendar_load("", &c, NULL), 0);
	assert_true(calendar_has_year(c, 2015) && calendar_has_year(c, 2026));
	assert_false(calendar_has_year(c, 2014) || calendar_has_year(c, 2027));
	same_text("holiday", str_of(calendar_name(c, day_of(2026, 10, 1))), STR("国庆节"));
	same_text("make-up", str_of(calendar_name(c, day_of(2026, 10, 10))), STR("调休"));
	assert_true(calendar_is_workday(c, day_of(2026, 10, 10)));
	same_text("plain", str_of(calendar_name(c, day_of(2026, 10, 9))), STR(""));
	calendar_free(c);
}

static void plain_calendar_guesses(void **state)
{
	bool guessed = false;

	(void)state;
	same_int("3 after Friday", calendar_add(calendar_plain(), day_of(2026, 11, 20), 3,
		&guessed), day_of(2026, 11, 25));
	assert_true(guessed);
}

static void bad_files_are_told_with_their_line(void **state)
{
	static const struct {
		const char *text, *part;
	} row[] = {
		{"date,kind,name\n2026-10-01,off,x\n2026-10-01,work,x\n", ":3: the day 2026-10-01 twice, first in line 2"},
		{"# c\n2026-13-01,off,x\n", ":2: expected a date"},
		{"2026-10-01,holiday,x\n", ":1: expected off or work"},
		{"1066-10-14,off,x\n", "from 1900 to 2300"},
		{"include\n", ":1: expected include,shipped"},
		{"complete,next\n", ":1: expected a year such as complete,2027"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		char path[] = "/tmp/pw-calendar-XXXXXX";
		struct calendar *c;
		struct err e = {0};
		int fd = mkstemp(path);

		assert_true(fd >= 0);
		close(fd);
		fs_write_fast(path, str_of(row[i].text), 0600, NULL);
		same_int(row[i].part, calendar_load(path, &c, &e), ERR_SYNTAX);
		if (!strstr(e.text, row[i].part))
			fail_msg("'%s' is not in '%s'", row[i].part, e.text);
		unlink(path);
	}
	struct calendar *c;

	same_int("missing", calendar_load("/nowhere.csv", &c, NULL), ERR_NOTFOUND);
}

/* Two files that are laid together must not speak of one day; a file corrects what it includes. */
static void files_are_laid_over_each_other(void **state)
{
	char dir[] = "/tmp/pw-calendar-XXXXXX", main[64], one[64], two[64];
	struct calendar *c;
	struct err e = {0};

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(main, sizeof(main), "%s/main.csv", dir);
	snprintf(one, sizeof(one), "%s/one.csv", dir);
	snprintf(two, sizeof(two), "%s/two.csv", dir);
	fs_write_fast(one, STR("2027-01-01,off,元旦\n2027-01-04,off,补休\n"), 0600, NULL);
	fs_write_fast(two, STR("# 二\n2027-01-04,work,调休\n"), 0600, NULL);
	fs_write_fast(main, STR("include,shipped\ninclude,one.csv\n2027-01-04,work,x\n"), 0600, NULL);
	if (calendar_load(main, &c, &e) < 0)
		fail_msg("%s", e.text);
	assert_true(calendar_has_year(c, 2026));
	assert_false(calendar_is_workday(c, day_of(2027, 1, 1)));
	assert_true(calendar_is_workday(c, day_of(2027, 1, 4)));
	calendar_free(c);
	fs_write_fast(main, STR("include,one.csv\ninclude,two.csv\n"), 0600, NULL);
	same_int("two say it", calendar_load(main, &c, &e), ERR_SYNTAX);
	if (!strstr(e.text, "2027-01-04") || !strstr(e.text, "one.csv") ||
		!strstr(e.text, "two.csv:2"))
		fail_msg("'%s' does not say where", e.text);
	unlink(main);
	unlink(one);
	unlink(two);
	rmdir(dir);
}

static struct str lacking(const struct calendar *c, int year, struct buf *b)
{
	const char *list[CALENDAR_HOLIDAYS + 1];

	buf_clear(b);
	calendar_lacks(c, year, list);
	for (size_t i = 0; list[i]; i++)
		buf_addf(b, "%s%s", i ? " " : "", list[i]);
	return buf_str(b);
}

/* One line makes no year: seven holidays do, or the word of who keeps the file. */
static void a_year_is_known_by_its_holidays(void **state)
{
	static const char *const whole = "2027-01-01,off,a\n2027-02-05,off,b\n2027-02-06,off,b\n"
		"2027-02-07,off,b\n2027-04-05,off,c\n2027-05-03,off,d\n2027-06-09,off,e\n"
		"2027-09-15,off,f\n2027-10-01,off,g\n2027-10-02,off,g\n2027-10-03,off,g\n";
	static const struct {
		const char *text, *lacks;
	} row[] = {
		{"2027-01-01,off,元旦\n", "Spring Festival Qingming Labour Day Dragon Boat Festival "
			"Mid-Autumn National Day"},
		{"2027-01-01,work,x\n2028-05-01,off,y\n", "New Year Spring Festival Qingming Labour Day "
			"Dragon Boat Festival Mid-Autumn National Day"},
		{"2027-01-01,off,a\ncomplete,2027\n", ""},
	};
	char path[] = "/tmp/pw-calendar-XXXXXX";
	struct buf b = BUF_INIT(4000), text = BUF_INIT(4000);
	struct str rest = str_of(whole), line;
	struct calendar *c;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	for (size_t i = 0; i < ROWS(row); i++) {
		bool guessed = false;

		fs_write_fast(path, str_of(row[i].text), 0600, NULL);
		assert_int_equal(calendar_load(path, &c, NULL), 0);
		same_text(row[i].text, lacking(c, 2027, &b), str_of(row[i].lacks));
		same_int(row[i].text, calendar_has_year(c, 2027), row[i].lacks[0] == '\0');
		calendar_add(c, day_of(2027, 3, 1), 3, &guessed);
		same_int("guessed", guessed, row[i].lacks[0] != '\0');
		calendar_free(c);
	}
	/* with everything it is known; a line less, and it is not */
	fs_write_fast(path, str_of(whole), 0600, NULL);
	assert_int_equal(calendar_load(path, &c, NULL), 0);
	same_text("whole", lacking(c, 2027, &b), STR(""));
	calendar_free(c);
	for (int skip = 0; str_cut(&rest, '\n', &line) && line.n; skip++) {
		struct str again = str_of(whole), one;

		buf_clear(&text);
		for (int i = 0; str_cut(&again, '\n', &one); i++)
			if (i != skip)
				buf_addf(&text, "%.*s\n", STR_ARG(one));
		fs_write_fast(path, buf_str(&text), 0600, NULL);
		assert_int_equal(calendar_load(path, &c, NULL), 0);
		if (calendar_has_year(c, 2027) || lacking(c, 2027, &b).n == 0)
			fail_msg("known without line %d", skip + 1);
		calendar_free(c);
	}
	unlink(path);
	buf_release(&b);
	buf_release(&text);
}

static void partial_years_are_named_with_their_first_line(void **state)
{
	char path[] = "/tmp/pw-calendar-XXXXXX";
	struct calendar *c;
	const char *file;
	int line, year = INT32_MIN, fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	fs_write_fast(path, STR("include,shipped\n# x\n2027-05-01,off,a\n2027-01-01,off,b\n"
		"2029-01-01,off,c\n"), 0600, NULL);
	assert_int_equal(calendar_load(path, &c, NULL), 0);
	assert_true(calendar_next_partial(c, &year, &file, &line));
	same_int("year", year, 2027);
	same_int("line", line, 4);
	same_text("file", str_of(file), str_of(path));
	year++;
	assert_true(calendar_next_partial(c, &year, &file, &line));
	same_int("year", year, 2029);
	year++;
	assert_false(calendar_next_partial(c, &year, &file, &line));
	calendar_free(c);
	unlink(path);
}

/* Months are added by looking for the month and its last day one by one. */
static void a_slow_count_of_months_agrees(void **state)
{
	(void)state;
	for (int32_t day = day_of(2019, 12, 1); day < day_of(2024, 4, 1); day++)
		for (int n = -14; n <= 30; n++) {
			int y, m, d, last = 28;

			day_split(day, &y, &m, &d);
			for (int i = 0; i < (n < 0 ? -n : n); i++) {
				m += n < 0 ? -1 : 1;
				y += m == 13 ? 1 : m == 0 ? -1 : 0;
				m = m == 13 ? 1 : m == 0 ? 12 : m;
			}
			while (last < 31 && date_valid(y, m, last + 1))
				last++;
			same_int("months", day_add_months(day, n), day_of(y, m, d < last ? d : last));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(counting_agrees_with_python), T(days_of_other_zones_agree_with_python),
		T(a_slow_count_of_days_agrees), T(a_slow_count_of_working_days_agrees),
		T(adding_and_counting_are_inverse),
		T(compiled_in_calendar_is_the_shipped_one), T(plain_calendar_guesses),
		T(bad_files_are_told_with_their_line), T(files_are_laid_over_each_other),
		T(a_slow_count_of_months_agrees), T(a_year_is_known_by_its_holidays),
		T(partial_years_are_named_with_their_first_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
