/* Addresses that lead on without end. */
#ifndef CRAWLER_TRAPS_H
#define CRAWLER_TRAPS_H

#include "base/arena.h"
#include "crawler/store.h"

#define VARIANTS_MAX 500 /* addresses that differ in their query only */

/* The limit that bites (enum linkcheck_limit), else -1. Pure. */
int trap_of(struct str url, int64_t now_ms);

/* Counts an address met for the first time among those that differ from it in their query only
 * (table "variant"). Whether there are too many of them; an address without a query is none. */
bool trap_variants(struct store_txn *t, struct str url, uint64_t most, struct arena *a);

#endif
