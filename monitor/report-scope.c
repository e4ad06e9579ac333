/* What of the installation a report speaks of: said above it, and whether there is such a
 * thing at all. */
#include "report-part.h"

#include "monitor/alerts.h"

#define SCOPE_NAMED 10 /* subjects named above a report */

/* --- known --- */

static bool unit_listed(const struct config *c, const char *unit)
{
	for (size_t i = 0; i < c->nunits; i++)
		if (pattern_matches(unit, str_of(c->units[i].name)))
			return true;
	return config_unit(c, str_of(unit)) != NULL; /* by a former name */
}

static bool unit_of_document(const struct config *c, const char *unit)
{
	for (size_t i = 0; i < c->ndocuments; i++)
		for (size_t k = 0; k < c->documents[i].nduties; k++)
			if (pattern_matches(unit, str_of(c->documents[i].duties[k].unit)))
				return true;
	return false;
}

struct holder {
	const char *unit;
	bool found;
};

static int look_at(const struct incident *i, void *ctx)
{
	struct holder *h = ctx;

	h->found = pattern_matches(h->unit, i->unit);
	return h->found;
}

int report_knows_unit(const struct report_ask *ask, const char *unit, bool *known, struct err *e)
{
	const struct config *c = ask->config;
	struct report_ask any = {.config = c, .unit = unit};
	struct holder h = {.unit = unit};
	int rc;

	*known = unit_listed(c, unit) || unit_of_document(c, unit);
	for (size_t i = 0; i < c->nportals && !*known; i++)
		*known = report_covers_any(&any, &c->portals[i]);
	if (*known || !ask->alerts)
		return 0;
	rc = alerts_each_incident(ask->alerts, look_at, &h, e); /* assigned by hand */
	*known = h.found;
	return rc < 0 ? rc : 0;
}

bool report_knows_tag(const struct report_ask *ask, const char *tag)
{
	struct report_ask any = {.config = ask->config, .tag = tag};

	for (size_t i = 0; i < ask->config->nportals; i++)
		if (report_covers_any(&any, &ask->config->portals[i]))
			return true;
	return false;
}

/* --- said --- */

/* PORTAL or PORTAL/COLUMN by name. */
static void add_subject(const struct report_ask *ask, struct str s, struct buf *b)
{
	size_t slash = str_findc(s, '/', 0);
	const struct portal_config *p = config_portal(ask->config, str_sub(s, 0, slash));
	struct str id = slash == SIZE_MAX ? STR_NONE : str_sub(s, slash + 1, s.n);
	const struct column_config *c = p && id.n ? portal_column(p, id) : NULL;

	buf_adds(b, p && p->name[0] ? p->name : "");
	if (!p || !p->name[0])
		buf_addstr(b, str_sub(s, 0, slash));
	if (c && c->name[0])
		buf_addf(b, "/%s", c->name);
	else if (id.n)
		buf_addf(b, "/%.*s", STR_ARG(str_eqc(id, HOME_COLUMN)
				? str_of(LANG(ask->lang, "home page")) : id));
}

void report_scope(struct report *r, struct report_ask *ask)
{
	struct buf b = BUF_INIT((size_t)1 << 16);
	size_t n = 0;

	for (const char *const *s = ask->subjects; s && *s; s++, n++)
		if (n < SCOPE_NAMED) {
			buf_adds(&b, n ? LANG(ask->lang, ", ") : "");
			add_subject(ask, str_of(*s), &b);
		}
	if (n > SCOPE_NAMED)
		buf_addf(&b, LANG(ask->lang, " and %d more"), (int)(n - SCOPE_NAMED));
	if (ask->unit)
		buf_addf(&b, LANG(ask->lang, "%sunit %s"), b.n ? LANG(ask->lang, "; ") : "",
			ask->unit);
	if (ask->tag)
		buf_addf(&b, LANG(ask->lang, "%stag %s"), b.n ? LANG(ask->lang, "; ") : "",
			ask->tag);
	if (b.n)
		report_line(r, ask->arena, arena_strf(ask->arena, LANG(ask->lang, "scope: %s"),
			buf_cstr(&b)));
	buf_release(&b);
}
