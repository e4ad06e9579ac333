/* Records put into order, however many there are: what does not fit in a few megabytes is
 * sorted in runs, the runs lie in a file without a name (`spool`) and are merged.
 *
 * A record is a key and a value; the order is that of the keys' bytes, and of two alike that
 * of their coming. A failure stays: what is added later is dropped, sorter_error says why. */
#ifndef SORTER_H
#define SORTER_H

#include "spool.h"

struct sorter;

/* held_bytes  of records in memory, before they are written as a run; their index takes 16
 *             bytes of each beside */
struct sorter *sorter_new(size_t held_bytes);
void sorter_free(struct sorter *s); /* NULL is fine */
void sorter_add(struct sorter *s, struct str key, struct str value);
/* All records in order, the caller's; nothing may be added any more. Empty where something
 * failed. */
struct spool *sorter_sorted(struct sorter *s);
/* 0, or what failed: ERR_IO, ERR_FULL. */
int sorter_error(const struct sorter *s, struct err *e);

/* --- reading what is in order --- */
struct sorted {
	struct spool *spool;
	struct str rest;
	const char *left; /* what lies before was given back */
};
void sorted_open(struct sorted *r, struct spool *s);
/* False: the end. Both last as long as the spool. */
bool sorted_next(struct sorted *r, struct str *key, struct str *value);

#endif
