/* Feeds: RSS 0.9x to 2.0, RSS 1.0 and 1.1 (RDF), Atom 0.3 and 1.0, as a listing.
 *
 * A well-formed feed is read strictly. A broken one (bare ampersands, HTML entities,
 * control characters, cut off in the middle) is repaired and read with recovery; what can
 * be saved is saved, and `why` says so with a lower confidence. No DTD is ever read: an
 * internal subset is blanked out before the parser sees it, so no entity can be declared. */
#ifndef CRAWLER_FEED_H
#define CRAWLER_FEED_H

#include "base/arena.h"
#include "crawler/page.h"

#define FEED_ITEMS_MAX 20000 /* of one feed; the rest is left out, as `why` then says */

/* True: text is a feed and *out is filled, source LIST_FEED; perhaps with no items.
 * False: it is none, *out is untouched.
 *   shape    decoded UTF-8, whatever the XML declaration says
 *   dates    of an item: pubDate, dc:date, published, issued, then updated (date_weak: it
 *            says when the item was touched last)
 *   url      link (Atom: rel alternate), else a guid that is a permalink; xml:base is
 *            obeyed. None where the feed states none.
 *   site_id  guid or id
 *   next     link rel="next" (RFC 5005) */
bool feed_read(const struct page_order *o, struct str text, struct listing *out,
	struct arena *a);

#endif
