/* Units as --unit of every verb takes them: a whole name, in which * and ? stand for any
 * text; a former name (former: under units:) stands for the present one. */
#ifndef MONITOR_UNIT_NAME_H
#define MONITOR_UNIT_NAME_H

#include "base/str.h"
#include "crawler/config.h"
#include "crawler/store.h"

/* The present name where `name` is a former one, else name itself; NULL stays NULL. */
const char *unit_present(const struct config *c, const char *name);
/* Whether anything configured, any document or any incident is of such a unit.
 *   alerts  may be NULL
 *   errors  of the store */
int unit_known(const struct config *c, struct store_txn *alerts, const char *want, bool *known,
	struct err *e);
/* Names of the configuration that only hold `part`, ", " between them, at most ten. */
void unit_alike(const struct config *c, const char *part, struct buf *out);

#endif
