/* The calendar of a portal's notices as a drawing: a square for each day of a year. */
#ifndef MONITOR_REPORT_HEAT_H
#define MONITOR_REPORT_HEAT_H

#include "monitor/report.h"

/* Adds a section with the drawing for each portal asked for, at most HEAT_PORTALS of them.
 *   source  counts by stated date; public holidays hatched; days in which less than half
 *           was measured grey where they show no notice, with a grey frame where they do */
#define HEAT_PORTALS 30
int report_heat(struct report *r, struct report_ask *ask, struct err *e);

#endif
