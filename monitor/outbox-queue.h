/* Shared by the two halves of the outbox: what waits, and what is made of it. */
#ifndef MONITOR_OUTBOX_QUEUE_H
#define MONITOR_OUTBOX_QUEUE_H

#include "monitor/outbox.h"

/* One thing waiting for one receiver. Table "pending", key seq. */
struct pending {
	uint64_t seq;
	struct str receiver;
	uint64_t incident; /* 0: an event */
	uint64_t event;	   /* seq, 0: an incident */
	struct str what;   /* word of tell, "repeat", "escalation", "news" */
	struct str portal, kind; /* the group */
	struct str digest; /* hour of the route, where it goes by digest */
	int64_t created_ms, due_ms; /* due 0: with the digest */
	int64_t quiet_ms; /* held by quiet hours until then, 0 */
};

extern const struct record_type record_pending;

int pending_del(struct outbox *o, const struct pending *p, struct err *e);
/* A time under a name in table "monitor"; 0 where there is none. */
int outbox_time(struct outbox *o, const char *what, struct str a, struct str b, struct str c,
	int64_t *out, struct err *e);
int outbox_put_time(struct outbox *o, const char *what, struct str a, struct str b,
	struct str c, int64_t ms, struct err *e);

#endif
