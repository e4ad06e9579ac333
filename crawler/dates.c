/* Dates inside text. At every place that could begin a date the forms are tried in turn;
 * a form is a function that advances a cursor and fills a reading, or leaves both alone.
 *
 * Characters are folded while they are read: full-width to ASCII, the many dashes to '-',
 * 年 to 'Y', 月 to 'M', 日 and 号 to 'D', 时 to 'h', 分 to 'm', 秒 to 's' (marked by FOLD, so
 * that Latin letters stay apart), spaces of all kinds to ' '. */
#include "crawler/dates.h"

#include "base/clock.h"
#include "base/utf8.h"

#define TEXT_MAX 65536
#define FOLD 0x200000 /* above all code points */
#define EARLIEST_YEAR 1990
#define MINGUO_ZERO 1911

struct reading {
	int year, month, day;
	struct date_clock clock;
	bool has_time, has_offset;
	int offset_s;
	int64_t ms; /* relative dates: the instant itself */
	struct date_found flags;
};

static int fold_cjk(int32_t c)
{
	switch (c) {
	case 0x5e74: return FOLD | 'Y';
	case 0x6708: return FOLD | 'M';
	case 0x65e5: case 0x53f7: case 0x865f: return FOLD | 'D';
	case 0x65f6: case 0x6642: case 0x70b9: case 0x9ede: return FOLD | 'h';
	case 0x5206: return FOLD | 'm';
	case 0x79d2: return FOLD | 's';
	case 0x2236: return ':';
	case 0x3000: case 0xa0: case 0x202f: return ' ';
	case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015:
	case 0x2212: return '-';
	case 0xb7: case 0x3002: return '.';
	default: break;
	}
	if (c >= 0xff01 && c <= 0xff5e)
		return c - 0xff01 + '!';
	if (c >= 0x2002 && c <= 0x200a)
		return ' ';
	return c;
}

/* The folded character at *at, which is advanced; -1 at the end. */
static int next_char(struct str s, size_t *at)
{
	if (*at >= s.n)
		return -1;
	if ((unsigned char)s.p[*at] < 0x80) {
		int c = (unsigned char)s.p[(*at)++];

		return c == '\t' || c == '\n' || c == '\r' || c == '\f' ? ' ' : c;
	}
	return fold_cjk(utf8_next(s, at));
}

static int peek(struct str s, size_t at)
{
	return next_char(s, &at);
}

static bool eat(struct str s, size_t *at, int c)
{
	size_t next = *at;

	if (next_char(s, &next) != c)
		return false;
	*at = next;
	return true;
}

static size_t eat_spaces(struct str s, size_t *at)
{
	size_t n = 0;

	while (n < 8 && eat(s, at, ' '))
		n++;
	return n;
}

/* At most max digits; gives their count, 0 for none or more than max. */
static int eat_number(struct str s, size_t *at, int max, int *out)
{
	size_t next = *at, end = *at;
	int n = 0, v = 0, c;

	while ((c = next_char(s, &next)) >= '0' && c <= '9') {
		if (++n > max)
			return 0;
		v = v * 10 + (c - '0');
		end = next;
	}
	if (n == 0)
		return 0;
	*at = end;
	*out = v;
	return n;
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

	while (n < 5 && (c = next_char(s, &next)) >= 0) {
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

static bool separator(int c)
{
	return c == '-' || c == '/' || c == '.';
}

/* The year that two digits mean: 70..99 of the last century. */
static int full_year(int yy)
{
	return yy + (yy >= 70 ? 1900 : 2000);
}

static void skip_to_separator(struct str s, size_t *at)
{
	size_t next = *at;

	eat_spaces(s, &next);
	*at = next;
}

/* y-m-d, y/m/d, y.m.d, y年m月d日; spaces may stand around separators. */
static bool form_year_first(struct str s, size_t *at, struct reading *r)
{
	size_t p = *at, q;
	int y, m, d, sep, n = eat_number(s, &p, 4, &y);

	if (n != 4)
		return false;
	skip_to_separator(s, &p);
	sep = next_char(s, &p);
	if (!separator(sep) && sep != (FOLD | 'Y'))
		return false;
	eat_spaces(s, &p);
	if (!eat_number(s, &p, 2, &m))
		return false;
	skip_to_separator(s, &p);
	if (sep == (FOLD | 'Y') ? !eat(s, &p, FOLD | 'M') : !eat(s, &p, sep))
		return false;
	eat_spaces(s, &p);
	if (!eat_number(s, &p, 2, &d))
		return false;
	q = p;
	eat_spaces(s, &q);
	if (eat(s, &q, FOLD | 'D'))
		p = q;
	*r = (struct reading){.year = y, .month = m, .day = d};
	*at = p;
	return true;
}

/* 24 2026-09 and 2026-09 24: the day in a box of its own. */
static bool form_boxed(struct str s, size_t *at, struct reading *r)
{
	size_t p = *at;
	int a, y, m, sep, n = eat_number(s, &p, 4, &a);

	if (n == 4) {
		y = a;
		sep = next_char(s, &p);
		if (!(separator(sep) || sep == (FOLD | 'Y')) || !eat_number(s, &p, 2, &m))
			return false;
		if (sep == (FOLD | 'Y') && !eat(s, &p, FOLD | 'M'))
			return false;
		if (!eat_spaces(s, &p) || eat_number(s, &p, 2, &a) != 2)
			return false;
		if (peek(s, p) == ':' || separator(peek(s, p)))
			return false;
	} else {
		if (n < 1 || n > 2)
			return false;
		if (eat(s, &p, FOLD | 'D'))
			eat_spaces(s, &p);
		else if (!eat_spaces(s, &p))
			return false;
		if (eat_number(s, &p, 4, &y) != 4)
			return false;
		sep = next_char(s, &p);
		if (!(separator(sep) || sep == (FOLD | 'Y')) || !eat_number(s, &p, 2, &m))
			return false;
		if (sep == (FOLD | 'Y'))
			eat(s, &p, FOLD | 'M');
		if (separator(peek(s, p)))
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

	if (eat_number(s, &p, 2, &m) < 1)
		return false;
	sep = next_char(s, &p);
	if (!(separator(sep) || sep == (FOLD | 'M')) || !eat_number(s, &p, 2, &d))
		return false;
	if (sep == (FOLD | 'M'))
		eat(s, &p, FOLD | 'D');
	if (!eat_spaces(s, &p) || eat_number(s, &p, 4, &y) != 4 || separator(peek(s, p)))
		return false;
	eat(s, &p, FOLD | 'Y');
	*r = (struct reading){.year = y, .month = m, .day = d};
	*at = p;
	return true;
}

/* d/m/y, m/d/y, d.m.y with two or four digits of year. */
static bool form_year_last(struct str s, size_t *at, const struct date_context *c,
	struct reading *r)
{
	size_t p = *at;
	int a, b, y, n, sep;
	bool dot;

	if (!eat_number(s, &p, 2, &a))
		return false;
	sep = next_char(s, &p);
	if (!separator(sep) || !eat_number(s, &p, 2, &b) || !eat(s, &p, sep))
		return false;
	n = eat_number(s, &p, 4, &y);
	if (n != 4 && (n != 2 || sep == '.'))
		return false;
	if (n == 2 && a > 12 && b <= 12 && y <= 31 && sep == '-') {
		/* 20-09-24 */
		*r = (struct reading){.year = full_year(a), .month = b, .day = y};
		*at = p;
		return true;
	}
	dot = sep == '.';
	*r = (struct reading){.year = n == 2 ? full_year(y) : y};
	r->flags.year_last = true;
	r->flags.ambiguous = a <= 12 && b <= 12 && a != b && !dot;
	r->flags.day_was_first = a > 12 || (b <= 12 && (c->day_first || dot));
	r->day = r->flags.day_was_first ? a : b;
	r->month = r->flags.day_was_first ? b : a;
	*at = p;
	return true;
}

/* 民國109年1月2日, and 109.01.02 where the context says so. */
static bool form_minguo(struct str s, size_t *at, const struct date_context *c,
	struct reading *r)
{
	size_t p = *at;
	int y, m, d, sep;
	bool named = false;

	if (peek(s, p) == 0x6c11) { /* 民 */
		next_char(s, &p);
		sep = next_char(s, &p);
		if (sep != 0x570b && sep != 0x56fd)
			return false;
		eat_spaces(s, &p);
		named = true;
	}
	if ((!named && !c->minguo) || eat_number(s, &p, 3, &y) < 2)
		return false;
	eat_spaces(s, &p);
	sep = next_char(s, &p);
	if (!separator(sep) && sep != (FOLD | 'Y'))
		return false;
	eat_spaces(s, &p);
	if (!eat_number(s, &p, 2, &m))
		return false;
	eat_spaces(s, &p);
	if (!eat(s, &p, sep == (FOLD | 'Y') ? (FOLD | 'M') : sep))
		return false;
	eat_spaces(s, &p);
	if (!eat_number(s, &p, 2, &d))
		return false;
	eat_spaces(s, &p);
	eat(s, &p, FOLD | 'D');
	*r = (struct reading){.year = y + MINGUO_ZERO, .month = m, .day = d};
	*at = p;
	return true;
}

/* 二〇二六年九月二十四日 */
static bool form_han(struct str s, size_t *at, struct reading *r)
{
	size_t p = *at;
	int y, m, d;

	if (!eat_han_number(s, &p, &y) || !eat(s, &p, FOLD | 'Y') ||
		!eat_han_number(s, &p, &m) || !eat(s, &p, FOLD | 'M') ||
		!eat_han_number(s, &p, &d) || !eat(s, &p, FOLD | 'D'))
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

	if (eat_number(s, &p, 8, &v) != 8)
		return false;
	*r = (struct reading){.year = v / 10000, .month = v / 100 % 100, .day = v % 100};
	r->flags.compact = true;
	*at = p;
	return true;
}

/* 9月24日; 09-24 and 09/24 with nothing but brackets or spaces around. */
static bool form_yearless(struct str s, size_t *at, const struct date_context *c,
	struct reading *r)
{
	size_t p = *at;
	int m, d, sep, after, n;

	if (!c->allow_yearless || c->now_ms == 0)
		return false;
	n = eat_number(s, &p, 2, &m);
	if (!n)
		return false;
	sep = next_char(s, &p);
	if (sep == (FOLD | 'M')) {
		eat_spaces(s, &p);
		if (!eat_number(s, &p, 2, &d) || !eat(s, &p, FOLD | 'D'))
			return false;
	} else {
		if ((sep != '-' && sep != '/') || n != 2 || eat_number(s, &p, 2, &d) != 2)
			return false;
		after = peek(s, p);
		if (after != -1 && after != ' ' && after != ']' && after != ')' && after != 0x3011)
			return false;
	}
	*r = (struct reading){.month = m, .day = d};
	r->flags.yearless = true;
	*at = p;
	return true;
}

struct month_name {
	struct str name;
	int month;
};

#define W(text) {text, sizeof(text) - 1}

/* English in full and short, Spanish, French, Portuguese, German; longest first where
 * one begins another. */
static const struct month_name month_names[] = {
	{W("january"), 1}, {W("february"), 2}, {W("march"), 3}, {W("april"), 4},
	{W("may"), 5}, {W("june"), 6}, {W("july"), 7}, {W("august"), 8},
	{W("september"), 9}, {W("october"), 10}, {W("november"), 11},
	{W("december"), 12}, {W("sept"), 9}, {W("jan"), 1}, {W("feb"), 2},
	{W("mar"), 3}, {W("apr"), 4}, {W("jun"), 6}, {W("jul"), 7}, {W("aug"), 8},
	{W("sep"), 9}, {W("oct"), 10}, {W("nov"), 11}, {W("dec"), 12}, {W("enero"), 1},
	{W("febrero"), 2}, {W("marzo"), 3}, {W("abril"), 4}, {W("mayo"), 5},
	{W("junio"), 6}, {W("julio"), 7}, {W("agosto"), 8}, {W("septiembre"), 9},
	{W("setiembre"), 9}, {W("octubre"), 10}, {W("noviembre"), 11},
	{W("diciembre"), 12}, {W("janvier"), 1}, {W("f\xc3\xa9vrier"), 2},
	{W("mars"), 3}, {W("avril"), 4}, {W("mai"), 5}, {W("juin"), 6},
	{W("juillet"), 7}, {W("ao\xc3\xbbt"), 8}, {W("septembre"), 9},
	{W("octobre"), 10}, {W("novembre"), 11}, {W("d\xc3\xa9" "cembre"), 12},
	{W("janeiro"), 1}, {W("fevereiro"), 2}, {W("mar\xc3\xa7o"), 3}, {W("maio"), 5},
	{W("junho"), 6}, {W("julho"), 7}, {W("setembro"), 9}, {W("outubro"), 10},
	{W("novembro"), 11}, {W("dezembro"), 12}, {W("januar"), 1}, {W("februar"), 2},
	{W("m\xc3\xa4rz"), 3}, {W("juni"), 6}, {W("juli"), 7}, {W("oktober"), 10},
	{W("dezember"), 12},
};

/* A whole word that names a month, with a full stop if it is shortened. */
static bool eat_month(struct str s, size_t *at, int *month)
{
	size_t n = 0;
	struct str word;

	while (*at + n < s.n && n < 16 &&
		(is_alpha((unsigned char)s.p[*at + n]) || (unsigned char)s.p[*at + n] >= 0xc3))
		n += (unsigned char)s.p[*at + n] >= 0xc3 && *at + n + 1 < s.n ? 2 : 1;
	if (n < 3 || n > s.n - *at)
		return false;
	word = str_sub(s, *at, n);
	for (size_t i = 0; i < sizeof(month_names) / sizeof(month_names[0]); i++)
		if (word.n == month_names[i].name.n && str_eq_nocase(word, month_names[i].name)) {
			*month = month_names[i].month;
			*at += n;
			eat(s, at, '.');
			return true;
		}
	return false;
}

static bool eat_word(struct str s, size_t *at, const char *word)
{
	struct str w = str_of(word);

	if (!str_starts_nocase(str_sub(s, *at, s.n), w))
		return false;
	*at += w.n;
	return true;
}

static void eat_ordinal(struct str s, size_t *at)
{
	static const char *const ending[] = {"st", "nd", "rd", "th", "er", "."};

	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		if (eat_word(s, at, ending[i]))
			return;
}

/* September 24, 2026 · Sep 24 2026 · Septiembre 24, 2026 */
static bool form_month_first(struct str s, size_t *at, const struct date_context *c,
	struct reading *r)
{
	size_t p = *at, q;
	int m, d, y;

	if (!eat_month(s, &p, &m) || !eat_spaces(s, &p) || !eat_number(s, &p, 2, &d))
		return false;
	eat_ordinal(s, &p);
	q = p;
	eat(s, &q, ',');
	eat_spaces(s, &q);
	if (eat_number(s, &q, 4, &y) == 4) {
		*r = (struct reading){.year = y, .month = m, .day = d};
		*at = q;
		return true;
	}
	if (!c->allow_yearless || c->now_ms == 0)
		return false;
	*r = (struct reading){.month = m, .day = d};
	r->flags.yearless = true;
	*at = p;
	return true;
}

/* 24 September 2026 · 24-Sep-2026 · 24 de septiembre de 2026 · 24th of May 2026 */
static bool form_day_month(struct str s, size_t *at, struct reading *r)
{
	size_t p = *at;
	int m, d, y, n;

	if (!eat_number(s, &p, 2, &d))
		return false;
	eat_ordinal(s, &p);
	if (!eat(s, &p, '-') && !eat(s, &p, '/') && !eat_spaces(s, &p))
		return false;
	if (eat_word(s, &p, "de ") || eat_word(s, &p, "of "))
		eat_spaces(s, &p);
	if (!eat_month(s, &p, &m))
		return false;
	if (!eat(s, &p, '-') && !eat(s, &p, '/') && !eat(s, &p, ','))
		eat_spaces(s, &p);
	eat_spaces(s, &p);
	if (eat_word(s, &p, "de ") || eat_word(s, &p, "del "))
		eat_spaces(s, &p);
	n = eat_number(s, &p, 4, &y);
	if (n != 4 && n != 2)
		return false;
	*r = (struct reading){.year = n == 2 ? full_year(y) : y, .month = m, .day = d};
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

	if (c->now_ms == 0 || !eat_number(s, &p, 3, &n))
		return false;
	eat_spaces(s, &p);
	for (size_t i = 0; i < sizeof(ago_words) / sizeof(ago_words[0]); i++) {
		const struct ago *w = &ago_words[i];

		if (!eat_word(s, &p, w->unit))
			continue;
		*r = (struct reading){.ms = c->now_ms - n * w->ms};
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

	if (c->now_ms == 0)
		return false;
	for (size_t i = 0; i < sizeof(day_words) / sizeof(day_words[0]); i++) {
		int after;

		p = *at;
		if (!eat_word(s, &p, day_words[i].word))
			continue;
		after = peek(s, p);
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

	if (eat(s, &p, 'Z')) {
		r->has_offset = true;
		*at = p;
		return;
	}
	sign = next_char(s, &p);
	if (sign != '+' && sign != '-')
		return;
	n = eat_number(s, &p, 4, &h);
	if (n == 4) {
		m = h % 100;
		h /= 100;
	} else if (n != 2 || !eat(s, &p, ':') || eat_number(s, &p, 2, &m) != 2) {
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

	eat_spaces(s, &p);
	pm = eat_word(s, &p, "pm") || eat_word(s, &p, "p.m.");
	am = !pm && (eat_word(s, &p, "am") || eat_word(s, &p, "a.m."));
	if (!pm && !am)
		return;
	if (r->clock.h <= 12)
		r->clock.h = r->clock.h % 12 + (pm ? 12 : 0);
	*at = p;
}

/* A time of day after a date: 10:30, T10:30:05+08:00, 10时30分, 10:30 am. */
static void read_clock(struct str s, size_t *at, struct reading *r)
{
	size_t p = *at;
	struct date_clock k = {0};
	int sep, ignored;

	if (!eat(s, &p, 'T') && !eat(s, &p, ',') && !eat(s, &p, '|'))
		eat_spaces(s, &p);
	eat_spaces(s, &p);
	if (!eat_number(s, &p, 2, &k.h))
		return;
	sep = next_char(s, &p);
	if ((sep != ':' && sep != (FOLD | 'h')) || !eat_number(s, &p, 2, &k.m))
		return;
	if (sep == ':' ? eat(s, &p, ':') : eat(s, &p, FOLD | 'm')) {
		if (eat_number(s, &p, 2, &k.s))
			eat(s, &p, FOLD | 's');
		if (eat(s, &p, '.'))
			eat_number(s, &p, 9, &ignored);
	}
	if (k.h > 24 || k.m > 59 || k.s > 60)
		return;
	r->clock = k;
	r->has_time = true;
	read_half_day(s, &p, r);
	read_offset(s, &p, r);
	*at = p;
}

static int64_t reading_ms(const struct reading *r, const struct zone *z)
{
	struct civil c = {.year = r->year, .month = r->month, .day = r->day};

	if (r->ms)
		return r->ms;
	if (r->has_time) {
		c.hour = r->clock.h;
		c.minute = r->clock.m;
		c.second = r->clock.s;
	}
	if (r->has_offset)
		return civil_ms(&c, zone_utc()) - r->offset_s * SECOND_MS;
	return civil_ms(&c, z);
}

/* Year-less dates get the latest year that does not put them into the future. */
static void guess_year(struct reading *r, const struct date_context *c)
{
	int y, m, d;

	day_split(day_of_ms(c->now_ms, c->zone), &y, &m, &d);
	r->year = r->month > m || (r->month == m && r->day > d) ? y - 1 : y;
	while (r->month == 2 && r->day == 29 && !date_valid(r->year, 2, 29))
		r->year--;
}

/* Fills *out when the reading is a day that a portal could state. */
static bool credible(struct reading *r, const struct date_context *c, size_t at, size_t end,
	struct date_found *out)
{
	int now_year, m, d;

	if (r->flags.yearless && r->month >= 1 && r->month <= 12)
		guess_year(r, c);
	if (!r->ms && !date_valid(r->year, r->month, r->day))
		return false;
	if (!r->ms && (r->year < EARLIEST_YEAR || r->year > 2100))
		return false;
	if (c->now_ms) {
		day_split(day_of_ms(c->now_ms, c->zone), &now_year, &m, &d);
		if (!r->ms && r->year > now_year + 1)
			return false;
	}
	*out = r->flags;
	out->ms = reading_ms(r, c->zone);
	out->year = r->year;
	out->month = r->month;
	out->day = r->day;
	if (r->ms)
		day_split(day_of_ms(r->ms, c->zone), &out->year, &out->month, &out->day);
	if (r->flags.relative && !r->has_time)
		out->ms = day_start_ms(day_of(out->year, out->month, out->day), c->zone);
	out->has_time = r->has_time;
	out->clock = r->clock;
	out->at = at;
	out->n = end - at;
	return true;
}

static bool digit_before(struct str s, size_t at)
{
	return at && (is_digit((unsigned char)s.p[at - 1]) ||
		((s.p[at - 1] == '.' || s.p[at - 1] == '-') && at > 1 &&
			is_digit((unsigned char)s.p[at - 2])));
}

/* The forms, strongest first; the first that fits at this place and is credible wins. */
static bool read_at(struct str s, size_t at, const struct date_context *c,
	struct date_found *out)
{
	bool digit = is_digit((unsigned char)s.p[at]) || (unsigned char)s.p[at] == 0xef;

	for (int form = digit ? 0 : 9; form < 13; form++) {
		struct reading r = {0};
		size_t p = at;
		bool ok = false;

		switch (form) {
		case 0: ok = form_year_first(s, &p, &r); break;
		case 1: ok = form_boxed(s, &p, &r); break;
		case 2: ok = form_year_last(s, &p, c, &r); break;
		case 3: ok = form_minguo(s, &p, c, &r); break;
		case 4: ok = form_boxed_year(s, &p, &r); break;
		case 5: ok = form_day_month(s, &p, &r); break;
		case 6: ok = form_ago(s, &p, c, &r); break;
		case 7: ok = form_compact(s, &p, &r); break;
		case 8: ok = form_yearless(s, &p, c, &r); break;
		case 9: ok = form_month_first(s, &p, c, &r); break;
		case 10: ok = form_day_word(s, &p, c, &r); break;
		case 11: ok = form_han(s, &p, &r); break;
		case 12: ok = !digit && form_minguo(s, &p, c, &r); break;
		}
		if (!ok || (is_digit((unsigned char)s.p[p - 1]) && is_digit(peek(s, p))))
			continue;
		if (!r.ms && !r.flags.compact)
			read_clock(s, &p, &r);
		if (credible(&r, c, at, p, out))
			return true;
	}
	return false;
}

/* Do these two letters begin a month in one of five languages, today, or yesterday? */
static bool begins_word(int a, int b)
{
	switch (to_lower(a)) {
	case 'j': return to_lower(b) == 'a' || to_lower(b) == 'u';
	case 'f': return to_lower(b) == 'e' || b == 0xc3;
	case 'm': return to_lower(b) == 'a' || b == 0xc3;
	case 'a': return strchr("pugbvo", to_lower(b)) != NULL;
	case 's': case 'y': return to_lower(b) == 'e';
	case 'o': return to_lower(b) == 'c' || to_lower(b) == 'u' || to_lower(b) == 'k';
	case 'n': case 't': return to_lower(b) == 'o';
	case 'd': return to_lower(b) == 'e' || to_lower(b) == 'i' || b == 0xc3;
	case 'e': return to_lower(b) == 'n';
	default: return false;
	}
}

static bool at_word(struct str s, size_t at, const char *word)
{
	return str_starts(str_sub(s, at, 3), str_of(word));
}

/* Can a date begin with this byte? Letters only where a word begins; of other scripts
 * full-width digits, 民 今 昨 前 刚 and the 一 and 二 that begin a year. */
static bool may_begin(struct str s, size_t at)
{
	unsigned char b = (unsigned char)s.p[at];

	if (is_digit(b))
		return !digit_before(s, at);
	if (is_alpha(b))
		return at + 2 < s.n && begins_word(b, (unsigned char)s.p[at + 1]) &&
			(at == 0 || !is_alnum((unsigned char)s.p[at - 1]));
	if (b < 0xe4 || b > 0xef)
		return false;
	if (b == 0xef) /* full-width digits */
		return at + 2 < s.n && (unsigned char)s.p[at + 1] == 0xbc &&
			(unsigned char)s.p[at + 2] >= 0x90 && (unsigned char)s.p[at + 2] <= 0x99 &&
			!(at >= 3 && (unsigned char)s.p[at - 3] == 0xef &&
				(unsigned char)s.p[at - 1] >= 0x90 &&
				(unsigned char)s.p[at - 1] <= 0x99);
	return at_word(s, at, "\xe6\xb0\x91") || at_word(s, at, "\xe4\xbb\x8a") ||
		at_word(s, at, "\xe6\x98\xa8") || at_word(s, at, "\xe5\x89\x8d") ||
		at_word(s, at, "\xe5\x88\x9a") || at_word(s, at, "\xe4\xba\x8c") ||
		at_word(s, at, "\xe4\xb8\x80");
}

bool date_find(struct str text, const struct date_context *ctx, struct date_found *out)
{
	struct date_context c = *ctx;
	struct date_found weak = {0}, found;
	struct str s = str_sub(text, 0, TEXT_MAX);

	if (!c.zone)
		c.zone = zone_shanghai();
	for (size_t at = 0; at < s.n; at++) {
		if (!may_begin(s, at) || !read_at(s, at, &c, &found))
			continue;
		if (!found.yearless && !found.compact) {
			*out = found;
			return true;
		}
		if (!weak.ms)
			weak = found;
		at = found.at + found.n - 1;
	}
	if (weak.ms)
		*out = weak;
	return weak.ms != 0;
}
