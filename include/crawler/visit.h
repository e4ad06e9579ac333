/* Visits to a home page, as the national check counts them: spaced over the day, open within
 * 15 seconds or not (国办秘函〔2019〕19号 站点无法访问). Pure.
 *
 * The checks that follow a failure after 1, 5, 15 minutes belong to its visit: a portal that
 * is down must not be visited more often than one that is up. A failure that the check a
 * minute later does not meet again was the way's and not the portal's: it is counted
 * neither way, as is what was refused or could not be measured. */
#ifndef CRAWLER_VISIT_H
#define CRAWLER_VISIT_H

#include "base/record.h"

struct visit_sum {
	int32_t good, bad, uncounted;
	int32_t down; /* of the bad ones: in an outage that is told as one */
};

/* The visit that is going on. All zero: none yet. */
struct visit_run {
	int64_t start_ms;
	int32_t what, nextra;
};

/* Takes one measurement, in the order of time.
 *   every_ms  interval of the visits; 0: an hour
 *   returns   true where it began a visit, counted in s; false: s was corrected at most */
bool visit_take(struct visit_run *r, struct visit_sum *s, int verdict, int64_t elapsed_ms,
	int64_t now_ms, int64_t every_ms);

/* Sums per day, kept with the portal so that nobody reads a week of measurements. */
#define VISIT_DAYS 8 /* a week and today */
struct visits_of_day {
	int32_t day;
	struct visit_sum sum;
};
extern const struct record_type record_visits_of_day;

#endif
