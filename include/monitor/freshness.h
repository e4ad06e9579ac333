/* Judging one column of the store: all its rules, and the one line of `report freshness`.
 *
 * Reads only; the same store, configuration and time give the same answer. */
#ifndef MONITOR_FRESHNESS_H
#define MONITOR_FRESHNESS_H

#include "monitor/rule.h"

struct judge_ask {
	const struct config *config;
	const struct portal_config *portal;
	const struct column_config *column; /* NULL: the home page */
	struct store_txn *pages;
	struct store_txn *alerts; /* may be NULL: then no exemption is known */
	const struct calendar *calendar;
	int64_t now_ms;
	struct arena *arena;	/* holds everything that comes back */
};

struct freshness {
	struct str portal, column, name, unit;
	int32_t cls;
	int32_t newest; /* day of the newest credible notice, DAY_NONE */
	struct str newest_title, newest_url;
	int32_t age_days; /* -1 without newest */
	struct str limit; /* of the strictest rule; none: no limit */
	struct str basis, limit_kind;
	int32_t due;	  /* day, DAY_NONE */
	int32_t state;	  /* enum fresh_state */
	int64_t last_good_ms, last_try_ms;
	struct str cannot_judge; /* why, where nothing can be said */
	struct str verdict, reason, gate; /* of the last measurement */
	bool guessed;	  /* a year without holiday data was used */
	size_t nlisted, nundated;
	int32_t weeks[12]; /* credible notices of the last twelve weeks, the last up to now */
};

/* Class as configured, else as the crawler guessed it, else CLASS_OTHER. */
int column_class_of(const struct judge_ask *ask, const struct column_state *c);
const struct zone *portal_zone(const struct config *c, const struct portal_config *p);

/* All findings of the column, met ones included (LEVEL_OK).
 *   errors  of the store */
int column_judge(const struct judge_ask *ask, struct findings *out, struct err *e);
int freshness_of(const struct judge_ask *ask, struct freshness *out, struct err *e);

#endif
