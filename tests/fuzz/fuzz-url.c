/* Two lines, base and reference: what is parsed is parsed again to the same text, and the
 * canonical form is its own canonical form; a plain reference is what the parser says. */
#include "crawler/url.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = str_n((const char *)data, size), first;
	struct arena a = ARENA_INIT;
	struct url base, u, again;
	unsigned char bytes[16];
	struct url_near near;
	struct str plain;
	bool has_base;

	if (size == 0)
		return 0;
	str_cut(&rest, '\n', &first);
	has_base = url_parse(first, NULL, &base, &a) == 0;
	if (url_parse(rest, has_base ? &base : NULL, &u, &a) == 0) {
		struct str canonical = url_canonical(u.href, &a);

		if (url_parse(u.href, NULL, &again, &a) < 0 || !str_eq(again.href, u.href))
			abort();
		if (!str_eq(url_canonical(canonical, &a), canonical))
			abort();
		url_origin(&u, &a);
		url_is_private_host(u.host);
		url_same_site(first, u.href);
	}
	url_near_begin(&near, has_base ? &base : NULL);
	if (url_near(&near, rest, &plain, &a) &&
		(url_parse(rest, &base, &u, &a) < 0 || !str_eq(u.href, plain)))
		abort();
	url_parse_in(rest, NULL, STR("gbk"), &u, &a);
	address_parse(first, bytes);
	cidr_contains(first, 4, (const unsigned char *)"\x7f\0\0\1");
	arena_release(&a);
	return 0;
}
