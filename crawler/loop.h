/* One epoll for a process: descriptors, and what to call when they are ready.
 *
 * A callback may watch, change and forget any descriptor, its own included; an event of a
 * descriptor forgotten in the same turn is dropped. */
#ifndef CRAWLER_LOOP_H
#define CRAWLER_LOOP_H

#include "base/err.h"

#include <stdint.h>

enum { LOOP_READ = 1, LOOP_WRITE = 2 };

typedef void loop_fn(void *ctx, int fd, unsigned events);

struct loop;

int loop_open(struct loop **out, struct err *e);
/* Events to wait for; 0 forgets the descriptor, which must still be open. */
void loop_watch(struct loop *l, int fd, unsigned events, loop_fn *fn, void *ctx);
/* Nobody listens for a while: the next loop_watch with the same events costs no system call.
 * An event in between forgets the descriptor. It is to be forgotten before it is closed. */
void loop_park(struct loop *l, int fd);
/* Waits at most wait_ms (-1: for ever) and calls back. */
int loop_turn(struct loop *l, int64_t wait_ms, struct err *e);
int loop_fd(const struct loop *l); /* readable when a turn has something to do */
void loop_close(struct loop *l);   /* NULL is fine */

#endif
