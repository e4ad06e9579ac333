/* One request a connection, a few processes that wait in accept: enough for a folder. */
#include "folder-server.h"

#include "base/arena.h"
#include "base/out.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SERVERS 8
#define HEAD_MAX 16384
#define WAIT_S 10
#define DEPTH_MAX 64 /* of folders */

struct folder_server {
	char root[PATH_MAX], address[64];
	pid_t pid[SERVERS];
};

/* --- answers --- */

static const char *type_of(struct str path)
{
	static const struct {
		const char *end, *type;
	} row[] = {
		{".html", "text/html"}, {".htm", "text/html"}, {".shtml", "text/html"},
		{".xhtml", "text/html"}, {".css", "text/css"}, {".js", "text/javascript"},
		{".json", "application/json"}, {".xml", "application/xml"},
		{".txt", "text/plain"}, {".md", "text/plain"}, {".svg", "image/svg+xml"},
		{".png", "image/png"}, {".jpg", "image/jpeg"}, {".gif", "image/gif"},
		{".pdf", "application/pdf"},
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (str_ends_nocase(path, str_of(row[i].end)))
			return row[i].type;
	/* a page saved with its query in the name */
	return str_has(path, STR(".htm")) ? "text/html" : "application/octet-stream";
}

static void send_all(int fd, struct str s)
{
	while (s.n) {
		ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		s = str_sub(s, (size_t)n, s.n);
	}
}

static void send_plain(int fd, const char *status, struct str location)
{
	struct buf b = BUF_INIT(HEAD_MAX * 2);

	buf_addf(&b, "HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n", status);
	if (location.n)
		buf_addf(&b, "Location: %.*s\r\n", STR_ARG(location));
	buf_adds(&b, "\r\n");
	send_all(fd, buf_str(&b));
	buf_release(&b);
}

static void send_file(int fd, int file, off_t size, struct str path)
{
	struct buf b = BUF_INIT(1000);

	buf_addf(&b, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %lld\r\n"
		"Connection: close\r\n\r\n", type_of(path), (long long)size);
	send_all(fd, buf_str(&b));
	buf_release(&b);
	while (size > 0) {
		ssize_t n = sendfile(fd, file, NULL, (size_t)size);

		if (n <= 0)
			return;
		size -= n;
	}
}

/* --- files --- */

/* The file behind a path below the root, links followed as long as they stay inside. */
static int open_inside(const char *root, struct str path, struct stat *st)
{
	char full[PATH_MAX], real[PATH_MAX];
	size_t n = strlen(root);
	int fd;

	if (snprintf(full, sizeof(full), "%s/%.*s", root, STR_ARG(path)) >= (int)sizeof(full) ||
		!realpath(full, real) || strncmp(real, root, n) != 0 ||
		(real[n] && real[n] != '/' && n > 1))
		return -1;
	fd = open(real, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, st) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool give(int client, const char *root, struct str path)
{
	struct stat st;
	int fd = open_inside(root, path, &st);
	bool is_file = fd >= 0 && S_ISREG(st.st_mode);

	if (is_file)
		send_file(client, fd, st.st_size, path);
	if (fd >= 0)
		close(fd);
	return is_file;
}

static bool is_folder(const char *root, struct str path)
{
	struct stat st;
	int fd = open_inside(root, path, &st);

	if (fd >= 0)
		close(fd);
	return fd >= 0 && S_ISDIR(st.st_mode);
}

static bool give_ended(int client, const char *root, struct str path, const char *end)
{
	struct arena a = ARENA_INIT;
	bool done = give(client, root, arena_strf(&a, "%.*s%s", STR_ARG(path), end));

	arena_release(&a);
	return done;
}

static bool decode(struct str s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		int hi, lo;

		if (s.p[i] != '%' || s.n - i < 3) {
			buf_addc(out, s.p[i]);
			continue;
		}
		hi = hex_value((unsigned char)s.p[i + 1]);
		lo = hex_value((unsigned char)s.p[i + 2]);
		if (hi < 0 || lo < 0 || hi * 16 + lo == 0)
			return false;
		buf_addc(out, (char)(hi * 16 + lo));
		i += 2;
	}
	return buf_ok(out);
}

/* "http://host/a/b?c" or "/a/b?c" -> "a/b?c" */
static struct str below_root(struct str target)
{
	size_t at = str_find(target, STR("://"), 0);

	if (at != SIZE_MAX && (target.n == 0 || target.p[0] != '/'))
		target = str_sub(target, str_findc(target, '/', at + 3), target.n);
	while (target.n && target.p[0] == '/')
		target = str_sub(target, 1, target.n);
	return target;
}

static void answer(int client, const char *root, struct str target)
{
	struct buf whole = BUF_INIT(HEAD_MAX), name = BUF_INIT(HEAD_MAX);
	struct str raw = below_root(target), path = str_sub(raw, 0, str_findc(raw, '?', 0));
	struct arena a = ARENA_INIT;
	bool folder;

	if (!decode(raw, &whole) || !decode(path, &name)) {
		send_plain(client, "400 Bad Request", STR_NONE);
		goto out;
	}
	folder = name.n == 0 || name.p[name.n - 1] == '/';
	if (folder && (give_ended(client, root, buf_str(&name), "index.html") ||
			give_ended(client, root, buf_str(&name), "index.htm")))
		goto out;
	if (!folder && (give(client, root, buf_str(&whole)) || give(client, root, buf_str(&name))))
		goto out;
	if (!folder && is_folder(root, buf_str(&name)))
		send_plain(client, "301 Moved Permanently", arena_strf(&a, "/%.*s/", STR_ARG(path)));
	else if (folder || !give_ended(client, root, buf_str(&name), ".html"))
		send_plain(client, "404 Not Found", STR_NONE);
out:
	arena_release(&a);
	buf_release(&whole);
	buf_release(&name);
}

static void serve_one(int client, const char *root)
{
	char head[HEAD_MAX];
	size_t n = 0;
	struct timeval wait = {.tv_sec = WAIT_S};
	struct str line, rest, method, target;

	setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	while (n < sizeof(head) && str_find(str_n(head, n), STR("\r\n\r\n"), 0) == SIZE_MAX) {
		ssize_t got = recv(client, head + n, sizeof(head) - n, 0);

		if (got <= 0)
			return;
		n += (size_t)got;
	}
	rest = str_n(head, n);
	if (!str_cut(&rest, '\r', &line))
		return;
	if (str_cut(&line, ' ', &method) && str_cut(&line, ' ', &target))
		answer(client, root, target);
}

static void serve(int listener, const char *root, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_IGN); /* the check that began us ends us */
	while (getppid() == parent) {
		int client = accept(listener, NULL, NULL);

		if (client < 0)
			continue;
		serve_one(client, root);
		shutdown(client, SHUT_WR);
		close(client);
	}
	_exit(0);
}

static int open_listener(struct folder_server *s, struct err *e)
{
	struct sockaddr_in sa = {.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(sa);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)(void *)&sa, sizeof(sa)) < 0 ||
		listen(fd, 512) < 0 || getsockname(fd, (struct sockaddr *)(void *)&sa, &n) < 0) {
		if (fd >= 0)
			close(fd);
		return err_errno(e, "cannot listen on loopback");
	}
	snprintf(s->address, sizeof(s->address), "http://127.0.0.1:%d", ntohs(sa.sin_port));
	return fd;
}

int folder_serve(const char *dir, struct folder_server **out, struct err *e)
{
	struct folder_server *s = mem_alloc(sizeof(*s));
	pid_t self = getpid();
	int listener;

	if (!realpath(dir, s->root)) {
		free(s);
		return err_errno(e, "cannot open '%s'", dir);
	}
	listener = open_listener(s, e);
	if (listener < 0) {
		free(s);
		return listener;
	}
	for (int i = 0; i < SERVERS; i++) {
		s->pid[i] = fork();
		if (s->pid[i] == 0)
			serve(listener, s->root, self);
	}
	close(listener);
	*out = s;
	return 0;
}

const char *folder_address(const struct folder_server *s)
{
	return s->address;
}

void folder_close(struct folder_server *s)
{
	if (!s)
		return;
	for (int i = 0; i < SERVERS; i++) {
		if (s->pid[i] <= 0)
			continue;
		kill(s->pid[i], SIGKILL);
		waitpid(s->pid[i], NULL, 0);
	}
	free(s);
}

/* --- pages of a folder --- */

struct walking {
	folder_fn *fn;
	void *ctx;
	struct err *e;
};

static bool is_page(struct str name)
{
	return str_ends_nocase(name, STR(".html")) || str_ends_nocase(name, STR(".htm")) ||
		str_ends_nocase(name, STR(".shtml")) || str_ends_nocase(name, STR(".xhtml"));
}

static int found_page(struct walking *w, struct str below)
{
	struct buf b = BUF_INIT(PATH_MAX * 3);
	int rc;

	for (size_t i = 0; i < below.n; i++) {
		unsigned char c = (unsigned char)below.p[i];

		if (is_alnum(c) || strchr("-._~/", c))
			buf_addc(&b, (char)c);
		else
			buf_addf(&b, "%%%02X", c);
	}
	rc = w->fn(buf_str(&b), w->ctx);
	buf_release(&b);
	return rc;
}

static int walk_folder(struct walking *w, const char *root, struct str below, int depth)
{
	struct arena a = ARENA_INIT;
	DIR *d = opendir(arena_strf(&a, "%s/%.*s", root, STR_ARG(below)).p);
	struct dirent *x;
	int rc = 0;

	if (!d) {
		arena_release(&a);
		return depth ? 0 : err_errno(w->e, "cannot open '%s'", root);
	}
	while (rc == 0 && (x = readdir(d))) {
		struct str path = arena_strf(&a, "%.*s%s%s", STR_ARG(below), below.n ? "/" : "",
			x->d_name);
		struct stat st;

		if (x->d_name[0] == '.' || lstat(arena_strf(&a, "%s/%.*s", root,
			STR_ARG(path)).p, &st) < 0)
			continue;
		if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX)
			rc = walk_folder(w, root, path, depth + 1);
		else if (S_ISREG(st.st_mode) && is_page(path))
			rc = found_page(w, path);
	}
	closedir(d);
	arena_release(&a);
	return rc;
}

int folder_each_page(const char *dir, folder_fn *fn, void *ctx, struct err *e)
{
	struct walking w = {fn, ctx, e};

	return walk_folder(&w, dir, STR(""), 0);
}
