/* Any text as a feed; what is read must have been said why. */
#include "base/arena.h"
#include "crawler/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct page_order o = {.url = STR("http://www.example.gov.cn/xxgk/202607/t1.html?page=1"),
		.zone = STR("Asia/Shanghai"), .now_ms = INT64_C(1790000000000)};
	struct listing l = {0};

	if (feed_read(&o, str_n((const char *)data, size), &l, &a) && !l.why.n)
		fatal("a reading without reason");
	arena_release(&a);
	return 0;
}
