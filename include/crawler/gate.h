/* The gate before the baseline (DESIGN 7): may this reading of a column change what we
 * believe? Pure. */
#ifndef CRAWLER_GATE_H
#define CRAWLER_GATE_H

#include "crawler/agreement.h"
#include "crawler/compare.h"
#include "crawler/config.h"

/* Numbers of DESIGN 7. */
#define GATE_SHRINK_SHARE 4		       /* under a quarter of the learned count */
#define GATE_DRIFT_PERCENT 30		       /* under 30 % of it, while re-learning */
#define GATE_ALIKE_COUNT 3		       /* readings that return alike ... */
#define GATE_ALIKE_SPAN_MS (24 * HOUR_MS)      /* ... over a day: "another shape" */
#define GATE_ACCEPT_MS (3 * DAY_MS)	       /* and after three days the baseline */
#define GATE_MIN_CONFIDENCE 0.5		       /* of a list found without configuration */
#define GATE_RENAMED_MIN 4		       /* as many known entries, three quarters of them */
#define GATE_RENAMED_SHARE 75		       /* renamed at once: the page says it otherwise */

#define GATE_FIRST_READINGS 3		       /* at which the notices' own pages are asked */
#define GATE_SURE_CONFIDENCE 0.95	       /* of a list that they alone do not belie */
#define GATE_PROVEN 3			       /* pages that all bear the titles of the list ... */
#define GATE_PROVEN_CONFIDENCE 0.3	       /* ... prove one that is as uncertain as that */

struct gate {
	const char *refused; /* token, NULL when it passes: "blocked" "error-page" "empty" ... */
	bool shape;	     /* refused for its shape only: the exit of the gate applies */
	bool anew;	     /* the sitemap of another month: how many it holds is learned anew */
	bool renamed;	     /* refused because all entries say something else: when that lasts
				it is told notice by notice */
	bool same_list;	     /* refused, yet at its place, and entries of it were met before, or
				all are younger than the last accepted reading */
	bool relearned;	     /* passes, but not at one of the learned places */
	char why[400];	     /* in words, for probe, why and the measurement */
};

/* What was read as a list is a guess, on a page of text: of class static, and never a list
 * before. It is to be taken for none. */
bool gate_is_text(const struct column_state *old, const struct column_config *cfg,
	const struct listing *l);

/* Judges one reading. old: state before it (nitems 0 and first_ms 0 before the baseline).
 * met says what of it the column knows (compare_familiar). */
void gate_judge(const struct column_state *old, const struct column_config *cfg,
	const struct result *r, const struct familiar *met, struct gate *out);

/* What the notices' own pages say of one of the first readings of a list that was mined from a
 * page, judged by gate_judge before: titles of their own that differ (agreement_belies) refuse one
 * that is not sure without them ("own-titles", for its shape), all of them called as the list says
 * let it pass in spite of a low confidence. Later on the list is known by its notices. Asks nobody:
 * x is of pages that were read anyway. */
void gate_titles(const struct column_state *old, const struct listing *l,
	const struct agreement *x, struct gate *g);

/* What the column state becomes by a reading refused for its shape.
 *   home_passes  the portal's home page answers at present
 *   returns      0 wait, 1 "another shape" was confirmed just now, 2 accept it now */
int gate_exit(struct column_state *c, const struct gate *g, const struct result *r,
	bool home_passes, int64_t now_ms);

#endif
