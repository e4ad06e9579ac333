/* What a program writes, recorded, and what a disk may hold of it after a cut. */
#include "powercut.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define PAGE 4096 /* what a disk writes whole or not at all */
#define NAMES_MAX 4096

enum act_kind { ACT_BYTES, ACT_LENGTH, ACT_SYNC, ACT_FILE, ACT_DIR, ACT_RENAME, ACT_UNLINK,
	ACT_SYNC_DIR, ACT_PROMISE };

struct act {
	enum act_kind kind;
	uint64_t inode;	    /* of the file or directory written, synced or named */
	uint64_t parent;    /* directory of the name */
	char *name, *to;    /* within parent */
	uint64_t to_parent;
	size_t at, n;
	char *bytes;
	bool promised; /* written with O_DSYNC */
};

static struct {
	bool on;
	char dir[PATH_MAX];
	size_t dir_n;
	struct act *act;
	size_t nacts, cap;
	uint64_t inode[NAMES_MAX]; /* of the system, which gives them again; ours is the place */
	size_t ninodes;
	pthread_mutex_t lock;
} rec = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* --- recording --- */

static const char *const act_word[] = {"bytes", "length", "sync", "new file", "new directory",
	"rename", "unlink", "sync of a directory", "promise"};

static void die(const char *what)
{
	perror(what);
	abort();
}

static void *grown(void *p, size_t n)
{
	p = realloc(p, n);
	if (!p)
		die("realloc");
	return p;
}

static void note(struct act a)
{
	pthread_mutex_lock(&rec.lock);
	if (rec.nacts == rec.cap) {
		rec.cap = rec.cap ? rec.cap * 2 : 256;
		rec.act = grown(rec.act, rec.cap * sizeof(*rec.act));
	}
	rec.act[rec.nacts++] = a;
	pthread_mutex_unlock(&rec.lock);
}

/* Locks are of one boot: what they hold is nothing after a cut. */
static bool is_ours(const char *path)
{
	size_t n = strlen(path);

	if (!rec.on || strncmp(path, rec.dir, rec.dir_n) != 0 ||
		(path[rec.dir_n] != '/' && path[rec.dir_n] != '\0'))
		return false;
	return !(n > 9 && strcmp(path + n - 9, "/lock.mdb") == 0) &&
		!(n > 5 && strcmp(path + n - 5, ".lock") == 0);
}

static bool path_of(int fd, char out[PATH_MAX])
{
	char link[64];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, out, PATH_MAX - 1);
	if (n < 0)
		return false;
	out[n] = '\0';
	return is_ours(out);
}

static uint64_t number_of(const struct stat *st, bool is_new)
{
	uint64_t found = 0;

	pthread_mutex_lock(&rec.lock);
	for (size_t i = rec.ninodes; i-- > 0 && !found && !is_new;)
		if (rec.inode[i] == (uint64_t)st->st_ino)
			found = i + 1;
	if (!found && rec.ninodes == NAMES_MAX)
		die("too many files");
	if (!found) {
		rec.inode[rec.ninodes++] = (uint64_t)st->st_ino;
		found = rec.ninodes;
	}
	pthread_mutex_unlock(&rec.lock);
	return found;
}

static uint64_t inode_of_fd(int fd)
{
	struct stat st;

	return fstat(fd, &st) < 0 ? 0 : number_of(&st, false);
}

static uint64_t inode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) < 0 ? 0 : number_of(&st, false);
}

static uint64_t inode_of_new(const char *path)
{
	struct stat st;

	return stat(path, &st) < 0 ? 0 : number_of(&st, true);
}

static uint64_t parent_of(const char *path, char **name)
{
	const char *slash = strrchr(path, '/');
	char *dir = strndup(path, (size_t)(slash - path));
	uint64_t inode = inode_of(dir);

	*name = strdup(slash + 1);
	free(dir);
	return inode;
}

static void note_bytes(int fd, const void *p, size_t n, size_t at)
{
	struct act a = {.kind = ACT_BYTES, .inode = inode_of_fd(fd), .at = at, .n = n,
		.promised = fcntl(fd, F_GETFL) & O_DSYNC};

	a.bytes = grown(NULL, n + 1);
	memcpy(a.bytes, p, n);
	note(a);
}

static void note_name(enum act_kind kind, const char *path, uint64_t inode)
{
	struct act a = {.kind = kind, .inode = inode};

	a.parent = parent_of(path, &a.name);
	note(a);
}

/* --- what is replaced --- */

int open(const char *path, int flags, ...)
{
	struct stat st;
	bool made, cut;
	mode_t mode = 0;
	int fd;

	if (flags & O_CREAT) {
		va_list ap;

		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		va_end(ap);
	}
	made = (flags & O_CREAT) && is_ours(path) && stat(path, &st) < 0;
	cut = (flags & O_TRUNC) && is_ours(path) && !made;
	fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
	if (fd >= 0 && made)
		note_name(ACT_FILE, path, inode_of_new(path));
	if (fd >= 0 && cut)
		note((struct act){.kind = ACT_LENGTH, .inode = inode_of_fd(fd)});
	return fd;
}

int mkdir(const char *path, mode_t mode)
{
	int rc = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);

	if (rc == 0 && is_ours(path))
		note_name(ACT_DIR, path, inode_of_new(path));
	return rc;
}

int rename(const char *from, const char *to)
{
	int rc = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
	struct act a = {.kind = ACT_RENAME};

	if (rc == 0 && is_ours(from)) {
		a.inode = inode_of(to);
		a.parent = parent_of(from, &a.name);
		a.to_parent = parent_of(to, &a.to);
		note(a);
	}
	return rc;
}

int unlink(const char *path)
{
	int rc = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);

	if (rc == 0 && is_ours(path))
		note_name(ACT_UNLINK, path, 0);
	return rc;
}

ssize_t write(int fd, const void *p, size_t n)
{
	char path[PATH_MAX];
	ssize_t done = (ssize_t)syscall(SYS_write, fd, p, n);

	if (rec.on && done > 0 && path_of(fd, path))
		note_bytes(fd, p, (size_t)done, (size_t)(lseek(fd, 0, SEEK_CUR) - done));
	return done;
}

ssize_t writev(int fd, const struct iovec *v, int nv)
{
	ssize_t all = 0;

	for (int i = 0; i < nv; i++) {
		ssize_t n = write(fd, v[i].iov_base, v[i].iov_len);

		if (n < 0)
			return all ? all : n;
		all += n;
		if ((size_t)n < v[i].iov_len)
			break;
	}
	return all;
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
	char path[PATH_MAX];
	ssize_t done = (ssize_t)syscall(SYS_pwrite64, fd, p, n, at);

	if (rec.on && done > 0 && path_of(fd, path))
		note_bytes(fd, p, (size_t)done, (size_t)at);
	return done;
}

int ftruncate(int fd, off_t n)
{
	char path[PATH_MAX];
	int rc = (int)syscall(SYS_ftruncate, fd, n);

	if (rec.on && rc == 0 && path_of(fd, path))
		note((struct act){.kind = ACT_LENGTH, .inode = inode_of_fd(fd), .n = (size_t)n});
	return rc;
}

static int synced(int fd)
{
	char path[PATH_MAX];
	struct stat st;

	if (rec.on && path_of(fd, path) && fstat(fd, &st) == 0)
		note((struct act){.kind = S_ISDIR(st.st_mode) ? ACT_SYNC_DIR : ACT_SYNC,
			.inode = number_of(&st, false)});
	return 0; /* nothing here waits for a disk */
}

int fsync(int fd)
{
	return synced(fd);
}

int fdatasync(int fd)
{
	return synced(fd);
}

int msync(void *p, size_t n, int flags)
{
	(void)p;
	(void)n;
	(void)flags;
	if (rec.on)
		die("bytes written through a map are not recorded");
	return 0;
}

void powercut_record(const char *dir)
{
	snprintf(rec.dir, sizeof(rec.dir), "%s", dir);
	rec.dir_n = strlen(rec.dir);
	rec.on = true;
}

void powercut_stop(void)
{
	rec.on = false;
}

void powercut_promise(void)
{
	note((struct act){.kind = ACT_PROMISE});
}

size_t powercut_nacts(void)
{
	return rec.nacts;
}

uint64_t powercut_promised(size_t k)
{
	uint64_t n = 0;

	for (size_t i = 0; i < k; i++)
		n += rec.act[i].kind == ACT_PROMISE;
	return n;
}

const char *powercut_act(size_t k, char *text, size_t size)
{
	const struct act *a = k ? &rec.act[k - 1] : NULL;

	snprintf(text, size, "%s %s", a ? act_word[a->kind] : "nothing",
		a && a->name ? a->name : "");
	return text;
}

void powercut_free(void)
{
	for (size_t i = 0; i < rec.nacts; i++) {
		free(rec.act[i].name);
		free(rec.act[i].to);
		free(rec.act[i].bytes);
	}
	free(rec.act);
	rec.act = NULL;
	rec.nacts = rec.cap = 0;
}

/* --- what a disk holds --- */

struct file {
	uint64_t inode;
	char *bytes;
	size_t n;
	bool is_dir;
};

struct entry {
	uint64_t parent, inode;
	const char *name;
};

struct disk {
	struct file file[NAMES_MAX];
	struct entry entry[NAMES_MAX];
	size_t nfiles, nentries;
	uint64_t chance;
};

static struct file *file_of(struct disk *d, uint64_t inode)
{
	for (size_t i = 0; i < d->nfiles; i++)
		if (d->file[i].inode == inode)
			return &d->file[i];
	if (d->nfiles == NAMES_MAX)
		die("too many files");
	d->file[d->nfiles] = (struct file){.inode = inode};
	return &d->file[d->nfiles++];
}

static void set_length(struct file *f, size_t n)
{
	f->bytes = grown(f->bytes, n + 1);
	if (n > f->n)
		memset(f->bytes + f->n, 0, n - f->n);
	f->n = n;
}

static bool by_chance(struct disk *d)
{
	d->chance = d->chance * 6364136223846793005u + 1442695040888963407u;
	return d->chance >> 63;
}

static void put_bytes(struct disk *d, const struct act *a, bool torn)
{
	struct file *f = file_of(d, a->inode);

	for (size_t at = a->at; at < a->at + a->n;) {
		size_t end = (at / PAGE + 1) * PAGE;

		if (end > a->at + a->n)
			end = a->at + a->n;
		if (!torn || by_chance(d)) {
			if (end > f->n)
				set_length(f, end);
			memcpy(f->bytes + at, a->bytes + (at - a->at), end - at);
		}
		at = end;
	}
}

static void drop_entry(struct disk *d, uint64_t parent, const char *name)
{
	for (size_t i = 0; i < d->nentries; i++)
		if (d->entry[i].parent == parent && strcmp(d->entry[i].name, name) == 0) {
			d->entry[i] = d->entry[--d->nentries];
			return;
		}
}

static void put_entry(struct disk *d, uint64_t parent, const char *name, uint64_t inode)
{
	drop_entry(d, parent, name);
	if (d->nentries == NAMES_MAX)
		die("too many names");
	d->entry[d->nentries++] = (struct entry){parent, inode, name};
}

static void apply(struct disk *d, const struct act *a, bool torn)
{
	switch (a->kind) {
	case ACT_BYTES:
		put_bytes(d, a, torn);
		break;
	case ACT_LENGTH:
		set_length(file_of(d, a->inode), a->n);
		break;
	case ACT_DIR:
		file_of(d, a->inode)->is_dir = true;
		put_entry(d, a->parent, a->name, a->inode);
		break;
	case ACT_FILE:
		file_of(d, a->inode);
		put_entry(d, a->parent, a->name, a->inode);
		break;
	case ACT_RENAME:
		drop_entry(d, a->parent, a->name);
		put_entry(d, a->to_parent, a->to, a->inode);
		break;
	case ACT_UNLINK:
		drop_entry(d, a->parent, a->name);
		break;
	case ACT_SYNC:
	case ACT_SYNC_DIR:
	case ACT_PROMISE:
		break;
	}
}

/* Was act i promised by something that had come back before the cut? A call that another one
 * follows has come back. */
static bool is_promised(size_t i, size_t k)
{
	const struct act *a = &rec.act[i];
	bool is_name = a->kind >= ACT_FILE && a->kind <= ACT_UNLINK;

	if (a->promised && i + 1 < k)
		return true;
	for (size_t j = i + 1; j + 1 < k; j++) {
		const struct act *s = &rec.act[j];

		if (is_name ? s->kind == ACT_SYNC_DIR && s->inode == a->parent
			    : s->kind == ACT_SYNC && s->inode == a->inode)
			return true;
	}
	return false;
}

static void write_out(struct disk *d, const char *path, uint64_t inode)
{
	const struct file *f = file_of(d, inode);
	char sub[PATH_MAX];

	if (!f->is_dir) {
		FILE *to = fopen(path, "wb");

		if (!to || fwrite(f->bytes ? f->bytes : "", 1, f->n, to) != f->n || fclose(to))
			die(path);
		return;
	}
	if (syscall(SYS_mkdirat, AT_FDCWD, path, 0755) < 0)
		die(path);
	for (size_t i = 0; i < d->nentries; i++)
		if (d->entry[i].parent == inode) {
			snprintf(sub, sizeof(sub), "%s/%s", path, d->entry[i].name);
			write_out(d, sub, d->entry[i].inode);
		}
}

static size_t last_open_act(size_t k)
{
	for (size_t i = k; i-- > 0;)
		if (rec.act[i].kind != ACT_SYNC && rec.act[i].kind != ACT_SYNC_DIR &&
			rec.act[i].kind != ACT_PROMISE && !is_promised(i, k))
			return i;
	return SIZE_MAX;
}

void powercut_make(const char *dir, size_t k, enum cut_keep keep, uint64_t seed)
{
	struct disk *d = calloc(1, sizeof(*d));
	size_t last = keep == CUT_KEEP_LAST ? last_open_act(k) : SIZE_MAX;
	uint64_t top = inode_of(rec.dir);

	if (!d)
		die("calloc");
	d->chance = seed * 0x9E3779B97F4A7C15u + k;
	file_of(d, top)->is_dir = true;
	for (size_t i = 0; i < k; i++) {
		bool sure = keep == CUT_KEEP_ALL || is_promised(i, k) || i == last;
		bool bytes = rec.act[i].kind == ACT_BYTES;

		if (sure || (keep == CUT_KEEP_SOME && (bytes || by_chance(d))))
			apply(d, &rec.act[i], !sure);
	}
	write_out(d, dir, top);
	for (size_t i = 0; i < d->nfiles; i++)
		free(d->file[i].bytes);
	free(d);
}
