/* The one way into libxml2 for feeds and sitemaps: no network, no entities, no DTD. */
#ifndef XML_READ_H
#define XML_READ_H

#include "base/str.h"

#include <libxml/tree.h>

/* NONET and nothing that substitutes, loads or includes. Not HUGE: depth 256 and text
 * nodes of 10 MB are enough for a feed. */
#define XML_SAFE (XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | \
	XML_PARSE_NOCDATA | XML_PARSE_COMPACT | XML_PARSE_IGNORE_ENC)

/* Copies text into b without byte order mark and leading blanks, the DOCTYPE blanked out;
 * with `repair` also bare ampersands escaped, HTML entities as numbers, forbidden control
 * characters left out. */
void xml_prepare(struct str text, bool repair, struct buf *b);

/* The document, strictly, else repaired with recovery (*repaired set). NULL where it has
 * no root element. Caller frees with xmlFreeDoc. */
xmlDocPtr xml_read(struct str text, bool *repaired);

bool xml_named(const xmlNode *x, const char *local); /* local name, ASCII case ignored */
struct str xml_attribute(const xmlNode *x, const char *local); /* heap, or none; free .p */
/* Name of the root element without prefix, looked up in the bytes; none for non-XML. */
struct str xml_root_name(struct str text);
/* The text ends with the end of its first element, comments behind it passed over. */
bool xml_is_whole(struct str text);

#endif
