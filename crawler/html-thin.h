/* A page with one character in place of what a parser only copies.
 *
 * libxml2 takes about sixty instructions for every character, whatever it is: half of a page
 * is texts, addresses, styles and scripts that it hands on as they are. They are put aside
 * before it reads the page and put back where its nodes are made: each is one character of
 * the private planes 15 and 16 meanwhile. What decides how a page is parsed stays: tags,
 * names, white space between tags, references, and everything doubtful. Private to
 * html-dom.c. */
#ifndef HTML_THIN_H
#define HTML_THIN_H

#include "base/arena.h"

struct html_thin {
	struct str text;  /* to be parsed */
	size_t read;	  /* bytes of the page it stands for */
	struct str *kept; /* in the order of the page; borrowed from it */
	size_t nkept;
};

/* A page that holds such characters itself is left as it is; one with a tag of more than
 * ATTRIBUTES_MAX attributes ends there, as by reading_monster_tag.
 *   shape	text is UTF-8
 *   owns	all lies in a */
void html_thin(struct html_thin *t, struct str text, struct arena *a);

#define HTML_THIN_BYTES 4 /* of the character */
/* What the character at p stands for; none where p[0 .. n) does not begin with one. */
struct str html_kept(const struct html_thin *t, const char *p, size_t n);

#endif
