/* Addresses that a click opens: window.open('/art/1.html'), location.href="...",
 * viewOpinion("http://..."). */
#include "list-mine.h"

#define ADDRESS_MAX 2000

static bool ends_in_page(struct str s)
{
	static const char *const ending[] = {".html", ".htm", ".shtml", ".jhtml", ".xhtml", ".pdf",
		".doc", ".docx", ".ofd", ".jsp", ".aspx", ".asp", ".php", ".do", ".action"};
	struct str path = str_sub(s, 0, str_findc(s, '?', 0));

	path = str_sub(path, 0, str_findc(path, '#', 0));
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		if (path.n > strlen(ending[i]) && str_ends_nocase(path, str_of(ending[i])))
			return true;
	return false;
}

/* A scheme, a path from the root or from here, or a page's ending; no spaces in it. */
static bool is_address(struct str s)
{
	if (s.n < 4 || s.n > ADDRESS_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || strchr("<>(){}\"'", s.p[i]))
			return false;
	return str_starts_nocase(s, STR("http://")) || str_starts_nocase(s, STR("https://")) ||
		(s.p[0] == '/' && is_alnum((unsigned char)s.p[s.p[1] == '/' ? 2 : 1])) ||
		str_starts(s, STR("./")) || str_starts(s, STR("../")) || ends_in_page(s);
}

static struct str unescaped(struct str s, struct arena *a)
{
	char *p;
	size_t n = 0;

	if (str_findc(s, '\\', 0) == SIZE_MAX)
		return s;
	p = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\\' || (i + 1 < s.n && s.p[i + 1] == '\\' && i++))
			p[n++] = s.p[i];
	return str_n(p, n);
}

struct str script_address(struct str script, struct arena *a)
{
	for (size_t at = 0; at < script.n; at++) {
		char quote = script.p[at];
		size_t end;
		struct str s;

		if (quote != '"' && quote != '\'')
			continue;
		end = str_findc(script, quote, at + 1);
		if (end == SIZE_MAX)
			return STR_NONE;
		s = unescaped(str_trim(str_sub(script, at + 1, end - at - 1)), a);
		/* "/x/" + id is but a part of one */
		if (is_address(s) && !str_starts(str_trim(str_sub(script, end + 1, 8)), STR("+")))
			return arena_str(a, s);
		at = end;
	}
	return STR_NONE;
}
