/* Tables as text: encodings, separators, quotes (RFC 4180, and what Excel makes of it). */
#include "sheet.h"

#include "base/fs.h"
#include "base/utf8.h"

#include <errno.h>
#include <iconv.h>

struct str sheet_cell(const struct sheet_row *r, size_t i)
{
	return i < r->ncells ? r->cells[i] : STR("");
}

static struct str trim_wide(struct str s)
{
	static const char *const space[] = {"\xC2\xA0", "\xE3\x80\x80", "\xEF\xBB\xBF"};
	bool again = true;

	while (again) {
		again = false;
		s = str_trim(s);
		for (size_t i = 0; i < sizeof(space) / sizeof(space[0]); i++) {
			struct str x = str_of(space[i]);

			if (str_starts(s, x)) {
				s = str_sub(s, x.n, s.n);
				again = true;
			}
			if (str_ends(s, x)) {
				s.n -= x.n;
				again = true;
			}
		}
	}
	return s;
}

int sheet_put(struct sheet_build *b, int row, size_t column, struct str text,
	struct err *e)
{
	struct sheet *s = b->out;
	struct sheet_row *r = s->nrows ? &s->rows[s->nrows - 1] : NULL;

	text = trim_wide(text);
	if (text.n == 0)
		return 0;
	if (column >= SHEET_COLUMNS_MAX)
		return 0; /* far to the right are notes, not what we look for */
	if (text.n > SHEET_TEXT_MAX - b->text_bytes)
		return err_set(e, ERR_TOOBIG, "more than 64 MiB of text");
	b->text_bytes += text.n;
	if (!r || r->number != row) {
		if (r && row < r->number)
			return err_set(
				e, ERR_SYNTAX, "row %d after row %d", row, r->number);
		if (s->nrows == SHEET_ROWS_MAX)
			return err_set(
				e, ERR_TOOBIG, "more than %d rows", SHEET_ROWS_MAX);
		s->rows = arena_grow(
			b->a, s->rows, s->nrows, &b->cap_rows, sizeof(*s->rows));
		r = &s->rows[s->nrows++];
		*r = (struct sheet_row){.number = row};
	}
	while (r->ncells <= column) {
		r->cells =
			arena_grow(b->a, r->cells, r->ncells, &r->cap, sizeof(*r->cells));
		r->cells[r->ncells++] = STR("");
	}
	r->cells[column] = arena_str(b->a, text);
	return 0;
}

/* ---- encodings ---- */

static int convert(const char *from, struct str in, struct buf *out, struct err *e)
{
	iconv_t cd = iconv_open("UTF-8", from);
	union {
		const char *c;
		char *p;
	} at = {in.p};
	size_t left = in.n;
	int rc = 0;

	if (cd == (iconv_t)-1)
		return err_set(e, ERR_UNSUPPORTED, "this system cannot convert %s", from);
	while (left > 0 && rc == 0) {
		size_t room = left * 2 + 16, free_bytes = room;
		char *to = buf_room(out, room), *end = to;

		if (!to) {
			rc = err_set(e, ERR_TOOBIG, "more than 64 MiB of text");
			break;
		}
		if (iconv(cd, &at.p, &left, &end, &free_bytes) == (size_t)-1 &&
			errno != E2BIG)
			rc = err_set(e, ERR_SYNTAX,
				"neither UTF-8 nor %s: bad bytes at offset %zu", from,
				in.n - left);
		out->n += room - free_bytes;
		out->p[out->n] = '\0';
	}
	iconv_close(cd);
	return rc;
}

/* UTF-16 without BOM: of Latin letters, digits and separators every second byte is 0. */
static const char *utf16_without_bom(struct str s)
{
	size_t even = 0, odd = 0, n = s.n < 4096 ? s.n : 4096;

	for (size_t i = 0; i < n; i++)
		if (s.p[i] == '\0')
			*(i % 2 ? &odd : &even) += 1;
	if (odd > n / 20 && even == 0)
		return "UTF-16LE";
	return even > n / 20 && odd == 0 ? "UTF-16BE" : NULL;
}

static int to_utf8(struct str s, struct buf *out, const char **encoding, struct err *e)
{
	const char *wide = utf16_without_bom(s);

	if (str_starts(s, STR("\xEF\xBB\xBF")))
		s = str_sub(s, 3, s.n);
	if (str_starts(s, STR("\xFF\xFE"))) {
		wide = "UTF-16LE";
		s = str_sub(s, 2, s.n);
	} else if (str_starts(s, STR("\xFE\xFF"))) {
		wide = "UTF-16BE";
		s = str_sub(s, 2, s.n);
	}
	if (wide) {
		*encoding = streq(wide, "UTF-16LE") ? "utf-16le" : "utf-16be";
		return convert(wide, s, out, e);
	}
	if (utf8_valid(s)) {
		*encoding = "utf-8";
		buf_addstr(out, s);
		return buf_ok(out) ? 0
				   : err_set(e, ERR_TOOBIG, "more than 64 MiB of text");
	}
	*encoding = "gb18030";
	return convert("GB18030", s, out, e);
}

/* ---- separated text ---- */

/* What the first lines hold most of, outside quotes. */
static char separator_of(struct str s)
{
	static const char marks[] = ",\t;";
	size_t n[3] = {0};
	bool quoted = false;

	for (size_t i = 0; i < s.n && i < 8192; i++) {
		const char *m = s.p[i] ? strchr(marks, s.p[i]) : NULL;

		if (s.p[i] == '"')
			quoted = !quoted;
		if (m && !quoted)
			n[m - marks]++;
	}
	if (n[1] >= n[0] && n[1] >= n[2] && n[1] > 0)
		return '\t';
	return n[2] > n[0] ? ';' : ',';
}

/* ="3702830001" and '=x are how text is kept text in Excel. */
static struct str without_guard(struct str s)
{
	s = str_trim(s);
	if (s.n >= 3 && str_starts(s, STR("=\"")) && s.p[s.n - 1] == '"')
		return str_sub(s, 2, s.n - 3);
	if (s.n >= 2 && s.p[0] == '\'' && strchr("=+-@", s.p[1]))
		return str_sub(s, 1, s.n);
	return s;
}

struct cursor {
	struct str s;
	size_t at;
	char separator;
};

/* field = quoted | plain ; quoted = DQUOTE { any | 2DQUOTE } DQUOTE. An unclosed quote
 * ends with the text. A quote inside a plain field is text. */
static void take_field(struct cursor *c, struct buf *out)
{
	struct str s = c->s;

	buf_clear(out);
	if (c->at < s.n && s.p[c->at] == '"') {
		for (c->at++; c->at < s.n; c->at++) {
			if (s.p[c->at] != '"')
				buf_addc(out, s.p[c->at]);
			else if (c->at + 1 < s.n && s.p[c->at + 1] == '"')
				buf_addc(out, s.p[c->at++]);
			else
				break;
		}
		if (c->at < s.n)
			c->at++;
	}
	while (c->at < s.n && s.p[c->at] != c->separator && s.p[c->at] != '\n' &&
		s.p[c->at] != '\r')
		buf_addc(out, s.p[c->at++]);
}

static int parse_text(struct str text, struct sheet_build *b, struct err *e)
{
	struct cursor c = {text, 0, separator_of(text)};
	struct buf field = BUF_INIT(SHEET_TEXT_MAX);
	size_t column = 0;
	int row = 1, rc = 0;

	b->out->form = c.separator == '\t' ? "tsv" : "csv";
	while (c.at < text.n && rc == 0) {
		take_field(&c, &field);
		rc = sheet_put(b, row, column, without_guard(buf_str(&field)), e);
		if (c.at >= text.n)
			break;
		if (text.p[c.at] == c.separator) {
			column++;
			c.at++;
			continue;
		}
		if (text.p[c.at] == '\r' && c.at + 1 < text.n && text.p[c.at + 1] == '\n')
			c.at++;
		c.at++;
		row++;
		column = 0;
	}
	buf_release(&field);
	return rc;
}

int sheet_parse(struct str bytes, struct sheet *out, struct arena *a, struct err *e)
{
	struct sheet_build b = {.a = a, .out = out};
	struct buf text = BUF_INIT(SHEET_TEXT_MAX);
	int rc;

	*out = (struct sheet){.form = "xlsx", .encoding = ""};
	if (bytes.n > SHEET_FILE_MAX)
		return err_set(e, ERR_TOOBIG, "larger than 32 MiB");
	if (str_starts(bytes, STR("PK\x03\x04")))
		return sheet_xlsx(bytes, &b, e);
	if (str_starts(bytes, STR("\xD0\xCF\x11\xE0")))
		return err_set(e, ERR_UNSUPPORTED,
			"an old .xls workbook: save it as .xlsx or .csv");
	rc = to_utf8(bytes, &text, &out->encoding, e);
	if (rc == 0)
		rc = parse_text(buf_str(&text), &b, e);
	buf_release(&text);
	return rc;
}

int sheet_read(const char *path, struct sheet *out, struct arena *a, struct err *e)
{
	struct buf b = BUF_INIT(SHEET_FILE_MAX);
	int rc = fs_read(path, &b, e);

	if (rc == 0) {
		rc = sheet_parse(buf_str(&b), out, a, e);
		if (rc < 0)
			err_add(e, "'%s'", path);
	}
	buf_release(&b);
	return rc;
}
