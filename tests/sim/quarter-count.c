/* What was told in the quarter, against its script. */
#include "quarter.h"

#include "base/out.h"
#include "monitor/evaluate.h"

#include <stdio.h>
#include <stdlib.h>

#define TOLD_MAX 4000

/* How often an incident was told by a word. */
struct told {
	struct str kind, subject;
	int problem, update, recovery, unstable, stable, other;
	bool explained; /* by a cause of the script */
};

static struct told list[TOLD_MAX];
static size_t nlist;
static struct arena arena;

struct counting {
	struct store_txn *t;
	struct told *at;
};

static int count_entry(const struct incident_entry *x, void *ctx)
{
	struct told *at = ((struct counting *)ctx)->at;

	if (!str_eqc(x->what, "told"))
		return 0;
	if (str_eqc(x->text, "problem"))
		at->problem++;
	else if (str_eqc(x->text, "update"))
		at->update++;
	else if (str_eqc(x->text, "recovery"))
		at->recovery++;
	else if (str_eqc(x->text, "unstable"))
		at->unstable++;
	else if (str_eqc(x->text, "stable"))
		at->stable++;
	else
		at->other++;
	return 0;
}

static int count_incident(const struct incident *i, void *ctx)
{
	struct counting *c = ctx;
	struct told one = {.kind = arena_str(&arena, i->kind),
		.subject = arena_str(&arena, i->subject)};

	c->at = &one;
	if (alerts_each_entry(c->t, i->id, count_entry, c, NULL) < 0)
		return ERR_IO;
	if (one.problem + one.update + one.recovery + one.unstable + one.stable + one.other &&
		nlist < TOLD_MAX)
		list[nlist++] = one;
	return 0;
}

static void load(struct store *alerts)
{
	struct counting c = {0};
	struct err e = {0};

	if (store_begin(alerts, false, &c.t, &e) < 0 ||
		alerts_each_incident(c.t, count_incident, &c, &e) < 0) {
		fprintf(stderr, "alerts: %s\n", e.text);
		exit(3);
	}
	store_abort(c.t);
}

static struct told *find(const char *kind, const char *subject)
{
	for (size_t i = 0; i < nlist; i++)
		if (str_eqc(list[i].kind, kind) && str_eqc(list[i].subject, subject))
			return &list[i];
	return NULL;
}

/* The incident of several at once is named by the crawler: any that nobody claims. */
static struct told *find_alike(void)
{
	for (size_t i = 0; i < nlist; i++)
		if (str_eqc(list[i].kind, KIND_PLATFORM) && !list[i].explained &&
			str_starts(list[i].subject, STR("minute-")))
			return &list[i];
	return NULL;
}

/* --- what is expected --- */

struct want {
	const char *kind;
	char subject[80];
	int problems; /* at least and at most */
	int problems_max;
	int recoveries, recoveries_max;
	int unstable;
	bool no_update; /* it fails for one reason from first to last */
};

static void want_link(struct want *w, const struct script *s, const struct cause *c)
{
	w->kind = KIND_LINK;
	snprintf(w->subject, sizeof(w->subject), "http://p%03d.test/f/%d.html", c->portal, c->link);
	w->recoveries = c->to_ms < s->end_ms - 6 * DAY_MS;
	w->recoveries_max = c->to_ms < s->end_ms;
}

static struct want want_of(const struct script *s, const struct cause *c)
{
	struct want w = {.problems = 1, .problems_max = 1, .recoveries = 1, .recoveries_max = 1};
	char address[40];

	switch (c->kind) {
	case CAUSE_OUTAGE:
		w.kind = KIND_PORTAL;
		snprintf(w.subject, sizeof(w.subject), "p%03d", c->portal);
		break;
	case CAUSE_PLATFORM:
		w.kind = KIND_PLATFORM;
		w.no_update = true;
		script_address(c->portal * PER_PLATFORM, address);
		snprintf(w.subject, sizeof(w.subject), "%s", address);
		break;
	case CAUSE_WAF_WEEK:
		w.kind = KIND_UNMEASURED;
		snprintf(w.subject, sizeof(w.subject), "p%03d", c->portal);
		break;
	case CAUSE_REDESIGN:
		w.kind = KIND_SHAPE;
		snprintf(w.subject, sizeof(w.subject), "p%03d/news", c->portal);
		break;
	case CAUSE_LINK:
		want_link(&w, s, c);
		break;
	case CAUSE_FLAP: /* a problem and its return, then "unstable", then silence; a digest
			    after a week of holidays says "unstable" at once */
		want_link(&w, s, c);
		w.problems = 0;
		w.problems_max = 3;
		w.recoveries = 0;
		w.recoveries_max = 2;
		w.unstable = 1;
		break;
	case CAUSE_STALE: /* due soon, then overdue; both in one digest after a week of holidays */
		w.kind = "stale";
		snprintf(w.subject, sizeof(w.subject), "p%03d/news", c->portal);
		w.problems = 1;
		w.problems_max = 2;
		w.recoveries = w.recoveries_max = 0;
		break;
	case CAUSE_WITHDRAWN:
		w.kind = KIND_WITHDRAWN;
		snprintf(w.subject, sizeof(w.subject), "http://p%03d.test/n/%d.html", c->portal,
			c->link);
		w.recoveries = 0; /* when its page is visited next */
		break;
	case CAUSE_WAF_DAY:
		w.problems = w.problems_max = 0;
		break;
	}
	return w;
}

static int say(const char *what, const struct cause *c, const struct want *w,
	const struct told *t)
{
	char from[TIME_TEXT];

	printf("%s: %s, %s %s, from %s: told problem %d update %d recovery %d unstable %d stable "
	       "%d other %d\n", what, cause_word(c->kind), w->kind ? w->kind : "", w->subject,
		time_text(from, c->from_ms, zone_shanghai()), t ? t->problem : 0,
		t ? t->update : 0, t ? t->recovery : 0, t ? t->unstable : 0, t ? t->stable : 0,
		t ? t->other : 0);
	return 1;
}

/* Several causes may meet one subject in a quarter: the incident keeps its number, so their
 * counts add up. */
static void add_others(const struct script *s, size_t at, struct want *w)
{
	for (size_t i = 0; i < s->n; i++) {
		struct want x = want_of(s, &s->list[i]);

		if (i == at || !w->kind || !x.kind || !streq(w->kind, x.kind) ||
			!streq(w->subject, x.subject))
			continue;
		w->problems += x.problems;
		w->problems_max += x.problems_max;
		w->recoveries += x.recoveries;
		w->recoveries_max += x.recoveries_max;
		w->unstable += x.unstable;
	}
}

static int check(const struct script *s, size_t at, bool print)
{
	const struct cause *c = &s->list[at];
	struct want w = want_of(s, c);
	struct told *t;

	if (c->kind == CAUSE_LINE) {
		w.kind = KIND_OWN_LINE;
		snprintf(w.subject, sizeof(w.subject), "%s", SUBJECT_SELF);
		w.problems = w.problems_max = w.recoveries = w.recoveries_max = 4;
	} else {
		add_others(s, at, &w);
	}
	if (!w.problems_max)
		return 0;
	t = c->kind == CAUSE_ALIKE ? find_alike() : find(w.kind, w.subject);
	if (!t)
		return say("MISSING", c, &w, t);
	t->explained = true;
	if (t->problem < w.problems || t->problem > w.problems_max ||
		t->recovery < w.recoveries || t->recovery > w.recoveries_max ||
		(w.no_update && t->update) ||
		t->unstable != w.unstable || t->stable > w.unstable || t->other)
		return say("WRONG COUNT", c, &w, t);
	if (print)
		say("ok", c, &w, t);
	return 0;
}

static void table(const struct script *s)
{
	int n[CAUSE_KINDS] = {0}, told = 0, resolved = 0;

	for (size_t i = 0; i < s->n; i++)
		n[s->list[i].kind]++;
	for (size_t i = 0; i < nlist; i++) {
		told += list[i].problem + list[i].unstable;
		resolved += list[i].recovery + list[i].stable;
	}
	for (int k = 0; k < CAUSE_KINDS; k++)
		printf("  %3d %s\n", n[k], cause_word(k));
	printf("told: %d problems, %d recoveries, of %zu incidents\n", told, resolved, nlist);
}

int count_alerts(const struct script *s, struct store *alerts, bool print)
{
	int faults = 0;

	load(alerts);
	for (size_t i = 0; i < s->n; i++)
		faults += check(s, i, print);
	for (size_t i = 0; i < nlist; i++) {
		const struct told *t = &list[i];

		if (t->explained)
			continue;
		printf("FALSE: %.*s %.*s: problem %d update %d recovery %d unstable %d\n",
			STR_ARG(t->kind), STR_ARG(t->subject), t->problem, t->update, t->recovery,
			t->unstable);
		faults++;
	}
	table(s);
	printf("faults: %d\n", faults);
	arena_release(&arena);
	return faults;
}
