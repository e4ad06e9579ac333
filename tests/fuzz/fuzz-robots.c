/* First line: a path to ask for; the rest is a robots.txt. */
#include "crawler/robots.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = str_n((const char *)data, size), path;
	const struct robots_rule *which;
	struct arena a = ARENA_INIT;
	struct page p = {0};

	if (size == 0)
		return 0;
	str_cut(&rest, '\n', &path);
	robots_parse(rest, STR("portalwatch/1.0"), &p, &a);
	robots_allows(p.robots, p.nrobots, path, &which);
	arena_release(&a);
	return 0;
}
