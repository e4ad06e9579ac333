/* What a rule demands, in the reader's words and with its numbers: "every month", "within 3
 * working days of 政策文件", "at least 4000, by 2019-12-31". */
#ifndef MONITOR_DEMAND_TEXT_H
#define MONITOR_DEMAND_TEXT_H

#include "base/arena.h"
#include "crawler/config.h"
#include "monitor/lang.h"

/* c and p name the columns that the rule speaks of; both may be NULL, then their ids are
 * said. In a, or borrowed. */
struct str demand_text(const struct rule_config *r, const struct config *c,
	const struct portal_config *p, enum lang l, struct arena *a);
/* Columns by their ids (blank-separated) as "政府会议公开 (meetings), ..."; waiting: only those
 * without an address. */
struct str column_names_text(const struct portal_config *p, struct str ids, bool waiting,
	enum lang l, struct arena *a);

#endif
