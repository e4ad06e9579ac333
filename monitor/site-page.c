/* What the pages of the site share. */
#include "site.h"
#include "version-diff.h"

#include "base/digest.h"
#include "base/fs.h"
#include "base/out.h"

#include <stdio.h>
#include <stdlib.h>

#define PAGE_BYTES ((size_t)64 << 20)
#define NO_TITLE LANG_MARK("(without a title)")

static const char style[] =
	"body{font:15px/1.65 \"Noto Sans CJK SC\",\"Source Han Sans SC\",\"Microsoft YaHei\","
	"\"PingFang SC\",system-ui,sans-serif;color:#1c1f23;max-width:72rem;margin:0 auto;"
	"padding:1.2rem}h1{font-size:1.4rem;margin:.3rem 0}h1,h2,p{overflow-wrap:anywhere}h2{font-size:1.1rem;margin:1.6rem 0 "
	".4rem;border-bottom:2px solid #8a1c1c}a{color:#0b4f9e}.meta{color:#555;margin:.15rem 0}"
	"li{overflow-wrap:anywhere}.mark{background:#fff3cd;border:1px solid #e0c36a;padding:.3rem .6rem}"
	"table{border-collapse:collapse;width:100%}th,td{border:1px solid #d4d7dc;"
	"padding:.3rem .5rem;text-align:left;vertical-align:top}td{overflow-wrap:anywhere}"
	"th{background:#f1f3f5}td.d{white-space:nowrap}td.n{text-align:right}"
	STYLE_DIFF
	".text{white-space:pre-wrap;"
	"border-left:3px solid #d4d7dc;padding-left:.8rem}.bad{color:#a31515;font-weight:600}"
	/* titles of thousands of letters are shown whole on their own pages */
	"@media screen{td>a{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:4;"
	"overflow:hidden}}"
	/* on a phone a table is moved sideways, and what needs no heads flows: words of three
	 * letters a line help nobody */
	"@media screen and (max-width:40rem){body{padding:.7rem;font-size:14px}"
	"table{display:block;overflow-x:auto}th{white-space:nowrap}td{min-width:5em}"
	"td:has(a){min-width:9em}.flow th{display:none}.flow td{border:0;min-width:0}"
	".flow tr{display:flex;flex-wrap:wrap;border-top:1px solid #d4d7dc}"
	".flow td:has(a){flex:1 0 90%}}"
	"@media screen and (prefers-color-scheme:dark){body{background:#16181b;color:#e3e5e8}"
	"a{color:#8ab8f0}a:visited{color:#b9a3e3}.meta{color:#a6abb2}.bad{color:#ff8a80}h2{border-color:#c96a6a}"
	"th,td,.text,.flow tr{border-color:#43484f!important}th{background:#22262b}"
	".mark{background:#3d3413;border-color:#7a6621}" STYLE_DIFF_DARK "}"
	"@media print{body{max-width:none;font-size:10pt}}";

void site_begin(struct site_page *p, const struct report_ask *ask, struct str title,
	const char *up)
{
	enum lang l = ask->lang;

	*p = (struct site_page){.ask = ask, .b = BUF_INIT(PAGE_BYTES)};
	buf_addf(&p->b, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		SITE_MADE "\n<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'unsafe-inline'\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"referrer\" content=\"no-referrer\">\n<title>",
		l == LANG_ZH ? "zh-CN" : "en");
	out_html(&p->b, str_trim(title).n ? title : str_of(LANG(l, NO_TITLE)));
	buf_addf(&p->b, "</title>\n<style>%s</style>\n</head>\n<body>\n", style);
	if (up[0])
		buf_addf(&p->b, "<p class=\"meta\"><a href=\"%sindex.html\">%s</a></p>\n", up,
			LANG(l, "All columns"));
	buf_adds(&p->b, "<h1>");
	site_title(p, title);
	buf_adds(&p->b, "</h1>\n");
	if (ask->simulation)
		buf_addf(&p->b, "<p class=\"mark\">%s</p>\n", LANG(l,
			"Simulation: made from a store with a simulated clock."));
}

void site_title(struct site_page *p, struct str title)
{
	if (!str_trim(title).n) {
		buf_adds(&p->b, LANG(p->ask->lang, NO_TITLE));
		return;
	}
	buf_adds(&p->b, "<bdi>");
	out_html(&p->b, title);
	buf_adds(&p->b, "</bdi>");
}

int site_end(struct site_page *p, struct site_out *o, const char *way, const char *name,
	struct err *e)
{
	struct buf below = BUF_INIT(4096);
	char t[TIME_TEXT];
	char *path;
	int rc;

	buf_addf(&below, "%s%s", way, name);
	path = fs_join(o->dir, buf_cstr(&below));
	buf_addf(&p->b, "<p class=\"meta\">%s %s</p>\n</body>\n</html>\n",
		LANG(p->ask->lang, "as it stood at"),
		time_short(t, p->ask->now_ms, p->ask->config->zone));
	rc = buf_ok(&p->b) ? fs_write_fast(path, buf_str(&p->b), 0644, e)
			   : err_set(e, ERR_TOOBIG, "the page '%s' is too large", path);
	buf_addf(&o->made, "%s\n", buf_cstr(&below));
	buf_release(&below);
	buf_release(&p->b);
	free(path);
	return rc;
}

void site_time(struct site_page *p, int64_t ms)
{
	char t[TIME_TEXT];

	buf_addf(&p->b, "<td class=\"d\">%s</td>",
		ms ? time_short(t, ms, p->ask->config->zone) : "-");
}

void site_day(struct site_page *p, int32_t day)
{
	char t[TIME_TEXT];

	buf_addf(&p->b, "<td class=\"d\">%s</td>", day == DAY_NONE ? "-" : day_text(t, day));
}

void site_cell(struct site_page *p, struct str text)
{
	buf_adds(&p->b, "<td>");
	out_html(&p->b, text);
	buf_adds(&p->b, "</td>");
}

const char *site_state(enum lang l, int state)
{
	static const char *const word[] = {LANG_MARK("listed"), LANG_MARK("rolled off the page"),
		LANG_MARK("missing, not yet proven"), LANG_MARK("delisted"),
		LANG_MARK("withdrawn")};

	return state >= NOTICE_LISTED && state <= NOTICE_WITHDRAWN ? LANG(l, word[state]) : "";
}

static const struct {
	const char *kind, *word;
} event_row[] = {
	{"notice.new", LANG_MARK("new notice")}, {"notice.changed", LANG_MARK("text changed")},
	{"notice.redated", LANG_MARK("date changed or in doubt")}, {"notice.moved", LANG_MARK("moved")},
	{"notice.delisted", LANG_MARK("taken off the list")},
	{"notice.withdrawn", LANG_MARK("withdrawn")},
	{"notice.reappeared", LANG_MARK("reappeared")},
	{"column.baseline", LANG_MARK("read for the first time")},
	{"column.rebased", LANG_MARK("column at another address")},
	{"column.drift", LANG_MARK("read otherwise than learned")},
	{"column.emptied", LANG_MARK("column emptied")},
	{"column.migrated", LANG_MARK("most notices of a column gone at once")},
	{"column.replaced", LANG_MARK("column has another shape")},
	{"column.retired", LANG_MARK("column taken out")},
	{"column.renamed", LANG_MARK("column renamed")},
};

const char *site_event(enum lang l, struct str kind)
{
	for (size_t i = 0; i < sizeof(event_row) / sizeof(event_row[0]); i++)
		if (str_eqc(kind, event_row[i].kind))
			return LANG(l, event_row[i].word);
	return "";
}

const char *site_hash(char out[SITE_HASH], struct str identity)
{
	struct sha256 d = sha256_of(identity);
	char hex[SHA256_HEX];

	memcpy(out, sha256_hex(hex, &d), SITE_HASH - 1);
	out[SITE_HASH - 1] = '\0';
	return out;
}
