/* What the files of page_read share. */
#ifndef PAGE_PRIVATE_H
#define PAGE_PRIVATE_H

#include "crawler/page.h"

/* Kind of a body that is no text, by its magic numbers; PAGE_OTHER for other binary data,
 * -1 where it may be text. */
int kind_of_bytes(struct str body);
/* Kind of decoded text; content_type breaks ties between kinds without a mark. */
int kind_of_text(struct str text, struct str content_type);

/* Candidates of columns from the links of a page: short texts of in-site links. */
/* Name behind the label, in a; none. */
struct str organiser_read(struct str text, struct arena *a);

#endif
