/* Tables: XLSX as Excel writes it and as hostile people do (tests/data/sheet/make.py), and
 * separated text in its encodings. */
#include "test.h"

#include "crawler/sheet.h"

static int read_one(const char *name, struct sheet *s, struct arena *a, struct err *e)
{
	char path[500];

	snprintf(path, sizeof(path), TEST_DATA "/sheet/%s", name);
	return sheet_read(path, s, a, e);
}

static void workbooks_give_what_people_see(void **state)
{
	static const struct {
		size_t row, cell;
		const char *want;
	} row[] = {
		{0, 0, "清单"}, {0, 8, "清单"}, {1, 1, "网站标识码"}, {2, 0, "平度市人民政府"},
		{2, 1, "3702830001"}, {2, 3, "http://www.pingdu.gov.cn/tzgg/index.html"},
		{2, 5, "2018-08-24"}, {2, 6, "2026-09-24"}, {2, 7, "2.5"}, {2, 8, "TRUE"},
		{2, 9, ""}, {3, 0, "平度市人民政府"}, {3, 1, "3702830001"}, {3, 2, "环境空气"},
		{3, 3, "http://www.pingdu.gov.cn/air/"},
	};
	struct arena a = ARENA_INIT;
	struct sheet s;
	struct err e = {0};

	(void)state;
	if (read_one("good.xlsx", &s, &a, &e) < 0)
		fail_msg("%s", e.text);
	same_int("rows", s.nrows, 4);
	same_int("number", s.rows[3].number, 4);
	for (size_t i = 0; i < ROWS(row); i++)
		same_text(row[i].want, sheet_cell(&s.rows[row[i].row], row[i].cell),
			str_of(row[i].want));
	assert_int_equal(read_one("hidden.xlsx", &s, &a, &e), 0);
	same_text("the visible sheet", sheet_cell(&s.rows[0], 0), STR("seen"));
	assert_int_equal(read_one("date1904.xlsx", &s, &a, &e), 0);
	same_text("1904", sheet_cell(&s.rows[0], 0), STR("2018-08-24"));
	arena_release(&a);
}

static void hostile_workbooks_are_refused(void **state)
{
	static const struct {
		const char *name;
		int code;
	} row[] = {
		{"bomb.xlsx", ERR_TOOBIG}, {"doctype.xlsx", ERR_DENIED}, {"cut.xlsx", ERR_SYNTAX},
		{"nobook.xlsx", ERR_SYNTAX}, {"order.xlsx", ERR_SYNTAX},
		{"damaged.xlsx", ERR_SYNTAX},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct arena a = ARENA_INIT;
		struct sheet s;
		struct err e = {0};

		same_int(row[i].name, read_one(row[i].name, &s, &a, &e), row[i].code);
		arena_release(&a);
	}
}

static void separated_text_is_read_in_its_encoding(void **state)
{
	static const struct {
		const char *name, *bytes;
		size_t n;
		const char *form, *encoding;
		const char *first, *second;
	} row[] = {
#define TEXT(s) s, sizeof(s) - 1
		{"plain", TEXT("a,b\n"), "csv", "utf-8", "a", "b"},
		{"quotes", TEXT("\"a, \"\"x\"\"\n2\",b\r\n"), "csv", "utf-8", "a, \"x\"\n2", "b"},
		{"bom", TEXT("\xEF\xBB\xBF网站,b"), "csv", "utf-8", "网站", "b"},
		{"tabs", TEXT("a\tb, c\n"), "tsv", "utf-8", "a", "b, c"},
		{"semicolons", TEXT("a;b\n"), "csv", "utf-8", "a", "b"},
		{"gb18030", TEXT("\xcd\xf8\xd5\xbe,b\n"), "csv", "gb18030", "网站", "b"},
		{"utf-16le", TEXT("\xFF\xFE\x51\x7f,\0b\0"), "csv", "utf-16le", "网", "b"},
		{"utf-16be", TEXT("\xFE\xFF\x7f\x51\0,\0b"), "csv", "utf-16be", "网", "b"},
		{"utf-16 without bom", TEXT("a\0,\0b\0"), "csv", "utf-16le", "a", "b"},
		{"guards", TEXT("=\"0012\",'=x\n"), "csv", "utf-8", "0012", "=x"},
		{"wide spaces", TEXT("　a　, b \n"), "csv", "utf-8", "a", "b"},
		{"unclosed quote", TEXT("\"a,b"), "csv", "utf-8", "a,b", ""},
		{"empty lines", TEXT("\n\n,\na,b\n"), "csv", "utf-8", "a", "b"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct arena a = ARENA_INIT;
		struct sheet s;
		struct err e = {0};

		if (sheet_parse(str_n(row[i].bytes, row[i].n), &s, &a, &e) < 0)
			fail_msg("%s: %s", row[i].name, e.text);
		same_text(row[i].name, str_of(s.form), str_of(row[i].form));
		same_text(row[i].name, str_of(s.encoding), str_of(row[i].encoding));
		same_int(row[i].name, s.nrows, 1);
		same_text(row[i].name, sheet_cell(&s.rows[0], 0), str_of(row[i].first));
		same_text(row[i].name, sheet_cell(&s.rows[0], 1), str_of(row[i].second));
		arena_release(&a);
	}
}

static void ceilings_hold(void **state)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_INIT((size_t)64 << 20);
	struct sheet s;

	(void)state;
	for (int i = 0; i <= SHEET_ROWS_MAX; i++)
		buf_adds(&b, "x\n");
	same_int("rows", sheet_parse(buf_str(&b), &s, &a, NULL), ERR_TOOBIG);
	buf_clear(&b);
	for (int i = 0; i < 1000; i++)
		buf_adds(&b, "x,");
	same_int("columns", sheet_parse(buf_str(&b), &s, &a, NULL), 0);
	same_int("columns", s.rows[0].ncells, SHEET_COLUMNS_MAX);
	arena_release(&a);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(workbooks_give_what_people_see), T(hostile_workbooks_are_refused),
		T(separated_text_is_read_in_its_encoding), T(ceilings_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
