/* RFC 9309. Grammar, as lenient as its section 2.2 allows:
 *
 *	line    = [ key [ ":" ] value ] [ "#" comment ] ( CR | LF | CRLF )
 *	key     = "user-agent" | "allow" | "disallow" | "crawl-delay" | "sitemap" | other
 *	group   = 1*user-agent *( allow | disallow )
 *
 * Other lines stand where they like and end no group. */
#include "crawler/robots.h"

#include "base/utf8.h"

struct rules {
	struct robots_rule *item;
	size_t n, cap;
	double delay_s; /* negative: none */
};

struct parser {
	struct arena *a;
	struct str agent;
	struct page *out;
	struct rules own, star;
	size_t sitemaps_cap;
	bool in_own, in_star; /* the group being read applies to us, to everybody */
	bool saw_rule;	      /* so the next user-agent starts a new group */
	bool named;	      /* some group names us */
};

/* --- comparing --- */

static bool is_unreserved(int c)
{
	return is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

static bool is_hex_pair(struct str s, size_t i)
{
	return i + 2 < s.n && hex_value((unsigned char)s.p[i + 1]) >= 0 &&
		hex_value((unsigned char)s.p[i + 2]) >= 0;
}

static void put_escaped(struct buf *b, unsigned char c)
{
	buf_addf(b, "%%%02X", c);
}

/* Non-ASCII and controls as %XX, hexadecimal digits in upper case; with `decode` also %XX
 * of unreserved characters as themselves. */
static void normalise(struct buf *b, struct str s, bool decode)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '%' && is_hex_pair(s, i)) {
			c = (unsigned char)(hex_value((unsigned char)s.p[i + 1]) * 16 +
				hex_value((unsigned char)s.p[i + 2]));
			i += 2;
			if (decode && is_unreserved(c))
				buf_addc(b, (char)c);
			else
				put_escaped(b, c);
		} else if (c <= ' ' || c >= 0x7f) {
			put_escaped(b, c);
		} else {
			buf_addc(b, (char)c);
		}
	}
}

/* An address as written, %xx as %XX. What is not ASCII was not serialised: it stays, and no
 * Allow matches it. */
static void upper_hex(struct buf *b, struct str path)
{
	for (size_t i = 0; i < path.n; i++) {
		if (path.p[i] == '%' && is_hex_pair(path, i)) {
			normalise(b, str_sub(path, i, 3), false);
			i += 2;
		} else {
			buf_addc(b, path.p[i]);
		}
	}
}

/* '*' stands for anything, a '$' at the end for the end; else the pattern is a prefix.
 * Each piece between stars is taken at its first place, the last one before '$' at the
 * end; so one pass over the path is enough. */
static bool matches(struct str pattern, struct str path)
{
	bool anchored = pattern.n && pattern.p[pattern.n - 1] == '$', first = true;
	struct str piece;
	size_t at = 0;

	if (anchored)
		pattern.n--;
	while (str_cut(&pattern, '*', &piece)) {
		bool last = str_none(pattern);
		size_t hit;

		if (last && anchored) {
			if (piece.n > path.n - at || (first && piece.n != path.n))
				return false;
			return str_ends(path, piece);
		}
		hit = first ? (str_starts(path, piece) ? 0 : SIZE_MAX)
			    : str_find(path, piece, at);
		if (hit == SIZE_MAX)
			return false;
		at = hit + piece.n;
		first = false;
	}
	return true;
}

bool robots_allows(const struct robots_rule *rules, size_t n, struct str path_and_query,
	const struct robots_rule **which)
{
	struct buf plain = BUF_INIT((size_t)1 << 20), decoded = BUF_INIT((size_t)1 << 20);
	struct str path = path_and_query.n ? path_and_query : STR("/");
	const struct robots_rule *best = NULL;

	if (which)
		*which = NULL;
	if (n == 0 || str_eqc(path, "/robots.txt"))
		return true;
	upper_hex(&plain, path);
	normalise(&decoded, path, true);
	for (size_t i = 0; i < n; i++) {
		const struct robots_rule *r = &rules[i];

		if (best && (r->path.n < best->path.n ||
				    (r->path.n == best->path.n && !(r->allow && !best->allow))))
			continue;
		if (matches(r->path, buf_str(r->allow ? &plain : &decoded)))
			best = r;
	}
	buf_release(&plain);
	buf_release(&decoded);
	if (which)
		*which = best;
	return !best || best->allow;
}

/* --- parsing --- */

/* The product token at the start: letters, digits, '_' and '-'. */
static struct str token(struct str s)
{
	size_t n = 0;

	while (n < s.n && (is_alnum((unsigned char)s.p[n]) || s.p[n] == '_' || s.p[n] == '-'))
		n++;
	return str_sub(s, 0, n);
}

static void user_agent(struct parser *p, struct str value)
{
	bool star = value.n && value.p[0] == '*' && (value.n == 1 || is_space(value.p[1]));

	if (p->saw_rule)
		p->in_own = p->in_star = p->saw_rule = false;
	if (star) {
		p->in_star = true;
	} else if (p->agent.n && str_eq_nocase(token(value), p->agent)) {
		p->in_own = p->named = true;
	}
}

static void add_rule(struct parser *p, struct rules *to, bool allow, struct str value, int line)
{
	struct buf b = BUF_INIT(ROBOTS_MAX * 3);
	struct robots_rule *r;

	if (to->n == ROBOTS_RULES_MAX)
		return;
	to->item = arena_grow(p->a, to->item, to->n, &to->cap, sizeof(*to->item));
	r = &to->item[to->n++];
	normalise(&b, value, !allow);
	*r = (struct robots_rule){.allow = allow, .line = line};
	r->path = arena_str(p->a, buf_str(&b));
	buf_release(&b);
}

static void rule(struct parser *p, bool allow, struct str value, int line)
{
	p->saw_rule = true;
	if (value.n == 0)
		return;
	if (p->in_own)
		add_rule(p, &p->own, allow, value, line);
	if (p->in_star)
		add_rule(p, &p->star, allow, value, line);
}

static void crawl_delay(struct parser *p, struct str value)
{
	double s;

	if (!str_real(value, 0, 86400, &s))
		return;
	if (p->in_own && s > p->own.delay_s)
		p->own.delay_s = s;
	if (p->in_star && s > p->star.delay_s)
		p->star.delay_s = s;
}

static void sitemap(struct parser *p, struct str value)
{
	struct page *out = p->out;

	if (value.n == 0 || out->nsitemaps == ROBOTS_SITEMAPS_MAX)
		return;
	for (size_t i = 0; i < out->nsitemaps; i++)
		if (str_eq(out->sitemaps[i], value))
			return;
	out->sitemaps = arena_grow(p->a, out->sitemaps, out->nsitemaps, &p->sitemaps_cap,
		sizeof(*out->sitemaps));
	out->sitemaps[out->nsitemaps++] = arena_str(p->a, value);
}

/* "key: value", or two words where the colon was forgotten. */
static bool split(struct str line, struct str *key, struct str *value)
{
	size_t at;

	line = str_trim(str_sub(line, 0, str_findc(line, '#', 0)));
	at = str_findc(line, ':', 0);
	if (at == SIZE_MAX) {
		for (at = 0; at < line.n && !is_space((unsigned char)line.p[at]); at++)
			;
		*value = str_trim(str_sub(line, at, line.n));
		for (size_t i = 0; i < value->n; i++)
			if (is_space((unsigned char)value->p[i]))
				return false;
		*key = str_sub(line, 0, at);
		return value->n > 0;
	}
	*key = str_trim(str_sub(line, 0, at));
	*value = str_trim(str_sub(line, at + 1, line.n));
	return true;
}

static void take_line(struct parser *p, struct str line, int number)
{
	struct str key, value;

	if (!split(line, &key, &value))
		return;
	if (str_eq_nocase(key, STR("user-agent")))
		user_agent(p, value);
	else if (str_eq_nocase(key, STR("allow")))
		rule(p, true, value, number);
	else if (str_eq_nocase(key, STR("disallow")))
		rule(p, false, value, number);
	else if (str_eq_nocase(key, STR("crawl-delay")))
		crawl_delay(p, value);
	else if (str_eq_nocase(key, STR("sitemap")))
		sitemap(p, value);
}

/* UTF-16 with a byte order mark is seen in the wild; everything else is UTF-8. */
static struct str to_utf8(struct str s, struct arena *a)
{
	bool little = str_starts(s, STR("\xff\xfe")), big = str_starts(s, STR("\xfe\xff"));
	struct buf b = BUF_INIT(ROBOTS_MAX * 2);

	if (str_starts(s, STR("\xef\xbb\xbf")))
		return str_sub(s, 3, s.n);
	if (!little && !big)
		return s;
	for (size_t i = 2; i + 1 < s.n; i += 2) {
		unsigned char x = (unsigned char)s.p[i], y = (unsigned char)s.p[i + 1];

		utf8_put(&b, little ? x | y << 8 : x << 8 | y);
	}
	s = arena_str(a, buf_str(&b));
	buf_release(&b);
	return s;
}

/* The next line in any of the three endings; false at the end. */
static bool next_line(struct str *rest, struct str *line)
{
	size_t n = 0;

	if (rest->n == 0)
		return false;
	while (n < rest->n && rest->p[n] != '\n' && rest->p[n] != '\r')
		n++;
	*line = str_sub(*rest, 0, n);
	if (n + 1 < rest->n && rest->p[n] == '\r' && rest->p[n + 1] == '\n')
		n++;
	*rest = str_sub(*rest, n + 1, rest->n);
	return true;
}

void robots_parse(struct str body, struct str agent, struct page *out, struct arena *a)
{
	struct parser p = {.a = a, .agent = token(str_trim(agent)), .out = out,
		.own = {.delay_s = -1}, .star = {.delay_s = -1}};
	bool cut = body.n > ROBOTS_MAX;
	struct str rest = to_utf8(str_sub(body, 0, ROBOTS_MAX), a), line;
	const struct rules *use;

	out->robots = NULL;
	out->sitemaps = NULL;
	out->nrobots = out->nsitemaps = 0;
	for (int number = 1; next_line(&rest, &line); number++)
		if (!cut || rest.n)
			take_line(&p, line, number);
	use = p.named ? &p.own : &p.star;
	out->robots = use->item;
	out->nrobots = use->n;
	out->crawl_delay_ms = use->delay_s > 0 ? (int64_t)(use->delay_s * 1000) : 0;
}
