/* Files: read whole with a ceiling, written whole or not at all. */
#include "base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

int fs_read(const char *path, struct buf *b, struct err *e)
{
	bool is_stdin = streq(path, "-");
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	int rc = 0;

	if (fd < 0)
		return err_errno(e, "cannot open '%s'", path);
	for (;;) {
		size_t left = b->max - b->n;
		size_t want = left < 65536 ? left + 1 : 65536;
		char part[65536];
		ssize_t n = read(fd, part, want < sizeof(part) ? want : sizeof(part));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			rc = err_errno(e, "cannot read '%s'", path);
		if (n <= 0)
			break;
		buf_add(b, part, (size_t)n);
		if (!buf_ok(b)) {
			rc = err_set(e, ERR_TOOBIG, "'%s' is larger than %zu bytes", path,
				b->max);
			break;
		}
	}
	if (!is_stdin)
		close(fd);
	return rc;
}

static int write_all(int fd, struct str data)
{
	for (size_t at = 0; at < data.n;) {
		ssize_t n = write(fd, data.p + at, data.n - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		at += (size_t)n;
	}
	return 0;
}

int fs_sync(const char *path, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc = 0;

	if (fd < 0 || fsync(fd) < 0)
		rc = err_errno(e, "cannot sync '%s'", path);
	if (fd >= 0)
		close(fd);
	return rc;
}

static int sync_dir_of(const char *path, struct err *e)
{
	char *dir = fs_beside(path, ".");
	int rc = fs_sync(dir, e);

	free(dir);
	return rc;
}

int fs_out_open(struct fs_out *o, const char *path, unsigned mode, struct err *e)
{
	struct buf tmp = BUF_INIT(5000);

	*o = (struct fs_out){.fd = STDOUT_FILENO};
	if (streq(path, "-"))
		return 0;
	buf_addf(&tmp, "%s.%ld.tmp", path, (long)getpid());
	o->fd = open(buf_cstr(&tmp), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, (mode_t)mode);
	if (o->fd < 0) {
		int rc = err_errno(e, "cannot create '%s'", buf_cstr(&tmp));

		buf_release(&tmp);
		return rc;
	}
	o->path = cstr_dup(path);
	o->tmp = buf_detach(&tmp);
	return 0;
}

int fs_out_add(struct fs_out *o, struct str data, struct err *e)
{
	if (write_all(o->fd, data) == 0)
		return 0;
	if (errno == EPIPE)
		return err_set(e, ERR_GONE, "nobody reads the output any more");
	return o->path ? err_errno(e, "cannot write '%s'", o->tmp)
		       : err_errno(e, "cannot write standard output");
}

void fs_out_drop(struct fs_out *o)
{
	if (o->path) {
		close(o->fd);
		unlink(o->tmp);
	}
	free(o->path);
	free(o->tmp);
	*o = (struct fs_out){.fd = -1};
}

int fs_out_end(struct fs_out *o, bool sync, struct err *e)
{
	int rc = 0;

	if (!o->path)
		return 0;
	if (sync && fsync(o->fd) < 0)
		rc = err_errno(e, "cannot write '%s'", o->tmp);
	if (close(o->fd) < 0 && rc == 0)
		rc = err_errno(e, "cannot write '%s'", o->path);
	if (rc == 0 && rename(o->tmp, o->path) < 0)
		rc = err_errno(e, "cannot write '%s'", o->path);
	if (rc)
		unlink(o->tmp);
	else if (sync)
		rc = sync_dir_of(o->path, e);
	free(o->path);
	free(o->tmp);
	*o = (struct fs_out){.fd = -1};
	return rc;
}

static int write_file(const char *path, struct str data, unsigned mode, bool sync,
	struct err *e)
{
	struct fs_out o;
	int rc = fs_out_open(&o, path, mode, e);

	if (rc < 0)
		return rc;
	rc = fs_out_add(&o, data, e);
	if (rc == 0)
		return fs_out_end(&o, sync, e);
	fs_out_drop(&o);
	return rc;
}

int fs_write(const char *path, struct str data, unsigned mode, struct err *e)
{
	return write_file(path, data, mode, true, e);
}

int fs_write_fast(const char *path, struct str data, unsigned mode, struct err *e)
{
	return write_file(path, data, mode, false, e);
}

int fs_mkdirs(const char *path, unsigned mode, struct err *e)
{
	char *copy = cstr_dup(path);
	int rc = 0;

	for (char *p = copy + 1; *copy; p++) {
		char c = *p;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		if (mkdir(copy, (mode_t)mode) < 0 && errno != EEXIST) {
			rc = err_errno(e, "cannot make directory '%s'", copy);
			break;
		}
		*p = c;
		if (c == '\0')
			break;
	}
	if (rc == 0 && !fs_is_dir(path))
		rc = err_set(e, ERR_EXISTS, "'%s' is not a directory", path);
	free(copy);
	return rc;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *f)
{
	(void)st;
	(void)kind;
	(void)f;
	return remove(path);
}

int fs_remove_tree(const char *path, struct err *e)
{
	if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) < 0 && errno != ENOENT)
		return err_errno(e, "cannot remove '%s'", path);
	return 0;
}

bool fs_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

bool fs_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

char *fs_join(const char *dir, const char *name)
{
	struct buf b = BUF_INIT(1 << 20);
	size_t n = strlen(dir);

	if (name[0] == '/')
		return cstr_dup(name);
	buf_adds(&b, dir);
	if (n == 0 || dir[n - 1] != '/')
		buf_adds(&b, n ? "/" : "./");
	buf_adds(&b, name);
	return buf_detach(&b);
}

char *fs_beside(const char *base_file, const char *rel)
{
	const char *slash = base_file ? strrchr(base_file, '/') : NULL;
	char *dir = slash ? str_dup(str_n(base_file, (size_t)(slash - base_file) + 1))
			  : cstr_dup(".");
	char *path = fs_join(dir, rel);

	free(dir);
	return path;
}

int64_t fs_free_bytes(const char *path)
{
	struct statvfs v;

	if (statvfs(path, &v) < 0)
		return -1;
	return (int64_t)v.f_bavail * (int64_t)v.f_frsize;
}

int fs_glob(const char *pattern, char ***out, size_t *n, struct err *e)
{
	glob_t g;
	int rc = glob(pattern, 0, NULL, &g);

	if (rc == GLOB_NOMATCH) {
		*out = NULL;
		*n = 0;
		return 0;
	}
	if (rc != 0)
		return err_set(e, ERR_IO, "cannot read '%s'", pattern);
	*out = mem_alloc(g.gl_pathc * sizeof(char *));
	*n = g.gl_pathc;
	for (size_t i = 0; i < g.gl_pathc; i++)
		(*out)[i] = cstr_dup(g.gl_pathv[i]);
	globfree(&g);
	return 0;
}

void fs_list_free(char **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i]);
	free(list);
}
