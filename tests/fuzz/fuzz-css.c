/* Addresses of a style sheet, and of a style attribute in a page. */
#include "crawler/links.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct str s = str_n((const char *)data, size), ref;
	struct links l;
	struct css_cursor c = {0};
	size_t where, before = 0;
	bool imported;

	links_read_css(s, STR("http://h/a.css"), &l, &a);
	while (css_next(s, &c, &ref, &where, &imported, &a)) {
		if (c.at <= before || c.at > size || where >= size)
			__builtin_trap();
		before = c.at;
	}
	arena_release(&a);
	return 0;
}
