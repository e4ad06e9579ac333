/* Frozen reports: a document as it was made, with its digest and the facts as they were
 * known then. The document never changes. What is known differently later is told beside
 * it, as errata.
 *
 * DIR/frozen/NAME.SUFFIX holds the document, DIR/frozen/NAME.facts.json the facts; the
 * record in table "frozen" of alerts names their digests. Files come first, so that a
 * record always finds its files. */
#ifndef MONITOR_FREEZE_H
#define MONITOR_FREEZE_H

#include "base/record.h"
#include "monitor/report-make.h"

#define FROZEN_NAME_MAX 80 /* bytes */
#define FROZEN_DIR "frozen"

struct frozen {
	struct str name, kind, title, format;
	int64_t made_ms, at_ms;
	struct str from, to;	/* days; none: no period */
	struct str subjects;	/* one a line; none: all */
	struct str unit, tag, profile, seed;
	int32_t sample;
	bool open_only, simulation;
	struct str lang;
	struct str document;	/* file name */
	struct sha256 digest, facts_digest;
	int64_t bytes;
	struct str user;
	int64_t incidents;	/* number of the last incident known */
};
extern const struct record_type record_frozen;

/* Letters, digits, - _ . and whatever is not ASCII; no leading dot. */
bool frozen_name_ok(const char *name);
struct spool;
/* Keeps the document that was made for ask. ask is between report_begin and report_end;
 * the alerts of the same directory are written.
 *   errors  ERR_EXISTS a report of this name is frozen; ERR_USAGE no such name */
int frozen_keep(struct store *alerts, struct report_ask *ask, const struct report_kind *k,
	const char *format, const char *name, struct spool *document, int64_t made_ms,
	struct err *e);
typedef int frozen_fn(const struct frozen *f, void *ctx);
/* In the order of their making, the oldest first. */
int frozen_each(struct store_txn *alerts, frozen_fn *fn, void *ctx, struct err *e);
int frozen_get(struct store_txn *alerts, struct str name, struct frozen *out,
	struct arena *a, struct err *e); /* ERR_NOTFOUND */
/* It was asked of the same portals, unit and tag, by the same profile, with as large a lot.
 *   usual  the profile of who names none; may be NULL */
bool frozen_asked_alike(const struct frozen *f, const struct report_ask *ask, const char *usual);
/* The document, the facts.  errors  ERR_CORRUPT digest differs */
int frozen_document(const char *dir, const struct frozen *f, struct spool *out, struct err *e);
int frozen_facts(const char *dir, struct str name, const struct sha256 *digest,
	struct spool *out, struct err *e);

/* One thing that is known differently now. */
struct erratum {
	struct str what;	/* where in the facts: "columns[a/news].newest" */
	struct str was, is;	/* none: there was or is nothing */
	struct str by, reason;	/* of a person's decision; none */
	int64_t time_ms;	/* of that decision; 0 */
	uint64_t incident;	/* it is about; 0 */
	int was_state, is_state; /* of the incident */
};
typedef void erratum_fn(const struct erratum *x, void *ctx);
#define ERRATA_MAX 1000
/* Makes the facts of the same question again and tells what differs. What goes on living
 * after a report (a link that was repaired, an incident that was closed) is no erratum.
 *   ask      configuration, calendar, arena and the stores; the question is filled in
 *   *n       how many; beyond ERRATA_MAX they are counted, not told */
int frozen_errata(struct report_ask *ask, const struct frozen *f, erratum_fn *fn, void *ctx,
	size_t *n, struct err *e);

#endif
