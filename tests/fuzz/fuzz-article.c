/* Any text as a notice page. */
#include "base/arena.h"
#include "crawler/article.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct page_order o = {.url = STR("http://www.example.gov.cn/xxgk/202607/t1.html?page=1"),
		.zone = STR("Asia/Shanghai"), .now_ms = INT64_C(1790000000000)};
	struct article art;

	article_read(&o, str_n((const char *)data, size), &art, &a);
	if (art.confidence < 0 || art.confidence > 1)
		fatal("confidence %f", art.confidence);
	article_doc_number(str_n((const char *)data, size), &a);
	arena_release(&a);
	return 0;
}
