/* One measurement as a line for a person, and as JSON: why, recheck. */
#ifndef MONITOR_MEASURE_VIEW_H
#define MONITOR_MEASURE_VIEW_H

#include "base/out.h"
#include "crawler/pages.h"
#include "monitor/lang.h"

/* Text padded to so many columns of a terminal (a Chinese character takes two). */
void measure_view_cell(struct buf *b, const char *text, size_t columns);

/* "  2026-11-19 08:30  broken  404  12 ms  not found  not accepted: ..." and a line's end. */
void measure_view_line(struct buf *b, const struct measure *m, const struct zone *z, enum lang l);

/* The members of the object that stands for m: "seq", "time" ... */
void measure_view_members(struct jw *j, const struct measure *m, const struct zone *z);
void measure_view_json(struct jw *j, const struct measure *m, const struct zone *z);

#endif
