/* Addresses that lead on without end. Pure. */
#ifndef CRAWLER_TRAPS_H
#define CRAWLER_TRAPS_H

#include "base/str.h"

/* The limit that bites (enum linkcheck_limit), else -1. */
int trap_of(struct str url, int64_t now_ms);

#endif
