/* The ledger's lines as text and JSON. */
#include "monitor/duty-view.h"

#include "base/out.h"
#include "monitor/demand-text.h"

#define QUOTE_SHOWN 36 /* characters */
#define WHAT_SHOWN 100

static const char *const state_text[] = {LANG_MARK("ok"), LANG_MARK("not due yet"),
	LANG_MARK("ticked off"), LANG_MARK("exempt"), LANG_MARK("column without address"),
	LANG_MARK("cannot be judged"), LANG_MARK("not observed"), LANG_MARK("unmeasured"),
	LANG_MARK("due"), LANG_MARK("overdue")};

static const struct {
	const char *word, *text;
} limit_row[] = {
	{"statutory", LANG_MARK("statutory")}, {"document", LANG_MARK("by the document")},
	{"local", LANG_MARK("local")}, {"practice", LANG_MARK("practice")},
	{"configured", LANG_MARK("configured, not in the text")},
};

/* Tokens of what the monitor itself could not judge; rules answer in whole sentences. */
static const struct {
	const char *word, *text;
} why_row[] = {
	{"own line", LANG_MARK("our own line is down")},
	{"portal down", LANG_MARK("the portal is down")},
	{"host down", LANG_MARK("its host is down")},
	{"portal not measured", LANG_MARK("the portal is not measured either")},
	{"not measured since", LANG_MARK("not measured since we began or our line came back")},
	{"too few probes", LANG_MARK("too few visits")},
	{"blocked", LANG_MARK("refused us")},
	{"unknown", LANG_MARK("no verdict")},
};

const char *duty_state_text(int state, enum lang l)
{
	return state >= DUTY_MET && state <= DUTY_OVERDUE ? lang_text(l, state_text[state]) : "";
}

const char *limit_kind_text(struct str kind, enum lang l)
{
	for (size_t i = 0; i < sizeof(limit_row) / sizeof(limit_row[0]); i++)
		if (str_eqc(kind, limit_row[i].word))
			return lang_text(l, limit_row[i].text);
	return "";
}

struct str cannot_judge_text(struct str why, enum lang l, struct arena *a)
{
	int64_t left, all;
	struct str n = why, of;

	for (size_t i = 0; i < sizeof(why_row) / sizeof(why_row[0]); i++)
		if (str_eqc(why, why_row[i].word))
			return str_of(lang_text(l, why_row[i].text));
	/* "37 of 365 days of the period were not measured" */
	if (str_cut(&n, ' ', &of) && str_int(of, 0, 10000, &left) && str_cut(&n, ' ', &of) &&
		str_cut(&n, ' ', &of) && str_int(of, 0, 10000, &all))
		return arena_strf(a, LANG(l, "%lld of %lld days of the period were not measured"),
			(long long)left, (long long)all);
	return why.n ? str_of(lang_text(l, arena_cstr(a, why))) : why;
}

struct str duty_why_text(const struct duty_line *x, enum lang l, struct arena *a)
{
	return cannot_judge_text(x->why, l, a);
}

static const struct rule_config *rule_of(const struct duty_line *x)
{
	return x->rule ? x->rule : x->duty ? x->duty->rule : NULL;
}

struct str duty_rule_text(const struct duty_line *x, const struct config *c, enum lang l,
	struct arena *a)
{
	size_t n = x->duty && x->duty->nrules ? x->duty->nrules : 1;
	struct str out = STR_NONE;

	if (x->manual || !rule_of(x))
		return str_of(LANG(l, "a person decides"));
	if (!x->duty)
		return demand_text(x->rule, c, x->portal, l, a);
	for (size_t i = 0; i < n; i++)
		out = arena_strf(a, "%.*s%s%.*s", STR_ARG(out), i ? LANG(l, "; ") : "",
			STR_ARG(demand_text(&x->duty->rule[i], c, x->portal, l, a)));
	return out;
}

struct str duty_words(const struct duty_line *x, struct str written, enum lang l)
{
	return str_none(written) ? written
		: str_of(lang_rules(l, x->document ? &x->document->english : NULL, written.p));
}

/* --- JSON --- */

static void json_tick(struct jw *j, const struct duty_tick *k, const struct zone *z)
{
	jw_open(j, '{');
	jw_kint(j, "year", k->year);
	jw_ktime(j, "time", k->time_ms, z);
	jw_kstr(j, "by", k->by);
	jw_kstr(j, "user", k->user);
	jw_kstr(j, "reason", k->reason.n ? k->reason : STR_NONE);
	jw_kstr(j, "evidence", k->evidence.n ? k->evidence : STR_NONE);
	jw_close(j, '}');
}

static void json_columns(struct jw *j, struct str columns)
{
	struct str one;

	jw_key(j, "columns");
	jw_open(j, '[');
	while (columns.n && str_cut(&columns, ' ', &one))
		jw_str(j, one);
	jw_close(j, ']');
}

static void json_pairs(struct jw *j, const char *key, const struct pair *list, size_t n,
	const char *first, const char *second)
{
	jw_key(j, key);
	jw_open(j, '[');
	for (size_t i = 0; i < n; i++) {
		jw_open(j, '{');
		jw_kstr(j, first, list[i].key);
		jw_kstr(j, second, list[i].value);
		jw_close(j, '}');
	}
	jw_close(j, ']');
}

static struct str or_null(struct str s)
{
	return s.n ? s : STR_NONE;
}

void duty_json(struct buf *b, const struct duty_line *x, const struct zone *z)
{
	const struct rule_config *r = rule_of(x);
	struct jw j = jw_on(b);

	jw_open(&j, '{');
	if (x->number)
		jw_kint(&j, "number", (int64_t)x->number);
	else
		jw_knull(&j, "number");
	jw_kcstr(&j, "portal", x->portal->id);
	jw_kstr(&j, "id", x->id);
	jw_kcstr(&j, "document", x->document ? x->document->title : NULL);
	jw_kstr(&j, "what", or_null(x->what));
	jw_kstr(&j, "where", or_null(x->where));
	jw_kstr(&j, "quote", or_null(x->quote));
	jw_kstr(&j, "unit", or_null(x->unit));
	json_columns(&j, x->columns);
	jw_kcstr(&j, "rule", x->manual || !r ? NULL : r->kind);
	jw_kbool(&j, "manual", x->manual);
	jw_kstr(&j, "limit", or_null(x->limit));
	jw_kstr(&j, "limit_kind", x->limit_kind.n ? x->limit_kind : STR("configured"));
	jw_kstr(&j, "basis", or_null(x->basis));
	jw_kcstr(&j, "state", duty_state_word(x->state));
	jw_kbool(&j, "open", duty_line_open(x));
	jw_kbool(&j, "closed", x->closed);
	jw_kbool(&j, "once", x->once);
	jw_kday(&j, "due", x->due);
	jw_ktime(&j, "since", x->since_ms, z);
	jw_kstr(&j, "column", or_null(x->column));
	jw_kday(&j, "newest", x->newest);
	jw_kstr(&j, "newest_title", or_null(x->newest_title));
	jw_kstr(&j, "newest_url", or_null(x->newest_url));
	jw_ktime(&j, "last_seen", x->last_seen_ms, z);
	jw_kstr(&j, "missed", or_null(x->missed));
	jw_kstr(&j, "cause", or_null(x->cause));
	jw_kstr(&j, "summary", or_null(x->summary));
	jw_kstr(&j, "cannot_judge", or_null(x->why));
	jw_kbool(&j, "calendar_guessed", x->guessed);
	json_pairs(&j, "facts", x->facts, x->nfacts, "key", "value");
	json_pairs(&j, "evidence", x->evidence, x->nevidence, "kind", "ref");
	if (x->incident)
		jw_kint(&j, "incident", (int64_t)x->incident);
	else
		jw_knull(&j, "incident");
	jw_key(&j, "done");
	if (x->ticked)
		json_tick(&j, &x->tick, z);
	else
		jw_null(&j);
	jw_close(&j, '}');
	buf_addc(b, '\n');
}

/* --- text --- */

void duty_heading(struct buf *b, enum lang l)
{
	buf_addf(b, "%s  %s  %s  %s  %s\n", LANG(l, "No."), LANG(l, "state"), LANG(l, "due on"),
		LANG(l, "duty"), LANG(l, "unit"));
}

void duty_line_text(struct buf *b, const struct duty_line *x, const struct config *c, enum lang l,
	struct arena *a)
{
	struct str why = duty_why_text(x, l, a), limit = duty_rule_text(x, c, l, a);
	struct str waiting = x->state == DUTY_NO_COLUMN
		? column_names_text(x->portal, x->columns, true, l, a) : STR_NONE;
	char text[TIME_TEXT];

	if (x->number)
		buf_addf(b, "%4llu", (unsigned long long)x->number);
	else
		buf_adds(b, "   -");
	buf_addf(b, "  %s%s%s  %s  %s/", duty_state_text(x->state, l),
		x->closed ? " " : "", x->closed ? LANG(l, "(closed)") : "",
		x->due == DAY_NONE ? "-" : day_text(text, x->due), x->portal->id);
	out_line(b, x->id, 60);
	buf_adds(b, " ");
	if (x->what.n)
		out_line(b, duty_words(x, x->what, l), WHAT_SHOWN);
	else
		out_line(b, x->quote, QUOTE_SHOWN);
	buf_adds(b, "  ");
	out_line(b, x->unit, 40);
	buf_adds(b, "\n      ");
	out_line(b, limit, 300);
	if (x->limit_kind.n || !x->manual)
		buf_addf(b, " [%s]", limit_kind_text(x->limit_kind.n ? x->limit_kind
			: STR("configured"), l));
	if (waiting.n) {
		buf_addf(b, "%s%s", LANG(l, "; "), LANG(l, "columns without address: "));
		out_line(b, waiting, 300);
	}
	if (x->newest != DAY_NONE)
		buf_addf(b, "%s%s %s", LANG(l, "; "), LANG(l, "newest"), day_text(text, x->newest));
	if (x->missed.n) {
		buf_addf(b, "%s%s ", LANG(l, "; "), LANG(l, "missed"));
		out_line(b, x->missed, 200);
	}
	if (why.n) {
		buf_adds(b, LANG(l, "; "));
		out_line(b, why, 200);
	}
	if (x->ticked) {
		buf_addf(b, "%s%s%s", LANG(l, "; "), LANG(l, "ticked off"), LANG(l, ": "));
		out_line(b, x->tick.by, 40);
		buf_addf(b, " %s ", day_text(text, day_of_ms(x->tick.time_ms, zone_shanghai())));
		out_line(b, x->tick.evidence.n ? x->tick.evidence : x->tick.reason, 120);
	}
	if (x->guessed)
		buf_addf(b, "%s%s", LANG(l, "; "), LANG(l, "without holiday data"));
	buf_addc(b, '\n');
}
