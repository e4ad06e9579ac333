/* The parser processes of a fetcher: documents in, pages out, culprits known.
 *
 * A process reads one document at a time; a few more wait in its socket, and it answers each
 * before it begins the next. One that dies or takes too long is killed and replaced, and the
 * document it owes the next answer for is tried once more; a second death gives the document
 * up. The others have done nothing and are given to somebody else.
 * Processes are replaced after 20,000 documents in any case. */
#ifndef CRAWLER_PARSERS_H
#define CRAWLER_PARSERS_H

#include "loop.h"

#include "base/str.h"

struct parsers;

/* page none: reason says why ("parser-died", "parser-timeout"). Called from a turn. */
typedef void parsed_fn(void *ctx, uint64_t ticket, struct str page, const char *reason);

/* n: processes at most; the first is started at once, others when documents wait.
 * limit_ms: processor time of one document; on the clock five times that. errors ERR_IO */
int parsers_open(struct loop *l, int n, const char *exe, int64_t limit_ms, parsed_fn *fn,
	void *ctx, struct parsers **out, struct err *e);
/* Takes copies. order: record of a page_order. */
void parsers_read(struct parsers *p, uint64_t ticket, struct str order, struct str body);
/* Watchdog and replacements. Returns ms until it wants another turn, -1 none.
 * errors  ERR_GONE parsers die faster than they can be started */
int parsers_turn(struct parsers *p, int64_t now_ms, int64_t *wait_ms, struct err *e);
/* Tells the parsers of all that was laid out for them since the turn: last before the loop
 * waits, or they lie idle so long. */
void parsers_tell(struct parsers *p);
size_t parsers_waiting(const struct parsers *p); /* documents not yet begun */
uint64_t parsers_deaths(const struct parsers *p);
/* The weakest level said by any process; -1 while none has spoken. */
int parsers_sandbox(const struct parsers *p);
void parsers_close(struct parsers *p);

#endif
