/* Who runs a portal, by the words at the foot of its pages: "主办单位：某市人民政府",
 * "版权所有 © 某市教育局", "Copyright 2020 某市档案馆 版权所有". */
#include "page-private.h"

#include "base/utf8.h"

#define FOOT_BYTES 600 /* behind or before the label: a name among tags */
#define RIGHTS "版权所有"

/* Text of a piece of HTML: tags out, or lines between them, &nbsp; a blank. */
static struct str bare_text(struct str html, bool lines, struct arena *a)
{
	char *p = arena_alloc(a, html.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < html.n;) {
		if (html.p[i] == '<') {
			size_t end = str_findc(html, '>', i);

			i = end == SIZE_MAX ? html.n : end + 1;
			if (lines)
				p[n++] = '\n';
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

static bool is_mark(struct str s, size_t *length)
{
	static const char *const marks[] = {"Copyright", "COPYRIGHT", "copyright", "&copy;",
		"&#169;", "©", "(c)", "(C)", "（c）", "@", "？", "/", "|", "-", "—", " ", "\n", "\r",
		"\t", "　", "\xC2\xA0"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (str_starts(s, str_of(marks[i]))) {
			*length = strlen(marks[i]);
			return true;
		}
	*length = 1;
	return s.n && is_digit((unsigned char)s.p[0]);
}

/* Without the signs and years of a claim to rights that stand before it. */
static struct str without_marks(struct str s)
{
	size_t n;

	while (s.n && is_mark(s, &n))
		s = str_sub(s, n, SIZE_MAX);
	return s;
}

/* The words that end where s ends, back to a sign or a year. */
static struct str last_words(struct str s)
{
	size_t from = 0, n;

	s = str_trim(s);
	for (size_t at = 0; at < s.n; at++)
		if (is_mark(str_sub(s, at, SIZE_MAX), &n))
			from = at + n;
	return str_sub(s, from, SIZE_MAX);
}

/* A name in Chinese that ends as no web site does. */
static bool names_office(struct str s)
{
	static const char *const sites[] = {"网", "网站", "门户", "平台", "频道", "权利", "所有"};
	size_t at = 0;

	if (s.n < 12 || !utf8_valid(s) || utf8_len(s) > 40)
		return false;
	for (size_t i = 0; i < sizeof(sites) / sizeof(sites[0]); i++)
		if (str_ends(s, str_of(sites[i])))
			return false;
	while (at < s.n)
		if (!cp_is_han(utf8_next(s, &at)))
			return false;
	return true;
}

/* "版权所有 © 2020 某某局", "© 2020 某某局 版权所有": without a colon. */
static struct str owner_of_rights(struct str text, struct arena *a)
{
	for (size_t at = 0; (at = str_find(text, STR(RIGHTS), at)) != SIZE_MAX;) {
		size_t before = at > FOOT_BYTES ? at - FOOT_BYTES : 0;
		struct str name = last_words(bare_text(str_sub(text, before, at - before), true, a));

		at += strlen(RIGHTS);
		if (!names_office(name))
			name = name_at(without_marks(bare_text(str_sub(text, at, FOOT_BYTES), false, a)));
		if (names_office(name))
			return name;
	}
	return STR_NONE;
}

struct str organiser_read(struct str text, struct arena *a)
{
	static const char *const labels[] = {"主办单位", "主办", "版权所有"};

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		size_t at = 0;

		while ((at = str_find(text, str_of(labels[i]), at)) != SIZE_MAX) {
			struct str rest, name;

			at += strlen(labels[i]);
			rest = str_trim(bare_text(str_sub(text, at, FOOT_BYTES), false, a));
			if (!str_starts(rest, STR("：")) && !str_starts(rest, STR(":")))
				continue;
			rest = str_trim(str_sub(rest, rest.p[0] == ':' ? 1 : 3, SIZE_MAX));
			name = name_at(rest);
			if (!str_none(name))
				return name;
		}
	}
	return owner_of_rights(text, a);
}
