/* Who runs a portal, by the words at the foot of its pages: "主办单位：某市人民政府". */
#include "page-private.h"

#include "base/utf8.h"

#define FOOT_BYTES 600 /* behind the label: a name among tags */

/* Text of a piece of HTML: tags out, &nbsp; a blank. */
static struct str bare_text(struct str html, struct arena *a)
{
	char *p = arena_alloc(a, html.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < html.n;) {
		if (html.p[i] == '<') {
			size_t end = str_findc(html, '>', i);

			i = end == SIZE_MAX ? html.n : end + 1;
		} else if (str_starts(str_sub(html, i, 6), STR("&nbsp;"))) {
			p[n++] = ' ';
			i += 6;
		} else {
			p[n++] = html.p[i++];
		}
	}
	return str_n(p, n);
}

static struct str name_at(struct str rest)
{
	static const char *const stops[] = {" ", "　", "\n", "\r", "，", "。", "；", "|", "承办",
		"协办", "地址", "电话", "ICP", "（", "(", "版权", "&"};
	size_t end = rest.n;

	for (size_t k = 0; k < sizeof(stops) / sizeof(stops[0]); k++) {
		size_t stop = str_find(rest, str_of(stops[k]), 0);

		end = stop < end ? stop : end;
	}
	rest = str_trim(str_sub(rest, 0, end));
	return utf8_valid(rest) && utf8_len(rest) >= 3 && utf8_len(rest) <= 40 ? rest : STR_NONE;
}

struct str organiser_read(struct str text, struct arena *a)
{
	static const char *const labels[] = {"主办单位", "主办", "版权所有"};

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		size_t at = 0;

		while ((at = str_find(text, str_of(labels[i]), at)) != SIZE_MAX) {
			struct str rest, name;

			at += strlen(labels[i]);
			rest = str_trim(bare_text(str_sub(text, at, FOOT_BYTES), a));
			if (!str_starts(rest, STR("：")) && !str_starts(rest, STR(":")))
				continue;
			rest = str_trim(str_sub(rest, rest.p[0] == ':' ? 1 : 3, SIZE_MAX));
			name = name_at(rest);
			if (!str_none(name))
				return name;
		}
	}
	return STR_NONE;
}
