/* What comes in of one transfer: the address it goes to, headers, body. */
#include "fetch-session.h"

#include "crawler/late-head.h"
#include "crawler/url.h"

#include "base/digest.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#define GLANCE_BYTES 65536   /* of what is no text */
#define GLANCE_WHOLE 262144  /* so short that reading on is cheaper than reconnecting */
#define BOMB_BYTES ((size_t)256 << 10) /* inflated bytes from which the ratio is looked at */
#define BOMB_RATIO 200
#define STEP_BYTES ((size_t)1024) /* inflated at a time */

bool guard_allows(const struct guard *g, bool job_allows, int family,
	const unsigned char *bytes)
{
	if (g->all || job_allows || !address_is_private(family, bytes))
		return true;
	for (size_t i = 0; i < g->ncidr; i++)
		if (cidr_contains(g->cidr[i], family, bytes))
			return true;
	return false;
}

static int family_of(const struct sockaddr *sa, unsigned char b[16])
{
	if (sa->sa_family == AF_INET) {
		memcpy(b, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, 4);
		return 4;
	}
	if (sa->sa_family == AF_INET6) {
		memcpy(b, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, 16);
		return 6;
	}
	return 0;
}

/* Looks at the very address libcurl is about to contact, whatever told it. */
static curl_socket_t on_open(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct session *s = ctx;
	unsigned char b[16];
	int fd, family = family_of(&address->addr, b);

	(void)purpose;
	if (!s->r.proxy.n &&
		(!family || !guard_allows(s->ts->guard, s->r.allow_private, family, b))) {
		s->private_met = true;
		return CURL_SOCKET_BAD;
	}
	fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
	if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
			errno == ENOMEM))
		s->no_resource = true;
	s->fd = fd;
	return fd < 0 ? CURL_SOCKET_BAD : fd;
}

static int on_close(void *ctx, curl_socket_t fd)
{
	struct transfers *ts = ctx;

	loop_watch(ts->loop, fd, 0, NULL, NULL);
	return close(fd);
}

static int local_port_of(int fd)
{
	struct sockaddr_storage ss;
	socklen_t n = sizeof(ss);

	if (getsockname(fd, (struct sockaddr *)(void *)&ss, &n) < 0)
		return -1;
	if (ss.ss_family == AF_INET6)
		return ntohs(((const struct sockaddr_in6 *)(const void *)&ss)->sin6_port);
	return ntohs(((const struct sockaddr_in *)(const void *)&ss)->sin_port);
}

/* A server that sends more than one answer to a request leaves bytes in the connection, and
 * libcurl 7.88.1 takes them for the answer to the next one: another address would get its
 * verdict. Within TLS they may be a ticket, or the server's farewell, too: a handshake more
 * does no harm. */
static bool is_dirty(struct session *s, int local_port, const unsigned char b[16], int port)
{
	/* one port of ours may lead to several hosts */
	uint64_t ends = hash64_of(str_n((const char *)b, 16)) ^
		((uint64_t)(unsigned)local_port << 16 | (unsigned)port) * UINT64_C(0x9E3779B97F4A7C15);
	size_t i = (size_t)(ends >> 32) & (PORTS - 1);
	char byte;

	if (s->fd >= 0) {
		s->ts->fd_of[i].ends = ends;
		s->ts->fd_of[i].fd = local_port_of(s->fd) == local_port ? s->fd + 1 : 0;
		return false;
	}
	if (s->ts->fd_of[i].ends != ends) /* forgotten: another one took its place */
		return true;
	return s->ts->fd_of[i].fd &&
		recv(s->ts->fd_of[i].fd - 1, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

/* The same for a connection that is used again. */
static int on_prereq(void *ctx, char *ip, char *local_ip, int port, int local_port)
{
	struct session *s = ctx;
	unsigned char b[16] = {0};
	int family = address_parse(str_of(ip), b);

	(void)local_ip;
	if (is_dirty(s, local_port, b, port)) {
		s->dirty = true;
		return CURL_PREREQFUNC_ABORT;
	}
	if (s->r.proxy.n || (family && guard_allows(s->ts->guard, s->r.allow_private, family, b)))
		return CURL_PREREQFUNC_OK;
	s->private_met = true;
	return CURL_PREREQFUNC_ABORT;
}

static struct str lower(struct arena *a, struct str s)
{
	char *p = arena_cstr(a, s);

	for (size_t i = 0; i < s.n; i++)
		p[i] = (char)to_lower((unsigned char)p[i]);
	return str_n(p, s.n);
}

static struct str header(const struct answer *x, const char *name)
{
	for (size_t i = 0; i < x->nheaders; i++)
		if (str_eqc(x->headers[i].key, name))
			return x->headers[i].value;
	return STR_NONE;
}

/* The headers that somebody here or in fetch-decide.c asks for. */
static bool is_read(struct str name)
{
#define NAME(s) {s, sizeof(s) - 1}
	static const struct str read[] = {NAME("content-type"), NAME("content-length"),
		NAME("content-encoding"), NAME("transfer-encoding"), NAME("location"),
		NAME("refresh"), NAME("etag"), NAME("last-modified"),
		NAME("x-amzn-waf-action"), NAME("cf-mitigated"), NAME("content-disposition"),
		NAME("link")};
#undef NAME

	for (size_t i = 0; i < sizeof(read) / sizeof(read[0]); i++)
		if (read[i].n == name.n && str_eq_nocase(name, read[i]))
			return true;
	return false;
}

static void keep_header(struct session *s, struct str line)
{
	size_t colon = str_findc(line, ':', 0);
	struct pair *p;

	s->header_left = colon == SIZE_MAX || colon == 0 || s->x.nheaders == HEADERS_KEPT ||
		(s->r.few_headers && !is_read(str_trim(str_sub(line, 0, colon))));
	if (s->header_left)
		return;
	s->x.headers = arena_grow(s->a, s->x.headers, s->x.nheaders, &s->headers_cap,
		sizeof(*s->x.headers));
	p = &s->x.headers[s->x.nheaders++];
	p->key = lower(s->a, str_trim(str_sub(line, 0, colon)));
	p->value = arena_str(s->a, str_trim(str_sub(line, colon + 1, line.n)));
	if (str_none(s->x.location) && str_eqc(p->key, "location"))
		s->x.location = p->value;
}

/* A line that begins with white space goes on with the header before it (RFC 9112 5.2). */
static void unfold_header(struct session *s, struct str line)
{
	struct pair *p = s->x.nheaders ? &s->x.headers[s->x.nheaders - 1] : NULL;

	if (!p || s->header_left)
		return;
	p->value = p->value.n ? arena_strf(s->a, "%.*s %.*s", STR_ARG(p->value), STR_ARG(line))
			      : arena_str(s->a, line);
	if (str_eqc(p->key, "location"))
		s->x.location = header(&s->x, "location");
}

static size_t on_header(char *p, size_t size, size_t n, void *ctx)
{
	struct session *s = ctx;
	struct str line = str_trim(str_n(p, size * n));
	bool folded = n > 0 && (p[0] == ' ' || p[0] == '\t') && line.n;

	if (s->r.raw) /* an empty line, which libcurl makes up where it reads no head */
		return size * n;
	s->has_cookies |= str_starts_nocase(line, STR("Set-Cookie:"));
	s->header_lines++;
	s->header_bytes += size * n;
	if (s->header_bytes > HEADER_BYTES_MAX) {
		s->headers_over = true;
		return 0;
	}
	if (str_starts(line, STR("HTTP/"))) { /* a new answer: what came before was 1xx */
		s->x.nheaders = 0;
		s->x.headers = NULL;
		s->headers_cap = 0;
		s->x.location = STR_NONE;
		s->headers_end = false;
	} else if (line.n == 0) {
		s->headers_end = true;
	} else if (s->limit) {
		return size * n; /* after the body it is a trailer: nobody reads it */
	} else if (folded) {
		unfold_header(s, line);
	} else {
		keep_header(s, line);
	}
	return size * n;
}

static bool is_text(struct str type)
{
	static const char *const word[] = {"text/", "html", "xml", "json", "javascript",
		"ecmascript"};

	if (str_none(type) || type.n == 0)
		return true;
	for (size_t i = 0; i < sizeof(word) / sizeof(word[0]); i++)
		if (str_find_nocase(type, str_of(word[i]), 0) != SIZE_MAX)
			return true;
	return false;
}

/* How far to read, once the headers are there. */
static int64_t limit_of(const struct session *s)
{
	int64_t length;

	if (!s->r.glance || is_text(header(&s->x, "content-type")) ||
		str_ends_nocase(s->r.url, STR(".xml.gz"))) /* a sitemap */
		return s->r.max_bytes;
	if (str_int(header(&s->x, "content-length"), 0, GLANCE_WHOLE, &length))
		return s->r.max_bytes;
	return GLANCE_BYTES < s->r.max_bytes ? GLANCE_BYTES : s->r.max_bytes;
}

/* Decoded bytes: kept up to the limit. */
static bool keep_body(void *ctx, const char *p, size_t n)
{
	struct session *s = ctx;
	size_t room = s->body.n < (size_t)s->limit ? (size_t)s->limit - s->body.n : 0;

	buf_add(&s->body, p, n < room ? n : room);
	if (s->inflate && s->body.n >= BOMB_BYTES &&
		(int64_t)s->body.n / BOMB_RATIO > s->wire) {
		s->bomb = true;
		return false;
	}
	if (n > room)
		s->enough = true;
	return n <= room;
}

/* In small steps, so that the ratio is known before a bomb has grown. */
static bool inflate_body(struct session *s, struct str bytes)
{
	for (size_t at = 0; at < bytes.n; at += STEP_BYTES) {
		struct str step = str_sub(bytes, at, STEP_BYTES);

		s->wire += (int64_t)step.n;
		if (!inflate_put(s->inflate, step)) {
			s->bad_encoding = !s->enough && !s->bomb;
			return false;
		}
	}
	return true;
}

/* The length that is promised, or the usual one, at once. */
static void make_room(struct session *s)
{
	int64_t n = 0;

	str_int(header(&s->x, "content-length"), 0, (int64_t)BODY_KEPT, &n);
	if (n <= s->limit && (size_t)n <= s->body.max)
		buf_room(&s->body, (size_t)n);
}

/* libcurl was told to leave lengths aside; a connection that is kept has no other end. */
static bool has_promised_length(const struct session *s)
{
	struct late_head x;
	int64_t n;

	if (!s->headers_end)
		return late_head_read(buf_str(&s->body), &x) && late_head_is_whole(&x);
	return str_int(header(&s->x, "content-length"), 0, INT64_MAX, &n) && s->wire >= n;
}

static size_t on_body(char *p, size_t size, size_t n, void *ctx)
{
	struct session *s = ctx;
	struct str bytes = str_n(p, size * n);

	if (!s->limit) {
		s->limit = limit_of(s);
		make_room(s);
		s->file = s->r.glance && !s->r.raw && !is_text(header(&s->x, "content-type"));
		if (!inflate_open(header(&s->x, "content-encoding"), keep_body, s, &s->inflate))
			s->bad_encoding = true;
	}
	if (s->bad_encoding)
		return 0;
	if (!s->inflate)
		s->wire += (int64_t)bytes.n;
	if (s->inflate ? !inflate_body(s, bytes) : !keep_body(s, bytes.p, bytes.n))
		return 0;
	s->whole = s->r.lenient && has_promised_length(s);
	return s->whole ? 0 : bytes.n;
}

int receive_late_head(struct session *s)
{
	struct late_head x;
	struct str line;

	if (!late_head_read(buf_str(&s->body), &x))
		return 0;
	while (str_cut(&x.lines, '\n', &line))
		keep_header(s, str_trim(line));
	s->headers_end = true;
	/* as it would come in parts or encoded nobody reads it any more */
	if (x.coded) {
		buf_clear(&s->body);
		s->enough = true;
	} else {
		x.body = arena_str(s->a, x.body);
		buf_clear(&s->body);
		buf_addstr(&s->body, x.body);
	}
	return x.status;
}

/* The head as it goes out. A connection found dead is replaced: the last head counts. */
static int on_debug(CURL *easy, curl_infotype what, char *p, size_t n, void *ctx)
{
	struct session *s = ctx;

	(void)easy;
	if (what != CURLINFO_HEADER_OUT)
		return 0;
	if (str_starts(str_n(p, n), STR("GET ")))
		buf_clear(&s->asked);
	if (n <= HEADER_BYTES_MAX - s->asked.n)
		buf_add(&s->asked, p, n);
	return 0;
}

void receive_callbacks(struct session *s)
{
	CURL *c = s->easy;

	curl_easy_setopt(c, CURLOPT_PRIVATE, s);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, s->error);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, s);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, s);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_open);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, s);
	curl_easy_setopt(c, CURLOPT_CLOSESOCKETFUNCTION, on_close);
	curl_easy_setopt(c, CURLOPT_CLOSESOCKETDATA, s->ts);
	curl_easy_setopt(c, CURLOPT_PREREQFUNCTION, on_prereq);
	curl_easy_setopt(c, CURLOPT_PREREQDATA, s);
	if (s->r.want_request) { /* without it nothing is written anywhere, which is faster */
		curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);
		curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, on_debug);
		curl_easy_setopt(c, CURLOPT_DEBUGDATA, s);
	}
}
