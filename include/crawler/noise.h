/* Noise in texts: what differs between two fetches a moment apart is no edit.
 *
 * Three kinds are told apart. Counters, clocks and tokens: lines that are the same but for
 * digits and tokens; their shape is noise wherever it stands, and is kept per column, so
 * that it is known without a pair after it was met twice. Rotating blocks: lines that give
 * place to others; what stands at that place, and as many lines, is noise. Order: the same
 * lines in another order, where the pair itself is in two orders. Pure. */
#ifndef CRAWLER_NOISE_H
#define CRAWLER_NOISE_H

#include "crawler/pages.h"

#define NOISE_LINES_MAX 200 /* kept of one column; the oldest goes */
#define NOISE_TRUST 2	    /* pairs that must have shown a shape before it stands alone */

/* `text` without visit counters and "today is ..." (digits behind such words go). */
struct str noise_fold(struct str text, struct arena *a);

/* The texts say the same but for noise_fold and what text_same calls no visible change. */
bool noise_same(struct str a, struct str b, struct arena *arena);

/* Everything in which `now` differs from `old` is noise by what is known of the column
 * (NULL: nothing) and by the pair (now, again); again none: there is no pair. */
bool noise_only(const struct column_noise *known, struct str old, struct str now,
	struct str again, struct arena *a);

/* Takes up the shapes in which the pair differs. True: something was learned. */
bool noise_learn(struct column_noise *known, struct str now, struct str again,
	int64_t now_ms, struct arena *a);

#endif
