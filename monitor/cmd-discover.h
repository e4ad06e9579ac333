/* What the files of the verbs `discover` and `init` share. */
#ifndef CMD_DISCOVER_H
#define CMD_DISCOVER_H

#include "crawler/discover.h"
#include "monitor/cmd.h"

struct discover_opts {
	int64_t pages, columns, depth;
	const char *mail;
	bool write;
};

extern const struct cmd cmd_discover;

/* Walks the portal; 0, or the exit status, the reason said. */
int discover_columns(struct globals *g, const struct discover_opts *o, struct str url,
	struct discovery *out, struct arena *a);
/* discover PORTAL: looks for the columns that its file names without addresses. */
int discover_fill(struct globals *g, const struct discover_opts *o,
	const struct portal_config *p);

#endif
