/* Encoding into legacy character sets: only what query strings need. */
#include "crawler/charset.h"
#include "charset-part.h"

#include "base/utf8.h"

#include <errno.h>
#include <iconv.h>

static void put_reference(struct buf *out, int32_t cp)
{
	buf_addf(out, "%%26%%23%d%%3B", (int)cp);
}

/* One code point; false where the encoding lacks it. */
static bool encode_one(iconv_t cd, bool two_bytes, struct str s, struct buf *out)
{
	char bytes[16], *to = bytes, *from = (char *)(uintptr_t)s.p;
	size_t nfrom = s.n, nto = sizeof(bytes), n;

	iconv(cd, NULL, NULL, NULL, NULL);
	if (iconv(cd, &from, &nfrom, &to, &nto) != 0)
		return false;
	n = sizeof(bytes) - nto;
	if (two_bytes && n > 2)
		return false;
	buf_add(out, bytes, n);
	return true;
}

void charset_encode(struct str encoding, struct str text, struct buf *out)
{
	const char *name = charset_iconv_name(encoding);
	iconv_t cd = name ? iconv_open(name, "UTF-8") : (iconv_t)-1;
	bool two_bytes = str_eq_nocase(encoding, STR("gbk"));
	size_t at = 0;

	if (cd == (iconv_t)-1) {
		buf_addstr(out, text);
		return;
	}
	while (at < text.n) {
		size_t from = at;
		int32_t cp = utf8_next(text, &at);

		if (cp < 0x80)
			buf_addc(out, (char)cp);
		else if (two_bytes && cp == 0x20ac) /* the web's GBK has the euro sign */
			buf_addc(out, (char)0x80);
		else if (!encode_one(cd, two_bytes, str_sub(text, from, at - from), out))
			put_reference(out, cp);
	}
	iconv_close(cd);
}
