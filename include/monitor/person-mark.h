/* What a person judged of an indicator that no machine can: passed, found, or so many points.
 *
 * Kept with author, time and reason; a later one for the same portal, indicator and period
 * takes the place of the earlier, which stays. A mark holds for inspections that end within
 * its period, and only where the crawler has no verdict of its own. */
#ifndef MONITOR_PERSON_MARK_H
#define MONITOR_PERSON_MARK_H

#include "base/civil.h"
#include "crawler/profile.h"
#include "crawler/store.h"

enum { MARK_PASSED = 1, MARK_FOUND };

/* Table "person-mark" of alerts, key portal NUL profile NUL indicator NUL seq. */
struct person_mark {
	struct str portal, profile, indicator;
	struct str from, to; /* days of the period, both included: "2026-10-01" */
	int32_t result;	     /* MARK_PASSED, MARK_FOUND; 0: taken back */
	int64_t points;	     /* hundredths deducted */
	int64_t time_ms;
	struct str by, user;	     /* who says so, who typed it */
	struct str reason, evidence; /* the problem found or what was looked at; an address */
};
extern const struct record_type record_person_mark;

int person_mark_put(struct store_txn *alerts, const struct person_mark *m, struct err *e);

/* All marks, oldest first of each indicator; portal none: of all.
 * The callback returns 0 to go on, 1 to stop, negative to fail. */
typedef int person_mark_fn(const struct person_mark *m, void *ctx);
int person_mark_each(struct store_txn *alerts, struct str portal, person_mark_fn *fn, void *ctx,
	struct err *e);

/* Holds for an inspection of this profile that ends on that day. */
bool person_mark_holds(const struct person_mark *m, struct str profile, int32_t last_day);

/* What somebody wrote as the result: 通过 passed 0, 否决 不合格 found, points.
 *   errors  ERR_USAGE with what the indicator takes */
int person_mark_result(const struct profile *p, const struct profile_indicator *i, struct str text,
	struct person_mark *m, struct err *e);
/* The enabled indicator of this id; NULL. */
const struct profile_indicator *profile_indicator_named(const struct profile *p, struct str id);

#endif
