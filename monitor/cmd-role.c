/* role-fetcher, role-parser: the processes behind `crawl`, `run` and `probe`. Started by
 * their parent with a socket on descriptor 3, never by a person. */
#include "monitor/cmd.h"

#include "crawler/worker.h"

#include <fcntl.h>

/* Without the socket there is nothing to do. */
static bool has_parent(void)
{
	return fcntl(3, F_GETFD) >= 0;
}

static int run_fetcher(struct globals *g, const void *opts, int argc, char **argv)
{
	(void)g;
	(void)opts;
	return has_parent() ? fetcher_main(argc, argv) : EXIT_USAGE;
}

static int run_parser(struct globals *g, const void *opts, int argc, char **argv)
{
	(void)g;
	(void)opts;
	return has_parent() ? parser_main(argc, argv) : EXIT_USAGE;
}

const struct cmd cmd_role_fetcher = {
	.name = "role-fetcher",
	.summary = "the fetcher process",
	.hidden = true,
	.run = run_fetcher,
};

const struct cmd cmd_role_parser = {
	.name = "role-parser",
	.summary = "a parser process",
	.hidden = true,
	.run = run_parser,
};
