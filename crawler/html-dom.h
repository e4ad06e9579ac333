/* libxml2's tree of an HTML page, built in an arena.
 *
 * The parser and its rules are libxml2's; only the nodes are made here, one after the other
 * in large blocks, instead of several allocations for each: a page is read once and thrown
 * away as a whole. The tree is a real xmlDoc that XPath can search and nobody may change;
 * processing instructions are left out. Private to the parsers. */
#ifndef HTML_DOM_H
#define HTML_DOM_H

#include "base/arena.h"

#include <libxml/tree.h>

struct html_dom {
	xmlDocPtr doc; /* NULL: no tree */
	struct _xmlDict *names;
	bool cut; /* deeper than asked for: what follows is missing */
	size_t read; /* bytes of the page; what follows begins with a tag of too many attributes */
};

/* Parses UTF-8 text of at most INT32_MAX bytes.
 *   depth	elements nested deeper end the reading; 0: no limit
 *   owns	nodes lie in a: release before the arena is reset, use no longer */
void html_dom_read(struct html_dom *d, struct str text, unsigned depth, struct arena *a);
void html_dom_release(struct html_dom *d);

#endif
