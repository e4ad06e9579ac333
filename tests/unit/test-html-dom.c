/* Our nodes against those libxml2 makes itself: same names, attributes and texts. */
#include "test.h"

#include "base/utf8.h"
#include "html-dom.h"

#include <libxml/HTMLparser.h>

#define FLAGS (HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | \
	HTML_PARSE_NONET | HTML_PARSE_COMPACT | HTML_PARSE_IGNORE_ENC | (1 << 19))

static const char *text_of(const xmlNode *n)
{
	return n->content ? (const char *)n->content : "";
}

static void put_node(struct buf *b, const xmlNode *n)
{
	if (n->type == XML_ELEMENT_NODE)
		buf_addf(b, "<%s", (const char *)n->name);
	else
		buf_addf(b, "{%d %s", (int)n->type, text_of(n));
	for (const xmlAttr *at = n->type == XML_ELEMENT_NODE ? n->properties : NULL; at;
		at = at->next)
		buf_addf(b, " %s=%s", (const char *)at->name,
			at->children ? text_of(at->children) : "-");
	buf_addc(b, '\n');
}

/* All nodes in document order, their depth in front. */
static struct str as_lines(xmlDocPtr doc, struct arena *a)
{
	const xmlNode *n = doc ? doc->children : NULL;
	struct buf b = BUF_INIT((size_t)64 << 20);
	struct str out;
	int depth = 0;

	while (n) {
		if (n->type != XML_DTD_NODE && n->type != XML_PI_NODE) {
			buf_addf(&b, "%d ", depth);
			put_node(&b, n);
		}
		if (n->type == XML_ELEMENT_NODE && n->children) {
			n = n->children;
			depth++;
			continue;
		}
		while (n && !n->next) {
			n = n->parent;
			depth--;
			if (!n || n->type != XML_ELEMENT_NODE)
				n = NULL;
		}
		n = n ? n->next : NULL;
	}
	out = arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}

/* Trees are long: what is around the first difference is told. */
static void same_lines(const char *name, struct str got, struct str want)
{
	size_t at = 0, from;

	while (at < got.n && at < want.n && got.p[at] == want.p[at])
		at++;
	from = at > 80 ? at - 80 : 0;
	if (!str_eq(got, want))
		fail_msg("%s: got '%.*s', want '%.*s'", name, STR_ARG(str_sub(got, from, 160)),
			STR_ARG(str_sub(want, from, 160)));
}

static void compare_trees(const char *name, struct str html)
{
	struct arena a = ARENA_INIT;
	struct html_dom d = {0};
	htmlDocPtr own;
	struct str want, got;

	if (!utf8_valid(html))
		return;
	html_dom_read(&d, html, 0, &a);
	own = htmlReadMemory(html.p, (int)html.n, NULL, "UTF-8", FLAGS);
	want = as_lines(own, &a);
	got = as_lines(d.doc, &a);
	same_lines(name, got, want);
	xmlFreeDoc(own);
	html_dom_release(&d);
	arena_release(&a);
}

static void the_tree_is_that_of_libxml2(void **state)
{
	static const char *const row[] = {
		"",
		"words",
		"<p>a<b>b</b> c &amp; d&nbsp;e<p>f<!-- g --><br>h",
		"<!DOCTYPE html><html lang=zh><head><title>t</title><script>if(a<b)c()</script>"
		"<style>x{}</style></head><body class=x><ul><li>1<li checked>2</ul></body></html>",
		"<table><tr><td>1<td>2<tr><td>3</table></td></tr><tr><td>4</td></tr></table>",
		"<html a=1><body><html a=2 b=3 id=x><p>x</body></html><div>after</div>tail",
		"<o:p>office</o:p><p o:x=1 xlink:href=y>z</p><:x>odd</:x>",
		"<?php echo 1 ?><p>x</p><?xml version='1.0'?>",
		"<a href='x?a=1&b=2&amp;c=3&#20013;'>&#x4e2d;&unknown;</a>",
		"<form><input disabled value=''><select><option selected>1<option>2</select></form>",
		"<p>\n \n<b>a</b> \n <i>b</i>\n</p>\n\n<div> </div>",
		"<font><b><td>x</font></b><h1><h2>y</h1>",
		/* what is put aside while the parser reads, and what looks like it */
		"<div title=\"a long value > b\" class='x y z' data-x='1&amp;2345678'>a long text</div>",
		"<p title='an open value>text<p class=\"not closed",
		"<p =\"stray quote\" a==\"twice one\" b = 'spaced one' / c='after slash'/>x",
		"<script src='/a long/address.js'/>not a script<b>bold text</b></script>after it",
		"<script>var s = '</b>' + '<b>';</SCRIPTS>behind the script</script >tail",
		"<script><b>begins with a tag</b></script><style>p { color: red }</style>",
		"<script>never ends, a < b <p>text of it</p>",
		"<!--> a comment that goes on --><p>one</p><!-- a -- b --!><p>two</p><!-- a --->",
		"<!-- never ends <p>text of it</p>",
		"a < b, c <1 d &lt long text &copyletters &copy\xe7\x89\x88\xe6\x9d\x83; &#20013long",
		"<![CDATA[a long text > b]]></ no end tag>text behind</\xe4\xb8\xad\xe6\x96\x87>more",
		"text with \x01 a control character<p title='one \x01 here too'>and \xef\xbf\xbf none",
		"icons \xf3\xb0\x80\x80 of a font, &#xF0000; and &#983041; as references",
		"only references: &#xF0000; and &#983041; of an icon font",
		"<p\fa='form feed here'>\fform feed text</p\f>text behind it",
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++)
		compare_trees(row[i], str_of(row[i]));
}

static void saved_pages_give_the_same_tree(void **state)
{
	static const char *const file[] = {"lists/trs-guizhou.html", "lists/vsb.html",
		"lists/epoint.html", "lists/webforms.html", "lists/drupal9.html",
		"lists/trs-ndrc.html"};

	(void)state;
	for (size_t i = 0; i < ROWS(file); i++) {
		struct buf b = test_file(file[i]);

		compare_trees(file[i], buf_str(&b));
		buf_release(&b);
	}
}

static void depth_ends_the_reading(void **state)
{
	struct buf b = BUF_INIT(1 << 20);
	struct arena a = ARENA_INIT;
	struct html_dom d = {0};

	(void)state;
	for (int i = 0; i < 300; i++)
		buf_adds(&b, "<div>");
	html_dom_read(&d, buf_str(&b), 100, &a);
	assert_true(d.cut);
	html_dom_release(&d);
	html_dom_read(&d, buf_str(&b), 1000, &a);
	assert_false(d.cut);
	html_dom_release(&d);
	arena_release(&a);
	buf_release(&b);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(the_tree_is_that_of_libxml2),
		T(saved_pages_give_the_same_tree),
		T(depth_ends_the_reading),
	};

	for (int i = 1; i < argc; i++) { /* test-html-dom FILE...: any pages */
		struct buf b = BUF_INIT((size_t)64 << 20);

		if (fs_read(argv[i], &b, NULL) == 0)
			compare_trees(argv[i], buf_str(&b));
		buf_release(&b);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
