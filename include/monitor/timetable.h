/* When something is made again and again: `when:` of a report (DESIGN 11).
 *
 *	when = ("daily" | "workdays" | "weekly" DAY | "monthly" [N] | "quarterly" [N] |
 *		"yearly" MM-DD) HH:MM
 *
 * Pure: the wall clock of a zone and the calendar of working days, no state. A day N that a
 * month has not is its last one; N of a quarter counts from its first month. */
#ifndef MONITOR_TIMETABLE_H
#define MONITOR_TIMETABLE_H

#include "crawler/calendar.h"

enum timetable_kind { WHEN_DAILY, WHEN_WORKDAYS, WHEN_WEEKLY, WHEN_MONTHLY, WHEN_QUARTERLY,
	WHEN_YEARLY };

struct timetable {
	enum timetable_kind kind;
	int day;	/* weekday 1 Monday .. 7; day of the month or the quarter's month */
	int month;	/* WHEN_YEARLY */
	int minute;	/* of the day */
};

/* False: not of the grammar above; *out untouched. */
bool timetable_parse(struct str when, struct timetable *out);
/* The latest instant at or before now_ms at which it was due. */
int64_t timetable_last(const struct timetable *t, const struct calendar *c,
	const struct zone *z, int64_t now_ms);
/* The earliest instant after after_ms at which it will be due. */
int64_t timetable_next(const struct timetable *t, const struct calendar *c,
	const struct zone *z, int64_t after_ms);
/* The whole day, week, month, quarter or year before the one of an instant: what a document
 * made then speaks of. Both days included. */
void timetable_period(const struct timetable *t, const struct zone *z, int64_t at_ms,
	int32_t *from, int32_t *to);

#endif
