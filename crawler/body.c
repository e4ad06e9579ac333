/* Bodies: compressed, as deltas where they resemble, named by their SHA-256.
 *
 * Tables: "body" digest -> how it is stored; "line" hash(line) -> its key frame;
 * "bodyref" digest -> number of references (absent: none). A delta is a reference to its
 * key frame, so a key frame lives as long as any delta on it. */
#include "store-lmdb.h"

#include "base/fs.h"
#include "base/record.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

/* Figures of DESIGN 5 and engineering 4.3, 4.5. */
#define INLINE_MAX ((size_t)16 << 10) /* stored bytes; above: a file */
#define KEY_VERSIONS 50		      /* then a new key frame */
#define DELTA_SHARE 30		      /* percent of the key frame a delta may cost */
#define DELTA_MAX ((size_t)64 << 20)  /* larger bodies are not held twice in memory */
#define LEVEL 6			      /* measured: bench-store */
#define LEVEL_LARGE 3		      /* from 4 MiB: attachments hardly shrink */
#define LARGE ((size_t)4 << 20)

struct body {
	int64_t bytes;
	int64_t stored_bytes;
	bool is_file;	   /* the frame lies in a file beside the environment */
	struct sha256 key; /* delta against this body; zero: a frame of its own */
	struct str frame;  /* where it is no file */
};

static const struct field body_rows[] = {
	F_I64(1, struct body, bytes),
	F_I64(2, struct body, stored_bytes),
	F_BOOL(3, struct body, is_file),
	F_BYTES(4, struct body, key),
	F_STR(5, struct body, frame),
};
RECORD_TYPE(record_body, struct body, 1, body_rows);

struct line {
	struct sha256 key;  /* present key frame; zero: none of its own yet */
	int64_t key_stored; /* bytes it costs */
	int32_t nversions;  /* stored since, the key frame included */
};

static const struct field line_rows[] = {
	F_BYTES(1, struct line, key),
	F_I64(2, struct line, key_stored),
	F_I32(3, struct line, nversions),
};
RECORD_TYPE(record_line, struct line, 1, line_rows);

static struct str name_of(const struct sha256 *d)
{
	return str_n((const char *)d->b, sizeof(d->b));
}

/* --- references --- */

static uint64_t refs_of(struct store_txn *t, const struct sha256 *d)
{
	struct arena a = ARENA_INIT;
	struct str v;
	uint64_t n = 0;

	if (store_get(t, "bodyref", name_of(d), &v, &a, NULL) == 0)
		n = key_u64_at(v, 0);
	arena_release(&a);
	return n;
}

int body_ref(struct store_txn *t, const struct sha256 *digest, int change, struct err *e)
{
	struct buf v = BUF_INIT(8);
	uint64_t n = refs_of(t, digest);
	int rc;

	n = change < 0 && n < (uint64_t)-change ? 0 : n + (uint64_t)(int64_t)change;
	key_u64(&v, n);
	rc = n ? store_put(t, "bodyref", name_of(digest), buf_str(&v), e)
	       : store_del(t, "bodyref", name_of(digest), e);
	buf_release(&v);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

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

static int sync_dir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 ? -1 : fsync(fd);

	if (fd >= 0)
		close(fd);
	return rc;
}

/* A directory made here must itself be synced into its parent. */
static int make_dir(const char *path, const char *parent, struct err *e)
{
	if (mkdir(path, 0770) < 0)
		return errno == EEXIST ? 0 : err_errno(e, "cannot make directory '%s'", path);
	if (sync_dir(parent) < 0)
		return err_errno(e, "cannot sync '%s'", parent);
	return 0;
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

static int write_file(struct store_txn *t, const struct sha256 *digest, struct str frame,
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
static int compress(struct str bytes, struct str prefix, struct buf *out, struct err *e)
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
	int rc = store_get_record(t, "body", name_of(digest), &record_body, b, a, e);

	if (rc == 0 && b->is_file)
		rc = read_file(t, digest, &b->frame, a, e);
	return rc;
}

/* Deltas are made against key frames only: two steps at most. */
static int read_body(struct store_txn *t, const struct sha256 *digest, struct buf *out,
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
	int rc = read_body(t, digest, out, e);

	if (rc && rc != ERR_NOTFOUND)
		err_add(e, "body %s", sha256_hex(hex, digest));
	return rc;
}

bool body_has(struct store_txn *t, const struct sha256 *digest)
{
	struct arena a = ARENA_INIT;
	struct str v;
	bool has = store_get(t, "body", name_of(digest), &v, &a, NULL) == 0;

	arena_release(&a);
	return has;
}

/* --- writing --- */

/* The delta of bytes against the line's key frame; *made says whether it is worth it. */
static int try_delta(struct store_txn *t, const struct line *line, struct str bytes,
	struct buf *frame, bool *made, struct err *e)
{
	struct buf key = BUF_INIT(DELTA_MAX);
	struct body info;
	struct arena a = ARENA_INIT;
	int rc = 0;

	*made = false;
	if (sha256_zero(&line->key) || bytes.n > DELTA_MAX || bytes.n == 0)
		goto out;
	rc = store_get_record(t, "body", name_of(&line->key), &record_body, &info, &a, e);
	if (rc == ERR_NOTFOUND || (rc == 0 && (uint64_t)info.bytes > DELTA_MAX)) {
		rc = 0;
		goto out;
	}
	/* a damaged key frame must not stop the crawler: the next body is a new one */
	if (rc == 0 && read_body(t, &line->key, &key, NULL) == 0)
		rc = compress(bytes, buf_str(&key), frame, e);
	if (rc == 0 && frame->n) {
		*made = (int64_t)frame->n * 100 <= line->key_stored * DELTA_SHARE;
		if (!*made)
			buf_clear(frame);
	}
out:
	buf_release(&key);
	arena_release(&a);
	return rc;
}

static int write_body(struct store_txn *t, const struct sha256 *digest, struct body *b,
	struct str frame, struct err *e)
{
	int rc = 0;

	b->stored_bytes = (int64_t)frame.n;
	b->is_file = frame.n > INLINE_MAX;
	if (b->is_file)
		rc = write_file(t, digest, frame, e);
	else
		b->frame = frame;
	if (rc == 0)
		rc = store_put_record(t, "body", name_of(digest), &record_body, b, e);
	if (rc == 0 && !sha256_zero(&b->key))
		rc = body_ref(t, &b->key, 1, e);
	return rc;
}

/* Compresses, and stores the body and what the line becomes by it. */
static int store_new(struct store_txn *t, struct str line_key, struct line *line,
	const struct sha256 *digest, struct str bytes, struct err *e)
{
	struct buf frame = BUF_INIT(BODY_MAX + BODY_MAX / 64);
	struct body b = {.bytes = (int64_t)bytes.n};
	bool delta = false;
	int rc = 0;

	if (line->nversions < KEY_VERSIONS)
		rc = try_delta(t, line, bytes, &frame, &delta, e);
	if (rc == 0 && delta)
		b.key = line->key;
	else if (rc == 0)
		rc = compress(bytes, STR_NONE, &frame, e);
	if (rc == 0)
		rc = write_body(t, digest, &b, buf_str(&frame), e);
	if (rc == 0 && !delta) {
		line->key = *digest;
		line->key_stored = b.stored_bytes;
		line->nversions = 0;
	}
	line->nversions++;
	if (rc == 0 && line_key.n)
		rc = store_put_record(t, "line", line_key, &record_line, line, e);
	buf_release(&frame);
	return rc;
}

int body_put(struct store_txn *t, struct str line, struct str bytes, struct sha256 *digest,
	struct err *e)
{
	struct sha256 d = sha256_of(bytes);
	struct arena a = ARENA_INIT;
	struct buf key = BUF_INIT(16);
	struct line known = {0};
	int rc = 0;

	if (bytes.n > BODY_MAX)
		return err_set(e, ERR_TOOBIG, "body of %zu bytes", bytes.n);
	if (body_has(t, &d))
		goto out;
	if (line.n) {
		key_hash(&key, line);
		rc = store_get_record(t, "line", buf_str(&key), &record_line, &known, &a, e);
	}
	if (rc == ERR_NOTFOUND)
		rc = 0;
	if (rc == 0)
		rc = store_new(t, buf_str(&key), &known, &d, bytes, e);
out:
	if (rc == 0)
		*digest = d;
	buf_release(&key);
	arena_release(&a);
	return rc;
}

/* --- dropping --- */

int body_drop(struct store_txn *t, const struct sha256 *digest, bool *dropped,
	struct err *e)
{
	struct arena a = ARENA_INIT;
	struct body b;
	int rc;

	*dropped = false;
	if (refs_of(t, digest) > 0)
		return 0;
	rc = store_get_record(t, "body", name_of(digest), &record_body, &b, &a, e);
	if (rc == 0)
		rc = store_del(t, "body", name_of(digest), e);
	if (rc == 0) {
		*dropped = true;
		if (!sha256_zero(&b.key))
			rc = body_ref(t, &b.key, -1, e);
	}
	/* the key frame may have been kept for this delta alone */
	if (rc == 0 && !sha256_zero(&b.key) && refs_of(t, &b.key) == 0) {
		bool key_dropped;

		rc = body_drop(t, &b.key, &key_dropped, e);
	}
	arena_release(&a);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int sweep_dir(struct store_txn *t, const char *path, uint64_t *removed, struct err *e)
{
	DIR *d = opendir(path);
	struct dirent *x;
	int rc = 0;

	if (!d)
		return errno == ENOENT ? 0 : err_errno(e, "cannot read '%s'", path);
	while (rc == 0 && (x = readdir(d)) != NULL) {
		struct sha256 digest;
		char *file;

		if (x->d_name[0] == '.')
			continue;
		if (sha256_parse(str_of(x->d_name), &digest) && body_has(t, &digest))
			continue;
		file = fs_join(path, x->d_name);
		if (unlink(file) < 0)
			rc = err_errno(e, "cannot remove '%s'", file);
		else
			++*removed;
		free(file);
	}
	closedir(d);
	return rc;
}

int body_sweep(struct store_txn *t, uint64_t *removed, struct err *e)
{
	char *pattern = fs_join(t->s->env->bodies, "[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]");
	char **dir = NULL;
	size_t n = 0;
	int rc;

	*removed = 0;
	rc = t->write ? fs_glob(pattern, &dir, &n, e)
		      : err_set(e, ERR_INVAL, "sweeping needs a writing transaction");
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = sweep_dir(t, dir[i], removed, e);
	fs_list_free(dir, n);
	free(pattern);
	return rc;
}

/* --- looking --- */

int body_info(struct store_txn *t, const struct sha256 *digest, struct body_info *out,
	struct err *e)
{
	struct arena a = ARENA_INIT;
	struct body b;
	int rc = store_get_record(t, "body", name_of(digest), &record_body, &b, &a, e);

	if (rc == 0)
		*out = (struct body_info){.digest = *digest, .bytes = b.bytes,
			.stored_bytes = b.stored_bytes, .delta = !sha256_zero(&b.key),
			.file = b.is_file, .key = b.key, .nrefs = refs_of(t, digest)};
	arena_release(&a);
	return rc;
}

int body_each(struct store_txn *t, body_fn *fn, void *ctx, struct err *e)
{
	struct store_scan s;
	struct arena a = ARENA_INIT;
	struct str k, v;
	int rc = 0;

	store_scan_open(&s, t, "body", STR_NONE, STR_NONE, false);
	while (rc == 0 && store_scan_next(&s, &k, &v, &a)) {
		struct body_info info;
		struct sha256 d;

		if (k.n != sizeof(d.b)) {
			rc = err_set(e, ERR_CORRUPT, "a body's name has %zu bytes", k.n);
			break;
		}
		memcpy(d.b, k.p, sizeof(d.b));
		rc = body_info(t, &d, &info, e);
		if (rc == 0)
			rc = fn(&info, ctx);
		arena_reset(&a);
	}
	if (rc == 0 && s.err.code)
		rc = err_set(e, s.err.code, "%s", s.err.text);
	store_scan_close(&s);
	arena_release(&a);
	return rc > 0 ? 0 : rc;
}
