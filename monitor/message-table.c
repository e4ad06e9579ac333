/* The table of a digest as a file, and reading base64 back. */
#include "message-part.h"

#include "base/out.h"
#include "monitor/incident-view.h"

#define TABLE_MAX ((size_t)16 << 20)

/* Values of one character; -1: none of base64's. */
static int value_of(int c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (is_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool base64_read(struct str s, struct buf *out)
{
	uint32_t bits = 0;
	unsigned n = 0;
	bool ended = false;

	for (size_t i = 0; i < s.n; i++) {
		int v = value_of((unsigned char)s.p[i]);

		if (is_space((unsigned char)s.p[i]))
			continue;
		if (s.p[i] == '=') {
			ended = true;
			continue;
		}
		if (v < 0 || ended)
			return false;
		bits = bits << 6 | (uint32_t)v;
		if (++n % 4 != 1)
			buf_addc(out, (char)(bits >> (6 - 2 * ((n - 1) % 4)) & 0xff));
	}
	return n % 4 != 1 && buf_ok(out);
}

static void cell(struct buf *b, struct str s, bool first)
{
	if (!first)
		buf_addc(b, ',');
	out_csv(b, s);
}

static void row_of(struct buf *b, const struct jval *x, enum lang l, bool event,
	struct arena *a)
{
	struct str kind = arena_str(a, text_of(x, "kind"));
	const char *word = event ? event_text(kind, l) : incident_kind_text(kind, l);
	struct str portal = text_of(x, "portal_name"), column = text_of(x, "column_name");
	long long id = (long long)jval_int(jval_get(x, event ? "seq" : "id"), 0);

	cell(b, arena_strf(a, "%lld", id), true);
	cell(b, word ? str_of(word) : kind, false);
	cell(b, portal.n ? portal : text_of(x, "portal"), false);
	cell(b, column.n ? column : text_of(x, "column"), false);
	cell(b, text_of(x, "unit"), false);
	cell(b, event ? text_of(x, "url") : text_of(x, "subject"), false);
	cell(b, when_of(x, event ? "time" : "since", a), false);
	cell(b, text_of(x, event ? "title" : "cause"), false);
	cell(b, text_of(x, "basis"), false);
	buf_adds(b, "\r\n");
}

static void write_table(struct buf *b, struct message *m)
{
	static const char *const head[] = {LANG_MARK("number"), LANG_MARK("problem"),
		LANG_MARK("portal"), LANG_MARK("column"), LANG_MARK("unit"), LANG_MARK("address"),
		LANG_MARK("since"), LANG_MARK("cause"), LANG_MARK("basis")};
	const struct jval *incidents = jval_get(m->doc, "incidents");
	const struct jval *events = jval_get(m->doc, "events");

	buf_adds(b, "\xef\xbb\xbf"); /* spreadsheets take it for GBK without */
	for (size_t i = 0; i < sizeof(head) / sizeof(head[0]); i++)
		cell(b, str_of(lang_text(m->lang, head[i])), i == 0);
	buf_adds(b, "\r\n");
	for (size_t i = 0; i < jval_size(incidents); i++)
		row_of(b, jval_at(incidents, i), m->lang, false, &m->arena);
	for (size_t i = 0; i < jval_size(events); i++)
		row_of(b, jval_at(events, i), m->lang, true, &m->arena);
}

int message_attach(struct message *m, const char *form, struct err *e)
{
	struct buf b = BUF_INIT(TABLE_MAX);
	struct str day = text_of(m->doc, "created");
	int rc = 0;

	(void)form;
	if (m->nfiles || jval_size(jval_get(m->doc, "incidents")) +
		jval_size(jval_get(m->doc, "events")) == 0)
		return 0;
	write_table(&b, m);
	if (!buf_ok(&b))
		rc = err_set(e, ERR_TOOBIG, "the table is over %zu bytes", TABLE_MAX);
	else
		m->files[m->nfiles++] = (struct mime_file){
			arena_strf(&m->arena, LANG(m->lang, "problems-%.*s.csv"),
				STR_ARG(str_sub(day, 0, 10))),
			STR("text/csv; charset=utf-8"), arena_str(&m->arena, buf_str(&b))};
	buf_release(&b);
	return rc;
}
