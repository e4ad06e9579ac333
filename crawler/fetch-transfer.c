/* One request and its answer. See fetch-transfer.h; constants and their measurements are
 * in etc/doc, the remedies against libcurl 7.88.1's costs at the place they apply. */
#include "fetch-transfer.h"

#include "inflate.h"

#include "crawler/url.h"

#include "base/civil.h"
#include "base/clock.h"
#include "base/digest.h"

#include <curl/curl.h>
#include <errno.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define SHARDS_MAX 16
#define SHARD_TRANSFERS 256
#define SHARD_CONNECTIONS (SHARD_TRANSFERS + SHARD_TRANSFERS / 2)
#define IDLE_MAX 256	     /* sessions kept for the next job */
#define SHARD_NAMES_MAX 4000 /* pinned names before an idle multi handle is renewed */
#define GLANCE_BYTES 65536   /* of what is no text */
#define GLANCE_WHOLE 262144  /* so short that reading on is cheaper than reconnecting */
#define FLOOR_BYTES 200L     /* a second, for so long: */
#define FLOOR_SECONDS 20L
#define BOMB_BYTES ((size_t)256 << 10) /* inflated bytes from which the ratio is looked at */
#define BOMB_RATIO 200
#define STEP_BYTES ((size_t)1024) /* inflated at a time */
#define BODY_KEPT ((size_t)64 << 10) /* room that a session keeps for its next body */
#define PORTS 65536
#define CONNECTION_AGE_S 60L
#define CONNECTION_LIFE_S 3600L /* an old connection hides a new bad certificate */

/* X509_V_ERR codes (OpenSSL's x509_vfy.h), stable since 1.0. */
enum { V_NOT_YET = 9, V_EXPIRED = 10, V_SELF = 18, V_SELF_IN_CHAIN = 19, V_NO_ISSUER = 20,
	V_NO_LEAF_ISSUER = 21, V_REVOKED = 23, V_HOST = 62, V_NO_ISSUER_AT_ALL = 2 };

struct shard {
	struct transfers *ts;
	CURLM *multi;
	int64_t timer_ms; /* monotonic; -1 none */
	size_t in_flight, names;
};

struct transfers {
	struct loop *loop;
	struct shard shard[SHARDS_MAX];
	size_t nshards, in_flight;
	const struct guard *guard;
	char *ca_file;
	struct session *idle; /* closed ones, to be used again: making one costs 10 us */
	size_t nidle;
	int fd_of_port[PORTS]; /* of our end, 1 + descriptor; see is_dirty */
};

struct session {
	struct session *next; /* in the list of idle ones */
	struct transfers *ts;
	struct shard *shard; /* NULL: nothing under way */
	CURL *easy;
	answer_fn *fn;
	void *ctx;
	struct arena *a;
	struct request r;
	struct answer x;
	struct buf body;
	struct curl_slist *pins, *lines;
	struct buf setting; /* what the handle was set to, but for the address */
	struct buf wanted;  /* the same of the request to be made */
	size_t header_lines, header_bytes, headers_cap;
	int64_t limit;	     /* decoded bytes, known with the first of them; 0 not yet */
	int64_t wire;	     /* encoded bytes so far */
	struct inflate *inflate; /* NULL: the body is not encoded */
	bool enough, bomb, headers_over, headers_end, private_met, no_resource, bad_encoding;
	bool dirty;	     /* bytes nobody asked for lay in a connection used again */
	int fd;		     /* opened for this transfer; -1: an old connection */
	struct buf asked;    /* head of the request, where it is wanted */
	char error[CURL_ERROR_SIZE];
};

static void session_free(struct session *s);

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

/* --- the loop side: sockets and timers of the multi handles --- */

static void drain(struct shard *m);

static void on_ready(void *ctx, int fd, unsigned events)
{
	struct shard *m = ctx;
	int running, mask = (events & LOOP_READ ? CURL_CSELECT_IN : 0) |
		(events & LOOP_WRITE ? CURL_CSELECT_OUT : 0);

	curl_multi_socket_action(m->multi, fd, mask, &running);
	drain(m);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *per_socket)
{
	struct shard *m = ctx;
	unsigned events = 0;

	(void)easy;
	(void)per_socket;
	if (what == CURL_POLL_IN || what == CURL_POLL_INOUT)
		events |= LOOP_READ;
	if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
		events |= LOOP_WRITE;
	/* a connection that serves one request after the other is let go and taken again */
	if (what == CURL_POLL_REMOVE)
		loop_park(m->ts->loop, fd);
	else
		loop_watch(m->ts->loop, fd, events, on_ready, m);
	return 0;
}

static int on_close(void *ctx, curl_socket_t fd)
{
	struct transfers *ts = ctx;

	loop_watch(ts->loop, fd, 0, NULL, NULL);
	return close(fd);
}

static int on_timer(CURLM *multi, long ms, void *ctx)
{
	struct shard *m = ctx;

	(void)multi;
	m->timer_ms = ms < 0 ? -1 : clock_mono_ms() + ms;
	return 0;
}

static void shard_open(struct transfers *ts, struct shard *m)
{
	*m = (struct shard){.ts = ts, .multi = curl_multi_init(), .timer_ms = -1};
	if (!m->multi)
		fatal("cannot make a multi handle");
	curl_multi_setopt(m->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(m->multi, CURLMOPT_SOCKETDATA, m);
	curl_multi_setopt(m->multi, CURLMOPT_TIMERFUNCTION, on_timer);
	curl_multi_setopt(m->multi, CURLMOPT_TIMERDATA, m);
	/* the default follows the number of handles and evicts warm connections */
	curl_multi_setopt(m->multi, CURLMOPT_MAXCONNECTS, (long)SHARD_CONNECTIONS);
	curl_multi_setopt(m->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
}

int transfers_open(struct loop *l, const char *ca_file, const struct guard *g,
	struct transfers **out, struct err *e)
{
	struct transfers *ts;

	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		return err_set(e, ERR_IO, "cannot start libcurl");
	ts = mem_alloc(sizeof(*ts));
	ts->loop = l;
	ts->guard = g;
	ts->ca_file = ca_file ? cstr_dup(ca_file) : NULL;
	shard_open(ts, &ts->shard[0]);
	ts->nshards = 1;
	*out = ts;
	return 0;
}

int64_t transfers_turn(struct transfers *ts, int64_t now_ms)
{
	int64_t wait = -1;

	for (size_t i = 0; i < ts->nshards; i++) {
		struct shard *m = &ts->shard[i];
		int running;

		if (m->timer_ms >= 0 && m->timer_ms <= now_ms) {
			m->timer_ms = -1;
			curl_multi_socket_action(m->multi, CURL_SOCKET_TIMEOUT, 0, &running);
			drain(m);
		}
		if (m->timer_ms >= 0) {
			int64_t left = m->timer_ms > now_ms ? m->timer_ms - now_ms : 0;

			if (wait < 0 || left < wait)
				wait = left;
		}
	}
	return wait;
}

size_t transfers_in_flight(const struct transfers *ts)
{
	return ts->in_flight;
}

void transfers_close(struct transfers *ts)
{
	if (!ts)
		return;
	while (ts->idle) {
		struct session *s = ts->idle;

		ts->idle = s->next;
		session_free(s);
	}
	for (size_t i = 0; i < ts->nshards; i++)
		curl_multi_cleanup(ts->shard[i].multi);
	free(ts->ca_file);
	free(ts);
	curl_global_cleanup();
}

/* Pinned names stay in a multi handle for ever: one that has seen many takes no new
 * transfers until it is idle and can be made anew. */
static bool is_worn(struct transfers *ts, struct shard *m)
{
	if (m->names <= SHARD_NAMES_MAX)
		return false;
	if (m->in_flight)
		return true;
	curl_multi_cleanup(m->multi);
	shard_open(ts, m);
	return false;
}

/* The multi handle of a host: always the same while the number of handles stays, so that
 * its connections are found again. A full or worn one gives way to the next. */
static struct shard *shard_for(struct transfers *ts, struct str host)
{
	size_t first;

	if (ts->in_flight >= ts->nshards * SHARD_TRANSFERS && ts->nshards < SHARDS_MAX)
		shard_open(ts, &ts->shard[ts->nshards++]);
	first = hash64_of(host) % ts->nshards;
	for (size_t i = 0; i < ts->nshards; i++) {
		struct shard *m = &ts->shard[(first + i) % ts->nshards];

		if (!is_worn(ts, m) && m->in_flight < SHARD_TRANSFERS)
			return m;
	}
	if (ts->nshards == SHARDS_MAX)
		return &ts->shard[first];
	shard_open(ts, &ts->shard[ts->nshards]);
	return &ts->shard[ts->nshards++];
}

/* --- callbacks of one transfer --- */

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
 * verdict. Within TLS such bytes may be tickets; there libcurl is left alone. */
static bool is_dirty(struct session *s, int local_port)
{
	int *known = &s->ts->fd_of_port[local_port & (PORTS - 1)];
	char byte;

	if (s->fd >= 0) {
		*known = local_port_of(s->fd) == local_port ? s->fd + 1 : 0;
		return false;
	}
	return *known && str_starts(s->r.url, STR("http:")) &&
		recv(*known - 1, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

/* The same for a connection that is used again. */
static int on_prereq(void *ctx, char *ip, char *local_ip, int port, int local_port)
{
	struct session *s = ctx;
	unsigned char b[16];
	int family = address_parse(str_of(ip), b);

	(void)local_ip;
	(void)port;
	if (is_dirty(s, local_port)) {
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

static void keep_header(struct session *s, struct str line)
{
	size_t colon = str_findc(line, ':', 0);
	struct pair *p;

	if (colon == SIZE_MAX || s->x.nheaders == HEADERS_KEPT)
		return;
	s->x.headers = arena_grow(s->a, s->x.headers, s->x.nheaders, &s->headers_cap,
		sizeof(*s->x.headers));
	p = &s->x.headers[s->x.nheaders++];
	p->key = lower(s->a, str_trim(str_sub(line, 0, colon)));
	p->value = arena_str(s->a, str_trim(str_sub(line, colon + 1, line.n)));
	if (str_none(s->x.location) && str_eqc(p->key, "location"))
		s->x.location = p->value;
}

static size_t on_header(char *p, size_t size, size_t n, void *ctx)
{
	struct session *s = ctx;
	struct str line = str_trim(str_n(p, size * n));

	s->header_lines++;
	s->header_bytes += size * n;
	if (s->header_lines > HEADER_LINES_MAX || s->header_bytes > HEADER_BYTES_MAX) {
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
	} else if (!s->limit) {
		keep_header(s, line); /* after the body it is a trailer: nobody reads it */
	}
	return size * n;
}

static struct str header(const struct answer *x, const char *name)
{
	for (size_t i = 0; i < x->nheaders; i++)
		if (str_eqc(x->headers[i].key, name))
			return x->headers[i].value;
	return STR_NONE;
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

static size_t on_body(char *p, size_t size, size_t n, void *ctx)
{
	struct session *s = ctx;
	struct str bytes = str_n(p, size * n);

	if (!s->limit) {
		s->limit = limit_of(s);
		make_room(s);
		if (!inflate_open(header(&s->x, "content-encoding"), keep_body, s, &s->inflate))
			s->bad_encoding = true;
	}
	if (s->bad_encoding)
		return 0;
	if (s->inflate)
		return inflate_body(s, bytes) ? bytes.n : 0;
	s->wire += (int64_t)bytes.n;
	return keep_body(s, bytes.p, bytes.n) ? bytes.n : 0;
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

/* --- the end of a transfer --- */

static int phase_of(CURL *easy, bool https)
{
	curl_off_t secured = 0, begun = 0;
	long port = 0; /* 7.88.1 sets no time of connection where the handshake fails */

	curl_easy_getinfo(easy, CURLINFO_LOCAL_PORT, &port);
	curl_easy_getinfo(easy, CURLINFO_APPCONNECT_TIME_T, &secured);
	curl_easy_getinfo(easy, CURLINFO_STARTTRANSFER_TIME_T, &begun);
	if (port <= 0)
		return PHASE_CONNECT;
	if (https && !secured)
		return PHASE_TLS;
	return begun ? PHASE_BODY : PHASE_WAIT;
}

static enum ending certificate_ending(const struct session *s)
{
	long v = 0;

	curl_easy_getinfo(s->easy, CURLINFO_SSL_VERIFYRESULT, &v);
	switch (v) {
	case V_EXPIRED:
		return END_CERT_EXPIRED;
	case V_NOT_YET:
		return END_CERT_NOT_YET;
	case V_SELF:
	case V_SELF_IN_CHAIN:
		return END_CERT_SELF;
	case V_NO_ISSUER:
	case V_NO_LEAF_ISSUER:
	case V_NO_ISSUER_AT_ALL:
		return END_CERT_CHAIN;
	case V_REVOKED:
		return END_CERT_REVOKED;
	case V_HOST:
		return END_CERT_HOST;
	default: /* the chain was fine, libcurl compared the name itself */
		return str_has(str_of(s->error), STR("subject name")) ? END_CERT_HOST
								      : END_CERT_OTHER;
	}
}

static enum ending connect_ending(const struct session *s)
{
	long os = 0;

	if (s->private_met)
		return END_PRIVATE;
	curl_easy_getinfo(s->easy, CURLINFO_OS_ERRNO, &os);
	if (s->no_resource || os == EMFILE || os == ENFILE || os == EADDRNOTAVAIL ||
		os == ENOBUFS)
		return END_NO_RESOURCE;
	if (os == ECONNREFUSED)
		return END_REFUSED;
	if (os == ENETUNREACH)
		return END_NO_ROUTE;
	if (os == EHOSTUNREACH || os == ETIMEDOUT)
		return END_UNREACHABLE;
	return os == ECONNRESET ? END_RESET : END_CONNECT;
}

/* A handshake that was cut is a cut connection; one that was refused is not. */
static enum ending handshake_ending(const struct session *s)
{
	static const char *const cut[] = {"SSL_ERROR_SYSCALL", "Connection reset", "unexpected eof"};

	for (size_t i = 0; i < sizeof(cut) / sizeof(cut[0]); i++)
		if (str_has(str_of(s->error), str_of(cut[i])))
			return END_RESET;
	return END_TLS;
}

static enum ending ending_of(const struct session *s, CURLcode rc)
{
	switch ((int)rc) {
	case CURLE_OK:
		if (!s->headers_end) /* closed in their middle: that is no answer */
			return END_SHORT;
		return s->inflate && !inflate_whole(s->inflate) ? END_ENCODING : END_DONE;
	case CURLE_COULDNT_CONNECT:
		return connect_ending(s);
	case CURLE_OPERATION_TIMEDOUT:
		return str_has(str_of(s->error), STR("too slow")) ? END_SLOW : END_TIMEOUT;
	case CURLE_PEER_FAILED_VERIFICATION:
		return certificate_ending(s);
	case CURLE_SSL_CONNECT_ERROR:
		return handshake_ending(s);
	case CURLE_GOT_NOTHING:
		return END_EMPTY;
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
		return END_RESET;
	case CURLE_PARTIAL_FILE:
		return END_SHORT;
	case CURLE_BAD_CONTENT_ENCODING:
		return END_ENCODING;
	case CURLE_WRITE_ERROR:
		if (s->headers_over)
			return END_HEADERS;
		if (s->bomb)
			return END_BOMB;
		return s->enough ? END_DONE : END_ENCODING;
	case CURLE_WEIRD_SERVER_REPLY:
		/* browsers leave such a line out, but do not take a NUL or two lengths */
		return s->x.status >= 200 && s->x.status < 400 &&
			str_has(str_of(s->error), STR("without colon")) ? END_ODD : END_NOT_HTTP;
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_HTTP2:
		return END_NOT_HTTP;
	case CURLE_ABORTED_BY_CALLBACK:
		return s->private_met ? END_PRIVATE : END_OTHER;
	case CURLE_SSL_CACERT_BADFILE:
		return END_CA_FILE;
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_PROXY:
		return END_PROXY;
	case CURLE_OUT_OF_MEMORY: /* so 7.88.1 says of a header line over 100 kB */
		return s->header_lines ? END_HEADERS : END_NO_RESOURCE;
	default:
		return END_OTHER;
	}
}

int64_t certificate_time(struct str text)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct civil c = {0};
	char name[4] = "";
	const char *at;

	/* "Nov 22 08:48:01 2026 GMT"; the text is terminated */
	if (sscanf(text.p ? text.p : "", "%3s %d %d:%d:%d %d", name, &c.day, &c.hour, &c.minute,
		    &c.second, &c.year) != 6)
		return 0;
	at = strstr(months, name);
	if (!at || strlen(name) != 3 || (at - months) % 3)
		return 0;
	c.month = (int)((at - months) / 3) + 1;
	return date_valid(c.year, c.month, c.day) ? civil_ms(&c, zone_utc()) : 0;
}

/* Subject, issuer and end of the server's own certificate. */
static void take_certificate(struct session *s)
{
	struct curl_certinfo *info = NULL;
	struct str subject = STR_NONE, issuer = STR_NONE, end = STR_NONE;

	if (curl_easy_getinfo(s->easy, CURLINFO_CERTINFO, &info) || !info ||
		info->num_of_certs < 1)
		return;
	for (struct curl_slist *l = info->certinfo[0]; l; l = l->next) {
		struct str line = str_of(l->data);

		if (str_starts(line, STR("Subject:")))
			subject = str_sub(line, 8, line.n);
		else if (str_starts(line, STR("Issuer:")))
			issuer = str_sub(line, 7, line.n);
		else if (str_starts(line, STR("Expire date:")))
			end = str_sub(line, 12, line.n);
	}
	s->x.tls_expires_ms = certificate_time(end);
	s->x.tls_detail = arena_strf(s->a, "%.*s; issued by %.*s; ends %.*s", STR_ARG(subject),
		STR_ARG(issuer), STR_ARG(end));
}

static void take_times(struct session *s)
{
	curl_off_t begun = 0, total = 0, after = 0;
	long connects = 0;

	curl_easy_getinfo(s->easy, CURLINFO_STARTTRANSFER_TIME_T, &begun);
	curl_easy_getinfo(s->easy, CURLINFO_TOTAL_TIME_T, &total);
	curl_easy_getinfo(s->easy, CURLINFO_RETRY_AFTER, &after);
	curl_easy_getinfo(s->easy, CURLINFO_NUM_CONNECTS, &connects);
	s->x.wire_bytes = s->wire;
	s->x.ttfb_ms = begun / 1000;
	s->x.elapsed_ms = total / 1000;
	s->x.retry_after_ms = after > 0 ? after * SECOND_MS : 0;
	s->x.reused = connects == 0;
}

static void take_address(struct session *s)
{
	char *ip = NULL;
	long port = 0;

	curl_easy_getinfo(s->easy, CURLINFO_PRIMARY_IP, &ip);
	curl_easy_getinfo(s->easy, CURLINFO_PRIMARY_PORT, &port);
	if (ip && ip[0])
		s->x.address = arena_strf(s->a, strchr(ip, ':') ? "[%s]:%ld" : "%s:%ld", ip, port);
}

static void finish(struct session *s, CURLcode rc)
{
	struct answer x;
	long status = 0;

	curl_easy_getinfo(s->easy, CURLINFO_RESPONSE_CODE, &status);
	s->x.status = (int)status;
	s->x.ending = ending_of(s, rc);
	s->x.phase = s->x.ending == END_DONE ? PHASE_DONE :
		phase_of(s->easy, str_starts(s->r.url, STR("https:")));
	s->x.body_cut = s->enough;
	s->x.dirty = s->dirty;
	s->x.body = buf_str(&s->body);
	if (rc != CURLE_OK && !s->enough)
		s->x.detail = arena_str(s->a, str_of(s->error[0] ? s->error :
			curl_easy_strerror(rc)));
	if (s->r.want_request && s->asked.n)
		s->x.request = arena_str(s->a, buf_str(&s->asked));
	take_times(s);
	take_address(s);
	if (s->r.want_certificate)
		take_certificate(s);
	x = s->x;
	s->fn(s->ctx, &x);
}

static void detach(struct session *s)
{
	if (!s->shard)
		return;
	curl_multi_remove_handle(s->shard->multi, s->easy);
	s->shard->in_flight--;
	s->ts->in_flight--;
	s->shard = NULL;
}

static void drain(struct shard *m)
{
	CURLMsg *msg;
	int left;

	while ((msg = curl_multi_info_read(m->multi, &left))) {
		struct session *s;
		CURLcode rc = msg->data.result;
		char *private = NULL;

		if (msg->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &private);
		s = (void *)private;
		detach(s);
		finish(s, rc);
	}
}

/* --- the start --- */

struct session *session_open(struct transfers *ts, answer_fn *fn, void *ctx)
{
	struct session *s = ts->idle;

	if (s) {
		ts->idle = s->next;
		ts->nidle--;
	} else {
		s = mem_alloc(sizeof(*s));
		s->ts = ts;
		s->setting = s->wanted = s->asked = BUF_INIT(HEADER_BYTES_MAX);
		s->easy = curl_easy_init();
		if (!s->easy)
			fatal("cannot make an easy handle");
	}
	s->fn = fn;
	s->ctx = ctx;
	return s;
}

/* The addresses we looked up and checked, and no others. */
static void pin(struct session *s)
{
	struct buf b = BUF_INIT(4096);
	char text[IP_TEXT];

	curl_slist_free_all(s->pins);
	s->pins = NULL;
	if (s->r.nip == 0)
		return;
	buf_addf(&b, "%.*s:%d:", STR_ARG(s->r.host), s->r.port);
	for (size_t i = 0; i < s->r.nip; i++)
		buf_addf(&b, s->r.ip[i].family == 6 ? "%s[%s]" : "%s%s", i ? "," : "",
			ip_text(text, &s->r.ip[i]));
	if (buf_ok(&b))
		s->pins = curl_slist_append(NULL, buf_cstr(&b));
	buf_release(&b);
	curl_easy_setopt(s->easy, CURLOPT_RESOLVE, s->pins);
	s->shard->names++;
}

static void add_lines(struct session *s)
{
	curl_slist_free_all(s->lines);
	s->lines = curl_slist_append(NULL, "Accept-Encoding: " INFLATE_ACCEPTED);
	for (size_t i = 0; i < s->r.nheader; i++)
		s->lines = curl_slist_append(s->lines, s->r.header[i].p);
	curl_easy_setopt(s->easy, CURLOPT_HTTPHEADER, s->lines);
}

static void set_limits(struct session *s)
{
	CURL *c = s->easy;

	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)s->r.connect_ms);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)s->r.total_ms);
	if (!s->r.no_floor) {
		curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, FLOOR_BYTES);
		curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, FLOOR_SECONDS);
	}
	curl_easy_setopt(c, CURLOPT_MAXAGE_CONN, CONNECTION_AGE_S);
	curl_easy_setopt(c, CURLOPT_MAXLIFETIME_CONN, CONNECTION_LIFE_S);
	curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, s->r.fresh ? 1L : 0L);
	curl_easy_setopt(c, CURLOPT_BUFFERSIZE, 16384L);
}

/* Servers that have not heard of RFC 5746, or that end without close_notify: browsers still
 * speak to them, OpenSSL 3 does not unless told so. We renegotiate with nobody; a body that
 * states its length is checked by it. */
static CURLcode on_tls(CURL *easy, void *context, void *ctx)
{
	(void)easy;
	(void)ctx;
	SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_IGNORE_UNEXPECTED_EOF);
	return CURLE_OK;
}

static void set_tls(struct session *s)
{
	CURL *c = s->easy;

	curl_easy_setopt(c, CURLOPT_SSL_CTX_FUNCTION, on_tls);

	if (s->ts->ca_file)
		curl_easy_setopt(c, CURLOPT_CAINFO, s->ts->ca_file);
	/* Debian's default path switches libcurl's cache of authorities off: 28 times */
	curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
	if (s->r.no_verify) {
		curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	if (s->r.want_certificate)
		curl_easy_setopt(c, CURLOPT_CERTINFO, 1L);
}

static void set_callbacks(struct session *s)
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

static void set_request(struct session *s)
{
	CURL *c = s->easy;

	curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L); /* our parser has done it */
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c, CURLOPT_HTTP_CONTENT_DECODING, 0L); /* inflate.h says why */
	curl_easy_setopt(c, CURLOPT_USERAGENT, s->r.user_agent.p);
	curl_easy_setopt(c, CURLOPT_COOKIEFILE, "");
	curl_easy_setopt(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(c, CURLOPT_DNS_CACHE_TIMEOUT, -1L); /* no walk per transfer */
	curl_easy_setopt(c, CURLOPT_PROXY, s->r.proxy.n ? s->r.proxy.p : "");
	add_lines(s);
}

static void note(struct buf *b, struct str s)
{
	buf_addstr(b, s);
	buf_addc(b, '\n'); /* in no host, header or address */
}

/* All of a request that options of the handle depend on, but for its address. */
static void note_request(struct buf *b, const struct session *s)
{
	const struct request *r = &s->r;
	const int64_t numbers[] = {r->port, r->no_verify, r->want_certificate, r->fresh,
		r->connect_ms, r->total_ms, r->no_floor, (int64_t)r->nip, r->want_request};

	buf_clear(b);
	buf_add(b, numbers, sizeof(numbers));
	buf_add(b, r->ip, r->nip * sizeof(*r->ip));
	note(b, r->host);
	note(b, r->user_agent);
	note(b, r->proxy);
	for (size_t i = 0; i < r->nheader; i++)
		note(b, r->header[i]);
}

/* Most requests differ from the one before in their address alone; setting forty options
 * costs as much as the request. Pinned names belong to the multi handle: set each time. */
static void prepare(struct session *s)
{
	struct buf swap;

	note_request(&s->wanted, s);
	if (s->r.nip == 0 && buf_ok(&s->wanted) &&
		str_eq(buf_str(&s->wanted), buf_str(&s->setting)))
		return;
	curl_easy_reset(s->easy); /* cookies and connections stay */
	set_callbacks(s);
	set_request(s);
	set_limits(s);
	set_tls(s);
	pin(s);
	swap = s->setting;
	s->setting = s->wanted;
	s->wanted = swap;
}

int session_start(struct session *s, const struct request *r, struct arena *a, struct err *e)
{
	s->r = *r;
	s->a = a;
	s->x = (struct answer){0};
	s->header_lines = s->header_bytes = s->headers_cap = 0;
	s->limit = s->wire = 0;
	s->enough = s->bomb = s->headers_over = s->private_met = s->no_resource = false;
	s->bad_encoding = s->headers_end = s->dirty = false;
	s->fd = -1;
	inflate_close(s->inflate);
	s->inflate = NULL;
	s->error[0] = '\0';
	if (s->body.cap > BODY_KEPT)
		buf_release(&s->body);
	buf_clear(&s->body);
	buf_clear(&s->asked);
	s->body.max = (size_t)r->max_bytes;
	s->shard = shard_for(s->ts, r->host);
	prepare(s);
	curl_easy_setopt(s->easy, CURLOPT_URL, s->r.url.p);
	if (curl_multi_add_handle(s->shard->multi, s->easy)) {
		s->shard = NULL;
		return err_set(e, ERR_NET, "cannot start a transfer");
	}
	s->shard->in_flight++;
	s->ts->in_flight++;
	return 0;
}

uint64_t session_cookies(const struct session *s)
{
	struct curl_slist *list = NULL;
	uint64_t sum = 0;

	curl_easy_getinfo(s->easy, CURLINFO_COOKIELIST, &list);
	for (struct curl_slist *l = list; l; l = l->next)
		sum += hash64_of(str_of(l->data)); /* order does not matter */
	curl_slist_free_all(list);
	return sum;
}

static void session_free(struct session *s)
{
	curl_easy_cleanup(s->easy);
	curl_slist_free_all(s->pins);
	curl_slist_free_all(s->lines);
	buf_release(&s->body);
	buf_release(&s->setting);
	buf_release(&s->wanted);
	buf_release(&s->asked);
	free(s);
}

void session_close(struct session *s)
{
	if (!s)
		return;
	detach(s);
	curl_easy_setopt(s->easy, CURLOPT_COOKIELIST, "ALL"); /* forgets them */
	inflate_close(s->inflate);
	s->inflate = NULL;
	if (s->body.cap > BODY_KEPT)
		buf_release(&s->body);
	if (s->ts->nidle >= IDLE_MAX) {
		session_free(s);
		return;
	}
	s->next = s->ts->idle;
	s->ts->idle = s;
	s->ts->nidle++;
}
