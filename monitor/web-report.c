/* Reports as pages and files: /report/KIND with its options as query. */
#include "report-part.h"
#include "web-page.h"

#include "monitor/report-make.h"
#include "monitor/unit-name.h"

static const char *const kinds[] = {
#define X(name) #name,
#include "monitor/reports.def"
#undef X
};

static int list(struct web_turn *t)
{
	static const char *const heads[] = {LANG_MARK("Report"), LANG_MARK("To keep"), LANG_MARK("As text"),
		NULL};
	struct section *s;

	web_page(t, str_of(LANG(t->ask.lang, "Reports")));
	s = web_section(t, NULL, heads);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		/* report_freshness -> freshness */
		const struct report_kind *k = report_find(kinds[i] + sizeof("report_") - 1);
		struct cell *row;
		struct str way;

		if (!k)
			continue;
		way = web_way(t, STR("report"), str_of(k->name), STR_NONE, STR_NONE);
		row = web_row(t, s);
		row[0] = cell_local(str_of(lang_text(t->ask.lang, k->title)), way);
		row[1] = cell_local(STR("XLSX"), arena_strf(t->ask.arena, "%.*s?format=xlsx", STR_ARG(way)));
		row[2] = cell_local(STR("CSV"), arena_strf(t->ask.arena, "%.*s?format=csv", STR_ARG(way)));
	}
	report_note(&t->page, t->ask.arena, str_of(LANG(t->ask.lang, "A report takes subject=PORTAL or "
		"PORTAL/COLUMN, unit, tag, period=2026-10, 2026Q3 or FROM..TO, at=TIME, profile, "
		"sample, seed, open=1 and format=html, xlsx, csv, json or text in its address.")));
	return web_page_end(t);
}

static int subjects(struct web_turn *t)
{
	const char **only = arena_array(t->ask.arena, WEB_FIELDS + 1, sizeof(*only));
	size_t n = 0;

	for (size_t i = 0; i < t->query.n; i++) {
		struct str s = t->query.list[i].value, column;
		const struct portal_config *p;
		size_t slash = str_findc(s, '/', 0);

		if (!str_eqc(t->query.list[i].name, "subject") || !s.n)
			continue;
		p = config_portal(t->w->config, str_sub(s, 0, slash));
		column = str_sub(s, slash == SIZE_MAX ? s.n : slash + 1, s.n);
		if (!p || (slash != SIZE_MAX && !str_eqc(column, HOME_COLUMN) && !portal_column(p, column)))
			return web_missing(t, LANG(t->ask.lang, "there is no such portal or column"));
		only[n++] = arena_cstr(t->ask.arena, s);
	}
	t->ask.subjects = n ? only : NULL;
	return 0;
}

static const char *text_of(struct web_turn *t, const char *name)
{
	struct str v = web_value(t, name);

	return str_none(v) ? NULL : arena_cstr(t->ask.arena, v);
}

static int options(struct web_turn *t)
{
	struct str period = web_value(t, "period"), at = web_value(t, "at");
	int64_t sample;
	int rc = subjects(t);

	if (rc < 0)
		return rc;
	t->ask.unit = unit_present(t->w->config, text_of(t, "unit"));
	t->ask.tag = text_of(t, "tag");
	t->ask.profile = text_of(t, "profile");
	t->ask.seed = text_of(t, "seed");
	t->ask.open_only = !str_none(web_value(t, "open"));
	if (!str_none(period) && !period_parse(period, &t->ask.from_day, &t->ask.to_day))
		return web_bad(t, LANG(t->ask.lang, "period: expected 2026-10, 2026-W41, 2026Q3, 2026 or FROM..TO"));
	if (!str_none(at) && !time_parse(at, t->w->config->zone, &t->ask.now_ms))
		return web_bad(t, LANG(t->ask.lang, "at: expected a time such as 2026-03-01"));
	if (!web_number(t, "sample", 1, INT32_MAX, 0, &sample))
		return web_bad(t, LANG(t->ask.lang, "sample: expected a number of portals"));
	t->ask.sample = (int)sample;
	return 0;
}

int web_report(struct web_turn *t)
{
	const struct report_kind *k;
	const char *format = text_of(t, "format");
	int rc;

	if (t->path.n == 1)
		return list(t);
	k = report_find(arena_cstr(t->ask.arena, t->path.segment[1]));
	if (!k)
		return web_missing(t, LANG(t->ask.lang, "there is no report of that name"));
	if (!format)
		format = "html";
	rc = options(t);
	if (rc < 0)
		return rc;
	if (streq(format, "html"))
		web_frame(t);
	rc = report_make(&t->ask, k, format, 0, STR_NONE, &t->a->body, &t->err);
	if (rc < 0)
		return rc;
	if (streq(format, "html")) {
		web_html(t);
		return 0;
	}
	web_header(t, "Content-Type", str_of(report_mime(format)));
	web_header(t, "Content-Disposition", arena_strf(t->ask.arena, "%s; filename=\"%s.%s\"",
		streq(format, "xlsx") || streq(format, "csv") ? "attachment" : "inline", k->name,
		report_suffix(format)));
	return 0;
}
