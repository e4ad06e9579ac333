/* A notice page: title, stated date, source, main text, attachments and what official
 * documents say of themselves.
 *
 * The text is found by known containers of the content systems in use, else by the mass
 * of running text. What the reader sees goes before what meta tags say: a template that
 * writes its own time into PubDate is common. Dates, best first: a labelled date on the
 * page, a bare date beside the title, the PubDate meta tags, JSON-LD datePublished, a time
 * element, a script variable pubdata, labels in the frame, the head and the foot of the text,
 * and last the address (then date_weak). A label that says "updated" yields to what the page
 * tells machines of its publication (article:published_time, schema.org); "3 hours ago" to
 * every day that is named. */
#ifndef CRAWLER_ARTICLE_H
#define CRAWLER_ARTICLE_H

#include "base/arena.h"
#include "crawler/page.h"

#define ARTICLE_BYTES_MAX (8 << 20) /* of the page; the rest is not read */
#define ARTICLE_TEXT_MAX (4 << 20)  /* of the main text; the rest is left out */
#define ARTICLE_FILES_MAX 500	    /* attachments, and images */

/* Fills *out; what is not on the page is none or DATE_NONE_MS.
 *   shape    decoded UTF-8; o->url is the base unless the page has <base href>
 *   text     paragraphs separated by \n; a table row is one line, cells separated by " | "
 *   attachments  once each, in page order; url none where the page names a file but its
 *            link leads nowhere ("javascript:;") */
void article_read(const struct page_order *o, struct str text, struct article *out,
	struct arena *a);

/* Document number in s, brackets normalised to 〔〕, blanks taken out: 国办发〔2017〕47号.
 * The first in s; none where there is none. */
struct str article_doc_number(struct str s, struct arena *a);

#endif
