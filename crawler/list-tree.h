/* A page as an array: the nodes of libxml2's tree in document order, so that "inside" is
 * a comparison of two numbers and no walk recurses.
 *
 * Element and text nodes only; comments, scripts and styles are left out. A node's
 * subtree is [i, node[i].end). Private to the list files and select.c. */
#ifndef LIST_TREE_H
#define LIST_TREE_H

#include "html-dom.h"

enum tag {
	TAG_TEXT, TAG_OTHER, TAG_A, TAG_ARTICLE, TAG_ASIDE, TAG_B, TAG_BASE, TAG_BODY, TAG_BR,
	TAG_DD, TAG_DIV, TAG_DL, TAG_DT, TAG_EM, TAG_FOOTER, TAG_FORM, TAG_H1, TAG_H2, TAG_H3,
	TAG_H4, TAG_H5, TAG_H6, TAG_HEAD, TAG_HEADER, TAG_HR, TAG_HTML, TAG_I, TAG_IMG,
	TAG_LABEL, TAG_LI, TAG_LINK, TAG_MAIN, TAG_META, TAG_NAV, TAG_OL, TAG_OPTION, TAG_P,
	TAG_SECTION, TAG_SELECT, TAG_SPAN, TAG_STRONG, TAG_TABLE, TAG_TBODY, TAG_TD, TAG_TH,
	TAG_THEAD, TAG_TIME, TAG_TITLE, TAG_TR, TAG_UL
};

enum zone_bit {
	ZONE_NAV = 1,	 /* menu, header, footer, bread crumbs, pager, friendly links */
	ZONE_SIDE = 2,	 /* side box, hot news, related */
	ZONE_HIDDEN = 4, /* display:none, popup */
	ZONE_ISLAND = 8, /* came out of CDATA */
};

struct tree_node {
	xmlNode *xml;
	struct str text;	/* of a text node, trimmed */
	uint32_t parent;	/* 0 for the root, which is its own parent */
	uint32_t end;
	uint32_t text_before;	/* bytes of text in nodes before this one */
	uint16_t depth;
	uint16_t nchildren;	/* elements */
	uint8_t tag;		/* enum tag */
	uint8_t zone;		/* enum zone_bit, of it or an ancestor */
	bool emphasis;		/* b, strong, font: says nothing about the place */
	uint64_t path;		/* tags, classes, cells from the root: same for alike places */
	uint64_t tags;		/* tags alone from the root */
	uint64_t shape;		/* own tag and class */
};

struct tree {
	struct tree_node *node; /* [0] is the root element */
	size_t n;
	struct html_dom dom;
	bool truncated; /* over a ceiling: depth, nodes, attributes of a tag */
	const char *refused; /* why there is no tree at all; NULL */
};

#define TREE_BYTES_MAX ((size_t)16 << 20)
#define TREE_NODES_MAX 4000000u
#define TREE_DEPTH_MAX 2000

/* Parses UTF-8 text; the tree's arrays lie in a, the document is freed by tree_release. */
void tree_read(struct tree *t, struct str text, struct arena *a);
void tree_release(struct tree *t);

/* list-box.c: ZONE_SIDE for boxes whose heading says that they are no list of the page. */
void tree_mark_boxes(struct tree *t);

/* Value of an attribute, borrowed from the document; none where it is absent. */
struct str tree_attr(const struct tree_node *x, const char *name);
/* Visible text of the subtree, spaces folded, at most max bytes; pieces that no inline
 * element joins are parted by one space. Lives no longer than the document. */
struct str tree_text(const struct tree *t, uint32_t i, size_t max, struct arena *a);
/* Bytes of text in the subtree. */
size_t tree_text_bytes(const struct tree *t, uint32_t i);
static inline bool tree_inside(const struct tree *t, uint32_t i, uint32_t outer)
{
	return i >= outer && i < t->node[outer].end;
}
/* The element around a node, mere emphasis left out; 0 at the root. */
static inline uint32_t tree_around(const struct tree *t, uint32_t i)
{
	i = t->node[i].parent;
	while (i && t->node[i].emphasis)
		i = t->node[i].parent;
	return i;
}
const char *tree_tag_name(int tag);
/* Index of a node of the document; UINT32_MAX where it was left out. */
uint32_t tree_index(const struct tree *t, const xmlNode *n);

#endif
