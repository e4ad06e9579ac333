/* What the files of the verb `inspection` share. */
#ifndef CMD_INSPECTION_H
#define CMD_INSPECTION_H

#include "monitor/cmd.h"
#include "monitor/lang.h"
#include "monitor/person-mark.h"

struct inspection_opts {
	const char *profile, *period, *by, *reason, *evidence, *output;
	bool undo, dry_run;
};

struct inspecting {
	struct globals *g;
	const struct inspection_opts *o;
	enum lang lang;
	struct buf out;
	struct arena arena;
	struct store *store;
	struct store_txn *alerts;
	struct profile *profile;
	int32_t from, to; /* the period a mark is for; DAY_NONE of a list: any */
	struct err err;
};

extern const struct cmd cmd_inspection;

/* A mark of this run: portal, indicator and result are the caller's. */
struct person_mark inspecting_mark(struct inspecting *x);
/* 0, or the exit status. Opens the store for writing, or reading. */
int inspecting_open(struct inspecting *x, bool write);

int inspection_import(struct inspecting *x, const char *path);
/* An empty form: a line for each portal and indicator that a person decides. */
int inspection_form(struct inspecting *x);

#endif
