/* Whether somebody answers at an address: a name resolved, a TCP connection opened and
 * closed again, nothing sent. Each try is a child process of its own, all side by side, so
 * that a resolver that hangs costs its deadline once. */
#ifndef MONITOR_REACH_H
#define MONITOR_REACH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct reach {
	const char *host; /* name or address, without brackets; borrowed */
	int port;	  /* 0: the name is resolved, nothing is contacted */
	bool ok;
	char text[200];	  /* the address reached, or what went wrong */
	int64_t elapsed_ms;
	pid_t pid;	  /* private from here */
	int fd;
};

/* Tries all of them and fills what came of it.
 *   units  connect_ms for one connection; resolving has as long again */
void reach_all(struct reach *list, size_t n, int64_t connect_ms);

#endif
