/* What the files of the tokenizer share. */
#ifndef HTML_PRIVATE_H
#define HTML_PRIVATE_H

#include "base/utf8.h"
#include "crawler/html.h"

extern const unsigned char html_lower[256];

/* Decodes the reference whose '&' stands before s: bytes of s it used, 0 when it is none
 * (then nothing is added). */
size_t html_reference(struct str s, bool attribute, struct buf *out);

/* Line ends and NUL only. */
struct str html_plain(struct str s, struct arena *a);

/* One comment, doctype, CDATA section or bogus comment at h->at ("<!", "<?"). */
void html_declaration(struct html *h);
/* The rest is a bogus comment from `from` on. */
void html_bogus(struct html *h, size_t from);

/* Text of a mode other than data; advances h->at to the end tag that ends it. */
size_t html_mode_end(const struct html *h);

#endif
