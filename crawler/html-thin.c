/* The page is walked through as libxml2 does it (HTMLparser.c: htmlParseContentInternal,
 * htmlParseStartTag, htmlParseScript, htmlParseComment); where it and browsers differ, or
 * its versions among themselves, nothing is put aside. */
#include "html-thin.h"

#include "reading.h"

#define FIRST_CHAR 0xF0000u
#define KEPT_MAX 0x20000u /* characters of two planes */
#define KEPT_LEAST 8	  /* bytes: less is not worth it */

struct thinner {
	struct html_thin *t;
	struct arena *a;
	struct str in;
	size_t at;	/* read so far */
	size_t done;	/* of that, written */
	char *out;
	size_t n, cap;
	bool whole;   /* this tag stays as it is */
	bool monster; /* it has too many attributes */
};

enum { PLAIN, BLANK, MARK, REFUSED };

#define R REFUSED
/* What ends a text, what is white space, and what no parser takes. */
static const unsigned char kind_of[256] = {R, R, R, R, R, R, R, R, R, BLANK, BLANK, R, R, BLANK,
	R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, [' '] = BLANK, ['&'] = MARK,
	['<'] = MARK};

static bool is_blank(char c)
{
	return kind_of[(unsigned char)c] == BLANK;
}

static char peek(const struct thinner *x, size_t ahead)
{
	return x->at + ahead < x->in.n ? x->in.p[x->at + ahead] : 0;
}

static void copy_until(struct thinner *x, size_t at)
{
	memcpy(x->out + x->n, x->in.p + x->done, at - x->done);
	x->n += at - x->done;
	x->done = at;
}

/* in[from .. to) becomes one character; what lies before it is copied. */
static void keep(struct thinner *x, size_t from, size_t to)
{
	struct html_thin *t = x->t;
	unsigned cp = FIRST_CHAR + (unsigned)t->nkept;
	char *p;

	if (to - from < KEPT_LEAST || t->nkept == KEPT_MAX || x->whole)
		return;
	t->kept = arena_grow(x->a, t->kept, t->nkept, &x->cap, sizeof(*t->kept));
	t->kept[t->nkept++] = str_sub(x->in, from, to - from);
	copy_until(x, from);
	p = x->out + x->n;
	p[0] = (char)(0xF0 | cp >> 18);
	p[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	p[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	p[3] = (char)(0x80 | (cp & 0x3F));
	x->n += HTML_THIN_BYTES;
	x->done = to;
}

/* U+FFFE and U+FFFF, which libxml2 drops. */
static bool is_no_character(struct str s, size_t i)
{
	return (unsigned char)s.p[i] == 0xEF && i + 2 < s.n &&
	       (unsigned char)s.p[i + 1] == 0xBF && (unsigned char)s.p[i + 2] >= 0xBE;
}

/* Are all characters of in[from .. to) such as a text may hold? */
static bool is_clean(struct str s, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		if (kind_of[(unsigned char)s.p[i]] == REFUSED || is_no_character(s, i))
			return false;
	}
	return true;
}

static void skip_blanks(struct thinner *x)
{
	while (x->at < x->in.n && is_blank(x->in.p[x->at]))
		x->at++;
}

/* From here to the next tag or reference, without the white space it begins with. */
static void thin_text(struct thinner *x)
{
	bool clean = true;
	size_t from;

	skip_blanks(x);
	for (from = x->at; x->at < x->in.n; x->at++) {
		unsigned kind = kind_of[(unsigned char)x->in.p[x->at]];

		if (kind == MARK)
			break;
		clean &= kind != REFUSED && !is_no_character(x->in, x->at);
	}
	if (clean)
		keep(x, from, x->at);
}

static bool begins_name(char c)
{
	return is_alpha((unsigned char)c) || c == '_' || c == ':' || c == '.';
}

static bool in_name(char c)
{
	return begins_name(c) || is_digit((unsigned char)c) || c == '-';
}

static void skip_name(struct thinner *x)
{
	while (x->at < x->in.n && in_name(x->in.p[x->at]))
		x->at++;
}

/* Behind the = of an attribute. A value without references is copied as it is. */
static bool thin_value(struct thinner *x)
{
	char quote = peek(x, 0);
	size_t from = x->at + 1, end;

	if (quote != '"' && quote != '\'') {
		while (x->at < x->in.n && x->in.p[x->at] != '>' && !is_blank(x->in.p[x->at]))
			x->at++;
		return true;
	}
	end = str_findc(x->in, quote, from);
	if (end == SIZE_MAX)
		return false;
	x->at = end + 1;
	if (end - from >= KEPT_LEAST && !memchr(x->in.p + from, '&', end - from) &&
		!memchr(x->in.p + from, 0, end - from))
		keep(x, from, end);
	return true;
}

/* From the '<' of a start tag to behind its '>'. False: the page ends inside it, or is to end
 * before it. */
static bool thin_tag(struct thinner *x, bool *closed)
{
	size_t attributes = 0;

	x->at++;
	skip_name(x);
	for (skip_blanks(x); x->at < x->in.n; skip_blanks(x)) {
		*closed = peek(x, 0) == '/' && peek(x, 1) == '>';
		if (*closed || peek(x, 0) == '>') {
			x->at += *closed ? 2 : 1;
			return true;
		}
		x->monster = ++attributes > ATTRIBUTES_MAX;
		if (x->monster)
			return false;
		if (!begins_name(peek(x, 0))) { /* stray: up to the next blank */
			while (x->at < x->in.n && !is_blank(peek(x, 0)) && peek(x, 0) != '>' &&
				!(peek(x, 0) == '/' && peek(x, 1) == '>'))
				x->at++;
			continue;
		}
		skip_name(x);
		skip_blanks(x);
		if (peek(x, 0) != '=')
			continue;
		x->at++;
		skip_blanks(x);
		if (!thin_value(x))
			return false;
	}
	return false;
}

/* The content of a script or style up to "</script". False: it does not end, or begins in a
 * way that ends it at once. */
static bool thin_script(struct thinner *x, struct str end_tag)
{
	size_t from = x->at, end = str_find_nocase(x->in, end_tag, from);

	if (end == SIZE_MAX || (end > from && peek(x, 0) == '<' &&
				       (begins_name(peek(x, 1)) || peek(x, 1) == '/')))
		return false;
	x->at = end;
	if (is_clean(x->in, from, end))
		keep(x, from, end);
	return true;
}

static bool thin_element(struct thinner *x)
{
	static const struct str names[] = {{"</script", 8}, {"</style", 7}};
	struct str name = str_sub(x->in, x->at + 1, SIZE_MAX);
	bool closed = false, ends;

	/* the parser itself may add attributes of a second one to the first */
	x->whole = str_starts_nocase(name, STR("html"));
	ends = thin_tag(x, &closed);
	x->whole = false;
	if (!ends)
		return false;
	for (size_t i = 0; i < 2 && !closed; i++) {
		struct str want = str_sub(names[i], 2, SIZE_MAX);

		if (str_starts_nocase(name, want) && name.n > want.n &&
			!in_name(name.p[want.n]))
			return thin_script(x, names[i]);
	}
	return true;
}

/* From "<!--" to behind "-->" or "--!>". */
static bool thin_comment(struct thinner *x)
{
	size_t from = x->at + 4, end = from;

	do {
		end = str_find(x->in, STR("--"), end);
		if (end == SIZE_MAX)
			return false;
		x->at = end + 2 + (end + 2 < x->in.n && x->in.p[end + 2] == '!');
		end++;
	} while (peek(x, 0) != '>');
	x->at++;
	if (is_clean(x->in, from, end - 1))
		keep(x, from, end - 1);
	return true;
}

/* An end tag or an instruction goes to the next '>', whatever stands in it. */
static bool pass_tag(struct thinner *x)
{
	size_t end = str_findc(x->in, '>', x->at);

	x->at = end + 1;
	return end != SIZE_MAX;
}

static bool even(const struct thinner *x, size_t from, char quote)
{
	bool open = false;

	for (; from < x->at; from++)
		open ^= x->in.p[from] == quote;
	return !open;
}

/* So does a document type, but quotes may hide a '>'. */
static bool pass_doctype(struct thinner *x)
{
	size_t from = x->at;

	return pass_tag(x) && !memchr(x->in.p + from + 1, '<', x->at - from - 1) &&
	       even(x, from, '"') &&
	       even(x, from, '\'');
}

/* "<![endif]>": text to this parser, a comment to others. */
static void pass_bogus(struct thinner *x)
{
	for (x->at += 2; x->at < x->in.n && x->in.p[x->at] != '<';) {
		if (x->in.p[x->at++] == '>')
			return;
	}
}

/* A reference, and what the parser may take for part of its name. */
static void pass_reference(struct thinner *x)
{
	do
		x->at++;
	while (x->at < x->in.n && (is_alnum((unsigned char)x->in.p[x->at]) ||
					  (unsigned char)x->in.p[x->at] >= 0x80 ||
					  memchr("#:-_.;", x->in.p[x->at], 6)));
}

/* At a '<'. */
static bool thin_markup(struct thinner *x)
{
	char next = peek(x, 1);

	if (is_alpha((unsigned char)next))
		return thin_element(x);
	if (next == '!' && peek(x, 2) == '-' && peek(x, 3) == '-')
		return thin_comment(x);
	if (next == '!' && str_starts_nocase(str_sub(x->in, x->at + 2, 7), STR("doctype")))
		return pass_doctype(x);
	if ((next == '/' || next == '?') && begins_name(peek(x, 2)))
		return pass_tag(x);
	if (next == '?' || begins_name(next))
		return false;
	if (next == '!')
		pass_bogus(x);
	else
		x->at += next == '/' ? 2 : 1;
	return true;
}

/* One step; false where the rest of the page is to stay as it is. */
static bool thin_next(struct thinner *x)
{
	if (peek(x, 0) == '<')
		return thin_markup(x);
	if (peek(x, 0) == '&')
		pass_reference(x);
	else
		thin_text(x);
	return true;
}

/* &#xF0001; and the like would stand for one of the characters. */
static bool refers_to_kept(struct str s)
{
	for (size_t at = 0; (at = str_find(s, STR("&#"), at)) != SIZE_MAX;) {
		unsigned base = 10, value = 0;

		at += 2;
		if (at < s.n && (s.p[at] == 'x' || s.p[at] == 'X')) {
			base = 16;
			at++;
		}
		for (; at < s.n && hex_value((unsigned char)s.p[at]) >= 0; at++) {
			value = value * base + (unsigned)hex_value((unsigned char)s.p[at]);
			if (value >= FIRST_CHAR)
				return true;
		}
	}
	return false;
}

/* Step by step to the end, or to where the rest stays as it is. */
static size_t thin_page(struct thinner *x)
{
	while (x->at < x->in.n) {
		struct thinner before = *x;
		size_t nkept = x->t->nkept;

		if (thin_next(x))
			continue;
		before.cap = x->cap; /* the step is taken back */
		before.monster = x->monster;
		*x = before;
		x->t->nkept = nkept;
		return x->at + (x->monster ? 0 : reading_monster_tag(str_sub(x->in, x->at, SIZE_MAX)));
	}
	return x->in.n;
}

void html_thin(struct html_thin *t, struct str text, struct arena *a)
{
	struct thinner x = {.t = t, .a = a, .in = text};

	*t = (struct html_thin){.text = text, .read = text.n};
	if (!text.n)
		return;
	if (memchr(text.p, 0xF3, text.n) || memchr(text.p, 0xF4, text.n) ||
		refers_to_kept(text)) {
		t->read = reading_monster_tag(text);
		t->text = str_sub(text, 0, t->read);
		return;
	}
	x.out = arena_raw(a, text.n);
	t->read = thin_page(&x);
	copy_until(&x, t->read);
	t->text = str_n(x.out, x.n);
}

struct str html_kept(const struct html_thin *t, const char *p, size_t n)
{
	unsigned i;

	if (n < HTML_THIN_BYTES || (unsigned char)p[0] < 0xF3)
		return STR_NONE;
	i = ((unsigned char)p[0] & 7u) << 18 | ((unsigned char)p[1] & 0x3Fu) << 12 |
	    ((unsigned char)p[2] & 0x3Fu) << 6 | ((unsigned char)p[3] & 0x3Fu);
	i -= FIRST_CHAR;
	return i < t->nkept ? t->kept[i] : STR_NONE;
}
