/* Decoding of what was found: references, line ends, NUL; lines. */
#include "html-private.h"

#define REPLACEMENT "\xEF\xBF\xBD"

enum decode { DECODE_REFS = 1, DECODE_ATTRIBUTE = 2, DECODE_NUL = 4, DECODE_CR = 8 };

#define WINDOW 256 /* looked at for one byte after the other: never twice for more than that */

static void cut_at(struct str *s, char c)
{
	size_t at = str_findc(*s, c, 0);

	if (at != SIZE_MAX)
		s->n = at;
}

/* Bytes that are taken as they are. */
static size_t plain_run(struct str s, unsigned how)
{
	size_t end;

	if (!(how & (DECODE_CR | DECODE_NUL))) {
		end = how & DECODE_REFS ? str_findc(s, '&', 0) : SIZE_MAX;
		return end < s.n ? end : s.n;
	}
	for (size_t at = 0; at < s.n; at += WINDOW) {
		struct str look = str_sub(s, at, WINDOW), plain = look;

		if (how & DECODE_CR)
			cut_at(&plain, '\r');
		if (how & DECODE_REFS)
			cut_at(&plain, '&');
		if (how & DECODE_NUL)
			cut_at(&plain, '\0');
		if (plain.n < look.n)
			return at + plain.n;
	}
	return s.n;
}

static struct str decode(struct str s, unsigned how, struct arena *a)
{
	size_t run = plain_run(s, how);
	struct buf b;
	struct str out;

	if (run == s.n)
		return s;
	/* no reference grows by more than half: "&nGt;" 5 bytes gives 6 */
	b = BUF_INIT(s.n * 3 + 16);
	while (s.n) {
		buf_add(&b, s.p, run);
		s = str_sub(s, run, SIZE_MAX);
		if (s.n == 0)
			break;
		run = 1;
		if (s.p[0] == '\r') {
			buf_addc(&b, '\n');
			run += s.n > 1 && s.p[1] == '\n';
		} else if (s.p[0] == '\0') {
			buf_adds(&b, REPLACEMENT);
		} else {
			run += html_reference(str_sub(s, 1, SIZE_MAX),
				how & DECODE_ATTRIBUTE, &b);
			if (run == 1)
				buf_addc(&b, '&');
		}
		s = str_sub(s, run, SIZE_MAX);
		run = plain_run(s, how);
	}
	out = arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}

struct str html_decode(struct str s, bool attribute, struct arena *a)
{
	return decode(s, DECODE_REFS | DECODE_CR |
		(attribute ? DECODE_ATTRIBUTE | DECODE_NUL : 0u), a);
}

struct str html_plain(struct str s, struct arena *a)
{
	return decode(s, DECODE_NUL | DECODE_CR, a);
}

static struct str lower_name(struct str s, struct arena *a)
{
	bool same = true;
	char *p;

	for (size_t i = 0; i < s.n && same; i++)
		same = html_lower[(unsigned char)s.p[i]] == (unsigned char)s.p[i] && s.p[i];
	if (same)
		return s;
	s = decode(s, DECODE_NUL | DECODE_CR, a);
	p = arena_cstr(a, s);
	for (size_t i = 0; i < s.n; i++)
		p[i] = (char)html_lower[(unsigned char)p[i]];
	return str_n(p, s.n);
}

struct str html_name(struct html *h)
{
	return h->type != HTML_DOCTYPE && h->tag != H_NONE ? html_atom_name(h->tag)
							   : lower_name(h->raw, h->arena);
}

struct str html_attr_name(struct html *h, size_t i)
{
	const struct html_attribute *x = &h->attrs[i];

	return x->atom ? html_atom_name((enum html_atom)x->atom)
		       : lower_name(x->name, h->arena);
}

struct str html_attr_value(struct html *h, size_t i)
{
	return decode(h->attrs[i].value, DECODE_REFS | DECODE_ATTRIBUTE |
		(h->nul ? DECODE_NUL : 0u) | (h->cr ? DECODE_CR : 0u), h->arena);
}

bool html_has(const struct html *h, enum html_atom atom)
{
	return h->seen[atom] == h->serial;
}

struct str html_attr(struct html *h, enum html_atom atom)
{
	if (html_has(h, atom))
		for (size_t i = 0; i < h->nattrs; i++)
			if (h->attrs[i].atom == atom)
				return html_attr_value(h, i);
	return STR_NONE;
}

struct str html_text(struct html *h)
{
	bool keeps_nul = h->text_mode == HTML_DATA || h->text_mode == HTML_CDATA;
	unsigned how = h->cr ? DECODE_CR : 0;

	if (h->nul && (h->type == HTML_COMMENT || !keeps_nul))
		how |= DECODE_NUL;
	if (h->type == HTML_TEXT && h->text_mode <= HTML_RCDATA)
		how |= DECODE_REFS;
	return decode(h->raw, how, h->arena);
}

/* CR LF counts once: by its LF. */
int32_t html_count_lines(struct str text, bool cr, size_t from, size_t to)
{
	struct str part = str_sub(text, 0, to);
	int32_t n = 0;

	for (size_t i = from; (i = str_findc(part, '\n', i)) != SIZE_MAX; i++)
		n++;
	for (size_t i = from; cr && (i = str_findc(part, '\r', i)) != SIZE_MAX; i++)
		n += i + 1 < text.n && text.p[i + 1] != '\n';
	return n;
}

int32_t html_line(struct html *h)
{
	if (h->start < h->line_at) {
		h->line_at = 0;
		h->line = 1;
	}
	h->line += html_count_lines(h->in, h->cr, h->line_at, h->start);
	h->line_at = h->start;
	return h->line;
}
