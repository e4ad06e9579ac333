/* Writing a portal file from what discovery found. */
#ifndef MONITOR_DISCOVERY_FILE_H
#define MONITOR_DISCOVERY_FILE_H

#include "crawler/discover.h"
#include "monitor/lang.h"

/* Commented YAML that config check accepts; blank columns are listed as comments. */
void discovery_write(struct buf *b, const struct discovery *d, struct str id,
	enum lang lang, const struct zone *zone);

#endif
