/* store backup and restore: alerts first, then pages, then bodies.
 *
 * In this order everything an incident refers to is in the copy of the pages, which is
 * younger; and a body is written before the record that names it, so whatever the copied
 * records name is there to be copied. Pruning is held off meanwhile. */
#include "store-verbs.h"

#include "base/fs.h"
#include "base/out.h"
#include "monitor/freeze.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static int must_be_empty(const char *dir, struct err *e)
{
	DIR *d = opendir(dir);
	struct dirent *x;
	int rc = 0;

	if (!d)
		return errno == ENOENT ? fs_mkdirs(dir, 0770, e)
				       : err_errno(e, "cannot open '%s'", dir);
	while (rc == 0 && (x = readdir(d)) != NULL)
		if (!streq(x->d_name, ".") && !streq(x->d_name, ".."))
			rc = err_set(e, ERR_EXISTS, "'%s' is not empty", dir);
	closedir(d);
	return rc;
}

static int copy_file(const char *from, const char *to, const char *name, struct err *e)
{
	char *source = fs_join(from, name), *target = fs_join(to, name);
	struct buf b = BUF_INIT((size_t)1 << 30);
	int rc = fs_read(source, &b, e);

	if (rc == 0)
		rc = fs_write(target, buf_str(&b), 0640, e);
	buf_release(&b);
	free(source);
	free(target);
	return rc;
}

/* Frozen reports: written before the record that names them, so after the records all of
 * them are there. */
static int copy_frozen(const char *from, const char *to, struct err *e)
{
	char *source = fs_join(from, FROZEN_DIR), *target = fs_join(to, FROZEN_DIR);
	DIR *d = opendir(source);
	struct dirent *x;
	int rc = d || errno == ENOENT ? 0 : err_errno(e, "cannot open '%s'", source);

	if (d)
		rc = fs_mkdirs(target, 0770, e);
	while (d && rc == 0 && (x = readdir(d)) != NULL)
		if (x->d_name[0] != '.')
			rc = copy_file(source, target, x->d_name, e);
	if (d)
		closedir(d);
	free(source);
	free(target);
	return rc;
}

/* Both environments; then the files of the bodies which the copied records name. */
static int copy_all(const char *from, const char *to, unsigned flags, uint64_t *nbodies,
	struct err *e)
{
	struct store *s = NULL;
	int rc = 0;

	for (size_t i = 0; i < STORE_ENVS && rc == 0; i++) {
		s = NULL;
		rc = store_open(from, store_envs[i], STORE_READ | flags, &s, e);
		if (rc == 0)
			rc = store_copy(s, to, e);
		store_close(s);
	}
	s = NULL;
	if (rc == 0)
		rc = copy_frozen(from, to, e);
	if (rc == 0)
		rc = store_open(to, "pages", STORE_READ, &s, e);
	if (rc == 0)
		rc = store_copy_bodies(s, from, to, nbodies, e);
	store_close(s);
	return rc;
}

static int say(struct globals *g, const char *verb, const char *from, const char *to,
	uint64_t nbodies)
{
	struct buf b = BUF_INIT(1 << 16);
	struct jw j = jw_on(&b);
	enum lang l = lang_of(cmd_lang(g));
	int status;

	if (g->json) {
		jw_open(&j, '{');
		jw_kcstr(&j, "done", verb);
		jw_kcstr(&j, "from", from);
		jw_kcstr(&j, "to", to);
		jw_kint(&j, "body_files", (int64_t)nbodies);
		jw_close(&j, '}');
		buf_addc(&b, '\n');
	} else {
		buf_addf(&b, streq(verb, "backup")
			? LANG(l, "backed up: %s to %s, %llu large bodies\n")
			: LANG(l, "restored: %s to %s, %llu large bodies\n"), from, to,
			(unsigned long long)nbodies);
	}
	status = cmd_out(&b);
	buf_release(&b);
	return status;
}

int store_backup_verb(struct globals *g, const char *dir, const char *to)
{
	struct err e = {0};
	uint64_t nbodies = 0;
	int hold = -1;
	int rc = must_be_empty(to, &e);

	if (rc == 0)
		rc = store_hold(dir, false, &hold, &e);
	if (rc == 0)
		rc = copy_all(dir, to, 0, &nbodies, &e);
	store_unhold(hold);
	return rc ? cmd_fail(&e) : say(g, "backup", dir, to, nbodies);
}

/* A new epoch and counters moved forward: no number and no Message-ID is used twice. */
static int renew_all(const char *dir, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < STORE_ENVS && rc == 0; i++) {
		struct store *s = NULL;

		rc = store_open(dir, store_envs[i], STORE_DAEMON, &s, e);
		if (rc == 0)
			rc = store_renew(s, e);
		store_close(s);
	}
	return rc;
}

int store_restore_verb(struct globals *g, const char *dir, const char *from)
{
	struct err e = {0};
	uint64_t nbodies = 0;
	int rc = 0;

	for (size_t i = 0; i < STORE_ENVS && rc == 0; i++) {
		char *path = fs_join(dir, store_envs[i]);

		if (fs_exists(path))
			rc = err_set(&e, ERR_EXISTS, "'%s' exists already: move the old store "
				"away first", path);
		free(path);
	}
	if (rc == 0)
		rc = fs_mkdirs(dir, 0770, &e);
	if (rc == 0)
		rc = copy_all(from, dir, STORE_BACKUP, &nbodies, &e);
	if (rc == 0)
		rc = renew_all(dir, &e);
	return rc ? cmd_fail(&e) : say(g, "restore", from, dir, nbodies);
}
