/* A rectification notice as a document: the order, its problems as they stood when it was
 * issued, what became of each since, and a slip to send back. */
#ifndef MONITOR_RECTIFICATION_REPORT_H
#define MONITOR_RECTIFICATION_REPORT_H

#include "monitor/rectification.h"
#include "monitor/report.h"

/* ask: config, calendar, alerts, now, language and arena are used.
 *   format  of report_format_known
 *   errors  of the store and of the writers */
int rectification_write(struct report_ask *ask, const struct rectification *r,
	const char *format, struct buf *b, struct err *e);
/* One line of JSON; with the incidents as they stood then and their states now. */
int rectification_json(struct report_ask *ask, const struct rectification *r, struct buf *b,
	struct err *e);
/* "2026-3", 〔2026〕3号 */
struct str rectification_number(const struct rectification *r, enum lang l, struct arena *a);
const char *rectification_state_text(int state, enum lang l);

#endif
