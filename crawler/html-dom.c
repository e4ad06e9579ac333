/* Nodes of libxml2's HTML parser in an arena. What these handlers leave linked is what the
 * parser itself looks at between calls: ctxt->node, its last child, and texts. */
#include "html-dom.h"

#include "base/err.h"
#include "html-thin.h"

#include <libxml/HTMLparser.h>
#include <libxml/HTMLtree.h>
#include <libxml/SAX2.h>
#include <libxml/dict.h>
#include <libxml/parserInternals.h>

#define XML_PARSE_HUGE_BIT (1 << 19)

/* Behind xmlParserCtxt._private. */
struct builder {
	struct arena *a;
	struct html_thin thin;
	unsigned depth;
	xmlNode *text;	/* whose content is still in `chars`; NULL */
	struct buf chars;
};

static struct builder *builder_of(void *ctx)
{
	return ((xmlParserCtxtPtr)ctx)->_private;
}

/* The text that was being collected gets its content. */
static void settle_text(struct builder *b)
{
	if (!b->text)
		return;
	b->text->content = (xmlChar *)arena_cstr(b->a, buf_str(&b->chars));
	b->text = NULL;
	buf_clear(&b->chars);
}

static xmlNode *new_node(xmlParserCtxtPtr c, xmlElementType type, const xmlChar *name)
{
	xmlNode *n = arena_alloc(builder_of(c)->a, sizeof(*n));

	n->type = type;
	n->name = name;
	n->doc = c->myDoc;
	return n;
}

/* Behind the last child of its parent. What comes after the end of the root element goes
 * into it, or beside it where there is a document type. */
static void link_node(xmlParserCtxtPtr c, xmlNode *n)
{
	xmlNode *parent = c->node, *top = c->myDoc->children;

	if (!parent && top && top->type == XML_ELEMENT_NODE && n->type == XML_ELEMENT_NODE)
		parent = top;
	if (parent) {
		n->parent = parent;
		n->prev = parent->last;
		if (parent->last)
			parent->last->next = n;
		else
			parent->children = n;
		parent->last = n;
		return;
	}
	n->parent = (xmlNode *)c->myDoc;
	if (!top) {
		c->myDoc->children = n;
	} else {
		n->prev = c->myDoc->last;
		c->myDoc->last->next = n;
	}
	c->myDoc->last = n;
}

/* A value or comment is put aside as a whole. */
static xmlChar *own_copy(struct builder *b, const xmlChar *s)
{
	struct str text = str_of((const char *)s), kept = html_kept(&b->thin, text.p, text.n);

	return (xmlChar *)arena_cstr(b->a, kept.n ? kept : text);
}

/* With what was put aside back in its place. */
static void add_whole(struct builder *b, const char *p, size_t n)
{
	for (size_t at = 0, from = 0; at < n; at++) {
		struct str kept = html_kept(&b->thin, p + at, n - at);

		if (kept.n) {
			buf_add(&b->chars, p + from, at - from);
			buf_addstr(&b->chars, kept);
			at += HTML_THIN_BYTES - 1;
			from = at + 1;
		} else if (at + 1 == n) {
			buf_add(&b->chars, p + from, n - from);
		}
	}
}

/* An attribute without a value that is a known switch has its name for value. */
static void add_attribute(xmlParserCtxtPtr c, xmlNode *n, xmlAttr **last,
	const xmlChar *name, const xmlChar *value)
{
	struct builder *b = builder_of(c);
	xmlAttr *at = arena_alloc(b->a, sizeof(*at));

	if (!value && htmlIsBooleanAttr(name))
		value = name;
	at->type = XML_ATTRIBUTE_NODE;
	at->_private = b; /* ours, and not to be freed */
	at->name = name;
	at->parent = n;
	at->doc = c->myDoc;
	at->prev = *last;
	if (*last)
		(*last)->next = at;
	else
		n->properties = at;
	*last = at;
	if (!value)
		return;
	at->children = at->last = new_node(c, XML_TEXT_NODE, xmlStringText);
	at->children->parent = (xmlNode *)at;
	at->children->content = own_copy(b, value);
}

static void start_element(void *ctx, const xmlChar *name, const xmlChar **atts)
{
	xmlParserCtxtPtr c = ctx;
	struct builder *b = builder_of(ctx);
	const xmlChar *colon = xmlStrchr(name, ':');
	xmlAttr *last = NULL;
	xmlNode *n;

	settle_text(b);
	if (b->depth && (unsigned)c->nameNr > b->depth) {
		xmlStopParser(c);
		return;
	}
	if (colon && colon != name && colon[1]) /* <o:p> is a p */
		name = xmlDictLookup(c->dict, colon + 1, -1);
	n = new_node(c, XML_ELEMENT_NODE, name);
	link_node(c, n);
	nodePush(c, n);
	for (; atts && atts[0]; atts += 2)
		add_attribute(c, n, &last, atts[0], atts[1]);
}

static void end_element(void *ctx, const xmlChar *name)
{
	(void)name;
	settle_text(builder_of(ctx));
	nodePop(ctx);
}

/* Texts come in pieces: a reference is one of its own. */
static void add_text(xmlParserCtxtPtr c, xmlElementType type, const xmlChar *s, int n)
{
	struct builder *b = builder_of(c);

	if (!c->node || n <= 0)
		return;
	if (!b->text || b->text->type != type) {
		settle_text(b);
		b->text = new_node(c, type, type == XML_TEXT_NODE ? xmlStringText : NULL);
		b->text->content = (xmlChar *)arena_cstr(b->a, STR(""));
		link_node(c, b->text);
	}
	add_whole(b, (const char *)s, (size_t)n);
}

static void characters(void *ctx, const xmlChar *s, int n)
{
	add_text(ctx, XML_TEXT_NODE, s, n);
}

static void script_text(void *ctx, const xmlChar *s, int n)
{
	add_text(ctx, XML_CDATA_SECTION_NODE, s, n);
}

static void comment(void *ctx, const xmlChar *s)
{
	struct builder *b = builder_of(ctx);
	xmlNode *n;

	settle_text(b);
	n = new_node(ctx, XML_COMMENT_NODE, xmlStringComment);
	n->content = own_copy(b, s);
	link_node(ctx, n);
}

/* Left out, but the texts before and after it are two. */
static void instruction(void *ctx, const xmlChar *target, const xmlChar *data)
{
	(void)target;
	(void)data;
	settle_text(builder_of(ctx));
}

static void set_handlers(xmlSAXHandlerPtr sax)
{
	sax->startElement = start_element;
	sax->endElement = end_element;
	sax->characters = characters;
	sax->cdataBlock = script_text;
	sax->comment = comment;
	sax->processingInstruction = instruction;
}

void html_dom_read(struct html_dom *d, struct str text, unsigned depth, struct arena *a)
{
	struct builder b = {.a = a, .depth = depth, .chars = BUF_INIT(text.n + 64)};
	htmlParserCtxtPtr c = htmlNewParserCtxt();

	if (!c)
		fatal("cannot make an HTML parser");
	html_thin(&b.thin, text, a);
	text = b.thin.text;
	d->read = b.thin.read;
	c->_private = &b;
	set_handlers(c->sax);
	d->doc = htmlCtxtReadMemory(c, text.n ? text.p : "", (int)text.n, NULL, "UTF-8",
		HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
			HTML_PARSE_COMPACT | HTML_PARSE_IGNORE_ENC | XML_PARSE_HUGE_BIT);
	settle_text(&b);
	d->cut = c->disableSAX;
	d->names = c->dict;
	xmlDictReference(d->names);
	htmlFreeParserCtxt(c);
	buf_release(&b.chars);
}

/* The parser itself adds attributes of a second <html> to the first one. */
static void free_added(xmlNode *root)
{
	xmlAttr *at = root ? root->properties : NULL;

	while (at) {
		xmlAttr *next = at->next;

		if (!at->_private)
			xmlFreeProp(at);
		at = next;
	}
}

void html_dom_release(struct html_dom *d)
{
	if (d->doc) {
		free_added(xmlDocGetRootElement(d->doc));
		d->doc->children = d->doc->last = (xmlNode *)d->doc->intSubset;
		if (d->doc->intSubset)
			d->doc->intSubset->next = d->doc->intSubset->prev = NULL;
		xmlFreeDoc(d->doc);
	}
	if (d->names)
		xmlDictFree(d->names);
	*d = (struct html_dom){0};
}
