/* Two texts, parted by the first 0xFF: both must come back from the segments. */
#include "base/arena.h"
#include "base/utf8.h"
#include "crawler/textdiff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Seen text without blanks: those between segments are the new text's. */
static void squeeze(struct str s, struct buf *b)
{
	struct buf fold = BUF_INIT((size_t)64 << 20);

	text_fold(s, &fold);
	for (size_t i = 0; i < fold.n; i++) {
		if (fold.p[i] != ' ')
			buf_addc(b, fold.p[i]);
	}
	buf_release(&fold);
}

static void check(const struct textdiff *d, int without, struct str want)
{
	struct buf got = BUF_INIT((size_t)64 << 20), wanted = got;

	/* one by one: dots of two segments are no ellipsis */
	for (size_t i = 0; i < d->n; i++)
		if (d->segments[i].kind != without)
			squeeze(d->segments[i].text, &got);
	squeeze(want, &wanted);
	if (!str_eq(buf_str(&got), buf_str(&wanted)))
		fatal("a text does not come back");
	buf_release(&got);
	buf_release(&wanted);
}

/* Ill-formed parts as U+FFFD: texts are decoded before they are compared. */
static struct str valid(struct str s, struct arena *a)
{
	struct buf b = BUF_INIT((size_t)64 << 20);
	struct str out;

	for (size_t at = 0; at < s.n;)
		utf8_put(&b, utf8_next(s, &at));
	out = arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct str all = str_n((const char *)data, size);
	size_t at = str_findc(all, (char)0xFF, 0);
	struct str before = valid(str_sub(all, 0, at), &a);
	struct str after = valid(at == SIZE_MAX ? STR("") : str_sub(all, at + 1, SIZE_MAX), &a);
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
