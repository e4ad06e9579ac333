/* Hosts: names by IDNA, IPv4 in all its spellings, IPv6 (URL Standard 3.5). */
#include "crawler/url.h"
#include "url-part.h"

#include "base/utf8.h"

#include <arpa/inet.h>
#include <idn2.h>
#include <stdlib.h>

/* Percent-encode sets (URL Standard 1.3): one bit for each ASCII character. */
static const uint64_t set_bits[][2] = {
	/* controls */
	[URL_SET_C0] = {UINT64_C(0x00000000ffffffff), UINT64_C(0x8000000000000000)},
	/* and space "<>` */
	[URL_SET_FRAGMENT] = {UINT64_C(0x50000005ffffffff), UINT64_C(0x8000000100000000)},
	/* and space "#<> */
	[URL_SET_QUERY] = {UINT64_C(0x5000000dffffffff), UINT64_C(0x8000000000000000)},
	/* and space "#<>' */
	[URL_SET_SPECIAL_QUERY] = {UINT64_C(0x5000008dffffffff),
		UINT64_C(0x8000000000000000)},
	/* and space "#<>?^`{} */
	[URL_SET_PATH] = {UINT64_C(0xd000000dffffffff), UINT64_C(0xa800000140000000)},
	/* and space "#<>?^`{}/:;=@[\\]| */
	[URL_SET_USERINFO] = {UINT64_C(0xfc00800dffffffff), UINT64_C(0xb800000178000001)},
};

bool url_in_set(enum url_set set, unsigned char c)
{
	return c > 0x7f || (set_bits[set][c >> 6] >> (c & 63) & 1);
}

void url_encode(struct buf *b, struct str s, enum url_set set)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		char x[3] = {'%', hex[c >> 4], hex[c & 15]};

		if (!url_in_set(set, c))
			continue;
		buf_addstr(b, str_sub(s, from, i - from));
		buf_add(b, x, sizeof(x));
		from = i + 1;
	}
	buf_addstr(b, str_sub(s, from, s.n - from));
}

void url_decode(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		int hi = i + 2 < s.n && s.p[i] == '%'
				 ? hex_value((unsigned char)s.p[i + 1])
				 : -1;
		int lo = hi >= 0 ? hex_value((unsigned char)s.p[i + 2]) : -1;

		if (lo < 0) {
			buf_addc(b, s.p[i]);
			continue;
		}
		buf_addc(b, (char)(hi * 16 + lo));
		i += 2;
	}
}

/* --- IPv4 --- */

/* One number: decimal, 0octal, 0xhex; "0x" alone is 0. False where it is none. Values
 * beyond 32 bits are kept as "too large". */
static bool ipv4_number(struct str s, uint64_t *out)
{
	unsigned radix = 10;
	uint64_t v = 0;

	if (s.n == 0)
		return false;
	if (s.n >= 2 && s.p[0] == '0' && (s.p[1] == 'x' || s.p[1] == 'X')) {
		radix = 16;
		s = str_sub(s, 2, s.n - 2);
	} else if (s.n >= 2 && s.p[0] == '0') {
		radix = 8;
		s = str_sub(s, 1, s.n - 1);
	}
	for (size_t i = 0; i < s.n; i++) {
		int d = hex_value((unsigned char)s.p[i]);

		if (d < 0 || (unsigned)d >= radix)
			return false;
		v = v * radix + (unsigned)d;
		if (v > UINT32_MAX)
			v = (uint64_t)UINT32_MAX + 1;
	}
	*out = v;
	return true;
}

/* URL Standard 3.5, "ends in a number checker". */
static bool ends_in_number(struct str s)
{
	uint64_t v;
	size_t dot, i;

	if (s.n && s.p[s.n - 1] == '.')
		s.n--;
	dot = str_rfindc(s, '.');
	if (dot != SIZE_MAX)
		s = str_sub(s, dot + 1, s.n - dot - 1);
	for (i = 0; i < s.n && is_digit((unsigned char)s.p[i]); i++)
		;
	return (s.n > 0 && i == s.n) ||
	       (str_starts_nocase(s, STR("0x")) && ipv4_number(s, &v));
}

static int ipv4_parse(struct str s, uint32_t *out)
{
	uint64_t part[4], last;
	uint32_t v = 0;
	struct str piece;
	size_t n = 0;

	if (s.n > 1 && s.p[s.n - 1] == '.')
		s.n--;
	while (str_cut(&s, '.', &piece)) {
		if (n == 4 || !ipv4_number(piece, &part[n]))
			return URL_IPV4_INVALID;
		n++;
	}
	for (size_t i = 0; i + 1 < n; i++) {
		if (part[i] > 255)
			return URL_IPV4_INVALID;
		v |= (uint32_t)(part[i] << (8 * (3 - i)));
	}
	last = part[n - 1];
	if (last >= (uint64_t)1 << (8 * (5 - n)))
		return URL_IPV4_INVALID;
	*out = v | (uint32_t)last;
	return 0;
}

/* --- IPv6 --- */

/* The dotted tail of "::ffff:1.2.3.4": strict decimal, four parts; fills two pieces. */
static bool ipv6_tail(struct str s, uint16_t piece[2])
{
	uint32_t v = 0;
	struct str part;
	size_t n = 0;

	while (str_cut(&s, '.', &part)) {
		int64_t x;

		if (n == 4 || part.n == 0 || part.n > 3 ||
			(part.n > 1 && part.p[0] == '0'))
			return false;
		for (size_t i = 0; i < part.n; i++)
			if (!is_digit((unsigned char)part.p[i]))
				return false;
		if (!str_int(part, 0, 255, &x))
			return false;
		v = v << 8 | (uint32_t)x;
		n++;
	}
	piece[0] = (uint16_t)(v >> 16);
	piece[1] = (uint16_t)(v & 0xffff);
	return n == 4;
}

/* Hexadecimal digits at *at, at most four. */
static size_t ipv6_piece(struct str s, size_t *at, uint16_t *out)
{
	unsigned v = 0;
	size_t n = 0;

	while (n < 4 && *at < s.n && hex_value((unsigned char)s.p[*at]) >= 0) {
		v = v * 16 + (unsigned)hex_value((unsigned char)s.p[(*at)++]);
		n++;
	}
	*out = (uint16_t)v;
	return n;
}

static bool ipv6_parse(struct str s, uint16_t out[8])
{
	size_t n = 0, at = 0, gap = SIZE_MAX;

	memset(out, 0, 8 * sizeof(*out));
	if (s.n && s.p[0] == ':') {
		if (s.n < 2 || s.p[1] != ':')
			return false;
		at = 2;
		gap = 0;
	}
	while (at < s.n) {
		size_t start = at, digits;

		if (n == 8)
			return false;
		if (s.p[at] == ':') {
			if (gap != SIZE_MAX)
				return false;
			at++;
			gap = n;
			continue;
		}
		digits = ipv6_piece(s, &at, &out[n]);
		if (at < s.n && s.p[at] == '.') {
			if (digits == 0 || n > 6 ||
				!ipv6_tail(str_sub(s, start, s.n), &out[n]))
				return false;
			n += 2;
			break;
		}
		if (digits == 0 || (at < s.n && s.p[at] != ':'))
			return false;
		n++;
		if (at < s.n && ++at == s.n)
			return false;
	}
	if (gap == SIZE_MAX)
		return n == 8;
	if (n == 8)
		return false;
	memmove(out + gap + 8 - n, out + gap, (n - gap) * sizeof(*out));
	memset(out + gap, 0, (8 - n) * sizeof(*out));
	return true;
}

/* First longest run of at least two zero pieces is written "::". */
static void ipv6_write(struct buf *b, const uint16_t piece[8])
{
	size_t best = 8, best_n = 1;

	for (size_t i = 0; i < 8; i++) {
		size_t n = 0;

		while (i + n < 8 && piece[i + n] == 0)
			n++;
		if (n > best_n) {
			best = i;
			best_n = n;
		}
		if (n)
			i += n - 1;
	}
	buf_addc(b, '[');
	for (size_t i = 0; i < 8; i++) {
		if (i == best) {
			buf_adds(b, i == 0 ? "::" : ":");
			i += best_n - 1;
			continue;
		}
		buf_addf(b, "%x%s", piece[i], i < 7 ? ":" : "");
	}
	buf_addc(b, ']');
}

/* --- names --- */

static bool forbidden_host(unsigned char c)
{
	return c == '\0' || strchr("\t\n\r #/:<>?@[\\]^|", c) != NULL;
}

static bool forbidden_domain(unsigned char c)
{
	return forbidden_host(c) || c <= 0x1f || c == '%' || c == 0x7f;
}

/* Names in ASCII are taken as they are, malformed "xn--" labels too: browsers do. */
static bool needs_idna(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] > 0x7f)
			return true;
	return false;
}

/* UTS 46 ToASCII; libidn2 checks what the standard asks and DNS lengths besides. */
static bool to_ascii(struct buf *out, struct str s)
{
	char *name = str_dup(s);
	uint8_t *ascii = NULL;
	bool ok = idn2_lookup_u8((const uint8_t *)name, &ascii,
			  IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) == IDN2_OK;

	if (ok)
		buf_adds(out, (const char *)ascii);
	idn2_free(ascii);
	free(name);
	return ok;
}

static int domain(struct buf *out, struct str s)
{
	size_t from = out->n;
	struct str d;
	uint32_t v4;

	if (memchr(s.p, '\0', s.n))
		return URL_HOST_INVALID;
	if (!needs_idna(s))
		buf_addstr(out, s);
	else if (!to_ascii(out, s))
		return URL_HOST_INVALID;
	if (!buf_ok(out))
		return URL_TOO_LONG;
	for (size_t i = from; i < out->n; i++) {
		if (forbidden_domain((unsigned char)out->p[i]))
			return URL_HOST_INVALID;
		out->p[i] = (char)to_lower((unsigned char)out->p[i]);
	}
	d = str_sub(buf_str(out), from, out->n - from);
	if (d.n == 0)
		return URL_HOST_INVALID;
	if (!ends_in_number(d))
		return 0;
	if (ipv4_parse(d, &v4) < 0)
		return URL_IPV4_INVALID;
	buf_cut(out, from);
	buf_addf(out, "%u.%u.%u.%u", v4 >> 24, v4 >> 16 & 255, v4 >> 8 & 255, v4 & 255);
	return 0;
}

/* "127.0.0.1": four decimal numbers as they are written in the end. */
static bool is_dotted_quad(struct str s)
{
	struct str rest = s, part;
	int n = 0;

	while (str_cut(&rest, '.', &part)) {
		int v = 0;

		if (part.n == 0 || part.n > 3 || (part.n > 1 && part.p[0] == '0'))
			return false;
		for (size_t i = 0; i < part.n; i++) {
			if (part.p[i] < '0' || part.p[i] > '9')
				return false;
			v = v * 10 + part.p[i] - '0';
		}
		if (v > 255)
			return false;
		n++;
	}
	return n == 4;
}

/* Lower-case ASCII labels that are neither numbers nor punycode: the form nearly all hosts
 * have, which stands for itself; and addresses of four numbers. */
static bool stands_for_itself(struct str s)
{
	size_t label = 0;

	if (s.n == 0 || s.n > 250)
		return false;
	if (s.p[0] >= '0' && s.p[0] <= '9' && is_dotted_quad(s))
		return true;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '.')
			label = i + 1;
		else if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
			return false;
		else if (i == label + 3 && c == '-' && s.p[i - 1] == '-')
			return false;
	}
	return label < s.n && s.p[label] >= 'a' && s.p[label] <= 'z';
}

int url_host(struct buf *b, struct str text, bool special)
{
	struct buf decoded = BUF_INIT(URL_MAX), clean = BUF_INIT(URL_MAX * 3);
	size_t at = 0;
	int32_t cp;
	int rc;

	if (special && stands_for_itself(text)) {
		buf_addstr(b, text);
		return 0;
	}
	if (text.n && text.p[0] == '[') {
		uint16_t piece[8];

		if (text.p[text.n - 1] != ']' ||
			!ipv6_parse(str_sub(text, 1, text.n - 2), piece))
			return URL_IPV6_INVALID;
		ipv6_write(b, piece);
		return 0;
	}
	if (!special) {
		for (size_t i = 0; i < text.n; i++)
			if (forbidden_host((unsigned char)text.p[i]))
				return URL_HOST_INVALID;
		url_encode(b, text, URL_SET_C0);
		return 0;
	}
	url_decode(&decoded, text);
	while ((cp = utf8_next(buf_str(&decoded), &at)) >= 0)
		utf8_put(&clean, cp);
	rc = buf_ok(&clean) ? domain(b, buf_str(&clean)) : URL_TOO_LONG;
	buf_release(&decoded);
	buf_release(&clean);
	return rc;
}

int address_parse(struct str text, unsigned char bytes[16])
{
	uint16_t piece[8];
	uint32_t v4;
	char dotted[sizeof("255.255.255.255")];

	if (text.n && text.n < sizeof(dotted)) { /* the usual form */
		memcpy(dotted, text.p, text.n);
		dotted[text.n] = '\0';
		if (strlen(dotted) == text.n && inet_pton(AF_INET, dotted, bytes) == 1)
			return 4;
	}
	if (text.n >= 2 && text.p[0] == '[' && text.p[text.n - 1] == ']')
		text = str_sub(text, 1, text.n - 2);
	if (text.n == 0)
		return 0;
	if (str_findc(text, ':', 0) != SIZE_MAX) {
		if (!ipv6_parse(text, piece))
			return 0;
		for (size_t i = 0; i < 16; i++)
			bytes[i] = (unsigned char)(piece[i / 2] >> (i % 2 ? 0 : 8));
		return 6;
	}
	if (!ends_in_number(text) || ipv4_parse(text, &v4) < 0)
		return 0;
	for (size_t i = 0; i < 4; i++)
		bytes[i] = (unsigned char)(v4 >> (24 - 8 * i));
	return 4;
}
