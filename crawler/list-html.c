/* HTML inside a JSON answer: {"data": {"html": "<ul>…"}}, or a piece for each record, with the
 * link and the day that the record itself lacks. */
#include "list-mine.h"

#include "base/jval.h"

#define NESTED_MAX 12
#define HTML_MAX ((size_t)4 << 20)

static bool holds_link(struct str s)
{
	size_t at = str_find_nocase(s, STR("<a "), 0);

	return at != SIZE_MAX && str_find_nocase(s, STR("href"), at) != SIZE_MAX;
}

/* Every text with a link in it becomes an element of its own. */
static void gather(const struct jval *v, unsigned nested, struct buf *html)
{
	struct str s = jval_str(v);
	const char *key;

	if (holds_link(s)) {
		buf_adds(html, "<section>");
		buf_addstr(html, s);
		buf_adds(html, "</section>");
	}
	for (size_t i = 0; nested < NESTED_MAX && !html->over && i < jval_size(v); i++)
		gather(jval_type(v) == JVAL_OBJECT ? jval_member(v, i, &key) : jval_at(v, i),
			nested + 1, html);
}

struct str json_html(struct str text, struct arena *a)
{
	struct buf html = BUF_INIT(HTML_MAX);
	struct jval *doc = NULL;
	struct str out = STR_NONE;

	if (jval_parse(text, &doc, NULL) < 0)
		return STR_NONE;
	gather(doc, 0, &html);
	if (html.n && !html.over)
		out = arena_str(a, buf_str(&html));
	jval_free(doc);
	buf_release(&html);
	return out;
}
