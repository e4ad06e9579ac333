/* portalwatch: global options, the table of commands, and nothing else. */
#include "base/clock.h"
#include "base/log.h"
#include "monitor/cmd.h"
#include "monitor/cmds.h"
#include "monitor/lang.h"
#include "monitor/receiver.h"
#include "monitor/rule.h"

#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Sorted by what a newcomer reads first. */
static const struct cmd *const table[] = {
#define X(name) &name,
#include "monitor/cmds.def"
#undef X
};

#define NCMDS (sizeof(table) / sizeof(table[0]))

static const struct cmd *find(const char *name)
{
	for (size_t i = 0; i < NCMDS; i++)
		if (streq(table[i]->name, name))
			return table[i];
	return NULL;
}

/* --- the language of what is said beside results --- */

static struct globals globals;
static enum lang spoken;
static bool settled;

/* The option first, then the configuration, then the locale (DESIGN 11). A message that comes
 * before a configuration was read looks for its language there. */
static const char *speak(const char *english)
{
	if (!settled) {
		char *path = globals.lang ? NULL : config_find(globals.config_file);
		const char *word;

		settled = true; /* what is said meanwhile is said in English */
		word = path ? config_language(path) : "";
		spoken = lang_of(word[0] ? word : cmd_lang(&globals));
		free(path);
	}
	return lang_text(spoken, english);
}

static void language_known(const char *word)
{
	settled = true;
	spoken = lang_of(globals.lang ? globals.lang : word);
}

static int print_version(void)
{
	printf("portalwatch %s\n", PW_VERSION);
	printf("built with:%s%s%s\n",
#ifdef PW_HAVE_SECCOMP
		" seccomp",
#else
		"",
#endif
#ifdef PW_HAVE_XLSX
		" xlsx",
#else
		"",
#endif
#ifdef PW_HAVE_WEB
		" web"
#else
		""
#endif
	);
	return EXIT_FINE;
}

/* A row of help; what explains a long head stands below it. */
static void print_row(const char *head, int width, const char *text)
{
	if (strlen(head) <= (size_t)width)
		printf("  %-*s %s\n", width, head, text);
	else
		printf("  %s\n  %-*s %s\n", head, width, "", text);
}

static int print_help(bool all)
{
	printf("%s\n\n%s portalwatch [-c FILE] [--store DIR] [--now TIME] [--lang zh|en] [-q|-v] "
	       "VERB ...\n\n", said("portalwatch watches government portals: new, changed and withdrawn "
	       "notices,\nbroken links, stale columns."), said("usage:"));
	for (size_t i = 0; i < NCMDS; i++) {
		char head[300];

		if (table[i]->hidden || (!all && !table[i]->common))
			continue;
		snprintf(head, sizeof(head), "%s %s", table[i]->name,
			table[i]->args ? table[i]->args : "");
		print_row(head, 38, said(table[i]->summary));
	}
	printf("\n%s\n", all ? said("'portalwatch VERB --help' explains a verb.")
			     : said("'portalwatch help --all' shows the other verbs, "
				   "'portalwatch VERB --help' explains one."));
	return EXIT_FINE;
}

static int print_cmd_help(const struct cmd *c)
{
	printf("%s portalwatch %s %s\n%s\n\n", said("usage:"), c->name, c->args ? c->args : "",
		said(c->summary));
	for (const struct opt *o = c->opts; o && o->name; o++) {
		char head[100], letter[8] = "";

		if (o->letter)
			snprintf(letter, sizeof(letter), "-%c, ", o->letter);
		snprintf(head, sizeof(head), "%s%s%s%s", letter, o->name, o->value ? " " : "",
			o->value ? o->value : "");
		print_row(head, 28, said(o->help));
	}
	print_row("--json", 28, said("JSON lines instead of text"));
	return EXIT_FINE;
}

static int usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static int usage(const char *fmt, ...)
{
	va_list ap;

	fputs("portalwatch: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, said(fmt), ap);
	va_end(ap);
	fprintf(stderr, "\n%s\n", said("'portalwatch --help' shows the verbs"));
	return EXIT_USAGE;
}

struct global_opt {
	const char *name;
	bool takes_value;
};

static const struct global_opt global_opts[] = {
	{"-c", true}, {"--store", true}, {"--now", true}, {"--lang", true},
	{"-q", false}, {"-v", false}, {"-vv", false}, {"--help", false}, {"-h", false},
	{"--version", false}, {"--json", false},
};

static const struct global_opt *global_find(const char *name)
{
	for (size_t i = 0; i < sizeof(global_opts) / sizeof(global_opts[0]); i++)
		if (streq(global_opts[i].name, name))
			return &global_opts[i];
	return NULL;
}

static int set_global(struct globals *g, const char *name, const char *value)
{
	if (streq(name, "-c")) {
		g->config_file = value;
	} else if (streq(name, "--store")) {
		g->store_dir = value;
	} else if (streq(name, "--lang")) {
		g->lang = value;
		if (!streq(value, "zh") && !streq(value, "en"))
			return usage("--lang: expected zh or en, found '%s'", value);
	} else if (streq(name, "--now")) {
		g->now_text = value;
		g->has_now = true;
		if (!time_parse(str_of(value), zone_shanghai(), &g->now_ms))
			return usage("--now: expected a time such as 2026-03-01T09:00:00+08:00, "
				     "found '%s'", value);
	} else if (streq(name, "-q")) {
		g->quiet = true;
		log_set_level(LOG_ERROR);
	} else if (streq(name, "-v") || streq(name, "-vv")) {
		g->verbose = true;
		log_set_level(name[2] ? LOG_DEBUG : LOG_INFO);
	} else if (streq(name, "--json")) {
		g->json = true;
	}
	return 0;
}

static int bad_value(const struct opt *o, const char *value)
{
	cmd_note("%s: expected %s, found '%s'", o->name,
		o->value ? o->value : said("no value"), value);
	return EXIT_USAGE;
}

static int set_opt(struct globals *g, const struct opt *o, void *into, char *value)
{
	char *at = (char *)into + o->offset;
	struct opt_list *list;
	int64_t i;
	double d;

	switch (o->kind) {
	case OPT_FLAG:
		*(bool *)(void *)at = true;
		return 0;
	case OPT_TEXT:
		memcpy(at, &value, sizeof(value));
		return 0;
	case OPT_INT:
		if (!str_int(str_of(value), INT64_MIN + 1, INT64_MAX, &i)) {
			cmd_note("%s: expected a whole number, found '%s'", o->name, value);
			return EXIT_USAGE;
		}
		memcpy(at, &i, sizeof(i));
		return 0;
	case OPT_REAL:
		if (!str_real(str_of(value), -1e12, 1e12, &d))
			return bad_value(o, value);
		memcpy(at, &d, sizeof(d));
		return 0;
	case OPT_TIME:
		if (!time_parse(str_of(value), cmd_zone(g), &i))
			return bad_value(o, value);
		memcpy(at, &i, sizeof(i));
		return 0;
	case OPT_DURATION:
		if (!duration_parse(str_of(value), &i)) {
			cmd_note("%s: expected a time such as 30s, 15m or 2h, found '%s'", o->name,
				value);
			return EXIT_USAGE;
		}
		memcpy(at, &i, sizeof(i));
		return 0;
	case OPT_LIST:
		list = (void *)at;
		if (list->n == sizeof(list->item) / sizeof(list->item[0]))
			return bad_value(o, value);
		list->item[list->n++] = value;
		return 0;
	}
	return 0;
}

static const struct opt *opt_find(const struct cmd *c, struct str name)
{
	for (const struct opt *o = c->opts; o && o->name; o++) {
		if (str_eqc(name, o->name))
			return o;
		if (name.n == 2 && name.p[0] == '-' && o->letter && name.p[1] == o->letter)
			return o;
	}
	return NULL;
}

/* One option of the verb at argv[*i]; *i is moved over its value. */
static int take_opt(struct globals *g, const struct cmd *c, void *into, int argc,
	char **argv, int *i)
{
	char *arg = argv[*i], *eq = strchr(arg, '=');
	struct str name = str_n(arg, eq && arg[1] == '-' ? (size_t)(eq - arg) : strlen(arg));
	const struct opt *o = opt_find(c, name);
	char *value = name.n < strlen(arg) ? eq + 1 : NULL;

	if (!o)
		return cmd_usage(c, "unknown option '%s'", arg);
	if (o->kind == OPT_FLAG)
		return value ? bad_value(o, value) : set_opt(g, o, into, NULL);
	if (!value && *i + 1 >= argc)
		return cmd_usage(c, "%s: expected %s", arg, o->value ? o->value : said("a value"));
	if (!value)
		value = argv[++*i];
	return set_opt(g, o, into, value);
}

/* Options anywhere after the verb; "--" ends them. What is left is in rest. */
static int run_verb(struct globals *g, const struct cmd *c, int argc, char **argv)
{
	char **rest = mem_alloc(((size_t)argc + 1) * sizeof(char *));
	void *into = mem_alloc(c->opts_size + 1);
	bool ended = false;
	int n = 0, status = 0;

	for (int i = 0; i < argc && status == 0; i++) {
		char *arg = argv[i];

		if (ended || arg[0] != '-' || arg[1] == '\0')
			rest[n++] = arg;
		else if (streq(arg, "--"))
			ended = true;
		else if (streq(arg, "--json") && !opt_find(c, STR("--json")))
			g->json = true;
		else if (streq(arg, "--help")) {
			status = print_cmd_help(c);
			goto out;
		} else
			status = take_opt(g, c, into, argc, argv, &i);
	}
	if (status == 0)
		status = c->run(g, into, n, rest);
out:
	config_free(g->config);
	free(into);
	free(rest);
	return status;
}

int main(int argc, char **argv)
{
	const struct cmd *c;
	int i = 1;

	setlocale(LC_CTYPE, "C.UTF-8");
	signal(SIGPIPE, SIG_IGN);
	config_set_rule_check(rule_check);
	receiver_kinds_known();
	said_set(speak);
	config_set_language_fn(language_known);
	for (; i < argc && argv[i][0] == '-'; i++) {
		const struct global_opt *o = global_find(argv[i]);
		int status;

		if (!o)
			return usage("unknown option '%s' before the verb", argv[i]);
		if (streq(o->name, "--help") || streq(o->name, "-h"))
			return print_help(false);
		if (streq(o->name, "--version"))
			return print_version();
		if (o->takes_value && i + 1 >= argc)
			return usage("%s: expected a value", argv[i]);
		status = set_global(&globals, o->name, o->takes_value ? argv[++i] : NULL);
		if (status)
			return status;
	}
	if (i >= argc)
		return usage("expected a verb");
	if (streq(argv[i], "help"))
		return print_help(i + 1 < argc && streq(argv[i + 1], "--all"));
	c = find(argv[i]);
	if (!c)
		return usage("unknown verb '%s'", argv[i]);
	if (strncmp(c->name, "role-", 5) == 0)
		said_set(NULL); /* no files are read there */
	if (globals.has_now)
		clock_set_now(globals.now_ms);
	globals.verb_argc = argc - i;
	globals.verb_argv = argv + i;
	return run_verb(&globals, c, argc - i - 1, argv + i + 1);
}
