/* What was read with a list and is none of it. Where a page names no classes, its menus stand
 * in places like those of its list: one cluster, read as one list. The dated records among
 * them, each kept in an element of its own kind, part from the rest; and links of another
 * kind at either end part from the dated ones between. */
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

struct kind {
	bool file, document; /* what most of the dated entries lead to */
	bool above;	     /* headings date all entries up to the next one, whatever they are */
};

static bool like_dated(const struct mine *m, const struct entry *e, const struct kind *k)
{
	const struct lead *l = &m->lead[e->lead];

	return (!k->above && e->when != LEAD_NONE) ||
		(l->file == k->file && l->document == k->document);
}

#define MENU_ENDS 3 /* links of another kind below the last heading: a menu, and no notice */

/* Cuts entries off both ends until one is like the dated; fewer than least are left. */
static void cut_ends(const struct mine *m, struct reading *r, const struct kind *k, size_t least)
{
	size_t from = 0, to = r->n;

	while (from < to && !like_dated(m, &r->entry[from], k))
		from++;
	while (to > from && !like_dated(m, &r->entry[to - 1], k))
		to--;
	from = from < least ? 0 : from;
	to = r->n - to < least ? r->n : to;
	r->entry += from;
	r->n = to - from;
}

void mine_trim_ends(const struct mine *m, struct reading *r)
{
	size_t dated = 0, files = 0, documents = 0, n = r->n;
	struct kind k;

	for (size_t i = 0; i < r->n; i++) {
		if (r->entry[i].when == LEAD_NONE)
			continue;
		dated++;
		files += m->lead[r->entry[i].lead].file;
		documents += m->lead[r->entry[i].lead].document;
	}
	if (dated < 3 || dated * 10 < r->n * 6)
		return;
	k = (struct kind){.file = files * 2 > dated, .document = documents * 2 > dated};
	if (dated < r->n)
		cut_ends(m, r, &k, 1);
	k.above = streq(r->where, "above") && files * 10 >= n * 6;
	if (k.above)
		cut_ends(m, r, &k, MENU_ENDS);
	if (r->n < n)
		r->dated = dated < r->n ? (double)dated / (double)r->n : 1;
}
