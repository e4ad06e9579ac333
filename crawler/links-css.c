/* Addresses in CSS, by the tokens of CSS Syntax 3: comments and strings are skipped,
 * url(...) with or without quotes, @import "..." and image-set("...") are found, escapes in addresses are
 * decoded. What stands in @namespace is a name, no address. */
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

/* Behind what is left of a malformed "url(" without quotes (CSS Syntax 4.3.14). */
static size_t bad_url_end(struct str s, size_t at)
{
	for (; at < s.n && s.p[at] != ')'; at++)
		at += s.p[at] == '\\' && at + 1 < s.n;
	return at < s.n ? at + 1 : s.n;
}

/* The address in quotes at `at`; the end of the text closes it. False where a line end
 * breaks it. */
static bool quoted_url(struct str s, size_t *at, struct str *ref, size_t *where)
{
	size_t from = *at + 1, end = string_end(s, *at);

	if (end < s.n && s.p[end] == '\n') {
		*at = end;
		return false;
	}
	*where = from;
	*ref = str_sub(s, from, end - from);
	*at = end < s.n ? end + 1 : s.n;
	return true;
}

/* The address in "url(" behind the bracket; false where it is malformed. *at moves behind
 * it either way. */
static bool read_url(struct str s, size_t *at, struct str *ref, size_t *where)
{
	size_t from = *at, end;

	while (from < s.n && is_css_space(s.p[from]))
		from++;
	*at = from;
	if (from < s.n && (s.p[from] == '"' || s.p[from] == '\''))
		return quoted_url(s, at, ref, where);
	for (end = from; end < s.n && s.p[end] != ')'; end++) {
		if (is_css_space(s.p[end]) || s.p[end] == '"' || s.p[end] == '\'' ||
		    s.p[end] == '(')
			break;
		if (s.p[end] == '\\')
			end = escape_end(s, end);
	}
	*where = from;
	*ref = str_n(s.p + from, end - from);
	while (end < s.n && is_css_space(s.p[end]))
		end++;
	*at = end;
	if (end >= s.n || s.p[end] == ')')
		return true;
	*at = bad_url_end(s, end);
	return false;
}

static bool word_at(struct str s, size_t at, struct str word)
{
	return str_starts_nocase(str_sub(s, at, word.n), word);
}

/* May a style sheet load what is named in the declaration that begins at `from`? Browsers
 * pass over properties that they do not know, those for Internet Explorer, "*background" and
 * "behavior", among them; what stands before a block, as in "@document url(x)", is no value. */
static bool is_loaded(struct str s, size_t from, size_t at)
{
	struct str what = str_sub(s, from, at > from ? at - from : 0);

	return what.n == 0 || (what.p[0] != '@' && what.p[0] != '*' && what.p[0] != '_' &&
		!str_starts_nocase(what, STR("behavior")) &&
		!str_starts_nocase(what, STR("-moz-binding")));
}

/* @import where a browser obeys it: before all rules, and in no attribute. */
static bool imports_here(struct str s, const struct css_cursor *c)
{
	return !c->attribute && !c->rules && c->begin == c->at &&
		word_at(s, c->at, STR("@import")) &&
		(c->at + 7 >= s.n || !is_ident(s.p[c->at + 7]));
}

/* Which address begins here? Moves on over what is none. */
static bool address_at(struct str s, struct css_cursor *c, struct str *ref, size_t *where,
	bool *imported)
{
	size_t i = c->at;

	*imported = s.p[i] == '@' && imports_here(s, c);
	if (*imported) {
		c->at = i = skip_space(s, i + 7);
		if (i < s.n && (s.p[i] == '"' || s.p[i] == '\''))
			return quoted_url(s, &c->at, ref, where);
	}
	if (!word_at(s, i, STR("url(")) || (!*imported && i && is_ident(s.p[i - 1]))) {
		c->at = i + (i < s.n && !*imported);
		return false;
	}
	c->at = i + 4;
	return read_url(s, &c->at, ref, where) && (*imported || is_loaded(s, c->begin, i));
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
	return *where < c->set_end && ref->n && is_loaded(s, c->begin, *where);
}

/* Behind spaces, comments, and the marks that hide a sheet from browsers without any. */
static size_t skip_marks(struct str s, size_t at)
{
	size_t from;

	do {
		from = at;
		at = skip_space(s, at);
		if (word_at(s, at, STR("<!--")))
			at += 4;
		else if (word_at(s, at, STR("-->")))
			at += 3;
	} while (at > from);
	return at;
}

bool css_next(struct str s, struct css_cursor *c, struct str *ref, size_t *where,
	bool *imported, struct arena *a)
{
	while (c->at < s.n) {
		char x;

		if (c->begin == c->at)
			c->begin = c->at = skip_marks(s, c->at);
		if (c->at >= s.n)
			return false;
		x = s.p[c->at];
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
		} else if (x == ';' || x == '{' || x == '}') {
			c->rules |= x == '{';
			c->begin = ++c->at;
		} else if (x != '@' && x != 'u' && x != 'U') {
			c->at++;
		} else if (address_at(s, c, ref, where, imported) && ref->n) {
			*ref = unescape(*ref, a);
			return true;
		}
	}
	return false;
}
