/* Differences written for a narrow terminal, a wide one, a browser and programs. */
#include "crawler/textdiff.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

#define CONTEXT 60 /* columns of unchanged text shown beside a change */
#define RED "\033[31m"
#define GREEN "\033[32m"
#define PLAIN "\033[0m"

static const char *const open_mark[] = {"", "[-", "{+"};
static const char *const close_mark[] = {"", "-]", "+}"};
static const char *const colours[] = {"", RED, GREEN};

/* --- wrapped text --- */

struct wrap {
	struct buf *b;
	size_t columns, at;
	bool colour;
	int kind; /* enum segment_kind of the open colour */
};

static void wrap_kind(struct wrap *w, int kind)
{
	if (w->colour && w->kind != kind)
		buf_adds(w->b, kind == SEGMENT_SAME ? PLAIN : colours[kind]);
	w->kind = kind;
}

/* Colours end with their line, so that a pager shows each line right. */
static void wrap_line(struct wrap *w)
{
	int kind = w->kind;

	wrap_kind(w, SEGMENT_SAME);
	buf_addc(w->b, '\n');
	w->at = 0;
	wrap_kind(w, kind);
}

static void wrap_text(struct wrap *w, struct str s)
{
	for (size_t at = 0; at < s.n;) {
		size_t from = at, width;
		int32_t cp = utf8_next(s, &at);

		if (cp == '\n') {
			if (w->at)
				wrap_line(w);
			continue;
		}
		width = (size_t)utf8_width_of(cp);
		if (w->at + width > w->columns)
			wrap_line(w);
		if (!w->at && cp_is_space(cp))
			continue;
		out_term(w->b, str_sub(s, from, at - from));
		w->at += width;
	}
}

static void wrap_segment(struct wrap *w, int kind, struct str text)
{
	wrap_kind(w, kind);
	if (!w->colour)
		wrap_text(w, str_of(open_mark[kind]));
	wrap_text(w, text);
	if (!w->colour)
		wrap_text(w, str_of(close_mark[kind]));
	wrap_kind(w, SEGMENT_SAME);
}

/* The last part of s that fills at most `columns`. */
static struct str tail(struct str s, size_t columns)
{
	size_t from = s.n, width = 0;

	while (from > 0) {
		size_t k = from - 1, at;

		while (k > 0 && ((unsigned char)s.p[k] & 0xC0) == 0x80)
			k--;
		at = k;
		width += (size_t)utf8_width_of(utf8_next(s, &at));
		if (width > columns)
			break;
		from = k;
	}
	return str_sub(s, from, SIZE_MAX);
}

/* Unchanged text: what stands right behind the change before and before the one after. */
static void wrap_context(struct wrap *w, struct str s, bool first, bool last)
{
	struct str head = first ? STR_NONE : utf8_clip(s, CONTEXT);
	struct str end = last ? STR_NONE : tail(s, CONTEXT);

	if (head.n + end.n + 6 >= s.n) {
		wrap_text(w, s);
		return;
	}
	wrap_text(w, head);
	wrap_text(w, STR("…"));
	if (!first && !last)
		wrap_text(w, STR("\n…"));
	wrap_text(w, end);
}

static void say_same(const char *same, struct buf *b)
{
	buf_adds(b, same ? same : TEXTDIFF_SAME);
	buf_addc(b, '\n');
}

void textdiff_unified(const struct textdiff *d, size_t columns, bool colour,
	const char *same, struct buf *b)
{
	struct wrap w = {
		.b = b, .columns = columns < 20 ? 20 : columns, .colour = colour};

	if (d->same) {
		say_same(same, b);
		return;
	}
	for (size_t i = 0; i < d->n && buf_ok(b); i++) {
		const struct segment *s = &d->segments[i];

		if (s->kind == SEGMENT_SAME)
			wrap_context(&w, s->text, i == 0, i + 1 == d->n);
		else
			wrap_segment(&w, s->kind, s->text);
	}
	if (w.at)
		wrap_line(&w);
}

/* --- side by side --- */

struct span {
	int kind;
	struct str text;
};

/* The lines of one side, each a run of spans. */
struct half {
	struct span *spans;
	size_t nspans, spans_cap;
	struct cell {
		size_t from, n;
	} * cells;
	size_t ncells, cells_cap;
	size_t open;    /* first span of the open cell */
	size_t pending; /* first cell not yet in a row */
};

struct row {
	size_t left, right; /* cells; SIZE_MAX none */
	bool changed;
};

struct table {
	struct half left, right;
	struct row *rows;
	size_t nrows, cap;
};

static void add_span(struct half *h, int kind, struct str text)
{
	if (!text.n)
		return;
	h->spans = mem_grow(h->spans, h->nspans, &h->spans_cap, sizeof(*h->spans));
	h->spans[h->nspans++] = (struct span){kind, text};
}

static void end_cell(struct half *h)
{
	h->cells = mem_grow(h->cells, h->ncells, &h->cells_cap, sizeof(*h->cells));
	h->cells[h->ncells++] = (struct cell){h->open, h->nspans - h->open};
	h->open = h->nspans;
}

static bool cell_changed(const struct half *h, size_t cell)
{
	if (cell == SIZE_MAX)
		return true;
	for (size_t i = 0; i < h->cells[cell].n; i++) {
		if (h->spans[h->cells[cell].from + i].kind != SEGMENT_SAME)
			return true;
	}
	return false;
}

/* Lines both sides have ended with one line break: paired from the top. */
static void end_rows(struct table *t)
{
	struct half *l = &t->left, *r = &t->right;

	end_cell(l);
	end_cell(r);
	while (l->pending < l->ncells || r->pending < r->ncells) {
		struct row row = {SIZE_MAX, SIZE_MAX, false};

		if (l->pending < l->ncells)
			row.left = l->pending++;
		if (r->pending < r->ncells)
			row.right = r->pending++;
		row.changed = cell_changed(l, row.left) || cell_changed(r, row.right);
		t->rows = mem_grow(t->rows, t->nrows, &t->cap, sizeof(*t->rows));
		t->rows[t->nrows++] = row;
	}
}

static void fill_table(struct table *t, const struct textdiff *d)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct segment *s = &d->segments[i];
		struct str rest = s->text, line;
		bool first = true;

		while (str_cut(&rest, '\n', &line)) {
			if (!first && s->kind == SEGMENT_SAME)
				end_rows(t);
			else if (!first)
				end_cell(s->kind == SEGMENT_REMOVED ? &t->left
								    : &t->right);
			first = false;
			if (s->kind != SEGMENT_ADDED)
				add_span(&t->left, s->kind, line);
			if (s->kind != SEGMENT_REMOVED)
				add_span(&t->right, s->kind, line);
		}
	}
	end_rows(t);
}

static void table_release(struct table *t)
{
	free(t->left.spans);
	free(t->left.cells);
	free(t->right.spans);
	free(t->right.cells);
	free(t->rows);
}

/* A cell wrapped to width, its lines ended by \n, into b; how many there are. */
static size_t wrap_cell(
	const struct half *h, size_t cell, size_t width, bool colour, struct buf *b)
{
	struct wrap w = {.b = b, .columns = width, .colour = colour};
	size_t lines = 0;

	buf_clear(b);
	if (cell == SIZE_MAX)
		return 0;
	for (size_t i = 0; i < h->cells[cell].n; i++) {
		const struct span *s = &h->spans[h->cells[cell].from + i];

		wrap_segment(&w, s->kind, s->text);
	}
	if (w.at)
		wrap_line(&w);
	for (size_t i = 0; i < b->n; i++)
		lines += b->p[i] == '\n';
	return lines;
}

/* Columns of a line that may hold colour codes. */
static size_t shown_width(struct str s)
{
	size_t width = 0;

	for (size_t at = 0; at < s.n;) {
		int32_t cp = utf8_next(s, &at);

		if (cp == 0x1B) {
			while (at < s.n && s.p[at] != 'm')
				at++;
			at += at < s.n;
			continue;
		}
		width += (size_t)utf8_width_of(cp);
	}
	return width;
}

static void write_row(const struct table *t, const struct row *row, size_t width,
	bool colour, struct buf cell[2], struct buf *b)
{
	size_t nl = wrap_cell(&t->left, row->left, width, colour, &cell[0]);
	size_t nr = wrap_cell(&t->right, row->right, width, colour, &cell[1]);
	struct str left = buf_str(&cell[0]), right = buf_str(&cell[1]), line;

	for (size_t i = 0; i < nl || i < nr; i++) {
		size_t w = 0;

		if (i < nl && str_cut(&left, '\n', &line)) {
			buf_addstr(b, line);
			w = shown_width(line);
		}
		while (w++ < width)
			buf_addc(b, ' ');
		buf_adds(b, row->changed ? " | " : "   ");
		if (i < nr && str_cut(&right, '\n', &line))
			buf_addstr(b, line);
		buf_addc(b, '\n');
	}
}

void textdiff_side(const struct textdiff *d, size_t columns, bool colour,
	const char *same, struct buf *b)
{
	size_t width = ((columns < 40 ? 40 : columns) - 3) / 2;
	struct buf cell[2] = {BUF_INIT((size_t)64 << 20), BUF_INIT((size_t)64 << 20)};
	struct table t = {0};
	bool skipped = false;

	if (d->same) {
		say_same(same, b);
		return;
	}
	fill_table(&t, d);
	for (size_t i = 0; i < t.nrows && buf_ok(b); i++) {
		bool near = t.rows[i].changed || (i > 0 && t.rows[i - 1].changed) ||
			    (i + 1 < t.nrows && t.rows[i + 1].changed);

		if (!near) {
			skipped = true;
			continue;
		}
		if (skipped)
			buf_adds(b, "…\n");
		skipped = false;
		write_row(&t, &t.rows[i], width, colour, cell, b);
	}
	if (skipped)
		buf_adds(b, "…\n");
	table_release(&t);
	buf_release(&cell[0]);
	buf_release(&cell[1]);
}

/* --- for browsers and programs --- */

static void html_lines(struct str text, struct buf *b)
{
	struct str line;
	bool first = true;

	while (str_cut(&text, '\n', &line)) {
		if (!first)
			buf_adds(b, "<br>\n");
		first = false;
		out_html(b, line);
	}
}

void textdiff_html(const struct textdiff *d, const char *same, struct buf *b)
{
	static const char *const before[] = {"", "<del>", "<ins>"};
	static const char *const behind[] = {"", "</del>", "</ins>"};

	buf_adds(b, "<p class=\"diff\">");
	if (d->same)
		out_html(b, str_of(same ? same : TEXTDIFF_SAME));
	for (size_t i = 0; i < d->n && !d->same; i++) {
		const struct segment *s = &d->segments[i];

		buf_adds(b, before[s->kind]);
		html_lines(s->text, b);
		buf_adds(b, behind[s->kind]);
	}
	buf_adds(b, "</p>\n");
}

static void html_cell(const struct half *h, size_t cell, bool changed, struct buf *b)
{
	static const char *const before[] = {"", "<del>", "<ins>"};
	static const char *const behind[] = {"", "</del>", "</ins>"};

	buf_adds(b, changed ? "<td>" : "<td class=\"same\">");
	for (size_t i = 0; cell != SIZE_MAX && i < h->cells[cell].n; i++) {
		const struct span *s = &h->spans[h->cells[cell].from + i];

		buf_adds(b, before[s->kind]);
		out_html(b, s->text);
		buf_adds(b, behind[s->kind]);
	}
	buf_adds(b, "</td>");
}

static void html_gap(size_t *lines, const char *skipped, struct buf *b)
{
	char text[200];

	if (*lines == 0)
		return;
	snprintf(text, sizeof(text), "%zu", *lines);
	buf_adds(b, "<tr><td colspan=\"2\" class=\"gap\">… ");
	out_html(b, str_of(text));
	buf_addc(b, ' ');
	out_html(b, str_of(skipped));
	buf_adds(b, " …</td></tr>\n");
	*lines = 0;
}

void textdiff_side_html(const struct textdiff *d, const char *same, const char *skipped,
	struct buf *b)
{
	struct table t = {0};
	size_t lines = 0;

	if (d->same) {
		buf_adds(b, "<p class=\"diff\">");
		out_html(b, str_of(same ? same : TEXTDIFF_SAME));
		buf_adds(b, "</p>\n");
		return;
	}
	fill_table(&t, d);
	buf_adds(b, "<table class=\"side\">\n");
	for (size_t i = 0; i < t.nrows; i++) {
		const struct row *row = &t.rows[i];
		bool near = row->changed || (i > 0 && t.rows[i - 1].changed) ||
			    (i + 1 < t.nrows && t.rows[i + 1].changed);

		if (!near) {
			lines++;
			continue;
		}
		html_gap(&lines, skipped, b);
		buf_adds(b, "<tr>");
		html_cell(&t.left, row->left, row->changed, b);
		html_cell(&t.right, row->right, row->changed, b);
		buf_adds(b, "</tr>\n");
	}
	html_gap(&lines, skipped, b);
	buf_adds(b, "</table>\n");
	table_release(&t);
}

void textdiff_json(const struct textdiff *d, struct jw *j)
{
	jw_open(j, '[');
	for (size_t i = 0; i < d->n && !d->same; i++) {
		jw_open(j, '{');
		jw_kcstr(j, "kind", segment_word(d->segments[i].kind));
		jw_kstr(j, "text", d->segments[i].text);
		jw_close(j, '}');
	}
	jw_close(j, ']');
}
