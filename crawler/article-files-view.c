/* Documents behind pages that show them. */
#include "article-files.h"

#include "base/out.h"
#include "base/utf8.h"
#include "reading.h"

#define SHOWN_MAX ((size_t)2000) /* bytes of an address */

struct str files_unescaped(struct str s, struct arena *a)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		int high = i + 2 < s.n && s.p[i] == '%' ? hex_value((unsigned char)s.p[i + 1]) : -1;
		int low = high >= 0 ? hex_value((unsigned char)s.p[i + 2]) : -1;

		if (low >= 0 && high * 16 + low > 32) {
			p[n++] = (char)(high * 16 + low);
			i += 2;
		} else {
			p[n++] = s.p[i];
		}
	}
	return str_n(p, n);
}

/* Pages, and scripts of the server that say what they do: "/onlinePreview", "/gview". */
static bool is_viewer(struct str path)
{
	size_t slash = str_rfindc(path, '/');
	struct str name = slash == SIZE_MAX ? path : str_sub(path, slash + 1, SIZE_MAX);

	return str_ends_nocase(name, STR(".html")) || str_ends_nocase(name, STR(".htm")) ||
	       str_find_nocase(name, STR("view"), 0) != SIZE_MAX;
}

static bool is_document(struct str s)
{
	return s.n <= SHOWN_MAX && is_file_address(str_sub(s, 0, str_findc(s, '?', 0)));
}

/* An address in Base64, as kkFileView takes it; none: it is none. */
static struct str decoded(struct str value, struct arena *a)
{
	struct buf b = BUF_INIT(SHOWN_MAX + 1);
	struct str out = STR_NONE;

	if (value.n >= 12 && base64_read(value, &b) && utf8_valid(buf_str(&b)) &&
		(str_starts(buf_str(&b), STR("http://")) ||
			str_starts(buf_str(&b), STR("https://"))))
		out = arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}

struct str files_shown(const struct collection *c, struct str url)
{
	static const char *const names[] = {"file=", "src=", "url=", "fileurl=", "path="};
	size_t q = str_findc(url, '?', 0);
	struct str value, viewer;

	if (q == SIZE_MAX || !is_viewer(str_sub(url, 0, q)))
		return STR_NONE;
	viewer = files_address(c, url);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct str name = str_of(names[i]), inner;
		size_t at = str_find_nocase(url, name, q + 1);

		if (at == SIZE_MAX || (url.p[at - 1] != '?' && url.p[at - 1] != '&'))
			continue;
		value = str_sub(url, at + name.n, SIZE_MAX);
		value = str_sub(value, 0, str_findc(value, '&', 0));
		value = files_unescaped(value, c->r->a);
		value = str_sub(value, 0, str_findc(value, '#', 0));
		if (is_document(value))
			return reading_address(viewer, value, c->r->a); /* as the viewer does */
		inner = decoded(value, c->r->a);
		if (inner.n && is_document(inner))
			return reading_address(viewer, inner, c->r->a);
	}
	return STR_NONE;
}
