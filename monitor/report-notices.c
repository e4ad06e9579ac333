/* Notices: how many each column and each unit published in a period, against the same
 * period of the year before. */
#include "report-part.h"

#include "monitor/report.h"

#include "base/out.h"
#include "crawler/pages.h"

#include <stdlib.h>

#define LAST_MONTHS 12

static const char *const heads_column[] = {LANG_MARK("Portal"), LANG_MARK("Column"),
	LANG_MARK("Unit"), LANG_MARK("Notices"), LANG_MARK("A year before"),
	LANG_MARK("Change %"), LANG_MARK("Withdrawn"), LANG_MARK("Delisted"),
	LANG_MARK("Date from the address only"), LANG_MARK("Oldest known"), NULL};
static const char *const heads_unit[] = {LANG_MARK("Unit"), LANG_MARK("Columns"),
	LANG_MARK("Notices"), LANG_MARK("A year before"), LANG_MARK("Change %"), NULL};
static const char *const heads_month[] = {LANG_MARK("Month"), LANG_MARK("Notices"),
	LANG_MARK("A year before"), LANG_MARK("Change %"), NULL};

/* Of one column, or of all of a unit. */
struct tally {
	const struct portal_config *portal;
	const struct column_config *column;
	struct str unit;
	int64_t now, before;	/* notices */
	int64_t withdrawn, delisted, weak;
	int32_t oldest;		/* day, DAY_NONE */
	size_t ncolumns;
	bool comparable;	/* what is known reaches back to the year before */
};

struct counting {
	struct report_ask *ask;
	int32_t from, to, old_from, old_to; /* both included; to: today where the period goes on,
					       and old_to is a year before it */
	struct tally *list;
	size_t n, cap;
	struct tally *at;
	int64_t months[2][LAST_MONTHS];     /* now, a year before */
	int first_month;		    /* months since year 0 */
	bool comparable;		    /* every column, for all months */
	int32_t oldest;			    /* of all columns, DAY_NONE */
};

static void take_period(struct counting *c)
{
	const struct report_ask *ask = c->ask;
	int32_t today = day_of_ms(ask->now_ms, ask->config->zone);
	int year, month, day;

	c->to = ask->to_day == DAY_NONE || ask->to_day > today ? today : ask->to_day;
	day_split(c->to, &year, &month, &day);
	c->from = ask->from_day == DAY_NONE ? day_of(year, 1, 1) : ask->from_day;
	c->old_from = day_add_months(c->from, -12);
	c->old_to = day_add_months(c->to + 1, -12) - 1;
	c->first_month = year * 12 + month - LAST_MONTHS;
}

/* Adds to its month, where that is one of the last twelve, this year's or the one before. */
static void add_month(struct counting *c, const struct notice_count *x)
{
	int year, month, day, at;

	day_split(x->day, &year, &month, &day);
	at = year * 12 + month - c->first_month - 1;
	if (at >= 0 && at < LAST_MONTHS && x->day <= c->to)
		c->months[0][at] += x->total;
	at += 12;
	if (at >= 0 && at < LAST_MONTHS && x->day <= c->old_to)
		c->months[1][at] += x->total;
}

static int take(const struct notice_count *x, void *ctx)
{
	struct counting *c = ctx;
	struct tally *t = c->at;

	if (x->day == DAY_NONE)
		return 0;
	if (t->oldest == DAY_NONE || x->day < t->oldest)
		t->oldest = x->day;
	add_month(c, x);
	if (x->day >= c->old_from && x->day <= c->old_to)
		t->before += x->total;
	if (x->day < c->from || x->day > c->to)
		return 0;
	t->now += x->total;
	t->withdrawn += x->withdrawn;
	t->delisted += x->delisted;
	t->weak += x->weak;
	return 0;
}

static int one_column(struct counting *c, const struct portal_config *p,
	const struct column_config *col, struct err *e)
{
	int rc;

	c->list = arena_grow(c->ask->arena, c->list, c->n, &c->cap, sizeof(*c->list));
	c->at = &c->list[c->n++];
	*c->at = (struct tally){.portal = p, .column = col, .oldest = DAY_NONE,
		.unit = str_of(col->unit && col->unit[0] ? col->unit : p->unit), .ncolumns = 1};
	rc = pages_count(c->ask->pages, str_of(p->id), str_of(col->id), day_of(1970, 1, 1),
		c->to + 1, take, c, e);
	if (c->at->oldest != DAY_NONE && (c->oldest == DAY_NONE || c->at->oldest < c->oldest))
		c->oldest = c->at->oldest;
	c->at->comparable = c->at->oldest != DAY_NONE && c->at->oldest <= c->old_from;
	/* of which nothing is known adds nothing to either year */
	c->comparable = c->comparable && (c->at->oldest == DAY_NONE || c->at->oldest <=
		day_of(c->first_month / 12 - 1, c->first_month % 12 + 1, 1));
	return rc < 0 ? rc : 0;
}

static int count_all(struct counting *c, struct err *e)
{
	const struct config *g = c->ask->config;
	int rc = 0;

	c->comparable = true;
	c->oldest = DAY_NONE;
	take_period(c);
	for (size_t i = 0; i < g->nportals && rc == 0; i++)
		for (size_t k = 0; k < g->portals[i].ncolumns && rc == 0; k++) {
			const struct column_config *col = &g->portals[i].columns[k];

			if (col->url[0] && report_covers(c->ask, &g->portals[i], col))
				rc = one_column(c, &g->portals[i], col, e);
		}
	return rc;
}

static int by_unit(const void *a, const void *b)
{
	const struct tally *x = a, *y = b;

	return str_cmp(x->unit, y->unit);
}

/* Sums of the units, sorted by name. */
static struct tally *units(const struct counting *c, size_t *n)
{
	struct tally *list = arena_array(c->ask->arena, c->n + 1, sizeof(*list));
	struct tally *out = arena_array(c->ask->arena, c->n + 1, sizeof(*out));

	*n = 0;
	if (c->n == 0)
		return out;
	memcpy(list, c->list, c->n * sizeof(*list));
	qsort(list, c->n, sizeof(*list), by_unit);
	for (size_t i = 0; i < c->n; i++) {
		struct tally *u;

		if (i && str_eq(list[i].unit, list[i - 1].unit)) {
			u = &out[*n - 1];
			u->now += list[i].now;
			u->before += list[i].before;
			u->ncolumns++;
			if (list[i].oldest == DAY_NONE)
				continue;
			u->comparable = list[i].comparable &&
				(u->comparable || u->oldest == DAY_NONE);
			u->oldest = list[i].oldest;
		} else {
			out[(*n)++] = list[i];
		}
	}
	return out;
}

/* A year that is known in part compares with nothing. */
static void compared(struct cell *row, int64_t now, int64_t before, bool comparable)
{
	if (!comparable)
		return;
	row[0] = cell_number((double)before);
	if (before > 0)
		row[1] = cell_number((double)(now - before) * 100 / (double)before);
}

static int add_columns(struct section *s, const struct counting *c, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < c->n && rc == 0; i++) {
		const struct tally *t = &c->list[i];
		struct cell *row;

		report_item(c->ask);
		row = section_row(s, c->ask->arena);
		row[0] = cell_text(str_of(t->portal->name[0] ? t->portal->name : t->portal->id));
		row[1] = cell_link(str_of(t->column->name[0] ? t->column->name : t->column->id),
			str_of(t->column->url));
		row[2] = cell_text(t->unit);
		row[3] = cell_number((double)t->now);
		compared(row + 4, t->now, t->before, t->comparable);
		row[6] = cell_number((double)t->withdrawn);
		row[7] = cell_number((double)t->delisted);
		row[8] = cell_number((double)t->weak);
		row[9] = cell_day(t->oldest);
		rc = report_item_end(c->ask, 0, e);
	}
	return rc;
}

static void add_units(struct section *s, const struct counting *c)
{
	size_t n;
	const struct tally *list = units(c, &n);

	for (size_t i = 0; i < n; i++) {
		struct cell *row = section_row(s, c->ask->arena);

		row[0] = cell_text(list[i].unit);
		row[1] = cell_number((double)list[i].ncolumns);
		row[2] = cell_number((double)list[i].now);
		compared(row + 3, list[i].now, list[i].before, list[i].comparable);
	}
}

static void add_months(struct section *s, const struct counting *c)
{
	for (int i = 0; i < LAST_MONTHS; i++) {
		struct cell *row = section_row(s, c->ask->arena);
		int month = c->first_month + i;

		row[0] = cell_text(arena_strf(c->ask->arena, "%d-%02d", month / 12,
			month % 12 + 1));
		row[1] = cell_number((double)c->months[0][i]);
		/* before anything is known, nothing is not none */
		row[1].absent = c->oldest == DAY_NONE ||
			day_of(month / 12, month % 12 + 2, 1) <= c->oldest;
		compared(row + 2, c->months[0][i], c->months[1][i],
			c->comparable && c->oldest != DAY_NONE);
	}
}

/* This year's months beside those of the year before. */
static struct str draw_months(const struct counting *c)
{
	struct buf b = BUF_INIT(1 << 16);
	int64_t most = 1;
	struct str out;

	for (int i = 0; i < LAST_MONTHS; i++)
		for (int k = 0; k < 2; k++)
			most = c->months[k][i] > most ? c->months[k][i] : most;
	buf_adds(&b, "<div class=\"scroll\"><svg class=\"bars\" role=\"img\" viewBox=\"0 0 640 150\" "
		"width=\"640\" height=\"150\" font-size=\"11\" fill=\"#555\">");
	for (int i = 0; i < LAST_MONTHS; i++) {
		int x = 8 + i * 53, month = c->first_month + i;

		for (int k = 0; k < 2; k++) {
			int h = (int)(c->months[k][i] * 110 / most);

			if (k && !c->comparable)
				continue;
			buf_addf(&b, "<rect x=\"%d\" y=\"%d\" width=\"18\" height=\"%d\" fill=\"%s\"><title>"
				"%d-%02d: %lld</title></rect>", x + (k ? 0 : 20), 125 - h, h,
				k ? "#c9ced6" : "#3f9a5e", month / 12 - k, month % 12 + 1,
				(long long)c->months[k][i]);
		}
		buf_addf(&b, "<text x=\"%d\" y=\"141\">%d-%02d</text>", x, month / 12, month % 12 + 1);
	}
	buf_adds(&b, "</svg></div>\n");
	out = arena_str(c->ask->arena, buf_str(&b));
	buf_release(&b);
	return out;
}

static void method(struct report *r, const struct report_ask *ask, const void *ctx)
{
	(void)ctx;
	report_note(r, ask->arena, str_of(LANG(ask->lang,
		"How it is counted: notices by their stated date, withdrawn ones included; one "
		"without a date counts for nothing. A period that is not over is compared with the "
		"same days of the year before. The year before is shown only where what is "
		"known of a column reaches back to its first day; in sums, a column of which no "
		"dated notice is known counts for nothing.")));
}

static int build(struct report_ask *ask, struct report *out, struct err *e)
{
	struct counting c = {.ask = ask};
	char from[TIME_TEXT], to[TIME_TEXT];
	enum lang l = ask->lang;
	struct section *s;
	int rc = count_all(&c, e);

	if (rc < 0)
		return rc;
	if (ask->from_day == DAY_NONE)
		report_line(out, ask->arena, arena_strf(ask->arena, LANG(l, "period: %s to %s"),
			day_text(from, c.from), day_text(to, c.to)));
	ask->from_day = c.from; /* what was not asked is chosen here */
	ask->to_day = ask->to_day == DAY_NONE ? c.to : ask->to_day;
	s = report_section(out, ask, LANG_MARK("By column"), heads_column);
	s->empty = str_of(LANG(l, "No column is configured."));
	rc = add_columns(s, &c, e);
	if (rc < 0)
		return rc;
	s = report_section(out, ask, LANG_MARK("By unit"), heads_unit);
	s->empty = str_of(LANG(l, "No column is configured."));
	add_units(s, &c);
	s = report_section(out, ask, LANG_MARK("By month"), heads_month);
	add_months(s, &c);
	if (ask->figures) {
		s->svg = draw_months(&c);
		s->intro = str_of(LANG(l, "Green: this year; grey: the year before, where it is known."));
	}
	method(out, ask, NULL);
	return 0;
}

static void json_compared(struct jw *j, const struct tally *t)
{
	jw_kint(j, "notices", t->now);
	jw_key(j, "year_before");
	if (t->comparable)
		jw_int(j, t->before);
	else
		jw_null(j);
}

static void json_units(struct jw *j, const struct counting *c)
{
	size_t n;
	const struct tally *list = units(c, &n);

	jw_key(j, "units");
	jw_open(j, '[');
	for (size_t i = 0; i < n; i++) {
		jw_open(j, '{');
		jw_kstr(j, "unit", list[i].unit);
		jw_kint(j, "columns", (int64_t)list[i].ncolumns);
		json_compared(j, &list[i]);
		jw_close(j, '}');
	}
	jw_close(j, ']');
}

static int json(struct report_ask *ask, struct buf *out, struct err *e)
{
	struct counting c = {.ask = ask};
	struct jw j = jw_on(out);
	int rc = count_all(&c, e);

	jw_open(&j, '{');
	jw_ktime(&j, "at", ask->now_ms, ask->config->zone);
	jw_kbool(&j, "simulation", ask->simulation);
	jw_kday(&j, "from", c.from);
	jw_kday(&j, "to", ask->to_day == DAY_NONE ? c.to : ask->to_day);
	jw_kday(&j, "counted_to", c.to);
	jw_key(&j, "columns");
	jw_open(&j, '[');
	for (size_t i = 0; i < c.n && rc == 0; i++) {
		const struct tally *t = &c.list[i];

		report_item(ask);
		jw_open(&j, '{');
		jw_kcstr(&j, "portal", t->portal->id);
		jw_kcstr(&j, "column", t->column->id);
		jw_kstr(&j, "unit", t->unit);
		json_compared(&j, t);
		jw_kint(&j, "withdrawn", t->withdrawn);
		jw_kint(&j, "delisted", t->delisted);
		jw_kint(&j, "weak_date", t->weak);
		jw_kday(&j, "oldest", t->oldest);
		jw_close(&j, '}');
		rc = report_item_end(ask, rc, e);
	}
	jw_close(&j, ']');
	json_units(&j, &c);
	return report_json_end(&j, ask, c.from, c.to, method, NULL, rc, e);
}

const struct report_kind report_notices = {
	.name = "notices",
	.title = LANG_MARK("Notices published"),
	.of_period = true,
	.build = build,
	.json = json,
};
