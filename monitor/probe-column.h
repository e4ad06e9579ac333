/* probe with a configuration: the address as the column it is configured for, with what was
 * learned of it. Private to probe. */
#ifndef PROBE_COLUMN_H
#define PROBE_COLUMN_H

#include "crawler/gate.h"
#include "monitor/cmd.h"

struct probe_column {
	const struct portal_config *portal; /* NULL: no such column */
	const struct column_config *column;
	struct column_state state; /* all zero: never read */
	struct store *store;	   /* NULL: there is none */
};

/* Finds the column that `arg` names, as PORTAL/COLUMN or by its address, and its state. Does
 * nothing where no -c was given.
 *   returns  0, or the exit status
 *   owns     probe_column_close releases */
int probe_column_open(struct globals *g, struct str arg, struct probe_column *out,
	struct arena *a);
void probe_column_close(struct probe_column *x);

/* Would the next reading of the column be believed, were it this one? Without a column: would
 * it as the first reading of one? */
void probe_column_judge(const struct probe_column *x, const struct result *r, struct gate *out,
	struct arena *a);

#endif
