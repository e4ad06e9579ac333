/* Records whose links show a number only: "2026 TSPR 10", "SC20677". What the notice is
 * called stands beside it, in a row of its own or right behind the link. */
#include "list-mine.h"

#include "base/utf8.h"

#define NAME_BYTES 400
#define LABEL_COLUMNS 16
#define NAME_COLUMNS 8 /* shorter is no name */
#define NODES_SEARCHED 200

/* Words over a name in a table of labels and values. */
static bool names_notice(struct str label)
{
	static const char *const word[] = {"parties", "partes", "case name", "case title", "caption",
		"style", "title", "subject", "name", "título", "asunto", "标题", "名称", "题名", "案件名称",
		"项目名称", "文件名称", "公告名称", "案由", "公告标题", "信息标题", "文件标题", "標題", "名稱",
		"件名", "題名", "案件名", "제목", "공고명", "사업명", "meeting", "description",
		"document", "tender title", "nombre", "objeto", "objet", "titre", "titel", "betreff",
		NULL};

	while (label.n && strchr(": *", label.p[label.n - 1]))
		label.n--;
	if (str_ends(label, STR("：")))
		label.n -= 3;
	for (const char *const *w = word; *w; w++)
		if (str_eq_nocase(label, str_of(*w)))
			return true;
	return false;
}

static bool is_cell(const struct tree *t, uint32_t i)
{
	return t->node[i].tag == TAG_TD || t->node[i].tag == TAG_TH;
}

/* The nth cell of a row, from 0; 0 where there are fewer. */
static uint32_t nth_cell(const struct tree *t, uint32_t row, unsigned n)
{
	for (uint32_t k = row + 1; k < t->node[row].end; k = t->node[k].end)
		if (is_cell(t, k) && n-- == 0)
			return k;
	return 0;
}

#define COLUMNS_MAX 12

/* The first row of the table around a row; the row itself where it is the first. */
static uint32_t first_row(const struct tree *t, uint32_t row)
{
	uint32_t table = row;

	while (table && t->node[table].tag != TAG_TABLE)
		table = t->node[table].parent;
	for (uint32_t k = table; table && k < row; k++)
		if (t->node[k].tag == TAG_TR)
			return k;
	return row;
}

/* The cell of a row that stands in the column headed "Title", 标题 or alike; 0: none does. */
static uint32_t name_column(const struct mine *m, const struct entry *e)
{
	const struct tree *t = &m->tree;
	uint32_t head = t->node[e->node].tag == TAG_TR ? first_row(t, e->node) : e->node;

	if (head == e->node || t->node[head].nchildren != t->node[e->node].nchildren)
		return 0;
	for (unsigned i = 0; i < COLUMNS_MAX; i++) {
		uint32_t cell = nth_cell(t, head, i);

		if (!cell)
			return 0;
		if (names_notice(tree_text(t, cell, LABEL_COLUMNS * 4, m->a)))
			return nth_cell(t, e->node, i);
	}
	return 0;
}

static bool is_name(const struct mine *m, struct str s)
{
	struct date_found f;

	return utf8_width(s) >= NAME_COLUMNS && !date_find(s, &m->dates, &f);
}

/* The value behind a label that says "Parties" or 名称, anywhere in the record. */
static struct str labelled_name(const struct mine *m, const struct entry *e)
{
	uint32_t end = e->end < e->begin + NODES_SEARCHED ? e->end : e->begin + NODES_SEARCHED;
	bool after = false;
	uint32_t label = 0;

	for (uint32_t k = e->begin; k < end; k++) {
		const struct tree_node *x = &m->tree.node[k];
		struct str s;

		if (x->tag != TAG_TEXT || !x->text.n)
			continue;
		if (!after) {
			after = utf8_width(x->text) <= LABEL_COLUMNS && names_notice(x->text);
			label = tree_around(&m->tree, k);
			continue;
		}
		s = tree_around(&m->tree, k) == label
			? x->text
			: tree_text(&m->tree, tree_around(&m->tree, k), NAME_BYTES, m->a);
		return utf8_width(s) >= NAME_COLUMNS ? s : STR_NONE;
	}
	return STR_NONE;
}

/* Text right behind the link, in the same cell or item: "</a> - Ahmed v. Oak". */
static struct str name_behind(const struct mine *m, const struct entry *e)
{
	uint32_t link = m->lead[e->lead].node, end = m->tree.node[link].end;
	struct str s;

	while (end < m->tree.n && end < e->end && m->tree.node[end].tag == TAG_TEXT &&
		!m->tree.node[end].text.n)
		end++;
	if (end >= e->end || m->tree.node[end].tag != TAG_TEXT)
		return STR_NONE;
	s = m->tree.node[end].text;
	if (s.n > NAME_BYTES)
		return STR_NONE;
	while (s.n && (is_space((unsigned char)s.p[0]) || strchr("-:|,", s.p[0])))
		s = str_sub(s, 1, s.n);
	if (str_starts(s, STR("–")) || str_starts(s, STR("—")))
		s = str_trim(str_sub(s, 3, s.n));
	return is_name(m, s) ? s : STR_NONE;
}

struct str name_beside(const struct mine *m, const struct entry *e)
{
	struct str name = labelled_name(m, e);

	return name.n ? name : name_behind(m, e);
}

static bool block_tag(int tag)
{
	return tag == TAG_TD || tag == TAG_TH || tag == TAG_P || tag == TAG_DIV ||
		tag == TAG_LI || tag == TAG_DD || tag == TAG_DT || (tag >= TAG_H1 && tag <= TAG_H6);
}

/* The cell or paragraph around a text, where it lies in the record beside the link; the
 * text itself otherwise. */
static uint32_t block_of(const struct mine *m, const struct entry *e, uint32_t text)
{
	uint32_t i = m->tree.node[text].parent;

	while (i > e->node && !block_tag(m->tree.node[i].tag))
		i = m->tree.node[i].parent;
	return i <= e->node || tree_inside(&m->tree, m->lead[e->lead].node, i) ? text : i;
}

#define TEXTS_SEARCHED 400 /* nodes of a record */

/* The longest text in nodes [from, to) of a record, besides its link; *width of it. */
static struct str longest_text(const struct mine *m, const struct entry *e, uint32_t from,
	uint32_t to, size_t *width)
{
	struct str best = STR_NONE, s;
	struct date_found f;
	size_t w;
	uint32_t last = UINT32_MAX;

	*width = 0;
	for (uint32_t k = from; k < to && k < from + TEXTS_SEARCHED; k++) {
		uint32_t block;

		if (m->tree.node[k].tag != TAG_TEXT || !m->tree.node[k].text.n ||
			tree_inside(&m->tree, k, m->lead[e->lead].node))
			continue;
		block = block_of(m, e, k);
		if (block == last || tree_text_bytes(&m->tree, block) > 600)
			continue;
		last = block;
		s = block == k ? m->tree.node[k].text : tree_text(&m->tree, block, 600, m->a);
		w = utf8_width(s);
		if (w > *width && !(w <= 30 && date_find(s, &m->dates, &f) && f.n + 2 >= s.n)) {
			*width = w;
			best = s;
		}
	}
	return best;
}

/* "Agenda —": what leads over to the link is no part of the name. */
static struct str without_lead_over(struct str s)
{
	size_t n;

	do {
		n = s.n;
		if (str_ends(s, STR("—")) || str_ends(s, STR("–")))
			s.n -= 3;
		else if (str_ends(s, STR(" -")) || str_ends(s, STR(":")))
			s.n--;
		s = str_trim(s);
	} while (s.n < n);
	return s;
}

struct str name_from_text(const struct mine *m, const struct entry *e)
{
	uint32_t cell = name_column(m, e);
	struct str best = STR_NONE;
	size_t width = 0;

	if (cell)
		best = longest_text(m, e, cell, m->tree.node[cell].end, &width);
	if (width < 4)
		best = longest_text(m, e, e->begin, e->end, &width);
	return width < (cell ? 4 : 8) ? STR_NONE : without_lead_over(best);
}
