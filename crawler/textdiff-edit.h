/* The shortest edit between two runs of numbers, in linear space, within a budget.
 *
 *	edit_add ... (both sides) -> edit_ready -> edit_compare ... -> edit_tidy -> edit_release
 *
 * source  E. W. Myers, "An O(ND) difference algorithm and its variations", 1986, 4b */
#ifndef TEXTDIFF_EDIT_H
#define TEXTDIFF_EDIT_H

#include "base/str.h"

#define WORK_MAX 60000000 /* steps of all comparisons: about half a second */

/* One side: units (tokens or lines) with what counts of each, and where it stands. */
struct side {
	struct str s;
	uint32_t *id;
	uint32_t *lead; /* begin with the white space before */
	uint32_t *to;
	bool *edited;   /* removed from the old, added to the new */
	size_t n, cap;
};

struct box {
	uint32_t al, ah, bl, bh;
};

struct diff {
	struct side a, b;
	int32_t *forward, *backward; /* furthest x on each diagonal, offset by `middle` */
	int64_t middle;
	int64_t work;
	struct box *stack;
	size_t depth, cap;
	bool coarse;
};

/* Appends a unit that begins with the white space at `lead` and ends at `to`. */
void edit_add(struct side *s, uint32_t id, size_t lead, size_t to);
/* Makes room once both sides are complete. */
void edit_ready(struct diff *d);
/* Marks what is edited inside the box. False: the budget is used up, and some of it is
 * marked whole. */
bool edit_compare(struct diff *d, struct box all);
/* The box without what is equal at its ends. */
struct box edit_trim(const struct diff *d, struct box b);
void edit_mark(bool *edited, uint32_t from, uint32_t to);
/* Joins and moves the edits to where a reader would name them (textdiff-tidy.c). */
void edit_tidy(struct diff *d);
void edit_release(struct diff *d);

#endif
