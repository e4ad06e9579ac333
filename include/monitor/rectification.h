/* Rectification notices (整改提示单): a numbered order to a unit to repair chosen incidents
 * by a date. Issued by a person, stored for ever with the incidents as they stood on that
 * day; what became of them is read from the incidents themselves.
 *
 * Numbers run within a year, "2026-3" for the third of 2026, and are never used twice. */
#ifndef MONITOR_RECTIFICATION_H
#define MONITOR_RECTIFICATION_H

#include "monitor/incident.h"

/* Table "rectification", key id (u64). */
struct rectification {
	uint64_t id;
	struct str number; /* "2026-3" */
	struct str unit;   /* to whom */
	struct str by, user, remark;
	int64_t issued_ms, due_ms; /* due: the first instant that is too late */
	bool guessed;		   /* a year without holiday data was crossed */
	struct pair *incidents;	   /* number -> the incident's record on that day */
	size_t nincidents;
};
extern const struct record_type record_rectification;

#define RECTIFICATION_INCIDENTS_MAX 2000

/* What became of it. */
enum rectification_state { RECTIFICATION_RUNNING = 1, RECTIFICATION_DUE, /* soon */
	RECTIFICATION_OVERDUE, RECTIFICATION_DONE };
const char *rectification_state_word(int state); /* "running" ... stable, in JSON */
struct rectification_count {
	size_t closed;	/* by measurements */
	size_t waived;	/* false alarm, ignored, exempt: nothing left to do */
	size_t claimed; /* said to be repaired, not measured since */
	size_t open;
	int state;	/* enum rectification_state */
	int64_t done_ms; /* DONE: when the last one was closed, 0 where nobody knows */
};
int rectification_count(struct store_txn *alerts, const struct rectification *r,
	const struct calendar *cal, const struct zone *z, int64_t now_ms,
	struct rectification_count *out, struct err *e);

/* Gives the number, writes it, and into each incident its number, unit and deadline and a
 * line of history, "issued". x has everything but id, number and incidents.
 *   errors  ERR_NOTFOUND no such incident; ERR_INVAL it is not open, or stands on a notice
 *           that is still running; nothing is to be committed then */
int rectification_issue(struct store_txn *alerts, struct rectification *x,
	const uint64_t *ids, size_t n, const struct zone *z, struct arena *a, struct err *e);
/* By number as people write it: "2026-3", 〔2026〕3号.  errors  ERR_NOTFOUND */
int rectification_get(struct store_txn *alerts, struct str number,
	struct rectification *out, struct arena *a, struct err *e);
typedef int rectification_fn(const struct rectification *r, void *ctx);
/* In the order of issue; as store_each_record. */
int rectification_each(struct store_txn *alerts, rectification_fn *fn, void *ctx,
	struct err *e);

#define KIND_RECTIFICATION "rectification-overdue"
/* Findings for what is overdue, and a warning from two working days before. */
int rectification_findings(struct store_txn *alerts, const struct calendar *cal,
	const struct zone *z, int64_t now_ms, struct findings *out, struct arena *a,
	struct err *e);

#endif
