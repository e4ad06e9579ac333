/* Bytes that may be too many to hold: appended piece by piece, read when they are whole. Up to
 * a quarter of a megabyte stays in memory; more lies in a file of $TMPDIR that has no name, and
 * is read through a map, so that it is the page cache's and not ours.
 *
 * A failure stays: what is added later is dropped, spool_error says why. */
#ifndef SPOOL_H
#define SPOOL_H

#include "base/err.h"
#include "base/str.h"

struct spool;

struct spool *spool_new(void);
void spool_free(struct spool *s); /* NULL is fine */
void spool_add(struct spool *s, struct str bytes);
/* All of it, until the next addition; empty where something failed. */
struct str spool_bytes(struct spool *s);
/* 0, or what failed: ERR_IO, ERR_TOOBIG over 4 GB. */
int spool_error(const struct spool *s, struct err *e);

#endif
