/* Every link of a page that a browser would follow or load.
 *
 * From HTML: the attributes that carry addresses (a table in links.c), srcset lists, style
 * elements and attributes, meta refresh, Open Graph images, forms sent by GET, and the
 * CDATA lists of Hanweb's data islands. From CSS: url() and @import. Not links: what stands
 * in template, textarea, title, xmp, plaintext, scripts, comments; preconnect and
 * dns-prefetch; data: addresses; base (it is what others are resolved against); ping, which
 * is posted; itemtype, which is a name. JSON-LD only where asked for: no browser loads it,
 * search engines do.
 *
 * Addresses are resolved against <base>, the first in the page, also for what stands before
 * it. Time is linear; more than LINKS_MAX links are cut and `truncated` says so. */
#ifndef CRAWLER_LINKS_H
#define CRAWLER_LINKS_H

#include "crawler/html.h"
#include "crawler/page.h"

struct links {
	struct link *list; /* in the order of the page */
	size_t n;
	struct str *anchors; /* ids, and names of a */
	size_t nanchors;
	struct str base;     /* what addresses were resolved against, absolute */
	bool truncated;
};

/* Links of an HTML page in decoded text.
 *   shape  url absolute; encoding the WHATWG name by which queries are encoded, or none
 *   want   WANT_LINKS, WANT_ANCHORS, WANT_HIDDEN, WANT_JSON_LD are looked at */
void links_read(struct str text, struct str url, struct str encoding, uint32_t want,
	struct links *out, struct arena *a);
/* The same while somebody walks through the tokens of the page: links_token after each
 * html_next. It is false where the page holds a part that is to be read otherwise than by
 * its tokens (a data store of Hanweb): then the page is for links_read. */
struct walk;
struct walk *links_begin(struct html *h, struct str url, struct str encoding, uint32_t want,
	struct links *out, struct arena *a);
bool links_token(struct walk *w);
void links_end(struct walk *w);
/* The same of a page that browsers read as XML: "<script/>" and its kin are closed, and
 * CDATA sections text. */
void links_read_xhtml(struct str text, struct str url, struct str encoding, uint32_t want,
	struct links *out, struct arena *a);
/* Links of the manifest of an installable page: element "manifest". */
void links_read_manifest(struct str text, struct str url, struct links *out, struct arena *a);
/* Links of a style sheet: element "css", attribute "url" or "import". */
void links_read_css(struct str text, struct str url, struct links *out, struct arena *a);

/* The names that a style sheet hides, each in a line: "!" where it is a trick, "?" where things
 * that wait to be shown are hidden so, a letter for how, "." or "#", the name; in a, none where
 * there are none. Rules for other media than the screen are left out, and names
 * that the sheet mentions in some state, too ("x:hover", ".x.open"): they are shown at times. */
struct str links_hiding(struct str css, struct arena *a);
/* The page of a walk that begins has sheets that hide these. Borrowed. */
void links_hide(struct walk *w, struct str names);

/* Appends what the head of the answer leads to: of Link the kinds that browsers load, and the
 * target of Refresh; element "header". Resolved against url, whatever <base> says (RFC 8288 3.2).
 *   shape  values of the headers, several of one name joined by ","; may be none */
void links_read_head(struct str link, struct str refresh, struct str url, struct links *out,
	struct arena *a);

/* A walk through a style sheet; begins all zero but for `attribute`. */
struct css_cursor {
	bool attribute;	/* declarations of a style attribute: no rules are in it */
	bool rules;	/* of a sheet have begun: @import is none any more (CSS Cascade 2) */
	size_t at;
	size_t begin;	/* of the declaration, or of what stands before a block */
	size_t set_end; /* strings before it are addresses: of image-set() */
};

/* The next address of a style sheet: false at the end.
 *   imported  it stands in @import
 *   owns      *ref borrows from css or, where it has escapes, lies in a */
bool css_next(struct str css, struct css_cursor *c, struct str *ref, size_t *where,
	bool *imported, struct arena *a);

/* The next address of a srcset list (HTML standard 4.8.4.2.1); false at the end. */
bool srcset_next(struct str list, size_t *at, struct str *ref);

/* Calls fn for each address in a JSON-LD block, in its order: values of url, image, logo,
 * sameAs and the like of schema.org, down to nested objects. Nothing where it is no JSON.
 * Strings are borrowed for the call. */
void json_ld_each(struct str text, void (*fn)(void *ctx, const char *key, struct str url),
	void *ctx);

/* The same for the manifest of an installable page (start_url, icons, screenshots, shortcuts),
 * and for the addresses in a block of speculation rules, which are loaded ahead. */
void manifest_each(struct str text, void (*fn)(void *ctx, const char *key, struct str url),
	void *ctx);
void speculation_each(struct str text, void (*fn)(void *ctx, const char *key, struct str url),
	void *ctx);

/* Delay and address of a refresh ("5; url=x"). False: none. *ref is empty where the page
 * itself is loaded again. */
bool refresh_parse(struct str content, int32_t *delay_s, struct str *ref);

#endif
