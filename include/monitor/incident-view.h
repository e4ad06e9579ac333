/* Incidents for people and programs: one JSON line (DESIGN 12), one line of a table, all of
 * it on a screen. */
#ifndef MONITOR_INCIDENT_VIEW_H
#define MONITOR_INCIDENT_VIEW_H

#include "monitor/incident.h"
#include "monitor/lang.h"

/* {"id","kind","severity","state",...} and a line end. t: its history is added as
 * "history"; NULL: not. */
int incident_json(struct buf *b, const struct incident *i, const struct zone *z,
	struct store_txn *t, struct err *e);
void incident_line(struct buf *b, const struct incident *i, const struct zone *z, enum lang l);
void incident_heading(struct buf *b, enum lang l);
/* Facts, proof, people, and every entry of its history. */
int incident_screen(struct buf *b, const struct incident *i, const struct zone *z,
	enum lang l, struct store_txn *t, struct err *e);
/* Open, but nothing is overdue yet. */
bool incident_is_warning(const struct incident *i);
/* The ledger's word for its state: 待核实 待整改 整改中 待复核 已销号 ...; of a warning 临期,
 * or 预警 where no date is near. */
const char *incident_state_text(const struct incident *i, enum lang l);
const char *incident_kind_text(struct str kind, enum lang l);

#endif
