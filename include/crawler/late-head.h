/* The head of an HTTP answer with faults that browsers bear and libcurl does not: blank lines
 * before it, lengths that are none.
 *
 *	answer = *blank status-line *( line LF ) *WSP LF body
 *	status-line = "HTTP/1." … SP 3DIGIT … LF
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
	bool coded;	  /* in chunks, or with an encoding */
};

/* The head stands in the bytes to its end; false: not, or not yet. */
bool late_head_read(struct str bytes, struct late_head *out);
/* The body is there to the length that was promised. */
bool late_head_is_whole(const struct late_head *x);

#endif
