/* Links of pages and style sheets. */
#include "test.h"

#include "base/clock.h"
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
	{"broken references", "<a href='?a&b;&#;&#x;&amp&lt=1&nbsp'>", "a href ?a&b;&#;&#x;&&lt=1\u00a0"},
	{"missing quote", "<a href=\"x>t</a><a href=y>t</a>", ""},
	{"missing quote closed by the next", "<a href=\"x>t</a><a href=\"y\">t</a><a href=z>",
		"a href x>t</a><a href=\na href z"},
	{"shadow tree", "<div><template shadowrootmode=open><a href=1></a><template><a href=2></template>"
		"</template></div><div><template shadowrootmode=other><a href=3></template></div><a href=4>",
		"a href 1\na href 4"},
	{"who sends a form", "<form method=post action=1><button formmethod=get formaction=2></button>"
		"<button formaction=3></button><input type=submit formaction=4></form>"
		"<form action=5><button type=button formaction=6></button><input formaction=7>"
		"<button formmethod=post formaction=8></button><form action=9></form>"
		"<button formaction=10></button><button form=f formaction=11></button>",
		"button formaction 2\nform action 5\nbutton formaction 11"},
	{"relations of link", "<link href=1><link rel='' href=2><link rel=pingback href=3><link rel=schema.dc "
		"href=4><link rel=stylesheet type=text/less href=5><link rel=stylesheet imagesrcset=6 href=7>"
		"<link rel='alternate' type=application/rss+xml href=8><link rel=preload imagesrcset=9>"
		"<link rel=EditURI href=10><link rel=shortcut href=11>",
		"link href 7\nlink href 8\nlink imagesrcset 9\nlink href 11"},
	{"types of script", "<script src=1 type=text/template></script><script src=2 type=''></script>"
		"<script src=3 type=module></script><script src=4 language=vbscript></script><script src=5 "
		"language=JavaScript1.2></script><script src=6 type=application/json></script>",
		"script src 2\nscript src 3\nscript src 5"},
	{"sources where they are played", "<source src=1 srcset=2><picture><source src=3 srcset=4></picture>"
		"<video><source src=5 srcset=6><track src=7></video><track src=8>",
		"source srcset 4\nsource src 5\ntrack src 7"},
	{"descriptors", "<img srcset='1 1x 2x, 2 (a, b) 1x, 3 0w, 4 -1x, 5 1X, 6 2w 3h, 7 3h, 8 1.5e0x, 9 .5x, "
		"10 1w 1x, 11'>", "img srcset 6\nimg srcset 8\nimg srcset 9\nimg srcset 11"},
	{"a document in place", "<iframe src=1 srcdoc=\"<a href=2></a><iframe srcdoc='<a href=3>'></iframe>\">"
		"</iframe>", "a href 2\na href 3"},
	{"integration points", "<svg><desc><img src=1></desc><title><a href=2></a></title></svg><title><a href=3>"
		"</title><svg><base href=/x/></svg>", "img src 1\na href 2"},
	{"xlink where it is known", "<svg><g href=1 /><text xlink:href=2 /><image src=3 /></svg><image src=4>",
		"image src 4"},
	{"background where it is known", "<div background=1><th background=2>", "th background 2"},
	{"speculation rules", "<script type=speculationrules>{\"prefetch\":[{\"urls\":[\"1\",2]},"
		"{\"where\":{\"href_matches\":\"/3\"}}]}</script>", "script prefetch 1"},
	{"style of another language", "<style type=text/less>@import '1';</style><style type=''>@import '2';"
		"</style>", "style import 2"},
	{"link in a link", "<a href=x><a href=y>t</a></a>", "a href x\na href y"},
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

static const struct row sheets[] = {
	{"@import before rules", "@charset 'x';@import '1';@layer a;@import url(2) screen;i{}@import '3';",
		"css import 1\ncss import 2"},
	{"@import in a block", "@media print{@import '1';}", ""},
	{"marks around a sheet", "<!-- @import '1'; -->", "css import 1"},
	{"malformed", "i{background:url(x'1)}b{background:url(2)}u{background:url(3 '4')}s{background:url(5)}",
		"css url 2\ncss url 5"},
	{"the end closes", "i{background:url('1", "css url 1"},
	{"a line end does not", "i{background:url('1\n)}b{background:url(2)}", "css url 2"},
	{"before a block", "@-moz-document url(1){i{}}@namespace url(2);@font-face{src:url(3)}", "css url 3"},
	{"only for one browser", "i{*background:url(1);_background:url(2);behavior:url(3);"
		"-moz-binding:url(4);background:url(5)}", "css url 5"},
	{"modifiers", "@import url(1)layer(x);i{background:url(2)no-repeat,URL( '3' )0 0}",
		"css import 1\ncss url 2\ncss url 3"},
	{"nested", "i{color:red;&:hover{background:url(1)}@media x{background:url(2)}}", "css url 1\ncss url 2"},
};

static void addresses_of_a_sheet_are_those_that_are_loaded(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(sheets); i++) {
		struct arena a = ARENA_INIT;
		struct links l;

		links_read_css(str_of(sheets[i].html), STR(PAGE), &l, &a);
		same_text(sheets[i].name, listed(&l, &a), str_of(sheets[i].want));
		arena_release(&a);
	}
}

static void a_style_attribute_holds_no_rules(void **state)
{
	struct arena a = ARENA_INIT;
	struct links l = read_links("<i style=\"@import '1';background:url(2)\">", WANT_LINKS, &a);

	(void)state;
	same_text("attribute", listed(&l, &a), STR("i style 2"));
	arena_release(&a);
}

static void xhtml_closes_what_it_says(void **state)
{
	struct arena a = ARENA_INIT;
	struct links l;

	(void)state;
	links_read_xhtml(STR("<html><head><script src='1'/><style><![CDATA[i{background:url(2)}]]></style>"
		"<title/></head><body><a href='3'>t</a><iframe srcdoc='&lt;title>x&lt;/title>&lt;a href=4>'/>"
		"</body></html>"), STR(PAGE), STR_NONE, WANT_LINKS, &l, &a);
	same_text("xhtml", listed(&l, &a), STR("script src 1\nstyle url 2\na href 3\na href 4"));
	arena_release(&a);
}

static void heads_lead_to_what_browsers_load(void **state)
{
	static const struct row heads[] = {
		{"preload", "</1>; rel=preload; as=style, <2>;rel=\"modulepreload\"", "header link /1\nheader link 2"},
		{"others", "<1>; rel=preconnect, <2>; rel=\"https://api.w.org/\", <3>; rel=next", ""},
		{"quoted", "<1> ; title=\"a, <2>; rel=preload; b\\\"\" ; REL = \"x stylesheet\"", "header link 1"},
		{"first rel", "<1>; rel=next; rel=preload, <2>; rel=preload; rel=next", "header link 2"},
		{"junk", "x, <1, <2> y; rel=preload, <>; rel=preload, <3>; rel=prefetch", "header link 3"},
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < ROWS(heads); i++) {
		struct links l = {0};

		links_read_head(str_of(heads[i].html), STR_NONE, STR(PAGE), &l, &a);
		same_text(heads[i].name, listed(&l, &a), str_of(heads[i].want));
	}
	struct links l = read_links("<a href=0>", WANT_LINKS, &a);

	links_read_head(STR_NONE, STR("300; url='../r'"), STR(PAGE), &l, &a);
	same_text("appended", listed(&l, &a), STR("a href 0\nheader refresh ../r"));
	same_text("resolved", l.list[1].url, STR("http://www.example.gov.cn/r"));
	arena_release(&a);
}

static void a_manifest_names_pages_and_pictures(void **state)
{
	struct arena a = ARENA_INIT;
	struct links l;

	(void)state;
	links_read_manifest(STR("{\"start_url\":\"./1\",\"icons\":[{\"src\":\"2\"},{}],\"scope\":\"x\","
		"\"shortcuts\":[{\"url\":\"3\",\"icons\":[{\"src\":\"4\"}]}]}"), STR(PAGE), &l, &a);
	same_text("manifest", listed(&l, &a),
		STR("manifest start_url ./1\nmanifest src 2\nmanifest url 3\nmanifest src 4"));
	same_text("resolved", l.list[0].url, STR("http://www.example.gov.cn/a/1"));
	arena_release(&a);
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

struct hidden_row {
	const char *html, *how; /* of the last link; NULL: it is visible */
};

static const struct hidden_row hidden_rows[] = {
	{"<div style='display:none'><p><a href=x>t</a></div>", "display:none"},
	{"<div style='DISPLAY : NONE !important'><a href=x>t</a></div>", "display:none"},
	{"<div style='display:none'></div><a href=x>t</a>", NULL},
	{"<div style='display:none'><div></div><a href=x>t</a></div>", "display:none"},
	{"<div style='display:none'><b></div><a href=x>t</a>", NULL},
	{"<ul><li style='display:none'><a href=y>t</a><li><a href=x>t</a></ul>", NULL},
	{"<a href=x style='visibility:hidden'>t</a>", "visibility:hidden"},
	{"<div style='position:absolute;left:-9999px'><a href=x>t</a></div>", "off-screen"},
	{"<div style='position:absolute;left:-9px'><a href=x>t</a></div>", NULL},
	{"<div style='text-indent:-9999px'><a href=x>t</a></div>", "off-screen"},
	{"<a style='text-indent:-9999px;background:url(i.png)' href=x>t</a>", NULL},
	{"<div id=collapse1 style='overflow:hidden;height:0'><a href=x>t</a></div>", "display:none"},
	{"<div class=swiper-slide style='opacity:0'><a href=x>t</a></div>", "display:none"},
	{"<div style='overflow:hidden;height:1px;width:1px'><a href=x>t</a></div>", "zero size"},
	{"<div style='overflow:hidden;height:100px'><a href=x>t</a></div>", NULL},
	{"<div style='font-size:0'><a href=x>t</a></div>", "font-size:0"},
	{"<div style='opacity:0'><a href=x>t</a></div>", "opacity:0"},
	{"<div style='background:#fff'><a href=x style='color:white'>t</a></div>", "same colour"},
	{"<td bgcolor=#ffffff><font color=#FFFFFF><a href=x>t</a></font></td>", "same colour"},
	{"<div style='background:#fff'><a href=x style='color:#333'>t</a></div>", NULL},
	{"<marquee height=1 width=1 scrollamount=3000><a href=x>t</a></marquee>", "marquee"},
	{"<marquee scrollamount=3><a href=x>t</a></marquee>", NULL},
	{"<div hidden><a href=x>t</a></div>", "display:none"},
	{"<div style='display:/**/none'><a href=x>t</a></div>", "display:none"},
	{"<div style='d\\69 splay:none'><a href=x>t</a></div>", "display:none"},
	{"<div style='color:red/* display:none'><a href=x>t</a></div>", NULL},
	{"<div style='position:absolute;clip:rect(0,0,0,0)'><a href=x>t</a></div>", "zero size"},
	{"<div style='position:absolute;clip:rect(1px 1px 1px 1px)'><a href=x>t", "zero size"},
	{"<div style='position:absolute;clip:rect(0,90px,20px,0)'><a href=x>t", NULL},
	{"<div style='clip:rect(0,0,0,0)'><a href=x>t</a></div>", NULL},
	{"<div style='clip-path:inset(100%)'><a href=x>t</a></div>", "zero size"},
	{"<div style='clip-path:inset(0 round 8px)'><a href=x>t</a></div>", NULL},
	{"<div style='transform:scale(0)'><a href=x>t</a></div>", "zero size"},
	{"<div style='transform:scale(1.5)'><a href=x>t</a></div>", NULL},
	{"<div style='transform:translateX(-9999px)'><a href=x>t</a></div>", "off-screen"},
	{"<div style='transform:translate(-50%,-50%)'><a href=x>t</a></div>", NULL},
	{"<a style='color:transparent' href=x>t</a>", "same colour"},
	{"<a style='color:transparent;-webkit-background-clip:text' href=x>t</a>", NULL},
	{"<a style='background:transparent;color:white' href=x>t</a>", NULL},
	{"<style>#k,.m > a{} #q{display:none}</style><div id=q><a href=x>t</a></div>",
		"display:none"},
	{"<style>.q{position:absolute;top:-2000px}</style><div class='p q'><a href=x>t</a></div>",
		"off-screen"},
	{"<script>document.write('<div style=\"display:none\">');</script><a href=x>t</a>"
	 "<script>document.write('</div>')</script>", "display:none"},
	{"<script>document.write('<div style=\"display:none\">');</script><a href=y>t</a>"
	 "<script>document.write('<\\/div>')</script><a href=x>t</a>", NULL},
	{"<script>document.write(\"<style>#z{display:none}</style>\")</script><p id=z><a href=x>",
		"display:none"},
};

static void hidden_links_are_seen_by_how_they_are_hidden(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(hidden_rows); i++) {
		struct arena a = ARENA_INIT;
		struct links l = read_links(hidden_rows[i].html, WANT_LINKS | WANT_HIDDEN, &a);

		assert_true(l.n > 0);
		same_int(hidden_rows[i].html, l.list[l.n - 1].hidden, hidden_rows[i].how != NULL);
		same_text(hidden_rows[i].html, l.list[l.n - 1].hidden_how,
			str_of(hidden_rows[i].how));
		arena_release(&a);
	}
}

static void sheets_tell_what_they_hide(void **state)
{
	static const struct {
		const char *css, *names;
	} sheet[] = {
		{".a{display:none}#b , .c{position:absolute;left:-9999px}", "?b.a\n!d#b\n!d.c\n"},
		{"@import 'x';@media screen{.a{display:none}}.b{text-indent:-9999px}", "?b.a\n!d.b\n"},
		{"@media print{.a{display:none}.b{display:none}}.c{font-size:0}", "!g.c\n"},
		{".tab-x{opacity:0}", "?h.tab-x\n"},
		{"@media (max-width:600px){.a{display:none}}", NULL},
		{".a{display:none}.a:hover{display:block}.b{display:none}.b.on{display:block}", NULL},
		{".z b{display:none}i.c,.a.b>#c{left:-9999px;position:absolute}", "?b.z b\n!di.c\n!d.a.b>#c\n"},
		{".a .b .c{display:none}ul li{display:none}.a::after{display:none}.a+.b{font-size:0}", NULL},
		{".a:hover .b{display:block}.a .b{display:none}", NULL},
		{".p a{color:#fff;background:#FFFFFF}.q{color:#fff;background:#fff}.r a{color:transparent}", "!f.p a\n"},
		{".a{color:red}", NULL},
	};
	struct arena a = ARENA_INIT;
	struct page_order o = {.url = STR(PAGE), .want = WANT_LINKS | WANT_HIDDEN,
		.hides = STR("!c.far\n#\n!zz.x\n?b#none\n!di.in.two\n!d.out em\n!d.gone .deep\n")};
	struct page p;

	(void)state;
	for (size_t i = 0; i < ROWS(sheet); i++) {
		struct str got = links_hiding(str_of(sheet[i].css), &a);

		same_text(sheet[i].css, got, str_of(sheet[i].names));
	}
	page_read(&o, STR("<html><body><div class='x far'><a href=1>t</a></div><p id=none><a href=2>t</a></p>"
		"<a class=near href=3>t</a><i class='two in'><a href=4>t</a></i><b class='two in'><a href=5>t</a></b>"
		"<div class=out><p>x<em><a href=6>t</a></em></div><em><a href=7>t</a></em>"
		"<div class=gone><div><b class=deep><a href=8>t</a></b></div></div><b class=deep><a href=9>t</a></b>"),
		&p, &a);
	same_int("links", p.nlinks, 9);
	for (size_t i = 0; i < 9; i++)
		same_int("hidden", p.links[i].hidden, i != 2 && i != 4 && i != 6 && i != 8);
	arena_release(&a);
}

static void json_ld_is_read_where_asked_for(void **state)
{
	static const char page[] = "<script type='application/ld+json'>\n"
		"{\"@context\": \"https://schema.org\", \"@id\": \"https://h/name\",\n"
		" \"headline\": \"https://h/headline\", \"image\": [\"/a.jpg\", \"b.jpg\", 7],\n"
		" \"publisher\": {\"name\": \"n\", \"logo\": {\"url\": \"https://h/logo.png\"}},\n"
		" \"url\": \"not an address\"}</script>"
		"<script type='application/ld+json'>{\"url\": \"broken</script>"
		"<script>var x = {\"url\": \"https://h/script\"};</script><a href=c.html>c</a>";
	static const char *const want[] = {"http://h.example/a.jpg", "http://h.example/d/b.jpg",
		"https://h/logo.png", "http://h.example/d/c.html"};
	struct arena a = ARENA_INIT;
	struct links l;

	(void)state;
	links_read(str_of(page), STR("http://h.example/d/"), STR_NONE, WANT_LINKS, &l, &a);
	same_int("not asked for", l.n, 1);
	links_read(str_of(page), STR("http://h.example/d/"), STR_NONE,
		WANT_LINKS | WANT_JSON_LD, &l, &a);
	same_int("asked for", l.n, ROWS(want));
	for (size_t i = 0; i < l.n && i < ROWS(want); i++)
		same_text("address", l.list[i].url, str_of(want[i]));
	same_text("element", l.list[0].element, STR("json-ld"));
	same_text("property", l.list[0].attribute, STR("image"));
	arena_release(&a);
}

static void navigation_is_told_by_element_role_or_class(void **state)
{
	struct arena a = ARENA_INIT;
	struct links l = read_links("<nav><a href=1></nav><div class='x mainNav'><a href=1></div>"
		"<ul id=nav_2><li><a href=1></ul><footer><p><a href=1></footer><p role=navigation>"
		"<a href=1></p><main class='position-relative bottom-0 navigator'><a href=0></main>"
		"<div class=canavan><a href=0></div><a href=0>", WANT_LINKS, &a);

	(void)state;
	same_int("links", l.n, 8);
	for (size_t i = 0; i < l.n; i++)
		same_int("navigation", l.list[i].navigation, str_eqc(l.list[i].href, "1"));
	arena_release(&a);
}

static void anchors_are_ids_and_names_of_links(void **state)
{
	struct arena a = ARENA_INIT;
	struct links l = read_links("<p id=1><a name='&amp;2'><img name=3 id=4><template id=5>",
		WANT_ANCHORS, &a);

	(void)state;
	same_int("anchors", l.nanchors, 3);
	same_text("1", l.anchors[0], STR("1"));
	same_text("2", l.anchors[1], STR("&2"));
	same_text("4", l.anchors[2], STR("4"));
	same_int("links", l.n, 0);
	arena_release(&a);
}

/* --- what hostile pages are made of --- */

static struct buf repeated(const char *head, const char *piece, size_t n, const char *tail)
{
	struct buf b = BUF_INIT((size_t)64 << 20);

	buf_adds(&b, head);
	for (size_t i = 0; i < n; i++)
		buf_adds(&b, piece);
	buf_adds(&b, tail);
	return b;
}

struct bulk {
	const char *name, *head, *piece;
	size_t n;
	const char *tail;
	size_t links;
};

static const struct bulk bulks[] = {
	{"200,000 links", "", "<a href=x>t</a>", 200000, "", LINKS_MAX},
	{"nested far beyond 256", "", "<div><span>", 200000, "<a href=x>", 1},
	{"nested and hidden", "", "<div style='display:none'>", 100000, "<a href=x>", 1},
	{"stray end tags", "<div style='display:none'>", "</b></p></font>", 100000, "<a href=x>", 1},
	{"opened and never closed", "", "<font color=red><b><p>", 100000, "</p><a href=x>", 1},
	{"attributes of one tag", "<a href=x ", "a b c d=1 ", 100000, ">", 1},
	{"one attribute again", "<a href=x ", "zz=1 ", 200000, ">", 1},
	{"many attributes", "", "<p a1 a2 a3 a4 a5 a6 a7 a8 a9 b1 b2 b3 b4 b5 b6 b7 b8 b9>", 20000,
		"<a href=x>", 1},
	{"10 MB of one line", "<p>", "0123456789abcdef", 650000, "<a href=x>", 1},
	{"one link text without end", "<a href=x>", "text text ", 500000, "", 1},
	{"comment starts", "", "<!--", 500000, "<a href=x>", 0},
	{"bogus comments", "", "<!x>", 500000, "<a href=x>", 1},
	{"less-than signs", "", "<", 1000000, "a href=x>", 1},
	{"scripts that escape", "<script>", "<!--<script>", 200000, "</script><a href=x>", 0},
	{"textarea without end", "<textarea>", "</textare>", 200000, "<a href=x>", 0},
	{"ampersands", "<a href='", "&", 500000, "'>", 1},
	{"half references", "<a href=x title='", "&CounterClockwiseContourIntegra", 50000, "'>", 1},
	{"CDATA islands", "<script type=text/xml>", "<![CDATA[<a href=x>]]>", 50000, "</script>",
		50000},
	{"open CDATA", "<script type=text/xml>", "<![CDATA[", 300000, "</script>", 0},
	{"datastores", "", "<datastore>", 200000, "<a href=x>", 0},
	{"documents in frames", "", "<iframe srcdoc='<a href=x>'></iframe>", 20000, "", 20000},
	{"srcset", "<img srcset='", "a 1x,", 50000, "'>", 50000},
	{"commas in srcset", "<img srcset='", ",", 500000, "'>", 0},
	{"style sheets", "<style>", "a{b:url(", 300000, "</style>", 0},
	{"open strings", "<style>", "'\n", 500000, "</style>", 0},
	{"open comments in css", "<style>", "/*", 500000, "</style>", 0},
	{"imports", "<style>", "@import ", 300000, "</style>", 0},
	{"hidden names", "<style>", "#a{display:none}", 100000, "</style><p id=a><a href=x>", 1},
	{"scripts that write", "", "<script>document.write('<div style=display:none>')</script>",
		20000, "<a href=x>", 1},
	{"templates", "", "<template>", 300000, "<a href=x>", 0},
	{"bases", "", "<base href=x>", 200000, "<a href=x>", 1},
};

/* The worst takes 0.2 s of processor time without sanitizers; quadratic would be minutes. */
#define BULK_US (8 * 1000 * 1000)

static void hostile_pages_are_read_in_linear_time(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(bulks); i++) {
		const struct bulk *x = &bulks[i];
		struct buf b = repeated(x->head, x->piece, x->n, x->tail);
		struct arena a = ARENA_INIT;
		int64_t began = clock_cpu_us(), spent;
		struct links l;

		links_read(buf_str(&b), STR(PAGE), STR_NONE,
			WANT_LINKS | WANT_ANCHORS | WANT_HIDDEN, &l, &a);
		spent = clock_cpu_us() - began;
		same_int(x->name, l.n, x->links);
		if (spent > BULK_US)
			fail_msg("%s: took %lld us", x->name, (long long)spent);
		if (spent > BULK_US / 16)
			print_message("%s: %lld us\n", x->name, (long long)spent);
		arena_release(&a);
		buf_release(&b);
	}
}

static void more_links_than_the_ceiling_are_said_to_be_cut(void **state)
{
	struct buf b = repeated("", "<a href=x>", LINKS_MAX, "");
	struct arena a = ARENA_INIT;
	struct links l = read_links(buf_cstr(&b), WANT_LINKS, &a);

	(void)state;
	assert_false(l.truncated);
	buf_adds(&b, "<a href=y>");
	l = read_links(buf_cstr(&b), WANT_LINKS, &a);
	assert_true(l.truncated);
	buf_release(&b);
	arena_release(&a);
}

static void nul_bytes_do_not_end_a_page(void **state)
{
	struct arena a = ARENA_INIT;
	struct links l;

	(void)state;
	links_read(STR("a\0b<a\0 href=n><a hr\0ef=n href='x\0y'>t</a\0><a href=z>"), STR(PAGE),
		STR_NONE, WANT_LINKS, &l, &a);
	same_int("links", l.n, 2);
	same_text("NUL in a value", l.list[0].href, STR("x\xEF\xBF\xBDy"));
	same_text("behind", l.list[1].href, STR("z"));
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(links_are_those_a_browser_follows),
		T(addresses_of_a_sheet_are_those_that_are_loaded),
		T(a_style_attribute_holds_no_rules),
		T(xhtml_closes_what_it_says),
		T(heads_lead_to_what_browsers_load),
		T(a_manifest_names_pages_and_pictures),
		T(text_is_that_of_the_link_or_its_image),
		T(base_applies_to_the_whole_page),
		T(hidden_links_are_seen_by_how_they_are_hidden),
		T(sheets_tell_what_they_hide),
		T(json_ld_is_read_where_asked_for),
		T(navigation_is_told_by_element_role_or_class),
		T(anchors_are_ids_and_names_of_links),
		T(hostile_pages_are_read_in_linear_time),
		T(more_links_than_the_ceiling_are_said_to_be_cut),
		T(nul_bytes_do_not_end_a_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
