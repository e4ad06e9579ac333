/* recheck and accept: wishes that the crawler takes up within a second. */
#include "base/clock.h"
#include "crawler/crawl.h"
#include "crawler/pages.h"
#include "monitor/alerts.h"
#include "monitor/cmd.h"
#include "monitor/daemon.h"
#include "monitor/subject.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define WAIT_LOOK_US (200 * 1000)
#define WAIT_MAX_MS (5 * MINUTE_MS)

struct wish_opts {
	bool wait;
	const char *by, *reason;
};

static const struct opt recheck_opts[] = {
	{.name = "--wait", .kind = OPT_FLAG, .offset = offsetof(struct wish_opts, wait),
		.help = "until the running crawler has taken it up"},
	{.name = "--by", .kind = OPT_TEXT, .offset = offsetof(struct wish_opts, by),
		.value = "NAME", .help = "who asks"},
	{0},
};

static const struct opt accept_opts[] = {
	{.name = "--by", .kind = OPT_TEXT, .offset = offsetof(struct wish_opts, by),
		.value = "NAME", .help = "who accepts (needed)"},
	{.name = "--reason", .kind = OPT_TEXT, .offset = offsetof(struct wish_opts, reason),
		.value = "TEXT", .help = "why (needed)"},
	{0},
};

static bool taken_up(struct store *s, uint64_t seq);

struct looking {
	uint64_t seq;
	bool done;
};

static int look(const struct request *r, void *ctx)
{
	struct looking *x = ctx;

	if (r->seq != x->seq)
		return 0;
	x->done = r->done_ms != 0;
	return 1;
}

static bool taken_up(struct store *s, uint64_t seq)
{
	struct looking x = {.seq = seq};
	struct store_txn *t;

	if (store_begin(s, false, &t, NULL) < 0)
		return false;
	pages_each_request(t, look, &x, NULL);
	store_abort(t);
	return x.done;
}

static int wait_for(struct store *s, uint64_t seq)
{
	int64_t until_ms = clock_mono_ms() + WAIT_MAX_MS;

	daemon_signals();
	while (!taken_up(s, seq)) {
		if (daemon_stopping() || clock_mono_ms() > until_ms) {
			cmd_note("no crawler has taken it up: is one running?");
			return EXIT_MACHINE;
		}
		usleep(WAIT_LOOK_US);
	}
	return EXIT_FINE;
}

static const char *by_or_user(const char *by)
{
	struct passwd *p;

	if (by)
		return by;
	p = getpwuid(getuid());
	return p ? p->pw_name : "?";
}

/* "#N" stands for the subject of incident N. */
static int subject_of_incident(struct globals *g, uint64_t id, char **out)
{
	struct arena a = ARENA_INIT;
	struct store_txn *t;
	struct store *s = NULL;
	struct incident i;
	struct err e = {0};
	int status = cmd_open(g, "alerts", STORE_READ, &s);
	int rc;

	if (status)
		return status;
	rc = store_begin(s, false, &t, &e);
	if (rc == 0) {
		rc = alerts_incident(t, id, &i, &a, &e);
		store_abort(t);
	}
	if (rc == 0)
		*out = str_dup(i.subject);
	else if (rc == ERR_NOTFOUND)
		status = (cmd_note("no incident #%llu",
				  (unsigned long long)id),
			EXIT_USAGE);
	else
		status = cmd_fail(&e);
	store_close(s);
	arena_release(&a);
	return status;
}

static int ask(struct globals *g, const char *what, const struct wish_opts *o, char *subject)
{
	struct subject sub;
	struct store *s = NULL;
	struct err e = {0};
	uint64_t seq;
	char *text = NULL;
	int status;

	if (!subject_parse(str_of(subject), &sub)) {
		cmd_note("expected #N, PORTAL, PORTAL/COLUMN or an address, "
				"found '%s'", subject);
		return EXIT_USAGE;
	}
	status = cmd_config(g);
	if (status == 0 && sub.kind == SUBJECT_INCIDENT)
		status = subject_of_incident(g, sub.incident, &text);
	if (status == 0 && (sub.kind == SUBJECT_PORTAL || sub.kind == SUBJECT_COLUMN) &&
		!config_portal(g->config, sub.portal)) {
		cmd_note("no portal '%.*s' in the configuration",
			STR_ARG(sub.portal));
		status = EXIT_USAGE;
	}
	if (status == 0)
		status = cmd_open(g, "pages", 0, &s);
	if (status == 0 && crawl_request(s, str_of(what), str_of(text ? text : subject),
				   str_of(by_or_user(o->by)), str_of(o->reason),
				   clock_now_ms(), &seq, &e) < 0)
		status = cmd_fail(&e);
	if (status == 0 && o->wait)
		status = wait_for(s, seq);
	store_close(s);
	free(text);
	return status;
}

static int run_recheck(struct globals *g, const void *given, int argc, char **argv)
{
	extern const struct cmd cmd_recheck;

	if (argc != 1)
		return cmd_usage(&cmd_recheck, "expected one subject");
	return ask(g, "recheck", given, argv[0]);
}

static int run_accept(struct globals *g, const void *given, int argc, char **argv)
{
	extern const struct cmd cmd_accept;
	const struct wish_opts *o = given;
	struct subject sub;

	if (argc != 1 || !subject_parse(str_of(argv[0]), &sub) || sub.kind != SUBJECT_COLUMN)
		return cmd_usage(&cmd_accept, "expected one PORTAL/COLUMN");
	if (!o->by || !o->reason)
		return cmd_usage(&cmd_accept, "a new shape is accepted by somebody, for a "
					      "reason: --by and --reason are needed");
	return ask(g, "accept", o, argv[0]);
}

const struct cmd cmd_recheck = {
	.name = "recheck",
	.args = "SUBJECT [--wait]",
	.summary = "measure now: #N, PORTAL, PORTAL/COLUMN or an address",
	.common = true,
	.opts = recheck_opts,
	.opts_size = sizeof(struct wish_opts),
	.run = run_recheck,
};

const struct cmd cmd_accept = {
	.name = "accept",
	.args = "PORTAL/COLUMN --by NAME --reason TEXT",
	.summary = "accept the new shape of a column",
	.opts = accept_opts,
	.opts_size = sizeof(struct wish_opts),
	.run = run_accept,
};
