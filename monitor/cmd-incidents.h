/* What the files of the verb "incidents" share. */
#ifndef MONITOR_CMD_INCIDENTS_H
#define MONITOR_CMD_INCIDENTS_H

#include "monitor/cmd.h"
#include "monitor/incident.h"

struct incidents_opts {
	const char *portal, *column, *kind, *unit, *state, *severity;
	const char *by, *reason, *until, *person, *deadline;
	const char *due, *format, *output;
	int64_t since;
	bool all;
};

extern const struct cmd cmd_incidents;

/* Numbers given as words, else what the filters and subjects fit. *named: numbers were. */
struct incidents_choice {
	uint64_t *ids;
	size_t n;
	bool named;
};
/* Exit status. The list lies in a. */
int incidents_choose(struct globals *g, const struct incidents_opts *o, int argc, char **argv,
	struct store_txn *t, struct incidents_choice *out, struct arena *a);
/* A time, a whole day (its end), "30d", "10wd" (end of the tenth working day). */
bool incidents_end(const struct globals *g, const char *text, int64_t now_ms, int64_t *out);
const char *incidents_user(void); /* of the system */

/* issue: a new rectification notice; notices: those there are. Exit status. */
int incidents_issue(struct globals *g, const struct incidents_opts *o, int argc, char **argv);
int incidents_notices(struct globals *g, const struct incidents_opts *o, int argc,
	char **argv);

#endif
