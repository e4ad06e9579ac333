/* Dates with words: month names, today and before, times of day. */
#include "dates-part.h"

#include "base/clock.h"

static void eat_ordinal(struct str s, size_t *at)
{
	static const char *const ending[] = {"st", "nd", "rd", "th", "er", "\xc2\xba",
		"\xc2\xb0", "."}; /* º ° */

	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		if (date_eat_word(s, at, ending[i]))
			return;
}

/* Jan-24-2026 · Jan/24/2026, behind the month */
static bool dashed_day_year(struct str s, size_t *at, int month, struct reading *r)
{
	size_t p = *at;
	int sign = date_char(s, &p), d, y;

	if ((sign != '-' && sign != '/') || !date_eat_number(s, &p, 2, &d) ||
		!date_eat(s, &p, sign) || date_eat_number(s, &p, 4, &y) != 4)
		return false;
	*r = (struct reading){.year = y, .month = month, .day = d};
	*at = p;
	return true;
}

/* September 24, 2026 · Sep 24 2026 · Sep-24-2026 · Septiembre 24, 2026 */
static bool form_month_first(struct str s, size_t *at, const struct date_context *c,
	struct reading *r)
{
	struct month_word m;
	size_t p = *at, q;
	int d, y;

	if (!date_eat_month(s, &p, &m) || m.behind_day)
		return false;
	if (dashed_day_year(s, &p, m.month, r)) {
		*at = p;
		return true;
	}
	if (!date_eat_spaces(s, &p) || !date_eat_number(s, &p, 2, &d))
		return false;
	eat_ordinal(s, &p);
	q = p;
	date_eat(s, &q, ',');
	date_eat_spaces(s, &q);
	if (date_eat_number(s, &q, 4, &y) == 4) {
		*r = (struct reading){.year = y, .month = m.month, .day = d};
		*at = q;
		return true;
	}
	if (!c->allow_yearless || c->now_ms == 0)
		return false;
	*r = (struct reading){.month = m.month, .day = d};
	r->flags.yearless = true;
	*at = p;
	return true;
}

/* The year that n digits behind a month mean. In Thailand it is counted from 543 before
 * ours. */
static int year_behind(const struct month_word *m, int y, int n)
{
	if (m->thai)
		return n == 2 ? y + 2500 - THAI_ZERO : y > 2400 ? y - THAI_ZERO : y;
	return n == 2 ? date_full_year(y) : y;
}

/* 24Sep26 · 24SEP2026, behind the day */
static bool glued_month_year(struct str s, size_t *at, int day, struct reading *r)
{
	struct month_word m;
	size_t p = *at;
	int y, n;

	if (p >= s.n || !is_alpha((unsigned char)s.p[p]) || !date_eat_month(s, &p, &m))
		return false;
	n = date_eat_number(s, &p, 4, &y);
	if (n != 4 && n != 2)
		return false;
	*r = (struct reading){.year = year_behind(&m, y, n), .month = m.month, .day = day};
	*at = p;
	return true;
}

/* 24 September 2026 · 24-Sep-2026 · 24Sep26 · 24 de septiembre de 2026 · 24th of May 2026 ·
 * 24 ก.ย. พ.ศ. 2569 */
static bool form_day_month(struct str s, size_t *at, struct reading *r)
{
	struct month_word m;
	size_t p = *at;
	int d, y, n;

	if (!date_eat_number(s, &p, 2, &d))
		return false;
	if (glued_month_year(s, &p, d, r)) {
		*at = p;
		return true;
	}
	eat_ordinal(s, &p);
	if (!date_eat(s, &p, '-') && !date_eat(s, &p, '/') && !date_eat_spaces(s, &p))
		return false;
	if (date_eat_word(s, &p, "de ") || date_eat_word(s, &p, "of "))
		date_eat_spaces(s, &p);
	if (!date_eat_month(s, &p, &m))
		return false;
	if (!date_eat(s, &p, '-') && !date_eat(s, &p, '/') && !date_eat(s, &p, ','))
		date_eat_spaces(s, &p);
	date_eat_spaces(s, &p);
	if (date_eat_word(s, &p, "de ") || date_eat_word(s, &p, "del ") ||
		(m.thai && date_eat_word(s, &p, "พ.ศ.")))
		date_eat_spaces(s, &p);
	n = date_eat_number(s, &p, 4, &y);
	if (n != 4 && n != 2)
		return false;
	*r = (struct reading){.year = year_behind(&m, y, n), .month = m.month, .day = d};
	*at = p;
	return true;
}

struct ago {
	const char *unit;
	int64_t ms;
};

static const struct ago ago_words[] = {
	{"\xe7\xa7\x92\xe9\x92\x9f\xe5\x89\x8d", SECOND_MS}, /* 秒钟前 */
	{"\xe7\xa7\x92\xe5\x89\x8d", SECOND_MS},	       /* 秒前 */
	{"\xe5\x88\x86\xe9\x92\x9f\xe5\x89\x8d", MINUTE_MS}, /* 分钟前 */
	{"\xe5\x88\x86\xe9\x90\x98\xe5\x89\x8d", MINUTE_MS}, /* 分鐘前 */
	{"\xe5\xb0\x8f\xe6\x97\xb6\xe5\x89\x8d", HOUR_MS},   /* 小时前 */
	{"\xe5\xb0\x8f\xe6\x99\x82\xe5\x89\x8d", HOUR_MS},   /* 小時前 */
	{"\xe5\xa4\xa9\xe5\x89\x8d", DAY_MS},		       /* 天前 */
	{"minutes ago", MINUTE_MS}, {"minute ago", MINUTE_MS}, {"mins ago", MINUTE_MS},
	{"hours ago", HOUR_MS}, {"hour ago", HOUR_MS}, {"days ago", DAY_MS},
	{"day ago", DAY_MS},
};

/* 3小时前 · 5 days ago */
static bool form_ago(struct str s, size_t *at, const struct date_context *c,
	struct reading *r)
{
	size_t p = *at;
	int n;

	if (c->now_ms == 0 || c->absolute || !date_eat_number(s, &p, 3, &n))
		return false;
	date_eat_spaces(s, &p);
	for (size_t i = 0; i < sizeof(ago_words) / sizeof(ago_words[0]); i++) {
		const struct ago *w = &ago_words[i];

		if (!date_eat_word(s, &p, w->unit))
			continue;
		/* the page counts no milliseconds */
		*r = (struct reading){.ms = c->now_ms / SECOND_MS * SECOND_MS - n * w->ms};
		r->has_time = w->ms < DAY_MS;
		r->flags.relative = true;
		*at = p;
		return true;
	}
	return false;
}

struct day_word {
	const char *word;
	int days;
};

static const struct day_word day_words[] = {
	{"\xe4\xbb\x8a\xe5\xa4\xa9", 0}, {"\xe6\x98\xa8\xe5\xa4\xa9", 1}, /* 今天 昨天 */
	{"\xe5\x89\x8d\xe5\xa4\xa9", 2}, {"\xe5\x88\x9a\xe5\x88\x9a", 0}, /* 前天 刚刚 */
	{"\xe4\xbb\x8a\xe6\x97\xa5", 0}, {"yesterday", 1}, {"today", 0},   /* 今日 */
};

/* 今天 · 昨天 · yesterday; bounded, so that 今天 inside a sentence is no date. */
static bool form_day_word(struct str s, size_t *at, const struct date_context *c,
	struct reading *r)
{
	size_t p = *at;

	if (c->now_ms == 0 || c->absolute)
		return false;
	for (size_t i = 0; i < sizeof(day_words) / sizeof(day_words[0]); i++) {
		int after;

		p = *at;
		if (!date_eat_word(s, &p, day_words[i].word))
			continue;
		after = date_peek(s, p);
		if (after != -1 && after != ' ' && after != ']' && after != ')' &&
			!(after >= '0' && after <= '9'))
			return false;
		*r = (struct reading){.year = 0};
		day_split(day_of_ms(c->now_ms, c->zone) - day_words[i].days, &r->year, &r->month,
			&r->day);
		r->flags.relative = true;
		*at = p;
		return true;
	}
	return false;
}

/* Z, +08:00, +0800 right after a time. */
static void read_offset(struct str s, size_t *at, struct reading *r)
{
	size_t p = *at;
	int sign, h, m = 0, n;

	if (date_eat(s, &p, 'Z')) {
		r->has_offset = true;
		*at = p;
		return;
	}
	sign = date_char(s, &p);
	if (sign != '+' && sign != '-')
		return;
	n = date_eat_number(s, &p, 4, &h);
	if (n == 4) {
		m = h % 100;
		h /= 100;
	} else if (n != 2 || !date_eat(s, &p, ':') || date_eat_number(s, &p, 2, &m) != 2) {
		return;
	}
	if (h > 14 || m > 59)
		return;
	r->has_offset = true;
	r->offset_s = (sign == '-' ? -1 : 1) * (h * 3600 + m * 60);
	*at = p;
}

static void read_half_day(struct str s, size_t *at, struct reading *r)
{
	size_t p = *at;
	bool pm, am;

	date_eat_spaces(s, &p);
	pm = date_eat_word(s, &p, "pm") || date_eat_word(s, &p, "p.m.");
	am = !pm && (date_eat_word(s, &p, "am") || date_eat_word(s, &p, "a.m."));
	if (!pm && !am)
		return;
	if (r->clock.h <= 12)
		r->clock.h = r->clock.h % 12 + (pm ? 12 : 0);
	*at = p;
}

/* A time of day after a date: 10:30, T10:30:05+08:00, 10时30分, 10:30 am. */
void date_clock_form(struct str s, size_t *at, struct reading *r)
{
	size_t p = *at;
	struct date_clock k = {0};
	int sep, ignored;

	if (!date_eat(s, &p, 'T') && !date_eat(s, &p, ',') && !date_eat(s, &p, '|'))
		date_eat_spaces(s, &p);
	date_eat_spaces(s, &p);
	if (!date_eat_number(s, &p, 2, &k.h))
		return;
	sep = date_char(s, &p);
	if ((sep != ':' && sep != (DATE_FOLD | 'h')) || !date_eat_number(s, &p, 2, &k.m))
		return;
	if (sep == ':' ? date_eat(s, &p, ':') : date_eat(s, &p, DATE_FOLD | 'm')) {
		if (date_eat_number(s, &p, 2, &k.s))
			date_eat(s, &p, DATE_FOLD | 's');
		if (date_eat(s, &p, '.'))
			date_eat_number(s, &p, 9, &ignored);
	}
	if (k.h > 24 || k.m > 59 || k.s > 60)
		return;
	r->clock = k;
	r->has_time = true;
	read_half_day(s, &p, r);
	read_offset(s, &p, r);
	*at = p;
}

bool date_word_form(int form, struct str s, size_t *at, const struct date_context *c,
	struct reading *r)
{
	switch (form) {
	case 0: return form_day_month(s, at, r);
	case 1: return form_ago(s, at, c, r);
	case 2: return form_month_first(s, at, c, r);
	case 3: return form_day_word(s, at, c, r);
	default: return false;
	}
}
