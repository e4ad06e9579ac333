/* portalwatch config check|print: every fault of the configuration, or every setting. */
#include "monitor/cmd.h"

#include "monitor/calendar-text.h"

#include "base/clock.h"
#include "base/fs.h"
#include "base/out.h"
#include "crawler/opml.h"

#include <stdio.h>
#include <stdlib.h>

#define PRINT_MAX ((size_t)256 << 20) /* 20,000 portals with every key */

struct config_opts {
	bool lenient;
	bool defaults, keys;
};

static const char *fault_kind(const struct config_fault *x)
{
	return x->note ? "note" : x->warning ? "warning" : "error";
}

static void fault_json(struct buf *b, const struct config_fault *x)
{
	struct jw j = jw_on(b);

	jw_open(&j, '{');
	jw_kcstr(&j, "file", x->file);
	jw_key(&j, "line");
	if (x->line > 0)
		jw_int(&j, x->line);
	else
		jw_null(&j);
	jw_kcstr(&j, "kind", fault_kind(x));
	jw_kcstr(&j, "text", x->text);
	jw_close(&j, '}');
	buf_addc(b, '\n');
}

static void fault_text(struct buf *b, const struct config_fault *x)
{
	out_term(b, str_of(x->file));
	if (x->line > 0)
		buf_addf(b, ":%d", x->line);
	buf_adds(b, ": ");
	if (x->note || x->warning)
		buf_addf(b, "%s: ", said(fault_kind(x)));
	out_term(b, str_of(x->text));
	buf_addc(b, '\n');
}

static void summary(const struct config *c, const struct config_faults *f, bool json,
	struct buf *b)
{
	size_t ncolumns = 0, nwaiting = 0;

	for (size_t i = 0; i < c->nportals; i++)
		for (size_t k = 0; k < c->portals[i].ncolumns; k++) {
			ncolumns++;
			nwaiting += c->portals[i].columns[k].url[0] == '\0';
		}
	if (json) {
		struct jw j = jw_on(b);

		jw_open(&j, '{');
		jw_key(&j, "summary");
		jw_open(&j, '{');
		jw_kint(&j, "portals", (int64_t)c->nportals);
		jw_kint(&j, "columns", (int64_t)ncolumns);
		jw_kint(&j, "waiting", (int64_t)nwaiting);
		jw_kint(&j, "receivers", (int64_t)c->nreceivers);
		jw_kint(&j, "warnings", (int64_t)f->nwarnings);
		jw_close(&j, '}');
		jw_close(&j, '}');
	} else
		buf_addf(b,
			said("%s: %zu portals, %zu columns (%zu without an address yet), "
			"%zu receivers, %zu duty files; %zu warnings"),
			c->file, c->nportals, ncolumns, nwaiting, c->nreceivers,
			c->ndocuments, f->nwarnings);
	buf_addc(b, '\n');
}

static int64_t now_of(const struct globals *g, const struct config *c)
{
	int64_t ms;

	return g->has_now && time_parse(str_of(g->now_text), c->zone, &ms) ? ms : clock_now_ms();
}

/* Faults are the result of this command: they go to stdout with --json, to stderr without,
 * where every other command prints them too. */
static int check(struct globals *g, const struct config_opts *o, const char *path)
{
	struct config_faults f = {0};
	struct buf b = BUF_INIT(PRINT_MAX);
	struct config *c = NULL;
	struct err e = {0};
	int rc = config_load(path, &c, &f, &e), status;

	if (rc == 0)
		calendar_check(c, day_of_ms(now_of(g, c), c->zone), &f);
	if (f.nerrors)
		rc = ERR_CONFIG;
	for (size_t i = 0; i < f.n; i++) {
		if (g->json)
			fault_json(&b, &f.list[i]);
		else
			fault_text(&b, &f.list[i]);
	}
	if (!g->json) {
		fputs(buf_cstr(&b), stderr);
		buf_clear(&b);
	}
	status = f.nwarnings > 0 && !o->lenient ? EXIT_FOUND : EXIT_FINE;
	if (rc < 0) {
		status = f.nerrors > 0 ? EXIT_USAGE : cmd_fail(&e);
		if (rc == ERR_NOTFOUND)
			status = EXIT_USAGE;
	} else
		summary(c, &f, g->json, &b);
	if (cmd_out(&b) != 0)
		status = EXIT_MACHINE;
	if (rc < 0 && f.nerrors > 0)
		cmd_note("errors: %zu, warnings: %zu", f.nerrors,
			f.nwarnings);
	config_free(c);
	config_faults_release(&f);
	buf_release(&b);
	return status;
}

static int print(struct globals *g, const struct config_opts *o)
{
	struct buf b = BUF_INIT(PRINT_MAX);
	int status;

	if (o->keys) {
		config_print_keys(&b);
	} else if (o->defaults) {
		config_print(NULL, &b);
	} else {
		status = cmd_config(g);
		if (status)
			return status;
		if (g->json)
			config_print_json(g->config, &b);
		else
			config_print(g->config, &b);
	}
	status = cmd_out(&b);
	buf_release(&b);
	return status;
}

static int opml(struct globals *g)
{
	struct buf b = BUF_INIT(PRINT_MAX);
	int status = cmd_config(g);

	if (status)
		return status;
	opml_write(g->config, &b);
	status = cmd_out(&b);
	buf_release(&b);
	return status;
}

static int run(struct globals *g, const void *opts, int argc, char **argv);

static const struct opt config_opts[] = {
	{"--lenient", 0, OPT_FLAG, offsetof(struct config_opts, lenient), NULL,
		"check: exit 0 in spite of warnings (for service managers)"},
	{"--defaults", 0, OPT_FLAG, offsetof(struct config_opts, defaults), NULL,
		"print: the defaults, without reading a configuration"},
	{"--keys", 0, OPT_FLAG, offsetof(struct config_opts, keys), NULL,
		"print: one line per key, for scripts"},
	{0},
};

const struct cmd cmd_config_verb = {
	.name = "config",
	.args = "check|print|opml [FILE]",
	.summary = "check the configuration, print every setting, or its columns as OPML",
	.opts = config_opts,
	.opts_size = sizeof(struct config_opts),
	.run = run,
};

static int run(struct globals *g, const void *opts, int argc, char **argv)
{
	char *path;
	int status;

	if (argc < 1 || argc > 2 ||
		(!streq(argv[0], "check") && !streq(argv[0], "print") &&
			!streq(argv[0], "opml")))
		return cmd_usage(&cmd_config_verb, "expected check, print or opml");
	if (argc == 2)
		g->config_file = argv[1];
	if (streq(argv[0], "print"))
		return print(g, opts);
	if (streq(argv[0], "opml"))
		return opml(g);
	path = config_find(g->config_file);
	if (!path) {
		cmd_note("no configuration found: give one with -c FILE");
		return EXIT_USAGE;
	}
	status = check(g, opts, path);
	free(path);
	return status;
}
