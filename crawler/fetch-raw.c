/* A request of which libcurl hands over every byte that comes back, for answers that browsers
 * show and libcurl 7.88.1 refuses whatever it is told: a line without colon in the head, a
 * second status line, HTTP/1.2. As gopher (RFC 4266) it sends what the address says, and
 * reads until the end; what of it is head and what body late_head_read finds.
 *
 *	gopher://h:81/1GET%20%2Fx%20HTTP%2F1.1%0D%0AHost%3A%20h%3A81%0D%0A...
 *
 * The last CR LF of the request libcurl adds itself. */
#include "fetch-session.h"

#include "base/out.h"

/* "h:81" and "/x?y" of "http://user@h:81/x?y" */
static void cut(struct str url, struct str *authority, struct str *rest)
{
	size_t at = str_find(url, STR("://"), 0) + 3, slash = str_findc(url, '/', at), user;

	*rest = str_sub(url, slash, url.n);
	*authority = str_sub(url, at, slash - at);
	user = str_rfindc(*authority, '@');
	if (user != SIZE_MAX)
		*authority = str_sub(*authority, user + 1, authority->n);
}

void raw_address(const struct request *r, struct buf *out)
{
	struct buf b = BUF_INIT(HEADER_BYTES_MAX);
	struct str authority, rest;
	bool secure = str_starts(r->url, STR("https:"));

	cut(r->url, &authority, &rest);
	buf_addf(&b, "GET %.*s HTTP/1.1\r\nHost: %.*s\r\nUser-Agent: %.*s\r\n", STR_ARG(rest),
		STR_ARG(authority), STR_ARG(r->user_agent));
	for (size_t i = 0; i < r->nheader; i++)
		if (!str_starts_nocase(r->header[i], STR("Connection:")))
			buf_addf(&b, "%.*s\r\n", STR_ARG(r->header[i]));
	buf_adds(&b, "Accept-Encoding: identity\r\nConnection: close\r\n");
	buf_addf(out, "%s://%.*s", secure ? "gophers" : "gopher", STR_ARG(authority));
	if (str_ends(authority, STR("]")) || str_findc(authority, ':', 0) == SIZE_MAX)
		buf_addf(out, ":%d", r->port); /* gopher's own is another */
	buf_adds(out, "/1");
	if (buf_ok(&b))
		out_url_component(out, buf_str(&b));
	buf_release(&b);
}
