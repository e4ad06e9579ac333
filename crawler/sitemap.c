/* Sitemaps as a stream of <url> and <sitemap> entries. */
#include "crawler/sitemap.h"

#include "crawler/feed.h"
#include "reading.h"
#include "xml-read.h"

#include <libxml/xmlreader.h>

/* What is being collected: text of one of these children of an entry. */
enum part { PART_NONE, PART_ENTRY, PART_LOC, PART_LASTMOD, PART_TITLE, PART_NEWS_DATE };

struct stream {
	const struct page_order *o;
	struct arena *a;
	struct listing list;
	size_t cap;
	struct buf text;
	int entry_depth; /* of the open entry, -1 outside */
	int part_depth;
	enum part part;
	struct item item;
	bool index;
	bool cut;
};

static bool same(const xmlChar *name, const char *want)
{
	return name && str_eq_nocase(str_of((const char *)name), str_of(want));
}

static void open_element(struct stream *s, xmlTextReaderPtr r, int depth)
{
	const xmlChar *name = xmlTextReaderConstLocalName(r);

	if (s->entry_depth < 0) {
		if (same(name, "url") || same(name, "sitemap")) {
			s->entry_depth = depth;
			s->item = (struct item){0};
			s->index = same(name, "sitemap");
			/* an address without <loc> around it is seen, and is clear enough */
			s->part = PART_ENTRY;
			s->part_depth = depth;
			buf_clear(&s->text);
		}
		return;
	}
	if (depth == s->entry_depth + 1 && same(name, "loc"))
		s->part = PART_LOC;
	else if (depth == s->entry_depth + 1 && same(name, "lastmod"))
		s->part = PART_LASTMOD;
	else if (depth == s->entry_depth + 2 && same(name, "publication_date"))
		s->part = PART_NEWS_DATE;
	else if (depth == s->entry_depth + 2 && same(name, "title"))
		s->part = PART_TITLE;
	else
		return;
	s->part_depth = depth;
	buf_clear(&s->text);
}

static void close_part(struct stream *s)
{
	struct str text = str_trim(buf_str(&s->text));
	bool first = s->item.date_ms == DATE_NONE_MS;

	switch (s->part) {
	case PART_NONE:
		break;
	case PART_ENTRY:
		if (s->item.href.n || !str_starts_nocase(text, STR("http")))
			break;
		s->item.href = arena_str(s->a, text);
		s->item.url = reading_address(s->o->url, s->item.href, s->a);
		break;
	case PART_LOC:
		s->item.href = arena_str(s->a, text);
		s->item.url = reading_address(s->o->url, s->item.href, s->a);
		break;
	case PART_NEWS_DATE:
	case PART_LASTMOD:
		/* when it was published says more than when the file was touched */
		if ((first || s->part == PART_NEWS_DATE) &&
			reading_date(s->o, text, &s->item.date_ms, &s->item.date_has_time))
			s->item.date_weak = s->part == PART_LASTMOD;
		break;
	case PART_TITLE:
		if (str_none(s->item.title))
			s->item.title = reading_plain(text, s->a);
		break;
	}
	s->part = PART_NONE;
}

static void keep(struct stream *s, struct item item)
{
	struct listing *l = &s->list;

	if (l->nitems == SITEMAP_URLS_MAX) {
		s->cut = true;
		return;
	}
	l->items = arena_grow(s->a, l->items, l->nitems, &s->cap, sizeof(*l->items));
	l->items[l->nitems++] = item;
}

static void close_element(struct stream *s, int depth)
{
	if (s->part != PART_NONE && depth <= s->part_depth)
		close_part(s);
	if (s->entry_depth < 0 || depth > s->entry_depth)
		return;
	if (s->item.href.n) {
		if (s->index)
			s->item.category = STR(SITEMAP_INDEX_ENTRY);
		keep(s, s->item);
	}
	s->entry_depth = -1;
}

static void stream_node(struct stream *s, xmlTextReaderPtr r)
{
	int depth = xmlTextReaderDepth(r), type = xmlTextReaderNodeType(r);

	if (type == XML_READER_TYPE_ELEMENT) {
		/* an unclosed sibling ends what was open at its depth */
		if (s->entry_depth >= 0 && depth <= s->entry_depth)
			close_element(s, depth);
		open_element(s, r, depth);
		if (xmlTextReaderIsEmptyElement(r))
			close_element(s, depth);
	} else if (type == XML_READER_TYPE_END_ELEMENT) {
		close_element(s, depth);
	} else if (s->part != PART_NONE &&
		   (type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA)) {
		const xmlChar *v = xmlTextReaderConstValue(r);

		buf_adds(&s->text, v ? (const char *)v : "");
	}
}

static bool read_xml(struct stream *s, struct str text, bool repair)
{
	struct buf b = {0};
	xmlTextReaderPtr r;
	int got = -1;

	s->list.nitems = 0;
	s->entry_depth = -1;
	s->part = PART_NONE;
	s->cut = false;
	xml_prepare(text, repair, &b);
	r = b.n < INT32_MAX ? xmlReaderForMemory(b.p, (int)b.n, NULL, "UTF-8",
				      XML_SAFE | (repair ? XML_PARSE_RECOVER : 0))
			    : NULL;
	while (r && (got = xmlTextReaderRead(r)) == 1 && !s->cut)
		stream_node(s, r);
	/* cut off inside an address: half of it would be another one */
	s->part = PART_NONE;
	if (s->entry_depth >= 0)
		close_element(s, s->entry_depth);
	xmlFreeTextReader(r);
	buf_release(&b);
	return got >= 0;
}

/* One address per line, nothing else; lines that are none are passed over when most are. */
static bool read_lines(struct stream *s, struct str text)
{
	struct str rest = text, line;
	size_t nlines = 0;

	if (str_starts(rest, STR("\xef\xbb\xbf")))
		rest = str_sub(rest, 3, SIZE_MAX);
	while (str_cut(&rest, '\n', &line) && !s->cut) {
		struct item item = {0};

		line = str_trim(line);
		if (!line.n)
			continue;
		nlines++;
		if (!str_starts_nocase(line, STR("http://")) &&
			!str_starts_nocase(line, STR("https://"))) {
			if (nlines == 1)
				return false;
			continue;
		}
		item.href = arena_str(s->a, line);
		item.url = reading_address(STR_NONE, item.href, s->a);
		keep(s, item);
	}
	return s->list.nitems > 0 && s->list.nitems * 2 > nlines;
}

bool sitemap_read(
	const struct page_order *o, struct str text, struct listing *out, struct arena *a)
{
	struct stream s = {.o = o, .a = a, .text = BUF_INIT(65536)};
	struct str root;
	bool whole = true, is = true;

	text = str_sub(text, 0, SITEMAP_BYTES_MAX);
	root = xml_root_name(text);
	s.list = (struct listing){.source = LIST_SITEMAP, .confidence = 1};
	if (str_eq_nocase(root, STR("urlset")) ||
		str_eq_nocase(root, STR("sitemapindex"))) {
		whole = read_xml(&s, text, false);
		if (!whole)
			read_xml(&s, text, true);
	} else if (feed_read(o, text, out, a)) {
		buf_release(&s.text);
		return true;
	} else {
		is = read_lines(&s, text);
	}
	buf_release(&s.text);
	if (!is)
		return false;
	if (!whole)
		s.list.confidence = s.list.nitems ? 0.8 : 0.3;
	s.list.why = arena_strf(a, "sitemap %s%.*s%s, %zu entries%s%s",
		root.n ? "<" : "of lines", STR_ARG(root), root.n ? ">" : "",
		s.list.nitems, whole ? "" : ", not well-formed, repaired",
		s.cut ? " (cut)" : "");
	*out = s.list;
	return true;
}
