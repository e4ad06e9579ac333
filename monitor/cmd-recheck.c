/* recheck and accept: wishes that the crawler takes up within a second. */
#include "base/clock.h"
#include "crawler/crawl.h"
#include "crawler/pages.h"
#include "crawler/verdict.h"
#include "monitor/alerts.h"
#include "monitor/cmd.h"
#include "monitor/daemon.h"
#include "measure-view.h"
#include "monitor/subject.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define WAIT_LOOK_US (200 * 1000)
#define WAIT_MAX_MS (5 * MINUTE_MS)
#define OUT_BYTES ((size_t)16 << 20)

struct wish_opts {
	bool wait;
	const char *by, *reason;
};

static const struct opt recheck_opts[] = {
	{.name = "--wait", .kind = OPT_FLAG, .offset = offsetof(struct wish_opts, wait),
		.help = "until the running crawler has measured it; shows what it found"},
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

/* --- waiting --- */

struct looking {
	struct request asked; /* its texts are the command's own */
	uint64_t seq;
};

static int look(const struct request *r, void *ctx)
{
	struct looking *x = ctx;

	if (r->seq != x->seq)
		return 0;
	x->asked.done_ms = r->done_ms;
	return 1;
}

/* 1: still to wait for; 0: measured; other: error. */
static int still_waits(struct globals *g, struct store *s, struct looking *x, struct err *e)
{
	struct store_txn *t;
	bool pending = true;
	int rc = store_begin(s, false, &t, e);

	if (rc < 0)
		return rc;
	rc = pages_each_request(t, look, x, e);
	if (rc >= 0)
		rc = crawl_request_look(t, g->config, &x->asked, &pending, e);
	store_abort(t);
	return rc < 0 && rc != ERR_NOTFOUND ? rc : pending;
}

static int wait_for(struct globals *g, struct store *s, struct looking *x)
{
	int64_t until_ms = clock_mono_ms() + WAIT_MAX_MS;
	struct err e = {0};
	int waits;

	daemon_signals();
	while ((waits = still_waits(g, s, x, &e)) == 1) {
		if (daemon_stopping() || clock_mono_ms() > until_ms) {
			if (x->asked.done_ms)
				cmd_note("not measured yet: 'why' shows it once it is");
			else
				cmd_note("no crawler has taken it up: is one running?");
			return EXIT_MACHINE;
		}
		usleep(WAIT_LOOK_US);
	}
	return waits < 0 ? cmd_fail(&e) : EXIT_FINE;
}

/* --- what came of it --- */

struct outcome {
	struct globals *g;
	struct store_txn *t;
	struct buf *out;
	struct jw j;
	struct arena arena;
	int64_t asked_ms;
	bool bad;
};

/* What a home page lists is nothing to find fault with: it need not list anything. */
static int show_outcome(struct outcome *o, const char *url, bool home, struct err *e)
{
	struct measure m;
	int rc = pages_measure_last(o->t, str_of(url), &m, &o->arena, e);

	if (rc == ERR_NOTFOUND)
		return 0;
	if (rc < 0)
		return rc;
	o->bad |= (m.gate.n && !home) || !verdict_is_good(m.verdict);
	if (o->g->json) {
		jw_open(&o->j, '{');
		jw_kcstr(&o->j, "url", url);
		jw_kbool(&o->j, "now", m.time_ms >= o->asked_ms);
		measure_view_members(&o->j, &m, cmd_zone(o->g));
		jw_close(&o->j, '}');
		buf_addc(o->out, '\n');
		return 0;
	}
	buf_addf(o->out, "%s", url);
	if (m.time_ms < o->asked_ms) /* the site's pace: later than now */
		buf_addf(o->out, "  %s", LANG(lang_of(cmd_lang(o->g)), "put off; measured last:"));
	buf_addc(o->out, '\n');
	measure_view_line(o->out, &m, cmd_zone(o->g), lang_of(cmd_lang(o->g)));
	return 0;
}

static int show_portal_outcomes(struct outcome *o, const struct portal_config *p, struct err *e)
{
	int rc = show_outcome(o, p->home, true, e);

	for (size_t i = 0; i < p->ncolumns && rc == 0; i++)
		rc = show_outcome(o, p->columns[i].url, false, e);
	return rc;
}

static int show_outcomes(struct outcome *o, const char *text, const struct subject *sub,
	struct err *e)
{
	const struct portal_config *p =
		sub->kind == SUBJECT_ADDRESS ? NULL : config_portal(o->g->config, sub->portal);
	const struct column_config *c =
		p && sub->kind == SUBJECT_COLUMN ? portal_column(p, sub->column) : NULL;

	if (!p)
		return show_outcome(o, text, false, e);
	if (sub->kind == SUBJECT_PORTAL)
		return show_portal_outcomes(o, p, e);
	return show_outcome(o, c ? c->url : p->home, !c, e);
}

static int tell_outcome(struct globals *g, struct store *s, const char *text,
	const struct looking *x)
{
	struct buf b = BUF_INIT(OUT_BYTES);
	struct outcome o = {.g = g, .out = &b, .j = jw_on(&b), .asked_ms = x->asked.time_ms, .arena = ARENA_INIT};
	struct subject sub;
	struct err e = {0};
	int rc = store_begin(s, false, &o.t, &e);
	int status;

	subject_parse(str_of(text), &sub);
	if (rc == 0) {
		rc = show_outcomes(&o, text, &sub, &e);
		store_abort(o.t);
	}
	status = rc < 0 ? cmd_fail(&e) : cmd_out(&b);
	buf_release(&b);
	arena_release(&o.arena);
	return status ? status : o.bad ? EXIT_FOUND : EXIT_FINE;
}

/* --- asking --- */

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

/* Whether anything by that name was ever measured or listed: else the wish would wait for
 * ever. 0 or an exit status. */
static int is_known(struct globals *g, struct store *s, const struct request *r)
{
	struct store_txn *t;
	struct err e = {0};
	bool pending;
	int rc = store_begin(s, false, &t, &e);

	if (rc == 0) {
		rc = crawl_request_look(t, g->config, r, &pending, &e);
		store_abort(t);
	}
	if (rc == ERR_NOTFOUND)
		return cmd_note("nothing is known of '%.*s' yet: 'probe' looks at any address, "
				"'crawl' reads what is configured", STR_ARG(r->subject)),
		       EXIT_USAGE;
	return rc < 0 ? cmd_fail(&e) : EXIT_FINE;
}

static int leave_wish(struct globals *g, struct store *s, const char *text, const struct wish_opts *o,
	struct looking *x)
{
	struct err e = {0};
	int status = is_known(g, s, &x->asked);

	if (status)
		return status;
	x->asked.time_ms = clock_now_ms();
	if (crawl_request(s, x->asked.what, x->asked.subject, str_of(by_or_user(o->by)),
		    str_of(o->reason), x->asked.time_ms, &x->seq, &e) < 0)
		return cmd_fail(&e);
	if (o->wait)
		status = wait_for(g, s, x);
	return status || !o->wait ? status : tell_outcome(g, s, text, x);
}

static int ask(struct globals *g, const char *what, const struct wish_opts *o, char *subject)
{
	struct looking x = {.asked = {.what = str_of(what)}};
	struct subject sub;
	struct store *s = NULL;
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
	x.asked.subject = str_of(text ? text : subject);
	if (status == 0)
		status = leave_wish(g, s, text ? text : subject, o, &x);
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
