/* How sure a person would be that a reading is the list of the page. */
#include "list-mine.h"

#include <math.h>

static double clamp(double x)
{
	return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* Other links of the same records: the picture beside the title, "read more". */
static bool is_part_of(const struct mine *m, const struct reading *part,
	const struct reading *r)
{
	uint32_t link = m->lead[part->entry[0].lead].node;

	for (size_t i = 0; i < r->n; i++)
		if (r->entry[i].node == part->entry[0].node ||
			(r->level && tree_inside(&m->tree, link, r->entry[i].node)))
			return true;
	return false;
}

/* One heading with a date over all records says little of each of them. */
static bool one_date_for_all(const struct reading *r)
{
	if (!streq(r->where, "above") || r->n < 2)
		return false;
	for (size_t i = 1; i < r->n; i++)
		if (r->entry[i].when != r->entry[0].when)
			return false;
	return true;
}

static bool has_address(const struct mine *m, const struct reading *r, struct str href)
{
	for (size_t i = 0; i < r->n && i < 50; i++)
		if (str_eq(m->lead[r->entry[i].lead].href, href))
			return true;
	return false;
}

#define SAMPLE 4 /* first records of a list, that tell it from another */

/* The same notices once more: for small screens, or as a box beside. A longer list is none:
 * this one is then its newest part. */
static bool same_notices(const struct mine *m, const struct reading *r,
	const struct reading *o)
{
	size_t n = o->n < SAMPLE ? o->n : SAMPLE, both = 0;

	for (size_t i = 0; i < n; i++)
		both += has_address(m, r, m->lead[o->entry[i].lead].href);
	return o->n * 2 <= r->n * 3 && both * 4 >= n * 3;
}

struct rivals {
	double score; /* of the best */
	size_t n;     /* three records or more each */
};

/* Other places that a person could take for the list: lists themselves, with dates where
 * this one has dates, and no pieces of this one. */
static struct rivals rivals_of(const struct mine *m, const struct reading *r)
{
	struct rivals v = {0};
	bool dated = r->dated > 0.5 && !one_date_for_all(r);

	for (size_t i = 0; i < m->nreadings && i < 30; i++) {
		const struct reading *o = &m->reading[i];

		if (o->cluster == r->cluster || o->terms || !mine_is_list(m, o) ||
			is_part_of(m, o, r) || (dated && o->dated <= 0.5) || same_notices(m, r, o))
			continue;
		if (v.score <= 0)
			v.score = o->score;
		v.n += o->n >= 3;
	}
	return v;
}

/* Short link texts are those of menus, unless a record says more beside its link; without
 * any date a little more is asked of them. */
static double by_width(const struct reading *r)
{
	if ((r->dated + r->dated_url < 0.5 && r->width < 12 && r->rich < 14) ||
		(r->named < 0.5 && r->rich < 12))
		return 0.6;
	if (r->width >= 14 || (r->named < 0.5 && r->rich >= 20))
		return 1;
	if (r->width >= 8)
		return 0.9;
	return r->rich >= 14 ? 0.85 : 0.6;
}

/* What other lists of nearly the same score, or a crowd of them, take away. */
static double doubt_by_rivals(const struct mine *m, const struct reading *r)
{
	struct rivals v = rivals_of(m, r);
	double share = r->score > 0 ? v.score / r->score : 0;

	if (share <= 0.5)
		return 0;
	if (share > 0.9 && v.n >= 3)
		return 0.5;
	return share > 1 ? 0.25 : 0.5 * (share - 0.5);
}

/* A single record beside a place of nearly the same score that holds several. */
static bool lone(const struct mine *m, const struct reading *r)
{
	for (size_t i = 0; r->n == 1 && i < m->nreadings && i < 30; i++)
		if (m->reading[i].n > 1 && m->reading[i].score > 0.8 * r->score)
			return true;
	return false;
}

/* Few records: a single one is a notice where its address is that of a document. */
static double by_count(const struct mine *m, const struct reading *r)
{
	double c = r->n == 1 ? 0.6 : r->n == 2 ? 0.8 : r->n < 4 ? 0.93 : 1;

	if (r->n < 4 && r->dated < 0.5)
		c *= 0.7;
	if (r->n == 1 && r->document < 1)
		c *= 0.7;
	if (r->n <= 2 && !m->lead[r->entry[0].lead].live)
		c *= 0.7; /* a button */
	if (lone(m, r))
		c *= 0.7;
	return c;
}

/* Without dates: addresses of documents, paragraphs, or many whole sentences for titles. */
static double undated(const struct reading *r)
{
	double c = 0.25 + 0.35 * r->document + 0.3 * r->dated +
		(mine_summarised(r) ? 0.2 * r->summary : 0);
	bool sentences = r->n >= 8 && r->width >= 28 && r->unique > 0.9 && r->named > 0.9 &&
		r->nav + r->side + r->hidden + r->column <= 0;

	return sentences && c < 0.52 ? 0.52 : c;
}

#define PLACES 30 /* other readings looked at, best score first */

/* Share of the dated records of the page that stand in other lists than this one. */
static double dated_elsewhere(const struct mine *m, const struct reading *r)
{
	size_t n = 0;

	for (size_t i = 0; i < m->nreadings && i < PLACES; i++) {
		const struct reading *o = &m->reading[i];

		if (o->cluster != r->cluster && o->n >= 3 && o->dated >= 0.8 && !o->terms &&
			streq(o->where, "inside") && o->nav + o->side + o->hidden <= 0 &&
			!is_part_of(m, o, r) && !is_part_of(m, r, o) && !same_notices(m, r, o))
			n += o->n;
	}
	return (double)n / (double)(n + r->n);
}

/* Could another link of the record be its title: a longer one, to another address? */
static bool has_rival(const struct mine *m, const struct entry *e)
{
	const struct lead *own = &m->lead[e->lead];

	for (size_t i = mine_lead_from(m, e->node);
		i < m->nleads && m->lead[i].node < m->tree.node[e->node].end; i++) {
		const struct lead *l = &m->lead[i];

		if (l != own && l->live && !l->generic && l->width >= 12 &&
			l->width * 4 >= own->width * 5 && !str_eq(l->href, own->href))
			return true;
	}
	return false;
}

#define RECORDS 50 /* looked at of a list */

static double with_rivals(const struct mine *m, const struct reading *r)
{
	size_t n = 0, of = r->n < RECORDS ? r->n : RECORDS;

	for (size_t i = 0; i < of; i++)
		n += has_rival(m, &r->entry[i]);
	return (double)n / (double)of;
}

/* Share of the page's dates, those of menus and boxes apart, that stand outside of the
 * records. */
static double dates_outside(const struct mine *m, const struct reading *r)
{
	const unsigned apart = ZONE_NAV | ZONE_SIDE | ZONE_HIDDEN;
	size_t k = 0, all = 0, outside = 0;

	for (size_t i = 0; i < m->nwhen; i++) {
		uint32_t node = m->when[i].node;

		if (m->when[i].rank < RANK_BESIDE || (m->tree.node[node].zone & apart))
			continue;
		while (k < r->n && r->entry[k].end <= node &&
			m->tree.node[r->entry[k].node].end <= node)
			k++;
		all++;
		outside += k >= r->n || node < r->entry[k].begin;
	}
	return all ? (double)outside / (double)all : 0;
}

/* Score of the best other place, be it a list or not, as a share of this one's. */
static double next_place(const struct mine *m, const struct reading *r)
{
	for (size_t i = 0; r->score > 0 && i < m->nreadings && i < PLACES; i++) {
		const struct reading *o = &m->reading[i];

		if (o->cluster != r->cluster && !o->terms && !is_part_of(m, o, r) &&
			!same_notices(m, r, o))
			return o->score / r->score;
	}
	return 0;
}

/* Where most dates stand outside of the records and another place is nearly as good, that may
 * be the list. Of 750 pages read well one in fifty has half of its dates outside, and one in
 * twenty a place half as good. */
static double doubt_by_page(const struct mine *m, const struct reading *r)
{
	if (streq(r->where, "above")) /* headings date other groups, too */
		return 0;
	return 0.5 * sqrt(clamp((dates_outside(m, r) - 0.5) / 0.3) *
			     clamp((next_place(m, r) - 0.45) / 0.2));
}

#define DOUBT_MOST 0.7 /* of such readings three in four are right all the same: measured */

static double doubt_by_others(const struct mine *m, const struct reading *r)
{
	double c = (1 - 0.5 * dated_elsewhere(m, r)) * (1 - 0.35 * with_rivals(m, r));

	return c < DOUBT_MOST ? DOUBT_MOST : c;
}

/* How sure a person would be: dates beside titles say most; another list of nearly the
 * same score, short titles, titles that are mere dates, few items and menus take away. */
double mine_confidence(const struct mine *m, const struct reading *r)
{
	bool inside = r->dated >= 0.8 && streq(r->where, "inside");
	double c;

	if (one_date_for_all(r))
		c = 0.55 + 0.3 * r->document;
	else if (r->dated > 0.5)
		c = 0.70 + 0.28 * r->dated;
	else if (r->dated_url > 0.6)
		c = 0.72;
	else
		c = undated(r);
	c = fmin((c - doubt_by_rivals(m, r)) * doubt_by_others(m, r), c * (1 - doubt_by_page(m, r)));
	c *= by_width(r) * by_count(m, r);
	c *= 1 - (inside && r->n >= 3 ? 0.3 : 0.8) * r->nav;
	c *= 1 - (inside && r->n >= 3 ? 0.2 : 0.4) * r->side;
	c *= r->hidden > 0.5 ? 0.8 : 1;
	c *= r->order < 0.6 ? 0.8 : 1;
	c *= r->terms ? 0.5 : 1;
	c *= (0.5 + 0.5 * r->unique) * (1 - 0.55 * r->bare);
	return clamp(c);
}
