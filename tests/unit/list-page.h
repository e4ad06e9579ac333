/* Pages of lists as tests: HTML in, "title|url|date" lines out. For test-list*.c. */
#ifndef LIST_PAGE_H
#define LIST_PAGE_H

#include "test.h"

#include "base/civil.h"
#include "crawler/list.h"

#define NOW INT64_C(1773115200000) /* 2026-03-10T12:00:00+08:00 */

static inline struct listing read_text(struct str html, struct arena *a)
{
	struct page_order o = {.url = STR("http://www.example.gov.cn/tzgg/index.html"),
		.now_ms = NOW, .zone = STR("Asia/Shanghai")};
	struct listing l;

	list_read(&o, html, &l, a);
	return l;
}

static inline const char *day(char out[TIME_TEXT], const struct item *it)
{
	return it->date_ms ? day_text(out, day_of_ms(it->date_ms, zone_shanghai())) : "-";
}

/* "title|url|date" per line, so that a test is a page and a text. */
static inline struct str as_text(const struct listing *l, struct arena *a)
{
	struct buf b = BUF_INIT(1 << 20);
	char t[TIME_TEXT];
	struct str out;

	for (size_t i = 0; i < l->nitems; i++)
		buf_addf(&b, "%.*s|%.*s|%s%s\n", STR_ARG(l->items[i].title),
			STR_ARG(l->items[i].url), day(t, &l->items[i]),
			l->items[i].sticky ? "|pinned" : "");
	out = arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}

static inline void check_page(const char *name, const char *html, const char *want)
{
	struct arena a = ARENA_INIT;
	struct listing l = read_text(str_of(html), &a);

	same_text(name, as_text(&l, &a), str_of(want));
	arena_release(&a);
}

#endif
