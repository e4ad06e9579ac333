/* An HTML page laid flat: its nodes in document order, each subtree one range, and its
 * visible text as lines that know where they stand. Nothing here recurses. */
#ifndef DOC_TREE_H
#define DOC_TREE_H

#include "html-dom.h"

#define DOC_NODES_MAX 400000 /* about 8 MiB of dense markup */
#define DOC_DEPTH_MAX 1000   /* deeper is cut; measured need of real pages: under 100 */

#define NO_PARENT UINT32_MAX

enum tag { TAG_OTHER, TAG_TEXT, TAG_A, TAG_ARTICLE, TAG_BASE, TAG_BODY, TAG_BR, TAG_EMBED,
	TAG_FORM, TAG_FRAME, TAG_H1, TAG_H2, TAG_H3, TAG_H4, TAG_IMG, TAG_LI, TAG_MAIN,
	TAG_META, TAG_P, TAG_SCRIPT, TAG_TABLE, TAG_TD, TAG_TIME, TAG_TITLE, TAG_TR, TAG_BOX };

struct dnode {
	const xmlNode *x;
	uint32_t parent;
	uint32_t end;	 /* index behind the subtree */
	uint32_t text;	 /* bytes of visible text in the subtree, white space left out */
	uint32_t link;	 /* of them, inside links */
	uint32_t mass;	 /* of running text: nodes with sentence punctuation, outside links */
	uint8_t tag;	 /* enum tag */
	bool block;	 /* begins and ends a line */
	bool skip;	 /* not visible: script, style, display:none ... */
	bool nav;	 /* inside navigation, header, footer, breadcrumb, search */
	bool clutter;	 /* inside share boxes, related lists, print buttons */
	bool row;	 /* a table row that is one line of cells */
};

struct line {
	struct str text;
	size_t at;		/* offset in doc.text */
	uint32_t first, last; /* text nodes it is made of */
	uint32_t link_bytes;
	bool nav, clutter;
};

struct doc {
	struct html_dom dom;
	struct dnode *nodes;
	size_t nnodes;
	uint32_t *scripts; /* nodes of TAG_SCRIPT */
	size_t nscripts;
	struct line *lines;
	size_t nlines;
	struct str base; /* <base href> or the page's address */
	bool truncated;
	struct buf text; /* of the lines */
};

/* False: no tree could be made. Release in either case.
 *   owns  nodes and lines lie in a; the tree and the text of lines in d */
bool doc_open(struct doc *d, struct str html, struct str url, struct arena *a);
void doc_release(struct doc *d);

/* Value of an attribute, borrowed from the tree; none where it is absent. Names lower. */
struct str doc_attribute(const struct dnode *n, const char *name);
/* One of the words of class, or the id, equals word (ASCII case ignored). */
bool doc_has_name(const struct dnode *n, struct str word);
/* A part of the class or the id ("post-date", "pubDate") is one of words. */
bool doc_is_named(const struct dnode *n, const char *const *words);
/* Visible text below node i on one line, in a. */
struct str doc_text(const struct doc *d, uint32_t i, struct arena *a);
/* Content of a script or title element, borrowed. */
struct str doc_raw(const struct dnode *n);
bool doc_inside(const struct doc *d, uint32_t i, uint32_t of);
/* Second step of doc_open: nodes are there, lines come (doc-lines.c). */
void lines_build(struct doc *d, struct arena *a);
/* First line that begins at or after node i; nlines when there is none. */
size_t doc_line_at(const struct doc *d, uint32_t i);

#endif
