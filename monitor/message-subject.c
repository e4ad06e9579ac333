/* What a message says in its subject: kind, portal, column, count. */
#include "message-part.h"

#include "base/out.h"
#include "monitor/incident-view.h"

#define SUBJECT_MAX 110	 /* code points: what mail programs show in a list */
#define TITLE_IN_SUBJECT 60

enum part_section part_section_of(const struct jval *x, bool event)
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
	/* what was overdue and is only near it again is no "still open" */
	if (str_eqc(tell, "repeat") || (str_eqc(tell, "update") && !str_eqc(text_of(x, "level"), "warn")))
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

static size_t *section_count(struct tally *t, enum part_section which)
{
	switch (which) {
	case SECTION_ESCALATED:
		return &t->escalated;
	case SECTION_PROBLEM:
		return &t->problems;
	case SECTION_WARNING:
		return &t->warnings;
	case SECTION_EXPIRED:
		return &t->expired;
	case SECTION_STILL:
		return &t->still;
	case SECTION_RECOVERED:
		return &t->recovered;
	case SECTION_NEWS:
		return &t->news;
	case SECTION_BASELINE:
		break;
	}
	return &t->baselines;
}

static void count_kind(struct tally *t, struct str kind)
{
	size_t k = 0;

	while (k < t->nkinds && !str_eq(t->kinds[k].kind, kind))
		k++;
	if (k == TALLY_KINDS)
		return;
	if (k == t->nkinds)
		t->kinds[t->nkinds++] = (struct kind_count){kind, 0};
	t->kinds[k].n++;
}

static void count_part(struct tally *t, const struct jval *x, bool event, enum lang l,
	struct arena *a)
{
	struct common *c = event ? &t->events : &t->incidents;
	bool first = event ? t->nevents == 0 : t->nincidents == 0;
	size_t *section = section_count(t, part_section_of(x, event));
	struct str name = text_of(x, "portal_name");

	if (!name.n)
		name = text_of(x, "portal");
	unite(&t->portal, name, t->nincidents + t->nevents == 0);
	unite(&c->kind, text_of(x, "kind"), first);
	unite(&c->portal, name, first);
	unite(&c->where, where_of(x, l, a), first);
	if (!event) {
		count_kind(t, text_of(x, "kind"));
		t->nsections += *section == 0;
	}
	++*section;
	t->nincidents += !event;
	t->nevents += event;
}

struct tally tally_of(const struct message *m, struct arena *a)
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

#define COUNTED(n, one, many)                                                             \
	if (n) {                                                                          \
		separate(b, l);                                                           \
		buf_addf(b, (n) == 1 ? LANG(l, one) : LANG(l, many), n);                  \
	}

/* "3 problems, 1 recovered, 8 news of notices" */
static void put_counts(struct buf *b, const struct tally *t, enum lang l)
{
	COUNTED(t->escalated, LANG_MARK("%zu escalated"), LANG_MARK("%zu escalated"))
	COUNTED(t->problems, LANG_MARK("%zu problem"), LANG_MARK("%zu problems"))
	COUNTED(t->warnings, LANG_MARK("%zu due soon"), LANG_MARK("%zu due soon"))
	COUNTED(t->expired, LANG_MARK("%zu decision ended"), LANG_MARK("%zu decisions ended"))
	COUNTED(t->still, LANG_MARK("%zu still open"), LANG_MARK("%zu still open"))
	COUNTED(t->recovered, LANG_MARK("%zu recovered"), LANG_MARK("%zu recovered"))
}

static void put_event_counts(struct buf *b, const struct tally *t, enum lang l)
{
	COUNTED(t->news, LANG_MARK("%zu news of a notice"), LANG_MARK("%zu news of notices"))
	COUNTED(t->baselines, LANG_MARK("%zu column read for the first time"),
		LANG_MARK("%zu columns read for the first time"))
}
#undef COUNTED

/* " (broken link 3, column not updated 2)" */
static void put_kinds(struct buf *b, const struct tally *t, enum lang l, struct arena *a)
{
	for (size_t k = 0; k < t->nkinds; k++)
		buf_addf(b, "%s%s %zu", k ? LANG(l, ", ") : LANG(l, " ("),
			incident_kind_text(arena_str(a, t->kinds[k].kind), l), t->kinds[k].n);
	if (t->nkinds)
		buf_adds(b, LANG(l, ")"));
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

/* What was named in the finding: the title of a notice. */
static struct str title_of(const struct message *m)
{
	const struct jval *x = jval_at(jval_get(m->doc, "incidents"), 0);

	return text_of(jval_get(x, "facts"), "title");
}

static struct str incidents_line(const struct message *m, const struct tally *t,
	struct arena *a)
{
	enum lang l = m->lang;
	const char *before = prefix(t, l), *sep = LANG(l, ": ");
	struct str kind = arena_str(a, t->incidents.kind);
	struct str where = t->incidents.where.n ? t->incidents.where : t->incidents.portal;
	struct buf b = BUF_INIT(8000);
	struct str s;

	if (before[0])
		buf_addf(&b, "%s%s", before, sep);
	if (kind.n)
		buf_adds(&b, incident_kind_text(kind, l));
	else
		buf_addf(&b, LANG_COUNT(l, t->nincidents, "%zu problem", "%zu problems"),
			t->nincidents);
	if (where.n) {
		buf_adds(&b, sep);
		out_line(&b, where, TITLE_IN_SUBJECT);
	}
	if (kind.n && t->nincidents > 1) {
		buf_addf(&b, LANG(l, " (%zu)"), t->nincidents);
	} else if (!kind.n) {
		put_kinds(&b, t, l, a);
	} else if (title_of(m).n) {
		buf_adds(&b, sep);
		out_line(&b, title_of(m), TITLE_IN_SUBJECT);
	}
	s = arena_str(a, buf_str(&b));
	buf_release(&b);
	return s;
}

static struct str events_line(const struct message *m, const struct tally *t, struct arena *a)
{
	const struct jval *x = jval_at(jval_get(m->doc, "events"), 0);
	const char *word = event_text(t->events.kind, m->lang), *sep = LANG(m->lang, ": ");
	struct str where = t->events.where.n ? t->events.where : t->events.portal;
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
	struct str problems = open
		? arena_strf(a, LANG_COUNT(l, open, "%lld problem open", "%lld problems open"), open)
		: str_of(LANG(l, "nothing open"));

	return arena_strf(a, LANG_COUNT(l, columns,
		"weekly summary: %lld column, %.*s, %.*s",
		"weekly summary: %lld columns, %.*s, %.*s"), columns,
		STR_ARG(measured), STR_ARG(problems));
}

/* One kind of problem by name and place; else how many of what. */
static struct str digest_line(const struct message *m, const struct tally *t, struct arena *a)
{
	enum lang l = m->lang;
	bool one = t->nincidents && t->nsections == 1 && t->nkinds == 1;
	struct buf b = BUF_INIT(8000);
	struct str line;

	if (one)
		buf_addstr(&b, incidents_line(m, t, a));
	if (!one) {
		put_counts(&b, t, l);
		put_kinds(&b, t, l, a);
	}
	put_event_counts(&b, t, l);
	line = arena_str(a, buf_str(&b));
	buf_release(&b);
	return t->portal.n && !one ? arena_strf(a, LANG(l, "digest: %.*s: %.*s"),
					     STR_ARG(t->portal), STR_ARG(line))
				   : arena_strf(a, LANG(l, "digest: %.*s"), STR_ARG(line));
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
		return digest_line(m, t, a);
	return t->nincidents ? incidents_line(m, t, a) : events_line(m, t, a);
}

void message_subject(struct message *m, const struct tally *t)
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

