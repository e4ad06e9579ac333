/* bench-due DIR PORTALS COLUMNS OUTSIDE: what a turn of the crawler costs while it looks for
 * what is due.
 *
 * A store with PORTALS home pages, COLUMNS columns of each and links to OUTSIDE hosts, all
 * of it due later; printed: the time of one look at all kinds when nothing is due, when one
 * portal in a hundred is, and of one move of a due time. */
#include "base/clock.h"
#include "crawler/due.h"

#include <stdio.h>
#include <stdlib.h>

#define NOW INT64_C(1790213400000)
#define LOOKS 200

static struct arena arena;
static uint64_t taken;

static int put(struct store_txn *t, int kind, struct str host, struct str subject,
	int64_t due_ms, struct err *e)
{
	return due_move(t, kind, host, subject, 0, due_ms, e);
}

static int fill(struct store_txn *t, int portals, int columns, int outside, struct err *e)
{
	int rc = 0;

	for (int i = 0; i < portals && rc == 0; i++) {
		struct str host = arena_strf(&arena, "p%d.gov.cn", i);

		rc = put(t, DUE_PROBE, host, host, NOW + HOUR_MS + i, e);
		for (int k = 0; k < columns && rc == 0; k++)
			rc = put(t, DUE_COLUMN, host, arena_strf(&arena, "p%d/c%d", i, k),
				NOW + 6 * HOUR_MS + k, e);
		arena_reset(&arena);
	}
	for (int i = 0; i < outside && rc == 0; i++) {
		struct str host = arena_strf(&arena, "o%d.example", i);

		rc = put(t, DUE_LINK, host, host, NOW + DAY_MS + i, e);
		arena_reset(&arena);
	}
	return rc;
}

static bool never(struct str subject, void *ctx)
{
	(void)subject;
	(void)ctx;
	return false;
}

static int take(int kind, struct str subject, struct str key, void *ctx)
{
	(void)kind;
	(void)subject;
	(void)key;
	(void)ctx;
	taken++;
	return 0;
}

static void look(struct store_txn *t, const char *what)
{
	struct due_walk w = {.skip = never, .take = take};
	int64_t start = clock_mono_us();

	taken = 0;
	for (int n = 0; n < LOOKS; n++)
		for (int i = 0; i < DUE_KINDS - 1; i++)
			due_each(t, due_order[i], NOW, 16, &w);
	printf("%s: %.1f us a look, %.1f taken\n", what,
		(double)(clock_mono_us() - start) / LOOKS, (double)taken / LOOKS);
}

static int run(struct store *s, int portals, int columns, int outside, struct err *e)
{
	struct store_txn *t = NULL;
	int64_t start;
	int rc = store_begin(s, true, &t, e);

	if (rc == 0)
		rc = fill(t, portals, columns, outside, e);
	if (rc < 0)
		return rc;
	look(t, "nothing due");
	start = clock_mono_us();
	for (int i = 0; i < portals && rc == 0; i += 100) {
		struct str host = arena_strf(&arena, "p%d.gov.cn", i);

		for (int k = 0; k < columns && rc == 0; k++)
			rc = due_move(t, DUE_COLUMN, host, arena_strf(&arena, "p%d/c%d", i, k),
				NOW + 6 * HOUR_MS + k, NOW - k, e);
	}
	printf("a move: %.1f us\n", (double)(clock_mono_us() - start) /
		((portals + 99) / 100 * (columns ? columns : 1)));
	look(t, "one portal in a hundred due");
	return rc < 0 ? rc : store_commit(t, e);
}

int main(int argc, char **argv)
{
	struct store *s = NULL;
	struct err e = {0};
	int rc;

	if (argc != 5) {
		fputs("usage: bench-due DIR PORTALS COLUMNS OUTSIDE\n", stderr);
		return 2;
	}
	rc = store_open(argv[1], "pages", STORE_CREATE, &s, &e);
	if (rc == 0)
		rc = run(s, atoi(argv[2]), atoi(argv[3]), atoi(argv[4]), &e);
	if (rc < 0)
		fprintf(stderr, "bench-due: %s\n", e.text);
	store_close(s);
	arena_release(&arena);
	return rc < 0 ? 3 : 0;
}
