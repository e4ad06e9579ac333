/* run: all roles until stopped, or one round: crawl, judge, deliver. */
#include "base/clock.h"
#include "base/log.h"
#include "monitor/daemon.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define RESTART_MIN_MS SECOND_MS
#define RESTART_MAX_MS MINUTE_MS
#define PRUNE_FIRST_MS HOUR_MS /* after the start, which is busy enough */
#define PRUNE_EVERY_MS DAY_MS

struct run_opts {
	bool once, all;
};

static const struct opt opts[] = {
	{.name = "--once", .kind = OPT_FLAG, .offset = offsetof(struct run_opts, once),
		.help = "one round: crawl, judge, deliver (the cron form)"},
	{.name = "--all", .kind = OPT_FLAG, .offset = offsetof(struct run_opts, all),
		.help = "with --once: columns whether due or not"},
	{0},
};

static int one(struct globals *g, const char *const *words)
{
	struct err e = {0};
	pid_t pid = daemon_spawn(g, words, &e);

	return pid < 0 ? cmd_fail(&e) : daemon_wait(pid);
}

static int run_once(struct globals *g, bool all)
{
	const char *const crawl[] = {"crawl", "--once", all ? "--all" : NULL, NULL};
	const char *const judge[] = {"monitor", "--once", NULL};
	int status = one(g, crawl), after;

	if (daemon_stopping() || status == EXIT_USAGE)
		return status;
	/* the monitor judges even when the crawler failed: that is something to tell */
	after = one(g, judge);
	return status ? status : after;
}

struct role {
	const char *words[2];
	pid_t pid;
	int64_t started_ms, wait_ms, again_ms;
};

static void start(struct globals *g, struct role *r)
{
	struct err e = {0};

	r->started_ms = clock_mono_ms();
	r->pid = daemon_spawn(g, r->words, &e);
	if (r->pid < 0) {
		log_error("cannot start role=%s: %s", r->words[0], e.text);
		r->pid = 0;
		r->again_ms = r->started_ms + RESTART_MAX_MS;
	}
}

static void ended(struct role *r, int status)
{
	int64_t now_ms = clock_mono_ms();

	log_error("role_ended name=%s status=%d", r->words[0],
		WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
	r->pid = 0;
	/* a role that lived for a minute starts again at once, one that dies young waits */
	r->wait_ms = now_ms - r->started_ms > MINUTE_MS || !r->wait_ms ? RESTART_MIN_MS
								       : r->wait_ms * 2;
	if (r->wait_ms > RESTART_MAX_MS)
		r->wait_ms = RESTART_MAX_MS;
	r->again_ms = now_ms + r->wait_ms;
}

static void signal_all(const struct role *role, size_t n, int number)
{
	for (size_t i = 0; i < n; i++)
		if (role[i].pid > 0)
			kill(role[i].pid, number);
}

static void reap(struct role *role, size_t n, pid_t *pruning)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == *pruning)
			*pruning = 0;
		for (size_t i = 0; i < n; i++)
			if (role[i].pid == pid)
				ended(&role[i], status);
	}
}

/* What retention lets go, once a day, in a process of its own. */
static void prune(struct globals *g, pid_t *pid, int64_t *at_ms)
{
	static const char *const words[] = {"store", "prune", NULL};
	struct globals quiet = *g;
	struct err e = {0};

	if (clock_mono_ms() < *at_ms)
		return;
	*at_ms = clock_mono_ms() + PRUNE_EVERY_MS;
	quiet.quiet = true;
	*pid = daemon_spawn(&quiet, words, &e);
	if (*pid < 0)
		log_error("cannot start pruning: %s", e.text);
}

static int supervise(struct globals *g)
{
	int64_t prune_ms = clock_mono_ms() + PRUNE_FIRST_MS;
	pid_t pruning = 0;
	/* the pages are a role where the configuration has web: */
	struct role role[] = {{.words = {"crawl"}}, {.words = {"monitor"}}, {.words = {"web"}}};
	size_t n = sizeof(role) / sizeof(role[0]) - !g->config->web;
	int64_t now_ms;

	for (size_t i = 0; i < n; i++)
		start(g, &role[i]);
	daemon_notify("READY=1");
	while (!daemon_stopping()) {
		if (daemon_reload_wanted())
			signal_all(role, n, SIGHUP);
		reap(role, n, &pruning);
		now_ms = clock_mono_ms();
		for (size_t i = 0; i < n; i++)
			if (!role[i].pid && now_ms >= role[i].again_ms)
				start(g, &role[i]);
		prune(g, &pruning, &prune_ms);
		daemon_alive();
		usleep(200 * 1000);
	}
	daemon_notify("STOPPING=1");
	if (pruning > 0)
		kill(pruning, SIGTERM);
	signal_all(role, n, SIGTERM);
	for (size_t i = 0; i < n; i++)
		while (role[i].pid > 0 && waitpid(role[i].pid, NULL, 0) < 0 && errno == EINTR)
			;
	return EXIT_FINE;
}

static int run(struct globals *g, const void *given, int argc, char **argv)
{
	const struct run_opts *o = given;
	int status;

	(void)argv;
	if (argc) {
		cmd_note("run takes no subject");
		return EXIT_USAGE;
	}
	if (g->has_now && !o->once) {
		cmd_note("--now needs --once: a daemon lives in real time");
		return EXIT_USAGE;
	}
	status = cmd_config(g); /* faults are told once, before anything starts */
	if (status)
		return status;
	daemon_signals();
	return o->once ? run_once(g, o->all) : supervise(g);
}

const struct cmd cmd_run = {
	.name = "run",
	.args = "[--once]",
	.summary = "all roles until stopped, or one round: crawl, judge, deliver",
	.common = true,
	.opts = opts,
	.opts_size = sizeof(struct run_opts),
	.run = run,
};
