/* duties: the ledger of what must be published, ticking off what only a person can decide,
 * and the file of the next year. */
#include "base/clock.h"
#include "base/fs.h"
#include "monitor/cmd.h"
#include "monitor/duty-next.h"
#include "monitor/duty-view.h"
#include "monitor/report-make.h"
#include "monitor/subject.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define OUT_BYTES ((size_t)256 << 20)
#define OUT_FLUSH ((size_t)1 << 20)
#define SUBJECTS_MAX 64

struct duties_opts {
	const char *unit, *tag, *state, *period, *document; /* --unit as given: ctx.unit */
	const char *by, *reason, *evidence, *output;
	int64_t year;
	bool open, all, own, undo;
};

static const struct opt opts[] = {
#define TEXT(o, m, v, h)                                                                  \
	{.name = (o), .kind = OPT_TEXT, .offset = offsetof(struct duties_opts, m),        \
		.value = (v), .help = (h)}
#define FLAG(o, m, h)                                                                     \
	{.name = (o), .kind = OPT_FLAG, .offset = offsetof(struct duties_opts, m), .help = (h)}
	TEXT("--unit", unit, "UNIT", "list: only of this unit (whole name, or * for any text)"),
	TEXT("--tag", tag, "TAG", "list: only portals and columns with a tag like this pattern"),
	TEXT("--state", state, "STATE", "list: only in this state, such as overdue"),
	TEXT("--period", period, "PERIOD", "list: as of the end of 2025, 2026Q3, 2026-10"),
	TEXT("--document", document, "TEXT", "only of documents whose title holds this"),
	FLAG("--open", open, "list: only what is still owed or cannot be judged"),
	FLAG("--all", all, "list: also once-only duties of past years"),
	FLAG("--own", own, "list: also the rules of columns that no document demands"),
	TEXT("--by", by, "NAME", "done: who says so; else the system's user"),
	TEXT("--reason", reason, "TEXT", "done: why it counts as met"),
	TEXT("--evidence", evidence, "TEXT", "done: address or file number that shows it"),
	FLAG("--undo", undo, "done: take the tick back"),
	{.name = "--year", .kind = OPT_INT, .offset = offsetof(struct duties_opts, year),
		.value = "YEAR", .help = "done: the year it was owed for; next-year: the new one"},
	{.name = "--output", .letter = 'o', .kind = OPT_TEXT,
		.offset = offsetof(struct duties_opts, output), .value = "FILE",
		.help = "next-year: write there; must not exist yet"},
#undef TEXT
#undef FLAG
	{0},
};

static int run(struct globals *g, const void *opts, int argc, char **argv);

const struct cmd cmd_duties = {
	.name = "duties",
	.args = "[list [SUBJECT]... | done NUMBER|PORTAL/ID... | next-year [FILE]]",
	.summary = "what must be published: the ledger, ticking off, the next year's file",
	.common = false,
	.opts = opts,
	.opts_size = sizeof(struct duties_opts),
	.run = run,
};

struct ctx {
	struct globals *g;
	const struct duties_opts *o;
	enum lang lang;
	struct buf out;
	struct arena arena;
	struct store *pages_store, *alerts_store;
	struct store_txn *pages, *alerts;
	struct calendar *calendar;
	const char *unit; /* present name; NULL any */
	struct subject subjects[SUBJECTS_MAX];
	size_t nsubjects, nshown;
	int state; /* -1 any */
	int32_t from_day; /* of the period asked for, DAY_NONE */
	bool guessed;
	int status;
	/* done: */
	struct duty_tick *ticks;
	size_t nticks, cap;
	const char *word; /* that names the duty */
	size_t nhits;
};

/* --- the store --- */

/* What was not written yet is no error of a list: it says what the files demand. */
static int open_to_read(struct ctx *c, const char *env, struct store **s, struct store_txn **t,
	struct err *e)
{
	const char *dir;
	int status = cmd_store_dir(c->g, &dir), rc;

	if (status)
		return status;
	rc = store_open(dir, env, STORE_READ, s, e);
	if (rc == 0)
		rc = store_begin(*s, false, t, e);
	return rc < 0 && rc != ERR_NOTFOUND ? cmd_fail(e) : 0;
}

static int open_all(struct ctx *c, struct err *e)
{
	int status = open_to_read(c, "pages", &c->pages_store, &c->pages, e);

	if (status == 0)
		status = open_to_read(c, "alerts", &c->alerts_store, &c->alerts, e);
	if (status == 0 && calendar_load(c->g->config->calendar, &c->calendar, e) < 0)
		status = cmd_fail(e);
	return status;
}

static int open_to_write(struct ctx *c, struct err *e)
{
	int status = cmd_open(c->g, "pages", STORE_READ, &c->pages_store);

	if (status == 0)
		status = cmd_open(c->g, "alerts", 0, &c->alerts_store);
	if (status)
		return status;
	if ( c->g->has_now && !store_is_simulation(c->alerts_store)) {
		cmd_note("--now writes only to a store made by 'store init "
		      "--simulation'");
		return EXIT_USAGE;
	}
	if (calendar_load(c->g->config->calendar, &c->calendar, e) < 0)
		return cmd_fail(e);
	if (store_begin(c->alerts_store, true, &c->alerts, e) < 0 ||
		store_begin(c->pages_store, false, &c->pages, e) < 0)
		return cmd_fail(e);
	return 0;
}

static void close_all(struct ctx *c)
{
	store_abort(c->alerts);
	store_abort(c->pages);
	store_close(c->pages_store);
	store_close(c->alerts_store);
	calendar_free(c->calendar);
}

/* --- list --- */

static bool subject_wants(const struct subject *s, const struct portal_config *p,
	const struct column_config *col)
{
	if (!str_eqc(s->portal, p->id))
		return false;
	return s->kind == SUBJECT_PORTAL || (col && str_eqc(s->column, col->id));
}

static bool has_tag(const char *const *tags, size_t n, const char *want)
{
	for (size_t i = 0; i < n; i++)
		if (pattern_matches(want, str_of(tags[i])))
			return true;
	return false;
}

static bool wants(const struct portal_config *p, const struct column_config *col, void *ctx)
{
	const struct ctx *c = ctx;

	if (c->o->tag && !has_tag(p->tags, p->ntags, c->o->tag) &&
		!(col && has_tag(col->tags, col->ntags, c->o->tag)))
		return false;
	for (size_t i = 0; i < c->nsubjects; i++)
		if (subject_wants(&c->subjects[i], p, col))
			return true;
	return c->nsubjects == 0;
}

static bool of_document(const struct ctx *c, const struct duty_line *l)
{
	return !c->o->document || (l->document && str_has(str_of(l->document->title),
		str_of(c->o->document)));
}

static bool shown(const struct ctx *c, const struct duty_line *l)
{
	const struct duties_opts *o = c->o;

	if (!o->all && duty_line_past(l, c->from_day))
		return false;
	return of_document(c, l) && (!c->unit || pattern_matches(c->unit, l->unit)) &&
		(c->state < 0 || l->state == c->state) && (!o->open || duty_line_open(l));
}

static int print_line(const struct duty_line *l, void *ctx)
{
	struct ctx *c = ctx;

	if (!shown(c, l))
		return 0;
	c->guessed |= l->guessed;
	if (c->g->json) {
		duty_json(&c->out, l, portal_zone(c->g->config, l->portal));
	} else {
		if (c->nshown == 0)
			duty_heading(&c->out, c->lang);
		duty_line_text(&c->out, l, c->g->config, c->lang, &c->arena);
	}
	c->nshown++;
	if (c->out.n > OUT_FLUSH)
		c->status = cmd_out(&c->out);
	return c->status ? 1 : 0;
}

static int take_subjects(struct ctx *c, int argc, char **argv)
{
	for (int k = 0; k < argc; k++) {
		struct subject *s = &c->subjects[c->nsubjects];

		if (c->nsubjects == SUBJECTS_MAX || !subject_parse(str_of(argv[k]), s) ||
			(s->kind != SUBJECT_PORTAL && s->kind != SUBJECT_COLUMN))
			return cmd_usage(&cmd_duties, "expected a portal or portal/column, found '%s'",
				argv[k]);
		if (!config_portal(c->g->config, s->portal))
			return cmd_usage(&cmd_duties, "no portal '%.*s' is configured",
				STR_ARG(s->portal));
		c->nsubjects++;
	}
	return 0;
}

static int64_t now_of(const struct ctx *c)
{
	return c->g->has_now ? c->g->now_ms : clock_now_ms();
}

static struct duty_ask ask_of(struct ctx *c)
{
	return (struct duty_ask){.config = c->g->config, .calendar = c->calendar,
		.pages = c->pages, .alerts = c->alerts, .now_ms = now_of(c),
		.from_day = DAY_NONE, .to_day = DAY_NONE, .own_rules = c->o->own,
		.wants = wants, .ctx = c, .arena = &c->arena};
}

static int list(struct ctx *c, int argc, char **argv)
{
	struct err e = {0};
	struct duty_ask ask;
	int status = take_subjects(c, argc, argv);

	c->state = c->o->state ? duty_state_of_word(c->o->state) : -1;
	if (status == 0 && c->o->state && c->state < 0)
		return cmd_usage(&cmd_duties, "--state: expected a state such as overdue, met or "
			"cannot_judge, found '%s'", c->o->state);
	if (status == 0)
		status = open_all(c, &e);
	c->unit = c->o->unit;
	if (status == 0)
		status = cmd_unit(c->g, c->alerts, &c->unit);
	if (status == 0)
		status = cmd_tag(c->g, c->o->tag);
	if (status)
		return status;
	ask = ask_of(c);
	if (c->o->period && !period_parse(str_of(c->o->period), &ask.from_day, &ask.to_day))
		return cmd_usage(&cmd_duties, "--period: expected 2026-10, 2026-W41, 2026Q3, 2026 or "
			"FROM..TO, found '%s'", c->o->period);
	c->from_day = ask.from_day;
	if (duty_ledger(&ask, print_line, c, &e) < 0)
		return cmd_fail(&e);
	if (!c->g->json && !c->pages)
		buf_addf(&c->out, "%s\n", LANG(c->lang, "nothing was watched yet: this is what the "
			"files demand, none of it observed"));
	if (!c->g->json && c->nshown == 0)
		buf_addf(&c->out, "%s\n", LANG(c->lang, "no duty to show"));
	if (!c->g->json && c->guessed)
		buf_addf(&c->out, "%s\n",
			LANG(c->lang, "a year without calendar data was crossed: Monday to "
				"Friday are taken as working days"));
	return c->status ? c->status : cmd_out(&c->out);
}

/* --- done --- */

/* "7", "#7", or PORTAL/ID. */
static bool names_line(const char *word, const struct duty_line *l, struct arena *a)
{
	struct str s = str_of(word);
	int64_t n;

	if (s.n && s.p[0] == '#')
		s = str_sub(s, 1, s.n);
	if (str_int(s, 1, INT64_MAX, &n))
		return l->number == (uint64_t)n;
	return str_eq(s, arena_strf(a, "%s/%.*s", l->portal->id, STR_ARG(l->id)));
}

static int take_named(const struct duty_line *l, void *ctx)
{
	struct ctx *c = ctx;
	struct arena *a = &c->arena;

	if (!names_line(c->word, l, a) || !of_document(c, l))
		return 0;
	c->nhits++;
	c->ticks = arena_grow(a, c->ticks, c->nticks, &c->cap, sizeof(*c->ticks));
	c->ticks[c->nticks++] = (struct duty_tick){.portal = str_of(l->portal->id),
		.document = duty_document_key(l->document, a), .id = arena_str(a, l->id),
		.year = c->o->year ? (int)c->o->year : l->year, .undone = c->o->undo, .time_ms = now_of(c),
		.reason = str_of(c->o->reason), .evidence = str_of(c->o->evidence)};
	return 0;
}

static const char *system_user(void)
{
	static char name[64];
	const struct passwd *p = getpwuid(getuid());

	if (p)
		snprintf(name, sizeof(name), "%s", p->pw_name);
	else
		snprintf(name, sizeof(name), "uid %u", (unsigned)getuid());
	return name;
}

static int write_ticks(struct ctx *c, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < c->nticks && rc == 0; i++) {
		struct duty_tick *k = &c->ticks[i];

		k->user = str_of(system_user());
		k->by = c->o->by ? str_of(c->o->by) : k->user;
		rc = duty_put_tick(c->alerts, k, e);
		buf_addf(&c->out, LANG(c->lang, "%s: %.*s/%.*s, year %d\n"),
			k->undone ? LANG(c->lang, "taken back") : LANG(c->lang, "ticked off"),
			STR_ARG(k->portal), STR_ARG(k->id), k->year);
	}
	if (rc == 0) {
		rc = store_commit(c->alerts, e);
		c->alerts = NULL;
	}
	return rc;
}

static int done(struct ctx *c, int argc, char **argv)
{
	struct err e = {0};
	struct duty_ask ask;
	int status;

	if (argc == 0)
		return cmd_usage(&cmd_duties, "done: expected a number or PORTAL/ID%s", "");
	if (!c->o->undo && !c->o->reason && !c->o->evidence)
		return cmd_usage(&cmd_duties, "done: expected --evidence or --reason%s", "");
	if (c->o->year && (c->o->year < 1990 || c->o->year > 2200))
		return cmd_usage(&cmd_duties, "--year: expected a year%s", "");
	status = open_to_write(c, &e);
	if (status)
		return status;
	for (int k = 0; k < argc; k++) {
		c->word = argv[k];
		c->nhits = 0;
		ask = ask_of(c);
		ask.own_rules = true;
		if (duty_ledger(&ask, take_named, c, &e) < 0)
			return cmd_fail(&e);
		if (c->nhits != 1)
			return cmd_usage(&cmd_duties, c->nhits ? "'%s' names more than one duty: add "
				"--document, or take its number" : "no duty '%s'", argv[k]);
	}
	if (write_ticks(c, &e) < 0)
		return cmd_fail(&e);
	return cmd_out(&c->out);
}

/* --- next-year --- */

static const struct duty_document *document_named(const struct config *c, const char *file)
{
	for (size_t i = 0; i < c->ndocuments; i++)
		if (str_ends(str_of(c->documents[i].path), str_of(file)))
			return &c->documents[i];
	return NULL;
}

static int next_year(struct ctx *c, int argc, char **argv)
{
	const struct config *config = c->g->config;
	const struct duty_document *doc;
	struct err e = {0};
	size_t n;
	int year;

	if (argc > 1 || (argc == 0 && config->ndocuments != 1))
		return cmd_usage(&cmd_duties, "next-year: expected one duty file of the "
			"configuration, which names %zu", config->ndocuments);
	doc = argc ? document_named(config, argv[0]) : &config->documents[0];
	if (!doc)
		return cmd_usage(&cmd_duties, "next-year: the configuration names no duty file '%s'",
			argv[0]);
	year = c->o->year ? (int)c->o->year : doc->year + 1;
	if (year <= doc->year || year > 2200)
		return cmd_usage(&cmd_duties, "--year: expected a year after %d", doc->year);
	n = duty_next_year(doc, year, &c->out);
	if (!c->o->output)
		return cmd_out(&c->out);
	if (fs_exists(c->o->output))
		return cmd_usage(&cmd_duties, "'%s' exists already", c->o->output);
	if (fs_write(c->o->output, buf_str(&c->out), 0644, &e) < 0)
		return cmd_fail(&e);
	fprintf(stderr, LANG(c->lang, "%zu duties of %d written; name the file under duties: beside the "
		"old one, and write until: %d under document: of the old one, whose year can be "
		"looked back upon then\n"), n, year, year - 1);
	return 0;
}

static int run(struct globals *g, const void *given, int argc, char **argv)
{
	struct ctx c = {.g = g, .o = given, .out = BUF_INIT(OUT_BYTES), .arena = ARENA_INIT};
	const char *word = argc ? argv[0] : "list";
	int status = cmd_config(g);

	if (status)
		return status;
	c.lang = lang_of(cmd_lang(g));
	if (streq(word, "list"))
		status = list(&c, argc ? argc - 1 : 0, argv + 1);
	else if (streq(word, "done"))
		status = done(&c, argc - 1, argv + 1);
	else if (streq(word, "next-year"))
		status = next_year(&c, argc - 1, argv + 1);
	else
		status = cmd_usage(&cmd_duties, "expected list, done or next-year, found '%s'", word);
	close_all(&c);
	buf_release(&c.out);
	arena_release(&c.arena);
	return status;
}
