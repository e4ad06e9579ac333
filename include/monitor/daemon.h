/* What long-running roles share: signals as flags, readiness told to systemd, children.
 *
 * SIGTERM and SIGINT ask to stop, SIGHUP to read the configuration again; handlers only set
 * flags. sd_notify(3)'s protocol is one datagram to $NOTIFY_SOCKET; without it nothing is
 * sent. */
#ifndef MONITOR_DAEMON_H
#define MONITOR_DAEMON_H

#include "monitor/cmd.h"

#include <sys/types.h>

void daemon_signals(void);
bool daemon_stopping(void);
/* True once after each SIGHUP. */
bool daemon_reload_wanted(void);
/* "READY=1", "STOPPING=1", "STATUS=...", "WATCHDOG=1". */
void daemon_notify(const char *state);
/* To be called at each turn of a loop: sends "WATCHDOG=1" every ten seconds, or four times in
 * $WATCHDOG_USEC where that is more often. */
void daemon_alive(void);

/* Starts this executable again with the same global options and other words after them.
 * The child gets SIGTERM when we die and speaks to no service manager. Returns its pid, or -1 with *e. */
pid_t daemon_spawn(const struct globals *g, const char *const *words, struct err *e);
/* Waits for it; its exit status, EXIT_MACHINE when a signal ended it. Signals that arrive
 * meanwhile are passed on. */
int daemon_wait(pid_t pid);

#endif
