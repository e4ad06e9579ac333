/* Columns and portals that got another id (`was:`): their incidents go with them and keep their numbers. */
#include "monitor-turn.h"

#include "base/jval.h"

struct living {
	struct arena *a;
	struct str portal, column;
	uint64_t *ids;
	size_t n, cap;
};

static int take(const struct incident *i, void *ctx)
{
	struct living *x = ctx;

	if (!str_eq(i->portal, x->portal) || !str_eq(i->column, x->column))
		return 0;
	x->ids = arena_grow(x->a, x->ids, x->n, &x->cap, sizeof(*x->ids));
	x->ids[x->n++] = i->id;
	return 0;
}

static struct str subject_of(struct turn *t, struct str portal, struct str column)
{
	return column.n ? arena_strf(&t->arena, "%.*s/%.*s", STR_ARG(portal), STR_ARG(column))
			: portal;
}

static int move(struct turn *t, uint64_t id, const struct living *x, const struct event *ev,
	struct err *e)
{
	struct str old = subject_of(t, x->portal, x->column);
	struct incident i;
	int rc = alerts_incident(t->alerts, id, &i, &t->arena, e);

	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	i.portal = ev->portal;
	i.column = ev->column;
	if (str_eq(i.subject, old))
		i.subject = subject_of(t, ev->portal, ev->column);
	return alerts_put_incident(t->alerts, &i, e);
}

static int rename_one(struct turn *t, const struct event *ev, struct err *e)
{
	struct living x = {.a = &t->arena};
	struct jval *doc = NULL;
	int rc = 0;

	if (!ev->detail.n || jval_parse(ev->detail, &doc, NULL) < 0)
		return 0;
	x.portal = arena_str(&t->arena, jval_str(jval_get(doc, "portal")));
	x.column = arena_str(&t->arena, jval_str(jval_get(doc, "column")));
	jval_free(doc);
	rc = alerts_each_incident(t->alerts, take, &x, e);
	for (size_t i = 0; i < x.n && rc == 0; i++)
		rc = move(t, x.ids[i], &x, ev, e);
	return rc;
}

int turn_rename(struct turn *t, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < t->nevents && rc == 0; i++)
		if (str_eqc(t->events[i].kind, "column.renamed") ||
			str_eqc(t->events[i].kind, "portal.renamed"))
			rc = rename_one(t, &t->events[i], e);
	return rc;
}
