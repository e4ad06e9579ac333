/* Reports as text for a terminal: columns aligned by display width. */
#include "monitor/report.h"

#include "base/out.h"
#include "base/utf8.h"

#define CELL_MAX ((size_t)60) /* columns; a longer text is cut with an ellipsis */
#define LEAST 8

static struct str shown(const struct cell *c, const struct report_ask *ask)
{
	struct buf b = BUF_INIT(1 << 20), line = BUF_INIT(1 << 20);
	struct str s;

	if (c->tone != TONE_NONE && !c->absent)
		buf_addf(&b, "%s ", tone_sign(c->tone));
	cell_show(c, ask, &b);
	out_line(&line, buf_str(&b), 500);
	s = arena_str(ask->arena, buf_str(&line));
	buf_release(&b);
	buf_release(&line);
	return s;
}

static void put(struct buf *b, struct str s, size_t width, bool right, bool last)
{
	size_t w = utf8_width(s);
	struct str cut = s;
	bool clipped = w > width;

	if (clipped) {
		cut = utf8_clip(s, width - 1);
		w = utf8_width(cut) + 1;
	}
	for (size_t i = w; right && i < width; i++)
		buf_addc(b, ' ');
	out_term(b, cut);
	if (clipped)
		buf_adds(b, "\xe2\x80\xa6");
	for (size_t i = w; !right && !last && i < width; i++)
		buf_addc(b, ' ');
	if (!last)
		buf_adds(b, "  ");
}

/* Widths that fit the terminal: the widest column gives way first. */
static void fit(size_t *width, size_t n, size_t columns)
{
	for (;;) {
		size_t sum = n ? (n - 1) * 2 : 0, widest = 0;

		for (size_t i = 0; i < n; i++) {
			sum += width[i];
			if (width[i] > width[widest])
				widest = i;
		}
		if (n == 0 || sum <= columns || width[widest] <= LEAST)
			return;
		width[widest]--;
	}
}

static void write_table(const struct section *s, const struct report_ask *ask,
	size_t columns, struct buf *b)
{
	struct str *text = arena_array(ask->arena, s->nrows * s->nheads + 1, sizeof(*text));
	size_t *width = arena_array(ask->arena, s->nheads + 1, sizeof(*width));

	for (size_t i = 0; i < s->nheads; i++)
		width[i] = utf8_width(s->heads[i]);
	for (size_t i = 0; i < s->nrows * s->nheads; i++) {
		size_t w;

		text[i] = shown(&s->cells[i], ask);
		w = utf8_width(text[i]);
		if (s->cells[i].type != CELL_LINK || !columns)
			w = w > CELL_MAX ? CELL_MAX : w;
		if (w > width[i % s->nheads])
			width[i % s->nheads] = w;
	}
	if (columns)
		fit(width, s->nheads, columns);
	for (size_t i = 0; i < s->nheads; i++)
		put(b, s->heads[i], width[i], false, i + 1 == s->nheads);
	buf_addc(b, '\n');
	for (size_t i = 0; i < s->nrows * s->nheads; i++) {
		bool last = (i + 1) % s->nheads == 0;

		put(b, text[i], width[i % s->nheads], s->cells[i].type == CELL_NUMBER, last);
		if (last)
			buf_addc(b, '\n');
	}
}

static void line(struct buf *b, struct str s)
{
	if (str_none(s) || s.n == 0)
		return;
	out_term(b, s);
	buf_addc(b, '\n');
}

void write_text(const struct report *r, const struct report_ask *ask, size_t columns,
	struct buf *b)
{
	line(b, r->title);
	for (size_t i = 0; i < r->nlines; i++)
		line(b, r->lines[i]);
	for (size_t i = 0; i < r->nsections; i++) {
		const struct section *s = &r->sections[i];

		buf_addc(b, '\n');
		line(b, s->title);
		line(b, s->intro);
		if (s->nrows)
			write_table(s, ask, columns, b);
		else
			line(b, s->empty);
	}
	if (r->nnotes)
		buf_addc(b, '\n');
	for (size_t i = 0; i < r->nnotes; i++)
		line(b, r->notes[i]);
}
