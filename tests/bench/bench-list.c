/* bench-list [FILE...]: processor time of one reading of a column: decode, parse, find the
 * list, compare with what is known (all but the first entry).
 *
 * Files: one line each, in ms and in ms per 100 kB. Without files: made pages from 10 kB to
 * 10 MB; the last column is the cost per byte beside that of the page before, so that
 * anything well above 1 says that it grows faster than the page. Best of several rounds. */
#include "base/clock.h"
#include "base/fs.h"
#include "crawler/charset.h"
#include "crawler/compare.h"
#include "crawler/list.h"
#include "crawler/page.h"

#include <stdio.h>
#include <stdlib.h>

#define NOW INT64_C(1773115200000) /* 2026-03-10T12:00:00+08:00 */
#define ROUNDS 7

/* What the store would say: all items are known, in order, but the first. */
struct known {
	const struct item *items;
	size_t n, at;
};

static bool find(struct str identity, struct notice *out, void *ctx)
{
	struct known *k = ctx;
	const struct item *it;

	if (k->at >= k->n)
		return false;
	it = &k->items[k->at++];
	if (it == k->items)
		return false;
	*out = (struct notice){.identity = identity, .title = it->title, .url = it->url,
		.date_ms = it->date_ms, .state = NOTICE_LISTED, .first_ms = NOW};
	return true;
}

static size_t read_once(struct str body, struct arena *a)
{
	struct page_order o = {.url = STR("http://www.example.gov.cn/tzgg/index.html"),
		.now_ms = NOW, .zone = STR("Asia/Shanghai")};
	struct column_state old = {.portal = STR("p"), .column = STR("c"), .first_ms = NOW};
	struct charset_result text;
	struct comparison cmp;
	struct known known;
	struct listing l;

	charset_decode(body, STR("text/html"), o.url, &text, a);
	list_read(&o, text.text, &l, a);
	known = (struct known){.items = l.items, .n = l.nitems};
	old.items = l.nitems ? l.items + 1 : NULL;
	old.nitems = l.nitems ? l.nitems - 1 : 0;
	compare_lists(&(struct compare_input){.old = &old, .items = l.items,
			.nitems = l.nitems, .find = find, .ctx = &known, .now_ms = NOW,
			.zone = zone_shanghai()}, &cmp, a);
	return l.nitems;
}

/* ms of one reading. */
static double measure(struct str body, size_t *nitems)
{
	struct arena a = ARENA_INIT;
	double best = 1e9;
	int times = body.n < 300000 ? 20 : 1;

	for (int i = 0; i < ROUNDS; i++) {
		int64_t began = clock_cpu_us();
		double ms;

		for (int k = 0; k < times; k++) {
			*nitems = read_once(body, &a);
			arena_reset(&a);
		}
		ms = (double)(clock_cpu_us() - began) / 1000 / times;
		best = ms < best ? ms : best;
	}
	arena_release(&a);
	return best;
}

/* A list as TRS writes it, with a menu and a footer, about `bytes` long. */
static void make_page(struct buf *b, size_t bytes)
{
	buf_adds(b, "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>通知公告</title>"
		"</head><body><div class=\"nav\"><ul>");
	for (int i = 0; i < 12; i++)
		buf_addf(b, "<li><a href=\"/c%d/\">栏目%d</a></li>", i, i);
	buf_adds(b, "</ul></div><div class=\"list\"><ul>");
	for (int i = 0; b->n + 100 < bytes; i++)
		buf_addf(b, "<li>\n\t<a href=\"./20%02d%02d/t2026%04d_%06d.html\" title=\"关于第%d号"
			"事项的通知以及有关要求的说明\" target=\"_blank\">\n关于第%d号事项的通知...\n</a>\n"
			"<span class=\"date\">2026-%02d-%02d</span>\n</li>\n", i / 12 % 20, i % 12 + 1,
			i % 10000, i, i, i, 3 - i % 3, 1 + i % 9);
	buf_adds(b, "</ul></div><div class=\"footer\">版权所有</div></body></html>");
}

static void grow(void)
{
	static const size_t size[] = {10000, 30000, 100000, 300000, 1000000, 3000000, 10000000};
	double before = 0;

	for (size_t i = 0; i < sizeof(size) / sizeof(size[0]); i++) {
		struct buf b = BUF_INIT((size_t)64 << 20);
		size_t nitems = 0;
		double ms, per;

		make_page(&b, size[i]);
		ms = measure(buf_str(&b), &nitems);
		per = ms / (double)b.n;
		printf("%9zu bytes %7zu items %9.2f ms %6.2f ms/100 kB", b.n, nitems, ms,
			per * 1e5);
		printf(before > 0 ? "  x%.2f\n" : "\n", per / before);
		before = per;
		buf_release(&b);
	}
}

int main(int argc, char **argv)
{
	page_preload(); /* as parser processes do */
	for (int i = 1; i < argc; i++) {
		struct buf b = BUF_INIT((size_t)64 << 20);
		struct err e = {0};
		size_t nitems = 0;
		double ms;

		if (fs_read(argv[i], &b, &e) < 0)
			fatal("%s", e.text);
		ms = measure(buf_str(&b), &nitems);
		printf("%8.2f ms %6.2f ms/100 kB %8zu bytes %6zu items  %s\n", ms,
			ms / (double)(b.n + 1) * 1e5, b.n, nitems, argv[i]);
		buf_release(&b);
	}
	if (argc == 1)
		grow();
	return 0;
}
