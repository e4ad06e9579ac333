/* Keys of the tables of pages.h, shared by the files that keep them. */
#ifndef PAGES_KEY_H
#define PAGES_KEY_H

#include "crawler/pages.h"

#define PAGES_KEY_MAX 511
#define KEY() BUF_INIT(PAGES_KEY_MAX)
#define HASH_BYTES 16

/* portal/column NUL; column none: portal/ (a prefix of all its columns); portal none:
 * nothing. */
void pages_column_key(struct buf *b, struct str portal, struct str column);
void pages_notice_key(struct buf *b, const struct notice *n);
/* Keeps table "count" when a notice becomes `now`; before may be NULL. */
int pages_count_notice(struct store_txn *t, const struct notice *before,
	const struct notice *now, struct err *e);
int pages_count_gone(struct store_txn *t, const struct notice *n, struct err *e);
/* Keeps table "probe-day" when a probe was measured. */
int pages_put_probe(struct store_txn *t, const struct measure *m, struct err *e);
/* Table "leaf", key seq: where the measurement lies, or what its leaf was. */
int pages_put_leaf(struct store_txn *t, uint64_t seq, struct str measure_key, struct err *e);
int pages_bury_leaf(struct store_txn *t, uint64_t seq, struct str measure_key,
	struct err *e);
/* false: deleted or never there. */
int pages_leaf_key(struct store_txn *t, uint64_t seq, struct str *measure_key,
	struct arena *a, struct err *e);

#endif
