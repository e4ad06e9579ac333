/* Rules: what a column or portal owes, judged over stored state at a time given by the
 * caller. A kind of rule is one file rule-NAME.c with one const struct and one line in the
 * table of rule.c; its judge is a pure function of the view it is given.
 *
 * Days are counted in the portal's time zone. A notice counts from its credible day: the
 * earlier of the stated date and first seen; of a notice that was there before us, the
 * stated date, unless that lies after the day we first read the column (a date set later
 * or in the future makes nothing fresh). Without a stated date it counts for nothing. */
#ifndef MONITOR_RULE_H
#define MONITOR_RULE_H

#include "crawler/calendar.h"
#include "crawler/config.h"
#include "crawler/pages.h"
#include "monitor/alerts.h"

/* State of a column in one word; the order is that of strictness (freshness_of). */
enum fresh_state { STATE_NONE, STATE_FRESH, STATE_EXEMPT, STATE_DUE, STATE_UNDATED,
	STATE_EMPTY, STATE_OVERDUE, STATE_UNMEASURED };
const char *fresh_state_word(int state); /* "fresh" ... stable, in JSON; "" for NONE */

enum finding_phase {
	FINDING_SUSPECTED = 1, /* seen, not confirmed yet */
	FINDING_CONFIRMED,
	FINDING_RECOVERING,    /* good again, not often enough: changes nothing */
};

/* One judgement. level LEVEL_OK means: judged and met. */
struct finding {
	struct str kind;    /* of the incident: "stale" "empty" "broken-link" ... */
	struct str subject; /* portal, portal/column, address */
	struct str portal, column, unit;
	int32_t level;	    /* enum finding_level */
	int32_t severity;
	int32_t state;	    /* enum fresh_state; STATE_NONE where it is not about freshness */
	int32_t phase;	    /* enum finding_phase */
	int64_t since_ms;   /* first failing measurement, or the instant the limit passed */
	int64_t measured_ms; /* newest measurement it rests on */
	int64_t earliest_ms; /* suspected: can be confirmed at the earliest */
	int64_t interval_ms; /* between two measurements of the subject */
	struct str cause;   /* stable token: "overdue" "http-404" */
	struct str summary; /* one line, English */
	int32_t due;	    /* day, DAY_NONE */
	int32_t age_days;   /* of the newest credible notice, -1 unknown */
	struct str limit;   /* "14 days" "6 months" "weekly wed"; none: no limit */
	struct str basis, limit_kind;
	struct pair *facts;
	size_t nfacts, facts_cap;
	struct pair *evidence; /* "measure" seq, "body" sha256, "url", "parent" url\nline\ntext */
	size_t nevidence, evidence_cap;
	bool guessed;	    /* a year without holiday data was used */
	bool for_operator;  /* told to the operator only, never to the accused unit */
	bool once;	    /* told once, never repeated */
	struct str cannot_judge; /* why nothing is said; none: judged */
	const struct rule_config *rule;	 /* NULL: none of the configuration */
	const struct duty_config *owed;	 /* the duty whose rule it is; NULL: no document's */
	/* the finding that would explain this one: it is not told while that one stands */
	struct str parent_kind, parent_subject;
};

struct findings {
	struct finding *list; /* in the arena */
	size_t n, cap;
};

/* All notices of the column in any order, through fn; as pages_each_notice. */
typedef int rule_each_fn(void *source, pages_notice_fn *fn, void *ctx, struct err *e);

/* A notice that is listed and dated, in few bytes: what need not be read again. */
struct view_notice {
	int64_t date_ms, first_ms; /* as in struct notice */
	struct sha256 text;
	bool baseline, weak;
};
#define VIEW_SEEN_MAX ((size_t)200000)

/* What one pass over the notices gives, enough for most rules. */
struct column_view {
	size_t nnotices, nlisted; /* known; on the list now or rolled off */
	size_t ndated, nundated;  /* among those */
	size_t nincredible;	  /* dated, but later than can be */
	int32_t *days;		  /* credible days, ascending */
	size_t ndays;
	int32_t oldest, newest;	  /* DAY_NONE: none */
	int64_t newest_ms;	  /* stated */
	struct str newest_title, newest_url;
	struct view_notice *seen; /* listed and dated, in the order of the store */
	size_t nseen;		  /* at most VIEW_SEEN_MAX */
};

enum target_state { TARGET_FINE, TARGET_SUSPECTED, TARGET_BROKEN /* confirmed */, TARGET_BLANK };

struct rule_input {
	const struct rule_config *rule;
	const struct column_state *column; /* NULL: never tried */
	const struct portal_state *portal; /* NULL: never tried */
	const struct column_view *view;	   /* NULL with column NULL */
	rule_each_fn *each;
	void *source;
	/* notices of another column of any portal, for rules that pair; NULL: not available */
	int (*each_of)(void *source, struct str portal, struct str column,
		pages_notice_fn *fn, void *ctx, struct err *e);
	/* What else is stored; NULL: not available. ERR_NOTFOUND: nothing is. */
	int (*column_of)(void *source, struct str portal, struct str column,
		struct column_state *out, struct arena *a, struct err *e);
	/* last version of a notice's own page */
	int (*version_of)(void *source, const struct notice *n, struct version *out,
		struct arena *a, struct err *e);
	/* links of a page at its last reading */
	int (*links_of)(void *source, struct str url, struct page_links *out,
		struct arena *a, struct err *e);
	/* text of a column's page as kept */
	int (*text_of)(void *source, struct str url, struct page_text *out, struct arena *a,
		struct err *e);
	/* measurements of an address, oldest first */
	int (*each_measure)(void *source, struct str url, int64_t from_ms, int64_t to_ms,
		pages_measure_fn *fn, void *ctx, struct err *e);
	/* *out: enum target_state */
	int (*target_of)(void *source, struct str url, int *out, struct err *e);
	const struct calendar *calendar;
	const struct zone *zone;
	int64_t now_ms;
	int64_t interval_ms;	/* of the column */
	int cls;		/* enum column_class, never CLASS_UNSET */
	int warn_percent;	/* of a limit */
	struct str portal_id, column_id, unit;
	struct str duty;	/* id, where the rule is a document's; none */
	const struct duty_config *owed; /* it; NULL */
	struct arena *arena;
};

struct rule_kind {
	const char *name; /* as in the configuration */
	const char *args; /* keys it takes, blank-separated; warn only where a limit has a span */
	/* Adds a fault for each wrong argument; unknown keys were found already. NULL: all
	 * are fine. */
	void (*check)(const struct rule_config *r, struct config_faults *f);
	/* Adds at least one finding (LEVEL_OK where met). Returns what `each` returned. */
	int (*judge)(const struct rule_input *in, struct findings *out, struct err *e);
	/* Takes `by`, a day until which what is wrong is not owed yet: a warning from 30 days
	 * before it, nothing earlier. */
	bool until;
};

const struct rule_kind *rule_kind_find(const char *name); /* NULL: unknown */
/* Faults of one rule: unknown kind or key, wrong values. For config_set_rule_check; always
 * 0, the faults say it. */
int rule_check(const struct rule_config *r, struct config_faults *f);
/* Default rules of a class with their official basis. *n may be 0. */
const struct rule_config *class_rules(int cls, size_t *n);
int class_severity(int cls);
/* Judges one rule of the view. */
int rule_judge(const struct rule_input *in, struct findings *out, struct err *e);

/* --- for the kinds --- */

/* A new finding, filled with column, unit, severity of the class, kind and subject. */
struct finding *finding_add(const struct rule_input *in, struct findings *out,
	const char *kind);
/* The same without a column: nothing filled but kind, phase and the "none" values. */
struct finding *finding_new(struct findings *out, struct arena *a, const char *kind);
/* A copy of f with all its texts in a. */
struct finding *finding_copy(struct findings *out, const struct finding *f, struct arena *a);
void finding_fact(struct finding *f, struct arena *a, const char *key, struct str value);
void finding_factf(struct finding *f, struct arena *a, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void finding_evidence(struct finding *f, struct arena *a, const char *key, struct str value);
/* LEVEL_WARN or LEVEL_OVERDUE by the day: overdue is said only when a reading accepted
 * after `due` shows it. start..due is the span of which warn_percent makes it due. Sets
 * due, level, state, since_ms and cause. */
void finding_by_due(const struct rule_input *in, struct finding *f, int32_t start,
	int32_t due);
int32_t rule_today(const struct rule_input *in);
/* The day up to which the column is known: today, or that of the last accepted reading. */
int32_t rule_known_day(const struct rule_input *in);
/* Whether notices back to `day` would be known. */
bool rule_sees_back(const struct rule_input *in, int32_t day);
/* What was first seen at first_ms is not known yet at now_ms. A judgement that begins with a
 * round takes what the round brings, though its clock is some hours ahead by then. */
bool rule_is_later(int64_t first_ms, const struct zone *z, int64_t now_ms);
/* What stood on the column's page at the time judged.
 *   errors  ERR_NOTFOUND its text is not kept; ERR_GONE it has changed since, and only what stands
 *           there now is kept */
int rule_page_text(const struct rule_input *in, struct page_text *out, struct err *e);
#define PAGE_CHANGED_SINCE "the page has changed since, and what stood there then is not kept"
/* Taken off the list or withdrawn by then. */
bool notice_gone(const struct notice *n, int64_t now_ms);
/* Credible day of a notice, DAY_NONE where it has none at now_ms. */
int32_t notice_credible_day(const struct notice *n, int64_t column_first_ms,
	const struct zone *z, int64_t now_ms);
/* Number of credible days in [from, to]. */
size_t view_count(const struct column_view *v, int32_t from, int32_t to);
/* The newest of those; DAY_NONE. */
int32_t view_newest(const struct column_view *v, int32_t from, int32_t to);
/* The days alone of notices whose title matches, by one pass (none: the view itself, none made).
 *   errors  ERR_CONFIG a broken pattern; of the store */
int rule_view(const struct rule_input *in, const char *match, struct column_view *out,
	struct err *e);
/* Integer argument between lo and hi, `otherwise` where absent or wrong. */
int64_t rule_int(const struct rule_config *r, const char *key, int64_t lo, int64_t hi,
	int64_t otherwise);
void rule_check_int(const struct rule_config *r, const char *key, int64_t lo, int64_t hi,
	struct config_faults *f);
/* A day, "MM-DD" or whole, where it is given. */
void rule_check_date(const struct rule_config *r, const char *key, struct config_faults *f);
void rule_check_match(const struct rule_config *r, struct config_faults *f);
/* The same for another key. */
void rule_check_pattern(const struct rule_config *r, const char *key,
	struct config_faults *f);
/* The same, and the pattern must have at least so many groups. */
void rule_check_groups(const struct rule_config *r, const char *key, size_t groups,
	struct config_faults *f);
/* Keys (blank-separated) that have no meaning where `why` says so. */
void rule_check_absent(const struct rule_config *r, const char *keys, const char *why,
	struct config_faults *f);
/* `from` is not after `to`, and both are of one form; where both are given and well-formed. */
void rule_check_span(const struct rule_config *r, const char *from, const char *to,
	struct config_faults *f);
/* "MM-DD" in year, or a whole date (*once); false where malformed. */
bool rule_date(const char *text, int year, int32_t *out, bool *once);
/* A copy of what identifies a notice, for version_of after the pass is over. */
struct notice notice_keep(const struct notice *n, struct arena *a);

/* One pass over all notices. */
int column_view_make(struct column_view *v, int64_t column_first_ms, const struct zone *z,
	int64_t now_ms, rule_each_fn *each, void *source, struct arena *a, struct err *e);

/* The notices of view->seen with all that is stored of them, by their place there. A callback
 * that answers 1 ends it. */
typedef int view_seen_fn(size_t at, const struct notice *n, void *ctx);
int view_each_seen(const struct rule_input *in, view_seen_fn *fn, void *ctx, struct err *e);

/* A PCRE2 pattern on titles (UTF-8). NULL or "" matches all; a broken one nothing. */
struct title_pattern;
struct title_pattern *title_pattern_new(const char *pattern, struct err *e); /* NULL: broken */
bool title_matches(const struct title_pattern *p, struct str title);
/* Groups of the first match, group 0 the whole; how many are set, 0: no match. Those
 * without a part are none. */
size_t title_groups(const struct title_pattern *p, struct str text, struct str *groups,
	size_t max);
/* How many groups the pattern has, whether they match or not. */
size_t title_pattern_groups(const struct title_pattern *p);
void title_pattern_free(struct title_pattern *p);

#endif
