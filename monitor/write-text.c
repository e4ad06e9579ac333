/* Reports as text for a terminal: columns aligned by display width. */
#include "monitor/report.h"

#include "base/out.h"
#include "base/utf8.h"

#define CELL_MAX ((size_t)60) /* columns; a longer text is cut with an ellipsis, not in the last */
#define LEAST 8

struct showing {
	const struct report_ask *ask;
	struct buf cell, line;
};

/* Valid until the next one. */
static struct str shown(struct showing *x, const struct cell *c)
{
	buf_clear(&x->cell);
	buf_clear(&x->line);
	if (c->tone != TONE_NONE && !c->absent)
		buf_addf(&x->cell, "%s ", tone_sign(c->tone));
	cell_show(c, x->ask, &x->cell);
	out_line(&x->line, buf_str(&x->cell), 500);
	return buf_str(&x->line);
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

/* An address that is to be copied out of a file, and what ends the line anyway. */
static bool may_run_on(const struct section *s, const struct cell *c, size_t i, size_t columns)
{
	return (c->type == CELL_LINK && !columns) || i + 1 == s->nheads;
}

static void find_widths(const struct section *s, struct showing *x, size_t columns,
	size_t *width)
{
	const struct cell *row;
	struct rows rows;

	for (size_t i = 0; i < s->nheads; i++)
		width[i] = utf8_width(s->heads[i]);
	rows_open(&rows, s, x->ask->arena);
	while ((row = rows_next(&rows)))
		for (size_t i = 0; i < s->nheads && row[0].type != CELL_BENEATH; i++) {
			size_t w = utf8_width(shown(x, &row[i]));

			if (!may_run_on(s, &row[i], i, columns))
				w = w > CELL_MAX ? CELL_MAX : w;
			width[i] = w > width[i] ? w : width[i];
		}
	if (columns)
		fit(width, s->nheads, columns);
}

static void write_row(const struct section *s, const struct cell *row, struct showing *x,
	const size_t *width, struct buf *b)
{
	if (row[0].type == CELL_BENEATH) {
		buf_adds(b, "    ");
		out_term(b, shown(x, &row[0]));
	}
	for (size_t i = 0; i < s->nheads && row[0].type != CELL_BENEATH; i++)
		put(b, shown(x, &row[i]), width[i], row[i].type == CELL_NUMBER,
			i + 1 == s->nheads);
	buf_addc(b, '\n');
}

static void write_table(const struct section *s, const struct report_ask *ask,
	size_t columns, struct buf *b)
{
	struct showing x = {ask, BUF_INIT(1 << 20), BUF_INIT(1 << 20)};
	size_t *width = arena_array(ask->arena, s->nheads + 1, sizeof(*width));
	const struct cell *row;
	struct rows rows;

	find_widths(s, &x, columns, width);
	for (size_t i = 0; i < s->nheads; i++)
		put(b, s->heads[i], width[i], false, i + 1 == s->nheads);
	buf_addc(b, '\n');
	rows_open(&rows, s, ask->arena);
	while ((row = rows_next(&rows))) {
		write_row(s, row, &x, width, b);
		report_drain(ask, b);
	}
	buf_release(&x.cell);
	buf_release(&x.line);
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
		if (section_rows(s))
			write_table(s, ask, columns, b);
		else
			line(b, s->empty);
	}
	if (r->nnotes)
		buf_addc(b, '\n');
	for (size_t i = 0; i < r->nnotes; i++)
		line(b, r->notes[i]);
}
