/* A change, or the bounds of the main text drawn otherwise? */
#include "test.h"

#include "crawler/change.h"

#define BODY "各有关单位：\n为进一步优化营商环境，现将有关事项通知如下，请结合实际认真贯彻执行。\n特此通知。\n"
#define LINKS "相关链接\n政策解读：优化营商环境条例\n"
#define NAV "首页 政务公开\n"

static const struct {
	const char *name, *old, *now, *old_page, *now_page;
	bool of_bounds;
} row[] = {
	{"links taken in", BODY, BODY LINKS, NAV BODY LINKS, NAV BODY LINKS, true},
	{"links left out", BODY LINKS, BODY, NAV BODY LINKS, NAV BODY LINKS, true},
	{"a heading left out, links taken in", "通知公告\n" BODY, BODY LINKS,
		"通知公告\n" BODY LINKS, "通知公告\n" BODY LINKS, true},
	{"lines parted otherwise on the page", BODY LINKS, BODY, BODY LINKS,
		BODY "相关链接 政策解读：优化营商\n环境条例", true},
	{"a paragraph taken off the page", BODY LINKS, BODY, NAV BODY LINKS, NAV BODY, false},
	{"a paragraph new on the page", BODY, BODY LINKS, NAV BODY, NAV BODY LINKS, false},
	{"one taken off, one taken in", BODY "附件一\n", BODY LINKS, BODY "附件一\n" LINKS,
		BODY LINKS, false},
	{"an edit inside", BODY, "各有关单位：\n为进一步优化营商环境，特此通知。\n特此通知。\n",
		NAV BODY, NAV "各有关单位：\n为进一步优化营商环境，特此通知。\n特此通知。\n", false},
	{"a line moved out of the middle", BODY LINKS BODY, BODY BODY, BODY LINKS BODY,
		BODY BODY LINKS, false},
	{"nothing of the same", "相关链接\n", "政策解读\n", "相关链接\n政策解读\n",
		"相关链接\n政策解读\n", false},
	{"the pages are not known", BODY, BODY LINKS, "", "", false},
};

static void what_both_pages_show_is_no_change(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct arena a = ARENA_INIT;

		if (change_is_of_bounds(str_of(row[i].old), str_of(row[i].now),
			    str_of(row[i].old_page), str_of(row[i].now_page), &a) !=
			row[i].of_bounds)
			fail_msg("%s: want %d", row[i].name, row[i].of_bounds);
		arena_release(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {T(what_both_pages_show_is_no_change)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
