/* Reading what a browser sends. */
#include "web-query.h"

#include "base/utf8.h"

/* %XX taken back; in a form + is a blank. */
static bool decode(struct str s, bool form, struct str *out, struct arena *a)
{
	char *p = arena_raw(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		int hi, lo;

		if (s.p[i] == '+' && form) {
			p[n++] = ' ';
			continue;
		}
		if (s.p[i] != '%') {
			p[n++] = s.p[i];
			continue;
		}
		hi = s.n - i > 2 ? hex_value((unsigned char)s.p[i + 1]) : -1;
		lo = s.n - i > 2 ? hex_value((unsigned char)s.p[i + 2]) : -1;
		if (hi < 0 || lo < 0)
			return false;
		p[n++] = (char)(hi * 16 + lo);
		i += 2;
	}
	p[n] = '\0';
	*out = str_n(p, n);
	return n <= WEB_VALUE_MAX && str_findc(*out, '\0', 0) == SIZE_MAX && utf8_valid(*out);
}

bool web_fields_read(struct str s, struct web_fields *out, struct arena *a)
{
	struct str rest = s, pair, name;

	out->n = 0;
	while (rest.n && str_cut(&rest, '&', &pair)) {
		struct web_field *f = &out->list[out->n];

		if (pair.n == 0)
			continue;
		if (out->n == WEB_FIELDS)
			return false;
		if (!str_cut(&pair, '=', &name) || !decode(name, true, &f->name, a) ||
			!decode(str_none(pair) ? STR("") : pair, true, &f->value, a))
			return false;
		out->n++;
	}
	return true;
}

struct str web_field(const struct web_fields *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eqc(f->list[i].name, name))
			return f->list[i].value;
	return STR_NONE;
}

bool web_path_read(struct str path, struct str base, struct web_path *out, struct arena *a)
{
	struct str rest, one;

	out->n = 0;
	/* "/watch" is the first page of "/watch/" */
	if (base.n > 1 && str_eq(path, str_sub(base, 0, base.n - 1)))
		return true;
	if (!base.n || !str_starts(path, base))
		return false;
	rest = str_sub(path, base.n, path.n);
	while (rest.n && str_cut(&rest, '/', &one)) {
		struct str *s = &out->segment[out->n];

		if (out->n == WEB_SEGMENTS || one.n == 0 || !decode(one, false, s, a) ||
			str_eqc(*s, ".") || str_eqc(*s, ".."))
			return false;
		out->n++;
	}
	return true;
}

struct str web_cookie(struct str header, const char *name)
{
	struct str rest = header, pair, key;

	while (rest.n && str_cut(&rest, ';', &pair)) {
		pair = str_trim(pair);
		if (str_cut(&pair, '=', &key) && str_eqc(key, name))
			return str_none(pair) ? STR("") : pair;
	}
	return STR_NONE;
}

/* "0.8" -> 800; 1000 where there is none. */
static int weight_of(struct str parameters)
{
	struct str rest = parameters, one;
	double q;

	while (rest.n && str_cut(&rest, ';', &one)) {
		one = str_trim(one);
		if (str_starts_nocase(one, STR("q=")))
			return str_real(str_sub(one, 2, 8), 0, 1, &q) ? (int)(q * 1000) : 0;
	}
	return 1000;
}

enum lang web_language(struct str header, enum lang usual)
{
	struct str rest = header, one, tag;
	int best[2] = {-1, -1};

	while (rest.n && str_cut(&rest, ',', &one)) {
		enum lang l;
		int q;

		if (!str_cut(&one, ';', &tag))
			continue;
		tag = str_trim(tag);
		q = weight_of(one);
		if (str_starts_nocase(tag, STR("zh")))
			l = LANG_ZH;
		else if (str_starts_nocase(tag, STR("en")))
			l = LANG_EN;
		else
			continue;
		if (q > best[l])
			best[l] = q;
	}
	if (best[LANG_ZH] <= 0 && best[LANG_EN] <= 0)
		return usual;
	if (best[LANG_ZH] == best[LANG_EN])
		return usual;
	return best[LANG_ZH] > best[LANG_EN] ? LANG_ZH : LANG_EN;
}

static bool is_port(struct str s)
{
	int64_t port;

	return s.n > 0 && is_digit((unsigned char)s.p[0]) && str_int(s, 0, 65535, &port);
}

static bool is_127(struct str s)
{
	struct str rest = s, one;
	int64_t v;
	int n = 0;

	while (!str_none(rest) && str_cut(&rest, '.', &one)) {
		if (one.n == 0 || !is_digit((unsigned char)one.p[0]) || !str_int(one, 0, 255, &v) ||
			(n == 0 && v != 127))
			return false;
		n++;
	}
	return n == 4;
}

bool web_host_is_loopback(struct str host)
{
	size_t colon = str_rfindc(host, ':');

	if (host.n && host.p[host.n - 1] != ']' && colon != SIZE_MAX) {
		if (!is_port(str_sub(host, colon + 1, host.n)))
			return false;
		host = str_sub(host, 0, colon);
	}
	return str_eq_nocase(host, STR("localhost")) || str_eqc(host, "[::1]") || is_127(host);
}

bool web_tag_matches(struct str header, struct str tag)
{
	struct str rest = header, one;

	while (rest.n && str_cut(&rest, ',', &one)) {
		one = str_trim(one);
		if (str_starts(one, STR("W/")))
			one = str_sub(one, 2, one.n);
		if (str_eqc(one, "*") || str_eq(one, tag))
			return true;
	}
	return false;
}

bool web_bytes_read(struct str hex, struct buf *place)
{
	for (size_t i = 0; i + 1 < hex.n; i += 2) {
		int hi = hex_value((unsigned char)hex.p[i]);
		int lo = hex_value((unsigned char)hex.p[i + 1]);

		if (hi < 0 || lo < 0)
			return false;
		buf_addc(place, (char)(hi * 16 + lo));
	}
	return hex.n % 2 == 0 && buf_ok(place);
}

void web_bytes_text(struct str bytes, struct buf *b)
{
	for (size_t i = 0; i < bytes.n; i++)
		buf_addf(b, "%02x", (unsigned char)bytes.p[i]);
}
