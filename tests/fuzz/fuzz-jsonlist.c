/* Any text as a JSON list. */
#include "base/arena.h"
#include "crawler/jsonlist.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct page_order o = {.url = STR("http://www.example.gov.cn/xxgk/202607/t1.html?page=1"),
		.zone = STR("Asia/Shanghai"), .now_ms = INT64_C(1790000000000)};
	struct listing l = {0};

	/* with and without a template that names a member */
	jsonlist_read(&o, str_n((const char *)data, size), &l, &a);
	o.configured.link_template = STR("https://www.example.gov.cn/view?docId={docId}");
	o.configured.json_path = STR("data.rows");
	jsonlist_read(&o, str_n((const char *)data, size), &l, &a);
	arena_release(&a);
	return 0;
}
