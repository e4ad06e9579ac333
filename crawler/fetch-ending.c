/* How a transfer ended, in our words. */
#include "fetch-session.h"

#include "crawler/late-head.h"

#include "base/civil.h"
#include "base/clock.h"

#include <errno.h>
#include <stdio.h>

/* X509_V_ERR codes (OpenSSL's x509_vfy.h), stable since 1.0. */
enum { V_NOT_YET = 9, V_EXPIRED = 10, V_SELF = 18, V_SELF_IN_CHAIN = 19, V_NO_ISSUER = 20,
	V_NO_LEAF_ISSUER = 21, V_REVOKED = 23, V_HOST = 62, V_NO_ISSUER_AT_ALL = 2 };

#define CHAIN_BYTES_MAX ((size_t)256 << 10) /* of certificates as PEM */

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
	if (s->r.proxy.n) /* it could not be reached, which says nothing of the host */
		return END_PROXY;
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
	return str_has(str_of(s->error), STR("no application protocol")) ? END_NO_PROTOCOL
									  : END_TLS;
}

/* Less came than was promised, and yet the page is there to its end, or what was encoded is:
 * browsers show it, and it was the length that was wrong. */
static bool is_whole_page(const struct session *s)
{
	struct str body = str_trim(buf_str(&s->body)), first = STR_NONE;

	for (size_t i = 0; i < s->x.nheaders; i++) { /* two lengths browsers do not take */
		if (!str_eqc(s->x.headers[i].key, "content-length"))
			continue;
		if (first.n && !str_eq(first, s->x.headers[i].value))
			return false;
		first = s->x.headers[i].value;
	}
	return s->inflate ? s->wire && inflate_whole(s->inflate)
			  : str_ends_nocase(body, STR("</html>"));
}

#define FILE_LEAST ((size_t)4 << 10) /* of a file, to know what it is */

/* A file that comes slowly: what was wanted of it, its beginning, is there. */
static bool is_read_far_enough(const struct session *s)
{
	return s->file && s->x.status >= 200 && s->x.status < 300 &&
		s->body.n >= FILE_LEAST;
}

static enum ending ending_of(const struct session *s, CURLcode rc)
{
	switch ((int)rc) {
	case CURLE_OK:
		if (s->r.lenient && !s->x.status)
			return late_head_is_odd(buf_str(&s->body)) ? END_ODD : END_NOT_HTTP;
		if (!s->headers_end) /* closed in their middle: that is no answer */
			return END_SHORT;
		return s->inflate && !inflate_whole(s->inflate) ? END_ENCODING : END_DONE;
	case CURLE_COULDNT_CONNECT:
		return connect_ending(s);
	case CURLE_OPERATION_TIMEDOUT:
		if (is_read_far_enough(s))
			return END_DONE;
		if (s->r.raw && late_head_is_odd_whole(buf_str(&s->body)))
			return END_ODD;
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
		return is_whole_page(s) ? END_DONE : END_SHORT;
	case CURLE_BAD_CONTENT_ENCODING:
		return END_ENCODING;
	case CURLE_WRITE_ERROR:
		if (s->headers_over)
			return END_HEADERS;
		if (s->bomb)
			return END_BOMB;
		return s->enough || s->whole ? END_DONE : END_ENCODING;
	case CURLE_WEIRD_SERVER_REPLY:
		/* browsers leave such a line out, but do not take a NUL or two lengths */
		return s->x.status >= 200 && s->x.status < 400 &&
			(str_has(str_of(s->error), STR("without colon")) ||
				str_has(str_of(s->error), STR("Invalid Content-Length"))) ?
			END_ODD : END_NOT_HTTP;
	case CURLE_UNSUPPORTED_PROTOCOL: /* "HTTP/1.2" */
		return END_ODD;
	case CURLE_HTTP2: /* nobody speaks it who was not asked to: a frame that ends it all */
	case CURLE_HTTP2_STREAM:
		return s->r.http2 ? END_RESET : END_NOT_HTTP;
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

/* All that was sent, for who looks for what was not. */
static void take_chain(struct session *s)
{
	struct curl_certinfo *info = NULL;
	struct buf b = BUF_INIT(CHAIN_BYTES_MAX);

	if (curl_easy_getinfo(s->easy, CURLINFO_CERTINFO, &info) || !info)
		return;
	for (int i = 0; i < info->num_of_certs; i++)
		for (struct curl_slist *l = info->certinfo[i]; l; l = l->next)
			if (str_starts(str_of(l->data), STR("Cert:")))
				buf_addf(&b, "%s\n", l->data + 5);
	if (buf_ok(&b))
		s->x.chain = arena_str(s->a, buf_str(&b));
	buf_release(&b);
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

/* "10.0.0.1:80", "[::1]:80" */
static struct str address_text(struct arena *a, struct str ip, long port)
{
	bool six = str_findc(ip, ':', 0) != SIZE_MAX;
	char digits[8];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + port % 10);
	while ((port /= 10) && at > 1);
	digits[--at] = ':';
	if (six)
		ip = arena_strf(a, "[%.*s]", STR_ARG(ip));
	return arena_join(a, ip, str_n(digits + at, sizeof(digits) - at));
}

static void take_address(struct session *s)
{
	char *ip = NULL;
	long port = 0;

	curl_easy_getinfo(s->easy, CURLINFO_PRIMARY_IP, &ip);
	curl_easy_getinfo(s->easy, CURLINFO_PRIMARY_PORT, &port);
	if (ip && ip[0])
		s->x.address = address_text(s->a, str_of(ip), port);
}

void session_finish(struct session *s, CURLcode rc)
{
	struct answer x;
	long status = 0;

	curl_easy_getinfo(s->easy, CURLINFO_RESPONSE_CODE, &status);
	s->x.status = (int)status;
	if (s->r.lenient && (rc == CURLE_OK || s->whole) && !s->headers_end)
		s->x.status = receive_late_head(s);
	s->x.ending = ending_of(s, rc);
	s->x.phase = s->x.ending == END_DONE ? PHASE_DONE :
		phase_of(s->easy, str_starts(s->r.url, STR("https:")));
	s->enough |= rc == CURLE_OPERATION_TIMEDOUT && s->x.ending == END_DONE;
	s->x.body_cut = s->enough;
	s->x.dirty = s->dirty;
	s->x.body = buf_str(&s->body);
	if (rc != CURLE_OK && !s->enough && !s->whole)
		s->x.detail = arena_str(s->a, str_of(s->error[0] ? s->error :
			curl_easy_strerror(rc)));
	if (s->r.want_request && s->asked.n)
		s->x.request = arena_str(s->a, buf_str(&s->asked));
	take_times(s);
	take_address(s);
	if (s->r.want_certificate)
		take_certificate(s);
	if (s->r.want_certificate && s->r.no_verify)
		take_chain(s);
	s->x.chain_completed = str_starts(s->r.url, STR("https:")) &&
		chains_knows(s->ts->chains, s->r.host);
	x = s->x;
	s->fn(s->ctx, &x);
}
