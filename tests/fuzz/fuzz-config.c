/* Portal files of any bytes: faults, never a crash; what is sound can be merged into, and
 * merging twice changes nothing. */
#include "crawler/config.h"
#include "crawler/portal-file.h"
#include "monitor/receiver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void merge_twice(struct str text)
{
	struct column_entry c = {.id = "x", .name = "公告", .url = "http://x.cn/tzgg/",
		.cls = "notice", .unit = "u", .rules = "[{kind: monthly}]", .text = ""};
	struct portal_entry p = {.id = "p", .name = "n", .home = "", .site_code = "",
		.unit = "", .organiser = "", .region = "", .columns = &c, .ncolumns = 1};
	struct arena a = ARENA_INIT;
	struct buf once = BUF_INIT((size_t)8 << 20), twice = BUF_INIT((size_t)8 << 20);

	if (portal_file_merge("f", text, "o", &p, &a, &once, NULL) == 0 &&
		c.outcome != ENTRY_REFUSED && p.outcome != ENTRY_REFUSED &&
		portal_file_merge("f", buf_str(&once), "o", &p, &a, &twice, NULL) == 0 &&
		c.outcome != ENTRY_REFUSED && !str_eq(buf_str(&once), buf_str(&twice)))
		fatal("merging twice differs");
	arena_release(&a);
	buf_release(&once);
	buf_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config_faults f = {0};
	struct str text = str_n((const char *)data, size);

	receiver_kinds_known();
	if (config_check_portal("f", text, &f) == 0 && size > 0)
		merge_twice(text);
	config_faults_release(&f);
	return 0;
}
