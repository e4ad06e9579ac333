/* One incident as a row that an office files: names, addresses, the finding in words. Shared
 * by the ledger and by rectification notices. */
#ifndef MONITOR_LEDGER_ROW_H
#define MONITOR_LEDGER_ROW_H

#include "monitor/incident.h"
#include "monitor/report.h"

struct ledger_row {
	struct str portal, site_code, column, kind; /* names; none where there is none */
	struct str url;	   /* of what is wrong */
	struct str parent; /* the first page that carries the link; none */
	struct str parent_text;	/* its link text */
	size_t nparents;
	struct str description, basis, unit, person, state;
	enum tone tone;
};
/* The kind of the problem; of what is only warned of it says so. Lies in ask->arena. */
struct str ledger_kind_text(const struct report_ask *ask, const struct incident *i);
/* Texts lie in ask->arena, in its language. */
struct ledger_row ledger_row_of(const struct report_ask *ask, const struct incident *i);

#endif
