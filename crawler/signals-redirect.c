/* Redirects that a script makes in a page that is nothing else. */
#include "signals-private.h"

#include "crawler/links.h"

/* A script of more than this does more than redirect. */
#define SCRIPT_MAX 4000

/* The literal behind `at`, where nothing is appended to it; none. */
static struct str literal_at(struct str s, size_t at)
{
	size_t end;
	struct str rest;

	while (at < s.n && is_space((unsigned char)s.p[at]))
		at++;
	if (at >= s.n || (s.p[at] != '"' && s.p[at] != '\''))
		return STR_NONE;
	end = str_findc(s, s.p[at], at + 1);
	if (end == SIZE_MAX)
		return STR_NONE;
	rest = str_trim(str_sub(s, end + 1, 50));
	if (rest.n && rest.p[0] == '+')
		return STR_NONE;
	return str_sub(s, at + 1, end - at - 1);
}

static struct str skip_spaces(struct str s, size_t *at)
{
	while (*at < s.n && is_space((unsigned char)s.p[*at]))
		++*at;
	return str_sub(s, *at, SIZE_MAX);
}

/* location = '...', location.href = '...', location.replace('...'), location.assign('...') */
static struct str location_target(struct str s)
{
	size_t at = 0;

	while ((at = str_find(s, STR("location"), at)) != SIZE_MAX) {
		size_t i = at + 8;
		struct str rest = skip_spaces(s, &i), target = STR_NONE;

		if (str_starts(rest, STR(".href"))) {
			i += 5;
			rest = skip_spaces(s, &i);
		}
		if (str_starts(rest, STR(".replace(")))
			target = literal_at(s, i + 9);
		else if (str_starts(rest, STR(".assign(")))
			target = literal_at(s, i + 8);
		else if (str_starts(rest, STR("=")) && !str_starts(rest, STR("==")))
			target = literal_at(s, i + 1);
		if (!str_none(target) && target.n)
			return target;
		at += 8;
	}
	return STR_NONE;
}

/* The string that was given to a name: "u='...'" of "location.href=u". */
static struct str given_to(struct str s, struct str name)
{
	for (size_t at = 0; name.n && (at = str_find(s, name, at)) != SIZE_MAX; at += name.n) {
		size_t i = at + name.n;
		struct str rest = skip_spaces(s, &i);

		if ((at == 0 || !is_alnum(s.p[at - 1])) && str_starts(rest, STR("=")) &&
			!str_starts(rest, STR("==")) && !str_none(literal_at(s, i + 1)))
			return literal_at(s, i + 1);
	}
	return STR_NONE;
}

struct str script_location(struct str s)
{
	struct str target = location_target(s), rest, name;
	size_t at = 0;

	while (str_none(target) && (at = str_find(s, STR("location"), at)) != SIZE_MAX) {
		size_t i = at += 8, n = 0;

		rest = skip_spaces(s, &i);
		if (str_starts(rest, STR(".href")))
			i += 5;
		rest = skip_spaces(s, &i);
		if (!str_starts(rest, STR("=")) || str_starts(rest, STR("==")))
			continue;
		i++;
		name = skip_spaces(s, &i);
		while (n < name.n && (is_alnum(name.p[n]) || name.p[n] == '_'))
			n++;
		target = given_to(s, str_sub(name, 0, n));
	}
	return target;
}

/* document.write('<meta http-equiv="refresh" content="0;url=x">') */
static struct str written_refresh(struct str s, int32_t *delay_s, struct arena *a)
{
	size_t at = str_find_nocase(s, STR("http-equiv"), 0), from;
	struct html h;
	struct str ref;
	struct buf b;

	if (at == SIZE_MAX || str_find(s, STR("document.write"), 0) == SIZE_MAX)
		return STR_NONE;
	for (from = at; from > 0 && s.p[from] != '<'; from--)
		;
	b = BUF_INIT(s.n + 1);
	for (size_t i = from; i < s.n; i++)
		if (s.p[i] != '\\')
			buf_addc(&b, s.p[i]);
	html_init(&h, arena_str(a, buf_str(&b)), a);
	buf_release(&b);
	if (html_next(&h) && h.type == HTML_START && h.tag == H_META &&
	    str_eq_nocase(str_trim(html_attr(&h, H_HTTP_EQUIV)), STR("refresh")) &&
	    refresh_parse(html_attr(&h, H_CONTENT), delay_s, &ref) && ref.n)
		return ref;
	return STR_NONE;
}

struct str script_redirect(struct str script, int32_t *delay_s, struct arena *a)
{
	struct str ref;

	if (script.n > SCRIPT_MAX)
		return STR_NONE;
	*delay_s = 0;
	ref = written_refresh(script, delay_s, a);
	return str_none(ref) ? location_target(script) : ref;
}
