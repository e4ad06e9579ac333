/* Lists split over several containers: which other readings are pieces of the winner. */
#include "list-mine.h"

static bool year_at(struct str s, size_t at)
{
	struct str y = str_sub(s, at, 4);

	return y.n == 4 && (str_starts(y, STR("19")) || str_starts(y, STR("20"))) &&
		is_digit((unsigned char)y.p[2]) && is_digit((unsigned char)y.p[3]);
}

/* An address up to the year in it, or else to its last name: what the documents of a column
 * have in common. None for those that lie in a query. */
static struct str column_part(struct str href)
{
	size_t slash = str_rfindc(href, '/');

	if (slash == SIZE_MAX || str_findc(href, '?', 0) != SIZE_MAX)
		return STR_NONE;
	for (size_t i = 0; i < slash; i++)
		if (href.p[i] == '/' && year_at(href, i + 1))
			return str_sub(href, 0, i + 1);
	return str_sub(href, 0, slash + 1);
}

static bool headed(const struct tree *t, uint32_t box)
{
	for (uint32_t k = box + 1; k < t->node[box].end && k < box + 12; k++)
		if (t->node[k].tag >= TAG_H1 && t->node[k].tag <= TAG_H6)
			return true;
	return false;
}

/* Boxes with a heading each, whose records lead to columns of their own: news, notices and
 * tenders of a front page. */
static bool own_boxes(const struct mine *m, const struct reading *r, const struct reading *o)
{
	const struct tree *t = &m->tree;
	struct str a = column_part(m->lead[r->entry[0].lead].href);
	struct str b = column_part(m->lead[o->entry[0].lead].href);
	uint32_t up = t->node[t->node[r->entry[0].node].parent].parent;
	uint32_t over = t->node[t->node[o->entry[0].node].parent].parent;

	return a.n > 1 && b.n > 1 && !str_eq(a, b) && up != over && headed(t, up) && headed(t, over);
}

/* The other list differs in classes only and stands near: the same list in pieces. */
static bool piece_of(const struct mine *m, const struct reading *r, const struct reading *o)
{
	const struct tree *t = &m->tree;
	uint32_t a = m->lead[m->cluster[r->cluster].first].node;
	uint32_t b = m->lead[m->cluster[o->cluster].first].node;
	uint32_t up, over;

	if (t->node[a].tags != t->node[b].tags || o->dated < 0.8 || r->dated < 0.8 ||
		o->level != r->level || o->nav > 0 || o->side != r->side ||
		(o->hidden > 0.5 && r->hidden <= 0.5))
		return false;
	up = t->node[r->entry[0].node].parent;
	over = t->node[up].parent;
	return tree_inside(t, o->entry[0].node, up) || tree_inside(t, o->entry[0].node, over);
}

/* Are two records built alike from their links up to their own elements? */
static bool same_build(const struct tree *t, uint32_t link, uint32_t node, uint32_t link2,
	uint32_t node2)
{
	for (;; link = t->node[link].parent, link2 = t->node[link2].parent) {
		if (t->node[link].shape != t->node[link2].shape)
			return false;
		if (link == node || link2 == node2)
			return link == node && link2 == node2;
	}
}

#define GAP_NODES 16 /* between the last row of one piece and the first of the next */
#define GAP_BYTES 8

static bool follows(const struct tree *t, uint32_t end, uint32_t begin)
{
	return begin >= end && begin - end <= GAP_NODES && begin < t->n &&
		t->node[begin].text_before - t->node[end].text_before <= GAP_BYTES;
}

/* The other list is built of the same rows and begins where this one ends, or the other
 * way round: a table whose first rows a stray end tag has put into another. */
static bool goes_on(const struct mine *m, const struct reading *r, const struct reading *o)
{
	const struct tree *t = &m->tree;
	const struct entry *a = &r->entry[0], *b = &o->entry[0];

	if (o->n > r->n || o->dated < 0.8 || r->dated < 0.8 || !streq(o->where, "inside") ||
		!streq(r->where, "inside") || o->nav + o->side > 0 ||
		(o->hidden > 0 && r->hidden <= 0.5) || r->level == 0)
		return false;
	return same_build(t, m->lead[a->lead].node, a->node, m->lead[b->lead].node, b->node) &&
		(follows(t, t->node[o->entry[o->n - 1].node].end, a->node) ||
			follows(t, t->node[r->entry[r->n - 1].node].end, b->node));
}

static void join(struct mine *m, struct reading *r, const struct reading *o)
{
	struct entry *more = arena_array(m->a, o->n, sizeof(*more));
	size_t n = 0;

	for (size_t k = 0; k < o->n; k++)
		if (!mine_is_entry(r, o->entry[k].node, m->tree.node[o->entry[k].node].end))
			more[n++] = o->entry[k];
	mine_append(m, r, more, n);
}

/* "2026 TSPR 10" of tables built otherwise: titles and addresses alike but for numbers. */
static bool numbered_alike(const struct mine *m, const struct reading *r,
	const struct reading *o)
{
	const struct lead *own = &m->lead[r->entry[0].lead], *l;

	if (!r->numbered || o->nav + o->side + o->hidden > 0)
		return false;
	for (size_t i = 0; i < o->n; i++) {
		l = &m->lead[o->entry[i].lead];
		if (m->tree.node[o->entry[i].node].tag != m->tree.node[r->entry[0].node].tag ||
			!mine_like_addresses(l->shown, own->shown) ||
			!mine_like_addresses(l->href, own->href))
			return false;
	}
	return true;
}

static struct str folder_of(struct str href)
{
	size_t slash = str_rfindc(str_sub(href, 0, str_findc(href, '?', 0)), '/');

	return slash == SIZE_MAX ? STR("") : str_sub(href, 0, slash);
}

/* Rows of another table built alike, of the same kind of documents: a term's opinions, and
 * those of the months before it folded away in a box of their own. */
static bool same_table(const struct mine *m, const struct reading *r, const struct reading *o)
{
	const struct entry *a = &r->entry[0], *b = &o->entry[0];
	const struct lead *own = &m->lead[a->lead], *l = &m->lead[b->lead];

	return m->tree.node[a->node].tag == TAG_TR && m->tree.node[b->node].tag == TAG_TR &&
		m->tree.node[a->node].nchildren >= 3 &&
		m->tree.node[a->node].nchildren == m->tree.node[b->node].nchildren &&
		r->dated >= 0.8 && o->dated >= 0.8 && streq(r->where, "inside") &&
		streq(o->where, "inside") && o->nav + o->side + o->hidden <= 0 &&
		own->file && l->file && str_eq(folder_of(own->href), folder_of(l->href)) &&
		same_build(&m->tree, own->node, a->node, l->node, b->node);
}

/* The list in sections, as upcoming and past, or a tab for each kind: records built alike in
 * boxes built alike, whose documents are of one column. What is around the boxes differs: in a
 * class made up anew for each, or in a style. */
static bool section_of(const struct mine *m, const struct reading *r, const struct reading *o)
{
	const struct tree *t = &m->tree;
	const struct entry *a = &r->entry[0], *b = &o->entry[0];
	const struct lead *own = &m->lead[a->lead], *l = &m->lead[b->lead];
	struct str column = column_part(own->href);

	return r->level > 0 && r->level == o->level && r->n >= 3 && o->n >= 3 &&
		r->dated >= 0.8 && o->dated >= 0.8 && streq(r->where, o->where) &&
		r->nav + r->side + o->nav + o->side + o->hidden <= 0 && column.n > 1 &&
		str_eq(column, column_part(l->href)) &&
		t->node[t->node[a->node].parent].shape == t->node[t->node[b->node].parent].shape &&
		same_build(t, own->node, a->node, l->node, b->node);
}

/* The elements around a and b in which they part: children of the same one. */
static bool parting(const struct tree *t, uint32_t a, uint32_t b, uint32_t *pa, uint32_t *pb)
{
	*pa = a;
	while (*pa && !tree_inside(t, b, t->node[*pa].parent))
		*pa = t->node[*pa].parent;
	*pb = b;
	while (*pb && t->node[*pb].parent != t->node[*pa].parent)
		*pb = t->node[*pb].parent;
	return *pa && *pb && *pa != *pb;
}

/* Panels of one accordion, as one a year: in some the documents stand in items, in others in
 * paragraphs. All of them are files of one column. */
static bool panel_of(const struct mine *m, const struct reading *r, const struct reading *o)
{
	const struct tree *t = &m->tree;
	const struct lead *own = &m->lead[r->entry[0].lead], *l = &m->lead[o->entry[0].lead];
	struct str column = column_part(own->href);
	uint32_t a, b;

	return r->n >= 3 && o->n >= 3 && r->file >= 0.9 && o->file >= 0.9 &&
		r->nav + r->side + o->nav + o->side <= 0 && column.n > 1 &&
		str_eq(column, column_part(l->href)) &&
		parting(t, own->node, l->node, &a, &b) && t->node[a].shape == t->node[b].shape &&
		t->node[a].tag != TAG_P && t->node[a].tag != TAG_LI && t->node[a].tag != TAG_TR;
}

static void join_pieces(struct mine *m, struct reading *r)
{
	for (size_t i = 0; i < m->nreadings && i < 40; i++) {
		const struct reading *o = &m->reading[i];

		if (o->cluster != r->cluster && !own_boxes(m, r, o) &&
			(piece_of(m, r, o) || numbered_alike(m, r, o) ||
						      same_table(m, r, o) || section_of(m, r, o) ||
						      panel_of(m, r, o)))
			join(m, r, o);
	}
}

/* Each piece joined may be the neighbour of another one. */
static void join_neighbours(struct mine *m, struct reading *r)
{
	size_t before;

	do {
		before = r->n;
		for (size_t i = 0; i < m->nreadings && i < 100; i++)
			if (m->reading[i].cluster != r->cluster &&
				!own_boxes(m, r, &m->reading[i]) && goes_on(m, r, &m->reading[i]))
				join(m, r, &m->reading[i]);
	} while (r->n > before);
}

void mine_join(struct mine *m, struct reading *r)
{
	join_pieces(m, r);
	join_neighbours(m, r);
}
