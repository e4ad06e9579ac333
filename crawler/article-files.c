/* Attachments and the pictures of the text. */
#include "article-files.h"

#include "base/utf8.h"
#include "reading.h"

#define W(text) {text, sizeof(text) - 1}

static const struct str extensions[] = {W(".pdf"), W(".doc"), W(".docx"), W(".docm"),
	W(".wps"), W(".xls"), W(".xlsx"), W(".xlsm"), W(".et"), W(".csv"), W(".ppt"),
	W(".pptx"), W(".dps"), W(".ofd"), W(".zip"), W(".rar"), W(".7z"), W(".tar"),
	W(".gz"), W(".tgz"), W(".ceb"), W(".caj"), W(".rtf"), W(".txt"), W(".odt"),
	W(".ods"), W(".odp"), W(".dwg"), W(".mp3"), W(".mp4"), W(".epub"), W(".hwp"),
	W(".hwpx"), W(".jtd"), W(".ppsx"), W(".dotx")};

static bool ends_in_extension(struct str s)
{
	size_t from = s.n > 5 ? s.n - 5 : 0; /* ".docx" is the longest */
	size_t dot = str_rfindc(str_sub(s, from, 5), '.');

	if (dot == SIZE_MAX)
		return false;
	s = str_sub(s, from + dot, s.n);
	for (size_t i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++) {
		struct str e = extensions[i];

		/* the last letter first: most links lead to .html */
		if (s.n == e.n && (s.p[s.n - 1] | 0x20) == (e.p[e.n - 1] | 0x20) && str_eq_nocase(s, e))
			return true;
	}
	return false;
}

/* Scripts that hand out files: the name of the file is a parameter or not there at all. */
static bool is_download_path(struct str path)
{
	static const char *const words[] = {"download.jsp", "downloadfile", "downfile",
		"downloadattach", "filedownload", "download.do", "download.aspx",
		"download.ashx", "downloadattachment", "attachment/download", "/attach/",
		"file/download", "download.action", "download.php", "downloadurl", "filedown.",
		"download/down.jsp", "/download?", "/attachment?"};

	if (str_find_nocase(path, STR("down"), 0) == SIZE_MAX &&
		str_find_nocase(path, STR("attach"), 0) == SIZE_MAX)
		return false; /* all of them hold one of the two */
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (str_find_nocase(path, str_of(words[i]), 0) != SIZE_MAX)
			return true;
	}
	return false;
}

bool is_file_address(struct str ref)
{
	size_t hash = str_findc(ref, '#', 0), q;
	struct str path;

	ref = str_trim(str_sub(ref, 0, hash));
	q = str_findc(ref, '?', 0);
	path = str_sub(ref, 0, q);
	return ends_in_extension(path) || (q != SIZE_MAX && ends_in_extension(ref)) ||
	       is_download_path(ref);
}

/* "报名表.docx", "报名表.docx (32.50 KB)", "공고문.hwp [78.0 KByte]", "附件：表.xlsx" */
bool text_names_file(struct str s)
{
	static const char *const opens[] = {"(", "[", "（", "【"};
	bool named = ends_in_extension(s);

	for (size_t i = 0; i < sizeof(opens) / sizeof(opens[0]) && !named; i++) {
		for (size_t at = 0; (at = str_find(s, str_of(opens[i]), at)) != SIZE_MAX && !named;
			at++)
			named = ends_in_extension(str_trim(str_sub(s, 0, at)));
	}
	return named;
}

/* The last piece of the path, readable where it is UTF-8. */
static struct str file_name(struct str url, struct arena *a)
{
	struct str path = str_sub(url, 0, str_findc(url, '?', 0)), name;
	size_t slash = str_rfindc(path, '/');

	path = slash == SIZE_MAX ? path : str_sub(path, slash + 1, SIZE_MAX);
	name = files_unescaped(path, a);
	return utf8_valid(name) ? name : path;
}

struct str files_address(const struct collection *c, struct str ref)
{
	return c->has_base ? reading_address_on(&c->base, ref, c->r->a) : STR_NONE;
}

void files_add(struct collection *c, struct str url, struct str title)
{
	struct article *out = c->out;
	struct str shown = url.n ? files_shown(c, url) : STR_NONE;
	bool bare;

	if (shown.n)
		url = shown;

	if (out->nattachments == ARTICLE_FILES_MAX)
		return;
	bare = !title.n;
	if (bare)
		title = file_name(url, c->r->a);
	for (size_t i = 0; i < out->nattachments; i++) {
		struct attachment *f = &out->attachments[i];

		if (!(url.n ? str_eq(f->url, url) : (!f->url.n && str_eq(f->title, title))))
			continue;
		if (!bare && url.n && str_eq(f->title, file_name(url, c->r->a)))
			f->title = title; /* a picture was linked before the words */
		return;
	}
	out->attachments = arena_grow(c->r->a, out->attachments, out->nattachments,
		&c->cap, sizeof(*out->attachments));
	out->attachments[out->nattachments++] = (struct attachment){url, title};
}

/* "附件1：名单", "附件", "附表一"; offices of Taiwan: "下載檔案：名單". */
bool is_called_annex(struct str text)
{
	static const char *const behind[] = {":", " ", "：", "一", "二", "三", "四", "五", "六",
		"七", "八", "九", "十", "下载", "（", "(", "-", ".", "、"};
	struct str rest = str_sub(text, 6, SIZE_MAX);

	if (str_starts(text, STR("下載檔案：")) || str_starts(text, STR("檔案下載：")))
		return true;
	if (!str_starts(text, STR("附件")) && !str_starts(text, STR("附表")))
		return false;
	for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++) {
		if (str_starts(rest, str_of(behind[i])))
			return true;
	}
	return rest.n == 0 || is_digit((unsigned char)rest.p[0]);
}

/* What link i says: its words, else those that stand for its picture. */
static struct str link_words(const struct collection *c, uint32_t i)
{
	const struct doc *d = c->r->d;
	struct str text = doc_text(d, i, c->r->a);

	for (uint32_t k = i; k < d->nodes[i].end && !text.n; k++) {
		if (d->nodes[k].tag == TAG_IMG)
			text = reading_line(doc_attribute(&d->nodes[k], "alt"), c->r->a);
	}
	return text;
}

/* Links that a script completes: <a data-href="/u/d.zip">. */
static void file_of_data(struct collection *c, const struct dnode *n, struct str title)
{
	static const char *const names[] = {"data-href", "data-url", "data-file", "data-src"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct str ref = doc_attribute(n, names[i]), url;

		if (!ref.n || !is_file_address(ref))
			continue;
		url = files_address(c, ref);
		if (url.n) {
			files_add(c, url, title);
			return;
		}
	}
}

/* An address that need not be a page where the link is called an annex: a script's, one
 * without an extension, a picture. */
static bool may_be_file(struct str href)
{
	static const char *const pictures[] = {".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif"};
	size_t q = str_findc(href, '?', 0), slash;
	struct str path = str_sub(href, 0, q), name;

	slash = str_rfindc(path, '/');
	name = slash == SIZE_MAX ? path : str_sub(path, slash + 1, SIZE_MAX);
	if (q != SIZE_MAX)
		return true;
	if (!name.n)
		return false;
	for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++) {
		if (str_ends_nocase(name, str_of(pictures[i])))
			return true;
	}
	return str_findc(name, '.', 0) == SIZE_MAX && str_findc(href, '#', 0) == SIZE_MAX;
}

static void file_of_link(struct collection *c, uint32_t i)
{
	const struct dnode *n = &c->r->d->nodes[i];
	struct str href = doc_attribute(n, "href"), click = doc_attribute(n, "onclick"),
		   title;
	struct str name = STR_NONE, named;
	size_t before = c->out->nattachments;
	bool script = str_starts_nocase(str_trim(href), STR("javascript:"));
	bool nowhere = str_starts(str_trim(href), STR("#"));
	bool saved = href.n && !script && !nowhere && !str_none(doc_attribute(n, "download"));

	if (saved) { /* <a download>: the browser keeps it as a file */
		struct str url = files_address(c, href);

		title = doc_text(c->r->d, i, c->r->a);
		if (str_starts_nocase(str_trim(href), STR("data:")))
			url = STR_NONE; /* the file itself */
		else if (!url.n)
			return;
		if (title.n || is_file_address(url))
			files_add(c, url, title);
		return;
	}
	if (!str_none(href) && !script && !nowhere && !is_file_address(href) && !click.n) {
		struct str url;

		/* a page behind a file's name: the platform's own download address */
		title = reading_line(doc_attribute(n, "title"), c->r->a);
		if (text_names_file(title)) {
			url = files_address(c, href);
			if (url.n)
				files_add(c, url, title);
			return;
		}
		if (!may_be_file(href))
			return;
		title = link_words(c, i);
		if (!is_called_annex(title) &&
			(!text_names_file(title) || str_findc(href, '?', 0) == SIZE_MAX))
			return;
		url = files_address(c, href);
		if (url.n)
			files_add(c, url, title);
		return;
	}
	title = doc_text(c->r->d, i, c->r->a);
	if (!title.n)
		title = reading_line(doc_attribute(n, "title"), c->r->a);
	if (!script && is_file_address(href)) {
		struct str url = files_address(c, href);

		if (url.n)
			files_add(c, url, title);
		return;
	}
	if (script)
		name = files_of_handler(c, href, title);
	named = files_of_handler(c, click, title);
	if (c->out->nattachments == before)
		file_of_data(c, n, title);
	if (text_names_file(title))
		name = title;
	if (c->out->nattachments == before)
		file_of_call(c, script ? href : click, title);
	if (c->out->nattachments == before && (name.n || named.n))
		files_add(c, STR_NONE, name.n ? name : named);
}

#define SLIDE_DEPTH 10 /* levels between a picture and the box of its slides; most have 3 to 7 */

/* A picture of a slide show changes from day to day, and says nothing of the text. */
static bool in_slides(const struct reader *r, uint32_t i)
{
	static const char *const words[] = {"carousel", "slider", "slides", "slideshow", "swiper",
		"slick", "flexslider", "slidebox", "lunbo", "owl", NULL};

	i = r->d->nodes[i].parent;
	for (int up = 0; up < SLIDE_DEPTH && i != NO_PARENT && r->d->nodes[i].tag != TAG_BODY;
		up++, i = r->d->nodes[i].parent) {
		if (doc_is_named(&r->d->nodes[i], words))
			return true;
	}
	return false;
}

static void add_image(struct collection *c, const struct dnode *n)
{
	struct str src = doc_attribute(n, "src"), url;
	struct article *out = c->out;

	if (!src.n && !(src = doc_attribute(n, "data-src")).n)
		return;
	url = files_address(c, src);
	if (!url.n || out->nimages == ARTICLE_FILES_MAX)
		return;
	out->images = arena_grow(
		c->r->a, out->images, out->nimages, &c->image_cap, sizeof(*out->images));
	out->images[out->nimages++] = url;
}

/* Where the running text refers to, under the words it uses for it. */
static void add_link(struct collection *c, uint32_t i)
{
	struct str href = doc_attribute(&c->r->d->nodes[i], "href"), text, url;
	struct article *out = c->out;

	if (out->nlinks == ARTICLE_FILES_MAX || str_none(href) || is_file_address(href))
		return;
	url = files_address(c, href);
	text = url.n ? doc_text(c->r->d, i, c->r->a) : STR_NONE;
	if (!text.n)
		return;
	out->links = arena_grow(
		c->r->a, out->links, out->nlinks, &c->link_cap, sizeof(*out->links));
	out->links[out->nlinks++] = (struct attachment){url, text};
}

/* What is no link and hands out a file at a click: <span onclick="downloadAttach('…')">. */
static void file_of_click(struct collection *c, uint32_t i)
{
	struct str click = doc_attribute(&c->r->d->nodes[i], "onclick"), title, name;
	size_t before = c->out->nattachments;

	if (!click.n || !(hands_out(click) || takes_address(click)))
		return;
	title = doc_text(c->r->d, i, c->r->a);
	if (!title.n) /* <input type=button> */
		title = reading_line(doc_attribute(&c->r->d->nodes[i], "value"), c->r->a);
	name = files_of_handler(c, click, title);
	if (c->out->nattachments == before)
		file_of_call(c, click, title);
	if (c->out->nattachments == before && name.n)
		files_add(c, STR_NONE, name);
}

/* A document that the page shows in itself: iframe, embed, object. */
static void file_of_frame(struct collection *c, const struct dnode *n)
{
	struct str ref = doc_attribute(n, "src");

	if (!ref.n)
		ref = doc_attribute(n, "data");
	if (is_file_address(ref) || files_shown(c, ref).n)
		files_add(c, files_address(c, ref), STR_NONE);
}

/* The player of webplus, and the name that it shows: <div pdfsrc="/u/9a7a.pdf" sudyfile-attr=
 * "{'title':'名单.pdf'}">. */
static void file_of_player(struct collection *c, const struct dnode *n)
{
	struct str ref = doc_attribute(n, "pdfsrc"), names, title = STR_NONE;
	size_t at;

	if (!ref.n || !is_file_address(ref))
		return;
	names = doc_attribute(n, "sudyfile-attr");
	at = str_find(names, STR("'title':'"), 0);
	if (at != SIZE_MAX) {
		title = str_sub(names, at + 9, SIZE_MAX);
		title = reading_line(str_sub(title, 0, str_findc(title, '\'', 0)), c->r->a);
	}
	files_add(c, files_address(c, ref), title);
}

/* The smallest box that holds both title and text: attachments stand beside the text. */
static uint32_t notice_box(const struct reader *r)
{
	const struct doc *d = r->d;
	uint32_t box = r->main;

	if (r->title_node == UINT32_MAX)
		return d->nodes[box].parent == UINT32_MAX ? box : d->nodes[box].parent;
	while (d->nodes[box].parent != UINT32_MAX && !doc_inside(d, r->title_node, box))
		box = d->nodes[box].parent;
	return box;
}

/* What stands over a list of files. */
static bool heads_files(struct str line)
{
	static const char *const words[] = {"附件", "附檔", "檔案下載", "下載專區", "下載檔案",
		"相關檔案", "添付", "첨부"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (str_has(line, str_of(words[i])))
			return true;
	}
	return false;
}

/* A file beside the text is announced: 附件 in its line or the one before, or a box named
 * for it. Columns of documents and downloads elsewhere on the page are not. */
static bool is_announced(const struct reader *r, uint32_t i)
{
	static const char *const names[] = {"fj", "attachment", "attachments", "annex", "fujian",
		"appendix", "attach", "file", "files", "attachfile", "attachfiles", NULL};
	const struct doc *d = r->d;
	size_t line = doc_line_at(d, i);
	uint32_t up = d->nodes[i].parent;

	if (line < d->nlines && heads_files(d->lines[line].text))
		return true;
	if (line > 0 && (heads_files(d->lines[line - 1].text) ||
				d->lines[line - 1].last > i))
		return heads_files(d->lines[line - 1].text);
	for (int k = 0; k < 4 && up != UINT32_MAX; k++, up = d->nodes[up].parent) {
		if (doc_is_named(&d->nodes[up], names))
			return true;
	}
	return false;
}

/* "下载文字版", "Word版下载": what stands right above the title and leads to a file. */
static bool offers_itself(const struct reader *r, uint32_t i)
{
	const struct dnode *n = &r->d->nodes[i];
	size_t line = doc_line_at(r->d, i);
	struct str text;

	if (!is_file_address(doc_attribute(n, "href")) || line > r->title_line ||
		line + 3 < r->title_line)
		return false;
	text = doc_text(r->d, i, r->a);
	return str_has(text, STR("下载")) || str_has(text, STR("版")) ||
	       str_find_nocase(text, STR("download"), 0) != SIZE_MAX;
}

/* A file that is named where a frame's name hides it: the foot of an article, a box of tabs
 * called "share". Links to other notices do not end in an extension. */
static bool is_named_file(const struct reader *r, uint32_t i)
{
	struct str text = doc_text(r->d, i, r->a);

	return text_names_file(text) || (str_starts(text, STR("附件")) && is_announced(r, i));
}

/* Is link i one of the notice's? inside: below the box of title and text. */
static bool is_of_notice(const struct reader *r, uint32_t i, uint32_t start, bool inside)
{
	const struct dnode *n = &r->d->nodes[i];

	if (n->skip)
		return false;
	if (i < start)
		return offers_itself(r, i);
	if (n->nav || n->clutter)
		return is_named_file(r, i) &&
		       (inside || str_starts(doc_text(r->d, i, r->a), STR("附件")));
	return inside || is_announced(r, i);
}

static void link_or_file(struct collection *c, uint32_t i)
{
	size_t before = c->out->nattachments;

	file_of_link(c, i);
	if (c->out->nattachments == before && doc_inside(c->r->d, i, c->r->main))
		add_link(c, i);
}

void files_read(struct reader *r, struct article *out)
{
	struct collection c = {.r = r, .out = out};
	const struct doc *d = r->d;
	uint32_t box = notice_box(r);
	uint32_t start = r->title_node != UINT32_MAX && r->title_node < r->main
				 ? r->title_node
				 : r->main;

	c.has_base = url_parse(d->base, NULL, &c.base, r->a) == 0;
	for (uint32_t i = 0; i < d->nnodes; i++) {
		const struct dnode *n = &d->nodes[i];
		bool inside = i >= start && i < d->nodes[box].end;

		if (n->tag == TAG_A && is_of_notice(r, i, start, inside))
			link_or_file(&c, i);
		else if (n->tag == TAG_A || !inside || n->nav || n->clutter)
			continue;
		else if (n->tag == TAG_SCRIPT && doc_raw(n).n < 65536)
			files_of_script(&c, doc_raw(n));
		else if (n->tag == TAG_FRAME || n->tag == TAG_EMBED)
			file_of_frame(&c, n);
		else if (n->tag == TAG_IMG && !n->skip && doc_inside(d, i, r->main) &&
			 !in_slides(r, i))
			add_image(&c, n);
		else if (n->x->type == XML_ELEMENT_NODE && n->x->properties && n->text < 600) {
			file_of_player(&c, n);
			file_of_click(&c, i);
		}
	}
}
