/* incidents: list, show, and what people do with them. */
#include "cmd-incidents.h"

#include "base/clock.h"
#include "monitor/freshness.h"
#include "monitor/incident-act.h"
#include "monitor/incident-view.h"
#include "monitor/subject.h"
#include "monitor/unit-name.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#define OUT_BYTES ((size_t)64 << 20)
#define OUT_FLUSH ((size_t)1 << 20)
#define SUBJECTS_MAX 64

static const struct opt opts[] = {
#define TEXT(o, m, v, h)                                                                  \
	{.name = (o), .kind = OPT_TEXT, .offset = offsetof(struct incidents_opts, m),     \
		.value = (v), .help = (h)}
	TEXT("--portal", portal, "PORTAL", "only of this portal (* for any text)"),
	TEXT("--column", column, "COLUMN", "only of this column (* for any text)"),
	TEXT("--kind", kind, "KIND", "only of this kind, such as broken-link"),
	TEXT("--state", state, "STATE", "only in this state, such as open"),
	TEXT("--severity", severity, "WORD", "only this severity"),
	TEXT("--unit", unit, "UNIT", "only of this unit (whole name, or * for any text); assign, issue: the unit that has to act"),
	{.name = "--since", .kind = OPT_TIME, .offset = offsetof(struct incidents_opts, since),
		.value = "TIME", .help = "only what began at or after"},
	{.name = "--all", .kind = OPT_FLAG, .offset = offsetof(struct incidents_opts, all),
		.help = "also what is closed, ignored, exempt or a false alarm"},
	TEXT("--by", by, "NAME", "who says so; else the system's user"),
	TEXT("--reason", reason, "TEXT", "why; note, issue: the text; fixed: what was done"),
	TEXT("--until", until, "TIME", "end of ack, ignore, exempt: a time, 30d or 10wd"),
	TEXT("--person", person, "NAME", "assign: who has to act"),
	TEXT("--deadline", deadline, "TIME", "assign: by when: a time, 30d or 10wd"),
	TEXT("--due", due, "TIME", "issue: by when: a day, 30d or 10wd"),
	TEXT("--format", format, "FORMAT", "issue, notices: text, csv, json, html or xlsx"),
	{.name = "--output", .letter = 'o', .kind = OPT_TEXT,
		.offset = offsetof(struct incidents_opts, output), .value = "FILE",
		.help = "issue, notices: write the document there"},
#undef TEXT
	{0},
};

static int run(struct globals *g, const void *opts, int argc, char **argv);

const struct cmd cmd_incidents = {
	.name = "incidents",
	.args = "[list | show N... | ack | assign | note | fixed | false-alarm | ignore | exempt | "
		"reopen | issue | notices] [N | SUBJECT]...",
	.summary = "problems: list them, show one, say what is done about them",
	.common = true,
	.opts = opts,
	.opts_size = sizeof(struct incidents_opts),
	.run = run,
};

struct ctx {
	struct globals *g;
	const struct incidents_opts *o;
	struct buf out;
	struct store_txn *t;
	enum lang lang;
	bool heading;
	int status;
	/* of a filter: */
	uint64_t *ids;
	size_t n, cap;
	struct subject subjects[SUBJECTS_MAX];
	size_t nsubjects;
	bool assign; /* --unit is what is assigned, no filter */
	const char *unit; /* the filter: a present name; NULL any */
	struct arena arena;
};

static int flush(struct ctx *c)
{
	c->status = cmd_out(&c->out);
	return c->status ? 1 : 0;
}

/* --- filters --- */

static bool is(const char *want, struct str have)
{
	return !want || pattern_matches(want, have);
}

static bool has_filter(const struct ctx *c)
{
	const struct incidents_opts *o = c->o;

	return c->nsubjects || o->portal || o->column || o->kind || o->state || o->severity || o->since ||
		(o->unit && !c->assign);
}

static bool state_fits(const struct incidents_opts *o, const struct incident *i)
{
	if (o->state)
		return streq(o->state, incident_state_word(i->state));
	return o->all || incident_is_active(i);
}

static bool about(const struct ctx *c, const struct incident *i)
{
	for (size_t k = 0; k < c->nsubjects; k++) {
		const struct subject *s = &c->subjects[k];

		if (s->kind == SUBJECT_ADDRESS ? str_eq(s->url, i->subject)
			: str_eq(s->portal, i->portal) &&
				(s->kind == SUBJECT_PORTAL || str_eq(s->column, i->column)))
			return true;
	}
	return c->nsubjects == 0;
}

static bool fits(const struct ctx *c, const struct incident *i)
{
	const struct incidents_opts *o = c->o;

	return about(c, i) && is(o->portal, i->portal) && is(o->column, i->column) && is(o->kind, i->kind) &&
		is(c->unit, i->unit) &&
		is(o->severity, str_of(severity_word(i->severity))) &&
		i->first_ms >= o->since && state_fits(o, i);
}

/* --- list and show --- */

static int print_one(const struct incident *i, void *ctx)
{
	struct ctx *c = ctx;

	if (!fits(c, i))
		return 0;
	if (c->g->json) {
		incident_json(&c->out, i, cmd_zone(c->g), NULL, NULL);
	} else {
		if (!c->heading)
			incident_heading(&c->out, c->lang);
		c->heading = true;
		incident_line(&c->out, i, cmd_zone(c->g), c->lang);
	}
	return c->out.n > OUT_FLUSH ? flush(c) : 0;
}

static int list(struct ctx *c, struct err *e)
{
	int rc = alerts_each_incident(c->t, print_one, c, e);

	if (rc >= 0 && !c->status)
		flush(c);
	return rc < 0 ? rc : 0;
}

static int show_one(struct ctx *c, uint64_t id, struct err *e)
{
	struct incident i;
	int rc = alerts_incident(c->t, id, &i, &c->arena, e);

	if (rc == ERR_NOTFOUND)
		return err_set(e, ERR_USAGE, "no incident #%llu", (unsigned long long)id);
	if (rc)
		return rc;
	return c->g->json ? incident_json(&c->out, &i, cmd_zone(c->g), c->t, e)
			  : incident_screen(&c->out, &i, cmd_zone(c->g), c->lang, c->t, e);
}

/* --- acting --- */

static int take_id(const struct incident *i, void *ctx)
{
	struct ctx *c = ctx;

	if (!fits(c, i))
		return 0;
	c->ids = arena_grow(&c->arena, c->ids, c->n, &c->cap, sizeof(*c->ids));
	c->ids[c->n++] = i->id;
	return 0;
}

/* Numbers, "#3" or "3", and subjects, of which all that is open is meant. */
static int take_words(struct ctx *c, int argc, char **argv)
{
	for (int k = 0; k < argc; k++) {
		struct str s = str_of(argv[k]);
		struct subject about_what;
		int64_t id;

		if (s.n && s.p[0] == '#')
			s = str_sub(s, 1, s.n);
		if (str_int(s, 1, INT64_MAX, &id)) {
			c->ids = arena_grow(&c->arena, c->ids, c->n, &c->cap, sizeof(*c->ids));
			c->ids[c->n++] = (uint64_t)id;
		} else if (subject_parse(str_of(argv[k]), &about_what) &&
			c->nsubjects < SUBJECTS_MAX) {
			c->subjects[c->nsubjects++] = about_what;
		} else {
			return cmd_usage(&cmd_incidents, "expected a number or subject, found '%s'",
				argv[k]);
		}
	}
	return 0;
}

/* The day n working days from today. */
static int32_t working_day(const struct globals *g, int32_t today, int n)
{
	struct calendar *cal = NULL;
	bool guessed = false;
	int32_t day;

	calendar_load(g->config->calendar, &cal, NULL);
	day = calendar_add(cal ? cal : calendar_plain(), today, n, &guessed);
	if (guessed)
		cmd_note("a year without calendar data was crossed");
	calendar_free(cal);
	return day;
}

bool incidents_end(const struct globals *g, const char *text, int64_t now_ms, int64_t *out)
{
	const struct zone *z = cmd_zone(g);
	struct str s = str_of(text);
	int32_t day;
	int64_t n;

	if (str_ends(s, STR("wd")) && str_int(str_sub(s, 0, s.n - 2), 0, 2000, &n)) {
		day = working_day(g, day_of_ms(now_ms, z), (int)n);
		*out = day_start_ms(day + 1, z);
		return true;
	}
	if (day_parse(s, &day)) {
		*out = day_start_ms(day + 1, z);
		return true;
	}
	if (duration_parse(s, &n)) {
		*out = now_ms + n;
		return true;
	}
	return time_parse(s, z, out);
}

const char *incidents_user(void)
{
	static char name[64];
	const struct passwd *p = getpwuid(getuid());

	if (p)
		snprintf(name, sizeof(name), "%s", p->pw_name);
	else
		snprintf(name, sizeof(name), "uid %u", (unsigned)getuid());
	return name;
}

static int fill_action(struct ctx *c, struct incident_action *x)
{
	const struct incidents_opts *o = c->o;
	bool verdict = x->act == ACT_FALSE_ALARM || x->act == ACT_IGNORE || x->act == ACT_EXEMPT;

	x->now_ms = clock_now_ms();
	x->user = str_of(incidents_user());
	x->by = o->by ? str_of(o->by) : x->user;
	x->reason = str_of(o->reason);
	x->person = str_of(o->person);
	x->unit = x->act == ACT_ASSIGN ? str_of(o->unit) : STR_NONE;
	if (o->until && !incidents_end(c->g, o->until, x->now_ms, &x->until_ms))
		return cmd_usage(&cmd_incidents, "--until: expected a time, 30d or 10wd, found '%s'",
			o->until);
	if (o->deadline && !incidents_end(c->g, o->deadline, x->now_ms, &x->deadline_ms))
		return cmd_usage(&cmd_incidents,
			"--deadline: expected a time, 30d or 10wd, found '%s'", o->deadline);
	if (verdict && (!o->by || !o->reason))
		return cmd_usage(&cmd_incidents, "%s: expected --by and --reason",
			incident_act_word(x->act));
	if (x->act == ACT_ASSIGN && !o->unit && !o->person && !o->deadline)
		return cmd_usage(&cmd_incidents, "assign: expected --unit, --person or --deadline%s",
			"");
	return 0;
}

/* The unit of the filter by its present name; 0 or the exit status. */
static int take_unit(struct ctx *c)
{
	c->unit = c->assign ? NULL : c->o->unit;
	return cmd_unit(c->g, c->t, &c->unit);
}

/* All of them or none. */
static int act_on_all(struct ctx *c, const struct incident_action *x, struct store_txn *pages,
	struct err *e)
{
	int rc = 0;

	for (size_t k = 0; k < c->n && rc == 0; k++) {
		struct incident i;

		rc = incident_act(c->t, c->ids[k], x, &i, &c->arena, e);
		if (rc == 0 && pages)
			rc = incident_recheck(pages, &i, x, e);
		if (rc == 0 && c->g->json)
			rc = incident_json(&c->out, &i, cmd_zone(c->g), NULL, e);
		else if (rc == 0)
			incident_line(&c->out, &i, cmd_zone(c->g), c->lang);
	}
	return rc;
}

static int act(struct ctx *c, enum incident_act what, int argc, char **argv, struct store *s)
{
	struct incident_action x = {.act = what};
	struct store *pages = NULL;
	struct store_txn *order = NULL;
	struct err e = {0};
	int status, rc;

	c->assign = what == ACT_ASSIGN;
	status = fill_action(c, &x);

	if (status == 0)
		status = take_words(c, argc, argv);
	if (status == 0 && c->n == 0 && !has_filter(c))
		status = cmd_usage(&cmd_incidents, "%s: expected numbers or a filter",
			incident_act_word(what));
	if (status == 0 && incident_act_rechecks(what))
		status = cmd_open(c->g, "pages", 0, &pages);
	if (status)
		return status;
	/* alerts before pages, everywhere, so that two writers never wait for each other */
	rc = store_begin(s, true, &c->t, &e);
	if (rc == 0 && (status = take_unit(c)) != 0) {
		store_abort(c->t);
		c->t = NULL;
		store_close(pages);
		return status;
	}
	if (rc == 0 && c->n == 0) {
		rc = alerts_each_incident(c->t, take_id, c, &e);
		rc = rc < 0 ? rc : 0;
	}
	if (rc == 0 && pages)
		rc = store_begin(pages, true, &order, &e);
	if (rc == 0)
		rc = act_on_all(c, &x, order, &e);
	if (rc == 0)
		rc = store_commit(c->t, &e);
	else if (c->t)
		store_abort(c->t);
	c->t = NULL;
	if (order && rc == 0)
		rc = store_commit(order, &e);
	else
		store_abort(order);
	store_close(pages);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? (e.code = ERR_USAGE, cmd_fail(&e)) : cmd_fail(&e);
	flush(c);
	return c->status;
}

static int look(struct ctx *c, bool show, int argc, char **argv, struct store *s)
{
	struct err e = {0};
	int rc, status = take_words(c, argc, argv);

	if (status)
		return status;
	if (show && c->n == 0 && !has_filter(c))
		return cmd_usage(&cmd_incidents, "show: expected a number%s", "");
	rc = store_begin(s, false, &c->t, &e);
	if (rc < 0)
		return cmd_fail(&e);
	status = take_unit(c);
	if (status) {
		store_abort(c->t);
		c->t = NULL;
		return status;
	}
	if (show && c->n == 0)
		rc = alerts_each_incident(c->t, take_id, c, &e);
	else if (c->n == 0)
		rc = list(c, &e);
	show = show || c->n > 0;
	for (size_t k = 0; show && k < c->n && rc >= 0; k++)
		rc = show_one(c, c->ids[k], &e);
	store_abort(c->t);
	c->t = NULL;
	if (rc < 0)
		return cmd_fail(&e);
	if (show)
		flush(c);
	return c->status;
}

int incidents_choose(struct globals *g, const struct incidents_opts *o, int argc, char **argv,
	struct store_txn *t, struct incidents_choice *out, struct arena *a)
{
	struct ctx c = {.g = g, .o = o, .t = t, .arena = *a};
	struct err e = {0};
	int status = take_words(&c, argc, argv), rc = 0;

	c.unit = unit_present(g->config, o->unit);
	out->named = c.n > 0;
	if (status == 0 && !out->named)
		rc = alerts_each_incident(t, take_id, &c, &e);
	out->ids = c.ids;
	out->n = c.n;
	*a = c.arena;
	return rc < 0 ? cmd_fail(&e) : status;
}

static int run(struct globals *g, const void *given, int argc, char **argv)
{
	struct ctx c = {.g = g, .o = given, .out = BUF_INIT(OUT_BYTES), .arena = ARENA_INIT};
	const char *word = argc ? argv[0] : "list";
	bool show = streq(word, "show"), known = show || streq(word, "list");
	enum incident_act what = ACT_ACK;
	struct store *s = NULL;
	int status;

	for (int k = 0; k < NACTS && !known; k++)
		if (streq(word, incident_act_word((enum incident_act)k))) {
			what = (enum incident_act)k;
			known = true;
		}
	if (streq(word, "issue"))
		return incidents_issue(g, given, argc - 1, argv + 1);
	if (streq(word, "notices"))
		return incidents_notices(g, given, argc - 1, argv + 1);
	if (!known)
		return cmd_usage(&cmd_incidents, "unknown action '%s'", word);
	show = show || streq(word, "list");
	status = cmd_config(g);
	if (status == 0)
		status = cmd_open(g, "alerts", show ? STORE_READ : 0, &s);
	if (status)
		return status;
	c.lang = lang_of(cmd_lang(g));
	if (!show && g->has_now && !store_is_simulation(s)) {
		cmd_note("--now writes only to a store made by 'store init "
		      "--simulation'");
		status = EXIT_USAGE;
	} else if (show) {
		status = look(&c, streq(word, "show"), argc - 1, argv + 1, s);
	} else {
		status = act(&c, what, argc - 1, argv + 1, s);
	}
	store_close(s);
	buf_release(&c.out);
	arena_release(&c.arena);
	return status;
}
