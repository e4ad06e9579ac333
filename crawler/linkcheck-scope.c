/* Which addresses a link check asks for, which it only lists, and which have no end. */
#include "linkcheck-private.h"

#include "crawler/due.h"
#include "crawler/url.h"

#include <stdlib.h>


const char *linkcheck_limit_word(int limit)
{
	static const char *const word[] = {
#define X(name, text) [name] = (text),
		LINKCHECK_LIMITS(X)
#undef X
	};

	return word[limit];
}

struct str host_key_of(struct str url)
{
	struct str host = due_host(url);
	size_t at = str_rfindc(host, '@'); /* who asks is no part of it */

	return at == SIZE_MAX ? host : str_sub(host, at + 1, host.n);
}

static struct str without_port(struct str host)
{
	size_t colon = str_rfindc(host, ':');

	if (host.n && host.p[host.n - 1] == ']')
		return host;
	return str_sub(host, 0, colon);
}

bool scope_inside(const struct linkcheck *c, struct str url)
{
	struct str host = host_key_of(url);

	for (size_t i = 0; i < c->ninside; i++)
		if (str_eq(c->inside[i], host))
			return true;
	return false;
}

/* "user:password@" of an address. */
static struct str credentials_of(struct str url)
{
	struct str host = due_host(url);
	size_t at = str_rfindc(host, '@');

	return at == SIZE_MAX ? STR_NONE : str_sub(host, 0, at + 1);
}

bool scope_is_double(const struct linkcheck *c, struct str url)
{
	struct str who = credentials_of(url);

	if (!who.n)
		return false;
	for (size_t i = 0; i < c->nseeds; i++)
		if (str_eq(credentials_of(c->seed[i].url), who) &&
			str_eq(host_key_of(c->seed[i].url), host_key_of(url)))
			return false;
	return true;
}

bool scope_named(const struct linkcheck *c, struct str url)
{
	struct str host = without_port(host_key_of(url));

	for (size_t i = 0; i < c->ninside; i++)
		if (str_eq(without_port(c->inside[i]), host))
			return true;
	return false;
}

void scope_add(struct linkcheck *c, struct str url)
{
	if (!scope_inside(c, url) && c->ninside < INSIDE_MAX)
		c->inside[c->ninside++] = arena_str(&c->a, host_key_of(url));
}

/* --- patterns --- */

static int compile(struct linkcheck *c, const char *const *list, regex_t **out, size_t *n,
	struct err *e)
{
	size_t count = 0;
	char why[200];

	while (list && list[count])
		count++;
	*out = arena_array(&c->a, count, sizeof(**out));
	for (*n = 0; *n < count; ++*n) {
		int rc = regcomp(&(*out)[*n], list[*n], REG_EXTENDED | REG_NOSUB);

		if (!rc)
			continue;
		regerror(rc, &(*out)[*n], why, sizeof(why));
		return err_set(e, ERR_INVAL, "cannot read pattern '%s' of --include or --exclude: %s",
			list[*n], why);
	}
	return 0;
}

static int check_accept(const char *accept, struct err *e)
{
	struct str rest = str_of(accept), part;
	int64_t lo, hi;

	while (!str_none(rest) && str_cut(&rest, ',', &part)) {
		struct str from = part, to = part;
		size_t dash = str_findc(part, '-', 0);

		if (dash != SIZE_MAX) {
			from = str_sub(part, 0, dash);
			to = str_sub(part, dash + 1, part.n);
		}
		if (!str_int(str_trim(from), 100, 999, &lo) ||
			!str_int(str_trim(to), lo, 999, &hi))
			return err_set(e, ERR_INVAL,
				"--accept: expected status codes such as 403,500-599, found '%s'",
				accept);
	}
	return 0;
}

bool scope_accepts(const struct linkcheck *c, int status)
{
	struct str rest = str_of(c->o.accept), part;

	while (!str_none(rest) && str_cut(&rest, ',', &part)) {
		size_t dash = str_findc(part, '-', 0);
		int64_t lo = 0, hi;

		str_int(str_trim(str_sub(part, 0, dash)), 100, 999, &lo);
		hi = lo;
		if (dash != SIZE_MAX)
			str_int(str_trim(str_sub(part, dash + 1, part.n)), 100, 999, &hi);
		if (status >= lo && status <= hi)
			return true;
	}
	return false;
}

int scope_patterns(struct linkcheck *c, struct err *e)
{
	int rc = compile(c, c->o.include, &c->include, &c->ninclude, e);

	if (rc == 0)
		rc = compile(c, c->o.exclude, &c->exclude, &c->nexclude, e);
	return rc < 0 ? rc : check_accept(c->o.accept, e);
}

void scope_release(struct linkcheck *c)
{
	for (size_t i = 0; i < c->ninclude; i++)
		regfree(&c->include[i]);
	for (size_t i = 0; i < c->nexclude; i++)
		regfree(&c->exclude[i]);
}

static bool any_matches(const regex_t *list, size_t n, const char *url)
{
	for (size_t i = 0; i < n; i++)
		if (regexec(&list[i], url, 0, NULL, 0) == 0)
			return true;
	return false;
}

bool scope_excludes(struct linkcheck *c, struct str url)
{
	return c->nexclude && any_matches(c->exclude, c->nexclude, arena_cstr(&c->turn, url));
}

static bool excluded(struct linkcheck *c, struct str url)
{
	return scope_excludes(c, url) ||
		(c->ninclude && !any_matches(c->include, c->ninclude, arena_cstr(&c->turn, url)));
}

/* --- what is no address to ask for --- */

static struct str scheme_of(struct str url)
{
	size_t colon = str_findc(url, ':', 0);

	for (size_t i = 0; i < colon && i < url.n; i++)
		if (!is_alnum(url.p[i]) && !strchr("+-.", url.p[i]))
			return STR_NONE;
	return colon == SIZE_MAX ? STR_NONE : str_sub(url, 0, colon);
}

/* What begins as the first site does is an address: its host was parsed, and a path cannot
 * fail. Its host may still be a doubled scheme. */
static bool is_of_first_site(const struct linkcheck *c, struct str url)
{
	return c->referer.n && str_starts(url, c->referer) &&
		!str_has(str_sub(c->referer, 4, c->referer.n), STR("//http"));
}

static const char *why_no_address(struct linkcheck *c, struct str url)
{
	struct url u;
	int rc;

	if (is_of_first_site(c, url))
		return NULL;
	rc = url_parse(url, NULL, &u, &c->turn);
	if (rc < 0)
		return url_failure_word(rc);
	if (str_eqc(u.host, "http") || str_eqc(u.host, "https"))
		return "scheme-doubled";
	return NULL;
}

static bool refuses_scheme(struct str scheme, int *verdict, const char **reason)
{
	static const char *const listed[] = {"mailto", "tel", "javascript", "sms", "data",
		"about", "blob", "ftp", "weixin", "mqqwpa", "tencent", "callto", "skype"};

	if (str_eq_nocase(scheme, STR("file"))) {
		*verdict = VERDICT_BROKEN_URL;
		*reason = "scheme-file";
		return true;
	}
	for (size_t i = 0; i < sizeof(listed) / sizeof(listed[0]); i++) {
		if (!str_eq_nocase(scheme, str_of(listed[i])))
			continue;
		*verdict = VERDICT_SKIPPED;
		*reason = listed[i];
		return true;
	}
	*verdict = VERDICT_SKIPPED;
	*reason = "scheme";
	if (url_misspells_http(scheme)) {
		*verdict = VERDICT_BROKEN_URL;
		*reason = "scheme-misspelt";
	}
	return true;
}

static bool ruled(int *verdict, const char **reason, int v, const char *why)
{
	*verdict = v;
	*reason = why;
	return true;
}

/* By its form alone, whatever may be asked for. */
static bool is_no_address(struct linkcheck *c, struct str url, struct str href, int *verdict,
	const char **reason)
{
	struct str scheme = scheme_of(url);
	const char *why;

	if (url_is_drive(href))
		return ruled(verdict, reason, VERDICT_BROKEN_URL, "scheme-file");
	if (!str_eqc(scheme, "http") && !str_eqc(scheme, "https") && !str_none(scheme))
		return refuses_scheme(scheme, verdict, reason);
	why = why_no_address(c, url);
	return why && ruled(verdict, reason, VERDICT_BROKEN_URL, why);
}

bool scope_refuses(struct linkcheck *c, struct str url, struct str href, bool inside,
	int *verdict, const char **reason)
{
	/* what was left out is left out, broken or not */
	if (is_no_address(c, url, href, verdict, reason) &&
		(*verdict == VERDICT_SKIPPED || !excluded(c, url)))
		return true;
	if (excluded(c, url))
		return ruled(verdict, reason, VERDICT_SKIPPED, "excluded");
	if (!inside && c->o.inside_only)
		return ruled(verdict, reason, VERDICT_SKIPPED, "outside");
	return false;
}

/* --- sessions --- */

static bool names_session(struct str parameter)
{
	static const char *const name[] = {"jsessionid", "phpsessid", "sessionid", "sid",
		"aspsessionid", "cfid", "cftoken"};
	struct str key = str_sub(parameter, 0, str_findc(parameter, '=', 0));

	for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++)
		if (str_eq_nocase(key, str_of(name[i])))
			return true;
	return false;
}

static bool may_have_session(struct str url)
{
	if (str_findc(url, '?', 0) == SIZE_MAX && str_findc(url, ';', 0) == SIZE_MAX)
		return false;
	return str_find_nocase(url, STR("sid"), 0) != SIZE_MAX ||
		str_find_nocase(url, STR("sess"), 0) != SIZE_MAX ||
		str_find_nocase(url, STR("cf"), 0) != SIZE_MAX;
}

struct str scope_identity(struct str url, struct arena *a)
{
	size_t query = str_findc(url, '?', 0), semicolon;
	struct str path = str_sub(url, 0, query), rest, part, out;
	struct buf b = BUF_INIT(URL_MAX);
	char joint = '?';

	if (!may_have_session(url))
		return url;
	semicolon = str_find_nocase(path, STR(";jsessionid="), 0);
	buf_addstr(&b, str_sub(path, 0, semicolon));
	rest = query == SIZE_MAX ? STR_NONE : str_sub(url, query + 1, url.n);
	while (!str_none(rest) && str_cut(&rest, '&', &part)) {
		if (names_session(part))
			continue;
		buf_addc(&b, joint);
		buf_addstr(&b, part);
		joint = '&';
	}
	out = arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}
