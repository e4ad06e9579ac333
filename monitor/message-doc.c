/* Plain text in 78 columns and simple HTML with the styles on the elements. */
#include "message-doc.h"

#include "base/out.h"
#include "base/utf8.h"

#define COLUMNS 78
#define VALUE_MAX 600 /* code points of one value; a title has at most a few dozen */
#define URL_MAX 2000  /* bytes of an address that are shown */
#define INDENT 3

#define STYLE_BODY                                                                        \
	"font-family:sans-serif;font-size:14px;line-height:1.5;color:#222;max-width:50em"
#define STYLE_CELL "padding:1px 12px 1px 0;vertical-align:top;overflow-wrap:anywhere"

static void spaces(struct buf *b, size_t n)
{
	while (n-- > 0)
		buf_addc(b, ' ');
}

/* How many bytes of rest go on a line of `room` columns: up to the last blank, or between
 * two characters where one of them is Chinese; at least one character. */
static size_t line_bytes(struct str rest, size_t room)
{
	size_t at = 0, width = 0, best = 0;
	int32_t before = 0;

	while (at < rest.n) {
		size_t start = at;
		int32_t cp = utf8_next(rest, &at);

		width += (size_t)utf8_width_of(cp);
		if (cp == ' ' || (start > 0 && (cp_is_han(cp) || cp_is_han(before))))
			best = start;
		if (width > room)
			return best ? best : start ? start : at;
		before = cp;
	}
	return rest.n;
}

/* One line of text, folded; the first line begins at column `used`. */
static void wrap(struct buf *b, struct str s, size_t used, size_t indent)
{
	while (s.n) {
		size_t n = line_bytes(s, used + 10 < COLUMNS ? COLUMNS - used : 10);

		buf_addstr(b, str_sub(s, 0, n));
		s = str_trim(str_sub(s, n, s.n));
		if (s.n) {
			buf_addc(b, '\n');
			spaces(b, indent);
			used = indent;
		}
	}
	buf_addc(b, '\n');
}

static struct buf clean(struct str s)
{
	struct buf b = BUF_INIT(VALUE_MAX * 8);

	out_line(&b, s, VALUE_MAX);
	return b;
}

static void close_item(struct doc *d)
{
	if (d->in_item)
		buf_adds(d->html, "</table>\n");
	d->in_item = false;
}

void doc_begin(struct doc *d, struct buf *text, struct buf *html, enum lang lang)
{
	*d = (struct doc){.text = text, .html = html, .lang = lang};
	buf_addf(html, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"></head>"
		"<body style=\"" STYLE_BODY "\">\n", lang == LANG_ZH ? "zh-CN" : "en");
}

void doc_end(struct doc *d)
{
	close_item(d);
	buf_adds(d->html, "</body></html>\n");
}

static void block(struct doc *d, const char *open, struct str s, const char *close)
{
	struct buf line = clean(s);

	close_item(d);
	wrap(d->text, buf_str(&line), 0, 0);
	buf_adds(d->html, open);
	out_html(d->html, buf_str(&line));
	buf_adds(d->html, close);
	buf_release(&line);
}

void doc_lead(struct doc *d, struct str sentence)
{
	block(d, "<p style=\"font-size:17px;font-weight:bold;margin:0 0 8px\">", sentence,
		"</p>\n");
}

void doc_mark(struct doc *d, struct str sentence)
{
	block(d, "<p style=\"border:1px solid #a60;padding:4px 8px;color:#a60\">", sentence,
		"</p>\n");
}

void doc_heading(struct doc *d, struct str text)
{
	size_t width = utf8_width(text);

	buf_addc(d->text, '\n');
	block(d, "<h2 style=\"font-size:15px;margin:18px 0 4px;border-bottom:1px solid #ccc\">",
		text, "</h2>\n");
	for (size_t i = 0; i < width && i < COLUMNS; i++)
		buf_addc(d->text, '-');
	buf_addc(d->text, '\n');
}

void doc_para(struct doc *d, struct str text)
{
	buf_addc(d->text, '\n');
	block(d, "<p>", text, "</p>\n");
}

void doc_item(struct doc *d, size_t number, struct str title)
{
	struct buf line = clean(title);
	size_t before;

	close_item(d);
	buf_addc(d->text, '\n');
	before = d->text->n;
	buf_addf(d->text, "%zu. ", number);
	wrap(d->text, buf_str(&line), d->text->n - before, INDENT);
	buf_addf(d->html, "<p style=\"margin:12px 0 2px;font-weight:bold\">%zu. ", number);
	out_html(d->html, buf_str(&line));
	buf_adds(d->html, "</p>\n<table style=\"border-collapse:collapse;margin-left:18px\">\n");
	d->in_item = true;
	buf_release(&line);
}

static const char *colon(const struct doc *d)
{
	return d->lang == LANG_ZH ? "：" : ": ";
}

static void html_label(struct doc *d, const char *label)
{
	buf_adds(d->html, "<tr><td style=\"" STYLE_CELL ";color:#666;white-space:nowrap\">");
	out_html(d->html, str_of(label));
	buf_adds(d->html, "</td><td style=\"" STYLE_CELL "\">");
}

void doc_field(struct doc *d, const char *label, struct str value)
{
	struct buf line = clean(value);
	size_t used = INDENT + utf8_width(str_of(label)) + 2;

	if (line.n) {
		spaces(d->text, INDENT);
		buf_addf(d->text, "%s%s", label, colon(d));
		wrap(d->text, buf_str(&line), used, INDENT + 2);
		if (!d->in_item)
			buf_adds(d->html, "<table style=\"border-collapse:collapse\">\n");
		html_label(d, label);
		out_html(d->html, buf_str(&line));
		buf_adds(d->html, "</td></tr>\n");
		d->in_item = true;
	}
	buf_release(&line);
}

/* Addresses are not folded: a reader's program must find them whole. */
static struct buf clean_url(struct str url)
{
	struct buf b = BUF_INIT(URL_MAX * 8);

	out_line(&b, str_sub(url, 0, URL_MAX), URL_MAX);
	return b;
}

static void html_link(struct doc *d, struct str url)
{
	buf_adds(d->html, "<a style=\"word-break:break-all\" href=\"");
	out_href(d->html, url);
	buf_adds(d->html, "\">");
	out_html(d->html, url);
	buf_adds(d->html, "</a>");
}

void doc_address(struct doc *d, const char *label, struct str url)
{
	struct buf line = clean_url(url);

	if (line.n) {
		spaces(d->text, INDENT);
		buf_addf(d->text, "%s%s%s\n", label, colon(d), buf_cstr(&line));
		if (!d->in_item)
			buf_adds(d->html, "<table style=\"border-collapse:collapse\">\n");
		html_label(d, label);
		html_link(d, buf_str(&line));
		buf_adds(d->html, "</td></tr>\n");
		d->in_item = true;
	}
	buf_release(&line);
}

void doc_carrier(struct doc *d, struct str url, struct str place)
{
	struct buf line = clean_url(url), where = clean(place);

	spaces(d->text, INDENT + 2);
	buf_addf(d->text, "- %s\n", buf_cstr(&line));
	buf_adds(d->html, "<tr><td></td><td style=\"" STYLE_CELL "\">");
	html_link(d, buf_str(&line));
	if (where.n) {
		spaces(d->text, INDENT + 4);
		wrap(d->text, buf_str(&where), INDENT + 4, INDENT + 4);
		buf_adds(d->html, "<br><span style=\"color:#666\">");
		out_html(d->html, buf_str(&where));
		buf_adds(d->html, "</span>");
	}
	buf_adds(d->html, "</td></tr>\n");
	buf_release(&line);
	buf_release(&where);
}
