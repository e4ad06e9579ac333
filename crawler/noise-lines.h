/* Lines of a text with what counts of each, and the difference of two such runs. */
#ifndef NOISE_LINES_H
#define NOISE_LINES_H

#include "base/arena.h"

#define NOISE_LETTERS 4 /* letters or Han a shape needs to be noise wherever it stands */

struct lines {
	struct str *text;
	uint64_t *exact;   /* hash of the folded line */
	uint64_t *shape;   /* the same with digits and tokens standing for each other */
	uint32_t *letters; /* in the line: a bare number says too little */
	size_t n;
};

/* Lines that show something.
 *   shape  valid UTF-8, must outlive *out */
void lines_read(struct str text, struct lines *out, struct arena *a);

struct line_diff {
	const struct lines *a, *b;
	bool *a_edited, *b_edited;
};
void line_diff_make(const struct lines *a, const struct lines *b, struct line_diff *out,
	struct arena *arena);

/* The same lines, however often and in whatever order, leaving out those that skip names
 * (NULL: none). */
typedef bool line_skip_fn(const struct lines *l, size_t i, const void *ctx);
bool lines_same_set(const struct lines *a, const struct lines *b, line_skip_fn *skip,
	const void *ctx, struct arena *arena);

#endif
