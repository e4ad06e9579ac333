/* Bytes that may be too many to hold: appended piece by piece, read when they are whole. Up to
 * a quarter of a megabyte stays in memory; more lies in a file of $TMPDIR that has no name, and
 * is read through a map, so that it is the page cache's and not ours.
 *
 * A failure stays: what is added later is dropped, spool_error says why. */
#ifndef SPOOL_H
#define SPOOL_H

#include "base/digest.h"
#include "base/err.h"
#include "base/str.h"

struct spool;

struct spool *spool_new(void);
void spool_free(struct spool *s); /* NULL is fine */
void spool_add(struct spool *s, struct str bytes);
/* All of it, until the next addition; empty where something failed. */
struct str spool_bytes(struct spool *s);
/* All of it to fn, a megabyte at a time.
 *   errors  of fn, which end it; those of the spool */
typedef int spool_fn(void *ctx, struct str piece, struct err *e);
int spool_each(struct spool *s, spool_fn *fn, void *ctx, struct err *e);
struct sha256 spool_digest(struct spool *s);
/* Whole or not at all, as fs_write. */
int spool_save(struct spool *s, const char *path, unsigned mode, bool sync, struct err *e);
size_t spool_size(const struct spool *s);
/* The bytes from..to of what spool_bytes gave were read: where they are many, their part of
 * the map is given back, so that only what is being read counts as this process's memory.
 * They can be read again. What comes back is the `from` of the next time. */
const char *spool_leave(const struct spool *s, const char *from, const char *to);
/* 0, or what failed: ERR_IO, ERR_FULL, ERR_TOOBIG over 1 TB. */
int spool_error(const struct spool *s, struct err *e);

#endif
