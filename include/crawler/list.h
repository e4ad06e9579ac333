/* The notices of a column page: given only the page, its repeated records with title,
 * address and date, and the way to the next page.
 *
 * Three ways, in this order: selectors from the configuration, locators learned from
 * earlier readings, and mining: links are grouped by the place they stand in, a group's
 * links give records (the largest subtree around each that holds no other of the group),
 * and the group that looks most like notices wins: many, long titles, dates beside them,
 * addresses of documents, outside menus and side boxes. `why` says what was chosen and
 * what came second.
 *
 * Text is decoded UTF-8: HTML, Hanweb's <datastore> with CDATA records (alone or inside
 * HTML), or JSON. Feeds and sitemaps have their own readers. Never fails: a page without
 * notices gives nitems 0, `empty_shape` where it is a list that states emptiness. */
#ifndef CRAWLER_LIST_H
#define CRAWLER_LIST_H

#include "crawler/page.h"

#define LIST_ITEMS_MAX 100000 /* of one page; more are left out and `why` says so */

/* In listing.why, before what speaks against a list whose confidence is low. */
#define LIST_NOT_CERTAIN "; not certain; "

/* Reads the list of one page.
 *   shape   order: url (base of all addresses), now_ms, zone, configured, learned are used
 *   owns    *out lies in a and does not refer to text or order */
void list_read(const struct page_order *order, struct str text, struct listing *out,
	struct arena *a);
/* The name of the nth figure of listing.evidence, as "dated" or "rival"; NULL: no more. */
const char *list_evidence_name(size_t n);
/* The same of a JSON answer, also in a JSONP wrapper: its records, or the links in its HTML
 * where they state no address. */
void list_read_json(const struct page_order *order, struct str text, struct listing *out,
	struct arena *a);

/* Answers that have no place, as feeds and JSON, are remembered by their kind: gives such a
 * listing its locator, and says whether it was among the learned ones. */
void list_sign_source(const struct page_order *order, struct listing *l, struct arena *a);

#endif
