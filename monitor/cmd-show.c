/* show: everything known of a notice, an address, a column, a portal or an incident. */
#include "cmd-show.h"
#include "message-part.h"
#include "say.h"
#include "notice-find.h"

#include "monitor/freshness.h"
#include "monitor/incident-view.h"
#include "monitor/subject.h"

#include <stdio.h>
#include <stdlib.h>

#define OUT_BYTES ((size_t)256 << 20)
#define PARENTS_SHOWN 20
#define NOTICES_SHOWN 10

/* --- an address --- */

struct parents {
	struct show *s;
	struct str url;
	size_t n;
};

static int take_parent(const struct page_links *p, void *ctx)
{
	struct parents *x = ctx;
	struct show *s = x->s;
	size_t at = 0;

	while (at < p->nedges && !str_eq(p->edges[at].url, x->url))
		at++;
	if (at == p->nedges || x->n++ >= PARENTS_SHOWN)
		return 0;
	if (s->json) {
		jw_open(&s->j, '{');
		jw_kstr(&s->j, "url", p->url);
		jw_kstr(&s->j, "text", p->edges[at].text);
		jw_kint(&s->j, "line", p->edges[at].line);
		jw_close(&s->j, '}');
		return 0;
	}
	if (x->n == 1)
		buf_addf(&s->out, "%s\n", LANG(s->lang, "linked from"));
	buf_adds(&s->out, "  ");
	out_term(&s->out, p->url);
	buf_addf(&s->out, ":%d  ", (int)p->edges[at].line);
	out_line(&s->out, p->edges[at].text, 60);
	buf_addc(&s->out, '\n');
	return 0;
}

static int show_parents(struct show *s, struct str url, struct err *e)
{
	struct parents x = {.s = s, .url = url};
	int rc;

	if (s->json) {
		jw_key(&s->j, "parents");
		jw_open(&s->j, '[');
	}
	rc = pages_each_links(s->pages, take_parent, &x, e);
	show_heading_end(s, ']');
	if (s->json)
		jw_kint(&s->j, "nparents", (int64_t)x.n);
	else if (x.n > PARENTS_SHOWN)
		buf_addf(&s->out, LANG(s->lang, "  and %zu more\n"), x.n - PARENTS_SHOWN);
	s->found |= x.n > 0;
	return rc < 0 ? rc : 0;
}

static int show_link(struct show *s, struct str url, struct err *e)
{
	struct address x;
	int rc = pages_address(s->pages, url, &x, &s->arena, e);

	if (rc == ERR_NOTFOUND) {
		if (s->json)
			jw_knull(&s->j, "address");
		return 0;
	}
	if (rc < 0)
		return rc;
	s->found = true;
	show_heading(s, "address", LANG(s->lang, "as a link"), '{');
	show_field(s, "verdict", LANG(s->lang, "verdict"), show_verdict(s, x.verdict));
	if (x.status || s->json)
		show_int(s, "status", LANG(s->lang, "status"), x.status);
	show_field(s, "reason", LANG(s->lang, "reason"),
		s->json ? x.reason : say_reason(x.reason, s->lang));
	show_field(s, "final_url", LANG(s->lang, "leads to"), x.final_url);
	show_time(s, "first", LANG(s->lang, "first checked"), x.first_ms);
	show_time(s, "last", LANG(s->lang, "last checked"), x.last_ms);
	show_time(s, "last_good", LANG(s->lang, "last good measurement"), x.last_ok_ms);
	show_time(s, "failing_since", LANG(s->lang, "failing since"), x.bad_since_ms);
	show_time(s, "confirmed", LANG(s->lang, "confirmed"), x.confirmed_ms);
	show_time(s, "next", LANG(s->lang, "next check"), x.due_ms);
	show_heading_end(s, '}');
	return 0;
}

static int show_address(struct show *s, struct str url, struct err *e)
{
	struct notice_found found;
	int rc = notice_find(s->pages, url, &found, &s->arena, e);

	if (s->json) {
		jw_key(&s->j, "notices");
		jw_open(&s->j, '[');
	}
	for (size_t i = 0; i < found.n && rc == 0; i++)
		rc = show_notice(s, &found.list[i], i == 0, e);
	show_heading_end(s, ']');
	if (rc == 0)
		rc = show_link(s, url, e);
	if (rc == 0)
		rc = show_parents(s, url, e);
	return rc < 0 ? rc : show_incidents(s, STR_NONE, STR_NONE, url, e);
}

/* --- a column --- */

struct newest {
	struct notice list[NOTICES_SHOWN + 1];
	size_t n, total;
	struct arena *arena;
};

/* Kept sorted, newest first; what falls off the end is forgotten. */
static int take_newest(const struct notice *n, void *ctx)
{
	struct newest *x = ctx;
	size_t at = x->n;

	x->total++;
	while (at > 0 && x->list[at - 1].date_ms < n->date_ms)
		at--;
	if (at == NOTICES_SHOWN)
		return 0;
	memmove(&x->list[at + 1], &x->list[at], (x->n - at) * sizeof(*x->list));
	x->list[at] = (struct notice){.date_ms = n->date_ms, .date_day = n->date_day, .state = n->state,
		.title = arena_str(x->arena, n->title), .url = arena_str(x->arena, n->url)};
	x->n += x->n < NOTICES_SHOWN;
	return 0;
}

static int newest_notices(struct show *s, struct str portal, struct str column, struct err *e)
{
	struct newest *x = arena_alloc(&s->arena, sizeof(*x));
	char day[TIME_TEXT];
	int rc;

	x->arena = &s->arena;
	rc = pages_each_notice(s->pages, portal, column, take_newest, x, e);
	if (rc < 0)
		return rc;
	show_int(s, "nnotices", LANG(s->lang, "notices known"), (int64_t)x->total);
	if (s->json || x->n)
		show_heading(s, "newest", LANG(s->lang, "newest notices"), '[');
	for (size_t i = 0; i < x->n; i++) {
		const struct notice *n = &x->list[i];

		if (s->json) {
			jw_open(&s->j, '{');
			jw_kstr(&s->j, "title", n->title);
			jw_kstr(&s->j, "url", n->url);
			jw_kday(&s->j, "date", notice_day(n));
			jw_kcstr(&s->j, "state", notice_state_word(n->state));
			jw_close(&s->j, '}');
			continue;
		}
		buf_addf(&s->out, "  %-10s  ", day_text(day, notice_day(n)));
		out_line(&s->out, n->title, 100);
		buf_addc(&s->out, '\n');
	}
	show_heading_end(s, ']');
	return 0;
}

static int column_freshness(struct show *s, const struct portal_config *p,
	const struct column_config *c, struct err *e)
{
	struct judge_ask ask = {.config = s->g->config, .portal = p, .column = c,
		.pages = s->pages, .alerts = s->alerts, .calendar = s->calendar,
		.now_ms = s->now_ms, .arena = &s->arena};
	struct freshness f;
	int rc = freshness_of(&ask, &f, e);

	if (rc < 0)
		return rc;
	show_field(s, "class", LANG(s->lang, "class"), str_of(s->json ? class_word(f.cls)
			       : lang_text(s->lang, class_word(f.cls))));
	show_field(s, "unit", LANG(s->lang, "unit"), f.unit);
	show_field(s, "state", LANG(s->lang, "state"),
		str_of(s->json ? fresh_state_word(f.state)
			       : lang_text(s->lang, fresh_state_word(f.state))));
	show_field(s, "newest_title", LANG(s->lang, "newest credible notice"), f.newest_title);
	show_day(s, "newest_date", LANG(s->lang, "of"), f.newest);
	show_field(s, "limit", LANG(s->lang, "limit"), s->json ? f.limit
		: fact_value((struct pair){STR("limit"), f.limit}, s->lang, &s->arena));
	show_field(s, "basis", LANG(s->lang, "basis"), s->json ? f.basis
		: lang_basis(s->lang, f.basis));
	show_day(s, "due", LANG(s->lang, "due"), f.due);
	show_time(s, "last_good", LANG(s->lang, "last good measurement"), f.last_good_ms);
	return 0;
}

static int show_column(struct show *s, struct str portal, struct str column, struct err *e)
{
	const struct portal_config *p = config_portal(s->g->config, portal);
	const struct column_config *c = p ? portal_column(p, column) : NULL;
	struct column_state st = {0};
	int rc;

	if (!p || (!c && !str_eqc(column, HOME_COLUMN)))
		return err_set(e, ERR_USAGE, "no column '%.*s/%.*s' is configured",
			STR_ARG(portal), STR_ARG(column));
	s->found = true;
	s->zone = portal_zone(s->g->config, p);
	show_field(s, "portal_name", LANG(s->lang, "portal"), str_of(p->name));
	show_field(s, "name", LANG(s->lang, "name"), str_of(c ? c->name : LANG(s->lang, "home page")));
	show_field(s, "url", LANG(s->lang, "address"), str_of(c ? c->url : p->home));
	rc = column_freshness(s, p, c, e);
	if (rc == 0)
		rc = pages_column(s->pages, portal, column, &st, &s->arena, e);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	show_time(s, "last_try", LANG(s->lang, "last read"), st.last_try_ms);
	show_field(s, "verdict", LANG(s->lang, "verdict"), show_verdict(s, st.verdict));
	show_field(s, "gate", LANG(s->lang, "last reading refused"),
		s->json ? st.gate : say_gate(st.gate, s->lang));
	show_int(s, "usual_items", LANG(s->lang, "entries of a reading"), st.learned_count);
	show_int(s, "readings", LANG(s->lang, "readings accepted"), st.nreadings);
	show_time(s, "next", LANG(s->lang, "next due"), st.due_ms);
	rc = newest_notices(s, portal, column, e);
	return rc < 0 ? rc : show_incidents(s, portal, column, STR_NONE, e);
}

/* --- a portal --- */

static int portal_columns(struct show *s, const struct portal_config *p, struct err *e)
{
	show_heading(s, "columns", LANG(s->lang, "columns watched"), '[');
	for (size_t i = 0; i < p->ncolumns; i++) {
		const struct column_config *c = &p->columns[i];
		struct judge_ask ask = {.config = s->g->config, .portal = p, .column = c,
			.pages = s->pages, .alerts = s->alerts, .calendar = s->calendar,
			.now_ms = s->now_ms, .arena = &s->arena};
		struct freshness f;
		char day[TIME_TEXT];
		int rc;

		if (!c->url[0])
			continue;
		rc = freshness_of(&ask, &f, e);
		if (rc < 0)
			return rc;
		if (s->json) {
			jw_open(&s->j, '{');
			jw_kcstr(&s->j, "column", c->id);
			jw_kcstr(&s->j, "name", c->name);
			jw_kcstr(&s->j, "state", fresh_state_word(f.state));
			jw_kday(&s->j, "newest", f.newest);
			jw_close(&s->j, '}');
			continue;
		}
		show_label(s, c->id);
		buf_addf(&s->out, "%-10s  %s  ", f.newest == DAY_NONE ? "-"
				: day_text(day, f.newest),
			lang_text(s->lang, fresh_state_word(f.state)));
		out_line(&s->out, str_of(c->name), 60);
		buf_addc(&s->out, '\n');
	}
	show_heading_end(s, ']');
	return 0;
}

static int show_portal(struct show *s, struct str id, struct err *e)
{
	const struct portal_config *p = config_portal(s->g->config, id);
	struct portal_state st = {0};
	int rc;

	if (!p)
		return err_set(e, ERR_USAGE, "no portal '%.*s' is configured", STR_ARG(id));
	s->found = true;
	s->zone = portal_zone(s->g->config, p);
	rc = pages_portal(s->pages, id, &st, &s->arena, e);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	show_field(s, "name", LANG(s->lang, "name"), str_of(p->name));
	show_field(s, "home", LANG(s->lang, "home page"), str_of(p->home));
	show_field(s, "site_code", LANG(s->lang, "site code"), str_of(p->site_code));
	show_field(s, "unit", LANG(s->lang, "unit"), str_of(p->unit));
	show_field(s, "verdict", LANG(s->lang, "verdict"), show_verdict(s, st.verdict));
	show_field(s, "reason", LANG(s->lang, "reason"),
		s->json ? st.reason : say_reason(st.reason, s->lang));
	show_time(s, "last_probe", LANG(s->lang, "last probe"), st.last_probe_ms);
	show_time(s, "last_good", LANG(s->lang, "last good measurement"), st.last_good_ms);
	show_time(s, "failing_since", LANG(s->lang, "failing since"), st.bad_since_ms);
	show_time(s, "last_round", LANG(s->lang, "last full round"), st.last_round_ms);
	rc = portal_columns(s, p, e);
	return rc < 0 ? rc : show_incidents(s, id, STR_NONE, STR_NONE, e);
}

/* --- an incident, and what it is about --- */

static int show_incident(struct show *s, uint64_t id, struct err *e)
{
	struct buf one = BUF_INIT(OUT_BYTES);
	struct incident i;
	int rc = s->alerts ? alerts_incident(s->alerts, id, &i, &s->arena, e) : ERR_NOTFOUND;

	if (rc == ERR_NOTFOUND)
		return err_set(e, ERR_USAGE, "no incident #%llu", (unsigned long long)id);
	if (rc < 0)
		return rc;
	s->found = true;
	if (s->json) {
		rc = incident_json(&one, &i, s->zone, s->alerts, e);
		jw_key(&s->j, "incident");
		jw_raw(&s->j, str_trim(buf_str(&one)));
	} else {
		rc = incident_screen(&s->out, &i, s->zone, s->lang, s->alerts, e);
	}
	buf_release(&one);
	if (rc == 0 && str_has(i.subject, STR("://")))
		rc = show_link(s, i.subject, e);
	if (rc == 0 && str_has(i.subject, STR("://")))
		rc = show_parents(s, i.subject, e);
	return rc;
}

static int show(struct show *s, const struct subject *what, const char *text, struct err *e)
{
	int rc = 0;

	if (s->json) {
		s->j = jw_on(&s->out);
		jw_open(&s->j, '{');
		jw_kcstr(&s->j, "subject", text);
	}
	switch (what->kind) {
	case SUBJECT_INCIDENT:
		rc = show_incident(s, what->incident, e);
		break;
	case SUBJECT_PORTAL:
		rc = show_portal(s, what->portal, e);
		break;
	case SUBJECT_COLUMN:
		rc = show_column(s, what->portal, what->column, e);
		break;
	case SUBJECT_ADDRESS:
		rc = show_address(s, what->url, e);
		break;
	}
	if (rc == 0 && !s->found)
		rc = err_set(e, ERR_USAGE, "nothing is known of '%s'", text);
	if (s->json) {
		jw_close(&s->j, '}');
		buf_addc(&s->out, '\n');
	}
	return rc;
}

static int open_both(struct show *s, struct store **pages, struct store **alerts)
{
	const char *dir;
	struct err e = {0};
	int status = cmd_open(s->g, "pages", STORE_READ, pages);
	int rc;

	if (status == 0)
		status = cmd_store_dir(s->g, &dir);
	if (status)
		return status;
	rc = store_open(dir, "alerts", STORE_READ, alerts, &e);
	if (rc == ERR_NOTFOUND)
		rc = 0; /* nothing was judged yet */
	if (rc == 0)
		rc = store_begin(*pages, false, &s->pages, &e);
	if (rc == 0 && *alerts)
		rc = store_begin(*alerts, false, &s->alerts, &e);
	return rc < 0 ? cmd_fail(&e) : 0;
}

static int run(struct globals *g, const void *opts, int argc, char **argv)
{
	struct show s = {.g = g, .json = g->json, .arena = ARENA_INIT,
		.out = BUF_INIT(OUT_BYTES), .now_ms = clock_now_ms()};
	struct store *pages = NULL, *alerts = NULL;
	struct calendar *calendar = NULL;
	struct subject what;
	struct err e = {0};
	int status;

	(void)opts;
	if (argc != 1 || !subject_parse(str_of(argv[0]), &what))
		return cmd_usage(&cmd_show, "expected one SUBJECT: #N, PORTAL, PORTAL/COLUMN or "
					    "an address%s", "");
	status = cmd_config(g);
	if (status == 0)
		status = open_both(&s, &pages, &alerts);
	if (status == 0) {
		s.zone = cmd_zone(g);
		s.lang = lang_of(cmd_lang(g));
		s.calendar = calendar_load(g->config->calendar, &calendar, NULL) < 0
			? calendar_plain() : calendar;
		status = show(&s, &what, argv[0], &e) < 0 ? cmd_fail(&e) : cmd_out(&s.out);
	}
	store_abort(s.pages);
	store_abort(s.alerts);
	store_close(pages);
	store_close(alerts);
	calendar_free(calendar);
	buf_release(&s.out);
	arena_release(&s.arena);
	return status;
}

const struct cmd cmd_show = {
	.name = "show",
	.args = "SUBJECT",
	.summary = "everything known of a notice, address, column, portal or incident",
	.common = true,
	.run = run,
};
