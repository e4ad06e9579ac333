/* Mail as RFC 5322 wants it: one function from fields to the bytes that go on the wire.
 *
 * Lines end in CRLF, nothing outside ASCII is written, no line is longer than 76 columns
 * but for addresses. Texts are base64 (RFC 2045), header texts are encoded words of at most
 * 75 columns, split between characters (RFC 2047), file names are continued parameters
 * (RFC 2231). The same fields give the same bytes, boundaries included. */
#ifndef MONITOR_MIME_H
#define MONITOR_MIME_H

#include "base/civil.h"
#include "base/err.h"
#include "base/record.h"

struct mime_file {
	struct str name; /* UTF-8 */
	struct str type; /* "text/csv" */
	struct str data;
};

struct mime_mail {
	const char *from, *reply_to; /* "a@b" or "Name <a@b>"; reply_to may be NULL or "" */
	const char *const *to;
	size_t nto;
	struct str subject;	/* UTF-8, one line */
	struct str message_id;	/* with its brackets */
	struct str references;	/* blank-separated, with brackets; none */
	struct str list_id;	/* "portalwatch.example.cn"; none */
	int64_t date_ms;
	const struct zone *zone;
	const struct pair *headers; /* further ones, ASCII names, UTF-8 values */
	size_t nheaders;
	struct str text, html;	/* html none: text alone */
	const struct mime_file *files;
	size_t nfiles;
};

/* Appends the mail to b.
 *   errors  ERR_INVAL CR, LF or NUL in a header value, or no address where one must be;
 *           ERR_TOOBIG over b's ceiling */
int mime_write(struct buf *b, const struct mime_mail *m, struct err *e);

/* "a@b" of "Name <a@b>" or of "a@b"; none where there is no such address, or where it holds
 * blanks, controls, brackets or anything outside ASCII before the @. */
struct str mime_address(const char *text);
/* Appends a mail domain as servers take it without SMTPUTF8: "例子.政务" as "xn--…". False: it
 * is none; nothing was added then. */
bool mime_domain(struct buf *b, struct str domain);
/* Text as encoded words where it needs them; `used` columns of the line are taken. */
void mime_words(struct buf *b, struct str text, size_t used);

#endif
