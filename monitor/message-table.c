/* The table of a digest as a file. */
#include "message-part.h"

#include "monitor/incident-view.h"
#include "monitor/report.h"

#define TABLE_MAX ((size_t)16 << 20)

static struct str either(struct str a, struct str b)
{
	return a.n ? a : b;
}

static struct cell time_cell(const struct jval *x, const char *key)
{
	int64_t ms = 0;

	time_parse(text_of(x, key), zone_utc(), &ms);
	return cell_time(ms);
}

static void add_row(struct section *s, const struct jval *x, enum lang l, bool event,
	struct arena *a)
{
	struct str kind = arena_str(a, text_of(x, "kind")), url = text_of(x, "url");
	const char *word = event ? event_text(kind, l) : incident_kind_text(kind, l);
	const char *why = reason_text(text_of(x, "cause"), l);
	struct cell *row = section_row(s, a);

	row[0] = cell_number((double)jval_int(jval_get(x, event ? "seq" : "id"), 0));
	row[1] = cell_text(word ? str_of(word) : kind);
	row[2] = cell_text(either(text_of(x, "portal_name"), text_of(x, "portal")));
	row[3] = cell_text(either(text_of(x, "column_name"), text_of(x, "column")));
	row[4] = cell_text(text_of(x, "unit"));
	row[5] = url.n ? cell_link(url, url) : cell_text(text_of(x, "subject"));
	row[6] = time_cell(x, event ? "time" : "since");
	row[7] = cell_text(event ? text_of(x, "title")
			   : why ? str_of(why) : text_of(x, "cause"));
	row[8] = cell_text(lang_basis(l, text_of(x, "basis")));
}

static void build(struct message *m, struct report *r, struct report_ask *ask)
{
	static const char *const heads[] = {LANG_MARK("number"), LANG_MARK("problem"),
		LANG_MARK("portal"), LANG_MARK("column"), LANG_MARK("unit"), LANG_MARK("address"),
		LANG_MARK("since"), LANG_MARK("cause"), LANG_MARK("basis"), NULL};
	const struct jval *incidents = jval_get(m->doc, "incidents");
	const struct jval *events = jval_get(m->doc, "events");
	struct section *s = report_section(r, ask, NULL, heads);

	r->title = m->headline;
	for (size_t i = 0; i < jval_size(incidents); i++)
		add_row(s, jval_at(incidents, i), m->lang, false, &m->arena);
	for (size_t i = 0; i < jval_size(events); i++)
		add_row(s, jval_at(events, i), m->lang, true, &m->arena);
}

/* As a sheet where one is wanted and can be written, else as CSV. */
static void add_file(struct message *m, const char *form, const struct report *r,
	const struct report_ask *ask, struct buf *b)
{
	struct str day = str_sub(text_of(m->doc, "created"), 0, 10);
	struct mime_file *f = &m->files[m->nfiles++];

	if (streq(form, "xlsx") && write_xlsx(r, ask, SHEET_ROWS, b, NULL) == 0) {
		f->name = arena_strf(&m->arena, LANG(m->lang, "problems-%.*s.xlsx"), STR_ARG(day));
		f->type = STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	} else {
		buf_clear(b);
		write_csv(r, ask, b);
		f->name = arena_strf(&m->arena, LANG(m->lang, "problems-%.*s.csv"), STR_ARG(day));
		f->type = STR("text/csv; charset=utf-8");
	}
	f->data = arena_str(&m->arena, buf_str(b));
}

int message_attach(struct message *m, const char *form, struct err *e)
{
	struct buf b = BUF_INIT(TABLE_MAX);
	struct report_ask ask = {.config = m->config, .now_ms = m->now_ms, .lang = m->lang,
		.simulation = m->simulation, .arena = &m->arena, .from_day = DAY_NONE,
		.to_day = DAY_NONE};
	struct report r = {0};
	int rc = 0;

	if (m->nfiles || jval_size(jval_get(m->doc, "incidents")) +
		jval_size(jval_get(m->doc, "events")) == 0)
		return 0;
	build(m, &r, &ask);
	add_file(m, form, &r, &ask, &b);
	if (!buf_ok(&b)) {
		m->nfiles = 0;
		rc = err_set(e, ERR_TOOBIG, "the table is over %zu bytes", TABLE_MAX);
	}
	buf_release(&b);
	return rc;
}
