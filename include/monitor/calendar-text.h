/* What a calendar lacks, in words. */
#ifndef MONITOR_CALENDAR_TEXT_H
#define MONITOR_CALENDAR_TEXT_H

#include "crawler/calendar.h"
#include "crawler/config.h"

/* The holidays that the year has no day off for, with commas between; how many. */
size_t calendar_lacks_text(const struct calendar *c, int year, struct buf *out);
/* Doubts about the calendar of a configuration: faults of its file, years that it holds in
 * part (warnings), and, as a note, the year of `today` where nothing is known of it. */
void calendar_check(const struct config *c, int32_t today, struct config_faults *f);

#endif
