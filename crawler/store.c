/* The store: transactions and the map. Opening is in store-open.c, tables in
 * store-table.c, looking after the data in store-care.c, bodies in body.c. */
#include "store-lmdb.h"

#include "base/clock.h"
#include "base/fs.h"
#include "base/log.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define READER_CHECK_MS MINUTE_MS
#define SNAPSHOT_LOOKS 100 /* then what is there is taken: it is whole, if not the last */
#define DISK_LOW ((int64_t)1 << 20) /* less free than this: a short write was a full disk */

static bool out_of_disk(const struct env *env)
{
	struct rlimit limit;
	uint64_t file, used;
	int64_t disk = fs_free_bytes(env->path);

	if (disk >= 0 && disk < DISK_LOW)
		return true;
	if (getrlimit(RLIMIT_FSIZE, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY)
		return false;
	store_sizes(env, &file, &used);
	return file + (uint64_t)DISK_LOW > limit.rlim_cur;
}

int store_fail(const struct env *env, struct err *e, int rc, const char *what)
{
	const char *path = env ? env->path : "store";

	switch (rc) {
	case MDB_NOTFOUND:
		return ERR_NOTFOUND;
	case MDB_MAP_FULL:
		return err_set(e, ERR_AGAIN, "cannot %s '%s': its map was full and grows; "
			"the same batch will fit next time", said(what), path);
	case MDB_READERS_FULL:
		return err_set(e, ERR_AGAIN, "cannot %s '%s': %d readers already", said(what), path,
			READERS_MAX);
	case MDB_VERSION_MISMATCH:
		return err_set(e, ERR_VERSION, "cannot %s '%s': other version of LMDB", said(what),
			path);
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_INVALID:
	case MDB_PANIC:
	case MDB_INCOMPATIBLE:
		return err_set(e, ERR_CORRUPT, "cannot %s '%s': %s", said(what), path,
			mdb_strerror(rc));
	case MDB_BAD_VALSIZE:
		return err_set(e, ERR_TOOBIG, "cannot %s '%s': key of no bytes or over %d",
			said(what), path, KEY_MAX);
	default:
		break;
	}
	/* a disk that fills in the middle of a write shows as a short one: EIO */
	if (rc == EIO && env && out_of_disk(env))
		rc = ENOSPC;
	if (rc > 0) {
		errno = rc;
		return err_errno(e, "cannot %s '%s'", said(what), path);
	}
	return err_set(e, ERR_IO, "cannot %s '%s': %s", said(what), path, mdb_strerror(rc));
}

void store_sizes(const struct env *env, uint64_t *file_bytes, uint64_t *used_bytes)
{
	MDB_envinfo info;
	MDB_stat root;
	mdb_filehandle_t fd;
	struct stat st;

	*file_bytes = 0;
	*used_bytes = 0;
	if (mdb_env_info(env->mdb, &info) || mdb_env_stat(env->mdb, &root))
		return;
	*used_bytes = (info.me_last_pgno + 1) * (uint64_t)root.ms_psize;
	if (mdb_env_get_fd(env->mdb, &fd) == 0 && fstat(fd, &st) == 0)
		*file_bytes = (uint64_t)st.st_size;
}

/* --- the map --- */

/* LMDB unmaps before it maps: asked first whether the system would give so much. */
static bool space_for(size_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
		0);

	if (p == MAP_FAILED)
		return false;
	munmap(p, bytes);
	return true;
}

/* Only with no transaction open in this process. */
static int resize(struct env *env, size_t bytes, struct err *e)
{
	int rc = mdb_env_set_mapsize(env->mdb, bytes);
	MDB_envinfo info;

	if (rc) {
		mdb_env_close(env->mdb);
		env->mdb = NULL;
		rc = store_open_mdb(env, e);
		return rc;
	}
	if (mdb_env_info(env->mdb, &info) == 0)
		env->map_bytes = info.me_mapsize;
	return 0;
}

/* Doubles the map when less than a quarter is left, so that a batch never fills it. */
static int make_room(struct env *env, struct err *e)
{
	uint64_t file, used;

	if (env->ntxns > 0)
		return 0;
	store_sizes(env, &file, &used);
	if (!env->wants_room && env->map_bytes - env->map_bytes / 4 > used)
		return 0;
	if (env->map_bytes > SIZE_MAX / 2 || !space_for(env->map_bytes * 2)) {
		if (env->wants_room)
			return err_set(e, ERR_FULL, "'%s' cannot grow over %zu bytes: no address "
				"space", env->path, env->map_bytes);
		return 0;
	}
	env->wants_room = false;
	return resize(env, env->map_bytes * 2, e);
}

/* --- transactions --- */

/* Opens handles of tables that others made since. */
static int learn_tables(struct env *env, struct err *e)
{
	MDB_txn *txn = NULL;
	MDB_cursor *c = NULL;
	MDB_dbi root;
	MDB_val k, v;
	int rc = mdb_txn_begin(env->mdb, NULL, MDB_RDONLY, &txn);

	if (rc)
		return store_fail(env, e, rc, "read");
	if ((rc = mdb_dbi_open(txn, NULL, 0, &root)) || (rc = mdb_cursor_open(txn, root, &c)))
		goto out;
	env->ntables = 0;
	while ((rc = mdb_cursor_get(c, &k, &v, MDB_NEXT)) == 0) {
		struct table *x = &env->table[env->ntables];

		if (env->ntables == TABLES_MAX || k.mv_size > NAME_MAX_TABLE) {
			rc = MDB_INVALID;
			break;
		}
		memcpy(x->name, k.mv_data, k.mv_size);
		x->name[k.mv_size] = '\0';
		if ((rc = mdb_dbi_open(txn, x->name, 0, &x->dbi)) != 0)
			break;
		env->ntables++;
	}
	if (rc == MDB_NOTFOUND)
		rc = 0;
out:
	if (c)
		mdb_cursor_close(c);
	if (rc) {
		env->ntables = 0;
		mdb_txn_abort(txn);
		return store_fail(env, e, rc, "read the tables of");
	}
	rc = mdb_txn_commit(txn); /* an abort would close the handles again */
	return rc ? store_fail(env, e, rc, "read the tables of") : 0;
}

static bool knows_all(struct env *env, MDB_txn *txn)
{
	MDB_dbi root;
	MDB_stat st;

	if (mdb_dbi_open(txn, NULL, 0, &root) || mdb_stat(txn, root, &st))
		return true;
	return st.ms_entries == env->ntables;
}

static void check_readers(struct env *env)
{
	int64_t now = clock_mono_ms();
	int dead = 0;

	if (env->readers_checked_ms && now - env->readers_checked_ms < READER_CHECK_MS)
		return;
	env->readers_checked_ms = now;
	if (!(env->mdb_flags & MDB_NOLOCK) && mdb_reader_check(env->mdb, &dead) == 0 && dead)
		log_info("store.readers path=%s cleared=%d", env->path, dead);
}

/* mdb_txn_begin, never older than what was read before: LMDB 0.9.24 registers a reader for
 * the last commit N and copies the meta page N % 2 afterwards. When two commits fall
 * between, the copy is N + 2's, and the next reader is given N + 1 (measured: 39 of 180
 * runs of two writers and two readers on two cores; none with the second look). */
static int begin_latest(struct env *env, unsigned flags, MDB_txn **out)
{
	for (int i = 0;; i++) {
		MDB_envinfo info;
		int rc = mdb_txn_begin(env->mdb, NULL, flags, out);

		if (rc || !(flags & MDB_RDONLY) || i == SNAPSHOT_LOOKS ||
			mdb_env_info(env->mdb, &info) || info.me_last_txnid <= mdb_txn_id(*out) + 1)
			return rc;
		mdb_txn_abort(*out);
	}
}

/* Not me_last_txnid: that is the commit whose meta page is written, and for a moment no reader
 * is given it yet. Who remembered it would take the commit before for it. */
uint64_t store_last_txn(struct store *s)
{
	MDB_txn *txn;
	uint64_t n = 0;

	if (s->env->mdb && begin_latest(s->env, MDB_RDONLY, &txn) == 0) {
		n = mdb_txn_id(txn);
		mdb_txn_abort(txn);
	}
	return n;
}

/* mdb_txn_begin with what may stand in its way: another process let the map grow, or a
 * meta page could not be written (LMDB then refuses everything until reopened). */
static int begin_mdb(struct env *env, bool write, MDB_txn **out, struct err *e)
{
	unsigned flags = write ? 0 : MDB_RDONLY;
	int rc = begin_latest(env, flags, out), code;

	if (rc == MDB_MAP_RESIZED && env->ntxns == 0) {
		code = resize(env, 0, e);
		if (code)
			return code;
		rc = begin_latest(env, flags, out);
	} else if (rc == MDB_MAP_RESIZED) {
		return err_set(e, ERR_AGAIN, "'%s' has grown: an older transaction must end "
			"first", env->path);
	} else if (rc == MDB_PANIC && env->ntxns == 0) {
		mdb_env_close(env->mdb);
		env->mdb = NULL;
		code = store_open_mdb(env, e);
		if (code)
			return code;
		rc = begin_latest(env, flags, out);
	}
	return rc ? store_fail(env, e, rc, write ? "write" : "read") : 0;
}

static int may_begin(const struct store *s, bool write, struct err *e)
{
	const struct env *env = s->env;

	if (env->pid != getpid())
		return err_set(e, ERR_INVAL, "'%s' was opened before fork", env->path);
	if (!env->mdb)
		return err_set(e, ERR_IO, "'%s' could not be opened again", env->path);
	if (write && (!s->may_write || env->read_only))
		return err_set(e, ERR_DENIED, "'%s' is open for reading only", env->path);
	if (write && env->writing)
		return err_set(e, ERR_INVAL, "'%s' is being written by this process already",
			env->path);
	return 0;
}

int store_begin(struct store *s, bool write, struct store_txn **out, struct err *e)
{
	struct env *env = s->env;
	struct store_txn *t;
	MDB_txn *txn = NULL;
	int rc = may_begin(s, write, e);

	if (rc)
		return rc;
	check_readers(env);
	if (write && (rc = make_room(env, e)) != 0)
		return rc;
	rc = begin_mdb(env, write, &txn, e);
	while (rc == 0 && !knows_all(env, txn)) {
		mdb_txn_abort(txn);
		rc = learn_tables(env, e);
		if (rc == 0)
			rc = begin_mdb(env, write, &txn, e);
	}
	if (rc)
		return rc;
	t = mem_alloc(sizeof(*t));
	t->s = s;
	t->mdb = txn;
	t->write = write;
	buf_init(&t->value, VALUE_MAX + 1024);
	env->ntxns++;
	env->writing = env->writing || write;
	*out = t;
	return 0;
}

static void detach_scans(struct store_txn *t)
{
	for (struct scan_state *x = t->scans; x; x = x->next) {
		if (x->cursor)
			mdb_cursor_close(x->cursor);
		x->cursor = NULL;
		x->t = NULL;
	}
	t->scans = NULL;
}

static void txn_free(struct store_txn *t)
{
	struct env *env = t->s->env;

	env->ntxns--;
	if (t->write)
		env->writing = false;
	buf_release(&t->value);
	free(t);
}

int store_commit(struct store_txn *t, struct err *e)
{
	struct env *env = t->s->env;
	int rc;

	detach_scans(t);
	if (t->failed) {
		mdb_txn_abort(t->mdb);
		rc = err_set(e, t->failed, "'%s': the transaction had failed before its commit",
			env->path);
		txn_free(t);
		return rc;
	}
	rc = mdb_txn_commit(t->mdb);
	if (rc == MDB_MAP_FULL)
		env->wants_room = true;
	if (rc == 0 && t->nmade <= TABLES_MAX - env->ntables) {
		memcpy(env->table + env->ntables, t->made, t->nmade * sizeof(t->made[0]));
		env->ntables += t->nmade;
	}
	txn_free(t);
	return rc ? store_fail(env, e, rc, "write") : 0;
}

void store_abort(struct store_txn *t)
{
	if (!t)
		return;
	detach_scans(t);
	mdb_txn_abort(t->mdb);
	txn_free(t);
}

struct store *store_of(struct store_txn *t)
{
	return t->s;
}
