/* The store: tables, scans, transactions, the map, locks, bodies. */
#include "test.h"

#include "base/clock.h"
#include "crawler/store.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[200];

static int make_dir(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/pw-store.XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	(void)state;
	return fs_remove_tree(dir, NULL);
}

#define must(call)                                                                        \
	do {                                                                              \
		if ((call) != 0)                                                          \
			fail_msg("%s: %s", #call, e.text);                                \
	} while (0)

static struct store *open_new(unsigned flags)
{
	struct store *s = NULL;
	struct err e = {0};

	must(store_open(dir, "pages", STORE_CREATE | flags, &s, &e));
	return s;
}

static void put_number(struct store_txn *t, const char *table, uint64_t n, const char *text)
{
	struct buf k = BUF_INIT(8);
	struct err e = {0};

	key_u64(&k, n);
	must(store_put(t, table, buf_str(&k), str_of(text), &e));
	buf_release(&k);
}

static void records_come_back_copied(void **state)
{
	struct store *s = open_new(0);
	struct store_txn *t;
	struct arena a = ARENA_INIT;
	struct str v;
	struct err e = {0};
	char *large = mem_alloc(300000);

	(void)state;
	for (size_t i = 0; i < 300000; i++)
		large[i] = (char)('a' + i * i % 23);
	must(store_begin(s, true, &t, &e));
	must(store_put(t, "t", STR("key"), STR("value"), &e));
	must(store_put(t, "t", STR("empty"), STR(""), &e));
	must(store_put(t, "t", STR("large"), str_n(large, 300000), &e));
	must(store_get(t, "t", STR("key"), &v, &a, &e));
	same_text("own write", v, STR("value"));
	must(store_commit(t, &e));
	must(store_begin(s, false, &t, &e));
	must(store_get(t, "t", STR("large"), &v, &a, &e));
	same_text("large", v, str_n(large, 300000));
	must(store_get(t, "t", STR("empty"), &v, &a, &e));
	same_text("empty", v, STR(""));
	same_int("count", store_count(t, "t"), 3);
	same_int("absent", store_get(t, "t", STR("no"), &v, &a, &e), ERR_NOTFOUND);
	same_int("no table", store_get(t, "u", STR("no"), &v, &a, &e), ERR_NOTFOUND);
	same_int("no text", e.code, 0);
	same_int("write in read", store_put(t, "t", STR("k"), STR("v"), &e), ERR_INVAL);
	store_abort(t);
	free(large);
	arena_release(&a);
	store_close(s);
}

static void what_is_aborted_never_was(void **state)
{
	struct store *s = open_new(0);
	struct store_txn *t;
	struct err e = {0};
	uint64_t last = store_last_txn(s), n;

	(void)state;
	must(store_begin(s, true, &t, &e));
	put_number(t, "young", 1, "x");
	must(store_next(t, "n", &n, &e));
	store_abort(t);
	same_int("no txn", store_last_txn(s), last);
	must(store_begin(s, true, &t, &e));
	same_int("no table", store_count(t, "young"), 0);
	put_number(t, "young", 2, "y");
	must(store_next(t, "n", &n, &e));
	same_int("first number", n, 1);
	must(store_commit(t, &e));
	assert_true(store_last_txn(s) > last);
	must(store_begin(s, false, &t, &e));
	same_int("one", store_count(t, "young"), 1);
	same_int("counter", store_counter(t, "n"), 1);
	store_abort(t);
	store_close(s);
}

/* Keys given by a scan, joined by spaces. */
static void walk(struct store_txn *t, const char *name, struct str prefix, struct str from,
	bool backwards, const char *want)
{
	struct store_scan s;
	struct arena a = ARENA_INIT;
	struct buf got = BUF_INIT(1000);
	struct str k, v;

	store_scan_open(&s, t, "scan", prefix, from, backwards);
	while (store_scan_next(&s, &k, &v, &a)) {
		buf_adds(&got, got.n ? " " : "");
		buf_addstr(&got, k);
	}
	same_int(name, s.err.code, 0);
	store_scan_close(&s);
	same_text(name, buf_str(&got), str_of(want));
	buf_release(&got);
	arena_release(&a);
}

static void scans_follow_the_order_of_keys(void **state)
{
	static const char *const key[] = {"a", "b1", "b2", "b3", "c", "\xff", "\xff\xff"};
	struct store *s = open_new(0);
	struct store_txn *t;
	struct err e = {0};

	(void)state;
	must(store_begin(s, true, &t, &e));
	walk(t, "no table", STR_NONE, STR_NONE, false, "");
	for (size_t i = 0; i < ROWS(key); i++)
		must(store_put(t, "scan", str_of(key[i]), STR("v"), &e));
	must(store_commit(t, &e));
	must(store_begin(s, false, &t, &e));
	walk(t, "all", STR_NONE, STR_NONE, false, "a b1 b2 b3 c \xff \xff\xff");
	walk(t, "back", STR_NONE, STR_NONE, true, "\xff\xff \xff c b3 b2 b1 a");
	walk(t, "prefix", STR("b"), STR_NONE, false, "b1 b2 b3");
	walk(t, "prefix back", STR("b"), STR_NONE, true, "b3 b2 b1");
	walk(t, "prefix ff", STR("\xff"), STR_NONE, true, "\xff\xff \xff");
	walk(t, "from", STR("b"), STR("b2"), false, "b2 b3");
	walk(t, "from between", STR("b"), STR("b15"), false, "b2 b3");
	walk(t, "from below", STR("b"), STR("a"), false, "b1 b2 b3");
	walk(t, "back from", STR("b"), STR("b2"), true, "b2 b1");
	walk(t, "back from between", STR("b"), STR("b25"), true, "b2 b1");
	walk(t, "back from end", STR_NONE, STR("zz"), true, "c b3 b2 b1 a");
	walk(t, "no such prefix", STR("bb"), STR_NONE, false, "");
	store_abort(t);
	store_close(s);
}

/* Every second record deleted, every third doubled under a key already passed. */
static void scans_survive_changes_on_the_way(void **state)
{
	struct store *s = open_new(0);
	struct store_txn *t;
	struct store_scan scan;
	struct arena a = ARENA_INIT;
	struct str k, v;
	struct err e = {0};
	uint64_t n = 0;

	(void)state;
	for (int backwards = 0; backwards < 2; backwards++) {
		must(store_begin(s, true, &t, &e));
		for (uint64_t i = 0; i < 5000; i++)
			put_number(t, backwards ? "back" : "on", 2 * i, "some text in a record");
		store_scan_open(&scan, t, backwards ? "back" : "on", STR_NONE, STR_NONE,
			backwards);
		for (n = 0; store_scan_next(&scan, &k, &v, &a); n++) {
			uint64_t i = key_u64_at(k, 0);

			same_int("order", i, backwards ? 2 * (4999 - n) : 2 * n);
			if (i % 4 == 0)
				must(store_del(t, backwards ? "back" : "on", k, &e));
			if (i % 3 == 0)
				put_number(t, backwards ? "back" : "on",
					backwards ? i + 1 : i - 1 + (i == 0), "a copy behind us");
			arena_reset(&a);
		}
		same_int("all seen", n, 5000);
		must(store_commit(t, &e));
		same_int("over with its transaction", store_scan_next(&scan, &k, &v, &a), false);
		store_scan_close(&scan);
	}
	arena_release(&a);
	store_close(s);
}

static void the_map_grows_under_small_batches(void **state)
{
	struct store *s;
	struct store_txn *t;
	struct store_stat st;
	struct err e = {0};
	struct arena a = ARENA_INIT;
	uint64_t next = 0;
	char value[900];

	(void)state;
	memset(value, 'v', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	must(store_open_sized(dir, "tiny", STORE_CREATE | STORE_NOSYNC, 1 << 20, &s, &e));
	for (int batch = 0; batch < 100; batch++) {
		must(store_begin(s, true, &t, &e));
		for (int i = 0; i < 100; i++)
			put_number(t, "n", next++, value);
		must(store_commit(t, &e));
	}
	must(store_statistics(s, &st, &e));
	assert_true(st.map_bytes >= 8 << 20);
	must(store_begin(s, false, &t, &e));
	same_int("all there", store_count(t, "n"), next);
	store_abort(t);
	store_close(s);
	arena_release(&a);
}

/* One batch larger than the whole map: refused once, then it fits. */
static void a_batch_too_large_for_the_map_fits_the_second_time(void **state)
{
	struct store *s;
	struct store_txn *t;
	struct err e = {0};
	int rc = 0, tries = 0;

	(void)state;
	must(store_open_sized(dir, "tiny", STORE_CREATE | STORE_NOSYNC, 1 << 20, &s, &e));
	for (; tries < 6; tries++) {
		must(store_begin(s, true, &t, &e));
		for (uint64_t i = 0; i < 4000 && rc == 0; i++) {
			struct buf k = BUF_INIT(8);

			key_u64(&k, i);
			rc = store_put(t, "n", buf_str(&k), STR("0123456789012345678901234567890"
				"0123456789012345678901234567890123456789012345678901234567890"
				"0123456789012345678901234567890123456789012345678901234567890"
				"0123456789012345678901234567890123456789012345678901234567890"
				"0123456789012345678901234567890123456789012345678901234567890"
				"0123456789012345678901234567890123456789012345678901234567890"
				"0123456789012345678901234567890123456789012345678901234567890"),
				&e);
			buf_release(&k);
		}
		if (rc == 0)
			break;
		same_int("try again", rc, ERR_AGAIN);
		same_int("commit refused", store_commit(t, &e), ERR_AGAIN);
		rc = 0;
	}
	assert_in_range(tries, 1, 5);
	must(store_commit(t, &e));
	store_close(s);
}

/* Runs fn in a child; its exit status. */
static int in_child(int (*fn)(void))
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0)
		_exit(fn());
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static int child_writes_much(void)
{
	struct store *s;
	struct store_txn *t;
	struct err e = {0};
	char value[900];

	memset(value, 'c', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	if (store_open_sized(dir, "tiny", 0, 1 << 20, &s, &e))
		return 1;
	for (uint64_t batch = 0; batch < 40; batch++) {
		if (store_begin(s, true, &t, &e))
			return 2;
		for (uint64_t i = 0; i < 100; i++)
			put_number(t, "c", batch * 100 + i, value);
		if (store_commit(t, &e))
			return 3;
	}
	store_close(s);
	return 0;
}

static void growth_by_another_process_is_followed(void **state)
{
	struct store *s;
	struct store_txn *t;
	struct err e = {0};

	(void)state;
	must(store_open_sized(dir, "tiny", STORE_CREATE, 1 << 20, &s, &e));
	same_int("child", in_child(child_writes_much), 0);
	must(store_begin(s, false, &t, &e));
	same_int("its table is seen", store_count(t, "c"), 4000);
	store_abort(t);
	must(store_begin(s, true, &t, &e));
	put_number(t, "c", 99999, "x");
	must(store_commit(t, &e));
	store_close(s);
}

static struct store *of_parent;

static int child_uses_parents_handle(void)
{
	struct store_txn *t;
	struct store *s;

	if (store_begin(of_parent, false, &t, NULL) != ERR_INVAL)
		return 1;
	if (store_open(dir, "pages", STORE_READ, &s, NULL))
		return 2;
	if (store_begin(s, true, &t, NULL) != ERR_DENIED)
		return 3;
	if (store_begin(s, false, &t, NULL))
		return 4;
	store_abort(t);
	store_close(s);
	store_close(of_parent);
	return 0;
}

static int child_is_second_daemon(void)
{
	struct store *s;
	struct err e = {0};
	char want[40];

	if (store_open(dir, "pages", STORE_DAEMON, &s, &e) != ERR_LOCKED)
		return 1;
	snprintf(want, sizeof(want), "process %ld", (long)getppid());
	return str_has(str_of(e.text), str_of(want)) ? 0 : 2;
}

static int child_is_first_daemon(void)
{
	struct store *s;

	return store_open(dir, "pages", STORE_DAEMON, &s, NULL);
}

static void one_daemon_holds_the_role(void **state)
{
	struct store *s = open_new(STORE_DAEMON), *again = NULL;
	struct err e = {0};
	struct store_txn *t;

	(void)state;
	same_int("other process", in_child(child_is_second_daemon), 0);
	same_int("same process", store_open(dir, "pages", STORE_DAEMON, &again, &e), ERR_LOCKED);
	must(store_open(dir, "pages", 0, &again, &e));
	of_parent = s;
	same_int("after fork", in_child(child_uses_parents_handle), 0);
	must(store_begin(s, false, &t, &e));
	same_int("readers of a child gone", in_child(child_uses_parents_handle), 0);
	store_abort(t);
	store_close(again);
	store_close(s);
	same_int("free again", in_child(child_is_first_daemon), 0);
}

static void what_is_not_there_or_newer_is_refused(void **state)
{
	struct store *s = NULL;
	struct store_txn *t;
	struct err e = {0};
	char epoch[17];

	(void)state;
	same_int("absent", store_open(dir, "pages", 0, &s, &e), ERR_NOTFOUND);
	s = open_new(STORE_SIMULATION);
	assert_true(store_is_simulation(s));
	same_int("epoch", strlen(store_epoch(s)), 16);
	memcpy(epoch, store_epoch(s), 17);
	store_close(s);
	s = open_new(0);
	assert_true(store_is_simulation(s));
	same_text("epoch stays", str_of(store_epoch(s)), str_of(epoch));
	must(store_begin(s, true, &t, &e));
	must(store_put(t, "meta", STR("layout"), STR("2"), &e));
	must(store_commit(t, &e));
	store_close(s);
	same_int("newer", store_open(dir, "pages", 0, &s, &e), ERR_VERSION);
}

static void renewal_changes_epoch_and_moves_counters(void **state)
{
	struct store *s = open_new(0);
	struct store_txn *t;
	struct err e = {0};
	uint64_t n;
	char epoch[17];

	(void)state;
	memcpy(epoch, store_epoch(s), 17);
	must(store_begin(s, true, &t, &e));
	must(store_next(t, "event", &n, &e));
	must(store_commit(t, &e));
	must(store_renew(s, &e));
	assert_string_not_equal(epoch, store_epoch(s));
	must(store_begin(s, true, &t, &e));
	must(store_next(t, "event", &n, &e));
	same_int("forward", n, 1000002);
	store_abort(t);
	store_close(s);
}

static void fill(struct buf *b, size_t n, unsigned seed)
{
	buf_clear(b);
	for (size_t i = 0; i < n; i++) {
		seed = seed * 1103515245 + 12345;
		buf_addc(b, (char)(seed >> 16));
	}
}

static void bodies_come_back_and_versions_cost_their_difference(void **state)
{
	struct store *s = open_new(0);
	struct store_txn *t;
	struct err e = {0};
	struct buf page = BUF_INIT(1 << 22), got = BUF_INIT(BODY_MAX);
	struct sha256 d[120], large;
	struct body_info info;
	size_t keys = 0;

	(void)state;
	must(store_begin(s, true, &t, &e));
	for (int i = 0; i < 120; i++) {
		fill(&page, 9000, 1);
		buf_addf(&page, "visit number %d", i);
		must(body_put(t, STR("http://x/"), buf_str(&page), &d[i], &e));
	}
	fill(&page, 1000000, 7);
	must(body_put(t, STR_NONE, buf_str(&page), &large, &e));
	must(store_commit(t, &e));
	must(store_begin(s, false, &t, &e));
	for (int i = 0; i < 120; i++) {
		fill(&page, 9000, 1);
		buf_addf(&page, "visit number %d", i);
		buf_clear(&got);
		must(body_get(t, &d[i], &got, &e));
		same_text("body", buf_str(&got), buf_str(&page));
		must(body_info(t, &d[i], &info, &e));
		keys += !info.delta;
		if (info.delta)
			assert_in_range(info.stored_bytes, 1, 120);
	}
	same_int("a key frame every 50", keys, 3);
	must(body_info(t, &large, &info, &e));
	assert_true(info.file);
	buf_clear(&got);
	must(body_get(t, &large, &got, &e));
	same_int("file", got.n, 1000000);
	store_abort(t);
	buf_release(&page);
	buf_release(&got);
	store_close(s);
}

static void a_key_frame_lives_as_long_as_its_deltas(void **state)
{
	struct store *s = open_new(0);
	struct store_txn *t;
	struct err e = {0};
	struct buf page = BUF_INIT(1 << 20);
	struct sha256 d[3];
	bool dropped;

	(void)state;
	must(store_begin(s, true, &t, &e));
	for (int i = 0; i < 3; i++) {
		fill(&page, 5000, 3);
		buf_addf(&page, "%d", i);
		must(body_put(t, STR("http://x/"), buf_str(&page), &d[i], &e));
		must(body_ref(t, &d[i], 1, &e));
	}
	must(body_ref(t, &d[0], -1, &e));
	must(body_drop(t, &d[0], &dropped, &e));
	assert_false(dropped);
	must(body_ref(t, &d[1], -1, &e));
	must(body_drop(t, &d[1], &dropped, &e));
	assert_true(dropped);
	assert_true(body_has(t, &d[0]));
	must(body_ref(t, &d[2], -1, &e));
	must(body_drop(t, &d[2], &dropped, &e));
	assert_false(body_has(t, &d[2]));
	assert_false(body_has(t, &d[0]));
	must(store_commit(t, &e));
	buf_release(&page);
	store_close(s);
}

/* --- a full disk --- */

/* Numbers put one by one, each its own batch, until the disk is full. */
static int child_fills_the_disk(void)
{
	struct store *s;
	struct store_txn *t;
	struct err e = {0};
	struct rlimit limit = {.rlim_cur = 3 << 20, .rlim_max = RLIM_INFINITY};
	struct buf value = BUF_INIT(1 << 20);
	struct sha256 d;
	uint64_t n = 0, bodies = 0;
	int rc = 0;

	signal(SIGXFSZ, SIG_IGN);
	if (store_open(dir, "pages", STORE_CREATE, &s, &e))
		return 1;
	setrlimit(RLIMIT_FSIZE, &limit);
	for (; n < 5000 && rc == 0; n += rc == 0) {
		fill(&value, 12000, (unsigned)n);
		rc = store_begin(s, true, &t, &e);
		if (rc == 0 && (rc = body_put(t, STR_NONE, buf_str(&value), &d, &e)) == 0)
			rc = store_set_counter(t, "acknowledged", n + 1, &e);
		rc = rc ? (store_abort(t), rc) : store_commit(t, &e);
	}
	if (rc != ERR_FULL || n < 50)
		return 2;
	/* a large body: its file does not fit either */
	fill(&value, 1 << 20, 1);
	limit.rlim_cur = 100000;
	setrlimit(RLIMIT_FSIZE, &limit);
	if (store_begin(s, true, &t, &e) || body_put(t, STR_NONE, buf_str(&value), &d, &e) !=
		ERR_FULL)
		return 3;
	store_abort(t);
	limit.rlim_cur = RLIM_INFINITY;
	setrlimit(RLIMIT_FSIZE, &limit);
	/* room again: the same handle goes on */
	if (store_begin(s, true, &t, &e))
		return 4;
	if (store_counter(t, "acknowledged") != n)
		return 5;
	for (uint64_t i = 0; i < n; i++) {
		fill(&value, 12000, (unsigned)i);
		d = sha256_of(buf_str(&value));
		bodies += body_has(t, &d);
	}
	if (bodies != n)
		return 6;
	fill(&value, 1 << 20, 1);
	if (body_put(t, STR_NONE, buf_str(&value), &d, &e) || store_commit(t, &e))
		return 7;
	store_close(s);
	buf_release(&value);
	return 0;
}

static void count_fault(const char *what, void *ctx)
{
	(void)ctx;
	fprintf(stderr, "fault: %s\n", what);
}

static void a_full_disk_loses_nothing_and_is_survived(void **state)
{
	struct store *s;
	struct err e = {0};
	uint64_t faults;

	(void)state;
	same_int("child", in_child(child_fills_the_disk), 0);
	must(store_open(dir, "pages", 0, &s, &e));
	must(store_check(s, count_fault, NULL, &faults, &e));
	same_int("faults", faults, 0);
	store_close(s);
}

/* --- many processes --- */

#define PAIRS 500 /* by each writer */

/* Two numbers that are always written together. */
static int child_writes_pairs(void)
{
	struct store *s;
	struct store_txn *t;
	uint64_t n;

	if (store_open(dir, "pages", STORE_NOSYNC, &s, NULL))
		return 1;
	for (int i = 0; i < PAIRS; i++) {
		if (store_begin(s, true, &t, NULL) || store_next(t, "one", &n, NULL) ||
			store_set_counter(t, "two", n, NULL) || store_commit(t, NULL))
			return 2;
	}
	store_close(s);
	return 0;
}

/* Never torn, never older than what this process has read already, and of the commit whose
 * number was told before and after. */
static int child_reads_pairs(void)
{
	struct store *s;
	struct store_txn *t;
	uint64_t last = 0, first = UINT64_MAX;

	if (store_open(dir, "pages", STORE_READ, &s, NULL))
		return 1;
	while (last < 2 * PAIRS) {
		uint64_t one, two, number = store_last_txn(s);

		if (store_begin(s, false, &t, NULL))
			return 2;
		one = store_counter(t, "one");
		two = store_counter(t, "two");
		store_abort(t);
		if (store_last_txn(s) == number) {
			if (first != UINT64_MAX && number - one != first)
				return 5;
			first = number - one;
		}
		if (one != two)
			return 3;
		if (one < last)
			return 4;
		last = one;
	}
	store_close(s);
	return 0;
}

static void readers_and_writers_of_many_processes_agree(void **state)
{
	static int (*const role[])(void) = {child_writes_pairs, child_reads_pairs,
		child_writes_pairs, child_reads_pairs, child_reads_pairs, child_reads_pairs};
	struct store *s = open_new(0);
	pid_t pid[ROWS(role)];

	(void)state;
	store_close(s);
	for (size_t i = 0; i < ROWS(role); i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			_exit(role[i]());
		assert_true(pid[i] > 0);
	}
	for (size_t i = 0; i < ROWS(role); i++) {
		int status;

		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		same_int("child", WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
	}
}

static int race[2]; /* pipe: each child's epoch */

static int child_creates(void)
{
	struct store *s;

	if (store_open(dir, "pages", STORE_CREATE, &s, NULL))
		return 1;
	if (write(race[1], store_epoch(s), 16) != 16)
		return 2;
	store_close(s);
	return 0;
}

static void one_of_many_creators_wins(void **state)
{
	pid_t pid[6];
	char first[16], epoch[16];

	(void)state;
	assert_int_equal(pipe(race), 0);
	for (size_t i = 0; i < ROWS(pid); i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			_exit(child_creates());
	}
	for (size_t i = 0; i < ROWS(pid); i++) {
		int status;

		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		same_int("child", WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
		assert_int_equal(read(race[0], i ? epoch : first, 16), 16);
		if (i)
			assert_memory_equal(first, epoch, 16);
	}
	close(race[0]);
	close(race[1]);
}

static int child_has_it_open(void)
{
	struct store *s;
	struct err e = {0};

	if (store_open(dir, "pages", 0, &s, &e))
		return 1;
	return store_compact(s, &e) == ERR_LOCKED ? 0 : 2;
}

static void compaction_waits_for_nobody_and_keeps_all(void **state)
{
	struct store *s = open_new(0);
	struct store_txn *t;
	struct store_stat before, after;
	struct err e = {0};

	(void)state;
	for (int round = 0; round < 2; round++) {
		must(store_begin(s, true, &t, &e));
		for (uint64_t i = 0; i < 3000; i++)
			put_number(t, round ? "kept" : "gone", i, "a record that takes some room");
		for (uint64_t i = 0; round && i < 3000; i++) {
			struct buf k = BUF_INIT(8);

			key_u64(&k, i);
			must(store_del(t, "gone", buf_str(&k), &e));
			buf_release(&k);
		}
		must(store_commit(t, &e));
	}
	same_int("in use elsewhere", in_child(child_has_it_open), 0);
	must(store_statistics(s, &before, &e));
	must(store_compact(s, &e));
	must(store_statistics(s, &after, &e));
	assert_true(after.file_bytes < before.file_bytes);
	must(store_begin(s, true, &t, &e));
	same_int("kept", store_count(t, "kept"), 3000);
	put_number(t, "kept", 9999, "and goes on");
	must(store_commit(t, &e));
	store_close(s);
}

/* Not root: a lock file that may not be written. */
static int child_without_rights(void)
{
	struct store *s;
	struct err e = {0};

	if (setgid(65534) || setuid(65534))
		return 77;
	if (store_open(dir, "pages", STORE_READ, &s, &e) != ERR_DENIED)
		return 1;
	if (store_open(dir, "pages", STORE_READ | STORE_BACKUP, &s, &e))
		return 2;
	store_close(s);
	return 0;
}

static void readers_without_the_lock_file_are_refused(void **state)
{
	struct store *s = open_new(0);
	static const char *const file[] = {"data.mdb", "lock.mdb", "daemon.lock"};

	(void)state;
	store_close(s);
	if (getuid() != 0) {
		skip();
		return;
	}
	chmod(dir, 0755);
	for (size_t i = 0; i < ROWS(file); i++) {
		char path[300];

		snprintf(path, sizeof(path), "%s/pages/%s", dir, file[i]);
		chmod(path, 0444);
	}
	char path[300];
	snprintf(path, sizeof(path), "%s/pages", dir);
	chmod(path, 0755);
	same_int("child", in_child(child_without_rights), 0);
}

int main(void)
{
#define D(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)
	const struct CMUnitTest tests[] = {
		D(records_come_back_copied),
		D(what_is_aborted_never_was),
		D(scans_follow_the_order_of_keys),
		D(scans_survive_changes_on_the_way),
		D(the_map_grows_under_small_batches),
		D(a_batch_too_large_for_the_map_fits_the_second_time),
		D(growth_by_another_process_is_followed),
		D(one_daemon_holds_the_role),
		D(what_is_not_there_or_newer_is_refused),
		D(renewal_changes_epoch_and_moves_counters),
		D(bodies_come_back_and_versions_cost_their_difference),
		D(a_key_frame_lives_as_long_as_its_deltas),
		D(a_full_disk_loses_nothing_and_is_survived),
		D(readers_and_writers_of_many_processes_agree),
		D(one_of_many_creators_wins),
		D(compaction_waits_for_nobody_and_keeps_all),
		D(readers_without_the_lock_file_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
