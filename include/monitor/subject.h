/* SUBJECT of the command line: #N, PORTAL, PORTAL/COLUMN or an address, everywhere. */
#ifndef MONITOR_SUBJECT_H
#define MONITOR_SUBJECT_H

#include "base/err.h"
#include "base/str.h"
#include "crawler/store.h"

enum subject_kind { SUBJECT_INCIDENT, SUBJECT_PORTAL, SUBJECT_COLUMN, SUBJECT_ADDRESS };

struct subject {
	enum subject_kind kind;
	uint64_t incident;
	struct str portal, column, url; /* borrowed from the text */
};

/* False: not the form of a subject ("" or "#x"). Whether it exists is not asked. */
bool subject_parse(struct str text, struct subject *out);

/* Whether the store knows the portal, or the column of it, that s names: also one that is no
 * longer configured. ERR_USAGE with a text for people where it does not: an empty answer would
 * look like "nothing happened". */
int subject_stored(struct store_txn *t, const struct subject *s, struct err *e);

#endif
