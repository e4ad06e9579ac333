/* What the crawler and the monitor store: keys, order, counts, chain, retention. */
#include "test.h"

#include "base/civil.h"
#include "base/clock.h"
#include "crawler/asked.h"
#include "crawler/pages.h"
#include "monitor/alerts.h"

static char dir[200];
static struct store *s;
static struct store_txn *t;
static struct arena a;
static struct err e;

#define must(call)                                                                        \
	do {                                                                              \
		if ((call) != 0)                                                          \
			fail_msg("%s: %s", #call, e.text);                                \
	} while (0)

static int open_store(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/pw-pages.XXXXXX");
	if (!mkdtemp(dir) || store_open(dir, "pages", STORE_CREATE, &s, &e))
		return -1;
	return store_begin(s, true, &t, &e);
}

static int close_store(void **state)
{
	(void)state;
	store_abort(t);
	store_close(s);
	arena_release(&a);
	return fs_remove_tree(dir, NULL);
}

static void commit(void)
{
	must(store_commit(t, &e));
	must(store_begin(s, true, &t, &e));
}

struct seen {
	char text[2000];
	int n;
};

static void note(struct seen *x, struct str what)
{
	size_t n = strlen(x->text);

	snprintf(x->text + n, sizeof(x->text) - n, "%s%.*s", n ? " " : "", STR_ARG(what));
	x->n++;
}

static void tell(const char *what, void *ctx)
{
	note(ctx, str_of(what));
}

static struct measure measure_at(const char *url, int64_t time_ms)
{
	return (struct measure){.url = str_of(url), .time_ms = time_ms, .kind = JOB_LINK,
		.verdict = VERDICT_OK, .status = 200};
}

static int see_measure(const struct measure *m, void *ctx)
{
	note(ctx, arena_strf(&a, "%llu@%lld", (unsigned long long)m->seq, (long long)m->time_ms));
	return 0;
}

static void measurements_of_an_address_are_in_order(void **state)
{
	static const int64_t time[] = {1000, 3000, 2000, 2000, -5};
	struct seen x = {0};
	struct measure m;

	(void)state;
	for (size_t i = 0; i < ROWS(time); i++) {
		m = measure_at("http://a/", time[i]);
		must(pages_put_measure(t, &m, &e));
	}
	m = measure_at("http://b/", 2500);
	must(pages_put_measure(t, &m, &e));
	must(pages_each_measure(t, STR("http://a/"), 0, 3000, see_measure, &x, &e));
	same_text("range", str_of(x.text), STR("1@1000 3@2000 4@2000"));
	must(pages_measure_last(t, STR("http://a/"), &m, &a, &e));
	same_int("last", m.time_ms, 3000);
	must(pages_measure(t, 6, &m, &a, &e));
	same_text("by number", m.url, STR("http://b/"));
	same_int("absent", pages_measure(t, 7, &m, &a, &e), ERR_NOTFOUND);
	same_int("absent", pages_measure_last(t, STR("http://c/"), &m, &a, &e), ERR_NOTFOUND);
	x = (struct seen){0};
	must(pages_each_measure_seq(t, 4, see_measure, &x, &e));
	same_text("by seq", str_of(x.text), STR("5@-5 6@2500"));
}

static struct notice notice_of(const char *column, const char *identity, const char *date)
{
	struct notice n = {.portal = STR("p"), .column = str_of(column),
		.identity = str_of(identity)};

	if (date)
		assert_true(time_parse(str_of(date), zone_shanghai(), &n.date_ms));
	return n;
}

static int see_notice(const struct notice *n, void *ctx)
{
	note(ctx, arena_strf(&a, "%.*s/%.*s", STR_ARG(n->column), STR_ARG(n->identity)));
	return 0;
}

static int see_count(const struct notice_count *c, void *ctx)
{
	note(ctx, arena_strf(&a, "%.*s:%d=%d/%d", STR_ARG(c->column),
		c->day == DAY_NONE ? -1 : c->day - day_of(2026, 3, 1), c->total, c->withdrawn));
	return 0;
}

static void counts_follow_the_notices(void **state)
{
	struct notice n;
	struct seen x = {0};

	(void)state;
	n = notice_of("air", "1", "2026-03-01");
	must(pages_put_notice(t, &n, &e));
	n = notice_of("air", "2", "2026-03-01");
	must(pages_put_notice(t, &n, &e));
	n.state = NOTICE_WITHDRAWN;
	must(pages_put_notice(t, &n, &e));
	n = notice_of("air", "3", NULL);
	must(pages_put_notice(t, &n, &e));
	n = notice_of("airport", "4", "2026-03-02");
	must(pages_put_notice(t, &n, &e));
	must(pages_count(t, STR("p"), STR("air"), day_of(2026, 2, 1), day_of(2026, 4, 1),
		see_count, &x, &e));
	same_text("one column", str_of(x.text), STR("air:0=2/1"));
	n = notice_of("air", "1", "2026-03-05");
	must(pages_put_notice(t, &n, &e));
	x = (struct seen){0};
	must(pages_count(t, STR("p"), STR_NONE, DAY_NONE, INT32_MAX, see_count, &x, &e));
	same_text("portal", str_of(x.text), STR("air:-1=1/0 air:0=1/1 air:4=1/0 airport:1=1/0"));
	x = (struct seen){0};
	must(pages_each_notice(t, STR("p"), STR("air"), see_notice, &x, &e));
	same_int("notices of one column", x.n, 3);
	x = (struct seen){0};
	must(pages_each_notice(t, STR("p"), STR_NONE, see_notice, &x, &e));
	same_int("notices of the portal", x.n, 4);
	must(pages_each_notice(t, STR("q"), STR_NONE, see_notice, &x, &e));
	same_int("none of another", x.n, 4);
	must(pages_notice(t, STR("p"), STR("air"), STR("2"), &n, &a, &e));
	same_int("state", n.state, NOTICE_WITHDRAWN);
}

static void a_wrong_count_is_told(void **state)
{
	struct seen x = {0};
	struct notice n;
	struct notice_count c = {.portal = STR("p"), .column = STR("air"), .total = 7};
	struct buf k = BUF_INIT(100);
	uint64_t faults;

	(void)state;
	for (int i = 0; i < 300; i++) {
		char id[20], date[20];

		snprintf(id, sizeof(id), "%d", i);
		snprintf(date, sizeof(date), "2026-%02d-%02d", i % 12 + 1, i * 7 % 28 + 1);
		n = notice_of(i % 3 ? "air" : "airport", id, i % 10 ? date : NULL);
		n.state = i % 5;
		must(pages_put_notice(t, &n, &e));
		n.state = (i + 1) % 5;
		must(pages_put_notice(t, &n, &e));
	}
	must(pages_check_counts(t, tell, &x, &faults, &e));
	same_int("right", faults, 0);
	c.day = day_of(2026, 2, 8);
	key_text(&k, STR("p/air"));
	key_day(&k, c.day);
	must(store_put_record(t, "count", buf_str(&k), &record_notice_count, &c, &e));
	must(pages_check_counts(t, tell, &x, &faults, &e));
	same_int("wrong", faults, 1);
	assert_non_null(strstr(x.text, "count of p/air on 2026-02-08: 7 kept"));
	must(store_del(t, "count", buf_str(&k), &e));
	must(pages_check_counts(t, tell, &x, &faults, &e));
	same_int("missing", faults, 1);
	buf_release(&k);
}

static int see_event(const struct event *x, void *ctx)
{
	note(ctx, x->kind);
	return x->seq == 3;
}

static void numbers_are_given_once(void **state)
{
	struct event x = {.kind = STR("notice.new")};
	struct version v = {.text = STR("one")};
	struct notice n = notice_of("air", "1", NULL);
	struct request r = {.what = STR("recheck")};
	struct seen seen = {0};

	(void)state;
	for (int i = 0; i < 5; i++)
		must(pages_put_event(t, &x, &e));
	same_int("seq", x.seq, 5);
	must(pages_each_event(t, 1, see_event, &seen, &e));
	same_text("stopped by the callback", str_of(seen.text), STR("notice.new notice.new"));
	must(pages_put_version(t, &n, &v, &e));
	v.text = STR("two");
	must(pages_put_version(t, &n, &v, &e));
	must(pages_version_last(t, &n, &v, &a, &e));
	same_text("last version", v.text, STR("two"));
	must(pages_put_request(t, &r, &e));
	r.done_ms = 7;
	must(pages_put_request(t, &r, &e));
	same_int("done in place", store_count(t, "request"), 1);
}

static int see_gap(const struct gap *g, void *ctx)
{
	note(ctx, g->why);
	return 0;
}

static void gaps_that_touch_a_range_are_found(void **state)
{
	static const struct gap gap[] = {{10, 20, {"a", 1}}, {30, 90, {"b", 1}},
		{95, 96, {"c", 1}}, {100, 120, {"d", 1}}};
	struct seen x = {0};

	(void)state;
	for (size_t i = 0; i < ROWS(gap); i++)
		must(pages_put_gap(t, &gap[i], &e));
	must(pages_each_gap(t, 20, 100, see_gap, &x, &e));
	same_text("touching", str_of(x.text), STR("b c"));
}

static uint64_t chain_faults(struct seen *x)
{
	uint64_t n;

	*x = (struct seen){0};
	must(pages_check_chain(t, tell, x, &n, &e));
	return n;
}

static void tampering_shows_in_the_chain(void **state)
{
	struct seen x;
	struct measure m;
	struct str k, v;
	struct store_scan scan;

	(void)state;
	for (int32_t day = 0; day < 5; day++) {
		for (int i = 0; i < 3 && day != 2; i++) {
			m = measure_at("http://a/", (day + 1) * DAY_MS + i);
			must(pages_put_measure(t, &m, &e));
		}
		must(pages_seal_day(t, day, 0, &e));
	}
	same_int("twice", pages_seal_day(t, 4, 0, &e), ERR_EXISTS);
	same_int("whole", chain_faults(&x), 0);
	commit();
	must(pages_measure(t, 5, &m, &a, &e));
	store_scan_open(&scan, t, "measure", STR_NONE, STR_NONE, false);
	for (int i = 0; i < 5; i++)
		assert_true(store_scan_next(&scan, &k, &v, &a));
	store_scan_close(&scan);
	m.status = 404;
	must(store_put_record(t, "measure", k, &record_measure, &m, &e));
	same_int("changed", chain_faults(&x), 1);
	assert_non_null(strstr(x.text, "1970-01-02: a measurement was changed"));
	must(store_del(t, "measure", k, &e));
	same_int("removed", chain_faults(&x), 1);
	assert_non_null(strstr(x.text, "measurement 5 is missing"));
	store_abort(t);
	must(store_begin(s, true, &t, &e));
	struct buf day = BUF_INIT(4);
	key_day(&day, 1);
	must(store_del(t, "manifest", buf_str(&day), &e));
	assert_true(chain_faults(&x) > 0);
	buf_release(&day);
}

static bool keep_17(const struct measure *m, void *ctx)
{
	(void)ctx;
	return m->seq == 17;
}

static void prune(int64_t now_ms, struct pages_prune *p)
{
	*p = (struct pages_prune){.now_ms = now_ms, .kept = keep_17};
	pages_prune_init(p);
	while (!p->done) {
		must(pages_prune(t, p, &e));
		commit();
	}
	pages_prune_release(p);
}

static int see_day(const struct measure_day *d, void *ctx)
{
	note(ctx, arena_strf(&a, "%d", d->n));
	return 0;
}

static void retention_keeps_proof_and_the_chain(void **state)
{
	int64_t start = day_of(2025, 1, 6) * DAY_MS; /* a Monday */
	struct measure m;
	struct pages_prune p;
	struct seen x = {0};
	struct sha256 body;

	(void)state;
	for (int i = 0; i < 40; i++) { /* four a day for ten days, one in ten is bad */
		m = measure_at("http://a/", start + i * 6 * HOUR_MS);
		m.verdict = i % 10 == 9 ? VERDICT_BROKEN_HTTP : VERDICT_OK;
		must(pages_put_measure(t, &m, &e));
	}
	for (int i = 0; i < 14; i++) { /* a list page, each day another body */
		m = measure_at("http://list/", start + i * DAY_MS);
		m.kind = JOB_PAGE;
		must(body_put(t, m.url, arena_strf(&a, "%d: a list of notices, rather long", i),
			&m.body_digest, &e));
		body = m.body_digest;
		must(pages_put_measure(t, &m, &e));
	}
	must(pages_seal_day(t, 1, 0, &e));
	commit();
	prune(start + 100 * DAY_MS, &p);
	same_int("too young", p.removed, 0);
	prune(start + 200 * DAY_MS, &p);
	same_int("seen", p.seen, 54);
	/* of 40: 4 bad and the kept one stay (the last is bad); of 14 lists: 2 and the last */
	same_int("removed", p.removed, 35 + 11);
	same_int("bodies", p.bodies, 11);
	same_int("the rest", store_count(t, "measure"), 8);
	same_int("body of the last", body_has(t, &body), true);
	same_int("chain", chain_faults(&x), 0);
	x = (struct seen){0};
	must(pages_each_day(t, STR("http://a/"), day_of(2025, 1, 7), day_of(2025, 1, 9), see_day,
		&x, &e));
	same_int("days", x.n, 2);
	prune(start + 500 * DAY_MS, &p);
	same_int("proof goes later, the last stays", p.removed, 3);
	same_int("chain", chain_faults(&x), 0);
}

/* Sent twice to one path, once to another with validators and a secret: one template for the
 * first two; path and host are those of the address. */
static void heads_of_requests_are_kept_once(void **state)
{
	static const char *const head[] = {
		"GET /x?y=1 HTTP/1.1\r\nHost: a.cn\r\nUser-Agent: pw\r\nReferer: http://a.cn/\r\n\r\n",
		"GET /x?y=1 HTTP/1.1\r\nHost: a.cn\r\nUser-Agent: pw\r\nReferer: http://b.cn/\r\n\r\n",
		"GET http://b.cn:81/ HTTP/1.1\r\nHost: b.cn:81\r\nAuthorization: Basic eA==\r\n"
		"If-None-Match: \"1\"\r\n\r\n",
		"GET /x?y=1 HTTP/1.1\r\nHost: a.cn\r\nUser-Agent: pw\r\nReferer: http://a.cn/\r\n\r\n",
	};
	static const char *const want[] = {
		"GET /x?y=1 HTTP/1.1\nHost: a.cn\nUser-Agent: pw\nReferer: http://a.cn/\n",
		"GET /x?y=1 HTTP/1.1\nHost: a.cn\nUser-Agent: pw\nReferer: http://b.cn/\n",
		"GET http://b.cn:81/ HTTP/1.1\nHost: b.cn:81\nAuthorization: (withheld)\n"
		"If-None-Match: \"1\"\n",
		"GET /x?y=1 HTTP/1.1\nHost: a.cn\nUser-Agent: pw\nReferer: http://a.cn/\n",
	};
	int64_t start = day_of(2025, 1, 6) * DAY_MS;
	struct measure m[4], kept;
	struct body_info info;
	struct pages_prune p;

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct buf b = BUF_INIT(ASKED_MAX);

		m[i] = measure_at(i == 2 ? "http://b.cn:81/" : "http://a.cn/x?y=1",
			start + i * DAY_MS);
		must(asked_put(t, str_of(head[i]), &m[i], &a, &e));
		must(pages_put_measure(t, &m[i], &e));
		must(pages_measure(t, m[i].seq, &kept, &a, &e));
		must(asked_get(t, &kept, &b, &e));
		same_text("as sent", buf_str(&b), str_of(want[i]));
		buf_release(&b);
	}
	assert_true(sha256_same(&m[0].asked_digest, &m[1].asked_digest));
	same_int("nothing but the referrer", m[0].nasked, 1);
	must(body_info(t, &m[0].asked_digest, &info, &e));
	same_int("three name it", info.nrefs, 3);
	kept = measure_at("http://c.cn/", start);
	must(asked_put(t, STR_NONE, &kept, &a, &e));
	same_int("nothing was sent", asked_get(t, &kept, &(struct buf){0}, NULL), ERR_NOTFOUND);
	must(pages_seal_day(t, 1, 0, &e));
	commit();
	prune(start + 500 * DAY_MS, &p);
	must(body_info(t, &m[0].asked_digest, &info, &e));
	same_int("the last of the address stays", info.nrefs, 1);
}

static void incidents_keep_their_numbers_and_subjects(void **state)
{
	struct incident i = {.kind = STR("stale"), .subject = STR("p/air"), .state = INCIDENT_OPEN};
	struct incident_entry entry = {.what = STR("opened")};
	struct alert x = {.receiver = STR("office")};

	(void)state;
	must(alerts_put_incident(t, &i, &e));
	same_int("first", i.id, 1);
	i.state = INCIDENT_RESOLVED;
	must(alerts_put_incident(t, &i, &e));
	i.id = 0;
	must(alerts_put_incident(t, &i, &e));
	same_int("second", i.id, 2);
	must(alerts_by_subject(t, STR("stale"), STR("p/air"), &i, &a, &e));
	same_int("newest of the subject", i.id, 2);
	same_int("other kind", alerts_by_subject(t, STR("empty"), STR("p/air"), &i, &a, &e),
		ERR_NOTFOUND);
	must(alerts_add_entry(t, 1, &entry, &e));
	must(alerts_put_alert(t, &x, &e));
	x.state = ALERT_DELIVERED;
	must(alerts_put_alert(t, &x, &e));
	must(alerts_alert(t, 1, &x, &a, &e));
	same_int("state", x.state, ALERT_DELIVERED);
}

int main(void)
{
#define D(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)
	const struct CMUnitTest tests[] = {
		D(measurements_of_an_address_are_in_order),
		D(counts_follow_the_notices),
		D(a_wrong_count_is_told),
		D(numbers_are_given_once),
		D(gaps_that_touch_a_range_are_found),
		D(tampering_shows_in_the_chain),
		D(retention_keeps_proof_and_the_chain), D(heads_of_requests_are_kept_once),
		D(incidents_keep_their_numbers_and_subjects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
