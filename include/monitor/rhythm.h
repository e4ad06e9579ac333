/* What is told without anything having happened: the heartbeat after each full round, the
 * weekly summary, a test message. Each becomes an alert like any other. */
#ifndef MONITOR_RHYTHM_H
#define MONITOR_RHYTHM_H

#include "crawler/config.h"
#include "crawler/store.h"

/* Makes the alerts whose time has come and fetches the heartbeat's address. What was missed
 * while the machine was off is made once. A new installation begins with the next week.
 *   errors  of the stores; an address that does not answer is logged */
int tell_rhythm(struct store *alerts, struct store *pages, const struct config *c,
	int64_t now_ms, struct err *e);
/* After each full round: tell_rhythm calls it. */
int tell_heartbeat(struct store *alerts, struct store *pages, const struct config *c,
	int64_t now_ms, struct err *e);
/* A test message for the receiver; *seq is its alert. */
int tell_test(struct store *alerts, const struct config *c, const char *receiver,
	int64_t now_ms, uint64_t *seq, struct err *e);

/* The last instant of "mon 08:30" at or before now_ms; 0 where the text is none. */
int64_t weekly_slot(const char *text, const struct zone *z, int64_t now_ms);

#endif
