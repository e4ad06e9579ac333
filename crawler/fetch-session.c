/* One request: the handle set up for it, and started. */
#include "fetch-session.h"

#include "base/digest.h"

#include <openssl/ssl.h>
#include <stdlib.h>

#define REST_MAX 2048	     /* of path and query that are set by themselves */
#define IDLE_MAX 256	     /* sessions kept for the next job */
#define FLOOR_BYTES 200L     /* a second, for so long: */
#define FLOOR_SECONDS 20L
#define CONNECTION_AGE_S 60L
#define CONNECTION_LIFE_S 3600L /* an old connection hides a new bad certificate */

struct session *session_open(struct transfers *ts, answer_fn *fn, void *ctx)
{
	struct session *s = ts->idle;

	if (s) {
		ts->idle = s->next;
		ts->nidle--;
	} else {
		s = mem_alloc(sizeof(*s));
		s->ts = ts;
		s->setting = s->lines_set = s->wanted = s->asked = BUF_INIT(HEADER_BYTES_MAX);
		buf_init(&s->origin, HEADER_BYTES_MAX);
		buf_init(&s->raw, 4 * HEADER_BYTES_MAX);
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
	if (s->r.nip == 0) {
		curl_easy_setopt(s->easy, CURLOPT_RESOLVE, NULL);
		return;
	}
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

/* Our own lines go as one: libcurl looks through the list for twenty names of headers, compares
 * each with every line, and formats every line for itself. It sees the first of them, "Accept",
 * which it would send otherwise. Those that it must see stand alone: what the caller adds. Our name is one of ours, but where a proxy is to hear it: libcurl
 * would format it twice. */
static void add_lines(struct session *s)
{
	struct buf b = BUF_INIT(HEADER_BYTES_MAX);
	const char *cookie = NULL;

	curl_slist_free_all(s->lines);
	s->lines = NULL;
	for (size_t i = 0; i < s->r.nown; i++) {
		buf_addstr(&b, s->r.header[i]);
		buf_adds(&b, "\r\n");
		if (i == 0 && !s->r.proxy.n) {
			buf_adds(&b, "User-Agent: ");
			buf_addstr(&b, s->r.user_agent);
			buf_adds(&b, "\r\n");
		}
	}
	buf_adds(&b, "Accept-Encoding: " INFLATE_ACCEPTED);
	s->lines = curl_slist_append(s->lines, buf_cstr(&b));
	for (size_t i = s->r.nown; i < s->r.nheader; i++) {
		/* as a line of its own it would silence those that the server sets */
		if (str_starts_nocase(s->r.header[i], STR("Cookie:")))
			cookie = s->r.header[i].p + 7;
		else
			s->lines = curl_slist_append(s->lines, s->r.header[i].p);
	}
	buf_release(&b);
	curl_easy_setopt(s->easy, CURLOPT_COOKIE, cookie);
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
	curl_easy_setopt(c, CURLOPT_FRESH_CONNECT,
		s->r.fresh || s->r.http2 || s->r.lenient ? 1L : 0L);
	curl_easy_setopt(c, CURLOPT_FORBID_REUSE, s->r.http2 || s->r.lenient ? 1L : 0L);
	curl_easy_setopt(c, CURLOPT_BUFFERSIZE, 16384L);
}

/* Servers that have not heard of RFC 5746, or that end without close_notify: browsers still
 * speak to them, OpenSSL 3 does not unless told so. Browsers do not offer the exchange of
 * Diffie and Hellman over numbers, which OpenSSL does, and refuses when they are short. We renegotiate with nobody; a body that
 * states its length is checked by it. */
static CURLcode on_tls(CURL *easy, void *context, void *ctx)
{
	struct session *s = ctx;

	(void)easy;
	chains_install(s->ts->chains, s->r.host, context);
	/* a server that prefers weak parameters is then asked for something better */
	SSL_CTX_set_cipher_list(context, "DEFAULT:!kDHE");
	SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_IGNORE_UNEXPECTED_EOF);
	return CURLE_OK;
}

static void set_tls(struct session *s)
{
	CURL *c = s->easy;

	curl_easy_setopt(c, CURLOPT_SSL_CTX_FUNCTION, on_tls);
	curl_easy_setopt(c, CURLOPT_SSL_CTX_DATA, s);
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

static void set_request(struct session *s)
{
	CURL *c = s->easy;

	curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L); /* our parser has done it */
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, s->r.raw ? "gopher,gophers" : "http,https");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, s->r.http2 ? (long)CURL_HTTP_VERSION_2TLS
							     : (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c, CURLOPT_HTTP_CONTENT_DECODING, 0L); /* inflate.h says why */
	curl_easy_setopt(c, CURLOPT_HTTP09_ALLOWED, s->r.lenient ? 1L : 0L);
	curl_easy_setopt(c, CURLOPT_IGNORE_CONTENT_LENGTH, s->r.lenient ? 1L : 0L);
	curl_easy_setopt(c, CURLOPT_USERAGENT, s->r.proxy.n ? s->r.user_agent.p : NULL);
	curl_easy_setopt(c, CURLOPT_COOKIEFILE, "");
	curl_easy_setopt(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(c, CURLOPT_DNS_CACHE_TIMEOUT, -1L); /* no walk per transfer */
	curl_easy_setopt(c, CURLOPT_PROXY, s->r.proxy.n ? s->r.proxy.p : "");
	/* without one the environment is not asked, for each request, what needs none */
	curl_easy_setopt(c, CURLOPT_NOPROXY, s->r.proxy.n ? NULL : "");
}

static void note(struct buf *b, struct str s)
{
	buf_addstr(b, s);
	buf_addc(b, '\n'); /* in no host, header or address */
}

/* All of a request that options of the handle depend on, but for its address and lines. */
static void note_request(struct buf *b, const struct session *s)
{
	const struct request *r = &s->r;
	const int64_t numbers[] = {r->port, r->no_verify, r->want_certificate, r->fresh,
		r->connect_ms, r->total_ms, r->no_floor, r->want_request, r->http2,
		r->lenient, r->raw};

	buf_clear(b);
	buf_add(b, numbers, sizeof(numbers));
	note(b, r->user_agent);
	note(b, r->proxy);
}

static void note_lines(struct buf *b, const struct session *s)
{
	const struct request *r = &s->r;

	buf_clear(b);
	for (size_t i = 0; i < r->nheader; i++)
		note(b, r->header[i]);
}

/* Is what is wanted of the handle what it is set to? It will be. */
static bool is_set(struct buf *set, struct buf *wanted)
{
	struct buf swap = *set;

	if (buf_ok(wanted) && str_eq(buf_str(wanted), buf_str(set)))
		return true;
	*set = *wanted;
	*wanted = swap;
	return false;
}

/* Most requests differ from the one before in their address alone, those with validators in
 * a line; setting forty options costs as much as the request. Pinned names belong to the
 * multi handle: set each time. */
static void prepare(struct session *s)
{
	bool whole;

	note_request(&s->wanted, s);
	whole = !is_set(&s->setting, &s->wanted);
	if (whole) {
		curl_easy_reset(s->easy); /* cookies and connections stay */
		receive_callbacks(s);
		set_request(s);
		set_limits(s);
		set_tls(s);
	}
	note_lines(&s->wanted, s);
	if (!is_set(&s->lines_set, &s->wanted) || whole)
		add_lines(s);
	if (s->r.nip || s->pins)
		pin(s);
}

/* Path and query of an address in its parsed form, which is of the same origin. */
static bool set_rest(CURLU *u, struct str rest)
{
	size_t mark = str_findc(rest, '?', 0);
	char path[REST_MAX];
	const char *query = NULL;

	memcpy(path, rest.p, rest.n);
	path[rest.n] = '\0';
	if (mark != SIZE_MAX) {
		path[mark] = '\0';
		query = path + mark + 1;
	}
	return !curl_url_set(u, CURLUPART_PATH, path, 0) &&
		!curl_url_set(u, CURLUPART_QUERY, query, 0);
}

/* Libcurl takes an address apart, puts it together and takes it apart again for each request.
 * One in parsed form is copied; of the next address only path and query are set, which
 * changes the letters of %XX and is left alone then. False: libcurl has to parse it. */
static bool set_parsed(struct session *s)
{
	struct str url = s->r.url, origin, rest;
	size_t slash = str_find(url, STR("://"), 0);

	slash = slash == SIZE_MAX ? slash : str_findc(url, '/', slash + 3);
	if (slash == SIZE_MAX || url.n - slash >= REST_MAX || s->r.proxy.n || s->r.raw)
		return false;
	origin = str_sub(url, 0, slash);
	rest = str_sub(url, slash, url.n);
	if (str_findc(rest, '%', 0) != SIZE_MAX || str_findc(rest, '#', 0) != SIZE_MAX)
		return false;
	if (!s->address || !str_eq(buf_str(&s->origin), origin)) {
		curl_url_cleanup(s->address);
		s->address = curl_url();
		buf_clear(&s->origin);
		if (!s->address ||
			curl_url_set(s->address, CURLUPART_URL, url.p, CURLU_PATH_AS_IS))
			return false;
		buf_addstr(&s->origin, origin);
	}
	return set_rest(s->address, rest);
}

int session_start(struct session *s, const struct request *r, struct arena *a, struct err *e)
{
	s->r = *r;
	s->a = a;
	s->x = (struct answer){0};
	s->header_lines = s->header_bytes = s->headers_cap = 0;
	s->limit = s->wire = 0;
	s->enough = s->bomb = s->headers_over = s->private_met = s->no_resource = false;
	s->bad_encoding = s->headers_end = s->dirty = s->header_left = s->whole = s->file = false;
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
	buf_clear(&s->raw);
	if (s->r.raw)
		raw_address(&s->r, &s->raw);
	curl_easy_setopt(s->easy, CURLOPT_URL, s->r.raw ? buf_cstr(&s->raw) : s->r.url.p);
	curl_easy_setopt(s->easy, CURLOPT_CURLU, set_parsed(s) ? s->address : NULL);
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

void session_free(struct session *s)
{
	curl_easy_cleanup(s->easy);
	curl_url_cleanup(s->address);
	buf_release(&s->origin);
	curl_slist_free_all(s->pins);
	curl_slist_free_all(s->lines);
	buf_release(&s->body);
	buf_release(&s->setting);
	buf_release(&s->lines_set);
	buf_release(&s->wanted);
	buf_release(&s->asked);
	buf_release(&s->raw);
	free(s);
}

void session_close(struct session *s)
{
	if (!s)
		return;
	session_detach(s);
	if (s->has_cookies)
		curl_easy_setopt(s->easy, CURLOPT_COOKIELIST, "ALL"); /* forgets them */
	s->has_cookies = false;
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
