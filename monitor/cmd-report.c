/* report: the documents an office files, in several forms. */
#include "base/clock.h"
#include "base/fs.h"
#include "base/log.h"
#include "monitor/cmd.h"
#include "monitor/report-make.h"

#include <stdio.h>
#include <stdlib.h>
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
		.value = "U", .help = "only columns of this unit"},
	{.name = "--tag", .kind = OPT_TEXT, .offset = offsetof(struct report_opts, tag),
		.value = "T", .help = "only portals and columns with this tag"},
	{.name = "--period", .kind = OPT_TEXT, .offset = offsetof(struct report_opts, period),
		.value = "2026-10|2026Q3|2026|FROM..TO", .help = "of this time"},
	{.name = "--at", .kind = OPT_TIME, .offset = offsetof(struct report_opts, at),
		.value = "TIME", .help = "as it stood at this time"},
	{.name = "--format", .kind = OPT_TEXT, .offset = offsetof(struct report_opts, format),
		.value = "FORMAT", .help = "text, csv, json, html or xlsx (from the name of -o)"},
	{.name = "--output", .letter = 'o', .kind = OPT_TEXT,
		.offset = offsetof(struct report_opts, output), .value = "FILE",
		.help = "write there instead of to the screen"},
	{.name = "--profile", .kind = OPT_TEXT, .offset = offsetof(struct report_opts, profile),
		.value = "P", .help = "rule book of an inspection: guoban-2019, puchai-2015 ..."},
	{.name = "--sample", .kind = OPT_INT, .offset = offsetof(struct report_opts, sample),
		.value = "N", .help = "only N portals, drawn by lot and named"},
	{.name = "--seed", .kind = OPT_TEXT, .offset = offsetof(struct report_opts, seed),
		.value = "S", .help = "of the lot: the same seed draws the same portals"},
	{.name = "--fail-on", .kind = OPT_TEXT, .offset = offsetof(struct report_opts, fail_on),
		.value = "STATE", .help = "exit 1 where this state or a worse one is met"},
	{0},
};

static const char *format_of(const struct globals *g, const struct report_opts *o)
{
	static const char *const ends[] = {"html", "csv", "json", "xlsx"};

	if (o->format)
		return o->format;
	if (g->json)
		return "json";
	for (size_t i = 0; o->output && i < sizeof(ends) / sizeof(ends[0]); i++) {
		const char *dot = strrchr(o->output, '.');

		if (dot && streq(dot + 1, ends[i]))
			return ends[i];
	}
	return "text";
}

static size_t terminal_columns(const struct report_opts *o)
{
	struct winsize w;

	if (o->output || ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) < 0 || w.ws_col < 40)
		return 0;
	return w.ws_col;
}

struct opened {
	struct store *pages, *alerts;
	struct calendar *calendar;
	struct arena arena;
};

static int open_stores(struct globals *g, struct opened *x)
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
	rc = store_open(dir, "alerts", STORE_READ, &x->alerts, &e);
	if (rc == ERR_NOTFOUND)
		rc = 0; /* nothing was judged yet */
	if (rc == 0)
		rc = calendar_load(g->config->calendar, &x->calendar, &e);
	return rc < 0 ? cmd_fail(&e) : 0;
}

static void close_stores(struct opened *x)
{
	store_close(x->pages);
	store_close(x->alerts);
	calendar_free(x->calendar);
	arena_release(&x->arena);
}

static int put_out(const struct report_opts *o, struct buf *b)
{
	struct err e = {0};

	if (!buf_ok(b))
		return fputs("portalwatch: the report is larger than 1 GB; ask for less\n", stderr),
		       EXIT_MACHINE;
	if (!o->output || streq(o->output, "-"))
		return cmd_out(b);
	return fs_write_fast(o->output, buf_str(b), 0644, &e) < 0 ? cmd_fail(&e) : 0;
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

		if (p && (slash == SIZE_MAX || str_eqc(column, "home") ||
				 portal_column(p, column)))
			continue;
		fprintf(stderr, "portalwatch: no portal or column '%s' in the configuration\n",
			*argv);
		return EXIT_USAGE;
	}
	return 0;
}

static int make(struct globals *g, const struct report_opts *o, const struct report_kind *k,
	char **subjects)
{
	struct buf b = BUF_INIT(REPORT_BYTES_MAX);
	struct opened x = {0};
	struct err e = {0};
	struct report_ask ask = {.lang = lang_of(cmd_lang(g)), .from_day = DAY_NONE,
		.to_day = DAY_NONE, .unit = o->unit, .tag = o->tag, .profile = o->profile,
		.sample = (int)o->sample, .seed = o->seed};
	const char **only = mem_alloc(sizeof(*only));
	int fail_at = 0, status = open_stores(g, &x);
	size_t n = 0;

	for (; subjects[n]; n++) {
		only = mem_realloc(only, (n + 2) * sizeof(*only));
		only[n] = subjects[n];
	}
	only[n] = NULL;
	ask.subjects = only;
	ask.lang = lang_of(cmd_lang(g));
	if (status == 0)
		status = check_subjects(g->config, subjects);
	if (status == 0 && o->period &&
		!report_period(str_of(o->period), &ask.from_day, &ask.to_day))
		status = (fprintf(stderr, "portalwatch: --period: expected 2026-10, 2026Q3, 2026 "
					  "or FROM..TO, found '%s'\n", o->period),
			EXIT_USAGE);
	if (status == 0 && o->fail_on && !fail_rank(o->fail_on, &fail_at))
		status = (fprintf(stderr, "portalwatch: --fail-on: unknown state '%s'\n",
				  o->fail_on),
			EXIT_USAGE);
	if (status == 0) {
		ask.config = g->config;
		ask.calendar = x.calendar;
		ask.now_ms = o->at ? o->at : clock_now_ms();
		ask.arena = &x.arena;
		status = report_begin(&ask, x.pages, x.alerts, &e) < 0 ||
			report_make(&ask, k, format_of(g, o), terminal_columns(o), STR_NONE, &b,
				&e) < 0
			? cmd_fail(&e)
			: put_out(o, &b);
		report_end(&ask);
	}
	if (status == 0 && o->fail_on && ask.worst_rank >= fail_at)
		status = EXIT_FOUND;
	free(only);
	close_stores(&x);
	buf_release(&b);
	return status;
}

static int run(struct globals *g, const void *given, int argc, char **argv)
{
	extern const struct cmd cmd_report;
	const struct report_kind *k = argc ? report_find(argv[0]) : NULL;
	struct buf names = BUF_INIT(1000);
	int status;

	if (!k) {
		report_names(&names);
		status = cmd_usage(&cmd_report, "expected a kind of report: %s",
			buf_cstr(&names));
		buf_release(&names);
		return status;
	}
	return make(g, given, k, argv + 1);
}

const struct cmd cmd_report = {
	.name = "report",
	.args = "KIND [PORTAL[/COLUMN]...]",
	.summary = "freshness, links and other reports as text, CSV, JSON, HTML or XLSX",
	.common = true,
	.opts = opts,
	.opts_size = sizeof(struct report_opts),
	.run = run,
};
