/* Heads of requests: a template once, and what changes from one to the next. */
#include "crawler/asked.h"

#define LINES_MAX 64
#define GET "GET"

static bool is_name(struct str line, const char *name)
{
	return str_starts_nocase(line, str_of(name)) && line.n > strlen(name) &&
		line.p[strlen(name)] == ':';
}

/* Lines whose value is kept with the measurement. */
static bool varies(struct str line)
{
	static const char *const name[] = {"Host", "Cookie", "Referer", "If-None-Match",
		"If-Modified-Since"};

	for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++)
		if (is_name(line, name[i]))
			return true;
	return false;
}

static bool is_secret(struct str line)
{
	return is_name(line, "Authorization") || is_name(line, "Proxy-Authorization");
}

static struct str address_of(const struct measure *m)
{
	return m->final_url.n ? m->final_url : m->url;
}

/* Of "scheme://host/path": host, and path from its slash on. */
static struct str host_of(struct str url)
{
	size_t at = str_find(url, STR("://"), 0), end;

	if (at == SIZE_MAX)
		return STR_NONE;
	url = str_sub(url, at + 3, url.n);
	end = str_findc(url, '/', 0);
	return str_sub(url, 0, end);
}

static struct str path_of(struct str url)
{
	struct str host = host_of(url);

	return host.p ? str_n(host.p + host.n, (size_t)(url.p + url.n - host.p) - host.n) : STR("");
}

/* What the line would be from the address alone; none where the address does not say. */
static struct str usual(struct str name, struct str url, struct arena *a)
{
	if (str_eqc(name, GET))
		return arena_strf(a, "%.*s HTTP/1.1", STR_ARG(path_of(url)));
	return is_name(name, "Host") ? host_of(url) : STR_NONE;
}

/* One line into the template; its value to m where it is not the usual one. */
static void take_line(struct buf *template, struct str line, bool first, struct measure *m,
	struct arena *a)
{
	size_t colon = str_findc(line, ':', 0);
	struct str name, value;

	if (template->n)
		buf_addc(template, '\n');
	if (first && str_starts(line, STR(GET " "))) {
		name = str_sub(line, 0, 3);
		value = str_sub(line, 4, line.n);
	} else if (!first && colon != SIZE_MAX && varies(line)) {
		name = str_sub(line, 0, colon + 1);
		value = str_trim(str_sub(line, colon + 1, line.n));
	} else if (!first && is_secret(line)) {
		buf_addf(template, "%.*s (withheld)", STR_ARG(str_sub(line, 0, colon + 1)));
		return;
	} else {
		buf_addstr(template, line);
		return;
	}
	buf_addstr(template, name);
	if (m->nasked < LINES_MAX && !str_eq(value, usual(name, address_of(m), a)))
		m->asked[m->nasked++] = (struct pair){name, value};
}

int asked_put(struct store_txn *t, struct str head, struct measure *m, struct arena *a,
	struct err *e)
{
	struct buf template = BUF_INIT(ASKED_MAX + 1000);
	struct str line;
	bool first = true;
	int rc = 0;

	if (!head.n || head.n > ASKED_MAX)
		return 0;
	m->asked = arena_array(a, LINES_MAX, sizeof(*m->asked));
	m->nasked = 0;
	while (str_cut(&head, '\n', &line) && (line = str_trim(line)).n) {
		take_line(&template, line, first, m, a);
		first = false;
	}
	if (buf_ok(&template))
		rc = body_put(t, STR_NONE, buf_str(&template), &m->asked_digest, e);
	buf_release(&template);
	return rc;
}

int asked_get(struct store_txn *t, const struct measure *m, struct buf *out, struct err *e)
{
	struct buf template = BUF_INIT(ASKED_MAX + 1000);
	struct arena a = ARENA_INIT;
	struct str rest, line;
	size_t next = 0;
	int rc = sha256_zero(&m->asked_digest) ? ERR_NOTFOUND
					       : body_get(t, &m->asked_digest, &template, e);

	rest = buf_str(&template);
	while (rc == 0 && str_cut(&rest, '\n', &line)) {
		struct str value = STR_NONE;

		if (next < m->nasked && str_eq(m->asked[next].key, line))
			value = m->asked[next++].value;
		else if (str_eqc(line, GET) || str_eqc(line, "Host:"))
			value = usual(line, address_of(m), &a);
		buf_addf(out, "%.*s%s%.*s\n", STR_ARG(line), value.n ? " " : "", STR_ARG(value));
	}
	arena_release(&a);
	buf_release(&template);
	return rc;
}
