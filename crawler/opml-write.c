/* Columns to OPML. */
#include "crawler/opml.h"

#include "opml-date.h"

#include "base/out.h"
#include "crawler/select.h"

static const struct {
	char php, ours;
} letters[] = {{'Y', 'Y'}, {'y', 'y'}, {'m', 'm'}, {'d', 'd'}, {'H', 'H'}, {'i', 'M'},
	{'s', 'S'}, /* without leading zeros; read alike, not written */
	{'n', 'm'}, {'j', 'd'}, {'G', 'H'}};

bool opml_date_from_php(struct str php, struct buf *ours)
{
	for (size_t i = 0; i < php.n; i++) {
		char c = php.p[i], letter = 0;

		for (size_t k = 0; k < sizeof(letters) / sizeof(letters[0]); k++)
			if (letters[k].php == c)
				letter = letters[k].ours;
		if (letter)
			buf_addf(ours, "%%%c", letter);
		else if (c == '\\' && i + 1 < php.n)
			buf_addc(ours, php.p[++i]);
		else if (is_alpha((unsigned char)c) || c == '%')
			return false;
		else
			buf_addc(ours, c);
	}
	return buf_ok(ours);
}

void opml_date_to_php(struct str ours, struct buf *php)
{
	for (size_t i = 0; i < ours.n; i++) {
		char c = ours.p[i], letter = 0;

		if (c == '%' && i + 1 < ours.n) {
			c = ours.p[++i];
			for (size_t k = 0; k < sizeof(letters) / sizeof(letters[0]); k++)
				if (!letter && letters[k].ours == c)
					letter = letters[k].php;
			buf_addc(php, letter ? letter : c);
			continue;
		}
		if (is_alpha((unsigned char)c) || c == '\\')
			buf_addc(php, '\\');
		buf_addc(php, c);
	}
}

static void put_attribute(struct buf *b, const char *name, struct str value)
{
	if (!value.n)
		return;
	buf_addf(b, " %s=\"", name);
	out_html(b, value);
	buf_addc(b, '"');
}

/* The brackets that import put around an expression. */
static struct str bare(struct str s)
{
	int depth = 0;

	if (s.n < 2 || s.p[0] != '(' || s.p[s.n - 1] != ')')
		return s;
	for (size_t i = 0; i < s.n; i++) {
		depth += s.p[i] == '(' ? 1 : s.p[i] == ')' ? -1 : 0;
		if (depth == 0 && i + 1 < s.n)
			return s;
	}
	return str_sub(s, 1, s.n - 2);
}

static void put_xpath(struct buf *b, const char *name, const char *selector)
{
	struct buf x = BUF_INIT(SELECTOR_MAX * 20);

	if (selector[0] && select_xpath(str_of(selector), &x, NULL) == 0)
		put_attribute(b, name, bare(buf_str(&x)));
	buf_release(&x);
}

static void put_date_form(struct buf *b, const char *name, const char *form)
{
	struct buf php = BUF_INIT(400);

	if (form[0]) {
		opml_date_to_php(str_of(form), &php);
		put_attribute(b, name, buf_str(&php));
	}
	buf_release(&php);
}

static void put_page(struct buf *b, const struct column_config *c)
{
	put_xpath(b, "frss:xPathItem", c->item);
	put_xpath(b, "frss:xPathItemTitle", c->title);
	put_xpath(b, "frss:xPathItemUri", c->link);
	put_xpath(b, "frss:xPathItemTimestamp", c->date);
	put_date_form(b, "frss:xPathItemTimeFormat", c->date_format);
	put_xpath(b, "pw:next", c->next);
}

/* links.0.href -> links[0].href, as FreshRSS writes it. */
static void put_path(struct buf *b, const char *name, const char *path)
{
	struct buf out = BUF_INIT(4000);
	struct str rest = str_of(path), step;
	int64_t n;

	while (str_cut(&rest, '.', &step)) {
		if (out.n && str_int(step, 0, INT32_MAX, &n))
			buf_addf(&out, "[%.*s]", STR_ARG(step));
		else
			buf_addf(&out, "%s%.*s", out.n ? "." : "", STR_ARG(step));
	}
	put_attribute(b, name, buf_str(&out));
	buf_release(&out);
}

static void put_json(struct buf *b, const struct column_config *c)
{
	put_path(b, "frss:jsonItem", c->json_path);
	put_path(b, "frss:jsonItemTitle", c->title);
	if (c->link_template[0])
		put_attribute(b, "frss:jsonItemUri", str_of(c->link_template));
	else
		put_path(b, "frss:jsonItemUri", c->link);
	put_path(b, "frss:jsonItemTimestamp", c->date);
	put_date_form(b, "frss:jsonItemTimeFormat", c->date_format);
}

static void put_column(struct buf *b, const struct portal_config *p,
	const struct column_config *c)
{
	bool json = c->json_path[0] || c->link_template[0];
	bool page = c->item[0] || c->title[0] || c->link[0] || c->date[0] || c->next[0];

	if (!c->url[0])
		return;
	buf_adds(b, "\t\t\t<outline");
	put_attribute(b, "text", str_of(c->name[0] ? c->name : c->id));
	put_attribute(b, "type", json ? STR("JSON+DotNotation") : page ? STR("HTML+XPath")
								       : STR("rss"));
	put_attribute(b, "xmlUrl", str_of(c->url));
	put_attribute(b, "htmlUrl", str_of(p->home));
	if (json)
		put_json(b, c);
	else
		put_page(b, c);
	put_attribute(b, "pw:titleRegex", str_of(c->title_re));
	put_attribute(b, "pw:dateRegex", str_of(c->date_re));
	put_attribute(b, "pw:class", str_of(class_word(c->cls)));
	put_attribute(b, "pw:id", str_of(c->id));
	buf_adds(b, "/>\n");
}

void opml_write(const struct config *c, struct buf *out)
{
	buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<opml version=\"2.0\" xmlns:frss=\"https://freshrss.org/opml\" "
		"xmlns:pw=\"urn:portalwatch:opml\">\n\t<head>\n\t\t<title>portalwatch</title>\n"
		"\t</head>\n\t<body>\n");
	for (size_t i = 0; i < c->nportals; i++) {
		const struct portal_config *p = &c->portals[i];

		buf_adds(out, "\t\t<outline");
		put_attribute(out, "text", str_of(p->name[0] ? p->name : p->id));
		buf_adds(out, ">\n");
		for (size_t k = 0; k < p->ncolumns; k++)
			put_column(out, p, &p->columns[k]);
		buf_adds(out, "\t\t</outline>\n");
	}
	buf_adds(out, "\t</body>\n</opml>\n");
}
