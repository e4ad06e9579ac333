/* robots.txt: RFC 9309, parser and matcher.
 *
 *	robots_parse(body, STR("portalwatch"), &page, a);
 *	if (!robots_allows(page.robots, page.nrobots, STR("/a?b"), &rule)) ...
 *
 * Rules are those of the groups that name the agent, merged; without such a group those of
 * "*"; without that there are none and everything is allowed. The longest matching pattern
 * wins, at equal length Allow. "/robots.txt" itself is always allowed.
 *
 * RFC 9309 decodes %XX of letters and digits before comparing, the most used parser does
 * not. A Disallow is therefore compared decoded, an Allow as written: where the two
 * readings differ, the one that fetches less is taken. */
#ifndef CRAWLER_ROBOTS_H
#define CRAWLER_ROBOTS_H

#include "crawler/page.h"

/* What is read of a body: RFC 9309 2.5 asks for at least 500 KiB; a line cut by it is
 * not read. */
#define ROBOTS_MAX ((size_t)500 * 1024)
#define ROBOTS_RULES_MAX 20000 /* kept of one file */
#define ROBOTS_SITEMAPS_MAX 1000

/* Fills robots, crawl_delay_ms and sitemaps of *out, leaves the rest alone.
 *   shape  body as fetched, UTF-8, UTF-8 or UTF-16 with a mark; agent: a product token,
 *          what follows it ("/1.0 (...)") is ignored
 *   units  crawl delay: ms, at most a day; 0 where none applies
 *   owns   everything in a; sitemaps as written, without doubles */
void robots_parse(struct str body, struct str agent, struct page *out, struct arena *a);

/* *which (may be NULL) becomes the deciding rule, NULL where none matched.
 *   shape  path_and_query: as in a serialised URL, "/a?b"; an empty one is "/" */
bool robots_allows(const struct robots_rule *rules, size_t n, struct str path_and_query,
	const struct robots_rule **which);

#endif
