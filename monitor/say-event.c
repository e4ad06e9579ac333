/* What an event tells beside its kind and its subject, in a reader's language. */
#include "say.h"

#include "base/jval.h"
#include "base/out.h"
#include "message-part.h"

#define SIDE_CHARS 300 /* of what stood before, and of what stands now */
#define LEFT_SHOWN 5   /* titles that left with an old shape */

static void say_change(struct buf *b, const struct jval *detail, enum lang l)
{
	struct str from = text_of(detail, "from"), to = text_of(detail, "to");

	part_changed(b, detail, l);
	if (!from.n && !to.n)
		return;
	buf_adds(b, b->n ? LANG(l, ": ") : "");
	out_line(b, from, SIDE_CHARS);
	buf_adds(b, " \xe2\x86\x92 ");
	out_line(b, to, SIDE_CHARS);
}

static void say_left(struct buf *b, struct str left, enum lang l)
{
	struct str one;
	size_t n = 0;

	while (!str_none(left) && str_cut(&left, '\n', &one)) {
		if (n < LEFT_SHOWN) {
			buf_adds(b, n ? LANG(l, ", ") : LANG(l, "not listed any more: "));
			out_line(b, one, SIDE_CHARS);
		}
		n++;
	}
	if (n > LEFT_SHOWN)
		buf_addf(b, LANG(l, " and %zu more"), n - LEFT_SHOWN);
}

static void say_detail(struct buf *b, const struct jval *detail, enum lang l)
{
	struct str reason = text_of(detail, "reason"), why = text_of(detail, "why");
	int64_t count = jval_int(jval_get(detail, "count"), -1);
	int64_t gone = jval_int(jval_get(detail, "gone"), -1);

	if (count >= 0) {
		buf_addf(b, LANG(l, "%lld notices"), (long long)count);
		if (text_of(detail, "newest").n) {
			buf_adds(b, LANG(l, ", the newest of "));
			out_line(b, text_of(detail, "newest"), SIDE_CHARS);
		}
	} else if (gone >= 0) {
		buf_addf(b, LANG(l, "%lld notices gone since %.*s %.*s"), (long long)gone,
			STR_ARG(str_sub(text_of(detail, "since"), 0, 10)),
			STR_ARG(str_sub(text_of(detail, "since"), 11, 5)));
	} else if (text_of(detail, "with").n) {
		buf_adds(b, LANG(l, "with most of the column"));
	} else if (far_text(detail, l)) {
		buf_adds(b, far_text(detail, l));
	} else if (text_of(detail, "left").n) {
		say_left(b, text_of(detail, "left"), l);
	} else if (reason.n) {
		out_line(b, say_gate(reason, l), SIDE_CHARS);
		buf_adds(b, why.n ? LANG(l, ": ") : "");
		/* where it was found; what came second is for probe */
		say_list(b, str_sub(why, 0, str_find(why, STR("; runner-up"), 0)), l);
	} else {
		say_change(b, detail, l);
	}
}

struct str say_event_kind(const struct event *x, enum lang l)
{
	const char *text = event_text(x->kind, l);

	if (str_eqc(x->kind, "column.drift") && str_has(x->detail, STR("\"relearned\"")))
		text = LANG(l, "column found elsewhere on its page");
	if (str_eqc(x->kind, "column.drift") && str_has(x->detail, STR("\"reason\":\"host\"")))
		text = LANG(l, "column lists its notices at another host");
	if (str_eqc(x->kind, "column.replaced") && str_has(x->detail, STR("\"shortened\"")))
		text = LANG(l, "column lists fewer notices");
	return text ? str_of(text) : x->kind;
}

void say_event(struct buf *b, const struct event *x, enum lang l)
{
	struct buf said = BUF_INIT((size_t)1 << 16);
	struct jval *detail = NULL;

	if (!str_none(x->detail) && jval_parse(x->detail, &detail, NULL) == 0)
		say_detail(&said, detail, l);
	jval_free(detail);
	buf_addstr(b, buf_str(&said));
	buf_release(&said);
}
