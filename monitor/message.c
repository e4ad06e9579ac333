/* From an alert's payload to subject, text and HTML. */
#include "message-part.h"

#include "base/out.h"
#include "monitor/incident-view.h"

#include <stdlib.h>

#define SUBJECT_MAX 110	 /* code points: what mail programs show in a list */
#define TITLE_IN_SUBJECT 60
#define TEXT_MAX ((size_t)4 << 20)

/* What the parts of a message have in common, counted once. */
struct tally {
	size_t problems, warnings, expired, still, recovered, escalated, unstable, news, baselines;
	size_t nincidents, nevents;
	struct str kind, portal, where; /* none: several */
};

/* Sections of a message in the order of their weight. */
enum section { SECTION_ESCALATED, SECTION_PROBLEM, SECTION_WARNING, SECTION_EXPIRED,
	SECTION_STILL, SECTION_RECOVERED, SECTION_NEWS, SECTION_BASELINE };
#define NSECTIONS (SECTION_BASELINE + 1)

static const char *const section_text[] = {LANG_MARK("Escalated"), LANG_MARK("Problems"),
	LANG_MARK("Due soon"), LANG_MARK("Decisions that have ended"), LANG_MARK("Still open"), LANG_MARK("Recovered"),
	LANG_MARK("News of notices"), LANG_MARK("Columns read for the first time")};

static enum section section_of(const struct jval *x, bool event)
{
	struct str tell = text_of(x, "tell");

	if (event)
		return str_eqc(text_of(x, "kind"), "column.baseline") ? SECTION_BASELINE
								      : SECTION_NEWS;
	if (str_eqc(tell, "recovery") || str_eqc(tell, "stable"))
		return SECTION_RECOVERED;
	if (str_eqc(tell, "escalation"))
		return SECTION_ESCALATED;
	if (str_eqc(tell, "expired"))
		return SECTION_EXPIRED;
	if (str_eqc(tell, "repeat") || str_eqc(tell, "update"))
		return SECTION_STILL;
	return str_eqc(text_of(x, "level"), "warn") ? SECTION_WARNING : SECTION_PROBLEM;
}

/* *common stays where all are alike, and becomes none where one differs. */
static void unite(struct str *common, struct str one, bool first)
{
	if (first)
		*common = one;
	else if (!str_eq(*common, one))
		*common = STR_NONE;
}

static void count_part(struct tally *t, const struct jval *x, bool event, enum lang l,
	struct arena *a)
{
	bool first = t->nincidents + t->nevents == 0;
	struct str name = text_of(x, "portal_name");

	switch (section_of(x, event)) {
	case SECTION_ESCALATED:
		t->escalated++;
		break;
	case SECTION_PROBLEM:
		t->problems++;
		break;
	case SECTION_WARNING:
		t->warnings++;
		break;
	case SECTION_EXPIRED:
		t->expired++;
		break;
	case SECTION_STILL:
		t->still++;
		break;
	case SECTION_RECOVERED:
		t->recovered++;
		break;
	case SECTION_NEWS:
		t->news++;
		break;
	case SECTION_BASELINE:
		t->baselines++;
		break;
	}
	unite(&t->kind, text_of(x, "kind"), first);
	unite(&t->portal, name.n ? name : text_of(x, "portal"), first);
	unite(&t->where, where_of(x, l, a), first);
	t->nincidents += !event;
	t->nevents += event;
}

static struct tally tally_of(const struct message *m, struct arena *a)
{
	const struct jval *incidents = jval_get(m->doc, "incidents");
	const struct jval *events = jval_get(m->doc, "events");
	struct tally t = {0};

	for (size_t i = 0; i < jval_size(incidents); i++)
		count_part(&t, jval_at(incidents, i), false, m->lang, a);
	for (size_t i = 0; i < jval_size(events); i++)
		count_part(&t, jval_at(events, i), true, m->lang, a);
	return t;
}

/* --- subject and headline --- */

static void separate(struct buf *b, enum lang l)
{
	if (b->n)
		buf_adds(b, LANG(l, ", "));
}

/* "3 problems, 1 recovered, 8 news of notices" */
static struct str counts(const struct tally *t, enum lang l, struct arena *a)
{
	struct buf b = BUF_INIT(1000);
	struct str s;

#define COUNTED(n, form)                                                                  \
	if (n) {                                                                          \
		separate(&b, l);                                                          \
		buf_addf(&b, LANG(l, form), n);                                           \
	}
	COUNTED(t->escalated, "%zu escalated")
	COUNTED(t->problems, "%zu problems")
	COUNTED(t->warnings, "%zu due soon")
	COUNTED(t->expired, "%zu decisions ended")
	COUNTED(t->still, "%zu still open")
	COUNTED(t->recovered, "%zu recovered")
	COUNTED(t->news, "%zu news of notices")
	COUNTED(t->baselines, "%zu columns read for the first time")
#undef COUNTED
	s = arena_str(a, buf_str(&b));
	buf_release(&b);
	return s;
}

/* The word before the subject of one kind of thing; "" for a plain problem. */
static const char *prefix(const struct tally *t, enum lang l)
{
	if (t->escalated == t->nincidents)
		return LANG(l, "escalated");
	if (t->recovered == t->nincidents)
		return LANG(l, "recovered");
	if (t->still == t->nincidents)
		return LANG(l, "still open");
	if (t->expired == t->nincidents)
		return LANG(l, "decision ended");
	if (t->warnings == t->nincidents)
		return LANG(l, "due soon");
	return "";
}

static struct str incidents_line(const struct tally *t, enum lang l, struct arena *a)
{
	const char *before = prefix(t, l), *sep = LANG(l, ": ");
	struct str kind = arena_str(a, t->kind);
	struct str where = t->where.n ? t->where : t->portal;
	struct buf b = BUF_INIT(8000);
	struct str s;

	if (before[0])
		buf_addf(&b, "%s%s", before, sep);
	if (kind.n)
		buf_adds(&b, incident_kind_text(kind, l));
	else
		buf_addf(&b, LANG(l, "%zu problems"), t->nincidents);
	if (where.n) {
		buf_adds(&b, sep);
		out_line(&b, where, TITLE_IN_SUBJECT);
	}
	if (kind.n && t->nincidents > 1)
		buf_addf(&b, LANG(l, " (%zu)"), t->nincidents);
	s = arena_str(a, buf_str(&b));
	buf_release(&b);
	return s;
}

static struct str events_line(const struct message *m, const struct tally *t, struct arena *a)
{
	const struct jval *x = jval_at(jval_get(m->doc, "events"), 0);
	const char *word = event_text(t->kind, m->lang), *sep = LANG(m->lang, ": ");
	struct str where = t->where.n ? t->where : t->portal;
	struct buf b = BUF_INIT(8000);
	struct str s;

	buf_adds(&b, word ? word : LANG(m->lang, "news of notices"));
	if (where.n) {
		buf_adds(&b, sep);
		out_line(&b, where, TITLE_IN_SUBJECT);
	}
	if (t->nevents > 1) {
		buf_addf(&b, LANG(m->lang, " (%zu)"), t->nevents);
	} else if (text_of(x, "title").n) {
		buf_adds(&b, sep);
		out_line(&b, text_of(x, "title"), TITLE_IN_SUBJECT);
	}
	s = arena_str(a, buf_str(&b));
	buf_release(&b);
	return s;
}

static struct str weekly_line(const struct message *m, struct arena *a)
{
	const struct jval *s = jval_get(m->doc, "summary");
	long long columns = (long long)jval_int(jval_get(s, "columns"), 0);
	long long unmeasured = (long long)jval_int(jval_get(s, "unmeasured"), 0);
	long long open = (long long)jval_int(jval_get(s, "open"), 0);
	enum lang l = m->lang;
	struct str measured = unmeasured
		? arena_strf(a, LANG(l, "%lld not measured"), unmeasured)
		: str_of(LANG(l, "all measured"));
	struct str problems = open ? arena_strf(a, LANG(l, "%lld problems open"), open)
				   : str_of(LANG(l, "nothing open"));

	return arena_strf(a, LANG(l, "weekly summary: %lld columns, %.*s, %.*s"), columns,
		STR_ARG(measured), STR_ARG(problems));
}

/* What the subject says after its mark. */
static struct str subject_line(const struct message *m, const struct tally *t, struct arena *a)
{
	struct str kind = m->alert->kind, title = text_of(m->doc, "title");
	enum lang l = m->lang;

	if (str_eqc(kind, "test"))
		return str_of(LANG(l, "test message"));
	if (str_eqc(kind, "heartbeat"))
		return str_of(LANG(l, "a round is complete"));
	if (str_eqc(kind, "weekly"))
		return weekly_line(m, a);
	if (str_eqc(kind, "report"))
		return title.n ? title : str_of(LANG(l, "report"));
	if (str_eqc(kind, "digest"))
		return t->portal.n ? arena_strf(a, LANG(l, "digest: %.*s: %.*s"),
					     STR_ARG(t->portal), STR_ARG(counts(t, l, a)))
				   : arena_strf(a, LANG(l, "digest: %.*s"),
					     STR_ARG(counts(t, l, a)));
	return t->nincidents ? incidents_line(t, l, a) : events_line(m, t, a);
}

static void make_subject(struct message *m, const struct tally *t)
{
	struct buf b = BUF_INIT(8000);
	struct str line = subject_line(m, t, &m->arena);

	if (m->simulation)
		buf_adds(&b, LANG(m->lang, "[simulation] "));
	buf_adds(&b, LANG(m->lang, "[portalwatch] "));
	out_line(&b, line, SUBJECT_MAX);
	m->subject = arena_str(&m->arena, buf_str(&b));
	buf_clear(&b);
	out_line(&b, line, SUBJECT_MAX);
	m->headline = arena_str(&m->arena, buf_str(&b));
	buf_release(&b);
}

/* --- body --- */

/* Parts of one section; how many of them were written is added to *shown. */
static void put_section(struct doc *d, struct message *m, enum section which, bool heading,
	size_t *shown)
{
	bool event = which >= SECTION_NEWS, begun = false;
	const struct jval *list = jval_get(m->doc, event ? "events" : "incidents");

	for (size_t i = 0; i < jval_size(list) && *shown < MESSAGE_ITEMS; i++) {
		const struct jval *x = jval_at(list, i);

		if (section_of(x, event) != which)
			continue;
		if (heading && !begun)
			doc_heading(d, str_of(lang_text(d->lang, section_text[which])));
		begun = true;
		++*shown;
		if (event)
			part_event(d, x, *shown, &m->arena);
		else
			part_incident(d, x, *shown, &m->arena);
	}
}

static size_t sections_used(const struct tally *t)
{
	return (size_t)(t->escalated > 0) + (t->problems > 0) + (t->warnings > 0) +
		(t->still > 0) + (t->recovered > 0) + (t->news > 0) + (t->baselines > 0);
}

static void put_parts(struct doc *d, struct message *m, const struct tally *t)
{
	size_t shown = 0, all = t->nincidents + t->nevents;

	for (int i = 0; i < NSECTIONS; i++)
		put_section(d, m, (enum section)i, sections_used(t) > 1, &shown);
	if (shown < all)
		doc_para(d, arena_strf(&m->arena, LANG(m->lang, "%zu more are not listed here: "
			"portalwatch incidents list, portalwatch events."), all - shown));
}

static void put_number(struct doc *d, const struct jval *s, const char *label, const char *key,
	struct arena *a)
{
	doc_field(d, lang_text(d->lang, label), arena_strf(a, "%lld",
		(long long)jval_int(jval_get(s, key), 0)));
}

static void put_weekly(struct doc *d, struct message *m)
{
	const struct jval *s = jval_get(m->doc, "summary"), *gaps = jval_get(s, "gaps");
	struct arena *a = &m->arena;

	doc_field(d, LANG(d->lang, "period from"), when_of(s, "from", a));
	doc_field(d, LANG(d->lang, "period to"), when_of(s, "to", a));
	put_number(d, s, LANG_MARK("portals"), "portals", a);
	put_number(d, s, LANG_MARK("columns"), "columns", a);
	put_number(d, s, LANG_MARK("columns not measured"), "unmeasured", a);
	put_number(d, s, LANG_MARK("problems open"), "open", a);
	put_number(d, s, LANG_MARK("suspected"), "suspected", a);
	put_number(d, s, LANG_MARK("problems opened this week"), "opened", a);
	put_number(d, s, LANG_MARK("problems resolved this week"), "resolved", a);
	put_number(d, s, LANG_MARK("new notices this week"), "new", a);
	put_number(d, s, LANG_MARK("notices changed this week"), "changed", a);
	put_number(d, s, LANG_MARK("notices withdrawn this week"), "withdrawn", a);
	for (size_t i = 0; i < jval_size(gaps) && i < MESSAGE_ITEMS; i++) {
		const struct jval *g = jval_at(gaps, i);

		doc_field(d, LANG(d->lang, "gap in measuring"), arena_strf(a, "%.*s - %.*s %.*s",
			STR_ARG(when_of(g, "from", a)), STR_ARG(when_of(g, "to", a)),
			STR_ARG(text_of(g, "why"))));
	}
	doc_para(d, str_of(LANG(d->lang, "That this message arrives shows that messages of "
		"problems would arrive too.")));
}

static void put_body(struct doc *d, struct message *m, const struct tally *t)
{
	struct str kind = m->alert->kind;

	if (str_eqc(kind, "test"))
		doc_para(d, str_of(LANG(d->lang, "This is a test message. Whoever reads it would "
			"be told of problems, too. Nothing needs to be done.")));
	else if (str_eqc(kind, "heartbeat"))
		doc_field(d, LANG(d->lang, "round complete at"),
			when_of(m->doc, "round", &m->arena));
	else if (str_eqc(kind, "weekly"))
		put_weekly(d, m);
	else
		put_parts(d, m, t);
}

static void put_foot(struct doc *d, struct message *m)
{
	const char *contact = m->config->contact;
	struct str created = when_of(m->doc, "created", &m->arena);

	doc_para(d, contact && contact[0]
		? arena_strf(&m->arena, LANG(m->lang, "portalwatch, %.*s. Contact: %s"),
			STR_ARG(created), contact)
		: arena_strf(&m->arena, LANG(m->lang, "portalwatch, %.*s."), STR_ARG(created)));
}

static void make_texts(struct message *m, const struct tally *t)
{
	struct doc d;

	doc_begin(&d, &m->owned_text, &m->owned_html, m->lang);
	d.zone = m->config->zone;
	doc_lead(&d, m->headline);
	if (m->simulation)
		doc_mark(&d, str_of(LANG(m->lang, "SIMULATION: this comes from a simulated store. "
			"Dates and problems are not real.")));
	put_body(&d, m, t);
	put_foot(&d, m);
	doc_end(&d);
}

/* --- reports bring their texts and files with them --- */

static void take_files(struct message *m)
{
	const struct jval *list = jval_get(m->doc, "attachments");
	size_t max = sizeof(m->files) / sizeof(m->files[0]);

	for (size_t i = 0; i < jval_size(list) && m->nfiles < max; i++) {
		const struct jval *x = jval_at(list, i);
		struct str coded = text_of(x, "base64");
		struct buf b = BUF_INIT(coded.n);

		if (base64_read(coded, &b))
			m->files[m->nfiles++] = (struct mime_file){text_of(x, "name"),
				text_of(x, "type"), arena_str(&m->arena, buf_str(&b))};
		buf_release(&b);
	}
}

static bool take_report(struct message *m)
{
	struct str text = text_of(m->doc, "text"), html = text_of(m->doc, "html");

	if (!str_eqc(m->alert->kind, "report"))
		return false;
	take_files(m);
	if (m->simulation)
		buf_addf(&m->owned_text, "%s\n\n", LANG(m->lang, "SIMULATION: this comes from a "
			"simulated store. Dates and problems are not real."));
	buf_addstr(&m->owned_text, text.n ? text : m->headline);
	buf_addstr(&m->owned_html, html);
	return true;
}

/* --- */

static enum lang language_of(const struct message *m)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	struct str word = text_of(m->doc, "language");
	const char *v;

	if (word.n)
		return str_starts(word, STR("zh")) ? LANG_ZH : LANG_EN;
	if (m->config->language && m->config->language[0])
		return lang_of(m->config->language);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		v = getenv(names[i]);
		if (v && v[0])
			return lang_of(v);
	}
	return LANG_EN;
}

int message_make(struct message *m, const struct alert *x, const struct config *config,
	int64_t now_ms, struct err *e)
{
	struct tally t;
	int rc;

	*m = (struct message){.alert = x, .config = config, .now_ms = now_ms,
		.owned_text = BUF_INIT(TEXT_MAX), .owned_html = BUF_INIT(TEXT_MAX),
		.arena = ARENA_INIT};
	rc = jval_parse(x->payload, &m->doc, e);
	if (rc == 0 && jval_type(m->doc) != JVAL_OBJECT)
		rc = err_set(e, ERR_SYNTAX, "the payload is no JSON object");
	if (rc)
		return err_add(e, "alert %llu", (unsigned long long)x->seq);
	m->lang = language_of(m);
	m->simulation = jval_bool(jval_get(m->doc, "simulation"), false);
	m->test = str_eqc(x->kind, "test");
	t = tally_of(m, &m->arena);
	make_subject(m, &t);
	if (!take_report(m))
		make_texts(m, &t);
	m->text = buf_str(&m->owned_text);
	m->html = buf_str(&m->owned_html);
	return 0;
}

void message_release(struct message *m)
{
	jval_free(m->doc);
	buf_release(&m->owned_text);
	buf_release(&m->owned_html);
	arena_release(&m->arena);
	*m = (struct message){0};
}

struct str message_first(const struct message *m, const char *key)
{
	return text_of(jval_at(jval_get(m->doc, "incidents"), 0), key);
}
