/* The store: environments and transactions. Tables are in store-table.c, looking after
 * the data in store-care.c, bodies in body.c. */
#include "store-lmdb.h"

#include "base/clock.h"
#include "base/fs.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Address space set aside at once: nothing on disk, and far above what a batch can fill,
 * so that a transaction never meets the end of the map. Halved while the system refuses
 * (a limit on address space, 32 bits). */
#define MAP_FIRST (sizeof(size_t) > 4 ? (uint64_t)64 << 30 : (uint64_t)256 << 20)
#define MAP_LEAST ((uint64_t)1 << 20)
#define READERS_MAX 512 /* LMDB's 126 are few for a web role and many commands */
#define READER_CHECK_MS MINUTE_MS
#define DISK_LOW ((int64_t)1 << 20) /* less free than this: a short write was a full disk */

static struct env *envs; /* open environments of this process */

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
			"the same batch will fit next time", what, path);
	case MDB_READERS_FULL:
		return err_set(e, ERR_AGAIN, "cannot %s '%s': %d readers already", what, path,
			READERS_MAX);
	case MDB_VERSION_MISMATCH:
		return err_set(e, ERR_VERSION, "cannot %s '%s': other version of LMDB", what,
			path);
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_INVALID:
	case MDB_PANIC:
	case MDB_INCOMPATIBLE:
		return err_set(e, ERR_CORRUPT, "cannot %s '%s': %s", what, path,
			mdb_strerror(rc));
	case MDB_BAD_VALSIZE:
		return err_set(e, ERR_TOOBIG, "cannot %s '%s': key of no bytes or over %d",
			what, path, KEY_MAX);
	default:
		break;
	}
	/* a disk that fills in the middle of a write shows as a short one: EIO */
	if (rc == EIO && env && out_of_disk(env))
		rc = ENOSPC;
	if (rc > 0) {
		errno = rc;
		return err_errno(e, "cannot %s '%s'", what, path);
	}
	return err_set(e, ERR_IO, "cannot %s '%s': %s", what, path, mdb_strerror(rc));
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

/* --- opening --- */

static int open_mdb(struct env *env, struct err *e)
{
	int rc = ENOMEM;

	for (uint64_t map = env->map_bytes; map >= MAP_LEAST; map /= 2) {
		rc = mdb_env_create(&env->mdb);
		if (rc)
			break;
		if ((rc = mdb_env_set_maxdbs(env->mdb, TABLES_MAX)) == 0 &&
			(rc = mdb_env_set_maxreaders(env->mdb, READERS_MAX)) == 0 &&
			(rc = mdb_env_set_mapsize(env->mdb, (size_t)map)) == 0)
			rc = mdb_env_open(env->mdb, env->path, env->mdb_flags, 0660);
		if (rc == 0) {
			env->map_bytes = (size_t)map;
			env->ntables = 0;
			return 0;
		}
		mdb_env_close(env->mdb);
		env->mdb = NULL;
		if (rc != ENOMEM)
			break;
	}
	return store_fail(env, e, rc, "open");
}

/* May this process write DIR/NAME/FILE, or make it where it is missing? */
static bool writable(const struct env *env, const char *file)
{
	char *path = fs_join(env->path, file);
	bool yes = access(path, W_OK) == 0 ||
		(errno == ENOENT && access(env->path, W_OK) == 0);

	free(path);
	return yes;
}

/* LMDB on a read-only mount takes no lock and then reads pages that are being reused:
 * measured, 3 of 2,000 records were right. */
static int choose_mode(struct env *env, unsigned flags, struct err *e)
{
	bool lock = writable(env, "lock.mdb"), data = writable(env, "data.mdb");

	env->mdb_flags = MDB_NOTLS;
	if (flags & STORE_NOSYNC)
		env->mdb_flags |= MDB_NOSYNC;
	if (lock && data)
		return 0;
	env->read_only = true;
	env->mdb_flags |= MDB_RDONLY;
	if (!lock && !(flags & STORE_BACKUP))
		return err_set(e, ERR_DENIED, "cannot open '%s': every reader needs the right "
			"to write its lock.mdb; a backup on a read-only mount is read by "
			"'store verify' and 'store export' only", env->path);
	if (!lock)
		env->mdb_flags |= MDB_NOLOCK;
	if (!data && !(flags & (STORE_READ | STORE_BACKUP)))
		return err_set(e, ERR_DENIED, "cannot open '%s' for writing", env->path);
	return 0;
}

static int locked_by(const struct env *env, long pid, struct err *e)
{
	return err_set(e, ERR_LOCKED, "'%s' is in use by process %ld", env->path, pid);
}

/* A lock of fcntl belongs to the process, so a child that outlives us does not hold it. */
static int take_role(struct env *env, struct err *e)
{
	char *path;
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	char text[32];
	int fd, n;

	if (env->lock_fd >= 0)
		return locked_by(env, (long)getpid(), e);
	path = fs_join(env->path, "daemon.lock");
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
	free(path);
	if (fd < 0)
		return err_errno(e, "cannot open the lock file of '%s'", env->path);
	if (fcntl(fd, F_SETLK, &lock) < 0) {
		struct flock holder = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

		fcntl(fd, F_GETLK, &holder);
		close(fd);
		return locked_by(env, (long)holder.l_pid, e);
	}
	n = snprintf(text, sizeof(text), "%ld\n", (long)getpid());
	if (ftruncate(fd, 0) < 0 || pwrite(fd, text, (size_t)n, 0) != n) {
		/* the text is for people; the lock is what counts */
		log_warn("lock.text path=%s", env->path);
	}
	env->lock_fd = fd;
	return 0;
}

static struct env *find_env(const char *path)
{
	char *data = fs_join(path, "data.mdb");
	struct stat st;
	struct env *found = NULL;

	if (stat(data, &st) == 0)
		for (struct env *x = envs; x && !found; x = x->next)
			if (x->pid == getpid() && x->dev == st.st_dev && x->ino == st.st_ino)
				found = x;
	free(data);
	return found;
}

static void env_free(struct env *env)
{
	/* in a child after fork, closing would take the parent's readers off the table */
	if (env->mdb && env->pid == getpid())
		mdb_env_close(env->mdb);
	if (env->lock_fd >= 0 && env->pid == getpid())
		close(env->lock_fd);
	free(env->path);
	free(env->bodies);
	free(env);
}

static int put_text(struct store_txn *t, const char *key, const char *text, struct err *e)
{
	return store_put(t, "meta", str_of(key), str_of(text), e);
}

void store_new_epoch(char out[17])
{
	unsigned char random[8];

	random_bytes(random, sizeof(random));
	for (size_t i = 0; i < 8; i++)
		snprintf(out + 2 * i, 3, "%02x", random[i]);
}

static int write_meta(struct store *s, unsigned flags, struct err *e)
{
	struct store_txn *t = NULL;
	char epoch[17];
	int rc;

	store_new_epoch(epoch);
	rc = store_begin(s, true, &t, e);
	if (rc == 0)
		rc = put_text(t, "layout", "1", e);
	if (rc == 0)
		rc = put_text(t, "epoch", epoch, e);
	if (rc == 0 && (flags & STORE_SIMULATION))
		rc = put_text(t, "simulation", "1", e);
	if (rc) {
		store_abort(t);
		return rc;
	}
	return store_commit(t, e);
}

static int load_meta(struct store *s, bool *found, struct err *e)
{
	struct store_txn *t = NULL;
	struct arena a = ARENA_INIT;
	struct str v;
	int64_t layout = 0;
	int rc = store_begin(s, false, &t, e);

	*found = false;
	if (rc == 0)
		rc = store_get(t, "meta", STR("layout"), &v, &a, e);
	if (rc == ERR_NOTFOUND) {
		rc = 0;
		goto out;
	}
	if (rc)
		goto out;
	*found = true;
	if (!str_int(v, 1, INT32_MAX, &layout)) {
		rc = err_set(e, ERR_CORRUPT, "'%s' has no layout version", s->env->path);
	} else if (layout > LAYOUT_VERSION) {
		rc = err_set(e, ERR_VERSION, "'%s' has layout %lld, this program reads up to %d",
			s->env->path, (long long)layout, LAYOUT_VERSION);
	} else {
		rc = store_get(t, "meta", STR("epoch"), &v, &a, e);
		if (rc == 0 && v.n != 16)
			rc = err_set(e, ERR_CORRUPT, "'%s' has no epoch", s->env->path);
		if (rc == 0)
			memcpy(s->env->epoch, v.p, v.n + 1);
		if (rc == 0 && store_get(t, "meta", STR("simulation"), &v, &a, NULL) == 0)
			s->env->simulation = true;
	}
out:
	store_abort(t);
	arena_release(&a);
	return rc;
}

static char *bodies_dir(const char *dir, const char *name)
{
	struct buf b = BUF_INIT(300);
	char *path;

	/* DIR/bodies belongs to pages; others have their own, so that none prunes another's */
	if (!streq(name, "pages"))
		buf_addf(&b, "%s-", name);
	buf_adds(&b, "bodies");
	path = fs_join(dir, buf_cstr(&b));
	buf_release(&b);
	return path;
}

static void remember(struct env *env)
{
	mdb_filehandle_t fd;
	struct stat st;

	if (mdb_env_get_fd(env->mdb, &fd) == 0 && fstat(fd, &st) == 0) {
		env->dev = st.st_dev;
		env->ino = st.st_ino;
	}
	env->next = envs;
	envs = env;
}

static void forget(struct env *env)
{
	for (struct env **p = &envs; *p; p = &(*p)->next)
		if (*p == env) {
			*p = env->next;
			return;
		}
}

/* A new environment object for DIR/NAME, open and remembered. */
static int open_env(struct store *s, const char *name, unsigned flags, uint64_t map,
	struct err *e)
{
	struct env *env = mem_alloc(sizeof(*env));
	char *data;
	bool there;
	int rc = 0;

	env->path = fs_join(s->dir, name);
	env->bodies = bodies_dir(s->dir, name);
	env->pid = getpid();
	env->lock_fd = -1;
	env->map_bytes = (size_t)map;
	data = fs_join(env->path, "data.mdb");
	there = fs_exists(data);
	free(data);
	if (!there && !(flags & STORE_CREATE))
		rc = err_set(e, ERR_NOTFOUND, "no store at '%s'", env->path);
	else if (!there)
		rc = fs_mkdirs(env->path, 0770, e);
	if (rc == 0)
		rc = choose_mode(env, flags, e);
	if (rc == 0)
		rc = open_mdb(env, e);
	if (rc) {
		env_free(env);
		return rc;
	}
	remember(env);
	s->env = env;
	return 0;
}

int store_open_sized(const char *dir, const char *name, unsigned flags, uint64_t map_bytes,
	struct store **out, struct err *e)
{
	struct store *s = mem_alloc(sizeof(*s));
	char *path = fs_join(dir, name);
	bool found = false;
	int rc = 0;

	s->dir = cstr_dup(dir);
	s->may_write = !(flags & (STORE_READ | STORE_BACKUP));
	s->env = find_env(path);
	free(path);
	if (!s->env)
		rc = open_env(s, name, flags, map_bytes ? map_bytes : MAP_FIRST, e);
	if (rc) {
		free(s->dir);
		free(s);
		return rc;
	}
	s->env->nrefs++;
	if (s->may_write && s->env->read_only)
		rc = err_set(e, ERR_DENIED, "'%s' is open for reading only", s->env->path);
	if (rc == 0)
		rc = load_meta(s, &found, e);
	if (rc == 0 && !found && !(flags & STORE_CREATE))
		rc = err_set(e, ERR_NOTFOUND, "no store at '%s': it was never finished",
			s->env->path);
	if (rc == 0 && !found && (rc = write_meta(s, flags, e)) == 0)
		rc = load_meta(s, &found, e);
	if (rc == 0 && (flags & STORE_DAEMON))
		rc = take_role(s->env, e);
	if (rc)
		store_close(s);
	else
		*out = s;
	return rc;
}

int store_open(const char *dir, const char *name, unsigned flags, struct store **out,
	struct err *e)
{
	return store_open_sized(dir, name, flags, 0, out, e);
}

void store_close(struct store *s)
{
	if (!s)
		return;
	if (s->env && --s->env->nrefs == 0) {
		forget(s->env);
		env_free(s->env);
	}
	free(s->dir);
	free(s);
}

bool store_is_simulation(const struct store *s)
{
	return s->env->simulation;
}

const char *store_epoch(const struct store *s)
{
	return s->env->epoch;
}

const char *store_dir(const struct store *s)
{
	return s->dir;
}

const char *store_path(const struct store *s)
{
	return s->env->path;
}

uint64_t store_last_txn(struct store *s)
{
	MDB_envinfo info;

	return mdb_env_info(s->env->mdb, &info) ? 0 : info.me_last_txnid;
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
		rc = open_mdb(env, e);
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

/* mdb_txn_begin with what may stand in its way: another process let the map grow, or a
 * meta page could not be written (LMDB then refuses everything until reopened). */
static int begin_mdb(struct env *env, bool write, MDB_txn **out, struct err *e)
{
	unsigned flags = write ? 0 : MDB_RDONLY;
	int rc = mdb_txn_begin(env->mdb, NULL, flags, out), code;

	if (rc == MDB_MAP_RESIZED && env->ntxns == 0) {
		code = resize(env, 0, e);
		if (code)
			return code;
		rc = mdb_txn_begin(env->mdb, NULL, flags, out);
	} else if (rc == MDB_MAP_RESIZED) {
		return err_set(e, ERR_AGAIN, "'%s' has grown: an older transaction must end "
			"first", env->path);
	} else if (rc == MDB_PANIC && env->ntxns == 0) {
		mdb_env_close(env->mdb);
		env->mdb = NULL;
		code = open_mdb(env, e);
		if (code)
			return code;
		rc = mdb_txn_begin(env->mdb, NULL, flags, out);
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
