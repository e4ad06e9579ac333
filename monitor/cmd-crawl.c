/* crawl: fetch what is due, as one round or as a daemon. */
#include "base/clock.h"
#include "base/log.h"
#include "base/out.h"
#include "crawler/crawl.h"
#include "monitor/cmd.h"
#include "monitor/daemon.h"
#include "monitor/lang.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define WAIT_MS 200		    /* longest wait in one turn: signals are seen in time */
#define PROGRESS_MS 500		    /* between two looks of a person */
#define IDLE_LOOK_MS SECOND_MS	    /* a daemon asks so often whether something is due */

struct crawl_opts {
	bool once, all, history, no_links, columns_only;
};

static const struct opt opts[] = {
	{.name = "--once", .kind = OPT_FLAG, .offset = offsetof(struct crawl_opts, once),
		.help = "one round, then stop"},
	{.name = "--all", .kind = OPT_FLAG, .offset = offsetof(struct crawl_opts, all),
		.help = "columns and home pages whether due or not"},
	{.name = "--history", .kind = OPT_FLAG, .offset = offsetof(struct crawl_opts, history),
		.help = "read each column to its end once"},
	{.name = "--no-links", .kind = OPT_FLAG,
		.offset = offsetof(struct crawl_opts, no_links),
		.help = "columns and notices only"},
	{.name = "--columns-only", .kind = OPT_FLAG,
		.offset = offsetof(struct crawl_opts, columns_only),
		.help = "home pages and columns only: a first look, quickly"},
	{0},
};

struct round {
	struct globals *g;
	struct store *store;
	struct worker *worker;
	struct crawl *crawl;
	bool terminal;
	int64_t shown_ms;
};

static void show_progress(struct round *r, bool last)
{
	struct crawl_progress p;
	struct buf b = BUF_INIT(4096);
	int64_t now_ms = clock_mono_ms();

	if (!r->terminal || (!last && now_ms - r->shown_ms < PROGRESS_MS))
		return;
	r->shown_ms = now_ms;
	crawl_progress(r->crawl, &p);
	buf_addf(&b, "\r\x1b[K%llu answers, %llu columns read, %llu links checked (%llu bad), "
		     "%zu under way  ",
		(unsigned long long)p.done, (unsigned long long)p.columns_good,
		(unsigned long long)p.links_checked, (unsigned long long)p.links_bad,
		p.in_flight);
	if (last)
		buf_adds(&b, "\r\x1b[K");
	else
		out_term(&b, str_sub(str_of(p.now), 0, 60));
	fputs(buf_cstr(&b), stderr);
	fflush(stderr);
	buf_release(&b);
}

static int tell_round(const struct round *r)
{
	struct crawl_progress p;
	struct buf b = BUF_INIT(8192);

	crawl_progress(r->crawl, &p);
	if (r->g->json) {
		struct jw j = jw_on(&b);

		jw_open(&j, '{');
		jw_kint(&j, "portals", (int64_t)p.portals);
		jw_kint(&j, "answers", (int64_t)p.done);
		jw_kint(&j, "bytes", (int64_t)p.bytes);
		jw_kint(&j, "columns_read", (int64_t)p.columns_good);
		jw_kint(&j, "columns_refused", (int64_t)p.columns_refused);
		jw_kint(&j, "links_checked", (int64_t)p.links_checked);
		jw_kint(&j, "links_bad", (int64_t)p.links_bad);
		jw_kint(&j, "notices_new", (int64_t)p.notices_new);
		jw_kint(&j, "notices_changed", (int64_t)p.notices_changed);
		jw_kint(&j, "notices_withdrawn", (int64_t)p.notices_gone);
		jw_kint(&j, "events", (int64_t)p.events);
		jw_close(&j, '}');
		buf_addc(&b, '\n');
	} else {
		buf_addf(&b, LANG(lang_of(cmd_lang(r->g)),
				     "portals %zu, columns read %llu, refused %llu; notices new "
				     "%llu, changed %llu, withdrawn %llu; links checked %llu, "
				     "bad %llu; events %llu\n"), p.portals, (unsigned long long)p.columns_good,
			(unsigned long long)p.columns_refused,
			(unsigned long long)p.notices_new,
			(unsigned long long)p.notices_changed,
			(unsigned long long)p.notices_gone,
			(unsigned long long)p.links_checked, (unsigned long long)p.links_bad,
			(unsigned long long)p.events);
	}
	if (r->g->quiet)
		buf_clear(&b);
	int status = cmd_out(&b);
	buf_release(&b);
	return status;
}

static int turn(struct round *r, struct err *e)
{
	int rc = crawl_turn(r->crawl, clock_now_ms(), WAIT_MS, e);

	if (rc == 0)
		show_progress(r, false);
	return rc;
}

/* A daemon waits for room; a single round ends, and the next one asks again. */
static int waiting_turn(struct round *r, struct err *e)
{
	int rc = turn(r, e);

	if (rc != ERR_FULL)
		return rc;
	log_error("store_full: %s; waiting for room", e->text);
	*e = (struct err){0};
	return 0;
}

/* Warned of at nine tenths of `store: {max: ...}`, while there is time to act. */
static void look_at_ceiling(struct round *r)
{
	int64_t max = r->g->config->store_max_bytes, used;
	struct store_stat st;

	if (max <= 0 || store_statistics(r->store, &st, NULL) < 0)
		return;
	used = (int64_t)(st.file_bytes + st.stored_body_bytes);
	if (used > max / 10 * 9)
		log_warn("store_near_its_ceiling bytes=%lld max=%lld", (long long)used,
			(long long)max);
}

static int one_round(struct round *r)
{
	struct err e = {0};
	int rc = 0;

	while (rc == 0 && !daemon_stopping() && !crawl_idle(r->crawl, clock_now_ms()))
		rc = turn(r, &e);
	show_progress(r, true);
	look_at_ceiling(r);
	if (rc == 0 && !daemon_stopping())
		rc = crawl_finish_round(r->crawl, clock_now_ms(), &e);
	return rc < 0 ? cmd_fail(&e) : tell_round(r);
}

static int reload(struct round *r)
{
	struct config *old = r->g->config;
	struct err e = {0};

	r->g->config = NULL;
	if (cmd_config(r->g)) {
		r->g->config = old;
		log_error("reload_refused: the old configuration stays");
		return 0;
	}
	if (crawl_reload(r->crawl, r->g->config, clock_now_ms(), &e) < 0)
		return cmd_fail(&e);
	config_free(old);
	log_warn("reloaded portals=%zu", r->g->config->nportals);
	return 0;
}

#define ROUND_MIN_MS (10 * MINUTE_MS)

/* A daemon's round: as long as the shortest time between two visits to a home page. */
static int64_t round_ms(const struct config *c)
{
	int64_t ms = HOUR_MS;

	for (size_t i = 0; i < c->nportals; i++)
		if (c->portals[i].home_every_ms && c->portals[i].home_every_ms < ms)
			ms = c->portals[i].home_every_ms;
	return ms > ROUND_MIN_MS ? ms : ROUND_MIN_MS;
}

static int serve(struct round *r)
{
	int64_t marked_ms = clock_now_ms();
	struct err e = {0};
	int status = 0;

	daemon_notify("READY=1");
	while (status == 0 && !daemon_stopping()) {
		int64_t now_ms = clock_now_ms();
		int rc;

		if (daemon_reload_wanted())
			status = reload(r);
		rc = waiting_turn(r, &e);
		if (rc == 0 && now_ms - marked_ms >= round_ms(r->g->config)) {
			rc = crawl_finish_round(r->crawl, now_ms, &e);
			look_at_ceiling(r);
			marked_ms = now_ms;
		}
		if (rc == ERR_FULL)
			rc = 0;
		if (rc < 0)
			status = cmd_fail(&e);
		daemon_alive();
	}
	daemon_notify("STOPPING=1");
	return status;
}

static struct worker_options worker_options_of(const struct config *c)
{
	return (struct worker_options){.parsers = c->parsers,
		.max_transfers = c->max_transfers, .delay_ms = c->delay_ms,
		.connections = c->connections, .address_rate = c->address_rate,
		.address_connections = c->address_connections,
		.allow_private = c->allow_private,
		.user_agent = c->user_agent[0] ? c->user_agent : NULL,
		.contact = c->contact[0] ? c->contact : NULL,
		.proxy = c->proxy[0] ? c->proxy : NULL,
		.ca_file = c->ca_file[0] ? c->ca_file : NULL,
		.sandbox_require = streq(c->sandbox, "require")};
}

static int refuse_clock(const struct globals *g, bool once)
{
	if (!g->has_now)
		return 0;
	if (!once)
		return cmd_note("--now needs --once: a daemon lives in real time"),
		       EXIT_USAGE;
	return 0;
}

static int open_all(struct globals *g, const struct crawl_opts *o, int argc, char **argv,
	struct round *r)
{
	const char **only = mem_alloc(((size_t)argc + 1) * sizeof(*only));
	struct crawl_options co = {.all = o->all || argc > 0, .history = o->history,
		.no_links = o->no_links, .columns_only = o->columns_only, .once = o->once || o->history,
		.only = argc ? only : NULL};
	struct worker_options wo;
	struct err e = {0};
	int status = cmd_open(g, "pages", STORE_CREATE | STORE_DAEMON, &r->store);

	for (int i = 0; i < argc; i++)
		only[i] = argv[i];
	if (status == 0 && g->has_now && !store_is_simulation(r->store)) {
		cmd_note("--now writes only to a store made by 'store init "
		      "--simulation'");
		status = EXIT_USAGE;
	}
	if (status == 0) {
		wo = worker_options_of(g->config);
		if (worker_open(&wo, &r->worker, &e) < 0 ||
			crawl_open(g->config, r->store, r->worker, &co, clock_now_ms(),
				&r->crawl, &e) < 0)
			status = cmd_fail(&e);
	}
	free(only);
	return status;
}

static int check_subjects(const struct globals *g, int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		struct str s = str_of(argv[i]);
		size_t slash = str_findc(s, '/', 0);
		const struct portal_config *p =
			config_portal(g->config, str_sub(s, 0, slash));

		if (p && (slash == SIZE_MAX || str_eqc(str_sub(s, slash + 1, s.n), HOME_COLUMN) ||
				 portal_column(p, str_sub(s, slash + 1, s.n))))
			continue;
		cmd_note("no portal or column '%s' in the configuration",
			argv[i]);
		return EXIT_USAGE;
	}
	return 0;
}

static int run(struct globals *g, const void *given, int argc, char **argv)
{
	const struct crawl_opts *o = given;
	struct round r = {.g = g, .terminal = isatty(STDERR_FILENO) && !g->quiet};
	int status = refuse_clock(g, o->once);

	if (status == 0)
		status = cmd_config(g);
	if (status == 0)
		status = check_subjects(g, argc, argv);
	if (status)
		return status;
	log_set_role("crawler");
	daemon_signals();
	status = open_all(g, o, argc, argv, &r);
	if (status == 0)
		status = o->once || o->history ? one_round(&r) : serve(&r);
	crawl_close(r.crawl);
	worker_close(r.worker);
	store_close(r.store);
	return status;
}

const struct cmd cmd_crawl = {
	.name = "crawl",
	.args = "[--once] [--all] [PORTAL[/COLUMN]...]",
	.summary = "fetch what is due",
	.opts = opts,
	.opts_size = sizeof(struct crawl_opts),
	.run = run,
};
