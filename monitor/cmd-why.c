/* why: what led to the present judgement of a subject: its measurements, the rule, the
 * changes of state, and the reason for everything that was not told. */
#include "base/clock.h"
#include "base/out.h"
#include "base/utf8.h"
#include "crawler/agreement.h"
#include "crawler/verdict.h"
#include "measure-view.h"
#include "message-part.h"
#include "monitor/cmd.h"
#include "monitor/duty-view.h"
#include "monitor/evaluate.h"
#include "monitor/incident-view.h"
#include "monitor/outbox.h"
#include "monitor/subject.h"
#include "notice-find.h"
#include "say.h"

#include <stdio.h>

#define OUT_BYTES ((size_t)64 << 20)
#define MEASURES_SHOWN 20
#define INCIDENTS_SHOWN 200
#define KIND_COLUMNS 24
#define WINDOW_MS (400 * DAY_MS)

static int run(struct globals *g, const void *opts, int argc, char **argv);

const struct cmd cmd_why = {
	.name = "why",
	.args = "SUBJECT",
	.summary = "explain a judgement: measurements, rule, states, and what was not told",
	.common = true,
	.run = run,
};

struct why {
	struct globals *g;
	struct buf out;
	struct jw j;
	struct store_txn *pages, *alerts;
	const struct calendar *calendar;
	const struct zone *zone;
	enum lang lang;
	int64_t now_ms;
	struct arena arena;
	struct measure shown[MEASURES_SHOWN];
	size_t nmeasures;
	struct str portal, column, url;
	bool found;
};

static bool json(const struct why *w)
{
	return w->g->json;
}

static void line(struct why *w, const char *name, struct str value)
{
	if (!value.n || json(w))
		return;
	buf_addf(&w->out, "  %s: ", name);
	out_line(&w->out, value, 1000);
	buf_addc(&w->out, '\n');
}

static void time_line(struct why *w, const char *name, int64_t ms)
{
	char text[TIME_TEXT];

	if (ms)
		line(w, name, str_of(time_short(text, ms, w->zone)));
}

/* --- measurements --- */

static int keep_measure(const struct measure *m, void *ctx)
{
	struct why *w = ctx;
	struct measure *at = &w->shown[w->nmeasures++ % MEASURES_SHOWN];

	*at = *m;
	at->reason = arena_str(&w->arena, m->reason);
	at->gate = arena_str(&w->arena, m->gate);
	at->detail = arena_str(&w->arena, m->detail);
	return 0;
}

static int show_measures(struct why *w, struct str url, struct err *e)
{
	size_t from;
	int rc = pages_each_measure(w->pages, url, w->now_ms - WINDOW_MS, w->now_ms + 1,
		keep_measure, w, e);

	if (rc < 0)
		return rc;
	w->found |= w->nmeasures > 0;
	from = w->nmeasures > MEASURES_SHOWN ? w->nmeasures - MEASURES_SHOWN : 0;
	if (json(w)) {
		jw_key(&w->j, "measurements");
		jw_open(&w->j, '[');
	} else {
		buf_addf(&w->out, "%s (%zu)\n", LANG(w->lang, "measurements"), w->nmeasures);
	}
	for (size_t i = from; i < w->nmeasures; i++) {
		if (json(w))
			measure_view_json(&w->j, &w->shown[i % MEASURES_SHOWN], w->zone);
		else
			measure_view_line(&w->out, &w->shown[i % MEASURES_SHOWN], w->zone,
				w->lang);
	}
	if (json(w))
		jw_close(&w->j, ']');
	return 0;
}

/* --- the rule --- */

static void failed_text(struct why *w, const struct finding *f)
{
	struct buf facts = BUF_INIT(4000);

	buf_adds(&w->out, f->level == LEVEL_WARN ? LANG(w->lang, "due") : LANG(w->lang, "not met"));
	say_facts(&facts, f->facts, f->nfacts, w->lang);
	if (facts.n)
		buf_addf(&w->out, "; %s", buf_cstr(&facts));
	buf_release(&facts);
}

static bool has_fact(const struct finding *f, const char *key)
{
	for (size_t i = 0; i < f->nfacts; i++)
		if (str_eqc(f->facts[i].key, key))
			return true;
	return false;
}

static void finding_text(struct why *w, const struct finding *f)
{
	char text[TIME_TEXT];

	buf_adds(&w->out, "  ");
	measure_view_cell(&w->out, incident_kind_text(f->kind, w->lang), KIND_COLUMNS);
	if (f->cannot_judge.n) {
		buf_addf(&w->out, "%s%s", LANG(w->lang, "cannot be judged"), LANG(w->lang, ": "));
		out_line(&w->out, cannot_judge_text(f->cannot_judge, w->lang, &w->arena), 200);
	} else if (f->level == LEVEL_OK) {
		buf_adds(&w->out, LANG(w->lang, "met"));
	} else {
		failed_text(w, f);
	}
	/* of what is not met the facts say the limit, and mostly the day */
	if (f->limit.n && f->level == LEVEL_OK)
		buf_addf(&w->out, "; %s %.*s (%s)", LANG(w->lang, "limit"), STR_ARG(fact_value(
			(struct pair){STR("limit"), f->limit}, w->lang, &w->arena)),
			limit_kind_text(f->limit_kind, w->lang));
	if (f->due != DAY_NONE && (f->level == LEVEL_OK || !has_fact(f, "due")))
		buf_addf(&w->out, "; %s %s", LANG(w->lang, "due on"), day_text(text, f->due));
	if (f->basis.n) {
		buf_adds(&w->out, "; ");
		out_line(&w->out, lang_basis(w->lang, f->basis), 200);
	}
	if (f->guessed)
		buf_addf(&w->out, "; %s", LANG(w->lang, "without holiday data"));
	buf_addc(&w->out, '\n');
}

static void finding_json(struct why *w, const struct finding *f)
{
	struct jw *j = &w->j;

	jw_open(j, '{');
	jw_kstr(j, "rule", f->kind);
	jw_kcstr(j, "level", f->level == LEVEL_OK ? "ok"
			: f->level == LEVEL_WARN ? "warn" : "overdue");
	jw_kstr(j, "limit", f->limit.n ? f->limit : STR_NONE);
	jw_kstr(j, "limit_kind", f->limit_kind);
	jw_kstr(j, "basis", f->basis);
	jw_kday(j, "due", f->due);
	jw_kstr(j, "summary", f->level == LEVEL_OK ? STR_NONE : f->summary);
	jw_kstr(j, "cannot_judge", f->cannot_judge.n ? f->cannot_judge : STR_NONE);
	jw_kbool(j, "guessed", f->guessed);
	jw_close(j, '}');
}

static void show_findings(struct why *w, const struct findings *all)
{
	if (json(w)) {
		jw_key(&w->j, "rules");
		jw_open(&w->j, '[');
	} else {
		buf_addf(&w->out, "%s\n", LANG(w->lang, "rules"));
	}
	for (size_t i = 0; i < all->n; i++) {
		if (json(w))
			finding_json(w, &all->list[i]);
		else
			finding_text(w, &all->list[i]);
	}
	if (json(w))
		jw_close(&w->j, ']');
}

/* Do the pages of its notices bear the titles of the list? */
static int show_titles(struct why *w, struct err *e)
{
	struct agreement x = {0};
	int rc = agreement_of_column(w->pages, w->portal, w->column, &x, &w->arena, e);

	if (rc < 0 || !x.read)
		return rc;
	if (json(w)) {
		jw_key(&w->j, "titles");
		jw_open(&w->j, '{');
		jw_kint(&w->j, "read", (int64_t)x.read);
		jw_kint(&w->j, "alike", (int64_t)x.alike);
		jw_kbool(&w->j, "doubtful", agreement_doubts(&x));
		jw_kstr(&w->j, "listed", x.listed);
		jw_kstr(&w->j, "own", x.own);
		jw_close(&w->j, '}');
		return 0;
	}
	line(w, LANG(w->lang, "titles"), arena_strf(&w->arena,
		LANG(w->lang, "of %zu notices whose pages were read %zu bear them there"), x.read,
		x.alike));
	if (x.listed.n)
		line(w, agreement_doubts(&x) ? LANG(w->lang, "this may not be the list")
					     : LANG(w->lang, "titled otherwise"),
			arena_strf(&w->arena, "%.*s → %.*s", STR_ARG(x.listed), STR_ARG(x.own)));
	return 0;
}

static int show_column(struct why *w, struct err *e)
{
	const struct portal_config *p = config_portal(w->g->config, w->portal);
	struct judge_ask ask = {.config = w->g->config, .portal = p, .pages = w->pages,
		.alerts = w->alerts, .calendar = w->calendar, .now_ms = w->now_ms,
		.arena = &w->arena};
	struct column_state c = {0};
	struct findings all = {0};
	struct freshness f;
	int rc;

	if (p)
		ask.column = portal_column(p, w->column);
	if (!p || (!ask.column && !str_eqc(w->column, HOME_COLUMN)))
		return err_set(e, ERR_USAGE, "no column '%.*s/%.*s' is configured",
			STR_ARG(w->portal), STR_ARG(w->column));
	w->found = true;
	w->zone = portal_zone(w->g->config, p);
	rc = freshness_of(&ask, &f, e);
	if (rc == 0)
		rc = column_judge(&ask, &all, e);
	if (rc)
		return rc;
	if (json(w))
		jw_kcstr(&w->j, "state", fresh_state_word(f.state));
	line(w, LANG(w->lang, "state"), str_of(lang_text(w->lang, fresh_state_word(f.state))));
	line(w, LANG(w->lang, "class"), str_of(lang_text(w->lang, class_word(f.cls))));
	line(w, LANG(w->lang, "newest credible notice"), f.newest_title);
	if (f.newest != DAY_NONE) {
		char text[TIME_TEXT];

		line(w, LANG(w->lang, "of"), str_of(day_text(text, f.newest)));
	}
	time_line(w, LANG(w->lang, "last good measurement"), f.last_good_ms);
	line(w, LANG(w->lang, "last reading refused"), say_gate(f.gate, w->lang));
	rc = show_titles(w, e);
	if (rc < 0)
		return rc;
	show_findings(w, &all);
	rc = pages_column(w->pages, w->portal, w->column, &c, &w->arena, e);
	if (rc)
		return rc == ERR_NOTFOUND ? 0 : rc;
	w->url = c.url;
	return show_measures(w, c.url, e);
}

static int show_portal(struct why *w, struct err *e)
{
	const struct portal_config *p = config_portal(w->g->config, w->portal);
	struct portal_state s;
	char text[40];
	int rc;

	if (!p)
		return err_set(e, ERR_USAGE, "no portal '%.*s' is configured", STR_ARG(w->portal));
	w->found = true;
	w->zone = portal_zone(w->g->config, p);
	rc = pages_portal(w->pages, w->portal, &s, &w->arena, e);
	if (rc)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (json(w))
		jw_kcstr(&w->j, "verdict", verdict_word(s.verdict));
	line(w, LANG(w->lang, "verdict"), str_of(say_verdict(s.verdict, w->lang)));
	line(w, LANG(w->lang, "reason"), say_reason(s.reason, w->lang));
	time_line(w, LANG(w->lang, "failing since"), s.bad_since_ms);
	snprintf(text, sizeof(text), "%d / %d", s.nbad, s.ngood);
	line(w, LANG(w->lang, "failures / good ones in a row"), str_of(text));
	time_line(w, LANG(w->lang, "last good measurement"), s.last_good_ms);
	w->url = s.home.n ? s.home : str_of(p->home);
	return show_measures(w, w->url, e);
}

static void show_notice(struct why *w, const struct notice *n)
{
	line(w, LANG(w->lang, "column"),
		arena_strf(&w->arena, "%.*s/%.*s", STR_ARG(n->portal), STR_ARG(n->column)));
	line(w, LANG(w->lang, "title"), n->title);
	line(w, LANG(w->lang, "state"), str_of(say_notice_state(n->state, w->lang)));
	time_line(w, LANG(w->lang, "last listed"), n->last_listed_ms);
	time_line(w, LANG(w->lang, "page gone since"), n->gone_ms);
}

/* What became of the notices of which it is the page: in a list of JSON, too. */
static int show_notices(struct why *w, struct err *e)
{
	struct notice_found found;
	int rc = notice_find(w->pages, w->url, &found, &w->arena, e);

	if (rc < 0 || !found.n)
		return rc;
	w->found = true;
	if (json(w)) {
		jw_key(&w->j, "notices");
		jw_open(&w->j, '[');
	}
	for (size_t i = 0; i < found.n; i++) {
		const struct notice *n = &found.list[i];

		if (found.n > 1 && str_eqc(n->column, HOME_COLUMN))
			continue; /* it is a notice of its column */
		show_notice(w, n);
		if (!json(w))
			continue;
		jw_open(&w->j, '{');
		jw_kstr(&w->j, "portal", n->portal);
		jw_kstr(&w->j, "column", n->column);
		jw_kcstr(&w->j, "state", notice_state_word(n->state));
		jw_ktime(&w->j, "last_listed", n->last_listed_ms, w->zone);
		jw_ktime(&w->j, "gone_since", n->gone_ms, w->zone);
		jw_close(&w->j, '}');
	}
	if (json(w))
		jw_close(&w->j, ']');
	return 0;
}

static int show_address(struct why *w, struct err *e)
{
	struct address x;
	int rc = show_notices(w, e);

	if (rc == 0)
		rc = pages_address(w->pages, w->url, &x, &w->arena, e);
	if (rc && rc != ERR_NOTFOUND)
		return rc;
	if (rc == 0) {
		w->found = true;
		if (json(w)) {
			jw_kcstr(&w->j, "verdict", verdict_word(x.verdict));
			jw_kbool(&w->j, "confirmed", x.confirmed);
			jw_kint(&w->j, "failures", x.nbad);
			jw_ktime(&w->j, "failing_since", x.bad_since_ms, w->zone);
			jw_ktime(&w->j, "earliest", x.earliest_ms, w->zone);
		}
		line(w, LANG(w->lang, "verdict"), str_of(say_verdict(x.verdict, w->lang)));
		line(w, LANG(w->lang, "reason"), say_reason(x.reason, w->lang));
		line(w, LANG(w->lang, "confirmed"),
			str_of(x.confirmed ? LANG(w->lang, "yes") : LANG(w->lang, "no")));
		time_line(w, LANG(w->lang, "failing since"), x.bad_since_ms);
		time_line(w, LANG(w->lang, "not before"), x.earliest_ms);
	}
	return show_measures(w, w->url, e);
}

/* --- its incidents --- */

struct picked {
	struct why *w;
	uint64_t only;
	uint64_t ids[INCIDENTS_SHOWN];
	size_t n;
};

/* Of a column its own and those of its links; of a portal those of itself. */
static int pick(const struct incident *i, void *ctx)
{
	struct picked *p = ctx;
	struct why *w = p->w;
	bool about = p->only == i->id;

	if (!p->only && w->column.n)
		about = str_eq(i->portal, w->portal) && str_eq(i->column, w->column);
	else if (!p->only && w->portal.n)
		about = str_eq(i->portal, w->portal) && !i->column.n;
	else if (!p->only)
		about = str_eq(i->subject, w->url);
	if (about)
		p->ids[p->n++] = i->id;
	return p->n == INCIDENTS_SHOWN;
}

struct waiting {
	struct why *w;
	uint64_t id;
};

/* What is queued and has not gone out yet is not told either. */
static int show_waiting(struct str receiver, int64_t due_ms, struct str digest, void *ctx)
{
	struct waiting *x = ctx;
	struct why *w = x->w;
	char text[TIME_TEXT];
	int64_t at = due_ms ? due_ms : digest_next(arena_cstr(&w->arena, digest), w->calendar,
		w->zone, w->now_ms);

	if (json(w)) {
		jw_open(&w->j, '{');
		jw_kint(&w->j, "incident", (int64_t)x->id);
		jw_kstr(&w->j, "receiver", receiver);
		jw_kcstr(&w->j, "for", due_ms ? "hour" : "digest");
		jw_ktime(&w->j, "until", at, w->zone);
		jw_close(&w->j, '}');
		return 0;
	}
	buf_addf(&w->out, due_ms ? LANG(w->lang, "#%llu waits until %s -> ")
				 : LANG(w->lang, "#%llu waits for the digest of %s -> "),
		(unsigned long long)x->id, time_short(text, at, w->zone));
	out_line(&w->out, receiver, 100);
	buf_addc(&w->out, '\n');
	return 0;
}

static int show_all_waiting(struct why *w, const struct picked *p, struct err *e)
{
	int rc = 0;

	if (json(w)) {
		jw_key(&w->j, "waiting");
		jw_open(&w->j, '[');
	}
	for (size_t k = 0; k < p->n && rc == 0; k++) {
		struct waiting x = {w, p->ids[k]};

		rc = outbox_each_waiting(w->alerts, x.id, show_waiting, &x, &w->arena, e);
	}
	if (json(w))
		jw_close(&w->j, ']');
	return rc;
}

static int show_incidents(struct why *w, uint64_t only, struct err *e)
{
	struct picked p = {.w = w, .only = only};
	int rc = w->alerts ? alerts_each_incident(w->alerts, pick, &p, e) : 0;

	if (rc < 0)
		return rc;
	if (json(w)) {
		jw_key(&w->j, "incidents");
		jw_open(&w->j, '[');
	}
	rc = 0;
	for (size_t k = 0; k < p.n && rc == 0; k++) {
		struct buf one = BUF_INIT(OUT_BYTES);
		struct incident i;

		w->found = true;
		rc = alerts_incident(w->alerts, p.ids[k], &i, &w->arena, e);
		if (rc == 0 && json(w))
			rc = incident_json(&one, &i, w->zone, w->alerts, e);
		else if (rc == 0)
			rc = incident_screen(&one, &i, w->zone, w->lang, w->alerts, e);
		if (json(w))
			jw_raw(&w->j, str_trim(buf_str(&one)));
		else
			buf_addstr(&w->out, buf_str(&one));
		buf_release(&one);
	}
	if (json(w))
		jw_close(&w->j, ']');
	return rc ? rc : show_all_waiting(w, &p, e);
}

/* An incident's subject is what is to be explained. */
static int resolve(struct why *w, const struct subject *s, struct err *e)
{
	struct incident i;
	int rc;

	w->portal = s->portal;
	w->column = s->column;
	w->url = s->url;
	if (s->kind != SUBJECT_INCIDENT)
		return 0;
	rc = w->alerts ? alerts_incident(w->alerts, s->incident, &i, &w->arena, e)
		       : ERR_NOTFOUND;
	if (rc == ERR_NOTFOUND)
		return err_set(e, ERR_USAGE, "no incident #%llu",
			(unsigned long long)s->incident);
	if (rc)
		return rc;
	if (str_has(i.subject, STR("://"))) {
		w->url = i.subject;
	} else {
		w->portal = i.portal;
		w->column = i.column;
	}
	return 0;
}

static int explain(struct why *w, const struct subject *s, const char *text, struct err *e)
{
	uint64_t only = s->kind == SUBJECT_INCIDENT ? s->incident : 0;
	int rc = resolve(w, s, e);

	if (rc)
		return rc;
	if (json(w)) {
		w->j = jw_on(&w->out);
		jw_open(&w->j, '{');
		jw_kcstr(&w->j, "subject", text);
	}
	if (w->column.n)
		rc = show_column(w, e);
	else if (w->portal.n)
		rc = show_portal(w, e);
	else if (w->url.n)
		rc = show_address(w, e);
	if (rc == 0)
		rc = show_incidents(w, only, e);
	if (rc == 0 && !w->found)
		rc = err_set(e, ERR_USAGE, "nothing is known of '%s'", text);
	if (json(w)) {
		jw_close(&w->j, '}');
		buf_addc(&w->out, '\n');
	}
	return rc;
}

/* The store of alerts may not be there yet. */
static int open_both(struct why *w, struct store **pages, struct store **alerts)
{
	const char *dir;
	struct err e = {0};
	int status = cmd_open(w->g, "pages", STORE_READ, pages);
	int rc;

	if (status || cmd_store_dir(w->g, &dir))
		return status ? status : EXIT_USAGE;
	rc = store_open(dir, "alerts", STORE_READ, alerts, &e);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return cmd_fail(&e);
	if (store_begin(*pages, false, &w->pages, &e) < 0 ||
		(rc == 0 && store_begin(*alerts, false, &w->alerts, &e) < 0))
		return cmd_fail(&e);
	return 0;
}

static int run(struct globals *g, const void *opts, int argc, char **argv)
{
	struct why w = {.g = g, .out = BUF_INIT(OUT_BYTES), .arena = ARENA_INIT,
		.now_ms = clock_now_ms()};
	struct store *pages = NULL, *alerts = NULL;
	struct calendar *calendar = NULL;
	struct subject s;
	struct err e = {0};
	int status;

	(void)opts;
	if (argc != 1 || !subject_parse(str_of(argv[0]), &s))
		return cmd_usage(&cmd_why, "expected one SUBJECT: #N, PORTAL, PORTAL/COLUMN or an "
					   "address%s", "");
	status = cmd_config(g);
	if (status == 0)
		status = open_both(&w, &pages, &alerts);
	if (status == 0) {
		w.zone = cmd_zone(g);
		w.lang = lang_of(cmd_lang(g));
		w.calendar = calendar_load(g->config->calendar, &calendar, NULL) < 0
			? calendar_plain() : calendar;
		if (explain(&w, &s, argv[0], &e) < 0)
			status = cmd_fail(&e);
		else
			status = cmd_out(&w.out);
	}
	store_abort(w.pages);
	store_abort(w.alerts);
	store_close(pages);
	store_close(alerts);
	calendar_free(calendar);
	buf_release(&w.out);
	arena_release(&w.arena);
	return status;
}
