/* Addresses, stated dates and plain words, for the readers of notices. */
#include "reading.h"

#include "base/civil.h"
#include "base/utf8.h"
#include "crawler/dates.h"
#include "crawler/url.h"

#include <libxml/HTMLparser.h>

/* Scripts and the like lead nowhere. */
static bool is_dead(struct str ref)
{
	static const char *const dead[] = {"javascript:", "about:", "data:", "mailto:",
		"tel:", "file:", "vbscript:", "blob:"};

	for (size_t i = 0; i < sizeof(dead) / sizeof(dead[0]); i++) {
		if (str_starts_nocase(ref, str_of(dead[i])))
			return true;
	}
	return ref.n == 0 || ref.p[0] == '#';
}

struct str reading_address_on(const struct url *base, struct str ref, struct arena *a)
{
	struct url u;

	ref = str_trim(ref);
	if (is_dead(ref) || ref.n > URL_MAX || url_parse(ref, base, &u, a) < 0 ||
		!url_is_http(&u))
		return STR_NONE;
	return u.href;
}

struct str reading_address(struct str base, struct str ref, struct arena *a)
{
	struct url b;

	if (str_none(base))
		return reading_address_on(NULL, ref, a);
	return url_parse(base, NULL, &b, a) == 0 ? reading_address_on(&b, ref, a) : STR_NONE;
}

/* --- dates --- */

void order_set_zone(struct page_order *o, const struct zone *z)
{
	o->zone = str_of(zone_name(z));
	o->zone_file = zone_file(z);
}

const struct zone *order_zone(const struct page_order *o)
{
	const struct zone *z = zone_adopt(o->zone, o->zone_file);

	return z ? z : zone_shanghai();
}

static bool number(struct str s, size_t *at, size_t most, int *out)
{
	size_t i = *at;
	int v = 0;

	while (i < s.n && i - *at < most && is_digit((unsigned char)s.p[i]))
		v = v * 10 + (s.p[i++] - '0');
	if (i == *at)
		return false;
	*out = v;
	*at = i;
	return true;
}

static void blanks(struct str s, size_t *at)
{
	while (*at < s.n && is_space((unsigned char)s.p[*at]))
		(*at)++;
}

static bool literal(struct str s, size_t *at, struct str want)
{
	if (!str_starts(str_sub(s, *at, SIZE_MAX), want))
		return false;
	*at += want.n;
	return true;
}

/* Minutes east of Greenwich by "+0800", "Z", "EST" (RFC 822 5.1); letters of the military
 * zones are unreliable (RFC 2822 4.3) and count as UTC. Untouched where there is none. */
static void zone_part(struct str s, int *offset)
{
	static const struct {
		const char *name;
		int hours;
	} zones[] = {{"GMT", 0}, {"UTC", 0}, {"UT", 0}, {"EST", -5}, {"EDT", -4},
		{"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7},
		{"BST", 1}, {"CET", 1}, {"JST", 9}, {"HKT", 8}};
	size_t i = 1, letters = 0;
	int h, m = 0;

	while (letters < s.n && is_alpha((unsigned char)s.p[letters]))
		letters++;
	if (letters == 1)
		*offset = 0;
	for (size_t k = 0; k < sizeof(zones) / sizeof(zones[0]); k++) {
		if (str_eq_nocase(str_sub(s, 0, letters), str_of(zones[k].name)))
			*offset = zones[k].hours * 60;
	}
	if (s.n < 3 || (s.p[0] != '+' && s.p[0] != '-') || !number(s, &i, 2, &h))
		return;
	literal(s, &i, STR(":"));
	number(s, &i, 2, &m);
	if (h <= 14 && m < 60)
		*offset = (h * 60 + m) * (s.p[0] == '-' ? -1 : 1);
}

/* "17:44:12", "T17:44:12Z", "17:44 +0800" after a date; *offset in minutes, or INT_MIN. */
static bool clock_part(struct str s, size_t *at, struct civil *c, int *offset)
{
	size_t i = *at;
	int h, m, sec = 0, fraction;

	if (i < s.n && (s.p[i] == 'T' || s.p[i] == 't'))
		i++;
	blanks(s, &i);
	if (!number(s, &i, 2, &h) || h > 23 || !literal(s, &i, STR(":")) ||
		!number(s, &i, 2, &m) || m > 59)
		return false;
	if (literal(s, &i, STR(":")) && !number(s, &i, 2, &sec))
		return false;
	if (literal(s, &i, STR(".")))
		number(s, &i, 9, &fraction);
	*c = (struct civil){c->year, c->month, c->day, h, m, sec > 59 ? 59 : sec, 0};
	blanks(s, &i);
	zone_part(str_sub(s, i, SIZE_MAX), offset);
	*at = i;
	return true;
}

static int month_of_word(struct str s)
{
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (int i = 0; s.n >= 3 && i < 12; i++) {
		if (str_starts_nocase(s, str_n(months + 3 * i, 3)))
			return i + 1;
	}
	return 0;
}

/* 3 January 2020, 03 Jan 2020, January 3, 2020 */
static bool with_month_word(struct str s, size_t *at, struct civil *c)
{
	size_t i = *at;
	int y, d = 0, m;
	bool day_first = number(s, &i, 2, &d);

	blanks(s, &i);
	m = month_of_word(str_sub(s, i, SIZE_MAX));
	if (!m)
		return false;
	while (i < s.n && is_alpha((unsigned char)s.p[i]))
		i++;
	literal(s, &i, STR("."));
	blanks(s, &i);
	if (!day_first && !number(s, &i, 2, &d))
		return false;
	literal(s, &i, STR(","));
	blanks(s, &i);
	if (!number(s, &i, 4, &y))
		return false;
	if (y < 100)
		y += y < 70 ? 2000 : 1900;
	if (!date_valid(y, m, d) || y < 1990)
		return false;
	*c = (struct civil){.year = y, .month = m, .day = d};
	*at = i;
	return true;
}

/* RFC 822 with the liberties of feeds: the weekday may be missing or wrong. */
static bool mail_date(struct str s, const struct zone *z, int64_t *ms, bool *has_time)
{
	size_t comma = str_findc(str_sub(s, 0, 12), ',', 0), at = 0;
	int offset = INT32_MIN;
	struct civil c;

	if (comma != SIZE_MAX && !is_digit((unsigned char)s.p[0]))
		at = comma + 1;
	blanks(s, &at);
	if (at >= s.n || !is_digit((unsigned char)s.p[at]) ||
		!with_month_word(s, &at, &c))
		return false;
	*has_time = clock_part(s, &at, &c, &offset);
	if (offset != INT32_MIN)
		*ms = civil_ms(&c, zone_utc()) - (int64_t)offset * 60000;
	else
		*ms = civil_ms(&c, z);
	return true;
}

static int two_digits(struct str s, size_t *at, size_t max, int *out)
{
	size_t n = 0;

	*out = 0;
	while (n < max && *at < s.n && is_digit((unsigned char)s.p[*at])) {
		*out = *out * 10 + (s.p[(*at)++] - '0');
		n++;
	}
	return n > 0;
}

bool reading_date_by_format(struct str s, struct str format, const struct zone *z,
	struct date_found *out)
{
	struct civil c = {.day = 1, .month = 1};
	size_t at = 0;
	bool ok = true;

	*out = (struct date_found){0};
	for (size_t i = 0; ok && i < format.n; i++) {
		if (format.p[i] != '%' || i + 1 >= format.n) {
			ok = at < s.n && s.p[at++] == format.p[i];
			continue;
		}
		switch (format.p[++i]) {
		case 'Y': ok = two_digits(s, &at, 4, &c.year); break;
		case 'y':
			ok = two_digits(s, &at, 2, &c.year);
			c.year += 2000;
			break;
		case 'm': ok = two_digits(s, &at, 2, &c.month); break;
		case 'd': ok = two_digits(s, &at, 2, &c.day); break;
		case 'H':
			ok = two_digits(s, &at, 2, &c.hour);
			out->has_time = true;
			break;
		case 'M': ok = two_digits(s, &at, 2, &c.minute); break;
		case 'S': ok = two_digits(s, &at, 2, &c.second); break;
		default: ok = false;
		}
	}
	if (!ok || !date_valid(c.year, c.month, c.day) || c.hour > 24 || c.minute > 59)
		return false;
	out->ms = civil_ms(&c, z);
	out->year = c.year;
	out->month = c.month;
	out->day = c.day;
	out->clock = (struct date_clock){c.hour, c.minute, c.second};
	return out->ms != 0;
}

/* From 1990 to the end of the next year, as in date_find: Thai years are outside. */
static bool is_credible(const struct page_order *o, int64_t ms)
{
	int year, now_year = 2099, m, d;

	day_split(day_of_ms(ms, order_zone(o)), &year, &m, &d);
	if (o->now_ms)
		day_split(day_of_ms(o->now_ms, order_zone(o)), &now_year, &m, &d);
	return year >= 1990 && year <= now_year + 1;
}

/* Offices of Taiwan count years from 1912 without saying so. */
static bool counts_from_1912(const struct page_order *o)
{
	return str_has(o->zone, STR("Taipei")) || str_has(o->url, STR(".gov.tw/"));
}

bool reading_date_in(const struct page_order *o, bool day_first, bool relative, struct str s,
	int64_t *ms, bool *has_time)
{
	struct date_context c = {.now_ms = o->now_ms, .zone = order_zone(o),
		.day_first = day_first, .absolute = !relative, .minguo = counts_from_1912(o),
		.japan = str_has(o->zone, STR("Tokyo")) || str_has(o->url, STR(".jp/"))};
	struct date_found found;

	s = str_trim(s);
	if (o->configured.date_format.n &&
		reading_date_by_format(s, o->configured.date_format, c.zone, &found)) {
		*ms = found.ms;
		*has_time = found.has_time;
		return true;
	}
	if (s.n < 48 && time_parse(s, c.zone, ms)) {
		*has_time = str_findc(s, ':', 0) != SIZE_MAX;
		return is_credible(o, *ms);
	}
	if (mail_date(s, c.zone, ms, has_time))
		return is_credible(o, *ms);
	if (!date_find(s, &c, &found))
		return false;
	*ms = found.ms;
	*has_time = found.has_time;
	return true;
}

bool reading_date(const struct page_order *o, struct str s, int64_t *ms, bool *has_time)
{
	return reading_date_in(o, false, true, s, ms, has_time);
}

bool reading_address_date(const struct page_order *o, struct str url, int64_t *ms)
{
	struct date_context c = {.now_ms = o->now_ms, .zone = order_zone(o)};
	struct date_found found;

	if (!date_from_url(url, &c, &found))
		return false;
	*ms = found.ms;
	return true;
}

/* Offset after the tag whose name begins at `at`; *n counts its attributes. A quote opens
 * only after '=': others are stray. */
static size_t past_tag(struct str s, size_t at, size_t *n)
{
	bool space = false, equals = false;

	for (*n = 0; at < s.n; at++) {
		char c = s.p[at];

		if (equals && (c == '"' || c == '\'')) {
			equals = false;
			at = str_findc(s, c, at + 1);
			if (at == SIZE_MAX)
				break;
		} else if (c == '>') {
			return at + 1;
		} else if (is_space((unsigned char)c)) {
			space = true;
		} else {
			*n += space && c != '=' && !equals;
			equals = c == '=';
			space = false;
		}
	}
	return s.n;
}

/* Where the content of the element whose name begins at `name` ends: for script and style,
 * which hold no tags, else right behind its tag. */
static size_t past_content(struct str s, size_t name, size_t tag_end)
{
	static const struct {
		const char *name, *end;
	} rows[] = {{"script", "</script"}, {"style", "</style"}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = strlen(rows[i].name), end;

		if (!str_starts_nocase(str_sub(s, name, n), str_of(rows[i].name)) ||
			(name + n < s.n && is_alnum((unsigned char)s.p[name + n])))
			continue;
		end = str_find_nocase(s, str_of(rows[i].end), tag_end);
		return end == SIZE_MAX ? s.n : end + strlen(rows[i].end);
	}
	return tag_end;
}

size_t reading_monster_tag(struct str s)
{
	for (size_t at = 0; (at = str_findc(s, '<', at)) != SIZE_MAX && at + 1 < s.n;) {
		size_t name = at + 1, n;

		if (str_starts(str_sub(s, name, 3), STR("!--"))) {
			size_t end = str_find(s, STR("-->"), name);

			at = end == SIZE_MAX ? name + 3 : end + 3;
		} else if (is_alpha((unsigned char)s.p[name])) {
			size_t end = past_tag(s, name, &n);

			if (n > ATTRIBUTES_MAX)
				return at;
			at = past_content(s, name, end);
		} else {
			at = name;
		}
	}
	return s.n;
}

/* --- words --- */

struct str reading_line(struct str s, struct arena *a)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0, at = 0;
	bool blank = false;

	while (at < s.n) {
		size_t from = at;
		int32_t cp = utf8_next(s, &at);

		if (cp_is_space(cp) || cp < 0x20) {
			blank = n > 0;
			continue;
		}
		if (blank)
			out[n++] = ' ';
		blank = false;
		memcpy(out + n, s.p + from, at - from);
		n += at - from;
	}
	return str_n(out, n);
}

/* End of the tag that begins at s[at] == '<'; at when it is none. */
static size_t tag_end(struct str s, size_t at)
{
	size_t end;

	if (at + 1 >= s.n || !(is_alpha((unsigned char)s.p[at + 1]) ||
				     s.p[at + 1] == '/' || s.p[at + 1] == '!'))
		return at;
	end = str_findc(s, '>', at);
	return end == SIZE_MAX ? at : end + 1;
}

/* Character reference at s[*at] == '&', to b; false: it is none. */
static bool reference(struct str s, size_t *at, struct buf *b)
{
	size_t end = str_findc(str_sub(s, *at, 34), ';', 0);
	char name[34] = {0};
	int64_t v = 0;

	if (end == SIZE_MAX || end < 2)
		return false;
	memcpy(name, s.p + *at + 1, end - 1);
	if (name[0] == '#' && (name[1] == 'x' || name[1] == 'X')) {
		for (const char *p = name + 2; *p; p++) {
			if (hex_value((unsigned char)*p) < 0 || v > 0x10FFFF)
				return false;
			v = v * 16 + hex_value((unsigned char)*p);
		}
	} else if (name[0] == '#') {
		if (!str_int(str_of(name + 1), 1, 0x10FFFF, &v))
			return false;
	} else {
		const htmlEntityDesc *e = htmlEntityLookup((const xmlChar *)name);

		if (!e)
			return false;
		v = e->value;
	}
	utf8_put(b, (int32_t)v);
	*at += end + 1;
	return true;
}

struct str reading_plain(struct str s, struct arena *a)
{
	struct buf b = BUF_INIT(s.n + 64);
	struct str out;

	for (size_t i = 0; i < s.n;) {
		size_t end = s.p[i] == '<' ? tag_end(s, i) : i;

		if (end > i) {
			i = end;
		} else if (s.p[i] != '&' || !reference(s, &i, &b)) {
			buf_addc(&b, s.p[i++]);
		}
	}
	out = reading_line(buf_str(&b), a);
	buf_release(&b);
	return out;
}
