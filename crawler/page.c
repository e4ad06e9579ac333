/* One document by its order: kind, text, then what the order wants. */
#include "page-private.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "crawler/article.h"
#include "crawler/charset.h"
#include "crawler/feed.h"
#include "crawler/links.h"
#include "crawler/list.h"
#include "crawler/robots.h"
#include "crawler/signals.h"
#include "crawler/sitemap.h"
#include "crawler/url.h"
#include "xml-read.h"

#include <zlib.h>

/* Documents are parsed up to this size; what lies behind it is cut and `truncated` said.
 * The largest list page in the corpus has 1.3 MB, sitemaps may have 50 MB. */
#define TEXT_MAX ((size_t)64 << 20)
#define PACKED_MAX ((size_t)48 << 20) /* of links: they cross borders in one message */

static void keep_links(const struct links *l, struct page *out)
{
	out->links = l->list;
	out->nlinks = l->n;
	out->anchors = l->anchors;
	out->nanchors = l->nanchors;
	out->truncated |= l->truncated;
}

static bool is_xhtml(const struct page_order *o)
{
	return str_find_nocase(o->content_type, STR("application/xhtml+xml"), 0) != SIZE_MAX;
}

/* Signals and links in one walk through the tokens. */
static void read_tokens(const struct page_order *o, struct str text, struct page *out,
	struct arena *a)
{
	bool wants = o->want & (WANT_LINKS | WANT_ANCHORS), whole = true;
	struct html *h = arena_alloc(a, sizeof(*h));
	struct pass *s;
	struct walk *w = NULL;
	struct links l;

	html_init(h, text, a);
	s = signals_begin(o, h, out, a);
	if (wants && !is_xhtml(o))
		w = links_begin(h, o->url, out->encoding, o->want, &l, a);
	if (w)
		links_hide(w, o->hides);
	while (html_next(h)) {
		signals_token(s);
		whole = whole && (!w || links_token(w));
	}
	signals_end(s);
	if (w)
		links_end(w);
	if (!whole)
		links_read(text, o->url, out->encoding, o->want, &l, a);
	else if (wants && !w)
		links_read_xhtml(text, o->url, out->encoding, o->want, &l, a);
	if (wants) {
		if (o->want & WANT_LINKS)
			links_read_head(o->link, o->refresh, o->url, &l, a);
		keep_links(&l, out);
	}
}

static void add_link(struct page *out, struct link l)
{
	l.line = 1;
	if (!str_none(l.href) && out->nlinks < LINKS_MAX)
		out->links[out->nlinks++] = l;
}

/* Entries of a feed, sitemap or JSON list are links too, and what comes with them. */
static void links_of_items(const struct page_order *o, const char *element, struct page *out,
	struct arena *a)
{
	size_t n = out->list.nitems < LINKS_MAX ? out->list.nitems : LINKS_MAX;

	if (!(o->want & WANT_LINKS) || n == 0)
		return;
	out->links = arena_array(a, 2 * n, sizeof(*out->links));
	for (size_t i = 0; i < n; i++) {
		const struct item *x = &out->list.items[i];

		add_link(out, (struct link){.href = x->href, .url = x->url,
			.element = str_of(element), .attribute = STR("href"), .text = x->title});
		add_link(out, (struct link){.href = x->enclosure, .url = x->enclosure,
			.element = STR("enclosure"), .attribute = STR("url"), .text = x->title});
	}
	out->truncated |= n < out->list.nitems;
}

static void read_html(const struct page_order *o, struct str text, struct page *out,
	struct arena *a)
{
	read_tokens(o, text, out, a);
	if (o->want & WANT_LIST)
		list_read(o, text, &out->list, a);
	if (o->want & WANT_ARTICLE)
		article_read(o, text, &out->article, a);
	if (o->want & WANT_ORGANISER)
		out->organiser = organiser_read(text, a);
}

/* A notice without markup is its own text. */
static void read_bare(const struct page_order *o, struct str text, struct page *out,
	struct arena *a)
{
	struct str line, rest = utf8_fitting(text, ARTICLE_TEXT_MAX - 1);
	struct buf b = BUF_INIT(ARTICLE_TEXT_MAX);

	if (!(o->want & WANT_ARTICLE))
		return;
	while (str_cut(&rest, '\n', &line)) {
		line = str_trim(line);
		if (!line.n)
			continue;
		if (b.n)
			buf_addc(&b, '\n');
		buf_addstr(&b, line);
	}
	out->article.text = arena_str(a, buf_str(&b));
	buf_release(&b);
}

/* Hanweb's answers are XML in name: the list builder and the links know their islands. */
static void read_xml(const struct page_order *o, struct str text, struct page *out,
	struct arena *a)
{
	read_html(o, text, out, a);
	out->unclosed = !xml_is_whole(text);
}

static void read_feed(const struct page_order *o, struct str text, struct page *out,
	struct arena *a)
{
	bool sitemap = out->kind == PAGE_SITEMAP;

	signals_read_plain(o, text, out, a);
	if (o->want & (WANT_LIST | WANT_LINKS | WANT_SITEMAP)) {
		if (sitemap)
			sitemap_read(o, text, &out->list, a);
		else
			feed_read(o, text, &out->list, a);
	}
	links_of_items(o, sitemap ? "sitemap" : "feed", out, a);
	out->unclosed = !xml_is_whole(text);
}

/* A sitemap may be a plain list of addresses. */
static bool read_lines(const struct page_order *o, struct str text, struct page *out,
	struct arena *a)
{
	if (!(o->want & (WANT_LIST | WANT_SITEMAP)) || !sitemap_read(o, text, &out->list, a))
		return false;
	out->kind = PAGE_SITEMAP;
	signals_read_plain(o, text, out, a);
	links_of_items(o, "sitemap", out, a);
	out->unclosed = !str_ends(text, STR("\n"));
	return true;
}

/* What a page names as its manifest, whatever the server calls it. */
static bool is_manifest(const struct page_order *o)
{
	struct str path = str_sub(o->url, 0, str_findc(o->url, '?', 0));

	return str_find_nocase(o->content_type, STR("manifest+json"), 0) != SIZE_MAX ||
		str_ends_nocase(path, STR(".webmanifest")) ||
		str_ends_nocase(path, STR("/manifest.json"));
}

static void read_json(const struct page_order *o, struct str text, struct page *out,
	struct arena *a)
{
	struct links l;

	signals_read_plain(o, text, out, a);
	read_bare(o, text, out, a);
	if (o->want & WANT_LINKS && is_manifest(o)) {
		links_read_manifest(text, o->url, &l, a);
		keep_links(&l, out);
		return;
	}
	if (o->want & (WANT_LIST | WANT_LINKS))
		list_read_json(o, text, &out->list, a);
	links_of_items(o, "json", out, a);
}

static void read_css(const struct page_order *o, struct str text, struct page *out,
	struct arena *a)
{
	struct links l;

	signals_read_plain(o, text, out, a);
	if (o->want & WANT_HIDDEN)
		out->hides = links_hiding(text, a);
	if (!(o->want & WANT_LINKS))
		return;
	links_read_css(text, o->url, &l, a);
	out->links = l.list;
	out->nlinks = l.n;
	out->truncated |= l.truncated;
}

static void read_text(const struct page_order *o, struct str text, struct page *out,
	struct arena *a)
{
	switch ((enum page_kind)out->kind) {
	case PAGE_HTML:
		read_html(o, text, out, a);
		return;
	case PAGE_XML:
		read_xml(o, text, out, a);
		return;
	case PAGE_FEED:
	case PAGE_SITEMAP:
		read_feed(o, text, out, a);
		return;
	case PAGE_JSON:
		read_json(o, text, out, a);
		return;
	case PAGE_CSS:
		read_css(o, text, out, a);
		return;
	case PAGE_TEXT:
		if (read_lines(o, text, out, a))
			return;
		read_bare(o, text, out, a);
		signals_read_plain(o, text, out, a);
		return;
	case PAGE_SCRIPT:
	case PAGE_IMAGE: /* SVG */
	case PAGE_OTHER:
		signals_read_plain(o, text, out, a);
		return;
	case PAGE_PDF:
	case PAGE_OFFICE:
	case PAGE_ARCHIVE:
	case PAGE_EMPTY:
		return;
	}
}

static void decode(const struct page_order *o, struct str body, struct page *out,
	struct str *text, struct arena *a)
{
	struct charset_result r;

	charset_decode(body, o->content_type, o->url, &r, a);
	out->declared = r.declared;
	out->encoding = r.encoding;
	out->encoding_how = r.how;
	out->damaged = r.damaged;
	*text = r.text;
}

/* A sitemap stored packed. Bytes that are no such stream stay what they are. */
static struct str gunzip(struct str body, struct page *out, struct arena *a)
{
	struct buf b = BUF_INIT(TEXT_MAX);
	struct str text = body;
	z_stream z = {.next_in = (z_const Bytef *)(uintptr_t)body.p, .avail_in = (uInt)body.n};
	char piece[16384];
	int rc = Z_OK;

	if (!str_starts(body, STR("\x1F\x8B")) || inflateInit2(&z, 15 + 16) != Z_OK)
		return body;
	while (rc == Z_OK && b.n < TEXT_MAX) {
		size_t room = TEXT_MAX - b.n;

		z.next_out = (Bytef *)piece;
		z.avail_out = room < sizeof(piece) ? (uInt)room : (uInt)sizeof(piece);
		rc = inflate(&z, Z_NO_FLUSH);
		buf_add(&b, piece, (size_t)((char *)z.next_out - piece));
		if (rc == Z_OK && z.avail_in == 0)
			break;
	}
	if (b.n)
		text = arena_str(a, buf_str(&b));
	out->truncated |= b.n && rc != Z_STREAM_END;
	inflateEnd(&z);
	buf_release(&b);
	return text;
}

static void pack(struct page *out, struct arena *a)
{
	struct buf b = BUF_INIT(PACKED_MAX);

	link_pack(&b, out->links, out->nlinks);
	if (buf_ok(&b)) {
		out->packed = arena_str(a, buf_str(&b));
		out->npacked = (int32_t)out->nlinks;
	} else {
		out->truncated = true;
	}
	out->links = NULL;
	out->nlinks = 0;
	buf_release(&b);
}

void page_read(const struct page_order *o, struct str body, struct page *out, struct arena *a)
{
	int64_t began_us = o->want & WANT_PACKED ? 0 : clock_cpu_us(), spent_us;
	struct str text;

	*out = (struct page){.extractor = EXTRACTOR_VERSION};
	if (body.n > TEXT_MAX) {
		body.n = TEXT_MAX;
		out->truncated = true;
	}
	if (str_ends_nocase(o->url, STR(".xml.gz")))
		body = gunzip(body, out, a);
	out->kind = kind_of_bytes(body);
	if (out->kind >= 0 && out->kind != PAGE_EMPTY)
		out->text_key = key128_of(body); /* of a file the bytes are what it shows */
	if (o->want & WANT_ROBOTS)
		robots_parse(body, o->robots_agent, out, a);
	if (out->kind < 0) {
		decode(o, body, out, &text, a);
		out->kind = kind_of_text(text, o->content_type);
		read_text(o, text, out, a);
		if (o->want & WANT_LIST)
			list_sign_source(o, &out->list, a);
	}
	if (o->want & WANT_PACKED && out->nlinks)
		pack(out, a);
	if (str_none(out->base))
		out->base = url_resolve(STR_NONE, o->url, a);
	spent_us = began_us ? clock_cpu_us() - began_us : 0;
	out->cpu_us = spent_us > INT32_MAX ? INT32_MAX : (int32_t)spent_us;
}

void page_preload(void)
{
	struct arena a = ARENA_INIT;
	struct page_order o = {.url = STR("http://www.\xE4\xBE\x8B.cn/"),
		.want = WANT_LINKS | WANT_LIST | WANT_ARTICLE | WANT_HIDDEN | WANT_ORGANISER,
		.zone = STR("Asia/Shanghai")};
	struct page p;

	mem_keep();
	charset_preload();
	/* one small page makes every library open what it opens: names, suffixes, patterns */
	page_read(&o, STR("<html><title>t</title><a href='/a.html?q=\xE4\xB8\xAD'>2020-01-01 t"
		"</a>"), &p, &a);
	arena_release(&a);
}
