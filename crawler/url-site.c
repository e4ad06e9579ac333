/* Which site a host belongs to, and which addresses are not for everybody. */
#include "crawler/url.h"

#include <libpsl.h>
#include <stdlib.h>
#include <sys/socket.h>

struct str url_registrable(struct str host, struct arena *a)
{
	unsigned char bytes[16];
	const psl_ctx_t *psl = psl_builtin();
	char *name;
	const char *domain;

	if (host.n > 1 && host.p[host.n - 1] == '.')
		host.n--;
	name = arena_cstr(a, host);
	if (!psl || host.n == 0 || address_parse(host, bytes))
		return str_of(name);
	for (size_t i = 0; i < host.n; i++)
		name[i] = (char)to_lower((unsigned char)name[i]);
	domain = psl_registrable_domain(psl, name);
	return domain ? str_of(domain) : str_of(name);
}

bool url_same_site(struct str a, struct str b)
{
	struct arena mem = ARENA_INIT;
	struct url ua, ub;
	bool same = false;

	if (url_parse(a, NULL, &ua, &mem) == 0 && url_parse(b, NULL, &ub, &mem) == 0 &&
		ua.host.n && ub.host.n)
		same = str_eq(ua.host, ub.host) ||
			str_eq(url_registrable(ua.host, &mem), url_registrable(ub.host, &mem));
	arena_release(&mem);
	return same;
}

bool url_is_drive(struct str href)
{
	return href.n > 2 && is_alpha((unsigned char)href.p[0]) && href.p[1] == ':' &&
		(href.p[2] == '\\' || href.p[2] == '/');
}

bool url_host_below(struct str host, struct str domain)
{
	if (!str_ends_nocase(host, domain))
		return false;
	return host.n == domain.n || host.p[host.n - domain.n - 1] == '.';
}

bool url_is_government(struct str host)
{
	return url_host_below(host, STR("gov.cn")) || url_host_below(host, STR("gov")) ||
		url_host_below(host, STR("edu.cn"));
}

/* --- private addresses --- */

/* IANA special-purpose registries; what a page may not send us to. Metadata services
 * (169.254.169.254, 100.100.100.200) are inside. */
static const struct block {
	unsigned char bytes[16];
	int bits;
} blocks4[] = {
	{{0}, 8},	       /* this network */
	{{10}, 8},	       /* private */
	{{100, 64}, 10},       /* shared, carrier NAT */
	{{127}, 8},	       /* loopback */
	{{169, 254}, 16},      /* link-local */
	{{172, 16}, 12},       /* private */
	{{192, 0, 0}, 24},     /* protocol assignments */
	{{192, 0, 2}, 24},     /* documentation */
	{{192, 88, 99}, 24},   /* 6to4 relays, withdrawn */
	{{192, 168}, 16},      /* private */
	{{198, 18}, 15},       /* benchmark */
	{{198, 51, 100}, 24},  /* documentation */
	{{203, 0, 113}, 24},   /* documentation */
	{{224}, 4},	       /* multicast */
	{{240}, 4},	       /* reserved, broadcast */
}, blocks6[] = {
	{{0}, 96},			      /* unspecified, loopback, IPv4-compatible */
	{{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48}, /* local NAT64 */
	{{0x01, 0x00}, 64},		      /* discard */
	{{0x20, 0x01, 0x00, 0x00}, 23},	      /* protocol assignments, Teredo */
	{{0x20, 0x01, 0x0d, 0xb8}, 32},	      /* documentation */
	{{0x3f, 0xff}, 20},		      /* documentation */
	{{0x5f, 0x00}, 16},		      /* segment routing */
	{{0xfc}, 7},			      /* unique local */
	{{0xfe, 0x80}, 10},		      /* link-local */
	{{0xfe, 0xc0}, 10},		      /* site-local */
	{{0xff}, 8},			      /* multicast */
};

/* IPv6 blocks whose addresses stand for the IPv4 address at `offset`. */
static const struct embedded {
	struct block block;
	size_t offset;
} embedded[] = {
	{{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, 12}, /* mapped */
	{{{0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, 12},	/* translated */
	{{{0x00, 0x64, 0xff, 0x9b}, 96}, 12},			/* NAT64 */
	{{{0x20, 0x02}, 16}, 2},				/* 6to4 */
};

static bool in_block(const unsigned char *bytes, const unsigned char *net, int bits)
{
	int whole = bits / 8, rest = bits % 8;

	if (memcmp(bytes, net, (size_t)whole) != 0)
		return false;
	return rest == 0 || ((bytes[whole] ^ net[whole]) >> (8 - rest)) == 0;
}

static int family_of(int family)
{
	return family == AF_INET ? 4 : family == AF_INET6 ? 6 : family;
}

bool address_is_private(int family, const unsigned char *bytes)
{
	family = family_of(family);
	if (family == 4) {
		for (size_t i = 0; i < sizeof(blocks4) / sizeof(blocks4[0]); i++)
			if (in_block(bytes, blocks4[i].bytes, blocks4[i].bits))
				return true;
		return false;
	}
	if (family != 6)
		return true;
	for (size_t i = 0; i < sizeof(embedded) / sizeof(embedded[0]); i++)
		if (in_block(bytes, embedded[i].block.bytes, embedded[i].block.bits))
			return address_is_private(4, bytes + embedded[i].offset);
	for (size_t i = 0; i < sizeof(blocks6) / sizeof(blocks6[0]); i++)
		if (in_block(bytes, blocks6[i].bytes, blocks6[i].bits))
			return true;
	return false;
}

/* Family and prefix of "ADDRESS[/BITS]"; 0 where it is malformed. */
static int cidr_parse(struct str cidr, unsigned char net[16], int *bits)
{
	size_t slash = str_findc(cidr, '/', 0);
	int family = address_parse(str_sub(cidr, 0, slash), net);
	int64_t n;

	if (family == 0)
		return 0;
	*bits = family == 4 ? 32 : 128;
	if (slash == SIZE_MAX)
		return family;
	if (!str_int(str_sub(cidr, slash + 1, cidr.n), 0, *bits, &n))
		return 0;
	*bits = (int)n;
	return family;
}

bool cidr_valid(struct str cidr)
{
	unsigned char net[16];
	int bits;

	return cidr_parse(cidr, net, &bits) != 0;
}

bool cidr_contains(struct str cidr, int family, const unsigned char *bytes)
{
	unsigned char net[16];
	int bits = 0, of = cidr_parse(cidr, net, &bits);

	family = family_of(family);
	/* a mapped address is the IPv4 address it holds */
	if (of == 4 && family == 6 && in_block(bytes, embedded[0].block.bytes, 96))
		return in_block(bytes + 12, net, bits);
	return of != 0 && of == family && in_block(bytes, net, bits);
}

bool url_is_private_host(struct str host)
{
	static const struct str ends[] = {
		{".localhost", 10}, {".local", 6}, {".internal", 9}, {".intranet", 9},
		{".lan", 4}, {".home.arpa", 10},
	};
	unsigned char bytes[16];
	int family;

	if (host.n > 1 && host.p[host.n - 1] == '.')
		host.n--;
	family = address_parse(host, bytes);
	if (family)
		return address_is_private(family, bytes);
	if (str_findc(host, '.', 0) == SIZE_MAX)
		return true;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (str_ends_nocase(host, ends[i]))
			return true;
	return false;
}

bool url_misspells_http(struct str scheme)
{
	bool t = false, p = false;

	if (str_eq_nocase(scheme, STR("http")) || str_eq_nocase(scheme, STR("https")))
		return false;
	for (size_t i = 0; i < scheme.n; i++) {
		int c = to_lower((unsigned char)scheme.p[i]);

		if (c != 'h' && c != 't' && c != 'p' && c != 's')
			return false;
		t |= c == 't';
		p |= c == 'p';
	}
	return t && p && scheme.n >= 3 && scheme.n <= 8;
}
