/* Problems: lists of them, one with its proof and history, and the form that acknowledges it. */
#include "message-part.h"
#include "report-part.h"
#include "say.h"
#include "web-auth.h"
#include "web-page.h"

#include "monitor/incident-act.h"
#include "monitor/incident-view.h"
#include "monitor/report-make.h"

#include <stdlib.h>

#define LISTED_MAX 20000 /* sorted at once; beyond, the first by number */
#define FIELD_SIGNS 2000

bool web_incident_fits(const struct web_turn *t, const struct web_incidents *x,
	const struct incident *i)
{
	const char *state = x->state;

	(void)t;
	if (state && !streq(state, "all") && !streq(state, "active") &&
		!str_eqc(str_of(incident_state_word(i->state)), state))
		return false;
	if (!state && !incident_is_problem(i))
		return false;
	if (state && streq(state, "active") && !incident_is_active(i))
		return false;
	return (!x->portal.n || str_eq(x->portal, i->portal)) &&
		(!x->column.n || str_eq(x->column, i->column)) &&
		(!x->unit.n || str_eq(x->unit, i->unit)) &&
		(!x->kind.n || str_eq(x->kind, i->kind)) &&
		(!x->subject.n || str_eq(x->subject, i->subject)) &&
		(!x->severity.n || str_eqc(x->severity, severity_word(i->severity)));
}

struct gathering {
	struct web_turn *t;
	const struct web_incidents *x;
	struct listed {
		uint64_t id;
		int32_t severity;
		bool explained, warning;
		int64_t since_ms;
	} *list;
	size_t n, cap, all;
};

static int gather(const struct incident *i, void *ctx)
{
	struct gathering *g = ctx;

	if (!web_incident_fits(g->t, g->x, i))
		return 0;
	g->all++;
	if (g->n == LISTED_MAX)
		return 0;
	g->list = arena_grow(g->t->ask.arena, g->list, g->n, &g->cap, sizeof(*g->list));
	g->list[g->n++] = (struct listed){i->id, i->severity, i->inhibited_by != 0,
		incident_is_warning(i), i->first_ms};
	return 0;
}

/* What another problem explains comes last, warnings before them; then the worst, the oldest. */
static int by_weight(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;

	if (x->explained != y->explained)
		return x->explained ? 1 : -1;
	if (x->warning != y->warning)
		return x->warning ? 1 : -1;
	if (x->severity != y->severity)
		return x->severity < y->severity ? 1 : -1;
	if (x->since_ms != y->since_ms)
		return x->since_ms < y->since_ms ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

static enum tone tone_of(const struct incident *i)
{
	if (!incident_is_active(i))
		return i->state == INCIDENT_RESOLVED ? TONE_GOOD : TONE_GREY;
	if (i->state == INCIDENT_SUSPECTED)
		return TONE_GREY;
	return incident_is_warning(i) || i->severity <= SEVERITY_LOW ? TONE_WARN : TONE_BAD;
}

/* A notice by its title, a link by its address. */
static struct cell subject_cell(const struct web_turn *t, const struct incident *i)
{
	struct str identity = incident_fact(i, "identity"), title = incident_fact(i, "title");

	if (identity.n && title.n && i->column.n)
		return web_notice_cell(t, i->portal, i->column, identity,
			arena_str(t->ask.arena, title));
	return str_has(i->subject, STR("://")) ? web_link_cell(t, i->subject, i->subject)
					       : cell_text(STR_NONE);
}

static void list_row(struct web_turn *t, struct section *s, const struct web_incidents *x,
	const struct incident *i)
{
	struct arena *a = t->ask.arena;
	struct cell *row = web_row(t, s);
	struct str number = arena_strf(a, "%llu", (unsigned long long)i->id);

	row[0] = cell_local(arena_strf(a, "#%.*s", STR_ARG(number)),
		web_way(t, STR("incident"), number, STR_NONE, STR_NONE));
	row[1] = cell_tone(str_of(incident_state_text(i, t->ask.lang)), tone_of(i));
	row[2] = cell_text(str_of(incident_kind_text(i->kind, t->ask.lang)));
	row[3] = cell_time(i->first_ms);
	row[4] = cell_text(arena_str(a, i->unit));
	row[5] = web_portal_cell(t, arena_str(a, i->portal));
	row[6] = web_column_cell(t, i->portal, i->column);
	row[7] = subject_cell(t, i);
	row[5].absent = x->portal.n > 0; /* the page says it */
	row[6].absent = row[6].absent || x->column.n > 0;
	row[8] = cell_text(report_cause_text(&t->ask, i));
	row[9] = cell_text(str_of(lang_text(t->ask.lang, severity_word(i->severity))));
}

int web_incident_list(struct web_turn *t, const struct web_incidents *x, const char *title,
	size_t from, size_t n, size_t *all)
{
	static const char *const heads[] = {LANG_MARK("No."), LANG_MARK("State"),
		LANG_MARK("Problem"), LANG_MARK("Since"), LANG_MARK("Unit"), LANG_MARK("Portal"),
		LANG_MARK("Column"), LANG_MARK("Which"), LANG_MARK("Cause"),
		LANG_MARK("Severity"), NULL};
	struct gathering g = {.t = t, .x = x};
	struct section *s;
	int rc = t->ask.alerts ? alerts_each_incident(t->ask.alerts, gather, &g, &t->err) : 0;

	*all = g.all;
	if (rc < 0 || g.n == 0)
		return rc;
	qsort(g.list, g.n, sizeof(*g.list), by_weight);
	s = web_section(t, title, heads);
	s->drop_empty = true;
	for (size_t k = from; k < g.n && k < from + n && rc == 0; k++) {
		struct incident i;

		rc = alerts_incident(t->ask.alerts, g.list[k].id, &i, t->ask.arena, &t->err);
		if (rc == 0)
			list_row(t, s, x, &i);
	}
	return rc;
}

int web_incidents_page(struct web_turn *t)
{
	enum lang l = t->ask.lang;
	struct web_incidents x = {.portal = web_value(t, "portal"), .column = web_value(t, "column"),
		.unit = web_value(t, "unit"), .kind = web_value(t, "kind"),
		.severity = web_value(t, "severity")};
	struct str state = web_value(t, "state");
	size_t all;
	int64_t page;
	int rc;

	if (!web_number(t, "page", 1, 100000, 1, &page))
		return web_bad(t, "page");
	x.state = str_none(state) ? NULL : arena_cstr(t->ask.arena, state);
	web_page(t, str_of(x.state ? LANG(l, "Problems, open and closed") : LANG(l, "Open problems")));
	rc = web_incident_list(t, &x, NULL, (size_t)(page - 1) * WEB_PER_PAGE, WEB_PER_PAGE, &all);
	if (rc < 0)
		return rc;
	web_line(t, all ? arena_strf(t->ask.arena, LANG_COUNT(l, all, "%zu problem", "%zu problems"), all)
			: str_of(LANG(l, "Nothing of that kind.")));
	web_pager(t, (size_t)page - 1, (all + WEB_PER_PAGE - 1) / WEB_PER_PAGE);
	return web_page_end(t);
}

/* --- one --- */

static bool number_of(const struct web_turn *t, struct str s, uint64_t *id)
{
	int64_t v;

	(void)t;
	if (!str_int(s, 1, INT64_MAX, &v))
		return false;
	*id = (uint64_t)v;
	return true;
}

static int read_one(struct web_turn *t, struct incident *i)
{
	uint64_t id;
	int rc = !t->ask.alerts || !number_of(t, t->path.segment[1], &id) ? ERR_NOTFOUND
		: alerts_incident(t->ask.alerts, id, i, t->ask.arena, &t->err);

	return rc == ERR_NOTFOUND ? web_missing(t, LANG(t->ask.lang, "there is no problem of that number"))
				  : rc;
}

static void facts(struct web_turn *t, const struct incident *i)
{
	enum lang l = t->ask.lang;
	struct section *s = web_facts(t, NULL);

	web_fact(t, s, LANG(l, "state"), cell_tone(str_of(incident_state_text(i, l)), tone_of(i)));
	web_fact(t, s, LANG(l, "portal"), web_portal_cell(t, i->portal));
	web_fact(t, s, LANG(l, "column"), web_column_cell(t, i->portal, i->column));
	web_fact(t, s, LANG(l, "address"), subject_cell(t, i));
	web_fact(t, s, LANG(l, "cause"), cell_text(report_cause_text(&t->ask, i)));
	web_fact(t, s, LANG(l, "severity"), cell_text(str_of(lang_text(l, severity_word(i->severity)))));
	web_fact(t, s, LANG(l, "unit"), cell_text(i->unit));
	web_fact(t, s, LANG(l, "person"), cell_text(i->person));
	web_fact(t, s, LANG(l, "since"), cell_time(i->first_ms));
	web_fact(t, s, LANG(l, "opened"), cell_time(i->opened_ms));
	web_fact(t, s, LANG(l, "resolved"), cell_time(i->resolved_ms));
	web_fact(t, s, LANG(l, "deadline"), cell_time(i->deadline_ms));
	web_fact(t, s, LANG(l, "rectification notice"), cell_text(i->notice));
	web_fact(t, s, LANG(l, "basis"), cell_text(i->basis));
	web_fact(t, s, LANG(l, "reason"), cell_text(i->reason));
	web_fact(t, s, LANG(l, "measure taken"), cell_text(i->measure_taken));
	for (size_t k = 0; k < i->nfacts; k++) {
		const char *label = fact_label(i->facts[k].key, l);

		if (label)
			web_fact(t, s, label, cell_text(fact_value(i->facts[k], l, t->ask.arena)));
	}
	if (i->inhibited_by) {
		struct str n = arena_strf(t->ask.arena, "%llu", (unsigned long long)i->inhibited_by);

		web_fact(t, s, LANG(l, "explained by"), cell_local(arena_strf(t->ask.arena, "#%s", n.p),
			web_way(t, STR("incident"), n, STR_NONE, STR_NONE)));
	}
}

/* A digest leads to the stored bytes, an address to what is known of it. */
static struct cell proof_cell(struct web_turn *t, struct pair x)
{
	struct sha256 d;

	if (x.value.n == 64 && sha256_parse(x.value, &d) && body_has(t->ask.pages, &d))
		return cell_local(x.value, web_way(t, STR("body"), x.value, STR_NONE, STR_NONE));
	/* of a page that carries a link its line and the text follow */
	if (str_eqc(x.key, "parent"))
		return cell_link(x.value, str_sub(x.value, 0, str_findc(x.value, '\n', 0)));
	return str_has(x.value, STR("://")) ? web_link_cell(t, x.value, x.value) : cell_text(x.value);
}

static void measured(struct web_turn *t, struct section *s, struct str ref)
{
	char hex[SHA256_HEX];
	struct measure m;
	struct err e = {0};
	int64_t seq;

	if (!str_int(ref, 1, INT64_MAX, &seq) ||
		pages_measure(t->ask.pages, (uint64_t)seq, &m, t->ask.arena, &e) != 0)
		return;
	web_fact(t, s, LANG(t->ask.lang, "measured at"), cell_time(m.time_ms));
	web_fact(t, s, LANG(t->ask.lang, "what came back"),
		cell_text(web_outcome(t, m.verdict, m.status, m.reason)));
	if (!sha256_zero(&m.body_digest))
		web_fact(t, s, "SHA-256", proof_cell(t, (struct pair){STR("body"),
			arena_str(t->ask.arena, str_of(sha256_hex(hex, &m.body_digest)))}));
}

static void proof(struct web_turn *t, const struct incident *i)
{
	struct section *s;

	if (!i->nevidence)
		return;
	s = web_facts(t, LANG_MARK("Proof"));
	for (size_t k = 0; k < i->nevidence; k++) {
		web_fact(t, s, say_evidence(i->evidence[k].key, t->ask.lang),
			proof_cell(t, i->evidence[k]));
		if (str_eqc(i->evidence[k].key, "measure"))
			measured(t, s, i->evidence[k].value);
	}
}

struct history {
	struct web_turn *t;
	struct section *s;
};

static int entry(const struct incident_entry *x, void *ctx)
{
	struct history *h = ctx;
	struct arena *a = h->t->ask.arena;
	enum lang l = h->t->ask.lang;
	struct cell *row = web_row(h->t, h->s);

	row[0] = cell_time(x->time_ms);
	row[1] = cell_text(arena_str(a, say_entry_what(x->what, l)));
	row[2] = cell_text(arena_strf(a, "%.*s%.*s", STR_ARG(say_entry_text(x, l, a)),
		STR_ARG(say_entry_more(x, h->t->w->config->zone, l, a))));
	row[3] = cell_text(arena_str(a, x->receiver));
	row[4] = cell_text(arena_str(a, x->by));
	return 0;
}

static int history(struct web_turn *t, const struct incident *i)
{
	static const char *const heads[] = {LANG_MARK("Time"), LANG_MARK("What happened"),
		LANG_MARK("Text"), LANG_MARK("Receiver"), LANG_MARK("By"), NULL};
	struct history h = {.t = t, .s = web_section(t, LANG_MARK("History"), heads)};

	h.s->drop_empty = true;
	return alerts_each_entry(t->ask.alerts, i->id, entry, &h, &t->err);
}

static const char *delivery_word(enum lang l, int state)
{
	return state == ALERT_DELIVERED ? LANG(l, "delivered")
		: state == ALERT_FAILED ? LANG(l, "given up") : LANG(l, "waiting");
}

struct deliveries {
	struct web_turn *t;
	struct section *s;
	uint64_t id;
	size_t n;
};

#define DELIVERIES_SHOWN 100

static int delivery(const struct alert *x, void *ctx)
{
	static const char *const heads[] = {LANG_MARK("Time"), LANG_MARK("Receiver"),
		LANG_MARK("Message"), LANG_MARK("State"), LANG_MARK("Attempts"),
		LANG_MARK("Delivered"), LANG_MARK("Last error"), NULL};
	struct deliveries *d = ctx;
	struct arena *a = d->t->ask.arena;
	struct cell *row;
	int64_t id = 0;
	bool ours = false;

	for (size_t k = 0; k < x->nincidents && !ours; k++)
		ours = str_int(x->incidents[k].key, 1, INT64_MAX, &id) && (uint64_t)id == d->id;
	if (!ours || d->n++ >= DELIVERIES_SHOWN)
		return 0;
	if (!d->s) {
		d->s = web_section(d->t, LANG_MARK("Deliveries"), heads);
		d->s->drop_empty = true;
	}
	row = web_row(d->t, d->s);
	row[0] = cell_time(x->created_ms);
	row[1] = cell_text(arena_str(a, x->receiver));
	row[2] = cell_text(arena_str(a, say_message(x->kind, d->t->ask.lang)));
	row[3] = cell_tone(str_of(delivery_word(d->t->ask.lang, x->state)),
		x->state == ALERT_DELIVERED ? TONE_GOOD : x->state == ALERT_FAILED ? TONE_BAD : TONE_GREY);
	row[4] = cell_number(x->attempts);
	row[5] = cell_time(x->delivered_ms);
	row[6] = cell_text(arena_str(a, x->last_error));
	return 0;
}

/* Told through the same function as `incidents ack`. */
static void form(struct web_turn *t, const struct incident *i, const char *wrong)
{
	enum lang l = t->ask.lang;
	struct buf b = BUF_INIT((size_t)1 << 16);

	if (!incident_is_problem(i))
		return;
	if (wrong) {
		buf_adds(&b, "<p class=\"bad\" role=\"alert\">");
		out_html(&b, str_of(wrong));
		buf_adds(&b, "</p>\n");
	}
	buf_addf(&b, "<form class=\"act\" method=\"post\"><input type=\"hidden\" name=\"form\" "
		"value=\"%.*s\"><p><label for=\"by\">%s</label><input id=\"by\" name=\"by\" required "
		"maxlength=\"100\" autocomplete=\"name\" value=\"", STR_ARG(auth_form_value(t)),
		LANG(l, "who acknowledges it"));
	out_html(&b, web_field(&t->form, "by"));
	buf_addf(&b, "\"></p><p><label for=\"reason\">%s</label><textarea id=\"reason\" "
		"name=\"reason\" rows=\"2\" required maxlength=\"%d\">", LANG(l, "why, or what is done about it"), FIELD_SIGNS);
	out_html(&b, web_field(&t->form, "reason"));
	buf_addf(&b, "</textarea></p><p><button>%s</button></p></form>\n", LANG(l, "Acknowledge"));
	web_raw(t, LANG_MARK("Acknowledge"), &b);
	buf_release(&b);
}

static int show(struct web_turn *t, const char *wrong)
{
	enum lang l = t->ask.lang;
	struct incident i;
	struct deliveries d = {.t = t};
	int rc = read_one(t, &i);

	if (rc < 0)
		return rc;
	d.id = i.id;
	web_page(t, arena_strf(t->ask.arena, "#%llu %s", (unsigned long long)i.id,
		incident_kind_text(i.kind, l)));
	facts(t, &i);
	form(t, &i, wrong);
	proof(t, &i);
	rc = history(t, &i);
	if (rc >= 0)
		rc = alerts_each_alert(t->ask.alerts, 0, delivery, &d, &t->err);
	return rc < 0 ? rc : web_page_end(t);
}

int web_incident(struct web_turn *t)
{
	return show(t, NULL);
}

/* One short writing transaction; what it says of a refusal comes back. */
int web_acknowledge(struct web_turn *t, uint64_t id, struct str by, struct str reason,
	struct incident *out)
{
	struct incident_action x = {.act = ACT_ACK, .by = by, .user = str_of(t->w->user),
		.reason = reason, .now_ms = t->ask.now_ms};
	struct store *s = NULL;
	struct store_txn *w = NULL;
	struct err ignored = {0};
	int rc;

	report_end(&t->ask);
	rc = store_open(store_dir(t->w->pages), "alerts", 0, &s, &t->err);
	if (rc == 0)
		rc = store_begin(s, true, &w, &t->err);
	if (rc == 0)
		rc = incident_act(w, id, &x, out, t->ask.arena, &t->err);
	if (rc == 0)
		rc = store_commit(w, &t->err);
	else
		store_abort(w);
	store_close(s);
	if (report_begin(&t->ask, t->w->pages, t->w->alerts, &ignored) < 0 && rc == 0)
		rc = err_set(&t->err, ERR_IO, "%s", ignored.text);
	return rc;
}

int web_incident_ack(struct web_turn *t)
{
	enum lang l = t->ask.lang;
	struct str by = str_trim(web_field(&t->form, "by")), reason = str_trim(web_field(&t->form, "reason"));
	struct incident i;
	uint64_t id;
	int rc = read_one(t, &i);

	if (rc < 0)
		return rc;
	id = i.id;
	if (!auth_form_good(t)) {
		rc = show(t, LANG(l, "the form is too old, or not ours: load the page again"));
		t->a->status = 403;
		return rc;
	}
	if (!by.n || !reason.n || by.n > FIELD_SIGNS * 4 || reason.n > FIELD_SIGNS * 4) {
		rc = show(t, LANG(l, "a name and a reason are needed"));
		t->a->status = 400;
		return rc;
	}
	rc = web_acknowledge(t, id, by, reason, &i);
	if (rc == ERR_INVAL) {
		rc = show(t, said(t->err.text));
		t->a->status = 409;
		return rc;
	}
	if (rc < 0)
		return rc;
	t->a->status = 303;
	web_header(t, "Location", web_way(t, STR("incident"), t->path.segment[1], STR_NONE, STR_NONE));
	return 0;
}
