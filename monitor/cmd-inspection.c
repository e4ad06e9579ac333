/* inspection: what people judge of the indicators that no machine can. */
#include "cmd-inspection.h"
#include "inspect-view.h"

#include "base/clock.h"
#include "base/out.h"
#include "monitor/report-make.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#define OUT_BYTES ((size_t)256 << 20)

static const struct opt opts[] = {
#define TEXT(o, m, v, h)                                                                  \
	{.name = (o), .kind = OPT_TEXT, .offset = offsetof(struct inspection_opts, m),    \
		.value = (v), .help = (h)}
#define FLAG(o, m, h)                                                                     \
	{.name = (o), .kind = OPT_FLAG, .offset = offsetof(struct inspection_opts, m),    \
		.help = (h)}
	TEXT("--profile", profile, "P", "rule book: guoban-2019, puchai-2015 ..."),
	TEXT("--period", period, "PERIOD", "2026Q4, 2026-10, 2026: for which time; else this quarter"),
	TEXT("--by", by, "NAME", "who judged; else the system's user"),
	TEXT("--reason", reason, "TEXT", "mark: the problem found, or what was looked at"),
	TEXT("--evidence", evidence, "URL", "mark: address or file number that shows it"),
	FLAG("--undo", undo, "mark: take it back"),
	FLAG("--dry-run", dry_run, "import: say what would be taken"),
	{.name = "--output", .letter = 'o', .kind = OPT_TEXT,
		.offset = offsetof(struct inspection_opts, output), .value = "FILE.csv",
		.help = "form: write there"},
#undef TEXT
#undef FLAG
	{0},
};

static int run(struct globals *g, const void *opts, int argc, char **argv);

const struct cmd cmd_inspection = {
	.name = "inspection",
	.args = "[list [PORTAL]... | mark PORTAL INDICATOR [RESULT] | form | import FILE]",
	.summary = "what people judge of the indicators that no machine can",
	.opts = opts,
	.opts_size = sizeof(struct inspection_opts),
	.run = run,
};

/* --- shared --- */

static const char *system_user(struct arena *a)
{
	const struct passwd *p = getpwuid(getuid());

	return p ? arena_cstr(a, str_of(p->pw_name))
		 : arena_strf(a, "uid %u", (unsigned)getuid()).p;
}

struct person_mark inspecting_mark(struct inspecting *x)
{
	char from[TIME_TEXT], to[TIME_TEXT];
	const char *user = system_user(&x->arena);

	return (struct person_mark){.profile = str_of(x->profile->id),
		.from = arena_str(&x->arena, str_of(day_text(from, x->from))),
		.to = arena_str(&x->arena, str_of(day_text(to, x->to))),
		.time_ms = clock_now_ms(), .user = str_of(user),
		.by = str_of(x->o->by && x->o->by[0] ? x->o->by : user),
		.reason = str_of(x->o->reason), .evidence = str_of(x->o->evidence)};
}

int inspecting_open(struct inspecting *x, bool write)
{
	int status = cmd_open(x->g, "alerts", write ? 0 : STORE_READ, &x->store);

	if (status)
		return status;
	if (write && x->g->has_now && !store_is_simulation(x->store)) {
		cmd_note("--now writes only to a store made by 'store init --simulation'");
		return EXIT_USAGE;
	}
	return store_begin(x->store, write, &x->alerts, &x->err) < 0 ? cmd_fail(&x->err) : 0;
}

static int open_profile(struct inspecting *x)
{
	struct report_ask ask = {.config = x->g->config, .profile = x->o->profile,
		.lang = x->lang, .arena = &x->arena};

	return inspect_load(&ask, &x->profile, &x->err) < 0 ? cmd_fail(&x->err) : 0;
}

static int open_period(struct inspecting *x)
{
	int y, m, d, first;

	if (x->o->period)
		return period_parse(str_of(x->o->period), &x->from, &x->to) ? 0
			: cmd_usage(&cmd_inspection, "--period: expected 2026-10, 2026-W41, 2026Q3, 2026 or "
				"FROM..TO, found '%s'", x->o->period);
	day_split(day_of_ms(clock_now_ms(), x->g->config->zone), &y, &m, &d);
	first = (m - 1) / 3 * 3 + 1;
	x->from = day_of(y, first, 1);
	x->to = day_of(y, first + 3, 1) - 1;
	return 0;
}

/* --- mark --- */

static int mark(struct inspecting *x, int argc, char **argv)
{
	const struct profile_indicator *i;
	struct person_mark m = inspecting_mark(x);
	int status;

	if (argc != (x->o->undo ? 2 : 3))
		return cmd_usage(&cmd_inspection, x->o->undo ? "mark --undo: expected PORTAL INDICATOR%s"
			: "mark: expected PORTAL INDICATOR RESULT; RESULT is passed, found or the points "
			  "to deduct%s", "");
	if (!config_portal(x->g->config, str_of(argv[0])))
		return cmd_usage(&cmd_inspection, "no portal '%s' in the configuration", argv[0]);
	i = profile_indicator_named(x->profile, str_of(argv[1]));
	if (!i)
		return cmd_usage(&cmd_inspection, "profile %s has no indicator '%s', or it is switched "
			"off", x->profile->id, argv[1]);
	if (!x->o->reason || !x->o->reason[0])
		return cmd_usage(&cmd_inspection, "mark: expected --reason%s", "");
	m.portal = str_of(argv[0]);
	m.indicator = str_of(i->id);
	if (!x->o->undo && person_mark_result(x->profile, i, str_of(argv[2]), &m, &x->err) < 0)
		return cmd_fail(&x->err);
	status = inspecting_open(x, true);
	if (status)
		return status;
	if (person_mark_put(x->alerts, &m, &x->err) < 0 || store_commit(x->alerts, &x->err) < 0) {
		x->alerts = NULL;
		return cmd_fail(&x->err);
	}
	x->alerts = NULL;
	buf_addf(&x->out, LANG(x->lang, "kept: %s %s for %.*s to %.*s\n"), argv[0], i->id,
		STR_ARG(m.from), STR_ARG(m.to));
	if (i->check != CHECK_MANUAL)
		buf_addf(&x->out, "%s\n", LANG(x->lang, "The crawler judges this indicator; the mark "
			"is used only where it cannot."));
	return cmd_out(&x->out);
}

/* --- list --- */

static const char *const result_word[] = {"taken-back", "passed", "found"};

static struct str result_text(struct inspecting *x, const struct person_mark *m)
{
	if (m->result == MARK_PASSED)
		return str_of(LANG(x->lang, "no problem"));
	if (m->result != MARK_FOUND)
		return str_of(LANG(x->lang, "mark taken back"));
	return m->points ? arena_strf(&x->arena, "-%g", (double)m->points / 100)
			 : str_of(LANG(x->lang, "problem found"));
}

static int print_mark(const struct person_mark *m, void *ctx)
{
	struct inspecting *x = ctx;
	struct jw j = jw_on(&x->out);
	char t[TIME_TEXT];

	if (x->o->profile && !str_eqc(m->profile, x->o->profile))
		return 0;
	if (x->from != DAY_NONE && !person_mark_holds(m, m->profile, x->to))
		return 0;
	if (!x->g->json) {
		buf_addf(&x->out, "%s  %.*s  %.*s  %.*s  %.*s..%.*s  ",
			time_short(t, m->time_ms, x->g->config->zone), STR_ARG(m->portal),
			STR_ARG(m->profile), STR_ARG(m->indicator), STR_ARG(m->from), STR_ARG(m->to));
		out_term(&x->out, arena_strf(&x->arena, "%.*s  %.*s  %.*s  %.*s",
			STR_ARG(result_text(x, m)), STR_ARG(m->by), STR_ARG(m->reason),
			STR_ARG(m->evidence)));
		buf_addc(&x->out, '\n');
		return 0;
	}
	jw_open(&j, '{');
	jw_ktime(&j, "time", m->time_ms, x->g->config->zone);
	jw_kstr(&j, "portal", m->portal);
	jw_kstr(&j, "profile", m->profile);
	jw_kstr(&j, "indicator", m->indicator);
	jw_kstr(&j, "from", m->from);
	jw_kstr(&j, "to", m->to);
	jw_kcstr(&j, "result", result_word[m->result == MARK_PASSED || m->result == MARK_FOUND
			? m->result : 0]);
	jw_kreal(&j, "points", (double)m->points / 100);
	jw_kstr(&j, "by", m->by);
	jw_kstr(&j, "user", m->user);
	jw_kstr(&j, "reason", m->reason);
	jw_kstr(&j, "evidence", m->evidence);
	jw_close(&j, '}');
	buf_addc(&x->out, '\n');
	return 0;
}

static int list(struct inspecting *x, int argc, char **argv)
{
	int status = inspecting_open(x, false), rc = 0;

	for (int i = 0; i < argc && status == 0; i++)
		if (!config_portal(x->g->config, str_of(argv[i])))
			status = cmd_usage(&cmd_inspection, "no portal '%s' in the configuration",
				argv[i]);
	if (status)
		return status;
	if (argc == 0)
		rc = person_mark_each(x->alerts, STR_NONE, print_mark, x, &x->err);
	for (int i = 0; i < argc && rc == 0; i++)
		rc = person_mark_each(x->alerts, str_of(argv[i]), print_mark, x, &x->err);
	if (rc < 0)
		return cmd_fail(&x->err);
	if (!x->out.n && !x->g->json)
		buf_addf(&x->out, "%s\n", LANG(x->lang, "nothing was marked by a person"));
	return cmd_out(&x->out);
}

static int run_word(struct inspecting *x, const char *word, int argc, char **argv)
{
	int status = 0;

	x->from = x->to = DAY_NONE;
	if (streq(word, "list"))
		return x->o->period && (status = open_period(x)) ? status : list(x, argc, argv);
	status = open_profile(x);
	if (status == 0)
		status = open_period(x);
	if (status)
		return status;
	if (streq(word, "mark"))
		return mark(x, argc, argv);
	if (streq(word, "form") && argc == 0)
		return inspection_form(x);
	if (streq(word, "import") && argc == 1)
		return inspection_import(x, argv[0]);
	return cmd_usage(&cmd_inspection, "expected list, mark, form or import FILE, found '%s'",
		word);
}

static int run(struct globals *g, const void *given, int argc, char **argv)
{
	struct inspecting x = {.g = g, .o = given, .out = BUF_INIT(OUT_BYTES),
		.arena = ARENA_INIT};
	int status = cmd_config(g);

	if (status)
		return status;
	x.lang = lang_of(cmd_lang(g));
	status = run_word(&x, argc ? argv[0] : "list", argc ? argc - 1 : 0, argv + 1);
	store_abort(x.alerts);
	store_close(x.store);
	buf_release(&x.out);
	arena_release(&x.arena);
	return status;
}
