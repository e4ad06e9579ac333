/* web: the pages, feeds, metrics and API of what is stored, until stopped. A few processes share
 * one listening socket; one more judges the columns for them (web-look.h); all are children of
 * the one that holds the role's lock and starts them again. */
#include "cmd-incidents.h"
#include "web-auth.h"
#include "web-look.h"
#include "web-server.h"

#include "base/clock.h"
#include "base/fs.h"
#include "base/log.h"
#include "monitor/cmd.h"
#include "monitor/daemon.h"
#include "monitor/lang.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int run(struct globals *g, const void *opts, int argc, char **argv);

const struct cmd cmd_web = {
	.name = "web",
	.args = "",
	.summary = "web pages, feeds, metrics and API of what is stored",
	.run = run,
};

#ifdef PW_HAVE_WEB

#define SERVERS 2
#define CHILDREN (SERVERS + 1) /* the last one judges */
#define LOOK_LEAST_MS (5 * SECOND_MS)
#define LOOK_SHARE 20 /* judging takes at most a twentieth of a processor */
#define LOOK_MOST_MS MINUTE_MS
#define TURN_MS 500

struct role {
	struct globals *g;
	char *dir; /* of the store; a reading of the configuration leaves it */
	struct web web;
	struct web_look *look;
	struct calendar *calendar;
	int listen_fd, lock_fd;
	struct child {
		pid_t pid;
		int64_t again_ms;
	} child[CHILDREN];
};

static void nap(int64_t ms)
{
	usleep((useconds_t)ms * 1000);
}

/* --- children --- */

static int open_stores(struct role *r)
{
	struct err e = {0};
	int rc = store_open(r->dir, "pages", STORE_READ, &r->web.pages, &e);

	if (rc < 0)
		log_error("web_store %s", e.text);
	return rc;
}

/* Made by the monitor when it judges first. */
static void look_for_alerts(struct web *w, const char *dir)
{
	struct err e = {0};

	if (!w->alerts)
		(void)store_open(dir, "alerts", STORE_READ, &w->alerts, &e);
}

static int judge(struct role *r)
{
	struct web *w = &r->web;
	int64_t next_ms = 0, latest_ms = 0;
	uint64_t seen = 0;

	while (!daemon_stopping()) {
		int64_t now_ms = clock_mono_ms();
		uint64_t txn = store_last_txn(w->pages);

		look_for_alerts(w, r->dir);
		if ((now_ms >= next_ms && txn != seen) || now_ms >= latest_ms) {
			struct err e = {0};
			int64_t took_ms;

			if (web_look_all(w, r->look, clock_now_ms(), &e) < 0)
				log_error("web_look %s", e.text);
			seen = txn;
			took_ms = clock_mono_ms() - now_ms;
			next_ms = now_ms + (took_ms * LOOK_SHARE > LOOK_LEAST_MS ? took_ms * LOOK_SHARE
									       : LOOK_LEAST_MS);
			latest_ms = next_ms > now_ms + LOOK_MOST_MS ? next_ms : now_ms + LOOK_MOST_MS;
		}
		nap(TURN_MS);
	}
	return EXIT_FINE;
}

static int serve(struct role *r)
{
	struct web_server *s = NULL;
	struct err e = {0};

	if (web_server_open(&r->web, r->listen_fd, WEB_CONNECTIONS / SERVERS, &s, &e) < 0)
		return cmd_fail(&e);
	while (!daemon_stopping()) {
		look_for_alerts(&r->web, r->dir);
		web_server_turn(s, TURN_MS);
	}
	web_server_close(s);
	return EXIT_FINE;
}

static void child_main(struct role *r, bool judges)
{
	int status = EXIT_MACHINE;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	close(r->lock_fd);
	if (open_stores(r) == 0)
		status = judges ? judge(r) : serve(r);
	store_close(r->web.alerts);
	store_close(r->web.pages);
	_exit(status);
}

static void start(struct role *r, size_t i)
{
	pid_t parent = getpid(), pid = fork();

	if (pid == 0) {
		if (getppid() != parent)
			_exit(EXIT_MACHINE);
		child_main(r, i == SERVERS);
	}
	if (pid < 0)
		log_error("web_child cannot be started");
	r->child[i] = (struct child){pid > 0 ? pid : 0, clock_mono_ms() + SECOND_MS};
}

static void stop_children(struct role *r)
{
	for (size_t i = 0; i < CHILDREN; i++)
		if (r->child[i].pid > 0)
			kill(r->child[i].pid, SIGTERM);
	for (size_t i = 0; i < CHILDREN; i++) {
		while (r->child[i].pid > 0 && waitpid(r->child[i].pid, NULL, 0) < 0 && errno == EINTR)
			;
		r->child[i].pid = 0;
	}
}

static void reap(struct role *r)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < CHILDREN; i++)
			if (r->child[i].pid == pid) {
				log_error("web_child_ended pid=%ld status=%d", (long)pid,
					WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
				r->child[i].pid = 0;
			}
}

/* --- the parent: lock, socket, configuration; it opens no store --- */

/* One record lock of a file of its own: nobody needs a database to serve pages. */
static int take_lock(struct role *r)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
	char *path = fs_join(r->dir, "web.lock");
	struct err e = {0};
	int rc = 0;

	r->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
	if (r->lock_fd < 0)
		rc = err_errno(&e, "cannot open '%s'", path);
	else if (fcntl(r->lock_fd, F_SETLK, &lock) < 0 && fcntl(r->lock_fd, F_GETLK, &lock) == 0)
		rc = err_set(&e, ERR_LOCKED, "the web pages are served already by process %ld",
			(long)lock.l_pid);
	free(path);
	return rc < 0 ? cmd_fail(&e) : 0;
}

static bool is_loopback(const char *listen)
{
	struct str s = str_of(listen);

	return web_host_is_loopback(s);
}

/* 0 or the exit status. */
static int use_config(struct role *r)
{
	const struct config *c = r->g->config;
	struct err e = {0};

	auth_close(&r->web);
	web_look_free(r->look);
	r->look = NULL;
	calendar_free(r->calendar);
	r->calendar = NULL;
	if (calendar_load(c->calendar, &r->calendar, &e) < 0)
		log_warn("no calendar of holidays, weekdays are used: %s", e.text);
	r->web = (struct web){.config = c, .calendar = r->calendar ? r->calendar : calendar_plain(),
		.lang = lang_of(cmd_lang(r->g)), .user = incidents_user(),
		.loopback = is_loopback(c->web_listen)};
	if (auth_open(&r->web, &e) < 0 || web_look_new(c, &r->look, &e) < 0)
		return cmd_fail(&e);
	r->web.look = r->look;
	return 0;
}

static void roles_known(struct role *r)
{
	r->look->crawler_runs = store_daemon_pid(r->dir, "pages") != 0;
	r->look->monitor_runs = store_daemon_pid(r->dir, "alerts") != 0;
}

static void reload(struct role *r)
{
	struct config *old = r->g->config;
	char *listen = cstr_dup(old->web_listen);

	stop_children(r); /* they hold the old one; others begin with the new one */

	r->g->config = NULL;
	if (cmd_config(r->g) != 0) {
		r->g->config = old;
		log_error("configuration kept: the new one has faults");
	} else if (use_config(r) != 0) {
		config_free(r->g->config);
		r->g->config = old;
		use_config(r);
		log_error("configuration kept: the new one has faults");
	} else {
		if (!streq(listen, r->g->config->web_listen))
			log_warn("web.listen has changed: start the role again to take it");
		config_free(old);
		log_info("configuration read again");
	}
	free(listen);
	if (r->look)
		roles_known(r);
}

/* The pages of a first moment have no columns yet: judged before anybody is served. */
static void first_look(struct role *r)
{
	int64_t end_ms = clock_mono_ms() + 5 * SECOND_MS;

	start(r, SERVERS);
	while (!r->look->time_ms && clock_mono_ms() < end_ms && !daemon_stopping())
		nap(10);
}

static int supervise(struct role *r)
{
	int64_t roles_ms = 0;

	roles_known(r);
	first_look(r);
	daemon_notify("READY=1");
	while (!daemon_stopping()) {
		int64_t now_ms = clock_mono_ms();

		if (daemon_reload_wanted())
			reload(r);
		if (!r->look)
			return EXIT_MACHINE; /* not even the old configuration can be used again */
		reap(r);
		for (size_t i = 0; i < CHILDREN; i++)
			if (!r->child[i].pid && now_ms >= r->child[i].again_ms)
				start(r, i);
		if (now_ms >= roles_ms) {
			roles_known(r);
			roles_ms = now_ms + SECOND_MS;
		}
		daemon_alive();
		nap(100);
	}
	daemon_notify("STOPPING=1");
	stop_children(r);
	return EXIT_FINE;
}

/* The crawler makes `pages`; a role that starts beside a first one waits for it. */
static int wait_for_store(struct role *r)
{
	char *pages = fs_join(r->dir, "pages"), *data = fs_join(pages, "data.mdb");
	bool told = false;

	while (!fs_exists(data) && !daemon_stopping()) {
		if (!told)
			cmd_note("no store at '%s' yet: waiting for the first round", r->dir);
		told = true;
		nap(TURN_MS);
	}
	free(data);
	free(pages);
	return daemon_stopping() ? EXIT_MACHINE : 0;
}

static int begin(struct role *r)
{
	struct err e = {0};
	int port, status = wait_for_store(r);

	if (status == 0)
		status = take_lock(r);
	if (status == 0)
		status = use_config(r);
	if (status == 0 && web_listen(r->g->config->web_listen, &r->listen_fd, &port, &e) < 0)
		status = cmd_fail(&e);
	if (status)
		return status;
	if (!r->g->quiet)
		cmd_note("pages at http://%.*s:%d%s", (int)str_rfindc(str_of(r->g->config->web_listen), ':'),
			r->g->config->web_listen, port, r->g->config->web_base);
	return supervise(r);
}

static int run(struct globals *g, const void *given, int argc, char **argv)
{
	struct role r = {.g = g, .listen_fd = -1, .lock_fd = -1};
	const char *dir;
	int status;

	(void)given;
	if (argc)
		return cmd_usage(&cmd_web, "unexpected '%s'", argv[0]);
	if (g->has_now) {
		cmd_note("--now is not for web: a daemon lives in real time");
		return EXIT_USAGE;
	}
	log_set_role("web");
	daemon_signals();
	status = cmd_config(g);
	if (status == 0)
		status = cmd_store_dir(g, &dir);
	if (status == 0) {
		r.dir = cstr_dup(dir);
		status = begin(&r);
	}
	if (r.listen_fd >= 0)
		close(r.listen_fd);
	if (r.lock_fd >= 0)
		close(r.lock_fd);
	auth_close(&r.web);
	web_look_free(r.look);
	calendar_free(r.calendar);
	free(r.dir);
	return status;
}

#else

static int run(struct globals *g, const void *given, int argc, char **argv)
{
	(void)g;
	(void)given;
	(void)argc;
	(void)argv;
	cmd_note("this program was built without libmicrohttpd: it has no web pages");
	return EXIT_USAGE;
}

#endif
