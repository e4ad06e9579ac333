/* Bodies: files of large ones, compression, reading. Which key frame a body is stored
 * against is decided in body-put.c. */
#include "body.h"

#include "base/fs.h"
#include "base/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

/* Measured with bench-store on 234 real versions: level 9 costs 4 % less room than 6 at
 * two thirds of its speed, 19 another 7 % at a tenth. */
#define LEVEL 9
#define LEVEL_LARGE 3 /* from 4 MiB: attachments hardly shrink */
#define LARGE ((size_t)4 << 20)

static const struct field body_rows[] = {
	F_I64(1, struct body, bytes),
	F_I64(2, struct body, stored_bytes),
	F_BOOL(3, struct body, is_file),
	F_BYTES(4, struct body, key),
	F_STR(5, struct body, frame),
};
RECORD_TYPE(record_body, struct body, 1, body_rows);

static const struct field line_rows[] = {
	F_BYTES(1, struct line, key),
	F_I64(2, struct line, key_stored),
	F_I32(3, struct line, nversions),
	F_I64(4, struct line, smallest),
	F_I64(5, struct line, excess),
	F_I64(6, struct line, borrowed),
};
RECORD_TYPE(record_line, struct line, 1, line_rows);

/* --- files of large bodies --- */

char *body_path(const struct env *env, const struct sha256 *digest)
{
	char hex[SHA256_HEX];
	struct buf b = BUF_INIT(100);
	char *path;

	sha256_hex(hex, digest);
	buf_addf(&b, "%.2s/%.2s/%s", hex, hex + 2, hex);
	path = fs_join(env->bodies, buf_cstr(&b));
	buf_release(&b);
	return path;
}

/* A directory made here must itself be synced into its parent. */
static int make_dir(const char *path, const char *parent, struct err *e)
{
	if (mkdir(path, 0770) < 0)
		return errno == EEXIST ? 0 : err_errno(e, "cannot make directory '%s'", path);
	return fs_sync(parent, e);
}

static int make_dirs(struct store_txn *t, const struct sha256 *digest, struct err *e)
{
	char hex[SHA256_HEX];
	char *aa, *bb;
	int rc;

	sha256_hex(hex, digest);
	hex[2] = '\0';
	aa = fs_join(t->s->env->bodies, hex);
	sha256_hex(hex, digest);
	hex[4] = '\0';
	bb = fs_join(aa, hex + 2);
	rc = make_dir(t->s->env->bodies, t->s->dir, e);
	if (rc == 0)
		rc = make_dir(aa, t->s->env->bodies, e);
	if (rc == 0)
		rc = make_dir(bb, aa, e);
	free(aa);
	free(bb);
	return rc;
}

int body_write_file(struct store_txn *t, const struct sha256 *digest, struct str frame,
	struct err *e)
{
	char *path = body_path(t->s->env, digest);
	int rc = make_dirs(t, digest, e);

	if (rc == 0)
		rc = fs_write(path, frame, 0660, e);
	free(path);
	return rc;
}

static int read_file(struct store_txn *t, const struct sha256 *digest, struct str *frame,
	struct arena *a, struct err *e)
{
	char *path = body_path(t->s->env, digest);
	struct buf b = BUF_INIT(BODY_MAX + BODY_MAX / 64);
	int rc = fs_read(path, &b, e);

	/* named by a record and not there: damage, not absence */
	if (rc == ERR_NOTFOUND)
		rc = err_set(e, ERR_CORRUPT, "'%s' is missing", path);
	if (rc == 0)
		*frame = arena_str(a, buf_str(&b));
	buf_release(&b);
	free(path);
	return rc;
}

/* --- compression --- */

static int window_log(size_t bytes)
{
	int log = 10;

	while (log < 27 && ((size_t)1 << log) < bytes)
		log++;
	return log;
}

/* One frame; with a prefix it can only be read together with it. */
int body_compress(struct str bytes, struct str prefix, struct buf *out, struct err *e)
{
	size_t bound = ZSTD_compressBound(bytes.n), n;
	ZSTD_CCtx *c = ZSTD_createCCtx();
	char *room = buf_room(out, bound);

	if (!c || !room) {
		ZSTD_freeCCtx(c);
		return err_set(e, ERR_TOOBIG, "body of %zu bytes", bytes.n);
	}
	ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel,
		bytes.n >= LARGE ? LEVEL_LARGE : LEVEL);
	if (prefix.n) {
		/* matches reach back over the whole of both */
		ZSTD_CCtx_setParameter(c, ZSTD_c_windowLog, window_log(bytes.n + prefix.n));
		if (prefix.n >= LARGE)
			ZSTD_CCtx_setParameter(c, ZSTD_c_enableLongDistanceMatching, 1);
		ZSTD_CCtx_refPrefix(c, prefix.p, prefix.n);
	}
	n = ZSTD_compress2(c, room, bound, bytes.p, bytes.n);
	ZSTD_freeCCtx(c);
	if (ZSTD_isError(n))
		return err_set(e, ERR_INVAL, "cannot compress: %s", ZSTD_getErrorName(n));
	out->n += n;
	return 0;
}

static int expand(struct str frame, struct str prefix, int64_t bytes, struct buf *out,
	struct err *e)
{
	size_t want = (size_t)bytes, n;
	ZSTD_DCtx *d;
	char *room;

	if (bytes < 0 || (uint64_t)bytes > BODY_MAX)
		return err_set(e, ERR_CORRUPT, "damaged body: %lld bytes", (long long)bytes);
	room = buf_room(out, want);
	if (!room)
		return err_set(e, ERR_TOOBIG, "body of %zu bytes", want);
	d = ZSTD_createDCtx();
	if (!d)
		fatal("out of memory");
	if (prefix.n)
		ZSTD_DCtx_refPrefix(d, prefix.p, prefix.n);
	ZSTD_DCtx_setParameter(d, ZSTD_d_windowLogMax, 28);
	n = ZSTD_decompressDCtx(d, room, want, frame.p, frame.n);
	ZSTD_freeDCtx(d);
	if (ZSTD_isError(n) || n != want)
		return err_set(e, ERR_CORRUPT, "damaged body: %s",
			ZSTD_isError(n) ? ZSTD_getErrorName(n) : "short");
	out->n += n;
	out->p[out->n] = '\0';
	return 0;
}

/* --- reading --- */

static int load(struct store_txn *t, const struct sha256 *digest, struct body *b,
	struct arena *a, struct err *e)
{
	int rc = store_get_record(t, "body", body_name(digest), &record_body, b, a, e);

	if (rc == 0 && b->is_file)
		rc = read_file(t, digest, &b->frame, a, e);
	return rc;
}

/* Deltas are made against key frames only: two steps at most. */
int body_read(struct store_txn *t, const struct sha256 *digest, struct buf *out,
	struct err *e)
{
	struct arena a = ARENA_INIT;
	struct buf prefix = BUF_INIT(BODY_MAX);
	struct body b, key;
	size_t start = out->n;
	struct sha256 got;
	int rc = load(t, digest, &b, &a, e);

	if (rc == 0 && !sha256_zero(&b.key)) {
		rc = load(t, &b.key, &key, &a, e);
		if (rc == ERR_NOTFOUND || (rc == 0 && !sha256_zero(&key.key)))
			rc = err_set(e, ERR_CORRUPT, "damaged body: its key frame is missing");
		if (rc == 0)
			rc = expand(key.frame, STR_NONE, key.bytes, &prefix, e);
	}
	if (rc == 0)
		rc = expand(b.frame, buf_str(&prefix), b.bytes, out, e);
	if (rc == 0) {
		got = sha256_of(str_sub(buf_str(out), start, out->n));
		if (!sha256_same(&got, digest))
			rc = err_set(e, ERR_CORRUPT, "damaged body: its digest differs");
	}
	if (rc)
		buf_cut(out, start);
	arena_release(&a);
	buf_release(&prefix);
	return rc;
}

int body_get(struct store_txn *t, const struct sha256 *digest, struct buf *out,
	struct err *e)
{
	char hex[SHA256_HEX];
	int rc = body_read(t, digest, out, e);

	if (rc && rc != ERR_NOTFOUND)
		err_add(e, "body %s", sha256_hex(hex, digest));
	return rc;
}

bool body_has(struct store_txn *t, const struct sha256 *digest)
{
	struct arena a = ARENA_INIT;
	struct str v;
	bool has = store_get(t, "body", body_name(digest), &v, &a, NULL) == 0;

	arena_release(&a);
	return has;
}
