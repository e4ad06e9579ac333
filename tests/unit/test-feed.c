/* Feeds and sitemaps as listings. Rows marked with a path follow files of the suites named
 * in tests/data/README.md. */
#include "test.h"

#include "base/civil.h"
#include "crawler/feed.h"
#include "crawler/sitemap.h"

static const struct page_order order = {.url = {"http://www.example.gov.cn/rss/a.xml", 35},
	.zone = {"Asia/Shanghai", 13}, .now_ms = INT64_C(1790000000000)};

/* "title|url|time" of an item; time in UTC, or a day in Shanghai. */
static struct str item_text(const struct item *x, struct arena *a)
{
	char t[TIME_TEXT] = "-";

	if (x->date_ms && x->date_has_time)
		time_text(t, x->date_ms, zone_utc());
	else if (x->date_ms)
		day_text(t, day_of_ms(x->date_ms, zone_shanghai()));
	return arena_strf(a, "%.*s|%.*s|%s", STR_ARG(x->title), STR_ARG(x->url), t);
}

static const struct feed_row {
	const char *name, *text, *first; /* NULL: no item */
	size_t n;
} feed_rows[] = {
	{"RSS 2.0",
		"<?xml version='1.0' encoding='gb2312'?><rss version='2.0'><channel><title>c</title>"
		"<link>http://c/</link><item><title>关于印发&amp;办法</title>"
		"<link>http://www.example.gov.cn/1.html</link>"
		"<pubDate>Sun, 06 Sep 2009 16:20:00 +0800</pubDate></item></channel></rss>",
		"关于印发&办法|http://www.example.gov.cn/1.html|2009-09-06T08:20:00Z", 1},
	{"RSS 0.91 with its DTD",
		"<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" "
		"\"http://my.netscape.com/publish/formats/rss-0.91.dtd\"><rss version='0.91'>"
		"<channel><item><title>a</title><link>/x/1.html</link></item></channel></rss>",
		"a|http://www.example.gov.cn/x/1.html|-", 1},
	{"RSS 1.0",
		"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
		"xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
		"<channel rdf:about='x'><items/></channel><item rdf:about='http://e.cn/1'>"
		"<title>t</title><dc:date>2026-07-19</dc:date></item></rdf:RDF>",
		"t|http://e.cn/1|2026-07-19", 1},
	{"Atom: alternate before edit, published before updated, xml:base",
		"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://e.cn/b/'><entry>"
		"<title type='html'>A &lt;b&gt;bold&lt;/b&gt;</title><link rel='edit' href='e'/>"
		"<link href='c.html'/><updated>2026-02-02T00:00:00Z</updated>"
		"<published>2026-01-01T08:00:00+08:00</published></entry></feed>",
		"A bold|http://e.cn/b/c.html|2026-01-01T00:00:00Z", 1},
	{"guid as permalink",
		"<rss><channel><item><title>t</title><guid>http://e.cn/g</guid></item>"
		"</channel></rss>", "t|http://e.cn/g|-", 1},
	{"guid that is none",
		"<rss><channel><item><title>t</title><guid isPermaLink='false'>http://e.cn/g</guid>"
		"</item></channel></rss>", "t||-", 1},
	{"bare ampersand, HTML entity, control character",
		"<rss><channel><item><title>A & B&nbsp;\x01\xe4\xb8\xad</title>"
		"<link>http://e.cn/?a=1&b=2</link></item></channel></rss>",
		"A & B 中|http://e.cn/?a=1&b=2|-", 1},
	{"cut off in the second item",
		"<rss><channel><item><title>1</title></item><item><title>2</title><link>http://e",
		"1||-", 2},
	{"no entity bomb",
		"<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><rss><channel>"
		"<item><title>x&b;y</title></item></channel></rss>", "x&b;y||-", 1},
	{"media:title and source are not the item's",
		"<rss xmlns:media='http://search.yahoo.com/mrss/'><channel><item><title>t</title>"
		"<media:title>m</media:title><source url='u'><title>s</title></source></item>"
		"</channel></rss>", "t||-", 1},
	{"no items", "<rss><channel><title>x</title></channel></rss>", NULL, 0},
};

static void feeds_are_read_as_listings(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(feed_rows); i++) {
		const struct feed_row *r = &feed_rows[i];
		struct arena a = ARENA_INIT;
		struct listing l = {0};

		if (!feed_read(&order, str_of(r->text), &l, &a))
			fail_msg("%s: no feed", r->name);
		same_int(r->name, l.source, LIST_FEED);
		same_int(r->name, l.nitems, r->n);
		if (r->first)
			same_text(r->name, item_text(&l.items[0], &a), str_of(r->first));
		arena_release(&a);
	}
}

static void other_documents_are_no_feeds(void **state)
{
	static const char *const rows[] = {"", "rss", "<html><body><rss/></body></html>",
		"{\"rss\":1}", "<urlset/>", "<!-- <rss> -->"};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct listing l = {.nitems = 99};

		assert_false(feed_read(&order, str_of(rows[i]), &l, &a));
		same_int(rows[i], l.nitems, 99);
		arena_release(&a);
	}
}

static void feed_dates_keep_their_zone(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		/* w3c/feedvalidator rss20/data-types-datetime/everything.xml */
		{"Thu, 09 Feb 2006 23:59:45 +0000", "2006-02-09T23:59:45Z"},
		{"09 Feb 2006 23:59:45 +0000", "2006-02-09T23:59:45Z"},
		{"Thu, 9 Feb 2006 23:59:45 +0000", "2006-02-09T23:59:45Z"},
		{"Thu, 09 Feb 2006 23:59 +0000", "2006-02-09T23:59:00Z"},
		{"Thu, 09 Feb 06 23:59:45 +0000", "2006-02-09T23:59:45Z"},
		{"Thu, 09 Feb 2006 16:59:45 PDT", "2006-02-09T23:59:45Z"},
		{"Thu, 09 Feb 2006 16:59:45 -0700", "2006-02-09T23:59:45Z"},
		{"Thu, 09 Feb 2006 21:25:45 -0234", "2006-02-09T23:59:45Z"},
		{"Thu, 09 Feb 2006 23:59:45 UT", "2006-02-09T23:59:45Z"},
		{"Thu, 09 Feb 2006 23:59:45 z", "2006-02-09T23:59:45Z"},
		/* as Chinese portals write it */
		{"2026-07-19 09:30:00", "2026-07-19T01:30:00Z"},
		{"2026-07-19T09:30:00+08:00", "2026-07-19T01:30:00Z"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct listing l;
		struct str text = arena_strf(&a,
			"<rss><channel><item><pubDate>%s</pubDate></item></channel></rss>",
			rows[i].text);

		assert_true(feed_read(&order, text, &l, &a));
		same_text(rows[i].text, item_text(&l.items[0], &a),
			arena_strf(&a, "||%s", rows[i].want));
		arena_release(&a);
	}
}

static void times_of_the_last_change_are_weak(void **state)
{
	static const struct {
		const char *name, *text;
		bool weak;
	} rows[] = {
		{"published", "<feed><entry><updated>2026-02-02T00:00:00Z</updated>"
			"<published>2026-01-01T00:00:00Z</published></entry></feed>", false},
		{"updated", "<feed><entry><updated>2026-02-02T00:00:00Z</updated></entry></feed>", true},
		{"lastmod", "<urlset><url><loc>http://e.cn/1</loc><lastmod>2026-02-02</lastmod></url>"
			"</urlset>", true},
		{"publication_date", "<urlset><url><loc>http://e.cn/1</loc><lastmod>2026-02-02</lastmod>"
			"<n><publication_date>2026-01-01</publication_date></n></url></urlset>", false},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct listing l;

		assert_true(sitemap_read(&order, str_of(rows[i].text), &l, &a));
		same_int(rows[i].name, l.nitems, 1);
		same_int(rows[i].name, l.items[0].date_weak, rows[i].weak);
		arena_release(&a);
	}
}

static void feeds_name_their_next_page(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing l;

	(void)state;
	assert_true(feed_read(&order, STR("<feed xmlns='http://www.w3.org/2005/Atom'>"
					  "<link rel='next' href='?page=2'/></feed>"), &l, &a));
	same_text("RFC 5005 3", l.next, STR("http://www.example.gov.cn/rss/a.xml?page=2"));
	arena_release(&a);
}

static const struct map_row {
	const char *name, *text, *first;
	size_t n;
	bool index;
} map_rows[] = {
	{"urlset", "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url>"
		"<loc> http://e.cn/1 </loc><lastmod>2026-07-19</lastmod></url><url><loc>/2</loc>"
		"</url></urlset>", "|http://e.cn/1|2026-07-19", 2, false},
	{"sitemap.ns.xml", "<s:urlset xmlns:s='http://www.sitemaps.org/schemas/sitemap/0.9'>"
		"<s:url><s:loc>http://e.cn/1</s:loc></s:url></s:urlset>", "|http://e.cn/1|-", 1,
		false},
	{"sitemap.badns.xml", "<urlset xmlns='http://www.google.com/schemas/sitemap/0.9'><url>"
		"<loc>http://e.cn/1</loc></url></urlset>", "|http://e.cn/1|-", 1, false},
	{"images are no entries", "<urlset xmlns:image='i'><url><loc>http://e.cn/1</loc>"
		"<image:image><image:loc>http://e.cn/i.jpg</image:loc></image:image></url>"
		"</urlset>", "|http://e.cn/1|-", 1, false},
	{"news", "<urlset xmlns:n='n'><url><loc>http://e.cn/1</loc><lastmod>2026-07-20</lastmod>"
		"<n:news><n:publication_date>2026-07-19</n:publication_date><n:title>T</n:title>"
		"</n:news></url></urlset>", "T|http://e.cn/1|2026-07-19", 1, false},
	{"index", "<sitemapindex><sitemap><loc>http://e.cn/s1.xml</loc></sitemap>"
		"</sitemapindex>", "|http://e.cn/s1.xml|-", 1, true},
	{"sitemap.index.xml: no loc", "<sitemapindex><sitemap>\nhttps://e.cn/s?a=1&amp;b=2\n"
		"</sitemap></sitemapindex>", "|https://e.cn/s?a=1&b=2|-", 1, true},
	{"bare ampersand", "<urlset><url><loc>http://e.cn/?a=1&b=2</loc></url><url>"
		"<loc>http://e.cn/3</loc></url></urlset>", "|http://e.cn/?a=1&b=2|-", 2, false},
	{"unclosed", "<urlset><url><loc>http://e.cn/1</loc></url><url><loc>http://e.cn/2",
		"|http://e.cn/1|-", 1, false},
	{"lines", "\xef\xbb\xbfhttp://e.cn/1\r\n\r\nhttp://e.cn/2\n", "|http://e.cn/1|-", 2,
		false},
	{"empty", "<urlset></urlset>", NULL, 0, false},
};

static void sitemaps_are_read_as_listings(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(map_rows); i++) {
		const struct map_row *r = &map_rows[i];
		struct arena a = ARENA_INIT;
		struct listing l = {0};

		if (!sitemap_read(&order, str_of(r->text), &l, &a))
			fail_msg("%s: no sitemap", r->name);
		same_int(r->name, l.source, LIST_SITEMAP);
		same_int(r->name, l.nitems, r->n);
		if (r->first)
			same_text(r->name, item_text(&l.items[0], &a), str_of(r->first));
		if (l.nitems)
			same_int(r->name, str_eqc(l.items[0].category, SITEMAP_INDEX_ENTRY),
				r->index);
		arena_release(&a);
	}
}

static void other_documents_are_no_sitemaps(void **state)
{
	static const char *const rows[] = {"", "hello\nhttp://e.cn/", "<html></html>", "{}"};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct listing l;

		assert_false(sitemap_read(&order, str_of(rows[i]), &l, &a));
		arena_release(&a);
	}
}

static void of_an_index_by_months_the_newest_is_followed(void **state)
{
	static const struct {
		const char *name, *list, *newest, *before; /* newest NULL: cannot be told */
	} rows[] = {
		{"months", "http://e.cn/sitemap-2026-9.xml http://e.cn/sitemap-2026-11.xml "
			"http://e.cn/sitemap-2026-10.xml", "http://e.cn/sitemap-2026-11.xml",
			"http://e.cn/sitemap-2026-10.xml"},
		{"new year", "http://e.cn/s_202612.xml http://e.cn/s_202701.xml",
			"http://e.cn/s_202701.xml", "http://e.cn/s_202612.xml"},
		{"query", "http://e.cn/s.xml?yyyy=2025&mm=12&dd=31 http://e.cn/s.xml?yyyy=2026&mm=1&dd=1",
			"http://e.cn/s.xml?yyyy=2026&mm=1&dd=1", "http://e.cn/s.xml?yyyy=2025&mm=12&dd=31"},
		{"years, pages beside", "http://e.cn/pages.xml http://e.cn/2025.xml http://e.cn/2026.xml",
			"http://e.cn/2026.xml", "http://e.cn/2025.xml"},
		{"the first one", "http://e.cn/2026/11.xml", "http://e.cn/2026/11.xml", NULL},
		{"the same twice", "http://e.cn/2026.xml http://e.cn/2026.xml", "http://e.cn/2026.xml", NULL},
		{"two kinds", "http://e.cn/news-2026.xml http://e.cn/video-2026.xml", NULL, NULL},
		{"parts of one", "http://e.cn/sitemap-1.xml http://e.cn/sitemap-2.xml", NULL, NULL},
		{"by kind", "http://e.cn/post-sitemap.xml http://e.cn/page-sitemap.xml", NULL, NULL},
		{"no year of ours", "http://e.cn/1024.xml http://e.cn/9999.xml", NULL, NULL},
		{"a year in the host", "http://2026.e.cn/a.xml", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct item item[4] = {0};
		struct listing l = {.items = item, .source = LIST_SITEMAP};
		struct str rest = str_of(rows[i].list), newest = STR_NONE, before = STR_NONE;

		while (str_cut(&rest, ' ', &item[l.nitems].url))
			item[l.nitems++].category = STR(SITEMAP_INDEX_ENTRY);
		assert_true(sitemap_is_index(&l));
		same_int(rows[i].name, sitemap_newest(&l, &newest, &before), rows[i].newest != NULL);
		same_text(rows[i].name, newest, str_of(rows[i].newest));
		same_text(rows[i].name, before, str_of(rows[i].before));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(feeds_are_read_as_listings),
		T(other_documents_are_no_feeds),
		T(feed_dates_keep_their_zone),
		T(times_of_the_last_change_are_weak),
		T(feeds_name_their_next_page),
		T(sitemaps_are_read_as_listings),
		T(other_documents_are_no_sitemaps),
		T(of_an_index_by_months_the_newest_is_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
