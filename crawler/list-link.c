/* What a link's address and text say of what it leads to. */
#include "list-mine.h"

static bool starts_any(struct str s, const char *const *prefix)
{
	for (; *prefix; prefix++)
		if (str_starts_nocase(s, str_of(*prefix)))
			return true;
	return false;
}

static bool ends_any(struct str s, const char *const *suffix)
{
	for (; *suffix; suffix++)
		if (str_ends_nocase(s, str_of(*suffix)))
			return true;
	return false;
}

static struct str file_of(struct str path)
{
	size_t slash;

	path = str_sub(path, 0, str_findc(path, '?', 0));
	slash = str_rfindc(path, '/');
	return slash == SIZE_MAX ? path : str_sub(path, slash + 1, path.n);
}

bool link_names_file(struct str href)
{
	static const char *const file[] = {".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ofd",
		".wps", ".zip", ".rar", ".wpd", ".rtf", ".mp3", ".mp4", ".wma", ".wav", NULL};
	struct str s = str_sub(href, 0, str_findc(href, '#', 0));

	if (ends_any(str_sub(s, 0, str_findc(s, '?', 0)), file))
		return true;
	s = file_of(s); /* /doc/12/download, /download?id=12, /file/12/dl */
	return str_starts_nocase(s, STR("download")) || str_eq_nocase(s, STR("dl")) ||
		str_starts_nocase(s, STR("document.do"));
}

/* 88.html, a1.shtml: a page with a number for its name. */
static bool numbered_page(struct str href)
{
	static const char *const page[] = {".html", ".htm", ".shtml", ".jhtml", ".xhtml", NULL};
	struct str file = file_of(href);

	if (!ends_any(file, page) || str_has(file, STR("index")) || str_has(file, STR("list")))
		return false;
	for (size_t i = 0; i < file.n; i++)
		if (is_digit((unsigned char)file.p[i]))
			return true;
	return false;
}

/* http://x.gov.cn, /zwgk/, ../index.html: a site or a column. */
bool link_names_column(struct str href)
{
	static const char *const start[] = {"index", "default", "list", "node_", NULL};
	size_t host = str_find(href, STR("//"), 0);
	struct str file;

	href = str_sub(href, 0, str_findc(href, '#', 0));
	if (host != SIZE_MAX && host < 8) {
		size_t path = str_findc(href, '/', host + 2);

		if (path == SIZE_MAX)
			return true;
		href = str_sub(href, path, href.n);
	}
	file = file_of(href);
	return (file.n == 0 && str_findc(href, '?', 0) == SIZE_MAX) || starts_any(file, start);
}

/* Addresses of single documents carry a number of four digits or more, or name a file;
 * those of columns end in a slash or an index page. */
bool link_names_document(struct str href)
{
	size_t cut = str_findc(href, '#', 0), run = 0;
	struct str s = str_sub(href, 0, cut);

	if (link_names_file(href) || numbered_page(s))
		return true;
	for (size_t i = 0; i < s.n; i++) {
		run = is_digit((unsigned char)s.p[i]) ? run + 1 : 0;
		if (run >= 4)
			return s.n < 6 || !(str_ends(s, STR("/")) || str_has(s, STR("index")));
	}
	return false;
}

/* Words of actions, of formats, and what stands between them, in both languages. */
static bool empty_word(struct str w)
{
	static const char *const word[] = {"view", "download", "pdf", "read", "more", "details",
		"html", "opinion", "link", "open", "here", "click", "full", "text", "word", "docx",
		"doc", "case", "document", "file", "in", "the", "to", "as", "a", "this", "for", "of",
		"listen", "play", "save", "now", "icon", "mp3", "audio", "zip", "txt", "print",
		"order", "decision", NULL};

	for (const char *const *k = word; *k; k++)
		if (str_eq_nocase(w, str_of(*k)))
			return true;
	return false;
}

/* Words of "View Opinion", "Download PDF", "PDF icon link": an action and a format, no name.
 * 0: it says more. "Order" alone may name a kind of notice, a second word shows that it does
 * not. */
static size_t action_words(struct str s)
{
	size_t words = 0, n = 0;

	for (size_t i = 0; i <= s.n; i++) {
		if (i < s.n && is_alnum((unsigned char)s.p[i])) {
			n++;
			continue;
		}
		if (i < s.n && !strchr(" /()[].-:", s.p[i]))
			return 0;
		if (n && !empty_word(str_sub(s, i - n, n)))
			return 0;
		words += n > 0;
		n = 0;
	}
	return words;
}

bool link_names_action(struct str s)
{
	return s.n < 40 && action_words(s) >= 1;
}

/* Texts that name an action or a file and no notice. */
bool link_says_nothing(const struct lead *l)
{
	static const char *const word[] = {"查看", "查看详情", "详情", "详细", "更多", "点击查看",
		"下载", "附件", "点击下载", "阅读全文", "view", "download", "pdf", "more", "details",
		"html", "opinion", "link", "open", "here", "word", "docx", NULL};

	if (l->file && link_names_file(l->shown) && str_findc(l->shown, ' ', 0) == SIZE_MAX)
		return true; /* the name of the file */
	if (l->hint.n > l->shown.n)
		return false;
	if (l->shown.n < 3)
		return true;
	for (const char *const *w = word; l->shown.n < 20 && *w; w++)
		if (str_eq_nocase(l->shown, str_of(*w)))
			return true;
	return l->shown.n < 40 && action_words(l->shown) >= 2;
}

bool link_leads_nowhere(struct str href)
{
	static const char *const scheme[] = {"mailto:", "tel:", "sms:", "about:", "data:", NULL};

	return starts_any(href, scheme) || (href.n && href.p[0] == '#' && href.n > 1);
}
