/* Years of the calendar that are not known, told. */
#include "monitor/calendar-text.h"

#include "monitor/lang.h"

static const char *const names[CALENDAR_HOLIDAYS] = {LANG_MARK("New Year"),
	LANG_MARK("Spring Festival"), LANG_MARK("Qingming"), LANG_MARK("Labour Day"),
	LANG_MARK("Dragon Boat Festival"), LANG_MARK("Mid-Autumn"), LANG_MARK("National Day")};

size_t calendar_lacks_text(const struct calendar *c, int year, struct buf *out)
{
	const char *list[CALENDAR_HOLIDAYS + 1];
	size_t n = 0;

	calendar_lacks(c, year, list);
	for (; list[n]; n++)
		for (size_t k = 0; k < CALENDAR_HOLIDAYS; k++)
			if (streq(list[n], names[k]))
				buf_addf(out, "%s%s", n ? said(", ") : "", said(names[k]));
	return n;
}

static void tell_partial(const struct calendar *c, struct config_faults *f)
{
	struct buf lacks = BUF_INIT(1000);
	int year = INT32_MIN, line;
	const char *file;

	for (; calendar_next_partial(c, &year, &file, &line); year++) {
		buf_clear(&lacks);
		calendar_lacks_text(c, year, &lacks);
		config_fault_add(f, file, line, true,
			"calendar of %d: no day off for %s; rules that count working days of that "
			"year say so (a line complete,%d vouches for the year)", year,
			buf_cstr(&lacks), year);
	}
	buf_release(&lacks);
}

void calendar_check(const struct config *c, int32_t today, struct config_faults *f)
{
	const char *lacks[CALENDAR_HOLIDAYS + 1];
	struct calendar *cal;
	struct err e = {0};
	int year, month, day;

	if (calendar_load(c->calendar, &cal, &e) < 0) {
		config_fault_add(f, c->file, 0, false, "calendar: %s", e.text);
		return;
	}
	day_split(today, &year, &month, &day);
	calendar_lacks(cal, year, lacks);
	if (lacks[CALENDAR_HOLIDAYS - 1] && lacks[0])
		config_note_add(f, c->calendar[0] ? c->calendar : c->file, 0,
			"calendar: no data for %d: Monday to Friday are taken as working days", year);
	tell_partial(cal, f);
	calendar_free(cal);
}
