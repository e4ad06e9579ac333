/* Writing what others will interpret. */
#include "base/out.h"

#include "base/utf8.h"

#include <math.h>
#include <stdio.h>

static bool is_bidi(int32_t cp)
{
	return (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) ||
		cp == 0x200E || cp == 0x200F || cp == 0x061C;
}

static bool is_control(int32_t cp)
{
	return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029;
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Whether any of eight bytes is zero. */
static bool has_zero(uint64_t eight)
{
	return (eight - EACH(1)) & ~eight & EACH(0x80);
}

/* Whether eight bytes are printable ASCII without quote and backslash. */
static bool is_json_plain(const char *p)
{
	uint64_t eight;

	memcpy(&eight, p, sizeof(eight));
	return !(((eight - EACH(' ')) | eight) & EACH(0x80)) && !has_zero(eight ^ EACH('"')) &&
		!has_zero(eight ^ EACH('\\')) && !has_zero(eight ^ EACH(0x7F));
}

/* Where printable ASCII ends that needs no escape. */
static size_t json_plain(struct str s, size_t at)
{
	while (s.n - at >= sizeof(uint64_t) && is_json_plain(s.p + at))
		at += sizeof(uint64_t);
	while (at < s.n && s.p[at] >= ' ' && s.p[at] < 0x7F && s.p[at] != '"' && s.p[at] != '\\')
		at++;
	return at;
}

/* What needs no escape, as keys and most addresses do not, goes in one piece. */
static void plain_json(struct buf *b, struct str s)
{
	char *to = s.n <= SIZE_MAX - 2 ? buf_room(b, s.n + 2) : NULL;

	if (!to)
		return;
	*to++ = '"';
	if (s.n)
		memcpy(to, s.p, s.n);
	to[s.n] = '"';
	buf_took(b, to + s.n + 1);
}

void out_json(struct buf *b, struct str s)
{
	if (json_plain(s, 0) == s.n) {
		plain_json(b, s);
		return;
	}
	buf_addc(b, '"');
	for (size_t at = 0; at < s.n;) {
		size_t end = json_plain(s, at);
		int32_t cp;

		buf_add(b, s.p + at, end - at);
		at = end;
		if (at == s.n)
			break;
		cp = utf8_next(s, &at);
		if (cp == '"' || cp == '\\')
			buf_addf(b, "\\%c", (char)cp);
		else if (cp == '\n')
			buf_adds(b, "\\n");
		else if (is_control(cp))
			buf_addf(b, "\\u%04x", (unsigned)cp);
		else
			utf8_put(b, cp);
	}
	buf_addc(b, '"');
}

void out_html(struct buf *b, struct str s)
{
	for (size_t at = 0; at < s.n;) {
		int32_t cp = utf8_next(s, &at);

		switch (cp) {
		case '&':
			buf_adds(b, "&amp;");
			break;
		case '<':
			buf_adds(b, "&lt;");
			break;
		case '>':
			buf_adds(b, "&gt;");
			break;
		case '"':
			buf_adds(b, "&quot;");
			break;
		case '\'':
			buf_adds(b, "&#39;");
			break;
		default:
			if (cp == '\t' || cp == '\n' || (!is_control(cp) && !is_bidi(cp)))
				utf8_put(b, cp);
		}
	}
}

void out_href(struct buf *b, struct str url)
{
	if (str_starts_nocase(url, STR("http://")) ||
		str_starts_nocase(url, STR("https://")) ||
		str_starts_nocase(url, STR("mailto:")))
		out_html(b, url);
	else
		buf_addc(b, '#');
}

static bool is_plain_number(struct str s)
{
	double v;

	return str_real(s, -1e300, 1e300, &v);
}

static bool starts_formula(struct str s)
{
	size_t at = 0;
	int32_t cp = utf8_next(s, &at);

	switch (cp) {
	case '=':
	case '+':
	case '-':
	case '@':
	case '\t':
	case '\r':
	case '\n':
	case 0:
	case 0xFF1D:
	case 0xFF0B:
	case 0xFF0D:
	case 0xFF20:
		return !is_plain_number(s);
	default:
		return false;
	}
}

void out_csv(struct buf *b, struct str s)
{
	bool formula = starts_formula(s);
	bool quote = formula;

	for (size_t i = 0; i < s.n && !quote; i++)
		quote = strchr("\",\r\n;\t", s.p[i]) != NULL;
	if (quote)
		buf_addc(b, '"');
	if (formula)
		buf_addc(b, '\'');
	for (size_t at = 0; at < s.n;) {
		int32_t cp = utf8_next(s, &at);

		if (cp == '"')
			buf_addc(b, '"');
		if (cp == '\n' || cp == '\t' || (!is_control(cp) && !is_bidi(cp)))
			utf8_put(b, cp);
	}
	if (quote)
		buf_addc(b, '"');
}

void out_term(struct buf *b, struct str s)
{
	for (size_t at = 0; at < s.n;) {
		int32_t cp = utf8_next(s, &at);

		if (is_control(cp) && cp < 0x100)
			buf_addf(b, "\\x%02x", (unsigned)cp);
		else if (is_control(cp) || is_bidi(cp))
			buf_addf(b, "\\u{%x}", (unsigned)cp);
		else
			utf8_put(b, cp);
	}
}

/* Where printable ASCII with single spaces inside ends. */
static size_t plain_end(struct str s)
{
	size_t at = 0;

	while (at < s.n && s.p[at] >= ' ' && s.p[at] < 0x7F &&
		!(s.p[at] == ' ' && (at + 1 == s.n || s.p[at + 1] <= ' ' || at == 0)))
		at++;
	return at;
}

void out_line(struct buf *b, struct str s, size_t max)
{
	bool space = false, any = false;
	size_t n = plain_end(s);

	if (n > max)
		n = 0;
	buf_add(b, s.p, n);
	any = n > 0;
	for (size_t at = n; at < s.n;) {
		int32_t cp = utf8_next(s, &at);

		if (is_bidi(cp))
			continue;
		if (is_control(cp) || cp == ' ') {
			space = any;
			continue;
		}
		if (n + space >= max) {
			utf8_put(b, 0x2026);
			return;
		}
		if (space)
			buf_addc(b, ' ');
		n += 1 + (size_t)space;
		space = false;
		any = true;
		utf8_put(b, cp);
	}
}

void out_url_component(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~')
			buf_addc(b, (char)c);
		else
			buf_addf(b, "%%%02X", c);
	}
}

void out_base64(struct buf *b, struct str s)
{
	static const char digit[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < s.n; i += 3) {
		unsigned v = (unsigned)(unsigned char)s.p[i] << 16;
		char t[4];

		if (i + 1 < s.n)
			v |= (unsigned)(unsigned char)s.p[i + 1] << 8;
		if (i + 2 < s.n)
			v |= (unsigned char)s.p[i + 2];
		t[0] = digit[v >> 18];
		t[1] = digit[v >> 12 & 63];
		t[2] = i + 1 < s.n ? digit[v >> 6 & 63] : '=';
		t[3] = i + 2 < s.n ? digit[v & 63] : '=';
		buf_add(b, t, 4);
	}
}

struct jw jw_on(struct buf *b)
{
	struct jw j = {.b = b};

	j.first[0] = true;
	return j;
}

static void before_value(struct jw *j)
{
	if (j->after_key) {
		j->after_key = false;
		return;
	}
	if (!j->first[j->depth] && j->depth)
		buf_addc(j->b, ',');
	j->first[j->depth] = false;
}

void jw_open(struct jw *j, char bracket)
{
	before_value(j);
	buf_addc(j->b, bracket);
	if (j->depth + 1 < sizeof(j->first) / sizeof(j->first[0]))
		j->depth++;
	else
		j->b->over = true;
	j->first[j->depth] = true;
}

void jw_close(struct jw *j, char bracket)
{
	buf_addc(j->b, bracket);
	if (j->depth)
		j->depth--;
}

void jw_key(struct jw *j, const char *key)
{
	before_value(j);
	out_json(j->b, str_of(key));
	buf_addc(j->b, ':');
	j->after_key = true;
}

void jw_str(struct jw *j, struct str s)
{
	before_value(j);
	if (str_none(s))
		buf_adds(j->b, "null");
	else
		out_json(j->b, s);
}

void jw_cstr(struct jw *j, const char *s)
{
	jw_str(j, str_of(s));
}

void jw_int(struct jw *j, int64_t v)
{
	uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	char t[24], *p = t + sizeof(t);

	before_value(j);
	do
		*--p = (char)('0' + rest % 10);
	while (rest /= 10);
	if (v < 0)
		*--p = '-';
	buf_add(j->b, p, (size_t)(t + sizeof(t) - p));
}

void jw_real(struct jw *j, double v)
{
	char t[400];
	int n;

	before_value(j);
	if (!isfinite(v) || v > 1e300 || v < -1e300) {
		buf_adds(j->b, "null");
		return;
	}
	n = snprintf(t, sizeof(t), "%.6f", v);
	while (n > 1 && t[n - 1] == '0' && t[n - 2] != '.')
		n--;
	if (n > 2 && t[n - 1] == '0' && t[n - 2] == '.')
		n -= 2;
	buf_add(j->b, t, (size_t)n);
}

void jw_bool(struct jw *j, bool v)
{
	before_value(j);
	buf_adds(j->b, v ? "true" : "false");
}

void jw_null(struct jw *j)
{
	before_value(j);
	buf_adds(j->b, "null");
}

void jw_raw(struct jw *j, struct str json)
{
	before_value(j);
	buf_addstr(j->b, json);
}

void jw_kstr(struct jw *j, const char *key, struct str s)
{
	jw_key(j, key);
	jw_str(j, s);
}

void jw_kcstr(struct jw *j, const char *key, const char *s)
{
	jw_key(j, key);
	jw_cstr(j, s);
}

void jw_kint(struct jw *j, const char *key, int64_t v)
{
	jw_key(j, key);
	jw_int(j, v);
}

void jw_kreal(struct jw *j, const char *key, double v)
{
	jw_key(j, key);
	jw_real(j, v);
}

void jw_kbool(struct jw *j, const char *key, bool v)
{
	jw_key(j, key);
	jw_bool(j, v);
}

void jw_knull(struct jw *j, const char *key)
{
	jw_key(j, key);
	jw_null(j);
}

void jw_ktime(struct jw *j, const char *key, int64_t ms, const struct zone *z)
{
	char t[TIME_TEXT];

	jw_kcstr(j, key, ms ? time_text(t, ms, z) : NULL);
}

void jw_kday(struct jw *j, const char *key, int32_t day)
{
	char t[TIME_TEXT];

	jw_kcstr(j, key, day == DAY_NONE ? NULL : day_text(t, day));
}

/* Values of one character; -1: none of base64's. */
static int value_of(int c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (is_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool base64_read(struct str s, struct buf *out)
{
	uint32_t bits = 0;
	unsigned n = 0;
	bool ended = false;

	for (size_t i = 0; i < s.n; i++) {
		int v = value_of((unsigned char)s.p[i]);

		if (is_space((unsigned char)s.p[i]))
			continue;
		if (s.p[i] == '=') {
			ended = true;
			continue;
		}
		if (v < 0 || ended)
			return false;
		bits = bits << 6 | (uint32_t)v;
		if (++n % 4 != 1)
			buf_addc(out, (char)(bits >> (6 - 2 * ((n - 1) % 4)) & 0xff));
	}
	return n % 4 != 1 && buf_ok(out);
}
