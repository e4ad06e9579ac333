/* SUBJECT of the command line: #N, PORTAL, PORTAL/COLUMN or an address, everywhere. */
#ifndef MONITOR_SUBJECT_H
#define MONITOR_SUBJECT_H

#include "base/str.h"

enum subject_kind { SUBJECT_INCIDENT, SUBJECT_PORTAL, SUBJECT_COLUMN, SUBJECT_ADDRESS };

struct subject {
	enum subject_kind kind;
	uint64_t incident;
	struct str portal, column, url; /* borrowed from the text */
};

/* False: not the form of a subject ("" or "#x"). Whether it exists is not asked. */
bool subject_parse(struct str text, struct subject *out);

#endif
