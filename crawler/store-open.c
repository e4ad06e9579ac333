/* The store: opening, locks, what an environment says of itself. */
#include "store-lmdb.h"

#include "base/fs.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Address space set aside at once: nothing on disk, and far above what a batch can fill,
 * so that a transaction never meets the end of the map. Halved while the system refuses
 * (a limit on address space, 32 bits). */
#define MAP_FIRST (sizeof(size_t) > 4 ? (uint64_t)64 << 30 : (uint64_t)256 << 20)
#define MAP_LEAST ((uint64_t)1 << 20)
#define LEAST_PAGE 4096

static struct env *envs; /* open environments of this process */

/* LMDB 0.9.24 leaves this descriptor open over exec: hooks would inherit it. */
static void keep_from_children(struct env *env)
{
	mdb_filehandle_t fd;

	if (mdb_env_get_fd(env->mdb, &fd) == 0)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
}

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
			keep_from_children(env);
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

/* The group of the data directory decides who may (DESIGN 3): where it may write there,
 * it may write the files too, whatever the umask of who makes them. */
static mode_t allow_group(const char *dir)
{
	struct stat st;
	mode_t old = umask(0007);

	if (stat(dir, &st) < 0 || !(st.st_mode & S_IWGRP))
		umask(old);
	return old;
}

int store_open_mdb(struct env *env, struct err *e)
{
	mode_t old = allow_group(env->path);
	int rc = open_mdb(env, e);

	umask(old);
	return rc;
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

/* One byte of NAME/daemon.lock. A lock of fcntl belongs to the process, so a child that
 * outlives us does not hold it; but closing any descriptor of the file gives it up, hence
 * one descriptor per environment. */
int store_lock_byte(struct env *env, int byte, int type, struct err *e)
{
	struct flock lock = {.l_type = (short)type, .l_whence = SEEK_SET, .l_start = byte,
		.l_len = 1};
	struct flock holder = lock;

	if (fcntl(env->lock_fd, F_SETLK, &lock) == 0)
		return 0;
	if (errno != EAGAIN && errno != EACCES)
		return err_errno(e, "cannot lock '%s'", env->path);
	fcntl(env->lock_fd, F_GETLK, &holder);
	return locked_by(env, (long)holder.l_pid, e);
}

/* Everybody who has it open says so, and compaction waits until nobody has. */
static int lock_use(struct env *env, struct err *e)
{
	char *path;
	mode_t old;
	int rc = 0;

	if (env->mdb_flags & MDB_NOLOCK)
		return 0;
	path = fs_join(env->path, "daemon.lock");
	old = allow_group(env->path);
	env->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
	umask(old);
	if (env->lock_fd < 0)
		rc = err_errno(e, "cannot open '%s'", path);
	free(path);
	return rc ? rc : store_lock_byte(env, BYTE_USE, F_RDLCK, e);
}

static int take_role(struct env *env, struct err *e)
{
	char text[32];
	int n, rc;

	if (env->daemon)
		return locked_by(env, (long)getpid(), e);
	if (env->lock_fd < 0)
		return err_set(e, ERR_DENIED, "'%s' is open for reading only", env->path);
	rc = store_lock_byte(env, BYTE_ROLE, F_WRLCK, e);
	if (rc)
		return rc;
	env->daemon = true;
	n = snprintf(text, sizeof(text), "%ld\n", (long)getpid());
	/* the text is for people; the lock is what counts */
	if (ftruncate(env->lock_fd, 0) < 0 || pwrite(env->lock_fd, text, (size_t)n, 0) != n)
		log_warn("store.lock path=%s text=no", env->path);
	return 0;
}

long store_daemon_pid(const char *dir, const char *env)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = BYTE_ROLE,
		.l_len = 1};
	char *path = fs_join(dir, env), *file = fs_join(path, "daemon.lock");
	int fd = open(file, O_RDWR | O_CLOEXEC);
	long pid = 0;

	if (fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
		pid = (long)lock.l_pid;
	if (fd >= 0)
		close(fd);
	free(file);
	free(path);
	return pid;
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

/* LMDB makes its file with two heads and syncs neither these nor the directory: a cut soon
 * after could leave bytes that are safe and have no head, or no name. */
static int sync_new(const struct store *s, struct err *e)
{
	char *above = fs_join(s->dir, ".."), *data = fs_join(s->env->path, "data.mdb");
	int rc = 0;

	if (!(s->env->mdb_flags & MDB_NOSYNC)) {
		rc = fs_sync(data, e);
		rc = rc ? rc : fs_sync(s->env->path, e);
		rc = rc ? rc : fs_sync(s->dir, e);
		rc = rc ? rc : fs_sync(above, e);
	}
	free(above);
	free(data);
	return rc;
}

static int write_meta(struct store *s, unsigned flags, struct err *e)
{
	struct store_txn *t = NULL;
	struct arena a = ARENA_INIT;
	struct str v;
	char epoch[17];
	int rc;

	store_new_epoch(epoch);
	rc = store_begin(s, true, &t, e);
	/* another process may have made it while we waited: its epoch stands */
	if (rc == 0 && store_get(t, "meta", STR("layout"), &v, &a, NULL) == 0) {
		store_abort(t);
		arena_release(&a);
		return 0;
	}
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

/* Which file it is, to find it again when it is opened a second time. */
void store_know_file(struct env *env)
{
	mdb_filehandle_t fd;
	struct stat st;

	if (mdb_env_get_fd(env->mdb, &fd) == 0 && fstat(fd, &st) == 0) {
		env->dev = st.st_dev;
		env->ino = st.st_ino;
	}
}

static void forget(struct env *env)
{
	for (struct env **p = &envs; *p; p = &(*p)->next)
		if (*p == env) {
			*p = env->next;
			return;
		}
}

static int make_dir(const char *dir, const char *path, struct err *e)
{
	int rc = fs_mkdirs(dir, 0770, e);
	mode_t old = allow_group(dir);

	if (rc == 0)
		rc = fs_mkdirs(path, 0770, e);
	umask(old);
	return rc;
}

/* LMDB writes both pages of its heads at once and syncs neither: a cut may leave a file that
 * begins with nothing. With no third page nothing was ever stored in it. */
static bool was_never_written(const char *data)
{
	struct stat st;

	return stat(data, &st) == 0 && st.st_size <= 2 * LEAST_PAGE;
}

static int open_or_begin(struct env *env, const char *data, unsigned flags, struct err *e)
{
	struct err first = {0};
	int rc = store_open_mdb(env, &first);

	if (rc == ERR_CORRUPT && (flags & STORE_CREATE) && !env->read_only && was_never_written(data) &&
		truncate(data, 0) == 0)
		return store_open_mdb(env, e);
	if (rc && e)
		*e = first;
	return rc;
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
	errno = 0;
	there = fs_exists(data);
	if (!there && errno == EACCES)
		rc = err_errno(e, "cannot open '%s'", data);
	else if (!there && !(flags & STORE_CREATE))
		rc = err_set(e, ERR_NOTFOUND, "no store at '%s': the first round makes it", env->path);
	else if (!there)
		rc = make_dir(s->dir, env->path, e);
	if (rc == 0)
		rc = choose_mode(env, flags, e);
	if (rc == 0)
		rc = lock_use(env, e);
	if (rc == 0)
		rc = open_or_begin(env, data, flags, e);
	free(data);
	if (rc) {
		env_free(env);
		return rc;
	}
	store_know_file(env);
	env->next = envs;
	envs = env;
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
	if (rc == 0 && !found)
		rc = sync_new(s, e);
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
