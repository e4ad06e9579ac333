/* monitor: judge what is stored and tell what follows, once or for ever. */
#include "base/clock.h"
#include "base/log.h"
#include "monitor/cmd.h"
#include "monitor/daemon.h"
#include "monitor/monitor.h"
#include "monitor/report-turn.h"
#include "monitor/rhythm.h"
#include "monitor/tell.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

#define DELIVERY_BUDGET_MS (30 * SECOND_MS)

struct monitor_opts {
	bool once;
};

static const struct opt opts[] = {
	{.name = "--once", .kind = OPT_FLAG, .offset = offsetof(struct monitor_opts, once),
		.help = "one round: judge, tell, deliver"},
	{0},
};

static int run(struct globals *g, const void *opts, int argc, char **argv);

const struct cmd cmd_monitor = {
	.name = "monitor",
	.args = "[--once]",
	.summary = "judge what the crawler stored, open and close incidents, tell",
	.opts = opts,
	.opts_size = sizeof(struct monitor_opts),
	.run = run,
};

struct role {
	struct globals *g;
	struct monitor m;
	struct calendar *calendar;
	int64_t reports_ms; /* no report is due before */
	struct tell_ask ask;
	bool once;
};

static void use_config(struct role *r)
{
	struct err e = {0};

	calendar_free(r->calendar);
	r->calendar = NULL;
	if (calendar_load(r->g->config->calendar, &r->calendar, &e) < 0)
		log_warn("no calendar of holidays, weekdays are used: %s", e.text);
	r->m.config = r->g->config;
	r->m.calendar = r->calendar ? r->calendar : calendar_plain();
	r->m.judged_ms = 0;
	r->reports_ms = 0;
}

/* Whole or not at all: with a fault the old configuration stays. */
static void reload(struct role *r)
{
	struct config *old = r->g->config;

	r->g->config = NULL;
	if (cmd_config(r->g) != 0) {
		r->g->config = old;
		log_error("configuration kept: the new one has faults");
		return;
	}
	use_config(r);
	config_free(old);
	log_info("configuration read again");
}

/* Judge, tell. A daemon must not be kept from judging by servers that do not answer. */
static int one_round(struct role *r, int64_t *sleep_ms)
{
	struct err e = {0};
	int64_t now_ms = clock_now_ms(), next_ms;
	int rc = monitor_turn(&r->m, now_ms, sleep_ms, &e);

	if (rc == 0 && now_ms >= r->reports_ms) {
		rc = reports_turn(r->m.alerts, r->m.pages, r->g->config, r->m.calendar, now_ms,
			&next_ms, &e);
		r->reports_ms = rc == 0 ? next_ms : 0;
	}
	r->ask.now_ms = now_ms;
	r->ask.budget_ms = r->once ? 0 : DELIVERY_BUDGET_MS;
	r->ask.worse = false;
	if (rc == 0)
		rc = tell_rhythm(r->m.alerts, r->m.pages, r->g->config, now_ms, &e);
	if (rc == 0)
		rc = tell_deliver_some(r->m.alerts, r->g->config, &r->ask, &e);
	if (rc == 0)
		rc = tell_resend(r->m.alerts, r->g->config, now_ms, &e);
	if (r->ask.worse)
		r->m.judged_ms = 0; /* told to somebody else at once */
	if (rc < 0 && r->once)
		cmd_fail(&e);
	else if (rc < 0)
		log_error("turn_failed %s", e.text[0] ? e.text : err_text(rc));
	return rc;
}

static void nap(int64_t ms)
{
	struct timespec t = {.tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000};

	nanosleep(&t, NULL); /* a signal ends it early */
}

/* A disk that is full today may have room tomorrow: the turn is made again. */
static int loop(struct role *r)
{
	int failures = 0;

	daemon_notify("READY=1");
	while (!daemon_stopping()) {
		int64_t sleep_ms = SECOND_MS;
		int rc;

		if (daemon_reload_wanted())
			reload(r);
		rc = one_round(r, &sleep_ms);
		failures = rc < 0 ? failures + 1 : 0;
		if (failures)
			sleep_ms = failures > 60 ? MINUTE_MS : failures * SECOND_MS;
		daemon_alive();
		if (!daemon_stopping())
			nap(sleep_ms);
	}
	daemon_notify("STOPPING=1");
	return EXIT_FINE;
}

/* The crawler makes `pages`; without it there is nothing to judge. A daemon that starts
 * beside a first crawler waits for it. */
static int open_pages(struct role *r)
{
	const char *dir;
	struct err e = {0};
	int status = cmd_store_dir(r->g, &dir), rc;

	if (status)
		return status;
	for (;;) {
		rc = store_open(dir, "pages", STORE_READ, &r->m.pages, &e);
		if (rc != ERR_NOTFOUND || r->once)
			return rc < 0 ? cmd_fail(&e) : 0;
		if (daemon_stopping())
			return EXIT_MACHINE;
		nap(SECOND_MS);
	}
}

static int open_stores(struct role *r)
{
	int status = open_pages(r);
	unsigned flags = STORE_CREATE | STORE_DAEMON;

	if (status)
		return status;
	if (store_is_simulation(r->m.pages))
		flags |= STORE_SIMULATION;
	if (r->g->has_now && !store_is_simulation(r->m.pages)) {
		cmd_note("--now writes only to a store made by 'store init "
		      "--simulation'");
		return EXIT_USAGE;
	}
	return cmd_open(r->g, "alerts", flags, &r->m.alerts);
}

static int run(struct globals *g, const void *given, int argc, char **argv)
{
	const struct monitor_opts *o = given;
	struct role r = {.g = g, .once = o->once, .m = {.once = o->once}};
	int64_t sleep_ms;
	int status;

	if (argc)
		return cmd_usage(&cmd_monitor, "unexpected '%s'", argv[0]);
	if (g->has_now && !o->once) {
		cmd_note("--now needs --once: a daemon lives in real time");
		return EXIT_USAGE;
	}
	log_set_role("monitor");
	daemon_signals();
	status = cmd_config(g);
	if (status == 0)
		status = open_stores(&r);
	if (status == 0) {
		use_config(&r);
		if (!o->once)
			status = loop(&r);
		else if (one_round(&r, &sleep_ms) < 0 ||
			(r.ask.worse && one_round(&r, &sleep_ms) < 0))
			status = EXIT_MACHINE;
	}
	store_close(r.m.alerts);
	store_close(r.m.pages);
	calendar_free(r.calendar);
	return status;
}
