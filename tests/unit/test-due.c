/* What is due and when: the index, and what is taken out of it. */
#include "crawl-bench.h"

static struct store_txn *txn;

static void put(int kind, const char *host, const char *subject, int64_t old_ms, int64_t new_ms)
{
	must(due_move(txn, kind, str_of(host), str_of(subject), old_ms, new_ms, e));
}

struct seen {
	struct buf text; /* subjects, each with a blank after it */
	const char *busy;
	int room;
};

static bool is_busy(struct str subject, void *ctx)
{
	struct seen *x = ctx;

	return x->busy && str_eqc(subject, x->busy);
}

static int take(int kind, struct str subject, struct str key, void *ctx)
{
	struct seen *x = ctx;

	(void)kind;
	(void)key;
	if (x->room-- == 0)
		return -1;
	buf_addstr(&x->text, subject);
	buf_addc(&x->text, ' ');
	return 0;
}

/* Subjects of columns that a look at `now` takes, in order. */
static struct str look(int64_t now, int per_host, int room, const char *busy)
{
	struct seen x = {.text = BUF_INIT(4096), .room = room, .busy = busy};
	struct due_walk w = {.skip = is_busy, .take = take, .ctx = &x};
	struct str out;

	due_each(txn, DUE_COLUMN, now, per_host, &w);
	out = arena_str(&arena, buf_str(&x.text));
	buf_release(&x.text);
	return out;
}

static void some_dues(void)
{
	must(store_begin(pages, true, &txn, e));
	put(DUE_COLUMN, "b", "b1", 0, 30);
	put(DUE_COLUMN, "a", "a1", 0, 20);
	put(DUE_COLUMN, "a", "a2", 0, 21);
	put(DUE_COLUMN, "a", "a3", 0, 22);
	put(DUE_COLUMN, "c", "c1", 0, 10);
	put(DUE_COLUMN, "c", "c2", 0, 90);
	put(DUE_LINK, "d", "d1", 0, 5);
}

static void who_waits_longest_comes_first(void **state)
{
	(void)state;
	some_dues();
	same_text("nothing yet", look(9, 16, 99, NULL), STR(""));
	same_text("one", look(10, 16, 99, NULL), STR("c1 "));
	same_text("host by host", look(30, 16, 99, NULL), STR("c1 a1 a2 a3 b1 "));
	same_text("two of a host", look(30, 2, 99, NULL), STR("c1 a1 a2 b1 "));
	same_text("what is under way counts", look(30, 2, 99, "a1"), STR("c1 a2 b1 "));
	same_text("no room", look(30, 16, 2, NULL), STR("c1 a1 "));
	store_abort(txn);
}

static void a_move_keeps_hosts_in_order(void **state)
{
	int64_t next;

	(void)state;
	some_dues();
	put(DUE_COLUMN, "c", "c1", 10, 80);
	same_text("later", look(30, 16, 99, NULL), STR("a1 a2 a3 b1 "));
	put(DUE_COLUMN, "b", "b1", 30, 15);
	same_text("earlier", look(30, 16, 99, NULL), STR("b1 a1 a2 a3 "));
	put(DUE_COLUMN, "a", "a1", 20, 0);
	put(DUE_COLUMN, "a", "a2", 21, 0);
	put(DUE_COLUMN, "a", "a3", 22, 0);
	same_text("none", look(30, 16, 99, NULL), STR("b1 "));
	same_int("due", due_any(txn, DUE_COLUMN, 15, &next), true);
	same_int("not yet", due_any(txn, DUE_COLUMN, 14, &next), false);
	same_int("then", next, 15);
	put(DUE_COLUMN, "b", "b1", 15, 0);
	put(DUE_COLUMN, "c", "c1", 80, 0);
	same_int("the last", due_any(txn, DUE_COLUMN, 99, &next), true);
	put(DUE_COLUMN, "c", "c2", 90, 0);
	same_int("nobody", due_any(txn, DUE_COLUMN, 99, &next), false);
	same_int("never", next, 0);
	store_abort(txn);
}

static int forget_it(int kind, struct str subject, struct str key, void *ctx)
{
	(void)kind;
	(void)ctx;
	if (str_eqc(subject, "a1") || str_eqc(subject, "b1"))
		must(due_forget(txn, key, e));
	return 0;
}

static void what_is_forgotten_in_a_look_is_gone(void **state)
{
	struct seen x = {.room = 99};
	struct due_walk w = {.skip = is_busy, .take = forget_it, .ctx = &x};

	(void)state;
	some_dues();
	due_each(txn, DUE_COLUMN, 30, 16, &w);
	same_text("gone", look(30, 16, 99, NULL), STR("c1 a2 a3 "));
	store_abort(txn);
}

/* A store of an older release has no order of hosts. */
static void an_older_store_is_put_in_order(void **state)
{
	struct str key, value;
	struct store_scan s;

	(void)state;
	some_dues();
	store_scan_open(&s, txn, "due-host", STR(""), STR_NONE, false);
	while (store_scan_next(&s, &key, &value, &arena))
		must(store_del(txn, "due-host", key, e));
	store_scan_close(&s);
	same_text("nothing", look(30, 16, 99, NULL), STR(""));
	must(due_prepare(txn, e));
	same_text("all", look(30, 16, 99, NULL), STR("c1 a1 a2 a3 b1 "));
	store_abort(txn);
}

/* --- what the configuration takes out --- */

static int64_t due_of_probe(const char *subject)
{
	struct str key, value;
	struct store_scan s;
	int64_t ms = 0;
	char kind = DUE_PROBE;

	must(store_begin(pages, false, &txn, e));
	store_scan_open(&s, txn, "due", str_n(&kind, 1), STR_NONE, false);
	while (store_scan_next(&s, &key, &value, &arena))
		if (str_eqc(value, subject))
			ms = key_time_at(key, 9);
	store_scan_close(&s);
	store_abort(txn);
	return ms;
}

static void again(size_t nportals, const char **witnesses, size_t nwitnesses)
{
	crawl_close(crawl);
	watch(nportals, witnesses, nwitnesses);
}

static void a_portal_taken_out_is_visited_no_more(void **state)
{
	(void)state;
	watch(2, NULL, 0);
	visit("b", "", VERDICT_OK, T0);
	assert_true(due_of_probe("b") > T0);
	again(1, NULL, 0);
	same_int("not due", due_of_probe("b"), 0);
	same_int("retired", state_of("b").retired, true);
	assert_true(due_of_probe("a") > 0);
	again(2, NULL, 0);
	same_int("due at once when it comes back", due_of_probe("b"), T0);
	same_int("not retired", state_of("b").retired, false);
}

static void a_witness_taken_out_is_asked_no_more(void **state)
{
	static const char *witnesses[] = {"http://w.test/"};
	struct str subject = STR("witness:http://w.test/");

	(void)state;
	watch(1, witnesses, 1);
	same_int("due", due_of_probe("witness:http://w.test/"), T0);
	again(1, NULL, 0);
	must(store_begin(pages, true, &txn, e));
	{
		struct err e = {0};

		same_int("nobody asks", probe_submit(crawl, txn, subject, &e), ERR_NOTFOUND);
	}
	put(DUE_PROBE, "w.test", "witness:http://w.test/", T0, 0); /* as the crawler does then */
	must(store_commit(txn, e));
	again(1, witnesses, 1);
	same_int("due when it comes back", due_of_probe("witness:http://w.test/"), T0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TC(who_waits_longest_comes_first),
		TC(a_move_keeps_hosts_in_order),
		TC(what_is_forgotten_in_a_look_is_gone),
		TC(an_older_store_is_put_in_order),
		TC(a_portal_taken_out_is_visited_no_more),
		TC(a_witness_taken_out_is_asked_no_more),
	};

	return cmocka_run_group_tests_name("due", tests, NULL, NULL);
}
