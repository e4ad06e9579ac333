/* store: looks after the data. */
#include "store-verbs.h"

#include "base/fs.h"
#include "base/out.h"

#include <stdio.h>

/* --- init --- */

static int init(struct globals *g, const char *dir, const struct store_opts *o)
{
	unsigned flags = STORE_CREATE | (o->simulation ? STORE_SIMULATION : 0u);
	struct store *s[STORE_ENVS] = {0};
	enum lang l = lang_of(cmd_lang(g));
	struct buf b = BUF_INIT(1 << 16);
	struct jw j = jw_on(&b);
	struct err e = {0};
	int rc = 0;

	for (size_t i = 0; i < STORE_ENVS && rc == 0; i++) {
		rc = store_open(dir, store_envs[i], STORE_READ, &s[i], NULL);
		store_close(s[i]);
		s[i] = NULL;
		if (rc != ERR_NOTFOUND) {
			cmd_note("a store exists already at '%s'", dir);
			return EXIT_USAGE;
		}
		rc = 0;
	}
	for (size_t i = 0; i < STORE_ENVS && rc == 0; i++)
		rc = store_open(dir, store_envs[i], flags, &s[i], &e);
	if (rc == 0 && g->json) {
		jw_open(&j, '{');
		jw_kcstr(&j, "store", dir);
		jw_kbool(&j, "simulation", store_is_simulation(s[0]));
		jw_close(&j, '}');
		buf_addc(&b, '\n');
	} else if (rc == 0) {
		buf_addf(&b, o->simulation ? LANG(l, "store made at %s, a simulation for ever\n")
					   : LANG(l, "store made at %s\n"), dir);
	}
	for (size_t i = 0; i < STORE_ENVS; i++)
		store_close(s[i]);
	rc = rc ? cmd_fail(&e) : cmd_out(&b);
	buf_release(&b);
	return rc;
}

/* --- stat --- */

static void stat_json(struct buf *b, const struct store *s, const char *name,
	const struct store_stat *st)
{
	struct jw j = jw_on(b);

	jw_open(&j, '{');
	jw_kcstr(&j, "environment", name);
	jw_kcstr(&j, "path", store_path(s));
	jw_kcstr(&j, "epoch", store_epoch(s));
	jw_kbool(&j, "simulation", store_is_simulation(s));
	jw_kint(&j, "file_bytes", (int64_t)st->file_bytes);
	jw_kint(&j, "used_bytes", (int64_t)st->used_bytes);
	jw_kint(&j, "map_bytes", (int64_t)st->map_bytes);
	jw_kint(&j, "free_disk_bytes", (int64_t)st->free_disk_bytes);
	jw_kint(&j, "bodies", (int64_t)st->bodies);
	jw_kint(&j, "body_bytes", (int64_t)st->body_bytes);
	jw_kint(&j, "stored_body_bytes", (int64_t)st->stored_body_bytes);
	jw_kint(&j, "body_files", (int64_t)st->body_files);
	jw_key(&j, "tables");
	jw_open(&j, '[');
	for (size_t i = 0; i < st->ntables; i++) {
		jw_open(&j, '{');
		jw_kcstr(&j, "name", st->table[i].name);
		jw_kint(&j, "records", (int64_t)st->table[i].records);
		jw_kint(&j, "bytes", (int64_t)st->table[i].bytes);
		jw_close(&j, '}');
	}
	jw_close(&j, ']');
	jw_close(&j, '}');
	buf_addc(b, '\n');
}

static void stat_text(struct buf *b, enum lang l, const struct store *s, const char *name,
	const struct store_stat *st)
{
	buf_addf(b, LANG(l, "%s  %s  epoch %s"), name, store_path(s), store_epoch(s));
	buf_addf(b, "%s\n", store_is_simulation(s) ? LANG(l, "  SIMULATION") : "");
	buf_addf(b, LANG(l, "  file %.1f MB, used %.1f MB, free on disk %.1f GB\n"),
		(double)st->file_bytes / 1e6, (double)st->used_bytes / 1e6,
		(double)st->free_disk_bytes / 1e9);
	if (st->bodies)
		buf_addf(b, LANG(l, "  bodies %llu: %.1f MB stored as %.1f MB, %llu in files\n"),
			(unsigned long long)st->bodies, (double)st->body_bytes / 1e6,
			(double)st->stored_body_bytes / 1e6,
			(unsigned long long)st->body_files);
	for (size_t i = 0; i < st->ntables; i++)
		buf_addf(b, LANG(l, "  %-16s %10llu records %10.1f kB\n"), st->table[i].name,
			(unsigned long long)st->table[i].records,
			(double)st->table[i].bytes / 1e3);
}

static int show_stat(struct globals *g, const char *dir)
{
	struct buf b = BUF_INIT(1 << 20);
	struct err e = {0};
	int rc = 0;

	for (size_t i = 0; i < STORE_ENVS && rc == 0; i++) {
		struct store *s = NULL;
		struct store_stat st;

		rc = store_open(dir, store_envs[i], STORE_READ, &s, &e);
		if (rc == 0)
			rc = store_statistics(s, &st, &e);
		if (rc == 0 && g->json)
			stat_json(&b, s, store_envs[i], &st);
		else if (rc == 0)
			stat_text(&b, lang_of(cmd_lang(g)), s, store_envs[i], &st);
		store_close(s);
	}
	rc = rc ? cmd_fail(&e) : cmd_out(&b);
	buf_release(&b);
	return rc;
}

/* --- compact --- */

static int compact(struct globals *g, const char *dir)
{
	struct buf b = BUF_INIT(1 << 16);
	struct err e = {0};
	int rc = 0;

	for (size_t i = 0; i < STORE_ENVS && rc == 0; i++) {
		struct store *s = NULL;
		struct store_stat before, after;
		struct jw j = jw_on(&b);

		rc = store_open(dir, store_envs[i], STORE_DAEMON, &s, &e);
		if (rc == 0)
			rc = store_statistics(s, &before, &e);
		if (rc == 0)
			rc = store_compact(s, &e);
		if (rc == 0)
			rc = store_statistics(s, &after, &e);
		store_close(s);
		if (rc == 0 && g->json) {
			jw_open(&j, '{');
			jw_kcstr(&j, "environment", store_envs[i]);
			jw_kint(&j, "before_bytes", (int64_t)before.file_bytes);
			jw_kint(&j, "after_bytes", (int64_t)after.file_bytes);
			jw_close(&j, '}');
			buf_addc(&b, '\n');
		} else if (rc == 0) {
			buf_addf(&b, LANG(lang_of(cmd_lang(g)), "%s: %.1f MB, was %.1f MB\n"),
				store_envs[i],
				(double)after.file_bytes / 1e6, (double)before.file_bytes / 1e6);
		}
	}
	rc = rc ? cmd_fail(&e) : cmd_out(&b);
	buf_release(&b);
	return rc;
}

/* --- the table of subcommands --- */

enum sub { SUB_INIT, SUB_STAT, SUB_VERIFY, SUB_BACKUP, SUB_RESTORE, SUB_PRUNE, SUB_COMPACT,
	SUB_EXPORT };

static const struct {
	const char *name;
	enum sub sub;
	int nargs;
} subs[] = {
	{"init", SUB_INIT, 0}, {"stat", SUB_STAT, 0}, {"verify", SUB_VERIFY, 0},
	{"backup", SUB_BACKUP, 1}, {"restore", SUB_RESTORE, 1}, {"prune", SUB_PRUNE, 0},
	{"compact", SUB_COMPACT, 0}, {"export", SUB_EXPORT, 0},
};

static int run_sub(struct globals *g, enum sub sub, const struct store_opts *o,
	const char *arg)
{
	const char *dir;
	int status = cmd_store_dir(g, &dir);

	if (status)
		return status;
	switch (sub) {
	case SUB_INIT:
		return init(g, dir, o);
	case SUB_STAT:
		return show_stat(g, dir);
	case SUB_VERIFY:
		return store_verify_verb(g, dir);
	case SUB_BACKUP:
		return store_backup_verb(g, dir, arg);
	case SUB_RESTORE:
		return store_restore_verb(g, dir, arg);
	case SUB_PRUNE:
		return store_prune_verb(g, dir, o);
	case SUB_COMPACT:
		return compact(g, dir);
	case SUB_EXPORT:
		return store_export_verb(g, dir, o);
	}
	return EXIT_USAGE;
}

static int run(struct globals *g, const void *opts, int argc, char **argv)
{
	if (argc < 1)
		return cmd_usage(&cmd_store, "expected a subcommand");
	for (size_t i = 0; i < sizeof(subs) / sizeof(subs[0]); i++) {
		if (!streq(argv[0], subs[i].name))
			continue;
		if (argc - 1 != subs[i].nargs)
			return cmd_usage(&cmd_store, "store %s: expected %s", argv[0],
				subs[i].nargs ? "one directory" : "no argument");
		return run_sub(g, subs[i].sub, opts, argc > 1 ? argv[1] : NULL);
	}
	return cmd_usage(&cmd_store, "unknown subcommand '%s'", argv[0]);
}

static const struct opt opts[] = {
	{"--simulation", 0, OPT_FLAG, offsetof(struct store_opts, simulation), NULL,
		"init: mark the store as a simulation for ever"},
	{"--dry-run", 0, OPT_FLAG, offsetof(struct store_opts, dry_run), NULL,
		"prune: only say what would go"},
	{"--jsonl", 0, OPT_FLAG, offsetof(struct store_opts, jsonl), NULL,
		"export: notices, versions, events and measurements as JSON lines"},
	{"--warc", 0, OPT_TEXT, offsetof(struct store_opts, warc), "FILE",
		"export: snapshots as WARC/1.1, with FILE's .cdxj beside it"},
	{"--since", 0, OPT_TIME, offsetof(struct store_opts, since_ms), "TIME",
		"export: measurements and events from this time on"},
	{"--until", 0, OPT_TIME, offsetof(struct store_opts, until_ms), "TIME",
		"export: and before this time"},
	{.name = NULL},
};

const struct cmd cmd_store = {
	.name = "store",
	.args = "init|stat|verify|backup DIR|restore DIR|prune|compact|export",
	.summary = "look after the data",
	.opts = opts,
	.opts_size = sizeof(struct store_opts),
	.run = run,
};
