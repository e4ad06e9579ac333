/* One incident or event of a message: what, where, since when, whose, proof; then the
 * particulars, and for a link every page that carries it. */
#include "message-part.h"

#include "base/out.h"
#include "monitor/duty-view.h"
#include "monitor/limit-text.h"
#include "monitor/evaluate.h"
#include "monitor/incident-view.h"

#define CARRIERS_SHOWN 20

static const struct {
	const char *kind, *text;
} event_row[] = {
	{"notice.new", LANG_MARK("new notice")},
	{"notice.changed", LANG_MARK("notice changed")},
	{"notice.redated", LANG_MARK("date of a notice changed")},
	{"notice.moved", LANG_MARK("notice moved")},
	{"notice.delisted", LANG_MARK("notice taken off the list")},
	{"notice.withdrawn", LANG_MARK("notice withdrawn")},
	{"notice.reappeared", LANG_MARK("notice reappeared")},
	{"column.baseline", LANG_MARK("column read for the first time")},
	{"column.drift", LANG_MARK("column not understood")},
	{"column.emptied", LANG_MARK("column emptied")},
	{"column.replaced", LANG_MARK("column has another shape")},
	{"column.migrated", LANG_MARK("most notices of a column gone at once")},
	{"column.rebased", LANG_MARK("column at another address")},
	{"column.renamed", LANG_MARK("column renamed")},
	{"page.hijacked", LANG_MARK("page hijacked")},
	{"column.retired", LANG_MARK("column no longer watched")},
	{"portal.down", LANG_MARK("portal down")},
	{"portal.up", LANG_MARK("portal is back")},
	{"portal.renamed", LANG_MARK("portal renamed")},
	{"link.confirmed", LANG_MARK("broken link confirmed")},
	{"link.recovered", LANG_MARK("link well again")},
};

/* Facts worth a line, in this order. */
static const struct {
	const char *key, *label;
} fact_row[] = {
	{"gone_notices", LANG_MARK("notices gone")},
	{"title", LANG_MARK("title")},
	{"newest", LANG_MARK("newest notice of")},
	{"newest_title", LANG_MARK("newest notice")},
	{"age_days", LANG_MARK("days since")},
	{"limit", LANG_MARK("limit")},
	{"limit_kind", LANG_MARK("where the limit comes from")},
	{"document", LANG_MARK("document of the duty")},
	{"due", LANG_MARK("due on")},
	{"missed", LANG_MARK("missed")},
	{"missing", LANG_MARK("missing")},
	{"blank", LANG_MARK("blank entries")},
	{"broken", LANG_MARK("broken entries")},
	{"doubtful", LANG_MARK("entries in doubt")},
	{"ends", LANG_MARK("certificate ends on")},
	{"days_left", LANG_MARK("days left")},
	{"titles", LANG_MARK("notices concerned")},
	{"count", LANG_MARK("notices counted")},
	{"notices", LANG_MARK("notices listed")},
	{"shown", LANG_MARK("days shown")},
	{"gone", LANG_MARK("gone on")},
	{"date", LANG_MARK("stated date")},
	{"word", LANG_MARK("suspicious word")},
	{"place", LANG_MARK("place on the page")},
	{"links", LANG_MARK("links affected")},
	{"portals", LANG_MARK("portals affected")},
	{"probes", LANG_MARK("measurements")},
	{"notice", LANG_MARK("rectification notice")},
	{"not_closed", LANG_MARK("problems not closed")},
	{"to_close", LANG_MARK("problems on the notice")},
	{"receiver", LANG_MARK("receiver")},
	{"error", LANG_MARK("last error")},
	{"waiting", LANG_MARK("messages waiting")},
	{"lost", LANG_MARK("messages given up")},
	{"recipients", LANG_MARK("recipients refused")},
	{"decision", LANG_MARK("decision ended")},
	{"calendar_guessed", LANG_MARK("holiday data")},
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const char *event_text(struct str kind, enum lang l)
{
	for (size_t i = 0; i < COUNT(event_row); i++)
		if (str_eqc(kind, event_row[i].kind))
			return lang_text(l, event_row[i].text);
	return NULL;
}

struct str when_of(const struct jval *v, const char *key, struct arena *a)
{
	struct str s = text_of(v, key);
	int64_t ms;

	if (!s.n || !time_parse(s, zone_utc(), &ms))
		return s;
	return s.n < 16 || s.p[10] != 'T' ? s
		: arena_strf(a, "%.10s %.5s", s.p, s.p + 11);
}

struct str where_of(const struct jval *part, enum lang l, struct arena *a)
{
	struct str portal = text_of(part, "portal_name"), column = text_of(part, "column_name");

	if (!portal.n)
		portal = text_of(part, "portal");
	if (!column.n)
		column = text_of(part, "column");
	if (str_eqc(column, "home"))
		column = str_of(LANG(l, "home page"));
	if (!portal.n)
		return column;
	return column.n ? arena_strf(a, "%.*s / %.*s", STR_ARG(portal), STR_ARG(column))
			: portal;
}

static struct str item_title(const struct jval *x, enum lang l, struct arena *a)
{
	struct str kind = arena_str(a, text_of(x, "kind")), where = where_of(x, l, a);
	const char *name = incident_kind_text(kind, l);

	if (!where.n)
		return arena_strf(a, "#%lld %s", (long long)jval_int(jval_get(x, "id"), 0), name);
	return arena_strf(a, LANG(l, "#%lld %s: %.*s"),
		(long long)jval_int(jval_get(x, "id"), 0), name, STR_ARG(where));
}

/* "404, page not found (http-404)": the token stays for those who look it up. */
static struct str cause_line(const struct jval *x, enum lang l, struct arena *a)
{
	struct str token = text_of(x, "reason");
	const char *text;

	if (!token.n)
		token = text_of(x, "cause");
	text = reason_text(token, l);
	/* what everybody understands needs no word for looking it up */
	if (text && (str_eqc(token, "overdue") || str_eqc(token, "due")))
		return str_of(text);
	return text && !str_eqc(token, text) ? arena_strf(a, "%s (%.*s)", text, STR_ARG(token))
					     : token;
}

static struct str proof_line(const struct jval *x, enum lang l, struct arena *a)
{
	const struct jval *list = jval_get(x, "evidence");
	struct buf b = BUF_INIT(4000);
	struct str s;

	for (size_t i = 0; i < jval_size(list) && i < 20; i++) {
		struct str kind = text_of(jval_at(list, i), "kind");
		struct str ref = text_of(jval_at(list, i), "ref");
		const char *name = str_eqc(kind, "measure") ? LANG(l, "measurement")
			: str_eqc(kind, "body")		    ? LANG(l, "snapshot SHA-256")
			: str_eqc(kind, "event")	    ? LANG(l, "event")
							    : NULL;

		if (name)
			buf_addf(&b, "%s%s %.*s", b.n ? LANG(l, ", ") : "", name, STR_ARG(ref));
	}
	s = b.n ? arena_str(a, buf_str(&b)) : STR_NONE;
	buf_release(&b);
	return s;
}

const char *fact_label(struct str key, enum lang l)
{
	for (size_t i = 0; i < COUNT(fact_row); i++)
		if (str_eqc(key, fact_row[i].key))
			return lang_text(l, fact_row[i].label);
	return NULL;
}

struct str fact_value(struct pair fact, enum lang l, struct arena *a)
{
	if (str_eqc(fact.key, "limit_kind"))
		return str_of(limit_kind_text(fact.value, l));
	if (str_eqc(fact.key, "calendar_guessed"))
		return str_of(LANG(l, "none: Monday to Friday are taken as working days"));
	return str_eqc(fact.key, "limit") ? limit_text(fact.value, l, a) : fact.value;
}

static void put_facts(struct doc *d, const struct jval *x, struct arena *a)
{
	const struct jval *facts = jval_get(x, "facts");
	char until[TIME_TEXT];
	int64_t to_ms;

	for (size_t i = 0; i < COUNT(fact_row); i++) {
		struct str value = text_of(facts, fact_row[i].key);

		if (value.n)
			doc_field(d, lang_text(d->lang, fact_row[i].label), fact_value(
				(struct pair){str_of(fact_row[i].key), value}, d->lang, a));
	}
	if (str_int(text_of(facts, "to_ms"), 1, INT64_MAX, &to_ms))
		doc_field(d, LANG(d->lang, "until"), str_of(time_short(until, to_ms, d->zone)));
	if (text_of(facts, "or_own_line").n)
		doc_field(d, LANG(d->lang, "remark"),
			str_of(LANG(d->lang, "or our own line: nothing outside answered either")));
}

static void put_carriers(struct doc *d, const struct jval *x, struct arena *a)
{
	const struct jval *list = jval_get(x, "parents");
	size_t n = jval_size(list);

	if (n == 0)
		return;
	doc_field(d, LANG(d->lang, "on pages"), arena_strf(a, "%zu", n));
	for (size_t i = 0; i < n && i < CARRIERS_SHOWN; i++) {
		const struct jval *p = jval_at(list, i);
		long long line = (long long)jval_int(jval_get(p, "line"), 0);
		struct buf text = BUF_INIT(2000);

		out_line(&text, text_of(p, "text"), 120);
		doc_carrier(d, text_of(p, "url"), line > 0
			? arena_strf(a, LANG(d->lang, "line %lld, link text \"%s\""), line,
				buf_cstr(&text))
			: arena_strf(a, LANG(d->lang, "link text \"%s\""), buf_cstr(&text)));
		buf_release(&text);
	}
	if (n > CARRIERS_SHOWN)
		doc_field(d, LANG(d->lang, "further pages"),
			arena_strf(a, "%zu", n - CARRIERS_SHOWN));
}

/* The cause says no more than the kind of the problem: a withdrawal. */
static bool tells_itself(const struct jval *x, enum lang l, struct arena *a)
{
	const char *cause = reason_text(arena_str(a, text_of(x, "cause")), l);

	return cause && !text_of(x, "reason").n &&
		streq(cause, incident_kind_text(arena_str(a, text_of(x, "kind")), l));
}

void part_incident(struct doc *d, const struct jval *x, size_t number, struct arena *a)
{
	enum lang l = d->lang;
	struct str url = text_of(x, "url"), subject = text_of(x, "subject");

	doc_item(d, number, item_title(x, l, a));
	if (url.n)
		doc_address(d, LANG(l, "address"), url);
	else if (str_starts(subject, STR(SUBJECT_SELF)))
		doc_field(d, LANG(l, "subject"), str_of(LANG(l, "this installation")));
	else
		doc_field(d, LANG(l, "subject"), subject);
	if (!tells_itself(x, l, a))
		doc_field(d, LANG(l, "cause"), cause_line(x, l, a));
	doc_field(d, LANG(l, "since"), when_of(x, "since", a));
	if (str_eqc(text_of(x, "tell"), "recovery"))
		doc_field(d, LANG(l, "resolved"), when_of(x, "resolved", a));
	doc_field(d, LANG(l, "unit"), text_of(x, "unit"));
	doc_field(d, LANG(l, "proof"), proof_line(x, l, a));
	put_facts(d, x, a);
	doc_field(d, LANG(l, "basis"), lang_basis(l, text_of(x, "basis")));
	put_carriers(d, x, a);
}

void part_changed(struct buf *b, const struct jval *detail, enum lang l)
{
	static const struct {
		const char *part, *text;
	} row[] = {
		{"title", LANG_MARK("title")},
		{"text", LANG_MARK("text")},
		{"attachments", LANG_MARK("attachments")},
		{"date", LANG_MARK("stated date")},
		{"link", LANG_MARK("address")},
		{"url", LANG_MARK("address")},
	};
	const struct jval *parts = jval_get(detail, "parts");

	for (size_t i = 0; i < jval_size(parts) && i < 10; i++) {
		struct str part = jval_str(jval_at(parts, i));
		const char *word = NULL;

		for (size_t k = 0; k < COUNT(row); k++)
			if (str_eqc(part, row[k].part))
				word = lang_text(l, row[k].text);
		buf_adds(b, i ? LANG(l, ", ") : "");
		buf_addstr(b, word ? str_of(word) : part);
	}
}

/* What of a notice changed, and how. */
static void put_change(struct doc *d, const struct jval *detail)
{
	struct buf b = BUF_INIT(4000);

	part_changed(&b, detail, d->lang);
	doc_field(d, LANG(d->lang, "changed parts"), buf_str(&b));
	doc_field(d, LANG(d->lang, "before"), text_of(detail, "from"));
	doc_field(d, LANG(d->lang, "after"), text_of(detail, "to"));
	buf_release(&b);
}

const char *far_text(const struct jval *detail, enum lang l)
{
	struct str why = text_of(detail, "why");

	if (str_eqc(why, "back-dated"))
		return LANG(l, "notice first seen long after its date");
	return str_eqc(why, "dated-ahead") ? LANG(l, "notice dated far ahead") : NULL;
}

void part_event(struct doc *d, const struct jval *x, size_t number, struct arena *a)
{
	enum lang l = d->lang;
	struct str kind = text_of(x, "kind"), title = text_of(x, "title");
	const struct jval *detail = jval_get(x, "detail");
	const char *word = far_text(detail, l) ? far_text(detail, l) : event_text(kind, l);
	struct str what = word ? str_of(word) : kind;
	int64_t count = jval_int(jval_get(detail, "count"), -1);

	if (str_eqc(kind, "column.baseline") && count >= 0) {
		doc_item(d, number, arena_strf(a, LANG_COUNT(l, count,
			"%.*s: %lld notice", "%.*s: %lld notices"),
			STR_ARG(where_of(x, l, a)), (long long)count));
		return;
	}
	doc_item(d, number, title.n ? arena_strf(a, LANG(l, "%.*s: %.*s"), STR_ARG(what),
					      STR_ARG(title))
				    : what);
	doc_field(d, LANG(l, "column"), where_of(x, l, a));
	doc_address(d, LANG(l, "address"), text_of(x, "url"));
	doc_field(d, LANG(l, "stated date"), text_of(x, "date"));
	doc_field(d, LANG(l, "seen"), when_of(x, "time", a));
	if (far_text(detail, l))
		doc_field(d, LANG(l, "days between"), arena_strf(a, "%lld",
			(long long)jval_int(jval_get(detail, "days"), 0)));
	put_change(d, detail);
	if (count >= 0)
		doc_field(d, LANG(l, "notices"), arena_strf(a, "%lld", (long long)count));
	doc_field(d, LANG(l, "proof"), arena_strf(a, "%s %lld", LANG(l, "event"),
		(long long)jval_int(jval_get(x, "seq"), 0)));
}
