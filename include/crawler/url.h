/* Addresses as browsers understand them: the URL Standard of WHATWG, parser and serialiser.
 *
 * A parsed url is one serialised string, `href`, and parts that point into it; everything
 * lies in the arena given. Parts that are absent are none, which differs from empty:
 * "http://h/?" has an empty query, "http://h/" has none. The input is UTF-8 (ill-formed
 * parts become U+FFFD) and at most URL_MAX bytes.
 *
 *	struct url base, u;
 *	url_parse(STR("http://h.gov.cn/a/"), NULL, &base, a);
 *	url_parse(STR("../b?x#y"), &base, &u, a);	u.href: http://h.gov.cn/b?x#y
 *
 * Names are mapped by UTS 46, nontransitional, with libidn2. What cannot be parsed is a
 * fault of the page: a negative reason with a stable word, never a struct err. */
#ifndef CRAWLER_URL_H
#define CRAWLER_URL_H

#include "base/arena.h"

/* Longest input and result; servers and caches give up between 8 and 64 kB. */
#define URL_MAX ((size_t)65536)

#define URL_FAILURES(X)                                                                   \
	X(URL_NO_BASE, -1, "relative-without-base")                                       \
	X(URL_HOST_MISSING, -2, "host-missing")                                           \
	X(URL_HOST_INVALID, -3, "host-invalid")                                           \
	X(URL_IPV4_INVALID, -4, "ipv4-invalid")                                           \
	X(URL_IPV6_INVALID, -5, "ipv6-invalid")                                           \
	X(URL_PORT_INVALID, -6, "port-invalid")                                           \
	X(URL_TOO_LONG, -7, "too-long")                                                   \
	X(URL_BASE_INVALID, -8, "base-invalid")

enum url_failure {
#define X(name, code, word) name = code,
	URL_FAILURES(X)
#undef X
};

/* The stable word of a reason: "host-invalid". */
const char *url_failure_word(int reason);

struct url {
	struct str href;     /* all of it, terminated */
	struct str scheme;   /* "https", without colon */
	struct str username; /* percent-encoded; empty where there is none */
	struct str password; /* the same */
	struct str host;     /* "xn--fiq.cn", "10.0.0.1", "[::1]"; none for mailto: and kin */
	struct str port;     /* digits; none for the scheme's own */
	struct str path;     /* "/a/b", or opaque: "web@example.cn" of mailto: */
	struct str query;    /* without '?' */
	struct str fragment; /* without '#' */
	bool special;	     /* http, https, ws, wss, ftp, file */
	bool opaque;	     /* the path is no list of segments */
};

/* Parses input, relative to base (may be NULL).
 *   errors  a url_failure reason; *out is untouched then
 *   owns    *out lives in a; it does not refer to input or base
 *   source  https://url.spec.whatwg.org/ */
int url_parse(struct str input, const struct url *base, struct url *out, struct arena *a);

/* As url_parse for a page in a legacy encoding: the query is percent-encoded in that
 * encoding (WHATWG name: "gbk"; none or "utf-8": as url_parse), as browsers send it. */
int url_parse_in(struct str input, const struct url *base, struct str encoding,
	struct url *out, struct arena *a);

struct str url_href(const struct url *u);
struct str url_without_fragment(const struct url *u); /* part of href */
/* "https://h:8443", or "null" where the scheme has no origin. */
struct str url_origin(const struct url *u, struct arena *a);
bool url_is_http(const struct url *u);	    /* http or https */
/* The port that is contacted: stated or the scheme's own; 0 where there is none. */
int url_port(const struct url *u);
/* What a request line carries: path and query, "/a?b". Part of href. */
struct str url_request_path(const struct url *u);

/* ref resolved against base (both text; base none: ref must be absolute), serialised with
 * its fragment; STR_NONE where that fails. */
struct str url_resolve(struct str base, struct str ref, struct arena *a);
struct str url_resolve_in(struct str base, struct str ref, struct str encoding,
	struct arena *a);

/* Most references of a page are plain: a path of its own host, with nothing to encode and no
 * dots to follow. url_near writes what url_parse would, for a tenth of the time; false where
 * the reference needs the parser. base may be NULL, and must outlive it. */
struct url_near {
	struct str origin, folder; /* "http://h:81", "http://h:81/a/"; none: never near */
};
void url_near_begin(struct url_near *n, const struct url *base);
bool url_near(const struct url_near *n, struct str ref, struct str *out, struct arena *a);

/* The form by which two addresses are the same notice (DESIGN 7). Not for fetching.
 * Scheme http and https are one, credentials, default port and fragment go (a route such
 * as #!/x or #/x stays), session ids and tracking parameters go, index.html, default.aspx
 * and kin go, so does a trailing slash; %XX of letters and digits are decoded. What is no
 * http address is returned serialised without its fragment; what cannot be parsed, as is. */
struct str url_canonical(struct str url, struct arena *a);

/* The registrable domain of a host by the public suffix list ("pingdu.gov.cn"); the host
 * itself where it is an address or a public suffix. */
struct str url_registrable(struct str host, struct arena *a);

/* Both are of one site: same registrable domain; where hosts are IP addresses or public
 * suffixes, the same host. Scheme and port do not matter. False where either cannot be
 * parsed or has no host. */
bool url_same_site(struct str a, struct str b);
/* "C:\a.doc", a file on somebody's disk; to a parser of addresses that is a scheme. */
bool url_is_drive(struct str href);
/* The host is that domain or one below it. */
bool url_host_below(struct str host, struct str domain);
/* A government's or a school's domain: nobody registers one to sell or to spam. */
bool url_is_government(struct str host);

/* --- addresses one may not contact without being told to (engineering: SSRF) --- */

/* An IP address from text, as in a URL's host ("10.0.0.1", "[::1]", "::1"). Returns its
 * family 4 or 6 and fills 4 or 16 bytes in network order; 0 where it is none. */
int address_parse(struct str text, unsigned char bytes[16]);

/* Loopback, private, link-local, shared (100.64/10), documentation, benchmark, multicast,
 * reserved; IPv6 that embeds an IPv4 address (mapped, NAT64, 6to4) by that address.
 *   shape  family 4 or AF_INET, 6 or AF_INET6; any other is private */
bool address_is_private(int family, const unsigned char *bytes);

/* "10.0.0.0/8", "fd00::/8", or a single address.  False also where cidr is malformed. */
bool cidr_contains(struct str cidr, int family, const unsigned char *bytes);
bool cidr_valid(struct str cidr);

/* The host of a URL is private as it stands, before any resolution: a private literal
 * address, localhost and its subdomains, .local, .internal, or a name without a dot. */
bool url_is_private_host(struct str host);

/* "htp", "ttps", "hhttp": letters of https and no others, which no scheme has.
 *   scheme  of an address, without its colon */
bool url_misspells_http(struct str scheme);

#endif
