/* linkcheck as one HTML page without scripts, for a screen of any width and for paper: the sum,
 * then what is faulty and where. */
#include "linkcheck-out.h"

#include "base/out.h"
#include "say.h"

#define PARENTS_OPEN 3	 /* the others unfold */
#define PARENTS_SHOWN 50

static enum lang lang_here(const struct linkcheck_out *o)
{
	return o->zh ? LANG_ZH : LANG_EN;
}

static const char style[] =
	"body{font-family:sans-serif;margin:1.5em;line-height:1.45}h1{font-size:1.4em}"
	"h1,a{overflow-wrap:anywhere}.sum{background:#f3f5f7;padding:.6em .8em}"
	"table{border-collapse:collapse;width:100%}"
	"td,th{border:1px solid #bbb;padding:.35em .5em;text-align:left;vertical-align:top}"
	"th{background:#f3f5f7}.v{min-width:8em}.p{width:42%}"
	"td small{color:#555;overflow-wrap:anywhere}summary{color:#555;cursor:pointer}"
	"@media(max-width:640px){body{margin:.8em}table,tbody,tr,td{display:block}"
	"tr.head{display:none}tr{border:1px solid #bbb;margin:0 0 .8em}td{border:0}.p{width:auto}"
	".p{border-top:1px dotted #bbb}}@media print{tr{break-inside:avoid}a{color:inherit}}";

/* Lines of text as paragraphs. */
static void paragraphs(struct buf *out, struct str text, const char *class)
{
	struct str line;

	while (str_cut(&text, '\n', &line) && !str_none(text)) {
		buf_addf(out, "<p class=\"%s\">", class);
		out_html(out, line);
		buf_adds(out, "</p>\n");
	}
}

static void html_begin(struct linkcheck_out *o, const struct linkcheck_summary *s)
{
	enum lang lang = lang_here(o);
	struct buf text = BUF_INIT((size_t)1 << 20), title = BUF_INIT((size_t)1 << 16);

	buf_addf(&title, LANG(lang, "Links of %.*s"), STR_ARG(o->subject));
	buf_addf(&o->b, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
		"<meta name=\"viewport\" content=\"width=device-width\"><title>",
		lang_word(lang));
	out_html(&o->b, buf_str(&title));
	buf_addf(&o->b, "</title><style>%s</style></head><body>\n<h1>", style);
	out_html(&o->b, buf_str(&title));
	buf_adds(&o->b, "</h1>\n");
	linkcheck_sum(&text, s, lang);
	paragraphs(&o->b, buf_str(&text), "sum");
	buf_clear(&text);
	linkcheck_notes(&text, s, lang);
	paragraphs(&o->b, buf_str(&text), "note");
	buf_addf(&o->b, "<table><tr class=\"head\"><th>%s</th><th>%s</th><th>%s</th></tr>\n",
		LANG(lang, "verdict"), LANG(lang, "address"), LANG(lang, "pages with the link"));
	buf_release(&text);
	buf_release(&title);
}

static void anchor(struct buf *b, struct str url)
{
	buf_adds(b, "<a rel=\"noreferrer nofollow\" href=\"");
	out_href(b, url);
	buf_adds(b, "\">");
	out_html(b, url);
	buf_adds(b, "</a>");
}

static void small(struct buf *b, const char *label, struct str s, enum lang lang)
{
	if (!s.n)
		return;
	buf_addf(b, "<br><small>%s ", lang_text(lang, label));
	out_html(b, s);
	buf_adds(b, "</small>");
}

static void verdict(struct buf *b, const struct linkcheck_link *l, enum lang lang)
{
	struct str said = say_reason(l->reason, lang);

	buf_addf(b, "<tr><td class=\"v\"><b>%s</b>", lang == LANG_EN ? verdict_word(l->verdict)
						    : say_verdict(l->verdict, lang));
	if (verdict_is_unstable(l->verdict))
		buf_adds(b, LANG(lang, " (suspected)"));
	else if (l->confirmed)
		buf_adds(b, LANG(lang, " (confirmed)"));
	/* a status without words of its own stands below */
	if (l->reason.n && !str_eqc(l->reason, "ok") && !(str_starts(l->reason, STR("http-")) &&
		str_eq(said, l->reason))) {
		buf_adds(b, "<br>");
		out_html(b, said);
	}
	if (l->status)
		buf_addf(b, "<br><small>HTTP %d</small>", l->status);
	buf_adds(b, "</td>");
}

static void parents(struct buf *b, const struct linkcheck_link *l, enum lang lang)
{
	for (size_t i = 0; i < l->nlisted && i < PARENTS_SHOWN; i++) {
		if (i == PARENTS_OPEN) {
			buf_adds(b, "<details><summary>");
			buf_addf(b, LANG_COUNT(lang, l->nparents - i, "and %llu more page",
				"and %llu more pages"), (unsigned long long)(l->nparents - i));
			buf_adds(b, "</summary>");
		}
		anchor(b, l->parents[i].url);
		buf_addf(b, LANG(lang, " line %d"), (int)l->parents[i].line);
		if (l->parents[i].text.n) {
			buf_adds(b, " “");
			out_html(b, l->parents[i].text);
			buf_adds(b, "”");
		}
		buf_adds(b, "<br>");
	}
	if (l->nlisted > PARENTS_OPEN)
		buf_adds(b, l->nparents > PARENTS_SHOWN ? "…</details>" : "</details>");
}

static void html_link(struct linkcheck_out *o, const struct linkcheck_link *l)
{
	enum lang lang = lang_here(o);
	struct buf *b = &o->b;

	if (!linkcheck_is_faulty(l->verdict) && !o->all)
		return;
	verdict(b, l, lang);
	buf_adds(b, "<td>");
	anchor(b, l->url);
	if (l->asked && !str_none(l->final_url) && !str_eq(l->final_url, l->url))
		small(b, LANG_MARK("leads to"), l->final_url, lang);
	small(b, LANG_MARK("detail:"), l->detail, lang);
	buf_adds(b, "</td><td class=\"p\">");
	parents(b, l, lang);
	buf_adds(b, "</td></tr>\n");
}

static void html_end(struct linkcheck_out *o, const struct linkcheck_summary *s)
{
	(void)s;
	buf_adds(&o->b, "</table>\n</body></html>\n");
}

const struct linkcheck_writer linkcheck_html = {
	.name = "html", .needs_summary = true, .begin = html_begin, .link = html_link,
	.end = html_end,
};
