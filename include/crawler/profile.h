/* Profiles: rule books by which a portal is inspected, one YAML file each (DESIGN 9).
 *
 * A profile is a list of indicators. Each says what is checked, of which columns, what it
 * costs, and how sure its number is: `verified: false` is marked wherever the number is
 * shown, and such an indicator is switched off unless the file says `enabled: true`.
 *
 *	profile: ID                   indicators:
 *	name: TEXT                      - id: V2
 *	basis: TEXT                       level1: TEXT   一级指标
 *	points: 100                       level2: TEXT   二级指标
 *	pass: 60                          point: TEXT    考察点
 *	bonus: 30                         text: TEXT     扣分细则
 *	bonus_above: 80                   check: WORD    and what that check takes
 *	reduced: {points: 75, tags: [T]}  except: [T]    not for portals with that tag
 *	unmeasured: 10
 *
 * The shipped ones are compiled in, so that no missing file changes a verdict. */
#ifndef CRAWLER_PROFILE_H
#define CRAWLER_PROFILE_H

#include "base/arena.h"
#include "crawler/config.h"

enum profile_check {
	CHECK_MANUAL,	/* a person decides */
	CHECK_VISITS,	/* share of failed visits of the home page, in percent */
	CHECK_STALE,	/* columns over the limit of their class */
	CHECK_BLANK,	/* columns without any notice */
	CHECK_RULE,	/* findings of `rule` on the columns */
	CHECK_MISSED,	/* calendar periods (`per`) without a notice */
	CHECK_FEW,	/* fewer than `limit` notices within `window` */
	CHECK_LINKS_HOME, CHECK_LINKS_OTHER, /* confirmed broken or wrong links */
	CHECK_INCIDENTS, /* incidents of `kinds` that were open in the period */
	CHECK_COLUMN,	/* no column of the selection is configured */
};
const char *profile_check_word(int check); /* "manual" ... as in the file */

enum profile_effect {
	EFFECT_VETO, EFFECT_DEDUCT, EFFECT_NOTE,
	EFFECT_BONUS, /* points that a person gives; added to a score that is high enough */
};

struct profile_indicator {
	const char *id, *level1, *level2, *point, *text;
	int check;	 /* enum profile_check */
	int effect;	 /* enum profile_effect */
	int64_t warn, limit; /* hits, or percent of visits; 0: no warning; a veto from limit on */
	int64_t each, max;  /* hundredths of a point; max 0: no ceiling of its own */
	int64_t window_ms;
	const char *per; /* "workday" "week" "month" "quarter" */
	struct rule_config *rule; /* NULL */
	/* selection of columns: all that match everything given */
	const char *const *classes, *const *columns, *const *tags, *const *without,
		*const *levels, *const *kinds, *const *except; /* tags of portals */
	size_t nclasses, ncolumns, ntags, nwithout, nlevels, nkinds, nexcept;
	const char *names; /* PCRE2 on the column's name; "" any */
	const char *group; /* a column costs once in a group: that of the first indicator */
	bool enabled, verified;
	const char *confidence; /* "A" "B" "C+" "C-" "D" */
	const char *note;
	const char *file;
	int line;
};

struct profile {
	const char *id, *name, *basis, *note;
	int points;	   /* 0: nothing is scored, vetoes and notes only */
	int pass;	   /* a score below it fails */
	int bonus;	   /* bonus indicators give at most so many points, 0: none */
	int bonus_above;   /* and only to a score above this */
	int reduced_points; /* of the shorter form for portals with one of the tags; what is
			       left of them counts by points / reduced_points. 0: none */
	const char *const *reduced_tags;
	size_t nreduced_tags;
	struct words english;
	int unmeasured;	   /* percent of the period; from there on: cannot judge */
	struct profile_indicator *indicators;
	size_t nindicators;
};

/* A shipped profile by its id, else the one of this id that the configuration names under
 * `profiles:`, else a file. Everything lies in a.
 *   c       may be NULL
 *   errors  ERR_NOTFOUND with the ids known; ERR_CONFIG with the first fault, all in *faults */
int profile_load(const struct config *c, const char *id, struct arena *a,
	struct profile **out, struct config_faults *faults, struct err *e);
/* Of a text, as if file held it. */
int profile_read(const char *file, struct str text, struct arena *a, struct profile **out,
	struct config_faults *faults, struct err *e);
/* Whether the shorter form is that of portal p. */
bool profile_is_reduced(const struct profile *f, const struct portal_config *p);
/* Whether indicator i is left out for portal p by one of its tags. */
bool profile_excepts(const struct profile_indicator *i, const struct portal_config *p);
/* Ids of the shipped ones; NULL behind the last. */
const char *profile_shipped(size_t i);

#endif
