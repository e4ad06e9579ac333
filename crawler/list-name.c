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
		"项目名称", "文件名称", "公告名称", "案由", NULL};

	while (label.n && strchr(": *", label.p[label.n - 1]))
		label.n--;
	if (str_ends(label, STR("：")))
		label.n -= 3;
	for (const char *const *w = word; *w; w++)
		if (str_eq_nocase(label, str_of(*w)))
			return true;
	return false;
}

static bool is_name(const struct mine *m, struct str s)
{
	struct date_found f;

	return utf8_width(s) >= NAME_COLUMNS && !date_find(s, &m->dates, &f);
}

static uint32_t block_around(const struct mine *m, uint32_t i)
{
	i = m->tree.node[i].parent;
	while (i && m->tree.node[i].emphasis)
		i = m->tree.node[i].parent;
	return i;
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
			label = block_around(m, k);
			continue;
		}
		s = block_around(m, k) == label
			? x->text
			: tree_text(&m->tree, block_around(m, k), NAME_BYTES, m->a);
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
