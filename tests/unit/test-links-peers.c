/* Links against the published expectations of five link checkers. Where we mean something
 * else, the case and the reason stand in a table; everything else must agree. */
#include "test.h"

#include "base/out.h"
#include "crawler/links.h"
#include "crawler/page.h"

struct deviation {
	const char *name, *reason;
};

static const struct deviation deviations[] = {
	{"<* itemtype>", "names a vocabulary; nothing is loaded"},
	{"<a ping>", "a browser posts to it"},
	{"<area ping/>", "a browser posts to it"},
	{"<button formaction>", "belongs to no form, so sends nothing"},
	{"<input formaction/>", "is no button"},
	{"<input src/>", "is no picture"},
	{"<link href/>", "without a relation it is none"},
	{"<source src/>", "stands in no audio or video"},
	{"<source srcset/>", "stands in no picture"},
	{"<source srcset/> #2", "stands in no picture"},
	{"<source srcset/> #3", "stands in no picture"},
	{"<track src/>", "stands in no audio or video"},
};

static bool deviates(struct str name)
{
	for (size_t i = 0; i < ROWS(deviations); i++)
		if (str_eqc(name, deviations[i].name))
			return true;
	return false;
}

static void broken_link_checker_extraction_agrees(void **state)
{
	struct buf b = test_file("links/blc-extract.tsv");
	struct str rest = buf_str(&b), line;
	int agreed = 0, meant = 0, failed = 0;

	(void)state;
	while (str_cut(&rest, '\n', &line)) {
		struct arena a = ARENA_INIT;
		struct buf got = BUF_INIT(10000);
		struct str row = line, name, html, base;
		struct links l;

		if (line.n == 0 || line.p[0] == '#' || !str_cut(&row, '\t', &name) ||
		    !str_cut(&row, '\t', &html) || !str_cut(&row, '\t', &base))
			continue;
		links_read(html, base, STR_NONE, WANT_LINKS, &l, &a);
		for (size_t i = 0; i < l.n; i++)
			buf_addf(&got, "%s%.*s", i ? " " : "", STR_ARG(l.list[i].url));
		if (str_eq(buf_str(&got), str_trim(row))) {
			agreed++;
		} else if (deviates(name)) {
			meant++;
		} else {
			failed++;
			print_message("%.*s: got '%.*s', want '%.*s'\n", STR_ARG(name),
				STR_ARG(buf_str(&got)), STR_ARG(row));
		}
		buf_release(&got);
		arena_release(&a);
	}
	buf_release(&b);
	print_message("extraction: %d agree, %d meant otherwise, %d fail\n", agreed, meant, failed);
	same_int("agree", agreed, 40);
	same_int("meant otherwise", meant, (int)ROWS(deviations));
	same_int("fail", failed, 0);
}

static void broken_link_checker_resolution_agrees(void **state)
{
	struct buf b = test_file("links/blc-resolve.tsv");
	struct str rest = buf_str(&b), line;
	int agreed = 0, failed = 0;

	(void)state;
	while (str_cut(&rest, '\n', &line)) {
		struct arena a = ARENA_INIT;
		struct buf html = BUF_INIT(10000);
		struct str row = line, name, ref, page, base, want;
		struct links l;

		if (line.n == 0 || line.p[0] == '#' || !str_cut(&row, '\t', &name) ||
		    !str_cut(&row, '\t', &ref) || !str_cut(&row, '\t', &page) ||
		    !str_cut(&row, '\t', &base) || !str_cut(&row, '\t', &want))
			continue;
		if (str_eqc(ref, "\\N") || str_eqc(want, "\\N"))
			continue;
		if (!str_eqc(base, "\\N") && base.n) {
			buf_adds(&html, "<base href=\"");
			out_html(&html, base);
			buf_adds(&html, "\">");
		}
		buf_adds(&html, "<a href=\"");
		out_html(&html, ref);
		buf_adds(&html, "\">x</a>");
		links_read(buf_str(&html), page, STR_NONE, WANT_LINKS, &l, &a);
		if (l.n == 1 && str_eq(l.list[0].url, want)) {
			agreed++;
		} else {
			failed++;
			print_message("%.*s: ref '%.*s' page '%.*s' base '%.*s': got '%.*s', want "
				"'%.*s'\n", STR_ARG(name), STR_ARG(ref), STR_ARG(page),
				STR_ARG(base), STR_ARG(l.n ? l.list[0].url : STR_NONE),
				STR_ARG(want));
		}
		buf_release(&html);
		arena_release(&a);
	}
	buf_release(&b);
	print_message("resolution: %d agree, %d fail\n", agreed, failed);
	assert_true(agreed >= 200);
	same_int("fail", failed, 0);
}

struct fixture {
	const char *file, *want; /* hrefs in order, a space between */
};

#define INVALID "http://example.invalid/"

static const struct fixture fixtures[] = {
	{"linkinator/css/index.html", "styles.css " INVALID "bg-inline.jpg " INVALID "header-bg.png "
		/* not imported.css and imported2.css: behind rules @import is none */
		INVALID "div-bg.jpg " INVALID "bg1.png " INVALID "bg2.png " INVALID "regular-link"},
	{"linkinator/css/styles.css", INVALID "import-from-external.css "
		INVALID "import-from-external2.css " INVALID "import-from-external3.css "
		INVALID "container-bg.jpg " INVALID "container-bg2.jpg " INVALID "layer1.png "
		INVALID "layer2.png " INVALID "layer3.png " INVALID "border.png "
		INVALID "bullet.svg " INVALID "cursor.cur " INVALID "icon.svg "
		INVALID "mask.svg " INVALID "mask-webkit.svg " INVALID "filter.svg#blur "
		"relative-image.jpg " INVALID "sprite.svg#icon"},
	{"linkinator/metarefresh/index.html", INVALID "redirected " INVALID "delayed " INVALID "uppercase"},
	{"linkinator/prefetch/index.html", INVALID "site.css"},
	{"linkinator/alternate/index.html", INVALID " " INVALID " " INVALID " " INVALID "es"},
	{"linkinator/basetag/relative-dot-folder.html", "ok broken ./ok ./broken"},
	{"linkinator/srcset/index.html", "_site/foo.html _site/bar.html _site/foo.html _site/bar.html"},
	{"htmltest-audioValid.html", "gpl.png gpl.png foo.sv.vtt foo.sv.vtt gpl.png"},
	{"htmltest-videoValid.html",
		"gpl.png gpl.png gpl.png gpl.png foo.en.vtt foo.sv.vtt gpl.png gpl.png gpl.png gpl.png"},
	{"htmltest-citeValid.html", "page.html page.html page.html "
		"http://en.wikipedia.org/wiki/Kenny_McCormick#Cultural_impact"},
	{"htmltest-objectValid.html", "gpl.png gpl.png"},
	{"htmltest-srcSetMissingAlt.html",
		"examples/images/extralarge.jpg examples/images/large.jpg gpl.png gpl.png"},
	{"htmltest-tag_picture.html", "https://placehold.it/350x150 https://placehold.it/350x150 "
		"https://placehold.it/350x150"},
	{"htmltest-missing_closing_quotes.html", ""},
	{"htmltest-link_rel_preconnect.html", ""},
	{"lychee-html5.html", "https://example.com/head/home images/icon.png "
		"https://example.com/css/style_full_url.css css/style_relative_url.css js/script.js "
		"https://example.com/body/a https://example.com/body/div_empty_a"},
	{"lychee-minified.html", "https://example.com/ https://example.com/favicon.ico "
		"https://example.com/docs/ https://example.com/ https://example.com/forum"},
	{"lychee/TEST_VERBATIM.html", "http://www.example.com/pre/a"},
	{"lychee-data.html", "http://www.w3.org/2000/svg http://localhost/assets/img/bg-water.webp"},
};

static void fixtures_of_peers_give_their_links(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(fixtures); i++) {
		struct arena a = ARENA_INIT;
		struct buf b, got = BUF_INIT(10000);
		struct page_order o = {.url = STR("http://h/d/p.html"), .want = WANT_LINKS};
		struct page p;
		char name[200];

		snprintf(name, sizeof(name), "links/%s", fixtures[i].file);
		b = test_file(name);
		if (str_ends(str_of(name), STR(".css")))
			o.content_type = STR("text/css");
		page_read(&o, buf_str(&b), &p, &a);
		for (size_t k = 0; k < p.nlinks; k++)
			buf_addf(&got, "%s%.*s", k ? " " : "", STR_ARG(p.links[k].href));
		same_text(name, buf_str(&got), str_of(fixtures[i].want));
		buf_release(&got);
		buf_release(&b);
		arena_release(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(broken_link_checker_extraction_agrees),
		T(broken_link_checker_resolution_agrees),
		T(fixtures_of_peers_give_their_links),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
