/* A first estimate of how sure one may be of a reading, by rules that were found one by one. It
 * is one of the figures that list-evidence.c weighs. */
#include "list-rivals.h"

#include <math.h>

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
	if (lone_record(m, r))
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
double mine_estimate(const struct mine *m, const struct reading *r)
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
