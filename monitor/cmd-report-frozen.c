/* report frozen: the reports that were frozen, one of them, and what is known differently
 * since. */
#include "cmd-report.h"
#include "spool.h"

#include "base/clock.h"
#include "base/fs.h"
#include "base/out.h"
#include "monitor/freeze.h"
#include "monitor/incident-view.h"

#include <stdio.h>

struct frozen_ctx {
	struct globals *g;
	struct report_opened *x;
	enum lang lang;
	struct buf out;
	struct jw *j;
	size_t n;
};

/* --- the list --- */

static void json_head(struct jw *j, const struct frozen *f, const struct zone *z)
{
	char hex[SHA256_HEX];

	jw_kstr(j, "name", f->name);
	jw_kstr(j, "kind", f->kind);
	jw_kstr(j, "format", f->format);
	jw_ktime(j, "made", f->made_ms, z);
	jw_ktime(j, "at", f->at_ms, z);
	jw_kstr(j, "from", f->from);
	jw_kstr(j, "to", f->to);
	jw_kstr(j, "profile", f->profile);
	jw_kstr(j, "document", f->document);
	jw_kint(j, "bytes", f->bytes);
	jw_kcstr(j, "sha256", sha256_hex(hex, &f->digest));
	jw_kcstr(j, "facts_sha256", sha256_hex(hex, &f->facts_digest));
	jw_kstr(j, "user", f->user);
}

static void period_text(const struct frozen *f, struct buf *b)
{
	if (f->from.n)
		buf_addf(b, "%.*s..%.*s", STR_ARG(f->from), STR_ARG(f->to));
	else
		buf_addc(b, '-');
}

static int show_line(const struct frozen *f, void *ctx)
{
	struct frozen_ctx *c = ctx;
	const struct zone *z = c->g->config->zone;
	char t[TIME_TEXT], hex[SHA256_HEX];

	c->n++;
	if (c->g->json) {
		struct jw j = jw_on(&c->out);

		jw_open(&j, '{');
		json_head(&j, f, z);
		jw_close(&j, '}');
		buf_addc(&c->out, '\n');
		return 0;
	}
	buf_addf(&c->out, "%.*s  %.*s  %s  ", STR_ARG(f->name), STR_ARG(f->title),
		time_short(t, f->made_ms, z));
	period_text(f, &c->out);
	buf_addf(&c->out, "  %.12s\n", sha256_hex(hex, &f->digest));
	return 0;
}

static int list(struct frozen_ctx *c)
{
	struct err e = {0};

	if (c->x->ask.alerts && frozen_each(c->x->ask.alerts, show_line, c, &e) < 0)
		return cmd_fail(&e);
	if (!c->n && !c->g->json)
		buf_addf(&c->out, "%s\n", LANG(c->lang, "no report is frozen"));
	return cmd_out(&c->out);
}

/* --- one --- */

/* Last names of paths in the facts, as the reports head them. */
static const struct {
	const char *key, *text;
} fact_row[] = {
	{"incidents_found", LANG_MARK("Incidents found")},
	{"incidents_closed", LANG_MARK("Incidents closed")},
	{"incidents_open", LANG_MARK("Incidents open at the end")},
	{"waived", LANG_MARK("Waived by people")},
	{"links_found", LANG_MARK("Broken links found")},
	{"links_repaired", LANG_MARK("Broken links repaired")},
	{"hours_unmeasured", LANG_MARK("Hours unmeasured")},
	{"visits", LANG_MARK("Visits that count")}, {"visits_failed", LANG_MARK("Visits that failed")},
	{"notices", LANG_MARK("Notices")}, {"notices_before", LANG_MARK("The one before")},
	{"year_before", LANG_MARK("The year before")}, {"withdrawn", LANG_MARK("Withdrawn")},
	{"state", LANG_MARK("State")}, {"newest", LANG_MARK("Newest notice")},
	{"age_days", LANG_MARK("Days since")}, {"due", LANG_MARK("Due")},
	{"unit", LANG_MARK("Unit")}, {"limit", LANG_MARK("Limit")}, {"basis", LANG_MARK("Basis")},
	{"verdict", LANG_MARK("Verdict")}, {"score", LANG_MARK("Score")},
	{"lost", LANG_MARK("Points lost")}, {"vetoes", LANG_MARK("Vetoes")},
	{"warnings", LANG_MARK("Early warnings")}, {"stale", LANG_MARK("Not updated")},
	{"blank", LANG_MARK("Blank")}, {"outcome", LANG_MARK("Result")},
	{"points", LANG_MARK("Points")}, {"failed", LANG_MARK("Failed")},
};

/* "columns[a/news].newest" as "[a/news] Newest notice"; what has no word stays as it is. */
static void path_text(struct frozen_ctx *c, struct str path)
{
	size_t dot = str_rfindc(path, '.'), close = str_rfindc(path, ']');
	bool named = dot != SIZE_MAX && (close == SIZE_MAX || close < dot);
	struct str key = named ? str_sub(path, dot + 1, path.n) : path;
	size_t open = str_findc(path, '[', 0);

	for (size_t i = 0; i < sizeof(fact_row) / sizeof(fact_row[0]); i++) {
		if (!str_eqc(key, fact_row[i].key))
			continue;
		if (open != SIZE_MAX && open < dot)
			out_line(&c->out, str_sub(path, open, dot - open), 200);
		buf_addf(&c->out, "%s%s", open != SIZE_MAX && open < dot ? " " : "",
			lang_text(c->lang, fact_row[i].text));
		return;
	}
	out_line(&c->out, path, 200);
}

static void value_text(struct frozen_ctx *c, struct str value, int state)
{
	struct incident i = {.state = state, .level = LEVEL_OVERDUE};

	if (state)
		buf_adds(&c->out, incident_state_text(&i, c->lang));
	else if (str_eqc(value, "true"))
		buf_adds(&c->out, LANG(c->lang, "yes"));
	else if (str_eqc(value, "false"))
		buf_adds(&c->out, LANG(c->lang, "no"));
	else if (value.n)
		out_line(&c->out, str_of(lang_text(c->lang, value.p)), 200);
	else
		buf_addc(&c->out, '-');
}

static void show_erratum(const struct erratum *x, void *ctx)
{
	struct frozen_ctx *c = ctx;
	const struct zone *z = c->g->config->zone;
	char t[TIME_TEXT];

	if (c->j) {
		jw_open(c->j, '{');
		jw_kstr(c->j, "what", x->what);
		jw_kstr(c->j, "was", x->was);
		jw_kstr(c->j, "is", x->is);
		jw_kstr(c->j, "by", x->by.n ? x->by : STR_NONE);
		jw_kstr(c->j, "reason", x->reason.n ? x->reason : STR_NONE);
		jw_ktime(c->j, "time", x->time_ms, z);
		jw_close(c->j, '}');
		return;
	}
	buf_adds(&c->out, "  ");
	if (x->incident)
		buf_addf(&c->out, LANG(c->lang, "incident #%llu"), (unsigned long long)x->incident);
	else
		path_text(c, x->what);
	buf_adds(&c->out, LANG(c->lang, ": "));
	value_text(c, x->was, x->was_state);
	buf_adds(&c->out, " \xe2\x86\x92 ");
	value_text(c, x->is, x->is_state);
	if (x->time_ms)
		buf_addf(&c->out, "  %s %.*s", time_short(t, x->time_ms, z), STR_ARG(x->by));
	if (x->reason.n) {
		buf_adds(&c->out, LANG(c->lang, ": "));
		out_line(&c->out, x->reason, 200);
	}
	buf_addc(&c->out, '\n');
}

static void head_text(struct frozen_ctx *c, const struct frozen *f)
{
	const struct zone *z = c->g->config->zone;
	char t[TIME_TEXT], hex[SHA256_HEX];
	struct buf *b = &c->out;

	buf_addf(b, "%.*s: %.*s\n", STR_ARG(f->name), STR_ARG(f->title));
	buf_addf(b, LANG(c->lang, "made %s by %.*s"), time_short(t, f->made_ms, z),
		STR_ARG(f->user));
	buf_addf(b, "\n%s ", LANG(c->lang, "period"));
	period_text(f, b);
	buf_addf(b, "\n%s " FROZEN_DIR "/%.*s (%lld)\nSHA-256 %s\n", LANG(c->lang, "document"),
		STR_ARG(f->document), (long long)f->bytes, sha256_hex(hex, &f->digest));
}

static int errata(struct frozen_ctx *c, const struct frozen *f, struct err *e)
{
	struct report_ask ask = c->x->ask;
	struct buf head = c->out;
	size_t n = 0;
	int rc;

	c->out = BUF_INIT((size_t)64 << 20);
	rc = frozen_errata(&ask, f, show_erratum, c, &n, e);
	if (rc == 0 && n == 0)
		buf_addf(&head, "%s\n", LANG(c->lang, "no erratum: what is known now agrees"));
	else if (rc == 0)
		buf_addf(&head, LANG(c->lang, "errata, %d:\n"), (int)n);
	buf_addstr(&head, buf_str(&c->out));
	if (n > ERRATA_MAX)
		buf_addf(&head, LANG(c->lang, "and %d more\n"), (int)(n - ERRATA_MAX));
	buf_release(&c->out);
	c->out = head;
	return rc;
}

static int errata_json(struct frozen_ctx *c, const struct frozen *f, bool intact,
	struct err *e)
{
	struct report_ask ask = c->x->ask;
	struct jw j = jw_on(&c->out);
	size_t n = 0;
	int rc;

	c->j = &j;
	jw_open(&j, '{');
	json_head(&j, f, c->g->config->zone);
	jw_kbool(&j, "intact", intact);
	jw_key(&j, "errata");
	jw_open(&j, '[');
	rc = frozen_errata(&ask, f, show_erratum, c, &n, e);
	jw_close(&j, ']');
	jw_kint(&j, "nerrata", (int64_t)n);
	jw_close(&j, '}');
	buf_addc(&c->out, '\n');
	return rc;
}

/* What was frozen stays as it was: in its one form. */
static bool same_form(const struct frozen *f, const char *format, const char *output)
{
	const char *named = report_format_of_name(output);
	const char *asked = format ? format : named;

	if (!asked || str_eqc(f->format, asked))
		return true;
	cmd_note("'%.*s' was frozen as %.*s in the language %.*s and is kept as it was made, not "
		"as %s", STR_ARG(f->name), STR_ARG(f->format), STR_ARG(f->lang), asked);
	return false;
}

static int one(struct frozen_ctx *c, const char *name, const char *format, const char *output)
{
	struct spool *document;
	struct frozen f;
	struct err e = {0};
	int rc = frozen_get(c->x->ask.alerts, str_of(name), &f, &c->x->arena, &e), status = 0;

	if (rc == ERR_NOTFOUND) {
		cmd_note("no report '%s' is frozen", name);
		return EXIT_USAGE;
	}
	if (rc == 0 && !same_form(&f, format, output))
		return EXIT_USAGE;
	document = spool_new();
	if (rc == 0)
		rc = frozen_document(store_dir(store_of(c->x->ask.pages)), &f, document, &e);
	if (rc == 0 && output)
		rc = spool_save(document, output, 0644, false, &e);
	else if (rc == 0 && c->g->json)
		rc = errata_json(c, &f, true, &e);
	else if (rc == 0) {
		head_text(c, &f);
		rc = errata(c, &f, &e);
	}
	status = rc < 0 ? cmd_fail(&e) : cmd_out(&c->out);
	spool_free(document);
	return status;
}

int report_frozen(struct globals *g, struct report_opened *x, int argc, char **argv,
	const char *format, const char *output)
{
	struct frozen_ctx c = {.g = g, .x = x, .lang = lang_of(cmd_lang(g)),
		.out = BUF_INIT((size_t)64 << 20)};
	int status;

	if (argc > 1 || (argc == 0 && output)) {
		cmd_note("report frozen: expected at most one name, and --output with "
		      "it");
		return EXIT_USAGE;
	}
	status = argc ? one(&c, argv[0], format, output) : list(&c);
	buf_release(&c.out);
	return status;
}
