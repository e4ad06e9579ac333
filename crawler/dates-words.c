/* Dates with words: month names in eight languages, today and before, times of day. */
#include "dates-part.h"

#include "base/clock.h"

struct month_name {
	struct str name;
	int month;
};

#define W(text) {text, sizeof(text) - 1}

/* English in full and short, Spanish, French, Portuguese, German, Italian, Dutch, Russian. */
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
	{W("dezember"), 12}, {W("gennaio"), 1}, {W("febbraio"), 2}, {W("aprile"), 4},
	{W("maggio"), 5}, {W("giugno"), 6}, {W("luglio"), 7}, {W("settembre"), 9},
	{W("ottobre"), 10}, {W("dicembre"), 12}, {W("januari"), 1}, {W("februari"), 2},
	{W("maart"), 3}, {W("mei"), 5}, {W("augustus"), 8}, {W("января"), 1}, {W("февраля"), 2},
	{W("марта"), 3}, {W("апреля"), 4}, {W("мая"), 5}, {W("июня"), 6}, {W("июля"), 7},
	{W("августа"), 8}, {W("сентября"), 9}, {W("октября"), 10}, {W("ноября"), 11},
	{W("декабря"), 12},
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
			date_eat(s, at, '.');
			return true;
		}
	return false;
}

static void eat_ordinal(struct str s, size_t *at)
{
	static const char *const ending[] = {"st", "nd", "rd", "th", "er", "."};

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
	size_t p = *at, q;
	int m, d, y;

	if (!eat_month(s, &p, &m))
		return false;
	if (dashed_day_year(s, &p, m, r)) {
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

/* 24Sep26 · 24SEP2026, behind the day */
static bool glued_month_year(struct str s, size_t *at, int day, struct reading *r)
{
	size_t p = *at;
	int m, y, n;

	if (p >= s.n || !is_alpha((unsigned char)s.p[p]) || !eat_month(s, &p, &m))
		return false;
	n = date_eat_number(s, &p, 4, &y);
	if (n != 4 && n != 2)
		return false;
	*r = (struct reading){.year = n == 2 ? date_full_year(y) : y, .month = m, .day = day};
	*at = p;
	return true;
}

/* 24 September 2026 · 24-Sep-2026 · 24Sep26 · 24 de septiembre de 2026 · 24th of May 2026 */
static bool form_day_month(struct str s, size_t *at, struct reading *r)
{
	size_t p = *at;
	int m, d, y, n;

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
	if (!eat_month(s, &p, &m))
		return false;
	if (!date_eat(s, &p, '-') && !date_eat(s, &p, '/') && !date_eat(s, &p, ','))
		date_eat_spaces(s, &p);
	date_eat_spaces(s, &p);
	if (date_eat_word(s, &p, "de ") || date_eat_word(s, &p, "del "))
		date_eat_spaces(s, &p);
	n = date_eat_number(s, &p, 4, &y);
	if (n != 4 && n != 2)
		return false;
	*r = (struct reading){.year = n == 2 ? date_full_year(y) : y, .month = m, .day = d};
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
