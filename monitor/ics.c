/* Lines of iCalendar. */
#include "ics.h"

#define LINE_BYTES 75 /* without CRLF, RFC 5545 3.1 */
#define VALUE_MAX ((size_t)1 << 16)

void ics_line(struct buf *b, const char *name, struct str value)
{
	struct buf whole = BUF_INIT(VALUE_MAX * 2 + 200);
	size_t at = 0;

	buf_addf(&whole, "%s:", name);
	buf_addstr(&whole, value);
	while (at < whole.n) {
		size_t room = at ? LINE_BYTES - 1 : LINE_BYTES, n = whole.n - at;

		if (n > room) {
			n = room;
			/* a character stays in one piece */
			while (n > 1 && ((unsigned char)whole.p[at + n] & 0xC0) == 0x80)
				n--;
		}
		buf_adds(b, at ? " " : "");
		buf_add(b, whole.p + at, n);
		buf_adds(b, "\r\n");
		at += n;
	}
	buf_release(&whole);
}

void ics_text(struct buf *b, const char *name, struct str value)
{
	struct buf out = BUF_INIT(VALUE_MAX * 2);

	for (size_t i = 0; i < value.n && i < VALUE_MAX; i++) {
		unsigned char c = (unsigned char)value.p[i];

		if (c == '\n')
			buf_adds(&out, "\\n");
		else if (c == '\\' || c == ';' || c == ',')
			buf_addf(&out, "\\%c", c);
		else if (c >= ' ' && c != 0x7f)
			buf_addc(&out, (char)c);
	}
	ics_line(b, name, buf_str(&out));
	buf_release(&out);
}
