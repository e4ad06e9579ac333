/* Two texts, parted by the first 0xFF: both must come back from the segments. */
#include "base/arena.h"
#include "crawler/textdiff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct textdiff *d, int without, struct str want)
{
	struct buf b = BUF_INIT((size_t)64 << 20);

	for (size_t i = 0; i < d->n; i++) {
		if (d->segments[i].kind != without)
			buf_addstr(&b, d->segments[i].text);
	}
	if (!text_same(buf_str(&b), want))
		fatal("a text does not come back");
	buf_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct str all = str_n((const char *)data, size);
	size_t at = str_findc(all, (char)0xFF, 0);
	struct str before = str_sub(all, 0, at);
	struct str after = at == SIZE_MAX ? STR_NONE : str_sub(all, at + 1, SIZE_MAX);
	struct buf b = BUF_INIT((size_t)64 << 20);
	struct textdiff d;
	struct jw j = jw_on(&b);

	textdiff_make(before, after, &d, &a);
	check(&d, SEGMENT_ADDED, before);
	check(&d, SEGMENT_REMOVED, after);
	textdiff_unified(&d, 40, true, NULL, &b);
	textdiff_side(&d, 80, false, NULL, &b);
	textdiff_html(&d, NULL, &b);
	textdiff_json(&d, &j);
	buf_release(&b);
	arena_release(&a);
	return 0;
}
