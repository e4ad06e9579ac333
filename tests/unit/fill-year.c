/* fill-year DIR PLAN FROM TO: days of a plan, written as a crawler would have left them.
 *
 *	plan   = line*          one record a line, fields with tabs between
 *	line   = "portal" ID HOME
 *	       | "column" PORTAL ID URL CLASS RHYTHM FIRST LAST TITLE
 *			one notice every RHYTHM days (moved to a working day) whose day lies in
 *			FIRST..LAST; RHYTHM 0: none ever
 *	       | "visit" PORTAL HOME MINUTE ELAPSED  of the home page; from 15,000 ms on in vain
 *	       | "down" PORTAL FROM TO REASON   hours; "blocked" likewise
 *	       | "link" PORTAL COLUMN URL TEXT FROM TO   broken in these hours; TO -1: for ever
 *	       | "gap" FROM TO WHY              nothing is measured
 *	       | "withdraw" PORTAL COLUMN N DAY  the Nth notice of the column is gone from then on
 *
 * Days, hours and minutes count from START; FROM and TO of the command line are days, TO excluded.
 * Day 0 is the first reading: what is older is its baseline. */
#include "base/clock.h"
#include "base/fs.h"
#include "crawler/calendar.h"
#include "crawler/pages.h"
#include "crawler/verdict.h"
#include "monitor/alerts.h"

#include <stdio.h>
#include <stdlib.h>

#define START day_of(2026, 1, 1)
#define FIELDS 10
#define LINES 4000
#define ROUNDS 4 /* readings of a column a day */

struct line {
	struct str f[FIELDS];
	size_t n;
};

struct year {
	struct buf text;
	struct line lines[LINES];
	size_t nlines;
	struct calendar *calendar;
	struct store_txn *t;
	struct arena arena;
	const struct zone *zone;
};

static void die(const char *what, const struct err *e)
{
	fprintf(stderr, "fill-year: %s: %s\n", what, e->text);
	exit(1);
}

static void must(int rc, const char *what, const struct err *e)
{
	if (rc < 0)
		die(what, e);
}

static int64_t field(const struct line *l, size_t i)
{
	int64_t v = 0;

	if (!str_int(l->f[i], -100000, 1000000, &v)) {
		fprintf(stderr, "fill-year: '%.*s' is no number\n", STR_ARG(l->f[i]));
		exit(1);
	}
	return v;
}

static void read_plan(struct year *y, const char *path)
{
	struct str rest, one;
	struct err e = {0};

	y->text = BUF_INIT(1 << 24);
	must(fs_read(path, &y->text, &e), path, &e);
	rest = buf_str(&y->text);
	while (str_cut(&rest, '\n', &one) && y->nlines < LINES) {
		struct line *l = &y->lines[y->nlines];

		if (!one.n)
			continue;
		while (l->n < FIELDS && str_cut(&one, '\t', &l->f[l->n]))
			l->n++;
		y->nlines++;
	}
}

static bool is(const struct line *l, const char *what)
{
	return str_eqc(l->f[0], what);
}

static int64_t hour_ms(const struct year *y, int64_t hour)
{
	return day_start_ms(START, y->zone) + hour * HOUR_MS;
}

static bool in_gap(const struct year *y, int64_t hour)
{
	for (size_t i = 0; i < y->nlines; i++)
		if (is(&y->lines[i], "gap") && hour >= field(&y->lines[i], 1) &&
			hour < field(&y->lines[i], 2))
			return true;
	return false;
}

static const struct line *trouble(const struct year *y, const char *what, struct str portal,
	int64_t hour)
{
	for (size_t i = 0; i < y->nlines; i++) {
		const struct line *l = &y->lines[i];

		if (is(l, what) && str_eq(l->f[1], portal) && hour >= field(l, 2) &&
			hour < field(l, 3))
			return l;
	}
	return NULL;
}

/* --- home pages --- */

static int verdict_at(const struct year *y, struct str portal, int64_t hour, struct str *why)
{
	const struct line *down = trouble(y, "down", portal, hour);
	const struct line *blocked = trouble(y, "blocked", portal, hour);

	*why = down ? down->f[4] : blocked ? blocked->f[4] : STR("");
	return down ? VERDICT_UNSTABLE_TIMEOUT : blocked ? VERDICT_BLOCKED : VERDICT_OK;
}

/* m: time, verdict, reason and elapsed_ms are set. */
static void put_probe(struct year *y, const struct line *l, struct measure m)
{
	struct portal_state st = {.id = l->f[1], .home = l->f[2]};
	struct err e = {0};
	int rc = pages_portal(y->t, l->f[1], &st, &y->arena, &e);

	if (rc < 0 && rc != ERR_NOTFOUND)
		die("portal", &e);
	m.url = m.final_url = l->f[2];
	m.kind = JOB_PROBE;
	m.status = m.verdict == VERDICT_OK ? 200 : m.verdict == VERDICT_BLOCKED ? 403 : 0;
	must(pages_put_measure(y->t, &m, &e), "measure", &e);
	st.first_ms = st.first_ms ? st.first_ms : m.time_ms;
	st.last_probe_ms = m.time_ms;
	st.verdict = m.verdict;
	st.status = m.status;
	st.reason = m.reason;
	st.due_ms = m.time_ms + HOUR_MS;
	if (m.verdict == VERDICT_OK) {
		st.last_good_ms = m.time_ms;
		st.ngood++;
		st.nbad = 0;
		st.bad_since_ms = 0;
	} else if (m.verdict != VERDICT_BLOCKED) {
		st.bad_since_ms = st.bad_since_ms ? st.bad_since_ms : m.time_ms;
		st.nbad++;
		st.ngood = 0;
	}
	must(pages_put_portal(y->t, &st, &e), "portal", &e);
}

static void probe(struct year *y, const struct line *l, int64_t hour)
{
	struct measure m = {.time_ms = hour_ms(y, hour) + hour * 7919 % 9 * MINUTE_MS};

	m.verdict = verdict_at(y, l->f[1], hour, &m.reason);
	m.elapsed_ms = m.verdict == VERDICT_UNSTABLE_TIMEOUT ? 15000 : 400 + hour * 37 % 900;
	put_probe(y, l, m);
}

static void visit(struct year *y, const struct line *l, int32_t day)
{
	int64_t ms = hour_ms(y, 0) + field(l, 3) * MINUTE_MS, elapsed_ms = field(l, 4);
	bool late = elapsed_ms >= 15000;

	if (day_of_ms(ms, y->zone) == day)
		put_probe(y, l, (struct measure){.time_ms = ms, .elapsed_ms = elapsed_ms,
			.verdict = late ? VERDICT_UNSTABLE_TIMEOUT : VERDICT_OK,
			.reason = late ? STR("timeout") : STR("")});
}

/* --- columns --- */

static struct str address_of(struct year *y, const struct line *l, int64_t n)
{
	return arena_strf(&y->arena, "%.*st%lld.html", STR_ARG(l->f[3]), (long long)n);
}

static void put_notice(struct year *y, const struct line *l, int64_t n, int32_t day,
	int64_t seen_ms, bool baseline)
{
	struct notice x = {.portal = l->f[1], .column = l->f[2], .date_ms = day_start_ms(day, y->zone),
		.first_ms = seen_ms, .baseline = baseline, .state = NOTICE_LISTED,
		.last_listed_ms = seen_ms, .nversions = 1, .verdict = VERDICT_OK};
	struct event v = {.time_ms = seen_ms, .kind = STR("notice.new"), .portal = l->f[1],
		.column = l->f[2], .date_ms = x.date_ms, .detail = STR("{}")};
	struct err e = {0};

	x.identity = x.url = v.url = v.identity = address_of(y, l, n);
	x.title = v.title = arena_strf(&y->arena, "%.*s（第%lld号）", STR_ARG(l->f[8]), (long long)n);
	must(pages_put_notice(y->t, &x, &e), "notice", &e);
	if (!baseline)
		must(pages_put_event(y->t, &v, &e), "event", &e);
}

/* The working day on which notice n appears. */
static int32_t day_of_notice(const struct year *y, const struct line *l, int64_t n)
{
	bool guessed = false;

	return calendar_next(y->calendar, START + (int32_t)(field(l, 6) + n * field(l, 5)),
		&guessed);
}

/* What appeared since the last good reading; before: DAY_NONE. */
static void publish(struct year *y, const struct line *l, int32_t before, int32_t day,
	int64_t seen_ms)
{
	int64_t rhythm = field(l, 5);

	for (int64_t n = 0; rhythm > 0 && field(l, 6) + n * rhythm <= field(l, 7); n++) {
		int32_t born = day_of_notice(y, l, n);

		if (born > before && born <= day)
			put_notice(y, l, n, born, seen_ms, before == DAY_NONE);
	}
}

static void withdraw(struct year *y, int32_t day, int64_t now_ms)
{
	for (size_t i = 0; i < y->nlines; i++) {
		const struct line *l = &y->lines[i], *column = NULL;
		struct notice x;
		struct err e = {0};

		if (!is(l, "withdraw") || START + (int32_t)field(l, 4) != day)
			continue;
		for (size_t k = 0; k < y->nlines; k++)
			if (is(&y->lines[k], "column") && str_eq(y->lines[k].f[1], l->f[1]) &&
				str_eq(y->lines[k].f[2], l->f[2]))
				column = &y->lines[k];
		if (!column || pages_notice(y->t, l->f[1], l->f[2], address_of(y, column,
			field(l, 3)), &x, &y->arena, &e) < 0)
			die("withdraw: no such notice", &e);
		x.state = NOTICE_WITHDRAWN;
		x.gone_ms = now_ms;
		x.ngone = 2;
		x.verdict = VERDICT_BROKEN_HTTP;
		must(pages_put_notice(y->t, &x, &e), "notice", &e);
		struct event v = {.time_ms = now_ms, .kind = STR("notice.withdrawn"),
			.portal = x.portal, .column = x.column, .title = x.title, .url = x.url,
			.identity = x.identity, .date_ms = x.date_ms, .detail = STR("{}")};
		must(pages_put_event(y->t, &v, &e), "event", &e);
	}
}

static void read_column(struct year *y, const struct line *l, int32_t day)
{
	struct column_state c = {.portal = l->f[1], .column = l->f[2], .url = l->f[3]};
	struct err e = {0};
	int rc = pages_column(y->t, l->f[1], l->f[2], &c, &y->arena, &e);
	int64_t first = (day - START) * INT64_C(24), last_good = 0, last_try = 0;
	int32_t before;
	struct str why;

	if (rc < 0 && rc != ERR_NOTFOUND)
		die("column", &e);
	for (int k = 0; k < ROUNDS; k++) {
		int64_t hour = first + 3 + k * 6, ms = hour_ms(y, hour) + 5 * MINUTE_MS;

		if (in_gap(y, hour))
			continue;
		last_try = ms;
		if (verdict_at(y, l->f[1], hour, &why) == VERDICT_OK)
			last_good = ms;
	}
	if (!last_try)
		return;
	before = c.last_good_ms ? day_of_ms(c.last_good_ms, y->zone) : DAY_NONE;
	c.url = l->f[3];
	c.first_ms = c.first_ms ? c.first_ms : last_good;
	c.last_try_ms = last_try;
	c.last_good_ms = last_good ? last_good : c.last_good_ms;
	c.verdict = last_good == last_try ? VERDICT_OK : VERDICT_BLOCKED;
	c.interval_ms = 6 * HOUR_MS;
	c.empty = field(l, 5) == 0;
	c.nreadings++;
	must(pages_put_column(y->t, &c, &e), "column", &e);
	if (last_good)
		publish(y, l, before, day, last_good);
}

/* --- links --- */

static void check_link(struct year *y, const struct line *l, int32_t day)
{
	int64_t hour = (day - START) * INT64_C(24) + 4;
	struct address x = {.url = l->f[3], .portal = l->f[1]};
	struct err e = {0};
	int rc = pages_address(y->t, l->f[3], &x, &y->arena, &e), turned;
	bool bad;

	if (rc < 0 && rc != ERR_NOTFOUND)
		die("address", &e);
	for (int k = 0; k < 2; k++) {
		int64_t at = hour + k * 2;

		if (in_gap(y, at))
			continue;
		bad = at >= field(l, 5) && (field(l, 6) < 0 || at < field(l, 6));
		x.first_ms = x.first_ms ? x.first_ms : hour_ms(y, at);
		x.reason = bad ? STR("http-404") : STR("");
		address_judge(&x, bad ? VERDICT_BROKEN_HTTP : VERDICT_OK, bad ? 404 : 200,
			hour_ms(y, at), &turned);
	}
	must(pages_put_address(y->t, &x, &e), "address", &e);
}

/* The page of a column, or the home page, with the links that the plan puts on it. */
static void put_page(struct year *y, struct str portal, struct str column, struct str url,
	int64_t ms)
{
	struct page_links p = {.portal = portal, .column = column, .url = url, .time_ms = ms};
	struct edge *edges = arena_array(&y->arena, y->nlines, sizeof(*edges));
	struct err e = {0};

	for (size_t i = 0; i < y->nlines; i++) {
		const struct line *l = &y->lines[i];

		if (is(l, "link") && str_eq(l->f[1], portal) && str_eq(l->f[2], column))
			edges[p.nedges++] = (struct edge){.url = l->f[3], .text = l->f[4],
				.element = STR("a"), .attribute = STR("href"),
				.line = 40 + (int32_t)i % 60};
	}
	p.edges = edges;
	if (p.nedges)
		must(pages_put_links(y->t, &p, &e), "links", &e);
}

/* --- days --- */

static void one_day(struct year *y, int32_t day)
{
	int64_t first = (day - START) * INT64_C(24), noon = hour_ms(y, first + 12);

	for (size_t i = 0; i < y->nlines; i++) {
		const struct line *l = &y->lines[i];

		if (is(l, "portal")) {
			for (int64_t h = first; h < first + 24; h++)
				if (!in_gap(y, h))
					probe(y, l, h);
			if (day == START)
				put_page(y, l->f[1], STR("home"), l->f[2], noon);
		} else if (is(l, "visit")) {
			visit(y, l, day);
		} else if (is(l, "column")) {
			read_column(y, l, day);
			if (day == START)
				put_page(y, l->f[1], l->f[2], l->f[3], noon);
		} else if (is(l, "link")) {
			check_link(y, l, day);
		} else if (is(l, "gap") && field(l, 2) > first && field(l, 2) <= first + 24) {
			struct gap g = {.from_ms = hour_ms(y, field(l, 1)),
				.to_ms = hour_ms(y, field(l, 2)), .why = l->f[3]};
			struct err e = {0};

			must(pages_put_gap(y->t, &g, &e), "gap", &e);
		}
	}
	withdraw(y, day, noon);
}

int main(int argc, char **argv)
{
	static struct year y;
	struct store *pages;
	struct err e = {0};

	if (argc != 5)
		return 2;
	y.zone = zone_shanghai();
	y.arena = ARENA_INIT;
	read_plan(&y, argv[2]);
	must(calendar_load("", &y.calendar, &e), "calendar", &e);
	must(store_open(argv[1], "pages", STORE_NOSYNC, &pages, &e), argv[1], &e);
	for (int32_t d = atoi(argv[3]); d < atoi(argv[4]); d++) {
		must(store_begin(pages, true, &y.t, &e), "begin", &e);
		one_day(&y, START + d);
		must(store_commit(y.t, &e), "commit", &e);
		arena_reset(&y.arena);
	}
	store_close(pages);
	calendar_free(y.calendar);
	arena_release(&y.arena);
	buf_release(&y.text);
	return 0;
}
