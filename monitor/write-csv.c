/* Reports as CSV (RFC 4180) that Excel opens with Chinese intact: BOM, CRLF, no formulas.
 *
 * The tables come first, so that a document of one table begins with its heads; an empty line
 * ends each. What the other forms say above and below their tables (title, time, scope, period,
 * accounting method, gaps) follows the last one, a line each, in the first column. */
#include "monitor/report.h"

#include "base/out.h"

static void one_field(struct buf *b, struct str s)
{
	out_csv(b, s);
	buf_adds(b, "\r\n");
}

static void write_rows(const struct section *s, const struct report_ask *ask, struct buf *b)
{
	struct buf cell = BUF_INIT(1 << 20);
	const struct cell *row;
	struct rows rows;

	for (size_t i = 0; i < s->nheads; i++) {
		if (i)
			buf_addc(b, ',');
		out_csv(b, s->heads[i]);
	}
	buf_adds(b, "\r\n");
	rows_open(&rows, s, ask->arena);
	while ((row = rows_next(&rows))) {
		for (size_t i = 0; i < s->nheads; i++) {
			if (i)
				buf_addc(b, ',');
			buf_clear(&cell);
			cell_show(&row[i], ask, &cell);
			out_csv(b, buf_str(&cell));
		}
		buf_adds(b, "\r\n");
		report_drain(ask, b);
	}
	buf_release(&cell);
}

static void write_words(const struct report *r, struct buf *b)
{
	buf_adds(b, "\r\n");
	if (!str_none(r->title))
		one_field(b, r->title);
	for (size_t i = 0; i < r->nlines; i++)
		one_field(b, r->lines[i]);
	for (size_t i = 0; i < r->nnotes; i++)
		one_field(b, r->notes[i]);
}

void write_csv(const struct report *r, const struct report_ask *ask, struct buf *b)
{
	buf_adds(b, "\xef\xbb\xbf");
	for (size_t i = 0; i < r->nsections; i++) {
		const struct section *s = &r->sections[i];

		if (r->nsections > 1 && i)
			buf_adds(b, "\r\n");
		if (r->nsections > 1 && !str_none(s->title))
			one_field(b, s->title);
		if (section_rows(s) == 0 && !str_none(s->empty) && r->nsections > 1)
			one_field(b, s->empty);
		else
			write_rows(s, ask, b);
	}
	write_words(r, b);
}
