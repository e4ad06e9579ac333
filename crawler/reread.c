/* Stored bytes read again. */
#include "reread.h"

#include "loop.h"
#include "parsers.h"

#include "base/clock.h"

#include <stdlib.h>

#define LIMIT_MS (2 * SECOND_MS) /* as for any document */

struct reread {
	char *exe;
	int64_t limit_ms;
	struct loop *loop;
	struct parsers *parsers;
	/* of the page under way */
	struct page *out;
	struct arena *a;
	const char *why;
	bool done, good;
};

struct reread *reread_new(const char *exe, int64_t limit_ms)
{
	struct reread *x = mem_alloc(sizeof(*x));

	x->exe = exe ? cstr_dup(exe) : NULL;
	x->limit_ms = limit_ms > 0 ? limit_ms : LIMIT_MS;
	return x;
}

static void on_parsed(void *ctx, uint64_t ticket, struct str page, const char *reason)
{
	struct reread *x = ctx;

	(void)ticket;
	x->done = true;
	x->why = reason;
	if (str_none(page))
		return;
	x->good = record_read(&record_page, arena_str(x->a, page), x->out, x->a, NULL) == 0;
	x->why = x->good ? NULL : "unreadable";
}

static int start(struct reread *x, struct err *e)
{
	int rc = x->loop ? 0 : loop_open(&x->loop, e);

	if (rc == 0 && !x->parsers)
		rc = parsers_open(x->loop, 1, x->exe, x->limit_ms, on_parsed, x, &x->parsers, e);
	return rc;
}

bool reread_page(struct reread *x, const struct page_order *o, struct str body,
	struct page *out, const char **why, struct arena *a)
{
	struct buf order = BUF_INIT((size_t)1 << 24);
	struct err e = {0};
	int64_t wait_ms;
	int rc = start(x, &e);

	x->out = out;
	x->a = a;
	x->done = x->good = false;
	x->why = "parser-died";
	if (rc == 0) {
		record_write(&record_page_order, o, &order);
		parsers_read(x->parsers, 1, buf_str(&order), body);
	}
	while (rc == 0 && !x->done) {
		rc = parsers_turn(x->parsers, clock_mono_ms(), &wait_ms, &e);
		parsers_tell(x->parsers);
		if (rc == 0 && !x->done)
			rc = loop_turn(x->loop, wait_ms < 0 ? 100 : wait_ms, &e);
	}
	if (rc < 0)
		reread_rest(x);
	*why = x->good ? NULL : x->why;
	buf_release(&order);
	return x->good;
}

void reread_rest(struct reread *x)
{
	parsers_close(x->parsers);
	loop_close(x->loop);
	x->parsers = NULL;
	x->loop = NULL;
}

void reread_free(struct reread *x)
{
	if (!x)
		return;
	reread_rest(x);
	free(x->exe);
	free(x);
}
