/* The ledger of duties (公开任务台账): for every duty laid on a portal, and every rule of a
 * column's own, one line that says what is owed, when, by whom, and how it stands.
 *
 * Lines are judged at one time: `now_ms`, or, of a period that is over, its last moment.
 * A duty due once in a year that is over is closed: it is judged at the end of that year
 * where its column was watched then, else it is "not observed". What nobody could see is
 * never "overdue": a portal unmeasured for a tenth of a period gets "cannot judge".
 *
 * Numbers are given by the monitor (duty_register) and never change; a line it has not
 * seen yet has number 0. Ticks are what people said by `duties done`. */
#ifndef MONITOR_DUTY_LEDGER_H
#define MONITOR_DUTY_LEDGER_H

#include "monitor/freshness.h"

/* Incident of a manual duty that nobody has ticked off. */
#define KIND_MANUAL "manual-duty"

/* In the order of strictness: of several columns and rules the last gives the line's. */
enum duty_state {
	DUTY_MET,
	DUTY_PLANNED,	   /* manual and not due yet, or of a year to come */
	DUTY_DONE,	   /* a person ticked it off */
	DUTY_EXEMPT,
	DUTY_NO_COLUMN,	   /* its columns wait for their addresses (discover: true) */
	DUTY_CANNOT,	   /* why says what stands in the way */
	DUTY_NOT_OBSERVED, /* closed, and not watched in its year */
	DUTY_UNMEASURED,
	DUTY_DUE,
	DUTY_OVERDUE
};
const char *duty_state_word(int state); /* "met" "planned" ... stable, in JSON */
int duty_state_of_word(const char *word); /* -1 unknown */

/* What a person said of a duty in a year. Table "duty-done" of alerts. */
struct duty_tick {
	struct str portal, document, id;
	int32_t year;
	bool undone;	   /* taken back */
	int64_t time_ms;
	struct str by, user, reason, evidence;
};
extern const struct record_type record_duty_tick;

/* Table "duty" of alerts, key hash of portal, document and id. */
struct duty_number {
	uint64_t number;
	struct str portal, document, id;
	int64_t first_ms;
};
extern const struct record_type record_duty_number;

struct duty_line {
	uint64_t number; /* 0: not given yet */
	const struct portal_config *portal;
	const struct duty_document *document; /* NULL: a rule of the column's own */
	const struct duty_config *duty;	      /* NULL: likewise */
	const struct rule_config *rule;	      /* that gives the state; NULL: none judged */
	struct str id;	    /* of the duty, else column#kind */
	struct str what, where; /* as written; none where not given */
	struct str quote, unit, basis, limit, limit_kind;
	struct str columns; /* ids, blank-separated */
	struct str column;  /* that gives the state; none */
	int state;	    /* enum duty_state */
	int year;	    /* for which it is owed, by the state that is told */
	bool manual, once, closed;
	bool missed_some;   /* met now, but periods before were left out: `missed` */
	bool guessed;	    /* a year without holiday data was used */
	int32_t due;	    /* DAY_NONE: no day */
	int64_t since_ms;   /* overdue since; 0 */
	int64_t last_seen_ms; /* last accepted measurement of the column, 0 never */
	int32_t newest;	    /* day of the newest credible notice, DAY_NONE */
	struct str newest_title, newest_url;
	struct str cause;   /* stable token */
	struct str summary; /* one line, English */
	struct str why;	    /* cannot judge, because: stable English sentence */
	struct str missed;  /* first days of missed periods */
	struct pair *facts, *evidence; /* of the deciding finding */
	size_t nfacts, nevidence;
	struct str kind, subject; /* of its incident */
	uint64_t incident;  /* newest one, 0 none */
	int32_t incident_state;
	bool ticked;
	struct duty_tick tick;
};
/* Owed still: everything but met, planned, done and exempt, and what missed some. */
bool duty_line_open(const struct duty_line *l);

/* Due once, in a year before the period that begins on from_day; DAY_NONE: before now. */
bool duty_line_past(const struct duty_line *l, int32_t from_day);

struct duty_ask {
	const struct config *config;
	const struct calendar *calendar;
	struct store_txn *pages, *alerts; /* NULL: nothing observed; no numbers or ticks known */
	int64_t now_ms;
	int32_t from_day, to_day; /* period, both included; DAY_NONE: as of now */
	bool own_rules;		  /* columns' own rules too, not only documents */
	/* NULL: all of them */
	bool (*wants)(const struct portal_config *p, const struct column_config *c, void *ctx);
	void *ctx;
	struct arena *arena;	/* holds what a line points to until it is reset */
};

/* Lines in the order of the configuration: portals, documents, duties, then own rules.
 * The callback returns 0 to go on, 1 to stop, negative to fail; the arena grows with every
 * line and may be reset by the callback.
 *   errors  of the store */
typedef int duty_line_fn(const struct duty_line *l, void *ctx);
int duty_ledger(const struct duty_ask *ask, duty_line_fn *fn, void *ctx, struct err *e);

/* Gives numbers to what has none; for the monitor. */
int duty_register(struct store_txn *alerts, const struct config *c, int64_t now_ms,
	struct err *e);
/* Records a tick; undone takes one back. */
int duty_put_tick(struct store_txn *alerts, const struct duty_tick *k, struct err *e);
/* The newest tick of that year. ERR_NOTFOUND: none, or taken back. */
int duty_tick_of(struct store_txn *alerts, struct str portal, struct str document,
	struct str id, int year, struct duty_tick *out, struct arena *a, struct err *e);
/* Who a duty is, across addresses and files: "2018 TITLE"; "" of a column's own rule. */
struct str duty_document_key(const struct duty_document *doc, struct arena *a);

/* Of the days from..to how many there were and on how many the portal's home page was
 * measured with a verdict that counts; blocked and unknown ones do not. */
int portal_measured_days(struct store_txn *pages, struct str home, const struct zone *z,
	int32_t from, int32_t to, int *ndays, int *nmeasured, struct err *e);
/* A tenth or more of the days not measured: nothing can be judged (DESIGN 9). */
bool measured_too_little(int ndays, int nmeasured);

#endif
