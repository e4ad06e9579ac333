/* Texts and tags that must stand on pages: shared by the parts of rule `label`. */
#ifndef LABEL_PART_H
#define LABEL_PART_H

#include "monitor/rule.h"

/* What is searched: a notice's page, or a column's. */
struct label_place {
	const struct version *version;	/* of a notice; NULL */
	const struct page_text *text;	/* of a column's page; NULL: only links are known */
	const struct page_links *links; /* may be NULL */
	bool meta;			/* names among the tags, not the text */
};

/* What was looked for and what is missing, a line each. */
struct label_count {
	size_t n, nmissing;
	struct str missing;
};

bool label_stands(const struct label_place *p, struct str text);
/* One name with aliases ("a|b|c"); `shown` is the name told when it is missing. */
void label_look(const struct label_place *p, struct str names, struct str shown,
	struct label_count *c, struct arena *a);
/* The seven marks of the footer (国办秘函〔2019〕19号 网站标识). */
void label_footer(const struct label_place *p, struct label_count *c, struct arena *a);
/* Tags of a page (国办发〔2017〕47号): 3 of the home page, 7 of a column's, 10 of a notice's.
 * An empty value or "null" is none. */
enum label_page { LABEL_HOME = 3, LABEL_COLUMN = 7, LABEL_NOTICE = 10 };
void label_tags(const struct label_place *p, enum label_page kind, struct label_count *c,
	struct arena *a);

#endif
