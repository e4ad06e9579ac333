/* Inspection: one portal by one profile. What is found is data; the report's files only
 * arrange it. */
#ifndef INSPECT_H
#define INSPECT_H

#include "link-faults.h"
#include "visits.h"

#include "crawler/profile.h"
#include "monitor/person-mark.h"

enum inspect_outcome {
	OUTCOME_MET,
	OUTCOME_WARN,	/* close to a veto */
	OUTCOME_HIT,	/* a veto, a deduction, or something noted */
	OUTCOME_CANNOT,	/* why says what stands in the way */
	OUTCOME_MANUAL, /* a person decides */
	OUTCOME_OFF,	/* switched off in the profile */
};
const char *inspect_outcome_word(int outcome); /* stable, in JSON */

enum inspect_verdict { INSPECT_PASS, INSPECT_FAIL, INSPECT_CANNOT };
const char *inspect_verdict_word(int verdict); /* "pass" "fail" "cannot-judge" */

/* One thing that was found, in the reader's language. */
struct inspect_hit {
	struct str subject; /* column by name, or address */
	struct str url;
	struct str problem;
	struct str page;    /* that carries a link; none */
	int64_t since_ms;   /* 0 unknown */
	uint64_t incident;  /* 0 none */
};

struct inspect_result {
	const struct profile_indicator *indicator;
	int outcome;
	size_t nhits;	    /* all; listed are at most INSPECT_HITS_MAX */
	struct inspect_hit *hits;
	size_t nlisted, cap;
	int32_t bad, counted; /* CHECK_VISITS */
	size_t nselected, nunmeasured; /* columns asked, and of these not seen */
	size_t nunjudged;   /* of which the rule could say nothing: why */
	int64_t points;	    /* hundredths lost; of a bonus: won */
	struct str why;
	const struct person_mark *mark; /* whose result this is; NULL: the machine's */
};
#define INSPECT_HITS_MAX 200

struct inspection {
	const struct portal_config *portal;
	int verdict;	    /* enum inspect_verdict */
	bool scored;
	int64_t score, lost; /* hundredths */
	int64_t base;	    /* points of the form that was used */
	int64_t plain;	    /* the score without the bonus, converted to points of the whole form */
	int64_t bonus;	    /* added to it */
	size_t nvetoes, nwarnings, ndeductions, nmanual, ncannot;
	size_t nmachine, nperson; /* judged by */
	struct visit_spell visits; /* of the period */
	struct inspect_result *results; /* one for each indicator */
	size_t nresults;
	size_t ncolumns, nstale, nblank; /* all columns, by the limits of their classes */
};

/* What all portals of one report share. */
struct inspect_case {
	uint64_t id;
	struct str kind, subject, portal, column;
	int64_t first_ms;
};
struct inspector {
	bool guessed; /* a year without holiday data was used */
	struct report_ask *ask;
	const struct profile *profile;
	struct link_faults links;
	struct inspect_case *cases; /* incidents of the kinds asked for */
	size_t ncases, cap_cases;
	struct inspect_case *columns; /* incidents of columns, by portal, column and kind */
	size_t ncolumns, cap_columns;
	bool counts_links;
	int32_t from, to;   /* days of the period, both included */
	int64_t now_ms;	    /* its last moment, or the report's time */
	struct title_pattern **names; /* by indicator; NULL: any */
};

/* Reads what is shared. Period: as asked for, else the fortnight up to now. */
int inspector_open(struct inspector *x, struct report_ask *ask, const struct profile *p,
	struct err *e);
void inspector_close(struct inspector *x);
/* One portal; the results lie in a.
 *   errors  of the store */
int inspect_portal(struct inspector *x, const struct portal_config *p, struct inspection *out,
	struct arena *a, struct err *e);

/* --- shared by the files of the inspection --- */
struct inspect_pass {
	struct inspector *x;
	const struct portal_config *portal;
	struct inspection *out;
	struct arena *arena;
	struct visits visits;
	enum lang lang;
};
/* Room for one more; NULL where the list is full, counted all the same. */
/* The incident of a column, NULL where there is none. */
const struct inspect_case *inspect_case_of(const struct inspector *x, struct str portal,
	struct str column, struct str kind);
struct inspect_hit *inspect_add(struct inspect_pass *p, struct inspect_result *r);
bool inspect_is_for(const struct profile_indicator *i, const struct portal_config *p);
/* Columns, home page included, through every indicator that selects them. */
int inspect_columns(struct inspect_pass *p, struct err *e);
int inspect_visits(struct inspect_pass *p, struct inspect_result *r, struct err *e);
int inspect_links(struct inspect_pass *p, struct inspect_result *r, bool home, struct err *e);
void inspect_cases(struct inspect_pass *p, struct inspect_result *r);
/* What people judged: marks by indicator that hold for this inspection. */
int inspect_marks(struct inspect_pass *p, const struct person_mark **marks, struct err *e);
/* Where the machine has no verdict. */
void inspect_use_mark(struct inspect_pass *p, struct inspect_result *r,
	const struct person_mark *m);

#endif
