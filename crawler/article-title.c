/* What the page calls itself. */
#include "article-parts.h"

#include "base/utf8.h"
#include "reading.h"

/* Letters alone, so that width of blanks and a colon do not separate equals. */
static struct str squeezed(struct str s, struct arena *a)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0, at = 0;

	while (at < s.n) {
		size_t from = at;
		int32_t cp = utf8_next(s, &at);

		if (cp_is_space(cp) || cp < 0x20)
			continue;
		memcpy(p + n, s.p + from, at - from);
		n += at - from;
	}
	return str_n(p, n);
}

static bool named_title(const struct dnode *n)
{
	static const char *const words[] = {"title", "tit", "bt", "biaoti", "heading"};
	struct str names[2] = {doc_attribute(n, "class"), doc_attribute(n, "id")};

	for (size_t k = 0; k < 2; k++) {
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
			struct str w = str_of(words[i]);
			size_t at = str_find_nocase(names[k], w, 0);

			if (at == SIZE_MAX ||
				str_find_nocase(names[k], STR("sub"), 0) != SIZE_MAX)
				continue;
			if (w.n > 2 || names[k].n == w.n)
				return true;
		}
	}
	return false;
}

/* The heading or title box a line stands in: whole text, and how much it looks like one. */
static uint32_t title_box(const struct reader *r, size_t line, int *points)
{
	const struct doc *d = r->d;
	uint32_t i = d->nodes[d->lines[line].first].parent;

	*points = 0;
	for (int up = 0; up < 4 && i != UINT32_MAX; up++, i = d->nodes[i].parent) {
		const struct dnode *n = &d->nodes[i];

		if (n->text > 1500)
			break;
		if (n->tag >= TAG_H1 && n->tag <= TAG_H4) {
			*points = n->tag == TAG_H1 ? 24 : n->tag == TAG_H2 ? 18 : 12;
			if (named_title(n))
				*points += 12;
			return i;
		}
		if (n->block && named_title(n)) {
			*points = 15;
			return i;
		}
		if (n->text > 600)
			break;
	}
	return UINT32_MAX;
}

/* Words and line breaks alone: a title in two lines is one. */
static bool is_one_piece(const struct reader *r, uint32_t box)
{
	for (uint32_t i = box + 1; i < r->d->nodes[box].end; i++) {
		if (r->d->nodes[i].block && r->d->nodes[i].tag != TAG_BR)
			return false;
	}
	return r->d->nodes[box].text <= 400;
}

#define COLUMN_NAME_MAX 30 /* bytes, ten characters; names of columns have four to eight */

static int overlap_points(struct str squeezed_line, struct str title)
{
	size_t at;

	if (title.n < 6 || squeezed_line.n < 6)
		return 0;
	if (str_eq(squeezed_line, title))
		return 60;
	at = str_find(title, squeezed_line, 0);
	if (at != SIZE_MAX && squeezed_line.n <= COLUMN_NAME_MAX)
		return 8; /* "공지사항 | 기관": <title> may name the column */
	if (at != SIZE_MAX) {
		int share = (int)(30 * squeezed_line.n / title.n);

		return (at < 8 ? 25 : 8) + share;
	}
	/* <title> cut short, the heading whole */
	if (title.n > 24 && str_starts(squeezed_line, str_sub(title, 0, title.n * 2 / 3)))
		return 40;
	return 0;
}

static bool starts_with_any(struct str s, const char *const *starts)
{
	for (size_t i = 0; starts[i]; i++) {
		if (str_starts(s, str_of(starts[i])))
			return true;
	}
	return false;
}

/* "当前位置：首页 > 通知公告": the way to the page. */
static bool line_is_path(struct str s)
{
	static const char *const starts[] = {"当前位置", "您当前的位置", "您的位置",
		"您现在的位置", "你现在的位置", "你的位置", "现在位置", "所在位置",
		"您所在的位置", "您所在位置", "当前页面", NULL};

	if (str_starts(s, STR("首页")))
		return str_findc(s, '>', 0) != SIZE_MAX;
	return starts_with_any(s, starts);
}

/* "某某小学欢迎您！", "欢迎光临…网站" */
static bool line_is_welcome(struct str s)
{
	return s.n < 120 && (str_starts(s, STR("欢迎光临")) || str_starts(s, STR("欢迎访问")) ||
				    str_starts(s, STR("欢迎您")) || str_has(s, STR("欢迎您！")) ||
				    str_ends(s, STR("欢迎您")) || str_ends(s, STR("欢迎你")));
}

/* "福建信息网" in large print at the head of the page: who speaks, not what is said. */
static bool line_is_site(struct str s)
{
	return s.n < 60 && (str_ends(s, STR("网")) || str_ends(s, STR("网站")));
}

/* Set in larger print by its own style, as pages without headings do it. */
static bool in_large_print(const struct reader *r, size_t line)
{
	uint32_t i = r->d->nodes[r->d->lines[line].first].parent;

	for (int up = 0; up < 3 && i != NO_PARENT; up++, i = r->d->nodes[i].parent) {
		const struct dnode *n = &r->d->nodes[i];
		struct str style, unit;
		unsigned size = 0;
		size_t at;

		if (n->text > 600)
			return false;
		style = doc_attribute(n, "style");
		at = str_find_nocase(style, STR("font-size:"), 0);
		if (at == SIZE_MAX)
			continue;
		unit = str_trim(str_sub(style, at + 10, 12));
		for (at = 0; at < unit.n && is_digit((unsigned char)unit.p[at]); at++)
			size = size * 10 + (unsigned)(unit.p[at] - '0');
		unit = str_sub(unit, at, 2);
		return size >= (str_eq_nocase(unit, STR("pt")) ? 16u : 20u) && size < 100 &&
		       (str_eq_nocase(unit, STR("px")) || str_eq_nocase(unit, STR("pt")));
	}
	return false;
}

/* What a line's neighbours and print say where no heading names the title. */
static int setting_points(const struct reader *r, size_t i, struct str squeezed_line)
{
	int points = 0;

	if (squeezed_line.n >= 12 && i + 1 < r->d->nlines &&
		(line_is_credit(r->d->lines[i + 1].text) ||
			line_is_date(r, r->d->lines[i + 1].text) ||
			(line_is_imprint(r, i + 1) && !line_is_date(r, r->d->lines[i].text))))
		points += 15;
	if (in_large_print(r, i))
		points += 15;
	return points;
}

/* Two lines of links right below: the heading of a list of other pages. */
static bool heads_links(const struct reader *r, size_t i)
{
	for (size_t k = i + 1; k < i + 3; k++) {
		const struct line *l = k < r->d->nlines ? &r->d->lines[k] : NULL;

		if (!l || l->text.n < 18 || l->link_bytes * 2 <= l->text.n)
			return false;
	}
	return true;
}

static bool is_sentence(struct str s)
{
	return str_has(s, STR("。")) || str_ends(s, STR(".")) || str_ends(s, STR("："));
}

static int judge_title(const struct reader *r, size_t i, struct str text, int box_points,
	struct str meta, struct str head)
{
	const struct line *l = &r->d->lines[i];
	struct str s = squeezed(text, r->a);
	int points = box_points, m = overlap_points(s, meta), h = overlap_points(s, head), setting;

	if (s.n < 6 || s.n > 600 || l->nav || l->clutter)
		return -100;
	if (s.n >= 24 && str_eq(s, r->head_part))
		h = 60; /* more than a word that <title> begins with */
	if (l->link_bytes * 2 > l->text.n && s.n <= COLUMN_NAME_MAX)
		m = h = 0; /* the way home, named as <title> names the site */
	points += m > h ? m : h;
	setting = setting_points(r, i, s);
	points += setting;
	if (line_is_welcome(l->text))
		points -= 60;
	if (!box_points && line_is_site(l->text))
		points -= 25;
	if (l->link_bytes * 2 > l->text.n)
		points -= 40;
	if (i < r->from || (i == r->from && setting && !is_sentence(text)))
		points += r->from - i < 12 ? 15 : 8;
	else
		points -= r->lines_in < 6 ? 3 : 30;
	if (m == 0 && h == 0 && heads_links(r, i))
		points -= 25;
	if (line_is_credit(l->text) || line_is_frame(l->text) ||
		line_is_path(l->text) || line_is_path(text))
		points -= 60;
	return points;
}

/* <title> without the name of the site behind "-", "_", "|", "–". */
static struct str without_site(struct str t)
{
	static const char *const seps[] = {"_", "|", "-", "–", "—", "－", "·"};
	size_t cut = SIZE_MAX;

	if (str_starts(t, STR("【")) && str_find(t, STR("】"), 0) != SIZE_MAX) {
		size_t end = str_find(t, STR("】"), 0);

		if (end > 20)
			return str_trim(str_sub(t, 3, end - 3));
	}
	for (size_t i = 0; i < sizeof(seps) / sizeof(seps[0]); i++) {
		size_t at = str_find(t, str_of(seps[i]), 0);

		if (at != SIZE_MAX && at >= 6 && at < cut)
			cut = at;
	}
	return str_trim(str_sub(t, 0, cut));
}

/* Where the figures and signs of a date begin that t ends with. */
static size_t date_tail(struct str t)
{
	static const char *const signs[] = {"年", "月", "日"};
	size_t at = t.n;

	while (at > 0) {
		size_t n = is_digit((unsigned char)t.p[at - 1]) || strchr("-/:. []()", t.p[at - 1]);

		for (size_t i = 0; !n && i < sizeof(signs) / sizeof(signs[0]); i++)
			n = str_ends(str_sub(t, 0, at), str_of(signs[i])) ? 3 : 0;
		if (!n)
			break;
		at -= n;
	}
	return at;
}

/* "...座谈会 2026-04-28 10:20": a heading that holds the date beside the title. What <title>
 * has as well is part of the title. */
static struct str without_date(struct reader *r, struct str t, struct str head)
{
	size_t at = date_tail(t);
	struct str rest = str_trim(str_sub(t, at, SIZE_MAX));
	bool has_time;
	int64_t ms;

	if (rest.n && strchr("[(", rest.p[0]))
		rest = str_sub(rest, 1, SIZE_MAX);
	if (at < 12 || at == t.n || t.p[at] != ' ' || rest.n < 8 ||
		(!str_starts(rest, STR("20")) && !str_starts(rest, STR("19"))) ||
		is_digit((unsigned char)rest.p[4]) || !date_at_start(r, rest, &ms, &has_time) ||
		str_has(head, squeezed(t, r->a)))
		return t;
	r->heading_day = rest;
	return str_trim(str_sub(t, 0, at));
}

static void read_head_title(struct reader *r)
{
	for (size_t i = 0; i < r->d->nnodes; i++) {
		if (r->d->nodes[i].tag == TAG_TITLE) {
			r->head_title = reading_line(doc_raw(&r->d->nodes[i]), r->a);
			return;
		}
	}
}

/* "Ministry - News - What is said": the last piece of <title>, longer than the first, which
 * names the site. */
static bool ends_head(const struct reader *r, struct str head, struct str s)
{
	static const char *const seps[] = {"_", "|", "-", "–", "—", "－", ">"};

	if (s.n <= r->head_part.n || s.n >= head.n || !str_ends(head, s))
		return false;
	for (size_t i = 0; i < sizeof(seps) / sizeof(seps[0]); i++) {
		if (str_ends(str_sub(head, 0, head.n - s.n), str_of(seps[i])))
			return true;
	}
	return false;
}

/* A heading that says what <title> says stands where the title stands, also in a box that
 * looks like navigation for its links. */
static void framed_title(struct reader *r, struct str head, struct article *out)
{
	for (size_t i = 0; i < r->to && head.n >= 12; i++) {
		int points;
		uint32_t box = title_box(r, i, &points);
		struct str s, text;

		if (box == NO_PARENT || points < 15)
			continue;
		text = doc_text(r->d, box, r->a);
		s = squeezed(text, r->a);
		if (s.n >= 12 && ends_head(r, head, s))
			out->title = arena_str(r->a, text);
		else if (i >= r->from || s.n < 12 || r->head_part.n < 12 ||
			 !(str_eq(s, r->head_part) || overlap_points(s, r->head_part) >= 40))
			continue;
		r->title_box = box;
		r->title_line = i;
		r->title_node = r->d->lines[i].first;
		return;
	}
}

/* "제목 | ...": boards of offices print the particulars of a notice as a table, the title
 * among them, under a heading that names the board. */
static struct str title_in_row(const struct reader *r, size_t i)
{
	static const char *const labels[] = {"제목", "공고명", "사업명", "件名", "題名", "標題", "标题"};
	const struct line *l = &r->d->lines[i];

	if (l->nav || l->clutter || line_is_deep(r, i) || !str_has(l->text, STR(" | ")))
		return STR_NONE;
	for (size_t k = 0; k < sizeof(labels) / sizeof(labels[0]); k++) {
		struct str value;

		if (!str_starts(l->text, str_of(labels[k])))
			continue;
		value = label_value(r, i, labels[k], true);
		value = str_trim(str_sub(value, 0, str_find(value, STR(" | "), 0)));
		if (value.n >= 6 && value.n <= 600)
			return value;
	}
	return STR_NONE;
}

/* The row says it, where the heading does not say the same. */
static void title_of_table(struct reader *r, struct str meta, struct article *out)
{
	struct str found = squeezed(out->title, r->a);

	for (size_t i = 0; i < r->d->nlines && i < r->to; i++) {
		struct str value = title_in_row(r, i), s = squeezed(value, r->a);

		if (!value.n)
			continue;
		if (str_has(found, s) || (meta.n && str_eq(found, meta)))
			return;
		out->title = arena_str(r->a, value);
		r->title_line = i;
		r->title_node = r->d->lines[i].first;
		r->title_box = NO_PARENT;
		return;
	}
}

void title_find(struct reader *r, struct article *out)
{
	static const char *const names[] = {"articletitle", "og:title", "dc.title",
		"dcterms.title", "citation_title", NULL};
	struct str meta = reading_line(meta_content(r, names), r->a), head, smeta, text;
	int best = 20;

	read_head_title(r);
	head = squeezed(r->head_title, r->a);
	r->head_part = squeezed(without_site(r->head_title), r->a);
	smeta = squeezed(meta, r->a);
	r->title_line = r->d->nlines;
	r->title_node = UINT32_MAX;
	r->title_box = NO_PARENT;
	for (size_t i = 0; i < r->d->nlines && r->lines_in < 12; i++) {
		int points;
		uint32_t box = title_box(r, i, &points);

		r->lines_in += i > r->from && !r->d->lines[i - 1].nav && !r->d->lines[i - 1].clutter;
		text = box != UINT32_MAX && (r->d->nodes[box].tag != TAG_BOX ||
						    is_one_piece(r, box))
			       ? doc_text(r->d, box, r->a)
			       : r->d->lines[i].text;
		/* the second line of a heading is not its first */
		if (box != NO_PARENT && box == r->title_box)
			continue;
		points = judge_title(r, i, text, points, smeta, head);
		if (points > best) {
			best = points;
			r->title_box = box;
			r->title_line = i;
			r->title_node = r->d->lines[i].first;
			out->title = arena_str(r->a, text);
		}
	}
	if (!out->title.n)
		framed_title(r, head, out);
	title_of_table(r, smeta, out);
	if (out->title.n) {
		out->title = without_date(r, out->title, head);
		return;
	}
	out->title = meta.n ? meta : without_site(r->head_title);
	if (!out->title.n)
		out->title = STR_NONE;
}
