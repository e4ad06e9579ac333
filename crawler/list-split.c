/* Where a page names no classes, its menus stand in places like those of its list: one cluster,
 * read as one list. The dated records among them, each kept in an element of its own kind,
 * part from the rest. */
#include "list-mine.h"

/* What one element holds of a reading. */
struct holder {
	uint32_t node;
	size_t from, n, dated, document, column;
	double width;
};

/* Neighbouring records of one parent, counted; at most n of them. */
static size_t find_holders(const struct mine *m, const struct reading *r, struct holder *h)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		const struct lead *l = &m->lead[r->entry[i].lead];
		uint32_t up = m->tree.node[r->entry[i].node].parent;

		if (!n || h[n - 1].node != up)
			h[n++] = (struct holder){.node = up, .from = i};
		h[n - 1].n++;
		h[n - 1].dated += r->entry[i].when != LEAD_NONE;
		h[n - 1].document += l->document;
		h[n - 1].column += l->column;
		h[n - 1].width += l->width > 60 ? 60 : l->width;
	}
	return n;
}

static bool is_dated(const struct holder *h)
{
	return h->dated * 10 >= h->n * 8;
}

/* Undated, and its links are shorter or lead to another kind of address: entries of a menu. */
static bool is_menu(const struct holder *h, const struct holder *list)
{
	double width = h->width / (double)h->n, usual = list->width / (double)list->n;
	bool documents = list->document * 2 > list->n;

	if (h->dated * 10 > h->n * 2)
		return false;
	return width * 10 <= usual * 6 || h->column * 2 > h->n ||
		(documents && h->document * 3 < h->n);
}

static void add(struct holder *sum, const struct holder *h)
{
	sum->n += h->n;
	sum->dated += h->dated;
	sum->document += h->document;
	sum->width += h->width;
}

bool mine_leave_menus(const struct mine *m, struct reading *r)
{
	struct holder *h, list = {0};
	struct entry *kept;
	size_t n, left = 0;

	if (r->n < 3 || !r->level || r->dated <= 0.05 || r->dated >= 0.95 ||
		!streq(r->where, "inside"))
		return false;
	h = arena_array(m->a, r->n, sizeof(*h));
	n = find_holders(m, r, h);
	for (size_t i = 0; i < n; i++)
		if (is_dated(&h[i]))
			add(&list, &h[i]);
	if (n < 2 || !list.n)
		return false;
	kept = arena_array(m->a, r->n, sizeof(*kept));
	for (size_t i = 0; i < n; i++) {
		if (is_menu(&h[i], &list))
			continue;
		memcpy(kept + left, r->entry + h[i].from, h[i].n * sizeof(*kept));
		left += h[i].n;
	}
	if (left == r->n)
		return false;
	r->entry = kept;
	r->n = left;
	r->dated = 0;
	for (size_t i = 0; i < left; i++)
		r->dated += kept[i].when != LEAD_NONE;
	r->dated /= (double)left;
	return true;
}
