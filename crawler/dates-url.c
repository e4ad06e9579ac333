/* Dates in addresses: what publishing systems put into folder and file names. */
#include "crawler/dates.h"

#define URL_MAX_BYTES 4096

/* Digits at *at, as many as there are; gives their count. */
static size_t digits(struct str s, size_t at, int *value)
{
	size_t n = 0;

	*value = 0;
	while (at + n < s.n && is_digit((unsigned char)s.p[at + n]) && n < 9) {
		*value = *value * 10 + (s.p[at + n] - '0');
		n++;
	}
	return n;
}

static bool plausible(int y, int m, int d, const struct date_context *c)
{
	int now_year = 2100, mm, dd;

	if (c->now_ms)
		day_split(day_of_ms(c->now_ms, c->zone ? c->zone : zone_shanghai()), &now_year,
			&mm, &dd);
	return y >= 1990 && y <= now_year && date_valid(y, m, d);
}

/* y/m/d with one separator of - / _ between, at `at`; the day must not run on. */
static bool parts_at(struct str s, size_t at, const struct date_context *c, int *y, int *m,
	int *d, size_t *end)
{
	size_t n = digits(s, at, y), p;
	bool folder;

	if (n == 8) {
		int v = *y;

		*y = v / 10000;
		*m = v / 100 % 100;
		*d = v % 100;
		*end = at + 8;
		return plausible(*y, *m, *d, c);
	}
	p = at + n;
	if (n == 6 && p < s.n && (s.p[p] == '/' || s.p[p] == '-')) { /* 202001/03/ */
		int v = *y;

		*y = v / 100;
		*m = v % 100;
	} else {
		if (n != 4 || p >= s.n || !memchr("/-_", s.p[p], 3))
			return false;
		n = digits(s, ++p, m);
		p += n;
		if (n == 4) { /* 2020/0103/ */
			*d = *m % 100;
			*m /= 100;
			*end = p;
			return plausible(*y, *m, *d, c);
		}
		if (n < 1 || n > 2 || p >= s.n || !memchr("/-_", s.p[p], 3))
			return false;
	}
	/* a day between slashes is a folder: /2020/01/12.html is the twelfth page */
	folder = s.p[p] == '/';
	n = digits(s, ++p, d);
	*end = p + n;
	if (folder && (*end >= s.n || (s.p[*end] != '/' && s.p[*end] != '_')))
		return false;
	return n >= 1 && n <= 2 && plausible(*y, *m, *d, c);
}

bool date_from_url(struct str url, const struct date_context *c, struct date_found *out)
{
	struct str s = str_sub(url, 0, URL_MAX_BYTES);
	size_t at = str_find(s, STR("://"), 0);

	at = at == SIZE_MAX ? 0 : str_findc(s, '/', at + 3);
	for (; at < s.n; at++) {
		struct civil day = {0};
		size_t end;

		if (!is_digit((unsigned char)s.p[at]) ||
			(at && is_digit((unsigned char)s.p[at - 1])))
			continue;
		if (!parts_at(s, at, c, &day.year, &day.month, &day.day, &end))
			continue;
		*out = (struct date_found){.year = day.year, .month = day.month, .day = day.day,
			.at = at, .n = end - at, .weak = true};
		out->ms = civil_ms(&day, c->zone ? c->zone : zone_shanghai());
		return true;
	}
	return false;
}

int date_year_from_url(struct str url, const struct date_context *c)
{
	struct str s = str_sub(url, 0, URL_MAX_BYTES);
	struct date_found f;
	size_t at = str_find(s, STR("://"), 0);

	if (date_from_url(url, c, &f))
		return f.year;
	at = at == SIZE_MAX ? 0 : str_findc(s, '/', at + 3);
	for (; at < s.n; at++) {
		int v;
		size_t n;

		if (s.p[at] != '/')
			continue;
		n = digits(s, at + 1, &v);
		if (n != 4 && n != 6)
			continue;
		if (at + 1 + n < s.n && !memchr("/-_", s.p[at + 1 + n], 3))
			continue;
		if (n == 4 && plausible(v, 1, 1, c))
			return v;
		if (n == 6 && plausible(v / 100, v % 100, 1, c))
			return v / 100;
	}
	return 0;
}
