/* The base floor: dates, zones, text, records, escaping. */
#include "test.h"

#include "base/civil.h"
#include "base/clock.h"
#include "base/out.h"
#include "base/record.h"
#include "base/utf8.h"

static void days_agree_with_known_dates(void **state)
{
	static const struct {
		int y, m, d;
		int32_t day;
		int weekday;
	} row[] = {
		{1970, 1, 1, 0, 4}, {2000, 2, 29, 11016, 2}, {2026, 9, 24, 20720, 4},
		{1900, 3, 1, -25508, 4}, {2100, 2, 28, 47540, 7},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		int y, m, d;

		same_int("day", day_of(row[i].y, row[i].m, row[i].d), row[i].day);
		same_int("weekday", day_weekday(row[i].day), row[i].weekday);
		day_split(row[i].day, &y, &m, &d);
		same_int("year", y, row[i].y);
		same_int("month", m, row[i].m);
		same_int("dom", d, row[i].d);
	}
	same_int("31 Jan + 1", day_add_months(day_of(2026, 1, 31), 1), day_of(2026, 2, 28));
	same_int("31 Aug - 6", day_add_months(day_of(2024, 8, 31), -6), day_of(2024, 2, 29));
}

static void times_round_trip_in_zones(void **state)
{
	static const struct {
		const char *zone, *text;
		int64_t ms;
	} row[] = {
		{"Asia/Shanghai", "2026-09-24T09:30:00+08:00", 1790213400000},
		{"UTC", "2026-09-24T01:30:00Z", 1790213400000},
		{"America/New_York", "2026-07-01T08:00:00-04:00", 1782907200000},
		{"America/New_York", "2037-12-01T08:00:00-05:00", 2143285200000},
		{"Europe/Berlin", "2050-07-01T08:00:00+02:00", 2540268000000},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		const struct zone *z;
		char t[TIME_TEXT];
		int64_t ms;

		assert_int_equal(zone_load(row[i].zone, &z, NULL), 0);
		same_text(row[i].zone, str_of(time_text(t, row[i].ms, z)), str_of(row[i].text));
		assert_true(time_parse(str_of(row[i].text), z, &ms));
		same_int(row[i].text, ms, row[i].ms);
	}
	int64_t ms;
	assert_true(time_parse_http(STR("Sun, 06 Nov 1994 08:49:37 GMT"), &ms));
	same_int("http", ms, 784111777000);
	assert_false(time_parse(STR("2026-13-01"), zone_utc(), &ms));
	assert_true(duration_parse(STR("90m"), &ms));
	same_int("90m", ms, 5400000);
	assert_false(duration_parse(STR("90"), &ms));
}

/* A process that can open no files is given the bytes. */
static void zones_are_adopted(void **state)
{
	const struct zone *from = NULL, *z;
	struct str file;

	(void)state;
	assert_int_equal(zone_load("America/New_York", &from, NULL), 0);
	file = zone_file(from);
	assert_true(file.n > 1000);
	assert_int_equal(zone_file(zone_shanghai()).n, 0);
	z = zone_adopt(STR("Elsewhere/New_York"), file);
	assert_non_null(z);
	assert_ptr_not_equal(z, from);
	same_text("name", str_of(zone_name(z)), STR("Elsewhere/New_York"));
	same_int("summer", zone_offset_s(z, 1782907200000), -4 * 3600);
	same_int("winter", zone_offset_s(z, 2143285200000), -5 * 3600);
	assert_ptr_equal(zone_adopt(STR("Elsewhere/New_York"), STR_NONE), z);
	assert_ptr_equal(zone_adopt(STR("Asia/Shanghai"), file), zone_shanghai());
	assert_null(zone_adopt(STR("Elsewhere/cut"), str_sub(file, 0, file.n / 2)));
	assert_null(zone_adopt(STR("Elsewhere/none"), STR("no zone")));
	assert_null(zone_adopt(STR("Elsewhere/none"), STR_NONE));
	assert_null(zone_adopt(STR_NONE, file));
}

struct inner {
	struct str name;
	int32_t n;
};
static const struct field inner_rows[] = {
	F_STR(1, struct inner, name),
	F_I32(2, struct inner, n),
};
static RECORD_TYPE(inner_type, struct inner, 1, inner_rows);

struct outer {
	bool yes;
	int64_t when;
	double share;
	struct str text, absent;
	unsigned char digest[4];
	struct inner one;
	struct inner *many;
	size_t nmany;
};
static const struct field outer_rows[] = {
	F_BOOL(1, struct outer, yes),
	F_I64(2, struct outer, when),
	F_DOUBLE(3, struct outer, share),
	F_STR(4, struct outer, text),
	F_STR(5, struct outer, absent),
	F_BYTES(6, struct outer, digest),
	F_RECORD(7, struct outer, one, inner_type),
	F_LIST(8, struct outer, many, nmany, inner_type),
};
static RECORD_TYPE(outer_type, struct outer, 2, outer_rows);

static void records_come_back_as_written(void **state)
{
	struct inner many[40];
	struct outer x = {.yes = true, .when = -5, .share = 0.25, .text = STR(""),
		.digest = {1, 2, 3, 4}, .one = {STR("一"), 7}, .many = many, .nmany = 40}, y;
	struct buf b = BUF_INIT(1 << 20);
	struct arena a = ARENA_INIT;
	struct err e = {0};

	(void)state;
	for (int i = 0; i < 40; i++)
		many[i] = (struct inner){STR("item"), i - 20};
	record_write(&outer_type, &x, &b);
	assert_int_equal(record_read(&outer_type, buf_str(&b), &y, &a, &e), 0);
	assert_true(y.yes && y.when == -5 && y.share > 0.24 && y.share < 0.26);
	assert_true(!str_none(y.text) && y.text.n == 0 && str_none(y.absent));
	assert_memory_equal(y.digest, x.digest, 4);
	same_text("nested", y.one.name, STR("一"));
	same_int("count", y.nmany, 40);
	for (int i = 0; i < 40; i++)
		same_int("element", y.many[i].n, i - 20);
	b.p[0] = 3;
	assert_int_equal(record_read(&outer_type, buf_str(&b), &y, &a, &e), ERR_VERSION);
	b.p[0] = 2;
	for (size_t n = 1; n < b.n; n++) /* cut anywhere: corrupt or shorter, never a crash */
		(void)record_read(&outer_type, str_n(b.p, n), &y, &a, NULL);
	buf_release(&b);
	arena_release(&a);
}

static void record_bytes_are_golden(void **state)
{
	static const unsigned char want[] = {1, 0x0a, 2, 'h', 'i', 0x10, 5};
	struct inner x = {STR("hi"), -3};
	struct buf b = BUF_INIT(100);

	(void)state;
	record_write(&inner_type, &x, &b);
	same_int("bytes", b.n, sizeof(want));
	assert_memory_equal(b.p, want, sizeof(want));
	buf_release(&b);
}

static void hostile_text_is_harmless(void **state)
{
	static const struct {
		void (*fn)(struct buf *, struct str);
		const char *in, *want;
	} row[] = {
		{out_html, "<b>\"&'\x1b[1m\xe2\x80\xae", "&lt;b&gt;&quot;&amp;&#39;[1m"},
		{out_csv, "=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""},
		{out_csv, "-12.5", "-12.5"},
		{out_csv, "\xef\xbc\x9d" "1+1", "\"'\xef\xbc\x9d" "1+1\""},
		{out_csv, "a\"b", "\"a\"\"b\""},
		{out_csv, "平度", "平度"},
		{out_term, "a\r\nb\x1b", "a\\x0d\\x0ab\\x1b"},
		{out_json, "a\"\\\n\x01\xff", "\"a\\\"\\\\\\n\\u0001\xef\xbf\xbd\""},
		{out_href, "javascript:alert(1)", "#"},
		{out_base64, "abcd", "YWJjZA=="},
	};
	struct buf b = BUF_INIT(1000);

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		buf_clear(&b);
		row[i].fn(&b, str_of(row[i].in));
		same_text(row[i].in, buf_str(&b), str_of(row[i].want));
	}
	buf_clear(&b);
	out_line(&b, STR("  a\r\nBcc: x  通知公告"), 10);
	same_text("line", buf_str(&b), STR("a Bcc: x \xe9\x80\x9a\xe2\x80\xa6"));
	buf_release(&b);
}

static void buffers_keep_their_ceiling(void **state)
{
	struct buf b = BUF_INIT(5);

	(void)state;
	buf_adds(&b, "abc");
	buf_adds(&b, "defg");
	assert_true(b.over);
	same_text("kept", buf_str(&b), STR("abc"));
	buf_release(&b);
}

static void utf8_reports_each_ill_formed_part(void **state)
{
	size_t at = 0;
	bool bad = false;
	struct str s = STR("\xe4\xb8\xad\xf0\x80\x41");

	(void)state;
	same_int("zhong", utf8_next_strict(s, &at, &bad), 0x4E2D);
	assert_false(bad);
	same_int("bad", utf8_next_strict(s, &at, &bad), 0xFFFD);
	same_int("bad", utf8_next_strict(s, &at, &bad), 0xFFFD);
	same_int("A", utf8_next_strict(s, &at, &bad), 'A');
	same_int("width", utf8_width(STR("a中")), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(days_agree_with_known_dates),
		T(times_round_trip_in_zones),
		T(zones_are_adopted),
		T(records_come_back_as_written),
		T(record_bytes_are_golden),
		T(hostile_text_is_harmless),
		T(buffers_keep_their_ceiling),
		T(utf8_reports_each_ill_formed_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
