/* The serialiser of the URL Standard, section 4.5. */
#include "crawler/url.h"
#include "url-part.h"

#include <stdio.h>

/* Appends and tells where, as an offset (the buffer may move). */
static struct str put(struct buf *b, struct str s)
{
	size_t from = b->n;

	buf_addstr(b, s);
	return str_n((const char *)(uintptr_t)from, s.n);
}

static struct str placed(const char *href, struct str offset)
{
	return str_n(href + (uintptr_t)offset.p, offset.n);
}

/* URL Standard 4.5. Parts are offsets until the text has its final place. */
static void write_href(const struct url_work *w, struct buf *b, struct url *u)
{
	u->scheme = put(b, w->scheme);
	buf_addc(b, ':');
	u->username = u->password = u->host = u->port = put(b, STR(""));
	if (w->has_host) {
		buf_adds(b, "//");
		u->username = put(b, buf_str(&w->username));
		if (w->password.n)
			buf_addc(b, ':');
		u->password = put(b, buf_str(&w->password));
		if (w->username.n || w->password.n)
			buf_addc(b, '@');
		u->host = put(b, buf_str(&w->host));
		if (w->port >= 0) {
			char digits[16];
			int n = snprintf(digits, sizeof(digits), "%u", (unsigned)w->port);

			buf_addc(b, ':');
			u->port = put(b, str_n(digits, (size_t)n));
		}
	} else if (!w->opaque && str_starts(buf_str(&w->path), STR("//"))) {
		buf_adds(b, "/.");
	}
	u->path = put(b, buf_str(&w->path));
	if (w->has_query) {
		buf_addc(b, '?');
		u->query = put(b, buf_str(&w->query));
	}
	if (w->has_fragment) {
		buf_addc(b, '#');
		u->fragment = put(b, buf_str(&w->fragment));
	}
}

int url_write(const struct url_work *w, struct url *out, struct arena *a)
{
	struct buf b = BUF_INIT(URL_MAX);
	struct url u = {.special = w->special, .opaque = w->opaque};
	const char *p;

	if (!buf_ok(&w->username) || !buf_ok(&w->password) || !buf_ok(&w->host) ||
		!buf_ok(&w->path) || !buf_ok(&w->query) || !buf_ok(&w->fragment))
		return URL_TOO_LONG;
	write_href(w, &b, &u);
	if (!buf_ok(&b)) {
		buf_release(&b);
		return URL_TOO_LONG;
	}
	u.href = arena_str(a, buf_str(&b));
	buf_release(&b);
	p = u.href.p;
	u.scheme = placed(p, u.scheme);
	u.username = placed(p, u.username);
	u.password = placed(p, u.password);
	u.host = w->has_host ? placed(p, u.host) : STR_NONE;
	u.port = w->port >= 0 ? placed(p, u.port) : STR_NONE;
	u.path = placed(p, u.path);
	u.query = w->has_query ? placed(p, u.query) : STR_NONE;
	u.fragment = w->has_fragment ? placed(p, u.fragment) : STR_NONE;
	*out = u;
	return 0;
}
