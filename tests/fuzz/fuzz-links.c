/* The walk through a page, also as XML, srcset lists, refresh values, and heads of answers. */
#include "crawler/links.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct str s = str_n((const char *)data, size), ref;
	struct links l;
	size_t at = 0, before = 0;
	int32_t delay_s, line = 1;

	links_read(s, STR("http://h/a/b"), STR("gbk"),
		WANT_LINKS | WANT_ANCHORS | WANT_HIDDEN | WANT_JSON_LD, &l, &a);
	for (size_t i = 0; i < l.n; i++) {
		if (l.list[i].line < line)
			__builtin_trap();
		line = l.list[i].line;
	}
	while (srcset_next(s, &at, &ref)) {
		if (at <= before || ref.n == 0)
			__builtin_trap();
		before = at;
	}
	refresh_parse(s, &delay_s, &ref);
	links_read_xhtml(s, STR("http://h/a/b"), STR("utf-8"), WANT_LINKS | WANT_HIDDEN, &l, &a);
	links_read_head(s, s, STR("http://h/a/b"), &l, &a);
	links_read_manifest(s, STR("http://h/a/b"), &l, &a);
	arena_release(&a);
	return 0;
}
