/* What was sent: the head of a request, kept with its measurement as proof.
 *
 * Nearly all heads of an installation are alike but for path, host, cookies and validators.
 * So a head is kept as a template among the bodies, by its SHA-256, once for all, and the
 * measurement names it and carries the values that change; path and host only where its
 * address does not give them. The measurement's leaf in the day's chain covers both.
 *
 * Template: the head's lines with \n between; a line whose value stands elsewhere is its
 * name and a colon alone, the first line its method alone. */
#ifndef CRAWLER_ASKED_H
#define CRAWLER_ASKED_H

#include "crawler/pages.h"
#include "crawler/store.h"

#define ASKED_MAX 8192 /* bytes of a head; what is over is not kept */

/* Head of a request, as sent, into the store and m. Authorization and Proxy-Authorization
 * are withheld. Nothing happens where head is empty.
 *   shape   m->final_url or m->url is the address that was asked with it
 *   owns    what m gets lies in a or head */
int asked_put(struct store_txn *t, struct str head, struct measure *m, struct arena *a,
	struct err *e);
/* The head as it was sent, lines ended by \n.
 *   errors  ERR_NOTFOUND: none was kept, or no longer */
int asked_get(struct store_txn *t, const struct measure *m, struct buf *out, struct err *e);

#endif
