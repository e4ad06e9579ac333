/* How long a turn of the monitor takes over many columns, notices and links.
 *
 *	bench-monitor DIR PORTALS COLUMNS NOTICES LINKS [rules]
 *
 * fills DIR with PORTALS portals of COLUMNS columns of NOTICES notices and LINKS addresses
 * in all, one in a hundred of them broken, then takes three turns. With "rules" each column
 * has, beside those of its class, RULES_EACH rules of its own, in turn of every kind there
 * is, and the notices are spread over a year: then only the evaluation is timed. */
#include "base/clock.h"
#include "base/fs.h"
#include "crawler/pages.h"
#include "crawler/verdict.h"
#include "monitor/evaluate.h"
#include "monitor/monitor.h"
#include "monitor/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define T0 INT64_C(1790213400000)
#define RULES_EACH 3

static void die(const char *what, const struct err *e)
{
	fprintf(stderr, "%s: %s\n", what, e->text);
	exit(1);
}

struct size {
	int portals, columns, notices, links;
	bool rules;
};

/* Arguments with which a kind looks at what it can. */
#define ARG(k, v) {.key = (k), .value = (v), .line = 1}
static struct pair_config match_arg[] = {ARG("match", "工作")};
static struct pair_config age_arg[] = {ARG("months", "6"), ARG("match", "工作")};
static struct pair_config date_arg[] = {ARG("date", "12-31"), ARG("match", "年度报告")};
static struct pair_config count_arg[] = {ARG("count", "24"), ARG("per", "year"),
	ARG("match", "有关")};
static struct pair_config display_arg[] = {ARG("days", "10")};
static struct pair_config follow_arg[] = {ARG("after", "c0"), ARG("working_days", "3")};
static struct pair_config complete_arg[] = {ARG("pattern", "(20\\d\\d)年第(\\d+)号")};
static struct pair_config sequence_arg[] = {ARG("stages", "第1\n第2\n第3")};
static struct pair_config threshold_arg[] = {ARG("pattern", "第([0-9]+)号"), ARG("min", "1")};
static struct pair_config change_arg[] = {ARG("months", "12")};
static struct pair_config share_arg[] = {ARG("of", "第[0-9]号"), ARG("percent", "10")};
static struct pair_config names_arg[] = {ARG("names", "指南\n制度")};
static struct pair_config label_arg[] = {ARG("where", "notice"), ARG("texts", "有效")};
static const struct {
	const char *kind;
	struct pair_config *args;
	size_t nargs;
} args_row[] = {
	{"max_age", age_arg, 2}, {"daily", match_arg, 1}, {"weekly", match_arg, 1},
	{"monthly", match_arg, 1}, {"quarterly", match_arg, 1}, {"yearly", match_arg, 1},
	{"by_date", date_arg, 2}, {"min_count", count_arg, 3}, {"min_display", display_arg, 1},
	{"follow_up", follow_arg, 2}, {"complete", complete_arg, 1},
	{"sequence", sequence_arg, 1}, {"threshold", threshold_arg, 2},
	{"must_change", change_arg, 1}, {"share", share_arg, 2}, {"sub_columns", names_arg, 1},
	{"label", label_arg, 2}, {"exists", match_arg, 1},
};

static const struct rule_kind *const kinds[] = {
#define X(name) &name,
	RULES(X)
#undef X
};
#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))

static struct rule_config rule_of(size_t kind)
{
	struct rule_config r = {.kind = kinds[kind]->name, .basis = "", .limit_kind = "",
		.file = ""};

	for (size_t i = 0; i < sizeof(args_row) / sizeof(args_row[0]); i++)
		if (streq(args_row[i].kind, r.kind)) {
			r.args = args_row[i].args;
			r.nargs = args_row[i].nargs;
		}
	return r;
}

/* Nobody's arguments are wrong: a rule that is refused would cost nothing. */
static void check_rules(void)
{
	struct config_faults faults = {0};

	for (size_t i = 0; i < NKINDS; i++) {
		struct rule_config r = rule_of(i);

		rule_check(&r, &faults);
	}
	for (size_t i = 0; i < faults.n; i++)
		fprintf(stderr, "%s\n", faults.list[i].text);
	if (faults.nerrors)
		exit(1);
	config_faults_release(&faults);
}

static void fill_column(struct store_txn *t, int p, int c, const struct size *z,
	struct err *e)
{
	char portal[20], column[20], url[100];

	snprintf(portal, sizeof(portal), "p%d", p);
	snprintf(column, sizeof(column), "c%d", c);
	snprintf(url, sizeof(url), "http://p%d.test/c%d/", p, c);
	struct column_state s = {.portal = str_of(portal), .column = str_of(column),
		.url = str_of(url), .first_ms = T0 - 400 * DAY_MS, .last_try_ms = T0,
		.last_good_ms = T0, .verdict = VERDICT_OK, .learned_count = 20};

	pages_put_column(t, &s, e);
	for (int k = 0; k < z->notices; k++) {
		int64_t age = (z->rules ? (int64_t)k * 365 / z->notices : k) + c % 30;
		char title[100], id[120];

		snprintf(title, sizeof(title), "关于做好第%d号有关工作的通知", k);
		snprintf(id, sizeof(id), "http://p%d.test/c%d/t%d.html", p, c, k);
		struct notice x = {.portal = s.portal, .column = s.column, .title = str_of(title),
			.url = str_of(id), .identity = str_of(id),
			.date_ms = T0 - age * DAY_MS, .first_ms = T0 - age * DAY_MS,
			.state = NOTICE_LISTED};
		pages_put_notice(t, &x, e);
	}
}

static void fill(struct store *s, const struct size *z)
{
	struct err e = {0};
	struct store_txn *t;

	for (int p = 0; p < z->portals; p++) {
		char portal[20], home[60];

		if (store_begin(s, true, &t, &e))
			die("begin", &e);
		snprintf(portal, sizeof(portal), "p%d", p);
		snprintf(home, sizeof(home), "http://p%d.test/", p);
		struct portal_state st = {.id = str_of(portal), .home = str_of(home),
			.first_ms = T0 - 400 * DAY_MS, .last_probe_ms = T0, .last_good_ms = T0,
			.verdict = VERDICT_OK, .ngood = 9};
		pages_put_portal(t, &st, &e);
		for (int c = 0; c < z->columns; c++)
			fill_column(t, p, c, z, &e);
		for (int k = 0; k < z->links / z->portals; k++) {
			char url[100];
			bool bad = k % 100 == 0;

			snprintf(url, sizeof(url), "http://p%d.test/x/%d", p, k);
			struct address x = {.url = str_of(url), .portal = str_of(portal),
				.first_ms = T0, .last_ms = T0, .verdict = bad ? VERDICT_BROKEN_HTTP
									      : VERDICT_OK,
				.status = bad ? 404 : 200, .reason = STR("http-404"), .nbad = bad ? 2 : 0,
				.bad_since_ms = bad ? T0 - DAY_MS : 0, .confirmed = bad};
			pages_put_address(t, &x, &e);
		}
		if (store_commit(t, &e))
			die("commit", &e);
	}
}

static struct config make_config(const struct size *z)
{
	struct config c = {.file = "", .store = "", .zone = zone_shanghai(), .language = "zh",
		.digest = "08:30", .quiet = "", .contact = "", .calendar = ""};

	c.portals = mem_alloc((size_t)z->portals * sizeof(*c.portals));
	c.nportals = (size_t)z->portals;
	for (int p = 0; p < z->portals; p++) {
		struct portal_config *x = &c.portals[p];
		char text[60];

		snprintf(text, sizeof(text), "p%d", p);
		x->id = cstr_dup(text);
		snprintf(text, sizeof(text), "http://p%d.test/", p);
		x->home = cstr_dup(text);
		x->name = x->unit = x->site_code = "";
		x->home_every_ms = HOUR_MS;
		x->columns = mem_alloc((size_t)z->columns * sizeof(*x->columns));
		x->ncolumns = (size_t)z->columns;
		for (int k = 0; k < z->columns; k++) {
			snprintf(text, sizeof(text), "c%d", k);
			x->columns[k] = (struct column_config){.id = cstr_dup(text), .name = "",
				.url = "", .unit = "", .cls = k % 2 ? CLASS_NEWS : CLASS_NOTICE};
			if (!z->rules)
				continue;
			x->columns[k].nrules = RULES_EACH;
			x->columns[k].rules = mem_alloc(RULES_EACH * sizeof(struct rule_config));
			for (int r = 0; r < RULES_EACH; r++)
				x->columns[k].rules[r] =
					rule_of((size_t)(k * RULES_EACH + r) % NKINDS);
		}
	}
	return c;
}

static size_t rss_anon_kb(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[200];
	unsigned long kb = 0;

	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, "RssAnon:", 8) == 0)
			kb = strtoul(line + 8, NULL, 10);
	if (f)
		fclose(f);
	return kb;
}

/* All rules once, without the incidents that would follow. */
static void evaluate_once(struct store *pages, const struct config *c, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct evaluation ev = {.config = c, .calendar = calendar_plain(), .now_ms = T0,
		.arena = &a};
	int64_t start = clock_mono_ms(), cpu = clock_cpu_us();
	size_t anon = rss_anon_kb();

	if (store_begin(pages, false, &ev.pages, e) || evaluate(&ev, e))
		die("evaluate", e);
	store_abort(ev.pages);
	printf("evaluation: %lld ms, %lld ms cpu, %zu findings, %zu MB more of RssAnon\n",
		(long long)(clock_mono_ms() - start), (long long)(clock_cpu_us() - cpu) / 1000,
		ev.out.n, (rss_anon_kb() - anon) / 1024);
	arena_release(&a);
}

int main(int argc, char **argv)
{
	struct store *pages, *alerts;
	struct err e = {0};

	if (argc != 6 && argc != 7)
		return 2;
	struct size z = {atoi(argv[2]), atoi(argv[3]), atoi(argv[4]), atoi(argv[5]),
		argc == 7 && streq(argv[6], "rules")};
	check_rules();
	struct config c = make_config(&z);
	if (store_open(argv[1], "pages", STORE_CREATE | STORE_NOSYNC, &pages, &e) ||
		store_open(argv[1], "alerts", STORE_CREATE, &alerts, &e))
		die("open", &e);
	fill(pages, &z);
	for (int k = 0; z.rules && k < 3; k++)
		evaluate_once(pages, &c, &e);
	for (int k = 0; !z.rules && k < 3; k++) {
		struct monitor m = {.pages = pages, .alerts = alerts, .config = &c,
			.calendar = calendar_plain(), .once = true};
		int64_t start = clock_mono_ms(), cpu = clock_cpu_us(), sleep_ms;

		if (monitor_turn(&m, T0 + k * MINUTE_MS, &sleep_ms, &e))
			die("turn", &e);
		printf("turn %d: %lld ms, %lld ms cpu\n", k, (long long)(clock_mono_ms() - start),
			(long long)(clock_cpu_us() - cpu) / 1000);
	}
	store_close(pages);
	store_close(alerts);
	return 0;
}
