/* XLSX (ECMA-376 part 1, 18): a ZIP archive of XML parts. Of it we read the list of sheets,
 * shared strings, date styles, cells and merged regions, each part as a stream. */
#include "sheet.h"

#include "base/civil.h"

#include <libxml/xmlreader.h>
#include <stdio.h>
#include <stdlib.h>
#include <zip.h>

#define PARTS_MAX 2000		/* entries of the archive */
#define STRINGS_MAX 2000000	/* shared strings */
#define STYLES_MAX 65536	/* Excel's own limit is 65,490 */
#define CELL_MAX ((size_t)32767 * 4) /* Excel's limit of characters, in UTF-8 */
#define MERGED_MAX 2000000	/* cells filled from merged regions */

struct book {
	zip_t *zip;
	struct arena *a;
	struct sheet_build *build;
	size_t inflated;	 /* of all parts so far, against SHEET_TEXT_MAX */
	struct str *strings;
	size_t nstrings, cap_strings;
	bool *is_date;		 /* by cell style */
	size_t nstyles, cap_styles;
	int *date_formats;	 /* numFmtId of custom formats that show a date */
	size_t ndate_formats, cap_formats;
	bool from_1904;
	size_t merged;		 /* cells filled so far */
	char part[256];		 /* path of the sheet */
	char rel_id[64];
};

/* ---- parts ---- */

static int inflate(struct book *k, zip_file_t *f, struct buf *out, struct err *e)
{
	for (;;) {
		char piece[65536];
		zip_int64_t n = zip_fread(f, piece, sizeof(piece));

		if (n < 0)
			return err_set(e, ERR_SYNTAX, "damaged archive");
		if (n == 0)
			return 0;
		k->inflated += (size_t)n;
		buf_add(out, piece, (size_t)n);
		if (k->inflated > SHEET_TEXT_MAX || !buf_ok(out))
			return err_set(e, ERR_TOOBIG, "inflates to more than 64 MiB");
	}
}

/* Bytes of a part; *missing is set where the archive has none of that name. */
static int read_part(struct book *k, const char *name, struct buf *out, bool *missing,
	struct err *e)
{
	zip_int64_t index = zip_name_locate(k->zip, name, ZIP_FL_NOCASE);
	zip_file_t *f;
	int rc;

	*missing = index < 0;
	if (*missing)
		return 0;
	f = zip_fopen_index(k->zip, (zip_uint64_t)index, 0);
	if (!f)
		return err_set(e, ERR_SYNTAX, "cannot open part '%s': %s", name,
			zip_strerror(k->zip));
	rc = inflate(k, f, out, e);
	zip_fclose(f);
	return rc;
}

/* ---- XML ---- */

typedef int element_fn(struct book *k, xmlTextReaderPtr x, struct err *e);

static void be_silent(void *ctx, xmlErrorPtr error)
{
	(void)ctx;
	(void)error;
}

static const char *name_of(xmlTextReaderPtr x)
{
	const xmlChar *s = xmlTextReaderConstLocalName(x);

	return s ? (const char *)s : "";
}

/* Calls fn at every node; a document type or an entity refuses the part. */
static int each_node(struct book *k, const char *part, element_fn *fn, bool *missing,
	struct err *e)
{
	struct buf b = BUF_INIT(SHEET_TEXT_MAX);
	xmlTextReaderPtr x = NULL;
	int rc = read_part(k, part, &b, missing, e), more = 1;

	if (rc == 0 && !*missing) {
		x = xmlReaderForMemory(buf_cstr(&b), (int)b.n, part, NULL,
			XML_PARSE_NONET | XML_PARSE_NOCDATA);
		if (!x)
			fatal("out of memory (XML reader)");
		xmlTextReaderSetStructuredErrorHandler(x, be_silent, NULL);
		while (rc == 0 && (more = xmlTextReaderRead(x)) == 1) {
			int type = xmlTextReaderNodeType(x);

			if (type == XML_READER_TYPE_DOCUMENT_TYPE ||
				type == XML_READER_TYPE_ENTITY_REFERENCE)
				rc = err_set(e, ERR_DENIED,
					"part '%s' holds a document type", part);
			else
				rc = fn(k, x, e);
		}
		if (rc == 0 && more < 0)
			rc = err_set(e, ERR_SYNTAX, "part '%s' is not well-formed", part);
		xmlFreeTextReader(x);
	}
	buf_release(&b);
	return rc;
}

/* Value of an attribute by local name into out (cut is refused: false). */
static bool attribute(xmlTextReaderPtr x, const char *name, char *out, size_t size)
{
	bool found = false;

	for (int ok = xmlTextReaderMoveToFirstAttribute(x); ok == 1 && !found;
		ok = xmlTextReaderMoveToNextAttribute(x)) {
		const char *v = (const char *)xmlTextReaderConstValue(x);

		if (streq(name_of(x), name) && v && strlen(v) < size) {
			memcpy(out, v, strlen(v) + 1);
			found = true;
		}
	}
	xmlTextReaderMoveToElement(x);
	return found;
}

static int number_attribute(xmlTextReaderPtr x, const char *name, int otherwise)
{
	char text[32];
	int64_t v;

	return attribute(x, name, text, sizeof(text)) &&
			str_int(str_of(text), 0, 100000000, &v) ? (int)v : otherwise;
}

/* The text inside the element at x, without phonetic runs; x stands at its end after. */
static int element_text(xmlTextReaderPtr x, struct buf *out, struct err *e)
{
	int depth = xmlTextReaderDepth(x), phonetic = -1;

	if (xmlTextReaderIsEmptyElement(x))
		return 0;
	while (xmlTextReaderRead(x) == 1) {
		int type = xmlTextReaderNodeType(x), d = xmlTextReaderDepth(x);

		if (type == XML_READER_TYPE_END_ELEMENT && d == depth)
			return buf_ok(out) ? 0
					   : err_set(e, ERR_TOOBIG, "a cell is too long");
		if (type == XML_READER_TYPE_ELEMENT && phonetic < 0 &&
			streq(name_of(x), "rPh") && !xmlTextReaderIsEmptyElement(x))
			phonetic = d;
		if (type == XML_READER_TYPE_END_ELEMENT && d == phonetic)
			phonetic = -1;
		if (phonetic < 0 && (type == XML_READER_TYPE_TEXT ||
			type == XML_READER_TYPE_CDATA ||
			type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE))
			buf_adds(out, (const char *)xmlTextReaderConstValue(x));
	}
	return err_set(e, ERR_SYNTAX, "not well-formed");
}

static bool starts(xmlTextReaderPtr x, const char *name)
{
	return xmlTextReaderNodeType(x) == XML_READER_TYPE_ELEMENT &&
	       streq(name_of(x), name);
}

/* ---- workbook, relations, strings, styles ---- */

static int in_workbook(struct book *k, xmlTextReaderPtr x, struct err *e)
{
	char state[32] = "", flag[8] = "";

	(void)e;
	if (starts(x, "workbookPr") && attribute(x, "date1904", flag, sizeof(flag)))
		k->from_1904 = streq(flag, "1") || streq(flag, "true");
	if (!starts(x, "sheet") || k->rel_id[0])
		return 0;
	attribute(x, "state", state, sizeof(state));
	if (state[0] == '\0' || streq(state, "visible"))
		attribute(x, "id", k->rel_id, sizeof(k->rel_id));
	return 0;
}

static int in_relations(struct book *k, xmlTextReaderPtr x, struct err *e)
{
	char id[64] = "", target[200] = "";

	(void)e;
	if (!starts(x, "Relationship") || k->part[0] ||
		!attribute(x, "Id", id, sizeof(id)) || !streq(id, k->rel_id) ||
		!attribute(x, "Target", target, sizeof(target)))
		return 0;
	snprintf(k->part, sizeof(k->part), "%s%s", target[0] == '/' ? "" : "xl/",
		target[0] == '/' ? target + 1 : target);
	return 0;
}

static int in_strings(struct book *k, xmlTextReaderPtr x, struct err *e)
{
	struct buf b = BUF_INIT(CELL_MAX);
	int rc;

	if (!starts(x, "si"))
		return 0;
	if (k->nstrings == STRINGS_MAX)
		return err_set(e, ERR_TOOBIG, "too many shared strings");
	rc = element_text(x, &b, e);
	k->strings = arena_grow(k->a, k->strings, k->nstrings, &k->cap_strings,
		sizeof(*k->strings));
	k->strings[k->nstrings++] = arena_str(k->a, buf_str(&b));
	buf_release(&b);
	return rc;
}

/* A format code shows a date where it has y, m and d outside quotes and brackets. */
static bool code_is_date(const char *code)
{
	bool quoted = false, bracket = false, y = false, d = false;

	for (; *code; code++) {
		if (*code == '"')
			quoted = !quoted;
		if (!quoted && (*code == '[' || *code == ']'))
			bracket = *code == '[';
		if (*code == '\\' && code[1])
			code++;
		else if (!quoted && !bracket) {
			y = y || to_lower((unsigned char)*code) == 'y';
			d = d || to_lower((unsigned char)*code) == 'd';
		}
	}
	return y || d;
}

static bool format_is_date(const struct book *k, int id)
{
	/* 18.8.30: built-in formats, with those of the East Asian locales */
	if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
		(id >= 50 && id <= 54) || id == 57 || id == 58)
		return true;
	for (size_t i = 0; i < k->ndate_formats; i++)
		if (k->date_formats[i] == id)
			return true;
	return false;
}

/* numFmts come before cellXfs; xf also stands in cellStyleXfs, which is not ours. */
static int in_styles(struct book *k, xmlTextReaderPtr x, struct err *e)
{
	static const char inside[] = "cellXfs";
	char code[300] = "";

	if (starts(x, "numFmt") && attribute(x, "formatCode", code, sizeof(code)) &&
		code_is_date(code) && k->ndate_formats < STYLES_MAX) {
		k->date_formats = arena_grow(k->a, k->date_formats, k->ndate_formats,
			&k->cap_formats, sizeof(*k->date_formats));
		k->date_formats[k->ndate_formats++] = number_attribute(x, "numFmtId", -1);
	}
	if (!starts(x, inside) || xmlTextReaderIsEmptyElement(x))
		return 0;
	while (xmlTextReaderRead(x) == 1) {
		if (xmlTextReaderNodeType(x) == XML_READER_TYPE_END_ELEMENT &&
			streq(name_of(x), inside))
			return 0;
		if (!starts(x, "xf"))
			continue;
		if (k->nstyles == STYLES_MAX)
			return err_set(e, ERR_TOOBIG, "too many styles");
		k->is_date = arena_grow(k->a, k->is_date, k->nstyles, &k->cap_styles,
			sizeof(*k->is_date));
		k->is_date[k->nstyles++] =
			format_is_date(k, number_attribute(x, "numFmtId", 0));
	}
	return 0;
}

/* ---- cells ---- */

/* "BC12" to row 12 and column 54; false where it is none. */
static bool place_parse(struct str s, int *row, size_t *column)
{
	size_t i = 0, col = 0;
	int64_t r;

	for (; i < s.n && i < 4 && is_alpha((unsigned char)s.p[i]); i++)
		col = col * 26 + (size_t)(to_lower((unsigned char)s.p[i]) - 'a' + 1);
	if (i == 0 || !str_int(str_sub(s, i, s.n), 1, 1048576, &r))
		return false;
	*row = (int)r;
	*column = col - 1;
	return true;
}

/* Serial day numbers count from 1899-12-30 (with the invented 1900-02-29 before day 61). */
static struct str date_text(struct book *k, double serial)
{
	int32_t day = day_of(1899, 12, 30) + (int32_t)serial + (serial < 61 ? 1 : 0);
	char t[TIME_TEXT];

	if (k->from_1904)
		day = day_of(1904, 1, 1) + (int32_t)serial;
	return arena_str(k->a, str_of(day_text(t, day)));
}

/* A number as people write it. */
static struct str number_text(struct book *k, struct str s, int style)
{
	double v;

	if (!str_real(s, -1e300, 1e300, &v))
		return s;
	if (style >= 0 && (size_t)style < k->nstyles && k->is_date[style] && v >= 1 &&
		v < 2958466)
		return date_text(k, v);
	if (v >= -9e15 && v <= 9e15 && v == (double)(int64_t)v)
		return arena_strf(k->a, "%lld", (long long)v);
	return arena_strf(k->a, "%.15g", v);
}

static struct str cell_value(struct book *k, const char *type, int style, struct str text)
{
	int64_t i;

	if (streq(type, "s"))
		return str_int(text, 0, (int64_t)k->nstrings - 1, &i) ? k->strings[i]
								      : STR("");
	if (streq(type, "b"))
		return str_eqc(text, "1") ? STR("TRUE") : STR("FALSE");
	if (streq(type, "e"))
		return STR("");
	if (type[0] == '\0' || streq(type, "n"))
		return number_text(k, str_trim(text), style);
	return text;
}

/* <c r="B5" t="s" s="3"> with <v> or <is> inside; <f> is passed over. */
static int take_cell(struct book *k, xmlTextReaderPtr x, struct err *e)
{
	char place[16] = "", type[16] = "";
	struct buf b = BUF_INIT(CELL_MAX);
	int depth = xmlTextReaderDepth(x), style = number_attribute(x, "s", -1), row = 0;
	int rc = 0;
	size_t column = 0;

	attribute(x, "t", type, sizeof(type));
	if (!attribute(x, "r", place, sizeof(place)) ||
		!place_parse(str_of(place), &row, &column))
		return err_set(e, ERR_SYNTAX, "a cell without its place");
	if (xmlTextReaderIsEmptyElement(x))
		return 0;
	while (rc == 0 && xmlTextReaderRead(x) == 1) {
		if (xmlTextReaderNodeType(x) == XML_READER_TYPE_END_ELEMENT &&
			xmlTextReaderDepth(x) == depth)
			break;
		if (starts(x, "v") || starts(x, "is"))
			rc = element_text(x, &b, e);
	}
	if (rc == 0)
		rc = sheet_put(k->build, row, column,
			cell_value(k, type, style, buf_str(&b)), e);
	buf_release(&b);
	return rc;
}

static struct sheet_row *row_numbered(struct sheet *s, int number)
{
	size_t lo = 0, hi = s->nrows;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->rows[mid].number < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < s->nrows && s->rows[lo].number == number ? &s->rows[lo] : NULL;
}

/* Rows that hold nothing of their own stay out: a merged title is no data. */
static void fill_merged(struct book *k, int row, size_t column, int last, size_t right)
{
	struct sheet_row *r = row_numbered(k->build->out, row);
	struct str value = r ? sheet_cell(r, column) : STR("");

	if (right >= SHEET_COLUMNS_MAX)
		right = SHEET_COLUMNS_MAX - 1;
	for (int i = row; value.n > 0 && i <= last && k->merged < MERGED_MAX; i++) {
		r = row_numbered(k->build->out, i);
		for (size_t j = column; r && j <= right; j++, k->merged++) {
			while (r->ncells <= j) {
				r->cells = arena_grow(k->a, r->cells, r->ncells, &r->cap,
					sizeof(*r->cells));
				r->cells[r->ncells++] = STR("");
			}
			r->cells[j] = value;
		}
		k->merged++;
	}
}

static int take_merge(struct book *k, xmlTextReaderPtr x)
{
	char ref[40] = "";
	struct str rest, from;
	int row, last;
	size_t column, right;

	attribute(x, "ref", ref, sizeof(ref));
	rest = str_of(ref);
	if (str_cut(&rest, ':', &from) && !str_none(rest) &&
		place_parse(from, &row, &column) && place_parse(rest, &last, &right) &&
		last >= row && right >= column)
		fill_merged(k, row, column, last, right);
	return 0;
}

static int in_sheet(struct book *k, xmlTextReaderPtr x, struct err *e)
{
	if (starts(x, "c"))
		return take_cell(k, x, e);
	if (starts(x, "mergeCell"))
		return take_merge(k, x);
	return 0;
}

/* ---- the whole ---- */

static int read_book(struct book *k, struct err *e)
{
	bool missing;
	int rc = each_node(k, "xl/workbook.xml", in_workbook, &missing, e);

	if (rc == 0 && missing)
		return err_set(e, ERR_SYNTAX, "an archive, but no XLSX workbook");
	if (rc == 0)
		rc = each_node(
			k, "xl/_rels/workbook.xml.rels", in_relations, &missing, e);
	if (rc == 0 && k->part[0] == '\0')
		snprintf(k->part, sizeof(k->part), "xl/worksheets/sheet1.xml");
	if (rc == 0)
		rc = each_node(k, "xl/sharedStrings.xml", in_strings, &missing, e);
	if (rc == 0)
		rc = each_node(k, "xl/styles.xml", in_styles, &missing, e);
	if (rc == 0)
		rc = each_node(k, k->part, in_sheet, &missing, e);
	if (rc == 0 && missing)
		rc = err_set(e, ERR_SYNTAX, "the workbook has no sheet '%s'", k->part);
	return rc;
}

int sheet_xlsx(struct str bytes, struct sheet_build *b, struct err *e)
{
	struct book k = {.a = b->a, .build = b};
	zip_error_t why;
	zip_source_t *source;
	int rc;

	zip_error_init(&why);
	source = zip_source_buffer_create(bytes.p, bytes.n, 0, &why);
	if (!source)
		fatal("out of memory (archive)");
	k.zip = zip_open_from_source(source, ZIP_RDONLY, &why);
	if (!k.zip) {
		rc = err_set(
			e, ERR_SYNTAX, "damaged archive: %s", zip_error_strerror(&why));
		zip_source_free(source);
		zip_error_fini(&why);
		return rc;
	}
	if (zip_get_num_entries(k.zip, 0) > PARTS_MAX)
		rc = err_set(
			e, ERR_TOOBIG, "an archive of more than %d parts", PARTS_MAX);
	else
		rc = read_book(&k, e);
	zip_discard(k.zip);
	zip_error_fini(&why);
	return rc;
}
