/* What the files of an article are collected in, and who finds them. */
#ifndef ARTICLE_FILES_H
#define ARTICLE_FILES_H

#include "article-parts.h"

#include "crawler/url.h"

struct collection {
	struct reader *r;
	struct url base; /* parsed once for all links of the page */
	bool has_base;
	struct article *out;
	size_t cap, image_cap, link_cap;
	size_t ncalls; /* functions looked up in the page's scripts */
};

/* Absolute, by the page's base; none where ref leads nowhere. */
struct str files_address(const struct collection *c, struct str ref);
/* Each address once, and each name that has none. No title: the name in the address. */
void files_add(struct collection *c, struct str url, struct str title);
/* "报名表.docx", "报名表.docx (32.50 KB)" */
bool text_names_file(struct str s);
/* "附件1：名单", "附件" */
bool is_called_annex(struct str text);

/* article-files-view.c */

/* %XX resolved, control characters left as they are; in a. */
struct str files_unescaped(struct str s, struct arena *a);
/* The document that a viewer page shows: "viewer.html?file=/u/full.pdf", also in Base64.
 * None where url is no such page. */
struct str files_shown(const struct collection *c, struct str url);

/* article-files-script.c */

/* What a script element hands out, or writes links to. */
void files_of_script(struct collection *c, struct str script);
/* What the handler of an element hands out: onclick, or href where it is a script. Returns
 * the name of what it hands out by a number alone; none where there is no such. */
struct str files_of_handler(struct collection *c, struct str script, struct str title);
/* A script that hands out a file; slideDown and dropdown are none. */
bool hands_out(struct str script);
/* window.open and location take addresses; a function of the page that takes a number and a
 * name finds the address itself. */
bool takes_address(struct str script);

/* article-files-call.c */

/* The file that a function of the page fetches by what the handler hands it: onclick=
 * "fn_fileDown('8812')" with function fn_fileDown(seq) { location.href = "/down.do?s=" + seq; }.
 * Adds nothing where the page does not hold the function, or it joins more than its
 * parameters, variables of its own and quoted pieces. */
void file_of_call(struct collection *c, struct str handler, struct str title);

#endif
