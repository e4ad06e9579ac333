/* What feed, sitemap, jsonlist and article share: addresses, stated dates, plain words. */
#ifndef READING_H
#define READING_H

#include "base/arena.h"
#include "crawler/dates.h"
#include "crawler/page.h"
#include "crawler/url.h"

/* Absolute address; none where ref is empty, a script, or cannot be resolved. */
struct str reading_address(struct str base, struct str ref, struct arena *a);
/* The same with a base that has been parsed; NULL: ref must be absolute. */
struct str reading_address_on(const struct url *base, struct str ref, struct arena *a);

#define ATTRIBUTES_MAX 512 /* of one tag: libxml2 is quadratic in them */

/* Offset of the first tag with more than ATTRIBUTES_MAX attributes; s.n where there is
 * none. Contents of scripts, styles and comments hold no tags. No parser may see what
 * begins there. */
size_t reading_monster_tag(struct str s);

/* A date by its configured form: %Y %y %m %d %H %M %S, other bytes themselves. */
bool reading_date_by_format(struct str s, struct str format, const struct zone *z,
	struct date_found *out);
/* The first date stated in s, in the portal's zone unless s says another; by date_format where
 * that is configured and fits. */
bool reading_date(const struct page_order *o, struct str s, int64_t *ms, bool *has_time);
/* The same; day_first: the page's language says that 03/04/2026 is 3 April; relative:
 * "3 hours ago" counts. */
bool reading_date_in(const struct page_order *o, bool day_first, bool relative, struct str s,
	int64_t *ms, bool *has_time);

/* Only the date in an address: /202007/t20200719_1.html. */
bool reading_address_date(const struct page_order *o, struct str url, int64_t *ms);

/* White space of all kinds folded to single blanks, none at the ends. */
struct str reading_line(struct str s, struct arena *a);

/* As reading_line, of a fragment that may hold tags and character references. */
struct str reading_plain(struct str s, struct arena *a);

#endif
