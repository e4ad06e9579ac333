/* What the list files share: links of a page as leads, dates on it, clusters of leads that
 * stand in alike places, and entries: one record each. Private to the list files. */
#ifndef LIST_MINE_H
#define LIST_MINE_H

#include "crawler/dates.h"
#include "crawler/list.h"
#include "crawler/url.h"
#include "list-tree.h"

#define LEAD_NONE UINT32_MAX
#define LEVEL_MAX 12
#define CLUSTERS_SCORED 4000 /* more places than that are no page for people */

/* A link that could be a notice. */
struct lead {
	uint32_t node;	  /* of the a element */
	uint32_t next;	  /* in its cluster */
	struct str href;  /* trimmed, as written */
	struct str shown; /* visible text, or alt of its image */
	struct str hint;  /* title attribute */
	uint16_t width;	  /* columns of the better of both */
	bool document;	  /* the address looks like a notice: a number, a date, a file */
	bool dated_url;
	bool live;	  /* an address, not javascript: */
	bool file;	  /* the address names a file to download */
	bool archive;	  /* one that holds others: .zip */
	bool generic;	  /* the text names an action or a file, no notice */
	bool heading;	  /* inside h1 to h6 */
	bool bare;	  /* the text is a date and no more */
	bool column;	  /* the address is of a site or a column: ends in / or index */
};

/* How much the place of a date says that it is the date of a record. */
enum date_rank { RANK_PROSE = 1, RANK_BESIDE = 3, RANK_ALONE = 4, RANK_MARKED = 5 };

struct when {
	uint32_t node; /* text node, or element whose attribute states it */
	uint8_t rank;  /* enum date_rank */
	struct date_found found;
};

/* One record. */
struct entry {
	uint32_t lead; /* index; LEAD_NONE: text without a link */
	uint32_t node; /* the record's element */
	uint32_t end;  /* where its region ends: at or after node's end */
	uint32_t begin; /* where it begins: at or before node */
	uint32_t when; /* index of its date, or LEAD_NONE */
};

struct cluster {
	uint64_t path;
	uint32_t first, last; /* leads */
	uint32_t n;
};

/* A cluster read at one level: what the score is made of. */
struct reading {
	struct entry *entry;
	size_t n;
	uint32_t cluster;
	unsigned level;	    /* record is this many steps above the link */
	double dated, dated_url, document, unique, nav, side, hidden, width, score;
	double named;	    /* share of titles that are no "View" and not all alike */
	double file, heading, column;
	double summary;	    /* share of records with a paragraph beside the title */
	double bare;	    /* share of titles that are a date and no more */
	double order;	    /* share of dates that go the way most of them go */
	double archive;	    /* share of addresses of files that hold other files */
	bool alike;	    /* few titles, once their numbers are left out */
	bool numbered;	    /* and all of them short */
	bool terms;	    /* its days are the ends of terms of office */
	double rich;	    /* width of titles and a share of the text beside them */
	double similarity;  /* to a learned signature, 0..1 */
	size_t mined_n;	    /* entries and share with a date before others joined them and */
	double mined_dated; /* days were looked for elsewhere: as a locator will meet it */
	const char *where;  /* dates: "inside" "after" "before" "above" "address" "none" */
};

struct mine {
	const struct page_order *order;
	struct arena *a;
	struct str base;
	struct url base_url; /* of base; valid where has_base */
	bool has_base;
	struct url_near near; /* of base_url; none where there is no base */
	struct date_context dates;
	struct tree tree;
	struct lead *lead;
	size_t nleads;
	size_t nextra; /* leads made up behind them for records without a link */
	struct when *when;
	size_t nwhen;
	size_t nmade; /* dates behind them, joined from several texts: not in order */
	struct cluster *cluster;
	size_t nclusters;
	struct reading *reading; /* best level of each cluster, best score first */
	size_t nreadings;
	struct reading *chosen; /* what mining or a learned locator says; NULL */
	bool learned; /* a learned locator chose it */
	bool elsewhere; /* one that does not know the whole path to it */
};

/* list-leads.c: fills leads, dates and clusters of the tree. */
void mine_leads(struct mine *m);
/* The date that the texts of a record give together, where no single one does; false: none
 * or one that belongs to the title. */
bool mine_joined_date(const struct mine *m, const struct entry *e, struct date_found *out);
/* Index of the first when at or after node. */
size_t mine_when_from(const struct mine *m, uint32_t node);
/* The best date in nodes [from, to), those inside `not` only where there is no other. */
uint32_t mine_date_in(const struct mine *m, uint32_t from, uint32_t to, uint32_t not_in);

/* list-leads.c: bytes of text that are neither the date nor brackets, colons and spaces. */
size_t date_other_bytes(struct str s, const struct date_found *f);

/* list-title.c: the node that is the title of a link around a whole record; the link itself
 * where all of it is. */
uint32_t link_title_part(const struct mine *m, uint32_t link);

/* list-link.c: does the address name a file to download; one that
 * holds others; a single document, which is no file:
 * a number of four digits; a site or a column? */
bool link_names_file(struct str href);
bool link_names_archive(struct str href);
bool link_names_document(struct str href);
bool link_names_column(struct str href);
/* mailto:, #top */
bool link_leads_nowhere(struct str href);
/* What a title attribute says of the notice: none where it tells of a new window only. */
struct str link_hint(struct str hint, struct str shown);
/* Does the text name an action, a format or a file, and no notice: "View", "Download PDF"? */
bool link_says_nothing(const struct lead *l);
/* As said of a link beside another one: "Order", "Opinion", "PDF" alone, too. */
bool link_names_action(struct str text);

/* list-script.c: the address in a piece of script behind a click: the first text in quotes
 * that looks like one; none. Lies in a, escapes undone. */
struct str script_address(struct str script, struct arena *a);

/* list.c: is it a list at all, and no menu, footer or bare list of words; has each record a
 * title and a paragraph? */
bool mine_is_list(const struct mine *m, const struct reading *r);
bool mine_summarised(const struct reading *r);

/* What speaks for a reading and against it, each from 0 to 1. */
enum evidence {
	EVIDENCE_ALWAYS, EVIDENCE_RULES, EVIDENCE_UNSURE, EVIDENCE_DATED, EVIDENCE_NEAR, EVIDENCE_ABOVE, EVIDENCE_ONE_DATE,
	EVIDENCE_DATED_ADDRESS, EVIDENCE_DOCUMENT, EVIDENCE_SUMMARY, EVIDENCE_SENTENCES,
	EVIDENCE_RIVAL, EVIDENCE_CROWD, EVIDENCE_NEXT, EVIDENCE_DATED_RIVAL,
	EVIDENCE_DATED_ELSEWHERE, EVIDENCE_DATES_OUTSIDE, EVIDENCE_BOXES, EVIDENCE_FRONT,
	EVIDENCE_OTHER_LINKS, EVIDENCE_PROSE, EVIDENCE_LONGER, EVIDENCE_SHORT, EVIDENCE_NAMELESS,
	EVIDENCE_CODES, EVIDENCE_EQUAL, EVIDENCE_LOST, EVIDENCE_FEW, EVIDENCE_SINGLE,
	EVIDENCE_BUTTON, EVIDENCE_MENU, EVIDENCE_SIDE, EVIDENCE_HIDDEN, EVIDENCE_REPEATED,
	EVIDENCE_COLUMN, EVIDENCE_HOSTS, EVIDENCE_DISORDER, EVIDENCE_TERMS, EVIDENCE_BARE,
	EVIDENCE_KINDS
};

/* list-confidence.c: EVIDENCE_KINDS figures about r and the items made of it; in m's arena. */
double *mine_evidence(const struct mine *m, const struct reading *r, const struct listing *l);

/* list-estimate.c: 0..1, by rules alone. */
double mine_estimate(const struct mine *m, const struct reading *r);

#define CONFIDENCE_LOW 0.5 /* less is not to be believed */

/* list-evidence.c: 0..1, by the weights fitted there. */
double evidence_confidence(const double *x);
/* In words, what speaks most against it; never empty. Lies in a or is static. */
struct str evidence_doubts(const double *x, struct arena *a);

/* list-level.c: records of a cluster. */
/* Steps up from the links to the largest subtrees that hold one of them each, as most allow. */
unsigned level_usual(const struct mine *m, const struct cluster *c);
/* The nearest level from `level` on that is a row; beyond LEVEL_MAX where there is none. */
unsigned level_of_row(const struct mine *m, const struct cluster *c, unsigned level);
/* Records at a level; links that share one are one entry, the longest is its title. */
void level_entries(const struct mine *m, const struct cluster *c, unsigned level,
	struct reading *r);

/* list-score.c: readings of all clusters, best first. */
void mine_score(struct mine *m);

/* list-split.c: leaves out records that are entries of menus, where others are dated and stand
 * apart from them. False: r is as it was. */
bool mine_leave_menus(const struct mine *m, struct reading *r);
/* Of a list with dates, what stands before the first or behind the last of them and leads
 * to another kind of address is not of the list: other years, a search, a viewer. */
void mine_trim_ends(const struct mine *m, struct reading *r);

/* list-grow.c: rows and clusters that belong to the winner but stand a little apart. */
void mine_grow(struct mine *m, struct reading *r);
/* Does a record of r lie in nodes [node, end), or hold them? */
bool mine_is_entry(const struct reading *r, uint32_t node, uint32_t end);
/* Adds records, in the order of the page. */
void mine_append(struct mine *m, struct reading *r, const struct entry *more, size_t n);
/* list-pieces.c: adds the records of readings that are pieces of r. */
void mine_join(struct mine *m, struct reading *r);
/* Dates for entries from rows split in cells, neighbours, headings. */
void mine_settle_dates(struct mine *m, struct reading *r);
/* Gives records without dates those of the headings above them, where there are two or
 * more: groups. False: r is as it was. */
bool mine_date_groups(const struct mine *m, struct reading *r);

/* list-name.c: what a record is called whose link shows a number only; none. */
struct str name_beside(const struct mine *m, const struct entry *e);
/* Of records whose link says "View" or a number: what stands in the column headed "Title" or 标题,
 * else the longest text beside the link; none. Borrowed from the tree or in its arena. */
struct str name_from_text(const struct mine *m, const struct entry *e);

/* list-column.c: of several dates in each record the one of publication. */
void mine_choose_column(struct mine *m, struct reading *r);
/* What a label says of the date after it: 1 publication, -1 something else, 0 nothing. */
int mine_date_kind(struct str label);
/* Do the days of a table stand in a column of terms of office, "Term ends"? */
bool mine_tells_terms(const struct mine *m, const struct reading *r);

/* list-items.c: entries to items. */
void mine_items(struct mine *m, const struct reading *r, struct listing *out);
/* Address of a href as written; none for javascript: and what cannot be resolved. */
struct str item_url(const struct mine *m, struct str href);

/* list-grow.c: equal but for numbers: /art/2026/1/art_1_22.html and /art/2025/11/art_1_9.html. */
bool mine_like_addresses(struct str a, struct str b);
/* list-grow.c: index of the first lead at or after node. */
size_t mine_lead_from(const struct mine *m, uint32_t node);
/* The widest visible link in nodes [from, to); LEAD_NONE. */
uint32_t mine_longest_lead(const struct mine *m, uint32_t from, uint32_t to);

/* list-sign.c: how a place is remembered, and found again. */
void sign_reading(const struct mine *m, const struct reading *r, struct listing *out);
/* The reading that a learned locator means; NULL where none is like it. Whole paths go before
 * their ends, these before shapes of addresses. *elsewhere: no whole path is like its own. */
struct reading *sign_find(const struct mine *m, bool *elsewhere);

/* list-config.c: items by configured selectors; false where none is configured. */
bool config_read(struct mine *m, struct listing *out);
/* Address found by the configured `next`; none. */
struct str config_next(const struct mine *m);

/* list-island.c */
struct island {
	struct str text; /* the page with its CDATA records as elements */
	struct str next; /* address of the next group as written; none */
	int32_t pages;
};
/* False where the page has no island; out->text is then the page. */
bool island_expand(struct str text, struct island *out, struct arena *a);

/* list-json.c: a JSON answer as list; arrays of records inside scripts. */
bool json_looks_like(struct str text);
void json_read(const struct mine *m, struct str text, struct listing *out);
bool json_in_scripts(const struct mine *m, struct str text, struct listing *out);

/* list-html.c: the texts of a JSON answer that hold links, as HTML in a; none: there are none, or
 * more than 4 MiB of them. */
struct str json_html(struct str text, struct arena *a);

/* list-pager.c: next and pages, from links and scripts. */
void pager_read(const struct mine *m, struct str text, struct listing *out);

#endif
