/* Names and numbers of duties in the store. */
#ifndef DUTY_RECORD_H
#define DUTY_RECORD_H

#include "monitor/duty-ledger.h"

/* Id of a rule of the column's own, as it stands in the ledger: "column/kind#id". */
struct str duty_own_id(const struct column_config *c, const struct rule_config *r,
	struct arena *a);
/* *out 0: the monitor has not numbered it yet. */
int duty_number_of(struct store_txn *alerts, struct str portal, struct str document,
	struct str id, uint64_t *out, struct err *e);

#endif
