/* Bytes that may be too many to hold. */
#include "spool.h"

#include "base/fs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define HELD_MAX ((size_t)256 << 10)
#define SPOOL_MAX ((size_t)1 << 40) /* the disk is full earlier */
#define PIECE ((size_t)1 << 20)
#define LEAVE_STEP ((ptrdiff_t)1 << 20)

struct spool {
	struct buf held;
	int fd; /* -1: all is held */
	size_t put; /* bytes in the file */
	void *map;
	size_t map_bytes;
	struct err err;
};

struct spool *spool_new(void)
{
	struct spool *s = mem_alloc(sizeof(*s));

	s->held = BUF_INIT(SPOOL_MAX);
	s->fd = -1;
	return s;
}

static void unmap(struct spool *s)
{
	if (s->map)
		munmap(s->map, s->map_bytes);
	s->map = NULL;
}

void spool_free(struct spool *s)
{
	if (!s)
		return;
	unmap(s);
	if (s->fd >= 0)
		close(s->fd);
	buf_release(&s->held);
	free(s);
}

static void open_file(struct spool *s)
{
	const char *tmp = getenv("TMPDIR");
	char path[500];
	int n = snprintf(path, sizeof(path), "%s/portalwatch.XXXXXX", tmp && tmp[0] ? tmp : "/tmp");

	s->fd = n > 0 && (size_t)n < sizeof(path) ? mkstemp(path) : -1;
	if (s->fd < 0)
		err_errno(&s->err, "cannot make a file in '%s'", tmp && tmp[0] ? tmp : "/tmp");
	else
		unlink(path);
}

static void put_held(struct spool *s)
{
	size_t at = 0;

	if (s->fd < 0)
		open_file(s);
	while (!s->err.code && at < s->held.n) {
		ssize_t n = write(s->fd, s->held.p + at, s->held.n - at);

		if (n < 0 && errno != EINTR)
			err_errno(&s->err, "cannot write a temporary file");
		at += n > 0 ? (size_t)n : 0;
	}
	s->put += at;
	buf_clear(&s->held);
}

void spool_add(struct spool *s, struct str bytes)
{
	if (s->err.code)
		return;
	if (bytes.n > SPOOL_MAX - s->put - s->held.n) {
		err_set(&s->err, ERR_TOOBIG, "the report is larger than 1 TB; ask for less");
		return;
	}
	unmap(s);
	buf_addstr(&s->held, bytes);
	if (s->held.n >= HELD_MAX)
		put_held(s);
}

struct str spool_bytes(struct spool *s)
{
	if (s->fd >= 0 && s->held.n)
		put_held(s);
	if (s->err.code)
		return STR("");
	if (s->fd < 0)
		return buf_str(&s->held);
	if (!s->map) {
		s->map = mmap(NULL, s->put, PROT_READ, MAP_SHARED, s->fd, 0);
		s->map_bytes = s->put;
		if (s->map == MAP_FAILED) {
			s->map = NULL;
			err_errno(&s->err, "cannot read a temporary file");
			return STR("");
		}
	}
	return str_n(s->map, s->put);
}

size_t spool_size(const struct spool *s)
{
	return s->put + s->held.n;
}

const char *spool_leave(const struct spool *s, const char *from, const char *to)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), skip;

	if (!s->map || to - from < LEAVE_STEP)
		return from;
	skip = (page - (uintptr_t)from % page) % page;
	madvise((void *)((uintptr_t)from + skip), ((size_t)(to - from) - skip) & ~(size_t)(page - 1),
		MADV_DONTNEED);
	return from + skip + (((size_t)(to - from) - skip) & ~(size_t)(page - 1));
}

int spool_each(struct spool *s, spool_fn *fn, void *ctx, struct err *e)
{
	struct str all = spool_bytes(s);
	const char *left = all.p;
	int rc = spool_error(s, e);

	for (size_t at = 0; at < all.n && rc == 0; at += PIECE) {
		struct str piece = str_sub(all, at, PIECE);

		rc = fn(ctx, piece, e);
		left = spool_leave(s, left, piece.p + piece.n);
	}
	return rc;
}

static int add_digest(void *ctx, struct str piece, struct err *e)
{
	(void)e;
	sha256_add(ctx, piece);
	return 0;
}

struct sha256 spool_digest(struct spool *s)
{
	struct sha256_sum *sum = sha256_begin();

	spool_each(s, add_digest, sum, NULL);
	return sha256_end(sum);
}

static int add_file(void *ctx, struct str piece, struct err *e)
{
	return fs_out_add(ctx, piece, e);
}

int spool_save(struct spool *s, const char *path, unsigned mode, bool sync, struct err *e)
{
	struct fs_out f;
	int rc = fs_out_open(&f, path, mode, e);

	if (rc < 0)
		return rc;
	rc = spool_each(s, add_file, &f, e);
	if (rc == 0)
		return fs_out_end(&f, sync, e);
	fs_out_drop(&f);
	return rc;
}

int spool_error(const struct spool *s, struct err *e)
{
	return s->err.code ? err_set(e, s->err.code, "%s", s->err.text) : 0;
}
