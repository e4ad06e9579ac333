/* Character sets of the web: finding a document's encoding and decoding it to UTF-8, by the
 * Encoding Standard of WHATWG, with the exceptions that government portals need.
 *
 * Encodings go by the standard's names in lower case: "utf-8", "gbk", "gb18030", "big5",
 * "windows-1252". Two encodings are told of a document:
 *	declared  what a browser would take: byte order mark, Content-Type, <meta> or XML
 *		  declaration in the first 4,096 bytes; none where nothing is declared
 *	encoding  what the bytes are. A label that the bytes refute loses: "declared utf-8,
 *		  is gb18030" is a finding of its own.
 *
 * The two-byte tables are made from the C library's converters with patches, so that the
 * result is the standard's; afterwards no file is opened any more: a process that will
 * lock itself up calls charset_preload first. */
#ifndef CRAWLER_CHARSET_H
#define CRAWLER_CHARSET_H

#include "base/arena.h"

struct charset_result {
	struct str declared; /* none where nothing is declared */
	struct str encoding; /* the truth, never none */
	struct str how;	     /* found by: "bom" "header" "meta" "detected" "default" */
	bool damaged;	     /* ill-formed sequences were replaced by U+FFFD */
	struct str text;     /* UTF-8, well-formed, without mark; never none */
};

/* Finds the encoding and decodes.
 *   shape  content_type: header value, may be none; url: for the default by host (.cn is
 *          gb18030, all others windows-1252), may be none
 *   owns   text points into body where that is well-formed UTF-8, else into a
 *   source DESIGN 6; https://html.spec.whatwg.org/ "prescan", with 4,096 bytes */
void charset_decode(struct str body, struct str content_type, struct str url,
	struct charset_result *out, struct arena *a);

/* Opens all converters now. How many converters the C library lacks (0 is well); what is
 * lacking decodes to U+FFFD. */
size_t charset_preload(void);

/* The standard's name of a label ("GB2312 " gives "gbk"); none where it is unknown. */
struct str charset_of_label(struct str label);
/* The label of "text/html; charset=gb2312", as its encoding's name; none. */
struct str charset_of_content_type(struct str content_type);
/* Both names decode alike: "gbk" and "gb18030". */
bool charset_same(struct str a, struct str b);

/* Appends body decoded from the named encoding, as the standard's decoder says, without
 * looking for marks. False where ill-formed sequences were replaced. */
bool charset_decode_as(struct str encoding, struct str body, struct buf *out);

/* Appends UTF-8 text in the encoding of that name, as forms and query strings are sent:
 * what the encoding lacks becomes "%26%23N%3B" (N decimal). Unknown encodings, UTF-16,
 * ISO-2022-JP and replacement encode as UTF-8. */
void charset_encode(struct str encoding, struct str text, struct buf *out);

#endif
