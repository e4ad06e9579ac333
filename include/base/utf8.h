/* UTF-8 by code points. Decoding follows the "maximal subpart" practice of Unicode 3.9 and
 * the WHATWG decoder: each ill-formed part gives one U+FFFD. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

/* Next code point at *at (advanced); U+FFFD for an ill-formed part; -1 at the end. */
int32_t utf8_next(struct str s, size_t *at);
/* As utf8_next, and *bad says whether an ill-formed part was met. */
int32_t utf8_next_strict(struct str s, size_t *at, bool *bad);
/* Does a sequence of three bytes begin at `at` of which nothing more is to be looked at, as
 * nearly all ideographs, kana and Hangul are? at < s.n */
static inline bool utf8_is_ideograph(struct str s, size_t at)
{
	const unsigned char *p = (const unsigned char *)s.p + at;

	return p[0] > 0xE0 && p[0] < 0xED && s.n - at >= 3 && (p[1] & 0xC0) == 0x80 &&
		(p[2] & 0xC0) == 0x80;
}

/* Offset of the first byte at or after `at` that is not ASCII; s.n where there is none. */
size_t utf8_ascii_end(struct str s, size_t at);
bool utf8_valid(struct str s);
void utf8_put(struct buf *b, int32_t cp); /* surrogates and > 10FFFF as U+FFFD */
size_t utf8_len(struct str s);		  /* code points */
/* Columns on a terminal: 0 for combining and control, 2 for wide East Asian and emoji. */
int utf8_width_of(int32_t cp);
size_t utf8_width(struct str s);
/* The longest prefix of at most `columns` columns that ends between code points. */
struct str utf8_clip(struct str s, size_t columns);
/* The first bytes of s that fit, whole characters. */
struct str utf8_fitting(struct str s, size_t bytes);
bool cp_is_han(int32_t cp);
bool cp_is_space(int32_t cp); /* ASCII, U+00A0, U+3000, U+2000..200B, U+FEFF and kin */

#endif
