/* From what happened to what it means. Tables only. */
#include "fetch-verdict.h"

#include <stdio.h>

static const struct {
	enum ending end;
	int verdict;
	const char *reason;
} end_row[] = {
	{END_DONE, VERDICT_OK, "ok"},
	{END_REFUSED, VERDICT_UNSTABLE_CONNECT, "refused"},
	{END_UNREACHABLE, VERDICT_UNSTABLE_CONNECT, "unreachable"},
	{END_NO_ROUTE, VERDICT_UNKNOWN, "no-route"},
	{END_NO_RESOURCE, VERDICT_UNKNOWN, "no-resources"},
	{END_CONNECT, VERDICT_UNSTABLE_CONNECT, "connect"},
	{END_TIMEOUT, VERDICT_UNSTABLE_TIMEOUT, "timeout"},
	{END_SLOW, VERDICT_UNSTABLE_TIMEOUT, "too-slow"},
	{END_RESET, VERDICT_UNSTABLE_RESET, "reset"},
	{END_EMPTY, VERDICT_UNSTABLE_RESET, "empty-answer"},
	{END_SHORT, VERDICT_UNSTABLE_RESET, "body-short"},
	{END_ENCODING, VERDICT_BROKEN_CONTENT, "bad-encoding"},
	{END_NOT_HTTP, VERDICT_BROKEN_HTTP, "not-http"},
	{END_ODD, VERDICT_UNKNOWN, "odd-headers"},
	{END_HEADERS, VERDICT_BROKEN_HTTP, "headers-too-big"},
	{END_BOMB, VERDICT_BROKEN_CONTENT, "bomb"},
	{END_TLS, VERDICT_BROKEN_TLS, "tls-handshake"},
	{END_NO_PROTOCOL, VERDICT_BROKEN_TLS, "tls-handshake"},
	{END_CERT_EXPIRED, VERDICT_BROKEN_TLS, "tls-expired"},
	{END_CERT_NOT_YET, VERDICT_BROKEN_TLS, "tls-not-yet-valid"},
	{END_CERT_SELF, VERDICT_BROKEN_TLS, "tls-self-signed"},
	{END_CERT_CHAIN, VERDICT_BROKEN_TLS, "tls-chain-incomplete"},
	{END_CERT_HOST, VERDICT_BROKEN_TLS, "tls-wrong-host"},
	{END_CERT_REVOKED, VERDICT_BROKEN_TLS, "tls-revoked"},
	{END_CERT_OTHER, VERDICT_BROKEN_TLS, "tls-certificate"},
	{END_PRIVATE, VERDICT_PRIVATE, "private-address"},
	{END_PROXY, VERDICT_UNKNOWN, "proxy"},
	{END_CA_FILE, VERDICT_UNKNOWN, "ca-file"},
	{END_OTHER, VERDICT_UNKNOWN, "other"},
};

bool ending_is_certificate(enum ending x)
{
	return x >= END_CERT_EXPIRED && x <= END_CERT_OTHER;
}

static const char *timeout_reason(int phase)
{
	switch (phase) {
	case PHASE_DNS:
		return "timeout-dns";
	case PHASE_CONNECT:
		return "timeout-connect";
	case PHASE_TLS:
		return "timeout-tls";
	case PHASE_BODY:
		return "timeout-body";
	default:
		return "timeout-answer";
	}
}

struct ruling ruling_of_ending(enum ending x, int phase)
{
	struct ruling r = {VERDICT_UNKNOWN, "other", phase};

	for (size_t i = 0; i < sizeof(end_row) / sizeof(end_row[0]); i++) {
		if (end_row[i].end != x)
			continue;
		r.verdict = end_row[i].verdict;
		r.reason = end_row[i].reason;
	}
	if (x == END_TIMEOUT)
		r.reason = timeout_reason(phase);
	if (x == END_DONE)
		r.phase = PHASE_DONE;
	return r;
}

/* Statuses that say nothing about the page (DESIGN 8); sorted. */
static const short blocked[] = {401, 402, 403, 405, 406, 407, 412, 418, 421, 425, 429, 451,
	521, 999};
/* Client errors that IANA has assigned and that are not blocked: they are believed. */
static const short assigned[] = {400, 404, 409, 410, 411, 413, 414, 415, 416, 417, 422,
	423, 424, 426, 428, 431};

static bool among(const short *list, size_t n, int status)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == status)
			return true;
	return false;
}

#define AMONG(list, status) among(list, sizeof(list) / sizeof((list)[0]), status)

/* "http-NNN" of every status there can be, made at first use. */
static const char *status_token(int status)
{
	static char token[1000][sizeof("http-999")];
	unsigned i = status >= 100 && status <= 999 ? (unsigned)status : 0;

	if (!token[i][0])
		snprintf(token[i], sizeof(token[i]), "http-%03u", i);
	return token[i];
}

struct ruling ruling_of_status(int status)
{
	struct ruling r = {VERDICT_UNKNOWN, status_token(status), PHASE_DONE};

	if (status >= 200 && status <= 299)
		r = (struct ruling){VERDICT_OK, "ok", PHASE_DONE};
	else if (status == 304)
		r = (struct ruling){VERDICT_OK, "not-modified", PHASE_DONE};
	else if (status == 300)
		r = (struct ruling){VERDICT_OK, "http-300", PHASE_DONE};
	else if (AMONG(blocked, status))
		r.verdict = VERDICT_BLOCKED;
	else if (status == 408) /* the server waited for us: another time it need not */
		r.verdict = VERDICT_UNSTABLE_TIMEOUT;
	else if (AMONG(assigned, status))
		r.verdict = VERDICT_BROKEN_HTTP;
	else if (status >= 500 && status <= 599)
		r.verdict = VERDICT_UNSTABLE_SERVER;
	return r;
}

bool status_redirects(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 ||
		status == 308;
}

bool status_is_permanent(int status)
{
	return status == 301 || status == 308;
}

/* Not for those that ask for money, a password or patience, or that forbid by law. */
bool status_deserves_profile(int status)
{
	static const short not_these[] = {401, 402, 407, 425, 429, 451};

	return status >= 400 && status <= 499 && !AMONG(not_these, status);
}

bool ruling_may_pass(const struct ruling *r)
{
	if (streq(r->reason, "bad-encoding"))
		return true;
	return verdict_is_unstable(r->verdict);
}

enum promise { PROMISE_NONE, PROMISE_PDF, PROMISE_DOCUMENT, PROMISE_OFFICE, PROMISE_IMAGE,
	PROMISE_MEDIA, PROMISE_STYLE, PROMISE_SCRIPT };

static const struct {
	const char *end;
	enum promise promise;
} promises[] = {
	{".pdf", PROMISE_PDF}, {".docx", PROMISE_DOCUMENT}, {".xlsx", PROMISE_DOCUMENT},
	{".pptx", PROMISE_DOCUMENT}, {".ofd", PROMISE_DOCUMENT}, {".zip", PROMISE_DOCUMENT},
	{".rar", PROMISE_DOCUMENT}, {".7z", PROMISE_DOCUMENT}, {".doc", PROMISE_OFFICE},
	{".xls", PROMISE_OFFICE}, {".ppt", PROMISE_OFFICE}, {".wps", PROMISE_OFFICE},
	{".et", PROMISE_OFFICE}, {".jpg", PROMISE_IMAGE}, {".jpeg", PROMISE_IMAGE},
	{".png", PROMISE_IMAGE}, {".gif", PROMISE_IMAGE}, {".bmp", PROMISE_IMAGE},
	{".webp", PROMISE_IMAGE}, {".mp4", PROMISE_MEDIA}, {".mp3", PROMISE_MEDIA},
	{".wmv", PROMISE_MEDIA}, {".flv", PROMISE_MEDIA}, {".avi", PROMISE_MEDIA},
	{".mov", PROMISE_MEDIA}, {".webm", PROMISE_MEDIA}, {".wav", PROMISE_MEDIA},
	{".apk", PROMISE_MEDIA}, {".css", PROMISE_STYLE}, {".js", PROMISE_SCRIPT},
};

/* What the last segment of a path ends in. */
static enum promise promise_of(struct str url)
{
	size_t end = str_findc(url, '?', 0);

	if (end != SIZE_MAX)
		url = str_sub(url, 0, end);
	for (size_t i = 0; i < sizeof(promises) / sizeof(promises[0]); i++)
		if (str_ends_nocase(url, str_of(promises[i].end)))
			return promises[i].promise;
	return PROMISE_NONE;
}

/* Old office programs read pages and tables of text too, and systems export them so. */
static bool is_export(enum promise p, struct str type)
{
	return p == PROMISE_OFFICE && (str_find_nocase(type, STR("msword"), 0) != SIZE_MAX ||
		str_find_nocase(type, STR("application/vnd.ms-"), 0) != SIZE_MAX);
}

/* What is at fault where the bytes are nothing, a page, words or data, XML, or of no known
 * kind; NULL: that may be. Style sheets and scripts may be empty; old office programs read
 * XML; SVG, an image, is not counted as XML; browsers draw and show what they know by its first bytes. */
static const struct {
	const char *empty, *html, *text, *xml, *other;
} faults[] = {
	[PROMISE_PDF] = {"empty-document", "html-for-document", "text-for-document",
		"text-for-document", "unknown-for-document"},
	[PROMISE_DOCUMENT] = {"empty-document", "html-for-document", "text-for-document",
		"text-for-document", NULL},
	[PROMISE_OFFICE] = {"empty-document", "html-for-document", "text-for-document", NULL,
		NULL},
	[PROMISE_IMAGE] = {"empty-image", "html-for-image", "text-for-image", "text-for-image",
		"unknown-for-image"},
	[PROMISE_MEDIA] = {"empty-document", "html-for-document", NULL, NULL, NULL},
	[PROMISE_STYLE] = {NULL, "html-for-style", NULL, NULL, NULL},
	[PROMISE_SCRIPT] = {NULL, "html-for-script", NULL, NULL, NULL},
};

static const char *fault_of(enum promise p, const struct page *page, int64_t body_bytes)
{
	int kind = page->kind;

	if (body_bytes == 0 || kind == PAGE_EMPTY)
		return faults[p].empty;
	/* a script served as text/html is one all the same; what has a title is a page */
	if (kind == PAGE_HTML && (p == PROMISE_STYLE || p == PROMISE_SCRIPT) && !page->title.n)
		return NULL;
	if (kind == PAGE_HTML)
		return faults[p].html;
	if (kind == PAGE_TEXT || kind == PAGE_JSON)
		return faults[p].text;
	if (kind == PAGE_XML)
		return faults[p].xml;
	return kind == PAGE_OTHER ? faults[p].other : NULL;
}

bool ruling_of_content(struct str url, struct str type, const struct page *page,
	int64_t body_bytes, struct ruling *out)
{
	enum promise p = promise_of(url);
	const char *reason;

	if (p == PROMISE_NONE || (body_bytes && page->kind != PAGE_EMPTY && is_export(p, type)))
		return false;
	reason = fault_of(p, page, body_bytes);
	if (!reason)
		return false;
	*out = (struct ruling){VERDICT_BROKEN_CONTENT, reason, PHASE_DONE};
	return true;
}
