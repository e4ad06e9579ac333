/* Working days: weekdays corrected by a calendar file of public holidays and make-up
 * working days (调休).
 *
 * A year counts as known when days off stand about all seven public holidays of China (New
 * Year, Spring Festival, Qingming, Labour Day, Dragon Boat, Mid-Autumn, National Day), or
 * when the file vouches for it by the line "complete,2027" (calendars of other places). A
 * year of which the file holds less is still read, but falls back to Monday to Friday for
 * the rest, and everything that counted in it says so. */
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
/* Holidays without a day off in that year, in English words, ending
 * with NULL; of a known year none, of a year without a line all. */
#define CALENDAR_HOLIDAYS 7
void calendar_lacks(const struct calendar *c, int year,
	const char *out[CALENDAR_HOLIDAYS + 1]);
/* The years that have lines and are not known, from *year on; false: no more. *file and
 * *line say where the first of its lines stands. */
bool calendar_next_partial(const struct calendar *c, int *year, const char **file, int *line);
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
