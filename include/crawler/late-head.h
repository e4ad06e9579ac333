/* The head of an HTTP answer with faults that browsers bear and libcurl does not: blank lines
 * before it, lengths that are none, lines without colon, versions nobody made.
 *
 *	answer = *( head of 1xx but 101 ) head body
 *	head = *blank status-line *( line LF ) *WSP LF
 *	status-line = ( "HTTP/" / "ICY" ) … SP 3DIGIT … LF
 *
 * Lines end in LF, with CR before it or not. Pure; borrows from the bytes. */
#ifndef CRAWLER_LATE_HEAD_H
#define CRAWLER_LATE_HEAD_H

#include "base/str.h"

struct late_head {
	int status;
	struct str lines; /* between the status line and the blank one */
	struct str body;  /* what came of it so far */
	int64_t length;	  /* of the body, as promised; -1 nothing usable */
	bool coded;	  /* in chunks, or with an encoding: nobody reads it */
};

/* The head stands in the bytes to its end; false: not, or not yet. */
bool late_head_read(struct str bytes, struct late_head *out);
/* It is none, and yet not the answer of another service: a status that is a number, of two or
 * four digits say, or a page without any head. */
bool late_head_is_odd(struct str bytes);
/* A head that has ended, of this protocol by its name, with a status that is none: "HTTP/1.1 OK". */
bool late_head_is_odd_whole(struct str bytes);
/* The body is there to the length that was promised, or is not wanted. */
bool late_head_is_whole(const struct late_head *x);

#endif
