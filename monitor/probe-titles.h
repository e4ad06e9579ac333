/* probe: do the first notices of the list that was found bear its titles? Private to probe. */
#ifndef PROBE_TITLES_H
#define PROBE_TITLES_H

#include "crawler/agreement.h"
#include "crawler/worker.h"

/* Asks for the first notices of l that lie on its own site, at most three, one by one and at the
 * pace of the host. What does not answer with a page is not counted.
 *   shape   like: the job that found the list
 *   errors  of the worker; out is then empty
 *   owns    *out lies in a */
int probe_titles(struct worker *w, const struct job *like, const struct listing *l,
	struct agreement *out, struct arena *a, struct err *e);

#endif
