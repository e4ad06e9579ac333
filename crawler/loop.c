/* One epoll for a process. */
#include "loop.h"

#include "base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#define EVENTS_MAX 256

struct watch {
	loop_fn *fn; /* NULL: not watched */
	void *ctx;
	unsigned events;
	bool parked; /* nobody listens; the system still looks at it */
	uint32_t age; /* tells a descriptor from an earlier one of the same number */
};

struct loop {
	int epoll;
	struct watch *watch; /* by descriptor */
	size_t nwatch;
};

int loop_open(struct loop **out, struct err *e)
{
	struct loop *l;
	int fd = epoll_create1(EPOLL_CLOEXEC);

	if (fd < 0)
		return err_errno(e, "cannot make an epoll descriptor");
	l = mem_alloc(sizeof(*l));
	l->epoll = fd;
	*out = l;
	return 0;
}

static struct watch *slot(struct loop *l, int fd)
{
	size_t need = (size_t)fd + 1;

	if (need > l->nwatch) {
		size_t n = need < 64 ? 64 : need * 2;

		l->watch = mem_realloc(l->watch, n * sizeof(*l->watch));
		memset(l->watch + l->nwatch, 0, (n - l->nwatch) * sizeof(*l->watch));
		l->nwatch = n;
	}
	return &l->watch[fd];
}

void loop_watch(struct loop *l, int fd, unsigned events, loop_fn *fn, void *ctx)
{
	struct watch *w = slot(l, fd);
	struct epoll_event ev = {0};
	int op = w->fn ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

	if (events == 0) {
		if (w->fn)
			epoll_ctl(l->epoll, EPOLL_CTL_DEL, fd, NULL);
		w->fn = NULL;
		w->parked = false;
		w->age++;
		return;
	}
	if (w->parked && w->events == events) {
		w->parked = false;
		w->fn = fn;
		w->ctx = ctx;
		return;
	}
	w->parked = false;
	ev.events = (events & LOOP_READ ? (uint32_t)EPOLLIN : 0) |
		(events & LOOP_WRITE ? (uint32_t)EPOLLOUT : 0);
	ev.data.u64 = (uint64_t)w->age << 32 | (uint32_t)fd;
	if (epoll_ctl(l->epoll, op, fd, &ev) < 0) {
		/* closed and opened again behind our back: the other operation fits */
		op = op == EPOLL_CTL_ADD ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
		if (epoll_ctl(l->epoll, op, fd, &ev) < 0)
			fatal("cannot watch descriptor %d", fd);
	}
	w->fn = fn;
	w->ctx = ctx;
	w->events = events;
}

void loop_park(struct loop *l, int fd)
{
	struct watch *w = slot(l, fd);

	w->parked = w->fn != NULL;
}

int loop_turn(struct loop *l, int64_t wait_ms, struct err *e)
{
	struct epoll_event ev[EVENTS_MAX];
	int n = epoll_wait(l->epoll, ev, EVENTS_MAX,
		wait_ms > 60000 ? 60000 : (int)wait_ms);

	if (n < 0 && errno == EINTR)
		return 0;
	if (n < 0)
		return err_errno(e, "cannot wait for events");
	for (int i = 0; i < n; i++) {
		int fd = (int)(ev[i].data.u64 & UINT32_MAX);
		struct watch *w = &l->watch[fd];
		unsigned events = 0;

		if (!w->fn || w->age != ev[i].data.u64 >> 32)
			continue;
		if (w->parked) {
			loop_watch(l, fd, 0, NULL, NULL);
			continue;
		}
		if (ev[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
			events |= LOOP_READ;
		if (ev[i].events & (EPOLLOUT | EPOLLHUP | EPOLLERR))
			events |= LOOP_WRITE;
		events &= w->events;
		w->fn(w->ctx, fd, events ? events : w->events);
	}
	return 0;
}

int loop_fd(const struct loop *l)
{
	return l->epoll;
}

void loop_close(struct loop *l)
{
	if (!l)
		return;
	close(l->epoll);
	free(l->watch);
	free(l);
}
