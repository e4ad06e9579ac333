/* Whose turn it is: a queue per host, a queue per contacted address, and their pace.
 *
 * A ticket waits at its host until the host may be asked again, then at the address of
 * the host until that may be; so a thousand portals on one platform are asked at the pace
 * of the platform. Pure: times are monotonic and given by the caller.
 *
 * After 5 failures in a row to reach a host by http or https nothing is asked that way for
 * 15 minutes and every such ticket comes back at once with PACE_DOWN; after an answer that
 * tells us to wait longer than PACE_PATIENCE_MS, with PACE_HELD. What refusals mean is in
 * fetch-patience.h. A host that cuts some connections while it serves others is asked over
 * fewer, and slower, as after a refusal. Errors never make the pace faster. */
#ifndef CRAWLER_FETCH_HOST_H
#define CRAWLER_FETCH_HOST_H

#include "fetch-patience.h"

#include "base/str.h"

#define PACE_PATIENCE_MS INT64_C(60000) /* a longer wait is the crawler's to plan */
#define PACE_CLASSES 10

enum pace_word { PACE_GO, PACE_DOWN, PACE_HELD };

struct pace_host;
struct pace_addr;

struct ticket {
	struct ticket *next;
	void *owner;
	int priority;	 /* 0..PACE_CLASSES-1, lower first */
	bool first;	 /* before all others of its class: a chain under way */
	bool secure;	 /* https: reached, or not, on its own */
	bool forced;	 /* goes although the host is down or held: availability */
	enum pace_word word; /* set by pace_next */
	struct pace_host *host;
	int64_t begin_ms;	/* of its turn */
	struct pace_addr *addr; /* whose slot it holds; NULL before its turn */
};

struct pace_options {
	int64_t delay_ms;	 /* between two requests to a host */
	int connections;	 /* to a host */
	int address_rate;	 /* requests a second to an address */
	int address_connections; /* to an address */
	int64_t budget_ms;	 /* of waits that one host asks for; 0: see fetch-patience.h */
};

/* Of one host, as the crawler wants it; -1 and 0: the default. */
struct pace_wish {
	int64_t delay_ms;
	int connections;
	bool unpaced; /* loopback: no delay, many connections */
};

enum pace_outcome {
	PACE_ANSWERED,
	PACE_REFUSED, /* 429, 503 */
	PACE_CUT,     /* reset, or closed without a byte: perhaps we are too many, or too fast */
	PACE_UNREACHED,
};

struct pace;

struct pace *pace_open(const struct pace_options *o);
void pace_close(struct pace *p);

/* The ticket waits for its turn at host; addr tells the address that will be
 * contacted. */
void pace_queue(struct pace *p, struct ticket *t, struct str host, struct str addr,
	const struct pace_wish *wish, int64_t now_ms);
/* The next ticket whose turn it is, NULL none; it holds its slots when word is PACE_GO. */
struct ticket *pace_next(struct pace *p, int64_t now_ms);
/* Gives the slots back. True: the host refused or was crowded, and may be asked the same
 * again when the ticket has its next turn.
 *   retry_after_ms  as the answer said, 0 none
 *   why             of PACE_UNREACHED: what PACE_DOWN will repeat; of PACE_CUT where it was
 *		     not even reached, else NULL */
bool pace_done(struct pace *p, struct ticket *t, enum pace_outcome x, int64_t took_ms,
	int64_t retry_after_ms, const struct ruling *why, int64_t now_ms);
/* Its host bears fewer connections than we may make: one that is open is used again. */
bool pace_is_narrow(const struct ticket *t);
/* Takes a waiting ticket out; one that holds slots must be given to pace_done. */
void pace_forget(struct pace *p, struct ticket *t);
/* Time until pace_next may have something; -1 never by itself. */
int64_t pace_wait_ms(const struct pace *p, int64_t now_ms);
size_t pace_hosts_waiting(const struct pace *p);
/* robots.txt asks for a delay; it counts up to 30 s. */
void pace_crawl_delay(struct pace *p, struct str host, int64_t delay_ms, int64_t now_ms);

/* Why a PACE_DOWN ticket was refused, and for how long the host is left alone. */
struct ruling pace_why(const struct ticket *t);
int64_t pace_held_ms(const struct ticket *t, int64_t now_ms);

#endif
