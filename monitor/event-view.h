/* Events for programs: one JSON line (DESIGN 12), an entry of a feed. The verb "events" and
 * the web pages share them. */
#ifndef MONITOR_EVENT_VIEW_H
#define MONITOR_EVENT_VIEW_H

#include "crawler/config.h"
#include "crawler/pages.h"
#include "monitor/lang.h"

/* {"seq","time","kind",...} and a line end. */
void event_json(struct buf *b, const struct event *x, const struct zone *z);
struct feed_view {
	const struct config *config; /* for the names of portals and columns; NULL: their ids */
	const struct zone *zone;
	const char *epoch; /* of the store, in every id */
	struct str self; /* address of the feed itself; or none */
	enum lang lang;
};

/* The feed up to its first entry; "</feed>" ends it. subject: PORTAL, PORTAL/COLUMN or none. */
void event_atom_head(struct buf *b, const struct feed_view *v, struct str subject,
	int64_t updated_ms);
/* Every entry has a content, as one without an address must (RFC 4287, 4.1.2). */
void event_atom(struct buf *b, const struct feed_view *v, const struct event *x);

#endif
