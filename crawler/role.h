/* Child processes of one executable: `portalwatch role-NAME`, with a socket on
 * descriptor 3, for some shared memory on 4, and nothing else inherited but the three
 * standard ones. */
#ifndef CRAWLER_ROLE_H
#define CRAWLER_ROLE_H

#include "base/err.h"

#include <stdbool.h>
#include <sys/types.h>

#define ROLE_FD 3
#define ROLE_SHARED_FD 4

struct role {
	pid_t pid; /* 0: none */
	int fd;	   /* our end, non-blocking; -1: none */
};

#define ROLE_NONE ((struct role){0, -1})

/* exe NULL is this executable. The child gets our clock's shift and log level.
 *   shared  descriptor that it gets as ROLE_SHARED_FD; -1 none
 *   errors  ERR_IO */
int role_spawn(const char *exe, const char *verb, int shared, struct role *out, struct err *e);
/* The same without executing anything: the child is a copy of this process that goes on in run
 * and ends with what it returns. It is there at once, where the dynamic linker takes many
 * milliseconds for a new one, but knows what this process knows and where it lies: for a role
 * with the rights of its parent, while nothing was read yet that it must not know.
 *   run  calls role_begin first of all */
int role_fork(int (*run)(int argc, char **argv), struct role *out, struct err *e);
/* Kills at once, waits for the end, closes. A role that is none is fine. */
void role_kill(struct role *r);
/* Kills and does not wait; role_kill, later, does. */
void role_dismiss(struct role *r);
/* Closes our end, which tells the child to go; kills it after wait_ms. */
void role_end(struct role *r, int wait_ms);

/* In the child, first of all: takes over shift and level, closes what is not ours, and
 * dies with the parent. Says whether ROLE_SHARED_FD is there. */
bool role_begin(int argc, char **argv, const char *name);
/* In the child, last of all. Nothing of the process is run any more: a parser that is
 * locked in can do nothing at its exit (a leak checker there would turn for ever). */
_Noreturn void role_leave(int status);

#endif
