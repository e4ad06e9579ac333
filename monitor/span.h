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
/* Two spans of which the first one follows the second. */
struct span_pair {
	struct span now, before;
	struct span_figures figures, figures_before;
};
/* The span of these days and the one before it. */
struct span_pair span_pair_of(const struct report_ask *ask, int32_t from, int32_t to);
/* Of the portals asked for. visits: those of the first span as well, else its caller has
 * them from elsewhere.
 *   errors  of the stores */
int span_count(struct report_ask *ask, struct span_pair *p, bool visits, struct err *e);
/* The incident was open at some time of the span, and is none that people waived. */
bool span_holds(const struct span *s, const struct incident *i);

#endif
