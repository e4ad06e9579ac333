/* Into files: a Maildir (one mail each), or lines of JSON at the end of a file. */
#include "monitor/receiver.h"

#include "base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX ((size_t)64 << 20)

struct file_settings {
	const char *path, *format; /* "maildir" "jsonl" */
};

#define T file_settings
static const struct row file_rows[] = {
	{"path", ROW_PATH, NEED, AT(T, path), .help = "Maildir, or file to append to"},
	{"format", ROW_WORD, AT(T, format), .choices = "maildir jsonl", .dflt = "jsonl",
		.help = "form of what is written"},
	{0},
};
static const struct table file_table = {.name = "receiver.file", .rows = file_rows};
#undef T

/* A Maildir's names are ours to choose: of the Message-ID, so that a repetition replaces
 * its predecessor instead of standing beside it. */
static void mail_name(char out[80], const struct message *m)
{
	struct key128 k = key128_of(m->alert->message_id);
	int n = snprintf(out, 80, "%lld.pw", (long long)(m->alert->created_ms / 1000));

	for (size_t i = 0; i < sizeof(k.b); i++)
		n += snprintf(out + n, 80 - (size_t)n, "%02x", k.b[i]);
	snprintf(out + n, 80 - (size_t)n, ".localhost");
}

static int make_maildir(const char *path, struct err *e)
{
	static const char *const parts[] = {"tmp", "new", "cur"};
	int rc = 0;

	for (size_t i = 0; i < 3 && rc == 0; i++) {
		char *dir = fs_join(path, parts[i]);

		rc = fs_mkdirs(dir, 0700, e);
		free(dir);
	}
	return rc;
}

/* Written and synced in tmp, then moved to new: a reader never sees a part. */
static int put_mail(const char *path, const char *name, struct str data, struct err *e)
{
	char *tmp_dir = fs_join(path, "tmp"), *new_dir = fs_join(path, "new");
	char *from = fs_join(tmp_dir, name), *to = fs_join(new_dir, name);
	int rc = fs_write(from, data, 0600, e);

	if (rc == 0 && rename(from, to) < 0)
		rc = err_errno(e, "cannot put mail into '%s'", new_dir);
	free(tmp_dir);
	free(new_dir);
	free(from);
	free(to);
	return rc;
}

static int tell_maildir(const struct file_settings *r, const struct message *m, struct err *e)
{
	static const char *const from = "portalwatch@localhost";
	const char *to[] = {from};
	struct buf b = BUF_INIT(FILE_MAX);
	char name[80];
	int rc = message_mail(m, from, NULL, to, 1, &b, e);

	mail_name(name, m);
	if (rc == 0)
		rc = make_maildir(r->path, e);
	if (rc == 0)
		rc = put_mail(r->path, name, buf_str(&b), e);
	buf_release(&b);
	return rc;
}

/* A line left in part by a full disk or a dead machine is ended, so that the next one
 * stands by itself. */
static bool ends_in_line(int fd)
{
	char last;
	off_t n = lseek(fd, 0, SEEK_END);

	return n <= 0 || pread(fd, &last, 1, n - 1) != 1 || last == '\n';
}

static int append(const char *path, struct str line, struct err *e)
{
	int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640), rc = 0;
	size_t at = 0;

	if (fd < 0)
		return err_errno(e, "cannot open '%s'", path);
	if (!ends_in_line(fd) && write(fd, "\n", 1) < 0)
		rc = err_errno(e, "cannot write '%s'", path);
	while (rc == 0 && at < line.n) {
		ssize_t n = write(fd, line.p + at, line.n - at);

		if (n >= 0)
			at += (size_t)n;
		else if (errno != EINTR)
			rc = err_errno(e, "cannot write '%s'", path);
	}
	/* a pipe or /dev/stdout cannot be synced */
	if (rc == 0 && fsync(fd) < 0 && errno != EINVAL && errno != EROFS)
		rc = err_errno(e, "cannot sync '%s'", path);
	close(fd);
	return rc;
}

static int tell_lines(const struct file_settings *r, const struct message *m, struct err *e)
{
	struct buf b = BUF_INIT(FILE_MAX);
	int rc = 0;

	message_json(&b, m);
	buf_addc(&b, '\n');
	if (!buf_ok(&b))
		rc = err_set(e, ERR_TOOBIG, "message over %zu bytes", FILE_MAX);
	if (rc == 0)
		rc = append(r->path, buf_str(&b), e);
	buf_release(&b);
	return rc;
}

static int file_tell(const struct receiver_config *r, const struct message *m,
	struct delivery_result *out, struct err *e)
{
	const struct file_settings *own = r->own;
	int rc = streq(own->format, "maildir") ? tell_maildir(own, m, e) : tell_lines(own, m, e);

	if (rc)
		return rc;
	out->outcome = DELIVERY_DONE;
	result_text(out, "written to %s", own->path);
	return 0;
}

static struct receiver_try file_trial(const struct receiver_config *r)
{
	return (struct receiver_try){.path = ((const struct file_settings *)r->own)->path};
}

const struct receiver_type receiver_file = {
	.kind = {{"file", ROW_MAP, .sub = &file_table, .help = "into a file"},
		.size = sizeof(struct file_settings)},
	.tell = file_tell, .trial = file_trial};
