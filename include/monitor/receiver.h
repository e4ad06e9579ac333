/* Receivers: one file and one const struct each, one line in the table below.
 *
 * `tell` makes one attempt to deliver one message and may be called again for the same
 * message after a crash or a failure: whoever receives can tell a repetition by its
 * Message-ID. It writes nothing into a store. What the receiver answers is data: it goes
 * into the result. A negative return is a fault on our side (a secret that cannot be read,
 * no memory for a transfer); it counts as "try again". */
#ifndef MONITOR_RECEIVER_H
#define MONITOR_RECEIVER_H

#include "monitor/message.h"

enum delivery_outcome {
	DELIVERY_AGAIN,	 /* not now: later, with the same Message-ID */
	DELIVERY_DONE,	 /* accepted by everybody, or refused for good by some of them */
	DELIVERY_FAILED, /* refused for good by everybody */
};

#define RECIPIENTS_MAX 500

struct delivery_result {
	int outcome;	  /* enum delivery_outcome */
	bool down;	  /* the receiver itself does not work: other messages need not try */
	char text[500];	  /* the answer, an exit status: one line, for the log and for people */
	/* recipients settled by this attempt: -> "accepted", or "refused" and the answer */
	struct pair *settled;
	size_t nsettled;
	struct arena *arena; /* settled lies there */
};

struct receiver_type {
	const char *name;
	/* At most r->timeout_ms for each conversation. The alert's `done` names recipients
	 * that are settled already; they are left out. */
	int (*tell)(const struct receiver_config *r, const struct message *m,
		struct delivery_result *out, struct err *e);
	/* It holds an alert for a time only: what fires is repeated by tell_resend. */
	bool forgets;
};

extern const struct receiver_type receiver_mail;
extern const struct receiver_type receiver_command;
extern const struct receiver_type receiver_webhook;
extern const struct receiver_type receiver_alertmanager;
extern const struct receiver_type receiver_file;

const struct receiver_type *receiver_type_of(const struct receiver_config *r);

/* --- for the kinds --- */

/* One line of an answer, cut and without controls. */
void result_text(struct delivery_result *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void result_settle(struct delivery_result *out, struct str recipient, const char *how,
	struct str answer);
/* Whether the recipient was settled by an earlier attempt. */
bool recipient_settled(const struct alert *x, struct str recipient);
/* First line of a file with a secret, without its end; buf is cleared by the caller.
 *   errors  ERR_NOTFOUND, ERR_DENIED, ERR_TOOBIG; none is an empty secret */
int secret_read(const char *path, struct buf *b, struct err *e);
/* The mail as it goes out, for receivers that speak mail. to: recipients of the header. */
int message_mail(const struct message *m, const char *from, const char *reply_to,
	const char *const *to, size_t nto, struct buf *out, struct err *e);
/* DESIGN 10: the JSON that commands read and the generic webhook gets, on one line. */
void message_json(struct buf *b, const struct message *m);

#endif
