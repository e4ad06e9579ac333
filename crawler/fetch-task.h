/* One job under way: shared by fetch.c (the engine), fetch-hop.c (the way to a hop),
 * fetch-request.c (its request), fetch-decide.c (what an answer means for the job),
 * fetch-issuer.c (certificates that were refused) and fetch-robots.c (whether it may be asked
 * for). */
#ifndef CRAWLER_FETCH_TASK_H
#define CRAWLER_FETCH_TASK_H

#include "fetch-chain.h"
#include "fetch-host.h"
#include "fetch-transfer.h"
#include "fetch.h"

#include "crawler/url.h"

#include "base/clock.h"

struct origin; /* fetch-robots.c */
struct robots;
struct issuer; /* fetch-issuer.c */
struct issuers;

struct visit {
	uint64_t url, cookies; /* hashes */
};

struct task {
	struct task *next, *prev;	 /* all tasks */
	struct task *robots_next;	 /* of those that wait for one robots.txt or issuer */
	struct task *key_next;		 /* of those in one slot of the table */
	struct fetch *f;
	uint64_t key;			 /* unique in this process */
	struct arena a;
	struct job job;
	struct result r;
	struct origin *robots_of;	 /* this task fetches a robots.txt for us */
	struct issuer *issuer_of;	 /* or the certificate of an authority */
	struct ticket ticket;
	struct session *session;	 /* NULL before the first request */
	struct url url;			 /* of the hop */
	struct str host;		 /* without brackets */
	struct str pace_name;		 /* of the hop; none: not yet made */
	struct ip ip[DNS_ADDRESSES_MAX];
	size_t nip;
	struct ip first_ip;		 /* of the job's own address */
	const char *how;		 /* the hop was reached by "http" "meta" "script" */
	struct visit visit[HOPS_MAX + 2];
	size_t nvisits, hops_cap;
	int redirects, refreshes, tries, dns_tries;
	bool all_permanent, left_https, left_host, sent_to_itself;
	bool second_profile, fresh, no_cache, unconditional;
	bool http2;			 /* this hop was refused over HTTP/1.1 */
	struct ruling before_http2;
	bool lenient;			 /* this hop's answer had faults that browsers bear */
	bool raw;			 /* and libcurl does not bear them */
	bool probing_certificate;	 /* asks again without verification */
	bool retried_after;		 /* a stated wait was sat out once */
	bool host_waits;		 /* the host sleeps and may be asked the same again */
	int busy;			 /* repetitions of this hop after such a sleep */
	bool probing_chain;		 /* because an issuer is missing */
	bool unverified;		 /* and goes on so: nobody has the issuer */
	bool chain_incomplete;		 /* of this hop or one before */
	int probe_status;		 /* without verification; 0: no answer */
	struct chain *chain;		 /* NULL: none in question */
	struct ruling certificate;	 /* what the verified request found */
	struct ruling ruling;		 /* of the newest answer */
	struct answer answer;		 /* newest; its body is gone after reading */
	const char *unread;		 /* why the document could not be read; NULL: it was */
	int64_t active_ms;		 /* spent so far, without waiting for turns */
	int64_t dns_ms;			 /* the look-up under way began */
	int64_t wake_ms;		 /* sleeping until; 0 awake */
	bool wakes_to_name;		 /* to ask for its name again, not for its turn */
	struct str body;		 /* kept for the result, in a */
};

#define TASK_SLOTS 1024 /* a power of two */

struct fetch {
	struct loop *loop;
	const struct fetch_options *o;
	struct fetch_calls calls;
	struct dns *dns;
	struct pace *pace;
	struct transfers *transfers;
	struct robots *robots;
	struct issuers *issuers;
	struct chains *chains;
	struct guard guard;
	struct task *tasks;
	struct task *by_key[TASK_SLOTS];
	uint64_t last_key;
	int64_t wake_ms; /* nobody sleeps until before; INT64_MAX nobody sleeps */
	struct str agent, second_agent;
	struct arena a;
	struct fetch_stat stat;
	struct task *ended; /* to be freed outside all callbacks */
};

/* fetch.c */
struct task *task_new(struct fetch *f);
void task_begin(struct task *t);
void task_end(struct task *t, struct ruling why);
void task_detail(struct task *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int64_t task_left_ms(const struct task *t);
bool task_retries(const struct task *t); /* this kind repeats inside the job */

/* fetch-hop.c */
/* Under which name the host of the hop is paced. */
struct str task_pace_name(struct task *t);
/* The next hop; url as it stands in Location or a page, resolved against the present one. */
void task_hop(struct task *t, struct str url, const char *how);
void task_robots_known(struct task *t); /* robots.txt allows it: on to the name */
void task_queue_turn(struct task *t);	/* at its host; task_start follows */
struct str task_proxy(const struct task *t);
bool task_may_be_private(const struct task *t, const struct ip *x);
bool url_has_host(struct str url, struct str host);

/* fetch-request.c */
void task_start(struct task *t);
void task_again(struct task *t, int64_t wait_ms); /* the same hop once more */
void task_sleeps(struct task *t); /* until its wake_ms */

/* fetch-decide.c */
void decide_answer(struct task *t, const struct answer *x);
void decide_parsed(struct task *t, struct str page, const char *reason);

/* fetch-issuer.c */
struct issuers *issuers_open(struct fetch *f);
void issuers_close(struct issuers *x);
/* The task that fetched a certificate has ended. */
void issuers_settle(struct task *t);
/* The certificate was refused, as r says: once more without verification.
 *   chain  only an issuer is missing */
void certificate_probe(struct task *t, const struct ruling *r, bool chain);
void certificate_probed(struct task *t, const struct answer *x);

/* fetch-robots.c */
struct robots *robots_open(struct fetch *f);
void robots_close(struct robots *r);
/* Calls task_robots_known or task_end, now or later. */
void robots_ask(struct robots *r, struct task *t);
/* The task that fetched a robots.txt has ended. */
void robots_settle(struct robots *r, struct task *t);

#endif
