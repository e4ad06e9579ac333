/* Table "probe-day": the probes of a day are those measured, in whatever order they came, and
 * stores from before it are read and made up for. */
#include "test.h"

#include "base/civil.h"
#include "base/clock.h"
#include "crawler/pages.h"
#include "crawler/verdict.h"

#define HOME "http://a/"

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
	snprintf(dir, sizeof(dir), "/tmp/pw-probes.XXXXXX");
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

static int64_t at(int day, int minute)
{
	return day_start_ms(day_of(2026, 3, 1) + day, zone_shanghai()) + minute * MINUTE_MS;
}

static void probe(int64_t ms, int verdict, int64_t elapsed_ms)
{
	struct measure m = {.url = STR(HOME), .time_ms = ms, .kind = JOB_PROBE, .verdict = verdict,
		.elapsed_ms = elapsed_ms};

	must(pages_put_measure(t, &m, &e));
}

/* As a store from before the table: days from..to are not in it. */
static void forget(int from, int to)
{
	for (int day = from; day <= to; day++) {
		struct buf k = BUF_INIT(100);

		key_hash(&k, STR(HOME));
		key_day(&k, day_of(2026, 3, 1) + day);
		must(store_del(t, "probe-day", buf_str(&k), &e));
		buf_release(&k);
	}
}

static int see(int verdict, int64_t elapsed_ms, int64_t time_ms, void *ctx)
{
	buf_addf(ctx, "%d:%lld:%lld ", verdict, (long long)elapsed_ms,
		(long long)((time_ms - at(0, 0)) / MINUTE_MS));
	return 0;
}

static struct str read_probes(int64_t from_ms, int64_t to_ms)
{
	struct buf b = BUF_INIT(1 << 20);
	struct str text;

	must(pages_each_probe(t, STR(HOME), from_ms, to_ms, see, &b, &e));
	text = arena_str(&a, buf_str(&b));
	buf_release(&b);
	return text;
}

static void tell(const char *what, void *ctx)
{
	buf_addf(ctx, "%s;", what);
}

static uint64_t faults(struct buf *b)
{
	uint64_t n;

	buf_clear(b);
	must(pages_check_probes(t, tell, b, &n, &e));
	return n;
}

static void probes_come_back_in_the_order_of_time(void **state)
{
	struct measure other = {.url = STR(HOME), .time_ms = at(0, 30), .kind = JOB_LINK};

	(void)state;
	probe(at(0, 60), VERDICT_OK, 700);
	probe(at(0, 180), VERDICT_BROKEN_HTTP, 15000);
	probe(at(0, 120), VERDICT_BLOCKED, 0); /* a clock set back */
	probe(at(0, 0), VERDICT_OK, 1);
	probe(at(0, 180), VERDICT_OK, 2);      /* the same instant */
	probe(at(1, 0), VERDICT_OK, 3);
	must(pages_put_measure(t, &other, &e)); /* a link to it is no visit */
	same_text("all", read_probes(at(0, 0), at(9, 0)),
		arena_strf(&a, "%d:1:0 %d:700:60 %d:0:120 %d:15000:180 %d:2:180 %d:3:1440 ", VERDICT_OK,
			VERDICT_OK, VERDICT_BLOCKED, VERDICT_BROKEN_HTTP, VERDICT_OK, VERDICT_OK));
	same_text("half a day", read_probes(at(0, 60), at(0, 180)),
		arena_strf(&a, "%d:700:60 %d:0:120 ", VERDICT_OK, VERDICT_BLOCKED));
	same_text("none", read_probes(at(2, 0), at(9, 0)), STR(""));
}

/* Whatever days lack a record, what is read is the same. */
static void an_older_store_reads_the_same(void **state)
{
	static const int lost[][2] = {{0, 0}, {0, 19}, {5, 9}, {19, 19}, {1, 18}};
	struct str all, edges;

	(void)state;
	for (int h = 0; h < 20 * 24; h++)
		probe(at(0, 60 * h + h % 7), h % 11 ? VERDICT_OK : VERDICT_UNSTABLE_TIMEOUT, h);
	all = read_probes(at(0, 0), at(20, 0));
	edges = read_probes(at(4, 700), at(6, 700));
	for (size_t i = 0; i < ROWS(lost); i++) {
		must(store_commit(t, &e));
		must(store_begin(s, true, &t, &e));
		forget(lost[i][0], lost[i][1]);
		same_text("all", read_probes(at(0, 0), at(20, 0)), all);
		same_text("edges", read_probes(at(4, 700), at(6, 700)), edges);
		store_abort(t);
		must(store_begin(s, true, &t, &e));
	}
}

static void an_older_store_is_made_up_for(void **state)
{
	struct buf told = BUF_INIT(10000);
	struct str all;

	(void)state;
	for (int h = 0; h < 25 * 24; h++)
		probe(at(0, 60 * h), VERDICT_OK, h);
	forget(0, 24);
	probe(at(24, 23 * 60 + 30), VERDICT_OK, 9); /* the first by the newer program */
	all = read_probes(at(0, 0), at(25, 0));
	same_int("its day is whole, and ten before", store_count(t, "probe-day"), 11);
	same_int("sound", faults(&told), 0);
	probe(at(24, 23 * 60 + 40), VERDICT_OK, 9);
	probe(at(24, 23 * 60 + 50), VERDICT_OK, 9);
	same_int("all", store_count(t, "probe-day"), 25);
	same_int("sound", faults(&told), 0);
	same_text("as before", read_probes(at(0, 0), at(24, 23 * 60 + 31)), all);
	buf_release(&told);
}

static void what_differs_is_told(void **state)
{
	struct buf told = BUF_INIT(10000), k = BUF_INIT(100);
	struct probe_day d;

	(void)state;
	probe(at(0, 60), VERDICT_OK, 700);
	probe(at(0, 120), VERDICT_OK, 700);
	key_hash(&k, STR(HOME));
	key_day(&k, day_of(2026, 3, 1));
	must(store_get_record(t, "probe-day", buf_str(&k), &record_probe_day, &d, &a, &e));
	d.probes.n -= 3; /* the last has four bytes of time, one and two */
	must(store_put_record(t, "probe-day", buf_str(&k), &record_probe_day, &d, &e));
	same_int("faults", faults(&told), 1);
	assert_non_null(strstr(buf_cstr(&told), "probes of " HOME " on 2026-03-01"));
	same_int("damage", pages_each_probe(t, STR(HOME), at(0, 0), at(1, 0), see, &told, &e),
		ERR_CORRUPT);
	buf_release(&told);
	buf_release(&k);
}

int main(void)
{
#define D(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)
	const struct CMUnitTest tests[] = {
		D(probes_come_back_in_the_order_of_time),
		D(an_older_store_reads_the_same),
		D(an_older_store_is_made_up_for),
		D(what_differs_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
