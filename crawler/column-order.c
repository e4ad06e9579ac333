/* What a column asks of its page. */
#include "crawler/column-order.h"

void column_order(const struct config *c, const struct column_config *col,
	const struct column_state *s, struct page_order *o)
{
	o->configured = (struct locator){.item = str_of(col->item),
		.title = str_of(col->title), .link = str_of(col->link),
		.date = str_of(col->date), .next = str_of(col->next),
		.title_re = str_of(col->title_re), .date_re = str_of(col->date_re),
		.link_template = str_of(col->link_template),
		.json_path = str_of(col->json_path),
		.date_format = str_of(col->date_format)};
	if (col->render[0])
		o->render = str_of(col->render);
	o->learned = s->locators;
	o->nlearned = s->nlocators;
	o->want = WANT_LIST | WANT_LINKS | WANT_HIDDEN | WANT_TEXT | WANT_SPAM;
	if (column_text_wanted(c, col) != TEXT_UNWANTED)
		o->want |= WANT_VISIBLE;
	if (col->expect_text[0])
		o->expect_text = str_of(col->expect_text);
}
