/* Rows of a report: whatever was put away and whatever is pending, readers see all of it in
 * order; documents in pieces are the documents made whole. */
#include "test.h"

#include "base/clock.h"
#include "crawler/sheet.h"
#include "monitor/report.h"

#include "sorter.h"


static struct arena arena;
static struct err e;

static const char *const heads[] = {"Portal", "Text", "Link", "Number", "Day", "Time", "Trend",
	"Never", NULL};

static void fill(struct cell *row, struct arena *a, int i)
{
	int32_t *weeks = arena_array(a, TREND_WEEKS, sizeof(*weeks));

	for (int k = 0; k < TREND_WEEKS; k++)
		weeks[k] = i * k;
	row[0] = cell_text(arena_strf(a, "portal %d", i / 10));
	row[1] = cell_tone(arena_strf(a, "%d 关于 <做好>", i), i % 2 ? TONE_BAD : TONE_GREY);
	row[2] = cell_link(arena_strf(a, "通知 %d", i), arena_strf(a, "http://a.test/%d", i / 3));
	row[3] = cell_number(i % 5 ? i / 4.0 : -i);
	row[4] = cell_day(i % 7 ? i * 3 - 500 : DAY_NONE);
	row[5] = cell_time((int64_t)i * HOUR_MS * 1000 - 1);
	row[6] = cell_trend(i % 3 ? weeks : NULL);
}

/* n rows, those before `put` put away one by one. */
static struct report made(struct report_ask *ask, int n, int put)
{
	struct report r = {.title = STR("t")};
	struct report_making m = {.row = ARENA_INIT};
	struct section *s = report_section(&r, ask, NULL, heads);

	ask->making = &m;
	m.report = &r;
	s->drop_empty = true;
	for (int i = 0; i < n; i++) {
		if (i < put)
			report_item(ask);
		fill(section_row(s, ask->arena), ask->arena, i);
		if (i < put)
			same_int("put away", report_item_end(ask, 0, &e), 0);
	}
	ask->making = NULL;
	arena_release(&m.row);
	return r;
}

static void write_as(int form, const struct report *r, const struct report_ask *ask,
	struct buf *b)
{
	if (form == 0)
		write_text(r, ask, 0, b);
	else if (form == 1)
		write_csv(r, ask, b);
	else
		write_html(r, ask, b);
}

static struct report_ask ask_of(const struct config *c)
{
	return (struct report_ask){.config = c, .lang = LANG_EN, .arena = &arena};
}

static void rows_put_away_are_the_same_rows(void **state)
{
	static const int put[] = {0, 1, 7, 29, 30};
	struct config config = {.zone = zone_shanghai(), .language = "en"};
	struct report_ask ask = ask_of(&config);
	struct report whole = made(&ask, 30, 0);

	(void)state;
	for (size_t i = 0; i < ROWS(put); i++)
		for (int form = 0; form < 3; form++) {
			struct buf a = BUF_INIT(1 << 20), b = BUF_INIT(1 << 20);
			struct report r = made(&ask, 30, put[i]);

			write_as(form, &whole, &ask, &a);
			write_as(form, &r, &ask, &b);
			same_text("document", buf_str(&b), buf_str(&a));
			assert_true(str_has(buf_str(&a), STR("portal 2")));
			section_free(&r.sections[0]);
			buf_release(&a);
			buf_release(&b);
		}
	arena_release(&arena);
}

static int take(void *ctx, struct str piece, struct err *err)
{
	(void)err;
	assert_true(piece.n <= REPORT_DRAIN + 4096);
	buf_addstr(ctx, piece);
	return 0;
}

/* More than memory holds: the rows lie in a file, the document comes in pieces. */
static void a_long_document_comes_in_pieces(void **state)
{
	struct config config = {.zone = zone_shanghai(), .language = "en"};
	struct report_ask ask = ask_of(&config);
	struct report r = made(&ask, 20000, 19990);
	struct buf whole = BUF_INIT(1 << 26), pieces = BUF_INIT(1 << 26), b = BUF_INIT(1 << 26);
	struct report_taker to = {take, &pieces};

	(void)state;
	for (int form = 0; form < 3; form++) {
		struct report_making m = {.row = ARENA_INIT};

		buf_clear(&whole);
		buf_clear(&pieces);
		write_as(form, &r, &ask, &whole);
		ask.to = &to;
		ask.making = &m;
		write_as(form, &r, &ask, &b);
		m.ending = true;
		report_drain(&ask, &b);
		ask.to = NULL;
		ask.making = NULL;
		assert_true(whole.n > 1000000);
		same_text("document", buf_str(&pieces), buf_str(&whole));
	}
	section_free(&r.sections[0]);
	buf_release(&whole);
	buf_release(&pieces);
	buf_release(&b);
	arena_release(&arena);
}

static void no_room_for_a_temporary_file_is_said(void **state)
{
	struct config config = {.zone = zone_shanghai(), .language = "en"};
	struct report_ask ask = ask_of(&config);
	struct report r = {.title = STR("t")};
	struct report_making m = {.row = ARENA_INIT, .report = &r};
	struct section *s = report_section(&r, &ask, NULL, heads);
	int rc = 0;

	(void)state;
	setenv("TMPDIR", "/nonexistent/folder", 1);
	ask.making = &m;
	for (int i = 0; i < 20000 && rc == 0; i++) {
		report_item(&ask);
		fill(section_row(s, ask.arena), ask.arena, i);
		rc = report_item_end(&ask, 0, &e);
	}
	unsetenv("TMPDIR");
	same_int("refused", rc, ERR_NOTFOUND);
	assert_non_null(strstr(e.text, "/nonexistent/folder"));
	section_free(s);
	arena_release(&m.row);
	arena_release(&arena);
}

#ifdef PW_HAVE_XLSX
/* Thousands of addresses leave with their rows; whatever a title holds stays its text. */
static void a_workbook_of_many_addresses_keeps_its_texts(void **state)
{
	static const char *const two[] = {"Title", "Where", NULL};
	struct config config = {.zone = zone_shanghai(), .language = "en"};
	struct report_ask ask = ask_of(&config);
	struct report r = {.title = STR("t")};
	struct section *s = report_section(&r, &ask, NULL, two);
	struct buf b = BUF_INIT(1 << 26);
	struct sheet sheet;
	enum { N = 9000 };

	(void)state;
	for (int i = 0; i < N; i++) {
		struct cell *row = section_row(s, &arena);
		struct str url = arena_strf(&arena, "http://a.test/%d", i);

		row[0] = cell_link(arena_strf(&arena, "=1+%d \"&A1&\" 通知", i), url);
		row[1] = cell_link(url, arena_strf(&arena, "http://a.test/%0300d", i));
	}
	same_int("written", write_xlsx(&r, &ask, SHEET_ROWS, &b, &e), 0);
	same_int("read", sheet_parse(buf_str(&b), &sheet, &arena, &e), 0);
	same_int("rows", (int)sheet.nrows, N + 2);
	for (int i = 0; i < N; i++) {
		struct str url = arena_strf(&arena, "http://a.test/%d", i);

		same_text("title", sheet_cell(&sheet.rows[i + 2], 0),
			arena_strf(&arena, "=1+%d \"&A1&\" 通知", i));
		same_text("beside it", sheet_cell(&sheet.rows[i + 2], 1), url);
	}
	buf_release(&b);
	arena_release(&arena);
}

static void rows_beyond_a_sheet_are_on_the_next(void **state)
{
	static const struct {
		int rows, sheets;
	} row[] = {{0, 1}, {1, 1}, {10, 1}, {11, 2}, {20, 2}, {21, 3}};
	struct config config = {.zone = zone_shanghai(), .language = "en"};
	struct report_ask ask = ask_of(&config);

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct report r = made(&ask, row[i].rows, row[i].rows / 2);
		struct buf b = BUF_INIT(1 << 26);
		struct sheet sheet;
		char last[40], none[40];

		same_int("written", write_xlsx(&r, &ask, 10, &b, &e), 0);
		snprintf(last, sizeof(last), "worksheets/sheet%d.xml", row[i].sheets);
		snprintf(none, sizeof(none), "worksheets/sheet%d.xml", row[i].sheets + 1);
		assert_true(str_has(buf_str(&b), str_of(last)));
		assert_false(str_has(buf_str(&b), str_of(none)));
		same_int("read", sheet_parse(buf_str(&b), &sheet, &arena, &e), 0);
		if (row[i].rows)
			same_int("title, heads, rows", (int)sheet.nrows,
				2 + (row[i].rows < 10 ? row[i].rows : 10));
		section_free(&r.sections[0]);
		buf_release(&b);
	}
	arena_release(&arena);
}
#endif

/* Keys of 0..999, many alike; the value is when it came. */
static void records_come_out_in_order_whatever_is_held(void **state)
{
	static const size_t held[] = {1, 100, 5000, 1 << 20};
	enum { N = 4000 };

	(void)state;
	for (size_t i = 0; i < ROWS(held); i++) {
		struct sorter *s = sorter_new(held[i]);
		struct str key, value;
		struct sorted in;
		struct spool *out;
		uint32_t x = 7;
		char before[40] = "";
		int n = 0;

		for (int k = 0; k < N; k++) {
			char text[20], came[20];

			x = x * 1664525 + 1013904223;
			snprintf(text, sizeof(text), "a longer key %03u", x >> 16 & 1023);
			snprintf(came, sizeof(came), "%05d", k);
			sorter_add(s, str_of(text), str_of(came));
		}
		out = sorter_sorted(s);
		same_int("sorted", sorter_error(s, &e), 0);
		sorter_free(s);
		for (sorted_open(&in, out); sorted_next(&in, &key, &value); n++) {
			char now[40];

			snprintf(now, sizeof(now), "%.*s %.*s", STR_ARG(key), STR_ARG(value));
			assert_true(strcmp(before, now) < 0);
			memcpy(before, now, sizeof(now));
		}
		same_int("all", n, N);
		spool_free(out);
	}
}

static void a_sort_without_room_says_so(void **state)
{
	struct sorter *s = sorter_new(100);
	struct err why = {0};
	struct spool *out;

	(void)state;
	setenv("TMPDIR", "/nonexistent/folder", 1);
	for (int i = 0; i < 300000 / 30; i++)
		sorter_add(s, STR("key"), STR("a value of some thirty bytes, at least"));
	out = sorter_sorted(s);
	unsetenv("TMPDIR");
	same_int("refused", sorter_error(s, &why), ERR_NOTFOUND);
	assert_non_null(strstr(why.text, "/nonexistent/folder"));
	same_int("nothing", (int)spool_size(out), 0);
	spool_free(out);
	sorter_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#ifdef PW_HAVE_XLSX
		cmocka_unit_test(a_workbook_of_many_addresses_keeps_its_texts),
		cmocka_unit_test(rows_beyond_a_sheet_are_on_the_next),
#endif
		cmocka_unit_test(records_come_out_in_order_whatever_is_held),
		cmocka_unit_test(a_sort_without_room_says_so),
		T(rows_put_away_are_the_same_rows),
		T(a_long_document_comes_in_pieces),
		T(no_room_for_a_temporary_file_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
