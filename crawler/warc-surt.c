/* Addresses as CDXJ sorts them: the host's labels reversed, all lower case, the query's
 * arguments in order, "www." and a final slash away (as the surt package of the Internet
 * Archive makes them, which replay programs look up by). */
#include "crawler/warc.h"

#include <stdlib.h>

#define ARGS_MAX 64

static struct str without_www(struct str host)
{
	size_t i = 3;

	if (!str_starts_nocase(host, STR("www")))
		return host;
	while (i < host.n && is_digit((unsigned char)host.p[i]))
		i++;
	return i < host.n && host.p[i] == '.' ? str_sub(host, i + 1, host.n) : host;
}

static void add_host(struct buf *b, struct str host)
{
	size_t dot;

	if (host.n && host.p[0] == '[') {
		buf_addstr(b, host);
		return;
	}
	while ((dot = str_rfindc(host, '.')) != SIZE_MAX) {
		buf_addstr(b, str_sub(host, dot + 1, host.n));
		buf_addc(b, ',');
		host = str_sub(host, 0, dot);
	}
	buf_addstr(b, host);
}

static int by_text(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void add_query(struct buf *b, struct str query)
{
	struct str arg[ARGS_MAX], rest = query;
	size_t n = 0;

	while (n < ARGS_MAX && str_cut(&rest, '&', &arg[n]))
		n++;
	buf_addc(b, '?');
	if (!str_none(rest)) { /* more than any real address has: as it stands */
		buf_addstr(b, query);
		return;
	}
	qsort(arg, n, sizeof(arg[0]), by_text);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_addc(b, '&');
		buf_addstr(b, arg[i]);
	}
}

/* url without fragment, in lower case */
static void add_surt(struct buf *b, struct str url)
{
	bool secure = str_starts(url, STR("https:"));
	size_t start = str_find(url, STR("://"), 0), end, colon, question;
	struct str host, path, port = STR_NONE;

	if (start == SIZE_MAX) {
		buf_addstr(b, url);
		return;
	}
	url = str_sub(url, start + 3, url.n);
	question = str_findc(url, '?', 0);
	path = str_sub(url, 0, question);
	end = str_findc(path, '/', 0);
	host = str_sub(path, 0, end);
	path = end == SIZE_MAX ? STR("/") : str_sub(path, end, path.n);
	colon = str_rfindc(host, ':');
	if (colon != SIZE_MAX && host.p[host.n - 1] != ']') {
		port = str_sub(host, colon + 1, host.n);
		host = str_sub(host, 0, colon);
	}
	add_host(b, without_www(host));
	if (port.n && !str_eqc(port, secure ? "443" : "80")) {
		buf_addc(b, ':');
		buf_addstr(b, port);
	}
	buf_addc(b, ')');
	while (path.n > 1 && path.p[path.n - 1] == '/')
		path.n--;
	buf_addstr(b, path);
	if (question != SIZE_MAX && question + 1 < url.n)
		add_query(b, str_sub(url, question + 1, url.n));
}

void warc_surt(struct buf *b, struct str url)
{
	struct buf lower = BUF_INIT((size_t)1 << 20);

	url = str_sub(url, 0, str_findc(url, '#', 0));
	for (size_t i = 0; i < url.n; i++)
		buf_addc(&lower, (char)to_lower((unsigned char)url.p[i]));
	add_surt(b, buf_str(&lower));
	buf_release(&lower);
}
