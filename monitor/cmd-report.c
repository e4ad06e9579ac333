/* report: the documents an office files, in several forms. */
#include "base/clock.h"
#include "base/fs.h"
#include "base/log.h"
#include "cmd-report.h"
#include "report-part.h"
#include "site.h"
#include "spool.h"
#include "monitor/freeze.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define REPORT_BYTES_MAX ((size_t)1 << 30)

struct report_opts {
	const char *unit, *tag, *period, *format, *output, *fail_on, *profile, *seed, *freeze;
	int64_t at, sample;
	bool open;
};

static const struct opt opts[] = {
	{.name = "--unit", .kind = OPT_TEXT, .offset = offsetof(struct report_opts, unit),
		.value = "U", .help = "only columns of this unit (whole name, or * for any text)"},
	{.name = "--tag", .kind = OPT_TEXT, .offset = offsetof(struct report_opts, tag),
		.value = "T", .help = "only portals and columns with a tag like this pattern"},
	{.name = "--period", .kind = OPT_TEXT, .offset = offsetof(struct report_opts, period),
		.value = "2026-10|2026-W41|2026Q3|2026|FROM..TO", .help = "of this time"},
	{.name = "--at", .kind = OPT_TIME, .offset = offsetof(struct report_opts, at),
		.value = "TIME", .help = "as it stood at this time"},
	{.name = "--format", .kind = OPT_TEXT, .offset = offsetof(struct report_opts, format),
		.value = "FORMAT", .help = "text, csv, json, html or xlsx (from the name of -o)"},
	{.name = "--output", .letter = 'o', .kind = OPT_TEXT,
		.offset = offsetof(struct report_opts, output), .value = "FILE",
		.help = "write there instead of to the screen; notices as html into a directory: a site"},
	{.name = "--profile", .kind = OPT_TEXT, .offset = offsetof(struct report_opts, profile),
		.value = "P", .help = "rule book of an inspection: guoban-2019, puchai-2015 ..."},
	{.name = "--sample", .kind = OPT_INT, .offset = offsetof(struct report_opts, sample),
		.value = "N", .help = "only N portals, drawn by lot and named"},
	{.name = "--seed", .kind = OPT_TEXT, .offset = offsetof(struct report_opts, seed),
		.value = "S", .help = "of the lot: the same seed draws the same portals"},
	{.name = "--open", .kind = OPT_FLAG, .offset = offsetof(struct report_opts, open),
		.help = "duties: only what is still owed; with --period 2025 the yearly review"},
	{.name = "--freeze", .kind = OPT_TEXT, .offset = offsetof(struct report_opts, freeze),
		.value = "NAME", .help = "keep the document and its facts; 'report frozen' shows them"},
	{.name = "--fail-on", .kind = OPT_TEXT, .offset = offsetof(struct report_opts, fail_on),
		.value = "STATE", .help = "exit 1 where this state or a worse one is met"},
	{0},
};

const char *report_format_of_name(const char *output)
{
	static const char *const ends[] = {"html", "csv", "json", "xlsx"};
	const char *dot = output ? strrchr(output, '.') : NULL;

	for (size_t i = 0; dot && i < sizeof(ends) / sizeof(ends[0]); i++)
		if (streq(dot + 1, ends[i]))
			return ends[i];
	return NULL;
}

static const char *format_of(const struct globals *g, const struct report_opts *o)
{
	const char *named = report_format_of_name(o->output);

	return o->format ? o->format : g->json ? "json" : named ? named : "text";
}

static size_t terminal_columns(const struct report_opts *o)
{
	struct winsize w;

	if (o->output || ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) < 0 || w.ws_col < 40)
		return 0;
	return w.ws_col;
}

static int open_stores(struct globals *g, bool freeze, struct report_opened *x)
{
	struct err e = {0};
	const char *dir;
	int status = cmd_config(g);
	int rc;

	if (status == 0)
		status = cmd_store_dir(g, &dir);
	if (status == 0)
		status = cmd_open(g, "pages", STORE_READ, &x->pages);
	if (status)
		return status;
	rc = store_open(dir, "alerts", freeze ? 0u : STORE_READ, &x->alerts, &e);
	if (rc == ERR_NOTFOUND && !freeze)
		rc = 0; /* nothing was judged yet */
	if (rc == 0)
		rc = calendar_load(g->config->calendar, &x->calendar, &e);
	if (rc == 0 && freeze && g->has_now && !store_is_simulation(x->pages))
		rc = err_set(&e, ERR_USAGE, "--now freezes only in a simulation");
	return rc < 0 ? cmd_fail(&e) : 0;
}

static void close_stores(struct report_opened *x)
{
	store_close(x->pages);
	store_close(x->alerts);
	calendar_free(x->calendar);
	arena_release(&x->arena);
}

/* Where the document goes, piece by piece. */
struct outlet {
	struct fs_out file;
	bool closed; /* a reader of our output that has seen enough is no fault */
};

static int take_piece(void *ctx, struct str piece, struct err *e)
{
	struct outlet *x = ctx;
	int rc = x->closed ? 0 : fs_out_add(&x->file, piece, e);

	x->closed = x->closed || rc == ERR_GONE;
	return rc == ERR_GONE ? 0 : rc;
}

static const struct {
	const char *state;
	int rank;
} fail_row[] = {
	{"due", 1}, {"unmeasured", 2}, {"undated", 3}, {"empty", 4}, {"overdue", 5},
	{"suspected", 1}, {"broken", 2},
};

static bool fail_rank(const char *state, int *rank)
{
	for (size_t i = 0; i < sizeof(fail_row) / sizeof(fail_row[0]); i++) {
		if (!streq(fail_row[i].state, state))
			continue;
		*rank = fail_row[i].rank;
		return true;
	}
	return false;
}

static int check_subjects(const struct config *c, char **argv)
{
	for (; *argv; argv++) {
		struct str s = str_of(*argv);
		size_t slash = str_findc(s, '/', 0);
		const struct portal_config *p = config_portal(c, str_sub(s, 0, slash));
		struct str column = str_sub(s, slash == SIZE_MAX ? s.n : slash + 1, s.n);

		if (p && (slash == SIZE_MAX || str_eqc(column, HOME_COLUMN) ||
				 portal_column(p, column)))
			continue;
		cmd_note("no portal or column '%s' in the configuration",
			*argv);
		return EXIT_USAGE;
	}
	return 0;
}

static int check_opts(const struct report_opts *o, struct report_ask *ask, int *fail_at)
{
	if (o->period && !period_parse(str_of(o->period), &ask->from_day, &ask->to_day)) {
		cmd_note("--period: expected 2026-10, 2026-W41, 2026Q3, 2026 or "
			"FROM..TO, found '%s'", o->period);
		return EXIT_USAGE;
	}
	if (o->fail_on && !fail_rank(o->fail_on, fail_at)) {
		cmd_note("--fail-on: unknown state '%s'", o->fail_on);
		return EXIT_USAGE;
	}
	if (o->sample < 0 || o->sample > INT32_MAX || (o->seed && !o->sample)) {
		cmd_note("--sample: expected a number of portals, and --seed only with "
		      "it");
		return EXIT_USAGE;
	}
	return 0;
}

static const char *const *list_of(char **subjects, struct arena *a)
{
	const char **only;
	size_t n = 0;

	while (subjects[n])
		n++;
	only = arena_array(a, n + 1, sizeof(*only));
	for (size_t i = 0; i < n; i++)
		only[i] = subjects[i];
	return only;
}

/* The notices as HTML into a directory are a site, not a document. */
static bool wants_site(const struct report_kind *k, const char *format, const char *output)
{
	struct str name = str_of(output);

	return streq(k->name, "notices") && streq(format, "html") && output &&
		!streq(output, "-") && !str_ends_nocase(name, STR(".html")) &&
		!str_ends_nocase(name, STR(".htm"));
}

/* The document, kept before it is shown. */
static int make_frozen(const struct report_opts *o, const struct report_kind *k,
	const char *format, struct report_opened *x, struct outlet *out, struct err *e)
{
	struct spool *made = spool_new();
	int rc = report_make_spooled(&x->ask, k, format, terminal_columns(o), STR_NONE, made, e);

	if (rc == 0)
		rc = frozen_keep(x->alerts, &x->ask, k, format, o->freeze, made,
			clock_now_ms(), e);
	if (rc == 0)
		rc = spool_each(made, take_piece, out, e);
	spool_free(made);
	return rc;
}

static int make_streamed(const struct report_opts *o, const struct report_kind *k,
	const char *format, struct report_opened *x, struct outlet *out, struct err *e)
{
	struct report_taker to = {take_piece, out};
	struct buf b = BUF_INIT(REPORT_BYTES_MAX);
	int rc;

	x->ask.to = &to;
	rc = report_make(&x->ask, k, format, terminal_columns(o), STR_NONE, &b, e);
	if (rc == 0 && !buf_ok(&b))
		rc = err_set(e, ERR_TOOBIG, "a part of the report is larger than 1 GB");
	x->ask.to = NULL;
	buf_release(&b);
	return rc;
}

static int make(struct globals *g, const struct report_opts *o, const struct report_kind *k,
	struct report_opened *x)
{
	const char *format = format_of(g, o);
	struct outlet out = {0};
	struct err e = {0};
	int rc;

	if (wants_site(k, format, o->output) && !o->freeze)
		return site_write(&x->ask, o->output, &e) < 0 ? cmd_fail(&e) : 0;
	rc = fs_out_open(&out.file, o->output ? o->output : "-", 0644, &e);
	if (rc < 0)
		return cmd_fail(&e);
	rc = o->freeze ? make_frozen(o, k, format, x, &out, &e)
		       : make_streamed(o, k, format, x, &out, &e);
	if (rc == 0)
		rc = fs_out_end(&out.file, false, &e);
	else
		fs_out_drop(&out.file);
	return rc < 0 ? cmd_fail(&e) : 0;
}

static int with_stores(struct globals *g, const struct report_opts *o,
	const struct report_kind *k, int argc, char **argv)
{
	struct report_opened x = {.ask = {.from_day = DAY_NONE, .to_day = DAY_NONE,
		.unit = o->unit, .tag = o->tag, .profile = o->profile, .sample = (int)o->sample,
		.seed = o->seed, .open_only = o->open}};
	int fail_at = 0, status = open_stores(g, o->freeze != NULL, &x);
	struct err e = {0};

	if (status == 0 && k)
		status = check_subjects(g->config, argv);
	if (status == 0)
		status = check_opts(o, &x.ask, &fail_at);
	if (status == 0) {
		x.ask.lang = lang_of(cmd_lang(g));
		x.ask.subjects = list_of(argv, &x.arena);
		x.ask.config = g->config;
		x.ask.calendar = x.calendar;
		x.ask.now_ms = o->at ? o->at : clock_now_ms();
		x.ask.arena = &x.arena;
		status = report_begin(&x.ask, x.pages, x.alerts, &e) < 0 ? cmd_fail(&e)
			: cmd_unit(g, x.ask.alerts, &x.ask.unit);
		if (status == 0)
			status = cmd_tag(g, x.ask.tag);
		if (status == 0)
			status = k ? make(g, o, k, &x)
				   : report_frozen(g, &x, argc, argv, o->format, o->output);
		report_end(&x.ask);
	}
	if (status == 0 && o->fail_on && x.ask.worst_rank >= fail_at)
		status = EXIT_FOUND;
	close_stores(&x);
	return status;
}

static int run(struct globals *g, const void *given, int argc, char **argv)
{
	extern const struct cmd cmd_report;
	const struct report_kind *k = argc ? report_find(argv[0]) : NULL;
	struct buf names = BUF_INIT(1000);
	int status;

	if (!k && !(argc && streq(argv[0], "frozen"))) {
		report_names(&names);
		status = cmd_usage(&cmd_report, "expected a kind of report: %s, or frozen",
			buf_cstr(&names));
		buf_release(&names);
		return status;
	}
	return with_stores(g, given, k, argc - 1, argv + 1);
}

const struct cmd cmd_report = {
	.name = "report",
	.args = "KIND [PORTAL[/COLUMN]...] | frozen [NAME]",
	.summary = "freshness, inspection, bulletin and other reports in five forms",
	.common = true,
	.opts = opts,
	.opts_size = sizeof(struct report_opts),
	.run = run,
};
