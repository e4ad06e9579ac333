/* Links that are not sound, with every page that carries them: what the reports on links,
 * the inspection and the bulletin count. */
#ifndef LINK_FAULTS_H
#define LINK_FAULTS_H

#include "monitor/report.h"

#include "crawler/pages.h"

enum link_group { LINKS_BROKEN, LINKS_SUSPECTED, LINKS_BLOCKED, LINK_GROUPS };

struct link_parent {
	struct str page, text, column;
	int32_t line;
	const struct portal_config *portal;
};

struct link_fault {
	struct address x;
	enum link_group group;
	struct link_parent *parents;
	size_t nparents, cap;
};

struct link_faults {
	struct report_ask *ask;
	struct link_fault *list;
	size_t n, cap, checked, ok, unchecked;
	size_t nparents;	     /* of all that are listed */
	size_t nover, nparents_over; /* links, and pages that carry one, beyond what is listed:
					100,000, 1,000 pages of a link, 300,000 of all; of each link
					one page is */
	size_t *slot, nslots; /* by address, 1-based */
	int64_t at_ms; /* of the report: its time, or the end of a period that is over */
};

/* ask is set. Of a time that is past: what was broken then, on the pages that carried it when
 * it was confirmed; what was only suspected is not kept. Sorted by the beginning of the trouble, its pages by
 * portal and address. Only what stands on pages that were asked for has parents. */
int link_faults_collect(struct link_faults *f, struct err *e);

/* The verdict in words. */
struct str link_problem(const struct report_ask *ask, int verdict);

#endif
