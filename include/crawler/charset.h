/* Character sets of the web: finding a document's encoding and decoding it to UTF-8, by the
 * Encoding Standard of WHATWG, with the exceptions that government portals need. */
#ifndef CRAWLER_CHARSET_H
#define CRAWLER_CHARSET_H

#include "base/arena.h"

/* Appends UTF-8 text in the encoding of that WHATWG name, as forms and query strings are
 * sent: what the encoding lacks becomes "%26%23N%3B" (N decimal). Unknown encodings, UTF-16
 * and replacement encode as UTF-8. */
void charset_encode(struct str encoding, struct str text, struct buf *out);

#endif
