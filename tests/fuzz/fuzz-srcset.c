/* srcset lists: every candidate lies in the text, behind the one before, without white
 * space, and a list written out again says the same. */
#include "crawler/links.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t read_all(struct str s, struct buf *out)
{
	size_t at = 0, before = 0, n = 0;
	struct str ref;

	while (srcset_next(s, &at, &ref)) {
		if (at <= before || at > s.n || ref.n == 0 || ref.p < s.p ||
		    ref.p + ref.n > s.p + at)
			__builtin_trap();
		for (size_t i = 0; i < ref.n; i++)
			if (str_findc(STR(" \t\n\f\r"), ref.p[i], 0) != SIZE_MAX)
				__builtin_trap();
		if (ref.p[0] == ',' || ref.p[ref.n - 1] == ',')
			__builtin_trap();
		buf_addf(out, "%s", n ? ", " : "");
		buf_addstr(out, ref);
		buf_adds(out, " 2x");
		before = at;
		n++;
	}
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf once = BUF_INIT(SIZE_MAX), twice = BUF_INIT(SIZE_MAX);
	size_t n = read_all(str_n((const char *)data, size), &once);

	if (read_all(buf_str(&once), &twice) != n || !str_eq(buf_str(&once), buf_str(&twice)))
		__builtin_trap();
	buf_release(&once);
	buf_release(&twice);
	return 0;
}
