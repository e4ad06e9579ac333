/* Evidence beyond the page of a list: do the pages of its notices bear the titles that it gives
 * them? Another list than the one meant, links to a search or to a login, and cells taken for
 * titles show in that they do not.
 *
 * agreement_add for each page that was read, then the two questions. A page without a title of
 * its own, as a file or a frame, says nothing and is not counted. */
#ifndef CRAWLER_AGREEMENT_H
#define CRAWLER_AGREEMENT_H

#include "crawler/pages.h"

struct agreement {
	size_t read;  /* pages with a title of their own */
	size_t alike; /* of these, such as bear the title of the list */
	size_t varied; /* pages that differ by another title than the first and the last such page */
	struct str listed, own; /* the first that differ; none */
	struct str last;	/* own, of the last that differs */
};

/* Counts one page.
 *   shape   listed: as the list has it, maybe cut; own: of the article, page: of the whole page,
 *           either may be none
 *   owns    the texts are borrowed */
void agreement_add(struct agreement *x, struct str listed, struct str own, struct str page);
/* Three pages or more, most of them titled otherwise: the list is to be looked at. */
bool agreement_doubts(const struct agreement *x);
/* The same, and each page has a title of its own. Pages that all have one, as those whose text a
 * script fetches or that are called as their site, say nothing against the list. */
bool agreement_belies(const struct agreement *x);

/* The newest notices of a column, of those whose page is kept.
 *   errors  of the store
 *   owns    *out lies in a */
int agreement_of_column(struct store_txn *t, struct str portal, struct str column,
	struct agreement *out, struct arena *a, struct err *e);

#endif
