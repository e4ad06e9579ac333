/* Inspection: what people judged where the machine has no verdict. */
#include "inspect.h"

struct marking {
	struct inspect_pass *p;
	const struct person_mark **marks;
};

static size_t place_of(const struct profile *f, struct str indicator)
{
	size_t i = 0;

	while (i < f->nindicators && !str_eqc(indicator, f->indicators[i].id))
		i++;
	return i;
}

static int take_mark(const struct person_mark *m, void *ctx)
{
	struct marking *x = ctx;
	struct inspect_pass *p = x->p;
	const struct profile *f = p->x->profile;
	size_t at = place_of(f, m->indicator);
	struct person_mark *k;

	if (at == f->nindicators || m->time_ms > p->x->ask->now_ms ||
		!person_mark_holds(m, str_of(f->id), p->x->to))
		return 0;
	x->marks[at] = NULL; /* the later one takes its place, or took it back */
	if (m->result != MARK_PASSED && m->result != MARK_FOUND)
		return 0;
	k = arena_alloc(p->arena, sizeof(*k));
	*k = *m;
	k->by = arena_str(p->arena, m->by);
	k->reason = arena_str(p->arena, m->reason);
	k->evidence = arena_str(p->arena, m->evidence);
	x->marks[at] = k;
	return 0;
}

int inspect_marks(struct inspect_pass *p, const struct person_mark **marks, struct err *e)
{
	struct marking x = {p, marks};
	struct store_txn *alerts = p->x->ask->alerts;

	return alerts ? person_mark_each(alerts, str_of(p->portal->id), take_mark, &x, e) : 0;
}

void inspect_use_mark(struct inspect_pass *p, struct inspect_result *r,
	const struct person_mark *m)
{
	struct inspect_hit *h;

	if (r->outcome != OUTCOME_MANUAL && r->outcome != OUTCOME_CANNOT)
		return;
	r->mark = m;
	r->why = STR_NONE;
	r->nhits = r->nlisted = 0;
	r->outcome = OUTCOME_MET;
	if (m->result != MARK_FOUND)
		return;
	r->outcome = OUTCOME_HIT;
	r->points = m->points; /* 0 of what costs none */
	h = inspect_add(p, r);
	h->problem = m->reason;
	h->url = m->evidence;
	h->since_ms = 0;
}
