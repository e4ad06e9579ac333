/* The notices that an address is the page of: one for each column that lists it. */
#ifndef MONITOR_NOTICE_FIND_H
#define MONITOR_NOTICE_FIND_H

#include "crawler/pages.h"

#define NOTICES_OF_ADDRESS 16

struct notice_found {
	struct notice list[NOTICES_OF_ADDRESS]; /* most versions first */
	size_t n;
};

/* Compares the address as listed and its canonical form. Nothing found is no error. */
int notice_find(struct store_txn *t, struct str url, struct notice_found *out,
	struct arena *a, struct err *e);

#endif
