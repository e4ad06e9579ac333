/* The table of commands: one line each, in the order of the help. */
#ifndef MONITOR_CMDS_H
#define MONITOR_CMDS_H

#include "monitor/cmd.h"

#define CMDS(X)                                                                           \
	X(cmd_calendar)                                                                    \
	X(cmd_config_verb)                                                                 \
	X(cmd_charset)                                                                     \
	X(cmd_extract)                                                                     \
	X(cmd_role_fetcher)                                                                \
	X(cmd_role_parser)                                                                 \
	X(cmd_import)                                                                      \
	X(cmd_robots)                                                                      \
	X(cmd_store)                                                                \
	X(cmd_url)

#define X(name) extern const struct cmd name;
CMDS(X)
#undef X

#endif
