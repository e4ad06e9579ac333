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
		{"date,kind,name\n2026-10-01,off,x\n2026-10-01,work,x\n", "2026-10-01 twice"},
		{"# c\n2026-13-01,off,x\n", "line 2: expected a date"},
		{"2026-10-01,holiday,x\n", "line 1: expected off or work"},
		{"1066-10-14,off,x\n", "from 1900 to 2300"},
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(counting_agrees_with_python), T(adding_and_counting_are_inverse),
		T(compiled_in_calendar_is_the_shipped_one), T(plain_calendar_guesses),
		T(bad_files_are_told_with_their_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
