/* Lists behind a page as JSON: gkmlpt (/gkmlpt/api/all/...), searchList, getInfoCommon,
 * nfra and whatever else answers an array of records with titles.
 *
 * The array is found by what its records hold: members that look like a title, an
 * address, a date. Names are compared without case, '_' and '-'. order.configured
 * overrides: json_path names the array ("data.rows"), title, link and date name members
 * of a record ("meta.title"), link_template makes the address ("https://...?id={docId}").
 * An address is never invented: without template, and with no member that holds one, url
 * is none. A JSONP wrapper is taken off. */
#ifndef CRAWLER_JSONLIST_H
#define CRAWLER_JSONLIST_H

#include "base/arena.h"
#include "crawler/page.h"

#define JSONLIST_ITEMS_MAX 20000 /* of one answer */

/* True: text is JSON with a list of notices, perhaps empty (`empty_shape`); source
 * LIST_JSON. False: *out is untouched.
 *   next     an address the answer states (next, nextUrl, links.next); or, where it states
 *            a number of pages and order.url carries a page parameter below it, order.url
 *            with the next number
 *   site_id  docId, manuscriptId, infoId, id ... */
bool jsonlist_read(const struct page_order *o, struct str text, struct listing *out,
	struct arena *a);

#endif
