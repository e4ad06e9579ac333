/* The form by which two addresses are the same notice. What is taken off is a table, so
 * that a further session id is one row. */
#include "crawler/url.h"

enum value_kind {
	VALUE_ANY,     /* the parameter goes whatever it holds */
	VALUE_TOKEN,   /* only when it looks like a session id: sid=123 may be an article */
	VALUE_WORD,    /* only when it is no number: from=20 may be a page */
	VALUE_NUMBER,  /* only when it is a long number: a clock against caches */
};

/* Query parameters that do not tell notices apart; names in lower case, '*' ends a prefix. */
static const struct {
	const char *name;
	enum value_kind kind;
} dropped[] = {
	{"jsessionid", VALUE_ANY}, {"phpsessid", VALUE_ANY}, {"aspsessionid*", VALUE_ANY},
	{"asp.net_sessionid", VALUE_ANY}, {"cfid", VALUE_TOKEN}, {"cftoken", VALUE_TOKEN},
	{"sessionid", VALUE_ANY}, {"session_id", VALUE_ANY}, {"sid", VALUE_TOKEN},
	{"session", VALUE_TOKEN}, {"token", VALUE_TOKEN},
	/* tracking: campaign, Alibaba, WeChat, Baidu, advertisers */
	{"utm_*", VALUE_ANY}, {"spm", VALUE_ANY}, {"from", VALUE_WORD},
	{"isappinstalled", VALUE_ANY}, {"nsukey", VALUE_ANY}, {"scene", VALUE_ANY},
	{"wxshare_*", VALUE_ANY}, {"share_token", VALUE_ANY}, {"bd_vid", VALUE_ANY},
	{"hmsr", VALUE_ANY}, {"hmpl", VALUE_ANY}, {"hmcu", VALUE_ANY}, {"hmkw", VALUE_ANY},
	{"hmci", VALUE_ANY}, {"gclid", VALUE_ANY}, {"fbclid", VALUE_ANY},
	{"msclkid", VALUE_ANY}, {"_", VALUE_NUMBER}, {"timestamp", VALUE_NUMBER},
	{"rand", VALUE_NUMBER}, {"rnd", VALUE_NUMBER},
};

static const char *const index_names[] = {"index", "default"};
static const char *const index_types[] = {
	"html", "htm", "shtml", "shtm", "xhtml", "jsp", "jspx", "do", "action", "asp", "aspx",
	"php", "cgi",
};

static bool all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit((unsigned char)s.p[i]))
			return false;
	return s.n > 0;
}

/* At least 16 letters, digits, '-' or '_', with a digit among them. */
static bool looks_random(struct str s)
{
	bool digit = false;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (!is_alnum(c) && c != '-' && c != '_')
			return false;
		digit = digit || is_digit(c);
	}
	return s.n >= 16 && digit;
}

static bool name_matches(struct str name, const char *pattern)
{
	struct str p = str_of(pattern);

	if (p.p[p.n - 1] == '*')
		return str_starts_nocase(name, str_sub(p, 0, p.n - 1));
	return str_eq_nocase(name, p);
}

static bool is_dropped(struct str name, struct str value)
{
	for (size_t i = 0; i < sizeof(dropped) / sizeof(dropped[0]); i++) {
		if (!name_matches(name, dropped[i].name))
			continue;
		switch (dropped[i].kind) {
		case VALUE_ANY:
			return true;
		case VALUE_TOKEN:
			return looks_random(value);
		case VALUE_WORD:
			return !all_digits(value);
		case VALUE_NUMBER:
			return all_digits(value) && value.n >= 9;
		}
	}
	return false;
}

/* %XX of unreserved characters decoded, other hexadecimal digits in upper case; a '%' that
 * stands alone as %25, lest it make a new %XX with what was decoded. */
static struct str folded(struct str s, struct arena *a)
{
	char *p = arena_alloc(a, s.n * 3 + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		int hi = i + 2 < s.n && s.p[i] == '%' ? hex_value((unsigned char)s.p[i + 1]) : -1;
		int lo = hi >= 0 ? hex_value((unsigned char)s.p[i + 2]) : -1;
		int c = hi * 16 + lo;

		if (lo < 0 && s.p[i] != '%') {
			p[n++] = s.p[i];
			continue;
		}
		if (lo < 0) {
			memcpy(p + n, "%25", 3);
			n += 3;
			continue;
		}
		if (is_alnum(c) || (c && strchr("-._~", c))) {
			p[n++] = (char)c;
		} else {
			p[n++] = '%';
			p[n++] = "0123456789ABCDEF"[hi];
			p[n++] = "0123456789ABCDEF"[lo];
		}
		i += 2;
	}
	return str_n(p, n);
}

/* ";jsessionid=..." of one segment, and the "(S(...))" segment of ASP.NET. */
static struct str without_session(struct str seg)
{
	size_t semi = str_find_nocase(seg, STR(";jsessionid="), 0);

	if (semi == SIZE_MAX)
		semi = str_find_nocase(seg, STR(";phpsessid="), 0);
	if (semi == SIZE_MAX)
		semi = str_find_nocase(seg, STR(";sid="), 0);
	if (str_starts_nocase(seg, STR("(S(")) && str_ends(seg, STR("))")))
		return STR_NONE;
	return str_sub(seg, 0, semi);
}

static bool is_index(struct str seg)
{
	size_t dot = str_findc(seg, '.', 0);
	struct str name = str_sub(seg, 0, dot), type;
	bool named = false;

	if (dot == SIZE_MAX)
		return false;
	type = str_sub(seg, dot + 1, seg.n);
	for (size_t i = 0; i < sizeof(index_names) / sizeof(index_names[0]); i++)
		named = named || str_eq_nocase(name, str_of(index_names[i]));
	for (size_t i = 0; named && i < sizeof(index_types) / sizeof(index_types[0]); i++)
		if (str_eq_nocase(type, str_of(index_types[i])))
			return true;
	return false;
}

/* Index files and slashes at the end, again and again. */
static void cut_end(struct buf *b, size_t from)
{
	for (;;) {
		struct str path = str_sub(buf_str(b), from, b->n);
		size_t slash = str_rfindc(path, '/');

		if (slash == SIZE_MAX)
			return;
		if (slash + 1 < path.n && !is_index(str_sub(path, slash + 1, path.n)))
			return;
		buf_cut(b, from + slash);
	}
}

static void put_path(struct buf *b, struct str path)
{
	struct str rest = str_sub(path, 1, path.n), seg;
	size_t from = b->n;

	while (str_cut(&rest, '/', &seg)) {
		struct str bare = without_session(seg);

		if (str_none(bare))
			continue;
		buf_addc(b, '/');
		/* "..;sid=1" is a name, ".." would be a step */
		buf_addstr(b, str_eqc(bare, ".") || str_eqc(bare, "..") ? seg : bare);
	}
	cut_end(b, from);
	if (b->n == from)
		buf_addc(b, '/');
}

static void put_query(struct buf *b, struct str query)
{
	struct str rest = query, piece;
	char mark = '?';

	if (str_none(query))
		return;
	while (str_cut(&rest, '&', &piece)) {
		size_t eq = str_findc(piece, '=', 0);
		struct str value = eq == SIZE_MAX ? STR("") : str_sub(piece, eq + 1, piece.n);

		if (piece.n == 0 || is_dropped(str_sub(piece, 0, eq), value))
			continue;
		buf_addc(b, mark);
		buf_addstr(b, piece);
		mark = '&';
	}
}

static bool is_route(struct str fragment)
{
	return (str_starts(fragment, STR("!/")) && fragment.n > 2) ||
		(str_starts(fragment, STR("/")) && fragment.n > 1);
}

/* The address behind its scheme where it is of the plain kind that most notices have, with
 * nothing to take off or fold: a host in lower case, a path of unreserved characters that
 * does not end in a slash or an index file. None for any other. */
static struct str plain_rest(struct str url)
{
	size_t from = str_starts(url, STR("http://")) ? 7 : str_starts(url, STR("https://")) ? 8 : 0;
	struct str rest = str_sub(url, from, url.n);
	size_t path = str_findc(rest, '/', 0), last;

	if (!from || path == SIZE_MAX || path < 3 || rest.p[path - 1] == '.' || rest.n > URL_MAX)
		return STR_NONE;
	for (size_t i = 0; i < path; i++)
		if (!((rest.p[i] >= 'a' && rest.p[i] <= 'z') || rest.p[i] == '.' || rest.p[i] == '-' ||
			    (is_digit((unsigned char)rest.p[i]) && i + 3 < path)))
			return STR_NONE;
	for (size_t i = path; i < rest.n; i++) {
		unsigned char c = (unsigned char)rest.p[i];

		if (!is_alnum(c) && c != '_' && c != '-' && c != '.' && c != '/')
			return STR_NONE;
		if (i > path && rest.p[i - 1] == '/' && (c == '.' || c == '/'))
			return STR_NONE;
	}
	last = str_rfindc(rest, '/');
	if (last + 1 >= rest.n || is_index(str_sub(rest, last + 1, rest.n)))
		return STR_NONE;
	return rest;
}

static struct str behind_scheme(struct str rest, struct arena *a)
{
	static const char scheme[] = "http://";
	size_t n = sizeof(scheme) - 1;
	char *p = arena_raw(a, n + rest.n + 1);

	memcpy(p, scheme, n);
	memcpy(p + n, rest.p, rest.n);
	p[n + rest.n] = '\0';
	return str_n(p, n + rest.n);
}

struct str url_canonical(struct str url, struct arena *a)
{
	struct str plain = plain_rest(url);
	struct buf b = BUF_INIT(URL_MAX * 3);
	struct str host;
	struct url u;

	if (plain.n)
		return behind_scheme(plain, a);
	if (url_parse(url, NULL, &u, a) < 0)
		return arena_str(a, url);
	if (!url_is_http(&u))
		return arena_str(a, url_without_fragment(&u));
	host = u.host;
	/* "5.." is a name, "5" an address: only a single dot goes */
	if (host.n > 1 && host.p[host.n - 1] == '.' && host.p[host.n - 2] != '.')
		host.n--;
	buf_adds(&b, "http://");
	buf_addstr(&b, host);
	/* the two default ports are one, as the schemes are */
	if (!str_none(u.port) && url_port(&u) != 80 && url_port(&u) != 443) {
		buf_addc(&b, ':');
		buf_addstr(&b, u.port);
	}
	put_path(&b, folded(u.path, a));
	put_query(&b, str_none(u.query) ? STR_NONE : folded(u.query, a));
	if (!str_none(u.fragment) && is_route(u.fragment)) {
		buf_addc(&b, '#');
		buf_addstr(&b, u.fragment);
	}
	host = arena_str(a, buf_str(&b));
	buf_release(&b);
	return host;
}
