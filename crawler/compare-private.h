/* What the parts of a comparison share: the entries of the reading (compare.c), and what left it
 * (compare-left.c). */
#ifndef PW_COMPARE_PRIVATE_H
#define PW_COMPARE_PRIVATE_H

#include "crawler/compare.h"

#define MISSING_MAX 1000 /* of one column; what leaves beyond that is no single act */

/* One entry of the reading, with what is known of it. */
struct entry {
	const struct item *item;
	struct str identity;
	struct notice known;
	bool is_known, twice, slid;
	bool says_as_before; /* its title: titles_by_list */
};

struct work {
	size_t *slot, nslots; /* index of entries, 1-based, 0 empty */
	const struct compare_input *in;
	struct comparison *out;
	struct arena *a;
	struct entry *entry;
	struct str *was; /* identities of the old reading */
	size_t cap_notices, cap_events, cap_missing, cap_rolled, cap_cut;
	size_t nback; /* known ones that came back: they push others off as new ones do */
	int32_t cut_back; /* old position of the last entry that came back with a cut-off end, -1 */
	size_t last_listed; /* position of the last entry that stood on the old reading */
	int64_t oldest_ms; /* of the dated, not sticky items of the reading */
	size_t last_kept;  /* position in the old reading, behind the last entry still there */
};

/* What a list says otherwise of an entry that is known. held: it says again what was changed
 * lately, and may be an old copy of the list; what is known stands. */
struct compare_edit {
	bool retitled, redated, held;
};
/* Notes in n what was said before, and since when it is said again. */
struct compare_edit compare_edited(struct work *w, const struct entry *x, struct notice *n);

/* Marks those that went to other addresses along with most of the list. */
void compare_moved_along(struct work *w);

/* "Notice of t..." without its dots. */
struct str title_without_ellipsis(struct str s);

/* To be stored; the copy may be changed further. */
struct notice *compare_keep(struct work *w, const struct notice *n);
/* n NULL: an event of the column. */
/* An entry that puts up again, elsewhere, what was withdrawn: tells "notice.moved" of now, and
 * of the other no withdrawal any more. */
bool compare_put_up_again(struct work *w, const struct item *x, const struct notice *now);
void compare_tell(struct work *w, const char *kind, const struct notice *n, struct str detail);
/* To be looked for in the next reading. */
void compare_look_for(struct work *w, struct str identity);
bool compare_lists_it(const struct work *w, struct str identity);

/* After all entries have been taken: what of the old reading, and of what was missing before, is
 * not on this one. */
void compare_left(struct work *w);

#endif
