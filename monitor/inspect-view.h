/* What the inspection and the bulletin show alike. */
#ifndef INSPECT_VIEW_H
#define INSPECT_VIEW_H

#include "inspect.h"

#define PROFILE_USUAL "guoban-2019"

/* The profile asked for, its texts in the reader's language; where JSON is made, as written.
 *   errors  ERR_USAGE unknown; ERR_CONFIG faulty */
int inspect_load(struct report_ask *ask, struct profile **out, struct err *e);
struct cell inspect_verdict_cell(const struct report_ask *ask, const struct inspection *i);
struct cell inspect_points_cell(int64_t hundredths);
struct str inspect_portal_name(const struct portal_config *p);
/* level: of a portal in words; one that is none of the usual comes back as it is. */
struct str inspect_level_text(struct str level, enum lang l);
/* For --fail-on. */
void inspect_met(struct report_ask *ask, const struct inspection *i);
/* "subject: problem", where the subject is more than its address. In a. */
struct str inspect_problem(const struct inspect_hit *h, enum lang l, struct arena *a);

/* "+3.00" */
struct cell inspect_bonus_cell(const struct report_ask *ask, int64_t hundredths);
/* The note of an indicator, and that its number is not verified; none. */
struct str inspect_remark(const struct report_ask *ask, const struct profile_indicator *i);
struct str inspect_marked_by(const struct report_ask *ask, const struct person_mark *k);

#endif
