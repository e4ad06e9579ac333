#include "measure-view.h"

#include "base/clock.h"
#include "base/out.h"
#include "base/utf8.h"
#include "crawler/verdict.h"
#include "say.h"

#define VERDICT_COLUMNS 20
#define REASON_CHARS 80

void measure_view_cell(struct buf *b, const char *text, size_t columns)
{
	size_t width = utf8_width(str_of(text));

	buf_adds(b, text);
	while (width++ < columns)
		buf_addc(b, ' ');
}

void measure_view_line(struct buf *b, const struct measure *m, const struct zone *z, enum lang l)
{
	char text[TIME_TEXT];

	buf_addf(b, "  %s  ", time_short(text, m->time_ms, z));
	measure_view_cell(b, say_verdict(m->verdict, l), VERDICT_COLUMNS);
	buf_addf(b, "%3d  %5lld ms  ", m->status, (long long)m->elapsed_ms);
	out_line(b, say_reason(m->reason, l), REASON_CHARS);
	if (m->gate.n) {
		buf_addf(b, "  %s", LANG(l, "not accepted: "));
		out_line(b, say_gate(m->gate, l), REASON_CHARS);
	}
	buf_addc(b, '\n');
	/* the gate's reason with its figures; of a page that did not come it is libcurl's text */
	if (m->gate.n && m->detail.n && verdict_is_good(m->verdict)) {
		buf_adds(b, "                    ");
		say_list(b, m->detail, l);
		buf_addc(b, '\n');
	}
}

void measure_view_members(struct jw *j, const struct measure *m, const struct zone *z)
{
	jw_kint(j, "seq", (int64_t)m->seq);
	jw_ktime(j, "time", m->time_ms, z);
	jw_kcstr(j, "verdict", verdict_word(m->verdict));
	jw_key(j, "status");
	if (m->status)
		jw_int(j, m->status);
	else
		jw_null(j);
	jw_kstr(j, "reason", m->reason);
	jw_kstr(j, "gate", m->gate);
	jw_kstr(j, "detail", m->detail);
	jw_kint(j, "elapsed_ms", m->elapsed_ms);
}

void measure_view_json(struct jw *j, const struct measure *m, const struct zone *z)
{
	jw_open(j, '{');
	measure_view_members(j, m, z);
	jw_close(j, '}');
}
