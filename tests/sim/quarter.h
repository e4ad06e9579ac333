/* The simulated quarter: 200 portals, what happens to them, and what must be told of it.
 *
 * quarter-script.c   the script: causes with their times, and what a fetch meets
 * quarter-count.c    what was told, against the script
 * quarter.c          time, the crawler's results, the monitor's turns */
#ifndef SIM_QUARTER_H
#define SIM_QUARTER_H

#include "base/clock.h"
#include "base/fs.h"
#include "crawler/job.h"
#include "crawler/pages.h"
#include "monitor/alerts.h"
#include "monitor/monitor.h"

#define PORTALS 200
#define PLATFORMS 8	   /* of PER_PLATFORM portals each; the others stand alone */
#define PER_PLATFORM 10
#define DAYS 92
#define LINKS 3		   /* of a portal's own, and one that leads outside */
#define CAUSES_MAX 400
#define NOISE_PERCENT 3

enum cause_kind {
	CAUSE_OUTAGE,	  /* one portal cannot be opened */
	CAUSE_PLATFORM,	  /* all portals on one address */
	CAUSE_ALIKE,	  /* portals on different addresses, at one minute */
	CAUSE_WAF_DAY,	  /* a day of refusals: says nothing, must not be told */
	CAUSE_WAF_WEEK,	  /* nine days of them: not measured, for the operator */
	CAUSE_REDESIGN,	  /* a week of pages that cannot be read, then a new structure */
	CAUSE_LINK,	  /* one link is gone */
	CAUSE_FLAP,	  /* one link comes and goes every day */
	CAUSE_STALE,	  /* a column is not updated any more */
	CAUSE_WITHDRAWN,  /* one notice is taken down */
	CAUSE_LINE,	  /* our own line */
	CAUSE_KINDS
};

struct cause {
	int kind;
	int portal, column; /* or platform */
	int link; /* or notice */
	int64_t from_ms, to_ms; /* to: INT64_MAX never */
	uint64_t members[4];	/* CAUSE_ALIKE: bits of the portals */
};

struct script {
	uint64_t seed;
	bool witnesses;
	int64_t start_ms, end_ms;
	struct cause list[CAUSES_MAX];
	size_t n;
	uint64_t nfailed; /* fetches that met a failure, of whatever origin */
};

/* A quarter by its seed. */
void script_make(struct script *s, uint64_t seed, bool witnesses, int64_t start_ms);
uint64_t script_dice(uint64_t seed, uint64_t a, uint64_t b);
const char *cause_word(int kind);
/* The address a portal stands on. */
void script_address(int portal, char out[40]);

enum page_what { PAGE_OF_HOME, PAGE_OF_COLUMN, PAGE_OF_LINK, PAGE_OF_OUTSIDE, PAGE_OF_NOTICE,
	PAGE_OF_WITNESS };
/* Verdict, status and reason of a fetch at a time. number: of the link or witness. */
void script_fetch(struct script *s, int portal, enum page_what what, int number,
	int64_t now_ms, struct result *r);
/* Kind of structure that the column shows: 0 the old one, 1 the new one, negative after another
 * redesign, else nonsense that differs from day to day. */
int script_shape(const struct script *s, int portal, int column, int64_t now_ms);
#define RHYTHM_MS (4 * DAY_MS) /* between two notices of a column */
/* Number of the newest notice of a rhythm that never stops, and of a column. */
int script_number(int portal, int64_t now_ms);
int script_newest(const struct script *s, int portal, int column, int64_t now_ms);
bool script_withdrawn(const struct script *s, int portal, int number, int64_t now_ms);

/* Compares what was told with the script; prints the table and every fault.
 *   returns  the number of faults */
int count_alerts(const struct script *s, struct store *alerts, bool print);

#endif
