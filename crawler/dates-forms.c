/* Dates written with numbers. */
#include "dates-part.h"

#define MINGUO_ZERO 1911
#define REIWA_ZERO 2018
#define HEISEI_ZERO 1988

static bool separator(int c)
{
	return c == '-' || c == '/' || c == '.';
}

static int han_digit(int c)
{
	static const int32_t digit[] = {0x3007, 0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94, 0x516d,
		0x4e03, 0x516b, 0x4e5d};

	if (c == 0x96f6 || c == 0x25cb || c == 0x041e)
		return 0;
	for (int i = 0; i < 10; i++)
		if (c == digit[i])
			return i;
	return -1;
}

/* 二〇二六 digit by digit, or 二十四 by tens: whichever the text holds. */
static bool eat_han_number(struct str s, size_t *at, int *out)
{
	size_t next = *at, end = *at;
	int v = 0, n = 0, c;
	bool tens = false;

	while (n < 5 && (c = date_char(s, &next)) >= 0) {
		int d = han_digit(c);

		if (c != 0x5341 && d < 0)
			break;
		if (c == 0x5341) /* ten */
			v = (v ? v : 1) * 10;
		else
			v = tens ? v + d : v * 10 + d;
		tens = c == 0x5341;
		n++;
		end = next;
	}
	if (n == 0)
		return false;
	*at = end;
	*out = v;
	return true;
}

static void skip_to_separator(struct str s, size_t *at)
{
	size_t next = *at;

	date_eat_spaces(s, &next);
	*at = next;
}

/* y-m-d, y/m/d, y.m.d, y年m月d日; spaces may stand around separators. */
static bool form_year_first(struct str s, size_t *at, struct reading *r)
{
	size_t p = *at, q;
	int y, m, d, sep, n = date_eat_number(s, &p, 4, &y);

	if (n != 4)
		return false;
	skip_to_separator(s, &p);
	sep = date_char(s, &p);
	if (!separator(sep) && sep != (DATE_FOLD | 'Y'))
		return false;
	date_eat_spaces(s, &p);
	if (!date_eat_number(s, &p, 2, &m))
		return false;
	skip_to_separator(s, &p);
	if (sep == (DATE_FOLD | 'Y') ? !date_eat(s, &p, DATE_FOLD | 'M') : !date_eat(s, &p, sep))
		return false;
	date_eat_spaces(s, &p);
	if (!date_eat_number(s, &p, 2, &d))
		return false;
	q = p;
	date_eat_spaces(s, &q);
	if (date_eat(s, &q, DATE_FOLD | 'D'))
		p = q;
	*r = (struct reading){.year = y, .month = m, .day = d};
	*at = p;
	return true;
}

/* 24 2026-09 and 2026-09 24: the day in a box of its own. */
static bool form_boxed(struct str s, size_t *at, struct reading *r)
{
	size_t p = *at;
	int a, y, m, sep, n = date_eat_number(s, &p, 4, &a);

	if (n == 4) {
		y = a;
		sep = date_char(s, &p);
		if (!(separator(sep) || sep == (DATE_FOLD | 'Y')) || !date_eat_number(s, &p, 2, &m))
			return false;
		if (sep == (DATE_FOLD | 'Y') && !date_eat(s, &p, DATE_FOLD | 'M'))
			return false;
		if (!date_eat_spaces(s, &p) || date_eat_number(s, &p, 2, &a) != 2)
			return false;
		if (date_peek(s, p) == ':' || separator(date_peek(s, p)))
			return false;
	} else {
		if (n < 1 || n > 2)
			return false;
		if (date_eat(s, &p, DATE_FOLD | 'D'))
			date_eat_spaces(s, &p);
		else if (!date_eat_spaces(s, &p))
			return false;
		if (date_eat_number(s, &p, 4, &y) != 4)
			return false;
		sep = date_char(s, &p);
		if (!(separator(sep) || sep == (DATE_FOLD | 'Y')) || !date_eat_number(s, &p, 2, &m))
			return false;
		if (sep == (DATE_FOLD | 'Y'))
			date_eat(s, &p, DATE_FOLD | 'M');
		if (separator(date_peek(s, p)))
			return false;
	}
	*r = (struct reading){.year = y, .month = m, .day = a};
	*at = p;
	return true;
}

/* 09-24 2026: month and day in a box, the year in another. */
static bool form_boxed_year(struct str s, size_t *at, struct reading *r)
{
	size_t p = *at;
	int m, d, y, sep;

	if (date_eat_number(s, &p, 2, &m) < 1)
		return false;
	sep = date_char(s, &p);
	if (!(separator(sep) || sep == (DATE_FOLD | 'M')) || !date_eat_number(s, &p, 2, &d))
		return false;
	if (sep == (DATE_FOLD | 'M'))
		date_eat(s, &p, DATE_FOLD | 'D');
	if (!date_eat_spaces(s, &p) || date_eat_number(s, &p, 4, &y) != 4 || separator(date_peek(s, p)))
		return false;
	date_eat(s, &p, DATE_FOLD | 'Y');
	*r = (struct reading){.year = y, .month = m, .day = d};
	*at = p;
	return true;
}

/* d/m/y, m/d/y, d.m.y with two or four digits of year; 24.09.26 only where days go first. */
static bool form_year_last(struct str s, size_t *at, const struct date_context *c,
	struct reading *r)
{
	size_t p = *at;
	int a, b, y, n, sep;
	bool dot, thai;

	if (!date_eat_number(s, &p, 2, &a))
		return false;
	sep = date_char(s, &p);
	if (!separator(sep) || !date_eat_number(s, &p, 2, &b) || !date_eat(s, &p, sep))
		return false;
	n = date_eat_number(s, &p, 4, &y);
	if (n != 4 && (n != 2 || (sep == '.' && !c->day_first)))
		return false;
	if (n == 2 && a > 12 && b <= 12 && y <= 31 && sep == '-') {
		/* 20-09-24 */
		*r = (struct reading){.year = date_full_year(a), .month = b, .day = y};
		*at = p;
		return true;
	}
	dot = sep == '.';
	thai = y > 2400; /* 24/9/2569, the day first as anywhere outside of America */
	*r = (struct reading){.year = n == 2 ? date_full_year(y) : thai ? y - THAI_ZERO : y};
	r->flags.year_last = true;
	r->flags.ambiguous = a <= 12 && b <= 12 && a != b && !dot && !thai;
	r->flags.day_was_first = a > 12 || (b <= 12 && (c->day_first || dot || thai));
	r->day = r->flags.day_was_first ? a : b;
	r->month = r->flags.day_was_first ? b : a;
	*at = p;
	return true;
}

/* Behind a year of a calendar of its own: 年1月2日, .01.02. */
static bool eat_month_day(struct str s, size_t *at, int *month, int *day)
{
	size_t p = *at;
	int sep;

	date_eat_spaces(s, &p);
	sep = date_char(s, &p);
	if (!separator(sep) && sep != (DATE_FOLD | 'Y'))
		return false;
	date_eat_spaces(s, &p);
	if (!date_eat_number(s, &p, 2, month))
		return false;
	date_eat_spaces(s, &p);
	if (!date_eat(s, &p, sep == (DATE_FOLD | 'Y') ? (DATE_FOLD | 'M') : sep))
		return false;
	date_eat_spaces(s, &p);
	if (!date_eat_number(s, &p, 2, day))
		return false;
	date_eat_spaces(s, &p);
	date_eat(s, &p, DATE_FOLD | 'D');
	*at = p;
	return true;
}

/* 民國109年1月2日, and 109.01.02 where the context says so. */
static bool form_minguo(struct str s, size_t *at, const struct date_context *c,
	struct reading *r)
{
	size_t p = *at;
	int y, m, d, second;
	bool named = false;

	if (date_peek(s, p) == 0x6c11) { /* 民 */
		date_char(s, &p);
		second = date_char(s, &p);
		if (second != 0x570b && second != 0x56fd)
			return false;
		date_eat_spaces(s, &p);
		named = true;
	}
	if ((!named && !c->minguo) || date_eat_number(s, &p, 3, &y) < 2 ||
		!eat_month_day(s, &p, &m, &d))
		return false;
	*r = (struct reading){.year = y + MINGUO_ZERO, .month = m, .day = d};
	*at = p;
	return true;
}

/* R8.11.28, H31/4/30: 令和 and 平成 shortened, on pages of Japan. */
static bool form_era_letter(struct str s, size_t *at, const struct date_context *c,
	struct reading *r)
{
	size_t p = *at;
	int era = date_char(s, &p), y, m, d;

	if (!c->japan || (era != 'R' && era != 'H') || !date_eat_number(s, &p, 2, &y) ||
		!eat_month_day(s, &p, &m, &d))
		return false;
	*r = (struct reading){.year = y + (era == 'R' ? REIWA_ZERO : HEISEI_ZERO), .month = m,
		.day = d};
	*at = p;
	return true;
}

/* 令和8年11月28日, 平成31年4月30日; the first year is 元年. */
static bool form_era(struct str s, size_t *at, struct reading *r)
{
	static const struct {
		int first, second, zero;
	} era[] = {{0x4ee4, 0x548c, REIWA_ZERO}, {0x5e73, 0x6210, HEISEI_ZERO},
		{0x662d, 0x548c, 1925}};
	size_t p = *at;
	int first = date_char(s, &p), second = date_char(s, &p), y, m, d;

	for (size_t i = 0; i < sizeof(era) / sizeof(era[0]); i++) {
		if (first != era[i].first || second != era[i].second)
			continue;
		date_eat_spaces(s, &p);
		y = 1;
		if ((!date_eat(s, &p, 0x5143) && !date_eat_number(s, &p, 2, &y)) ||
			!eat_month_day(s, &p, &m, &d))
			return false;
		*r = (struct reading){.year = y + era[i].zero, .month = m, .day = d};
		*at = p;
		return true;
	}
	return false;
}

/* 二〇二六年九月二十四日 */
static bool form_han(struct str s, size_t *at, struct reading *r)
{
	size_t p = *at;
	int y, m, d;

	if (!eat_han_number(s, &p, &y) || !date_eat(s, &p, DATE_FOLD | 'Y') ||
		!eat_han_number(s, &p, &m) || !date_eat(s, &p, DATE_FOLD | 'M') ||
		!eat_han_number(s, &p, &d) || !date_eat(s, &p, DATE_FOLD | 'D'))
		return false;
	*r = (struct reading){.year = y, .month = m, .day = d};
	*at = p;
	return true;
}

/* 20260924 */
static bool form_compact(struct str s, size_t *at, struct reading *r)
{
	size_t p = *at;
	int v;

	if (date_eat_number(s, &p, 8, &v) != 8)
		return false;
	*r = (struct reading){.year = v / 10000, .month = v / 100 % 100, .day = v % 100};
	r->flags.compact = true;
	*at = p;
	return true;
}

/* "2569年" stands before: a year that was refused is a year. */
static bool year_before(struct str s, size_t at)
{
	while (at > 0 && s.p[at - 1] == ' ')
		at--;
	return str_ends(str_sub(s, 0, at), STR("年"));
}

/* 9月24日; 09-24 and 09/24 with nothing but brackets or spaces around. */
static bool form_yearless(struct str s, size_t *at, const struct date_context *c,
	struct reading *r)
{
	size_t p = *at;
	int m, d, sep, after, n;

	if (!c->allow_yearless || c->now_ms == 0 || year_before(s, p))
		return false;
	n = date_eat_number(s, &p, 2, &m);
	if (!n)
		return false;
	sep = date_char(s, &p);
	if (sep == (DATE_FOLD | 'M')) {
		date_eat_spaces(s, &p);
		if (!date_eat_number(s, &p, 2, &d) || !date_eat(s, &p, DATE_FOLD | 'D'))
			return false;
	} else {
		if ((sep != '-' && sep != '/') || n != 2 || date_eat_number(s, &p, 2, &d) != 2)
			return false;
		after = date_peek(s, p);
		if (after != -1 && after != ' ' && after != ']' && after != ')' && after != 0x3011)
			return false;
	}
	*r = (struct reading){.month = m, .day = d};
	r->flags.yearless = true;
	*at = p;
	return true;
}

bool date_number_form(int form, struct str s, size_t *at, const struct date_context *c,
	struct reading *r)
{
	switch (form) {
	case 0: return form_year_first(s, at, r);
	case 1: return form_boxed(s, at, r);
	case 2: return form_year_last(s, at, c, r);
	case 3: return form_minguo(s, at, c, r);
	case 4: return form_boxed_year(s, at, r);
	case 5: return form_compact(s, at, r);
	case 6: return form_yearless(s, at, c, r);
	case 7: return form_han(s, at, r);
	case 8: return form_era(s, at, r) || form_era_letter(s, at, c, r);
	default: return false;
	}
}
