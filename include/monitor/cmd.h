/* Commands: one file each, one const struct each, one line in the table of main.c.
 *
 * Results go to stdout through cmd_out, everything else to stderr. Exit status: 0 done,
 * nothing wrong; 1 done, problems found; 2 usage or configuration; 3 the machine failed. */
#ifndef MONITOR_CMD_H
#define MONITOR_CMD_H

#include "base/civil.h"
#include "base/err.h"
#include "crawler/config.h"
#include "crawler/store.h"

enum { EXIT_FINE = 0, EXIT_FOUND = 1, EXIT_USAGE = 2, EXIT_MACHINE = 3 };

#define DISK_FAIL (INT64_C(100) << 20) /* less holds not even a day of a middling portal */

/* Global options, before the verb. */
struct globals {
	const char *config_file; /* -c; NULL: searched */
	const char *store_dir;	 /* --store; NULL: from the configuration */
	const char *lang;	 /* --lang; NULL */
	bool quiet, verbose;
	bool json;		 /* --json, taken from anywhere after the verb */
	bool has_now;
	int64_t now_ms;		 /* --now, resolved with the installation's zone */
	const char *now_text;
	int verb_argc;
	char **verb_argv;	 /* as given, verb first */
	struct config *config;	 /* after cmd_config */
};

enum opt_kind { OPT_FLAG, OPT_TEXT, OPT_INT, OPT_REAL, OPT_TIME, OPT_DURATION, OPT_LIST };

/* A verb's option. Filled into a struct of the verb by offset: bool, const char *,
 * int64_t, double, int64_t (ms), int64_t (ms), struct opt_list. */
struct opt {
	const char *name;  /* "--since" */
	char letter;	   /* 'o' for -o, 0 none */
	enum opt_kind kind;
	size_t offset;
	const char *value; /* name of the value in help: "TIME"; NULL for flags */
	const char *help;
};
struct opt_list {
	const char *item[64];
	size_t n;
};

struct cmd {
	const char *name;
	const char *args;    /* "URL [DIR]" */
	const char *summary; /* one line */
	bool common;	     /* shown by plain --help */
	bool hidden;
	const struct opt *opts; /* name NULL ends */
	size_t opts_size;	/* of the struct that opts fill */
	int (*run)(struct globals *g, const void *opts, int argc, char **argv);
};

/* Prints "portalwatch: text" to stderr and returns the exit status of the error's kind. */
int cmd_fail(const struct err *e);
int cmd_usage(const struct cmd *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* A line for people on standard error, in their language: "portalwatch: ...". */
void cmd_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Of --unit and --tag, which may be NULL: 0, and the present name for a former one, or the
 * exit status where nothing has that name. alerts may be NULL. */
int cmd_unit(struct globals *g, struct store_txn *alerts, const char **unit);
int cmd_tag(struct globals *g, const char *tag);
/* Loads the configuration (faults are printed); 0 or the exit status. */
int cmd_config(struct globals *g);
/* Directory of the store: --store, else from the configuration; 0 or exit status. */
int cmd_store_dir(struct globals *g, const char **out);
/* Opens an environment for reading. 0 or exit status. */
int cmd_open(struct globals *g, const char *env, unsigned flags, struct store **out);
/* The installation's zone, UTC+8 without configuration. */
const struct zone *cmd_zone(const struct globals *g);
/* Writes b to stdout and empties it; 0 or EXIT_MACHINE (a closed pipe is fine). */
int cmd_out(struct buf *b);
/* "zh" or "en": --lang, else configuration, else locale. */
const char *cmd_lang(const struct globals *g);

#endif
