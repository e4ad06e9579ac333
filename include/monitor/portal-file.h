/* Writing a portal file from what discovery found. */
#ifndef MONITOR_PORTAL_FILE_H
#define MONITOR_PORTAL_FILE_H

#include "crawler/discover.h"
#include "monitor/lang.h"

/* Commented YAML that config check accepts; blank columns are listed as comments. */
void portal_file_write(struct buf *b, const struct discovery *d, struct str id,
	enum lang lang, const struct zone *zone);

/* An id from the host of an address: www.pingdu.gov.cn -> pingdu. In a. */
struct str portal_id_of(struct str url, struct arena *a);

#endif
