/* Writing mail: RFC 5322 headers, RFC 2047 words, RFC 2231 parameters, RFC 2045 bodies. */
#include "monitor/mime.h"

#include "base/digest.h"
#include "base/out.h"
#include "base/utf8.h"
#include "crawler/url.h"

#define LINE_COLUMNS 76	   /* RFC 2045 6.8, RFC 2047 2 */
#define WORD_COLUMNS 75	   /* RFC 2047 2 */
#define WORD_START "=?UTF-8?B?"
#define WORD_FRAME (sizeof(WORD_START) - 1 + 2)
#define BASE64_BYTES 57	   /* make a line of 76 columns */
#define PARAMETER_BYTES 50 /* of one continued piece of a file name */

/* --- header texts --- */

static bool is_clean(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\r' || s.p[i] == '\n' || s.p[i] == '\0')
			return false;
	return true;
}

static bool needs_words(struct str s, size_t used)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || (unsigned char)s.p[i] > 0x7e)
			return true;
	return str_has(s, STR("=?")) || used + s.n > LINE_COLUMNS;
}

/* The longest piece of whole characters that fits into `bytes`; ill-formed parts count as
 * the U+FFFD they become. */
static struct str word_piece(struct str rest, size_t bytes, struct buf *piece)
{
	size_t at = 0, taken = 0;

	buf_clear(piece);
	while (at < rest.n) {
		size_t before = piece->n;
		int32_t cp = utf8_next(rest, &at);

		utf8_put(piece, cp);
		if (piece->n > bytes) {
			buf_cut(piece, before);
			break;
		}
		taken = at;
	}
	return str_sub(rest, taken, rest.n);
}

void mime_words(struct buf *b, struct str text, size_t used)
{
	struct buf piece = BUF_INIT(100);

	if (!needs_words(text, used)) {
		buf_addstr(b, text);
		return;
	}
	while (text.n) {
		size_t left = used < LINE_COLUMNS ? LINE_COLUMNS - used : 0;
		size_t room = left > WORD_FRAME + 8
			? (left < WORD_COLUMNS ? left : WORD_COLUMNS) - WORD_FRAME
			: 0;

		if (room)
			text = word_piece(text, room / 4 * 3, &piece);
		if (room && piece.n) {
			buf_adds(b, WORD_START);
			out_base64(b, buf_str(&piece));
			buf_adds(b, "?=");
		}
		if (text.n)
			buf_adds(b, "\r\n ");
		used = 1;
	}
	buf_release(&piece);
}

struct str mime_address(const char *text)
{
	struct str s = str_trim(str_of(text));
	size_t open = str_rfindc(s, '<'), at;

	if (open != SIZE_MAX) {
		if (s.n == 0 || s.p[s.n - 1] != '>')
			return STR_NONE;
		s = str_sub(s, open + 1, s.n - open - 2);
	}
	at = str_rfindc(s, '@');
	if (at == SIZE_MAX || at == 0 || at + 1 == s.n || s.n > 320)
		return STR_NONE;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c <= 0x20 || c == 0x7f || c == '<' || c == '>' || (c > 0x7f && i < at))
			return STR_NONE;
	}
	return s;
}

bool mime_domain(struct buf *b, struct str domain)
{
	struct arena a = ARENA_INIT;
	bool ascii = true, ok;
	struct url u;

	for (size_t i = 0; i < domain.n; i++)
		ascii = ascii && (unsigned char)domain.p[i] <= 0x7e;
	if (ascii) {
		buf_addstr(b, domain);
		return domain.n > 0;
	}
	ok = url_parse(arena_strf(&a, "http://%.*s/", STR_ARG(domain)), NULL, &u, &a) == 0;
	if (ok)
		buf_addstr(b, u.host);
	arena_release(&a);
	return ok;
}

/* local@domain */
static bool put_spec(struct buf *b, struct str address)
{
	size_t at = str_rfindc(address, '@');

	buf_addstr(b, str_sub(address, 0, at + 1));
	return mime_domain(b, str_sub(address, at + 1, address.n));
}

/* --- headers --- */

struct writer {
	struct buf *b;
	const struct mime_mail *m;
	char boundary[40];
	struct err *e;
};

static int text_header(struct writer *w, const char *name, struct str value)
{
	if (!is_clean(value))
		return err_set(w->e, ERR_INVAL, "header %s holds a line end or NUL", name);
	buf_addf(w->b, "%s: ", name);
	mime_words(w->b, value, strlen(name) + 2);
	buf_adds(w->b, "\r\n");
	return 0;
}

/* "Name <a@b>" with the name as words or quoted. */
static int put_address(struct writer *w, const char *name, const char *text, size_t used)
{
	struct str address = mime_address(text), s = str_trim(str_of(text)), who;
	size_t open = str_rfindc(s, '<');

	if (str_none(address) || !is_clean(s))
		return err_set(w->e, ERR_INVAL, "%s: no mail address: '%s'", name, text ? text : "");
	who = open == SIZE_MAX ? STR_NONE : str_trim(str_sub(s, 0, open));
	if (who.n > 1 && who.p[0] == '"' && who.p[who.n - 1] == '"')
		who = str_sub(who, 1, who.n - 2);
	if (!who.n)
		return put_spec(w->b, address) ? 0 : err_set(w->e, ERR_INVAL,
			"%s: no mail domain: '%s'", name, text);
	if (needs_words(who, used)) {
		mime_words(w->b, who, used);
	} else {
		buf_addc(w->b, '"');
		for (size_t i = 0; i < who.n; i++) {
			if (who.p[i] == '"' || who.p[i] == '\\')
				buf_addc(w->b, '\\');
			buf_addc(w->b, who.p[i]);
		}
		buf_addc(w->b, '"');
	}
	buf_adds(w->b, "\r\n <");
	if (!put_spec(w->b, address))
		return err_set(w->e, ERR_INVAL, "%s: no mail domain: '%s'", name, text);
	buf_addc(w->b, '>');
	return 0;
}

static int address_header(struct writer *w, const char *name, const char *const *list, size_t n)
{
	int rc = 0;

	buf_addf(w->b, "%s: ", name);
	for (size_t i = 0; i < n && rc == 0; i++) {
		if (i)
			buf_adds(w->b, ",\r\n ");
		rc = put_address(w, name, list[i], i ? 1 : strlen(name) + 2);
	}
	buf_adds(w->b, "\r\n");
	return rc;
}

/* Identifiers are never encoded: one on a line. */
static int id_header(struct writer *w, const char *name, struct str ids)
{
	struct str id;
	bool any = false;

	for (size_t i = 0; i < ids.n; i++)
		if ((unsigned char)ids.p[i] < 0x20 || (unsigned char)ids.p[i] > 0x7e)
			return err_set(w->e, ERR_INVAL, "header %s is not ASCII", name);
	while (str_cut(&ids, ' ', &id)) {
		if (!id.n)
			continue;
		buf_addf(w->b, "%s%s%.*s", any ? "\r\n" : name, any ? " " : ": ", STR_ARG(id));
		any = true;
	}
	if (any)
		buf_adds(w->b, "\r\n");
	return 0;
}

static struct str last_id(struct str ids)
{
	size_t at;

	ids = str_trim(ids);
	at = str_rfindc(ids, ' ');
	return at == SIZE_MAX ? ids : str_sub(ids, at + 1, ids.n);
}

static int put_headers(struct writer *w)
{
	const struct mime_mail *m = w->m;
	char date[TIME_TEXT];
	int rc = address_header(w, "From", &m->from, 1);

	if (rc == 0 && m->reply_to && m->reply_to[0])
		rc = address_header(w, "Reply-To", &m->reply_to, 1);
	if (rc == 0)
		rc = address_header(w, "To", m->to, m->nto);
	if (rc == 0)
		rc = text_header(w, "Subject", m->subject);
	buf_addf(w->b, "Date: %s\r\n", time_mail(date, m->date_ms, m->zone));
	if (rc == 0)
		rc = id_header(w, "Message-ID", m->message_id);
	if (rc == 0 && m->references.n)
		rc = id_header(w, "In-Reply-To", last_id(m->references));
	if (rc == 0 && m->references.n)
		rc = id_header(w, "References", m->references);
	if (rc == 0 && m->list_id.n) {
		buf_adds(w->b, "List-Id: portalwatch <");
		buf_addstr(w->b, m->list_id);
		buf_adds(w->b, ">\r\n");
		rc = is_clean(m->list_id) ? 0 : err_set(w->e, ERR_INVAL, "List-Id: line end");
	}
	buf_adds(w->b, "Auto-Submitted: auto-generated\r\n"
		       "X-Auto-Response-Suppress: All\r\n");
	for (size_t i = 0; i < m->nheaders && rc == 0; i++) {
		char name[64];

		if (!m->headers[i].value.n)
			continue;
		if (!m->headers[i].key.n || m->headers[i].key.n >= sizeof(name) ||
			!is_clean(m->headers[i].key))
			return err_set(w->e, ERR_INVAL, "unfit name of a header");
		memcpy(name, m->headers[i].key.p, m->headers[i].key.n);
		name[m->headers[i].key.n] = '\0';
		rc = text_header(w, name, m->headers[i].value);
	}
	buf_adds(w->b, "MIME-Version: 1.0\r\n");
	return rc;
}

/* --- bodies --- */

static void put_base64(struct buf *b, struct str data)
{
	for (size_t at = 0; at < data.n; at += BASE64_BYTES) {
		out_base64(b, str_sub(data, at, BASE64_BYTES));
		buf_adds(b, "\r\n");
	}
}

static void put_text(struct writer *w, const char *type, struct str text)
{
	struct buf crlf = BUF_INIT(text.n * 2 + 2);

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\r')
			continue;
		if (text.p[i] == '\n')
			buf_addc(&crlf, '\r');
		buf_addc(&crlf, text.p[i]);
	}
	buf_addf(w->b, "Content-Type: %s; charset=utf-8\r\n"
		       "Content-Transfer-Encoding: base64\r\n\r\n", type);
	put_base64(w->b, buf_str(&crlf));
	buf_release(&crlf);
}

/* filename*0*=UTF-8''%E6...; filename*1*=... , pieces between whole characters */
static void put_file_name(struct buf *b, struct str name)
{
	struct buf piece = BUF_INIT(200), clean = BUF_INIT(4000);
	struct str rest;

	out_line(&clean, name, 200);
	rest = buf_str(&clean);
	for (int i = 0; rest.n || i == 0; i++) {
		struct buf raw = BUF_INIT(200);

		rest = word_piece(rest, PARAMETER_BYTES / 3, &raw);
		buf_clear(&piece);
		out_url_component(&piece, buf_str(&raw));
		buf_addf(b, ";\r\n filename*%d*=%s%s", i, i ? "" : "UTF-8''", buf_cstr(&piece));
		buf_release(&raw);
	}
	buf_release(&piece);
	buf_release(&clean);
}

static int put_file(struct writer *w, const struct mime_file *f)
{
	if (!is_clean(f->type) || !f->type.n || !utf8_valid(f->type))
		return err_set(w->e, ERR_INVAL, "unfit type of an attachment");
	buf_addf(w->b, "Content-Type: %.*s\r\nContent-Transfer-Encoding: base64\r\n"
		       "Content-Disposition: attachment", STR_ARG(f->type));
	put_file_name(w->b, f->name);
	buf_adds(w->b, "\r\n\r\n");
	put_base64(w->b, f->data);
	return 0;
}

static void put_alternative(struct writer *w)
{
	const struct mime_mail *m = w->m;

	if (!m->html.n) {
		put_text(w, "text/plain", m->text);
		return;
	}
	buf_addf(w->b, "Content-Type: multipart/alternative;\r\n boundary=\"=_a%s\"\r\n\r\n",
		w->boundary);
	buf_addf(w->b, "--=_a%s\r\n", w->boundary);
	put_text(w, "text/plain", m->text);
	buf_addf(w->b, "--=_a%s\r\n", w->boundary);
	put_text(w, "text/html", m->html);
	buf_addf(w->b, "--=_a%s--\r\n", w->boundary);
}

static int put_body(struct writer *w)
{
	int rc = 0;

	if (w->m->nfiles == 0) {
		put_alternative(w);
		return 0;
	}
	buf_addf(w->b, "Content-Type: multipart/mixed;\r\n boundary=\"=_m%s\"\r\n\r\n",
		w->boundary);
	buf_addf(w->b, "--=_m%s\r\n", w->boundary);
	put_alternative(w);
	for (size_t i = 0; i < w->m->nfiles && rc == 0; i++) {
		buf_addf(w->b, "--=_m%s\r\n", w->boundary);
		rc = put_file(w, &w->m->files[i]);
	}
	buf_addf(w->b, "--=_m%s--\r\n", w->boundary);
	return rc;
}

/* "=_" occurs in no base64 text, so no boundary can occur in a body. */
int mime_write(struct buf *b, const struct mime_mail *m, struct err *e)
{
	struct writer w = {.b = b, .m = m, .e = e};
	struct sha256 d = sha256_of(m->message_id);
	char hex[SHA256_HEX];
	int rc;

	memcpy(w.boundary, sha256_hex(hex, &d), 24);
	w.boundary[24] = '\0';
	if (m->nto == 0)
		return err_set(e, ERR_INVAL, "a mail without recipients");
	rc = put_headers(&w);
	if (rc == 0)
		rc = put_body(&w);
	if (rc == 0 && !buf_ok(b))
		rc = err_set(e, ERR_TOOBIG, "mail over %zu bytes", b->max);
	return rc;
}
