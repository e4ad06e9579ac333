/* Receivers: one file and one const struct each, one line in receivers.def (the build takes
 * receiver-NAME.c from there). The file brings what the configuration says of it (`kind`:
 * its key, its rows, its own checks), what `doctor` tries, and `tell`. Beside it stand an
 * item in the manual page and rows in tests; nothing else knows one kind from another.
 *
 * `tell` makes one attempt to deliver one message and may be called again for the same
 * message after a crash or a failure: whoever receives can tell a repetition by its
 * Message-ID. It writes nothing into a store. What the receiver answers is data: it goes
 * into the result. A negative return is a fault on our side (a secret that cannot be read,
 * no memory for a transfer); it counts as "try again". */
#ifndef MONITOR_RECEIVER_H
#define MONITOR_RECEIVER_H

#include "crawler/rows.h"
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
	/* First of all: receiver_config.kind points here. */
	struct receiver_kind kind;
	/* At most r->timeout_ms for each conversation. The alert's `done` names recipients
	 * that are settled already; they are left out. */
	int (*tell)(const struct receiver_config *r, const struct message *m,
		struct delivery_result *out, struct err *e);
	/* It holds an alert for a time only: what fires is repeated by tell_resend. */
	bool forgets;
	/* How often it is repeated, ms; 0 never. Where it forgets. */
	int64_t (*resend_ms)(const struct receiver_config *r);
	/* "xlsx" or "csv": a digest's table goes along as a file; "". NULL: never. */
	const char *(*attach)(const struct receiver_config *r);
	/* The mail address it sends from: Message-IDs are made in that domain. NULL: none. */
	const char *(*sender)(const struct receiver_config *r);
	/* Where it can be tried without telling anything: an address to connect to, or a path
	 * that must be ours to use so (access(2); a path that is not there yet is fine). */
	struct receiver_try (*trial)(const struct receiver_config *r);
};

struct receiver_try {
	const char *url;  /* NULL: path */
	const char *path;
	bool program;	  /* the path must be there, and ours to run */
	bool mail;	  /* the address is a mail server */
};

#define X(name) extern const struct receiver_type name;
#include "monitor/receivers.def"
#undef X

/* The table, for config_set_receiver_kinds. */
void receiver_kinds_known(void);
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
