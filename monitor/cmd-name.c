/* Names that options take: a slip of the pen is told, not answered with nothing. */
#include "monitor/cmd.h"

#include "monitor/unit-name.h"

int cmd_unit(struct globals *g, struct store_txn *alerts, const char **unit)
{
	struct buf alike = BUF_INIT(4000);
	struct err e = {0};
	bool known = true;

	*unit = unit_present(g->config, *unit);
	if (*unit && unit_known(g->config, alerts, *unit, &known, &e) < 0)
		return cmd_fail(&e);
	if (!known) {
		cmd_note("--unit: nothing here belongs to a unit '%s'", *unit);
		unit_alike(g->config, *unit, &alike);
		if (alike.n)
			cmd_note("a unit is named whole, or with * for any text; its name is a part of: %s",
				buf_cstr(&alike));
	}
	buf_release(&alike);
	return known ? 0 : EXIT_USAGE;
}

static bool any_matches(const char *const *tags, size_t n, const char *want)
{
	for (size_t i = 0; i < n; i++)
		if (pattern_matches(want, str_of(tags[i])))
			return true;
	return false;
}

static bool portal_has(const struct portal_config *p, const char *tag)
{
	bool has = any_matches(p->tags, p->ntags, tag);

	for (size_t i = 0; i < p->ncolumns && !has; i++)
		has = any_matches(p->columns[i].tags, p->columns[i].ntags, tag);
	return has;
}

int cmd_tag(struct globals *g, const char *tag)
{
	for (size_t i = 0; tag && i < g->config->nportals; i++)
		if (portal_has(&g->config->portals[i], tag))
			return 0;
	if (!tag)
		return 0;
	cmd_note("--tag: no portal or column has the tag '%s'", tag);
	return EXIT_USAGE;
}
