/* Comparing an accepted reading of a column with what is known: pure.
 *
 * Input is the column's state (with its baseline), the items read, and a way to look up
 * notices. Output is what to store: changed notices and events, in order. A first reading
 * gives one column.baseline and no notice.* event. Nothing is concluded from absence but
 * "missing once"; delisted needs two accepted readings at least 30 minutes apart, and
 * withdrawn needs the notice's own page (notice_judge_page). */
#ifndef CRAWLER_COMPARE_H
#define CRAWLER_COMPARE_H

#include "crawler/pages.h"

#define PROOF_SPAN_MS (30 * MINUTE_MS) /* between two fetches that prove an absence */

/* Identity of an item: canonical address, else the site's own id, else title|date. */
struct str item_identity(const struct item *it, struct arena *a);

/* Fills *out; false when no such notice is known. */
typedef bool notice_find_fn(struct str identity, struct notice *out, void *ctx);

struct comparison {
	struct notice *notices; /* to be stored */
	size_t nnotices;
	struct event *events;	/* to be stored, seq and time set by the caller */
	size_t nevents;
	struct str *missing;	/* identities to be kept in the column's state */
	size_t nmissing;
	size_t nnew, nknown, nleft, nrolled;
};

struct compare_input {
	const struct column_state *old;
	const struct item *items;
	size_t nitems;
	notice_find_fn *find;
	void *ctx;
	int64_t now_ms;
	bool silent;   /* an accepted new shape or rebased column: no notice.* events */
	bool more;     /* the reading has a next page, where older entries are */
	bool history;  /* an older page: items go in as rolled off, nothing is missing */
};

/* All results lie in a. */
void compare_lists(const struct compare_input *in, struct comparison *out, struct arena *a);

/* How many items are notices of the column already. */
size_t compare_known(const struct item *items, size_t n, notice_find_fn *find, void *ctx,
	struct arena *a);

/* Titles say the same: folded equal, or one is the other cut with an ellipsis. */
bool titles_same(struct str a, struct str b);

/* What a visit of a notice's own page proves. gone: 404, 410 or soft 404; good: the page
 * answered; anything else proves nothing. Changes n and gives the kind of event to raise,
 * NULL for none: "notice.withdrawn", "notice.delisted", "notice.moved", or "notice.new" for
 * the entry named by moved_to, which turned out not to be a move.
 *   redirected  the page's address now leads to another one */
const char *notice_judge_page(struct notice *n, bool good, bool gone, bool redirected,
	int64_t now_ms);

/* Next visit of a notice's own page or file (DESIGN 7, Revisits): after 1, 6 and 24 h, daily
 * for a week, weekly for 3 months, monthly for 2 years, then yearly, with up to 10 % jitter
 * taken from the identity. Of n counts: identity, first_ms, nvisits.
 *   ages  "" for these, or ages of one's own, "1h,6h,1d,7d": behind the last one it is
 *         visited at that interval for ever */
int64_t revisit_due(const struct notice *n, const char *ages, int64_t now_ms);

#endif
