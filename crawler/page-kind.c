/* What a document is, from its bytes and never from its name. */
#include "page-private.h"

#include "crawler/html.h"

#define LOOK_BYTES 4096

struct magic {
	int kind;
	uint16_t offset;
	uint8_t n;
	const char *bytes;
};

#define M(kind, offset, text) {kind, offset, sizeof(text) - 1, text}
static const struct magic magics[] = {
	M(PAGE_PDF, 0, "%PDF-"),
	M(PAGE_OFFICE, 0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), /* OLE2: doc, xls, ppt, wps */
	M(PAGE_OFFICE, 0, "{\\rtf"),
	M(PAGE_ARCHIVE, 0, "Rar!\x1A\x07"),
	M(PAGE_ARCHIVE, 0, "7z\xBC\xAF\x27\x1C"),
	M(PAGE_ARCHIVE, 0, "\x1F\x8B\x08"),
	M(PAGE_ARCHIVE, 0, "BZh"),
	M(PAGE_ARCHIVE, 0, "\xFD" "7zXZ"),
	M(PAGE_ARCHIVE, 0, "\x28\xB5\x2F\xFD"),
	M(PAGE_ARCHIVE, 257, "ustar"),
	M(PAGE_IMAGE, 0, "\x89PNG\r\n\x1A\n"),
	M(PAGE_IMAGE, 0, "\xFF\xD8\xFF"),
	M(PAGE_IMAGE, 0, "GIF87a"),
	M(PAGE_IMAGE, 0, "GIF89a"),
	M(PAGE_IMAGE, 0, "II*\0"),
	M(PAGE_IMAGE, 0, "MM\0*"),
	M(PAGE_IMAGE, 0, "\0\0\1\0"),
	M(PAGE_IMAGE, 8, "WEBP"),
	M(PAGE_IMAGE, 4, "ftypavif"),
	M(PAGE_IMAGE, 4, "ftypheic"),
};

static bool has_at(struct str s, size_t at, struct str what)
{
	return str_starts(str_sub(s, at, what.n), what);
}

/* Office files are zip archives with known members. */
static int kind_of_zip(struct str body)
{
	static const char *const members[] = {"[Content_Types].xml", "word/", "xl/", "ppt/",
		"OFD.xml", "mimetypeapplication/vnd.oasis", "mimetypeapplication/epub"};
	struct str head = str_sub(body, 0, LOOK_BYTES);
	struct str tail = body.n > LOOK_BYTES
		? str_sub(body, body.n - LOOK_BYTES, LOOK_BYTES) : head;

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (str_has(head, str_of(members[i])) || str_has(tail, str_of(members[i])))
			return PAGE_OFFICE;
	return PAGE_ARCHIVE;
}

/* Text holds no NUL and few other controls; UTF-16 with its mark is text. */
static bool is_binary(struct str body)
{
	struct str head = str_sub(body, 0, 1024);
	size_t odd = 0;

	if (has_at(body, 0, STR("\xFF\xFE")) || has_at(body, 0, STR("\xFE\xFF")))
		return false;
	/* markup with NULs in it is a page; no binary format begins like this */
	if (str_starts(str_trim(head), STR("<")))
		return false;
	for (size_t i = 0; i < head.n; i++) {
		unsigned char c = (unsigned char)head.p[i];

		odd += c < 32 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 27;
	}
	return odd * 20 > head.n;
}

int kind_of_bytes(struct str body)
{
	if (str_trim(body).n == 0)
		return PAGE_EMPTY;
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (has_at(body, magics[i].offset, str_n(magics[i].bytes, magics[i].n)))
			return magics[i].kind;
	if (has_at(body, 0, STR("PK\3\4")) || has_at(body, 0, STR("PK\5\6")))
		return kind_of_zip(body);
	if (has_at(body, 0, STR("BM")) && body.n > 14 && has_at(body, 6, STR("\0\0\0\0")))
		return PAGE_IMAGE;
	if (str_find(str_sub(body, 0, 1024), STR("%PDF-1."), 0) != SIZE_MAX)
		return PAGE_PDF;
	return is_binary(body) ? PAGE_OTHER : -1;
}

/* The first element of a text, comments, doctype and declarations passed over. */
static struct str first_name(struct str text)
{
	while ((text = str_trim(text)).n) {
		size_t end = 1;

		if (text.p[0] != '<')
			return STR_NONE;
		if (str_starts(text, STR("<!--"))) {
			end = str_find(text, STR("-->"), 4);
			if (end == SIZE_MAX)
				return STR_NONE;
			text = str_sub(text, end + 3, SIZE_MAX);
			continue;
		}
		if (str_starts_nocase(text, STR("<!doctype html")))
			return STR("html");
		if (text.n > 1 && (text.p[1] == '!' || text.p[1] == '?')) {
			end = str_findc(text, '>', 0);
			if (end == SIZE_MAX)
				return STR_NONE;
			text = str_sub(text, end + 1, SIZE_MAX);
			continue;
		}
		while (end < text.n && text.p[end] != '>' && text.p[end] != '/' &&
			!is_space((unsigned char)text.p[end]))
			end++;
		return str_sub(text, 1, end - 1);
	}
	return STR_NONE;
}

struct root {
	const char *name;
	int kind;
};

static const struct root roots[] = {
	{"rss", PAGE_FEED}, {"feed", PAGE_FEED}, {"rdf:rdf", PAGE_FEED},
	{"urlset", PAGE_SITEMAP}, {"sitemapindex", PAGE_SITEMAP}, {"svg", PAGE_IMAGE},
};

/* Types whose text may well hold a tag. A page that bears one of them wrongly begins with
 * markup. */
static bool is_plain(struct str type)
{
	static const char *const plain[] = {"text/plain", "text/markdown", "text/x-markdown",
		"text/csv"};

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (str_starts_nocase(str_trim(type), str_of(plain[i])))
			return true;
	return false;
}

static int kind_of_markup(struct str text, struct str type)
{
	struct str name = first_name(text), local = name;
	bool declared = str_starts(text, STR("<?xml"));

	if (str_findc(name, ':', 0) != SIZE_MAX && !str_eq_nocase(name, STR("rdf:rdf")))
		local = str_sub(name, str_findc(name, ':', 0) + 1, SIZE_MAX);
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		if (str_eq_nocase(local, str_of(roots[i].name)))
			return roots[i].kind;
	if (html_atom_of(name) == H_DATASTORE || html_atom_of(name) == H_RECORDSET)
		return PAGE_XML;
	if (html_atom_of(name) != H_NONE)
		return PAGE_HTML;
	if (declared)
		return PAGE_XML;
	if (str_find_nocase(type, STR("html"), 0) == SIZE_MAX &&
	    str_find_nocase(type, STR("xml"), 0) != SIZE_MAX)
		return PAGE_XML;
	if (str_none(name) && !str_has(str_sub(text, 0, LOOK_BYTES), STR(">")))
		return PAGE_TEXT;
	return PAGE_HTML;
}

/* {...}, [...], or either in the brackets of a call. */
static bool looks_like_json(struct str text)
{
	size_t open = 0;
	char last;

	text = str_trim(text);
	if (text.n && text.p[text.n - 1] == ';')
		text.n--;
	text = str_trim(text);
	if (text.n < 2)
		return false;
	while (open < text.n && open < 100 &&
		(is_alnum((unsigned char)text.p[open]) || text.p[open] == '_' ||
			text.p[open] == '$' || text.p[open] == '.'))
		open++;
	if (open && open < text.n && text.p[open] == '(' && text.p[text.n - 1] == ')') {
		text = str_trim(str_sub(text, open + 1, text.n - open - 2));
		if (text.n < 2)
			return false;
	} else if (open) {
		return false;
	}
	last = text.p[text.n - 1];
	if (text.p[0] == '{' && last == '}') {
		text = str_trim(str_sub(text, 1, text.n - 2));
		return text.n == 0 || text.p[0] == '"';
	}
	return text.p[0] == '[' && last == ']';
}

static bool has_markup(struct str text)
{
	static const char *const tags[] = {"</", "<a ", "<br", "<p", "<div", "<html", "<script",
		"<table", "<li"};
	struct str head = str_sub(text, 0, LOOK_BYTES);

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (str_find_nocase(head, str_of(tags[i]), 0) != SIZE_MAX)
			return true;
	return false;
}

static struct str skip_css_comments(struct str s)
{
	for (s = str_trim(s); str_starts(s, STR("/*")); s = str_trim(s)) {
		size_t end = str_find(s, STR("*/"), 2);

		s = str_sub(s, end == SIZE_MAX ? s.n : end + 2, SIZE_MAX);
	}
	return s;
}

/* A style sheet without a label: an at-rule, or "selector { property :". Scripts and prose
 * do not look like that. */
static bool looks_like_css(struct str s)
{
	static const char *const rules[] = {"@charset", "@import", "@media", "@font-face",
		"@keyframes", "@-webkit-", "@namespace", "@supports"};
	size_t open, n = 0;

	s = skip_css_comments(s);
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (str_starts_nocase(s, str_of(rules[i])))
			return true;
	open = str_findc(str_sub(s, 0, 2000), '{', 0);
	if (open == SIZE_MAX || open == 0 || !str_has(s, STR("}")))
		return false;
	for (size_t i = 0; i < open; i++)
		if (s.p[i] == ';' ||
		    (s.p[i] == '=' && !str_has(str_sub(s, 0, i), STR("["))))
			return false;
	if (str_has(str_sub(s, 0, open), STR("function")))
		return false;
	s = skip_css_comments(str_sub(s, open + 1, SIZE_MAX));
	while (n < s.n && (is_alpha((unsigned char)s.p[n]) || s.p[n] == '-' || s.p[n] == '*' ||
		s.p[n] == '_'))
		n++;
	s = str_trim(str_sub(s, n, 20));
	return n > 1 && s.n && s.p[0] == ':';
}

static bool is_css(struct str type)
{
	return str_find_nocase(type, STR("text/css"), 0) != SIZE_MAX;
}

int kind_of_text(struct str text, struct str type)
{
	struct str s = str_trim(text);

	if (s.n == 0)
		return PAGE_EMPTY;
	if (s.p[0] == '<' && !(is_css(type) && str_none(first_name(s))))
		return kind_of_markup(s, type);
	if (looks_like_json(s))
		return PAGE_JSON;
	if (is_css(type))
		return PAGE_CSS;
	if (str_find_nocase(type, STR("javascript"), 0) != SIZE_MAX ||
	    str_find_nocase(type, STR("ecmascript"), 0) != SIZE_MAX)
		return PAGE_SCRIPT;
	if (looks_like_css(s))
		return PAGE_CSS;
	if (is_plain(type))
		return PAGE_TEXT;
	if (str_find_nocase(type, STR("html"), 0) != SIZE_MAX || has_markup(s))
		return PAGE_HTML;
	return PAGE_TEXT;
}
