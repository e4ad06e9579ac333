/* Units by name: in the configuration, in documents, in incidents. */
#include "monitor/unit-name.h"

#include "monitor/alerts.h"

#define ALIKE_MAX 10 /* names told of a wrong one */

const char *unit_present(const struct config *c, const char *name)
{
	const struct unit_config *u = name ? config_unit(c, str_of(name)) : NULL;

	return u ? u->name : name;
}

/* Every name that the configuration gives, some more than once. fn returns true to stop. */
typedef bool name_fn(const char *name, void *ctx);

static bool each_of_portal(const struct portal_config *p, name_fn *fn, void *ctx)
{
	bool stop = fn(p->unit, ctx);

	for (size_t i = 0; i < p->nunits && !stop; i++)
		stop = fn(p->units[i].name, ctx);
	for (size_t i = 0; i < p->ncolumns && !stop; i++)
		stop = fn(p->columns[i].unit, ctx);
	return stop;
}

static bool each_name(const struct config *c, name_fn *fn, void *ctx)
{
	bool stop = false;

	for (size_t i = 0; i < c->nunits && !stop; i++)
		stop = fn(c->units[i].name, ctx);
	for (size_t i = 0; i < c->nportals && !stop; i++)
		stop = each_of_portal(&c->portals[i], fn, ctx);
	for (size_t i = 0; i < c->ndocuments; i++)
		for (size_t k = 0; k < c->documents[i].nduties && !stop; k++)
			stop = fn(c->documents[i].duties[k].unit, ctx);
	return stop;
}

struct search {
	const char *want;
	bool found;
	struct buf *out;
	size_t n;
};

static bool fits(const char *name, void *ctx)
{
	struct search *x = ctx;

	x->found = name && name[0] && pattern_matches(x->want, str_of(name));
	return x->found;
}

static int look_at(const struct incident *i, void *ctx)
{
	struct search *x = ctx;

	x->found = i->unit.n && pattern_matches(x->want, i->unit);
	return x->found;
}

int unit_known(const struct config *c, struct store_txn *alerts, const char *want, bool *known,
	struct err *e)
{
	struct search x = {.want = want};
	int rc = 0;

	if (!each_name(c, fits, &x) && alerts)
		rc = alerts_each_incident(alerts, look_at, &x, e); /* assigned by hand */
	*known = x.found;
	return rc < 0 ? rc : 0;
}

static bool told(const struct buf *b, struct str name)
{
	struct str rest = buf_str(b), one;

	while (rest.n && str_cut(&rest, ',', &one))
		if (str_eq(str_trim(one), name))
			return true;
	return false;
}

static bool holds(const char *name, void *ctx)
{
	struct search *x = ctx;
	struct str s = str_of(name ? name : "");

	if (str_has(s, str_of(x->want)) && !told(x->out, s)) {
		buf_addf(x->out, "%s%s", x->n ? ", " : "", name);
		x->n++;
	}
	return x->n == ALIKE_MAX;
}

void unit_alike(const struct config *c, const char *part, struct buf *out)
{
	struct search x = {.want = part, .out = out};

	if (part[0])
		each_name(c, holds, &x);
}
