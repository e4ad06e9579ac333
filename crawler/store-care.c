/* The store: statistics, hot copies, checking, renewal. */
#include "store-lmdb.h"

#include "base/fs.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* --- statistics --- */

static int add_body(const struct body_info *b, void *ctx)
{
	struct store_stat *s = ctx;

	s->bodies++;
	s->body_bytes += (uint64_t)b->bytes;
	s->stored_body_bytes += (uint64_t)b->stored_bytes;
	s->body_files += b->file;
	return 0;
}

static void add_tables(struct store_txn *t, struct store_stat *s)
{
	const struct env *env = t->s->env;

	for (size_t i = 0; i < env->ntables && s->ntables < TABLES_MAX; i++) {
		MDB_stat st;
		uint64_t pages;

		if (mdb_stat(t->mdb, env->table[i].dbi, &st))
			continue;
		pages = st.ms_branch_pages + st.ms_leaf_pages + st.ms_overflow_pages;
		snprintf(s->table[s->ntables].name, sizeof(s->table[0].name), "%s",
			env->table[i].name);
		s->table[s->ntables].records = st.ms_entries;
		s->table[s->ntables].bytes = pages * st.ms_psize;
		s->ntables++;
	}
}

int store_statistics(struct store *s, struct store_stat *out, struct err *e)
{
	struct store_txn *t = NULL;
	struct store_stat st = {0};
	int64_t disk;
	int rc = store_begin(s, false, &t, e);

	if (rc)
		return rc;
	store_sizes(s->env, &st.file_bytes, &st.used_bytes);
	st.map_bytes = s->env->map_bytes;
	disk = fs_free_bytes(s->env->path);
	st.free_disk_bytes = disk < 0 ? 0 : (uint64_t)disk;
	add_tables(t, &st);
	rc = body_each(t, add_body, &st, e);
	store_abort(t);
	if (rc == 0)
		*out = st;
	return rc;
}

/* --- copy --- */

static int copy_to(struct store *s, const char *path, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0660);
	int rc, result = 0;

	if (fd < 0)
		return err_errno(e, "cannot create '%s'", path);
	rc = mdb_env_copyfd2(s->env->mdb, fd, MDB_CP_COMPACT);
	if (rc == MDB_INCOMPATIBLE && ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0) {
		/* pages were leaked (ITS 9155 of 0.9.24): nothing is lost but room */
		log_warn("store.copy path=%s compact=no", s->env->path);
		rc = mdb_env_copyfd2(s->env->mdb, fd, 0);
	}
	if (rc)
		result = store_fail(s->env, e, rc, "copy");
	else if (fsync(fd) < 0)
		result = err_errno(e, "cannot write '%s'", path);
	if (close(fd) < 0 && result == 0)
		result = err_errno(e, "cannot write '%s'", path);
	return result;
}

int store_copy(struct store *s, const char *dir, struct err *e)
{
	const char *slash = strrchr(s->env->path, '/');
	const char *name = slash ? slash + 1 : s->env->path;
	char *to = fs_join(dir, name), *data = NULL;
	struct buf tmp = BUF_INIT(5000);
	int rc = 0;

	buf_addf(&tmp, "%s.tmp", to);
	data = fs_join(buf_cstr(&tmp), "data.mdb");
	if (fs_exists(to))
		rc = err_set(e, ERR_EXISTS, "'%s' exists already", to);
	if (rc == 0)
		rc = fs_remove_tree(buf_cstr(&tmp), e);
	if (rc == 0)
		rc = fs_mkdirs(buf_cstr(&tmp), 0770, e);
	if (rc == 0)
		rc = copy_to(s, data, e);
	if (rc == 0)
		rc = fs_sync(buf_cstr(&tmp), e);
	if (rc == 0 && rename(buf_cstr(&tmp), to) < 0)
		rc = err_errno(e, "cannot rename '%s'", buf_cstr(&tmp));
	if (rc == 0)
		rc = fs_sync(dir, e);
	free(to);
	free(data);
	buf_release(&tmp);
	return rc;
}

static int copy_file(const struct sha256 *d, const char *from, const char *to,
	const char *bodies, struct err *e)
{
	char hex[SHA256_HEX];
	struct buf path = BUF_INIT(5000), data = BUF_INIT(BODY_MAX + BODY_MAX / 64);
	int rc;

	sha256_hex(hex, d);
	buf_addf(&path, "%s/%s/%.2s/%.2s", to, bodies, hex, hex + 2);
	rc = fs_mkdirs(buf_cstr(&path), 0770, e);
	buf_clear(&path);
	buf_addf(&path, "%s/%s/%.2s/%.2s/%s", from, bodies, hex, hex + 2, hex);
	if (rc == 0)
		rc = fs_read(buf_cstr(&path), &data, e);
	buf_clear(&path);
	buf_addf(&path, "%s/%s/%.2s/%.2s/%s", to, bodies, hex, hex + 2, hex);
	if (rc == 0)
		rc = fs_write(buf_cstr(&path), buf_str(&data), 0660, e);
	buf_release(&path);
	buf_release(&data);
	return rc;
}

struct copying {
	const char *from, *to, *bodies;
	uint64_t n;
	struct err *e;
};

static int copy_body(const struct body_info *b, void *ctx)
{
	struct copying *c = ctx;

	if (!b->file)
		return 0;
	c->n++;
	return copy_file(&b->digest, c->from, c->to, c->bodies, c->e);
}

int store_copy_bodies(struct store *s, const char *from, const char *to, uint64_t *n,
	struct err *e)
{
	const char *slash = strrchr(s->env->bodies, '/');
	struct copying c = {.from = from, .to = to,
		.bodies = slash ? slash + 1 : s->env->bodies, .e = e};
	struct store_txn *t = NULL;
	int rc = store_begin(s, false, &t, e);

	if (rc == 0)
		rc = body_each(t, copy_body, &c, e);
	store_abort(t);
	*n = c.n;
	return rc;
}

/* --- compaction --- */

/* With the environment closed: the new file takes the place of the old one. The lock file
 * goes too: it remembers a number of transactions that the copy starts anew. */
static int swap_data(struct env *env, const char *fresh, struct err *e)
{
	char *data = fs_join(env->path, "data.mdb"), *lock = fs_join(env->path, "lock.mdb");
	int rc = 0;

	if (unlink(lock) < 0 && errno != ENOENT)
		rc = err_errno(e, "cannot remove '%s'", lock);
	if (rc == 0 && rename(fresh, data) < 0)
		rc = err_errno(e, "cannot rename '%s'", fresh);
	if (rc == 0)
		rc = fs_sync(env->path, e);
	free(data);
	free(lock);
	return rc;
}

int store_compact(struct store *s, struct err *e)
{
	struct env *env = s->env;
	char *fresh;
	int rc, opened;

	if (env->ntxns || env->nrefs > 1 || env->lock_fd < 0)
		return err_set(e, ERR_INVAL, "cannot compact '%s': in use here", env->path);
	rc = store_lock_byte(env, BYTE_USE, F_WRLCK, e);
	if (rc)
		return rc;
	fresh = fs_join(env->path, "data.new");
	rc = copy_to(s, fresh, e);
	if (rc == 0) {
		mdb_env_close(env->mdb);
		env->mdb = NULL;
		rc = swap_data(env, fresh, e);
		opened = store_open_mdb(env, rc ? NULL : e);
		rc = rc ? rc : opened;
		if (env->mdb)
			store_know_file(env);
	}
	if (rc)
		unlink(fresh);
	store_lock_byte(env, BYTE_USE, F_RDLCK, NULL);
	free(fresh);
	return rc;
}

/* --- holding off --- */

int store_hold(const char *dir, bool alone, int *fd, struct err *e)
{
	struct flock lock = {.l_type = alone ? F_WRLCK : F_RDLCK, .l_whence = SEEK_SET};
	struct flock holder = lock;
	char *path = fs_join(dir, "care.lock");
	int rc = 0;

	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
	if (*fd < 0) {
		rc = err_errno(e, "cannot open '%s'", path);
	} else if (fcntl(*fd, F_SETLK, &lock) < 0) {
		fcntl(*fd, F_GETLK, &holder);
		rc = err_set(e, ERR_LOCKED, "'%s' is being backed up or pruned by process %ld",
			dir, (long)holder.l_pid);
		close(*fd);
		*fd = -1;
	}
	free(path);
	return rc;
}

void store_unhold(int fd)
{
	if (fd >= 0)
		close(fd);
}

/* --- check --- */

struct check {
	struct store_txn *t;
	void (*told)(const char *what, void *ctx);
	void *ctx;
	uint64_t *faults;
	struct buf body;
};

static void tell(struct check *c, const char *what)
{
	++*c->faults;
	c->told(what, c->ctx);
}

/* Every record of one table: order, check, number. */
static void check_table(struct check *c, const struct table *x)
{
	struct arena a = ARENA_INIT;
	struct buf last = BUF_INIT(KEY_MAX);
	MDB_cursor *cursor = NULL;
	MDB_stat st = {0};
	MDB_val k, v;
	uint64_t n = 0;
	char text[1300];
	int rc = mdb_cursor_open(c->t->mdb, x->dbi, &cursor);

	while (rc == 0 && (rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT)) == 0) {
		struct str key = str_n(k.mv_data, k.mv_size), out;
		struct err e = {0};

		if (n++ && str_cmp(buf_str(&last), key) >= 0) {
			snprintf(text, sizeof(text), "table '%s': keys out of order", x->name);
			tell(c, text);
		}
		buf_clear(&last);
		buf_addstr(&last, key);
		if (store_decode(key, str_n(v.mv_data, v.mv_size), &out, &a, &e)) {
			snprintf(text, sizeof(text), "table '%s': %s", x->name, e.text);
			tell(c, text);
		}
		arena_reset(&a);
	}
	if (rc != MDB_NOTFOUND) {
		snprintf(text, sizeof(text), "table '%s': %s", x->name, mdb_strerror(rc));
		tell(c, text);
	} else if (mdb_stat(c->t->mdb, x->dbi, &st) || st.ms_entries != n) {
		snprintf(text, sizeof(text), "table '%s': %llu records, its root says %llu",
			x->name, (unsigned long long)n, (unsigned long long)st.ms_entries);
		tell(c, text);
	}
	if (cursor)
		mdb_cursor_close(cursor);
	buf_release(&last);
	arena_release(&a);
}

static int check_body(const struct body_info *b, void *ctx)
{
	struct check *c = ctx;
	struct err e = {0};

	buf_clear(&c->body);
	if (body_get(c->t, &b->digest, &c->body, &e))
		tell(c, e.text);
	if (c->body.cap > (8 << 20))
		buf_release(&c->body);
	return 0;
}

int store_check(struct store *s, void (*told)(const char *what, void *ctx), void *ctx,
	uint64_t *faults, struct err *e)
{
	struct check c = {.told = told, .ctx = ctx, .faults = faults,
		.body = BUF_INIT(BODY_MAX)};
	struct err damage = {0};
	int rc = store_begin(s, false, &c.t, e);

	*faults = 0;
	if (rc)
		return rc;
	for (size_t i = 0; i < s->env->ntables; i++)
		check_table(&c, &s->env->table[i]);
	if (body_each(c.t, check_body, &c, &damage))
		tell(&c, damage.text);
	store_abort(c.t);
	buf_release(&c.body);
	return 0;
}

/* --- renewal --- */

#define COUNTERS_FORWARD 1000000 /* more than was ever given between two backups */

static int move_counters(struct store_txn *t, struct err *e)
{
	struct store_scan s;
	struct arena a = ARENA_INIT;
	struct str key, value;
	int rc = 0;

	store_scan_open(&s, t, "meta", STR("counter/"), STR_NONE, false);
	while (rc == 0 && store_scan_next(&s, &key, &value, &a)) {
		const char *name = key.p + strlen("counter/");

		rc = store_set_counter(t, name, key_u64_at(value, 0) + COUNTERS_FORWARD, e);
		arena_reset(&a);
	}
	if (rc == 0 && s.err.code)
		rc = err_set(e, s.err.code, "%s", s.err.text);
	store_scan_close(&s);
	arena_release(&a);
	return rc;
}

int store_renew(struct store *s, struct err *e)
{
	struct store_txn *t = NULL;
	char epoch[17];
	int rc = store_begin(s, true, &t, e);

	if (rc)
		return rc;
	store_new_epoch(epoch);
	rc = store_put(t, "meta", STR("epoch"), str_of(epoch), e);
	if (rc == 0)
		rc = move_counters(t, e);
	if (rc) {
		store_abort(t);
		return rc;
	}
	rc = store_commit(t, e);
	if (rc == 0)
		memcpy(s->env->epoch, epoch, sizeof(epoch));
	return rc;
}
