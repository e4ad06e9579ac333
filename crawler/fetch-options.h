/* What the crawler tells its fetcher at the start, and what the processes say of
 * themselves. Records that cross the process border. */
#ifndef CRAWLER_FETCH_OPTIONS_H
#define CRAWLER_FETCH_OPTIONS_H

#include "base/record.h"

struct fetch_options {
	struct str exe; /* of the parsers; none: this one */
	int32_t parsers, max_transfers, connections, address_rate, address_connections;
	int64_t delay_ms;
	bool loopback_unpaced, allow_private_all, ignore_robots, sandbox_require;
	struct str *allow_private; /* CIDRs */
	size_t nallow_private;
	struct str user_agent, contact, proxy, ca_file, dns_servers;
	int64_t connect_ms; /* until connected and secured */
	int64_t total_ms;   /* of one request; links get a third */
	int64_t retry_ms;   /* before the first repetition; doubled */
	int32_t retries;    /* of unstable kinds, inside a job */
	int64_t parser_ms;  /* of one document */
	int64_t budget_ms;  /* of waits that one host asks for, in all; 0: obeyed as they come */
};
extern const struct record_type record_fetch_options;

struct fetch_hello {
	int32_t sandbox; /* enum sandbox_level */
};
extern const struct record_type record_fetch_hello;

struct fetch_stat {
	uint64_t jobs_done, bytes, requests, parser_deaths;
	uint64_t in_flight, hosts_waiting;
	int32_t sandbox;
};
extern const struct record_type record_fetch_stat;

#endif
