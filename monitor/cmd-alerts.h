/* What the files of the verb "alerts" share. */
#ifndef MONITOR_CMD_ALERTS_H
#define MONITOR_CMD_ALERTS_H

#include "monitor/cmd.h"

extern const struct cmd cmd_alerts;

/* The store, that must be one which may be written to at this time. Exit status. */
int alerts_open_writing(struct globals *g, struct store **s);
/* bounced FILE|-: a notification that a mail hook hands over. Exit status. */
int alerts_bounced(struct globals *g, int argc, char **argv);

#endif
