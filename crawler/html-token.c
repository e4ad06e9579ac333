/* Tags and text: the states of the HTML standard as straight code. */
#include "html-private.h"

#define LOWER16(c)                                                                        \
	c, c + 1, c + 2, c + 3, c + 4, c + 5, c + 6, c + 7, c + 8, c + 9, c + 10, c + 11,  \
		c + 12, c + 13, c + 14, c + 15
const unsigned char html_lower[256] = {LOWER16(0), LOWER16(16), LOWER16(32), LOWER16(48),
	'@', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p',
	'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', '[', '\\', ']', '^', '_',
	LOWER16(96), LOWER16(112), LOWER16(128), LOWER16(144), LOWER16(160), LOWER16(176),
	LOWER16(192), LOWER16(208), LOWER16(224), LOWER16(240)};

enum { SPACE = 1, NAME_END = 2, ATTR_END = 4 };

/* CR counts as the LF it becomes. */
static const unsigned char class_of[256] = {
	['\t'] = SPACE | NAME_END | ATTR_END,
	['\n'] = SPACE | NAME_END | ATTR_END,
	['\f'] = SPACE | NAME_END | ATTR_END,
	['\r'] = SPACE | NAME_END | ATTR_END,
	[' '] = SPACE | NAME_END | ATTR_END,
	['/'] = NAME_END | ATTR_END,
	['>'] = NAME_END | ATTR_END,
	['='] = ATTR_END,
};

static bool is_class(char c, unsigned mask)
{
	return class_of[(unsigned char)c] & mask;
}

#define SLOTS 1024u

/* What is nowhere in the page need not be looked for in its pieces. */
static void look_through(struct html *h)
{
	h->cr = str_findc(h->in, '\r', 0) != SIZE_MAX;
	h->nul = str_findc(h->in, '\0', 0) != SIZE_MAX;
}

void html_init(struct html *h, struct str text, struct arena *a)
{
	*h = (struct html){.in = text, .arena = a, .modes = true, .line = 1};
	look_through(h);
	h->attrs = arena_raw(a, HTML_ATTRS_MAX * sizeof(*h->attrs));
	h->seen = arena_array(a, H_COUNT, sizeof(*h->seen));
	h->slot = arena_array(a, SLOTS, sizeof(*h->slot));
}

void html_again(struct html *h, struct str text)
{
	struct html keep = *h;

	*h = (struct html){.in = text, .arena = keep.arena, .modes = keep.modes,
		.xml = keep.xml, .line = 1,
		.attrs = keep.attrs, .seen = keep.seen, .slot = keep.slot,
		.serial = keep.serial};
	look_through(h);
}

void html_start_in(struct html *h, enum html_mode mode, struct str last)
{
	h->mode = mode;
	h->until = last;
}

/* --- attributes --- */

static bool same_name(struct str a, struct str b)
{
	return str_eq_nocase(a, b);
}

/* A name without a number of its own: was it met on this tag? Remembers it. */
static bool met_before(struct html *h, struct str name)
{
	uint32_t hash = 2166136261u, stamp = h->serial << 10;

	for (size_t i = 0; i < name.n; i++)
		hash = (hash ^ html_lower[(unsigned char)name.p[i]]) * 16777619u;
	/* at most HTML_ATTRS_MAX of SLOTS are taken: there is always a free one */
	for (uint32_t i = hash >> 16;; i++) {
		uint32_t *x = &h->slot[i % SLOTS];

		if ((*x & ~1023u) != stamp) {
			*x = stamp | (uint32_t)h->nattrs;
			return false;
		}
		if (same_name(h->attrs[*x & 1023u].name, name))
			return true;
	}
}

static void attr_add(struct html *h, struct str name, struct str value)
{
	enum html_atom atom = html_atom_of(name);

	if (atom != H_NONE && h->seen[atom] == h->serial)
		return;
	if (h->nattrs == HTML_ATTRS_MAX) {
		h->truncated = true;
		return;
	}
	if (atom == H_NONE && met_before(h, name))
		return;
	h->seen[atom] = h->serial;
	h->attrs[h->nattrs++] = (struct html_attribute){name, value, (uint16_t)atom};
}

/* 13.2.5.35-38: the value at p ("before attribute value"); SIZE_MAX at the end of file. */
static size_t value_end(struct str in, size_t at, struct str *value)
{
	size_t from;

	while (at < in.n && is_class(in.p[at], SPACE))
		at++;
	if (at >= in.n)
		return SIZE_MAX;
	if (in.p[at] == '"' || in.p[at] == '\'') {
		from = at + 1;
		at = str_findc(in, in.p[at], from);
		if (at == SIZE_MAX)
			return SIZE_MAX;
		*value = str_n(in.p + from, at - from);
		return at + 1;
	}
	from = at;
	while (at < in.n && in.p[at] != '>' && !is_class(in.p[at], SPACE))
		at++;
	*value = str_n(in.p + from, at - from);
	return at < in.n ? at : SIZE_MAX;
}

/* From behind the tag name to behind '>'; SIZE_MAX when the page ends before. */
static size_t tag_rest(struct html *h, size_t at)
{
	struct str in = h->in;

	while (at < in.n) {
		struct str name, value;
		size_t from = at;

		if (in.p[at] == '>')
			return at + 1;
		if (is_class(in.p[at], SPACE)) {
			at++;
			continue;
		}
		if (in.p[at] == '/') {
			h->self_closing = at + 1 < in.n && in.p[at + 1] == '>';
			at++;
			continue;
		}
		at += in.p[at] == '='; /* an error, and part of the name */
		while (at < in.n && !is_class(in.p[at], ATTR_END))
			at++;
		name = str_n(in.p + from, at - from);
		value = str_n(in.p + at, 0);
		while (at < in.n && is_class(in.p[at], SPACE))
			at++;
		if (at < in.n && in.p[at] == '=') {
			at = value_end(in, at + 1, &value);
			if (at == SIZE_MAX)
				return SIZE_MAX;
		}
		attr_add(h, name, value);
	}
	return SIZE_MAX;
}

/* --- modes --- */

/* A tag of this kind makes a browser leave svg and math (13.2.6.5). */
static bool breaks_out(enum html_atom tag)
{
	static const unsigned char breaks[H_COUNT] = {
		[H_B] = 1, [H_BIG] = 1, [H_BLOCKQUOTE] = 1, [H_BODY] = 1, [H_BR] = 1,
		[H_CENTER] = 1, [H_CODE] = 1, [H_DD] = 1, [H_DIV] = 1, [H_DL] = 1, [H_DT] = 1,
		[H_EM] = 1, [H_EMBED] = 1, [H_H1] = 1, [H_H2] = 1, [H_H3] = 1, [H_H4] = 1,
		[H_H5] = 1, [H_H6] = 1, [H_HEAD] = 1, [H_HR] = 1, [H_I] = 1, [H_IMG] = 1,
		[H_LI] = 1, [H_LISTING] = 1, [H_MENU] = 1, [H_META] = 1, [H_NOBR] = 1,
		[H_OL] = 1, [H_P] = 1, [H_PRE] = 1, [H_RUBY] = 1, [H_S] = 1, [H_SMALL] = 1,
		[H_SPAN] = 1, [H_STRONG] = 1, [H_STRIKE] = 1, [H_SUB] = 1, [H_SUP] = 1,
		[H_TABLE] = 1, [H_TT] = 1, [H_U] = 1, [H_UL] = 1, [H_VAR] = 1,
	};

	return breaks[tag];
}

static const unsigned char mode_of[H_COUNT] = {
	[H_TITLE] = HTML_RCDATA, [H_TEXTAREA] = HTML_RCDATA, [H_STYLE] = HTML_RAWTEXT,
	[H_XMP] = HTML_RAWTEXT, [H_IFRAME] = HTML_RAWTEXT, [H_NOEMBED] = HTML_RAWTEXT,
	[H_NOFRAMES] = HTML_RAWTEXT, [H_SCRIPT] = HTML_SCRIPT,
	[H_PLAINTEXT] = HTML_PLAINTEXT,
};

/* An element of svg in which HTML stands (13.2.6, "HTML integration point"). */
static bool holds_html(enum html_atom tag)
{
	return tag == H_FOREIGNOBJECT || tag == H_DESC || tag == H_TITLE;
}

static void follow_start(struct html *h)
{
	if (h->tag == H_SVG || h->tag == H_MATH) {
		h->foreign += !h->self_closing && h->foreign < 1000;
	} else if (h->foreign) {
		if (holds_html(h->tag))
			h->inside += !h->self_closing && h->inside < 1000;
		else if (breaks_out(h->tag) && !h->inside)
			h->foreign = 0;
	} else if (mode_of[h->tag]) {
		h->mode = (enum html_mode)mode_of[h->tag];
		h->until = html_atom_name(h->tag);
	}
}

static void follow_close(struct html *h)
{
	if (h->tag == H_SVG || h->tag == H_MATH)
		h->foreign--;
	else if (holds_html(h->tag) && h->inside)
		h->inside--;
	if (!h->foreign)
		h->inside = 0;
}

static bool tag_at(const struct html *h, size_t at, struct str name)
{
	struct str rest = str_sub(h->in, at, name.n);

	return same_name(rest, name) && at + name.n < h->in.n &&
		is_class(h->in.p[at + name.n], NAME_END);
}

/* 13.2.5.15-31: script text, where "<!--" with an inner "<script" hides an end tag. */
static size_t script_end(const struct html *h)
{
	enum { PLAIN, ESCAPED, TWICE } state = PLAIN;
	struct str in = h->in;
	size_t at = h->at;

	while (at < in.n) {
		char c = in.p[at];

		if (c == '-' && state != PLAIN) {
			if (str_starts(str_sub(in, at, 3), STR("-->")))
				state = PLAIN;
		} else if (c == '<' && str_starts(str_sub(in, at, 4), STR("<!--"))) {
			if (state == PLAIN)
				state = ESCAPED;
			at++; /* its dashes may begin "-->" */
		} else if (c == '<' && at + 1 < in.n && in.p[at + 1] == '/') {
			if (tag_at(h, at + 2, STR("script")) && state == TWICE)
				state = ESCAPED;
			else if (h->until.n && state != TWICE && tag_at(h, at + 2, h->until))
				return at;
		} else if (c == '<' && state == ESCAPED && tag_at(h, at + 1, STR("script"))) {
			state = TWICE;
		}
		at++;
		if (state == PLAIN) {
			at = str_findc(in, '<', at);
			if (at == SIZE_MAX)
				return in.n;
		}
	}
	return in.n;
}

size_t html_mode_end(const struct html *h)
{
	struct str in = h->in;
	size_t at = h->at;

	if (h->mode == HTML_PLAINTEXT)
		return in.n;
	if (h->mode == HTML_SCRIPT)
		return script_end(h);
	if (h->mode == HTML_CDATA) {
		at = str_find(in, STR("]]>"), at);
		return at == SIZE_MAX ? in.n : at;
	}
	for (; (at = str_findc(in, '<', at)) != SIZE_MAX; at++)
		if (h->until.n && at + 1 < in.n && in.p[at + 1] == '/' &&
		    tag_at(h, at + 2, h->until))
			return at;
	return in.n;
}

/* Text of a mode, then back to data. */
static bool mode_text(struct html *h)
{
	size_t end = html_mode_end(h), from = h->at;

	h->text_mode = h->mode;
	h->at = end;
	if (h->mode == HTML_CDATA && end < h->in.n)
		h->at += 3;
	h->mode = HTML_DATA;
	h->type = HTML_TEXT;
	h->start = from;
	h->raw = str_n(h->in.p + from, end - from);
	return h->raw.n > 0;
}

/* --- tokens --- */

/* Does markup begin at this '<'? Else it is text. */
static bool markup_at(struct str in, size_t at)
{
	int c, d;

	if (at + 1 >= in.n)
		return false;
	c = (unsigned char)in.p[at + 1];
	if (c == '/') {
		d = at + 2 < in.n ? (unsigned char)in.p[at + 2] : -1;
		return d >= 0;
	}
	return is_alpha(c) || c == '!' || c == '?';
}

/* The first byte is known to be text, even where it is '<'. */
static void data_text(struct html *h)
{
	size_t at = h->at + 1;

	while ((at = str_findc(h->in, '<', at)) != SIZE_MAX && !markup_at(h->in, at))
		at++;
	if (at == SIZE_MAX)
		at = h->in.n;
	h->type = HTML_TEXT;
	h->text_mode = HTML_DATA;
	h->raw = str_n(h->in.p + h->at, at - h->at);
	h->at = at;
}

/* A start or end tag; false when the page ends inside it: it is dropped. */
static bool tag(struct html *h)
{
	struct str in = h->in;
	bool close = in.p[h->at + 1] == '/';
	size_t at = h->at + 1 + close, from = at;

	while (at < in.n && !is_class(in.p[at], NAME_END))
		at++;
	h->raw = str_n(in.p + from, at - from);
	h->type = close ? HTML_CLOSE : HTML_START;
	h->tag = html_atom_of(h->raw);
	/* the serial is part of a stamp of 22 bits; a wrap starts with clean tables */
	if (++h->serial >= 1u << 22) {
		memset(h->seen, 0, H_COUNT * sizeof(*h->seen));
		memset(h->slot, 0, SLOTS * sizeof(*h->slot));
		h->serial = 1;
	}
	at = tag_rest(h, at);
	if (at == SIZE_MAX) {
		h->at = in.n;
		return false;
	}
	h->at = at;
	if (!h->modes)
		return true;
	if (!close)
		follow_start(h);
	else if (h->foreign)
		follow_close(h);
	return true;
}

/* One token at a '<' that begins markup; false: nothing came of it. */
static bool markup(struct html *h)
{
	char c = h->in.p[h->at + 1];

	if (is_alpha((unsigned char)c))
		return tag(h);
	if (c != '/') {
		html_declaration(h);
		return h->type != HTML_EOF;
	}
	if (is_alpha((unsigned char)h->in.p[h->at + 2]))
		return tag(h);
	if (h->in.p[h->at + 2] == '>') {
		h->at += 3;
		return false;
	}
	html_bogus(h, h->at + 2);
	return true;
}

bool html_next(struct html *h)
{
	h->nattrs = 0;
	h->self_closing = false;
	h->tag = H_NONE;
	while (h->at < h->in.n) {
		h->start = h->at;
		if (h->mode != HTML_DATA) {
			if (mode_text(h))
				return true;
			continue;
		}
		if (h->in.p[h->at] != '<' || !markup_at(h->in, h->at)) {
			data_text(h);
			return true;
		}
		if (markup(h))
			return true;
		h->nattrs = 0;
		h->self_closing = false;
		h->tag = H_NONE;
	}
	h->type = HTML_EOF;
	h->start = h->in.n;
	h->raw = str_n(h->in.p, 0);
	return false;
}
