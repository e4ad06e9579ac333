/* A worker: one fetcher process and P parser processes, as the crawler sees it.
 *
 *	worker_open -> { worker_submit ... worker_turn ... worker_next }* -> worker_close
 *
 * Jobs submitted are done at least once, in an order and at a pace that politeness allows.
 * A fetcher or parser that dies in the middle is started again and its jobs are issued
 * again; a job whose document killed a parser twice comes back with reason "parser-died"
 * and no page. Credit bounds what is under way: worker_room says how many more jobs are
 * taken now. */
#ifndef CRAWLER_WORKER_H
#define CRAWLER_WORKER_H

#include "base/err.h"
#include "crawler/job.h"

struct worker; /* opaque */

struct worker_options {
	int parsers;		/* processes; 0: one per core, at most 16 */
	int max_transfers;	/* at once; default 256 */
	int64_t delay_ms;	/* least time between requests to a host; 0: 1000, -1: none */
	int connections;	/* to one host; default 1 */
	int address_rate;	/* requests a second to one contacted address; default 10 */
	int address_connections; /* to one contacted address; default 4 */
	bool loopback_unpaced;
	bool allow_private_all;
	const char *const *allow_private; /* CIDRs, NULL-terminated, or NULL */
	const char *user_agent;	/* NULL: portalwatch/VERSION (+contact) */
	const char *contact;	/* NULL */
	const char *proxy;	/* NULL */
	const char *ca_file;	/* NULL: the system's bundle */
	bool sandbox_require;	/* refuse to run with less than seccomp and Landlock */
	bool ignore_robots;
	const char *exe;	/* whose hidden verbs are the roles; NULL: this executable */
	bool nothing_open;	/* no store yet: the first fetcher begins as a copy of this
				   process, some milliseconds sooner than a new one */
	const char *dns_servers; /* "127.0.0.1:5353,..."; NULL: the system's */
	int64_t connect_ms;	/* until connected and secured; 0: 10 s */
	int64_t total_ms;	/* of one request, links a third; 0: 60 s */
	int64_t retry_ms;	/* before the first repetition inside a job; 0: 1 s */
	int retries;		/* of unstable kinds inside a job; 0: 2, -1: none */
	int64_t parser_ms;	/* of one document; 0: 2 s */
	int64_t budget_ms;	/* of waits that one host asks for (429, Retry-After), in all, as
				   a check in one pass needs it; 0: obeyed, the job ends */
};

/* Starts the processes. errors ERR_IO, ERR_UNSUPPORTED (sandbox_require) */
int worker_open(const struct worker_options *o, struct worker **out, struct err *e);

/* Takes a copy of the job. errors ERR_AGAIN when worker_room is 0 */
int worker_submit(struct worker *w, const struct job *j, struct err *e);
/* What was submitted goes out now, as far as the socket takes it, not at the next turn. */
void worker_flush(struct worker *w);
size_t worker_room(const struct worker *w);
size_t worker_pending(const struct worker *w); /* submitted, result not yet taken */
size_t worker_ready(const struct worker *w);   /* of them finished */
size_t worker_ready_bytes(const struct worker *w); /* of these, as they came */

/* Lets processes speak, at most timeout_ms (0: do not wait).
 * errors  ERR_GONE when processes die faster than they can be started */
int worker_turn(struct worker *w, int64_t timeout_ms, struct err *e);

/* The same for who takes results many at a time: waits although some are ready. */
int worker_gather(struct worker *w, int64_t timeout_ms, struct err *e);

/* The next finished job, in a; false when there is none now. */
bool worker_next(struct worker *w, struct result *out, struct arena *a);

/* The same without a copy: *own, which must be empty, becomes the result's arena and is
 * released by the caller. */
bool worker_take(struct worker *w, struct result *out, struct arena *own);

/* A file descriptor that is readable when worker_turn has something to do; for poll. */
int worker_fd(const struct worker *w);

/* What a person wants to see: transfers in flight, hosts waiting and why. */
struct worker_stat {
	uint64_t jobs_done, bytes, requests, parser_deaths, fetcher_deaths;
	size_t in_flight, hosts_waiting;
	const char *sandbox; /* "seccomp+landlock" "seccomp" "landlock" "rlimit"; "" not known yet */
};
void worker_stat(const struct worker *w, struct worker_stat *out);

/* Kills the processes without waiting for their end; only worker_stat and worker_close may
 * follow. */
void worker_dismiss(struct worker *w);
/* Stops the processes; unfinished jobs are forgotten. NULL is fine. */
void worker_close(struct worker *w);

/* Entry points of the processes, called by main for the hidden verbs "role-fetcher" and
 * "role-parser"; fd 3 is the socket to the parent. Return the exit status. */
int fetcher_main(int argc, char **argv);
int parser_main(int argc, char **argv);

#endif
