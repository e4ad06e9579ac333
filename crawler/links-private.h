/* The walk through a page that collects links, shared by its files. */
#ifndef LINKS_PRIVATE_H
#define LINKS_PRIVATE_H

#include "crawler/html.h"
#include "crawler/links.h"
#include "crawler/url.h"
#include "hidden.h"

#define RULE_NAMES 3  /* of one part of a selector */
#define RULE_WORDS 32 /* classes of an element */

/* "div.a.b#c" */
struct rule_part {
	enum html_atom tag; /* H_NONE: any */
	struct str name[RULE_NAMES]; /* with '#' or '.' */
	size_t n;
};

/* What a style sheet hides: links-rules.c. */
struct rule {
	struct rule_part around, part; /* around: all is empty where any place will do */
	enum hidden how;
	struct str text; /* the selector */
};

/* An open element that says something of what is in it. */
struct region {
	enum html_atom tag;
	int32_t depth; /* open elements of that name when it was opened, itself included */
	bool navigation;
	enum hidden hidden;
	struct paint paint; /* before it */
	uint64_t within;    /* rules, by number, whose first part is around what is in it */
};

/* Deeper regions are not told apart; pages nest a handful. */
#define REGIONS_MAX 256
#define SELECTORS_MAX 64 /* that style sheets hide; bits of `within` */

struct regions {
	struct region open[REGIONS_MAX];
	size_t n;
	int32_t count[H_COUNT]; /* open elements by name */
	int32_t marked[H_COUNT]; /* of them in open[] */
	struct paint paint;
	struct rule rule[SELECTORS_MAX];
	size_t nrules;
	bool judge; /* WANT_HIDDEN */
	struct html *script; /* for what scripts write, made when needed */
};

/* The form that is open, to which its buttons belong. */
struct form {
	bool open;
	bool gets; /* it asks for its address, and sends nothing that is kept */
};

void links_form_begin(struct form *f, struct html *h);
/* Does a browser follow or load what this attribute of the tag names? */
bool links_used(const struct regions *r, const struct form *f, struct html *h,
	enum html_atom attribute);
/* Is a style element one that browsers read? */
bool links_style_is_css(struct html *h);

void regions_start(struct regions *r, struct html *h);
void regions_close(struct regions *r, enum html_atom tag);
bool regions_navigation(const struct regions *r);
enum hidden regions_hidden(const struct regions *r);
/* The next word of a list; false: none is left. */
bool regions_next_word(struct str *s, struct str *word);

/* links-rules.c: how a rule hides the tag itself, and the rules around all that is in it. */
enum hidden rules_hide(const struct regions *r, struct html *h);
uint64_t rules_begin(const struct regions *r, struct html *h);
uint64_t rules_within(const struct regions *r);
/* Named as boxes are that scripts show when they are wanted: in a class or an id, or a selector. */
bool rules_is_box_name(struct str name);

/* Hiding rules of a style element. */
void regions_learn(struct regions *r, struct str css, struct arena *a);
/* The names learned, and those that somebody else learned, as links_hiding tells them. */
struct str regions_names(const struct regions *r, struct str css, struct arena *a);
void regions_know(struct regions *r, struct str names);
/* Tags that a script writes into the page ('<div style="display:none">'). */
void regions_script(struct regions *r, struct str script, struct arena *a);
/* What the tag itself hides (void elements and links open no region of use). */
enum hidden regions_own(struct regions *r, struct html *h);

#endif
