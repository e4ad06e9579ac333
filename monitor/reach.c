/* Tries whether somebody answers: one child process for each address. */
#include "reach.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- in the child: what it writes is "+text" or "-text" --- */

static _Noreturn void answer(int fd, char sign, const char *text)
{
	char line[200];
	int n = snprintf(line, sizeof(line), "%c%s", sign, text);

	if (n < 0 || (size_t)n >= sizeof(line))
		n = sizeof(line) - 1;
	_exit(write(fd, line, (size_t)n) == n ? 0 : 1);
}

static bool connects(const struct addrinfo *x, int64_t connect_ms)
{
	struct pollfd p = {.events = POLLOUT};
	socklen_t size = sizeof(int);
	int error = 0;

	p.fd = socket(x->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (p.fd < 0)
		return false;
	if (connect(p.fd, x->ai_addr, x->ai_addrlen) < 0) {
		error = errno;
		if (error == EINPROGRESS)
			error = poll(&p, 1, (int)connect_ms) == 1 ? 0 : ETIMEDOUT;
		if (error == 0)
			getsockopt(p.fd, SOL_SOCKET, SO_ERROR, &error, &size);
	}
	close(p.fd);
	errno = error;
	return error == 0;
}

static _Noreturn void child(const struct reach *r, int fd, int64_t connect_ms)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list = NULL;
	char port[16], name[NI_MAXHOST] = "";
	int rc;

	snprintf(port, sizeof(port), "%d", r->port);
	rc = getaddrinfo(r->host, r->port ? port : NULL, &hints, &list);
	if (rc != 0)
		answer(fd, '-', rc == EAI_SYSTEM ? strerror(errno) : gai_strerror(rc));
	errno = 0;
	for (struct addrinfo *x = list; x; x = x->ai_next) {
		getnameinfo(x->ai_addr, x->ai_addrlen, name, sizeof(name), NULL, 0,
			NI_NUMERICHOST);
		if (!r->port || connects(x, connect_ms))
			answer(fd, '+', name);
	}
	answer(fd, '-', strerror(errno));
}

/* --- in the parent --- */

static void start(struct reach *r, int64_t connect_ms)
{
	int pair[2];

	r->ok = false;
	r->fd = -1;
	r->text[0] = '\0';
	if (pipe2(pair, O_CLOEXEC) < 0)
		return;
	r->pid = fork();
	if (r->pid == 0) {
		close(pair[0]);
		child(r, pair[1], connect_ms);
	}
	close(pair[1]);
	if (r->pid < 0)
		close(pair[0]);
	else
		r->fd = pair[0];
}

static void finish(struct reach *r, int64_t began_ms)
{
	char line[sizeof(r->text) + 1];
	ssize_t n = read(r->fd, line, sizeof(line) - 1);

	r->elapsed_ms = clock_mono_ms() - began_ms;
	line[n > 0 ? n : 0] = '\0';
	r->ok = line[0] == '+';
	snprintf(r->text, sizeof(r->text), "%s", n > 0 ? line + 1 : "");
	close(r->fd);
	r->fd = -1;
}

static bool wait_for(struct reach *r, int64_t began_ms, int64_t until_ms)
{
	struct pollfd p = {.fd = r->fd, .events = POLLIN};
	int64_t left = until_ms - clock_mono_ms();

	if (r->fd < 0)
		return false;
	if (poll(&p, 1, left > 0 ? (int)left : 0) != 1)
		return false;
	finish(r, began_ms);
	return true;
}

void reach_all(struct reach *list, size_t n, int64_t connect_ms)
{
	int64_t began_ms = clock_mono_ms(), until_ms = began_ms + 2 * connect_ms;

	for (size_t i = 0; i < n; i++)
		start(&list[i], connect_ms);
	for (size_t i = 0; i < n; i++) {
		if (!wait_for(&list[i], began_ms, until_ms)) {
			list[i].elapsed_ms = clock_mono_ms() - began_ms;
			snprintf(list[i].text, sizeof(list[i].text), "%s",
				strerror(list[i].fd < 0 ? EAGAIN : ETIMEDOUT));
		}
		if (list[i].fd >= 0)
			close(list[i].fd);
		if (list[i].pid > 0) {
			kill(list[i].pid, SIGKILL);
			waitpid(list[i].pid, NULL, 0);
		}
	}
}
