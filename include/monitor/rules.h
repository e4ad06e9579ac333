/* The table of rule kinds: one line each. */
#ifndef MONITOR_RULES_H
#define MONITOR_RULES_H

#include "monitor/rule.h"

#define RULES(X)                                                                          \
	X(rule_max_age)                                                                   \
	X(rule_daily)                                                                     \
	X(rule_weekly)                                                                    \
	X(rule_monthly)                                                                   \
	X(rule_quarterly)                                                                 \
	X(rule_yearly)                                                                    \
	X(rule_by_date)                                                                   \
	X(rule_min_count)                                                                 \
	X(rule_min_display)                                                               \
	X(rule_follow_up)                                                                 \
	X(rule_complete)                                                                  \
	X(rule_sequence)                                                                  \
	X(rule_threshold)                                                                 \
	X(rule_year_on_year)                                                              \
	X(rule_must_change)                                                               \
	X(rule_page_changed)                                                              \
	X(rule_share)                                                                     \
	X(rule_disclosure)                                                                \
	X(rule_honesty)                                                                   \
	X(rule_off_topic)                                                                 \
	X(rule_technical)                                                                 \
	X(rule_sub_columns)                                                               \
	X(rule_label)                                                                     \
	X(rule_exists)                                                                    \
	X(rule_empty)                                                                     \
	X(rule_undated)                                                                   \
	X(rule_unmeasured)

#define X(name) extern const struct rule_kind name;
RULES(X)
#undef X

#endif
