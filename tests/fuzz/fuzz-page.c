/* A whole document: first byte what is wanted, then the bytes as fetched. The record made
 * of it must survive being written and read. */
#include "crawler/page.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = {NULL, "text/html; charset=gb2312", "text/css",
		"application/json"};
	struct arena a = ARENA_INIT;
	struct buf b = BUF_INIT((size_t)256 << 20);
	struct page_order o = {.url = STR("http://www.example.gov.cn/a/b.html"),
		.zone = STR("Asia/Shanghai"), .now_ms = INT64_C(1760000000000),
		.robots_agent = STR("portalwatch"), .expect_text = STR("x")};
	struct page p, again;

	if (size == 0)
		return 0;
	o.want = (data[0] & 1 ? (511u | WANT_SPAM) & ~(uint32_t)WANT_ROBOTS : WANT_LINKS | WANT_HIDDEN) |
		(data[0] & 2 ? WANT_ROBOTS : 0u);
	o.content_type = str_of(types[data[0] >> 6]);
	page_read(&o, str_n((const char *)data + 1, size - 1), &p, &a);
	record_write(&record_page, &p, &b);
	if (buf_ok(&b) && record_read(&record_page, buf_str(&b), &again, &a, NULL) < 0)
		__builtin_trap();
	buf_release(&b);
	arena_release(&a);
	return 0;
}
