/* Names to addresses, by our own resolver and with our own cache.
 *
 * libcurl's resolver starts a thread per look-up and ignores the time to live (measured,
 * 7.88.1). Answers are kept for their TTL clamped to 60 s..1 h, refusals for 60 s,
 * failures of a name's servers for a second, so that the next try asks again. A name without
 * any answer is told of only when it is known whether anybody answers us at all.
 * /etc/hosts is read; "localhost" and its subdomains are this machine (RFC 6761 6.3). */
#ifndef CRAWLER_FETCH_DNS_H
#define CRAWLER_FETCH_DNS_H

#include "loop.h"

#include "base/str.h"

enum dns_status {
	DNS_OK,
	DNS_NXDOMAIN,	 /* the name does not exist */
	DNS_NODATA,	 /* it exists, without an address */
	DNS_SERVFAIL,	 /* its servers failed or refused */
	DNS_TIMEOUT,	 /* no answer for this name, while others were answered */
	DNS_BAD_NAME,	 /* no name a resolver takes */
	DNS_NO_RESOLVER, /* our own fault: nobody answers us at all */
};

#define DNS_ADDRESSES_MAX 8

struct ip {
	int family; /* 4 or 6 */
	unsigned char b[16];
};

struct dns_answer {
	enum dns_status status;
	struct ip ip[DNS_ADDRESSES_MAX];
	size_t n;
	int64_t until_ms; /* monotonic */
};

/* The answer is valid during the call only. */
typedef void dns_fn(void *ctx, const struct dns_answer *x);

struct dns;

/* servers: "127.0.0.1:5353,…" instead of the system's, or NULL. errors ERR_IO */
int dns_open(struct loop *l, const char *servers, struct dns **out, struct err *e);
/* Calls back once: at once when the answer is known, else from a turn. */
void dns_ask(struct dns *d, struct str host, int64_t now_ms, dns_fn *fn, void *ctx);
/* Time-outs that are due. Returns ms until the next one, -1 none. */
int64_t dns_turn(struct dns *d, int64_t now_ms);
void dns_close(struct dns *d); /* asked names are not answered any more */

/* This machine knows a way to the IPv6 address: asked of the routing table, nothing sent. */
bool ipv6_leads_out(const struct ip *x);

#define IP_TEXT 48
const char *ip_text(char out[IP_TEXT], const struct ip *x);

#endif
