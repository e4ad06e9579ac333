/* Tables that offices keep: XLSX, CSV and TSV, read as rows of text.
 *
 * What it is, is found from the bytes: a ZIP archive is XLSX; text is UTF-8 (with or
 * without BOM), UTF-16 or GB18030, separated by commas, tabs or semicolons, whichever the
 * first lines hold most of. Of a workbook the first visible sheet is read; merged cells
 * carry their value in every cell, dates come as 2026-09-24, numbers as written by people
 * (3702830001, not 3.702830001E9).
 *
 * Everything has a ceiling, and a document type, an entity or a part that inflates beyond
 * it refuses the file. Nothing is fetched and no formula is computed. */
#ifndef CRAWLER_SHEET_H
#define CRAWLER_SHEET_H

#include "base/arena.h"
#include "base/err.h"

#define SHEET_FILE_MAX ((size_t)32 << 20)
#define SHEET_ROWS_MAX 100000
#define SHEET_COLUMNS_MAX 256
#define SHEET_TEXT_MAX ((size_t)64 << 20) /* inflated parts, and text of all cells */

struct sheet_row {
	int number; /* 1 and up, as the program that made it shows it */
	struct str *cells; /* trimmed; never none */
	size_t ncells, cap;
};

struct sheet {
	const char *form; /* "xlsx" "csv" "tsv" */
	const char *encoding; /* "utf-8" "utf-16le" "utf-16be" "gb18030"; "" of XLSX */
	struct sheet_row *rows; /* rows without any text are left out */
	size_t nrows;
};

/* errors  ERR_NOTFOUND, ERR_DENIED, ERR_TOOBIG over a ceiling, ERR_SYNTAX with the reason
 * owns    everything lies in a */
int sheet_read(const char *path, struct sheet *out, struct arena *a, struct err *e);
/* The same of bytes in memory, which need not outlive the call. */
int sheet_parse(struct str bytes, struct sheet *out, struct arena *a, struct err *e);
/* Cell i of a row, "" beyond its end. */
struct str sheet_cell(const struct sheet_row *r, size_t i);

#endif
