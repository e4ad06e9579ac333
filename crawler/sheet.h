/* Between sheet.c and sheet-xlsx.c. */
#ifndef SHEET_PRIVATE_H
#define SHEET_PRIVATE_H

#include "crawler/sheet.h"

/* Rows being collected, by number and column. */
struct sheet_build {
	struct arena *a;
	struct sheet *out;
	size_t cap_rows;
	size_t text_bytes;
};

/* Row of that number; rows must come in rising order, else ERR_SYNTAX. */
int sheet_put(struct sheet_build *b, int row, size_t column, struct str text,
	struct err *e);
int sheet_xlsx(struct str bytes, struct sheet_build *b, struct err *e);

#endif
