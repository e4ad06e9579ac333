/* Names to addresses: c-ares, a cache, and who waits for what. */
#include "fetch-dns.h"

#include "base/clock.h"
#include "base/digest.h"

#include <ares.h>
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#define TTL_MIN_MS (60 * SECOND_MS)
#define TTL_MAX_MS HOUR_MS
#define TRY_MS 1500 /* first try; c-ares doubles it: 1.5 + 3 + 6 s in all */
#define TRIES 3
#define SLOTS 4096	     /* of the table, a power of two */
#define ENTRIES_MAX 200000   /* known names; the table is emptied of old ones beyond */
#define SILENCE_MS (5 * SECOND_MS)  /* nobody said anything worth keeping for longer */
#define FAILURE_MS SECOND_MS /* of a name's servers: the next try asks again */
#define CONTROL "invalid"    /* resolvers answer for it themselves (RFC 6761 6.4) */

struct waiter {
	struct waiter *next;
	dns_fn *fn;
	void *ctx;
};

struct entry {
	struct entry *next; /* in its slot */
	struct dns *dns;
	char *host;
	struct dns_answer answer; /* until_ms 0: not known */
	struct waiter *waiters;	  /* not NULL: being asked */
	bool asking;
	int64_t asked_ms;	  /* the question went out */
	struct entry *held_next;  /* in the list of those held */
};

struct dns {
	struct loop *loop;
	ares_channel channel;
	struct entry *slot[SLOTS];
	size_t nentries;
	int64_t answered_ms; /* somebody answered a question of ours last; 0 never */
	struct entry *held;  /* silent names, until it is known whether anybody answers us */
	bool closing;
};

static void on_ready(void *ctx, int fd, unsigned events)
{
	struct dns *d = ctx;

	ares_process_fd(d->channel, events & LOOP_READ ? fd : ARES_SOCKET_BAD,
		events & LOOP_WRITE ? fd : ARES_SOCKET_BAD);
}

static void on_socket(void *ctx, ares_socket_t fd, int readable, int writable)
{
	struct dns *d = ctx;

	loop_watch(d->loop, fd, (readable ? LOOP_READ : 0u) | (writable ? LOOP_WRITE : 0u),
		on_ready, d);
}

int dns_open(struct loop *l, const char *servers, struct dns **out, struct err *e)
{
	struct ares_options o = {.timeout = TRY_MS, .tries = TRIES};
	char lookups[] = "fb";
	struct dns *d = mem_alloc(sizeof(*d));
	int rc;

	d->loop = l;
	o.lookups = lookups;
	o.sock_state_cb = on_socket;
	o.sock_state_cb_data = d;
	/* names of the web are whole; a server's refusal is an answer, not silence */
	o.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOCHECKRESP;
	rc = ares_library_init(ARES_LIB_INIT_ALL);
	if (rc == ARES_SUCCESS)
		rc = ares_init_options(&d->channel, &o, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
			ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB | ARES_OPT_FLAGS);
	if (rc == ARES_SUCCESS && servers)
		rc = ares_set_servers_ports_csv(d->channel, servers);
	if (rc != ARES_SUCCESS) {
		if (d->channel)
			ares_destroy(d->channel);
		ares_library_cleanup();
		free(d);
		return err_set(e, ERR_IO, "cannot start the resolver: %s", ares_strerror(rc));
	}
	*out = d;
	return 0;
}

static void free_waiters(struct entry *x)
{
	while (x->waiters) {
		struct waiter *w = x->waiters;

		x->waiters = w->next;
		free(w);
	}
}

/* Forgets what is no longer valid and nobody waits for. */
static void sweep(struct dns *d, int64_t now_ms)
{
	for (size_t i = 0; i < SLOTS; i++) {
		struct entry **at = &d->slot[i];

		while (*at) {
			struct entry *x = *at;

			if (x->asking || x->answer.until_ms > now_ms) {
				at = &x->next;
				continue;
			}
			*at = x->next;
			free(x->host);
			free(x);
			d->nentries--;
		}
	}
}

static struct entry *find(struct dns *d, struct str host, int64_t now_ms)
{
	struct entry **at = &d->slot[hash64_of(host) & (SLOTS - 1)];
	struct entry *x;

	for (x = *at; x; x = x->next)
		if (str_eqc(host, x->host))
			return x;
	if (d->nentries >= ENTRIES_MAX)
		sweep(d, now_ms);
	x = mem_alloc(sizeof(*x));
	x->dns = d;
	x->host = str_dup(host);
	x->next = *at;
	*at = x;
	d->nentries++;
	return x;
}

static void tell(struct entry *x)
{
	struct waiter *w = x->waiters;
	struct dns_answer answer = x->answer;

	x->waiters = NULL;
	x->asking = false;
	while (w) {
		struct waiter *next = w->next;

		w->fn(w->ctx, &answer);
		free(w);
		w = next;
	}
}

static enum dns_status status_of(int rc)
{
	switch (rc) {
	case ARES_SUCCESS:
		return DNS_OK;
	case ARES_ENOTFOUND:
		return DNS_NXDOMAIN;
	case ARES_ENODATA:
		return DNS_NODATA;
	case ARES_EBADNAME:
	case ARES_EBADSTR:
		return DNS_BAD_NAME;
	case ARES_ETIMEOUT:
		return DNS_TIMEOUT;
	case ARES_ECONNREFUSED:
	case ARES_EREFUSED: /* our resolver does not serve us */
	case ARES_ENOMEM:
	case ARES_EFILE:
		return DNS_NO_RESOLVER;
	default:
		return DNS_SERVFAIL;
	}
}

static int64_t clamp_ttl(int64_t ms)
{
	return ms < TTL_MIN_MS ? TTL_MIN_MS : ms > TTL_MAX_MS ? TTL_MAX_MS : ms;
}

/* Takes addresses and the shortest time to live. IPv4 first: many portals publish IPv6
 * addresses that nobody serves, and the first one decides whose pace counts. */
static int64_t take_nodes(struct dns_answer *x, const struct ares_addrinfo *info)
{
	int64_t ttl = TTL_MAX_MS;

	for (int family = 4; family <= 6; family += 2) {
		for (const struct ares_addrinfo_node *n = info->nodes; n; n = n->ai_next) {
			struct ip *ip = &x->ip[x->n];

			if (x->n == DNS_ADDRESSES_MAX)
				break;
			if (n->ai_family != (family == 4 ? AF_INET : AF_INET6))
				continue;
			ip->family = family;
			if (family == 4)
				memcpy(ip->b, &((const struct sockaddr_in *)(const void *)
					n->ai_addr)->sin_addr, 4);
			else
				memcpy(ip->b, &((const struct sockaddr_in6 *)(const void *)
					n->ai_addr)->sin6_addr, 16);
			x->n++;
			if (n->ai_ttl * SECOND_MS < ttl)
				ttl = n->ai_ttl * SECOND_MS;
		}
	}
	return ttl;
}

/* How long what is known now is believed. */
static int64_t kept_ms(enum dns_status x, int64_t ttl_ms)
{
	switch (x) {
	case DNS_OK:
		return clamp_ttl(ttl_ms);
	case DNS_SERVFAIL:
		return FAILURE_MS;
	case DNS_TIMEOUT:
	case DNS_NO_RESOLVER:
		return SILENCE_MS;
	case DNS_NXDOMAIN:
	case DNS_NODATA:
	case DNS_BAD_NAME:
		break;
	}
	return TTL_MIN_MS;
}

static void settle(struct entry *x, int64_t ttl_ms)
{
	x->answer.until_ms = clock_mono_ms() + kept_ms(x->answer.status, ttl_ms);
	tell(x);
}

/* Whether anybody answers us is known now: those held are told what their silence meant. */
static void on_control(void *ctx, int rc, int timeouts, unsigned char *answer, int n)
{
	struct dns *d = ctx;
	struct entry *x = d->held;
	bool silent = rc == ARES_ETIMEOUT || rc == ARES_ECONNREFUSED;

	(void)timeouts;
	(void)answer;
	(void)n;
	if (d->closing || rc == ARES_EDESTRUCTION || rc == ARES_ECANCELLED)
		return;
	if (!silent)
		d->answered_ms = clock_mono_ms();
	d->held = NULL;
	while (x) {
		struct entry *next = x->held_next;

		x->held_next = NULL;
		if (d->answered_ms < x->asked_ms)
			x->answer.status = DNS_NO_RESOLVER;
		settle(x, 0);
		x = next;
	}
}

/* A name that nobody answered for while nobody answered anything: is it the name, or us? */
static void hold(struct entry *x)
{
	struct dns *d = x->dns;
	bool first = !d->held;

	x->held_next = d->held;
	d->held = x;
	if (first)
		ares_query(d->channel, CONTROL, C_IN, T_A, on_control, d);
}

static void on_answer(void *ctx, int rc, int timeouts, struct ares_addrinfo *info)
{
	struct entry *x = ctx;
	struct dns *d = x->dns;
	int64_t ttl = TTL_MIN_MS;

	(void)timeouts;
	if (d->closing || rc == ARES_EDESTRUCTION || rc == ARES_ECANCELLED) {
		ares_freeaddrinfo(info);
		return;
	}
	x->answer = (struct dns_answer){.status = status_of(rc)};
	if (rc == ARES_SUCCESS)
		ttl = take_nodes(&x->answer, info);
	ares_freeaddrinfo(info);
	if (rc == ARES_SUCCESS && x->answer.n == 0)
		x->answer.status = DNS_NODATA;
	if (x->answer.status != DNS_TIMEOUT && x->answer.status != DNS_NO_RESOLVER &&
		x->answer.status != DNS_BAD_NAME)
		d->answered_ms = clock_mono_ms();
	if (x->answer.status == DNS_TIMEOUT && d->answered_ms < x->asked_ms)
		hold(x);
	else
		settle(x, ttl);
}

static bool is_localhost(struct str host)
{
	return str_eq_nocase(host, STR("localhost")) ||
		str_ends_nocase(host, STR(".localhost"));
}

static void answer_local(struct dns_answer *x)
{
	static const unsigned char v4[4] = {127, 0, 0, 1};

	*x = (struct dns_answer){.status = DNS_OK, .n = 2, .until_ms = INT64_MAX};
	x->ip[0].family = 4;
	memcpy(x->ip[0].b, v4, 4);
	x->ip[1].family = 6;
	x->ip[1].b[15] = 1;
}

void dns_ask(struct dns *d, struct str host, int64_t now_ms, dns_fn *fn, void *ctx)
{
	struct ares_addrinfo_hints hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM,
		.ai_flags = ARES_AI_NOSORT};
	struct entry *x = find(d, host, now_ms);
	struct waiter *w;

	if (!x->asking && x->answer.until_ms <= now_ms && is_localhost(host))
		answer_local(&x->answer);
	if (!x->asking && x->answer.until_ms > now_ms) {
		struct dns_answer known = x->answer;

		fn(ctx, &known);
		return;
	}
	w = mem_alloc(sizeof(*w));
	*w = (struct waiter){.next = x->waiters, .fn = fn, .ctx = ctx};
	x->waiters = w;
	if (x->asking)
		return;
	x->asking = true;
	x->asked_ms = now_ms;
	ares_getaddrinfo(d->channel, x->host, NULL, &hints, on_answer, x);
}

int64_t dns_turn(struct dns *d, int64_t now_ms)
{
	struct timeval tv, *left;

	(void)now_ms;
	left = ares_timeout(d->channel, NULL, &tv);
	if (!left)
		return -1;
	ares_process_fd(d->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	left = ares_timeout(d->channel, NULL, &tv);
	return left ? left->tv_sec * SECOND_MS + left->tv_usec / 1000 + 1 : -1;
}

void dns_close(struct dns *d)
{
	if (!d)
		return;
	d->closing = true;
	ares_destroy(d->channel);
	for (size_t i = 0; i < SLOTS; i++) {
		while (d->slot[i]) {
			struct entry *x = d->slot[i];

			d->slot[i] = x->next;
			free_waiters(x);
			free(x->host);
			free(x);
		}
	}
	ares_library_cleanup();
	free(d);
}

bool ipv6_leads_out(const struct ip *x)
{
	struct sockaddr_in6 to = {.sin6_family = AF_INET6, .sin6_port = htons(80)};
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0), rc;

	if (fd < 0)
		return false;
	memcpy(&to.sin6_addr, x->b, 16);
	/* of a datagram socket this only chooses a route */
	rc = connect(fd, (const struct sockaddr *)(const void *)&to, sizeof(to));
	close(fd);
	return rc == 0;
}

const char *ip_text(char out[IP_TEXT], const struct ip *x)
{
	if (!inet_ntop(x->family == 4 ? AF_INET : AF_INET6, x->b, out, IP_TEXT))
		snprintf(out, IP_TEXT, "?");
	return out;
}
