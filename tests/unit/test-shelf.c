/* The memory a fetcher shares with a parser: what fits, what is told, who is not believed. */
#include "test.h"

#include "shelf.h"

#include <unistd.h>

/* Both ends of one shelf, as two processes would have them. */
static void open_both(struct shelf *fetcher, struct shelf *parser)
{
	shelf_open(fetcher);
	assert_non_null(fetcher->at);
	shelf_map(parser, dup(fetcher->fd));
	assert_non_null(parser->at);
}

static void a_page_comes_back_from_the_place_of_its_document(void **state)
{
	struct shelf f, p;
	struct str order, document;
	struct buf page = BUF_INIT(SHELF_PAGE + 1);

	(void)state;
	open_both(&f, &p);
	for (int i = 0; i < SHELF_PLACES; i++) {
		char body[] = "page 0";

		body[5] = (char)('0' + i);
		assert_true(shelf_put(&f, i, STR("order"), str_of(body)));
		assert_false(shelf_take(&f, i, &page));
	}
	for (int i = SHELF_PLACES - 1; i >= 0; i--) {
		assert_int_equal(shelf_get(&p, i, &order, &document, NULL), 0);
		same_text("order", order, STR("order"));
		same_int("document", document.p[5], '0' + i);
		assert_true(shelf_answer(&p, i, document));
		assert_true(shelf_take(&f, i, &page));
		same_text("page", buf_str(&page), document);
	}
	shelf_document(&f, 3, 6, &page);
	same_text("taken back", buf_str(&page), STR("page 3"));
	assert_true(shelf_put(&f, 3, STR(""), STR("")));
	assert_false(shelf_take(&f, 3, &page)); /* the page before is forgotten */
	shelf_close(&f);
	shelf_close(&p);
	buf_release(&page);
}

static void what_does_not_fit_is_refused(void **state)
{
	struct shelf f, p, none = SHELF_NONE;
	struct str order, document;
	char *large = mem_alloc(SHELF_DOCUMENT + 1);

	(void)state;
	open_both(&f, &p);
	assert_true(shelf_put(&f, 0, str_n(large, SHELF_ORDER), str_n(large, SHELF_DOCUMENT)));
	assert_false(shelf_put(&f, 0, STR("o"), str_n(large, SHELF_DOCUMENT + 1)));
	assert_false(shelf_put(&f, 0, str_n(large, SHELF_ORDER + 1), STR("d")));
	assert_true(shelf_answer(&p, 0, str_n(large, SHELF_PAGE)));
	assert_false(shelf_answer(&p, 0, str_n(large, SHELF_PAGE + 1)));
	assert_false(shelf_put(&none, 0, STR("o"), STR("d")));
	assert_int_equal(shelf_get(&none, 0, &order, &document, NULL), ERR_PROTO);
	assert_int_equal(shelf_get(&p, -1, &order, &document, NULL), ERR_PROTO);
	assert_int_equal(shelf_get(&p, SHELF_PLACES, &order, &document, NULL), ERR_PROTO);
	shelf_close(&f);
	shelf_close(&p);
	free(large);
}

/* A parser may have been taken over by what it read: it writes anything, anywhere. */
static void lengths_of_the_other_side_are_not_believed(void **state)
{
	struct shelf f, p;
	struct str order, document;
	struct buf page = BUF_INIT(SHELF_PAGE + 1);

	(void)state;
	open_both(&f, &p);
	assert_true(shelf_put(&f, 0, STR("order"), STR("document")));
	assert_true(shelf_answer(&p, 0, STR("page")));
	memset(p.at, 0xFF, 12); /* the three lengths at the head of a place */
	assert_true(shelf_take(&f, 0, &page));
	same_int("no bytes taken", page.n, 0);
	assert_int_equal(shelf_get(&p, 0, &order, &document, NULL), ERR_PROTO);
	memset(p.at, 0xFF, 16); /* and a word that is none */
	assert_false(shelf_take(&f, 0, &page));
	shelf_document(&f, 0, SHELF_DOCUMENT + 1, &page);
	same_int("no bytes behind the place", page.n, 0);
	shelf_close(&f);
	shelf_close(&p);
	buf_release(&page);
}

/* Else a parser could make it shorter, and the fetcher die of a look at it. */
static void nobody_changes_the_size(void **state)
{
	struct shelf f;

	(void)state;
	shelf_open(&f);
	assert_true(ftruncate(f.fd, 4096) < 0);
	assert_true(ftruncate(f.fd, 1 << 30) < 0);
	shelf_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_comes_back_from_the_place_of_its_document),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(lengths_of_the_other_side_are_not_believed),
		cmocka_unit_test(nobody_changes_the_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
