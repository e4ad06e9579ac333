/* What the parser process says of one document: the record that crosses the border
 * between untrusted bytes and everything else. Filled by page_read, which calls the
 * parsers (charset, html, links, list, article, feed, sitemap, robots) as the order asks.
 *
 * All text is UTF-8. Offsets into time are ms since the epoch. A date stated by a page is
 * a day or a time: `date_ms` with `date_has_time`; DATE_NONE_MS where none is stated. */
#ifndef CRAWLER_PAGE_H
#define CRAWLER_PAGE_H

#include "base/digest.h"
#include "base/record.h"

/* Raised whenever list, article or normaliser would say something else of the same bytes;
 * stored with what was extracted (DESIGN 5). */
#define EXTRACTOR_VERSION 14

/* "No date": 0, the first instant of 1970 in Greenwich, which no portal states. */
#define DATE_NONE_MS INT64_C(0)

enum page_want {
	WANT_LINKS = 1,	     /* every link a browser would follow or load */
	WANT_LIST = 2,	     /* notices of a column page */
	WANT_ARTICLE = 4,    /* title, date, text, attachments of a notice page */
	WANT_ANCHORS = 8,    /* ids and names, for fragments */
	WANT_ROBOTS = 16,    /* the body is a robots.txt: rules, no page */
	WANT_HIDDEN = 32,    /* judge whether links are hidden (slower) */
	WANT_ORGANISER = 64, /* who runs the portal, by the foot of the page */
	WANT_SITEMAP = 128,  /* also sitemap entries, when it is one */
	WANT_TEXT = 256,     /* visible text, for fingerprint and noise learning */
	WANT_VISIBLE = 512,  /* the visible text itself, line by line */
	WANT_JSON_LD = 2048, /* with WANT_LINKS: also addresses in JSON-LD */
	WANT_SPAM = 4096,    /* look for spam in the text too (slower) */
	WANT_PACKED = 1024,  /* links as one text, for those who walk through them once */
};

/* How the items of a column are configured or were learned. XPath when it starts with
 * '/' '.' or '(', else a CSS selector; empty members are found automatically. */
struct locator {
	struct str item, title, link, date, next; /* selectors, relative to item but next */
	struct str title_re, date_re;		  /* PCRE2: first group (or all) is kept */
	struct str link_template;		  /* "https://...?docId={docId}" for JSON */
	struct str json_path;			  /* of the array of items in a JSON answer */
	struct str date_format;			  /* strptime-like hint; empty: automatic */
	struct str signature;			  /* learned: opaque to all but list.c */
	int32_t learned_count;			  /* items when learned, 0 unknown */
	int32_t uses;				  /* accepted readings it served */
	double dated_share;			  /* share of items with a date when learned */
};
extern const struct record_type record_locator;

/* The order for one document. */
struct page_order {
	struct str url;		 /* final address, absolute */
	struct str content_type; /* header value, may be none */
	struct str link, refresh; /* header values, may be none: what they lead to is a link, too */
	uint32_t want;		 /* enum page_want */
	int64_t now_ms;		 /* for relative and year-less dates */
	struct str zone;	 /* of the portal: "Asia/Shanghai" */
	struct str zone_file;	 /* zone_file() of it: who reads the page can open no files */
	struct str robots_agent; /* WANT_ROBOTS */
	struct locator configured; /* empty members: automatic */
	struct locator *learned; /* tried first, best first */
	size_t nlearned;
	struct str expect_text;	 /* must be on the page to pass the gate; may be none */
	struct str hides;	 /* WANT_HIDDEN: names that style sheets hide (links_hiding); or none */
	struct str file_name;	 /* for downloads: name from Content-Disposition */
	struct str render;	 /* command that prints the page after its scripts ran; none */
};
struct zone;
extern const struct record_type record_page_order;

/* The zone in whose days the page is read, with what a process without files needs to know it. */
void order_set_zone(struct page_order *o, const struct zone *z);
/* Of it; Asia/Shanghai where it has none or one that nobody knows. */
const struct zone *order_zone(const struct page_order *o);

struct link {
	struct str href;      /* as written, after character references */
	struct str url;	      /* absolute, serialised by the URL standard, with fragment;
				 none where it cannot be resolved */
	struct str element;   /* "a", "img", "css", "json", "sitemap", "feed" ... lower case */
	struct str attribute; /* "href", "srcset", "style" ... */
	struct str text;      /* link text or alt, one line, at most 200 code points */
	int32_t line;	      /* 1.. in the decoded text */
	bool nofollow;
	bool hidden;	      /* invisible to a reader (WANT_HIDDEN) */
	struct str hidden_how; /* "display:none", "off-screen", "zero size", "same colour" */
	bool navigation;      /* inside a navigation, footer or breadcrumb */
};
extern const struct record_type record_link;

struct item {
	struct str title; /* full, one line */
	struct str href;  /* as written; none where the page gives none */
	struct str url;	  /* absolute; none where the page states none */
	int64_t date_ms;  /* DATE_NONE_MS */
	bool date_has_time;
	bool date_weak;	  /* from the address only, or the day of its last change */
	bool sticky;	  /* 置顶, or out of order at the top */
	struct str site_id; /* the site's own id (docId, manuscriptId); may be none */
	struct str category; /* [通知] and the like, taken off the title; may be none */
	struct str file; /* absolute: the document offered beside the link, PDF, OFD; or none */
	struct str known_as; /* identity at another host of the site (compare_alias); or none */
	struct str enclosure; /* of a feed, absolute; only while the page is read */
};
extern const struct record_type record_item;

enum list_source { LIST_NONE, LIST_DOM, LIST_ISLAND, LIST_JSON, LIST_FEED, LIST_SITEMAP };
const char *list_source_word(int source); /* "dom" "island" "json" "feed" "sitemap" "none" */

struct listing {
	struct item *items; /* in the order of the page */
	size_t nitems;
	struct str next; /* absolute address of the next older page; none */
	int32_t pages;	 /* total number of pages where stated, else 0 */
	int32_t source;	 /* enum list_source */
	double confidence; /* 0..1: would a person agree? below 0.5 is "flagged" */
	struct locator *locators; /* what found it, best first: to be stored as learned */
	size_t nlocators;
	bool by_learned; /* a given locator found it */
	bool elsewhere;	 /* ... by the end of its path or the shape of its addresses only */
	bool by_config;
	struct str why;	 /* in English words for probe: what was seen, what was chosen */
	double *evidence; /* what confidence rests on (list_evidence_name); not stored; NULL */
	bool empty_shape; /* list container is there and states emptiness (暂无信息) */
};

struct attachment {
	struct str url, title;
};
extern const struct record_type record_attachment;

struct article {
	struct str title, source, text; /* text: paragraphs separated by \n */
	int64_t date_ms;		/* stated publication date, DATE_NONE_MS */
	bool date_has_time;
	bool date_weak;
	struct str doc_number;	 /* 国办发〔2017〕47号 */
	int64_t written_ms;	 /* 成文日期 */
	struct str validity;	 /* 有效 废止 失效, as written */
	struct str index_number; /* 索引号: 000014349/2022-00012 */
	struct str issuer;	 /* 发文机关, as written */
	struct str topic;	 /* 主题分类, as written */
	struct str pair_titles;	 /* 《…》 named in title and first lines, \n between */
	struct attachment *attachments;
	size_t nattachments;
	struct str *images; /* absolute addresses */
	size_t nimages;
	struct attachment *links; /* of the main text, attachments left out */
	size_t nlinks;
	double confidence;
};

struct robots_rule {
	bool allow;
	struct str path; /* pattern as normalised */
	int32_t line;
};
extern const struct record_type record_robots_rule;

enum page_kind { PAGE_OTHER, PAGE_HTML, PAGE_XML, PAGE_FEED, PAGE_SITEMAP, PAGE_JSON,
	PAGE_CSS, PAGE_TEXT, PAGE_PDF, PAGE_OFFICE, PAGE_ARCHIVE, PAGE_IMAGE, PAGE_SCRIPT,
	PAGE_EMPTY };
const char *page_kind_word(int kind);

struct page {
	int32_t kind;		     /* enum page_kind, found from the bytes */
	struct str declared, encoding; /* WHATWG names; declared none when there is none */
	struct str encoding_how;     /* bom header meta detected default */
	bool damaged;		     /* ill-formed sequences were replaced */
	bool truncated;		     /* deeper, longer or more than a ceiling; or cut off */
	bool unclosed;		     /* without its end, </html>, </body>, </rss>: cut in transit? */
	struct str title;	     /* <title>, one line */
	struct str base;	     /* resolved base address */
	struct str canonical;	     /* rel=canonical, absolute; none */
	struct pair *meta;	     /* name (lower case), content; at most 200 */
	size_t nmeta;
	struct str refresh;	     /* target of meta refresh or trivial script redirect */
	int32_t refresh_s;	     /* delay in seconds */
	bool refresh_frame;	     /* it is a frame: all the page shows is of another site */
	struct str leads_to;	     /* another site that a script leads to in hiding; none */
	struct str parked;	     /* mark of a parked domain; none */
	struct str challenge;	     /* token of the protection met: "jsl" "yunsuo" "waf" ...; none */
	struct str failure;	     /* words by which its program failed, all it shows; none */
	struct str error_words;	     /* words of an error page found in title or heading; none */
	struct str spam_words;	     /* gambling or adult words: "word@place word@place"; none */
	uint64_t fingerprint;	     /* simhash of the visible text; 0 where it is longer than
					any page that only says something is not there */
	int32_t text_bytes;	     /* visible text */
	struct key128 text_key;	     /* of the visible text, white space folded; of the bytes that were
					fetched of a file */
	struct str blocks;	     /* hashes of its blocks in order, BLOCK_BYTES each; none where
					there are more than BLOCKS_MAX */
	bool error_phrase;	     /* a sentence of error pages stands somewhere in a short text */
	bool says_missing;	     /* it shows a sentence saying that it is not there, no more */
	bool scripted;		     /* scripts may draw what the bytes do not show */
	struct str visible;	     /* WANT_VISIBLE: a line per block, at most VISIBLE_MAX */
	struct str hides;	     /* of a style sheet: names of boxes that it hides, see links_hiding */
	bool has_expected;	     /* order.expect_text was found */
	struct link *links;	     /* at most LINKS_MAX */
	size_t nlinks;
	struct str *anchors;	     /* ids and names */
	size_t nanchors;
	struct listing list;
	struct article article;
	struct str organiser;	     /* WANT_ORGANISER; none */
	struct robots_rule *robots;  /* of the group that applies to order.robots_agent */
	size_t nrobots;
	int64_t crawl_delay_ms;
	struct str *sitemaps;
	size_t nsitemaps;
	int32_t extractor;	     /* EXTRACTOR_VERSION */
	int32_t cpu_us;		     /* spent on it; not measured with WANT_PACKED */
	struct str packed;	     /* WANT_PACKED: instead of links, see link_unpack */
	int32_t npacked;	     /* links in it */
};
extern const struct record_type record_page;

#define BLOCK_BYTES 4
#define BLOCKS_MAX 256 /* of the text of one page: paragraphs, list items, cells */
#define VISIBLE_MAX ((size_t)96 << 10) /* of a longer text beginning and end are kept */
#define LINKS_MAX 100000 /* of one page; a longer list is cut and `truncated` set */

/* Links packed one behind the other: a tenth of the work of a list of records, paid at each
 * process border.
 *
 *	packed = *link
 *	link = flags url [href] place		; href where it says more than url
 *	place = bytes line element text
 *
 * flags is a byte, line a varint, url, href, place, element and text a varint of bytes + 1
 * (0: none) and the bytes. attribute is left out, and of hidden_how all but whether it is a way
 * in which boxes that unfold are hidden, too ("display:none"). */
void link_pack(struct buf *b, const struct link *list, size_t n);
struct link_cursor {
	struct str rest;  /* begin with the packed text */
	struct str place; /* of the link read last, to be kept as it is */
};
/* The next link, borrowed from the packed text, without its place; false at the end or where
 * it is damaged. */
bool link_unpack(struct link_cursor *c, struct link *out);
/* Its line, element and text; false, and nothing of them, where it is damaged. */
bool link_place(struct str place, struct link *out);
void link_put_place(struct buf *b, const struct link *x); /* the place without its length */

/* Reads one document by the order. Never fails: what is wrong with the bytes is said in
 * *out. Everything lies in a (but strs may also point into body, which must outlive *out). */
void page_read(const struct page_order *order, struct str body, struct page *out,
	struct arena *a);

/* Opens and builds everything page_read will need from the system (converters, tables), so
 * that a process may lock itself up afterwards. Safe to call again. */
void page_preload(void);

#endif
