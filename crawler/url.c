/* The URL Standard's parser (section 4.4) as functions instead of states: each takes the
 * cursor from where the state of that name would start.
 *
 *	url      = scheme ":" after-scheme | relative
 *	rest     = [ "//" authority ] path [ "?" query ] [ "#" fragment ]
 *	authority = [ username [ ":" password ] "@" ] host [ ":" port ]
 *
 * In special schemes '\' is '/', and any number of slashes starts an authority. */
#include "crawler/url.h"
#include "url-part.h"

#include "base/utf8.h"
#include "crawler/charset.h"

static void set_scheme(struct url_work *w, struct str scheme)
{
	w->scheme = scheme;
	w->special = url_special_port(scheme) >= 0;
	w->file = str_eqc(scheme, "file");
}

/* --- cursor --- */

static int peek(const struct url_work *w, size_t i)
{
	return i < w->in.n ? (unsigned char)w->in.p[i] : -1;
}

static void eat(struct url_work *w, size_t n)
{
	w->in = str_sub(w->in, n, w->in.n);
}

static bool is_slash(const struct url_work *w, int c)
{
	return c == '/' || (c == '\\' && w->special);
}

/* Two code points, a letter and ':' or '|'; only_colon: normalised. */
static bool drive_letter(struct str s, bool only_colon)
{
	return s.n == 2 && is_alpha((unsigned char)s.p[0]) &&
		(s.p[1] == ':' || (s.p[1] == '|' && !only_colon));
}

static bool starts_with_drive(struct str s)
{
	return drive_letter(str_sub(s, 0, 2), false) &&
		(s.n == 2 || strchr("/\\?#", s.p[2]) != NULL);
}

/* --- path, query, fragment --- */

/* The last segment goes, but never the drive letter of a file. */
static void shorten(struct url_work *w)
{
	struct str path = buf_str(&w->path);
	size_t cut = str_rfindc(path, '/');

	if (cut == SIZE_MAX)
		return;
	if (w->file && cut == 0 && drive_letter(str_sub(path, 1, path.n), true))
		return;
	buf_cut(&w->path, cut);
}

static bool single_dot(struct str s)
{
	return str_eqc(s, ".") || str_eq_nocase(s, STR("%2e"));
}

static bool double_dot(struct str s)
{
	return str_eqc(s, "..") || str_eq_nocase(s, STR(".%2e")) ||
		str_eq_nocase(s, STR("%2e.")) || str_eq_nocase(s, STR("%2e%2e"));
}

static void add_segment(struct url_work *w, struct str s)
{
	bool drive = w->file && w->path.n == 0 && drive_letter(s, false);
	size_t from;

	buf_addc(&w->path, '/');
	from = w->path.n;
	url_encode(&w->path, s, URL_SET_PATH);
	if (drive && buf_ok(&w->path))
		w->path.p[from + 1] = ':';
}

static void parse_query(struct url_work *w)
{
	enum url_set set = w->special ? URL_SET_SPECIAL_QUERY : URL_SET_QUERY;
	size_t end = str_findc(w->in, '#', 0);
	struct str q = str_sub(w->in, 0, end);
	bool web = w->special && !str_starts(w->scheme, STR("ws"));

	w->has_query = true;
	buf_clear(&w->query);
	if (web && !str_none(w->encoding)) {
		struct buf legacy = BUF_INIT(URL_MAX * 10);

		charset_encode(w->encoding, q, &legacy);
		if (!buf_ok(&legacy))
			w->query.over = true;
		url_encode(&w->query, buf_str(&legacy), set);
		buf_release(&legacy);
	} else {
		url_encode(&w->query, q, set);
	}
	eat(w, q.n);
}

/* What follows the path: nothing, '?' or '#'. */
static int parse_tail(struct url_work *w)
{
	if (peek(w, 0) == '?') {
		eat(w, 1);
		parse_query(w);
	}
	if (peek(w, 0) == '#') {
		eat(w, 1);
		w->has_fragment = true;
		url_encode(&w->fragment, w->in, URL_SET_FRAGMENT);
	}
	return 0;
}

/* State "path": the cursor stands on the first character of a segment. */
static int parse_path(struct url_work *w)
{
	for (;;) {
		size_t n = 0;
		struct str seg;
		bool more;

		while (peek(w, n) >= 0 && !is_slash(w, peek(w, n)) && peek(w, n) != '?' &&
			peek(w, n) != '#')
			n++;
		seg = str_sub(w->in, 0, n);
		more = is_slash(w, peek(w, n));
		if (double_dot(seg)) {
			shorten(w);
			if (!more)
				buf_addc(&w->path, '/');
		} else if (single_dot(seg)) {
			if (!more)
				buf_addc(&w->path, '/');
		} else {
			add_segment(w, seg);
		}
		eat(w, n + more);
		if (!more)
			return parse_tail(w);
	}
}

/* State "path start". */
static int parse_path_start(struct url_work *w)
{
	if (is_slash(w, peek(w, 0)))
		eat(w, 1);
	else if (!w->special &&
		 (peek(w, 0) < 0 || peek(w, 0) == '?' || peek(w, 0) == '#'))
		return parse_tail(w);
	return parse_path(w);
}

/* State "opaque path": a last space before '?' or '#' is written %20. */
static int parse_opaque(struct url_work *w)
{
	size_t n = 0;

	w->opaque = true;
	while (peek(w, n) >= 0 && peek(w, n) != '?' && peek(w, n) != '#')
		n++;
	if (n > 0 && peek(w, n - 1) == ' ' && peek(w, n) >= 0) {
		url_encode(&w->path, str_sub(w->in, 0, n - 1), URL_SET_C0);
		buf_adds(&w->path, "%20");
	} else {
		url_encode(&w->path, str_sub(w->in, 0, n), URL_SET_C0);
	}
	eat(w, n);
	return parse_tail(w);
}

/* --- authority --- */

/* Digits up to the end of the authority. */
static int parse_port(struct url_work *w, struct str digits)
{
	uint32_t v = 0;

	for (size_t i = 0; i < digits.n; i++) {
		if (!is_digit((unsigned char)digits.p[i]))
			return URL_PORT_INVALID;
		v = v * 10 + (uint32_t)(digits.p[i] - '0');
		if (v > 65535)
			return URL_PORT_INVALID;
	}
	if (digits.n && (int)v != url_special_port(w->scheme))
		w->port = v;
	/* the number 0 is a port, and "no port" of file: is 0 in the table */
	if (digits.n && v == 0)
		w->port = 0;
	return 0;
}

static int parse_authority(struct url_work *w)
{
	size_t end = 0, at, colon = SIZE_MAX;
	struct str all, host, port;
	bool bracket = false;
	int rc;

	while (peek(w, end) >= 0 && !is_slash(w, peek(w, end)) && peek(w, end) != '?' &&
		peek(w, end) != '#')
		end++;
	all = host = str_sub(w->in, 0, end);
	eat(w, end);
	at = str_rfindc(all, '@');
	if (at != SIZE_MAX) {
		struct str who = str_sub(all, 0, at), name;

		host = str_sub(all, at + 1, all.n);
		if (host.n == 0)
			return URL_HOST_MISSING;
		str_cut(&who, ':', &name);
		url_encode(&w->username, name, URL_SET_USERINFO);
		url_encode(&w->password, who, URL_SET_USERINFO);
	}
	for (size_t i = 0; i < host.n && colon == SIZE_MAX; i++) {
		if (host.p[i] == '[')
			bracket = true;
		else if (host.p[i] == ']')
			bracket = false;
		else if (host.p[i] == ':' && !bracket)
			colon = i;
	}
	port = colon == SIZE_MAX ? STR("") : str_sub(host, colon + 1, host.n);
	host = str_sub(host, 0, colon);
	if (host.n == 0 && (w->special || colon != SIZE_MAX))
		return URL_HOST_MISSING;
	w->has_host = true;
	rc = url_host(&w->host, host, w->special);
	if (rc == 0)
		rc = parse_port(w, port);
	return rc ? rc : parse_path_start(w);
}

/* --- file --- */

/* State "file host". */
static int parse_file_host(struct url_work *w)
{
	size_t n = 0;
	struct str host;
	int rc;

	while (peek(w, n) >= 0 && strchr("/\\?#", peek(w, n)) == NULL)
		n++;
	host = str_sub(w->in, 0, n);
	w->has_host = true;
	if (drive_letter(host, false))
		return parse_path(w);
	eat(w, n);
	if (n > 0) {
		rc = url_host(&w->host, host, true);
		if (rc)
			return rc;
		if (str_eqc(buf_str(&w->host), "localhost"))
			buf_clear(&w->host);
	}
	return parse_path_start(w);
}

static const struct url *file_base(const struct url_work *w)
{
	return w->base && str_eqc(w->base->scheme, "file") ? w->base : NULL;
}

/* State "file slash": one slash is eaten. */
static int parse_file_slash(struct url_work *w)
{
	const struct url *base = file_base(w);
	struct str first;

	if (is_slash(w, peek(w, 0))) {
		eat(w, 1);
		return parse_file_host(w);
	}
	if (base) {
		buf_addstr(&w->host, base->host);
		first = str_sub(base->path, 1, 2);
		if (!starts_with_drive(w->in) && drive_letter(first, true) &&
			(base->path.n == 3 || base->path.p[3] == '/'))
			add_segment(w, first);
	}
	return parse_path(w);
}

static int parse_file(struct url_work *w)
{
	const struct url *base = file_base(w);

	w->has_host = true;
	if (is_slash(w, peek(w, 0))) {
		eat(w, 1);
		return parse_file_slash(w);
	}
	if (!base)
		return parse_path(w);
	buf_addstr(&w->host, base->host);
	buf_addstr(&w->path, base->path);
	w->has_query = !str_none(base->query);
	buf_addstr(&w->query, base->query);
	if (peek(w, 0) < 0 || peek(w, 0) == '?' || peek(w, 0) == '#')
		return parse_tail(w);
	w->has_query = false;
	if (starts_with_drive(w->in))
		buf_clear(&w->path);
	else
		shorten(w);
	return parse_path(w);
}

/* --- relative --- */

static void copy_authority(struct url_work *w)
{
	const struct url *b = w->base;
	int64_t port = -1;

	buf_addstr(&w->username, b->username);
	buf_addstr(&w->password, b->password);
	buf_addstr(&w->host, b->host);
	w->has_host = !str_none(b->host);
	if (!str_none(b->port) && str_int(b->port, 0, 65535, &port))
		w->port = port;
}

static int parse_after_slashes(struct url_work *w)
{
	while (peek(w, 0) == '/' || peek(w, 0) == '\\')
		eat(w, 1);
	return parse_authority(w);
}

static int parse_relative(struct url_work *w)
{
	set_scheme(w, w->base->scheme);
	if (is_slash(w, peek(w, 0))) {
		eat(w, 1);
		if (is_slash(w, peek(w, 0)) && w->special)
			return parse_after_slashes(w);
		if (peek(w, 0) == '/') {
			eat(w, 1);
			return parse_authority(w);
		}
		copy_authority(w);
		return parse_path(w);
	}
	copy_authority(w);
	buf_addstr(&w->path, w->base->path);
	w->has_query = !str_none(w->base->query);
	buf_addstr(&w->query, w->base->query);
	if (peek(w, 0) < 0 || peek(w, 0) == '?' || peek(w, 0) == '#')
		return parse_tail(w);
	w->has_query = false;
	shorten(w);
	return parse_path(w);
}

static int parse_without_scheme(struct url_work *w)
{
	if (!w->base || (w->base->opaque && peek(w, 0) != '#'))
		return URL_NO_BASE;
	if (!w->base->opaque && !str_eqc(w->base->scheme, "file"))
		return parse_relative(w);
	set_scheme(w, w->base->scheme);
	if (!w->base->opaque)
		return parse_file(w);
	w->opaque = true;
	buf_addstr(&w->path, w->base->path);
	w->has_query = !str_none(w->base->query);
	buf_addstr(&w->query, w->base->query);
	return parse_tail(w);
}

/* --- the whole --- */

/* Cuts "scheme:" from the input; false where there is none. */
static bool take_scheme(struct url_work *w, struct arena *a)
{
	char *name;
	size_t n = 0;

	if (!is_alpha(peek(w, 0)))
		return false;
	while (is_alnum(peek(w, n)) || peek(w, n) == '+' || peek(w, n) == '-' ||
		peek(w, n) == '.')
		n++;
	if (peek(w, n) != ':')
		return false;
	name = arena_alloc(a, n + 1);
	for (size_t i = 0; i < n; i++)
		name[i] = (char)to_lower(peek(w, i));
	set_scheme(w, str_n(name, n));
	eat(w, n + 1);
	return true;
}

static int parse(struct url_work *w, struct arena *a)
{
	if (!take_scheme(w, a))
		return parse_without_scheme(w);
	if (w->file)
		return parse_file(w);
	if (w->special) {
		if (w->base && str_eq(w->base->scheme, w->scheme) &&
			!(peek(w, 0) == '/' && peek(w, 1) == '/'))
			return parse_relative(w);
		return parse_after_slashes(w);
	}
	if (peek(w, 0) != '/')
		return parse_opaque(w);
	eat(w, 1);
	if (peek(w, 0) != '/')
		return parse_path(w);
	eat(w, 1);
	return parse_authority(w);
}

/* Controls and spaces at the ends, tabs and line ends everywhere go; ill-formed UTF-8 is
 * repaired. Most input needs none of it and is used in place. */
static struct str clean(struct str s, struct arena *a)
{
	size_t at = 0, n = 0;
	bool dirty = false;
	char *p;

	while (s.n && (unsigned char)s.p[0] <= ' ')
		s = str_sub(s, 1, s.n);
	while (s.n && (unsigned char)s.p[s.n - 1] <= ' ')
		s.n--;
	for (size_t i = 0; i < s.n && !dirty; i++)
		dirty = s.p[i] == '\t' || s.p[i] == '\n' || s.p[i] == '\r';
	if (dirty) {
		p = arena_alloc(a, s.n + 1);
		for (size_t i = 0; i < s.n; i++)
			if (s.p[i] != '\t' && s.p[i] != '\n' && s.p[i] != '\r')
				p[n++] = s.p[i];
		s = str_n(p, n);
	}
	if (!utf8_valid(s)) {
		struct buf b = BUF_INIT(URL_MAX * 3);
		int32_t cp;

		while ((cp = utf8_next(s, &at)) >= 0)
			utf8_put(&b, cp);
		s = arena_str(a, buf_str(&b));
		buf_release(&b);
	}
	return s;
}

int url_parse_in(struct str input, const struct url *base, struct str encoding,
	struct url *out, struct arena *a)
{
	struct url_work w = {.base = base, .encoding = encoding, .port = -1};
	struct buf *const bufs[] = {
		&w.username, &w.password, &w.host, &w.path, &w.query, &w.fragment};
	int rc;

	if (input.n > URL_MAX)
		return URL_TOO_LONG;
	if (url_of_met(input, out, a))
		return 0;
	for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
		buf_init(bufs[i], URL_MAX);
	if (str_eqc(encoding, "utf-8") || str_eqc(encoding, "UTF-8"))
		w.encoding = STR_NONE;
	w.in = clean(input, a);
	rc = parse(&w, a);
	if (rc == 0)
		rc = url_write(&w, out, a);
	if (rc == 0)
		url_met(out);
	for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
		buf_release(bufs[i]);
	return rc;
}

int url_parse(struct str input, const struct url *base, struct url *out, struct arena *a)
{
	return url_parse_in(input, base, STR_NONE, out, a);
}
