/* Working days: weekdays corrected by a calendar file of public holidays and make-up
 * working days (调休). A year without data falls back to Monday to Friday, and says so. */
#ifndef CRAWLER_CALENDAR_H
#define CRAWLER_CALENDAR_H

#include "base/civil.h"
#include "base/err.h"

struct calendar; /* opaque */

/* path NULL or "": the shipped file (beside the executable's data, else compiled in). A
 * file with the line "include,shipped" (or "include,FILE") lays its own days over those.
 * errors  ERR_NOTFOUND; ERR_SYNTAX with file and line (day twice, bad date, unknown kind) */
int calendar_load(const char *path, struct calendar **out, struct err *e);
void calendar_free(struct calendar *c);
/* Weekdays only: never NULL, no data for any year. */
const struct calendar *calendar_plain(void);
bool calendar_has_year(const struct calendar *c, int year);
bool calendar_is_workday(const struct calendar *c, int32_t day);
/* Name of the holiday, "" for none; make-up working days give "调休". */
const char *calendar_name(const struct calendar *c, int32_t day);
/* n working days after day (n >= 0; 0: day itself). *guessed is set true (never false) when
 * a year without data was crossed. */
int32_t calendar_add(const struct calendar *c, int32_t day, int n, bool *guessed);
/* Working days in (from, to]. */
int calendar_count(const struct calendar *c, int32_t from, int32_t to, bool *guessed);
/* The first working day at or after day. */
int32_t calendar_next(const struct calendar *c, int32_t day, bool *guessed);

#endif
