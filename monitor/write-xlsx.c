/* Reports as a workbook: one sheet for each table (more where a sheet is full), header frozen and repeated on every
 * printed page, filters, real dates, addresses that open. Text stays text: it never becomes
 * a formula, whatever it begins with. The one formula there is, in workbooks of thousands of
 * addresses, is HYPERLINK of two quoted texts: it leaves with its row. */
#include "monitor/report.h"

#ifndef PW_HAVE_XLSX

int write_xlsx(const struct report *r, const struct report_ask *ask, size_t sheet_rows,
	struct buf *b, struct err *e)
{
	(void)r;
	(void)ask;
	(void)sheet_rows;
	(void)b;
	return err_set(e, ERR_UNSUPPORTED, "xlsx: built without libxlsxwriter");
}

#else

#include "base/fs.h"
#include "base/out.h"
#include "base/utf8.h"

#include <xlsxwriter.h>

#include <stdio.h>
#include <stdlib.h>

#define TEXT_MAX ((size_t)32000) /* Excel: 32,767 characters in a cell */
#define URL_EXCEL_MAX 2000	 /* Excel: 2,079 characters, escapes counted */
#define LINKS_HELD 4000		 /* the library keeps 2.5 kB of each address until the end */
#define LITERAL_UNITS 255	 /* Excel: UTF-16 units of a text within a formula */
#define NAME_CHARS 31		 /* of a sheet */
#define WIDTH_MIN ((size_t)8)
#define LINES_BY_HAND 2 /* room for a sentence in handwriting */
#define WIDTH_MAX ((size_t)30)	/* longer text is wrapped: a page holds a dozen columns */
#define WIDTH_MANY ((size_t)20) /* of more than a dozen */
#define WIDTH_LEDGER ((size_t)13) /* of more than sixteen: else print is too small to read */
#define TITLE_POINTS 21.0
#define PADDING ((size_t)2) /* columns of a cell in which no full-width letter fits */
#define LINES_MAX ((size_t)8)	/* of a row */
#define LINE_POINTS 15.0

struct book {
	const struct report *r;
	const struct report_ask *ask;
	lxw_workbook *wb;
	lxw_format *title, *head, *wrap;
	lxw_format *text[TONE_GREY + 1], *day, *time, *number, *real, *link;
	size_t nlinks;
	size_t sheet_rows;
	struct buf clean;
};

/* --- formats --- */

static lxw_format *bordered(struct book *k)
{
	lxw_format *f = workbook_add_format(k->wb);

	format_set_border(f, LXW_BORDER_THIN);
	format_set_border_color(f, 0xD4D7DC);
	format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	return f;
}

static lxw_format *toned(struct book *k, uint32_t ink, uint32_t paper)
{
	lxw_format *f = bordered(k);

	format_set_text_wrap(f);
	if (ink) {
		format_set_bold(f);
		format_set_font_color(f, ink);
		format_set_bg_color(f, paper);
	}
	return f;
}

static lxw_format *shaped(struct book *k, const char *shape)
{
	lxw_format *f = bordered(k);

	format_set_num_format(f, shape);
	format_set_align(f, LXW_ALIGN_CENTER);
	return f;
}

static void make_formats(struct book *k)
{
	k->title = workbook_add_format(k->wb);
	format_set_bold(k->title);
	format_set_font_size(k->title, 14);
	k->wrap = workbook_add_format(k->wb);
	format_set_text_wrap(k->wrap);
	format_set_align(k->wrap, LXW_ALIGN_VERTICAL_TOP);
	k->head = toned(k, 0x1C1F23, 0xF1F3F5);
	k->text[TONE_NONE] = toned(k, 0, 0);
	k->text[TONE_GOOD] = toned(k, 0x136C2E, 0xEAF6EE);
	k->text[TONE_WARN] = toned(k, 0x8A5A00, 0xFFF8E6);
	k->text[TONE_BAD] = toned(k, 0xA31515, 0xFDECEC);
	k->text[TONE_GREY] = toned(k, 0x666666, 0xF4F4F4);
	k->day = shaped(k, "yyyy-mm-dd");
	k->time = shaped(k, "yyyy-mm-dd hh:mm");
	k->number = shaped(k, "0");
	k->real = shaped(k, "0.00");
	k->link = toned(k, 0, 0);
	format_set_font_color(k->link, 0x0B4F9E);
	format_set_underline(k->link, LXW_UNDERLINE_SINGLE);
}

/* --- cells --- */

/* One line without controls, fit for a cell. */
static const char *cleaned(struct book *k, const char *sign, struct str s)
{
	buf_clear(&k->clean);
	if (sign[0])
		buf_addf(&k->clean, "%s ", sign);
	out_line(&k->clean, s, TEXT_MAX);
	return buf_cstr(&k->clean);
}

static bool opens(struct str url)
{
	return url.n <= URL_EXCEL_MAX && (str_starts_nocase(url, STR("http://")) ||
						 str_starts_nocase(url, STR("https://")));
}

/* A text of a formula: quoted, its quotes doubled. False: too long for one. */
static bool add_literal(struct buf *b, struct str s)
{
	size_t units = 0;

	buf_addc(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		units += c < 0x80 || c >= 0xc0 ? (c >= 0xf0 ? 2 : 1) : 0;
		if (c == '"')
			buf_addc(b, '"');
		buf_addc(b, s.p[i]);
	}
	buf_addc(b, '"');
	return units <= LITERAL_UNITS;
}

static bool put_formula(lxw_worksheet *ws, lxw_row_t row, lxw_col_t col, lxw_format *format,
	struct str url, const char *text)
{
	struct buf b = BUF_INIT(1 << 16);
	bool done;

	buf_adds(&b, "=HYPERLINK(");
	done = add_literal(&b, url);
	buf_addc(&b, ',');
	done = add_literal(&b, str_of(text)) && done;
	buf_addc(&b, ')');
	done = done && worksheet_write_formula_str(ws, row, col, buf_cstr(&b), format, text) ==
		LXW_NO_ERROR;
	buf_release(&b);
	return done;
}

static void put_link(struct book *k, lxw_worksheet *ws, lxw_row_t row, lxw_col_t col,
	const struct cell *c)
{
	const char *text = cleaned(k, tone_sign(c->tone), c->text);
	struct buf url = BUF_INIT(URL_EXCEL_MAX + 1);
	bool done = false;

	out_line(&url, c->url, URL_EXCEL_MAX);
	if (opens(c->url) && k->nlinks < LINKS_HELD) {
		done = worksheet_write_url_opt(ws, row, col, buf_cstr(&url), k->link, text,
			NULL) == LXW_NO_ERROR;
		k->nlinks += done;
	} else if (opens(c->url)) {
		done = put_formula(ws, row, col, k->link, buf_str(&url), text);
	}
	if (!done)
		worksheet_write_string(ws, row, col, text, k->text[c->tone]);
	buf_release(&url);
}

static void put_time(struct book *k, lxw_worksheet *ws, lxw_row_t row, lxw_col_t col,
	const struct cell *c)
{
	struct civil t = {0};
	lxw_datetime d = {0};

	if (c->type == CELL_TIME)
		civil_of(c->ms, k->ask->config->zone, &t);
	else
		day_split(c->day, &t.year, &t.month, &t.day);
	if (t.year < 1900 || t.year > 9999)
		return;
	d.year = t.year;
	d.month = t.month;
	d.day = t.day;
	d.hour = t.hour;
	d.min = t.minute;
	d.sec = t.second;
	worksheet_write_datetime(ws, row, col, &d, c->type == CELL_TIME ? k->time : k->day);
}

static void put_cell(struct book *k, lxw_worksheet *ws, lxw_row_t row, lxw_col_t col,
	const struct cell *c)
{
	if (c->absent) {
		worksheet_write_blank(ws, row, col, k->text[TONE_NONE]);
		return;
	}
	switch (c->type) {
	case CELL_TEXT:
	case CELL_BENEATH:
		worksheet_write_string(ws, row, col, cleaned(k, tone_sign(c->tone), c->text),
			k->text[c->tone]);
		return;
	case CELL_TREND:
		buf_clear(&k->clean);
		cell_show(c, k->ask, &k->clean);
		worksheet_write_string(ws, row, col, buf_cstr(&k->clean), k->text[TONE_NONE]);
		return;
	case CELL_LINK:
		put_link(k, ws, row, col, c);
		return;
	case CELL_NUMBER:
		worksheet_write_number(ws, row, col, c->number,
			c->number == (double)(int64_t)c->number ? k->number : k->real);
		return;
	case CELL_DAY:
	case CELL_TIME:
		put_time(k, ws, row, col, c);
		return;
	}
}

/* --- sheets --- */

/* A name Excel takes: none of []:*?/\, at most 31 characters, not used yet. part: of a table
 * that one sheet does not hold. */
static lxw_worksheet *add_sheet(struct book *k, struct str wanted, size_t number, size_t part)
{
	struct buf name = BUF_INIT(400);
	lxw_worksheet *ws;
	size_t at = 0, n = 0;

	if (part > 1)
		buf_addf(&name, "%zu.%zu ", number, part);
	else if (number > 1)
		buf_addf(&name, "%zu ", number);
	n = name.n;
	while (n < NAME_CHARS && at < wanted.n) {
		int32_t cp = utf8_next(wanted, &at);

		n += cp > 0xFFFF ? 2 : 1;
		if (cp >= ' ' && cp < 0x7F && strchr("[]:*?/\\'", (int)cp))
			cp = ' ';
		if (cp >= ' ' && n <= NAME_CHARS)
			utf8_put(&name, cp);
	}
	ws = workbook_add_worksheet(k->wb, buf_cstr(&name));
	if (!ws)
		ws = workbook_add_worksheet(k->wb, NULL);
	buf_release(&name);
	k->nlinks = 0;
	if (!ws)
		return NULL;
	worksheet_set_paper(ws, 9); /* A4 */
	worksheet_set_landscape(ws);
	worksheet_fit_to_pages(ws, 1, 0);
	worksheet_set_margins(ws, 0.4, 0.4, 0.5, 0.6); /* inches */
	worksheet_set_footer(ws, "&C&P / &N");
	return ws;
}

static lxw_row_t put_lines(struct book *k, lxw_worksheet *ws, const struct section *s)
{
	lxw_row_t row = 0;

	worksheet_set_row(ws, row, TITLE_POINTS, NULL);
	worksheet_write_string(ws, row++, 0, cleaned(k, "", k->r->title), k->title);
	for (size_t i = 0; i < k->r->nlines; i++)
		worksheet_write_string(ws, row++, 0, cleaned(k, "", k->r->lines[i]), NULL);
	if (s->title.n) {
		worksheet_set_row(ws, row, TITLE_POINTS, NULL);
		worksheet_write_string(ws, row++, 0, cleaned(k, "", s->title), k->title);
	}
	if (s->intro.n)
		worksheet_write_string(ws, row++, 0, cleaned(k, "", s->intro), NULL);
	return row;
}

static size_t cell_columns(const struct cell *c)
{
	switch (c->type) {
	case CELL_TEXT:
	case CELL_LINK:
	case CELL_BENEATH:
		return utf8_width(str_sub(c->text, 0, 400)) + (c->tone != TONE_NONE ? 2 : 0);
	case CELL_NUMBER:
	case CELL_TREND:
		return 8;
	case CELL_DAY:
		return 10;
	case CELL_TIME:
		return 16;
	}
	return 0;
}

static void find_widths(const struct section *s, size_t *width, struct arena *a)
{
	size_t most = s->nheads > 16 ? WIDTH_LEDGER : s->nheads > 12 ? WIDTH_MANY : WIDTH_MAX;
	const struct cell *row;
	struct rows rows;

	for (size_t i = 0; i < s->nheads; i++)
		width[i] = utf8_width(s->heads[i]) + 3; /* the filter's arrow */
	rows_open(&rows, s, a);
	while ((row = rows_next(&rows)))
		for (size_t i = 0; i < s->nheads; i++) {
			size_t w = row[i].absent ? 0 : cell_columns(&row[i]) + 1;

			width[i] = w > width[i] ? w : width[i];
		}
	for (size_t i = 0; i < s->nheads; i++) {
		/* a date that does not fit is a row of crosses; what wraps may be narrow */
		bool wraps = section_column(s, i).first == CELL_TEXT ||
			section_column(s, i).first == CELL_LINK;

		if (s->by_hand && !section_column(s, i).any)
			width[i] = most;
		width[i] = width[i] < WIDTH_MIN ? WIDTH_MIN
			: wraps && width[i] > most ? most : width[i];
	}
}

static void set_widths(lxw_worksheet *ws, const struct section *s, const size_t *width)
{
	for (size_t i = 0; i < s->nheads; i++)
		worksheet_set_column(ws, (lxw_col_t)i, (lxw_col_t)i, (double)width[i], NULL);
}

/* Heights are stated: not every program finds them for wrapped text. */
static void set_height(lxw_worksheet *ws, const struct cell *row, size_t ncells,
	const size_t *width, bool by_hand, lxw_row_t at)
{
	size_t lines = by_hand ? LINES_BY_HAND : 1;

	for (size_t i = 0; i < ncells; i++) {
		const struct cell *c = &row[i];
		size_t wide = c->absent ? 0 : cell_columns(c);
		size_t n = wide < width[i] ? 1 : wide / (width[i] - PADDING) + 1;

		lines = n > lines ? n : lines;
	}
	lines = lines < LINES_MAX ? lines : LINES_MAX;
	if (lines > 1)
		worksheet_set_row(ws, at, (double)lines * LINE_POINTS, NULL);
}

/* The rows of one sheet; *rows goes on from there. */
static void put_rows(struct book *k, lxw_worksheet *ws, const struct section *s,
	struct rows *rows, size_t nrows, const size_t *width, lxw_row_t top)
{
	struct str *above = arena_array(k->ask->arena, s->nheads + 1, sizeof(*above));
	const struct cell *row;

	for (size_t i = 0; i < s->nheads; i++)
		worksheet_write_string(ws, top, (lxw_col_t)i, cleaned(k, "", s->heads[i]),
			k->head);
	for (size_t i = 0; i < nrows && (row = rows_next(rows)); i++) {
		lxw_row_t at = top + 1 + (lxw_row_t)i;

		set_height(ws, row, s->nheads, width, s->by_hand, at);
		for (size_t c = 0; c < s->nheads; c++) {
			struct cell x = row[c];

			/* the cell above leads there already */
			if (x.type == CELL_LINK && str_eq(x.url, above[c]))
				x.url = STR_NONE;
			above[c] = row[c].type == CELL_LINK ? row[c].url : STR_NONE;
			put_cell(k, ws, at, (lxw_col_t)c, &x);
		}
	}
	worksheet_freeze_panes(ws, top + 1, 0);
	worksheet_repeat_rows(ws, top, top);
	worksheet_autofilter(ws, top, 0, top + (lxw_row_t)nrows, (lxw_col_t)(s->nheads - 1));
}

static void put_section(struct book *k, const struct section *s, size_t number)
{
	size_t *width = arena_array(k->ask->arena, s->nheads + 1, sizeof(*width));
	size_t left = section_rows(s);
	struct rows rows;

	find_widths(s, width, k->ask->arena);
	rows_open(&rows, s, k->ask->arena);
	for (size_t part = 1; part == 1 || left > 0; part++) {
		lxw_worksheet *ws = add_sheet(k, s->title.n ? s->title : k->r->title, number,
			part);
		size_t n = left < k->sheet_rows ? left : k->sheet_rows;
		lxw_row_t top = ws ? put_lines(k, ws, s) : 0;

		if (!ws)
			return;
		left -= n;
		if (n == 0) {
			worksheet_write_string(ws, top, 0, cleaned(k, "", s->empty), NULL);
			return;
		}
		set_widths(ws, s, width);
		put_rows(k, ws, s, &rows, n, width, top);
	}
}

static void put_notes(struct book *k)
{
	lxw_worksheet *ws = k->r->nnotes
		? add_sheet(k, str_of(LANG(k->ask->lang, "Notes")), 1, 1)
		: NULL;

	if (!ws)
		return;
	worksheet_set_column(ws, 0, 0, 110, NULL);
	for (size_t i = 0; i < k->r->nnotes; i++)
		worksheet_write_string(ws, (lxw_row_t)i, 0, cleaned(k, "", k->r->notes[i]),
			k->wrap);
}

/* Row by row: the library puts each into a file of its own in dir, sheet by sheet. */
static int fill(const char *path, char *dir, const struct report *r,
	const struct report_ask *ask, size_t sheet_rows, struct err *e)
{
	struct book k = {.r = r, .ask = ask, .sheet_rows = sheet_rows,
		.clean = BUF_INIT(1 << 20)};
	lxw_doc_properties about = {.created = (time_t)(ask->now_ms / 1000)};
	lxw_workbook_options o = {.constant_memory = LXW_TRUE, .tmpdir = dir};
	lxw_error rc;

	k.wb = workbook_new_opt(path, &o);
	if (!k.wb)
		return err_set(e, ERR_IO, "cannot make '%s'", path);
	workbook_set_properties(k.wb, &about);
	make_formats(&k);
	for (size_t i = 0; i < r->nsections; i++)
		put_section(&k, &r->sections[i], i + 1);
	put_notes(&k);
	rc = workbook_close(k.wb);
	buf_release(&k.clean);
	return rc == LXW_NO_ERROR ? 0
				  : err_set(e, ERR_IO, "cannot write the workbook: %s",
					    lxw_strerror(rc));
}

static int take_file(const char *path, const struct report_ask *ask, struct buf *b,
	struct err *e)
{
	FILE *f = fopen(path, "rb");
	char piece[1 << 14];
	size_t n;
	int rc = 0;

	if (!f)
		return err_errno(e, "cannot open '%s'", path);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0) {
		buf_add(b, piece, n);
		report_drain(ask, b);
	}
	if (ferror(f))
		rc = err_errno(e, "cannot read '%s'", path);
	fclose(f);
	return rc;
}

/* The library writes files only. */
int write_xlsx(const struct report *r, const struct report_ask *ask, size_t sheet_rows,
	struct buf *b, struct err *e)
{
	const char *tmp = getenv("TMPDIR");
	char dir[500];
	char *path;
	int rc, n = snprintf(dir, sizeof(dir), "%s/portalwatch.XXXXXX",
			tmp && tmp[0] ? tmp : "/tmp");

	if (n < 0 || (size_t)n >= sizeof(dir) || !mkdtemp(dir))
		return err_errno(e, "cannot make a directory in '%s'", tmp ? tmp : "/tmp");
	path = fs_join(dir, "report.xlsx");
	rc = fill(path, dir, r, ask, sheet_rows, e);
	if (rc == 0)
		rc = take_file(path, ask, b, e);
	fs_remove_tree(dir, NULL);
	free(path);
	return rc;
}

#endif
