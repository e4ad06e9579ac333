/* Noise in texts: what differs between two fetches a moment apart is no edit.
 *
 * Visit counters, clocks, "today is", tokens: learned from a pair of fetches, line by line,
 * digits standing for each other. Pure. */
#ifndef CRAWLER_NOISE_H
#define CRAWLER_NOISE_H

#include "base/arena.h"

/* `text` without the lines whose shape (digits folded) differs between the fetches a and b. */
struct str noise_mask(struct str a, struct str b, struct str text, struct arena *out);

/* Old and new say the same once the lines that the pair (new, again) shows to be volatile
 * are taken from all of them. */
bool noise_only(struct str old, struct str now, struct str again, struct arena *a);

#endif
