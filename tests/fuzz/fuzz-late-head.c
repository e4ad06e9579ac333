/* Late heads: what is told lies in the bytes, lines before the body, and more bytes behind a
 * head that is there leave it as it is. */
#include "crawler/late-head.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = str_n((const char *)data, size);
	struct late_head x = {0}, y = {0};
	struct buf b = BUF_INIT(SIZE_MAX);

	if (late_head_read(s, &x)) {
		if (x.status < 100 || x.status > 999 || x.length < -1 || x.lines.p < s.p ||
		    x.lines.p + x.lines.n > x.body.p || x.body.p + x.body.n != s.p + s.n)
			__builtin_trap();
		buf_addstr(&b, s);
		buf_adds(&b, "\r\n\r\nmore");
		if (!late_head_read(buf_str(&b), &y) || y.status != x.status ||
		    !str_eq(y.lines, x.lines) || y.length != x.length ||
		    (late_head_is_whole(&x) && !late_head_is_whole(&y)))
			__builtin_trap();
	}
	buf_release(&b);
	return 0;
}
