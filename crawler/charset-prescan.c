/* The encoding declared inside a document: the HTML Standard's "prescan a byte stream",
 * over 4,096 bytes instead of 1,024, because portals put scripts and comments first.
 *
 *	comment  "<!--" ... "-->"
 *	meta     "<meta" ( space | "/" ) attributes
 *	tag      "<" [ "/" ] letter ... attributes
 *	other    "<!" | "</" | "<?"  up to ">" */
#include "charset-part.h"

#define PRESCAN_BYTES 4096

struct scan {
	struct str in;
	size_t at;
};

struct attribute {
	struct str name, value;
};

static int peek(const struct scan *s, size_t i)
{
	return s->at + i < s->in.n ? (unsigned char)s->in.p[s->at + i] : -1;
}

static bool here(const struct scan *s, const char *word)
{
	return str_starts_nocase(str_sub(s->in, s->at, s->in.n), str_of(word));
}

static void skip_spaces(struct scan *s, bool slashes)
{
	while (is_space(peek(s, 0)) || (slashes && peek(s, 0) == '/'))
		s->at++;
}

static struct str quoted(struct scan *s)
{
	int quote = peek(s, 0);
	size_t from = ++s->at, end = str_findc(s->in, (char)quote, from);

	s->at = end == SIZE_MAX ? s->in.n : end + 1;
	return end == SIZE_MAX ? STR_NONE : str_sub(s->in, from, end - from);
}

/* "Get an attribute"; false at '>' or the end. */
static bool next_attribute(struct scan *s, struct attribute *out)
{
	size_t from;

	skip_spaces(s, true);
	if (peek(s, 0) < 0 || peek(s, 0) == '>')
		return false;
	from = s->at;
	while (peek(s, 0) >= 0 && !is_space(peek(s, 0)) && peek(s, 0) != '/' &&
		peek(s, 0) != '>' && !(peek(s, 0) == '=' && s->at > from))
		s->at++;
	out->name = str_sub(s->in, from, s->at - from);
	out->value = STR("");
	skip_spaces(s, false);
	if (peek(s, 0) != '=')
		return true;
	s->at++;
	skip_spaces(s, false);
	if (peek(s, 0) == '"' || peek(s, 0) == '\'') {
		out->value = quoted(s);
		return !str_none(out->value);
	}
	from = s->at;
	while (peek(s, 0) >= 0 && !is_space(peek(s, 0)) && peek(s, 0) != '>')
		s->at++;
	out->value = str_sub(s->in, from, s->at - from);
	return true;
}

/* "Extracting a character encoding from a meta element": the text after charset=. */
static struct str charset_in(struct str text)
{
	struct scan s = {text, 0};
	size_t from;

	for (;;) {
		s.at = str_find_nocase(text, STR("charset"), s.at);
		if (s.at == SIZE_MAX)
			return STR_NONE;
		s.at += 7;
		skip_spaces(&s, false);
		if (peek(&s, 0) == '=')
			break;
	}
	s.at++;
	skip_spaces(&s, false);
	if (peek(&s, 0) == '"' || peek(&s, 0) == '\'')
		return quoted(&s);
	from = s.at;
	while (peek(&s, 0) >= 0 && !is_space(peek(&s, 0)) && peek(&s, 0) != ';')
		s.at++;
	return str_sub(text, from, s.at - from);
}

struct str charset_of_content_type(struct str content_type)
{
	return charset_of_label(charset_in(content_type));
}

/* What a document says of itself in ASCII cannot be UTF-16. */
static struct str believable(struct str name)
{
	if (str_eqc(name, "utf-16le") || str_eqc(name, "utf-16be"))
		return STR("utf-8");
	return str_eqc(name, "x-user-defined") ? STR("windows-1252") : name;
}

static bool seen(const struct attribute *list, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(list[i].name, name))
			return true;
	return false;
}

/* The attributes of one <meta>; of each name the first counts. */
static struct str meta(struct scan *s)
{
	struct attribute list[32], x;
	struct str found = STR_NONE;
	bool pragma = false, by_charset = false;
	size_t n = 0;

	while (next_attribute(s, &x)) {
		if (seen(list, n, x.name))
			continue;
		if (n < sizeof(list) / sizeof(list[0]))
			list[n++] = x;
		if (str_eq_nocase(x.name, STR("http-equiv"))) {
			pragma = pragma || str_eq_nocase(x.value, STR("content-type"));
		} else if (str_eq_nocase(x.name, STR("charset"))) {
			found = charset_of_label(x.value);
			by_charset = true;
		} else if (str_eq_nocase(x.name, STR("content")) && str_none(found) && !by_charset) {
			found = charset_of_label(charset_in(x.value));
		}
	}
	if (peek(s, 0) != '>') /* cut off in the middle: nothing is said */
		return STR_NONE;
	return pragma || by_charset ? believable(found) : STR_NONE;
}

/* encoding="..." of an XML declaration. */
static struct str xml_encoding(struct str in)
{
	struct scan s = {in, 0};
	struct str name;
	size_t end, at;

	if (!str_starts(in, STR("<?xml")))
		return STR_NONE;
	end = str_findc(in, '>', 0);
	at = str_find(str_sub(in, 0, end), STR("encoding"), 0);
	if (end == SIZE_MAX || at == SIZE_MAX)
		return STR_NONE;
	s.at = at + 8;
	while (peek(&s, 0) >= 0 && peek(&s, 0) <= ' ')
		s.at++;
	if (peek(&s, 0) != '=')
		return STR_NONE;
	s.at++;
	while (peek(&s, 0) >= 0 && peek(&s, 0) <= ' ')
		s.at++;
	if (peek(&s, 0) != '"' && peek(&s, 0) != '\'')
		return STR_NONE;
	name = quoted(&s);
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] <= ' ')
			return STR_NONE;
	return believable(charset_of_label(name));
}

/* Of a style sheet: its very first bytes, in this spelling (CSS Syntax 3.2). */
static struct str css_charset(struct str body)
{
	struct str begin = STR("@charset \"");
	size_t end = str_find(body, STR("\";"), begin.n);

	if (!str_starts(body, begin) || end == SIZE_MAX)
		return STR_NONE;
	return believable(charset_of_label(str_sub(body, begin.n, end - begin.n)));
}

struct str charset_prescan(struct str body)
{
	struct scan s = {str_sub(body, 0, PRESCAN_BYTES), 0};
	struct attribute x;

	if (str_starts(body, STR("<\0?\0x\0")))
		return STR("utf-16le");
	if (str_starts(body, STR("\0<\0?\0x")))
		return STR("utf-16be");
	if (str_starts(s.in, STR("@")))
		return css_charset(s.in);
	for (; (s.at = str_findc(s.in, '<', s.at)) != SIZE_MAX; s.at++) {
		if (here(&s, "<!--")) {
			s.at = str_find(s.in, STR("-->"), s.at + 2);
			if (s.at == SIZE_MAX)
				break;
			s.at += 2;
		} else if (here(&s, "<meta") && (is_space(peek(&s, 5)) || peek(&s, 5) == '/')) {
			struct str found;

			s.at += 5;
			found = meta(&s);
			if (!str_none(found))
				return found;
		} else if (is_alpha(peek(&s, 1)) || (peek(&s, 1) == '/' && is_alpha(peek(&s, 2)))) {
			while (peek(&s, 0) >= 0 && !is_space(peek(&s, 0)) && peek(&s, 0) != '>')
				s.at++;
			while (next_attribute(&s, &x))
				;
		} else if (peek(&s, 1) == '!' || peek(&s, 1) == '/' || peek(&s, 1) == '?') {
			s.at = str_findc(s.in, '>', s.at);
			if (s.at == SIZE_MAX)
				break;
		}
	}
	return xml_encoding(s.in);
}
