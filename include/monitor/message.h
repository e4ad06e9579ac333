/* What a receiver is told: an alert's payload made into texts in its language.
 *
 * Everything in the payload may come from a hostile page. Texts are one line each, without
 * controls and bidi marks, cut where they are endless; HTML is escaped; addresses become
 * links only where they are http or https. */
#ifndef MONITOR_MESSAGE_H
#define MONITOR_MESSAGE_H

#include "base/jval.h"
#include "crawler/config.h"
#include "monitor/alerts.h"
#include "monitor/lang.h"
#include "monitor/mime.h"

struct message {
	const struct alert *alert;  /* its number, receiver, kind, Message-ID, done */
	struct jval *doc;	    /* the payload */
	const struct config *config;
	enum lang lang;
	bool simulation, test;
	int64_t now_ms;		    /* of this attempt */
	int64_t hold_ms;	    /* what fires holds so long, 0: a receiver's own time */
	struct str subject;	    /* one line */
	struct str headline;	    /* the first sentence of the text */
	struct str text, html;	    /* lines end in LF */
	struct mime_file files[8];  /* attachments of a report, or the table of a digest */
	size_t nfiles;
	struct buf owned_text, owned_html;
	struct arena arena;
};

#define MESSAGE_ITEMS 20 /* described in one message; reports hold the rest */

/* x and config stay the caller's and must live as long as m.
 *   errors  ERR_SYNTAX the payload is no JSON object: it can never be told */
int message_make(struct message *m, const struct alert *x, const struct config *config,
	int64_t now_ms, struct err *e);
/* The digest's table as a file of the message: "csv" or "xlsx" (csv where not built in).
 * Nothing happens where there is nothing to list. */
int message_attach(struct message *m, const char *form, struct err *e);
void message_release(struct message *m);
/* The incident that speaks for the message: the first that is not resolved, else the first;
 * borrowed, NULL where there is none. */
const struct jval *message_lead(const struct message *m);
/* Address, unit, portal ... of message_lead; none where there is none. */
struct str message_first(const struct message *m, const char *key);

#endif
