/* linkcheck as one HTML page without scripts: what is faulty, where, and the sum. */
#include "linkcheck-out.h"

#include "message-part.h"

#include "base/out.h"
#include "say.h"

#define PARENTS_SHOWN 20

static const char *word(const struct linkcheck_out *o, const char *en, const char *zh)
{
	return o->zh ? zh : en;
}

static void html_begin(struct linkcheck_out *o, const struct linkcheck_summary *s)
{
	uint64_t bad = s->broken + s->unstable + s->wrong + s->private_;

	buf_addf(&o->b, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
		"<meta name=\"viewport\" content=\"width=device-width\">"
		"<title>%s</title><style>body{font-family:sans-serif;margin:2em}"
		"table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.3em;"
		"text-align:left;vertical-align:top;word-break:break-all}</style></head><body>\n",
		o->zh ? "zh" : "en", word(o, "Links", "链接检查"));
	buf_addf(&o->b, "<h1>%s</h1><p>%s: %llu, %s: %llu, %s: %llu</p>\n",
		word(o, "Links", "链接检查"), word(o, "links", "链接"),
		(unsigned long long)s->links, word(o, "faulty", "问题"),
		(unsigned long long)bad, word(o, "of them suspected", "其中疑似"),
		(unsigned long long)s->unstable);
	for (size_t i = 0; i < s->nhosts; i++) {
		buf_addf(&o->b, "<p>%s: ", word(o, "host fails as a whole", "整站故障"));
		out_html(&o->b, str_of(s->host[i].name));
		buf_adds(&o->b, " (");
		out_html(&o->b, say_reason(str_of(s->host[i].reason), o->zh ? LANG_ZH : LANG_EN));
		buf_addf(&o->b, ", %llu/%llu)</p>\n", (unsigned long long)s->host[i].failed,
			(unsigned long long)s->host[i].addresses);
	}
	buf_addf(&o->b, "<table><tr><th>%s</th><th>%s</th><th>%s</th></tr>\n",
		word(o, "verdict", "结论"), word(o, "address", "地址"),
		word(o, "pages with the link", "所在页面"));
}

static void anchor(struct buf *b, struct str url)
{
	buf_adds(b, "<a rel=\"noreferrer nofollow\" href=\"");
	out_href(b, url);
	buf_adds(b, "\">");
	out_html(b, url);
	buf_adds(b, "</a>");
}

static void html_link(struct linkcheck_out *o, const struct linkcheck_link *l)
{
	enum lang lang = o->zh ? LANG_ZH : LANG_EN;
	struct buf *b = &o->b;

	if (!linkcheck_is_faulty(l->verdict) && !o->all)
		return;
	buf_addf(b, "<tr><td>%s", lang == LANG_EN ? verdict_word(l->verdict)
						   : say_verdict(l->verdict, lang));
	if (l->status)
		buf_addf(b, " %d", l->status);
	buf_adds(b, "<br>");
	if (l->reason.n && !str_eqc(l->reason, "ok"))
		out_html(b, lang == LANG_EN ? l->reason : say_reason(l->reason, lang));
	buf_adds(b, "</td><td>");
	anchor(b, l->url);
	if (l->detail.n) {
		buf_adds(b, "<br>");
		out_html(b, l->detail);
	}
	buf_adds(b, "</td><td>");
	for (size_t i = 0; i < l->nlisted && i < PARENTS_SHOWN; i++) {
		anchor(b, l->parents[i].url);
		buf_addf(b, ":%d ", (int)l->parents[i].line);
		out_html(b, l->parents[i].text);
		buf_adds(b, "<br>");
	}
	if (l->nparents > PARENTS_SHOWN)
		buf_addf(b, "+%llu", (unsigned long long)(l->nparents - PARENTS_SHOWN));
	buf_adds(b, "</td></tr>\n");
}

static void html_end(struct linkcheck_out *o, const struct linkcheck_summary *s)
{
	buf_adds(&o->b, "</table>\n");
	for (int i = 0; i < NLIMITS; i++)
		if (s->limit[i])
			buf_addf(&o->b, "<p>%s: %s (%llu)</p>\n", word(o, "limit", "限制"),
				reason_text(str_of(linkcheck_limit_word(i)), o->zh ? LANG_ZH : LANG_EN),
				(unsigned long long)s->limit[i]);
	buf_adds(&o->b, "</body></html>\n");
}

const struct linkcheck_writer linkcheck_html = {
	.name = "html", .needs_summary = true, .begin = html_begin, .link = html_link,
	.end = html_end,
};
