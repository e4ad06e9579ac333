/* What a link's address and text say of what it leads to. */
#include "list-mine.h"

static bool starts_any(struct str s, const char *const *prefix)
{
	for (; *prefix; prefix++)
		if (str_starts_nocase(s, str_of(*prefix)))
			return true;
	return false;
}

#define TYPE_MAX 5 /* shtml */
#define W(text) {text, sizeof(text) - 1}

/* Does the name end in a dot and one of these types, which are in lower case? */
static bool has_type(struct str s, const struct str *type, size_t ntypes)
{
	char own[TYPE_MAX];
	size_t n = 0;

	for (; n < s.n && s.p[s.n - 1 - n] != '.'; n++) {
		if (n == TYPE_MAX)
			return false;
		own[TYPE_MAX - 1 - n] = (char)to_lower((unsigned char)s.p[s.n - 1 - n]);
	}
	for (size_t i = 0; n && n < s.n && i < ntypes; i++)
		if (type[i].n == n && memcmp(type[i].p, own + TYPE_MAX - n, n) == 0)
			return true;
	return false;
}

#define HAS_TYPE(s, types) has_type((s), (types), sizeof(types) / sizeof((types)[0]))

static struct str file_of(struct str path)
{
	size_t slash;

	path = str_sub(path, 0, str_findc(path, '?', 0));
	slash = str_rfindc(path, '/');
	return slash == SIZE_MAX ? path : str_sub(path, slash + 1, path.n);
}

bool link_names_file(struct str href)
{
	static const struct str file[] = {W("pdf"), W("doc"), W("docx"), W("xls"), W("xlsx"),
		W("ofd"), W("wps"), W("zip"), W("rar"), W("wpd"), W("rtf"), W("mp3"), W("mp4"),
		W("wma"), W("wav")};
	struct str s = str_sub(href, 0, str_findc(href, '#', 0));

	if (HAS_TYPE(str_sub(s, 0, str_findc(s, '?', 0)), file))
		return true;
	s = file_of(s); /* /doc/12/download, /download?id=12, /file/12/dl */
	return str_starts_nocase(s, STR("download")) || str_eq_nocase(s, STR("dl")) ||
		str_starts_nocase(s, STR("document.do"));
}

bool link_names_archive(struct str href)
{
	static const struct str archive[] = {W("zip"), W("rar"), W("7z")};

	return HAS_TYPE(str_sub(href, 0, str_findc(href, '?', 0)), archive);
}

/* 88.html, a1.shtml: a page with a number for its name. */
static bool numbered_page(struct str href)
{
	static const struct str page[] = {W("html"), W("htm"), W("shtml"), W("jhtml"),
		W("xhtml")};
	struct str file = file_of(href);

	if (!HAS_TYPE(file, page) || str_has(file, STR("index")) || str_has(file, STR("list")))
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

/* Addresses of single documents carry a number of four digits or more; those of columns end
 * in a slash or an index page. */
bool link_names_document(struct str href)
{
	size_t cut = str_findc(href, '#', 0), run = 0;
	struct str s = str_sub(href, 0, cut);

	if (numbered_page(s))
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
		"listen", "play", "save", "now", "icon", "mp3", "audio", "video", "media",
		"multimedia", "zip", "txt", "print", "version", "copy", "format",
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

/* "3 Attachments", "2个附件": how many there are of what belongs to the notice. */
static bool counts_things(struct str s)
{
	static const char *const thing[] = {"attachment", "attachments", "comment", "comments",
		"附件", "个附件", "条评论", NULL};
	size_t n = 0;

	while (n < s.n && is_digit((unsigned char)s.p[n]))
		n++;
	if (n == 0 || n > 4)
		return false;
	s = str_trim(str_sub(s, n, s.n));
	for (const char *const *t = thing; *t; t++)
		if (str_eq_nocase(s, str_of(*t)))
			return true;
	return false;
}

/* "(72.2KB)", "PDF, 1.4 MB", "[609 kB]": how large the file is. */
static bool tells_size(struct str s)
{
	static const char *const unit[] = {"kb", "mb", "kib", "mib", "k", "m", NULL};
	size_t from = 0, n = 0;

	if (s.n > 20)
		return false;
	while (s.n && strchr(")] ", s.p[s.n - 1]))
		s.n--;
	while (from < s.n && !is_digit((unsigned char)s.p[from]))
		from++;
	s = str_sub(s, from, s.n);
	while (n < s.n && (is_digit((unsigned char)s.p[n]) || s.p[n] == '.' || s.p[n] == ','))
		n++;
	s = str_trim(str_sub(s, n, s.n));
	for (const char *const *u = unit; n && *u; u++)
		if (str_eq_nocase(s, str_of(*u)))
			return from <= 1 || from >= 4; /* nothing, a bracket, or "PDF, " */
	return false;
}

/* Most hints are titles and hold neither 窗 nor 창 nor ウ nor a word in n; that is cheap to see. */
static bool may_tell_window(struct str s)
{
	for (size_t i = 0; i + 3 <= s.n; i++) {
		const unsigned char *p = (const unsigned char *)s.p + i;

		if ((p[0] | 0x20) == 'n' ? (p[1] | 0x20) == 'e' || (p[1] | 0x20) == 'u'
				: p[0] >= 0xe3 && ((p[0] == 0xe7 && p[1] == 0xaa && p[2] == 0x97) ||
					(p[0] == 0xec && p[1] == 0xb0 && p[2] == 0xbd) ||
					(p[0] == 0xe3 && p[1] == 0x82 && p[2] == 0xa6)))
			return true;
	}
	return false;
}

/* Where the window that a link opens is spoken of; SIZE_MAX: nowhere. */
static size_t window_at(struct str hint)
{
	static const char *const word[] = {"new window", "new tab", "新窗口", "新視窗", "新开窗口",
		"另開視窗", "새창", "새 창", "別ウィンドウ", "nueva ventana", NULL};

	for (const char *const *w = word; *w; w++) {
		size_t at = str_find_nocase(hint, str_of(*w), 0);

		if (at != SIZE_MAX)
			return at;
	}
	return SIZE_MAX;
}

struct str link_hint(struct str hint, struct str shown)
{
	size_t at = may_tell_window(hint) ? window_at(hint) : SIZE_MAX;
	size_t same = shown.n < 12 ? shown.n : 12;

	if (at == SIZE_MAX)
		return hint;
	if (!same || !str_eq(str_sub(hint, 0, same), str_sub(shown, 0, same)))
		return STR_NONE;
	while (at && hint.p[at] != '(' && hint.p[at] != '[' && hint.p[at] != ',')
		at--;
	return str_trim(str_sub(hint, 0, at));
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
		"html", "opinion", "link", "open", "here", "word", "docx",
		"más", "ver más", "leer más", "ver", "descargar", "mais", "leia mais", "saiba mais",
		"baixar", "mehr", "weiterlesen", "weiter", "lire la suite", "en savoir plus",
		"télécharger", "leggi tutto", "scarica", "lees meer", "läs mer", "подробнее",
		"читать далее", "скачать", "더보기", "자세히보기", "다운로드", "바로가기", "詳細",
		"詳細はこちら", "続きを読む", "もっと見る", "ダウンロード", "更多", "詳情", "詳全文",
		"xem thêm", "chi tiết", "tải về", "selengkapnya", "unduh", "อ่านต่อ", "ดาวน์โหลด",
		NULL};
	struct str says = l->hint.n > l->shown.n ? l->hint : l->shown;

	if (l->file && link_names_file(l->shown) && str_findc(l->shown, ' ', 0) == SIZE_MAX)
		return true; /* the name of the file */
	if (tells_size(l->shown))
		return true;
	if (says.n < 3)
		return true;
	for (const char *const *w = word; says.n < 36 && *w; w++)
		if (str_eq_nocase(says, str_of(*w)))
			return true;
	return says.n < 40 && (action_words(says) >= 2 || counts_things(says));
}

bool link_leads_nowhere(struct str href)
{
	static const char *const scheme[] = {"mailto:", "tel:", "sms:", "about:", "data:", NULL};

	return starts_any(href, scheme) || (href.n && href.p[0] == '#' && href.n > 1);
}
