/* `reports:` on their timetable: made, kept, and queued for their receivers. */
#ifndef MONITOR_REPORT_TURN_H
#define MONITOR_REPORT_TURN_H

#include "crawler/calendar.h"
#include "crawler/config.h"
#include "crawler/store.h"

/* Makes every report whose hour has come since it was made last. A report seen for the
 * first time waits for its next hour. One that was missed, however often, is made once and
 * says so. What is told goes into the outbox in the same transaction as the note that it
 * was made (table "report-run"); a report that cannot be made is logged and tried again
 * after 10 minutes.
 *   *next_ms  the next instant at which one is due, INT64_MAX where none is configured
 *   errors    of the stores */
int reports_turn(struct store *alerts, struct store *pages, const struct config *c,
	const struct calendar *calendar, int64_t now_ms, int64_t *next_ms, struct err *e);

#endif
