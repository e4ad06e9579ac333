/* The outbox: what is to be told waits per receiver until its hour, then becomes an alert.
 *
 *	outbox_tell, outbox_news ...   in the transaction of the state change
 *	outbox_flush                   makes alerts of what is due, in the same transaction
 *
 * Whatever is decided not to be told is an entry "held" with its reason in the history of
 * its incident. An alert's payload is one JSON object, fixed when it is made:
 *
 *	{"version":1,"message_id","kind","receiver","language","created","simulation",
 *	 "severity","incident":N|null,
 *	 "incidents":[{"tell","id","kind","state","level","severity","portal","portal_name",
 *	   "column","column_name","unit","subject","since","opened","resolved","url","status",
 *	   "reason","cause","summary","basis","parents":[{"url","text","line"}],"facts":{},
 *	   "evidence":[{"kind","ref"}]}],
 *	 "events":[{"seq","time","kind","portal","portal_name","column","column_name",
 *	   "title","url","date","detail":{}}]}
 *
 * "tell" is what is said of this incident: problem, update, recovery, unstable, stable,
 * repeat, escalation. Times are RFC 3339 in the portal's zone, null where there is none. */
#ifndef MONITOR_OUTBOX_H
#define MONITOR_OUTBOX_H

#include "monitor/incident.h"
#include "monitor/routing.h"

struct outbox {
	struct store *alerts_store; /* for its epoch */
	struct store_txn *alerts, *pages;
	const struct config *config;
	const struct calendar *calendar;
	const char *host;  /* right side of Message-IDs */
	int64_t now_ms;
	bool hurry;	   /* one round only: no group is waited for; quiet hours hold */
	struct arena *arena;
};

/* Queues what a step has to tell to those the routes name; a recovery to exactly those who
 * were told. i must have its number. Adds "held" entries where nobody is told. */
int outbox_tell(struct outbox *o, const struct incident *i, int tell, struct err *e);
/* Queues one incident for one receiver by a further word ("repeat", "escalation"). */
int outbox_add(struct outbox *o, const struct incident *i, const struct route_target *to,
	const char *what, struct err *e);
/* Notes in the history of an incident that something was not told, and why. */
int outbox_held(struct outbox *o, uint64_t id, struct str receiver, const char *reason,
	struct err *e);
/* "acknowledged by Wang until 2026-11-19 00:00" */
struct str acknowledged_text(const struct incident *i, const struct zone *z, struct arena *a);
/* Queues an event for those who subscribed to it. */
int outbox_news(struct outbox *o, const struct event *x, struct err *e);
/* Makes alerts of what is due. *next_ms: the earliest instant at which more is, INT64_MAX
 * where nothing waits for an instant. */
int outbox_flush(struct outbox *o, int64_t *next_ms, struct err *e);
/* What of an incident waits to be told to a receiver: until due_ms, or (0) until the next
 * digest at that hour. */
typedef int outbox_waiting_fn(struct str receiver, int64_t due_ms, struct str digest, void *ctx);
int outbox_each_waiting(struct store_txn *alerts, uint64_t incident, outbox_waiting_fn *fn,
	void *ctx, struct arena *a, struct err *e);
/* Domain of the sender, else "localhost". */
const char *outbox_host(const struct config *c);

/* The payload of an alert; see above. */
struct payload_part {
	const struct incident *incident; /* or an event */
	const struct event *event;
	struct str tell;
};
void payload_write(struct buf *b, const struct outbox *o, const struct alert *x,
	const struct payload_part *parts, size_t n);

#endif
