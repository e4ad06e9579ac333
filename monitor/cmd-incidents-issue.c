/* incidents issue, incidents notices: orders to a unit to rectify chosen incidents. */
#include "cmd-incidents.h"

#include "base/clock.h"
#include "base/fs.h"
#include "base/out.h"
#include "monitor/rectification-report.h"
#include "monitor/report-make.h"
#include "monitor/unit-name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OUT_BYTES ((size_t)256 << 20)

struct issuing {
	struct globals *g;
	const struct incidents_opts *o;
	struct store *store;
	struct store_txn *t;
	struct calendar *calendar;
	struct report_ask ask;
	struct rectification x;
	struct arena arena;
	struct buf out;
	enum lang lang;
};

/* --- what both need --- */

static int begin(struct issuing *s, struct globals *g, const struct incidents_opts *o,
	bool writes)
{
	struct err e = {0};
	int status = cmd_config(g);

	*s = (struct issuing){.g = g, .o = o, .arena = ARENA_INIT, .out = BUF_INIT(OUT_BYTES)};
	if (status == 0)
		status = cmd_open(g, "alerts", writes ? 0 : STORE_READ, &s->store);
	if (status)
		return status;
	if (writes && g->has_now && !store_is_simulation(s->store)) {
		cmd_note("--now writes only to a store made by 'store init "
		      "--simulation'");
		return EXIT_USAGE;
	}
	if (calendar_load(g->config->calendar, &s->calendar, &e) < 0)
		cmd_note("no calendar of holidays, weekdays are used: %s",
			e.text);
	e = (struct err){0};
	if (store_begin(s->store, writes, &s->t, &e) < 0)
		return cmd_fail(&e);
	s->lang = lang_of(cmd_lang(g));
	s->ask = (struct report_ask){.config = g->config, .alerts = s->t,
		.calendar = s->calendar ? s->calendar : calendar_plain(),
		.now_ms = clock_now_ms(), .from_day = DAY_NONE, .to_day = DAY_NONE,
		.lang = s->lang, .simulation = store_is_simulation(s->store),
		.arena = &s->arena};
	return 0;
}

static void end(struct issuing *s)
{
	store_abort(s->t);
	store_close(s->store);
	calendar_free(s->calendar);
	buf_release(&s->out);
	arena_release(&s->arena);
}

/* --format, else what the name of the file says, else text. */
static const char *format_of(const struct issuing *s)
{
	static const char *const by_name[] = {"html", "xlsx", "csv", "json"};
	struct str name = str_of(s->o->output);

	if (s->o->format)
		return s->o->format;
	if (s->g->json)
		return "json";
	for (size_t i = 0; i < sizeof(by_name) / sizeof(by_name[0]); i++)
		if (str_ends_nocase(name, str_of(by_name[i])) &&
			name.n > strlen(by_name[i]) &&
			name.p[name.n - strlen(by_name[i]) - 1] == '.')
			return by_name[i];
	return "text";
}

static int check_format(const struct issuing *s)
{
	if (!report_format_known(format_of(s)))
		return cmd_usage(&cmd_incidents, "--format: expected " REPORT_FORMATS ", found '%s'",
			s->o->format);
	return 0;
}

/* Who it went to, how many, by when: on the screen when the document is in a file. */
static void summary_line(struct buf *b, const struct issuing *s, const struct rectification *r,
	const struct rectification_count *c)
{
	struct arena *a = s->ask.arena;
	char issued[TIME_TEXT], due[TIME_TEXT];

	buf_addf(b, "%.*s  %s  ", STR_ARG(rectification_number(r, s->lang, a)),
		day_text(issued, day_of_ms(r->issued_ms, s->g->config->zone)));
	out_line(b, r->unit, 100);
	buf_addf(b, LANG_COUNT(s->lang, r->nincidents,
		"  %zu problem, %zu open, by %s: %s\n", "  %zu problems, %zu open, by %s: %s\n"),
		r->nincidents,
		c->open + c->claimed, day_text(due, day_of_ms(r->due_ms - 1, s->g->config->zone)),
		rectification_state_text(c->state, s->lang));
}

static int put_out(struct issuing *s)
{
	struct err e = {0};

	if (!s->o->output || streq(s->o->output, "-"))
		return cmd_out(&s->out);
	return fs_write_fast(s->o->output, buf_str(&s->out), 0644, &e) < 0 ? cmd_fail(&e) : 0;
}

static bool to_file(const struct issuing *s)
{
	return s->o->output && !streq(s->o->output, "-");
}

/* The document, and where it goes into a file a line that says so. */
static int write_document(struct issuing *s, const struct rectification *r, struct buf *line,
	struct err *e)
{
	struct rectification_count c;
	int rc = rectification_write(&s->ask, r, format_of(s), &s->out, e);

	if (rc == 0)
		rc = rectification_count(s->t, r, s->ask.calendar, s->g->config->zone,
			s->ask.now_ms, &c, e);
	if (rc == 0 && to_file(s))
		summary_line(line, s, r, &c);
	if (rc == 0 && !buf_ok(&s->out))
		rc = err_set(e, ERR_TOOBIG, "the document is over %zu bytes", OUT_BYTES);
	return rc;
}

/* --- issue --- */

/* Chosen by filter: what is open and overdue, is the unit's and on no running notice.
 * What concerns the installation is nobody's to rectify. */
static bool worth_it(struct issuing *s, const struct incident *i)
{
	struct rectification old;

	if (!incident_is_problem(i) || i->level == LEVEL_WARN || !i->portal.n ||
		incident_is_operators(i) || str_eqc(i->kind, KIND_RECTIFICATION))
		return false;
	return !i->notice.n || rectification_get(s->t, i->notice, &old, &s->arena, NULL) ||
		s->x.issued_ms >= old.due_ms;
}

static int choose(struct issuing *s, int argc, char **argv, struct incidents_choice *out)
{
	int status = incidents_choose(s->g, s->o, argc, argv, s->t, out, &s->arena);
	struct err e = {0};
	size_t kept = 0;

	if (status || out->named)
		return status;
	for (size_t k = 0; k < out->n; k++) {
		struct incident i;

		if (alerts_incident(s->t, out->ids[k], &i, &s->arena, &e) < 0)
			return cmd_fail(&e);
		if (worth_it(s, &i))
			out->ids[kept++] = out->ids[k];
	}
	out->n = kept;
	return 0;
}

/* A day ends when it is over, also one that was given as "30d". */
static bool due_of(struct issuing *s)
{
	struct str text = str_of(s->o->due);
	int64_t ms;

	if (!incidents_end(s->g, s->o->due, s->ask.now_ms, &ms))
		return false;
	if (str_ends(text, STR("d")) && !str_ends(text, STR("wd")))
		ms = day_start_ms(day_of_ms(ms, s->g->config->zone) + 1, s->g->config->zone);
	s->x.due_ms = ms;
	return true;
}

static int fill_order(struct issuing *s)
{
	const struct incidents_opts *o = s->o;
	const struct zone *z = s->g->config->zone;

	if (!o->unit || !o->unit[0] || !o->due)
		return cmd_usage(&cmd_incidents, "issue: expected --unit and --due%s", "");
	s->x.issued_ms = s->ask.now_ms;
	if (strpbrk(o->unit, "*?"))
		return cmd_usage(&cmd_incidents, "issue: --unit: expected one unit by its whole "
			"name, found '%s'", o->unit);
	s->x.unit = str_of(unit_present(s->g->config, o->unit));
	s->x.user = str_of(incidents_user());
	s->x.by = o->by ? str_of(o->by) : s->x.user;
	s->x.remark = str_of(o->reason);
	if (!due_of(s))
		return cmd_usage(&cmd_incidents, "--due: expected a day, 30d or 10wd, found '%s'",
			o->due);
	if (s->x.due_ms <= s->ask.now_ms)
		return cmd_usage(&cmd_incidents, "--due: '%s' is over", o->due);
	calendar_count(s->ask.calendar, day_of_ms(s->x.issued_ms, z),
		day_of_ms(s->x.due_ms - 1, z), &s->x.guessed);
	return check_format(s);
}

/* Nothing is given out before the order is in the store. */
static int issue(struct issuing *s, const struct incidents_choice *c)
{
	struct buf line = BUF_INIT(10000);
	struct err e = {0};
	int rc = rectification_issue(s->t, &s->x, c->ids, c->n, s->g->config->zone, &s->arena, &e);
	int status;

	if (rc == 0)
		rc = write_document(s, &s->x, &line, &e);
	if (rc == 0) {
		rc = store_commit(s->t, &e);
		s->t = NULL;
	}
	status = rc == 0 ? put_out(s) : rc == ERR_NOTFOUND || rc == ERR_INVAL
		? (e.code = ERR_USAGE, cmd_fail(&e)) : cmd_fail(&e);
	if (rc == 0 && status)
		cmd_note("issued as %s; write it again with: "
			"portalwatch incidents notices %s -o FILE", s->x.number.p,
			s->x.number.p);
	if (status == 0)
		status = cmd_out(&line);
	buf_release(&line);
	return status;
}

int incidents_issue(struct globals *g, const struct incidents_opts *o, int argc, char **argv)
{
	struct incidents_choice c = {0};
	struct issuing s;
	int status = begin(&s, g, o, true);

	if (status == 0)
		status = fill_order(&s);
	if (status == 0)
		status = choose(&s, argc, argv, &c);
	if (status == 0 && c.n > RECTIFICATION_INCIDENTS_MAX)
		status = cmd_usage(&cmd_incidents, "issue: %zu incidents are chosen, a notice takes "
			"2000", c.n);
	if (status == 0 && c.n == 0)
		fprintf(stderr, "%s\n", LANG(s.lang, "nothing to be put on a notice: no problem of "
			"this unit is open without one"));
	else if (status == 0)
		status = issue(&s, &c);
	end(&s);
	return status;
}

/* --- notices --- */

struct notice_list {
	struct issuing *s;
	bool any;
	struct err e;
};

static bool asked_for(const struct incidents_opts *o, const struct rectification *r, int state)
{
	return (!o->unit || pattern_matches(o->unit, r->unit)) && r->issued_ms >= o->since &&
		(!o->state || streq(o->state, rectification_state_word(state)));
}

static int list_one(const struct rectification *r, void *ctx)
{
	struct notice_list *l = ctx;
	struct issuing *s = l->s;
	struct rectification_count c;
	int rc = rectification_count(s->t, r, s->ask.calendar, s->g->config->zone, s->ask.now_ms,
		&c, &l->e);

	if (rc || !asked_for(s->o, r, c.state))
		return rc;
	l->any = true;
	if (s->g->json)
		return rectification_json(&s->ask, r, &s->out, &l->e);
	summary_line(&s->out, s, r, &c);
	return 0;
}

static int list(struct issuing *s)
{
	struct notice_list l = {.s = s};
	int rc = rectification_each(s->t, list_one, &l, &l.e);

	if (rc < 0)
		return cmd_fail(&l.e);
	if (!l.any && !s->g->json)
		buf_addf(&s->out, "%s\n", LANG(s->lang, "no rectification notices"));
	return put_out(s);
}

static int show(struct issuing *s, const char *number)
{
	struct rectification r;
	struct buf line = BUF_INIT(10000);
	struct err e = {0};
	int rc = rectification_get(s->t, str_of(number), &r, &s->arena, &e), status;

	if (rc == ERR_NOTFOUND)
		return cmd_usage(&cmd_incidents, "%s", e.text);
	if (rc == 0)
		rc = write_document(s, &r, &line, &e);
	status = rc == 0 ? put_out(s) : cmd_fail(&e);
	if (status == 0)
		status = cmd_out(&line);
	buf_release(&line);
	return status;
}

int incidents_notices(struct globals *g, const struct incidents_opts *o, int argc,
	char **argv)
{
	struct issuing s;
	int status = begin(&s, g, o, false);

	if (status == 0)
		status = check_format(&s);
	if (status == 0 && argc > 1)
		status = cmd_usage(&cmd_incidents, "notices: expected one number%s", "");
	else if (status == 0)
		status = argc ? show(&s, argv[0]) : list(&s);
	end(&s);
	return status;
}
