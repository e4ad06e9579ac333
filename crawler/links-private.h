/* The walk through a page that collects links, shared by its files. */
#ifndef LINKS_PRIVATE_H
#define LINKS_PRIVATE_H

#include "crawler/html.h"
#include "crawler/links.h"
#include "crawler/url.h"
#include "hidden.h"

/* An open element that says something of what is in it. */
struct region {
	enum html_atom tag;
	int32_t depth; /* open elements of that name when it was opened, itself included */
	bool navigation;
	enum hidden hidden;
	struct paint paint; /* before it */
};

/* Deeper regions are not told apart; pages nest a handful. */
#define REGIONS_MAX 256
/* Selectors of one part, "#id" or ".class", that a style element hides. */
#define SELECTORS_MAX 64

struct regions {
	struct region open[REGIONS_MAX];
	size_t n;
	int32_t count[H_COUNT]; /* open elements by name */
	int32_t marked[H_COUNT]; /* of them in open[] */
	struct paint paint;
	struct str hidden_name[SELECTORS_MAX]; /* with '#' or '.' */
	enum hidden hidden_how[SELECTORS_MAX];
	size_t nnames;
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
