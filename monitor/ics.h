/* Lines of iCalendar (RFC 5545): folded at 75 bytes on character boundaries, CRLF, text escaped. */
#ifndef MONITOR_ICS_H
#define MONITOR_ICS_H

#include "base/str.h"

/* NAME:VALUE as it is, folded (3.1). value: no control characters but what ics_text escapes. */
void ics_line(struct buf *b, const char *name, struct str value);
/* The same with a TEXT (3.3.11): \ ; , and line ends escaped, other controls left out. */
void ics_text(struct buf *b, const char *name, struct str value);

#endif
