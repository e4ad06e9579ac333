/* The visible text of a flat tree as lines. */
#include "doc-tree.h"

#include "base/utf8.h"

struct builder {
	struct doc *d;
	struct arena *a;
	size_t cap;
	struct line line;
	size_t start;     /* offset of the open line in the text */
	bool blank;       /* white space is due before the next character */
	bool cell;        /* " | " is due */
	uint32_t row_end; /* inside a data row up to here */
};

static void end_line(struct builder *b)
{
	struct doc *d = b->d;

	b->blank = b->cell = false;
	if (d->text.n == b->start)
		return;
	b->line.at = b->start;
	b->line.text.n = d->text.n - b->start; /* .p once the text no longer moves */
	d->lines = arena_grow(b->a, d->lines, d->nlines, &b->cap, sizeof(*d->lines));
	d->lines[d->nlines++] = b->line;
	b->line = (struct line){0};
	b->start = d->text.n;
}

/* Behind the characters from `at` on that are no white space. */
static size_t solid_end(struct str s, size_t at)
{
	while (at < s.n) {
		unsigned char c = (unsigned char)s.p[at];
		size_t next = at;
		int32_t cp;

		if (c > ' ' && c < 0x80) {
			at++;
			continue;
		}
		if (c > 0xE3 && utf8_is_ideograph(s, at)) { /* white space lies before them */
			at += 3;
			continue;
		}
		cp = utf8_next(s, &next);
		if (cp_is_space(cp) || cp < 0x20)
			break;
		at = next;
	}
	return at;
}

static size_t blank_end(struct str s, size_t at)
{
	while (at < s.n) {
		size_t next = at;
		int32_t cp = utf8_next(s, &next);

		if (!cp_is_space(cp) && cp >= 0x20)
			break;
		at = next;
	}
	return at;
}

static void add_text(struct builder *b, uint32_t i, bool linked)
{
	struct doc *d = b->d;
	const struct dnode *n = &d->nodes[i];
	struct str s = str_of((const char *)n->x->content);

	for (size_t at = 0, from; at < s.n;) {
		from = blank_end(s, at);
		b->blank |= from > at;
		at = solid_end(s, from);
		if (at == from)
			continue;
		if (d->text.n > b->start) {
			if (b->cell)
				buf_adds(&d->text, " | ");
			else if (b->blank)
				buf_addc(&d->text, ' ');
		} else {
			b->line.first = i;
			b->line.nav = n->nav;
			b->line.clutter = n->clutter;
		}
		b->blank = b->cell = false;
		b->line.last = i;
		b->line.link_bytes += linked ? (uint32_t)(at - from) : 0;
		buf_add(&d->text, s.p + from, at - from);
	}
}

static void border(struct builder *b, uint32_t i, const struct dnode *n, bool opening)
{
	if (i >= b->row_end || (n->row && opening)) {
		end_line(b);
	} else {
		b->blank = true;
		if (n->tag == TAG_TD && opening)
			b->cell = b->d->text.n > b->start;
	}
}

void lines_build(struct doc *d, struct arena *a)
{
	struct builder b = {.d = d, .a = a};
	uint32_t open = NO_PARENT, link_end = 0;

	for (uint32_t i = 0; i < d->nnodes && buf_ok(&d->text); i++) {
		const struct dnode *n = &d->nodes[i];

		/* leave the blocks that end here */
		for (; open != NO_PARENT && d->nodes[open].end <= i;
			open = d->nodes[open].parent) {
			if (d->nodes[open].block)
				border(&b, d->nodes[open].row ? b.row_end : i,
					&d->nodes[open], false);
		}
		if (n->tag != TAG_TEXT)
			open = i;
		if (n->skip)
			continue;
		if (n->tag == TAG_A && i >= link_end)
			link_end = n->end;
		if (n->block)
			border(&b, i, n, true);
		if (n->row)
			b.row_end = n->end;
		if (n->tag == TAG_TEXT && n->x->content)
			add_text(&b, i, i < link_end);
	}
	end_line(&b);
	for (size_t i = 0; i < d->nlines; i++)
		d->lines[i].text.p = d->text.p + d->lines[i].at;
}

size_t doc_line_at(const struct doc *d, uint32_t i)
{
	size_t lo = 0, hi = d->nlines;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (d->lines[mid].first < i)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}
