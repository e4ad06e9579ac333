/* A rule's limit in the reader's words. */
#ifndef MONITOR_LIMIT_TEXT_H
#define MONITOR_LIMIT_TEXT_H

#include "base/arena.h"
#include "monitor/lang.h"

/* limit is the English text that a rule sets: "3 working days", "weekly wed", "by 01-31",
 * "2 per month". What is none of their forms comes back as it is.
 *   owns  a, or the limit itself */
struct str limit_text(struct str limit, enum lang l, struct arena *a);
/* English counts one thing as one: the "1 days" in s becomes "1 day". */
struct str limit_one(struct str s, enum lang l, struct arena *a);
/* A date that something is due by: "01-31" of every year, or a whole date once. */
struct str limit_date(struct str date, enum lang l, struct arena *a);

#endif
