/* The subcommands of `store`, one file each beside cmd-store.c. */
#ifndef STORE_VERBS_H
#define STORE_VERBS_H

#include "monitor/cmd.h"
#include "monitor/lang.h"

struct store_opts {
	bool simulation;   /* init */
	bool dry_run;	   /* prune */
	bool jsonl;	   /* export */
	const char *warc;  /* export: file */
	int64_t since_ms, until_ms; /* export; 0: open */
};

extern const struct cmd cmd_store;

/* The environments of a data directory, in the order in which a backup takes them. */
static const char *const store_envs[] = {"alerts", "pages"};
#define STORE_ENVS 2

/* argv without the subcommand's name; `dir` is the data directory. */
int store_verify_verb(struct globals *g, const char *dir);
int store_backup_verb(struct globals *g, const char *dir, const char *to);
int store_restore_verb(struct globals *g, const char *dir, const char *from);
int store_prune_verb(struct globals *g, const char *dir, const struct store_opts *o);
int store_export_verb(struct globals *g, const char *dir, const struct store_opts *o);

#endif
