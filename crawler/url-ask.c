/* What one asks a parsed url, and the parser's two everyday forms. */
#include "crawler/url.h"
#include "url-part.h"

static const struct {
	const char *name;
	int port; /* 0: none */
} specials[] = {
	{"http", 80}, {"https", 443}, {"ws", 80}, {"wss", 443}, {"ftp", 21}, {"file", 0},
};

const char *url_failure_word(int reason)
{
	switch ((enum url_failure)reason) {
#define X(name, code, word) case name: return word;
	URL_FAILURES(X)
#undef X
	}
	return "invalid";
}

int url_special_port(struct str scheme)
{
	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]); i++)
		if (str_eqc(scheme, specials[i].name))
			return specials[i].port;
	return -1;
}

struct str url_href(const struct url *u)
{
	return u->href;
}

struct str url_without_fragment(const struct url *u)
{
	return str_none(u->fragment) ? u->href
				     : str_sub(u->href, 0, u->href.n - u->fragment.n - 1);
}

bool url_is_http(const struct url *u)
{
	return str_eqc(u->scheme, "http") || str_eqc(u->scheme, "https");
}

int url_port(const struct url *u)
{
	int64_t port;
	int own = url_special_port(u->scheme);

	if (!str_none(u->port) && str_int(u->port, 0, 65535, &port))
		return (int)port;
	return own > 0 ? own : 0;
}

struct str url_request_path(const struct url *u)
{
	size_t n = u->path.n;

	if (!str_none(u->query))
		n += u->query.n + 1;
	return str_n(u->path.p, n);
}

struct str url_origin(const struct url *u, struct arena *a)
{
	struct url inner;

	if (str_eqc(u->scheme, "blob")) {
		if (url_parse(u->path, NULL, &inner, a) == 0 && url_is_http(&inner))
			return url_origin(&inner, a);
		return STR("null");
	}
	if (!u->special || str_eqc(u->scheme, "file"))
		return STR("null");
	/* without credentials it is the beginning of the address */
	if (u->username.n == 0 && u->password.n == 0 && !str_none(u->host))
		return arena_str(a, str_n(u->href.p, (size_t)(u->path.p - u->href.p)));
	return arena_strf(a, "%.*s://%.*s%s%.*s", STR_ARG(u->scheme), STR_ARG(u->host),
		str_none(u->port) ? "" : ":", STR_ARG(u->port));
}

struct str url_resolve_in(struct str base, struct str ref, struct str encoding,
	struct arena *a)
{
	struct url b, u;

	if (!str_none(base) && url_parse(base, NULL, &b, a) < 0)
		return STR_NONE;
	if (url_parse_in(ref, str_none(base) ? NULL : &b, encoding, &u, a) < 0)
		return STR_NONE;
	return u.href;
}

struct str url_resolve(struct str base, struct str ref, struct arena *a)
{
	return url_resolve_in(base, ref, STR_NONE, a);
}
