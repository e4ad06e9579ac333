/* Tables of the records between crawler, fetcher and parsers. */
#include "fetch-options.h"

static const struct field option_rows[] = {
	F_STR(1, struct fetch_options, exe),
	F_I32(2, struct fetch_options, parsers),
	F_I32(3, struct fetch_options, max_transfers),
	F_I32(4, struct fetch_options, connections),
	F_I32(5, struct fetch_options, address_rate),
	F_I32(6, struct fetch_options, address_connections),
	F_I64(7, struct fetch_options, delay_ms),
	F_BOOL(8, struct fetch_options, loopback_unpaced),
	F_BOOL(9, struct fetch_options, allow_private_all),
	F_BOOL(10, struct fetch_options, ignore_robots),
	F_BOOL(11, struct fetch_options, sandbox_require),
	F_LIST(12, struct fetch_options, allow_private, nallow_private, record_str),
	F_STR(13, struct fetch_options, user_agent),
	F_STR(14, struct fetch_options, contact),
	F_STR(15, struct fetch_options, proxy),
	F_STR(16, struct fetch_options, ca_file),
	F_STR(17, struct fetch_options, dns_servers),
	F_I64(18, struct fetch_options, connect_ms),
	F_I64(19, struct fetch_options, total_ms),
	F_I64(20, struct fetch_options, retry_ms),
	F_I64(21, struct fetch_options, parser_ms),
	F_I64(22, struct fetch_options, budget_ms),
	F_I32(23, struct fetch_options, retries),
};
RECORD_TYPE(record_fetch_options, struct fetch_options, 1, option_rows);

static const struct field hello_rows[] = {
	F_I32(1, struct fetch_hello, sandbox),
};
RECORD_TYPE(record_fetch_hello, struct fetch_hello, 1, hello_rows);

static const struct field stat_rows[] = {
	F_U64(1, struct fetch_stat, jobs_done),
	F_U64(2, struct fetch_stat, bytes),
	F_U64(3, struct fetch_stat, requests),
	F_U64(4, struct fetch_stat, parser_deaths),
	F_U64(5, struct fetch_stat, in_flight),
	F_U64(6, struct fetch_stat, hosts_waiting),
	F_I32(7, struct fetch_stat, sandbox),
};
RECORD_TYPE(record_fetch_stat, struct fetch_stat, 1, stat_rows);
