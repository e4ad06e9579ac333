/* bench-article FILE...: processor time of decoding and reading notice pages, and how it
 * grows: each page as it is, then one page of repeated paragraphs from 10 kB to 10 MB.
 * The best of several rounds is told: the machine is shared. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/fs.h"
#include "crawler/article.h"
#include "crawler/charset.h"
#include "crawler/page.h"

#include <stdio.h>
#include <time.h>

#define ROUNDS 7

static double one_ms(struct str body)
{
	double best = 1e9;

	for (int i = 0; i < ROUNDS; i++) {
		struct page_order o = {.url = STR("http://www.example.gov.cn/art/1.html"),
			.zone = STR("Asia/Shanghai"), .now_ms = INT64_C(1790000000000)};
		struct arena a = ARENA_INIT;
		struct charset_result found;
		struct article art;
		clock_t t0 = clock();
		double ms;

		charset_decode(body, STR_NONE, o.url, &found, &a);
		article_read(&o, found.text, &art, &a);
		ms = (double)(clock() - t0) * 1000 / CLOCKS_PER_SEC;
		best = ms < best ? ms : best;
		arena_release(&a);
	}
	return best;
}

static void print_growth(void)
{
	for (size_t want = 10000; want <= 10000000; want *= 10) {
		struct buf b = BUF_INIT((size_t)16 << 20);

		buf_adds(&b, "<html><head><title>关于印发办法的通知</title></head><body>"
			     "<h1>关于印发办法的通知</h1><div class='con'>");
		while (b.n < want)
			buf_adds(&b, "<p style='text-indent:2em'>各县区人民政府：现将<b>办法</b>"
				     "印发给你们，请遵照<a href='/a/1.html'>执行</a>。</p>\n");
		buf_adds(&b, "</div></body></html>");
		printf("%9zu bytes  %9.2f ms\n", b.n, one_ms(buf_str(&b)));
		buf_release(&b);
	}
}

int main(int argc, char **argv)
{
	double sum = 0, most = 0;

	page_preload(); /* as parser processes do */

	for (int i = 1; i < argc; i++) {
		struct buf b = BUF_INIT((size_t)64 << 20);
		double ms;

		if (fs_read(argv[i], &b, NULL))
			fatal("cannot read '%s'", argv[i]);
		ms = one_ms(buf_str(&b));
		sum += ms;
		most = ms > most ? ms : most;
		buf_release(&b);
	}
	if (argc > 1)
		printf("%d pages: mean %.2f ms, most %.2f ms\n", argc - 1, sum / (argc - 1), most);
	print_growth();
	return 0;
}
