/* A mail that says what became of one of ours: delivery status notifications (RFC 3464), the
 * way servers write them, and "X-Failed-Recipients" of servers that write none.
 *
 * The mail comes from anywhere, so nothing in it is believed but what is needed: which
 * message, which recipient, refused or not, and the server's words. Parts are nested at most
 * 8 deep and 200 in number, recipients and identifiers are as many as the arrays below hold;
 * what is beyond is left out. */
#ifndef MONITOR_BOUNCE_H
#define MONITOR_BOUNCE_H

#include "base/arena.h"
#include "base/err.h"

#define BOUNCE_BYTES_MAX ((size_t)16 << 20)
#define BOUNCE_RECIPIENTS 100
#define BOUNCE_IDS 16

/* What the notification says of one recipient. */
struct bounce_recipient {
	struct str address;  /* "a@b", as the last server knew it */
	struct str original; /* as we wrote it; none */
	struct str action;   /* "failed" "delayed" "relayed" "delivered" "expanded"; none */
	struct str text;     /* what the server said: one line of UTF-8, cut; the status; none */
	bool refused;        /* for good */
};

struct bounce {
	struct str ids[BOUNCE_IDS]; /* of the mail it is about, with brackets: candidates */
	size_t nids;
	struct bounce_recipient recipients[BOUNCE_RECIPIENTS];
	size_t nrecipients;
};

/* Reads a mail as it came: line ends of either kind, an mbox line before it.
 *   errors  ERR_NOTFOUND it tells nothing of a delivery, ERR_TOOBIG
 *   owns    everything in *out lies in mail or in a */
int bounce_read(struct str mail, struct bounce *out, struct arena *a, struct err *e);

#endif
