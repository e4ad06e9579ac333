/* Gaps in measuring, as notes of a report. */
#ifndef MONITOR_REPORT_GAPS_H
#define MONITOR_REPORT_GAPS_H

#include "monitor/report.h"

/* Of the report's period, else of the month before its instant. */
int report_note_gaps(struct report *r, struct report_ask *ask, struct err *e);

#endif
