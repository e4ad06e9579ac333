/* What the crawler stores in `pages`: typed records over store.h. The crawler is the only
 * writer (but `request`); monitor, reports and commands read.
 *
 * A stated date is date_ms, DATE_NONE_MS (0) where none is stated. Times 0 mean "never". */
#ifndef CRAWLER_PAGES_H
#define CRAWLER_PAGES_H

#include "crawler/job.h"
#include "crawler/store.h"
#include "crawler/visit.h"

/* One attempt to fetch something: kept as taken (DESIGN 5). Table "measure", key
 * hash(url) | time | seq. */
struct measure {
	uint64_t seq;	   /* store-wide, ascending */
	int64_t time_ms;   /* start */
	struct str url, final_url;
	int32_t kind;	   /* enum job_kind */
	int32_t verdict;   /* enum verdict, final: soft 404 and the gate included */
	int32_t status, phase;
	struct str reason, detail;
	int64_t elapsed_ms, ttfb_ms, body_bytes;
	struct sha256 body_digest; /* zero: no body kept; of a failed link the beginning */
	struct hop *hops;
	size_t nhops;
	struct pair *headers;
	size_t nheaders;
	struct str tls_detail;
	int64_t tls_expires_ms;
	int32_t tries;
	struct str gate; /* why a reading was refused: "challenge" "shrunken" ...; none: passed */
	struct str encoding, declared;
	bool not_modified;
	struct sha256 asked_digest; /* head of the request (crawler/asked.h); zero: not kept */
	struct pair *asked;
	size_t nasked;
};
extern const struct record_type record_measure;

/* What is known of one address, links included. Table "address", key hash(url). */
struct address {
	struct str url;
	int64_t first_ms, last_ms, last_ok_ms; /* measured */
	int64_t due_ms;			       /* next check */
	int32_t verdict;		       /* of the last measurement */
	int32_t status;
	struct str reason, final_url;
	int64_t bad_since_ms; /* first of the present run of bad measurements, 0: good */
	int32_t nbad;	      /* length of that run; blocked and unknown do not count */
	int32_t ngood;	      /* length of the present run of good ones */
	bool confirmed;	      /* broken by the rule of DESIGN 8 */
	int64_t confirmed_ms;
	int64_t earliest_ms; /* when a suspected one can be confirmed at the earliest */
	struct str etag, modified;
	struct sha256 body_digest; /* for which the validators hold */
	int64_t not_modified_since_ms; /* first 304 of the present series */
	uint64_t last_measure;	   /* seq */
	struct str portal;	   /* that asks for it (the first one) */
	bool outside;		   /* leaves the portal's site */
	int32_t depth;		   /* links from home page, column or notice; 0 on one of them */
	int64_t every_ms;	   /* between checks while it is well, 0: by portal */
	int64_t hijack_since_ms;   /* first of the present run of readings with spam, 0 */
	bool hijack_told;
	struct str hidden_on;	   /* a page of ours that hides its link to it; none */
	struct str hides;	   /* of a style sheet: names of boxes that it hides (links_hiding) */
	int64_t hides_ms;	   /* since when it says so */
	/* A sub-column, linked by its name from a page whose rule sub_columns asks for it: */
	int64_t sub_until_ms;	   /* till when it counts as one, 0: it is none */
	int64_t look_ms;	   /* its list was read last, 0: never */
	int32_t nlisted;	   /* notices on it then */
	int32_t nblank;		   /* length of the present run of blank looks */
};
extern const struct record_type record_address;

/* The walk through a whole portal (links: {scope: site}). Table "walk", key portal. */
struct site_walk {
	struct str portal;
	uint64_t known;	 /* addresses it met */
	uint64_t pages;	 /* of them read for their links */
	int64_t next_ms; /* the next address met is asked for then at the earliest */
	/* refused for a limit: too many, too deep, and traps */
	uint64_t over, deep, traps;
};
extern const struct record_type record_site_walk;
int pages_walk(struct store_txn *t, struct str portal, struct site_walk *out, struct arena *a,
	struct err *e);
int pages_put_walk(struct store_txn *t, const struct site_walk *x, struct err *e);

/* Links found on one page. Table "page", key hash(url). */
struct edge {
	struct str url; /* of the target, without fragment */
	struct str element, attribute, text;
	int32_t line;
	bool hidden, navigation;
};
extern const struct record_type record_edge;

struct page_links {
	struct str url;	   /* the page */
	struct str portal, column; /* column may be none */
	int64_t time_ms;
	struct str title;
	struct edge *edges;
	size_t nedges;
};
extern const struct record_type record_page_links;

/* A time for which a link was broken, so that a report knows what was true then. Table
 * "link-past", key hash(url) | confirmed. Kept for ever: they are few. */
struct link_page { /* that carried it when it was confirmed */
	struct str url, text, portal, column;
	int32_t line;
};
#define LINK_PAGES_MAX 50
struct link_past {
	struct str url;
	int64_t bad_since_ms, confirmed_ms;
	int64_t repaired_ms; /* or taken from its last page; 0: not yet */
	int32_t verdict, status;
	struct str reason;
	struct link_page *pages;
	size_t npages;
};
extern const struct record_type record_link_past;
/* x was confirmed just now; who carries it is looked up. */
int pages_link_broke(struct store_txn *t, const struct address *x, struct err *e);
int pages_link_repaired(struct store_txn *t, struct str url, int64_t now_ms, struct err *e);
typedef int pages_link_past_fn(const struct link_past *p, void *ctx);
int pages_each_link_past(struct store_txn *t, pages_link_past_fn *fn, void *ctx, struct err *e);

/* What a column page or home page says, for rules about pages: kept of home pages, of class
 * static, and where a rule asks for it. Table "text", key hash(url). */
struct page_text {
	struct str url;
	int64_t time_ms;    /* of the reading */
	int64_t since_ms;   /* first reading */
	int64_t changed_ms; /* last change that was no noise, 0: none yet */
	int32_t nchanges;
	struct str text;    /* visible, a line per block */
	struct str places;  /* lines "address text" of pictures and of links that leave the site */
	struct pair *meta;  /* name in lower case, content */
	size_t nmeta;
	struct str pending; /* differs from text; the next reading says whether it is noise */
	int64_t pending_ms;
	bool watched;	    /* changes are followed, not only the newest text kept */
};
extern const struct record_type record_page_text;

/* A portal as the crawler knows it. Table "portal", key id NUL. */
struct portal_state {
	struct str id, home;
	int64_t last_probe_ms, last_good_ms, due_ms;
	int32_t verdict; /* of the last probe */
	int32_t status;
	struct str reason;
	int64_t bad_since_ms;
	int32_t nbad, ngood;
	int64_t first_ms;
	bool retired;
	int64_t last_round_ms; /* all columns attempted */
	struct str address;    /* contacted address, for platform inhibition */
	bool down;	       /* three bad probes over 20 minutes, not yet two good ones */
	struct visits_of_day *visits; /* of the last days, oldest first */
	size_t nvisits;
	int64_t visit_ms;	  /* the visit that is going on: struct visit_run */
	int32_t visit_what, visit_extra;
	int64_t up_ms;		  /* last time it came back from being down, or refusing us */
	int64_t alike_ms; /* of those that may have begun to fail at one minute for one
			     reason: the same for all of them; 0 while it does not fail */
	int32_t nrun;	 /* bad probes since the last good one, or since others came back */
	int64_t https_due_ms, ipv6_due_ms; /* daily checks, where a rule asks for them; 0 */
};
extern const struct record_type record_portal_state;

enum notice_state { NOTICE_LISTED, NOTICE_ROLLED, NOTICE_MISSING /* once, unproven */,
	NOTICE_DELISTED, NOTICE_WITHDRAWN };
const char *notice_state_word(int state);

/* One entry of a column. Table "notice", key portal/column NUL hash(identity). */
struct notice {
	struct str portal, column;
	struct str identity; /* canonical address, else site id, else title|date */
	struct str title, url, href;
	int64_t date_ms; /* stated; DATE_NONE_MS: none */
	bool date_has_time, date_weak;
	int32_t date_day;  /* date_ms in the portal's zone; 0: not said, it is China's */
	int64_t first_ms;  /* first seen; 0 with baseline true: was there before us */
	bool baseline;	   /* part of a first reading: first_ms is not its first appearance */
	int64_t last_listed_ms, last_page_ms;
	int32_t state;	   /* enum notice_state */
	int32_t position;  /* 0.. in the last reading that listed it */
	int64_t missing_ms; /* first accepted fetch without it, 0 */
	int32_t nmissing;
	int64_t gone_ms;    /* first 404/410/soft404 of its own page, 0 */
	int32_t ngone;
	int32_t nversions;
	struct sha256 text_digest, body_digest; /* of the last version */
	int64_t due_ms;	   /* next revisit of its own page */
	int32_t nvisits;
	int32_t verdict;   /* of its own page */
	struct str site_id;
	struct str doc_number;
	struct str index_number; /* 索引号 */
	int64_t written_ms;
	struct str pair_titles;
	struct str source;
	bool sticky;
	struct str moved_to; /* identity of the entry that seems to replace it; none */
	int64_t page_date_ms; /* what its own page states, once that has changed; else none */
	struct str page_title; /* likewise, told and not yet on the list; none */
	bool page_date_apart; /* that was told, and the list has not followed */
	bool cut;	      /* missing because the end of its list is, until that is told */
	bool pushed; /* missing only because it may have moved: by its place it rolled off */
	bool along; /* to moved_to, as most of its list at one time */
	/* what the list said before its last edit, none: it was not edited; since when it is said
	 * again, in so many readings, without being believed yet */
	struct str before_title;
	int64_t before_date_ms, edited_ms, back_ms;
	int32_t nback;
	bool watched; /* the column was read within two days before this was first seen */
};
extern const struct record_type record_notice;

/* One version of a notice's own page. Table "version", key as notice | seq. */
struct version {
	uint64_t seq;
	int64_t time_ms;
	struct str title, url, text, source;
	int64_t date_ms;
	int32_t date_day; /* as of a notice */
	struct sha256 body_digest, text_digest;
	struct attachment *attachments;
	size_t nattachments;
	struct pair *attachment_digests; /* url -> digest hex + size */
	size_t nattachment_digests;
	int32_t extractor;
	struct pair *meta;
	size_t nmeta;
	struct attachment *links; /* of the main text */
	size_t nlinks;
	struct str *images;
	size_t nimages;
};
extern const struct record_type record_version;

/* One attachment of a notice: fetched on the notice's schedule, compared by digest. Table
 * "file", key notice | hash(url). */
struct file_state {
	struct str portal, column, identity; /* of the notice */
	struct str url, title;
	int64_t first_ms, last_ms, last_good_ms;
	int64_t due_ms;
	int32_t nvisits;
	struct sha256 digest; /* of the last good answer, zero: none yet */
	int64_t bytes;
	struct str type;      /* "pdf" "office" ..., from the bytes */
	int32_t verdict, status;
	struct str etag, modified; /* for the digest */
	bool is_volatile;     /* two fetches a moment apart differ: its digest says nothing */
	struct sha256 stored; /* bytes kept (attachments: store), zero: none */
};
extern const struct record_type record_file_state;

/* Lines that are noise on the pages of one column (crawler/noise.h). Table "noise", key
 * portal/column NUL. */
struct noise_line {
	uint64_t shape;
	int32_t npairs; /* pairs of fetches in which it differed */
	int64_t last_ms;
	struct str sample;
};
extern const struct record_type record_noise_line;

struct column_noise {
	struct str portal, column;
	struct noise_line *lines;
	size_t nlines;
};
extern const struct record_type record_column_noise;

/* A column as the crawler knows it. Table "column", key portal/column NUL. */
struct column_state {
	struct str portal, column, url;
	int64_t first_ms;	 /* baseline taken, 0: not yet */
	int64_t last_try_ms, last_good_ms, due_ms;
	int32_t verdict;	 /* of the last fetch */
	struct str reason;
	struct str gate;	 /* why the last reading was refused; none */
	int32_t learned_count;	 /* items of a usual reading */
	struct locator *locators;
	size_t nlocators;
	struct item *items;	 /* the baseline, in order */
	size_t nitems;
	struct sha256 list_digest; /* of the item set */
	int64_t newest_ms;	 /* newest credible date, DATE_NONE_MS */
	struct str newest_title;
	int32_t ndated;		 /* items with a date in the baseline */
	bool empty;		 /* accepted and without items */
	/* the gate's exit: a refused shape that returns alike */
	struct sha256 shape_digest;
	int64_t shape_first_ms, shape_last_ms;
	int32_t shape_count;
	bool shape_open;	 /* told as "another shape" */
	int32_t nbad;
	int64_t bad_since_ms;
	int32_t nreadings;	 /* accepted */
	struct str next_url;
	struct str encoding, declared;
	struct str cls;		 /* class as configured or guessed */
	bool retired;
	int64_t interval_ms;
	struct str *missing; /* identities that left the list without rolling off, unproven */
	size_t nmissing;
	struct str *rolled; /* that rolled off by position, not yet met on an older page */
	size_t nrolled;
	int64_t look_ms; /* when they are looked for on the older pages */
	bool accept;	     /* a person accepts the next reading whatever its shape */
	struct str accept_by;
	int32_t extractor;	  /* that read the baseline; 0: before it was noted */
	struct sha256 body_digest; /* of the page the baseline was read from */
	bool unclosed;		  /* that page ended without its end */
	int64_t wave_ms; /* notices were found gone since; 0: none within a month */
	int32_t nwave;	 /* so many of them, less those that came back */
	int64_t mass_ms; /* told as one, column.migrated; 0: not */
	bool tag_lies;	 /* its list changed under one ETag and date: it is read whole */
	struct str *aliases; /* "host known-host": two names of one site (compare_alias) */
	size_t naliases;
	bool holds;	 /* an edit taken back that is not believed yet: no 304 may say so */
};
extern const struct record_type record_column_state;

/* What happened. Table "event", key seq. Detail is JSON, an object. */
struct event {
	uint64_t seq;
	int64_t time_ms;
	struct str kind; /* "notice.new" ... (DESIGN 7) */
	struct str portal, column;
	struct str title, url, identity; /* of the notice, none for column events */
	int64_t date_ms;
	int32_t date_day; /* as of a notice */
	struct str detail;
};
extern const struct record_type record_event;

/* The day that is stated, in the portal's zone; DAY_NONE: none. */
int32_t notice_day(const struct notice *n);
int32_t version_day(const struct version *v);
int32_t event_day(const struct event *x);

/* A wish of a command, taken up by the crawler. Table "request", key seq. */
struct request {
	uint64_t seq;
	int64_t time_ms;
	struct str what;    /* "recheck" "accept" */
	struct str subject; /* portal, portal/column, address */
	struct str by, reason, user;
	int64_t done_ms; /* 0: waiting */
};
extern const struct record_type record_request;

/* A time during which nothing was measured. Table "gap", key time. */
struct gap {
	int64_t from_ms, to_ms;
	struct str why; /* "stopped" "own line" "clock ran backwards" */
};
extern const struct record_type record_gap;

/* Our own line to the net, as the crawler knows it from its own failures and from those who
 * answered. Table "crawler", key "line". */
struct own_line {
	int64_t down_ms; /* nothing answers since; 0: it is sound */
	int64_t up_ms;	 /* when it came back last */
};
extern const struct record_type record_own_line;

/* Notices per column and day, so that aggregate reports need no scan of all notices.
 * Table "count", key portal/column NUL day(u32 biased). Days are those that the notices state
 * (date_day). Kept by pages_put_notice; a notice without a date counts under DAY_NONE. */
struct notice_count {
	struct str portal, column;
	int32_t day;
	int32_t total;	   /* all, in whatever state */
	int32_t withdrawn; /* of these NOTICE_WITHDRAWN */
	int32_t delisted;  /* of these NOTICE_DELISTED */
	int32_t weak;	   /* of these dated from the address only */
	int32_t baseline;  /* of these present at the first reading */
};
extern const struct record_type record_notice_count;

/* Other measurements of one address and day after their 120 days (DESIGN 5). Table
 * "measure-day", key hash(url) | day. */
struct measure_day {
	struct str url;
	int32_t day; /* in China's time: an index must not depend on configuration */
	int32_t n, ngood, nbad, nblocked, nother;
	int32_t worst; /* verdict of the last bad one, else VERDICT_NONE */
	int64_t elapsed_ms_sum, elapsed_ms_max;
	int64_t first_ms, last_ms;
};
extern const struct record_type record_measure_day;

/* The probes (JOB_PROBE) of one address on one day, so that a year of visits is read from its
 * days. Table "probe-day", key hash(url) | day. Kept by pages_put_measure, and not pruned: a
 * day takes some 170 bytes. Where there is a record it has all probes of its day; days of
 * older stores are made up for bit by bit. */
struct probe_day {
	struct str url;
	int32_t day; /* in China's time, as above */
	int64_t last_ms;
	struct str probes; /* bytes: pages-probe.c */
};
extern const struct record_type record_probe_day;

/* One link of the snapshot chain: everything measured up to the end of a day. Table
 * "manifest", key day. `digest` is SHA-256 over `previous` and the leaves of the
 * measurements from_seq..to_seq in order; a leaf is the SHA-256 of the stored record,
 * which names its body's digest. What retention deletes leaves its leaf behind, so the
 * chain can be computed again for ever. */
struct manifest {
	int32_t day;
	uint64_t from_seq, to_seq; /* to_seq < from_seq: a day without measurements */
	uint64_t nmeasures;
	struct sha256 previous, digest;
	int64_t sealed_ms;
};
extern const struct record_type record_manifest;

/* --- reading ---  0, ERR_NOTFOUND without text, or a store error */
int pages_measure_last(struct store_txn *t, struct str url, struct measure *out,
	struct arena *a, struct err *e);
int pages_address(struct store_txn *t, struct str url, struct address *out, struct arena *a,
	struct err *e);
int pages_links(struct store_txn *t, struct str url, struct page_links *out,
	struct arena *a, struct err *e);
int pages_page_text(struct store_txn *t, struct str url, struct page_text *out, struct arena *a,
	struct err *e);
int pages_portal(struct store_txn *t, struct str id, struct portal_state *out,
	struct arena *a, struct err *e);
int pages_column(struct store_txn *t, struct str portal, struct str column,
	struct column_state *out, struct arena *a, struct err *e);
int pages_notice(struct store_txn *t, struct str portal, struct str column,
	struct str identity, struct notice *out, struct arena *a, struct err *e);
/* The notice whose identity has this 128-bit hash. */
int pages_notice_at(struct store_txn *t, struct str portal, struct str column,
	const struct key128 *identity, struct notice *out, struct arena *a, struct err *e);
int pages_version_last(struct store_txn *t, const struct notice *n, struct version *out,
	struct arena *a, struct err *e);
int pages_event(struct store_txn *t, uint64_t seq, struct event *out, struct arena *a,
	struct err *e);
/* All zero where nothing was ever wrong with it. */
int pages_own_line(struct store_txn *t, struct own_line *out, struct err *e);
int pages_file(struct store_txn *t, const struct notice *n, struct str url,
	struct file_state *out, struct arena *a, struct err *e);
int pages_noise(struct store_txn *t, struct str portal, struct str column,
	struct column_noise *out, struct arena *a, struct err *e);

/* By number: what an incident's evidence refers to. */
int pages_measure(struct store_txn *t, uint64_t seq, struct measure *out, struct arena *a,
	struct err *e);

/* --- iterating: the callback returns 0 to go on, 1 to stop, negative to fail --- */
typedef int pages_measure_fn(const struct measure *m, void *ctx);
typedef int pages_address_fn(const struct address *x, void *ctx);
typedef int pages_links_fn(const struct page_links *p, void *ctx);
typedef int pages_portal_fn(const struct portal_state *p, void *ctx);
typedef int pages_column_fn(const struct column_state *c, void *ctx);
typedef int pages_notice_fn(const struct notice *n, void *ctx);
typedef int pages_version_fn(const struct version *v, void *ctx);
typedef int pages_file_fn(const struct file_state *f, void *ctx);
typedef int pages_event_fn(const struct event *x, void *ctx);
typedef int pages_request_fn(const struct request *r, void *ctx);
typedef int pages_gap_fn(const struct gap *g, void *ctx);
typedef int pages_count_fn(const struct notice_count *c, void *ctx);
typedef int pages_day_fn(const struct measure_day *d, void *ctx);
typedef int pages_probe_fn(int verdict, int64_t elapsed_ms, int64_t time_ms, void *ctx);
typedef int pages_manifest_fn(const struct manifest *m, void *ctx);

/* Measurements of one address from from_ms to to_ms (exclusive), oldest first. */
int pages_each_measure(struct store_txn *t, struct str url, int64_t from_ms, int64_t to_ms,
	pages_measure_fn *fn, void *ctx, struct err *e);
int pages_each_address(struct store_txn *t, pages_address_fn *fn, void *ctx, struct err *e);
int pages_each_links(struct store_txn *t, pages_links_fn *fn, void *ctx, struct err *e);
int pages_each_portal(struct store_txn *t, pages_portal_fn *fn, void *ctx, struct err *e);
int pages_each_column(struct store_txn *t, struct str portal /* none: all */,
	pages_column_fn *fn, void *ctx, struct err *e);
int pages_each_notice(struct store_txn *t, struct str portal, struct str column /* none: all */,
	pages_notice_fn *fn, void *ctx, struct err *e);
/* The same from the notice after `place` on (none: the first), which is moved along, so that a
 * long search can go on where it ended. */
int pages_each_notice_from(struct store_txn *t, struct str portal, struct str column,
	struct buf *place, pages_notice_fn *fn, void *ctx, struct err *e);
int pages_each_version(struct store_txn *t, const struct notice *n, pages_version_fn *fn,
	void *ctx, struct err *e);
int pages_each_file(struct store_txn *t, const struct notice *n, pages_file_fn *fn,
	void *ctx, struct err *e);
int pages_each_event(struct store_txn *t, uint64_t after_seq, pages_event_fn *fn, void *ctx,
	struct err *e);
/* The newest first. */
int pages_each_event_back(struct store_txn *t, pages_event_fn *fn, void *ctx, struct err *e);
int pages_each_request(struct store_txn *t, pages_request_fn *fn, void *ctx, struct err *e);
int pages_each_gap(struct store_txn *t, int64_t from_ms, int64_t to_ms, pages_gap_fn *fn,
	void *ctx, struct err *e);

/* Measurements in the order of their numbers. */
int pages_each_measure_seq(struct store_txn *t, uint64_t after_seq, pages_measure_fn *fn,
	void *ctx, struct err *e);
/* Days of an address that were rolled up, from_day to to_day (exclusive). */
int pages_each_day(struct store_txn *t, struct str url, int32_t from_day, int32_t to_day,
	pages_day_fn *fn, void *ctx, struct err *e);
/* Probes of an address from from_ms to to_ms (exclusive), oldest first: from table "probe-day",
 * and from the measurements themselves on days that it lacks. */
int pages_each_probe(struct store_txn *t, struct str url, int64_t from_ms, int64_t to_ms,
	pages_probe_fn *fn, void *ctx, struct err *e);
/* The table has that day: what was rolled up of it is in there too. */
bool pages_has_probes(struct store_txn *t, struct str url, int32_t day);
/* Counts of a column (none: all of the portal; portal none: all) with from_day <= day <
 * to_day, by column and day. Undated ones (day DAY_NONE) when from_day is DAY_NONE. */
int pages_count(struct store_txn *t, struct str portal, struct str column, int32_t from_day,
	int32_t to_day, pages_count_fn *fn, void *ctx, struct err *e);
int pages_each_manifest(struct store_txn *t, pages_manifest_fn *fn, void *ctx,
	struct err *e);

/* --- writing --- measure, version and event get their seq here */
int pages_put_measure(struct store_txn *t, struct measure *m, struct err *e);
int pages_put_address(struct store_txn *t, const struct address *x, struct err *e);
int pages_put_links(struct store_txn *t, const struct page_links *p, struct err *e);
int pages_put_text(struct store_txn *t, const struct page_text *p, struct err *e);
int pages_put_portal(struct store_txn *t, const struct portal_state *p, struct err *e);
int pages_put_column(struct store_txn *t, const struct column_state *c, struct err *e);
int pages_put_notice(struct store_txn *t, const struct notice *n, struct err *e);
int pages_put_version(struct store_txn *t, const struct notice *n, struct version *v,
	struct err *e);
/* The same version read again by another extractor, or with digests learned since: seq,
 * time and body stay. */
int pages_amend_version(struct store_txn *t, const struct notice *n, const struct version *v,
	struct err *e);
int pages_put_event(struct store_txn *t, struct event *x, struct err *e);
int pages_put_file(struct store_txn *t, const struct file_state *f, struct err *e);
int pages_put_noise(struct store_txn *t, const struct column_noise *n, struct err *e);
/* Gives a notice another identity; versions and files go with it. Due entries are the
 * caller's. */
int pages_rename_notice(struct store_txn *t, const struct notice *old, struct notice *now,
	struct err *e);
/* History belongs to portal/column; this is how it gets another id (`was:`). Moves notices,
 * versions, files, counts, noise and state, and rewrites events and links. Due entries are
 * the caller's, and that nothing lies under the new id. */
int pages_rename_column(struct store_txn *t, struct str portal, struct str column,
	struct str to_portal, struct str to_column, struct err *e);
/* A portal's own record under another id, and events that belong to no column. */
int pages_rename_portal(struct store_txn *t, struct str from, const struct portal_state *now,
	struct err *e);
int pages_put_request(struct store_txn *t, struct request *r, struct err *e);
int pages_put_gap(struct store_txn *t, const struct gap *g, struct err *e);
int pages_put_own_line(struct store_txn *t, const struct own_line *x, struct err *e);

/* Closes a day of the snapshot chain: the measurements since the day sealed before. For
 * the crawler, when a day is over; ERR_EXISTS without text when it or a later one is
 * sealed already. */
int pages_seal_day(struct store_txn *t, int32_t day, int64_t now_ms, struct err *e);
/* The bytes that a sealed day's digest is the SHA-256 of: the digest of the day before, then
 * the leaves, 32 bytes each. */
int pages_chain_day(struct store_txn *t, const struct manifest *m, struct buf *out,
	struct err *e);
/* A measurement's record as stored: its SHA-256 is its leaf.  errors  ERR_NOTFOUND */
int pages_measure_record(struct store_txn *t, uint64_t seq, struct str *out, struct arena *a,
	struct err *e);
/* Computes the chain again: told is called for each fault, *faults counts them. */
int pages_check_chain(struct store_txn *t, void (*told)(const char *what, void *ctx),
	void *ctx, uint64_t *faults, struct err *e);

/* Counts all notices again and compares table "count". */
int pages_check_counts(struct store_txn *t, void (*told)(const char *what, void *ctx),
	void *ctx, uint64_t *faults, struct err *e);

/* Looks for each probe that is still stored as measured in table "probe-day". */
int pages_check_probes(struct store_txn *t, void (*told)(const char *what, void *ctx),
	void *ctx, uint64_t *faults, struct err *e);

/* Retention (DESIGN 5). A prune walks all measurements in steps, one transaction each:
 *
 *	struct pages_prune p = {.now_ms = ...}; pages_prune_init(&p);
 *	while (!p.done) { store_begin; pages_prune(t, &p, e); store_commit; }
 *	store_begin; body_sweep; store_commit; pages_prune_release(&p);
 *
 * Versions of notices are never touched. What `kept` says is referred to stays. */
struct pages_prune {
	int64_t now_ms;
	bool (*kept)(const struct measure *m, void *ctx); /* NULL: nothing */
	void *ctx;
	bool dry;    /* count only */
	struct buf at; /* where the next step begins */
	bool done;
	uint64_t seen, removed, rolled, bodies, body_bytes;
	/* list pages are thinned to the first of a week: */
	struct key128 week_url;
	int32_t week;
};
void pages_prune_init(struct pages_prune *p);
void pages_prune_release(struct pages_prune *p);
int pages_prune(struct store_txn *t, struct pages_prune *p, struct err *e);

/* Confirmation of DESIGN 8, pure: what the address record becomes by one more measurement.
 * broken.*, wrong and private: twice at least an hour apart; unstable.*: three times over
 * at least 24 hours; blocked, unknown, skipped change nothing but last_ms; two good checks
 * end it. *turned is +1 when it became confirmed, -1 when it recovered, else 0. */
void address_judge(struct address *x, int verdict, int status, int64_t now_ms, int *turned);

#endif
