/* A writer is killed at any moment: afterwards the store opens, nothing in it is damaged,
 * and everything it had acknowledged is there. `test-crash N` kills N times. */
#include "test.h"

#include "fill.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[200];
static int kills = 10;

static void writer(int ack)
{
	struct store *s = NULL;
	struct err e = {0};
	uint64_t round = 0;
	struct store_txn *t = NULL;

	if (store_open(dir, "pages", STORE_CREATE | STORE_DAEMON, &s, &e) ||
		store_begin(s, false, &t, &e)) {
		fprintf(stderr, "writer: %s\n", e.text);
		_exit(1);
	}
	round = store_counter(t, "round");
	store_abort(t);
	for (;; round++) {
		if (fill_round(s, round, &e)) {
			fprintf(stderr, "writer: %s\n", e.text);
			_exit(1);
		}
		if (write(ack, &round, sizeof(round)) != sizeof(round))
			_exit(1);
	}
}

static void tell(const char *what, void *ctx)
{
	(void)ctx;
	fprintf(stderr, "fault: %s\n", what);
}

/* Round n was acknowledged: its notice, its version and the body are there. */
static void check_round(struct store_txn *t, uint64_t round)
{
	struct arena a = ARENA_INIT;
	struct buf body = BUF_INIT(BODY_MAX), want = BUF_INIT(1 << 20);
	struct err e = {0};
	struct notice n;
	struct version v;

	if (pages_notice(t, STR("pingdu"), STR("air"),
		    arena_strf(&a, "http://x.example/n/%llu.html", (unsigned long long)round),
		    &n, &a, &e) ||
		pages_version_last(t, &n, &v, &a, &e) ||
		body_get(t, &v.body_digest, &body, &e))
		fail_msg("round %llu is lost: %s", (unsigned long long)round, e.text);
	fill_page(&want, round + 1000, 1);
	same_text("body", buf_str(&body), buf_str(&want));
	buf_release(&body);
	buf_release(&want);
	arena_release(&a);
}

static void check_store(uint64_t acknowledged)
{
	struct store *s = NULL;
	struct store_txn *t = NULL;
	struct err e = {0};
	uint64_t faults = 0, chain = 0;

	if (store_open(dir, "pages", STORE_DAEMON, &s, &e) ||
		store_check(s, tell, NULL, &faults, &e) || store_begin(s, true, &t, &e) ||
		pages_check_chain(t, tell, NULL, &chain, &e))
		fail_msg("%s", e.text);
	same_int("faults", faults, 0);
	same_int("faults of the chain", chain, 0);
	assert_true(store_counter(t, "round") >= acknowledged);
	for (uint64_t i = 0; i < acknowledged; i++)
		check_round(t, i);
	store_abort(t);
	store_close(s);
}

static void nothing_acknowledged_is_lost(void **state)
{
	uint64_t acknowledged = 0, round;
	unsigned seed = 4711;

	(void)state;
	for (int i = 0; i < kills; i++) {
		int fd[2], status = 0;
		pid_t pid;
		int64_t end_ms;

		assert_int_equal(pipe(fd), 0);
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0) {
			close(fd[0]);
			writer(fd[1]);
		}
		close(fd[1]);
		seed = seed * 1103515245 + 12345;
		end_ms = clock_mono_ms() + (seed >> 16) % 120;
		for (;;) {
			struct pollfd p = {.fd = fd[0], .events = POLLIN};
			int64_t left = end_ms - clock_mono_ms();

			if (left <= 0 || poll(&p, 1, (int)left) <= 0)
				break;
			if (read(fd[0], &round, sizeof(round)) != sizeof(round))
				break;
			acknowledged = round + 1;
		}
		kill(pid, SIGKILL);
		while (read(fd[0], &round, sizeof(round)) == sizeof(round))
			acknowledged = round + 1;
		close(fd[0]);
		waitpid(pid, &status, 0);
		same_int("killed, not failed", WIFSIGNALED(status) ? WTERMSIG(status) : -1, SIGKILL);
		if (acknowledged)
			check_store(acknowledged);
	}
	print_message("%d kills, %llu rounds acknowledged\n", kills,
		(unsigned long long)acknowledged);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {T(nothing_acknowledged_is_lost)};
	int rc;

	if (argc > 1)
		kills = atoi(argv[1]);
	snprintf(dir, sizeof(dir), "/tmp/pw-crash.XXXXXX");
	if (!mkdtemp(dir))
		return 1;
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	fs_remove_tree(dir, NULL);
	return rc;
}
