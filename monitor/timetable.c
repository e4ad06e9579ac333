/* When something is made again and again. */
#include "monitor/timetable.h"

#include "base/clock.h"

#define DAYS_LOOKED 800 /* back or forth: a year and the longest holidays */

static bool parse_minute(struct str s, int *out)
{
	int64_t hour, minute;

	if (s.n != 5 || s.p[2] != ':' || !str_int(str_sub(s, 0, 2), 0, 23, &hour) ||
		!str_int(str_sub(s, 3, 2), 0, 59, &minute))
		return false;
	*out = (int)(hour * 60 + minute);
	return true;
}

static bool parse_weekday(struct str s, int *out)
{
	static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

	for (int i = 0; i < 7; i++)
		if (str_eqc(s, names[i]))
			return *out = i + 1, true;
	return false;
}

static bool parse_month_day(struct str s, int *month, int *day)
{
	int64_t m, d;

	if (s.n != 5 || s.p[2] != '-' || !str_int(str_sub(s, 0, 2), 1, 12, &m) ||
		!str_int(str_sub(s, 3, 2), 1, 31, &d) || !date_valid(2024, (int)m, (int)d))
		return false;
	*month = (int)m;
	*day = (int)d;
	return true;
}

/* What stands between the first word and the time; none where nothing does. */
static bool parse_day(struct timetable *t, struct str s)
{
	int64_t n;

	switch (t->kind) {
	case WHEN_DAILY:
	case WHEN_WORKDAYS:
		return str_none(s);
	case WHEN_WEEKLY:
		return parse_weekday(s, &t->day);
	case WHEN_MONTHLY:
	case WHEN_QUARTERLY:
		t->day = 1;
		if (str_none(s))
			return true;
		return str_int(s, 1, 31, &n) && (t->day = (int)n, true);
	case WHEN_YEARLY:
		return parse_month_day(s, &t->month, &t->day);
	}
	return false;
}

bool timetable_parse(struct str when, struct timetable *out)
{
	static const char *const words[] = {"daily", "workdays", "weekly", "monthly",
		"quarterly", "yearly"};
	struct timetable t = {0};
	struct str rest = when, word, day = STR_NONE, at;
	bool known = false;

	if (!str_cut(&rest, ' ', &word) || !str_cut(&rest, ' ', &at))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_eqc(word, words[i])) {
			t.kind = (enum timetable_kind)i;
			known = true;
		}
	if (!str_none(rest)) {
		day = at;
		if (!str_cut(&rest, ' ', &at))
			return false;
	}
	if (!known || !str_none(rest) || !parse_day(&t, day) || !parse_minute(at, &t.minute))
		return false;
	*out = t;
	return true;
}

/* The day that `want` means in a month. */
static bool is_day_of(int want, int year, int month, int dom)
{
	int last = days_in_month(year, month);

	return dom == (want < last ? want : last);
}

static bool due_on(const struct timetable *t, const struct calendar *c, int32_t day)
{
	int year, month, dom;

	day_split(day, &year, &month, &dom);
	switch (t->kind) {
	case WHEN_DAILY:
		return true;
	case WHEN_WORKDAYS:
		return calendar_is_workday(c, day);
	case WHEN_WEEKLY:
		return day_weekday(day) == t->day;
	case WHEN_MONTHLY:
		return is_day_of(t->day, year, month, dom);
	case WHEN_QUARTERLY:
		return month % 3 == 1 && is_day_of(t->day, year, month, dom);
	case WHEN_YEARLY:
		return month == t->month && is_day_of(t->day, year, month, dom);
	}
	return false;
}

static int64_t instant(const struct timetable *t, const struct zone *z, int32_t day)
{
	struct civil c = {.hour = t->minute / 60, .minute = t->minute % 60};

	day_split(day, &c.year, &c.month, &c.day);
	return civil_ms(&c, z);
}

int64_t timetable_last(const struct timetable *t, const struct calendar *c,
	const struct zone *z, int64_t now_ms)
{
	int32_t today = day_of_ms(now_ms, z);

	for (int32_t day = today; day > today - DAYS_LOOKED; day--)
		if (due_on(t, c, day) && instant(t, z, day) <= now_ms)
			return instant(t, z, day);
	return 0; /* a calendar without any working day */
}

int64_t timetable_next(const struct timetable *t, const struct calendar *c,
	const struct zone *z, int64_t after_ms)
{
	int32_t today = day_of_ms(after_ms, z);

	for (int32_t day = today; day < today + DAYS_LOOKED; day++)
		if (due_on(t, c, day) && instant(t, z, day) > after_ms)
			return instant(t, z, day);
	return INT64_MAX;
}

void timetable_period(const struct timetable *t, const struct zone *z, int64_t at_ms,
	int32_t *from, int32_t *to)
{
	int32_t day = day_of_ms(at_ms, z), first = day;
	int year, month, dom;

	day_split(day, &year, &month, &dom);
	switch (t->kind) {
	case WHEN_DAILY:
	case WHEN_WORKDAYS:
		*from = day - 1;
		break;
	case WHEN_WEEKLY:
		first = day - (day_weekday(day) - 1);
		*from = first - 7;
		break;
	case WHEN_MONTHLY:
		first = day_of(year, month, 1);
		*from = day_of(year, month - 1, 1);
		break;
	case WHEN_QUARTERLY:
		month -= (month - 1) % 3;
		first = day_of(year, month, 1);
		*from = day_of(year, month - 3, 1);
		break;
	case WHEN_YEARLY:
		first = day_of(year, 1, 1);
		*from = day_of(year - 1, 1, 1);
		break;
	}
	*to = first - 1;
}
