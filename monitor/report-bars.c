/* Ninety days of a home page as a row of bars. */
#include "report-part.h"
#include "visits.h"

#include "base/out.h"

#define DAYS 90
#define STEP 7
#define HEIGHT 26
#define PORTALS_MAX 50 /* of more, the tables say it */
#define SVG_MAX ((size_t)4 << 20)

static const char *colour_of(const struct availability *a)
{
	int32_t n = a->good + a->bad;

	if (n == 0)
		return "#b9bec5";
	if (a->bad == 0)
		return "#3f9a5e";
	return a->bad * 100 >= n * 5 ? "#b3261e" : "#d08a00";
}

static void draw_day(const struct report_ask *ask, const struct visits *v, int32_t day,
	int x, struct buf *b)
{
	static const struct availability none;
	bool known = v->known && day >= v->from && day <= v->to;
	const struct availability *a = known ? &v->days[day - v->from].a : &none;
	char text[TIME_TEXT];

	buf_addf(b, "<rect x=\"%d\" y=\"2\" width=\"5\" height=\"%d\" rx=\"1\" fill=\"%s\"><title>%s ",
		x, HEIGHT, colour_of(a), day_text(text, day));
	if (a->good + a->bad)
		buf_addf(b, LANG_COUNT(ask->lang, a->good + a->bad, "%d visit, %d failed",
			"%d visits, %d failed"), a->good + a->bad, a->bad);
	else
		buf_adds(b, LANG(ask->lang, "not measured"));
	buf_adds(b, "</title></rect>");
}

static void draw(const struct report_ask *ask, const struct visits *v, int32_t to,
	struct buf *b)
{
	struct availability sum = {0};
	struct str name = str_of(v->portal->name[0] ? v->portal->name : v->portal->id);

	for (int32_t day = v->from; v->known && day <= v->to; day++) {
		sum.good += v->days[day - v->from].a.good;
		sum.bad += v->days[day - v->from].a.bad;
	}
	buf_adds(b, "<p class=\"bar\">");
	out_html(b, name);
	if (sum.good + sum.bad)
		buf_addf(b, " <b>%.2f%%</b>", (double)sum.good * 100 / (sum.good + sum.bad));
	buf_addf(b, "</p><div class=\"scroll\"><svg class=\"bars\" role=\"img\" viewBox=\"0 0 %d %d\" "
		"width=\"%d\" height=\"%d\">", DAYS * STEP, HEIGHT + 4, DAYS * STEP, HEIGHT + 4);
	for (int i = 0; i < DAYS; i++)
		draw_day(ask, v, to - DAYS + 1 + i, i * STEP, b);
	buf_adds(b, "</svg></div>\n");
}

int report_bars(struct report *r, struct report_ask *ask, int32_t to, struct err *e)
{
	const struct config *c = ask->config;
	struct buf b = BUF_INIT(SVG_MAX);
	struct section *s;
	int n = 0, rc = 0;

	for (size_t i = 0; i < c->nportals && n < PORTALS_MAX && rc == 0; i++) {
		struct visits v = {.portal = &c->portals[i], .from = to - DAYS + 1, .to = to,
			.until_ms = ask->now_ms};

		if (!report_covers(ask, v.portal, NULL))
			continue;
		rc = visits_read(&v, c, ask->pages, ask->arena, e);
		if (rc == 0)
			draw(ask, &v, to, &b);
		n++;
	}
	if (rc == 0 && n) {
		s = report_section(r, ask, LANG_MARK("Ninety days"), NULL);
		s->intro = str_of(LANG(ask->lang, "Green: every visit succeeded; yellow: some "
			"failed; red: 5 percent or more failed; grey: not measured."));
		s->svg = buf_ok(&b) ? arena_str(ask->arena, buf_str(&b)) : STR_NONE;
	}
	buf_release(&b);
	return rc;
}
