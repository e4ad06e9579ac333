/* Which notices speak of the same thing: a policy and its interpretation, a call for
 * opinions and the answer to it. Two are a pair when they share a 《title》, a document
 * number, or a title that is the same without the words of the trade (解读, 反馈, 结果 ...).
 *
 *	struct pairs p = {0};
 *	pairs_add for each notice of the one column; pairs_sort;
 *	pairs_find for each notice of the other
 */
#ifndef MONITOR_PAIR_H
#define MONITOR_PAIR_H

#include "base/arena.h"
#include "crawler/pages.h"

struct pair_entry {
	struct str key;
	int32_t day;
	struct str identity, title, url;
	size_t notice;	 /* the how-many-th that was added, from 0 */
	bool named;	 /* the key is a 《title》 or a document number, not the whole title */
};

struct pair_hit {
	const struct pair_entry *entry; /* NULL: none */
	bool named;	 /* on either side */
};

struct pairs {
	struct pair_entry *list; /* in the arena */
	size_t n, cap;
	size_t nnotices;
	bool numbers; /* only document numbers are names */
	bool any; /* every notice pairs with every other: only the days count */
};

#define PAIR_ENTRIES_MAX 400000 /* later ones are left out */

/* All names of the notice: its title, what stands in 《》 there and in its first lines, the
 * document numbers of its own and in its title. Texts are copied. */
void pairs_add(struct pairs *p, const struct notice *n, int32_t day, struct arena *a);
void pairs_sort(struct pairs *p);
/* The first entry (earliest = true) or the last one with a day in [from, to] that pairs
 * with n and is not n itself. Of n only its own title and number speak: its first lines
 * name the laws it rests on. taken: notices that are passed over where only whole titles
 * agree, by their number; NULL: none. */
struct pair_hit pairs_find(const struct pairs *p, const struct notice *n, int32_t from,
	int32_t to, bool earliest, const bool *taken, struct arena *a);
/* The title without marks, blanks and the words of the trade; none where too little is
 * left to tell two notices apart. */
struct str pair_plain_title(struct str title, struct arena *a);

#endif
