/* What the files of signals share. */
#ifndef SIGNALS_PRIVATE_H
#define SIGNALS_PRIVATE_H

#include "crawler/html.h"
#include "crawler/signals.h"

/* A protection tells, in a page that says little else, whose request it refused. */
bool says_refused(struct str visible);

/* Holds s one of the words, whatever their case? HAS_ANY for a list whose length is known here. */
bool signals_has_any(struct str s, const char *const *word, size_t n);
#define HAS_ANY(s, list) signals_has_any(s, list, sizeof(list) / sizeof((list)[0]))

/* Where a short script sends the reader; none. */
struct str script_redirect(struct str script, int32_t *delay_s, struct arena *a);
/* Where any script sends the reader, perhaps by a name that holds the address, as written;
 * none. */
struct str script_location(struct str script);

/* What stays hidden from who only reads the bytes of a script. */
struct unveiled {
	struct str word;     /* of the spam vocabulary, in text that was written by number, or
				that the script writes into the page; none */
	struct str leads_to; /* absolute: another site, no government's, the way to which was
				hidden or is taken only from a search engine; none */
};
/* shape  page: address of the page, absolute */
void script_unveil(struct str script, struct str page, struct unveiled *out, struct arena *a);

#endif
