/* From HTML bytes to flat nodes and lines. */
#include "doc-tree.h"

#include "base/utf8.h"
#include "reading.h"

#define TEXT_MAX ((size_t)16 << 20)

/* --- what elements are --- */

static const struct tag_row {
	const char *name;
	uint8_t tag;
	bool block, skip;
} tag_rows[] = {
	/* sorted */
	{"a", TAG_A, false, false},
	{"address", TAG_BOX, true, false},
	{"article", TAG_ARTICLE, true, false},
	{"aside", TAG_BOX, true, false},
	{"base", TAG_BASE, false, true},
	{"blockquote", TAG_BOX, true, false},
	{"body", TAG_BODY, true, false},
	{"br", TAG_BR, true, false},
	{"button", TAG_OTHER, false, true},
	{"caption", TAG_P, true, false},
	{"center", TAG_BOX, true, false},
	{"dd", TAG_BOX, true, false},
	{"div", TAG_BOX, true, false},
	{"dl", TAG_BOX, true, false},
	{"dt", TAG_BOX, true, false},
	{"embed", TAG_EMBED, false, false},
	{"fieldset", TAG_BOX, true, false},
	{"footer", TAG_BOX, true, false},
	{"form", TAG_FORM, true, false},
	{"frame", TAG_FRAME, false, true},
	{"h1", TAG_H1, true, false},
	{"h2", TAG_H2, true, false},
	{"h3", TAG_H3, true, false},
	{"h4", TAG_H4, true, false},
	{"h5", TAG_H4, true, false},
	{"h6", TAG_H4, true, false},
	{"header", TAG_BOX, true, false},
	{"hr", TAG_BR, true, false},
	{"iframe", TAG_FRAME, true, true},
	{"img", TAG_IMG, false, false},
	{"input", TAG_OTHER, false, true},
	{"legend", TAG_P, true, false},
	{"li", TAG_LI, true, false},
	{"main", TAG_MAIN, true, false},
	{"meta", TAG_META, false, true},
	{"nav", TAG_BOX, true, false},
	{"noscript", TAG_OTHER, false, true},
	{"object", TAG_EMBED, false, false},
	{"ol", TAG_BOX, true, false},
	{"option", TAG_OTHER, false, true},
	{"p", TAG_P, true, false},
	{"pre", TAG_P, true, false},
	{"script", TAG_SCRIPT, false, true},
	{"section", TAG_BOX, true, false},
	{"select", TAG_OTHER, false, true},
	{"style", TAG_OTHER, false, true},
	{"table", TAG_TABLE, true, false},
	{"tbody", TAG_BOX, true, false},
	{"td", TAG_TD, true, false},
	{"template", TAG_OTHER, false, true},
	{"textarea", TAG_OTHER, false, true},
	{"tfoot", TAG_BOX, true, false},
	{"th", TAG_TD, true, false},
	{"thead", TAG_BOX, true, false},
	{"time", TAG_TIME, false, false},
	{"title", TAG_TITLE, false, true},
	{"tr", TAG_TR, true, false},
	{"ucapcontent", TAG_BOX, true, false},
	{"ul", TAG_BOX, true, false},
};

static const struct tag_row *tag_row(const char *name)
{
	size_t lo = 0, hi = sizeof(tag_rows) / sizeof(tag_rows[0]);

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int c = strcmp(name, tag_rows[mid].name);

		if (c == 0)
			return &tag_rows[mid];
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

/* What a name alone says of an element. */
struct tag_sense {
	const xmlChar *name;
	const struct tag_row *row; /* NULL: nothing */
	bool nav, clutter;
};

/* The parser has each name once: those met before are found by their place. */
#define SENSES 64

static const struct tag_sense *sense_of(struct tag_sense *known, const xmlChar *name)
{
	struct tag_sense *t = &known[((uintptr_t)name >> 3 ^ (uintptr_t)name >> 9) % SENSES];
	const char *word = (const char *)name;

	if (t->name != name)
		*t = (struct tag_sense){name, tag_row(word),
			streq(word, "nav") || streq(word, "footer"), streq(word, "aside")};
	return t;
}

struct str doc_attribute(const struct dnode *n, const char *name)
{
	if (n->x->type != XML_ELEMENT_NODE)
		return STR_NONE;
	for (const xmlAttr *at = n->x->properties; at; at = at->next) {
		if (at->name[0] != (unsigned char)name[0] ||
			!streq((const char *)at->name, name))
			continue;
		/* HTML attributes have one text child: references are already resolved */
		if (!at->children || !at->children->content)
			return STR("");
		return str_of((const char *)at->children->content);
	}
	return STR_NONE;
}

static bool word_in(struct str list, struct str word)
{
	size_t i = 0;

	while (i < list.n) {
		size_t from;

		while (i < list.n && is_space((unsigned char)list.p[i]))
			i++;
		for (from = i; i < list.n && !is_space((unsigned char)list.p[i]);)
			i++;
		if (i > from && str_eq_nocase(str_sub(list, from, i - from), word))
			return true;
	}
	return false;
}

bool doc_has_name(const struct dnode *n, struct str word)
{
	return word_in(doc_attribute(n, "class"), word) ||
	       str_eq_nocase(str_trim(doc_attribute(n, "id")), word);
}

/* Does part begin with word, or equal it where the word is a short one? */
static bool is_word(struct str part, const char *word)
{
	size_t n = strlen(word);

	return part.n == n || (n >= 5 && part.n > n)
		       ? str_starts_nocase(part, str_n(word, n))
		       : false;
}

/* A part of a name ("article-share", "shareBox", "bdshare") equals or begins with one of
 * the words; parts end at anything but letters and at a capital after a small letter. */
static bool name_part(struct str name, const char *const *words)
{
	for (size_t i = 0; i < name.n;) {
		size_t from = i;
		struct str part;
		int a, b;

		while (i < name.n && is_alpha((unsigned char)name.p[i]) &&
			!(i > from && name.p[i] >= 'A' && name.p[i] <= 'Z' &&
				name.p[i - 1] >= 'a'))
			i++;
		part = str_sub(name, from, i - from);
		if (i == from)
			i++;
		if (part.n < 2)
			continue; /* no word is that short */
		a = to_lower((unsigned char)part.p[0]);
		b = to_lower((unsigned char)part.p[1]);
		for (size_t k = 0; words[k]; k++) {
			if (words[k][0] == a && words[k][1] == b && is_word(part, words[k]))
				return true;
		}
	}
	return false;
}

bool doc_is_named(const struct dnode *n, const char *const *words)
{
	return name_part(doc_attribute(n, "class"), words) ||
	       name_part(doc_attribute(n, "id"), words);
}

static const char *const nav_words[] = {"nav", "navbar", "gnb", "lnb", "navigation", "menu", "mnav",
	"footer", "foot", "crumb", "crumbs", "curmb", "breadcrumb", "dqwz", "location",
	"search", "sousuo", "login", "copyright", "sidebar", "banner", "friend", "yqlj",
	"position", "weizhi", "cookie", NULL};
static const char *const clutter_words[] = {"share", "jiathis", "bdshare",
	"bdsharebuttonbox", "related", "xgwz", "xgyd", "xgxx", "xgzc", "xglj", "xgnews",
	"ewm", "erweima", "qrcode", "qr", "gotop", "pager", "pagination", "prevnext",
	"prenext", "fontsize", "changefont", "reldocuments", "relnews", "reldoc",
	"comment", "editor_name", "zrbj", "wzewm", "disclaimer", "toolbar", "newsletter",
	"subscribe", "promo", "advert", "recommend", "mostread", "trending", "sponsor",
	"outbrain", "taboola", "caption", NULL};
/* Only when mostly links: an article's head is called so as well. */
static const char *const maybe_nav_words[] = {"header", "head", "top", "loc", "pos",
	"path", "side", "left", "right", "link", "links", "lanmu", NULL};

static bool hidden_by_style(struct str style)
{
	size_t at = str_find_nocase(style, STR("display"), 0);

	if (at == SIZE_MAX)
		return false;
	style = str_sub(style, at + 7, SIZE_MAX);
	while (style.n && (is_space((unsigned char)style.p[0]) || style.p[0] == ':'))
		style = str_sub(style, 1, SIZE_MAX);
	return str_starts_nocase(style, STR("none"));
}

/* class="content_font fontsize": the text, whose print a button sets, and not the button. */
static bool is_sized_text(struct str class)
{
	return word_in(class, STR("fontsize")) &&
	       (str_starts_nocase(class, STR("content")) ||
		       str_find_nocase(class, STR(" content"), 0) != SIZE_MAX);
}

static void judge_element(struct dnode *n, const struct tag_sense *t)
{
	const struct tag_row *row = t->row;
	struct str class, id, role;

	n->tag = row ? row->tag : TAG_OTHER;
	n->block = row && row->block;
	n->skip = n->skip || (row && row->skip);
	n->nav = t->nav;
	n->clutter = t->clutter;
	if (n->skip || !n->x->properties)
		return;
	class = doc_attribute(n, "class");
	id = doc_attribute(n, "id");
	role = doc_attribute(n, "role");
	if (n->tag != TAG_BODY && n->tag != TAG_OTHER && n->tag != TAG_A) {
		n->nav = n->nav || name_part(class, nav_words) || name_part(id, nav_words) ||
			 str_eqc(role, "navigation") || str_eqc(role, "search") ||
			 str_eqc(role, "contentinfo");
	}
	n->clutter = n->clutter ||
		     (n->tag != TAG_BODY && (streq((const char *)n->x->name, "figcaption") ||
						    (name_part(class, clutter_words) &&
							    !is_sized_text(class)) ||
						    name_part(id, clutter_words)));
	n->skip = hidden_by_style(doc_attribute(n, "style"));
}

/* --- flat nodes --- */

/* Sentence marks tell running text from menus. */
static void weigh_text(struct dnode *n, bool linked)
{
	struct str s = str_of((const char *)n->x->content);
	uint32_t bytes = 0, marks = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c > 0xE3 && utf8_is_ideograph(s, i)) {
			bytes += 3;
			i += 2;
			continue;
		}
		if (is_space(c))
			continue;
		if (c == 0xE3 && i + 2 < s.n && (unsigned char)s.p[i + 1] == 0x80 &&
			(unsigned char)s.p[i + 2] == 0x80) {
			i += 2; /* U+3000 */
			continue;
		}
		bytes++;
		/* U+3001 、 U+3002 。 U+FF0C ， U+FF1B ； */
		if (i + 2 < s.n &&
			((c == 0xE3 && (unsigned char)s.p[i + 1] == 0x80 &&
				 ((unsigned char)s.p[i + 2] & 0xFE) == 0x80) ||
				(c == 0xEF && (unsigned char)s.p[i + 1] == 0xBC &&
					((unsigned char)s.p[i + 2] == 0x8C ||
						(unsigned char)s.p[i + 2] == 0x9B))))
			marks++;
		else if ((c == ',' || c == '.') && i + 1 < s.n && s.p[i + 1] == ' ')
			marks++;
	}
	n->text = bytes;
	n->link = linked ? bytes : 0;
	if (!linked)
		n->mass = marks ? bytes + 30 * (marks < 20 ? marks : 20)
				: (bytes > 30 ? bytes / 2 : bytes / 8);
}

#define FALLBACK_MAX 800 /* nodes of what stands in for scripts; a page has more */
#define FALLBACK_LOOKS 16 /* so many are counted */

/* <noscript> that a box opened inside it keeps from closing: the page went in. */
static bool holds_page(const xmlNode *noscript)
{
	const xmlNode *x = noscript->children;

	for (size_t n = 0; x && n < FALLBACK_MAX; n++) {
		if (n + 1 == FALLBACK_MAX)
			return true;
		if (x->type == XML_ELEMENT_NODE && x->children) {
			x = x->children;
			continue;
		}
		while (x != noscript && !x->next)
			x = x->parent;
		x = x == noscript ? NULL : x->next;
	}
	return false;
}

#define NODE_BYTES 24 /* of a page for each node, in dense ones */

static void flatten(struct doc *d, size_t bytes, struct arena *a)
{
	const xmlNode *root = xmlDocGetRootElement(d->dom.doc), *x = root;
	uint32_t parent = NO_PARENT;
	struct tag_sense known[SENSES] = {{.name = NULL}};
	size_t cap = bytes / NODE_BYTES + 64, looks = 0, script_cap = 0;

	d->nodes = arena_raw(a, cap * sizeof(*d->nodes));
	while (x && d->nnodes < DOC_NODES_MAX) {
		uint32_t i = (uint32_t)d->nnodes;
		struct dnode n = {.x = x, .parent = parent};
		const struct dnode *up = parent == NO_PARENT ? NULL : &d->nodes[parent];
		bool text = x->type == XML_TEXT_NODE || x->type == XML_CDATA_SECTION_NODE;

		if (up)
			n.skip = up->skip;
		if (text)
			n.tag = TAG_TEXT;
		else if (x->type == XML_ELEMENT_NODE)
			judge_element(&n, sense_of(known, x->name));
		else
			n.skip = true;
		if (n.skip && !(up && up->skip) && x->type == XML_ELEMENT_NODE &&
			streq((const char *)x->name, "noscript") && looks++ < FALLBACK_LOOKS)
			n.skip = !holds_page(x);
		d->nodes = arena_grow(a, d->nodes, d->nnodes, &cap, sizeof(*d->nodes));
		d->nodes[d->nnodes++] = n;
		if (n.tag == TAG_SCRIPT) {
			d->scripts = arena_grow(
				a, d->scripts, d->nscripts, &script_cap, sizeof(*d->scripts));
			d->scripts[d->nscripts++] = i;
		}
		if (x->type == XML_ELEMENT_NODE && x->children) {
			parent = i;
			x = x->children;
			continue;
		}
		d->nodes[i].end = i + 1;
		while (x != root && !x->next) {
			x = x->parent;
			d->nodes[parent].end = (uint32_t)d->nnodes;
			parent = d->nodes[parent].parent;
		}
		x = x == root ? NULL : x->next;
	}
	d->truncated = d->truncated || x;
	for (; parent != NO_PARENT; parent = d->nodes[parent].parent)
		d->nodes[parent].end = (uint32_t)d->nnodes;
}

#define HEADING_BYTES 24 /* eight Chinese characters: more than the name of a column */

/* Words that <title> begins with: a heading, whatever the element is called. */
static bool begins_head(const struct dnode *n, struct str head)
{
	struct str s = str_trim(str_of((const char *)n->x->content));

	return s.n >= HEADING_BYTES && str_starts(head, s);
}

static struct str head_title(const struct doc *d)
{
	for (uint32_t i = 0; i < d->nnodes; i++) {
		if (d->nodes[i].tag == TAG_TITLE)
			return str_trim(doc_raw(&d->nodes[i]));
	}
	return STR_NONE;
}

static bool holds_heading(const struct doc *d, uint32_t box)
{
	for (uint32_t i = box + 1; i < d->nodes[box].end; i++) {
		if (d->nodes[i].tag == TAG_H1 && d->nodes[i].text > d->nodes[i].link)
			return true;
	}
	return false;
}

/* The same, or the title of the page outside links. */
static bool holds_title(const struct doc *d, uint32_t box, struct str head)
{
	if (holds_heading(d, box))
		return true;
	for (uint32_t i = box + 1; i < d->nodes[box].end && head.n; i++) {
		if (d->nodes[i].tag == TAG_TEXT && d->nodes[i].link == 0 && d->nodes[i].x->content &&
			begins_head(&d->nodes[i], head))
			return true;
	}
	return false;
}

/* More than half of what stands on the page outside links. */
static bool holds_most(const struct doc *d, const struct dnode *n)
{
	const struct dnode *page = &d->nodes[0];

	return (n->text - n->link) * 2 > page->text - page->link;
}

/* A name such as "has-sidebar" or "comment-layout" on the box that holds the article itself
 * says nothing: what holds half of the page's running text is no frame, nor what holds the
 * heading and most of a page of few words. */
static void spread_marks(struct doc *d, uint32_t total)
{
	for (uint32_t i = 1; i < d->nnodes; i++) {
		struct dnode *n = &d->nodes[i];
		const struct dnode *up = &d->nodes[n->parent];

		if (n->mass > 400 && n->mass * 2 > total)
			n->nav = n->clutter = false;
		else if ((n->nav || n->clutter) && holds_most(d, n) &&
			 holds_heading(d, i))
			n->nav = n->clutter = false;
		n->nav = n->nav || up->nav;
		n->clutter = n->clutter || up->clutter;
	}
}

/* Running text outside the frame: below nav and clutter there is none. */
static void accumulate_mass(struct doc *d)
{
	for (size_t i = 0; i < d->nnodes; i++) {
		struct dnode *n = &d->nodes[i];

		if (n->tag != TAG_TEXT || n->nav || n->clutter)
			n->mass = 0;
	}
	for (size_t i = d->nnodes; i-- > 1;)
		d->nodes[d->nodes[i].parent].mass += d->nodes[i].mass;
}

/* One walk backwards: children come after their parents. */
static void accumulate(struct doc *d)
{
	uint32_t link_end = 0;

	for (size_t i = 0; i < d->nnodes; i++) {
		struct dnode *n = &d->nodes[i];

		if (n->tag == TAG_A && i >= link_end)
			link_end = n->end;
		if (n->tag == TAG_TEXT && !n->skip && n->x->content)
			weigh_text(n, i < link_end);
	}
	for (size_t i = d->nnodes; i-- > 1;) {
		struct dnode *n = &d->nodes[i], *up = &d->nodes[n->parent];

		up->text += n->text;
		up->link += n->link;
		up->mass += n->mass;
	}
	if (d->nnodes) {
		spread_marks(d, d->nodes[0].mass);
		accumulate_mass(d);
	}
}

static void mark_subtree_nav(struct doc *d, uint32_t from)
{
	for (uint32_t i = from; i < d->nodes[from].end; i++)
		d->nodes[i].nav = true;
}

#define MENU_LINKS 3 /* of a list in a cell, at least */

/* A cell of a layout: another table in it, a heading, a list of links. */
static bool is_layout_cell(const struct doc *d, uint32_t cell)
{
	size_t links = 0;

	for (uint32_t k = cell; k < d->nodes[cell].end; k++) {
		const struct dnode *n = &d->nodes[k];

		if (n->tag == TAG_TABLE ||
			(n->tag >= TAG_H1 && n->tag <= TAG_H3 && n->text > n->link))
			return true;
		links += n->tag == TAG_LI && n->link * 10 > n->text * 8;
	}
	return links >= MENU_LINKS;
}

/* Boxes named "header" or "left" that are mostly links and hold little else, and data rows
 * of tables. */
static void judge_boxes(struct doc *d)
{
	struct str head = head_title(d);

	for (uint32_t i = 0; i < d->nnodes; i++) {
		struct dnode *n = &d->nodes[i];
		size_t cells = 0;
		bool layout = false;

		if (n->nav && !n->block)
			continue;
		if (n->tag == TAG_BOX && !n->nav && n->text && n->link * 2 > n->text &&
			n->mass < 600 &&
			(name_part(doc_attribute(n, "class"), maybe_nav_words) ||
				name_part(doc_attribute(n, "id"), maybe_nav_words)) &&
			!holds_most(d, n) && !holds_title(d, i, head))
			mark_subtree_nav(d, i);
		if (n->tag != TAG_TR || n->text > 3000)
			continue;
		for (uint32_t c = i + 1; c < n->end;) {
			const struct dnode *m = &d->nodes[c];

			if (m->tag == TAG_TD && m->text)
				cells++;
			layout |= m->tag == TAG_TD && is_layout_cell(d, c);
			c = m->end;
		}
		n->row = cells > 1 && !layout;
	}
}

static struct str page_base(const struct doc *d, struct str url, struct arena *a)
{
	for (size_t i = 0; i < d->nnodes; i++) {
		struct str href;

		if (d->nodes[i].tag != TAG_BASE)
			continue;
		href = doc_attribute(&d->nodes[i], "href");
		if (!str_trim(href).n)
			continue;
		href = reading_address(url, href, a);
		return str_none(href) ? url : href;
	}
	return url;
}

bool doc_open(struct doc *d, struct str html, struct str url, struct arena *a)
{
	*d = (struct doc){.base = url};
	buf_init(&d->text, TEXT_MAX);
	if (!html.n || html.n > INT32_MAX)
		return false;
	html_dom_read(&d->dom, html, DOC_DEPTH_MAX, a);
	d->truncated = d->dom.cut || d->dom.read < html.n;
	if (!d->dom.doc || !xmlDocGetRootElement(d->dom.doc))
		return false;
	flatten(d, d->dom.read, a);
	d->base = page_base(d, url, a);
	accumulate(d);
	judge_boxes(d);
	lines_build(d, a);
	return true;
}

void doc_release(struct doc *d)
{
	buf_release(&d->text);
	html_dom_release(&d->dom);
}

struct str doc_text(const struct doc *d, uint32_t i, struct arena *a)
{
	struct buf b = BUF_INIT(65536);
	struct str out;

	for (uint32_t k = i; k < d->nodes[i].end; k++) {
		const struct dnode *n = &d->nodes[k];

		if (n->tag == TAG_BR)
			buf_addc(&b, ' ');
		if (n->tag == TAG_TEXT && !n->skip && n->x->content)
			buf_adds(&b, (const char *)n->x->content);
	}
	out = reading_line(buf_str(&b), a);
	buf_release(&b);
	return out;
}

struct str doc_raw(const struct dnode *n)
{
	const xmlNode *c = n->x->type == XML_ELEMENT_NODE ? n->x->children : NULL;

	return c && c->content && c->type != XML_ELEMENT_NODE
		       ? str_of((const char *)c->content)
		       : STR("");
}

bool doc_inside(const struct doc *d, uint32_t i, uint32_t of)
{
	return i >= of && i < d->nodes[of].end;
}
