/* What of the installation a report speaks of, said above it. */
#include "report-part.h"

#define SCOPE_NAMED 10 /* subjects named above a report */

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
