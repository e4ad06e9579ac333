/* Writing what others will interpret. Every escape for JSON, HTML, CSV, XML and the
 * terminal is made here and nowhere else, so that a hostile title is harmless everywhere.
 *
 * JSON: `struct jw` writes one value into a buf, with commas and nesting kept by it.
 * Ill-formed UTF-8 becomes U+FFFD; the result is always valid UTF-8 on one line.
 *
 *	struct jw j = jw_on(&b);
 *	jw_open(&j, '{'); jw_key(&j, "id"); jw_int(&j, 7); jw_close(&j, '}');
 */
#ifndef BASE_OUT_H
#define BASE_OUT_H

#include "base/civil.h"
#include "base/str.h"

struct jw {
	struct buf *b;
	unsigned depth;	   /* open brackets */
	bool first[32];	   /* nothing written yet at this depth */
	bool after_key;	   /* the next value follows its key */
};

struct jw jw_on(struct buf *b);
void jw_open(struct jw *j, char bracket);  /* '{' or '[' */
void jw_close(struct jw *j, char bracket); /* '}' or ']' */
void jw_key(struct jw *j, const char *key);
void jw_str(struct jw *j, struct str s); /* none is null */
void jw_cstr(struct jw *j, const char *s); /* NULL is null */
void jw_int(struct jw *j, int64_t v);
void jw_real(struct jw *j, double v); /* at most 6 digits after the point; inf is null */
void jw_bool(struct jw *j, bool v);
void jw_null(struct jw *j);
void jw_raw(struct jw *j, struct str json); /* already JSON */
/* key and value in one. */
void jw_kstr(struct jw *j, const char *key, struct str s);
void jw_kcstr(struct jw *j, const char *key, const char *s);
void jw_kint(struct jw *j, const char *key, int64_t v);
void jw_kreal(struct jw *j, const char *key, double v);
void jw_kbool(struct jw *j, const char *key, bool v);
void jw_knull(struct jw *j, const char *key);
void jw_ktime(struct jw *j, const char *key, int64_t ms, const struct zone *z); /* 0: null */
void jw_kday(struct jw *j, const char *key, int32_t day); /* DAY_NONE: null */

void out_json(struct buf *b, struct str s); /* with quotes */
/* Text and attribute values: & < > " ' escaped; controls but \t \n dropped; bidi marks
 * (U+202A..202E, U+2066..2069, U+200E, U+200F) dropped. */
void out_html(struct buf *b, struct str s);
/* An address fit for href: only http, https and mailto; anything else gives "#". */
void out_href(struct buf *b, struct str url);
/* One CSV field, RFC 4180, quoted where needed; a field that starts with = + - @ TAB CR or
 * their full-width forms gets a leading apostrophe unless it is a plain number. */
void out_csv(struct buf *b, struct str s);
/* For a terminal or log: controls, line ends and bidi marks as \xNN or \u{N}. */
void out_term(struct buf *b, struct str s);
/* One line of plain text: controls, line ends and runs of space become one space, bidi
 * marks dropped; at most max code points, cut with U+2026. For mail subjects and texts. */
void out_line(struct buf *b, struct str s, size_t max);
void out_url_component(struct buf *b, struct str s); /* percent-encoding, RFC 3986 unreserved kept */
void out_base64(struct buf *b, struct str s);
/* Appends the bytes of base64 text to out, white space left out; false: it is none. */
bool base64_read(struct str s, struct buf *out);

#endif
