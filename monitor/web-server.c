/* The sockets of the web pages. */
#include "web-server.h"

#include "base/clock.h"
#include "base/log.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct web_server {
	struct web *w;
	struct MHD_Daemon *mhd;
};

/* --- listening --- */

static int address_of(const char *listen, struct sockaddr_storage *out, socklen_t *n, struct err *e)
{
	struct str s = str_of(listen);
	size_t colon = str_rfindc(s, ':');
	struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)out;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)out;
	char host[64];
	int64_t port;

	if (colon == SIZE_MAX || colon >= sizeof(host) ||
		!str_int(str_sub(s, colon + 1, s.n), 0, 65535, &port))
		return err_set(e, ERR_USAGE, "web.listen: expected ADDRESS:PORT, found '%s'", listen);
	snprintf(host, sizeof(host), "%.*s", (int)colon, listen);
	if (streq(host, "localhost"))
		snprintf(host, sizeof(host), "127.0.0.1");
	memset(out, 0, sizeof(*out));
	if (host[0] == '[') {
		host[colon - 1] = '\0';
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons((uint16_t)port);
		*n = sizeof(*v6);
		if (inet_pton(AF_INET6, host + 1, &v6->sin6_addr) == 1)
			return 0;
	} else {
		v4->sin_family = AF_INET;
		v4->sin_port = htons((uint16_t)port);
		*n = sizeof(*v4);
		if (inet_pton(AF_INET, host, &v4->sin_addr) == 1)
			return 0;
	}
	return err_set(e, ERR_USAGE, "web.listen: expected ADDRESS:PORT, found '%s'", listen);
}

int web_listen(const char *listen_at, int *fd, int *port, struct err *e)
{
	struct sockaddr_storage at;
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)&at;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)&at;
	socklen_t n = 0;
	int yes = 1, s, rc = address_of(listen_at, &at, &n, e);

	if (rc < 0)
		return rc;
	s = socket(at.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (s < 0 || setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) < 0 ||
		bind(s, (const struct sockaddr *)(const void *)&at, n) < 0 || listen(s, 128) < 0 ||
		getsockname(s, (struct sockaddr *)(void *)&at, &n) < 0) {
		rc = err_errno(e, "cannot listen on %s", listen_at);
		if (s >= 0)
			close(s);
		return rc;
	}
	*port = ntohs(at.ss_family == AF_INET6 ? v6->sin6_port : v4->sin_port);
	*fd = s;
	return 0;
}

/* --- one request --- */

struct pending {
	struct buf body;
	bool begun, too_long;
	struct arena arena; /* path and query, of their first line */
	struct str path, query;
};

/* The line as it was sent: MHD would split the query before we can refuse what is none. */
static void *begin(void *ctx, const char *uri, struct MHD_Connection *c)
{
	struct pending *p = mem_alloc(sizeof(*p));
	struct str s = str_of(uri);
	size_t mark = str_findc(s, '?', 0);

	(void)ctx;
	(void)c;
	buf_init(&p->body, WEB_FORM_MAX);
	p->path = arena_str(&p->arena, str_sub(s, 0, mark));
	p->query = mark == SIZE_MAX ? STR("") : arena_str(&p->arena, str_sub(s, mark + 1, s.n));
	return p;
}

static void ended(void *ctx, struct MHD_Connection *c, void **state,
	enum MHD_RequestTerminationCode why)
{
	struct pending *p = *state;

	(void)ctx;
	(void)c;
	(void)why;
	if (!p)
		return;
	buf_release(&p->body);
	arena_release(&p->arena);
	free(p);
	*state = NULL;
}

static struct str sent(struct MHD_Connection *c, const char *name)
{
	return str_of(MHD_lookup_connection_value(c, MHD_HEADER_KIND, name));
}

static enum MHD_Result reply(struct MHD_Connection *c, struct web_answer *a)
{
	size_t n = a->body.n;
	char *bytes = buf_detach(&a->body);
	struct MHD_Response *r = MHD_create_response_from_buffer(n, bytes, MHD_RESPMEM_MUST_FREE);
	enum MHD_Result ok;

	if (!r) {
		free(bytes);
		return MHD_NO;
	}
	for (size_t i = 0; i < a->nheaders; i++) {
		char *value = str_dup(a->headers[i].value);

		MHD_add_response_header(r, a->headers[i].name, value);
		free(value);
	}
	ok = MHD_queue_response(c, (unsigned)a->status, r);
	MHD_destroy_response(r);
	return ok;
}

static enum MHD_Result refuse(struct MHD_Connection *c, int status, const char *allow)
{
	struct web_answer a = {.status = status, .body = BUF_INIT(1000)};

	if (allow)
		a.headers[a.nheaders++] = (struct web_header){"Allow", str_of(allow)};
	buf_adds(&a.body, "\n");
	return reply(c, &a);
}

/* What takes too long ends this process (SIGALRM); its supervisor starts another. */
static enum MHD_Result answer(struct web_server *s, struct MHD_Connection *c, struct pending *p,
	enum web_method method)
{
	struct web_request q = {.method = method, .path = p->path, .query = p->query,
		.body = buf_str(&p->body), .host = sent(c, "Host"), .cookie = sent(c, "Cookie"),
		.authorization = sent(c, "Authorization"), .languages = sent(c, "Accept-Language"),
		.if_none_match = sent(c, "If-None-Match"), .fetch_site = sent(c, "Sec-Fetch-Site"),
		.type = sent(c, "Content-Type"), .scheme = sent(c, "X-Forwarded-Proto")};
	struct arena a = ARENA_INIT;
	struct web_answer out;
	enum MHD_Result ok;

	alarm(WEB_REQUEST_S);
	web_serve(s->w, &q, clock_now_ms(), &out, &a);
	alarm(0);
	ok = reply(c, &out);
	buf_release(&out.body);
	arena_release(&a);
	return ok;
}

static enum MHD_Result take(void *ctx, struct MHD_Connection *c, const char *url,
	const char *method, const char *version, const char *upload, size_t *upload_size, void **state)
{
	struct pending *p = *state;
	enum web_method m = streq(method, "GET") ? WEB_GET : streq(method, "HEAD") ? WEB_HEAD : WEB_POST;

	(void)url;
	(void)version;
	if (!p)
		return MHD_NO;
	if (m == WEB_POST && !streq(method, "POST"))
		return refuse(c, 405, "GET, HEAD, POST");
	if (!p->begun) { /* the headers alone; a body may follow */
		p->begun = true;
		return MHD_YES;
	}
	if (*upload_size) {
		buf_add(&p->body, upload, *upload_size);
		*upload_size = 0;
		p->too_long = !buf_ok(&p->body);
		return MHD_YES;
	}
	if (p->too_long)
		return refuse(c, 413, NULL);
	return answer(ctx, c, p, m);
}

int web_server_open(struct web *w, int listen_fd, unsigned connections, struct web_server **out,
	struct err *e)
{
	struct web_server *s = mem_alloc(sizeof(*s));

	s->w = w;
	s->mhd = MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, take, s,
		MHD_OPTION_LISTEN_SOCKET, listen_fd, MHD_OPTION_CONNECTION_LIMIT, connections,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)WEB_IDLE_S,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, WEB_HEAD_MAX,
		MHD_OPTION_URI_LOG_CALLBACK, begin, NULL,
		MHD_OPTION_NOTIFY_COMPLETED, ended, NULL, MHD_OPTION_END);
	if (!s->mhd) {
		free(s);
		return err_set(e, ERR_IO, "the web server did not start");
	}
	*out = s;
	return 0;
}

void web_server_turn(struct web_server *s, int wait_ms)
{
	MHD_run_wait(s->mhd, wait_ms);
}

void web_server_close(struct web_server *s)
{
	if (!s)
		return;
	MHD_quiesce_daemon(s->mhd); /* the socket belongs to the other processes, too */
	MHD_stop_daemon(s->mhd);
	free(s);
}
