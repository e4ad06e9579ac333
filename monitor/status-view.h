/* What `status` says of an installation, counted from its stores; the verb and the web pages
 * share it. */
#ifndef MONITOR_STATUS_VIEW_H
#define MONITOR_STATUS_VIEW_H

#include "base/civil.h"
#include "crawler/store.h"
#include "monitor/alerts.h"

struct status_facts {
	size_t portals, portals_bad, columns, unread, refused, empty;
	int64_t last_round_ms, next_due_ms;
	size_t open, acknowledged, suspected, unstable;
	size_t waiting, failed;
	size_t gaps;
	int64_t oldest_waiting_ms;
	uint64_t revisits;	     /* due and waiting */
	int64_t oldest_revisit_ms;
	struct store_stat disk;
	int64_t disk_max_bytes;	     /* configured ceiling, 0 none */
	bool crawler_runs, monitor_runs; /* filled by the caller */
	/* incidents by state and severity */
	size_t incidents[INCIDENT_EXEMPT + 1][SEVERITY_CRITICAL + 1];
};

/* Count what the transaction sees; alerts NULL: nothing was judged yet. Of tens of thousands of
 * columns the first takes a tenth of a second.
 *   errors  of the stores */
int status_read_pages(struct store_txn *pages, int64_t now_ms, struct status_facts *f,
	struct err *e);
int status_read_alerts(struct store_txn *alerts, struct status_facts *f, struct err *e);
/* Nine tenths of the ceiling: there is time to act. */
bool status_near_ceiling(const struct status_facts *f);
/* {"crawler_running",...} and a line end. */
void status_json(struct buf *b, const struct status_facts *f, const struct zone *z);

#endif
