/* Delivery status notifications.
 *
 *	entity  = *field blank body
 *	field   = name ":" value *(line end (" " / TAB) value)
 *	multi   = [preamble] 1*("--" boundary line body-part) ["--" boundary "--"]
 *	status  = group *(blank group)		; RFC 3464 2.1
 *	group   = *field			; a recipient's where it holds Final-Recipient
 *
 * Servers differ: Coremail (163.com) writes no group of the message, Exim puts Action before
 * the recipient, Exchange nests its texts, some encode the status. */
#include "monitor/bounce.h"

#include "base/out.h"
#include "base/utf8.h"
#include "crawler/charset.h"

#define DEPTH_MAX 8
#define PARTS_MAX 200
#define ID_MAX 400	  /* bytes; ours are under 300 */
#define ADDRESS_MAX 320	  /* RFC 5321 4.5.3.1 */
#define TEXT_MAX 200	  /* code points of an answer, as of one during SMTP */
#define VALUE_MAX 8000	  /* bytes of an unfolded field */
#define OURS "<pw."

struct reading {
	struct bounce *out;
	struct arena *arena;
	size_t parts;
	bool report; /* it is a notification, or says whom it was about */
};

/* --- fields --- */

static struct str next_line(struct str *rest)
{
	struct str line;
	size_t end = str_findc(*rest, '\n', 0);

	line = str_sub(*rest, 0, end);
	*rest = end == SIZE_MAX ? str_sub(*rest, rest->n, 0) : str_sub(*rest, end + 1, rest->n);
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

/* Takes one field with what is folded into it; false at the blank line, which is taken too,
 * and at the end. Lines that are no field are passed over. */
static bool next_field(struct str *rest, struct str *name, struct buf *value)
{
	while (rest->n) {
		struct str line = next_line(rest);
		size_t colon = str_findc(line, ':', 0);

		if (!line.n)
			return false;
		*name = str_trim(str_sub(line, 0, colon));
		if (colon == SIZE_MAX || !name->n || is_space((unsigned char)line.p[0]))
			continue;
		buf_clear(value);
		buf_addstr(value, str_trim(str_sub(line, colon + 1, line.n)));
		while (rest->n && (rest->p[0] == ' ' || rest->p[0] == '\t')) {
			struct str more = str_trim(next_line(rest));

			if (!more.n)
				break; /* blanks alone: ends a group, as Exchange writes it */
			buf_addc(value, ' ');
			buf_addstr(value, more);
		}
		return true;
	}
	return false;
}

/* What an entity's header says of itself. */
struct header {
	struct str type;     /* "multipart/report; boundary=..." */
	struct str encoding; /* "base64" */
	struct str id, failed;
};

static struct header read_header(struct reading *r, struct str *rest)
{
	struct buf value = BUF_INIT(VALUE_MAX);
	struct header h = {0};
	struct str name;

	while (next_field(rest, &name, &value)) {
		struct str *to = str_eq_nocase(name, STR("Content-Type")) ? &h.type
			: str_eq_nocase(name, STR("Content-Transfer-Encoding")) ? &h.encoding
			: str_eq_nocase(name, STR("Message-ID")) ? &h.id
			: str_eq_nocase(name, STR("X-Failed-Recipients")) ? &h.failed : NULL;

		if (to && str_none(*to))
			*to = arena_str(r->arena, buf_str(&value));
	}
	buf_release(&value);
	return h;
}

static bool is_type(const struct header *h, const char *type)
{
	struct str given = str_trim(str_sub(h->type, 0, str_findc(h->type, ';', 0)));

	return str_eq_nocase(given, str_of(type));
}

/* A parameter's value without its quotes; none. */
static struct str parameter(struct str type, struct str name)
{
	size_t at = 0;

	while ((at = str_find_nocase(type, name, at)) != SIZE_MAX) {
		struct str value = str_sub(type, at + name.n, type.n);

		if (at && (type.p[at - 1] == ';' || is_space((unsigned char)type.p[at - 1])) &&
			value.n && value.p[0] == '=') {
			value = str_sub(value, 1, value.n);
			if (value.n && value.p[0] == '"') {
				value = str_sub(value, 1, value.n);
				return str_sub(value, 0, str_findc(value, '"', 0));
			}
			return str_trim(str_sub(value, 0, str_findc(value, ';', 0)));
		}
		at++;
	}
	return STR_NONE;
}

/* --- encodings (RFC 2045 6.7, 6.8): what is ill-formed is passed over --- */

static int base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (is_digit((unsigned char)c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static size_t from_base64(char *to, struct str s)
{
	uint32_t bits = 0;
	unsigned n = 0;
	size_t used = 0;

	for (size_t i = 0; i < s.n && s.p[i] != '='; i++) {
		int v = base64_value(s.p[i]);

		if (v < 0)
			continue;
		bits = bits << 6 | (uint32_t)v;
		n += 6;
		if (n >= 8) {
			n -= 8;
			to[used++] = (char)(bits >> n & 0xff);
		}
	}
	return used;
}

static size_t from_quoted(char *to, struct str s)
{
	size_t used = 0;

	for (size_t i = 0; i < s.n; i++) {
		struct str next = str_sub(s, i + 1, 2);

		if (s.p[i] != '=') {
			to[used++] = s.p[i];
		} else if (str_starts(next, STR("\n"))) {
			i++;
		} else if (str_eqc(next, "\r\n")) {
			i += 2;
		} else if (next.n == 2 && hex_value(next.p[0]) >= 0 && hex_value(next.p[1]) >= 0) {
			to[used++] = (char)(hex_value(next.p[0]) << 4 | hex_value(next.p[1]));
			i += 2;
		}
	}
	return used;
}

/* Neither encoding makes anything longer. */
static struct str decoded(struct reading *r, const struct header *h, struct str body)
{
	bool base64 = str_eq_nocase(h->encoding, STR("base64"));
	char *to;

	if (!base64 && !str_eq_nocase(h->encoding, STR("quoted-printable")))
		return body;
	to = arena_raw(r->arena, body.n + 1);
	return str_n(to, base64 ? from_base64(to, body) : from_quoted(to, body));
}

/* --- what is found --- */

static void add_id(struct reading *r, struct str id)
{
	struct bounce *b = r->out;

	id = str_trim(id);
	if (id.n < 3 || id.n > ID_MAX || b->nids == BOUNCE_IDS)
		return;
	for (size_t i = 0; i < id.n; i++)
		if ((unsigned char)id.p[i] <= 0x20 || (unsigned char)id.p[i] > 0x7e)
			return;
	if (id.p[0] != '<')
		id = arena_strf(r->arena, "<%.*s>", STR_ARG(id));
	for (size_t i = 0; i < b->nids; i++)
		if (str_eq(b->ids[i], id))
			return;
	b->ids[b->nids++] = arena_str(r->arena, id);
}

/* "+3C" of an envelope id (RFC 3461 4). */
static void add_envelope_id(struct reading *r, struct str xtext)
{
	char *to = arena_raw(r->arena, xtext.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < xtext.n; i++) {
		struct str hex = str_sub(xtext, i + 1, 2);

		if (xtext.p[i] == '+' && hex.n == 2 && hex_value(hex.p[0]) >= 0 &&
			hex_value(hex.p[1]) >= 0) {
			to[n++] = (char)(hex_value(hex.p[0]) << 4 | hex_value(hex.p[1]));
			i += 2;
		} else {
			to[n++] = xtext.p[i];
		}
	}
	add_id(r, str_n(to, n));
}

/* Identifiers of ours in a text that quotes the header (Exchange, old Exim). */
static void find_ids(struct reading *r, struct str text)
{
	size_t at = 0;

	while (r->out->nids < BOUNCE_IDS && (at = str_find(text, STR(OURS), at)) != SIZE_MAX) {
		struct str rest = str_sub(text, at, ID_MAX);
		size_t end = str_findc(rest, '>', 0);

		if (end != SIZE_MAX)
			add_id(r, str_sub(rest, 0, end + 1));
		at++;
	}
}

/* "rfc822; a@b" or "<a@b>"; none where it is no address. */
static struct str address_of(struct reading *r, struct str value)
{
	size_t type = str_findc(value, ';', 0);

	value = str_trim(type == SIZE_MAX ? value : str_sub(value, type + 1, value.n));
	if (value.n > 2 && value.p[0] == '<' && value.p[value.n - 1] == '>')
		value = str_sub(value, 1, value.n - 2);
	if (!value.n || value.n > ADDRESS_MAX || str_findc(value, '@', 0) == SIZE_MAX ||
		!utf8_valid(value))
		return STR_NONE;
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];

		if (c <= 0x20 || c == 0x7f || c == '<' || c == '>')
			return STR_NONE;
	}
	return arena_str(r->arena, value);
}

/* One line of UTF-8; servers here also write GBK. */
static struct str line_of(struct reading *r, struct str s)
{
	struct buf text = BUF_INIT(VALUE_MAX * 4), line = BUF_INIT(VALUE_MAX * 4);
	struct str out;

	if (utf8_valid(s))
		buf_addstr(&text, s);
	else
		charset_decode_as(STR("gb18030"), s, &text);
	out_line(&line, buf_str(&text), TEXT_MAX);
	out = arena_str(r->arena, str_trim(buf_str(&line)));
	buf_release(&text);
	buf_release(&line);
	return out;
}

/* --- the status --- */

static struct str after_type(struct str value)
{
	size_t at = str_findc(value, ';', 0);

	return at == SIZE_MAX ? value : str_trim(str_sub(value, at + 1, value.n));
}

static void take_group(struct reading *r, struct bounce_recipient *x, struct str status)
{
	struct bounce *b = r->out;

	x->refused = str_none(x->action) ? str_starts(status, STR("5"))
					 : str_eq_nocase(x->action, STR("failed"));
	if (!x->text.n)
		x->text = status;
	if (str_none(x->address))
		x->address = x->original;
	if (!str_none(x->address) && b->nrecipients < BOUNCE_RECIPIENTS)
		b->recipients[b->nrecipients++] = *x;
}

static void read_status(struct reading *r, struct str rest)
{
	struct buf value = BUF_INIT(VALUE_MAX);
	struct str name;

	r->report = true;
	while (rest.n && r->out->nrecipients < BOUNCE_RECIPIENTS) {
		struct bounce_recipient x = {0};
		struct str status = STR_NONE;

		while (next_field(&rest, &name, &value)) {
			struct str v = buf_str(&value);

			if (str_eq_nocase(name, STR("Final-Recipient")))
				x.address = address_of(r, v);
			else if (str_eq_nocase(name, STR("Original-Recipient")))
				x.original = address_of(r, v);
			else if (str_eq_nocase(name, STR("Action")))
				x.action = line_of(r, str_sub(v, 0, str_findc(v, ' ', 0)));
			else if (str_eq_nocase(name, STR("Status")))
				status = line_of(r, v);
			else if (str_eq_nocase(name, STR("Diagnostic-Code")))
				x.text = line_of(r, after_type(v));
			else if (str_eq_nocase(name, STR("Original-Envelope-Id")))
				add_envelope_id(r, v);
		}
		take_group(r, &x, status);
	}
	buf_release(&value);
}

/* Old Exim, and others: who it failed for stands in the header alone. */
static void take_failed(struct reading *r, struct str list)
{
	struct str one;

	r->report = true;
	while (r->out->nrecipients < BOUNCE_RECIPIENTS && str_cut(&list, ',', &one)) {
		struct bounce_recipient x = {.address = address_of(r, one), .action = STR("failed"),
			.text = STR("returned to its sender"), .refused = true};

		if (!str_none(x.address))
			r->out->recipients[r->out->nrecipients++] = x;
	}
}

/* --- parts --- */

static void read_part(struct reading *r, struct str entity, int depth);

/* The next line that is the boundary, from `at`; *next: behind it. *last: it ends them. */
static size_t find_boundary(struct str body, struct str boundary, size_t at, size_t *next,
	bool *last)
{
	while (at < body.n) {
		size_t end = str_findc(body, '\n', at);
		struct str line = str_sub(body, at, end == SIZE_MAX ? body.n : end - at);

		*next = end == SIZE_MAX ? body.n : end + 1;
		if (line.n >= boundary.n + 2 && line.p[0] == '-' && line.p[1] == '-' &&
			str_starts(str_sub(line, 2, line.n), boundary)) {
			struct str tail = str_trim(str_sub(line, boundary.n + 2, line.n));

			*last = str_eqc(tail, "--");
			if (*last || !tail.n)
				return at;
		}
		at = *next;
	}
	*last = true;
	return SIZE_MAX;
}

static void read_parts(struct reading *r, const struct header *h, struct str body, int depth)
{
	struct str boundary = parameter(h->type, STR("boundary"));
	size_t from, at, next;
	bool last;

	if (!boundary.n || find_boundary(body, boundary, 0, &from, &last) == SIZE_MAX)
		return;
	while (!last && r->parts < PARTS_MAX) {
		at = find_boundary(body, boundary, from, &next, &last);
		read_part(r, str_sub(body, from, (at == SIZE_MAX ? body.n : at) - from), depth + 1);
		from = next;
	}
}

/* The header of the mail that came back, with or without its body. */
static void read_returned(struct reading *r, struct str entity)
{
	struct header h = read_header(r, &entity);

	if (!str_none(h.id))
		add_id(r, h.id);
}

static void read_part(struct reading *r, struct str entity, int depth)
{
	struct str body = entity;
	struct header h = read_header(r, &body);

	if (depth > DEPTH_MAX || ++r->parts > PARTS_MAX)
		return;
	if (depth == 0 && h.failed.n)
		take_failed(r, h.failed);
	if (str_starts_nocase(h.type, STR("multipart/"))) {
		if (depth == 0 && is_type(&h, "multipart/report") && str_eq_nocase(
			parameter(h.type, STR("report-type")), STR("delivery-status")))
			r->report = true;
		read_parts(r, &h, body, depth);
	} else if (is_type(&h, "message/delivery-status") ||
		is_type(&h, "message/global-delivery-status")) {
		r->out->nrecipients = 0; /* it knows better than the header */
		read_status(r, decoded(r, &h, body));
	} else if (is_type(&h, "message/rfc822") || is_type(&h, "text/rfc822-headers") ||
		is_type(&h, "message/global") || is_type(&h, "message/global-headers")) {
		read_returned(r, decoded(r, &h, body));
	} else if (str_none(h.type) || is_type(&h, "text/plain")) {
		find_ids(r, decoded(r, &h, body));
	}
}

int bounce_read(struct str mail, struct bounce *out, struct arena *a, struct err *e)
{
	struct reading r = {.out = out, .arena = a};

	*out = (struct bounce){0};
	if (mail.n > BOUNCE_BYTES_MAX)
		return err_set(e, ERR_TOOBIG, "a notification over %zu bytes", BOUNCE_BYTES_MAX);
	if (str_starts(mail, STR("From ")))
		next_line(&mail);
	read_part(&r, mail, 0);
	return r.report ? 0 : err_set(e, ERR_NOTFOUND, "no delivery status in this mail");
}
