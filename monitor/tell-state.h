/* What is known of a receiver from its deliveries. Table "receiver" of `alerts`. */
#ifndef MONITOR_TELL_STATE_H
#define MONITOR_TELL_STATE_H

#include "monitor/alerts.h"
#include "monitor/receiver.h"

struct receiver_state {
	struct str id;
	int64_t failing_ms; /* first failure of the present run, 0: works */
	int64_t next_ms;    /* not asked before, 0: at once */
	int32_t nfailed;    /* failures in a row */
	struct str last_error;
	int64_t lost_ms;    /* an alert was given up or refused by everybody, 0 */
	int32_t nlost;
	int64_t refused_ms; /* a recipient was refused, 0 */
	struct str refused; /* whom, and the answer */
	int64_t ok_ms;	    /* last delivery that worked */
	int64_t resent_ms;  /* what fires was last repeated, 0 */
	int64_t returned_ms; /* something accepted came back, 0 */
	int64_t accepted_ms; /* the first that was accepted since, 0 */
};
extern const struct record_type record_receiver_state;

/* All zero but for id where nothing is known yet. */
int receiver_state_get(struct store_txn *t, struct str id, struct receiver_state *out,
	struct arena *a, struct err *e);
int receiver_state_put(struct store_txn *t, const struct receiver_state *s, struct err *e);
/* Moves the state by one outcome. next_ms: when a receiver that is down is asked again. */
void receiver_state_step(struct receiver_state *s, const struct delivery_result *r,
	bool gave_up, int64_t now_ms, struct arena *a);
/* What was accepted came back for `whom`; lost: nobody has it. */
void receiver_state_returned(struct receiver_state *s, struct str whom, struct str error,
	bool lost, int64_t now_ms);
/* Whether it must be told. */
bool receiver_state_worries(const struct receiver_state *s, int64_t now_ms);
/* 1, 2, 4 ... 60 minutes after the n-th failure, up to a tenth shorter. */
int64_t tell_backoff_ms(int32_t n);

#endif
