/* A notice page in four steps over one flat tree: text, title, fields, files. */
#include "article-parts.h"

/* Would a person agree? Each part that was found where it belongs adds its share. */
static double confidence(const struct reader *r, const struct article *out)
{
	double c = 0.2;

	if (r->known)
		c += 0.25;
	else if (out->text.n > 600)
		c += 0.15;
	if (out->text.n || out->nattachments || out->nimages)
		c += 0.1;
	if (r->title_line < r->d->nlines)
		c += 0.2;
	else if (out->title.n)
		c += 0.1;
	if (out->date_ms != DATE_NONE_MS)
		c += out->date_weak ? 0.05 : 0.2;
	return c;
}

void article_read(
	const struct page_order *o, struct str text, struct article *out, struct arena *a)
{
	struct doc d;
	struct reader r = {.o = o, .a = a, .d = &d};
	struct article article = {.date_ms = DATE_NONE_MS, .written_ms = DATE_NONE_MS};

	text = str_sub(text, 0, ARTICLE_BYTES_MAX);
	if (doc_open(&d, text, o->url, a) && d.nnodes) {
		main_find(&r);
		title_find(&r, &article);
		main_beside_title(&r);
		main_widen(&r);
		fields_read(&r, &article);
		article.text = main_text(&r);
		files_read(&r, &article);
		article.confidence = confidence(&r, &article);
	}
	doc_release(&d);
	*out = article;
}
