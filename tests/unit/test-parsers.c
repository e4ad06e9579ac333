/* The parser processes of a fetcher, with the executable itself: test-parsers PORTALWATCH. */
#include "test.h"

#include "base/clock.h"
#include "crawler/page.h"
#include "loop.h"
#include "parsers.h"

static const char *exe;
static int nparsed;

static void on_parsed(void *ctx, uint64_t ticket, struct str page, const char *reason)
{
	(void)ctx;
	(void)ticket;
	assert_null(reason);
	assert_true(page.n > 0);
	nparsed++;
}

static void read_one(struct parsers *p, struct str body)
{
	struct page_order o = {.url = STR("http://x.gov.cn/"), .want = WANT_LINKS};
	struct buf order = BUF_INIT(1000);

	record_write(&record_page_order, &o, &order);
	parsers_read(p, 1, buf_str(&order), body);
	buf_release(&order);
}

/* What was laid out before the loop waits is read while it does: nothing else may wake it. */
static void a_document_told_of_needs_no_other_turn(void **state)
{
	int64_t wait_ms, end_ms = clock_mono_ms() + 60 * SECOND_MS;
	struct loop *l = NULL;
	struct parsers *p = NULL;
	struct err e;

	(void)state;
	assert_int_equal(loop_open(&l, &e), 0);
	assert_int_equal(parsers_open(l, 1, exe, 20 * SECOND_MS, on_parsed, NULL, &p, &e), 0);
	read_one(p, STR("<a href=/1>one</a>"));
	while (nparsed < 1 && clock_mono_ms() < end_ms) { /* started, and has said hello */
		assert_int_equal(parsers_turn(p, clock_mono_ms(), &wait_ms, &e), 0);
		parsers_tell(p);
		assert_int_equal(loop_turn(l, wait_ms, &e), 0);
	}
	assert_int_equal(nparsed, 1);
	read_one(p, STR("<a href=/2>two</a>"));
	parsers_tell(p);
	while (nparsed < 2 && clock_mono_ms() < end_ms)
		assert_int_equal(loop_turn(l, 60 * SECOND_MS, &e), 0);
	assert_int_equal(nparsed, 2);
	parsers_close(p);
	loop_close(l);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		T(a_document_told_of_needs_no_other_turn),
	};

	if (argc != 2)
		return 2;
	exe = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
