/* Running selectors on a document of libxml2. Private to select*.c and the list files. */
#ifndef SELECT_PART_H
#define SELECT_PART_H

#include "base/arena.h"
#include "crawler/select.h"

#include <libxml/tree.h>

/* Steps one evaluation may take before it is given up: some seconds at most. */
#define SELECT_STEPS_MAX 20000000ul

struct selector; /* compiled for one document */

/* NULL where it does not compile. */
struct selector *selector_open(struct str text, xmlDocPtr doc, struct err *e);
void selector_close(struct selector *s); /* NULL is fine */

struct selected {
	xmlNode **node; /* elements, attributes (as xmlNode) or text, in document order */
	size_t n;
	struct str text; /* of an expression that gives a string or number; else none */
};

/* False where evaluation failed. Nodes belong to the document. */
bool selector_run(struct selector *s, xmlNode *context, struct selected *out,
	struct arena *a);

#endif
