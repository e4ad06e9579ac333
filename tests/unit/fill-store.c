/* fill-store DIR ROUNDS: a store with something in it, for scripts. */
#include "fill.h"

#include <stdlib.h>

static int fill(const char *dir, uint64_t rounds, struct err *e)
{
	struct store *pages = NULL, *alerts = NULL;
	struct store_txn *t = NULL;
	uint64_t round = 0;
	int rc = store_open(dir, "pages", 0, &pages, e);

	if (rc == 0)
		rc = store_open(dir, "alerts", 0, &alerts, e);
	if (rc == 0)
		rc = store_begin(pages, false, &t, e);
	if (rc == 0)
		round = store_counter(t, "round");
	store_abort(t);
	for (uint64_t i = 0; i < rounds && rc == 0; i++)
		rc = fill_round(pages, round + i, e);
	if (rc == 0)
		rc = fill_incident(alerts, e);
	store_close(pages);
	store_close(alerts);
	return rc;
}

int main(int argc, char **argv)
{
	struct err e = {0};

	if (argc != 3)
		return 2;
	if (fill(argv[1], strtoull(argv[2], NULL, 10), &e)) {
		fprintf(stderr, "fill-store: %s\n", e.text);
		return 3;
	}
	return 0;
}
