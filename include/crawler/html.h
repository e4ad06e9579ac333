/* Tokens of an HTML page, by the states of the HTML standard (13.2.5).
 *
 * The tokenizer never builds a tree and never copies: names, values and text are slices of
 * the page, decoded into the arena only when they are asked for and need it (character
 * references, CR, NUL). Time is linear in the page, memory is one table of attributes.
 *
 *	html_init(&h, text, &arena);
 *	while (html_next(&h))
 *		if (h.type == HTML_START && h.tag == H_A)
 *			href = html_attr(&h, H_HREF);
 *
 * A token is valid until the next html_next; decoded text as long as page and arena.
 * After the start tags of script, style, title, textarea and their kin the tokenizer
 * changes to the text mode a browser uses (`modes`), as far as that can be known without a
 * tree: inside svg and math it does not. Scripts count as switched off, so the contents of
 * noscript are markup. */
#ifndef CRAWLER_HTML_H
#define CRAWLER_HTML_H

#include "base/arena.h"
#include "crawler/html-atoms.h"

/* More attributes of one tag are dropped: libxml2 needed 14 s for 40,000 of them. */
#define HTML_ATTRS_MAX 512

enum html_type { HTML_EOF, HTML_TEXT, HTML_START, HTML_CLOSE, HTML_COMMENT, HTML_DOCTYPE };

/* How text is read until the matching end tag (state names of the standard). */
enum html_mode { HTML_DATA, HTML_RCDATA, HTML_RAWTEXT, HTML_SCRIPT, HTML_PLAINTEXT,
	HTML_CDATA };

struct html_attribute {
	struct str name;  /* as written */
	struct str value; /* as written, without quotes; empty where there is none */
	uint16_t atom;	  /* enum html_atom */
};

struct html {
	enum html_type type;
	enum html_atom tag;	/* of HTML_START and HTML_CLOSE */
	struct str raw;		/* name of a tag, text, or comment as written */
	enum html_mode text_mode; /* HTML_TEXT: decides what is decoded */
	bool self_closing;
	size_t start;		/* offset of the token in the page */
	size_t nattrs;
	struct html_attribute *attrs;
	bool truncated;		/* attributes were dropped somewhere */
	bool quirks;		/* HTML_DOCTYPE: force-quirks flag */
	struct str public_id, system_id; /* HTML_DOCTYPE; none where missing */

	/* settings, after html_init */
	bool modes;		/* change mode after start tags; true */
	bool xml;		/* CDATA sections are text everywhere; false */

	/* private */
	struct str in;
	bool cr, nul;		/* such a byte stands somewhere in the page */
	size_t at;
	enum html_mode mode;
	struct str until;	/* name of the end tag that ends the mode */
	int foreign;		/* open svg and math elements */
	int inside;		/* open elements in them that hold HTML: desc, title ... */
	struct arena *arena;
	size_t line_at;
	int32_t line;
	uint32_t serial;	/* of the tag, stamps `seen` */
	uint32_t *seen;		/* per atom: serial of the tag that carries it */
	uint32_t *slot;		/* hash of other names: serial << 10 | index + 1 */
};

void html_init(struct html *h, struct str text, struct arena *a);
/* Another text with the tables of h: for many small pieces. */
void html_again(struct html *h, struct str text);
/* Starts in another mode, as after the start tag `last` (tests, fragments). */
void html_start_in(struct html *h, enum html_mode mode, struct str last);

/* The next token; false at the end of the page (type is then HTML_EOF). */
bool html_next(struct html *h);

/* Name of the tag or doctype in lower case; static, borrowed or in the arena. */
struct str html_name(struct html *h);
/* Value of an attribute with references decoded; none where the tag lacks it, empty where
 * it has no value. */
struct str html_attr(struct html *h, enum html_atom atom);
bool html_has(const struct html *h, enum html_atom atom);
/* Name in lower case and value of the i-th attribute. */
struct str html_attr_name(struct html *h, size_t i);
struct str html_attr_value(struct html *h, size_t i);
/* Text or comment with references decoded (text in data and RCDATA), CR LF and CR as LF,
 * NUL as the standard says. */
struct str html_text(struct html *h);
/* 1-based line of the start of the token. */
int32_t html_line(struct html *h);

/* Line ends between two offsets of a text, of whichever kind. cr: there is a CR in it. */
int32_t html_count_lines(struct str text, bool cr, size_t from, size_t to);

/* Number of a name, whatever its case; H_NONE where it is not in html-atoms.h. */
enum html_atom html_atom_of(struct str name);
/* The name of an atom; "" for H_NONE. */
struct str html_atom_name(enum html_atom atom);
/* An element that has no contents (br, img, ...). */
bool html_is_void(enum html_atom tag);

/* Decodes character references. In attributes `&copy=3` and `&copyx` stay, as the standard
 * wants. Gives s itself when there is nothing to decode. */
struct str html_decode(struct str s, bool attribute, struct arena *a);

#endif
