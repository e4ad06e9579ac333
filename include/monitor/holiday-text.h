/* Names of public holidays in the reader's words. */
#ifndef MONITOR_HOLIDAY_TEXT_H
#define MONITOR_HOLIDAY_TEXT_H

#include "base/arena.h"
#include "monitor/lang.h"

/* name is as a calendar file has it, 国庆节、中秋节 where two meet. In Chinese it is said so;
 * else by its usual name, and one that is not known as it is.
 *   owns  a, or the name itself */
struct str holiday_text(struct str name, enum lang l, struct arena *a);

#endif
