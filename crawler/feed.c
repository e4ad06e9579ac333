/* RSS, RDF and Atom: every "item" or "entry" of the tree is an item of the listing. */
#include "crawler/feed.h"

#include "reading.h"
#include "xml-read.h"

#include <stdlib.h>

/* Next element in document order below top, without recursion. */
static const xmlNode *next_node(const xmlNode *x, const xmlNode *top, bool into)
{
	if (into && x->type == XML_ELEMENT_NODE && x->children)
		return x->children;
	while (x != top && !x->next)
		x = x->parent;
	return x == top ? NULL : x->next;
}

/* All character data below x, in b; entity references that survived are passed over. */
static void text_below(const xmlNode *x, struct buf *b)
{
	buf_clear(b);
	for (const xmlNode *at = x; at; at = next_node(at, x, true)) {
		if ((at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE) &&
			at->content)
			buf_adds(b, (const char *)at->content);
		if (!buf_ok(b))
			return;
	}
}

/* What one item says, while its children are read. */
struct reading {
	const struct page_order *o;
	struct arena *a;
	struct buf text;
	struct item item;
	struct str guid; /* permalink candidate */
	int date_rank;   /* of the date kept: lower is better, 0 none */
	int link_rank;
};

#define RANK_TOUCHED 4 /* from here on: when it was changed last */

static const struct date_name {
	const char *name;
	int rank;
} date_names[] = {
	{"pubDate", 1},
	{"published", 1},
	{"issued", 2},
	{"date", 2},
	{"created", 3},
	{"dateSubmitted", 3},
	{"updated", 4},
	{"modified", 4},
	{"lastBuildDate", 5},
};

static struct str base_of(struct reading *r, const xmlNode *x)
{
	xmlChar *base = xmlNodeGetBase(x->doc, x);
	struct str out = r->o->url;

	if (base && base[0]) {
		struct str url = reading_address(out, str_of((const char *)base), r->a);

		if (!str_none(url))
			out = url;
	}
	xmlFree(base);
	return out;
}

static void take_title(struct reading *r, const xmlNode *x)
{
	struct str type = xml_attribute(x, "type"), plain;
	/* media:title, itunes:title and kin name something else */
	const char *prefix = x->ns && x->ns->prefix ? (const char *)x->ns->prefix : "";

	if (r->item.title.n && (streq(prefix, "media") || streq(prefix, "itunes") ||
				       streq(prefix, "dc")))
		goto out;
	text_below(x, &r->text);
	/* RSS leaves open whether a title is text or markup: tags are dropped either way */
	plain = str_eqc(type, "text") ? reading_line(buf_str(&r->text), r->a)
				      : reading_plain(buf_str(&r->text), r->a);
	if (plain.n)
		r->item.title = plain;
out:
	free((void *)(uintptr_t)type.p);
}

static void keep_link(struct reading *r, const xmlNode *x, struct str ref, int rank)
{
	ref = str_trim(ref);
	if (!ref.n || (r->link_rank && r->link_rank <= rank))
		return;
	r->item.href = arena_str(r->a, ref);
	r->item.url = reading_address(base_of(r, x), r->item.href, r->a);
	r->link_rank = rank;
}

/* What readers of feeds load with the entry. */
static void keep_enclosure(struct reading *r, const xmlNode *x, struct str ref)
{
	ref = str_trim(ref);
	if (ref.n && str_none(r->item.enclosure))
		r->item.enclosure = reading_address(base_of(r, x), arena_str(r->a, ref), r->a);
}

static void take_enclosure(struct reading *r, const xmlNode *x)
{
	struct str url = xml_attribute(x, "url");

	keep_enclosure(r, x, url);
	free((void *)(uintptr_t)url.p);
}

static void take_link(struct reading *r, const xmlNode *x)
{
	struct str href = xml_attribute(x, "href"), rel = xml_attribute(x, "rel");
	struct str type = xml_attribute(x, "type");

	if (!str_none(href)) {
		bool page = str_none(type) || str_has(type, STR("html"));

		if (str_none(rel) || str_eqc(rel, "alternate") || rel.n == 0)
			keep_link(r, x, href, page ? 2 : 3);
		else if (str_eqc(rel, "enclosure"))
			keep_enclosure(r, x, href);
	} else {
		text_below(x, &r->text);
		keep_link(r, x, buf_str(&r->text), 1);
	}
	free((void *)(uintptr_t)href.p);
	free((void *)(uintptr_t)rel.p);
	free((void *)(uintptr_t)type.p);
}

static void take_id(struct reading *r, const xmlNode *x, bool guid)
{
	struct str permalink = xml_attribute(x, "isPermaLink");
	struct str id;

	text_below(x, &r->text);
	id = reading_line(buf_str(&r->text), r->a);
	if (id.n && !r->item.site_id.n)
		r->item.site_id = id;
	if (guid && !str_eq_nocase(permalink, STR("false")) &&
		(str_starts_nocase(id, STR("http://")) ||
			str_starts_nocase(id, STR("https://"))))
		r->guid = id;
	free((void *)(uintptr_t)permalink.p);
}

static void take_date(struct reading *r, const xmlNode *x, int rank)
{
	int64_t ms;
	bool has_time;

	if (r->date_rank && r->date_rank <= rank)
		return;
	text_below(x, &r->text);
	if (!reading_date(r->o, buf_str(&r->text), &ms, &has_time))
		return;
	r->item.date_ms = ms;
	r->item.date_has_time = has_time;
	r->item.date_weak = rank >= RANK_TOUCHED;
	r->date_rank = rank;
}

static void take_member(struct reading *r, const xmlNode *x)
{
	if (xml_named(x, "title"))
		take_title(r, x);
	else if (xml_named(x, "link"))
		take_link(r, x);
	else if (xml_named(x, "enclosure"))
		take_enclosure(r, x);
	else if (xml_named(x, "guid"))
		take_id(r, x, true);
	else if (xml_named(x, "id") || xml_named(x, "identifier"))
		take_id(r, x, false);
	for (size_t i = 0; i < sizeof(date_names) / sizeof(date_names[0]); i++) {
		if (xml_named(x, date_names[i].name))
			take_date(r, x, date_names[i].rank);
	}
}

static struct item read_item(
	const struct page_order *o, const xmlNode *x, struct buf *text, struct arena *a)
{
	struct reading r = {.o = o, .a = a, .text = *text};
	struct str about = xml_attribute(x, "about");

	for (const xmlNode *c = x->children; c; c = c->next) {
		if (c->type == XML_ELEMENT_NODE)
			take_member(&r, c);
	}
	if (!r.link_rank && r.guid.n)
		keep_link(&r, x, r.guid, 4);
	if (!r.link_rank && about.n)
		keep_link(&r, x, about, 5);
	free((void *)(uintptr_t)about.p);
	*text = r.text;
	return r.item;
}

static bool is_item(const xmlNode *x)
{
	return xml_named(x, "item") || xml_named(x, "entry");
}

/* <link rel="next"> outside of items. */
static void take_next(
	const struct page_order *o, const xmlNode *x, struct listing *l, struct arena *a)
{
	struct str rel = xml_attribute(x, "rel"), href = xml_attribute(x, "href");

	if (str_none(l->next) && str_eqc(rel, "next") && href.n) {
		struct reading r = {.o = o, .a = a};

		l->next = reading_address(base_of(&r, x), href, a);
	}
	free((void *)(uintptr_t)rel.p);
	free((void *)(uintptr_t)href.p);
}

static bool is_feed_name(struct str root)
{
	static const char *const names[] = {"rss", "rdf", "feed", "channel", "entry"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (str_eq_nocase(root, str_of(names[i])))
			return true;
	}
	return false;
}

bool feed_read(
	const struct page_order *o, struct str text, struct listing *out, struct arena *a)
{
	struct listing l = {.source = LIST_FEED, .confidence = 1};
	struct buf chars = BUF_INIT((size_t)1 << 20);
	const xmlNode *root;
	size_t cap = 0;
	bool repaired, cut = false;
	xmlDocPtr doc;

	if (!is_feed_name(xml_root_name(text)))
		return false;
	doc = xml_read(text, &repaired);
	root = doc ? xmlDocGetRootElement(doc) : NULL;
	for (const xmlNode *x = root; x;) {
		bool item = is_item(x);

		cut = item && l.nitems == FEED_ITEMS_MAX;
		if (cut)
			break;
		if (item) {
			l.items =
				arena_grow(a, l.items, l.nitems, &cap, sizeof(*l.items));
			l.items[l.nitems++] = read_item(o, x, &chars, a);
		} else if (xml_named(x, "link")) {
			take_next(o, x, &l, a);
		}
		x = next_node(x, root, !item);
	}
	/* cut off inside an address: half of it would be another one */
	if (l.nitems && !str_ends(str_trim(text), STR(">")))
		l.items[l.nitems - 1].href = l.items[l.nitems - 1].url = STR_NONE;
	if (repaired)
		l.confidence = root ? 0.8 : 0.3;
	l.why = arena_strf(a, "feed <%.*s>%s, %zu items%s", STR_ARG(xml_root_name(text)),
		!root      ? ", not readable"
		: repaired ? ", not well-formed, repaired"
			   : "",
		l.nitems, cut ? " (cut)" : "");
	buf_release(&chars);
	xmlFreeDoc(doc);
	*out = l;
	return true;
}
