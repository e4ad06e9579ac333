/* What commands share: errors to exit status, configuration, store, output. */
#include "monitor/cmd.h"

#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int cmd_fail(const struct err *e)
{
	fprintf(stderr, "portalwatch: %s\n", e->text[0] ? e->text : said(err_text(e->code)));
	if (e->code == ERR_FULL)
		fprintf(stderr, "%s\n", said("Free some room and run it again: what was recorded is kept."));
	switch ((enum err_code)e->code) {
	case ERR_USAGE:
	case ERR_CONFIG:
	case ERR_INVAL:
	case ERR_SYNTAX:
		return EXIT_USAGE;
	case ERR_OK:
	case ERR_TOOBIG:
	case ERR_NOTFOUND:
	case ERR_EXISTS:
	case ERR_IO:
	case ERR_FULL:
	case ERR_LOCKED:
	case ERR_VERSION:
	case ERR_CORRUPT:
	case ERR_NET:
	case ERR_TIMEOUT:
	case ERR_PROTO:
	case ERR_DENIED:
	case ERR_AGAIN:
	case ERR_UNSUPPORTED:
	case ERR_GONE:
		return EXIT_MACHINE;
	}
	return EXIT_MACHINE;
}

int cmd_usage(const struct cmd *c, const char *fmt, ...)
{
	va_list ap;

	fputs("portalwatch: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, said(fmt), ap);
	va_end(ap);
	fprintf(stderr, "\n%s portalwatch %s %s\n", said("usage:"), c->name, c->args ? c->args : "");
	return EXIT_USAGE;
}

void cmd_note(const char *fmt, ...)
{
	va_list ap;

	fputs("portalwatch: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, said(fmt), ap);
	va_end(ap);
	fputc('\n', stderr);
}

static void print_faults(const struct config_faults *f)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct config_fault *x = &f->list[i];

		if (x->note)
			continue;
		if (x->line > 0)
			fprintf(stderr, "%s:%d: ", x->file, x->line);
		else
			fprintf(stderr, "%s: ", x->file);
		fprintf(stderr, "%s%s\n", x->warning ? said("warning: ") : "", x->text);
	}
}

int cmd_config(struct globals *g)
{
	struct config_faults faults = {0};
	struct err e = {0};
	char *path;
	int rc;

	if (g->config)
		return 0;
	path = config_find(g->config_file);
	if (!path) {
		cmd_note("no configuration found: give one with -c FILE, or make one with "
			"'portalwatch init URL'");
		return EXIT_USAGE;
	}
	rc = config_load(path, &g->config, &faults, &e);
	if (rc < 0)
		print_faults(&faults);
	if (rc < 0 && faults.nerrors == 0)
		cmd_fail(&e);
	config_faults_release(&faults);
	free(path);
	if (rc < 0)
		return rc == ERR_IO ? EXIT_MACHINE : EXIT_USAGE;
	if (g->has_now && !time_parse(str_of(g->now_text), g->config->zone, &g->now_ms)) {
		cmd_note("--now: not a time: '%s'", g->now_text);
		return EXIT_USAGE;
	}
	return 0;
}

int cmd_store_dir(struct globals *g, const char **out)
{
	int status;

	if (g->store_dir) {
		*out = g->store_dir;
		return 0;
	}
	status = cmd_config(g);
	if (status == 0)
		*out = g->config->store;
	return status;
}

int cmd_open(struct globals *g, const char *env, unsigned flags, struct store **out)
{
	struct err e = {0};
	const char *dir;
	int status = cmd_store_dir(g, &dir);

	if (status)
		return status;
	return store_open(dir, env, flags, out, &e) < 0 ? cmd_fail(&e) : 0;
}

const struct zone *cmd_zone(const struct globals *g)
{
	return g->config ? g->config->zone : zone_shanghai();
}

int cmd_out(struct buf *b)
{
	size_t at = 0;
	int status = 0;

	while (at < b->n) {
		ssize_t n = write(STDOUT_FILENO, b->p + at, b->n - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			status = errno == EPIPE ? 0 : EXIT_MACHINE;
			if (status)
				cmd_note("cannot write standard output: %s", strerror(errno));
			break;
		}
		at += (size_t)n;
	}
	buf_clear(b);
	return status;
}

const char *cmd_lang(const struct globals *g)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

	if (g->lang)
		return g->lang;
	if (g->config && g->config->language[0])
		return g->config->language;
	/* a verb that reads no configuration speaks the language of one that was named */
	if (!g->config && g->config_file && config_language(g->config_file)[0])
		return config_language(g->config_file);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *v = getenv(names[i]);

		if (v && v[0])
			return strncmp(v, "zh", 2) == 0 ? "zh" : "en";
	}
	return "en";
}
