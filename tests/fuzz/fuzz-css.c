/* Addresses of a style sheet, and of a style attribute in a page. */
#include "crawler/links.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct str s = str_n((const char *)data, size), ref;
	struct links l;
	size_t at = 0, where, before = 0;
	bool imported;

	links_read_css(s, STR("http://h/a.css"), &l, &a);
	while (css_next(s, &at, &ref, &where, &imported, &a)) {
		if (at <= before || at > size || where >= size)
			__builtin_trap();
		before = at;
	}
	arena_release(&a);
	return 0;
}
