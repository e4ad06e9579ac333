/* Selectors at work: libxml2's XPath, silent, with a ceiling on its steps. */
#include "select-part.h"

#include <stdlib.h>

#include <libxml/HTMLtree.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

struct selector {
	xmlXPathContextPtr context;
	xmlXPathCompExprPtr compiled;
};

/* libxml2 2.12 made the error const. */
#if LIBXML_VERSION >= 21200
static void silent(void *data, const xmlError *error)
#else
static void silent(void *data, xmlErrorPtr error)
#endif
{
	(void)data;
	(void)error;
}

struct selector *selector_open(struct str text, xmlDocPtr doc, struct err *e)
{
	struct buf xpath = BUF_INIT((size_t)1 << 20);
	struct selector *s = NULL;

	if (select_xpath(text, &xpath, e) == 0) {
		s = mem_alloc(sizeof(*s));
		s->context = xmlXPathNewContext(doc);
		if (!s->context)
			fatal("cannot make an XPath context");
		s->context->error = silent;
		s->context->opLimit = SELECT_STEPS_MAX;
		s->compiled = xmlXPathCtxtCompile(s->context, (const xmlChar *)buf_cstr(&xpath));
		if (!s->compiled) {
			err_set(e, ERR_SYNTAX, "'%.*s' is no XPath expression", STR_ARG(text));
			selector_close(s);
			s = NULL;
		}
	}
	buf_release(&xpath);
	return s;
}

void selector_close(struct selector *s)
{
	if (!s)
		return;
	if (s->compiled)
		xmlXPathFreeCompExpr(s->compiled);
	xmlXPathFreeContext(s->context);
	free(s);
}

static void take_nodes(const xmlXPathObject *r, struct selected *out, struct arena *a)
{
	size_t n = r->nodesetval ? (size_t)r->nodesetval->nodeNr : 0;

	out->node = arena_array(a, n + 1, sizeof(xmlNode *));
	for (size_t i = 0; i < n; i++)
		if (r->nodesetval->nodeTab[i]->type != XML_NAMESPACE_DECL)
			out->node[out->n++] = r->nodesetval->nodeTab[i];
}

bool selector_run(struct selector *s, xmlNode *context, struct selected *out,
	struct arena *a)
{
	xmlXPathObjectPtr r;
	xmlChar *text;

	*out = (struct selected){0};
	s->context->node = context;
	s->context->opCount = 0;
	r = xmlXPathCompiledEval(s->compiled, s->context);
	if (!r)
		return false;
	if (r->type == XPATH_NODESET) {
		xmlXPathNodeSetSort(r->nodesetval);
		take_nodes(r, out, a);
	} else {
		text = xmlXPathCastToString(r);
		out->text = arena_str(a, str_of((const char *)text));
		xmlFree(text);
	}
	xmlXPathFreeObject(r);
	return true;
}

int select_check(struct str selector, struct err *e)
{
	xmlDocPtr doc = htmlNewDocNoDtD(NULL, NULL);
	struct selector *s = selector_open(selector, doc, e);
	bool ok = s != NULL;

	selector_close(s);
	xmlFreeDoc(doc);
	return ok ? 0 : ERR_SYNTAX;
}
