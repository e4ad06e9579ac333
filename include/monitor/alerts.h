/* What the monitor stores in `alerts`: incidents, their history, the outbox. Written by
 * the monitor, and in single short transactions by commands (DESIGN 3). */
#ifndef MONITOR_ALERTS_H
#define MONITOR_ALERTS_H

#include "crawler/store.h"
#include "base/record.h"

enum incident_state { INCIDENT_SUSPECTED = 1, INCIDENT_OPEN, INCIDENT_ACKNOWLEDGED,
	INCIDENT_RESOLVED, INCIDENT_UNSTABLE, INCIDENT_IGNORED, INCIDENT_FALSE_ALARM,
	INCIDENT_EXEMPT };
const char *incident_state_word(int state); /* "suspected" ... stable, in JSON */

enum severity { SEVERITY_LOW = 1, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL };
const char *severity_word(int s);
int severity_of_word(struct str word); /* 0 unknown */

enum finding_level { LEVEL_OK, LEVEL_WARN, LEVEL_OVERDUE };

/* Table "incident", key id (u64). Table "subject", key kind NUL subject -> id. */
struct incident {
	uint64_t id;
	struct str kind;     /* rule or finding kind: "stale" "broken-link" "portal-down" ... */
	struct str subject;  /* portal, portal/column, or address: what it is about */
	struct str portal, column, unit;
	int32_t severity, state, level;
	int64_t first_ms;    /* first failing measurement: outage start */
	int64_t suspected_ms, opened_ms, resolved_ms, last_ms;
	int64_t earliest_ms; /* suspected: can be confirmed at the earliest */
	struct str cause;    /* token of the present cause: "http-404" "overdue" */
	struct str summary;  /* one line, English tokens and data; texts are made in tell */
	struct str basis;
	struct pair *facts;  /* named values for texts: "age_days" "limit" "newest" "status" */
	size_t nfacts;
	struct pair *evidence; /* kind -> reference: "measure" seq, "body" sha256, "url" */
	size_t nevidence;
	int32_t nreopened;
	uint64_t told_seq;   /* number of the last message of this incident */
	struct pair *told;   /* receiver -> kind of last message, blank, Message-ID of the first,
				for exact recovery notices and threads */
	size_t ntold;
	uint64_t inhibited_by; /* incident id, 0 */
	/* people */
	struct str by, reason, person;
	int64_t until_ms, deadline_ms;
	struct str measure_taken;
	/* flapping: times of hard changes, newest last, at most 40 */
	struct pair *changes;
	size_t nchanges;
	int64_t good_since_ms;
	int32_t ngood;
	int64_t last_told_ms;
	int32_t escalated;
	struct str notice;   /* number of its last rectification notice, "2026-3" */
	int64_t fixed_ms;    /* someone said it was mended: proven by the next measurement */
	int64_t asked_ms;    /* a person wants it measured again: not over before that */
};
extern const struct record_type record_incident;

/* One line of an incident's life. Table "history", key id | seq. */
struct incident_entry {
	uint64_t seq;
	int64_t time_ms;
	struct str what; /* "suspected" "opened" "updated" "acknowledged" "resolved" "told"
			    "held" (with reason) "note" "assigned" ... */
	struct str by, user, text, receiver;
	int32_t from_state, to_state;
	struct str unit, person; /* "assigned": to whom */
	int64_t until_ms;	 /* end of a decision, deadline of "assigned"; 0 none */
};
extern const struct record_type record_incident_entry;

enum alert_state { ALERT_WAITING = 1, ALERT_DELIVERED, ALERT_FAILED };

/* Outbox. Table "outbox", key seq. One per receiver and message. */
struct alert {
	uint64_t seq;
	struct str receiver;
	struct str message_id; /* fixed; "<pw.EPOCH.INCIDENT.KIND.SEQ@host>" */
	struct str kind;       /* "problem" "update" "recovery" "digest" "test" "heartbeat"
				  "weekly" "report" "notice" */
	int32_t severity;
	struct pair *incidents; /* id -> kind of message */
	size_t nincidents;
	struct str payload;    /* JSON: everything the receiver's text is made of, fixed here */
	int64_t created_ms, next_ms, delivered_ms;
	int32_t state, attempts;
	struct str last_error;
	struct str references; /* Message-IDs of earlier mails of the incident */
	struct pair *done;     /* recipients settled -> "accepted" or "refused ...", time */
	size_t ndone;
	int64_t give_up_ms;    /* after a retry; 0: 72 h after its creation */
	int64_t claimed_ms;    /* an attempt began and has not been recorded; 0 */
};
extern const struct record_type record_alert;

/* Table "delivery", key alert seq | attempt. */
struct delivery {
	uint64_t alert;
	int32_t attempt;
	int64_t time_ms;
	bool ok;
	struct str text; /* server's answer, exit status */
};
extern const struct record_type record_delivery;

typedef int alerts_incident_fn(const struct incident *i, void *ctx);
typedef int alerts_entry_fn(const struct incident_entry *x, void *ctx);
typedef int alerts_alert_fn(const struct alert *x, void *ctx);
typedef int alerts_delivery_fn(const struct delivery *d, void *ctx);

int alerts_incident(struct store_txn *t, uint64_t id, struct incident *out, struct arena *a,
	struct err *e);
/* The newest incident of the subject. */
int alerts_by_subject(struct store_txn *t, struct str kind, struct str subject,
	struct incident *out, struct arena *a, struct err *e);
/* A new one (id 0) gets its number. */
int alerts_put_incident(struct store_txn *t, struct incident *i, struct err *e);
int alerts_add_entry(struct store_txn *t, uint64_t id, struct incident_entry *x,
	struct err *e);
int alerts_put_alert(struct store_txn *t, struct alert *x, struct err *e);
int alerts_alert(struct store_txn *t, uint64_t seq, struct alert *out, struct arena *a,
	struct err *e);
int alerts_put_delivery(struct store_txn *t, const struct delivery *d, struct err *e);
int alerts_each_incident(struct store_txn *t, alerts_incident_fn *fn, void *ctx,
	struct err *e);
int alerts_each_entry(struct store_txn *t, uint64_t id, alerts_entry_fn *fn, void *ctx,
	struct err *e);
int alerts_each_alert(struct store_txn *t, uint64_t after_seq, alerts_alert_fn *fn,
	void *ctx, struct err *e);
int alerts_each_delivery(struct store_txn *t, uint64_t alert, alerts_delivery_fn *fn,
	void *ctx, struct err *e);

#endif
