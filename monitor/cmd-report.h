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

/* `report frozen [NAME]`; the stores are being read. The exit status. */
int report_frozen(struct globals *g, struct report_opened *x, int argc, char **argv,
	const char *output);

#endif
