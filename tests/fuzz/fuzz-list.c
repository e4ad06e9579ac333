/* Any bytes as a column page. */
#include "crawler/list.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct page_order o = {.url = STR("http://www.example.gov.cn/a/index.html"),
		.now_ms = INT64_C(1773115200000), .zone = STR("Asia/Shanghai")};
	struct arena a = ARENA_INIT;
	struct listing l;

	list_read(&o, str_n((const char *)data, size), &l, &a);
	assert(l.confidence >= 0 && l.confidence <= 1);
	assert(l.nitems <= LIST_ITEMS_MAX);
	arena_release(&a);
	return 0;
}
