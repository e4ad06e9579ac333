/* Dates inside text. At every place that could begin a date the forms are tried in turn. */
#include "dates-part.h"

#include "base/clock.h"
#include "base/utf8.h"

#define TEXT_MAX 65536
#define EARLIEST_YEAR 1990

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

/* Does the form that was just read end where a number ends? */
static bool ends_well(struct str s, size_t p)
{
	return !(is_digit((unsigned char)s.p[p - 1]) && is_digit(date_peek(s, p)));
}

/* The order of all forms: full dates with numbers, words, then what could be something
 * else. Negative: a form with words. */
static const int form_order[] = {0, 1, 2, 3, 8, 4, -1, -2, 5, 6, -3, -4, 7};

/* The forms, strongest first; the first that fits at this place and is credible wins. */
static bool read_at(struct str s, size_t at, const struct date_context *c,
	struct date_found *out)
{
	for (size_t i = 0; i < sizeof(form_order) / sizeof(form_order[0]); i++) {
		struct reading r = {0};
		int form = form_order[i];
		size_t p = at;

		if (!(form < 0 ? date_word_form(-form - 1, s, &p, c, &r)
			       : date_number_form(form, s, &p, c, &r)) ||
			!ends_well(s, p))
			continue;
		if (!r.ms && !r.flags.compact)
			date_clock_form(s, &p, &r);
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

/* "第1号", "（3）", "item 12": a short number that nothing goes on from as it does in dates. */
static bool mere_number(struct str s, size_t at)
{
	size_t n = 0;
	int next;

	while (at + n < s.n && is_digit((unsigned char)s.p[at + n]))
		n++;
	if (n > 4)
		return false;
	next = date_peek(s, at + n);
	return next < 0 || next == (DATE_FOLD | 'D') || next == ')' || next == ']';
}

/* One of the digits ๐ to ๙ and ० to ९? */
static bool foreign_digit(struct str s, size_t at)
{
	return (unsigned char)s.p[at] == 0xe0 && at + 2 < s.n &&
		date_digit(utf8_next(s, &(size_t){at}));
}

/* Can a date begin with this byte? Letters only where a word begins; of other scripts
 * digits, 民 今 昨 前 刚 and the 一 and 二 that begin a year. */
static bool may_begin(struct str s, size_t at, const struct date_context *c)
{
	unsigned char b = (unsigned char)s.p[at];

	if (is_digit(b))
		return !digit_before(s, at) && !mere_number(s, at);
	if (is_alpha(b))
		return at + 2 < s.n && (begins_word(b, (unsigned char)s.p[at + 1]) ||
			(c->japan && (b == 'R' || b == 'H') && is_digit((unsigned char)s.p[at + 1]))) &&
			(at == 0 || !is_alnum((unsigned char)s.p[at - 1]));
	if (b == 0xe0)
		return foreign_digit(s, at) && !(at >= 3 && foreign_digit(s, at - 3));
	if (b < 0xe4 || b > 0xef)
		return false;
	if (b == 0xef) /* full-width digits */
		return at + 2 < s.n && (unsigned char)s.p[at + 1] == 0xbc &&
			(unsigned char)s.p[at + 2] >= 0x90 && (unsigned char)s.p[at + 2] <= 0x99 &&
			!(at >= 3 && (unsigned char)s.p[at - 3] == 0xef &&
				(unsigned char)s.p[at - 1] >= 0x90 &&
				(unsigned char)s.p[at - 1] <= 0x99);
	if (b == 0xe4) /* today, and years in ideographs */
		return at_word(s, at, "今") || at_word(s, at, "二") || at_word(s, at, "一") ||
			at_word(s, at, "令");
	if (b == 0xe5)
		return at_word(s, at, "前") || at_word(s, at, "刚") || at_word(s, at, "平");
	return b == 0xe6 && (at_word(s, at, "民") || at_word(s, at, "昨") || at_word(s, at, "昭"));
}

bool date_find(struct str text, const struct date_context *ctx, struct date_found *out)
{
	struct date_context c = *ctx;
	struct date_found weak = {0}, found;
	struct str s = str_sub(text, 0, TEXT_MAX);

	if (!c.zone)
		c.zone = zone_shanghai();
	for (size_t at = 0; at < s.n; at++) {
		if (!may_begin(s, at, &c) || !read_at(s, at, &c, &found))
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
