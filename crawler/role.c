/* Child processes of one executable. */
#include "role.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHIFT_MAX_MS (INT64_C(1000000) * DAY_MS)

extern char **environ;

static int spawn(const char *exe, const char *verb, int fd, int shared, pid_t *pid)
{
	char shift[32], level[8], name[64], dashes[] = "--", self[] = "portalwatch";
	char with[] = "shared", *argv[] = {self, name, dashes, shift, level, NULL, NULL};
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int rc;

	snprintf(name, sizeof(name), "%s", verb);
	snprintf(shift, sizeof(shift), "%lld", (long long)clock_shift_ms());
	snprintf(level, sizeof(level), "%d", (int)log_get_level());
	sigemptyset(&none);
	sigemptyset(&all);
	sigaddset(&all, SIGTERM);
	sigaddset(&all, SIGINT);
	sigaddset(&all, SIGHUP);
	sigaddset(&all, SIGCHLD);
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, fd, ROLE_FD);
	if (shared >= 0) {
		posix_spawn_file_actions_adddup2(&fa, shared, ROLE_SHARED_FD);
		argv[5] = with;
	}
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	rc = posix_spawn(pid, exe ? exe : "/proc/self/exe", &fa, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&fa);
	return rc;
}

static void default_signals(void)
{
	static const int taken[] = {SIGTERM, SIGINT, SIGHUP, SIGCHLD};
	sigset_t none;

	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		signal(taken[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Shift and level it has already. */
static int copy_self(int (*run)(int argc, char **argv), int fd, pid_t *pid)
{
	*pid = fork();
	if (*pid < 0)
		return errno;
	if (*pid)
		return 0;
	default_signals();
	if (fd != ROLE_FD && dup2(fd, ROLE_FD) < 0)
		role_leave(3);
	role_leave(run(0, NULL));
}

static int start(const char *exe, const char *verb, int (*run)(int argc, char **argv),
	int shared, struct role *out, struct err *e)
{
	int pair[2], rc;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return err_errno(e, "cannot make a socket pair");
	rc = fcntl(pair[0], F_SETFL, O_NONBLOCK) < 0 ? errno
		: run ? copy_self(run, pair[1], &pid) : spawn(exe, verb, pair[1], shared, &pid);
	close(pair[1]);
	if (rc) {
		close(pair[0]);
		errno = rc;
		return err_errno(e, "cannot start '%s'", verb);
	}
	*out = (struct role){pid, pair[0]};
	return 0;
}

int role_spawn(const char *exe, const char *verb, int shared, struct role *out, struct err *e)
{
	return start(exe, verb, NULL, shared, out, e);
}

int role_fork(int (*run)(int argc, char **argv), struct role *out, struct err *e)
{
	return start(NULL, "copy", run, -1, out, e);
}

static void reap(struct role *r)
{
	while (r->pid && waitpid(r->pid, NULL, 0) < 0 && errno == EINTR)
		;
	r->pid = 0;
}

void role_dismiss(struct role *r)
{
	if (r->pid)
		kill(r->pid, SIGKILL);
}

void role_kill(struct role *r)
{
	role_dismiss(r);
	reap(r);
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
}

void role_end(struct role *r, int wait_ms)
{
	int64_t end = clock_mono_ms() + wait_ms;

	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
	while (r->pid && clock_mono_ms() < end) {
		pid_t got = waitpid(r->pid, NULL, WNOHANG);

		if (got == r->pid || (got < 0 && errno != EINTR))
			r->pid = 0;
		else
			poll(NULL, 0, 2);
	}
	role_kill(r);
}

bool role_begin(int argc, char **argv, const char *name)
{
	bool shared = argc > 2;
	int64_t v;
	int null;

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a parent dead before this shows as end of file */
	prctl(PR_SET_NAME, name);
	/* who reads the parent's output must not wait for us */
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
	}
	signal(SIGPIPE, SIG_IGN);
	signal(SIGINT, SIG_IGN); /* of a terminal: the parent decides when we go */
	signal(SIGHUP, SIG_IGN);
	close_range(ROLE_FD + 1 + (unsigned)shared, ~0U, 0);
	if (argc > 0 && str_int(str_of(argv[0]), -SHIFT_MAX_MS, SHIFT_MAX_MS, &v))
		clock_set_shift(v);
	if (argc > 1 && str_int(str_of(argv[1]), LOG_ERROR, LOG_DEBUG, &v))
		log_set_level((enum log_level)v);
	log_set_role(name);
	return shared;
}

void role_leave(int status)
{
	_exit(status);
}
