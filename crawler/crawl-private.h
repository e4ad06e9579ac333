/* What the files crawl*.c share. */
#ifndef CRAWLER_CRAWL_PRIVATE_H
#define CRAWLER_CRAWL_PRIVATE_H

#include "base/clock.h"
#include "crawler/column-order.h"
#include "crawler/compare.h"
#include "crawler/crawl.h"
#include "crawler/due.h"
#include "crawler/gate.h"
#include "crawler/pages.h"

#include "reread.h"

/* One job under way. Owned by the crawl, freed when its result was recorded. */
struct flight {
	uint64_t id;
	int kind;		/* enum due_kind, or one of the extras */
	char *subject;		/* as in the due index */
	size_t subject_n;
	const struct portal_config *portal;
	const struct column_config *column; /* NULL for probes and links */
	char *host;
	char *url;
	int step;		/* history, older: number of the page; notices: 1 is the second fetch */
	int64_t prior_due_ms;	/* time of the entry in the due index */
	struct buf held;	/* what the first fetch of a pair brought */
	bool unconditional;
	struct flight *next;
};

enum { FLIGHT_HISTORY = 100, FLIGHT_NOTICE_PAIR, FLIGHT_SOFT404, FLIGHT_FILE_PAIR,
	FLIGHT_OLDER };

#define FLIGHT_SLOTS 4096 /* hash buckets; more than are ever under way */

struct crawl {
	const struct config *config;
	struct store *store;
	struct worker *worker;
	struct crawl_options options;
	struct flight *slot[FLIGHT_SLOTS];  /* by id */
	uint64_t busy[FLIGHT_SLOTS]; /* count of flights by hash of the subject */
	size_t nflights;
	uint64_t next_id;
	uint64_t last_request;
	int64_t full_until_ms; /* the disk was full: no turns before */
	int64_t last_request_look_ms;
	int64_t alive_ms;      /* last sign of life written */
	int64_t now_ms;	       /* of this turn */
	struct crawl_progress progress;
	struct arena turn;
	struct own_line line;  /* as stored; we are its only writer */
	int64_t line_asked_ms; /* somebody else was asked whether it is sound */
	struct column_config *homes; /* one per portal: the home page as a column */
	struct reread *reread;	     /* old bytes, read by today's extractor */
	struct host_slot *revisits;  /* when a host may be revisited again (REVISIT_HOSTS) */
};

/* --- crawl.c --- */
struct flight *flight_new(struct crawl *c, int kind, struct str subject,
	const struct portal_config *p, const struct column_config *col, struct str url);
/* Is this address being asked for already, as a column or notice? */
bool flight_asks(const struct crawl *c, struct str url);
bool flight_is_under_way(const struct crawl *c, struct str subject);
int flight_submit(struct crawl *c, struct flight *f, struct job *j, struct err *e);
const struct column_config *crawl_column(const struct crawl *c,
	const struct portal_config *p, struct str id);
void job_for(const struct crawl *c, const struct portal_config *p, struct str url,
	struct job *out);

/* --- crawl-record.c: records with their due entries and events --- */
int put_version(struct crawl *c, struct store_txn *t, const struct notice *n, struct version *v,
	struct err *e);
int put_event(struct crawl *c, struct store_txn *t, struct event *x, struct err *e);
int put_notice(struct crawl *c, struct store_txn *t, const struct notice *n,
	struct err *e);
int put_column(struct store_txn *t, const struct column_state *s, int64_t old_due_ms,
	struct err *e);
/* Body: kept whole with keep_body, the beginning of what proves a fault in any case. */
int put_measure(struct crawl *c, struct store_txn *t, const struct result *r, int verdict,
	const char *gate, bool keep_body, struct measure *out, struct err *e);
/* The links of a page. col NULL: it belongs to the walk; depth: of what it leads to. */
int put_links(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	const struct column_config *col, const struct result *r, int32_t depth, struct err *e);
/* --- crawl-technical.c: daily checks of HTTPS and IPv6, subjects of DUE_PROBE --- */
bool technical_is(struct str subject);
int technical_submit(struct crawl *c, struct str subject, struct err *e);
int technical_result(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct result *given, struct err *e);
/* Takes the entries out of the due index: the home page moved. */
int technical_forget(struct crawl *c, struct store_txn *t, struct portal_state *s,
	struct err *e);
int technical_sync(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	struct portal_state *s, struct err *e);

/* --- crawl-text.c: what a page says, for rules about pages --- */
/* *again: the change has to be seen in a second reading soon. */
int put_text(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	const struct column_config *col, const struct result *r, bool *again, struct err *e);
#define TEXT_WAIT_MS (10 * MINUTE_MS)
int put_address_result(struct crawl *c, struct store_txn *t, const struct result *r,
	int verdict, uint64_t measure, struct address *out, struct err *e);
struct str notice_subject(const struct notice *n, struct arena *a);
struct str column_subject(struct str portal, struct str column, struct arena *a);

/* The host was not asked: it wants to be left alone. *wait_ms: for so long. */
bool host_asks_to_wait(const struct result *r, int64_t *wait_ms);

/* --- one file per kind of due thing ---  submit: ERR_NOTFOUND without text where nothing is
 * stored of the subject */
int probe_submit(struct crawl *c, struct store_txn *t, struct str subject, struct err *e);
int probe_result(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct result *r, struct err *e);
int column_submit(struct crawl *c, struct store_txn *t, struct str subject, struct err *e);
int column_result(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct result *r, struct err *e);
/* Reads on behind the page of f, if anything is left to read. */
int history_follow(struct crawl *c, const struct flight *f, const struct column_state *s,
	const struct result *r, struct err *e);
int history_result(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct result *r, struct err *e);
int column_page(struct crawl *c, int kind, const struct portal_config *p,
	const struct column_config *col, const struct column_state *s, struct str url, int step,
	struct str met, struct err *e);
int column_write(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct notice *notices, size_t nnotices, struct event *events, size_t nevents,
	struct err *e);
bool column_find_notice(struct str identity, struct notice *out, void *ctx);
struct column_finder {
	struct store_txn *t;
	struct str portal, column;
	struct arena *a;
};
/* --- crawl-gone.c --- */
/* Fills gone of *in where the list has entries that are not known by their addresses. */
int gone_gather(struct store_txn *t, struct compare_input *in, struct arena *a, struct err *e);
/* --- crawl-older.c: did it roll off? --- */
/* Notes what compare_lists could not decide, and when the older pages are asked for it. */
void older_note(struct crawl *c, struct column_state *s, const struct comparison *cmp);
/* After a reading was accepted: asks for the next page where something is open. Changes s. */
int older_begin(struct crawl *c, const struct flight *f, struct column_state *s,
	struct err *e);
int older_result(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct result *r, struct err *e);
/* --- crawl-mass.c: many notices gone at once --- */
/* The page of n was found gone for the first time: it is counted, and others are asked. */
int mass_note(struct crawl *c, struct store_txn *t, const struct notice *n, struct err *e);
/* n is proven gone. *part: most notices of its column went with it, which is told as one. */
int mass_judge(struct crawl *c, struct store_txn *t, const struct notice *n, bool *part,
	struct err *e);
/* The page of n, gone since gone_ms, is there again. */
int mass_back(struct crawl *c, struct store_txn *t, const struct notice *n, int64_t gone_ms,
	struct err *e);
int notice_submit(struct crawl *c, struct store_txn *t, struct str subject, struct err *e);
int notice_result(struct crawl *c, struct store_txn *t, struct flight *f,
	const struct result *r, struct err *e);
int file_submit(struct crawl *c, struct store_txn *t, struct str subject, struct err *e);
int file_result(struct crawl *c, struct store_txn *t, struct flight *f,
	const struct result *r, struct err *e);
int link_submit(struct crawl *c, struct store_txn *t, struct str subject, struct err *e);
int link_result(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct result *r, struct err *e);
/* A check of an address that is linked. outside: of another site. */
void link_job(const struct crawl *c, const struct portal_config *p, struct str url,
	bool outside, struct job *out);

/* An event about a link. */
int link_event(struct crawl *c, struct store_txn *t, const struct address *x,
	const char *kind, struct err *e);

/* --- crawl-carried.c --- */
int carried_anywhere(struct store_txn *t, struct str url, bool *out, struct err *e);
/* Nobody carries x any more: it is asked for no longer, and what was told of it ends. */
int carried_forget(struct crawl *c, struct store_txn *t, struct address *x, bool was_told,
	struct err *e);
/* Faulty links that a page carried before and does not now. After the page was written. */
int carried_compare(struct crawl *c, struct store_txn *t, const struct page_links *before,
	const struct page_links *now, struct err *e);

/* --- crawl-sub-column.c: sub-columns that are linked by name and not configured --- */
/* Marks the targets of a page's links that a rule sub_columns of col names. */
int sub_columns_mark(struct crawl *c, struct store_txn *t, const struct column_config *col,
	const struct page_links *links, struct err *e);
/* The check of this address is a look at its list too. */
bool sub_column_wants(const struct crawl *c, const struct address *x);
/* Takes what the look showed; the next one is in a week, sooner where it has to be proven. */
int sub_column_take(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct result *r, struct err *e);
#define SUB_COLUMN_LOOK 1 /* flight.step of a check that is a look */

/* --- crawl-hidden.c: links on our own pages that nobody is meant to see --- */
/* A page of ours hides a link to url: its next check is at once, and finds it wrong while the
 * page still does. */
int hidden_mark(struct crawl *c, struct store_txn *t, struct str page, struct str url,
	struct err *e);
/* *verdict becomes VERDICT_WRONG with r's reason "hidden-link" where such a page is left. */
int hidden_look(struct crawl *c, struct store_txn *t, struct result *r, int *verdict,
	struct err *e);

/* --- crawl-sheets.c: what style sheets hide --- */
/* Keeps what the sheet that answered hides with its address, which is known. */
int sheet_learned(struct crawl *c, struct store_txn *t, const struct result *r, struct err *e);
/* j, about to ask for page, is told what the sheets hide that it loaded when it was read last;
 * it goes without validators where they say something new since. Borrows from the turn. */
int sheets_order(struct crawl *c, struct store_txn *t, struct str page, struct job *j,
	struct err *e);

/* --- crawl-walk.c: links: {scope: site} --- */
/* url is a page of a portal that is walked as a whole. */
bool walk_wants(const struct portal_config *p, struct str url);
/* When an address met by the walk is asked for: x->due_ms. *out false: a limit bites. */
int walk_place(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	struct address *x, bool *out, struct err *e);
/* Takes the links of a page that was checked. */
int walk_page(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	const struct result *r, struct err *e);

/* --- crawl-soft404.c --- */
enum soft404_view { SOFT404_NO, SOFT404_YES, SOFT404_WALL /* soft404_is_wall */,
	SOFT404_OPEN /* names are being asked for */ };
int soft404_look(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	const struct result *r, enum soft404_view *out, struct err *e);
const char *soft404_reason(const struct result *r);
int soft404_result(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct result *r, struct err *e);

/* --- crawl-notice.c, crawl-change.c: notices --- */
bool notice_subject_split(struct str subject, struct str *portal, struct str *column,
	struct str *identity);
struct notice_question {
	const struct portal_config *portal;
	const struct column_config *column;
	struct str subject, url;
	int kind; /* of the flight */
	struct str held; /* given to it, copied */
};
int notice_ask(struct crawl *c, struct store_txn *t, const struct notice_question *q,
	struct err *e);
/* The page came in part: it has no end, and its text is a beginning of the last version. */
bool notice_came_in_part(struct crawl *c, struct store_txn *t, const struct notice *n,
	const struct result *r);
/* Compares a sound answer with the last version. 1: a second fetch is under way. */
int notice_take_article(struct crawl *c, struct store_txn *t, struct flight *f,
	struct notice *n, const struct result *r, const struct sha256 *body, struct err *e);
struct event event_of_notice(struct crawl *c, const struct notice *n, const char *kind,
	struct str detail);
/* May a known notice or file of this host be asked for now? Takes the turn: they get half
 * of the host's pace. */
bool revisit_slot(struct crawl *c, const struct portal_config *p, struct str url);

/* --- crawl-file.c: attachments --- */
/* Knows the attachments of a version from now on, and forgets to ask for others. */
int files_know(struct crawl *c, struct store_txn *t, const struct notice *n,
	const struct version *v, struct err *e);
/* The digests known of the version's attachments. */
int files_digests(struct crawl *c, struct store_txn *t, const struct notice *n,
	struct version *v, struct err *e);

/* --- crawl-migrate.c: what an older extractor read --- */
/* The stored bytes of url read by today's extractor. ERR_NOTFOUND: they are not kept, or
 * cannot be read any more. */
int reread_body(struct crawl *c, struct store_txn *t, struct str url,
	const struct sha256 *body, struct page_order *o, struct page *out, struct err *e);
/* Makes *old, the last version of n, what today's extractor reads of its bytes. */
int migrate_version(struct crawl *c, struct store_txn *t, const struct notice *n,
	struct version *old, struct err *e);
/* The same for a column's baseline; identities of its notices follow. *lost: the bytes are
 * not there, nothing can be compared. */
int migrate_column(struct crawl *c, struct store_txn *t, const struct flight *f,
	struct column_state *s, bool *lost, struct err *e);

/* What one measurement of an address that is linked from pages leads to: its record, its next
 * check, link.confirmed or link.recovered. */
int link_learned(struct crawl *c, struct store_txn *t, const struct result *r, int verdict,
	uint64_t measure, struct err *e);

/* Looks for spam and for leading elsewhere on a page of the portal's own; raises
 * page.hijacked. *again: to be confirmed by a fetch ten minutes later. */
int hijack_look(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	const struct column_config *col, const struct result *r, bool *again, struct err *e);
#define HIJACK_WAIT_MS (10 * MINUTE_MS + SECOND_MS)

/* Waiting times after bad measurement number n: 1, 5, 15 minutes (DESIGN 3), then otherwise. */
int64_t retry_wait_ms(int32_t n, int64_t otherwise);
/* t with up to a tenth of span more, the same for the same subject. */
int64_t jittered(struct str subject, int64_t now_ms, int64_t span_ms);
/* --- crawl-life.c: signs of life, gaps, sealed days --- */
int life_begin(struct crawl *c, struct store_txn *t, struct err *e);
int life_go_on(struct crawl *c, struct store_txn *t, struct err *e);

/* --- crawl-line.c: our own line (DESIGN 9) --- */
enum line_state { LINE_SOUND, LINE_DOUBT, LINE_DOWN };
#define REASON_OWN_LINE "own-line"
bool failed_to_reach(int verdict);
int line_load(struct crawl *c, struct store_txn *t, struct err *e);
/* What the failure of a portal to be reached says of our own line. In doubt somebody
 * independent is asked at once. */
int line_judge(struct crawl *c, struct store_txn *t, const struct portal_state *s,
	enum line_state *out, struct err *e);
/* Somebody answered what was asked at asked_ms. s: the portal that did; NULL: a witness. */
int line_answered(struct crawl *c, struct store_txn *t, const struct portal_state *s,
	int64_t asked_ms, struct err *e);
/* A host that belongs to no portal did. */
int line_answered_outside(struct crawl *c, struct store_txn *t, int64_t asked_ms,
	struct err *e);
/* A failure that began before the line was back and is told after it. */
bool line_was_down(const struct crawl *c, const struct result *r);
/* The line is down, and this is what that looks like: it says nothing about the address. */
bool line_excuses(const struct crawl *c, int verdict);
struct str witness_subject(struct crawl *c, const char *url);
/* The portal is visited now. */
int portal_ask_now(struct crawl *c, struct store_txn *t, struct portal_state *s,
	struct err *e);

/* --- crawl-alike.c: does it fail alone? --- */
int alike_look(struct crawl *c, struct store_txn *t, struct portal_state *s, struct err *e);
/* It is back: those that went down with it are visited now, and proven anew. */
int alike_return(struct crawl *c, struct store_txn *t, const struct portal_state *s,
	int64_t alike_ms, struct err *e);

/* --- crawl-rename.c --- */
int renames_take(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	struct err *e);

int portals_sync(struct crawl *c, struct store_txn *t, struct err *e);
int requests_take(struct crawl *c, struct store_txn *t, struct err *e);

#endif
