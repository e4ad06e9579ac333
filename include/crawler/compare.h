/* Comparing an accepted reading of a column with what is known: pure.
 *
 * Input is the column's state (with its baseline), the items read, and a way to look up
 * notices. Output is what to store: changed notices and events, in order. A first reading
 * gives one column.baseline and no notice.* event. Nothing is concluded from absence but
 * "missing once"; delisted needs two accepted readings at least 30 minutes apart, and
 * withdrawn needs the notice's own page (notice_judge_page). */
#ifndef CRAWLER_COMPARE_H
#define CRAWLER_COMPARE_H

#include "base/civil.h"
#include "crawler/pages.h"

#define PROOF_SPAN_MS (30 * MINUTE_MS) /* between two fetches that prove an absence */

/* Identity of an item: known_as, else canonical address, else the site's own id, else title|date. */
struct str item_identity(const struct item *it, struct arena *a);

/* The same day in the portal's zone; two dates that are not stated are the same, too. */
bool dates_same_day(int64_t a_ms, int64_t b_ms, const struct zone *z);
/* The same title and the same day in the portal's zone, whatever the address. */
bool items_same(const struct item *a, const struct item *b, const struct zone *z);

/* Fills *out; false when no such notice is known. */
typedef bool notice_find_fn(struct str identity, struct notice *out, void *ctx);

struct comparison {
	struct notice *notices; /* to be stored */
	size_t nnotices;
	struct event *events;	/* to be stored, seq and time set by the caller */
	size_t nevents;
	struct str *missing;	/* identities to be kept in the column's state */
	size_t nmissing;
	struct str *rolled;	/* identities that rolled off by their position, where older
				   pages can be asked (compare_older); at most 200 */
	size_t nrolled;
	struct str *cut;	/* titles of what a shorter page showed no more, told as one */
	size_t ncut;
	size_t nnew, nknown, nleft;
	size_t nheld;		/* entries that say again what was changed lately: the next readings
				   tell whether it was changed back */
};

/* A notice of the column that was withdrawn, and has not come back since. */
struct compare_gone {
	struct str identity, title;
	int64_t date_ms;
};

struct compare_input {
	const struct compare_gone *gone; /* an entry unknown by its address with title and day of
					    one of them is that notice put up again */
	size_t ngone;
	const struct column_state *old;
	const struct item *items;
	size_t nitems;
	notice_find_fn *find;
	void *ctx;
	int64_t now_ms;
	const struct zone *zone; /* of the portal: which day an hour lies in */
	bool silent;   /* an accepted new shape or rebased column: no notice.* events */
	bool shorter;  /* accepted as another shape, though the same list: what is new on it is
			  told, what left it is the caller's */
	bool more;     /* the reading has a next page, where older entries are */
	bool history;  /* an older page: items go in as rolled off, nothing is missing */
};

/* The date a notice states when it is seen first lies far from that day, ten days at least.
 * Only where we would have seen it had it been there: its day lies after the baseline, and
 * the column was watched. NULL: it does not; else "back-dated" or
 * "dated-ahead", the detail of a notice.redated beside the notice.new. *days: how far. */
#define DATE_FAR_DAYS 10
const char *date_is_far(const struct notice *n, const struct column_state *s,
	const struct zone *z, int *days);
struct str date_far_detail(const struct notice *n, const char *why, int days,
	const struct zone *z, struct arena *a);

/* The day at the end of a page whose days go down, DATE_NONE_MS: they do not, or are too few.
 * One in ten may not, as an entry set by hand; sticky ones do not count. */
int64_t items_end_of_order(const struct item *items, size_t n);

/* Its days are stated, and do not go down. */
bool items_lack_order(const struct item *items, size_t n);

/* How many state a day before date_ms; sticky ones do not count. */
size_t items_older(const struct item *items, size_t n, int64_t date_ms);

/* All results lie in a. */
void compare_lists(const struct compare_input *in, struct comparison *out, struct arena *a);

/* The older pages of a column: do they hold what left the first one?
 *
 * By position alone an entry that was taken off cannot be told from one that rolled off in
 * the same round, and one that lost a sticky place looks like one that was taken off. So the
 * older pages are read after the first one, a few at most, while something of old->missing
 * or old->rolled is open. An entry met there has rolled off. One that had to roll off is absent
 * where a page is dated in order, has come to older days, and was written since. Of what is
 * neither met nor absent, the position decides: what was missing is counted as absent, what
 * rolled off has rolled off. */
struct older_input {
	const struct column_state *old; /* its missing and rolled are what is sought */
	const struct item *items;	/* of one older page */
	size_t nitems;
	notice_find_fn *find;
	void *ctx;
	int64_t now_ms;
	bool last; /* no further page will be read in this round, or this one cannot be read */
};

struct older_comparison {
	struct notice *notices; /* to be stored */
	size_t nnotices;
	struct event *events;
	size_t nevents;
	struct str *missing, *rolled; /* what old->missing and old->rolled become */
	size_t nmissing, nrolled;
	size_t nopen;	/* not met yet: a further page has to be read */
	size_t nabsent; /* of rolled: not where they belong, to be looked for once more */
};

/* All results lie in a. While nopen is not 0 the page behind is to be given, with what
 * missing and rolled have become, up to the last one of the round. */
void compare_older(const struct older_input *in, struct older_comparison *out,
	struct arena *a);

/* One more accepted look without a missing notice, half an hour after it was missed first. */
void notice_count_absence(struct notice *n, int64_t now_ms);

/* What the absences counted prove: "notice.delisted" at two, once the notice's own page has
 * said that it is still there. Changes n; NULL: nothing yet. */
const char *notice_judge_absence(struct notice *n);

/* What of a reading was met before. */
struct familiar {
	size_t known;	 /* notices of the column already, be it at another address: the same
			    title and date as in the baseline */
	size_t retitled; /* of those at their own address: under another title ... */
	size_t redated;	 /* ... of another day */
	bool last_spoilt; /* the last one of the reading is known, and says something else, or no
			     day any more */
};
void compare_familiar(const struct column_state *old, const struct item *items, size_t n,
	const struct zone *z, notice_find_fn *find, void *ctx, struct familiar *out, struct arena *a);

/* A site that answers by another name, with or without www or by a new one, lists the notices it
 * has always listed: sets known_as of those whose host was learned to be another name, the name
 * of old->aliases, where they are not known at their own address. With may_learn, a host is
 * learned when two of its entries at least, or all of the baseline, stood there with the same
 * path and title at one other host.
 *   returns  a host was learned now; it is the first of old->aliases
 *   owns     what is set lies in a */
bool compare_alias(struct column_state *old, struct item *items, size_t n, bool may_learn,
	notice_find_fn *find, void *ctx, struct arena *a);

/* Entries that lost their address for a while keep the one by which they are known: fills
 * url of those that stand in the baseline with the same title and day. */
void compare_lend_addresses(const struct column_state *old, struct item *items, size_t n,
	const struct zone *z);

/* Detail of an event that tells of one part, "title" or "date", that became another. */
struct str compare_detail(const char *part, struct str from, struct str to, struct arena *a);
/* That of a notice.moved: the two addresses. */
struct str moved_detail(struct str from, struct str to, struct arena *a);

/* For each entry: the list says of it what the old reading said, to the letter; or it cuts titles
 * now, without a mark, where it did not before, or the other way round: three entries at least
 * were cut to one number of letters, or one width. Such a title is no other one.
 *   owns  lies in a */
const bool *titles_by_list(const struct column_state *old, const struct item *items, size_t n,
	struct arena *a);

/* Titles say the same: folded equal, or one is the other cut with an ellipsis. */
bool titles_same(struct str a, struct str b);
/* Does one title say what the other, which ends in an ellipsis, leaves out? */
bool title_completes(struct str whole, struct str cut);

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
