/* Decoding of what was found: references, line ends, NUL; lines. */
#include "html-private.h"

#define REPLACEMENT "\xEF\xBF\xBD"

enum decode { DECODE_REFS = 1, DECODE_ATTRIBUTE = 2, DECODE_NUL = 4 };

/* Bytes that are not taken as they are. */
static size_t plain_run(struct str s, unsigned how)
{
	size_t i = 0;

	for (; i < s.n; i++) {
		char c = s.p[i];

		if (c == '\r' || (c == '&' && how & DECODE_REFS) ||
		    (c == '\0' && how & DECODE_NUL))
			break;
	}
	return i;
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
	return decode(s, DECODE_REFS | (attribute ? DECODE_ATTRIBUTE | DECODE_NUL : 0u), a);
}

struct str html_plain(struct str s, struct arena *a)
{
	return decode(s, DECODE_NUL, a);
}

static struct str lower_name(struct str s, struct arena *a)
{
	bool same = true;
	char *p;

	for (size_t i = 0; i < s.n && same; i++)
		same = html_lower[(unsigned char)s.p[i]] == (unsigned char)s.p[i] && s.p[i];
	if (same)
		return s;
	s = decode(s, DECODE_NUL, a);
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
	return html_decode(h->attrs[i].value, true, h->arena);
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
	unsigned how = 0;

	bool keeps_nul = h->text_mode == HTML_DATA || h->text_mode == HTML_CDATA;

	if (h->type == HTML_COMMENT || !keeps_nul)
		how |= DECODE_NUL;
	if (h->type == HTML_TEXT && h->text_mode <= HTML_RCDATA)
		how |= DECODE_REFS;
	return decode(h->raw, how, h->arena);
}

int32_t html_line(struct html *h)
{
	const char *p = h->in.p;
	int32_t n = 0;

	if (h->start < h->line_at) {
		h->line_at = 0;
		h->line = 1;
	}
	/* CR LF counts once: by its LF */
	for (size_t i = h->line_at; i < h->start; i++)
		n += (p[i] == '\n') |
			((p[i] == '\r') & (i + 1 < h->in.n && p[i + 1] != '\n'));
	h->line_at = h->start;
	return h->line += n;
}
