/* A text and its HTML written side by side, so that they never say different things. */
#ifndef MONITOR_MESSAGE_DOC_H
#define MONITOR_MESSAGE_DOC_H

#include "base/str.h"
#include "monitor/lang.h"

struct doc {
	struct buf *text, *html;
	enum lang lang;
	const struct zone *zone; /* of times that are not in the payload as text */
	bool in_item;
};

void doc_begin(struct doc *d, struct buf *text, struct buf *html, enum lang lang);
void doc_end(struct doc *d);
void doc_lead(struct doc *d, struct str sentence); /* the first lines, larger in HTML */
void doc_mark(struct doc *d, struct str sentence); /* a box: this is a simulation */
void doc_heading(struct doc *d, struct str text);
void doc_para(struct doc *d, struct str text);
/* A numbered thing; fields follow until the next item, heading, paragraph or the end. */
void doc_item(struct doc *d, size_t number, struct str title);
void doc_field(struct doc *d, const char *label, struct str value); /* empty: nothing */
void doc_address(struct doc *d, const char *label, struct str url);
/* A page that carries a link: its address, and where on it. */
void doc_carrier(struct doc *d, struct str url, struct str place);

#endif
