/* Plain references, without the states of the URL Standard.
 *
 *	near = [ origin ] "/" path | *( "./" | "../" ) path	; path does not start with "/"
 *	path = *( plain | "." not behind "/" ) [ "?" *( plain | "." | "/" | "?" ) ]
 *
 * plain is what no percent-encode set of path and query holds and no rule of the parser looks
 * at: letters, digits, some signs. */
#include "crawler/url.h"
#include "url-part.h"

enum { PLAIN = 1, DOT = 2, SLASH = 4, QUERY = 8 };

#define RANGE10(c)                                                                        \
	[c] = PLAIN, [c + 1] = PLAIN, [c + 2] = PLAIN, [c + 3] = PLAIN, [c + 4] = PLAIN,   \
	[c + 5] = PLAIN, [c + 6] = PLAIN, [c + 7] = PLAIN, [c + 8] = PLAIN, [c + 9] = PLAIN
#define RANGE26(c)                                                                        \
	RANGE10(c), RANGE10(c + 10), [c + 20] = PLAIN, [c + 21] = PLAIN, [c + 22] = PLAIN, \
	[c + 23] = PLAIN, [c + 24] = PLAIN, [c + 25] = PLAIN

static const unsigned char class_of[256] = {
	RANGE10('0'), RANGE26('a'), RANGE26('A'),
	['-'] = PLAIN, ['_'] = PLAIN, ['~'] = PLAIN, ['='] = PLAIN, ['&'] = PLAIN,
	['+'] = PLAIN, [','] = PLAIN, [';'] = PLAIN, ['@'] = PLAIN, ['!'] = PLAIN,
	['$'] = PLAIN, ['('] = PLAIN, [')'] = PLAIN, ['*'] = PLAIN,
	['.'] = DOT, ['/'] = SLASH, ['?'] = QUERY,
};

void url_near_begin(struct url_near *n, const struct url *base)
{
	size_t slash;

	*n = (struct url_near){0};
	if (!base || !url_is_http(base) || base->username.n || base->password.n ||
		str_none(base->host))
		return;
	n->origin = str_sub(base->href, 0, (size_t)(base->path.p - base->href.p));
	slash = str_rfindc(base->path, '/');
	n->folder = str_sub(base->href, 0, n->origin.n + slash + 1);
}

/* A path with its query in which nothing has to be done. */
static bool is_plain(struct str s)
{
	unsigned char before = '/', c;
	unsigned stop = SLASH; /* what a dot may not stand behind, and slashes neither */

	for (size_t i = 0; i < s.n; i++, before = c) {
		c = (unsigned char)s.p[i];
		switch (class_of[c]) {
		case PLAIN:
			continue;
		case DOT:
			if (class_of[before] & stop)
				return false;
			continue;
		case SLASH:
			continue;
		case QUERY:
			stop = 0;
			continue;
		default:
			return false;
		}
	}
	return true;
}

static struct str joined(struct str head, struct str tail, struct arena *a)
{
	char *p = arena_raw(a, head.n + tail.n + 1);

	memcpy(p, head.p, head.n);
	memcpy(p + head.n, tail.p, tail.n);
	p[head.n + tail.n] = '\0';
	return str_n(p, head.n + tail.n);
}

/* Takes "./" and "../" off the front of a path, and folders off the end of its head. */
static void take_steps(struct str *path, struct str *head, size_t root)
{
	for (;;) {
		if (str_starts(*path, STR("./"))) {
			*path = str_sub(*path, 2, path->n);
		} else if (str_starts(*path, STR("../"))) {
			*path = str_sub(*path, 3, path->n);
			if (head->n > root + 1)
				head->n = str_rfindc(str_sub(*head, 0, head->n - 1), '/') + 1;
		} else {
			return;
		}
	}
}

bool url_near(const struct url_near *n, struct str ref, struct str *out, struct arena *a)
{
	struct str path = str_trim(ref);
	struct str head = n->folder;

	if (str_none(n->origin) || path.n == 0 || path.n > URL_MAX - head.n)
		return false;
	if (path.p[0] == '/') {
		head = n->origin;
		if (path.n > 1 && path.p[1] == '/')
			return false;
	} else if (str_starts(path, n->origin) && path.n > n->origin.n &&
		path.p[n->origin.n] == '/') {
		head = n->origin;
		path = str_sub(path, n->origin.n, path.n);
	} else {
		take_steps(&path, &head, n->origin.n);
		if (path.n == 0 || path.p[0] == '?' || path.p[0] == '/')
			return false;
	}
	if (!is_plain(path))
		return false;
	*out = joined(head, path, a);
	return true;
}

/* --- the same host again --- */

/* Of the http address parsed last: "http://h:81". Most addresses are of the host of the one
 * before. */
static struct {
	char text[256];
	size_t n, host_at, host_n, port_n; /* port_n: digits; 0 none stated */
} met;

void url_met(const struct url *u)
{
	size_t n = (size_t)(u->path.p - u->href.p);

	if (!url_is_http(u) || u->username.n || u->password.n || n > sizeof(met.text) ||
		(n == met.n && memcmp(met.text, u->href.p, n) == 0))
		return;
	memcpy(met.text, u->href.p, n);
	met.n = n;
	met.host_at = (size_t)(u->host.p - u->href.p);
	met.host_n = u->host.n;
	met.port_n = str_none(u->port) ? 0 : u->port.n;
}

bool url_of_met(struct str in, struct url *out, struct arena *a)
{
	struct str href, path;
	size_t mark;

	if (met.n == 0 || in.n <= met.n || in.n > URL_MAX || in.p[met.n] != '/' ||
		memcmp(in.p, met.text, met.n) != 0 || !is_plain(str_sub(in, met.n, in.n)))
		return false;
	href = arena_str(a, in);
	path = str_sub(href, met.n, href.n);
	mark = str_findc(path, '?', 0);
	*out = (struct url){.href = href, .special = true,
		.scheme = str_sub(href, 0, met.host_at - 3),
		.username = str_sub(href, met.host_at, 0),
		.password = str_sub(href, met.host_at, 0),
		.host = str_sub(href, met.host_at, met.host_n),
		.path = mark == SIZE_MAX ? path : str_sub(path, 0, mark)};
	if (met.port_n)
		out->port = str_sub(href, met.host_at + met.host_n + 1, met.port_n);
	if (mark != SIZE_MAX)
		out->query = str_sub(path, mark + 1, path.n);
	return true;
}
