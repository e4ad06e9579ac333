/* Addresses of a style sheet, and of a style attribute in a page; names that a sheet hides, told
 * to a page. */
#include "crawler/links.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct str s = str_n((const char *)data, size), ref;
	struct links l;
	struct css_cursor c = {0};
	struct page_order o = {.url = STR("http://h/"), .want = WANT_LINKS | WANT_HIDDEN};
	struct page p;
	size_t where, before = 0;
	bool imported;

	links_read_css(s, STR("http://h/a.css"), &l, &a);
	while (css_next(s, &c, &ref, &where, &imported, &a)) {
		if (c.at <= before || c.at > size || where >= size)
			__builtin_trap();
		before = c.at;
	}
	c = (struct css_cursor){.attribute = true};
	while (css_next(s, &c, &ref, &where, &imported, &a))
		if (imported)
			__builtin_trap();
	o.hides = links_hiding(s, &a);
	page_read(&o, STR("<div id=a class='b c'><a href=//x.com/>t</a></div>"), &p, &a);
	o.hides = s;
	page_read(&o, STR("<div id=a class='b c'><a href=//x.com/>t</a></div>"), &p, &a);
	arena_release(&a);
	return 0;
}
