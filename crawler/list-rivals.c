/* Other places of a page beside a list: could one of them be the list that is meant? */
#include "list-rivals.h"

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

bool one_date_for_all(const struct reading *r)
{
	if (!streq(r->where, "above") || r->n < 2)
		return false;
	for (size_t i = 1; i < r->n; i++)
		if (r->entry[i].when != r->entry[0].when)
			return false;
	return true;
}

struct rivals rivals_of(const struct mine *m, const struct reading *r)
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

double dated_elsewhere(const struct mine *m, const struct reading *r)
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

double with_rivals(const struct mine *m, const struct reading *r)
{
	size_t n = 0, of = r->n < RECORDS ? r->n : RECORDS;

	for (size_t i = 0; i < of; i++)
		n += has_rival(m, &r->entry[i]);
	return (double)n / (double)of;
}

double dates_outside(const struct mine *m, const struct reading *r)
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

double next_place(const struct mine *m, const struct reading *r)
{
	for (size_t i = 0; r->score > 0 && i < m->nreadings && i < PLACES; i++) {
		const struct reading *o = &m->reading[i];

		if (o->cluster != r->cluster && !o->terms && !is_part_of(m, o, r) &&
			!same_notices(m, r, o))
			return o->score / r->score;
	}
	return 0;
}

bool lone_record(const struct mine *m, const struct reading *r)
{
	for (size_t i = 0; r->n == 1 && i < m->nreadings && i < 30; i++)
		if (m->reading[i].n > 1 && m->reading[i].score > 0.8 * r->score)
			return true;
	return false;
}

#define BOX 3 /* records at least */

double boxes_beside(const struct mine *m, const struct reading *r)
{
	size_t n = 0;

	for (size_t i = 0; i < m->nreadings && i < PLACES; i++) {
		const struct reading *o = &m->reading[i];

		n += o->cluster != r->cluster && o->n >= BOX && o->dated >= 0.8 && !o->terms &&
			o->nav + o->side <= 0 && o->n * 4 >= r->n && mine_is_list(m, o) &&
			!is_part_of(m, o, r) && !is_part_of(m, r, o) && !same_notices(m, r, o);
	}
	return n > 4 ? 1 : (double)n / 4;
}

double dated_rival(const struct mine *m, const struct reading *r)
{
	for (size_t i = 0; r->dated < 0.5 && i < m->nreadings && i < PLACES; i++) {
		const struct reading *o = &m->reading[i];

		if (o->cluster != r->cluster && o->n >= BOX && o->dated >= 0.8 &&
			o->nav + o->side <= 0 && !is_part_of(m, o, r) && !o->terms &&
			!same_notices(m, r, o))
			return 1;
	}
	return 0;
}

