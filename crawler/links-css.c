/* Addresses in CSS, by the tokens of CSS Syntax 3: comments and strings are skipped,
 * url(...) with or without quotes, @import "..." and image-set("...") are found, escapes are decoded. What
 * stands in @namespace is a name, no address. */
#include "base/utf8.h"
#include "crawler/links.h"

static bool is_css_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static bool is_ident(char c)
{
	return is_alnum((unsigned char)c) || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

/* Behind the comment that begins at `at`. */
static size_t skip_comment(struct str s, size_t at)
{
	size_t end = str_find(s, STR("*/"), at + 2);

	return end == SIZE_MAX ? s.n : end + 2;
}

static size_t skip_space(struct str s, size_t at)
{
	for (;;) {
		while (at < s.n && is_css_space(s.p[at]))
			at++;
		if (at + 1 >= s.n || s.p[at] != '/' || s.p[at + 1] != '*')
			return at;
		at = skip_comment(s, at);
	}
}

/* At the closing quote of the string that begins at `at`, or where a line end breaks it. */
static size_t string_end(struct str s, size_t at)
{
	char quote = s.p[at++];

	for (; at < s.n && s.p[at] != quote && s.p[at] != '\n'; at++)
		at += s.p[at] == '\\' && at + 1 < s.n;
	return at;
}

/* Behind the escape at s ("\"); what it means is added. */
static size_t unescape_one(struct str s, size_t at, struct buf *b)
{
	int32_t cp = 0;
	size_t i = at + 1, n = 0;

	while (i < s.n && n < 6 && hex_value((unsigned char)s.p[i]) >= 0) {
		cp = cp * 16 + hex_value((unsigned char)s.p[i++]);
		n++;
	}
	if (n) {
		utf8_put(b, cp ? cp : 0xFFFD);
		return i + (i < s.n && is_css_space(s.p[i]));
	}
	if (i < s.n && s.p[i] == '\n')
		return i + 1;
	if (i < s.n)
		buf_addc(b, s.p[i++]);
	return i;
}

static struct str unescape(struct str s, struct arena *a)
{
	struct buf b;
	struct str out;

	if (str_findc(s, '\\', 0) == SIZE_MAX)
		return s;
	b = BUF_INIT(s.n * 3 + 4);
	for (size_t i = 0; i < s.n;) {
		if (s.p[i] == '\\') {
			i = unescape_one(s, i, &b);
		} else {
			buf_addc(&b, s.p[i++]);
		}
	}
	out = arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}

/* The last byte of the escape at a backslash: up to six digits and one space behind them. */
static size_t escape_end(struct str s, size_t at)
{
	size_t end = at + 1;

	while (end < s.n && end - at <= 6 && hex_value((unsigned char)s.p[end]) >= 0)
		end++;
	if (end == at + 1)
		return end < s.n ? end : at;
	return end < s.n && is_css_space(s.p[end]) ? end : end - 1;
}

/* The address in "url(" behind the bracket; SIZE_MAX where it is malformed. */
static size_t read_url(struct str s, size_t at, struct str *ref, size_t *where)
{
	size_t end;

	while (at < s.n && is_css_space(s.p[at]))
		at++;
	if (at >= s.n)
		return SIZE_MAX;
	if (s.p[at] == '"' || s.p[at] == '\'') {
		end = string_end(s, at);
		*where = at + 1;
		*ref = str_n(s.p + at + 1, end - at - 1);
		return end < s.n && s.p[end] == s.p[at] ? end + 1 : SIZE_MAX;
	}
	for (end = at; end < s.n && s.p[end] != ')'; end++) {
		if (is_css_space(s.p[end]) || s.p[end] == '"' || s.p[end] == '\'' ||
		    s.p[end] == '(')
			break;
		if (s.p[end] == '\\')
			end = escape_end(s, end);
	}
	*where = at;
	*ref = str_n(s.p + at, end - at);
	while (end < s.n && is_css_space(s.p[end]))
		end++;
	return end >= s.n || s.p[end] == ')' ? end : SIZE_MAX;
}

static bool word_at(struct str s, size_t at, struct str word)
{
	return str_starts_nocase(str_sub(s, at, word.n), word);
}

/* Which address begins here? Advances *at over what is none. */
static bool address_at(struct str s, size_t *at, struct str *ref, size_t *where,
	bool *imported)
{
	size_t i = *at, end;

	*imported = false;
	if (s.p[i] == '@' && word_at(s, i, STR("@namespace"))) {
		end = str_findc(s, ';', i);
		*at = end == SIZE_MAX ? s.n : end;
		return false;
	}
	if (s.p[i] == '@' && word_at(s, i, STR("@import"))) {
		i = skip_space(s, i + 7);
		*at = i;
		*imported = true;
		if (i < s.n && (s.p[i] == '"' || s.p[i] == '\'')) {
			end = string_end(s, i);
			*where = i + 1;
			*ref = str_n(s.p + i + 1, end - i - 1);
			*at = end + (end < s.n);
			return true;
		}
	}
	if (!word_at(s, i, STR("url(")) || (i && is_ident(s.p[i - 1]))) {
		*at = i + (i < s.n && !*imported);
		return false;
	}
	end = read_url(s, i + 4, ref, where);
	*at = end == SIZE_MAX ? i + 4 : end;
	return end != SIZE_MAX;
}

/* Where the bracket that opens before `at` is closed. */
static size_t bracket_end(struct str s, size_t at)
{
	size_t open = 1;

	for (; at < s.n && open; at++) {
		if (s.p[at] == '"' || s.p[at] == '\'')
			at = string_end(s, at);
		else if (s.p[at] == '(')
			open++;
		else if (s.p[at] == ')')
			open--;
	}
	return at < s.n ? at : s.n;
}

/* image-set( begins here, with or without a vendor's mark before it. Its strings are
 * addresses; what stands in type() inside it is none. */
static bool enters_set(struct str s, struct css_cursor *c)
{
	if (c->at < c->set_end || !word_at(s, c->at, STR("image-set(")) ||
		(c->at && is_ident(s.p[c->at - 1]) && s.p[c->at - 1] != '-'))
		return false;
	c->at += 10;
	c->set_end = bracket_end(s, c->at);
	return true;
}

/* At a string: true where it is an address. */
static bool string_at(struct str s, struct css_cursor *c, struct str *ref, size_t *where)
{
	size_t end = string_end(s, c->at);

	*where = c->at + 1;
	*ref = end > c->at ? str_n(s.p + *where, end - *where) : STR_NONE;
	c->at = end < s.n ? end + 1 : s.n;
	return *where < c->set_end && ref->n;
}

bool css_next(struct str s, struct css_cursor *c, struct str *ref, size_t *where,
	bool *imported, struct arena *a)
{
	while (c->at < s.n) {
		char x = s.p[c->at];

		*imported = false;
		if (x == '/' && c->at + 1 < s.n && s.p[c->at + 1] == '*') {
			c->at = skip_comment(s, c->at);
		} else if (x == '"' || x == '\'') {
			if (string_at(s, c, ref, where)) {
				*ref = unescape(*ref, a);
				return true;
			}
		} else if ((x == 'i' || x == 'I') && enters_set(s, c)) {
			continue;
		} else if ((x == 't' || x == 'T') && c->at < c->set_end &&
			word_at(s, c->at, STR("type("))) {
			c->at = bracket_end(s, c->at + 5);
		} else if (x != '@' && x != 'u' && x != 'U') {
			c->at++;
		} else if (address_at(s, &c->at, ref, where, imported) && ref->n) {
			*ref = unescape(*ref, a);
			return true;
		}
	}
	return false;
}
