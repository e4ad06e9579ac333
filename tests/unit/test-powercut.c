/* The power fails at any moment: the store opens afterwards, nothing in it is damaged, and
 * what it had acknowledged is there. Every act of a writer that fills, compacts and fills
 * again is a cut. `test-powercut N` writes N rounds, 3 where it is not given. */
#include "test.h"

#include "fill.h"
#include "powercut.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SEEDS 2

static char top[200], dir[250], cut_dir[250];
static uint64_t rounds = 3;

static void tell(const char *what, void *ctx)
{
	(void)ctx;
	fprintf(stderr, "fault: %s\n", what);
}

static void write_rounds(void)
{
	struct store *s = NULL;
	struct err e = {0};

	powercut_record(dir);
	if (store_open(dir, "pages", STORE_CREATE | STORE_DAEMON, &s, &e))
		fail_msg("%s", e.text);
	powercut_promise();
	for (uint64_t i = 0; i < rounds; i++) {
		if (fill_round(s, i, &e))
			fail_msg("%s", e.text);
		powercut_promise();
		if (i == rounds / 2 && store_compact(s, &e))
			fail_msg("%s", e.text);
	}
	store_close(s);
	powercut_stop();
}

/* In a child: 0, or 1 with the reason on stderr. */
static int check_round(struct store_txn *t, uint64_t round)
{
	struct arena a = ARENA_INIT;
	struct buf body = BUF_INIT(BODY_MAX), want = BUF_INIT(1 << 20);
	struct err e = {0};
	struct notice n;
	struct version v;
	struct sha256 file;
	int bad;

	fill_page(&want, round + 1000, 1);
	bad = pages_notice(t, STR("pingdu"), STR("air"),
		      arena_strf(&a, "http://x.example/n/%llu.html", (unsigned long long)round),
		      &n, &a, &e) ||
		pages_version_last(t, &n, &v, &a, &e) ||
		body_get(t, &v.body_digest, &body, &e) ||
		!str_eq(buf_str(&body), buf_str(&want));
	fill_noise(&want, 40000, round);
	file = sha256_of(buf_str(&want));
	buf_clear(&body);
	bad = bad || body_get(t, &file, &body, &e) || !str_eq(buf_str(&body), buf_str(&want));
	if (bad)
		fprintf(stderr, "round %llu is lost: %s\n", (unsigned long long)round, e.text);
	buf_release(&body);
	buf_release(&want);
	arena_release(&a);
	return bad;
}

static int check_faults(struct store *s, struct store_txn *t)
{
	struct err e = {0};
	uint64_t faults = 0, chain = 0;

	if (store_check(s, tell, NULL, &faults, &e) ||
		pages_check_chain(t, tell, NULL, &chain, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 1;
	}
	return faults || chain;
}

static int check_all(struct store *s, uint64_t acknowledged)
{
	struct store_txn *t = NULL;
	struct err e = {0};
	uint64_t there;
	int bad;

	if (store_begin(s, true, &t, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 1;
	}
	there = store_counter(t, "round");
	bad = check_faults(s, t);
	if (there < acknowledged || there > acknowledged + 1) {
		fprintf(stderr, "%llu rounds, %llu acknowledged\n", (unsigned long long)there,
			(unsigned long long)acknowledged);
		bad = 1;
	}
	for (uint64_t i = 0; i < there && !bad; i++)
		bad = check_round(t, i);
	store_abort(t);
	/* and it is written on */
	if (!bad && (fill_round(s, there, &e) || store_begin(s, true, &t, &e))) {
		fprintf(stderr, "%s\n", e.text);
		return 1;
	}
	if (!bad) {
		bad = check_faults(s, t) || check_round(t, there);
		store_abort(t);
	}
	return bad;
}

/* promised: the store itself, and the rounds in it. */
static int check_cut(uint64_t promised)
{
	struct store *s = NULL;
	struct err e = {0};
	int rc = store_open(cut_dir, "pages", promised ? STORE_DAEMON : STORE_CREATE, &s, &e);

	if (rc) {
		fprintf(stderr, "%s\n", e.text);
		return 1;
	}
	return check_all(s, promised ? promised - 1 : 0);
}

static void cut_at(size_t k, enum cut_keep keep, uint64_t seed)
{
	char text[300];
	int status = 0;
	pid_t pid;

	powercut_make(cut_dir, k, keep, seed);
	fflush(stderr);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(check_cut(powercut_promised(k)));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (status != 0)
		fail_msg("cut %zu after '%s', kept %d seed %llu: status %d", k,
			powercut_act(k, text, sizeof(text)), (int)keep, (unsigned long long)seed,
			status);
	fs_remove_tree(cut_dir, NULL);
}

static void a_cut_at_any_moment_loses_nothing_acknowledged(void **state)
{
	size_t ncuts = 0;

	(void)state;
	write_rounds();
	for (size_t k = 0; k <= powercut_nacts(); k++)
		for (int keep = 0; keep < CUT_KEEPS; keep++)
			for (uint64_t seed = 0; seed < (keep == CUT_KEEP_SOME ? SEEDS : 1);
				seed++, ncuts++)
				cut_at(k, (enum cut_keep)keep, seed);
	print_message("%llu rounds, %zu acts, %zu cuts\n", (unsigned long long)rounds,
		powercut_nacts(), ncuts);
	powercut_free();
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {T(a_cut_at_any_moment_loses_nothing_acknowledged)};
	int64_t n;
	int rc;

	if (argc > 1 && str_int(str_of(argv[1]), 1, 1000, &n))
		rounds = (uint64_t)n;
	snprintf(top, sizeof(top), "%s", access("/dev/shm", W_OK) == 0 ? "/dev/shm/pw-cut.XXXXXX"
								     : "/tmp/pw-cut.XXXXXX");
	if (!mkdtemp(top))
		return 1;
	snprintf(dir, sizeof(dir), "%s/data", top);
	snprintf(cut_dir, sizeof(cut_dir), "%s/cut", top);
	if (mkdir(dir, 0755) < 0)
		return 1;
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	fs_remove_tree(top, NULL);
	return rc;
}
