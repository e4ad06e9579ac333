/* The steps of article_read. Each fills its part and leaves the rest alone. */
#ifndef ARTICLE_PARTS_H
#define ARTICLE_PARTS_H

#include "crawler/article.h"
#include "doc-tree.h"

struct reader {
	const struct page_order *o;
	struct arena *a;
	struct doc *d;
	uint32_t main;	     /* node that holds the main text */
	bool known;	     /* found by its name, not by mass */
	size_t from, to;     /* lines of the main text */
	size_t lines_in;     /* of the text, before the line that is judged as its title */
	size_t title_line;   /* nlines where the title is not visible */
	uint32_t title_node;
	uint32_t title_box; /* heading around it; NO_PARENT: none */
	bool day_first;	     /* 03/04/2026 is 3 April, by language and country */
	bool relative;	     /* "3 hours ago" is a date as well */
	struct str head_title; /* <title> on one line */
	struct str heading_day; /* date that ends the heading; none */
	struct str head_part;  /* letters of it without the name of the site */
};

void main_find(struct reader *r);   /* article-main.c: main, known, from, to */
/* Pages of few words, a file, a picture: where no running text was found, or only who is
 * liable for the site, the smallest box that holds more than the title. After title_find. */
void main_beside_title(struct reader *r);
void main_widen(struct reader *r);
struct str main_text(struct reader *r); /* article-text.c; in a */
/* A line that belongs to the frame of the page: print, close, previous, next, share. */
bool line_is_frame(struct str s);
/* A date and nothing else. */
bool line_is_date(const struct reader *r, struct str s);
/* Date, source and counters between title and text. */
bool line_is_credit(struct str s);
/* The same, or who wrote it and when in words of other languages. */
bool line_is_imprint(const struct reader *r, size_t line);

void title_find(struct reader *r, struct article *out); /* article-title.c */

void fields_read(struct reader *r, struct article *out); /* article-fields.c */
/* Content of the first meta tag with one of these names (lower case); none. */
struct str meta_content(const struct reader *r, const char *const *names);

struct stated {
	int64_t ms;
	bool has_time;
	int rank; /* 0 none; lower is better */
};

/* article-dates-near.c: what stands right above the title, beside it, at the head of the
 * text, right below it, in <title>. Each leaves *best alone where it finds nothing. */
void date_above(const struct reader *r, struct stated *best);
void bare_date(const struct reader *r, struct stated *best);
void leading_date(const struct reader *r, struct stated *best);
void date_below(const struct reader *r, struct stated *best);
void date_of_title(const struct reader *r, struct stated *best);

/* article-dates.c */
void dates_read(struct reader *r, struct article *out);
/* Value behind a label in line i, or in the next line where the label ends its own. None
 * where the label is not there; `alone` asks that no Chinese character stands before it. */
struct str label_value(const struct reader *r, size_t i, const char *label, bool alone);
/* A date that begins value, give or take a mark. */
bool date_at_start(const struct reader *r, struct str value, int64_t *ms, bool *has_time);
/* The first date in s. */
bool date_in(const struct reader *r, struct str s, int64_t *ms, bool *has_time);
/* What elements say by their names and attributes (article-dates-marked.c): itemprop
 * datePublished, abbr of class published; the first named "date" beside the title. None. */
struct str date_marked(const struct reader *r);
struct str date_named(const struct reader *r);
/* A time element: outside the frame and the text first, then one near the title, then what
 * all of them say. */
struct str date_timed(const struct reader *r);
bool day_goes_first(const struct reader *r);
/* Quoted value of "name = '...'" or "name":"..." in the page's scripts; none. */
struct str script_value(const struct reader *r, const char *name);
/* The same where one of names has it, and the page holds no other date under that name. */
struct str script_sole_date(const struct reader *r, const char *const *names);

/* Line i lies so deep in the text that its labels are the document's own words: tables of
 * particulars stand before the title or open the text. */
bool line_is_deep(const struct reader *r, size_t i);

void number_read(const struct reader *r, struct article *out); /* article-number.c */

void files_read(struct reader *r, struct article *out); /* article-files.c */
/* The address of a document, an archive, a download script: no page. */
bool is_file_address(struct str ref);

#endif
