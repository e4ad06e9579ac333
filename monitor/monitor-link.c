/* Which pages carry a broken link, so that an editor can find it. */
#include "monitor-turn.h"

#include <stdlib.h>

#define PARENTS_KEPT 20 /* of one link, in its incident; the number of all is a fact */

struct orphan {
	struct str url;
	struct incident incident;
	struct pair parents[PARENTS_KEPT];
	size_t nparents; /* of all */
	struct str portal, column;
};

struct adoption {
	struct turn *t;
	struct orphan *list;
	size_t n;
};

static int by_url(const void *a, const void *b)
{
	const struct orphan *x = a, *y = b;

	return str_cmp(x->url, y->url);
}

static void add_parent(struct adoption *ad, struct orphan *o, const struct page_links *p,
	const struct edge *edge)
{
	struct arena *a = &ad->t->arena;

	if (o->nparents == 0) {
		o->portal = arena_str(a, p->portal);
		o->column = arena_str(a, p->column);
	}
	if (o->nparents < PARENTS_KEPT)
		o->parents[o->nparents] = (struct pair){STR("parent"),
			arena_strf(a, "%.*s\n%d\n%.*s", STR_ARG(p->url), edge->line,
				STR_ARG(edge->text))};
	o->nparents++;
}

static int look_at_page(const struct page_links *p, void *ctx)
{
	struct adoption *ad = ctx;

	for (size_t i = 0; i < p->nedges; i++) {
		struct orphan key = {.url = p->edges[i].url}, *o;

		o = bsearch(&key, ad->list, ad->n, sizeof(*ad->list), by_url);
		if (o)
			add_parent(ad, o, p, &p->edges[i]);
	}
	return 0;
}

static int write_orphan(struct adoption *ad, struct orphan *o, struct err *e)
{
	struct arena *a = &ad->t->arena;
	struct incident *i = &o->incident;
	size_t kept = o->nparents < PARENTS_KEPT ? o->nparents : PARENTS_KEPT, n = 0;
	struct pair *evidence = arena_array(a, i->nevidence + kept + 1, sizeof(*evidence));
	struct pair *facts = arena_array(a, i->nfacts + 1, sizeof(*facts));
	const struct portal_config *p;
	const struct column_config *c;

	for (size_t k = 0; k < i->nevidence; k++)
		if (!str_eqc(i->evidence[k].key, "parent"))
			evidence[n++] = i->evidence[k];
	for (size_t k = 0; k < kept; k++)
		evidence[n++] = o->parents[k];
	i->evidence = evidence;
	i->nevidence = n;
	n = 0;
	for (size_t k = 0; k < i->nfacts; k++)
		if (!str_eqc(i->facts[k].key, "nparents"))
			facts[n++] = i->facts[k];
	facts[n++] = (struct pair){STR("nparents"), arena_strf(a, "%zu", o->nparents)};
	i->facts = facts;
	i->nfacts = n;
	if (o->column.n)
		i->column = o->column;
	p = o->portal.n ? config_portal(ad->t->m->config, o->portal) : NULL;
	c = p && o->column.n ? portal_column(p, o->column) : NULL;
	if (c && c->unit && c->unit[0])
		i->unit = str_of(c->unit);
	return alerts_put_incident(ad->t->alerts, i, e);
}

int turn_adopt(struct turn *t, struct err *e)
{
	struct adoption ad = {.t = t};
	int rc = 0;

	if (t->norphans == 0)
		return 0;
	ad.list = arena_array(&t->arena, t->norphans, sizeof(*ad.list));
	for (size_t i = 0; i < t->norphans && rc == 0; i++) {
		struct orphan *o = &ad.list[ad.n++];

		rc = alerts_incident(t->alerts, t->orphans[i], &o->incident, &t->arena, e);
		o->url = o->incident.subject;
	}
	if (rc)
		return rc;
	qsort(ad.list, ad.n, sizeof(*ad.list), by_url);
	rc = pages_each_links(t->pages, look_at_page, &ad, e);
	for (size_t i = 0; i < ad.n && rc >= 0; i++)
		rc = write_orphan(&ad, &ad.list[i], e);
	return rc < 0 ? rc : 0;
}
