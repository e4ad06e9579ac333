/* What is due and when: an index in the store over the due_ms of portals, columns, notices
 * and addresses, grouped by host so that one slow host with a long queue hides no other.
 *
 * Table "due", key kind(u8) | hash64(host) | time | hash(subject), value the subject. The
 * record of the subject holds the same time; due_move keeps both in step. Table "due-host", key
 * kind(u8) | time | hash64(host), holds the first time of each host, so that a look costs what
 * is due and not what is known. */
#ifndef CRAWLER_DUE_H
#define CRAWLER_DUE_H

#include "crawler/store.h"

/* Stored: numbers stay. */
enum due_kind { DUE_PROBE = 1, DUE_COLUMN, DUE_NOTICE, DUE_LINK, DUE_FILE, DUE_KINDS };

/* The order in which a round works them off. */
extern const int due_order[DUE_KINDS - 1];

/* Takes the entry at old_ms away (0: there is none) and puts one at new_ms (0: none).
 *   host  of the address that will be asked; the same at every call for one subject */
int due_move(struct store_txn *t, int kind, struct str host, struct str subject,
	int64_t old_ms, int64_t new_ms, struct err *e);

/* Makes the order of hosts of a store that was written before there was one. Once, before
 * any look. */
int due_prepare(struct store_txn *t, struct err *e);

/* A walk over what is due at now_ms, host by host; whose first entry waits longest comes
 * first, so that nobody is passed over for ever.
 *   per_host  entries looked at of one host, those under way included
 *   skip      true: this subject is under way already
 *   take      may move dues, also of this host; negative stops the walk; key names the entry for due_forget
 * A negative take ends the walk; the next one begins with who waits longest again, and skips
 * what is under way. */
struct due_walk {
	bool (*skip)(struct str subject, void *ctx);
	int (*take)(int kind, struct str subject, struct str key, void *ctx);
	void *ctx;
};
void due_each(struct store_txn *t, int kind, int64_t now_ms, int per_host,
	const struct due_walk *w);

/* Takes an entry away whose subject is not stored any more: it would be due for ever. */
int due_forget(struct store_txn *t, struct str key, struct err *e);

/* Is anything of the kind due at now_ms? *next_ms: the earliest time, 0 when nothing waits. */
bool due_any(struct store_txn *t, int kind, int64_t now_ms, int64_t *next_ms);

/* Entries of the kind that were due before before_ms, and the earliest of them (0: none).
 * Counts up to DUE_COUNT_MAX. */
#define DUE_COUNT_MAX 1000000
uint64_t due_count(struct store_txn *t, int kind, int64_t before_ms, int64_t *oldest_ms);

/* "host:port" of an address for grouping, lower case. */
struct str due_host(struct str url);

#endif
