/* Links of pages and style sheets. */
#include "test.h"

#include "crawler/links.h"

#define PAGE "http://www.example.gov.cn/a/b.html"

static struct links read_links(const char *html, uint32_t want, struct arena *a)
{
	struct links out;

	links_read(str_of(html), STR(PAGE), STR_NONE, want, &out, a);
	return out;
}

/* All links as "element attribute href", one each line. */
static struct str listed(const struct links *l, struct arena *a)
{
	struct buf b = BUF_INIT((size_t)1 << 20);
	struct str s;

	for (size_t i = 0; i < l->n; i++)
		buf_addf(&b, "%s%.*s %.*s %.*s", i ? "\n" : "", STR_ARG(l->list[i].element),
			STR_ARG(l->list[i].attribute), STR_ARG(l->list[i].href));
	s = arena_str(a, buf_str(&b));
	buf_release(&b);
	return s;
}

struct row {
	const char *name, *html, *want;
};

static const struct row rows[] = {
	{"plain", "<a href=x.html>t</a>", "a href x.html"},
	{"references", "<a href='?a=1&amp;b=2&copy=3&#x4E2D'>t</a>", "a href ?a=1&b=2&copy=3\u4e2d"},
	{"newline in href", "<a href='a\nb'>t</a>", "a href a\nb"},
	{"unquoted protocol-relative", "<a href=//www.cac.gov.cn/x target=_blank title=\"y\">t</a>",
		"a href //www.cac.gov.cn/x"},
	{"template textarea title xmp script comment",
		"<template><a href=1></a></template><textarea><a href=2></textarea>"
		"<title><a href=3></title><xmp><a href=4></xmp><script>'<a href=5>'</script>"
		"<!--<a href=6>--><iframe><a href=7></iframe><a href=8>", "a href 8"},
	{"nested template", "<template><template></template><a href=1></template><a href=2>",
		"a href 2"},
	{"plaintext", "<a href=1></a><plaintext><a href=2>", "a href 1"},
	{"hints", "<link rel=preconnect href=1><link rel='dns-prefetch' href=2>"
		"<link rel=icon href=3><link rel='preconnect preload' href=4>",
		"link href 3\nlink href 4"},
	{"forms", "<form action=1><button formaction=2></form><form method=POST action=3>"
		"<button formaction=4></form><form method=get action=5>",
		"form action 1\nbutton formaction 2\nform action 5"},
	{"srcset", "<img src=a srcset='b 1x, c,d 2x , e'>",
		"img src a\nimg srcset b\nimg srcset c,d\nimg srcset e"},
	{"svg", "<svg><a xlink:href=1 /><use href='s.svg#i'/><image xlink:href=2 />"
		"<use xlink:href='#local'/></svg>",
		"a xlink:href 1\nuse href s.svg#i\nimage xlink:href 2"},
	{"css", "<style>@import 'a.css'; p{background:url( \"b.png\" )} /*url(no)*/</style>"
		"<p style='background:url(c.png)'>",
		"style import a.css\nstyle url b.png\np style c.png"},
	{"refresh", "<meta http-equiv=REFRESH content=\"0;URL='x.html'\">", "meta content x.html"},
	{"open graph", "<meta property='og:image' content=x.png>", "meta content x.png"},
	{"data", "<img src='data:image/png;base64,xx'><a href='mailto:a@b.cn'>m</a>",
		"a href mailto:a@b.cn"},
	{"Hanweb island", "<script type='text/xml'><datastore><recordset><record>"
		"<![CDATA[<li><a href='/art/1.html'>t</a></li>]]></record></recordset>"
		"</datastore></script>", "a href /art/1.html"},
	{"Hanweb answer", "<datastore><nextgroup><![CDATA[<a href=\"/m?page=1\">]]></nextgroup>"
		"<recordset><record><![CDATA[<a href='/art/1.html'>t</a>]]></record></recordset>"
		"</datastore>", "a href /m?page=1\na href /art/1.html"},
	{"background", "<body background=1><table background=2><td background=3>",
		"body background 1\ntable background 2\ntd background 3"},
	{"NUL", "<a href=x>", "a href x"},
};

static void links_are_those_a_browser_follows(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct links l = read_links(rows[i].html, WANT_LINKS, &a);

		same_text(rows[i].name, listed(&l, &a), str_of(rows[i].want));
		arena_release(&a);
	}
}

static void text_is_that_of_the_link_or_its_image(void **state)
{
	struct arena a = ARENA_INIT;
	struct links l = read_links("<a href=1> two\n <b>words</b></a><a href=2><img alt=pic src=p>"
		"</a><a href=3><img alt=pic>x<a href=4>y", WANT_LINKS, &a);

	(void)state;
	same_int("links", l.n, 5);
	same_text("1", l.list[0].text, STR("two words"));
	same_text("2", l.list[1].text, STR("pic"));
	same_text("3", l.list[3].text, STR("x"));
	same_text("4", l.list[4].text, STR("y"));
	arena_release(&a);
}

static void base_applies_to_the_whole_page(void **state)
{
	struct arena a = ARENA_INIT;
	struct links l = read_links("<a href=x>\n<base href='../c/'>\r\n<base href='/no/'><a href=y>",
		WANT_LINKS, &a);

	(void)state;
	same_int("links", l.n, 2);
	same_text("base", l.base, STR("http://www.example.gov.cn/c/"));
	same_text("before", l.list[0].url, STR("http://www.example.gov.cn/c/x"));
	same_text("after", l.list[1].url, STR("http://www.example.gov.cn/c/y"));
	same_int("line", l.list[1].line, 3);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(links_are_those_a_browser_follows),
		T(text_is_that_of_the_link_or_its_image),
		T(base_applies_to_the_whole_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
