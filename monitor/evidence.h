/* Everything behind one incident as files, so that somebody else can read it without a
 * network and check it with sha256sum alone.
 *
 *	evidence_collect    what the stores hold about it: measurements, stored bytes, the
 *			    snapshot chain, parents, notices and their versions, messages
 *	evidence_page       index.html over all that, written last
 *	evidence_seal       manifest.json and SHA256SUMS
 *
 * The files follow from the store alone: no clock is read, so that the same store gives
 * the same bytes. All names are made here from numbers and digests. */
#ifndef MONITOR_EVIDENCE_H
#define MONITOR_EVIDENCE_H

#include "crawler/calendar.h"
#include "crawler/config.h"
#include "crawler/pages.h"
#include "monitor/incident.h"
#include "monitor/lang.h"

#define EVIDENCE_MEASURES 400	       /* the first and last half of a longer run */
#define EVIDENCE_PARENTS 100
#define EVIDENCE_BODIES ((size_t)256 << 20) /* bytes; what is over is named, not packed */

struct evidence_file {
	struct str name; /* "bodies/<sha256>.bin" */
	struct str what; /* for people, in the package's language */
	struct str data;
};

/* One line of the time line. */
struct evidence_moment {
	int64_t ms;
	int rank;	 /* among those of one instant: measured, judged, told */
	uint64_t seq;
	struct str text;
	struct str file; /* more about it; none */
};

/* A page that carries the broken link. */
struct evidence_parent {
	struct str url, text; /* link text */
	int32_t line;
	struct str title, file, body; /* file, body: none where no bytes are kept */
	int64_t time_ms;	      /* of the reading shown */
	bool marked;		      /* the link stands in that reading */
};

struct evidence_chain {
	struct str day, digest, file; /* file none: too many measurements to be packed */
	uint64_t nmeasures;
};

struct evidence {
	/* given */
	const struct config *config;
	const struct calendar *calendar;
	struct store_txn *pages, *alerts;
	enum lang lang;
	const struct zone *zone;
	bool simulation;
	struct arena *arena;
	struct incident i;
	/* collected */
	int64_t to_ms; /* end of what belongs to it */
	struct evidence_file *files;
	size_t nfiles, files_cap;
	struct evidence_moment *moments;
	size_t nmoments, moments_cap;
	struct measure *measures; /* chosen ones, in order */
	size_t nmeasures, measures_cap, nmeasured; /* nmeasured: all there were */
	struct evidence_parent *parents;
	size_t nparents, nparents_all;
	struct evidence_chain *chain;
	size_t nchain, chain_cap;
	struct str *left_out; /* digests of bodies that are gone or too much */
	size_t nleft_out, left_out_cap;
	size_t body_bytes;
	struct str diff_file; /* what changed in the notice; none */
};

int evidence_collect(struct evidence *v, struct err *e);
void evidence_page(struct evidence *v);
/* Sorts the files by name. */
void evidence_seal(struct evidence *v);

/* --- its parts --- */
int evidence_measures(struct evidence *v, struct err *e);
int evidence_chain(struct evidence *v, struct err *e);
int evidence_parents(struct evidence *v, struct err *e);
int evidence_notices(struct evidence *v, struct err *e);
int evidence_told(struct evidence *v, struct err *e);
int evidence_rule(struct evidence *v, struct err *e);
void evidence_days(struct evidence *v); /* the calendar */

/* Takes what is in b, which is released. */
void evidence_add(struct evidence *v, struct str name, const char *what, struct buf *b);
void evidence_moment(struct evidence *v, const struct evidence_moment *m);
/* "bodies/….bin", packed once; none where the bytes are gone or too much. */
int evidence_body(struct evidence *v, const struct sha256 *digest, const char *what,
	struct str *file, struct err *e);
/* A copy of a record that a scan lent. */
int evidence_keep(struct evidence *v, const struct record_type *type, const void *rec,
	void *out, struct err *e);
struct str evidence_time(const struct evidence *v, int64_t ms); /* RFC 3339 */
/* Values of the incident's evidence of that kind; *at is where to go on. */
bool evidence_next(const struct evidence *v, const char *kind, size_t *at, struct str *value);

/* --- words --- */
const char *evidence_verdict_text(int verdict, enum lang l);
/* "opened" and the other words of an incident's history, for people. */
const char *evidence_entry_text(struct str what, enum lang l);
/* What the rule of that kind demands and how it is confirmed. */
const char *evidence_rule_text(struct str kind, enum lang l);

#endif
