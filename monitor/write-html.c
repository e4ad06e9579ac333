/* Reports as one HTML file: no scripts, nothing from elsewhere, printable on A4, readable on
 * a phone and in a word processor. */
#include "monitor/report.h"

#include "base/out.h"

static const char style[] =
	"body{font:15px/1.6 \"Noto Sans CJK SC\",\"Source Han Sans SC\",\"Microsoft YaHei\","
	"\"PingFang SC\",system-ui,sans-serif;color:#1c1f23;background:#fff;max-width:72rem;"
	"margin:0 auto;padding:1.2rem}"
	"h1{font-size:1.5rem;margin:.2rem 0}h2{font-size:1.15rem;margin:1.6rem 0 .4rem;"
	"border-bottom:2px solid #8a1c1c;padding-bottom:.2rem}"
	".meta{color:#555;margin:.1rem 0}.notes{color:#555;font-size:.86rem;margin-top:2rem;"
	"border-top:1px solid #ccc;padding-top:.6rem}"
	".scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}"
	"th,td{border:1px solid #d4d7dc;padding:.35rem .5rem;text-align:left;"
	"vertical-align:top;overflow-wrap:anywhere}"
	"th{background:#f1f3f5;white-space:nowrap}td.n{text-align:right;"
	"font-variant-numeric:tabular-nums}td.d{white-space:nowrap}"
	".good{color:#136c2e}.warn{color:#8a5a00;background:#fff8e6}.bad{color:#a31515;"
	"background:#fdecec}.grey{color:#666;background:#f4f4f4}"
	"td.good,td.warn,td.bad,td.grey{font-weight:600;white-space:nowrap}"
	"a{color:#0b4f9e}tr{break-inside:avoid}thead{display:table-header-group}"
	".mark{background:#fff3cd;border:1px solid #e0c36a;padding:.3rem .6rem;"
	"display:inline-block;margin:.4rem 0}"
	"@page{size:A4;margin:14mm}@media print{body{padding:0;max-width:none;font-size:11pt}"
	"a{color:inherit;text-decoration:none}.scroll{overflow:visible}}";

static const char *const tone_class[] = {"", "good", "warn", "bad", "grey"};

static void element(struct buf *b, const char *tag, const char *cls, struct str s)
{
	if (str_none(s) || s.n == 0)
		return;
	if (cls)
		buf_addf(b, "<%s class=\"%s\">", tag, cls);
	else
		buf_addf(b, "<%s>", tag);
	out_html(b, s);
	buf_addf(b, "</%s>\n", tag);
}

static void write_cell(const struct cell *c, const struct report_ask *ask, struct buf *b)
{
	struct buf text = BUF_INIT(1 << 20);
	const char *cls = tone_class[c->tone];

	if (c->tone == TONE_NONE && c->type == CELL_NUMBER)
		cls = "n";
	else if (c->tone == TONE_NONE && (c->type == CELL_DAY || c->type == CELL_TIME))
		cls = "d";
	if (cls[0])
		buf_addf(b, "<td class=\"%s\">", cls);
	else
		buf_adds(b, "<td>");
	if (!c->absent && c->tone != TONE_NONE)
		buf_addf(b, "%s ", tone_sign(c->tone));
	cell_show(c, ask, &text);
	if (c->type == CELL_LINK && !c->absent && c->url.n) {
		buf_adds(b, "<a rel=\"noopener noreferrer nofollow\" href=\"");
		out_href(b, c->url);
		buf_adds(b, "\">");
		out_html(b, buf_str(&text));
		buf_adds(b, "</a>");
	} else {
		out_html(b, buf_str(&text));
	}
	buf_adds(b, "</td>");
	buf_release(&text);
}

static void write_section(const struct section *s, const struct report_ask *ask,
	struct buf *b)
{
	element(b, "h2", NULL, s->title);
	element(b, "p", NULL, s->intro);
	if (!str_none(s->svg)) /* made by us alone, from numbers and escaped text */
		buf_addstr(b, s->svg);
	if (s->nrows == 0) {
		element(b, "p", NULL, s->empty);
		return;
	}
	buf_adds(b, "<div class=\"scroll\"><table><thead><tr>");
	for (size_t i = 0; i < s->nheads; i++)
		element(b, "th", NULL, s->heads[i]);
	buf_adds(b, "</tr></thead><tbody>\n");
	for (size_t i = 0; i < s->nrows * s->nheads; i++) {
		if (i % s->nheads == 0)
			buf_adds(b, "<tr>");
		write_cell(&s->cells[i], ask, b);
		if ((i + 1) % s->nheads == 0)
			buf_adds(b, "</tr>\n");
	}
	buf_adds(b, "</tbody></table></div>\n");
}

void write_html(const struct report *r, const struct report_ask *ask, struct buf *b)
{
	buf_addf(b, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		    "style-src 'unsafe-inline'; img-src data:\">\n"
		    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
		ask->lang == LANG_ZH ? "zh-CN" : "en");
	element(b, "title", NULL, r->title);
	buf_addf(b, "<style>%s</style>\n</head>\n<body>\n", style);
	element(b, "h1", NULL, r->title);
	if (ask->simulation)
		element(b, "p", "mark", str_of(LANG(ask->lang,
			"Simulation: made from a store with a simulated clock.")));
	for (size_t i = 0; i < r->nlines; i++)
		element(b, "p", "meta", r->lines[i]);
	for (size_t i = 0; i < r->nsections; i++)
		write_section(&r->sections[i], ask, b);
	if (r->nnotes)
		buf_adds(b, "<div class=\"notes\">\n");
	for (size_t i = 0; i < r->nnotes; i++)
		element(b, "p", NULL, r->notes[i]);
	if (r->nnotes)
		buf_adds(b, "</div>\n");
	buf_adds(b, "</body>\n</html>\n");
}
