/* Reports: the table of kinds, and the building of tables. */
#include "monitor/limit-text.h"
#include "monitor/report.h"

#include "monitor/alerts.h"

#define X(name) extern const struct report_kind name;
#include "monitor/reports.def"
#undef X

static const struct report_kind *const kinds[] = {
#define X(name) &name,
#include "monitor/reports.def"
#undef X
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

const struct report_kind *report_find(const char *name)
{
	for (size_t i = 0; i < KINDS; i++)
		if (streq(kinds[i]->name, name))
			return kinds[i];
	return NULL;
}

void report_names(struct buf *b)
{
	for (size_t i = 0; i < KINDS; i++)
		buf_addf(b, "%s%s", i ? ", " : "", kinds[i]->name);
}

static bool subject_covers(const char *subject, const struct portal_config *p,
	const struct column_config *c)
{
	size_t n = strlen(p->id);

	if (streq(subject, p->id))
		return true;
	if (strncmp(subject, p->id, n) != 0 || subject[n] != '/')
		return false;
	return !c || streq(subject + n + 1, c->id);
}

static bool has_tag(const char *const *tags, size_t n, const char *tag)
{
	for (size_t i = 0; i < n; i++)
		if (pattern_matches(tag, str_of(tags[i])))
			return true;
	return false;
}

bool report_covers(const struct report_ask *ask, const struct portal_config *p,
	const struct column_config *c)
{
	const char *unit = c && c->unit && c->unit[0] ? c->unit : p->unit;
	bool named = !ask->subjects || !ask->subjects[0];

	if (ask->drawn && !ask->drawn[p - ask->config->portals])
		return false;
	for (const char *const *s = ask->subjects; s && *s && !named; s++)
		named = subject_covers(*s, p, c);
	if (!named)
		return false;
	if (ask->unit && !pattern_matches(ask->unit, str_of(unit)))
		return false;
	return !ask->tag || has_tag(p->tags, p->ntags, ask->tag) ||
		(c && has_tag(c->tags, c->ntags, ask->tag));
}

bool report_covers_any(const struct report_ask *ask, const struct portal_config *p)
{
	bool any = report_covers(ask, p, NULL);

	for (size_t k = 0; k < p->ncolumns && !any; k++)
		any = report_covers(ask, p, &p->columns[k]);
	return any;
}

bool report_is_narrow(const struct report_ask *ask)
{
	return (ask->subjects && ask->subjects[0]) || ask->unit || ask->tag || ask->drawn;
}

bool report_covers_incident(const struct report_ask *ask, const struct incident *i)
{
	const struct portal_config *p = config_portal(ask->config, i->portal);
	const struct column_config *c = p && i->column.n ? portal_column(p, i->column) : NULL;
	struct report_ask all = *ask;

	if (i->state == INCIDENT_RESOLVED && !i->opened_ms)
		return false; /* a suspicion that was not confirmed was no problem */
	if (!p)
		return !report_is_narrow(ask); /* the installation's own, or of a portal taken out */
	if (!ask->unit || !i->unit.n)
		return report_covers(ask, p, c);
	all.unit = NULL;
	return pattern_matches(ask->unit, i->unit) && report_covers(&all, p, c);
}

void report_met(struct report_ask *ask, const char *state, int rank)
{
	if (ask->worst && rank <= ask->worst_rank)
		return;
	ask->worst = state;
	ask->worst_rank = rank;
}

struct str report_limit(const struct report_ask *ask, struct str limit)
{
	return str_none(limit) ? STR_NONE : limit_text(limit, ask->lang, ask->arena);
}

void report_line(struct report *r, struct arena *a, struct str line)
{
	r->lines = arena_grow(a, r->lines, r->nlines, &r->cap_lines, sizeof(*r->lines));
	r->lines[r->nlines++] = line;
}

void report_note(struct report *r, struct arena *a, struct str note)
{
	r->notes = arena_grow(a, r->notes, r->nnotes, &r->cap_notes, sizeof(*r->notes));
	r->notes[r->nnotes++] = note;
}

struct section *report_section(struct report *r, struct report_ask *ask, const char *title,
	const char *const *heads)
{
	struct section *s;

	r->sections = arena_grow(ask->arena, r->sections, r->nsections, &r->cap_sections,
		sizeof(*r->sections));
	s = &r->sections[r->nsections++];
	*s = (struct section){.title = title ? str_of(lang_text(ask->lang, title)) : STR_NONE};
	while (heads && heads[s->nheads])
		s->nheads++;
	s->heads = arena_array(ask->arena, s->nheads + 1, sizeof(*s->heads));
	for (size_t i = 0; i < s->nheads; i++)
		s->heads[i] = str_of(lang_text(ask->lang, heads[i]));
	return s;
}

struct cell cell_text(struct str s)
{
	return (struct cell){.type = CELL_TEXT, .text = s, .absent = str_none(s)};
}

struct cell cell_tone(struct str s, enum tone t)
{
	return (struct cell){.type = CELL_TEXT, .text = s, .tone = t};
}

struct cell cell_number(double v)
{
	return (struct cell){.type = CELL_NUMBER, .number = v};
}

struct cell cell_day(int32_t day)
{
	return (struct cell){.type = CELL_DAY, .day = day, .absent = day == DAY_NONE};
}

struct cell cell_time(int64_t ms)
{
	return (struct cell){.type = CELL_TIME, .ms = ms, .absent = ms == 0};
}

struct cell cell_trend(const int32_t *weeks)
{
	return (struct cell){.type = CELL_TREND, .trend = weeks, .absent = !weeks};
}

struct cell cell_link(struct str text, struct str url)
{
	return (struct cell){.type = CELL_LINK, .text = text, .url = url,
		.absent = str_none(text)};
}

struct cell cell_local(struct str text, struct str path)
{
	return (struct cell){.type = CELL_LINK, .text = text, .url = path, .local = true};
}

struct cell cell_beneath(struct str line)
{
	return (struct cell){.type = CELL_BENEATH, .text = line};
}

const char *tone_sign(enum tone t)
{
	switch (t) {
	case TONE_GOOD:
		return "\xe2\x9c\x93"; /* check mark */
	case TONE_WARN:
		return "\xe2\x96\xb3"; /* triangle */
	case TONE_BAD:
		return "\xe2\x9c\x97"; /* cross */
	case TONE_GREY:
		return "\xe2\x97\x8b"; /* circle */
	case TONE_NONE:
		break;
	}
	return "";
}

static void show_trend(const int32_t *weeks, struct buf *b)
{
	int32_t now = 0, before = 0;

	for (int i = 0; i < 4; i++) {
		now += weeks[TREND_WEEKS - 1 - i];
		before += weeks[TREND_WEEKS - 5 - i];
	}
	buf_addf(b, "%d \xe2\x86\x92 %d", before, now);
}

void cell_show(const struct cell *c, const struct report_ask *ask, struct buf *b)
{
	char t[TIME_TEXT];

	if (c->absent)
		return;
	switch (c->type) {
	case CELL_TEXT:
	case CELL_LINK:
	case CELL_BENEATH:
		buf_addstr(b, c->text);
		return;
	case CELL_NUMBER:
		if (c->number == (double)(int64_t)c->number)
			buf_addf(b, "%lld", (long long)c->number);
		else
			buf_addf(b, "%.2f", c->number);
		return;
	case CELL_TREND:
		show_trend(c->trend, b);
		return;
	case CELL_DAY:
		buf_adds(b, day_text(t, c->day));
		return;
	case CELL_TIME:
		buf_adds(b, time_short(t, c->ms, ask->config->zone));
		return;
	}
}
