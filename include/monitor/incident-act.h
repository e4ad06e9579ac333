/* What people do with incidents. The same functions serve commands and web pages; each
 * action is one short transaction of `alerts` (DESIGN 3). */
#ifndef MONITOR_INCIDENT_ACT_H
#define MONITOR_INCIDENT_ACT_H

#include "monitor/incident.h"

enum incident_act { ACT_ACK, ACT_ASSIGN, ACT_NOTE, ACT_FIXED, ACT_FALSE_ALARM, ACT_IGNORE,
	ACT_EXEMPT, ACT_REOPEN };
#define NACTS (ACT_REOPEN + 1)
const char *incident_act_word(enum incident_act act); /* "ack" ... as on the command line */

struct incident_action {
	enum incident_act act;
	struct str by;	   /* who says so */
	struct str user;   /* the system's user that carried it */
	struct str reason; /* why; of a note its text; of fixed the measure taken */
	struct str unit, person; /* assign */
	int64_t until_ms;  /* 0: without end */
	int64_t deadline_ms; /* assign */
	int64_t now_ms;
};

/* Changes *i and fills the entry; NULL, or why it cannot be done. Pure. */
const char *incident_apply(struct incident *i, const struct incident_action *x,
	struct incident_entry *entry);
/* The same in the store, with the entry in its history. *out is what it became.
 *   errors  ERR_NOTFOUND no such number; ERR_INVAL with the reason why it cannot be done */
int incident_act(struct store_txn *alerts, uint64_t id, const struct incident_action *x,
	struct incident *out, struct arena *a, struct err *e);
bool incident_act_rechecks(enum incident_act act); /* fixed, reopen */
/* Order of a recheck, in `pages`, of what the incident is about. */
int incident_recheck(struct store_txn *pages, const struct incident *i,
	const struct incident_action *x, struct err *e);

#endif
