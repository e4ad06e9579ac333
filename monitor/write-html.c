/* Reports as one HTML file: no scripts, nothing from elsewhere, printable on A4, readable on
 * a phone and in a word processor. */
#include "monitor/report.h"

#include "base/out.h"
#include "base/utf8.h"

static const char style[] =
	"body{font:15px/1.6 \"Noto Sans CJK SC\",\"Source Han Sans SC\",\"Microsoft YaHei\","
	"\"PingFang SC\",system-ui,sans-serif;color:#1c1f23;background:#fff;max-width:72rem;"
	"margin:0 auto;padding:1.2rem}"
	"h1{font-size:1.5rem;margin:.2rem 0}h2{font-size:1.15rem;margin:1.6rem 0 .4rem;"
	"border-bottom:2px solid #8a1c1c;padding-bottom:.2rem;break-after:avoid}"
	".meta{color:#555;margin:.1rem 0}.notes{color:#555;font-size:.86rem;margin-top:2rem;"
	"border-top:1px solid #ccc;padding-top:.6rem}"
	".scroll{overflow-x:auto;margin-top:.7rem}"
	"table{border-collapse:collapse;width:100%;font-size:.92rem}"
	/* Chinese breaks anywhere: without a least width a column becomes a stack of signs */
	"th,td{border:1px solid #d4d7dc;padding:.35rem .5rem;text-align:left;"
	"vertical-align:top;overflow-wrap:break-word}td{min-width:4.2em}"
	"th{background:#f1f3f5}th.n{text-align:right}"
	"td.n{min-width:0;text-align:right;font-variant-numeric:tabular-nums}"
	"td.d{min-width:0}.k{white-space:nowrap}td.t{white-space:nowrap}"
	"td.l{min-width:11em}td.u{min-width:9em;overflow-wrap:anywhere}"
	".good{color:#136c2e}.warn{color:#8a5a00;background:#fff8e6}.bad{color:#a31515;"
	"background:#fdecec}.grey{color:#666;background:#f4f4f4}"
	"td.good,td.warn,td.bad,td.grey{font-weight:600}"
	"a{color:#0b4f9e}tr{break-inside:avoid}thead{display:table-header-group}"
	".mark{background:#fff3cd;border:1px solid #e0c36a;padding:.3rem .6rem;"
	"display:inline-block;margin:.4rem 0}"
	".wide{max-width:none}.wide table{font-size:.84rem}"
	".bar{margin:.5rem 0 0}.bars{min-width:34rem;max-width:100%;height:auto}"
	".trend{vertical-align:middle}.heat{max-width:100%;height:auto;min-width:40rem}"
	/* a ledger: all of it at once on a screen of 1,280 points */
	"@media screen and (min-width:60rem){.wide .dense{font-size:.74rem}.dense th,.dense td"
	"{padding:.25rem .2rem}.dense td{min-width:3.1em}.dense td.n,.dense td.d{min-width:0}"
	".dense td.l{min-width:6em}.dense td.u{min-width:5em}}"
	"@media screen and (max-width:40rem){body{padding:.7rem;font-size:14px}"
	"table{font-size:.86rem}th,td{padding:.25rem .35rem}td{min-width:5.5em}"
	"td.l{min-width:12em}thead th{white-space:nowrap}"
	/* each row a card, its heads beside the values (write_card_heads) */
	".cards thead{display:none}.cards,.cards tbody,.cards tr,.cards td{display:block}"
	".cards tr{border:1px solid #d4d7dc;margin-bottom:.6rem}"
	".cards td,.cards td.n{border:0;border-bottom:1px solid #eee;text-align:left;min-width:0}"
	".cards tr[data-of]::before{content:attr(data-of);display:block;padding:.25rem .35rem;"
	"background:#f1f3f5;color:#555}"
	".cards td:empty{display:none}.cards td[rowspan]{background:#f1f3f5}"
	".cards td::before{display:inline-block;min-width:7em;margin-right:.4em;color:#555;"
	"font-weight:400}}"
	"h2,h2+p{break-after:avoid}"
	"@media print{body{padding:0;max-width:none;font-size:10.5pt}table{font-size:9pt}"
	"td,td.l,td.u{min-width:0}th,td{padding:.2rem .3rem}"
	"a{color:inherit;text-decoration:none}.scroll{overflow:visible}"
	".heat,.bars{min-width:0}.wide table{font-size:6.5pt}.wide td{min-width:3.2em}"
	".wide td.n,.wide td.d{min-width:0}.wide td.l,.wide td.u{min-width:7.5em}}";

/* The paper, and letters that a word processor needs: it knows no @media. */
static const char upright[] = "@page{size:A4;margin:14mm}td,th{font-size:9pt}";
static const char landscape[] = "@page{size:A4 landscape;margin:9mm}td,th{font-size:7pt}";
static const char browsers[] = "@media screen,print{td,th{font-size:inherit}}";

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

#define WIDE_HEADS 10	/* more columns than A4 takes upright */
#define DENSE_HEADS 12	/* more than a screen takes at full size */
#define CARD_HEADS 5	/* more than a phone takes */
#define SPAN_MAX ((size_t)6)	/* a printed page does not break within: it would be left empty */
#define LONG_TEXT 24	/* columns of text that deserve room */
#define SHORT_TEXT 10	/* a state stays in one line */

/* How many rows from this one on begin with the same text: they share one cell. */
static size_t span_of(const struct rows *r, const struct cell *c)
{
	struct cell next;
	size_t n = 1;

	if (r->s->nheads < 2 || c->type != CELL_TEXT || c->tone != TONE_NONE || c->absent)
		return 1;
	while (n < SPAN_MAX && rows_peek(r, n - 1, &next) && next.type == c->type &&
		next.tone == c->tone && str_eq(next.text, c->text))
		n++;
	return n;
}

/* A bar for each week; the text beside it says the numbers. */
static void draw_trend(const int32_t *weeks, struct buf *b)
{
	int32_t most = 1;

	for (int i = 0; i < TREND_WEEKS; i++)
		most = weeks[i] > most ? weeks[i] : most;
	buf_addf(b, "<svg class=\"trend\" width=\"%d\" height=\"16\" aria-hidden=\"true\">",
		TREND_WEEKS * 5);
	for (int i = 0; i < TREND_WEEKS; i++) {
		int h = weeks[i] ? 2 + weeks[i] * 13 / most : 1;

		buf_addf(b, "<rect x=\"%d\" y=\"%d\" width=\"4\" height=\"%d\" fill=\"%s\"/>",
			i * 5, 16 - h, h, weeks[i] ? "#3f9a5e" : "#c9ced6");
	}
	buf_adds(b, "</svg> ");
}

/* Day and clock, each in one piece. */
static void write_words(struct buf *b, struct str rest)
{
	struct str word;

	for (int i = 0; rest.n && str_cut(&rest, ' ', &word); i++) {
		buf_addf(b, "%s<span class=\"k\">", i ? " " : "");
		out_html(b, word);
		buf_adds(b, "</span>");
	}
}

static void write_cell(const struct cell *c, size_t span, const struct report_ask *ask,
	struct buf *b)
{
	struct buf text = BUF_INIT(1 << 20);
	const char *cls = tone_class[c->tone];

	if (c->tone == TONE_NONE && c->type == CELL_NUMBER)
		cls = "n";
	else if (c->tone == TONE_NONE && (c->type == CELL_DAY || c->type == CELL_TIME))
		cls = "d";
	else if (c->type == CELL_TREND)
		cls = "t";
	else if (c->type == CELL_LINK && str_has(c->text, STR("://")))
		cls = "u";
	else if (c->tone == TONE_NONE && utf8_width(str_sub(c->text, 0, 400)) > LONG_TEXT)
		cls = "l";
	buf_adds(b, "<td");
	if (span > 1)
		buf_addf(b, " rowspan=\"%zu\"", span);
	if (cls[0])
		buf_addf(b, " class=\"%s%s\"", cls, c->tone != TONE_NONE && !c->absent &&
			utf8_width(str_sub(c->text, 0, 400)) <= SHORT_TEXT ? " k" : "");
	buf_addc(b, '>');
	if (!c->absent && c->tone != TONE_NONE)
		buf_addf(b, "%s ", tone_sign(c->tone));
	cell_show(c, ask, &text);
	if (c->type == CELL_TREND && !c->absent)
		draw_trend(c->trend, b);
	if (c->type == CELL_LINK && !c->absent && c->url.n && c->local) {
		buf_adds(b, "<a href=\"");
		out_html(b, c->url);
		buf_adds(b, "\">");
		out_html(b, buf_str(&text));
		buf_adds(b, "</a>");
	} else if (c->type == CELL_LINK && !c->absent && c->url.n) {
		buf_adds(b, "<a rel=\"noopener noreferrer nofollow\" href=\"");
		out_href(b, c->url);
		buf_adds(b, "\">");
		out_html(b, buf_str(&text));
		buf_adds(b, "</a>");
	} else if (c->type == CELL_TIME || c->type == CELL_DAY) {
		write_words(b, buf_str(&text));
	} else {
		out_html(b, buf_str(&text));
	}
	buf_adds(b, "</td>");
	buf_release(&text);
}

static bool holds_numbers(const struct section *s, size_t column)
{
	struct section_column c = section_column(s, column);

	return c.any && c.first == CELL_NUMBER;
}

/* Whether the column is shown: one without any value only where the section keeps it. */
static bool *shown_columns(const struct section *s, struct arena *a, size_t *n)
{
	bool *shown = arena_array(a, s->nheads + 1, sizeof(*shown));

	*n = 0;
	for (size_t i = 0; i < s->nheads; i++) {
		shown[i] = !s->drop_empty || section_column(s, i).any;
		*n += shown[i];
	}
	return shown;
}

/* A row without a first cell of its own says as a card what that of the row above says. */
static void open_row(const struct buf *above, struct buf *b)
{
	if (!above) {
		buf_adds(b, "<tr>");
		return;
	}
	buf_adds(b, "<tr data-of=\"");
	out_html(b, buf_str(above));
	buf_adds(b, "\">");
}

static void write_rows(const struct section *s, const bool *shown,
	const struct report_ask *ask, struct buf *b)
{
	size_t shared = 0; /* rows that the first cell above still covers */
	struct buf above = BUF_INIT((size_t)1 << 20);
	const struct cell *row;
	struct rows rows;

	rows_open(&rows, s, ask->arena);
	while ((row = rows_next(&rows))) {
		size_t span = shared ? 1 : span_of(&rows, row);

		open_row(shared ? &above : NULL, b);
		if (shared)
			shared--; /* s->nheads > 1 where anything is shared */
		else if (shown[0])
			write_cell(&row[0], span, ask, b);
		if (span > 1) {
			shared = span - 1;
			buf_clear(&above);
			buf_addstr(&above, row[0].text);
		}
		for (size_t i = 1; i < s->nheads; i++)
			if (shown[i])
				write_cell(&row[i], 1, ask, b);
		buf_adds(b, "</tr>\n");
		report_drain(ask, b);
	}
	buf_release(&above);
}

/* A string of CSS; no head can end it or its element. */
static void css_string(struct buf *b, struct str s)
{
	buf_addc(b, '"');
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || strchr("\"\\<>&", s.p[i]))
			buf_addf(b, "\\%x ", (unsigned)(unsigned char)s.p[i]);
		else
			buf_addc(b, s.p[i]);
	buf_addc(b, '"');
}

/* What stands before each value where rows are cards. Counted from the end of the row: its
 * first cell may be shared with the row above. */
static void write_card_heads(const struct section *s, size_t number,
	const struct report_ask *ask, struct buf *b)
{
	size_t n;
	const bool *shown = shown_columns(s, ask->arena, &n);

	if (section_rows(s) == 0 || n <= CARD_HEADS)
		return;
	for (size_t i = 0; i < s->nheads; i++) {
		if (!shown[i])
			continue;
		buf_addf(b, "#t%zu td:nth-last-child(%zu)::before{content:", number, n--);
		css_string(b, s->heads[i]);
		buf_addc(b, '}');
	}
}

static void open_table(size_t ncolumns, size_t number, struct buf *b)
{
	buf_addf(b, "<div class=\"scroll\"><table id=\"t%zu\"", number);
	if (ncolumns > CARD_HEADS)
		buf_addf(b, " class=\"cards%s\"", ncolumns > DENSE_HEADS ? " dense" : "");
	buf_adds(b, " width=\"100%\" border=\"1\" cellspacing=\"0\" cellpadding=\"3\"><thead><tr>");
}

static void write_section(const struct section *s, size_t number, const struct report_ask *ask,
	struct buf *b)
{
	size_t n;
	const bool *shown = shown_columns(s, ask->arena, &n);

	element(b, "h2", NULL, s->title);
	element(b, "p", NULL, s->intro);
	if (!str_none(s->svg)) /* made by us alone, from numbers and escaped text */
		buf_addstr(b, s->svg);
	if (section_rows(s) == 0) {
		element(b, "p", NULL, s->empty);
		return;
	}
	open_table(n, number, b);
	for (size_t i = 0; i < s->nheads; i++)
		if (shown[i])
			element(b, "th", holds_numbers(s, i) ? "n" : NULL, s->heads[i]);
	buf_adds(b, "</tr></thead><tbody>\n");
	write_rows(s, shown, ask, b);
	buf_adds(b, "</tbody></table></div>\n");
}

static bool is_wide(const struct report *r, const struct report_ask *ask)
{
	size_t n;

	for (size_t i = 0; i < r->nsections; i++) {
		shown_columns(&r->sections[i], ask->arena, &n);
		if (section_rows(&r->sections[i]) && n > WIDE_HEADS)
			return true;
	}
	return false;
}

void write_html(const struct report *r, const struct report_ask *ask, struct buf *b)
{
	bool wide = is_wide(r, ask);

	buf_addf(b, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		    "style-src 'unsafe-inline'; img-src data:\">\n"
		    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
		ask->lang == LANG_ZH ? "zh-CN" : "en");
	element(b, "title", NULL, r->title);
	buf_addf(b, "<style>%s%s%s", wide ? landscape : upright, browsers, style);
	buf_addstr(b, ask->style);
	buf_adds(b, "@media screen and (max-width:40rem){");
	for (size_t i = 0; i < r->nsections; i++)
		write_card_heads(&r->sections[i], i + 1, ask, b);
	buf_addf(b, "}</style>\n</head>\n<body%s>\n", wide ? " class=\"wide\"" : "");
	buf_addstr(b, ask->top);
	element(b, "h1", NULL, r->title);
	if (ask->simulation)
		element(b, "p", "mark", str_of(LANG(ask->lang,
			"Simulation: made from a store with a simulated clock.")));
	for (size_t i = 0; i < r->nlines; i++)
		element(b, "p", "meta", r->lines[i]);
	for (size_t i = 0; i < r->nsections; i++)
		write_section(&r->sections[i], i + 1, ask, b);
	if (r->nnotes)
		buf_adds(b, "<div class=\"notes\">\n");
	for (size_t i = 0; i < r->nnotes; i++)
		element(b, "p", NULL, r->notes[i]);
	if (r->nnotes)
		buf_adds(b, "</div>\n");
	buf_adds(b, "</body>\n</html>\n");
}
