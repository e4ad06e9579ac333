/* OPML to portals and columns. */
#include "crawler/opml.h"

#include "config-yaml.h"
#include "opml-date.h"
#include "xml-read.h"

#include "base/out.h"

#include "crawler/select.h"
#include "crawler/url.h"

#include <stdlib.h>

#define DEPTH_MAX 64
#define VALUE_MAX 2000 /* as SELECTOR_MAX */

struct work {
	struct import *out;
	struct arena *a;
	size_t cap_rows, cap_portals, cap_flags, cap_cap;
	size_t *cap; /* of columns, by portal */
	int number;  /* of the outline */
};

bool opml_looks_like(struct str text)
{
	return str_eq_nocase(xml_root_name(text), STR("opml"));
}

/* An attribute's value in the arena, "" where it is absent. */
static struct str attribute(struct work *w, const xmlNode *x, const char *name)
{
	struct str s = xml_attribute(x, name), out;

	out = str_none(s) ? STR("") : arena_str(w->a, str_trim(s));
	free((char *)(uintptr_t)s.p);
	return out;
}

/* FreshRSS takes any XPath; ours is told from CSS by how it begins. */
static struct str as_selector(struct work *w, struct str s)
{
	return !s.n || select_is_xpath(s) ? s : arena_strf(w->a, "(%.*s)", STR_ARG(s));
}

static void refuse(struct import_row *row, struct str why)
{
	row->refused = true;
	row->text = why.p;
}

/* "key: value, " of a flow mapping; nothing for an empty value. */
static void put_pair(struct buf *b, const char *key, struct str value)
{
	if (!value.n)
		return;
	buf_addf(b, "%s%s: ", b->n > 1 ? ", " : "", key);
	out_json(b, value); /* a JSON string is YAML, too */
}

/* The selectors of an outline that is read as a page; false: one of them is none. */
static bool put_xpaths(struct work *w, const xmlNode *x, struct import_row *row, struct buf *b)
{
	static const char *const pair[][2] = {{"item", "xPathItem"}, {"title", "xPathItemTitle"},
		{"link", "xPathItemUri"}, {"date", "xPathItemTimestamp"}, {"next", "next"}};

	for (size_t i = 0; i < sizeof(pair) / sizeof(pair[0]); i++) {
		struct str s = as_selector(w, attribute(w, x, pair[i][1]));
		struct err why = {0};

		if (s.n && (s.n > VALUE_MAX || select_check(s, &why) < 0)) {
			refuse(row, arena_strf(w->a, "%s: %s", pair[i][1],
				s.n > VALUE_MAX ? said("too long") : why.text));
			return false;
		}
		put_pair(b, pair[i][0], s);
	}
	return true;
}

/* links[0].href -> links.0.href; false: it computes something, as "a.b & ' text'". */
static bool as_path(struct work *w, struct str s, struct str *out)
{
	struct buf b = BUF_INIT(VALUE_MAX);
	bool is = true;

	for (size_t i = 0; i < s.n; i++) {
		is = is && !strchr("&'\" ()", s.p[i]);
		if (s.p[i] == '[' && b.n)
			buf_addc(&b, '.');
		else if (s.p[i] != '[' && s.p[i] != ']')
			buf_addc(&b, s.p[i]);
	}
	is = is && buf_ok(&b);
	*out = arena_str(w->a, buf_str(&b));
	buf_release(&b);
	return is;
}

static bool put_json_paths(struct work *w, const xmlNode *x, struct import_row *row,
	struct buf *b)
{
	static const char *const pair[][2] = {{"json", "jsonItem"}, {"title", "jsonItemTitle"},
		{"link", "jsonItemUri"}, {"date", "jsonItemTimestamp"}};

	for (size_t i = 0; i < sizeof(pair) / sizeof(pair[0]); i++) {
		struct str s = attribute(w, x, pair[i][1]), path;

		if (!as_path(w, s, &path)) {
			refuse(row, arena_strf(w->a, said("%s: expected a path such as data.items[0].title, "
				"found '%.*s'"), pair[i][1], STR_ARG(s)));
			return false;
		}
		put_pair(b, pair[i][0], path);
	}
	return true;
}

/* What we cannot do is refused: the page would be read, but not the one that is meant. */
static bool can_be_asked(struct work *w, const xmlNode *x, struct import_row *row)
{
	static const char *const asked[] = {"CURLOPT_POST", "CURLOPT_POSTFIELDS", "CURLOPT_COOKIE",
		"CURLOPT_HTTPHEADER", "xPathToJson"};

	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		if (!attribute(w, x, asked[i]).n)
			continue;
		refuse(row, arena_strf(w->a, said("%s is not supported"), asked[i]));
		return false;
	}
	return true;
}

/* items: {...} of the outline as YAML in one line, "" for a plain feed; NULL: refused. */
static const char *items_of(struct work *w, const xmlNode *x, struct import_row *row)
{
	struct str type = attribute(w, x, "type"), format;
	bool json = str_starts_nocase(type, STR("JSON"));
	struct buf b = BUF_INIT(40000);
	const char *out = "";

	format = attribute(w, x, json ? "jsonItemTimeFormat" : "xPathItemTimeFormat");
	buf_addc(&b, '{');
	if (!can_be_asked(w, x, row) || (json && !put_json_paths(w, x, row, &b)))
		out = NULL;
	else if (!json && !put_xpaths(w, x, row, &b))
		out = NULL;
	if (format.n) {
		struct buf date = BUF_INIT(200);

		if (opml_date_from_php(format, &date))
			put_pair(&b, "date_format", buf_str(&date));
		else
			row->text = arena_strf(w->a, said("the time format '%.*s' is left out: dates are "
				"read automatically"), STR_ARG(format)).p;
		buf_release(&date);
	}
	put_pair(&b, "title_re", attribute(w, x, "titleRegex"));
	put_pair(&b, "date_re", attribute(w, x, "dateRegex"));
	if (out && b.n > 1) {
		buf_addc(&b, '}');
		out = arena_cstr(w->a, buf_str(&b));
	}
	buf_release(&b);
	return out;
}

static struct str origin_of(struct str url, struct arena *a)
{
	struct url u;

	if (url_parse(url, NULL, &u, a) < 0 || !url_is_http(&u))
		return STR_NONE;
	return url_resolve(u.href, STR("/"), a);
}

static bool id_taken(const struct import *im, const char *id)
{
	for (size_t i = 0; i < im->nportals; i++)
		if (streq(im->portals[i].id, id))
			return true;
	return false;
}

static size_t portal_for(struct work *w, struct str origin)
{
	struct import *im = w->out;
	struct portal_entry p = {.name = "", .site_code = "", .unit = "", .organiser = "",
		.region = "", .text = "", .home = arena_cstr(w->a, origin)};
	const char *base = portal_id_of(origin, w->a);

	for (size_t i = 0; i < im->nportals; i++)
		if (str_eqc(origin, im->portals[i].home))
			return i;
	p.id = base;
	for (int n = 2; id_taken(im, p.id); n++)
		p.id = arena_strf(w->a, "%s-%d", base, n).p;
	im->portals = arena_grow(w->a, im->portals, im->nportals, &w->cap_portals, sizeof(p));
	im->home_stated = arena_grow(w->a, im->home_stated, im->nportals, &w->cap_flags,
		sizeof(bool));
	w->cap = arena_grow(w->a, w->cap, im->nportals, &w->cap_cap, sizeof(*w->cap));
	w->cap[im->nportals] = 0;
	im->home_stated[im->nportals] = false;
	im->portals[im->nportals] = p;
	return im->nportals++;
}

static bool is_known(const struct portal_entry *p, struct str url)
{
	for (size_t i = 0; i < p->ncolumns; i++)
		if (str_eqc(url, p->columns[i].url))
			return true;
	return false;
}

static struct str name_of(struct work *w, const xmlNode *x)
{
	struct str s = attribute(w, x, "text");

	return s.n ? s : attribute(w, x, "title");
}

static void add_column(struct work *w, size_t portal, const xmlNode *x, struct str url,
	const char *items, struct import_row *row)
{
	struct portal_entry *p = &w->out->portals[portal];
	struct str id = attribute(w, x, "id"), cls = attribute(w, x, "class");
	struct column_entry c = {.name = arena_cstr(w->a, name_of(w, x)),
		.url = arena_cstr(w->a, url), .cls = arena_cstr(w->a, cls), .unit = "",
		.rules = "", .items = items, .text = ""};

	c.id = id.n ? arena_cstr(w->a, id) : column_id_of(url, w->a);
	p->columns = arena_grow(w->a, p->columns, p->ncolumns, &w->cap[portal], sizeof(c));
	row->portal = portal;
	row->column = p->ncolumns;
	p->columns[p->ncolumns++] = c;
}

static void take_outline(struct work *w, const xmlNode *x)
{
	struct str url = attribute(w, x, "xmlUrl"), origin;
	struct import_row *row;
	const char *items;
	size_t portal;

	w->number++;
	if (!url.n || w->out->nrows >= OPML_COLUMNS_MAX)
		return; /* a folder */
	w->out->rows = arena_grow(w->a, w->out->rows, w->out->nrows, &w->cap_rows, sizeof(*row));
	row = &w->out->rows[w->out->nrows++];
	*row = (struct import_row){.number = w->number, .text = "", .portal = SIZE_MAX,
		.column = SIZE_MAX};
	origin = origin_of(url, w->a);
	if (!origin.n) {
		refuse(row, arena_strf(w->a, said("no address of the web: '%.*s'"), STR_ARG(url)));
		return;
	}
	items = items_of(w, x, row);
	if (!items)
		return;
	portal = portal_for(w, origin);
	if (is_known(&w->out->portals[portal], url))
		refuse(row, str_of(said("the same address stands in an outline before")));
	else
		add_column(w, portal, x, url, items, row);
}

static const xmlNode *after(const xmlNode *x, const xmlNode *root, unsigned *depth)
{
	if (x->children && *depth < DEPTH_MAX) {
		*depth += 1;
		return x->children;
	}
	while (x && x != root && !x->next) {
		x = x->parent;
		*depth -= 1;
	}
	return !x || x == root ? NULL : x->next;
}

int opml_read(struct str text, struct import *out, struct arena *a, struct err *e)
{
	struct work w = {.out = out, .a = a};
	bool repaired = false;
	xmlDocPtr doc = xml_read(text, &repaired);
	const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;
	unsigned depth = 0;

	*out = (struct import){.ignored = ""};
	if (!root || !xml_named(root, "opml")) {
		if (doc)
			xmlFreeDoc(doc);
		return err_set(e, ERR_SYNTAX, "no OPML: its root element must be <opml>");
	}
	for (const xmlNode *x = root; x; x = after(x, root, &depth))
		if (x->type == XML_ELEMENT_NODE && xml_named(x, "outline"))
			take_outline(&w, x);
	xmlFreeDoc(doc);
	return 0;
}
