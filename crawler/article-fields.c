/* What a notice states of itself: dates, source, document number, validity. */
#include "article-parts.h"

#include "base/jval.h"
#include "base/utf8.h"
#include "reading.h"

struct str meta_content(const struct reader *r, const char *const *names)
{
	size_t from = 0, end = r->d->nnodes; /* of all that are named so, most often the head */

	while (end && r->d->nodes[end - 1].tag != TAG_META)
		end--;
	while (from < end && r->d->nodes[from].tag != TAG_META)
		from++;
	for (size_t k = 0; names[k]; k++) {
		for (size_t i = from; i < end; i++) {
			const struct dnode *n = &r->d->nodes[i];
			struct str name, content;

			if (n->tag != TAG_META)
				continue;
			name = doc_attribute(n, "name");
			if (str_none(name))
				name = doc_attribute(n, "property");
			content = str_trim(doc_attribute(n, "content"));
			if (content.n && str_eq_nocase(str_trim(name), str_of(names[k])))
				return content;
		}
	}
	return STR_NONE;
}

/* --- source --- */

/* "发布时间：" and the like: the word that stands first in s begins a label. */
static bool begins_label(struct str s)
{
	struct str head = str_sub(s, 0, 18);

	return str_has(head, STR("：")) || str_has(head, STR(":"));
}

/* " 2019-10-31 11:11" behind a name: a day that no label names. SIZE_MAX: none. */
static size_t bare_day(struct str s)
{
	for (size_t at = 0; (at = str_findc(s, ' ', at)) != SIZE_MAX; at++) {
		struct str rest = str_sub(s, at + 1, 7);

		if ((str_starts(rest, STR("19")) || str_starts(rest, STR("20"))) &&
			rest.n >= 5 && is_digit((unsigned char)rest.p[2]) &&
			is_digit((unsigned char)rest.p[3]) &&
			(strchr("-/.", rest.p[4]) || str_starts(str_sub(rest, 4, 3), STR("年"))))
			return at;
	}
	return SIZE_MAX;
}

/* Up to the next label, bracket, bar or wide gap; "江西统计 公众号" keeps its blank. */
static struct str clip_value(struct str s)
{
	static const char *const ends[] = {"发布", "时间", "日期", "作者", "浏览", "字体",
		"字号", "点击", "责任编辑", "责编", "编辑", "阅读", "打印", "【", "[",
		" | ", "分享", "访问", "】", "]", "来源", "）", ")", "审核", "供稿",
		"信息来源", "文章来源", "收藏", "语音", "公开方式", "审签", "撰稿",
		"摄影"};
	size_t cut = s.n, day = bare_day(s);

	if (day != SIZE_MAX)
		cut = day;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct str e = str_of(ends[i]);
		size_t at = str_find(s, e, 0);

		/* a name may contain the word: only behind a blank, at once, or as a label */
		if (at == SIZE_MAX || at >= cut)
			continue;
		if (at == 0 || s.p[at - 1] == ' ' || (unsigned char)e.p[0] < 0x80 ||
			e.n == 3 || begins_label(str_sub(s, at, SIZE_MAX)))
			cut = at;
	}
	return str_trim(str_sub(s, 0, cut));
}

static void read_source(const struct reader *r, struct article *out)
{
	static const char *const labels[] = {
		"信息来源", "文章来源", "稿件来源", "来源", "稿源"};
	static const char *const metas[] = {"contentsource", "source", "dc.source", NULL};
	bool stated = false;

	for (size_t i = 0; i < r->d->nlines && !out->source.n; i++) {
		const struct line *l = &r->d->lines[i];

		if (l->nav || l->text.n > 600 || (i >= r->from + 3 && i + 3 < r->to))
			continue;
		for (size_t k = 0;
			k < sizeof(labels) / sizeof(labels[0]) && !out->source.n; k++) {
			struct str v = label_value(r, i, labels[k], true);

			if (str_none(v))
				continue;
			stated = true;
			v = clip_value(v);
			/* a date in the next line is no source */
			if (v.n && v.n <= 200 && !is_digit((unsigned char)v.p[0]))
				out->source = arena_str(r->a, v);
		}
	}
	for (size_t i = 0; i + 1 < r->d->nlines && i < r->from + 6 && !out->source.n && !stated;
		i++) {
		/* GOV.UK: <dt>From:</dt><dd>...</dd> */
		if (str_eqc(r->d->lines[i].text, "From:") && !r->d->lines[i].nav)
			out->source = arena_str(r->a, r->d->lines[i + 1].text);
	}
	if (!out->source.n && !stated)
		out->source = reading_line(meta_content(r, metas), r->a);
	if (!out->source.n && !stated)
		out->source = script_value(r, "wzly");
	if (!out->source.n)
		out->source = STR_NONE;
}

/* --- validity, date of writing, named titles --- */

bool line_is_deep(const struct reader *r, size_t i)
{
	bool before_title = r->title_line < r->d->nlines && i < r->title_line;

	return i > r->from + 12 && i < r->to && !before_title;
}

static void read_validity(const struct reader *r, struct article *out)
{
	static const char *const labels[] = {
		"有效性", "效力状态", "时效性", "是否有效", "时效状态", "文件状态"};

	for (size_t i = 0; i < r->d->nlines; i++) {
		const struct line *l = &r->d->lines[i];

		if (l->nav || l->text.n > 600 || line_is_deep(r, i))
			continue;
		for (size_t k = 0; k < sizeof(labels) / sizeof(labels[0]); k++) {
			struct str v = label_value(r, i, labels[k], false);
			size_t gap = str_findc(v, ' ', 0);

			v = str_trim(str_sub(v, 0, gap));
			if (v.n && v.n <= 30 && !is_digit((unsigned char)v.p[0])) {
				out->validity = arena_str(r->a, v);
				return;
			}
		}
	}
}

/* --- particulars of the catalogue: 索引号, 发文机关, 主题分类 --- */

/* Up to the next cell, or where another label follows up to the first blank. */
static struct str clip_particular(struct str v)
{
	size_t colon;

	v = str_trim(str_sub(v, 0, str_find(v, STR(" | "), 0)));
	colon = str_find(v, STR("："), 0);
	if (colon == SIZE_MAX)
		colon = str_findc(v, ':', 0);
	if (colon != SIZE_MAX) {
		size_t gap = str_findc(v, ' ', 0);

		v = gap < colon ? str_sub(v, 0, gap) : STR_NONE;
	}
	return v.n <= 200 ? v : STR_NONE;
}

/* "000014349/2022-00012": one word with a figure; what follows without a blank is cut off. */
static struct str clip_index(struct str v)
{
	bool figure = false;
	size_t at = 0;

	v = str_sub(v, 0, str_find(v, STR(" | "), 0));
	v = str_sub(v, 0, str_findc(v, ' ', 0));
	while (at < v.n && at < 80) {
		size_t next = at;
		int32_t cp = utf8_next(v, &next);

		if (cp == 0x53F7 && figure) { /* 号 */
			at = next;
			break;
		}
		if ((cp_is_han(cp) && figure) || cp == ':' || cp == 0xFF1A)
			break;
		figure |= is_digit(cp);
		at = next;
	}
	return figure ? str_sub(v, 0, at) : STR_NONE;
}

static struct str particular(const struct reader *r, struct str title,
	const char *const *labels, struct str (*clip)(struct str))
{
	for (size_t i = 0; i < r->d->nlines; i++) {
		const struct line *l = &r->d->lines[i];

		if (l->nav || l->text.n > 600 || line_is_deep(r, i))
			continue;
		for (size_t k = 0; labels[k]; k++) {
			struct str v = clip(label_value(r, i, labels[k], true));

			if (v.n && !str_eq(v, title)) /* which follows an empty label */
				return arena_str(r->a, v);
		}
	}
	return STR_NONE;
}

static void read_particulars(const struct reader *r, struct article *out)
{
	static const char *const index[] = {"索引号", "信息索引号", "索引编号", NULL};
	static const char *const issuer[] = {"发文机关", "发布机构", "发文单位", "发文机构",
		"发布机关", "制发机关", NULL};
	static const char *const topic[] = {"主题分类", "信息分类", NULL};

	out->index_number = particular(r, out->title, index, clip_index);
	out->issuer = particular(r, out->title, issuer, clip_particular);
	out->topic = particular(r, out->title, topic, clip_particular);
}

static void read_written(const struct reader *r, struct article *out)
{
	static const char *const labels[] = {
		"成文日期", "成文时间", "发文日期", "签发日期"};
	bool has_time;
	int64_t ms;

	for (size_t i = 0; i < r->d->nlines; i++) {
		const struct line *l = &r->d->lines[i];

		if (l->nav || l->text.n > 600 || line_is_deep(r, i))
			continue;
		for (size_t k = 0; k < sizeof(labels) / sizeof(labels[0]); k++) {
			struct str v = label_value(r, i, labels[k], false);

			if (v.n && date_at_start(r, v, &ms, &has_time)) {
				out->written_ms = ms;
				return;
			}
		}
	}
	/* the signature: a line among the last that is only a date */
	for (size_t i = r->to, n = 0; i-- > r->from && n < 12; n++) {
		const struct line *l = &r->d->lines[i];

		if (l->nav || l->clutter || l->text.n > 48 || l->text.n < 8)
			continue;
		if (!str_ends(l->text, STR("日")) && !str_ends(l->text, STR("日）")))
			continue;
		if (date_at_start(r, l->text, &ms, &has_time) ||
			(str_starts(l->text, STR("二")) &&
				reading_date(r->o, l->text, &ms, &has_time))) {
			out->written_ms = ms;
			return;
		}
	}
}

#define PAIRS_MAX 20

/* 《…》 with inner 《》 or 〈〉 kept; each once. */
static size_t take_pairs(struct str s, struct buf *b, size_t n)
{
	size_t at = 0;

	while (n < PAIRS_MAX && (at = str_find(s, STR("《"), at)) != SIZE_MAX) {
		size_t k = at + 3, depth = 1;
		struct str name;

		while (k < s.n && depth) {
			if (str_starts(str_sub(s, k, 3), STR("《")))
				depth++;
			else if (str_starts(str_sub(s, k, 3), STR("》")))
				depth--;
			k += depth ? 1 : 0;
		}
		if (depth || k - at > 600)
			return n;
		name = str_sub(s, at + 3, k - at - 3);
		at = k + 3;
		if (!name.n || str_has(buf_str(b), name))
			continue;
		if (b->n)
			buf_addc(b, '\n');
		buf_addstr(b, name);
		n++;
	}
	return n;
}

static void read_pairs(const struct reader *r, struct article *out)
{
	struct buf b = BUF_INIT(16384);
	size_t n = out->title.n ? take_pairs(out->title, &b, 0) : 0;

	for (size_t i = r->from; i < r->to && i < r->from + 5; i++) {
		if (!r->d->lines[i].nav)
			n = take_pairs(r->d->lines[i].text, &b, n);
	}
	out->pair_titles = n ? arena_str(r->a, buf_str(&b)) : STR_NONE;
	buf_release(&b);
}

void fields_read(struct reader *r, struct article *out)
{
	dates_read(r, out);
	read_source(r, out);
	number_read(r, out);
	read_validity(r, out);
	read_written(r, out);
	read_pairs(r, out);
	read_particulars(r, out);
}
