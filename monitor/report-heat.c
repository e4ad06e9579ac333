/* The calendar of a portal's notices. */
#include "report-heat.h"

#include "base/clock.h"
#include "base/out.h"
#include "crawler/pages.h"
#include "monitor/freshness.h"
#include "monitor/holiday-text.h"

#define DAYS 371     /* 53 weeks, Monday first */
#define CELL 13
#define STEP 15
#define LEFT 34
#define TOP 20
#define LEVELS 5
#define GAP_LEAST_MS (12 * HOUR_MS)
#define SVG_MAX ((size_t)1 << 20)

/* From none to many; dark enough apart to be told without colours. */
static const char *const fill[LEVELS] = {"#eef0f2", "#c9e6d2", "#84c79a", "#3f9a5e", "#1b6636"};
static const int least[LEVELS] = {0, 1, 2, 4, 8};

struct heat {
	struct report_ask *ask;
	const struct zone *zone;
	int32_t first, last; /* days; first is a Monday */
	int32_t oldest;	     /* of what is known of the portal, DAY_NONE */
	int32_t count[DAYS];
	int64_t gap_ms[DAYS];
	int32_t total;
	bool pattern;	     /* the first of a page brings the hatching for all */
};

static int take_count(const struct notice_count *c, void *ctx)
{
	struct heat *h = ctx;

	if (c->day == DAY_NONE || str_eqc(c->column, HOME_COLUMN)) /* repeats the columns */
		return 0;
	if (h->oldest == DAY_NONE || c->day < h->oldest)
		h->oldest = c->day;
	if (c->day >= h->first && c->day <= h->last) {
		h->count[c->day - h->first] += c->total;
		h->total += c->total;
	}
	return 0;
}

static int take_gap(const struct gap *g, void *ctx)
{
	struct heat *h = ctx;

	for (int32_t day = h->first; day <= h->last; day++) {
		int64_t from = day_start_ms(day, h->zone), to = day_start_ms(day + 1, h->zone);

		from = g->from_ms > from ? g->from_ms : from;
		to = g->to_ms < to ? g->to_ms : to;
		if (to > from)
			h->gap_ms[day - h->first] += to - from;
	}
	return 0;
}

static int read_heat(struct heat *h, const struct portal_config *p, struct err *e)
{
	int rc = pages_count(h->ask->pages, str_of(p->id), STR_NONE, day_of(1970, 1, 1),
		h->last + 1, take_count, h, e);

	if (rc == 0)
		rc = pages_each_gap(h->ask->pages, day_start_ms(h->first, h->zone),
			day_start_ms(h->last + 1, h->zone), take_gap, h, e);
	return rc < 0 ? rc : 0;
}

/* --- drawn --- */

static int level_of(int32_t n)
{
	int level = 0;

	while (level + 1 < LEVELS && n >= least[level + 1])
		level++;
	return level;
}

static void square(struct buf *b, int x, int y, const char *colour, const char *more)
{
	buf_addf(b, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\" fill=\"%s\"%s",
		x, y, CELL, CELL, colour, more);
}

static void draw_day(const struct heat *h, int32_t day, struct buf *b)
{
	int at = day - h->first, x = LEFT + at / 7 * STEP, y = TOP + at % 7 * STEP;
	int32_t n = h->count[at];
	bool gap = h->gap_ms[at] >= GAP_LEAST_MS;
	bool known = h->oldest != DAY_NONE && day >= h->oldest;
	bool off = !calendar_is_workday(h->ask->calendar, day);
	const char *name = off ? calendar_name(h->ask->calendar, day) : "";
	char text[TIME_TEXT];

	square(b, x, y, gap && n == 0 ? "#b9bec5" : known ? fill[level_of(n)] : "#fff",
		gap ? " stroke=\"#777\" stroke-width=\"2\"" : known ? "" : " stroke=\"#ddd\"");
	buf_addf(b, "><title>%s ", day_text(text, day));
	if (known)
		buf_addf(b, LANG_COUNT(h->ask->lang, n, "%d notice", "%d notices"), n);
	else
		buf_adds(b, LANG(h->ask->lang, "not known"));
	buf_addc(b, ' ');
	out_html(b, holiday_text(str_of(name), h->ask->lang, h->ask->arena));
	if (gap)
		buf_addf(b, " %s", LANG(h->ask->lang, "gap in measuring"));
	buf_adds(b, "</title></rect>");
	if (name[0])
		square(b, x, y, "url(#holiday)", " pointer-events=\"none\"/>");
}

static void draw_labels(const struct heat *h, struct buf *b)
{
	static const char *const days[] = {LANG_MARK("Mon"), LANG_MARK("Wed"), LANG_MARK("Fri")};
	static const char *const month_text[] = {LANG_MARK("Jan"), LANG_MARK("Feb"),
		LANG_MARK("Mar"), LANG_MARK("Apr"), LANG_MARK("May"), LANG_MARK("Jun"),
		LANG_MARK("Jul"), LANG_MARK("Aug"), LANG_MARK("Sep"), LANG_MARK("Oct"),
		LANG_MARK("Nov"), LANG_MARK("Dec")};
	int year, month, dom;

	for (int i = 0; i < 3; i++)
		buf_addf(b, "<text x=\"0\" y=\"%d\">%s</text>", TOP + i * 2 * STEP + CELL - 2,
			lang_text(h->ask->lang, days[i]));
	for (int32_t day = h->first; day <= h->last; day += 7) {
		day_split(day, &year, &month, &dom);
		if (dom > 7)
			continue;
		buf_addf(b, "<text x=\"%d\" y=\"%d\">", LEFT + (day - h->first) / 7 * STEP,
			TOP - 6);
		if (month == 1)
			buf_addf(b, "%d</text>", year);
		else
			buf_addf(b, "%s</text>", lang_text(h->ask->lang, month_text[month - 1]));
	}
}

static int key_text_at(struct buf *b, int x, int y, const char *text, int width)
{
	buf_addf(b, "<text x=\"%d\" y=\"%d\">%s</text>", x + CELL + 4, y + CELL - 2, text);
	return x + CELL + 10 + width;
}

static void draw_key(const struct heat *h, struct buf *b)
{
	static const char *const range[LEVELS] = {"0", "1", "2-3", "4-7", "8+"};
	enum lang l = h->ask->lang;
	int x = LEFT, y = TOP + 7 * STEP + 8;

	for (int i = 0; i < LEVELS; i++) {
		square(b, x, y, fill[i], "/>");
		x = key_text_at(b, x, y, range[i], 24);
	}
	square(b, x, y, "#eef0f2", "/>");
	square(b, x, y, "url(#holiday)", "/>");
	x = key_text_at(b, x, y, LANG(l, "holiday"), 60);
	square(b, x, y, "#b9bec5", " stroke=\"#777\"/>");
	x = key_text_at(b, x, y, LANG(l, "gap in measuring"), 110);
	square(b, x, y, "#fff", " stroke=\"#ddd\"/>");
	key_text_at(b, x, y, LANG(l, "not known"), 60);
}

static void draw(const struct heat *h, struct buf *b)
{
	int width = LEFT + 53 * STEP, height = TOP + 8 * STEP + 14;

	buf_addf(b, "<div class=\"scroll\"><svg class=\"heat\" role=\"img\" viewBox=\"0 0 %d %d\" "
		"width=\"%d\" height=\"%d\" font-size=\"11\" fill=\"#555\">",
		width, height, width, height);
	if (h->pattern)
		buf_adds(b, "<defs><pattern id=\"holiday\" width=\"4\" height=\"4\" "
		"patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
		"<line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"4\" stroke=\"#a31515\" "
		"stroke-width=\"1.4\" stroke-opacity=\".55\"/></pattern></defs>");
	draw_labels(h, b);
	for (int32_t day = h->first; day <= h->last; day++)
		draw_day(h, day, b);
	draw_key(h, b);
	buf_adds(b, "</svg></div>\n");
}

static int one_portal(struct report *r, struct report_ask *ask, const struct portal_config *p,
	bool first, struct err *e)
{
	struct heat *h = arena_alloc(ask->arena, sizeof(*h));
	struct buf b = BUF_INIT(SVG_MAX);
	struct section *s;
	int rc;

	h->ask = ask;
	h->zone = portal_zone(ask->config, p);
	h->oldest = DAY_NONE;
	h->pattern = first;
	h->last = day_of_ms(ask->now_ms, h->zone);
	h->first = h->last - (day_weekday(h->last) - 1) - 52 * 7;
	rc = read_heat(h, p, e);
	if (rc < 0)
		return rc;
	draw(h, &b);
	s = report_section(r, ask, NULL, NULL);
	s->title = arena_strf(ask->arena, LANG(ask->lang, "%s: notices by day of the last year"),
		p->name[0] ? p->name : p->id);
	s->intro = arena_strf(ask->arena, LANG_COUNT(ask->lang, h->total,
		"%d notice by its stated date", "%d notices by their stated date"), h->total);
	s->svg = buf_ok(&b) ? arena_str(ask->arena, buf_str(&b)) : STR_NONE;
	buf_release(&b);
	return 0;
}

int report_heat(struct report *r, struct report_ask *ask, struct err *e)
{
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; i < ask->config->nportals && n < HEAT_PORTALS && rc == 0; i++) {
		const struct portal_config *p = &ask->config->portals[i];
		bool any = report_covers(ask, p, NULL);

		for (size_t k = 0; k < p->ncolumns && !any; k++)
			any = report_covers(ask, p, &p->columns[k]);
		if (!any)
			continue;
		rc = one_portal(r, ask, p, n == 0, e);
		n++;
	}
	return rc;
}
