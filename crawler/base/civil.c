/* Dates and their text forms. Zones are in zone.c. */
#include "base/civil.h"

#include "base/clock.h"

#include <stdio.h>

int32_t day_of(int year, int month, int day)
{
	int64_t y = year, m = month - 1;

	y += m / 12;
	m %= 12;
	if (m < 0) {
		m += 12;
		y--;
	}
	/* years from 1 March, so that the leap day is the last of its year */
	y -= m < 2;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t mp = (m + 10) % 12;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + (153 * mp + 2) / 5 + day - 1;

	return (int32_t)(era * 146097 + doe - 719468);
}

void day_split(int32_t day, int *year, int *month, int *dom)
{
	int64_t z = (int64_t)day + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*dom = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

int days_in_month(int year, int month)
{
	return (int)(day_of(year, month + 1, 1) - day_of(year, month, 1));
}

bool date_valid(int year, int month, int day)
{
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
		day <= days_in_month(year, month);
}

int day_weekday(int32_t day)
{
	int64_t w = ((int64_t)day + 3) % 7; /* 1970-01-01 was a Thursday */

	return (int)(w < 0 ? w + 7 : w) + 1;
}

int day_iso_week(int32_t day, int *iso_year)
{
	int32_t thursday = day - day_weekday(day) + 4;
	int y, m, d;

	day_split(thursday, &y, &m, &d);
	*iso_year = y;
	return (int)(thursday - day_of(y, 1, 1)) / 7 + 1;
}

int32_t day_add_months(int32_t day, int months)
{
	int y, m, d, last;
	int32_t first;

	day_split(day, &y, &m, &d);
	first = day_of(y, m + months, 1);
	day_split(first, &y, &m, &last);
	last = days_in_month(y, m);
	return first + (d < last ? d : last) - 1;
}

void civil_of(int64_t t_ms, const struct zone *z, struct civil *out)
{
	int64_t local = t_ms + (int64_t)zone_offset_s(z, t_ms) * 1000;
	int64_t day = local / DAY_MS - (local % DAY_MS < 0);
	int64_t rest = local - day * DAY_MS;

	day_split((int32_t)day, &out->year, &out->month, &out->day);
	out->hour = (int)(rest / HOUR_MS);
	out->minute = (int)(rest / MINUTE_MS % 60);
	out->second = (int)(rest / SECOND_MS % 60);
	out->ms = (int)(rest % 1000);
}

int64_t civil_ms(const struct civil *c, const struct zone *z)
{
	int64_t local = (int64_t)day_of(c->year, c->month, c->day) * DAY_MS +
		c->hour * HOUR_MS + c->minute * MINUTE_MS + c->second * SECOND_MS + c->ms;
	int64_t before = local - (int64_t)zone_offset_s(z, local - DAY_MS) * 1000;
	int64_t after = local - (int64_t)zone_offset_s(z, local + DAY_MS) * 1000;

	/* the offset in force at the guess itself proves the guess */
	if (local - (int64_t)zone_offset_s(z, before) * 1000 == before)
		return before;
	if (local - (int64_t)zone_offset_s(z, after) * 1000 == after)
		return after;
	return before;
}

int32_t day_of_ms(int64_t t_ms, const struct zone *z)
{
	int64_t local = t_ms + (int64_t)zone_offset_s(z, t_ms) * 1000;

	return (int32_t)(local / DAY_MS - (local % DAY_MS < 0));
}

int64_t day_start_ms(int32_t day, const struct zone *z)
{
	struct civil c = {0};

	day_split(day, &c.year, &c.month, &c.day);
	return civil_ms(&c, z);
}

const char *time_text(char out[TIME_TEXT], int64_t t_ms, const struct zone *z)
{
	int off = zone_offset_s(z, t_ms) / 60;
	struct civil c;
	int n;

	civil_of(t_ms, z, &c);
	n = snprintf(out, TIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d", c.year, c.month,
		c.day, c.hour, c.minute, c.second);
	if (c.ms)
		n += snprintf(out + n, TIME_TEXT - (size_t)n, ".%03d", c.ms);
	if (off == 0)
		snprintf(out + n, TIME_TEXT - (size_t)n, "Z");
	else
		snprintf(out + n, TIME_TEXT - (size_t)n, "%c%02d:%02d", off < 0 ? '-' : '+',
			(off < 0 ? -off : off) / 60, (off < 0 ? -off : off) % 60);
	return out;
}

const char *time_short(char out[TIME_TEXT], int64_t t_ms, const struct zone *z)
{
	struct civil c;

	civil_of(t_ms, z, &c);
	snprintf(out, TIME_TEXT, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour,
		c.minute);
	return out;
}

static const char *const month_name[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
	"Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const weekday_name[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat",
	"Sun"};

const char *time_mail(char out[TIME_TEXT], int64_t t_ms, const struct zone *z)
{
	int off = zone_offset_s(z, t_ms) / 60;
	struct civil c;

	civil_of(t_ms, z, &c);
	snprintf(out, TIME_TEXT, "%s, %d %s %04d %02d:%02d:%02d %c%02d%02d",
		weekday_name[day_weekday(day_of(c.year, c.month, c.day)) - 1], c.day,
		month_name[c.month - 1], c.year, c.hour, c.minute, c.second,
		off < 0 ? '-' : '+', (off < 0 ? -off : off) / 60, (off < 0 ? -off : off) % 60);
	return out;
}

const char *day_text(char out[TIME_TEXT], int32_t day)
{
	int y, m, d;

	out[0] = '\0';
	if (day == DAY_NONE)
		return out;
	day_split(day, &y, &m, &d);
	snprintf(out, TIME_TEXT, "%04d-%02d-%02d", y, m, d);
	return out;
}

/* Exactly `width` digits at *s, advanced on success. */
static bool digits(struct str *s, size_t width, int *out)
{
	int64_t v;

	if (s->n < width || !is_digit((unsigned char)s->p[0]) ||
		!str_int(str_n(s->p, width), 0, 9999, &v))
		return false;
	*s = str_sub(*s, width, s->n);
	*out = (int)v;
	return true;
}

static bool skip(struct str *s, const char *any_of)
{
	if (s->n == 0 || s->p[0] == '\0' || !strchr(any_of, s->p[0]))
		return false;
	*s = str_sub(*s, 1, s->n);
	return true;
}

static bool read_date(struct str *s, struct civil *c)
{
	struct str at = *s;

	if (!digits(&at, 4, &c->year) || !skip(&at, "-") || !digits(&at, 2, &c->month) ||
		!skip(&at, "-") || !digits(&at, 2, &c->day) ||
		!date_valid(c->year, c->month, c->day))
		return false;
	*s = at;
	return true;
}

static bool read_clock(struct str *s, struct civil *c)
{
	struct str at = *s;

	if (!digits(&at, 2, &c->hour) || !skip(&at, ":") || !digits(&at, 2, &c->minute))
		return false;
	if (skip(&at, ":") && !digits(&at, 2, &c->second))
		return false;
	if (c->hour > 23 || c->minute > 59 || c->second > 60)
		return false;
	*s = at;
	return true;
}

static void read_fraction(struct str *s, struct civil *c)
{
	int scale = 100;

	if (!skip(s, "."))
		return;
	while (s->n && is_digit((unsigned char)s->p[0])) {
		c->ms += (s->p[0] - '0') * scale;
		scale /= 10;
		*s = str_sub(*s, 1, s->n);
	}
}

/* Z or +08:00 or +0800; false where neither stands. */
static bool read_offset(struct str *s, int *offset_s)
{
	struct str at = *s;
	int hour, minute, sign;

	if (skip(&at, "Zz")) {
		*offset_s = 0;
		*s = at;
		return true;
	}
	sign = at.n && at.p[0] == '-' ? -1 : 1;
	if (!skip(&at, "+-") || !digits(&at, 2, &hour))
		return false;
	skip(&at, ":");
	if (!digits(&at, 2, &minute) || hour > 23 || minute > 59)
		return false;
	*offset_s = sign * (hour * 3600 + minute * 60);
	*s = at;
	return true;
}

bool time_parse(struct str s, const struct zone *z, int64_t *out_ms)
{
	struct civil c = {0};
	int offset;

	if (!read_date(&s, &c))
		return false;
	if (skip(&s, "Tt ")) {
		if (!read_clock(&s, &c))
			return false;
		read_fraction(&s, &c);
		if (read_offset(&s, &offset)) {
			if (s.n)
				return false;
			*out_ms = civil_ms(&c, zone_utc()) - (int64_t)offset * 1000;
			return true;
		}
	}
	if (s.n)
		return false;
	*out_ms = civil_ms(&c, z);
	return true;
}

bool day_parse(struct str s, int32_t *out)
{
	struct civil c = {0};

	if (!read_date(&s, &c) || s.n)
		return false;
	*out = day_of(c.year, c.month, c.day);
	return true;
}

static bool read_month_name(struct str *s, int *month)
{
	for (int i = 0; i < 12; i++) {
		if (str_starts_nocase(*s, str_of(month_name[i]))) {
			*s = str_sub(*s, 3, s->n);
			*month = i + 1;
			return true;
		}
	}
	return false;
}

/* Sun, 06 Nov 1994 08:49:37 GMT | Sunday, 06-Nov-94 08:49:37 GMT
 * | Sun Nov  6 08:49:37 1994, the names of the days not looked at. */
bool time_parse_http(struct str s, int64_t *out_ms)
{
	struct civil c = {0};
	size_t comma = str_findc(s, ',', 0);

	s = str_trim(s);
	if (comma != SIZE_MAX) {
		s = str_trim(str_sub(s, comma + 1, s.n));
		if (!digits(&s, 2, &c.day) || !skip(&s, " -") || !read_month_name(&s, &c.month) ||
			!skip(&s, " -"))
			return false;
		if (!digits(&s, 4, &c.year)) {
			if (!digits(&s, 2, &c.year))
				return false;
			c.year += c.year < 70 ? 2000 : 1900;
		}
		if (!skip(&s, " ") || !read_clock(&s, &c))
			return false;
	} else {
		if (s.n < 8)
			return false;
		s = str_sub(s, 4, s.n);
		if (!read_month_name(&s, &c.month) || !skip(&s, " "))
			return false;
		if (skip(&s, " ") ? !digits(&s, 1, &c.day) : !digits(&s, 2, &c.day))
			return false;
		if (!skip(&s, " ") || !read_clock(&s, &c) || !skip(&s, " ") ||
			!digits(&s, 4, &c.year))
			return false;
	}
	if (!date_valid(c.year, c.month, c.day))
		return false;
	*out_ms = civil_ms(&c, zone_utc());
	return true;
}

static const struct {
	const char *unit;
	int64_t ms;
} unit_row[] = {
	{"d", DAY_MS}, {"h", HOUR_MS}, {"m", MINUTE_MS}, {"s", SECOND_MS}, {"ms", 1},
};

#define UNIT_ROWS (sizeof(unit_row) / sizeof(unit_row[0]))

bool duration_parse(struct str s, int64_t *out_ms)
{
	size_t n = 0;
	int64_t v;

	while (n < s.n && is_digit((unsigned char)s.p[n]))
		n++;
	for (size_t i = 0; i < UNIT_ROWS; i++) {
		if (!str_eqc(str_sub(s, n, s.n), unit_row[i].unit))
			continue;
		if (!str_int(str_n(s.p, n), 0, 3660 * DAY_MS / unit_row[i].ms, &v))
			return false;
		*out_ms = v * unit_row[i].ms;
		return true;
	}
	return false;
}

const char *duration_text(char out[TIME_TEXT], int64_t ms)
{
	snprintf(out, TIME_TEXT, "0s");
	for (size_t i = 0; ms > 0 && i < UNIT_ROWS; i++) {
		if (ms % unit_row[i].ms)
			continue;
		snprintf(out, TIME_TEXT, "%lld%s", (long long)(ms / unit_row[i].ms),
			unit_row[i].unit);
		break;
	}
	return out;
}

/* --- periods --- */

/* False: the year has no such week. */
static bool iso_week(int year, int week, int32_t *from, int32_t *to)
{
	int32_t fourth = day_of(year, 1, 4), monday; /* is always in week 1 */
	int of;

	monday = fourth - day_weekday(fourth) + 1 + (week - 1) * 7;
	if (day_iso_week(monday, &of) != week || of != year)
		return false;
	*from = monday;
	*to = monday + 6;
	return true;
}

bool period_parse(struct str s, int32_t *from, int32_t *to)
{
	size_t dots = str_find(s, STR(".."), 0);
	int64_t year, part;

	if (dots != SIZE_MAX)
		return day_parse(str_sub(s, 0, dots), from) &&
			day_parse(str_sub(s, dots + 2, s.n), to) && *from <= *to;
	if (s.n < 4 || !str_int(str_sub(s, 0, 4), 1970, 2199, &year))
		return false;
	*from = day_of((int)year, 1, 1);
	*to = day_of((int)year, 12, 31);
	if (s.n == 4)
		return true;
	if (s.n == 6 && s.p[4] == 'Q' && str_int(str_sub(s, 5, 1), 1, 4, &part)) {
		*from = day_of((int)year, (int)part * 3 - 2, 1);
		*to = day_of((int)year, (int)part * 3 + 1, 1) - 1;
		return true;
	}
	if (s.n == 8 && str_eqc(str_sub(s, 4, 2), "-W") &&
		str_int(str_sub(s, 6, 2), 1, 53, &part))
		return iso_week((int)year, (int)part, from, to);
	if (s.n == 7 && s.p[4] == '-' && str_int(str_sub(s, 5, 2), 1, 12, &part)) {
		*from = day_of((int)year, (int)part, 1);
		*to = day_of((int)year, (int)part + 1, 1) - 1;
		return true;
	}
	return day_parse(s, from) && (*to = *from, true);
}
