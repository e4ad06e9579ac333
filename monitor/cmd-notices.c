/* notices and history: what is known of notices, from the store. */
#include "base/clock.h"
#include "base/out.h"
#include "crawler/pages.h"
#include "monitor/cmd.h"
#include "notice-view.h"
#include "say.h"
#include "monitor/lang.h"
#include "base/utf8.h"
#include "monitor/subject.h"

#include <stdio.h>

#define STATE_COLUMNS 10
#define VERDICT_COLUMNS 17
#define OUT_BYTES ((size_t)64 << 20)
#define OUT_FLUSH ((size_t)1 << 20)

struct notices_opts {
	const char *state, *match;
	int64_t since, until, limit;
};

static const struct opt opts[] = {
	{.name = "--state", .kind = OPT_TEXT, .offset = offsetof(struct notices_opts, state),
		.value = "STATE", .help = "listed, rolled, missing, delisted or withdrawn"},
	{.name = "--match", .kind = OPT_TEXT, .offset = offsetof(struct notices_opts, match),
		.value = "TEXT", .help = "only titles that hold this text"},
	{.name = "--since", .kind = OPT_TIME, .offset = offsetof(struct notices_opts, since),
		.value = "TIME", .help = "stated date not before"},
	{.name = "--until", .kind = OPT_TIME, .offset = offsetof(struct notices_opts, until),
		.value = "TIME", .help = "stated date not after"},
	{.name = "--limit", .kind = OPT_INT, .offset = offsetof(struct notices_opts, limit),
		.value = "N", .help = "at most N"},
	{0},
};

struct printing {
	const struct globals *g;
	const struct notices_opts *o;
	struct buf out;
	int64_t left;
	int status;
	const struct zone *zone;
	struct store_txn *t;
	const char *url; /* history: of this page */
};

static void print_notice_text(struct printing *p, const struct notice *n)
{
	enum lang l = lang_of(cmd_lang(p->g));
	const char *state = say_notice_state(n->state, l);
	size_t width = utf8_width(str_of(state));
	char day[TIME_TEXT];

	buf_addf(&p->out, "%-10s  %s%*s", n->date_ms == DATE_NONE_MS ? "-"
			: day_text(day, notice_day(n)),
		state, width < STATE_COLUMNS ? (int)(STATE_COLUMNS - width) : 1, "");
	out_term(&p->out, n->portal);
	buf_addc(&p->out, '/');
	out_term(&p->out, n->column);
	buf_adds(&p->out, "  ");
	out_term(&p->out, n->title);
	buf_adds(&p->out, "\n            ");
	out_term(&p->out, n->url);
	buf_addc(&p->out, '\n');
}

static bool wanted(const struct printing *p, const struct notice *n)
{
	const struct notices_opts *o = p->o;

	if (o->state && !streq(o->state, notice_state_word(n->state)))
		return false;
	if (o->match && !str_has(n->title, str_of(o->match)))
		return false;
	if (o->since && n->date_ms < o->since)
		return false;
	return !o->until || (n->date_ms != DATE_NONE_MS && n->date_ms <= o->until);
}

static int print_notice(const struct notice *n, void *ctx)
{
	struct printing *p = ctx;

	if (!wanted(p, n))
		return 0;
	if (p->left-- == 0)
		return 1;
	if (p->g->json)
		notice_json(&p->out, n, p->zone);
	else
		print_notice_text(p, n);
	if (p->out.n > OUT_FLUSH)
		p->status = cmd_out(&p->out);
	return p->status ? 1 : 0;
}

static int each_subject(struct printing *p, struct store_txn *t, int argc, char **argv,
	struct err *e)
{
	int rc = 0;

	if (argc == 0)
		return pages_each_notice(t, STR_NONE, STR_NONE, print_notice, p, e);
	for (int i = 0; i < argc && rc == 0 && p->status == 0; i++) {
		struct subject s;

		if (!subject_parse(str_of(argv[i]), &s) || s.kind == SUBJECT_INCIDENT ||
			s.kind == SUBJECT_ADDRESS)
			return err_set(e, ERR_USAGE, "expected PORTAL or PORTAL/COLUMN, found "
				"'%s'", argv[i]);
		rc = subject_stored(t, &s, e);
		if (rc == 0)
			rc = pages_each_notice(t, s.portal, s.kind == SUBJECT_COLUMN ? s.column
				: STR_NONE, print_notice, p, e);
	}
	return rc;
}

static int run_notices(struct globals *g, const void *given, int argc, char **argv)
{
	struct printing p = {.g = g, .o = given, .out = BUF_INIT(OUT_BYTES)};
	struct store *s = NULL;
	struct store_txn *t;
	struct err e = {0};
	int status = cmd_open(g, "pages", STORE_READ, &s);
	int rc;

	p.zone = cmd_zone(g);
	p.left = p.o->limit > 0 ? p.o->limit : INT64_MAX;
	if (status == 0 && p.o->state) {
		bool known = false;

		for (int i = NOTICE_LISTED; i <= NOTICE_WITHDRAWN; i++)
			known = known || streq(p.o->state, notice_state_word(i));
		if (!known)
			status = (cmd_note("--state: unknown state '%s'",
					  p.o->state),
				EXIT_USAGE);
	}
	if (status == 0 && store_begin(s, false, &t, &e) < 0)
		status = cmd_fail(&e);
	else if (status == 0) {
		rc = each_subject(&p, t, argc, argv, &e);
		store_abort(t);
		status = rc < 0 ? cmd_fail(&e) : p.status ? p.status : cmd_out(&p.out);
	}
	store_close(s);
	buf_release(&p.out);
	return status;
}

/* --- history --- */

static int print_version(const struct version *v, void *ctx)
{
	struct printing *p = ctx;
	enum lang l = lang_of(cmd_lang(p->g));
	char when[TIME_TEXT], hex[SHA256_HEX], day[TIME_TEXT];
	struct jw j = jw_on(&p->out);

	if (!p->g->json) {
		buf_addf(&p->out, LANG(l, "%s  version %llu  %s  "), time_short(when, v->time_ms, p->zone),
			(unsigned long long)v->seq,
			v->date_ms == DATE_NONE_MS ? "-" :
			day_text(day, version_day(v)));
		out_term(&p->out, v->title);
		buf_addf(&p->out, LANG(l, "\n    %zu characters, %zu attachments, sha256 %s\n"),
			utf8_len(v->text), v->nattachments, sha256_hex(hex, &v->body_digest));
		return 0;
	}
	jw_open(&j, '{');
	jw_kcstr(&j, "what", "version");
	jw_kint(&j, "seq", (int64_t)v->seq);
	jw_ktime(&j, "time", v->time_ms, p->zone);
	jw_kstr(&j, "title", v->title);
	jw_kstr(&j, "url", v->url);
	jw_kday(&j, "date", version_day(v));
	jw_kcstr(&j, "sha256", sha256_hex(hex, &v->body_digest));
	jw_kint(&j, "text_bytes", (int64_t)v->text.n);
	jw_key(&j, "attachments");
	jw_open(&j, '[');
	for (size_t i = 0; i < v->nattachments; i++) {
		jw_open(&j, '{');
		jw_kstr(&j, "url", v->attachments[i].url);
		jw_kstr(&j, "title", v->attachments[i].title);
		jw_close(&j, '}');
	}
	jw_close(&j, ']');
	jw_close(&j, '}');
	buf_addc(&p->out, '\n');
	return 0;
}

static int print_measure(const struct measure *m, void *ctx)
{
	struct printing *p = ctx;
	enum lang l = lang_of(cmd_lang(p->g));
	char when[TIME_TEXT];
	struct jw j = jw_on(&p->out);

	if (!p->g->json) {
		const char *word = say_verdict(m->verdict, l);
		size_t width = utf8_width(str_of(word));

		buf_addf(&p->out, "%s  %s%*s %3d  %6lld ms  ", time_short(when, m->time_ms, p->zone),
			word, width < VERDICT_COLUMNS ? (int)(VERDICT_COLUMNS - width) : 1, "",
			m->status, (long long)m->elapsed_ms);
		out_term(&p->out, say_reason(m->reason, l));
		if (!str_none(m->gate)) {
			buf_adds(&p->out, LANG(l, "  refused: "));
			out_term(&p->out, say_gate(m->gate, l));
			if (m->detail.n) {
				buf_adds(&p->out, LANG(l, ": "));
				say_list(&p->out, m->detail, l);
			}
		}
		buf_addc(&p->out, '\n');
		return 0;
	}
	jw_open(&j, '{');
	jw_kcstr(&j, "what", "measurement");
	jw_kint(&j, "seq", (int64_t)m->seq);
	jw_ktime(&j, "time", m->time_ms, p->zone);
	jw_kstr(&j, "url", m->url);
	jw_kcstr(&j, "verdict", verdict_word(m->verdict));
	if (m->status)
		jw_kint(&j, "status", m->status);
	else
		jw_knull(&j, "status");
	jw_kstr(&j, "reason", m->reason);
	jw_kstr(&j, "gate", m->gate);
	jw_kstr(&j, "detail", m->detail);
	jw_kint(&j, "elapsed_ms", m->elapsed_ms);
	jw_kstr(&j, "final_url", m->final_url);
	jw_close(&j, '}');
	buf_addc(&p->out, '\n');
	return 0;
}

static int find_by_url(const struct notice *n, void *ctx)
{
	struct printing *p = ctx;

	if (!str_eqc(n->url, p->url))
		return 0;
	return pages_each_version(p->t, n, print_version, p, NULL);
}

/* Versions of the notice at this address, and every measurement of it. */
static int print_history(struct printing *p, struct err *e)
{
	int rc = pages_each_notice(p->t, STR_NONE, STR_NONE, find_by_url, p, e);

	return rc < 0 ? rc
		      : pages_each_measure(p->t, str_of(p->url), INT64_MIN, INT64_MAX,
				print_measure, p, e);
}

/* The page that stands for a subject. */
static int url_of_subject(struct printing *p, const struct subject *sub, struct arena *a,
	struct err *e)
{
	struct column_state col;
	struct portal_state portal;
	int rc = 0;

	if (sub->kind == SUBJECT_ADDRESS) {
		p->url = sub->url.p;
	} else if (sub->kind == SUBJECT_PORTAL) {
		rc = pages_portal(p->t, sub->portal, &portal, a, e);
		p->url = rc == 0 ? portal.home.p : "";
	} else {
		rc = pages_column(p->t, sub->portal, sub->column, &col, a, e);
		p->url = rc == 0 ? col.url.p : "";
	}
	return rc;
}

static int run_history(struct globals *g, const void *given, int argc, char **argv)
{
	extern const struct cmd cmd_history;
	struct printing p = {.g = g, .out = BUF_INIT(OUT_BYTES)};
	struct arena a = ARENA_INIT;
	struct subject sub;
	struct store *s = NULL;
	struct err e = {0};
	int status, rc;

	(void)given;
	if (argc != 1 || !subject_parse(str_of(argv[0]), &sub) || sub.kind == SUBJECT_INCIDENT)
		return cmd_usage(&cmd_history, "expected PORTAL, PORTAL/COLUMN or an address");
	status = cmd_open(g, "pages", STORE_READ, &s);
	if (status)
		return status;
	p.zone = cmd_zone(g);
	rc = store_begin(s, false, &p.t, &e);
	if (rc == 0) {
		rc = url_of_subject(&p, &sub, &a, &e);
		if (rc == 0)
			rc = print_history(&p, &e);
		store_abort(p.t);
	}
	if (rc == ERR_NOTFOUND)
		status = (cmd_note("nothing is stored about '%s'", argv[0]),
			EXIT_USAGE);
	else
		status = rc < 0 ? cmd_fail(&e) : cmd_out(&p.out);
	store_close(s);
	arena_release(&a);
	buf_release(&p.out);
	return status;
}

const struct cmd cmd_notices = {
	.name = "notices",
	.args = "[PORTAL[/COLUMN]...]",
	.summary = "the notices that are known, with their state",
	.opts = opts,
	.opts_size = sizeof(struct notices_opts),
	.run = run_notices,
};

const struct cmd cmd_history = {
	.name = "history",
	.args = "PORTAL|PORTAL/COLUMN|URL",
	.summary = "versions and measurements of one page",
	.run = run_history,
};
