/* The shipped calendar as it was when this was built: made by CMake from
 * seeds/calendar-cn.csv, so that no missing file turns holidays into working days. */
#ifndef CALENDAR_DATA_H
#define CALENDAR_DATA_H

#include <stddef.h>

extern const unsigned char calendar_data[];
extern const size_t calendar_data_bytes;

#endif
