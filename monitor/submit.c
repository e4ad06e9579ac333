/* Mail and HTTP requests through libcurl's easy interface. */
#include "submit.h"

#include "base/out.h"

#include <curl/curl.h>

#include <stdio.h>
#include <sys/socket.h>

#define CONNECT_MS 20000L
#define TIMEOUT_DEFAULT_MS 60000L

/* One conversation. */
struct talk {
	CURL *easy;
	struct submit_answer *out;
	struct str data;
	size_t sent;
	struct curl_slist *list;
	int socket; /* of mail, -1 none yet */
	char error[CURL_ERROR_SIZE];
};

static void keep_text(struct submit_answer *out, struct str line)
{
	struct buf b = BUF_INIT(2000);

	out_line(&b, str_sub(line, 0, 1000), 90);
	snprintf(out->text, sizeof(out->text), "%s", buf_cstr(&b));
	buf_release(&b);
}

/* --- SMTP's side of the conversation, as libcurl shows it --- */

static void note_command(struct submit_answer *out, struct str line)
{
	if (str_starts_nocase(line, STR("MAIL ")))
		out->stage = STAGE_SENDER;
	else if (str_starts_nocase(line, STR("RCPT ")))
		out->stage = STAGE_RECIPIENT;
	else if (str_starts_nocase(line, STR("DATA")))
		out->stage = STAGE_DATA;
}

/* The answer to our good-bye is not waited for: a server that hangs would hold us for as
 * long again. */
static void leave(struct talk *t)
{
	t->out->leaving = true;
	if (t->socket >= 0)
		shutdown(t->socket, SHUT_RD);
}

static int note_socket(void *ctx, curl_socket_t fd, curlsocktype purpose)
{
	struct talk *t = ctx;

	(void)purpose;
	t->socket = fd;
	return CURL_SOCKOPT_OK;
}

/* Only command words and the server's lines are looked at; what logs in is not kept. */
static int watch(CURL *easy, curl_infotype type, char *p, size_t n, void *ctx)
{
	struct talk *t = ctx;
	struct submit_answer *out = t->out;
	struct str line = str_trim(str_n(p, n));
	int64_t status;

	(void)easy;
	if (type == CURLINFO_HEADER_OUT && str_starts_nocase(line, STR("QUIT")))
		leave(t);
	else if (type == CURLINFO_HEADER_OUT)
		note_command(out, line);
	if (type != CURLINFO_HEADER_IN || out->leaving || line.n < 3 ||
		!str_int(str_sub(line, 0, 3), 200, 599, &status))
		return 0;
	out->status = (int)status;
	keep_text(out, line);
	return 0;
}

static size_t give(char *to, size_t size, size_t n, void *ctx)
{
	struct talk *t = ctx;
	size_t room = size * n, left = t->data.n - t->sent;
	size_t some = left < room ? left : room;

	memcpy(to, t->data.p + t->sent, some);
	t->sent += some;
	return some;
}

/* More of an answer than its reader wants is passed over. */
static size_t take(char *p, size_t size, size_t n, void *ctx)
{
	struct submit_answer *out = ctx;

	if (out->body && size * n <= out->body->max - out->body->n)
		buf_add(out->body, p, size * n);
	return size * n;
}

/* --- options --- */

#define SET(option, value) ok = ok && curl_easy_setopt(t->easy, option, value) == CURLE_OK

static bool set_common(struct talk *t, const struct submit_tls *tls, int64_t timeout_ms,
	const char *protocols)
{
	bool ok = true;

	SET(CURLOPT_ERRORBUFFER, t->error);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_PROTOCOLS_STR, protocols);
	SET(CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
	SET(CURLOPT_TIMEOUT_MS, timeout_ms > 0 ? (long)timeout_ms : TIMEOUT_DEFAULT_MS);
	/* CURLOPT_TIMEOUT_MS does not end the wait for the answer after a mail's last line */
	SET(CURLOPT_SERVER_RESPONSE_TIMEOUT, timeout_ms > 1000 ? (long)(timeout_ms / 1000) : 1L);
	SET(CURLOPT_WRITEFUNCTION, take);
	SET(CURLOPT_WRITEDATA, t->out);
	SET(CURLOPT_SSL_VERIFYPEER, tls->verify ? 1L : 0L);
	SET(CURLOPT_SSL_VERIFYHOST, tls->verify ? 2L : 0L);
	if (tls->ca_file && tls->ca_file[0]) {
		SET(CURLOPT_CAINFO, tls->ca_file);
		SET(CURLOPT_CAPATH, NULL);
	}
	return ok;
}

static bool is_loopback(const char *server)
{
	struct str s = str_of(server);
	size_t at = str_find(s, STR("://"), 0);

	s = at == SIZE_MAX ? s : str_sub(s, at + 3, s.n);
	return str_starts(s, STR("127.")) || str_starts_nocase(s, STR("localhost")) ||
		str_starts(s, STR("[::1]"));
}

/* Without a word of the administrator: encryption is required, but not towards this very
 * machine, where there is no line to listen on and seldom a certificate that fits. */
static bool set_starttls(struct talk *t, const struct submit_mail *m)
{
	bool ok = true, own = is_loopback(m->server);
	const char *word = m->starttls ? m->starttls : "";

	if (streq(word, "require") || (!word[0] && !own))
		SET(CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	else if (streq(word, "try"))
		SET(CURLOPT_USE_SSL, (long)CURLUSESSL_TRY);
	else
		SET(CURLOPT_USE_SSL, (long)CURLUSESSL_NONE);
	return ok;
}

static bool add_recipients(struct talk *t, const struct submit_mail *m)
{
	for (size_t i = 0; i < m->nto; i++) {
		char line[400];
		struct curl_slist *more;
		int n = snprintf(line, sizeof(line), "<%.*s>", STR_ARG(m->to[i]));

		if (n < 0 || (size_t)n >= sizeof(line))
			return false;
		more = curl_slist_append(t->list, line);
		if (!more)
			return false;
		t->list = more;
	}
	return true;
}

static bool is_host_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_alnum((unsigned char)s.p[i]) && s.p[i] != '.' && s.p[i] != '-')
			return false;
	return s.n > 0 && s.n < 200;
}

static bool set_mail(struct talk *t, const struct submit_mail *m)
{
	struct buf url = BUF_INIT(2000);
	char from[400];
	bool ok;

	/* the path of an smtp address is what EHLO says */
	buf_adds(&url, m->server);
	if (is_host_name(m->helo)) {
		if (url.n && url.p[url.n - 1] != '/')
			buf_addc(&url, '/');
		buf_addstr(&url, m->helo);
	}
	ok = buf_ok(&url) && m->from.n < sizeof(from) - 2;
	snprintf(from, sizeof(from), "<%.*s>", STR_ARG(m->from));
	ok = ok && set_common(t, &m->tls, m->timeout_ms, "smtp,smtps") && set_starttls(t, m) &&
		add_recipients(t, m);
	SET(CURLOPT_URL, buf_cstr(&url));
	SET(CURLOPT_MAIL_FROM, from);
	SET(CURLOPT_MAIL_RCPT, t->list);
	if (m->user && m->user[0]) {
		SET(CURLOPT_USERNAME, m->user);
		SET(CURLOPT_PASSWORD, m->password ? m->password : "");
	}
	SET(CURLOPT_UPLOAD, 1L);
	SET(CURLOPT_READFUNCTION, give);
	SET(CURLOPT_READDATA, t);
	SET(CURLOPT_INFILESIZE_LARGE, (curl_off_t)m->data.n);
	SET(CURLOPT_VERBOSE, 1L);
	SET(CURLOPT_DEBUGFUNCTION, watch);
	SET(CURLOPT_DEBUGDATA, t);
	SET(CURLOPT_SOCKOPTFUNCTION, note_socket);
	SET(CURLOPT_SOCKOPTDATA, t);
	buf_release(&url);
	return ok;
}

static bool set_http(struct talk *t, const struct submit_http *h)
{
	bool ok = set_common(t, &h->tls, h->timeout_ms, "http,https");

	for (size_t i = 0; ok && h->headers && h->headers[i]; i++) {
		struct curl_slist *more = curl_slist_append(t->list, h->headers[i]);

		ok = more != NULL;
		t->list = more ? more : t->list;
	}
	SET(CURLOPT_URL, h->url);
	SET(CURLOPT_USERAGENT, "portalwatch/" PW_VERSION);
	SET(CURLOPT_HTTPHEADER, t->list);
	if (h->post) {
		SET(CURLOPT_POST, 1L);
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)h->data.n);
		SET(CURLOPT_POSTFIELDS, h->data.n ? h->data.p : "");
	}
	return ok;
}

/* --- what came of it --- */

static void judge_mail(struct talk *t, CURLcode code)
{
	struct submit_answer *out = t->out;
	bool refused = out->status >= 400;

	if (code == CURLE_OK) {
		out->end = SUBMIT_OK;
		return;
	}
	if (refused && code != CURLE_OPERATION_TIMEDOUT && code != CURLE_LOGIN_DENIED) {
		out->end = SUBMIT_REFUSED;
		return;
	}
	out->end = out->stage == STAGE_DATA ? SUBMIT_CUT : SUBMIT_UNREACHABLE;
	if (!refused)
		keep_text(out, str_of(t->error[0] ? t->error : curl_easy_strerror(code)));
}

static void judge_http(struct talk *t, CURLcode code)
{
	struct submit_answer *out = t->out;
	long status = 0;

	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	out->status = (int)status;
	if (code == CURLE_OK) {
		out->end = status >= 200 && status < 300 ? SUBMIT_OK : SUBMIT_REFUSED;
		snprintf(out->text, sizeof(out->text), "HTTP %ld", status);
		return;
	}
	out->end = code == CURLE_OPERATION_TIMEDOUT || code == CURLE_RECV_ERROR ||
			code == CURLE_GOT_NOTHING
		? SUBMIT_CUT
		: SUBMIT_UNREACHABLE;
	keep_text(out, str_of(t->error[0] ? t->error : curl_easy_strerror(code)));
}

static int start(struct talk *t, struct submit_answer *out, struct str data, struct err *e)
{
	static bool ready;
	struct buf *body = out->body;

	if (!ready && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(e, ERR_NET, "cannot start libcurl");
	ready = true;
	*out = (struct submit_answer){.end = SUBMIT_UNREACHABLE, .body = body};
	*t = (struct talk){.easy = curl_easy_init(), .out = out, .data = data,
		.socket = -1};
	return t->easy ? 0 : err_set(e, ERR_NET, "cannot start a transfer");
}

static void stop(struct talk *t)
{
	curl_easy_cleanup(t->easy);
	curl_slist_free_all(t->list);
}

int submit_mail(const struct submit_mail *m, struct submit_answer *out, struct err *e)
{
	struct talk t;
	int rc = start(&t, out, m->data, e);

	if (rc)
		return rc;
	if (set_mail(&t, m))
		judge_mail(&t, curl_easy_perform(t.easy));
	else
		rc = err_set(e, ERR_INVAL, "cannot set up mail to '%s'", m->server);
	stop(&t);
	return rc;
}

int submit_http(const struct submit_http *h, struct submit_answer *out, struct err *e)
{
	struct talk t;
	int rc = start(&t, out, h->data, e);

	if (rc)
		return rc;
	if (set_http(&t, h))
		judge_http(&t, curl_easy_perform(t.easy));
	else
		rc = err_set(e, ERR_INVAL, "cannot set up a request to '%s'", h->url);
	stop(&t);
	return rc;
}
