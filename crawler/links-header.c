/* Links in the head of an answer: "Link: </a.css>; rel=preload; as=style" (RFC 8288) of kinds
 * that browsers load, and "Refresh: 30; url=/x".
 *
 *	link-header = link *("," link);  link = "<" address ">" *(";" name ["=" value]) */
#include "crawler/links.h"
#include "crawler/url.h"

#define LINKS_OF_HEAD_MAX 256

struct link_value {
	struct str address, rel;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static size_t skip_blank(struct str s, size_t at)
{
	while (at < s.n && is_blank(s.p[at]))
		at++;
	return at;
}

/* A token or quoted string at `at`; behind it. */
static size_t read_value(struct str s, size_t at, struct str *out)
{
	size_t from = at;

	if (at < s.n && s.p[at] == '"') {
		for (at++; at < s.n && s.p[at] != '"'; at++)
			at += s.p[at] == '\\' && at + 1 < s.n;
		*out = str_sub(s, from + 1, at - from - 1);
		return at < s.n ? at + 1 : s.n;
	}
	while (at < s.n && s.p[at] != ';' && s.p[at] != ',' && !is_blank(s.p[at]))
		at++;
	*out = str_sub(s, from, at - from);
	return at;
}

/* The parameters behind an address, of which the first rel counts. */
static size_t read_parameters(struct str s, size_t at, struct link_value *v)
{
	while ((at = skip_blank(s, at)) < s.n && s.p[at] == ';') {
		size_t from = at = skip_blank(s, at + 1);
		struct str name, value = STR("");

		while (at < s.n && s.p[at] != '=' && s.p[at] != ';' && s.p[at] != ',' &&
			!is_blank(s.p[at]))
			at++;
		name = str_sub(s, from, at - from);
		at = skip_blank(s, at);
		if (at < s.n && s.p[at] == '=')
			at = read_value(s, skip_blank(s, at + 1), &value);
		if (str_none(v->rel) && str_eq_nocase(name, STR("rel")))
			v->rel = value;
	}
	return at;
}

static bool next_link(struct str s, size_t *at, struct link_value *v)
{
	size_t open = str_findc(s, '<', *at), close;

	if (open == SIZE_MAX || (close = str_findc(s, '>', open)) == SIZE_MAX)
		return false;
	*v = (struct link_value){.address = str_trim(str_sub(s, open + 1, close - open - 1)),
		.rel = STR_NONE};
	*at = read_parameters(s, close + 1, v);
	if (*at < s.n && s.p[*at] != ',') /* what cannot be read, up to the next */
		*at = str_findc(s, ',', *at) == SIZE_MAX ? s.n : str_findc(s, ',', *at);
	return true;
}

static bool is_loaded(struct str rel)
{
	static const char *const loaded[] = {"preload", "modulepreload", "stylesheet", "prefetch",
		"prerender"};
	struct str word;

	while (str_cut(&rel, ' ', &word))
		for (size_t i = 0; i < sizeof(loaded) / sizeof(loaded[0]); i++)
			if (str_eq_nocase(word, str_of(loaded[i])))
				return true;
	return false;
}

static void put(struct links *out, struct str href, const char *header, struct str url,
	struct arena *a)
{
	if (out->n == LINKS_MAX) {
		out->truncated = true;
		return;
	}
	out->list[out->n++] = (struct link){.href = href, .url = url_resolve(url, href, a),
		.element = STR("header"), .attribute = str_of(header), .line = 1};
}

void links_read_head(struct str link, struct str refresh, struct str url, struct links *out,
	struct arena *a)
{
	struct link *list = out->list;
	struct link_value v;
	struct str ref;
	int32_t delay;
	size_t at = 0;

	if (str_none(link) && str_none(refresh))
		return;
	out->list = arena_array(a, out->n + LINKS_OF_HEAD_MAX + 1, sizeof(*list));
	if (out->n)
		memcpy(out->list, list, out->n * sizeof(*list));
	for (size_t i = 0; i < LINKS_OF_HEAD_MAX && next_link(link, &at, &v); i++)
		if (v.address.n && is_loaded(v.rel))
			put(out, arena_str(a, v.address), "link", url, a);
	if (!str_none(refresh) && refresh_parse(refresh, &delay, &ref) && ref.n)
		put(out, arena_str(a, ref), "refresh", url, a);
}
