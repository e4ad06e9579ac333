/* Safe XML: prepared text in, tree out. */
#include "xml-read.h"

#include "base/utf8.h"
#include "reading.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <stdlib.h>

/* Offset behind "<!DOCTYPE ... [ ... ] >"; quotes and brackets respected, s.n at the end. */
static size_t doctype_end(struct str s, size_t at)
{
	int depth = 0;
	char quote = 0;

	for (; at < s.n; at++) {
		char c = s.p[at];

		if (quote) {
			if (c == quote)
				quote = 0;
		} else if (c == '"' || c == '\'') {
			quote = c;
		} else if (c == '[') {
			depth++;
		} else if (c == ']') {
			depth--;
		} else if (c == '>' && depth <= 0) {
			return at + 1;
		}
	}
	return s.n;
}

/* Where the prolog's DOCTYPE begins and ends; false where there is none. */
static bool doctype_find(struct str s, size_t *from, size_t *to)
{
	size_t at = 0;

	while ((at = str_findc(s, '<', at)) != SIZE_MAX) {
		struct str rest = str_sub(s, at, SIZE_MAX);

		if (str_starts_nocase(rest, STR("<!doctype"))) {
			*from = at;
			*to = doctype_end(s, at);
			return true;
		}
		if (str_starts(rest, STR("<!--"))) {
			at = str_find(s, STR("-->"), at);
		} else if (str_starts(rest, STR("<?"))) {
			at = str_find(s, STR("?>"), at);
		} else {
			return false;
		}
		if (at == SIZE_MAX)
			return false;
	}
	return false;
}

/* Length of a character reference at s[at] == '&', 0 for a bare ampersand. */
static size_t reference_length(struct str s, size_t at)
{
	size_t i = at + 1;
	bool number = i < s.n && s.p[i] == '#';

	if (number)
		i++;
	if (number && i < s.n && (s.p[i] == 'x' || s.p[i] == 'X'))
		i++;
	for (size_t from = i; i < s.n && i - from < 32; i++) {
		if (s.p[i] == ';')
			return i > from ? i + 1 - at : 0;
		if (!is_alnum((unsigned char)s.p[i]))
			return 0;
	}
	return 0;
}

static void put_reference(struct buf *b, struct str ref)
{
	char name[40] = {0};
	static const char *const own[] = {"amp", "lt", "gt", "quot", "apos"};
	const htmlEntityDesc *e;

	memcpy(name, ref.p + 1, ref.n - 2);
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		if (streq(name, own[i])) {
			buf_addstr(b, ref);
			return;
		}
	}
	if (name[0] == '#') {
		buf_addstr(b, ref);
		return;
	}
	e = htmlEntityLookup((const xmlChar *)name);
	if (e)
		utf8_put(b, (int32_t)e->value);
	else
		buf_addf(b, "&amp;%s;", name);
}

/* CDATA is copied as it is: an ampersand in there is one. */
static void repair_into(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n;) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '<' && str_starts(str_sub(s, i, 9), STR("<![CDATA["))) {
			size_t end = str_find(s, STR("]]>"), i);
			size_t n = end == SIZE_MAX ? s.n - i : end + 3 - i;

			buf_add(b, s.p + i, n);
			i += n;
		} else if (c == '&') {
			size_t n = reference_length(s, i);

			if (n)
				put_reference(b, str_sub(s, i, n));
			else
				buf_adds(b, "&amp;");
			i += n ? n : 1;
		} else {
			if (c >= 0x20 || c == '\t' || c == '\n' || c == '\r')
				buf_addc(b, (char)c);
			i++;
		}
	}
}

void xml_prepare(struct str text, bool repair, struct buf *b)
{
	struct str s = text;
	size_t from = 0, to = 0;

	s = str_sub(s, 0, reading_monster_tag(s));
	if (str_starts(s, STR("\xef\xbb\xbf")))
		s = str_sub(s, 3, SIZE_MAX);
	while (s.n && is_space((unsigned char)s.p[0]))
		s = str_sub(s, 1, SIZE_MAX);
	if (!doctype_find(s, &from, &to))
		from = to = 0;
	buf_init(b, s.n * 6 + 16); /* the longest growth: '&' as "&amp;" */
	buf_add(b, s.p ? s.p : "", from);
	s = str_sub(s, to, SIZE_MAX);
	if (repair)
		repair_into(b, s);
	else
		buf_addstr(b, s);
}

static xmlDocPtr parse(struct str text, bool repair)
{
	struct buf b = {0};
	xmlParserCtxtPtr ctx;
	xmlDocPtr doc = NULL;

	xml_prepare(text, repair, &b);
	ctx = xmlNewParserCtxt();
	if (ctx && b.n && b.n < INT32_MAX)
		doc = xmlCtxtReadMemory(ctx, b.p, (int)b.n, NULL, "UTF-8",
			XML_SAFE | (repair ? XML_PARSE_RECOVER : 0));
	xmlFreeParserCtxt(ctx);
	buf_release(&b);
	return doc;
}

xmlDocPtr xml_read(struct str text, bool *repaired)
{
	xmlDocPtr doc = parse(text, false);

	*repaired = !doc;
	if (!doc)
		doc = parse(text, true);
	if (doc && !xmlDocGetRootElement(doc)) {
		xmlFreeDoc(doc);
		doc = NULL;
	}
	return doc;
}

bool xml_named(const xmlNode *x, const char *local)
{
	const char *name;
	const char *colon;

	if (!x || x->type != XML_ELEMENT_NODE)
		return false;
	name = (const char *)x->name;
	/* an undeclared prefix stays part of the name */
	colon = strchr(name, ':');
	return str_eq_nocase(str_of(colon ? colon + 1 : name), str_of(local));
}

struct str xml_attribute(const xmlNode *x, const char *local)
{
	for (const xmlAttr *at = x->properties; at; at = at->next) {
		xmlChar *v;
		struct str out;

		if (!str_eq_nocase(str_of((const char *)at->name), str_of(local)))
			continue;
		v = xmlNodeListGetString(x->doc, at->children, 1);
		out = v ? str_of(str_dup(str_of((const char *)v))) : str_of(cstr_dup(""));
		xmlFree(v);
		return out;
	}
	return STR_NONE;
}

static bool name_char(int c)
{
	return is_alnum(c) || c == '_' || c == '-' || c == '.' || c == ':' || c >= 0x80;
}

struct str xml_root_name(struct str s)
{
	size_t at = 0;

	while ((at = str_findc(s, '<', at)) != SIZE_MAX) {
		struct str rest = str_sub(s, at, SIZE_MAX);
		size_t n = 1;

		if (str_starts_nocase(rest, STR("<!doctype"))) {
			at = doctype_end(s, at);
			continue;
		}
		if (str_starts(rest, STR("<!--"))) {
			at = str_find(s, STR("-->"), at);
			if (at == SIZE_MAX)
				return STR_NONE;
			continue;
		}
		if (str_starts(rest, STR("<?"))) {
			at++;
			continue;
		}
		while (n < rest.n && name_char((unsigned char)rest.p[n]))
			n++;
		rest = str_sub(rest, 1, n - 1);
		at = str_rfindc(rest, ':');
		return at == SIZE_MAX ? rest : str_sub(rest, at + 1, SIZE_MAX);
	}
	return STR_NONE;
}

bool xml_is_whole(struct str text)
{
	struct str root = xml_root_name(text), last;
	size_t at;

	text = str_trim(text);
	while ((at = str_rfindc(text, '<')) != SIZE_MAX &&
		str_starts(str_sub(text, at, SIZE_MAX), STR("<!--")) && str_ends(text, STR("-->")))
		text = str_trim(str_sub(text, 0, at));
	if (at == SIZE_MAX || !str_ends(text, STR(">")))
		return false;
	last = str_sub(text, at + 1, text.n - at - 2);
	if (str_ends(last, STR("/"))) /* the root itself, empty, or something in it */
		return !str_has(text, STR("</")) && str_eq(xml_root_name(str_sub(text, at, SIZE_MAX)), root);
	if (!str_starts(last, STR("/")))
		return false;
	last = str_trim(str_sub(last, 1, SIZE_MAX));
	at = str_rfindc(last, ':');
	return str_eq_nocase(at == SIZE_MAX ? last : str_sub(last, at + 1, SIZE_MAX), root);
}
