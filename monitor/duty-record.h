/* Names and numbers of duties in the store. */
#ifndef DUTY_RECORD_H
#define DUTY_RECORD_H

#include "monitor/duty-ledger.h"

/* Id of a rule of the column's own, as it stands in the ledger: "column/kind#id". */
struct str duty_own_id(const struct column_config *c, const struct rule_config *r,
	struct arena *a);
/* Number 0: the monitor has not numbered it yet. Of *out only number and first_ms. */
int duty_number_of(struct store_txn *alerts, struct str portal, struct str document,
	struct str id, struct duty_number *out, struct err *e);
/* The year a duty that a person decides is asked for on a day: the year before while it is
 * not ticked off, at most KEEP_DAYS after it was due, if the duty was known then. */
#define DUTY_KEEP_DAYS 90
int duty_year_asked(struct store_txn *alerts, const struct portal_config *p,
	const struct duty_document *doc, const struct duty_config *d, int32_t today,
	const struct zone *z, int *year, struct err *e);

#endif
