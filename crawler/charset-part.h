/* What the files of charset share. */
#ifndef CRAWLER_CHARSET_PART_H
#define CRAWLER_CHARSET_PART_H

#include "crawler/charset.h"

/* glibc's name for a WHATWG encoding; NULL where we decode by ourselves (UTF-8, UTF-16,
 * replacement, x-user-defined) or do not know the name. */
const char *charset_iconv_name(struct str encoding);

#endif
