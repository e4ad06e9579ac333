/* What belongs to the winner but stands a little apart: rows whose link is bold or red; and
 * dates that no single text states. */
#include "list-mine.h"

#include "base/utf8.h"

#include <stdlib.h>

bool mine_is_entry(const struct reading *r, uint32_t node, uint32_t end)
{
	size_t lo = 0, hi = r->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (r->entry[mid].node < node)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < r->n && r->entry[lo].node < end)
		return true;
	return lo && r->entry[lo - 1].end > node && r->entry[lo - 1].node <= node;
}

size_t mine_lead_from(const struct mine *m, uint32_t node)
{
	size_t lo = 0, hi = m->nleads;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (m->lead[mid].node < node)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

uint32_t mine_longest_lead(const struct mine *m, uint32_t from, uint32_t to)
{
	uint32_t best = LEAD_NONE;

	for (size_t i = mine_lead_from(m, from); i < m->nleads && m->lead[i].node < to; i++)
		if (!(m->tree.node[m->lead[i].node].zone & ZONE_HIDDEN) &&
			(best == LEAD_NONE || m->lead[i].width > m->lead[best].width))
			best = (uint32_t)i;
	return best;
}

static bool row_of_list(int tag)
{
	return tag == TAG_LI || tag == TAG_TR || tag == TAG_DT || tag == TAG_DD || tag == TAG_DL ||
		tag == TAG_ARTICLE;
}

static size_t skip_digits(struct str s, size_t i)
{
	while (i < s.n && is_digit((unsigned char)s.p[i]))
		i++;
	return i;
}

bool mine_like_addresses(struct str a, struct str b)
{
	size_t i = 0, k = 0;
	bool numbers = false;

	for (;;) {
		size_t from = i;

		i = skip_digits(a, i);
		numbers |= i > from;
		if ((i > from) != (skip_digits(b, k) > k))
			return false;
		k = skip_digits(b, k);
		if (i >= a.n || k >= b.n)
			return numbers && i >= a.n && k >= b.n;
		if (a.p[i++] != b.p[k++])
			return false;
	}
}

/* Which child of its record holds a link, counted among those of its tag. */
static unsigned place_in_record(const struct tree *t, uint32_t link, uint32_t record)
{
	uint32_t child = link;
	unsigned place = 0;

	while (child > record && t->node[child].parent != record)
		child = t->node[child].parent;
	for (uint32_t k = record + 1; k < child; k = t->node[k].end)
		place += t->node[k].tag == t->node[child].tag;
	return place;
}

/* The link of another row that stands where the links of the records do; the widest where
 * none does. */
static uint32_t lead_like(const struct mine *m, const struct reading *r, uint32_t node)
{
	const struct tree *t = &m->tree;
	const struct entry *first = &r->entry[0];
	uint32_t own = m->lead[first->lead].node;
	unsigned place = place_in_record(t, own, first->node);

	if (t->node[node].tag != TAG_TR)
		return mine_longest_lead(m, node, t->node[node].end);
	for (size_t i = mine_lead_from(m, node);
		i < m->nleads && m->lead[i].node < t->node[node].end; i++) {
		const struct lead *l = &m->lead[i];

		if (!l->generic && t->node[l->node].depth - t->node[node].depth ==
				t->node[own].depth - t->node[first->node].depth &&
			place_in_record(t, l->node, node) == place)
			return (uint32_t)i;
	}
	return mine_longest_lead(m, node, t->node[node].end);
}

/* A sibling of a record is one, too, when it is of the same kind, has a link, and has a
 * date where the others have one. */
static bool sibling_entry(const struct mine *m, const struct reading *r, uint32_t node,
	struct entry *out)
{
	const struct tree_node *x = &m->tree.node[node];
	const struct tree_node *like = &m->tree.node[r->entry[0].node];
	uint32_t lead;

	if (x->tag != like->tag || x->tag == TAG_TEXT || mine_is_entry(r, node, x->end))
		return false;
	if (!row_of_list(x->tag) && x->shape != like->shape)
		return false;
	lead = lead_like(m, r, node);
	if (lead == LEAD_NONE || m->lead[lead].width < 4)
		return false;
	*out = (struct entry){.lead = lead, .node = node, .begin = node, .end = x->end};
	out->when = mine_date_in(m, node, x->end, m->lead[lead].node);
	if (r->dated > 0.6 && streq(r->where, "inside"))
		return out->when != LEAD_NONE;
	if (r->n >= 3 && m->lead[lead].document &&
		mine_like_addresses(m->lead[lead].href, m->lead[r->entry[0].lead].href))
		return true;
	return x->shape == like->shape && r->n >= 3 && m->lead[lead].width * 3 >= r->width;
}

static int by_node(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return (x->node > y->node) - (x->node < y->node);
}

void mine_append(struct mine *m, struct reading *r, const struct entry *more, size_t n)
{
	struct entry *all;

	if (n == 0)
		return;
	all = arena_array(m->a, r->n + n, sizeof(*all));
	memcpy(all, r->entry, r->n * sizeof(*all));
	memcpy(all + r->n, more, n * sizeof(*all));
	r->entry = all;
	r->n += n;
	qsort(r->entry, r->n, sizeof(*r->entry), by_node);
}

static void adopt_siblings(struct mine *m, struct reading *r)
{
	struct entry *more = NULL;
	size_t n = 0, cap = 0;
	uint32_t parent = UINT32_MAX;

	if (r->level == 0)
		return;
	for (size_t i = 0; i < r->n; i++) {
		uint32_t up = m->tree.node[r->entry[i].node].parent;

		if (up == parent || (i && up < r->entry[i - 1].node))
			continue;
		parent = up;
		for (uint32_t k = up + 1; k < m->tree.node[up].end; k = m->tree.node[k].end) {
			struct entry e;

			if (!sibling_entry(m, r, k, &e))
				continue;
			more = arena_grow(m->a, more, n, &cap, sizeof(e));
			more[n++] = e;
		}
	}
	mine_append(m, r, more, n);
}

void mine_grow(struct mine *m, struct reading *r)
{
	mine_join(m, r);
	adopt_siblings(m, r);
}

/* Is the date of a record a part of its title only? */
static bool in_title(const struct mine *m, const struct entry *e)
{
	return e->when != LEAD_NONE && m->when[e->when].rank < RANK_ALONE &&
		tree_inside(&m->tree, m->when[e->when].node, m->lead[e->lead].node);
}

/* "10/23" in a box over "2020": the same day, with its year. */
static bool gives_year(const struct mine *m, const struct entry *e, struct date_found *f)
{
	const struct date_found *had = e->when == LEAD_NONE ? NULL : &m->when[e->when].found;

	return had && had->yearless && mine_joined_date(m, e, f) && !f->yearless &&
		f->month == had->month && f->day == had->day;
}

/* The day in one box, year and month in another: read over the whole record. */
static void join_split_dates(struct mine *m, struct reading *r)
{
	size_t cap = 0, n = 0;
	struct when *made = NULL, *all;

	for (size_t i = 0; i < r->n; i++) {
		struct entry *e = &r->entry[i];
		struct date_found f;

		if (((e->when == LEAD_NONE || in_title(m, e)) && mine_joined_date(m, e, &f)) ||
			gives_year(m, e, &f)) {
			made = arena_grow(m->a, made, m->nmade, &cap, sizeof(*made));
			made[m->nmade] = (struct when){.node = e->node, .rank = RANK_BESIDE, .found = f};
			e->when = (uint32_t)(m->nwhen + m->nmade++);
		}
		n += e->when != LEAD_NONE;
	}
	r->dated = r->n ? (double)n / (double)r->n : 0;
	if (m->nmade == 0)
		return;
	r->where = "inside";
	all = arena_array(m->a, m->nwhen + m->nmade, sizeof(*all));
	if (m->nwhen)
		memcpy(all, m->when, m->nwhen * sizeof(*all));
	memcpy(all + m->nwhen, made, m->nmade * sizeof(*all));
	m->when = all;
}

static uint32_t common_ancestor(const struct tree *t, uint32_t a, uint32_t b)
{
	while (a != b) {
		if (a > b)
			a = t->node[a].parent;
		else
			b = t->node[b].parent;
	}
	return a;
}

/* One heading for all is believed right above the first record only: a page states other
 * dates, too. */
static bool worth_heading(const struct mine *m, const struct reading *r)
{
	const struct tree_node *node = m->tree.node;
	uint32_t first = r->entry[0].when;

	for (size_t i = 1; i < r->n; i++)
		if (r->entry[i].when != first)
			return true;
	return first != LEAD_NONE &&
		node[r->entry[0].node].text_before - node[m->when[first].node].text_before < 120;
}

/* Two dates of one heading: the first is what it is about. */
static bool same_heading(const struct mine *m, uint32_t a, uint32_t b)
{
	return a != LEAD_NONE &&
		tree_around(&m->tree, m->when[a].node) == tree_around(&m->tree, m->when[b].node);
}

/* Does a date stand in its text as those of headings do: alone, near the front, or at the
 * end: "To be published in the journal of 02/01/2022:"? */
static bool heads(const struct mine *m, const struct when *w)
{
	size_t end = w->found.at + w->found.n;

	return w->rank >= RANK_ALONE || (w->rank >= RANK_BESIDE &&
		(w->found.at < 40 || end + 3 >= m->tree.node[w->node].text.n));
}

/* Entries without a date get the heading that stands before them; how many have one then. */
static size_t take_headings(const struct mine *m, struct reading *r, uint32_t from)
{
	uint32_t heading = LEAD_NONE;
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		struct entry *e = &r->entry[i];
		size_t k = mine_when_from(m, i ? m->tree.node[r->entry[i - 1].node].end : from);

		for (; k < m->nwhen && m->when[k].node < e->node; k++)
			if (heads(m, &m->when[k]) && !same_heading(m, heading, (uint32_t)k))
				heading = (uint32_t)k;
		if (e->when == LEAD_NONE || (heading != LEAD_NONE && in_title(m, e)))
			e->when = heading;
		n += e->when != LEAD_NONE;
	}
	return n;
}

/* A date stands as heading above groups of records: inside what holds all of them, or
 * right before that. */
static void date_by_headings(const struct mine *m, struct reading *r)
{
	uint32_t holder, *before;
	bool between = streq(r->where, "before") && r->dated < 0.9;
	bool above = streq(r->where, "above"); /* but for what was joined since */
	size_t n;

	if ((r->dated >= 0.5 && !between && !above) || r->n < 2)
		return;
	before = arena_array(m->a, r->n, sizeof(*before));
	for (size_t i = 0; i < r->n; i++)
		before[i] = r->entry[i].when;
	holder = common_ancestor(&m->tree, r->entry[0].node, r->entry[r->n - 1].node);
	n = take_headings(m, r, m->tree.node[holder].parent);
	if (n * 10 < r->n * 8 || (!between && !worth_heading(m, r))) {
		for (size_t i = 0; i < r->n; i++)
			r->entry[i].when = between ? before[i] : LEAD_NONE;
		return;
	}
	r->dated = (double)n / (double)r->n;
	r->where = "above";
}

bool mine_date_groups(const struct mine *m, struct reading *r)
{
	struct reading copy = *r;
	size_t different = 0;

	if (r->n < 4 || r->dated >= (streq(r->where, "before") ? 0.9 : 0.5))
		return false;
	copy.entry = arena_array(m->a, r->n, sizeof(*copy.entry));
	memcpy(copy.entry, r->entry, r->n * sizeof(*copy.entry));
	date_by_headings(m, &copy);
	for (size_t i = 1; i < copy.n && copy.dated >= 0.8; i++)
		different += copy.entry[i].when != copy.entry[i - 1].when;
	if (!different)
		return false;
	*r = copy;
	return true;
}

static uint32_t any_date_in(const struct mine *m, uint32_t from, uint32_t to)
{
	size_t i = mine_when_from(m, from);

	return i < m->nwhen && m->when[i].node < to ? (uint32_t)i : LEAD_NONE;
}

/* Dates in the running text of all records, when they fall (or rise) as those of a list
 * do: "2014 OK AG 1, 01/13/2014, Question Submitted by ...". */
static void dates_in_prose(struct mine *m, struct reading *r)
{
	size_t n = 0, falls = 0, rises = 0;
	int64_t last = 0;

	if (r->dated >= 0.5 || r->n < 3)
		return;
	for (size_t i = 0; i < r->n; i++) {
		uint32_t w = any_date_in(m, r->entry[i].node, m->tree.node[r->entry[i].node].end);

		if (w == LEAD_NONE)
			continue;
		falls += n && m->when[w].found.ms <= last;
		rises += n && m->when[w].found.ms >= last;
		last = m->when[w].found.ms;
		n++;
	}
	if (n * 10 < r->n * 9 || (falls > rises ? falls : rises) * 10 < (n - 1) * 9)
		return;
	for (size_t i = 0; i < r->n; i++)
		r->entry[i].when = any_date_in(m, r->entry[i].node,
			m->tree.node[r->entry[i].node].end);
	r->dated = (double)n / (double)r->n;
	r->where = "in the text";
}

void mine_settle_dates(struct mine *m, struct reading *r)
{
	mine_choose_column(m, r);
	date_by_headings(m, r);
	join_split_dates(m, r);
	dates_in_prose(m, r);
	mine_trim_ends(m, r);
}
