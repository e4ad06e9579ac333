/* Visits of a portal's home page, summed by day: what availability, inspection and the
 * monthly report count. A visit belongs to the day on which it began, in the portal's zone. */
#ifndef VISITS_H
#define VISITS_H

#include "monitor/evaluate.h"

#define VISITS_DAY 20	       /* 每天间隔性访问 20 次以上 */
#define VISITS_DAYS_MAX 800    /* probes are kept 400 days as taken, then by day */

struct visit_day {
	struct availability a;
	int64_t elapsed_ms, n;
	uint32_t hours;	       /* bit h: a visit that counts began in hour h */
};

struct visits {
	const struct portal_config *portal;
	const struct zone *zone;
	int32_t from, to;      /* days, both included; moved up to the first day watched */
	struct visit_day *days;
	int64_t since_ms;      /* visits that began earlier are not counted; 0: all are */
	int64_t until_ms;      /* what was measured later is not counted; 0: all is */
	int64_t every_ms;
	struct visit_run run;
	int32_t day;		/* met last, and its bounds */
	int64_t day_start_ms, day_end_ms;
	bool known;	       /* the portal was ever visited */
};

struct visit_spell {
	int32_t from, to;
	struct availability a;
	int full_days;	       /* with 20 visits */
	int64_t unmeasured_hours, hours;
};

/* portal, from, to, since_ms and until_ms are set; the days of at most VISITS_DAYS_MAX lie in a. */
int visits_read(struct visits *v, const struct config *c, struct store_txn *pages,
	struct arena *a, struct err *e);
/* Of days from..to, cut to what is known. Hours after now_ms are none. An hour without a
 * visit is unmeasured where the visits before and after it lie further apart than three
 * intervals. */
struct visit_spell visits_sum(const struct visits *v, int32_t from, int32_t to,
	int64_t now_ms);
/* The next week from *day on, cut to the period; false behind its end. */
bool visits_next_week(const struct visits *v, int32_t *day, int64_t now_ms,
	struct visit_spell *out);

#endif
