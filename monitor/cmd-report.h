/* What `report KIND` and `report frozen` share. */
#ifndef CMD_REPORT_H
#define CMD_REPORT_H

#include "monitor/cmd.h"
#include "monitor/report-make.h"

struct report_opened {
	struct store *pages, *alerts; /* alerts NULL: nothing was judged yet */
	struct calendar *calendar;
	struct arena arena;
	struct report_ask ask;	      /* stores, configuration, calendar, time */
};

/* `report frozen [NAME]`; the stores are being read. The exit status.
 *   format  NULL, or the one that is asked for: refused where it was frozen as another */
int report_frozen(struct globals *g, struct report_opened *x, int argc, char **argv,
	const char *format, const char *output);
/* The format that the end of a file's name says; NULL none. */
const char *report_format_of_name(const char *output);

#endif
