/* Shared by the parts of a turn. */
#ifndef MONITOR_PARTS_H
#define MONITOR_PARTS_H

#include "monitor/evaluate.h"
#include "monitor/monitor.h"
#include "monitor/outbox.h"

struct turn {
	struct monitor *m;
	int64_t now_ms;
	struct store_txn *pages, *alerts;
	struct findings findings; /* sorted by rank, kind, subject */
	struct outbox box;
	struct arena arena;
	struct event *events; /* not consumed before this turn */
	size_t nevents, events_cap;
	uint64_t consumed;
	size_t nchanged;
	/* incidents that need the pages that carry their link */
	uint64_t *orphans;
	size_t norphans, orphans_cap;
};

/* New events: findings of what happens once, and news for those who subscribed. */
int turn_load_events(struct turn *t, struct err *e);
int turn_news(struct turn *t, struct err *e);
/* Incidents of columns that got another id go with them. */
int turn_rename(struct turn *t, struct err *e);
/* Whether something of the kinds made from events is still so. */
int turn_still_stands(struct turn *t, const struct incident *i, bool *stands, struct err *e);
/* The pages that carry the links of the orphans, by one scan; then they are told. */
int turn_adopt(struct turn *t, struct err *e);
/* Moves one incident by one judgement and writes what follows. */
int turn_step(struct turn *t, struct incident *i, const struct finding *f,
	const char *retired, struct err *e);

#endif
