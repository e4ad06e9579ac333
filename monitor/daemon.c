/* What long-running roles share. */
#include "monitor/daemon.h"

#include "base/clock.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t stop_wanted, reload_wanted;

static void on_signal(int number)
{
	if (number == SIGHUP)
		reload_wanted = 1;
	else
		stop_wanted = 1;
}

void daemon_signals(void)
{
	struct sigaction a = {.sa_handler = on_signal};

	sigemptyset(&a.sa_mask);
	sigaction(SIGTERM, &a, NULL);
	sigaction(SIGINT, &a, NULL);
	sigaction(SIGHUP, &a, NULL);
}

bool daemon_stopping(void)
{
	return stop_wanted != 0;
}

bool daemon_reload_wanted(void)
{
	bool wanted = reload_wanted != 0;

	reload_wanted = 0;
	return wanted;
}

void daemon_notify(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	size_t n = path ? strlen(path) : 0;
	int fd;

	if (n == 0 || n >= sizeof(to.sun_path))
		return;
	memcpy(to.sun_path, path, n);
	if (path[0] == '@')
		to.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	(void)!sendto(fd, state, strlen(state), MSG_NOSIGNAL,
		(const struct sockaddr *)(const void *)&to,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + n));
	close(fd);
}

#define ALIVE_MS 10000

void daemon_alive(void)
{
	static int64_t next_ms;
	int64_t now_ms = clock_mono_ms(), every_ms = ALIVE_MS, usec = 0;
	const char *limit = getenv("WATCHDOG_USEC");

	if (now_ms < next_ms)
		return;
	if (limit && str_int(str_of(limit), 1, INT64_MAX, &usec) && usec / 4000 < every_ms)
		every_ms = usec / 4000; /* well before half of it, as sd_watchdog_enabled(3) asks */
	next_ms = now_ms + every_ms;
	daemon_notify("WATCHDOG=1");
}

/* What a service manager told this process alone; from a child it would be refused and logged. */
static void forget_manager(void)
{
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
}

#define WORDS_MAX 64

/* The global options of this process, given again. */
static size_t repeat_globals(const struct globals *g, const char **argv, size_t n)
{
	argv[n++] = "portalwatch";
	if (g->config_file) {
		argv[n++] = "-c";
		argv[n++] = g->config_file;
	}
	if (g->store_dir) {
		argv[n++] = "--store";
		argv[n++] = g->store_dir;
	}
	if (g->lang) {
		argv[n++] = "--lang";
		argv[n++] = g->lang;
	}
	if (g->has_now) {
		argv[n++] = "--now";
		argv[n++] = g->now_text;
	}
	if (g->quiet)
		argv[n++] = "-q";
	if (g->verbose)
		argv[n++] = "-v";
	return n;
}

pid_t daemon_spawn(const struct globals *g, const char *const *words, struct err *e)
{
	const char *argv[WORDS_MAX + 1];
	size_t n = repeat_globals(g, argv, 0);
	pid_t parent = getpid(), pid;

	while (*words && n < WORDS_MAX)
		argv[n++] = *words++;
	if (g->json && n < WORDS_MAX)
		argv[n++] = "--json";
	argv[n] = NULL;
	pid = fork();
	if (pid < 0)
		return err_errno(e, "cannot start a process"), -1;
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(EXIT_MACHINE);
	forget_manager();
	/* execv does not change the strings; its type is older than const */
	union {
		const char **in;
		char *const *out;
	} args = {.in = argv};
	execv("/proc/self/exe", args.out);
	_exit(EXIT_MACHINE);
}

int daemon_wait(pid_t pid)
{
	bool passed = false;
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return EXIT_MACHINE;
		if (stop_wanted && !passed) {
			kill(pid, SIGTERM);
			passed = true;
		}
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_MACHINE;
}
