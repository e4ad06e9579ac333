/* What the files of charset share. */
#ifndef CRAWLER_CHARSET_PART_H
#define CRAWLER_CHARSET_PART_H

#include "crawler/charset.h"

enum charset_kind {
	KIND_UTF8, KIND_UTF16LE, KIND_UTF16BE, KIND_SINGLE, KIND_GB18030, KIND_BIG5,
	KIND_EUC_KR, KIND_SHIFT_JIS, KIND_EUC_JP, KIND_ISO_2022_JP, KIND_USER_DEFINED,
	KIND_REPLACEMENT,
};

struct charset {
	const char *name;  /* the standard's, in lower case */
	const char *iconv; /* the C library's; NULL where we need none */
	enum charset_kind kind;
	uint32_t *high;	   /* KIND_SINGLE: code points of 0x80..0xFF, 0 none; made on demand */
};

/* NULL where the name is unknown. */
struct charset *charset_find(struct str name);
struct charset *charset_at(size_t i); /* all of them; NULL at the end */

/* Tables from pointer to code point, 0 where there is none (Encoding Standard 5). */
enum charset_table { TABLE_GB18030, TABLE_BIG5, TABLE_EUC_KR, TABLE_JIS0208, TABLE_JIS0212,
	NTABLES };
const uint32_t *charset_index(enum charset_table which);
size_t charset_index_size(enum charset_table which);
const uint32_t *charset_high(struct charset *c); /* of KIND_SINGLE */
/* The code point of a four-byte GB18030 pointer, -1 where there is none. */
int32_t charset_gb18030_range(uint32_t pointer);
/* The other way round: -1 where it has no four bytes. */
int32_t charset_gb18030_pointer(uint32_t point);

/* Encoding declared inside the document: <meta>, XML declaration; none. */
struct str charset_prescan(struct str body);

#endif
