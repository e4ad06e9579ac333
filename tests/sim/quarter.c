/* A quarter of 200 portals in one process: the crawler's own functions take what the script
 * answers, at the times that the crawler itself has set; the monitor takes its turns. No
 * network, and a clock that is a number.
 *
 *	quarter DIR SEED witnesses|none [-v]
 *
 * Exit status 0: every cause was told, once, and nothing else was. */
#include "quarter.h"

#include "crawl-private.h"
#include "crawler/verdict.h"
#include "monitor/receiver.h"

#include <stdio.h>
#include <stdlib.h>

#define LISTED 10
#define SCAN_MS (5 * MINUTE_MS) /* what falls due in between is met at its minute */
#define TURN_MS (3 * HOUR_MS)	/* in calm; at once where a portal or link turned */
#define DOUBTED 2		/* and where a portal has failed so often in a row */
#define LINE_TURN_MS (5 * MINUTE_MS)
#define NOTICES_FROM 106 /* portals whose notices are visited */
#define NOTICES_TO 139

static struct script script;
static struct config *config;
static struct store *pages, *alerts;
static struct crawl *crawl;
static struct monitor monitor;
static struct arena arena; /* of one minute */
static int64_t now;
static uint64_t naive, nfetches;
static bool doubted; /* a portal, in this minute */
static uint64_t subject_bad[PORTALS][64]; /* bit: the last fetch of it failed */

static void must(int rc, const struct err *e, const char *what)
{
	if (rc >= 0)
		return;
	fprintf(stderr, "%s: %s\n", what, e->text);
	exit(3);
}

/* --- configuration --- */

static void write_file(const char *dir, const char *name, const char *text)
{
	char path[400];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	if (!f || fputs(text, f) < 0 || fclose(f)) {
		perror(path);
		exit(3);
	}
}

static void write_portal(const char *dir, int i)
{
	char name[40], text[1000];

	snprintf(name, sizeof(name), "p%03d.yaml", i);
	snprintf(text, sizeof(text),
		"portal: p%03d\nname: 门户%03d\nhome: http://p%03d.test/\nunit: 单位%03d\n"
		"links: {every: 2d}\nrevisit: %s\ncolumns:\n"
		"  - {id: home, url: \"http://p%03d.test/\", class: news, every: 12h}\n"
		"  - {id: news, url: \"http://p%03d.test/news/\", class: news, every: 12h}\n",
		i, i, i, i, i >= NOTICES_FROM && i <= NOTICES_TO ? "[1h, 6h, 1d]" : "none", i, i);
	write_file(dir, name, text);
}

static void write_config(const char *dir)
{
	char text[2000];

	snprintf(text, sizeof(text),
		"store: data\nlanguage: zh\nportals: [\"p[0-9]*.yaml\"]\n%s"
		"telling: {repeat: 0s, weekly: \"off\", operator: boss}\n"
		"receivers:\n  - {id: office, file: {path: office.jsonl, format: jsonl}}\n"
		"  - {id: boss, file: {path: boss.jsonl, format: jsonl}}\n"
		"routes:\n  - {to: [office]}\n",
		script.witnesses ? "network: {witnesses: [\"http://w0.test/\", "
				   "\"http://w1.test/\"]}\n" : "");
	write_file(dir, "portalwatch.yaml", text);
	for (int i = 0; i < PORTALS; i++)
		write_portal(dir, i);
}

static void load_config(const char *dir)
{
	struct config_faults faults = {0};
	struct err e = {0};
	char path[400];

	receiver_kinds_known();
	write_config(dir);
	snprintf(path, sizeof(path), "%s/portalwatch.yaml", dir);
	must(config_load(path, &config, &faults, &e), &e, "configuration");
	config_faults_release(&faults);
}

/* --- what a fetch brings --- */

static int portal_number(const struct portal_config *p)
{
	return atoi(p->id + 1);
}

/* A monitor that believes each fetch at once: an alert whenever something turns bad. */
static void naive_look(int portal, int subject, bool bad)
{
	uint64_t bit = (uint64_t)1 << subject % 64, *at = &subject_bad[portal][subject / 64 % 64];

	naive += bad && !(*at & bit);
	*at = bad ? *at | bit : *at & ~bit;
	nfetches++;
}

static void begin_result(struct result *r, int kind, struct str url)
{
	*r = (struct result){.kind = kind, .url = url, .final_url = url, .start_ms = now,
		.elapsed_ms = 300, .tries = 1};
}

static void put_hop(struct result *r, int portal)
{
	char address[40];
	struct hop *h = arena_array(&arena, 1, sizeof(*h));

	script_address(portal, address);
	*h = (struct hop){.url = r->url, .status = r->status, .how = STR("http"),
		.address = arena_str(&arena, str_of(address))};
	r->hops = h;
	r->nhops = 1;
}

static struct str notice_url(int portal, int column, int number, int shape)
{
	return arena_strf(&arena, "http://p%03d.test/%s%s/%d.html", portal, column ? "n" : "h",
		shape == 1 ? "x" : shape < 0 ? "y" : "", number);
}

static void list_notices(struct listing *l, int portal, int column, int shape)
{
	int newest = script_newest(&script, portal, column, now);
	int n = shape < 2 ? LISTED : shape % 2; /* nonsense: nothing, or one entry */

	l->items = arena_array(&arena, LISTED, sizeof(*l->items));
	for (int k = newest; n > 0 && k > newest - LISTED - 1; k--) {
		struct item *it = &l->items[l->nitems];

		if (column == 1 && script_withdrawn(&script, portal, k, now))
			continue;
		*it = (struct item){.title = arena_strf(&arena, "关于第%d号事项的通知", k),
			.url = notice_url(portal, column, k, shape),
			.date_ms = (int64_t)k * RHYTHM_MS - portal * HOUR_MS};
		it->href = it->url;
		if (++l->nitems == (size_t)n)
			break;
	}
}

static void put_locator(struct listing *l, int shape)
{
	l->locators = arena_array(&arena, 1, sizeof(*l->locators));
	l->locators[0] = (struct locator){.signature = arena_strf(&arena, "shape %d", shape),
		.learned_count = LISTED, .dated_share = 1};
	l->nlocators = 1;
	l->confidence = 0.95;
	l->source = LIST_DOM;
	l->by_learned = shape == 0;
}

static void put_page_links(struct page *p, int portal)
{
	p->links = arena_array(&arena, LINKS + 1, sizeof(*p->links));
	for (int k = 0; k <= LINKS; k++) {
		struct link *l = &p->links[p->nlinks++];

		*l = (struct link){.element = STR("a"), .attribute = STR("href"),
			.text = STR("附件"), .line = 10 + k};
		l->url = k < LINKS ? arena_strf(&arena, "http://p%03d.test/f/%d.html", portal, k)
				   : arena_strf(&arena, "http://o%02d.test/", portal % 40);
		l->href = l->url;
	}
}

static void read_column(struct result *r, int portal, int column)
{
	int shape = script_shape(&script, portal, column, now);
	struct page *p = &r->page;

	script_fetch(&script, portal, column ? PAGE_OF_COLUMN : PAGE_OF_HOME, 0, now, r);
	put_hop(r, portal);
	if (!verdict_is_good(r->verdict))
		return;
	r->has_page = true;
	p->kind = PAGE_HTML;
	p->title = STR("栏目");
	p->extractor = EXTRACTOR_VERSION;
	list_notices(&p->list, portal, column, shape);
	put_locator(&p->list, shape);
	if (column)
		put_page_links(p, portal);
}

static void read_notice(struct result *r, int portal, int number)
{
	struct article *x = &r->page.article;

	script_fetch(&script, portal, PAGE_OF_NOTICE, number, now, r);
	put_hop(r, portal);
	r->has_page = verdict_is_good(r->verdict);
	r->page.kind = PAGE_HTML;
	r->page.extractor = EXTRACTOR_VERSION;
	x->title = arena_strf(&arena, "关于第%d号事项的通知", number);
	x->text = STR("各有关单位：现将有关事项通知如下，请认真贯彻执行。");
	r->page.title = x->title;
}

/* --- one thing that is due --- */

static void do_probe(struct store_txn *t, struct str subject, struct err *e)
{
	const struct portal_config *p = config_portal(config, subject);
	struct flight f = {.kind = DUE_PROBE, .subject = arena_cstr(&arena, subject),
		.subject_n = subject.n, .portal = p};
	struct result r;

	if (p) {
		begin_result(&r, JOB_PROBE, str_of(p->home));
		script_fetch(&script, portal_number(p), PAGE_OF_HOME, 1, now, &r);
		put_hop(&r, portal_number(p));
		naive_look(portal_number(p), 0, !verdict_is_good(r.verdict));
	} else {
		begin_result(&r, JOB_PROBE, str_sub(subject, strlen("witness:"), subject.n));
		script_fetch(&script, 0, PAGE_OF_WITNESS, r.url.p[8] - '0', now, &r);
	}
	must(probe_result(crawl, t, &f, &r, e), e, "probe");
	if (p) {
		struct portal_state s;

		must(pages_portal(t, subject, &s, &arena, e), e, "portal");
		doubted |= s.nbad >= DOUBTED && !s.down;
	}
}

static void do_column(struct store_txn *t, struct str subject, struct err *e)
{
	size_t slash = str_findc(subject, '/', 0);
	const struct portal_config *p = config_portal(config, str_sub(subject, 0, slash));
	const struct column_config *c = crawl_column(crawl, p,
		str_sub(subject, slash + 1, subject.n));
	struct flight f = {.kind = DUE_COLUMN, .subject = arena_cstr(&arena, subject),
		.subject_n = subject.n, .portal = p, .column = c};
	struct result r;

	begin_result(&r, JOB_PAGE, str_of(c->url));
	read_column(&r, portal_number(p), streq(c->id, "news"));
	naive_look(portal_number(p), 1 + streq(c->id, "news"), !verdict_is_good(r.verdict));
	must(column_result(crawl, t, &f, &r, e), e, "column");
}

static void do_notice(struct store_txn *t, struct str subject, struct err *e)
{
	size_t slash = str_findc(subject, '/', 0), line = str_findc(subject, '\n', 0);
	const struct portal_config *p = config_portal(config, str_sub(subject, 0, slash));
	const struct column_config *c = crawl_column(crawl, p,
		str_sub(subject, slash + 1, line - slash - 1));
	struct str url = str_sub(subject, line + 1, subject.n);
	struct flight f = {.kind = DUE_NOTICE, .subject = arena_cstr(&arena, subject),
		.subject_n = subject.n, .portal = p, .column = c};
	struct notice n;
	struct result r;
	int rc;

	if (streq(p->revisit, "none") || !streq(c->id, "news")) { /* as notice_submit does */
		rc = pages_notice(t, str_of(p->id), str_of(c->id), url, &n, &arena, e);
		n.due_ms = 0;
		must(rc ? rc : put_notice(crawl, t, &n, e), e, "notice");
		return;
	}
	begin_result(&r, JOB_PAGE, url);
	read_notice(&r, portal_number(p), atoi(arena_cstr(&arena,
		str_sub(url, str_rfindc(url, '/') + 1, url.n))));
	f.url = arena_cstr(&arena, url);
	naive_look(portal_number(p), 64 + (int)(hash64_of(url) % 1000), !verdict_is_good(r.verdict));
	must(notice_result(crawl, t, &f, &r, e), e, "notice");
}

static void do_link(struct store_txn *t, struct str subject, struct err *e)
{
	struct flight f = {.kind = DUE_LINK, .subject = arena_cstr(&arena, subject),
		.subject_n = subject.n};
	struct address x;
	struct result r;
	int portal, number;

	must(pages_address(t, subject, &x, &arena, e), e, "address");
	f.portal = config_portal(config, x.portal);
	portal = portal_number(f.portal);
	number = x.outside ? 0 : atoi(arena_cstr(&arena,
		str_sub(subject, str_rfindc(subject, '/') + 1, subject.n)));
	begin_result(&r, JOB_LINK, subject);
	script_fetch(&script, portal, x.outside ? PAGE_OF_OUTSIDE : PAGE_OF_LINK, number, now, &r);
	naive_look(portal, 8 + (x.outside ? LINKS : number), !verdict_is_good(r.verdict));
	must(link_result(crawl, t, &f, &r, e), e, "link");
}

/* --- the agenda --- */

struct entry {
	int64_t due_ms;
	int kind;
	struct str subject;
};

static struct entry *agenda;
static size_t nagenda, agenda_cap, agenda_at;
static struct arena agenda_arena;

static int by_due(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->due_ms != y->due_ms)
		return x->due_ms < y->due_ms ? -1 : 1;
	return x->kind != y->kind ? x->kind - y->kind : str_cmp(x->subject, y->subject);
}

/* What the crawler has put on its table of due things, up to a time. */
static void scan_due(struct store_txn *t, int64_t until_ms)
{
	struct store_scan s;
	struct str key, value;
	struct arena a = ARENA_INIT;

	arena_release(&agenda_arena);
	agenda_arena = ARENA_INIT;
	agenda = NULL;
	nagenda = agenda_cap = agenda_at = 0;
	store_scan_open(&s, t, "due", STR(""), STR_NONE, false);
	while (store_scan_next(&s, &key, &value, &a)) {
		int64_t due = key_time_at(key, 9);

		if (due <= until_ms) {
			agenda = arena_grow(&agenda_arena, agenda, nagenda, &agenda_cap,
				sizeof(*agenda));
			agenda[nagenda++] = (struct entry){due, key.p[0],
				arena_str(&agenda_arena, value)};
		}
		arena_reset(&a);
	}
	store_scan_close(&s);
	arena_release(&a);
	if (nagenda > 1)
		qsort(agenda, nagenda, sizeof(*agenda), by_due);
}

static void do_entry(struct store_txn *t, const struct entry *x)
{
	struct err e = {0};

	switch (x->kind) {
	case DUE_PROBE:
		do_probe(t, x->subject, &e);
		break;
	case DUE_COLUMN:
		do_column(t, x->subject, &e);
		break;
	case DUE_NOTICE:
		do_notice(t, x->subject, &e);
		break;
	case DUE_LINK:
		do_link(t, x->subject, &e);
		break;
	}
	arena_reset(&crawl->turn);
	arena_reset(&arena);
}

/* Everything due in this minute, in one transaction. */
static void one_minute(int64_t *scanned_ms)
{
	struct store_txn *t = NULL;
	struct err e = {0};
	bool failed = false;

	if (agenda_at >= nagenda && now < *scanned_ms)
		return;
	if (agenda_at < nagenda && agenda[agenda_at].due_ms > now && now < *scanned_ms)
		return;
	must(store_begin(pages, true, &t, &e), &e, "begin");
	for (int round = 0; round < 4; round++) {
		uint64_t before = script.nfailed;

		if (now >= *scanned_ms || failed) {
			scan_due(t, now + SCAN_MS - MINUTE_MS);
			*scanned_ms = now + SCAN_MS;
		}
		failed = false;
		for (; agenda_at < nagenda && agenda[agenda_at].due_ms <= now; agenda_at++)
			do_entry(t, &agenda[agenda_at]);
		failed = script.nfailed != before; /* a retry, and others who are asked now */
		if (!failed)
			break;
	}
	if (failed)
		*scanned_ms = now;
	must(store_commit(t, &e), &e, "commit");
}

/* --- time --- */

static void open_crawl(void)
{
	struct crawl_options o = {0};
	struct err e = {0};

	must(crawl_open(config, pages, NULL, &o, now, &crawl, &e), &e, "crawl");
}

static void open_monitor(const char *dir, struct calendar *cal)
{
	struct err e = {0};

	must(store_open(dir, "alerts", STORE_CREATE, &alerts, &e), &e, "alerts");
	monitor = (struct monitor){.pages = pages, .alerts = alerts, .config = config,
		.calendar = cal ? cal : calendar_plain()};
}

/* Both roles die and begin again, some forty times. */
static void restart(const char *dir, struct calendar *cal)
{
	crawl_close(crawl);
	store_close(alerts);
	open_crawl();
	open_monitor(dir, cal);
}

static void take_turn(void)
{
	struct err e = {0};
	int64_t sleep_ms;

	monitor.rest_until_ms = 0;
	monitor.judged_ms = 0;
	must(monitor_turn(&monitor, now, &sleep_ms, &e), &e, "turn");
}

static void end_round(void)
{
	struct store_txn *t;
	struct err e = {0};

	must(store_begin(pages, true, &t, &e), &e, "begin");
	must(life_go_on(crawl, t, &e), &e, "life");
	must(store_commit(t, &e), &e, "commit");
	must(crawl_finish_round(crawl, now, &e), &e, "round");
}

static bool turn_is_due(void)
{
	static uint64_t seen;
	uint64_t turned = crawl->progress.events - crawl->progress.notices_new;
	bool event = turned != seen || doubted;

	seen = turned;
	doubted = false;
	return event || now % TURN_MS == 0 || (monitor.wake_ms && now >= monitor.wake_ms) ||
		(crawl->line.down_ms && now % LINE_TURN_MS == 0);
}

static void live(const char *dir, struct calendar *cal)
{
	int64_t scanned_ms = 0;

	for (now = script.start_ms; now < script.end_ms; now += MINUTE_MS) {
		crawl->now_ms = now;
		one_minute(&scanned_ms);
		if (now % HOUR_MS == 0)
			end_round();
		if (turn_is_due())
			take_turn();
		if (script_dice(script.seed, 5, (uint64_t)(now / MINUTE_MS)) % 3300 == 0) {
			restart(dir, cal);
			scanned_ms = 0;
		}
	}
}

int main(int argc, char **argv)
{
	bool print = argc > 4;
	struct calendar *cal = NULL;
	struct err e = {0};
	int faults;

	if (argc < 4) {
		fputs("usage: quarter DIR SEED witnesses|none [-v]\n", stderr);
		return 2;
	}
	now = INT64_C(1774972800000); /* 2026-04-01, Asia/Shanghai */
	script_make(&script, strtoull(argv[2], NULL, 10), streq(argv[3], "witnesses"), now);
	load_config(argv[1]);
	calendar_load("", &cal, NULL);
	must(store_open(argv[1], "pages", STORE_CREATE, &pages, &e), &e, "pages");
	open_crawl();
	open_monitor(argv[1], cal);
	live(argv[1], cal);
	take_turn();
	printf("seed %s, %s: %llu fetches, %llu failed; a monitor that believes each would have "
	       "told %llu alerts\n", argv[2], argv[3], (unsigned long long)nfetches,
		(unsigned long long)script.nfailed, (unsigned long long)naive);
	faults = count_alerts(&script, alerts, print);
	crawl_close(crawl);
	store_close(alerts);
	store_close(pages);
	config_free(config);
	calendar_free(cal);
	arena_release(&arena);
	arena_release(&agenda_arena);
	return faults ? 1 : 0;
}
