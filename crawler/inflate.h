/* Content encodings undone: gzip, deflate (with or without zlib's frame), br, zstd (not asked
 * for, but some send it), one inside the other up to INFLATE_DEPTH. Words that name no
 * encoding ("utf-8", "binary") are passed over, as browsers do.
 *
 * libcurl 7.88.1 undoes them too, but takes a stream that stops in the middle for a whole
 * one (measured: half a gzip body is "successful"), which here would be a page with half
 * of its notices. So we look ourselves: a stream must end, and its sum must be right. What
 * comes after its end is passed over, as browsers do; a second gzip member is read. */
#ifndef CRAWLER_INFLATE_H
#define CRAWLER_INFLATE_H

#include "base/str.h"

#define INFLATE_DEPTH 4 /* nobody encodes twice in earnest */

/* What we say we take. */
#define INFLATE_ACCEPTED "gzip, deflate, br"

struct inflate; /* opaque */

/* Takes decoded bytes; false stops. */
typedef bool inflate_fn(void *ctx, const char *p, size_t n);

/* encoding: value of Content-Encoding, "gzip, br"; none that we know gives *out NULL.
 * False: too many. */
bool inflate_open(struct str encoding, inflate_fn *fn, void *ctx, struct inflate **out);
/* False: the bytes are no such stream, or fn stopped. */
bool inflate_put(struct inflate *x, struct str bytes);
/* Every stream has come to its end. */
bool inflate_whole(const struct inflate *x);
void inflate_close(struct inflate *x); /* NULL is fine */

#endif
