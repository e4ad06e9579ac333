/* Delivery of what the outbox holds.
 *
 * At least once: before an attempt the alert is claimed (attempts and the time of the next
 * one are written), then the conversation is held with nothing open in the store, then the
 * outcome is written. A crash in between sends again at the next time, with the same
 * Message-ID. Two processes never try the same alert at once.
 *
 * What fails is tried again after 1, 2, 4 ... 60 minutes, for 72 hours from its creation.
 * A receiver that does not work holds back its other alerts until it is asked again. After
 * an hour of failure, or when something was refused or given up, tell_findings gives a
 * finding "receiver-failed", which becomes an incident like any other and is told to
 * another receiver; a delivery that works ends it. What comes back after it was accepted
 * (tell_bounced) counts as refused then; a delivery that works and is not returned for a day
 * ends that. */
#ifndef MONITOR_TELL_H
#define MONITOR_TELL_H

#include "crawler/config.h"
#include "crawler/store.h"

#define TELL_GIVE_UP_MS (INT64_C(72) * 3600 * 1000)
#define TELL_WORRY_MS (INT64_C(3600) * 1000)

struct tell_ask {
	int64_t now_ms;
	int64_t budget_ms;    /* begin no attempt later than this, 0: no end */
	const char *receiver; /* this one only; NULL */
	uint64_t seq;	      /* this alert only, due or not; 0 */
	/* counted for the caller */
	size_t ndelivered, nagain, nfailed;
	bool worse;	      /* a receiver failed in a way that must be told */
	/* kept between calls: nothing is looked at while nothing changed and nothing is due */
	uint64_t seen_txn;
	int64_t wake_ms;
};

/* Tries every alert that waits and whose time has come.
 *   errors  of the store; what a receiver answers is recorded, not returned */
int tell_deliver_some(struct store *alerts, const struct config *c, struct tell_ask *ask,
	struct err *e);
int tell_deliver(struct store *alerts, const struct config *c, int64_t now_ms, struct err *e);

/* Repeats what fires to receivers that forget, where it is time to.
 *   errors  of the store; what a receiver answers is recorded, not returned */
int tell_resend(struct store *alerts, const struct config *c, int64_t now_ms, struct err *e);

/* What is wrong with receivers, as findings for the monitor's turn. */
struct findings;
int tell_findings(struct store *alerts, const struct config *c, int64_t now_ms,
	struct findings *out, struct arena *a, struct err *e);
/* Makes alerts wait again from now on, for another 72 hours: one, or (seq 0) all that were
 * given up and all that wait but are not being sent just now. *n: how many.  errors  ERR_NOTFOUND no such alert */
int tell_retry(struct store *alerts, uint64_t seq, int64_t now_ms, size_t *n, struct err *e);

/* Writes down whom a notification says refused, in one short transaction; whatever else it
 * says changes nothing. out->seq 0: it is about none of our messages. */
struct bounce;
struct bounced {
	uint64_t seq;	  /* of the alert */
	size_t nrecorded; /* recipients that are refused from now on */
	size_t nknown;	  /* that were so before */
};
int tell_bounced(struct store *alerts, const struct bounce *b, int64_t now_ms,
	struct bounced *out, struct err *e);

#endif
