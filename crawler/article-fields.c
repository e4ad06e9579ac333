/* What a notice states of itself: dates, source, document number, validity. */
#include "article-parts.h"

#include "base/jval.h"
#include "base/utf8.h"
#include "reading.h"

struct str meta_content(const struct reader *r, const char *const *names)
{
	for (size_t k = 0; names[k]; k++) {
		for (size_t i = 0; i < r->d->nnodes; i++) {
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

/* --- labels: "发布时间：2026-04-09", "来源：<b>国家能源局</b>", also across cells --- */

static struct str after_label(struct str s)
{
	static const char *const between[] = {"：", ":", "】", "]", "|", "〗", "﹕", "∶"};
	bool again = true, colon = false;

	while (again) {
		again = false;
		s = str_trim(s);
		for (size_t i = 0; i < sizeof(between) / sizeof(between[0]); i++) {
			struct str b = str_of(between[i]);

			if (str_starts(s, b)) {
				s = str_sub(s, b.n, SIZE_MAX);
				again = colon = true;
			}
		}
	}
	return colon || s.n == 0 ? s : STR_NONE;
}

/* Value behind a label in line i, or in the next line where the label ends its own. None
 * where the label is not there; `alone` asks that no Chinese character stands before it. */
static struct str labelled(const struct reader *r, size_t i, const char *label, bool alone)
{
	struct str s = r->d->lines[i].text, name = str_of(label), value;
	size_t at = (unsigned char)label[0] < 0x80 ? str_find_nocase(s, name, 0)
						    : str_find(s, name, 0);

	if (at == SIZE_MAX)
		return STR_NONE;
	if (alone && at >= 3 && (unsigned char)s.p[at - 1] >= 0x80) {
		size_t k = 0;

		if (cp_is_han(utf8_next(str_sub(s, at - 3, 3), &k)))
			return STR_NONE;
	}
	value = after_label(str_sub(s, at + name.n, SIZE_MAX));
	if (str_none(value) || value.n || i + 1 >= r->d->nlines)
		return value;
	return at + name.n + 4 >= s.n ? r->d->lines[i + 1].text : value;
}

struct stated {
	int64_t ms;
	bool has_time;
	int rank; /* 0 none; lower is better */
};

static bool date_at_start(const struct reader *r, struct str value, int64_t *ms,
	bool *has_time)
{
	struct str head = str_sub(value, 0, 64);
	size_t i = 0;

	/* a digit, or the name of an English month, right away */
	while (i < head.n && i < 6 && !is_alnum((unsigned char)head.p[i]))
		i++;
	if (i == head.n || i == 6)
		return false;
	if (!is_digit((unsigned char)head.p[i]) && !is_alpha((unsigned char)head.p[i]))
		return false;
	return reading_date(r->o, head, ms, has_time);
}

static const struct date_label {
	const char *name;
	int rank;
	bool alone;
} date_labels[] = {
	{"发布时间", 1, false}, {"发布日期", 1, false}, {"发表时间", 1, false},
	{"发稿时间", 1, false}, {"发布于", 1, true}, {"公布日期", 2, true}, {"公开日期", 2, true},
	{"公开时间", 2, true}, {"刊发日期", 1, true}, {"发表日期", 1, true},
	{"录入时间", 3, true}, {"更新时间", 4, true}, {"更新日期", 4, true},
	{"日期", 3, true}, {"时间", 3, true}, {"Published", 1, true},
	{"Release date", 1, true}, {"Posted on", 1, true}, {"Posted", 2, true},
	{"Publish date", 1, true}, {"Date published", 1, true}, {"Fecha", 3, true},
};

/* English labels take no colon: "Published 24 January 2020". */
static struct str english_value(const struct reader *r, size_t i, const char *label)
{
	struct str s = r->d->lines[i].text;

	if (!is_alpha((unsigned char)label[0]) || !str_starts_nocase(s, str_of(label)))
		return STR_NONE;
	return str_trim(str_sub(s, strlen(label), SIZE_MAX));
}

static void dates_of_line(const struct reader *r, size_t i, struct stated *best)
{
	for (size_t k = 0; k < sizeof(date_labels) / sizeof(date_labels[0]); k++) {
		const struct date_label *l = &date_labels[k];
		struct stated s = {.rank = l->rank};
		struct str value;

		if (best->rank && best->rank <= l->rank)
			continue;
		value = labelled(r, i, l->name, l->alone);
		if (!value.n)
			value = english_value(r, i, l->name);
		if (value.n && date_at_start(r, value, &s.ms, &s.has_time))
			*best = s;
	}
}

/* A line beside the title that is a date and little more. */
static void bare_date(const struct reader *r, struct stated *best)
{
	size_t from = r->title_line, end;

	if (from >= r->d->nlines)
		return;
	end = r->from > from && r->from < from + 8 ? r->from + 1 : from + 8;
	for (size_t i = from + 1; i < end && i < r->d->nlines; i++) {
		const struct line *l = &r->d->lines[i];
		struct stated s = {.rank = 5};

		if (l->nav || l->text.n > 80 || l->link_bytes > 20)
			continue;
		if (date_at_start(r, l->text, &s.ms, &s.has_time)) {
			*best = s;
			return;
		}
	}
}

static void visible_date(const struct reader *r, struct stated *best)
{
	size_t inside = r->from + 12; /* tables of particulars open some texts */

	for (size_t i = 0; i < r->d->nlines; i++) {
		const struct line *l = &r->d->lines[i];

		if (l->nav || l->text.n > 600 || l->link_bytes * 2 > l->text.n)
			continue;
		if (i >= inside && i < r->to)
			continue;
		if (i >= r->to && best->rank)
			break;
		dates_of_line(r, i, best);
	}
	if (!best->rank)
		bare_date(r, best);
}

/* Quoted value of "name = '...'" or "name":"..." in the page's scripts; none. */
static struct str script_value(const struct reader *r, const char *name)
{
	struct str want = str_of(name);

	for (size_t i = 0; i < r->d->nnodes; i++) {
		struct str s, quoted;
		size_t at = 0;

		if (r->d->nodes[i].tag != TAG_SCRIPT)
			continue;
		s = doc_raw(&r->d->nodes[i]);
		while ((at = str_find_nocase(s, want, at)) != SIZE_MAX) {
			size_t k = at + want.n;
			bool word = at == 0 || !is_alnum((unsigned char)s.p[at - 1]);

			at = k;
			if (k < s.n && (s.p[k] == '"' || s.p[k] == '\''))
				k++;
			while (k < s.n && is_space((unsigned char)s.p[k]))
				k++;
			if (!word || k >= s.n || (s.p[k] != '=' && s.p[k] != ':'))
				continue;
			k++;
			while (k < s.n && is_space((unsigned char)s.p[k]))
				k++;
			if (k >= s.n || (s.p[k] != '"' && s.p[k] != '\''))
				continue;
			quoted = str_sub(s, k + 1, 500);
			quoted = str_sub(quoted, 0, str_findc(quoted, s.p[k], 0));
			if (str_trim(quoted).n)
				return reading_plain(quoted, r->a);
		}
	}
	return STR_NONE;
}

static struct str time_element(const struct reader *r)
{
	for (uint32_t i = 0; i < r->d->nnodes; i++) {
		const struct dnode *n = &r->d->nodes[i];
		struct str v;

		if (n->tag != TAG_TIME || n->nav || n->clutter || doc_inside(r->d, i, r->main))
			continue;
		v = doc_attribute(n, "datetime");
		return v.n ? v : doc_text(r->d, i, r->a);
	}
	return STR_NONE;
}

static void read_date(const struct reader *r, struct article *out)
{
	static const char *const metas[] = {"pubdate", "publishdate", "publish_date",
		"article:published_time", "firstpublishedtime", "dcterms.issued", "dc.date.issued",
		"dcterms.date", "dc.date", "date", "publication_date", "og:release_date", NULL};
	struct stated s = {0};
	struct str tried[5];

	visible_date(r, &s);
	tried[0] = meta_content(r, metas);
	tried[1] = script_value(r, "datePublished");
	tried[2] = time_element(r);
	tried[3] = script_value(r, "pubdata");
	tried[4] = script_value(r, "pubdate");
	for (size_t i = 0; !s.rank && i < 5; i++) {
		if (tried[i].n && reading_date(r->o, tried[i], &s.ms, &s.has_time))
			s.rank = 10;
	}
	if (!s.rank && reading_address_date(r->o, r->o->url, &s.ms)) {
		out->date_weak = true;
		s.rank = 20;
	}
	out->date_ms = s.rank ? s.ms : DATE_NONE_MS;
	out->date_has_time = s.rank && s.has_time;
}

/* --- source --- */

/* Up to the next label, bracket, bar or wide gap; "江西统计 公众号" keeps its blank. */
static struct str clip_value(struct str s)
{
	static const char *const ends[] = {"发布", "时间", "日期", "作者", "浏览", "字体", "字号",
		"点击", "责任编辑", "责编", "编辑", "阅读", "打印", "【", "[", " | ", "分享", "访问",
		"】", "]", "来源", "）", ")", "审核", "供稿", "信息来源", "文章来源", "收藏", "语音",
		"公开方式", "审签", "撰稿", "摄影"};
	size_t cut = s.n;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct str e = str_of(ends[i]);
		size_t at = str_find(s, e, 0);

		/* a name may contain the word: only behind a blank, or at once */
		if (at == SIZE_MAX || at >= cut)
			continue;
		if (at == 0 || s.p[at - 1] == ' ' || (unsigned char)e.p[0] < 0x80 ||
			e.n == 3)
			cut = at;
	}
	return str_trim(str_sub(s, 0, cut));
}

static void read_source(const struct reader *r, struct article *out)
{
	static const char *const labels[] = {"信息来源", "文章来源", "稿件来源", "来源", "来 源",
		"稿源"};
	static const char *const metas[] = {"contentsource", "source", "dc.source", NULL};
	bool stated = false;

	for (size_t i = 0; i < r->d->nlines && !out->source.n; i++) {
		const struct line *l = &r->d->lines[i];

		if (l->nav || l->text.n > 600 || (i >= r->from + 3 && i + 3 < r->to))
			continue;
		for (size_t k = 0; k < sizeof(labels) / sizeof(labels[0]) && !out->source.n;
			k++) {
			struct str v = labelled(r, i, labels[k], true);

			if (str_none(v))
				continue;
			stated = true;
			v = clip_value(v);
			/* a date in the next line is no source */
			if (v.n && v.n <= 200 && !is_digit((unsigned char)v.p[0]))
				out->source = arena_str(r->a, v);
		}
	}
	for (size_t i = 0; i + 1 < r->from && !out->source.n && !stated; i++) {
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

/* --- document number --- */

static bool is_open_bracket(int32_t cp)
{
	static const int32_t set[] = {0x3014, '[', 0xFF3B, 0xFF08, '(', 0x3010, 0xFE5D, 0x2018,
		0x3016, 0x300A, 0x3008, '<', '{'};

	for (size_t i = 0; i < sizeof(set) / sizeof(set[0]); i++) {
		if (set[i] == cp)
			return true;
	}
	return false;
}

static bool is_close_bracket(int32_t cp)
{
	static const int32_t set[] = {0x3015, ']', 0xFF3D, 0xFF09, ')', 0x3011, 0xFE5E, 0x2019,
		0x3017, 0x300B, 0x3009, '>', '}'};

	for (size_t i = 0; i < sizeof(set) / sizeof(set[0]); i++) {
		if (set[i] == cp)
			return true;
	}
	return false;
}

static int32_t next_solid(struct str s, size_t *at)
{
	int32_t cp;

	do
		cp = utf8_next(s, at);
	while (cp_is_space(cp));
	return cp;
}

/* Digits, full-width ones too; at most `most`. */
static int digits(struct str s, size_t *at, size_t most, char *out)
{
	int n = 0;

	for (;;) {
		size_t k = *at;
		int32_t cp = next_solid(s, &k);

		if (cp >= 0xFF10 && cp <= 0xFF19)
			cp = cp - 0xFF10 + '0';
		if (cp < '0' || cp > '9' || (size_t)n == most)
			return n;
		out[n++] = (char)cp;
		*at = k;
	}
}

/* "〔2017〕47号" at s[*at], normalised to b. */
static bool number_part(struct str s, size_t *at, struct buf *b)
{
	size_t k = *at, peek;
	char year[8] = {0}, number[8] = {0};
	int n;

	if (!is_open_bracket(next_solid(s, &k)))
		return false;
	if (digits(s, &k, 5, year) != 4 || (year[0] != '1' && year[0] != '2'))
		return false;
	peek = k;
	if (next_solid(s, &peek) == 0x5E74) /* 〔2017年〕 */
		k = peek;
	if (!is_close_bracket(next_solid(s, &k)))
		return false;
	peek = k;
	if (next_solid(s, &peek) == 0x7B2C) /* 第 */
		k = peek;
	n = digits(s, &k, 6, number);
	if (n == 0 || n > 5 || next_solid(s, &k) != 0x53F7) /* 号 */
		return false;
	buf_addf(b, "〔%s〕%s号", year, number);
	*at = k;
	return true;
}

/* Words of a sentence that may stand right before a number. */
static struct str without_lead(struct str s)
{
	static const char *const leads[] = {"根据", "按照", "依据", "关于", "印发", "依照", "执行",
		"废止", "落实", "贯彻", "文号", "字号", "原"};

	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
		struct str l = str_of(leads[i]);
		size_t at = str_find(s, l, 0);

		if (at != SIZE_MAX && at + l.n < s.n)
			s = str_sub(s, at + l.n, SIZE_MAX);
	}
	return s;
}

/* Start of the run of Chinese characters and letters that ends at `end`. */
static size_t word_before(struct str s, size_t end)
{
	size_t from = end, n = 0;

	while (from > 0 && n < 16) {
		size_t k = from - 1, at;
		int32_t cp;

		while (k > 0 && ((unsigned char)s.p[k] & 0xC0) == 0x80)
			k--;
		at = k;
		cp = utf8_next(s, &at);
		if (!cp_is_han(cp) && !(cp < 0x80 && is_alpha(cp)) && !cp_is_space(cp))
			break;
		from = k;
		n++;
	}
	return from;
}

static struct str solid(struct str s, struct arena *a)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0, at = 0;

	while (at < s.n) {
		size_t from = at;

		if (cp_is_space(utf8_next(s, &at)))
			continue;
		memcpy(p + n, s.p + from, at - from);
		n += at - from;
	}
	return str_n(p, n);
}

/* The first document number in s and the bytes of s it takes. */
static struct str doc_number_in(struct str s, size_t *bytes, struct arena *a)
{
	struct buf b = BUF_INIT(256);
	struct str out = STR_NONE;

	for (size_t at = 0; at < s.n && str_none(out);) {
		size_t end = at, from;
		struct str word;

		if (((unsigned char)s.p[at] & 0xC0) == 0x80 || !number_part(s, &end, &b)) {
			at++;
			continue;
		}
		from = word_before(s, at);
		word = without_lead(solid(str_sub(s, from, at - from), a));
		if (word.n >= 3) {
			out = arena_strf(a, "%.*s%s", STR_ARG(word), buf_cstr(&b));
			*bytes = end - from;
		}
		buf_clear(&b);
		at = end;
	}
	buf_release(&b);
	return out;
}

struct str article_doc_number(struct str s, struct arena *a)
{
	size_t bytes;

	return doc_number_in(str_sub(s, 0, 4096), &bytes, a);
}

static struct str labelled_number(const struct reader *r)
{
	static const char *const labels[] = {"发文字号", "文件编号", "公文文号", "文 号", "文号",
		"发文文号", "文件字号"};

	for (size_t i = 0; i < r->d->nlines; i++) {
		const struct line *l = &r->d->lines[i];

		if (l->nav || l->text.n > 600 || (i > r->from + 12 && i < r->to))
			continue;
		for (size_t k = 0; k < sizeof(labels) / sizeof(labels[0]); k++) {
			struct str v = labelled(r, i, labels[k], false), n;

			n = v.n ? article_doc_number(str_sub(v, 0, 120), r->a) : STR_NONE;
			if (n.n)
				return n;
		}
	}
	return STR_NONE;
}

static void read_doc_number(const struct reader *r, struct article *out)
{
	size_t end = r->from + 10 < r->to ? r->from + 10 : r->to, bytes = 0;

	out->doc_number = labelled_number(r);
	/* a line of its own near the head of the text */
	for (size_t i = r->from; i < end && !out->doc_number.n; i++) {
		struct str s = r->d->lines[i].text, n;

		if (s.n > 120)
			continue;
		n = doc_number_in(s, &bytes, r->a);
		if (n.n && bytes * 10 >= s.n * 6)
			out->doc_number = n;
	}
	if (!out->doc_number.n && out->title.n)
		out->doc_number = article_doc_number(out->title, r->a);
}

/* --- validity, date of writing, named titles --- */

static void read_validity(const struct reader *r, struct article *out)
{
	static const char *const labels[] = {"有效性", "效力状态", "时效性", "是否有效", "时效状态",
		"文件状态"};

	for (size_t i = 0; i < r->d->nlines; i++) {
		const struct line *l = &r->d->lines[i];

		if (l->nav || l->text.n > 600 || (i > r->from + 12 && i < r->to))
			continue;
		for (size_t k = 0; k < sizeof(labels) / sizeof(labels[0]); k++) {
			struct str v = labelled(r, i, labels[k], false);
			size_t gap = str_findc(v, ' ', 0);

			v = str_trim(str_sub(v, 0, gap));
			if (v.n && v.n <= 30 && !is_digit((unsigned char)v.p[0])) {
				out->validity = arena_str(r->a, v);
				return;
			}
		}
	}
}

static void read_written(const struct reader *r, struct article *out)
{
	static const char *const labels[] = {"成文日期", "成文时间", "发文日期", "签发日期"};
	bool has_time;
	int64_t ms;

	for (size_t i = 0; i < r->d->nlines; i++) {
		const struct line *l = &r->d->lines[i];

		if (l->nav || l->text.n > 600 || (i > r->from + 12 && i < r->to))
			continue;
		for (size_t k = 0; k < sizeof(labels) / sizeof(labels[0]); k++) {
			struct str v = labelled(r, i, labels[k], false);

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
	read_date(r, out);
	read_source(r, out);
	read_doc_number(r, out);
	read_validity(r, out);
	read_written(r, out);
	read_pairs(r, out);
}
