/* The monitor: judges what is stored, moves incidents, fills the outbox.
 *
 * A turn reads `pages` in one snapshot, then writes everything that follows from it into
 * `alerts` in one transaction: incidents, their history, what is to be told, and the
 * number of the last event consumed. Killed at any point it loses nothing and repeats
 * nothing. Nothing about incidents is kept in memory between turns. */
#ifndef MONITOR_MONITOR_H
#define MONITOR_MONITOR_H

#include "crawler/calendar.h"
#include "crawler/config.h"
#include "crawler/store.h"

struct monitor {
	struct store *pages, *alerts;
	const struct config *config;
	const struct calendar *calendar;
	bool once;	     /* one round: group_wait is not waited for */
	/* only to know when to look again */
	uint64_t seen_txn;   /* of pages */
	int64_t judged_ms;   /* wall clock of the last judgement */
	int64_t rest_until_ms; /* monotonic: a judgement may cost a twentieth of the time */
	int64_t wake_ms;     /* wall clock: something waits for its instant */
	bool begun;	     /* judged once at least */
	bool silent;	     /* nothing had been measured for a while */
	int64_t cold_ms;     /* began, or the crawler did, when nothing had been measured for a while, 0 */
};

/* One turn at now_ms. *sleep_ms: how long nothing needs to be done unless pages change.
 *   errors  of the stores; nothing was written then */
int monitor_turn(struct monitor *m, int64_t now_ms, int64_t *sleep_ms, struct err *e);

#endif
