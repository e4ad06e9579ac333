/* The difference between two texts, for people.
 *
 * Texts are compared by tokens: Han characters singly, words of other scripts, runs of
 * digits, marks. What a reader does not see as a change is none: white space, width forms
 * (２０ and 20), variants of one mark (“ " 「, — －, … ...), marks without width.
 *
 * The shortest edit is found (Myers, linear space) and then cleaned up: edits with fewer
 * than 3 equal tokens between them become one. Work is bounded: over its budget a text is
 * compared by lines first, and a stretch that stays too different is shown as replaced
 * whole (`coarse`). 10 MB against 10 MB take about a second. */
#ifndef CRAWLER_TEXTDIFF_H
#define CRAWLER_TEXTDIFF_H

#include "base/arena.h"
#include "base/out.h"

/* Appends what is left of s when everything that is no visible change is taken out.
 *   shape    s is valid UTF-8; between two words or two numbers one blank is kept */
void text_fold(struct str s, struct buf *b);

/* A reader sees no difference: the same as equal folds, but needs no memory. */
bool text_same(struct str a, struct str b);

enum segment_kind { SEGMENT_SAME, SEGMENT_REMOVED, SEGMENT_ADDED };
const char *segment_word(int kind); /* "same" "removed" "added" */

struct segment {
	int kind;	 /* enum segment_kind */
	struct str text; /* same and added: part of the new text; removed: of the old one */
};

struct textdiff {
	struct segment *segments; /* in reading order; removed before what is added for it */
	size_t n;
	bool same;     /* no visible change */
	bool coarse;   /* some stretch was too different to be compared by tokens */
	size_t removed, added; /* tokens */
};

/* Fills *out.
 *   shape   valid UTF-8
 *   owns    segments lie in a; their text is part of before and after, which must live on */
void textdiff_make(struct str before, struct str after, struct textdiff *out,
	struct arena *a);

/* Words for "no visible change" where the caller has none in its reader's language. */
#define TEXTDIFF_SAME "no visible change"

/* One column: what was removed in [-...-], what was added in {+...+} (in red and green
 * with `colour` instead), unchanged text cut to what stands around. Ends with a newline.
 *   columns  of the terminal, at least 20; text is wrapped there
 *   same     said when nothing changed; NULL: TEXTDIFF_SAME */
void textdiff_unified(const struct textdiff *d, size_t columns, bool colour,
	const char *same, struct buf *b);

/* Old text left, new text right; rows of unchanged lines far from a change left out.
 *   columns  both halves together, at least 40 */
void textdiff_side(const struct textdiff *d, size_t columns, bool colour, const char *same,
	struct buf *b);

/* <p> with <del> and <ins>, lines as <br>; escaped. */
void textdiff_html(const struct textdiff *d, const char *same, struct buf *b);

/* <table class="side">: old text left, new text right; unchanged lines far from a change are
 * counted in a row of class "gap" ("… 12 lines unchanged …", `skipped` the words). */
void textdiff_side_html(const struct textdiff *d, const char *same, const char *skipped,
	struct buf *b);

/* [{"kind":"same","text":"..."}, ...]; [] where nothing changed. */
void textdiff_json(const struct textdiff *d, struct jw *j);

#endif
