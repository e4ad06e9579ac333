/* Declares every command of cmds.def. */
#ifndef MONITOR_CMDS_H
#define MONITOR_CMDS_H

#include "monitor/cmd.h"

#define X(name) extern const struct cmd name;
#include "monitor/cmds.def"
#undef X

#endif
