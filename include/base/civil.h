/* Dates, time zones and their text forms, independent of the host's zone and locale.
 *
 * A day is an int32_t count of days since 1970-01-01 in the proleptic Gregorian calendar
 * (algorithm: Howard Hinnant, "chrono-compatible low-level date algorithms").
 * A zone is read from TZif files (RFC 8536) under /usr/share/zoneinfo; "UTC" and
 * "Asia/Shanghai" are built in, so that a host without tzdata still judges correctly.
 * Zones are loaded once per process and never freed. */
#ifndef BASE_CIVIL_H
#define BASE_CIVIL_H

#include "base/err.h"
#include "base/str.h"

#define DAY_NONE INT32_MIN

struct civil {
	int year, month, day;	  /* 1..12, 1..31 */
	int hour, minute, second; /* 0..23, 0..59, 0..60 */
	int ms;
};

struct zone; /* opaque */

int32_t day_of(int year, int month, int day); /* any month and day, normalised */
void day_split(int32_t day, int *year, int *month, int *dom);
bool date_valid(int year, int month, int day);
int days_in_month(int year, int month);
int day_weekday(int32_t day); /* 1 Monday .. 7 Sunday */
int day_iso_week(int32_t day, int *iso_year);
/* The same day n months later, clamped to the month's end: 31 Jan + 1 = 28 or 29 Feb. */
int32_t day_add_months(int32_t day, int months);

/* Never NULL on success.  errors  ERR_NOTFOUND unknown name, ERR_CORRUPT bad file */
int zone_load(const char *name, const struct zone **out, struct err *e);
/* The file that a loaded zone came from, as bytes, for a process that cannot open it; none of
 * UTC and Asia/Shanghai, which need none. */
struct str zone_file(const struct zone *z);
/* The zone of that name: one known already, else the one of these bytes, else as zone_load.
 * NULL: there is none. */
const struct zone *zone_adopt(struct str name, struct str file);
const struct zone *zone_utc(void);
const struct zone *zone_shanghai(void);
const char *zone_name(const struct zone *z);
int zone_offset_s(const struct zone *z, int64_t t_ms); /* east of Greenwich positive */
void civil_of(int64_t t_ms, const struct zone *z, struct civil *out);
/* Of a wall time that does not exist or exists twice, the earlier reading. */
int64_t civil_ms(const struct civil *c, const struct zone *z);
int32_t day_of_ms(int64_t t_ms, const struct zone *z);
int64_t day_start_ms(int32_t day, const struct zone *z);

/* 2026-09-24T09:30:00+08:00 (RFC 3339), seconds; with ms only where ms are not 0. */
#define TIME_TEXT 40
const char *time_text(char out[TIME_TEXT], int64_t t_ms, const struct zone *z);
/* 2026-09-24 09:30 for people. */
const char *time_short(char out[TIME_TEXT], int64_t t_ms, const struct zone *z);
/* Thu, 24 Sep 2026 09:30:00 +0800 (RFC 5322). */
const char *time_mail(char out[TIME_TEXT], int64_t t_ms, const struct zone *z);
/* 2026-09-24; "" for DAY_NONE. */
const char *day_text(char out[TIME_TEXT], int32_t day);

/* RFC 3339; without offset in z; a bare date is 00:00 in z; "2026-09-24 09:30" too. */
bool time_parse(struct str s, const struct zone *z, int64_t *out_ms);
/* YYYY-MM-DD and nothing else. */
bool day_parse(struct str s, int32_t *out);
/* Days of "2026-10", "2026-W41" (ISO 8601), "2026Q3", "2026", "2026-10-01" or "FROM..TO"; both
 * included. False: none of them, or of no day. */
bool period_parse(struct str s, int32_t *from, int32_t *to);
/* HTTP-date (RFC 9110 5.6.7), its three forms. */
bool time_parse_http(struct str s, int64_t *out_ms);

/* "90s" "15m" "2h" "7d" "500ms"; "0s" is 0. False: no unit, negative, over 10 years. */
bool duration_parse(struct str s, int64_t *out_ms);
/* The shortest exact form of the same: 5400000 -> "90m". */
const char *duration_text(char out[TIME_TEXT], int64_t ms);

#endif
