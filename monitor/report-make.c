/* Making a document of a report. */
#include "monitor/report-make.h"

#include "report-part.h"
#include "spool.h"

#include "base/clock.h"

#define PART_MAX ((size_t)1 << 30) /* of a document that waits to leave */

static const struct {
	const char *name, *suffix, *mime;
} format_row[] = {
	{"text", "txt", "text/plain; charset=utf-8"},
	{"csv", "csv", "text/csv; charset=utf-8"},
	{"json", "json", "application/json"},
	{"html", "html", "text/html; charset=utf-8"},
	{"xlsx", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
};

static size_t format_at(const char *format)
{
	size_t i = 0, n = sizeof(format_row) / sizeof(format_row[0]);

	while (i < n && !streq(format_row[i].name, format))
		i++;
	return i;
}

bool report_format_known(const char *format)
{
	return format_at(format) < sizeof(format_row) / sizeof(format_row[0]);
}

const char *report_suffix(const char *format)
{
	return report_format_known(format) ? format_row[format_at(format)].suffix : "";
}

const char *report_mime(const char *format)
{
	return report_format_known(format) ? format_row[format_at(format)].mime : "";
}

int report_begin(struct report_ask *ask, struct store *pages, struct store *alerts,
	struct err *e)
{
	int rc = store_begin(pages, false, &ask->pages, e);

	if (rc == 0 && alerts)
		rc = store_begin(alerts, false, &ask->alerts, e);
	if (rc == 0)
		ask->simulation = store_is_simulation(pages);
	return rc;
}

void report_end(struct report_ask *ask)
{
	store_abort(ask->pages);
	store_abort(ask->alerts);
	ask->pages = ask->alerts = NULL;
}

static int write_as(const struct report *r, const struct report_ask *ask, const char *format,
	size_t columns, struct buf *b, struct err *e)
{
	if (streq(format, "xlsx"))
		return write_xlsx(r, ask, SHEET_ROWS, b, e);
	if (streq(format, "text"))
		write_text(r, ask, columns, b);
	else if (streq(format, "csv"))
		write_csv(r, ask, b);
	else
		write_html(r, ask, b);
	return 0;
}

/* What is said of a period that is not over is of a part of it. */
static void period_goes_on(struct report *r, struct report_ask *ask)
{
	const struct zone *z = ask->config->zone;

	if (ask->to_day == DAY_NONE || ask->now_ms >= day_start_ms(ask->to_day + 1, z) - HOUR_MS)
		return;
	report_line(r, ask->arena, str_of(ask->now_ms < day_start_ms(ask->from_day, z)
		? LANG(ask->lang, "The period has not begun yet.")
		: LANG(ask->lang, "The period is not over: what is said of it ends with the time "
			"of the report.")));
}

static void head_lines(struct report *r, struct report_ask *ask, const char *format,
	struct str mark)
{
	char at[TIME_TEXT], to[TIME_TEXT];

	report_line(r, ask->arena, arena_strf(ask->arena, LANG(ask->lang, "as of %s"),
		time_short(at, ask->now_ms, ask->config->zone)));
	report_scope(r, ask);
	if (ask->from_day != DAY_NONE)
		report_line(r, ask->arena, arena_strf(ask->arena,
			LANG(ask->lang, "period: %s to %s"), day_text(at, ask->from_day),
			day_text(to, ask->to_day)));
	period_goes_on(r, ask);
	if (ask->simulation && !streq(format, "html"))
		report_line(r, ask->arena, str_of(LANG(ask->lang,
			"Simulation: made from a store with a simulated clock.")));
	if (mark.n)
		report_line(r, ask->arena, mark);
}

/* Who was drawn is named: a sample that cannot be checked is none. */
static void sample_line(struct report *r, struct report_ask *ask)
{
	const struct config *c = ask->config;
	struct buf b = BUF_INIT((size_t)1 << 20);
	size_t n = 0;

	if (!ask->drawn)
		return;
	for (size_t i = 0; i < c->nportals; i++) {
		if (!ask->drawn[i])
			continue;
		buf_addf(&b, "%s%s", n++ ? LANG(ask->lang, ", ") : "", c->portals[i].name[0]
				? c->portals[i].name : c->portals[i].id);
	}
	report_line(r, ask->arena, arena_strf(ask->arena,
		LANG_COUNT(ask->lang, n, "sample of %d portal drawn with seed %s: %s",
			"sample of %d portals drawn with seed %s: %s"), (int)n,
		ask->seed ? ask->seed : REPORT_SEED, buf_cstr(&b)));
	buf_release(&b);
}

static int make_tables(struct report_ask *ask, const struct report_kind *k, const char *format,
	size_t columns, struct str mark, struct buf *b, struct err *e)
{
	struct report r = {.title = str_of(lang_text(ask->lang, k->title))};
	int rc;

	ask->making->report = &r;
	head_lines(&r, ask, format, mark);
	sample_line(&r, ask);
	ask->figures = streq(format, "html");
	ask->lines = streq(format, "text");
	rc = k->build(ask, &r, e);
	if (rc == 0 && !k->tells_gaps)
		rc = report_gaps(&r, ask, e);
	if (rc >= 0)
		rc = write_as(&r, ask, format, columns, b, e);
	for (size_t i = 0; i < r.nsections; i++) {
		rc = rc < 0 ? rc : section_error(&r.sections[i], e);
		section_free(&r.sections[i]);
	}
	ask->making->report = NULL;
	return rc;
}

int report_make(struct report_ask *ask, const struct report_kind *k, const char *format,
	size_t columns, struct str mark, struct buf *b, struct err *e)
{
	struct report_making m = {.row = ARENA_INIT};
	int rc;

	if (!report_format_known(format))
		return err_set(e, ERR_USAGE, "--format: expected " REPORT_FORMATS ", found '%s'",
			format);
	ask->making = &m;
	if (k->at_end && ask->to_day != DAY_NONE &&
		ask->now_ms >= day_start_ms(ask->to_day + 1, ask->config->zone))
		ask->now_ms = day_start_ms(ask->to_day + 1, ask->config->zone) - 1;
	report_draw(ask);
	if (streq(format, "json")) {
		m.json = b;
		rc = k->json(ask, b, e);
	} else {
		rc = make_tables(ask, k, format, columns, mark, b, e);
	}
	m.ending = true;
	if (rc >= 0)
		report_drain(ask, b);
	if (rc >= 0 && m.rc)
		rc = err_set(e, m.rc, "%s", m.err.text);
	ask->making = NULL;
	arena_release(&m.row);
	return rc;
}

static int put_piece(void *ctx, struct str piece, struct err *e)
{
	struct spool *s = ctx;

	spool_add(s, piece);
	return spool_error(s, e);
}

int report_make_spooled(struct report_ask *ask, const struct report_kind *k, const char *format,
	size_t columns, struct str mark, struct spool *out, struct err *e)
{
	struct report_taker to = {put_piece, out};
	const struct report_taker *before = ask->to;
	struct buf rest = BUF_INIT(PART_MAX);
	int rc;

	ask->to = &to;
	rc = report_make(ask, k, format, columns, mark, &rest, e);
	if (rc == 0 && !buf_ok(&rest))
		rc = err_set(e, ERR_TOOBIG, "a part of the report is larger than 1 GB");
	ask->to = before;
	buf_release(&rest);
	return rc == 0 ? spool_error(out, e) : rc;
}
