/* UTF-8 by code points. */
#include "base/utf8.h"

/* Length of the sequence that c starts, and the allowed range of its second byte (Unicode
 * 15, table 3-7); 0 for bytes that start nothing. */
static int lead(unsigned char c, unsigned char *lo, unsigned char *hi)
{
	*lo = 0x80;
	*hi = 0xBF;
	if (c >= 0xC2 && c <= 0xDF)
		return 2;
	if (c >= 0xE0 && c <= 0xEF) {
		if (c == 0xE0)
			*lo = 0xA0;
		if (c == 0xED)
			*hi = 0x9F;
		return 3;
	}
	if (c >= 0xF0 && c <= 0xF4) {
		if (c == 0xF0)
			*lo = 0x90;
		if (c == 0xF4)
			*hi = 0x8F;
		return 4;
	}
	return 0;
}

int32_t utf8_next_strict(struct str s, size_t *at, bool *bad)
{
	unsigned char c, lo, hi;
	int32_t cp;
	int n;

	if (*at >= s.n)
		return -1;
	c = (unsigned char)s.p[(*at)++];
	if (c < 0x80)
		return c;
	n = lead(c, &lo, &hi);
	if (n == 0)
		goto ill;
	cp = c & (0x7F >> n);
	for (int i = 1; i < n; i++) {
		if (*at >= s.n)
			goto ill;
		c = (unsigned char)s.p[*at];
		if (c < lo || c > hi)
			goto ill;
		lo = 0x80;
		hi = 0xBF;
		cp = (cp << 6) | (c & 0x3F);
		(*at)++;
	}
	return cp;
ill:
	*bad = true;
	return 0xFFFD;
}

int32_t utf8_next(struct str s, size_t *at)
{
	bool bad;

	return utf8_next_strict(s, at, &bad);
}

size_t utf8_ascii_end(struct str s, size_t at)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	uint64_t x[4];

	for (; s.n - at >= sizeof(x); at += sizeof(x)) {
		memcpy(x, s.p + at, sizeof(x));
		if ((x[0] | x[1] | x[2] | x[3]) & high)
			break;
	}
	while (at < s.n && (unsigned char)s.p[at] < 0x80)
		at++;
	return at;
}

bool utf8_valid(struct str s)
{
	bool bad = false;
	size_t at = utf8_ascii_end(s, 0);

	while (at < s.n && !bad) {
		if ((unsigned char)s.p[at] < 0x80)
			at = utf8_ascii_end(s, at);
		else if (utf8_is_ideograph(s, at))
			at += 3;
		else
			utf8_next_strict(s, &at, &bad);
	}
	return !bad;
}

void utf8_put(struct buf *b, int32_t cp)
{
	char t[4];

	if (cp < 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = 0xFFFD;
	if (cp < 0x80) {
		buf_addc(b, (char)cp);
	} else if (cp < 0x800) {
		t[0] = (char)(0xC0 | (cp >> 6));
		t[1] = (char)(0x80 | (cp & 0x3F));
		buf_add(b, t, 2);
	} else if (cp < 0x10000) {
		t[0] = (char)(0xE0 | (cp >> 12));
		t[1] = (char)(0x80 | ((cp >> 6) & 0x3F));
		t[2] = (char)(0x80 | (cp & 0x3F));
		buf_add(b, t, 3);
	} else {
		t[0] = (char)(0xF0 | (cp >> 18));
		t[1] = (char)(0x80 | ((cp >> 12) & 0x3F));
		t[2] = (char)(0x80 | ((cp >> 6) & 0x3F));
		t[3] = (char)(0x80 | (cp & 0x3F));
		buf_add(b, t, 4);
	}
}

size_t utf8_len(struct str s)
{
	size_t n = 0;

	for (size_t at = 0; at < s.n; n++)
		utf8_next(s, &at);
	return n;
}

struct range {
	int32_t lo, hi;
};

static bool within(const struct range *r, size_t n, int32_t cp)
{
	for (size_t i = 0; i < n; i++)
		if (cp >= r[i].lo && cp <= r[i].hi)
			return true;
	return false;
}

#define WITHIN(table, cp) within(table, sizeof(table) / sizeof((table)[0]), cp)

/* Unicode 15 East Asian Width W and F, in the coarse blocks terminals use. */
static const struct range wide[] = {
	{0x1100, 0x115F}, {0x231A, 0x231B}, {0x2329, 0x232A}, {0x23E9, 0x23EC},
	{0x2E80, 0x303E}, {0x3041, 0x33FF}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF},
	{0xA000, 0xA4CF}, {0xA960, 0xA97F}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF},
	{0xFE10, 0xFE19}, {0xFE30, 0xFE6F}, {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6},
	{0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

static const struct range thin[] = {
	{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A},
	{0x064B, 0x065F}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064},
	{0x2066, 0x206F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
	{0xFEFF, 0xFEFF},
};

int utf8_width_of(int32_t cp)
{
	if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0))
		return 0;
	if (cp < 0x300)
		return 1;
	if (WITHIN(thin, cp))
		return 0;
	return WITHIN(wide, cp) ? 2 : 1;
}

size_t utf8_width(struct str s)
{
	size_t w = 0;

	for (size_t at = 0; at < s.n;) {
		const unsigned char *p = (const unsigned char *)s.p + at;

		if (p[0] >= 0x20 && p[0] < 0x7F) {
			w++;
			at++;
		} else if (p[0] > 0xE3 && p[0] < 0xEA && s.n - at >= 3 &&
			(p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80 &&
			!(p[0] == 0xE4 && p[1] == 0xB7)) { /* ideographs; E4 B7 has hexagrams */
			w += 2;
			at += 3;
		} else {
			w += (size_t)utf8_width_of(utf8_next(s, &at));
		}
	}
	return w;
}

struct str utf8_clip(struct str s, size_t columns)
{
	size_t w = 0, at = 0;

	while (at < s.n) {
		size_t before = at;

		w += (size_t)utf8_width_of(utf8_next(s, &at));
		if (w > columns)
			return str_n(s.p, before);
	}
	return s;
}

struct str utf8_fitting(struct str s, size_t bytes)
{
	if (s.n <= bytes)
		return s;
	while (bytes > 0 && ((unsigned char)s.p[bytes] & 0xC0) == 0x80)
		bytes--;
	return str_sub(s, 0, bytes);
}

bool cp_is_han(int32_t cp)
{
	return (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0x3400 && cp <= 0x4DBF) ||
		(cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0x20000 && cp <= 0x3FFFD) ||
		cp == 0x3007;
}

bool cp_is_space(int32_t cp)
{
	return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0x85 || cp == 0xA0 ||
		cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200B) || cp == 0x2028 ||
		cp == 0x2029 || cp == 0x202F || cp == 0x205F || cp == 0x3000 || cp == 0xFEFF;
}
