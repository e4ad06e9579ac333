/* Bodies: counting references, dropping, sweeping, looking. */
#include "body.h"

#include "base/fs.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static uint64_t refs_of(struct store_txn *t, const struct sha256 *d)
{
	struct arena a = ARENA_INIT;
	struct str v;
	uint64_t n = 0;

	if (store_get(t, "bodyref", body_name(d), &v, &a, NULL) == 0)
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
	rc = n ? store_put(t, "bodyref", body_name(digest), buf_str(&v), e)
	       : store_del(t, "bodyref", body_name(digest), e);
	buf_release(&v);
	return rc == ERR_NOTFOUND ? 0 : rc;
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
	rc = store_get_record(t, "body", body_name(digest), &record_body, &b, &a, e);
	if (rc == 0)
		rc = store_del(t, "body", body_name(digest), e);
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
	int rc = store_get_record(t, "body", body_name(digest), &record_body, &b, &a, e);

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
