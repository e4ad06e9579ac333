/* The main text line by line: what stands in its box and does not belong to it. */
#include "article-parts.h"

#include "base/utf8.h"
#include "reading.h"

#define NAMED(text, r)                                                                   \
	{                                                                                \
		{(text), sizeof(text) - 1}, (r)                                          \
	}

/* How such lines begin, and how long they may be: "打印机采购公告" is none of them. */
static const struct frame_start {
	struct str text;
	size_t most; /* bytes */
} frame_starts[] = {
	NAMED("扫一扫", 100),
	NAMED("上一篇", 300),
	NAMED("下一篇", 300),
	NAMED("上一条", 300),
	NAMED("下一条", 300),
	NAMED("上一页", 40),
	NAMED("【上一", 300),
	NAMED("【下一", 300),
	NAMED("[上一", 300),
	NAMED("[下一", 300),
	NAMED("上一个：", 300),
	NAMED("下一个：", 300),
	NAMED("前一篇", 300),
	NAMED("后一篇", 300),
	NAMED("分享到", 60),
	NAMED("打印", 24),
	NAMED("【打印", 100),
	NAMED("[打印", 100),
	NAMED("[ 打印", 100),
	NAMED("【我要打印", 100),
	NAMED("关闭窗口", 60),
	NAMED("关闭本页", 60),
	NAMED("【关闭", 60),
	NAMED("[关闭", 60),
	NAMED("返回顶部", 60),
	NAMED("【返回", 60),
	NAMED("责任编辑：", 60),
	NAMED("责任编辑:", 60),
	NAMED("【责任编辑", 80),
	NAMED("[责任编辑", 80),
	NAMED("(责任编辑", 80),
	NAMED("（责任编辑", 80),
	NAMED("编辑：", 30),
	NAMED("（微信扫描分享", 40),
	NAMED("相关文章", 30),
	NAMED("相关阅读", 30),
	NAMED("相关链接", 30),
	NAMED("相关新闻", 30),
	NAMED("相关信息", 30),
	NAMED("您访问的链接", 150),
	NAMED("附件【", 300),
	NAMED("字体：", 60),
	NAMED("【字体", 60),
	NAMED("字号：", 60),
	NAMED("浏览次数：", 60),
	NAMED("阅读次数：", 60),
	NAMED("点击量：", 60),
	NAMED("点击数：", 60),
	NAMED("分享：", 60),
	NAMED("分享:", 60),
	NAMED("收藏本页", 60),
	NAMED("【收藏", 60),
	NAMED("返回首页", 40),
	NAMED("关闭页面", 40),
	NAMED("核发：", 100),
	NAMED("版权所有", 100),
	NAMED("上一則", 300),
	NAMED("下一則", 300),
	NAMED("回上一頁", 40),
	NAMED("回上頁", 40),
	NAMED("返回列表", 40),
	NAMED("回列表", 40),
	NAMED("友善列印", 40),
	NAMED("列印", 24),
	NAMED("轉寄", 24),
	NAMED("分享至", 60),
	NAMED("關鍵字：", 100),
	NAMED("相關連結", 30),
	NAMED("相關圖片", 30),
	NAMED("檔案下載", 30),
	NAMED("下載專區", 30),
	NAMED("附件下載", 30),
	NAMED("點閱", 60),
	NAMED("瀏覽人次", 60),
	NAMED("瀏覽次數", 60),
	NAMED("發布日期", 60),
	NAMED("發佈日期", 60),
	NAMED("更新日期：", 60),
	NAMED("更新日期:", 60),
	NAMED("發布單位", 80),
	NAMED("이전글", 300),
	NAMED("다음글", 300),
	NAMED("맨위로", 40),
	NAMED("ページの先頭", 60),
	NAMED("このページの先頭", 60),
};

bool line_is_frame(struct str s)
{
	if (str_eqc(s, ":::"))
		return true; /* where a key takes those who cannot see the page */
	if (s.n < 3)
		return false;
	for (size_t i = 0; i < sizeof(frame_starts) / sizeof(frame_starts[0]); i++) {
		const struct str *start = &frame_starts[i].text;

		/* Han characters differ most in their last byte */
		if (start->p[2] == s.p[2] && s.n <= frame_starts[i].most && str_starts(s, *start))
			return true;
	}
	return false;
}

/* "时间：" and "日期：" alone or of publishing; "活动时间：" is text. */
static bool has_time_label(struct str s)
{
	static const char *const labels[] = {"时间：", "时间:", "日期：", "日期:"};
	static const char *const before[] = {"发布", "发表", "更新", "录入", "上传", "发文",
		"公布", "公开", "发稿", "成文", "编辑", "创建", "印发", "刊发", "生成",
		"發布", "發佈", "發表", "公告", "張貼", "發文", "登錄"};

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		size_t at = str_find(s, str_of(labels[i]), 0), k = 0;

		if (at == SIZE_MAX)
			continue;
		if (at < 3 || !cp_is_han(utf8_next(str_sub(s, at - 3, 3), &k)))
			return true;
		for (size_t b = 0; b < sizeof(before) / sizeof(before[0]); b++) {
			if (str_ends(str_sub(s, 0, at), str_of(before[b])))
				return true;
		}
	}
	return false;
}

bool line_is_credit(struct str s)
{
	static const char *const marks[] = {"发布时间", "发布日期", "来源：", "来源:",
		"阅读次数", "浏览次数", "点击数", "点击量", "字体：", "字号", "作者：",
		"【打印", "分享", "發布時間", "發布日期", "發佈日期", "發布單位", "來源：",
		"來源:", "點閱次數", "點閱數", "瀏覽次數", "瀏覽人次"};

	if (s.n > 300)
		return false;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (str_has(s, str_of(marks[i])))
			return true;
	}
	return has_time_label(s);
}

bool line_is_date(const struct reader *r, struct str s)
{
	bool has_time;
	int64_t ms;

	return s.n < 40 && date_at_start(r, s, &ms, &has_time);
}

/* --- head --- */

/* "By A. Writer", "Updated 10:01 pm, November 19, 2019", "November 18, 2019" */
static bool is_byline(const struct reader *r, struct str s)
{
	static const char *const starts[] = {"By ", "Published", "Updated", "Posted",
		"Last updated", "First published", "Publicado", "Actualizado", "Por ",
		"Data Source", "Created:", "Created：", "Source:"};
	bool has_time;
	int64_t ms;

	if (s.n > 120 || (s.n && (unsigned char)s.p[0] >= 0x80))
		return false;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		if (str_starts_nocase(s, str_of(starts[i])))
			return true;
	}
	return s.n < 60 && date_at_start(r, s, &ms, &has_time);
}

bool line_is_imprint(const struct reader *r, size_t line)
{
	struct str s = r->d->lines[line].text;

	return line_is_credit(s) || is_byline(r, s);
}

/* Behind the credits that follow line `at`, with at most three short lines of names before
 * the last of them; `at` where there are none. */
static size_t past_credits(const struct reader *r, size_t at)
{
	size_t end = at;

	for (size_t i = at; i < r->to && i < at + 8; i++) {
		struct str s = r->d->lines[i].text;

		if (line_is_imprint(r, i))
			end = i + 1;
		else if (i - end >= 3 || s.n > 80 || (unsigned char)s.p[0] >= 0x80)
			break;
	}
	return end;
}

/* The title stands in a heading, not in a paragraph of the document. */
static bool title_is_heading(const struct reader *r)
{
	uint32_t i = r->title_node;

	for (int up = 0; up < 4 && i != NO_PARENT; up++, i = r->d->nodes[i].parent) {
		if (r->d->nodes[i].tag == TAG_H1)
			return true;
	}
	return false;
}

/* A found box may begin with the title and its credits: the text begins behind them. */
static void skip_head(struct reader *r)
{
	size_t at = r->title_line + 1, end;

	if (r->title_line < r->from || r->title_line >= r->to ||
		(r->known && r->title_line - r->from >= 8))
		return;
	end = past_credits(r, at);
	/* a body that repeats its title without credits keeps it */
	if (!r->known || end > at || title_is_heading(r))
		r->from = end;
}

/* --- what stands between the paragraphs --- */

/* Buttons and notes that pages put into their text, as whole lines. */
static bool line_is_button(struct str s)
{
	static const char *const words[] = {"Facebook", "Twitter", "LinkedIn", "WhatsApp",
		"Pinterest", "Reddit", "Email", "Print", "Share", "Share this", "Advertisement",
		"Caption", "Close", "Back to Gallery", "Back to top", "Continue Reading Below",
		"Story continues below", "Media playback is unsupported on your device",
		"Join the conversation...", "Print this page", "Subscribe", "Comments",
		"Compartir", "Imprimir", "Publicidad", "Volver arriba", "Print Recipe",
		"Related Topics", "Anzeige", "Drucken", "Teilen", "Weiterlesen", "Weiterempfehlen",
		"Kommentieren", "Kommentare", "Kommentare geschlossen", "Nach oben",
		"Schlagworte", "Tags", "Partager", "Imprimer", "Commentaires", "Retour en haut",
		"Compartilhar", "Stampa", "Condividi", "Seite drucken", "Artikel drucken"};

	if (s.n > 48 || s.n < 5 || (unsigned char)s.p[0] >= 0x80)
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (s.n == strlen(words[i]) && str_eq_nocase(s, str_of(words[i])))
			return true;
	}
	return false;
}

/* "Related: ...", "READ MORE: ..." as a link of its own. */
static bool line_is_pointer(const struct line *l)
{
	static const char *const starts[] = {"Related:", "Read more:", "More:", "See also:",
		"Also read", "Watch:", "Leer más", "Lea también"};

	if (l->link_bytes * 2 < l->text.n)
		return false;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		if (str_starts_nocase(l->text, str_of(starts[i])))
			return true;
	}
	return false;
}

/* Line `line` leads to another page, not to a file; `most` of its bytes are the link, in
 * tenths. */
static bool leads_to_page(const struct reader *r, size_t line, size_t most)
{
	const struct line *l = &r->d->lines[line];
	uint32_t i = l->first;
	struct str href;

	if (l->nav || l->clutter || l->link_bytes * 10 < l->text.n * most)
		return false;
	for (int up = 0; up < 5 && i != NO_PARENT; up++, i = r->d->nodes[i].parent) {
		if (r->d->nodes[i].tag != TAG_A)
			continue;
		href = str_trim(doc_attribute(&r->d->nodes[i], "href"));
		return href.n && href.p[0] != '#' && !is_file_address(href) &&
		       !str_starts_nocase(href, STR("javascript:")) &&
		       !str_starts_nocase(href, STR("mailto:"));
	}
	return false;
}

/* The whole line is a link to another page. */
static bool line_is_page_link(const struct reader *r, size_t line)
{
	return leads_to_page(r, line, 8);
}

/* Lines that are links to pages from `line` on. *aside: a list of other pages, three or
 * more, and no more than a third of the text. In a known box they are part of the
 * document. */
static size_t list_of_pages(const struct reader *r, size_t line, bool *aside)
{
	const struct line *last = &r->d->lines[r->to - 1];
	size_t n = 0, bytes = 0;

	while (line + n < r->to && line_is_page_link(r, line + n))
		bytes += r->d->lines[line + n++].text.n;
	*aside = n >= 3 && !r->known &&
		 bytes * 3 < last->at + last->text.n - r->d->lines[r->from].at;
	return n;
}

/* "You may also like..." over such a list. "附件：" and "如下：" stay. */
static bool heads_list(const struct reader *r, size_t line)
{
	struct str s = r->d->lines[line].text;
	bool aside = false;

	return s.n <= 48 && r->d->lines[line].link_bytes == 0 && !str_ends(s, STR("：")) && !str_ends(s, STR(":")) &&
	       !str_ends(s, STR("。")) && line + 1 < r->to &&
	       list_of_pages(r, line + 1, &aside) && aside;
}

/* What pages put under their text: pointers to other stories, comments. */
static bool line_heads_tail(struct str s)
{
	static const char *const starts[] = {"Mehr zum Thema", "Zum Weiterlesen",
		"Auch interessant", "Das könnte ", "Lesen Sie auch", "Lesen Sie mehr",
		"Aktuelle Berichte", "Verwandte Themen", "Weitere Themen", "Weitere Artikel",
		"Related ", "You may also like", "You might also like", "Read next",
		"More from", "More stories", "Recommended", "À lire aussi", "A lire aussi",
		"Lire aussi", "À découvrir", "Sur le même", "Veja também", "Leia também",
		"Te puede interesar", "También te puede", "Noticias relacionadas",
		"Leggi anche", "Potrebbe interessarti", "Comments (", "Leave a Reply",
		"Leave a comment", "Schreibe einen Kommentar", "延伸阅读", "推荐阅读", "相关推荐",
		"猜你喜欢"};

	if (s.n > 64)
		return false;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		if (str_starts_nocase(s, str_of(starts[i])))
			return true;
	}
	return false;
}

/* "可在下列文件中使用：" above a list of links: the document goes on in it. */
static bool is_introduced(const struct reader *r, size_t line)
{
	static const char *const pointers[] = {"Read more", "More:", "See also", "Also read",
		"Related", "Mehr", "Tags", "Topics", "Share", "相关", "推荐", "更多"};
	struct str s;

	while (line > r->from && (r->d->lines[line - 1].nav || r->d->lines[line - 1].clutter))
		line--;
	if (line == r->from)
		return false;
	s = r->d->lines[line - 1].text;
	if ((!str_ends(s, STR(":")) && !str_ends(s, STR("："))) || s.n < 24 ||
		r->d->lines[line - 1].link_bytes || line_is_frame(s) || line_heads_tail(s))
		return false;
	for (size_t i = 0; i < sizeof(pointers) / sizeof(pointers[0]); i++) {
		if (str_starts_nocase(s, str_of(pointers[i])))
			return false;
	}
	return true;
}

/* "相关阅读" over links to other pages up to the end, however long it is beside the text. */
static size_t links_begin_at(const struct reader *r)
{
	static const char *const heads[] = {"相关阅读", "相关文章", "相关新闻", "相关链接",
		"相关信息", "相关推荐", "延伸阅读", "推荐阅读", "热点新闻", "猜你喜欢"};
	const struct line *lines = r->d->lines;
	size_t i = r->to, pages = 0;

	while (i > r->from + 1) {
		struct str s = lines[--i].text;

		for (size_t k = 0; s.n <= 30 && k < sizeof(heads) / sizeof(heads[0]); k++) {
			if (str_starts(s, str_of(heads[k])))
				return pages >= 2 ? i : r->to;
		}
		if (lines[i].nav || lines[i].clutter || line_is_frame(s))
			continue;
		if (!leads_to_page(r, i, 5) /* with a day beside it */)
			break;
		pages++;
	}
	return r->to;
}

/* Where such a tail begins: no more than a third of the text, most of it links or little of
 * it. The end of the text where there is none. */
static size_t tail_begin(const struct reader *r)
{
	const struct line *lines = r->d->lines;
	size_t bytes = 0, links = 0, all = 0;

	for (size_t i = r->from; i < r->to; i++)
		all += lines[i].text.n;
	for (size_t i = r->to; i-- > r->from + 1;) {
		bytes += lines[i].text.n;
		links += lines[i].link_bytes;
		if (bytes * 3 > all)
			break;
		if (line_heads_tail(lines[i].text) && (links * 2 > bytes || bytes * 10 < all))
			return i;
	}
	return r->to;
}

#define FORMS_MAX 8

struct forms {
	uint32_t from[FORMS_MAX], to[FORMS_MAX];
	size_t n;
};

static bool asks_for_words(const struct doc *d, uint32_t form)
{
	for (uint32_t i = form + 1; i < d->nodes[form].end; i++) {
		const struct dnode *n = &d->nodes[i];
		const char *name;
		struct str type;

		if (n->tag != TAG_OTHER || n->x->type != XML_ELEMENT_NODE)
			continue;
		name = (const char *)n->x->name;
		if (streq(name, "textarea"))
			return true;
		if (!streq(name, "input"))
			continue;
		type = doc_attribute(n, "type");
		if (!type.n || str_eq_nocase(type, STR("text")) ||
			str_eq_nocase(type, STR("email")) || str_eq_nocase(type, STR("tel")))
			return true;
	}
	return false;
}

/* Forms to fill in among the text: subscriptions, comments. Some systems wrap the whole page
 * in a form; those hold the text itself. */
static struct forms forms_inside(const struct reader *r)
{
	const struct doc *d = r->d;
	struct forms f = {.n = 0};

	for (uint32_t i = r->main + 1; i < d->nodes[r->main].end && f.n < FORMS_MAX; i++) {
		if (d->nodes[i].tag == TAG_FORM &&
			d->nodes[i].mass * 4 < d->nodes[r->main].mass &&
			asks_for_words(d, i)) {
			f.from[f.n] = i;
			f.to[f.n++] = d->nodes[i].end;
		}
	}
	return f;
}

static bool in_form(const struct forms *f, uint32_t node)
{
	for (size_t i = 0; i < f->n; i++) {
		if (node >= f->from[i] && node < f->to[i])
			return true;
	}
	return false;
}

struct str main_text(struct reader *r)
{
	struct buf b = BUF_INIT(ARTICLE_TEXT_MAX);
	struct forms forms = forms_inside(r);
	size_t end, links_end = 0; /* of the list of links that is being read */
	bool aside = false;
	struct str out;

	skip_head(r);
	end = tail_begin(r);
	end = end == r->to ? links_begin_at(r) : end;
	for (size_t i = r->from; i < end && b.n + 1 < ARTICLE_TEXT_MAX; i++) {
		const struct line *l = &r->d->lines[i];

		if (i >= links_end) {
			links_end = i + list_of_pages(r, i, &aside);
			aside = aside && !is_introduced(r, i);
		}
		if ((i < links_end && aside) || l->nav || l->clutter ||
			line_is_frame(l->text) ||
			line_is_button(l->text) || line_is_pointer(l) ||
			heads_list(r, i) || in_form(&forms, l->first))
			continue;
		if (b.n)
			buf_addc(&b, '\n');
		buf_addstr(&b, utf8_fitting(l->text, ARTICLE_TEXT_MAX - b.n));
	}
	out = arena_str(r->a, buf_str(&b));
	buf_release(&b);
	return out;
}
