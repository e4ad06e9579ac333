/* First line: an encoding and a content type; the rest is a document. Whatever comes in,
 * what comes out is well-formed UTF-8. */
#include "base/utf8.h"
#include "crawler/charset.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = str_n((const char *)data, size), first;
	struct buf b = BUF_INIT((size_t)64 << 20);
	struct arena a = ARENA_INIT;
	struct charset_result r;

	if (size == 0)
		return 0;
	str_cut(&rest, '\n', &first);
	charset_decode(rest, first, STR("http://h.gov.cn/"), &r, &a);
	if (!utf8_valid(r.text) || str_none(r.encoding) || str_none(r.text))
		abort();
	charset_decode_as(charset_of_content_type(first), rest, &b);
	if (!utf8_valid(buf_str(&b)))
		abort();
	buf_clear(&b);
	charset_encode(charset_of_content_type(first), str_sub(rest, 0, 200), &b);
	buf_release(&b);
	arena_release(&a);
	return 0;
}
