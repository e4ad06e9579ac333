/* A span of days and the one before it: what the monthly report and the bulletin compare.
 * Everything here is history that stays: notices by their dates, visits, incidents. */
#ifndef SPAN_H
#define SPAN_H

#include "visits.h"

#include "monitor/alerts.h"
#include "monitor/report.h"

struct span {
	int32_t from, to;	 /* days, both included */
	int64_t start_ms, end_ms; /* end: its last moment, or now */
};
/* Of days from..to in the installation's zone, no later than now. */
struct span span_of(const struct report_ask *ask, int32_t from, int32_t to);
/* The span of equal kind before it: the calendar month, quarter or year before where it is
 * one, else as many days. */
struct span span_before(const struct report_ask *ask, const struct span *s);

struct span_figures {
	int64_t notices;
	struct availability visits;
	int64_t hours, unmeasured_hours;
	size_t opened, closed, open; /* incidents; open: at its end. Warnings and what no
					unit answers for are none of these */
	size_t closed_days;	     /* days taken, summed over the closed */
	size_t waived;		     /* false alarms, ignored, exempt: of the opened */
	size_t links_found, links_repaired;
	size_t withdrawn, hijacked;
};
/* Of the portals asked for.
 *   errors  of the stores */
int span_count(struct report_ask *ask, const struct span *s, struct span_figures *out,
	struct err *e);
/* The same for who has read the visits. */
int span_count_without_visits(struct report_ask *ask, const struct span *s,
	struct span_figures *out, struct err *e);
/* The incident was open at some time of the span, and is none that people waived. */
bool span_holds(const struct span *s, const struct incident *i);

#endif
