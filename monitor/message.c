/* From an alert's payload to subject, text and HTML. */
#include "message-part.h"

#include "base/out.h"
#include "monitor/incident-view.h"

#include <stdlib.h>

#define TEXT_MAX ((size_t)4 << 20)

static const char *const section_text[] = {LANG_MARK("Escalated"), LANG_MARK("Problems"),
	LANG_MARK("Due soon"), LANG_MARK("Decisions that have ended"), LANG_MARK("Still open"), LANG_MARK("Recovered"),
	LANG_MARK("News of notices"), LANG_MARK("Columns read for the first time")};

/* --- body --- */

/* Parts of one section; how many of them were written is added to *shown. */
static void put_section(struct doc *d, struct message *m, enum part_section which, bool heading,
	size_t *shown)
{
	bool event = which >= SECTION_NEWS, begun = false;
	const struct jval *list = jval_get(m->doc, event ? "events" : "incidents");

	for (size_t i = 0; i < jval_size(list) && *shown < MESSAGE_ITEMS; i++) {
		const struct jval *x = jval_at(list, i);

		if (part_section_of(x, event) != which)
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
		put_section(d, m, (enum part_section)i, sections_used(t) > 1, &shown);
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

/* The crawler's word for a gap's reason, as reports say it. */
static struct str gap_text(enum lang l, struct str why, struct arena *a)
{
	return why.n ? str_of(lang_text(l, arena_cstr(a, why))) : why;
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
			STR_ARG(gap_text(d->lang, text_of(g, "why"), a))));
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
	message_subject(m, &t);
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

const struct jval *message_lead(const struct message *m)
{
	const struct jval *list = jval_get(m->doc, "incidents");

	for (size_t i = 0; i < jval_size(list); i++)
		if (!str_eqc(text_of(jval_at(list, i), "state"), "resolved"))
			return jval_at(list, i);
	return jval_at(list, 0);
}

struct str message_first(const struct message *m, const char *key)
{
	return text_of(message_lead(m), key);
}
