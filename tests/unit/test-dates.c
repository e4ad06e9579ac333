/* Dates in text and addresses, and what only the whole list can say of them. */
#include "test.h"

#include "base/clock.h"
#include "crawler/dates.h"

/* 2026-03-10T12:00:00+08:00 */
#define NOW INT64_C(1773115200000)

static const char *found_text(char out[TIME_TEXT], bool ok, const struct date_found *f)
{
	if (!ok)
		return strcpy(out, "-");
	if (f->has_time)
		return time_short(out, f->ms, zone_shanghai());
	return day_text(out, day_of_ms(f->ms, zone_shanghai()));
}

static void every_form_in_the_wild_is_read(void **state)
{
	static const struct {
		const char *text, *want;
	} row[] = {
		{"2025-09-24", "2025-09-24"},
		{"[2025-09-24]", "2025-09-24"},
		{"2025/9/4", "2025-09-04"},
		{"2025.09.24", "2025-09-24"},
		{"2025年9月24日", "2025-09-24"},
		{"2025 年 9 月 24 日", "2025-09-24"},
		{"发布时间：2020-12-31 11:06:22 阅读次数：", "2020-12-31 11:06"},
		{"２０２５－０９－２４", "2025-09-24"},
		{"2025-09-24 10∶30", "2025-09-24 10:30"},
		{"2025-09-24T10:30:00Z", "2025-09-24 18:30"},
		{"2025-09-24T10:30:00-05:00", "2025-09-24 23:30"},
		{"2025年9月24日15时30分", "2025-09-24 15:30"},
		{"September 24, 2025", "2025-09-24"},
		{"Sept. 24th, 2025 3:05 p.m.", "2025-09-24 15:05"},
		{"24 September 2025", "2025-09-24"},
		{"24-Sep-2025", "2025-09-24"},
		{"Sep-24-2025", "2025-09-24"}, {"Sep/24/2025", "2025-09-24"},
		{"24Sep25", "2025-09-24"}, {"24SEP2025", "2025-09-24"},
		{"24 de septiembre de 2025", "2025-09-24"},
		{"24/09/2025", "2025-09-24"},
		{"09/24/2025", "2025-09-24"},
		{"24.9.2025", "2025-09-24"},
		{"20250924", "2025-09-24"},
		{"二〇二五年九月二十四日", "2025-09-24"},
		{"二〇二〇年十二月三十一日", "2020-12-31"},
		{"民國109年1月2日", "2020-01-02"},
		{"令和7年9月24日", "2025-09-24"}, {"令和７年９月２４日", "2025-09-24"},
		{"令和元年5月1日", "2019-05-01"}, {"平成31年4月30日", "2019-04-30"},
		{"令和8年度", "-"}, {"令和8年4月分", "-"},
		{"03 2020-01", "2020-01-03"},
		{"2020-01 03", "2020-01-03"},
		{"01-03 2020", "2020-01-03"},
		{"[03-05]", "2026-03-05"},
		{"(12-31)", "2025-12-31"},
		{"9月24日", "2025-09-24"},
		{"今天 10:30", "2026-03-10 10:30"},
		{"昨天", "2026-03-09"},
		{"3小时前", "2026-03-10 09:00"},
		{"5天前", "2026-03-05"},
		{"2 days ago", "2026-03-08"},
		{"29 February 2024", "2024-02-29"},
		{"24 listopada 2025 r.", "2025-11-24"}, {"3 PAŹDZIERNIKA 2025", "2025-10-03"},
		{"24 wrz 2025", "2025-09-24"}, {"24 Eylül 2025 Çarşamba", "2025-09-24"},
		{"24 KASIM 2025", "2025-11-24"}, {"1 HAZİRAN 2025", "2025-06-01"},
		{"5 Şub 2026", "2026-02-05"}, {"24 नवंबर 2025", "2025-11-24"},
		{"२४ नवम्बर, २०२५", "2025-11-24"}, {"24 พฤศจิกายน 2568", "2025-11-24"},
		{"24 พ.ย. 2568", "2025-11-24"}, {"24 พ.ย. 68", "2025-11-24"},
		{"วันที่ ๒๔ กันยายน พ.ศ. ๒๕๖๘", "2025-09-24"}, {"03/11/2568", "2025-11-03"},
		{"24 ene. 2026", "2026-01-24"}, {"24/dez/2025", "2025-12-24"},
		{"1º de dezembro de 2025", "2025-12-01"}, {"24 out 2025", "2025-10-24"},
		{"24 févr. 2026", "2026-02-24"}, {"1er août 2025", "2025-08-01"},
		{"AOÛT 24, 2025", "2025-08-24"}, {"24. Okt. 2025", "2025-10-24"},
		{"24. MÄRZ 2025", "2025-03-24"}, {"24 giu 2025", "2025-06-24"},
		{"24 СЕНТЯБРЯ 2025 г.", "2025-09-24"}, {"24 сент. 2025", "2025-09-24"},
		{"24 Ноябрь 2025", "2025-11-24"}, {"24 вересня 2025", "2025-09-24"},
		{"24. října 2025", "2025-10-24"}, {"24 Νοεμβρίου 2025", "2025-11-24"},
		{"24 Agustus 2025", "2025-08-24"}, {"24 noiembrie 2025", "2025-11-24"},
		{"24. elokuuta 2025", "2025-08-24"},
	};
	struct date_context c = {.now_ms = NOW, .allow_yearless = true};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct date_found f;
		char t[TIME_TEXT];
		bool ok = date_find(str_of(row[i].text), &c, &f);

		same_text(row[i].text, str_of(found_text(t, ok, &f)), str_of(row[i].want));
	}
}

static void what_is_no_credible_date_is_passed_over(void **state)
{
	static const char *const row[] = {"", "2025", "2025-13-01", "2025-02-30", "1890-01-01",
		"2568-09-24", "3.14.15", "第12-34号", "12345678901", "2025-09", "10:30",
		"1-2", "今天我们去看", "2031-01-01", "4/5", "20251399", "May", "march on",
		"2569年9月24日", "R7.9.24", "24/11/2575", "24 พ.ย. 2575", "out 24, 2025",
		"24 out of 2025", "24 ฆ.ย. 2568", "24 Kasımpaşa 2025"};
	struct date_context c = {.now_ms = NOW, .allow_yearless = true};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct date_found f;
		char t[TIME_TEXT];
		bool ok = date_find(str_of(row[i]), &c, &f);

		same_text(row[i], str_of(found_text(t, ok, &f)), STR("-"));
	}
}

static void hours_ago_are_whole_seconds(void **state)
{
	struct date_context c = {.now_ms = NOW + 123};
	struct date_found found;

	(void)state;
	assert_true(date_find(STR("3小时前"), &c, &found));
	assert_int_equal(found.ms, NOW - 3 * HOUR_MS);
}

static void a_full_date_goes_before_a_yearless_one(void **state)
{
	struct date_context c = {.now_ms = NOW, .allow_yearless = true};
	struct date_found f;
	struct str text = STR("9月24日的会议 2020-01-02");

	(void)state;
	assert_true(date_find(text, &c, &f));
	same_int("year", f.year, 2020);
	same_text("place", str_sub(text, f.at, f.n), STR("2020-01-02"));
}

static void minguo_needs_its_name_or_the_context(void **state)
{
	struct date_context c = {.now_ms = NOW};
	struct date_found f;

	(void)state;
	assert_false(date_find(STR("109.01.02"), &c, &f));
	c.minguo = true;
	assert_true(date_find(STR("109.01.02"), &c, &f));
	same_int("year", f.year, 2020);
}

static void letters_of_eras_need_japan(void **state)
{
	static const struct {
		const char *text, *want;
	} row[] = {
		{"R7.9.24", "2025-09-24"}, {"（R7/9/4）", "2025-09-04"}, {"H31.4.30", "2019-04-30"},
		{"R7年9月24日", "2025-09-24"}, {"DR7.9.24", "-"}, {"R7.9", "-"}, {"R7.13.1", "-"},
		{"R77.9.24", "-"},
	};
	struct date_context c = {.now_ms = NOW, .japan = true};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct date_found f;
		char t[TIME_TEXT];
		bool ok = date_find(str_of(row[i].text), &c, &f);

		same_text(row[i].text, str_of(found_text(t, ok, &f)), str_of(row[i].want));
	}
}

static void addresses_state_days_and_years(void **state)
{
	static const struct {
		const char *url, *want;
		int year;
	} row[] = {
		{"http://a.gov.cn/202008/t20200820_12.html", "2020-08-20", 2020},
		{"/art/2022/1/20/art_12377_1486865.html", "2022-01-20", 2022},
		{"/2020/0103/c12.html", "2020-01-03", 2020},
		{"/n/2020-12-28/x.html", "2020-12-28", 2020},
		{"/202001/12.html", "-", 2020},
		{"/2019/x.html", "-", 2019},
		{"/info/1004/12878.html", "-", 0},
		{"/content/post_3035310.html", "-", 0},
		{"/x/20301231/a.html", "-", 0},
	};
	struct date_context c = {.now_ms = NOW};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct date_found f;
		char t[TIME_TEXT];
		bool ok = date_from_url(str_of(row[i].url), &c, &f);

		same_text(row[i].url, str_of(found_text(t, ok, &f)), str_of(row[i].want));
		assert_true(!ok || f.weak);
		same_int(row[i].url, date_year_from_url(str_of(row[i].url), &c), row[i].year);
	}
}

static void check_list(const char *name, const char *const *text, const char *const *want,
	size_t n, const struct date_context *c)
{
	struct date_found list[40] = {0};
	char t[TIME_TEXT];

	for (size_t i = 0; i < n; i++)
		date_find(str_of(text[i]), c, &list[i]);
	date_fix_list(list, n, c);
	for (size_t i = 0; i < n; i++)
		same_text(name, str_of(found_text(t, list[i].ms != 0, &list[i])), str_of(want[i]));
}

static void years_follow_from_the_order_of_the_list(void **state)
{
	static const char *const text[] = {"03-05", "03-01", "01-10", "12-20", "12-02", "11-30",
		"06-11", "01-04", "12-28"};
	static const char *const want[] = {"2026-03-05", "2026-03-01", "2026-01-10",
		"2025-12-20", "2025-12-02", "2025-11-30", "2025-06-11", "2025-01-04", "2024-12-28"};
	static const char *const pinned[] = {"12-01", "03-09", "03-08", "03-06", "03-05", "02-27"};
	static const char *const pinned_want[] = {"2025-12-01", "2026-03-09", "2026-03-08",
		"2026-03-06", "2026-03-05", "2026-02-27"};
	struct date_context c = {.now_ms = NOW, .allow_yearless = true};

	(void)state;
	check_list("descending", text, want, ROWS(text), &c);
	check_list("pinned", pinned, pinned_want, ROWS(pinned), &c);
}

static void day_and_month_are_settled_over_the_list(void **state)
{
	static const char *const told[] = {"05/01/2026", "23/12/2025", "04/11/2025"};
	static const char *const told_want[] = {"2026-01-05", "2025-12-23", "2025-11-04"};
	static const char *const order[] = {"02/03/2026", "01/03/2026", "12/02/2026",
		"11/02/2026", "10/02/2026"};
	static const char *const order_want[] = {"2026-03-02", "2026-03-01", "2026-02-12",
		"2026-02-11", "2026-02-10"};
	struct date_context c = {.now_ms = NOW};

	(void)state;
	check_list("one entry tells", told, told_want, ROWS(told), &c);
	check_list("order tells", order, order_want, ROWS(order), &c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_form_in_the_wild_is_read),
		T(what_is_no_credible_date_is_passed_over),
		T(hours_ago_are_whole_seconds),
		T(a_full_date_goes_before_a_yearless_one),
		T(minguo_needs_its_name_or_the_context),
		T(letters_of_eras_need_japan),
		T(addresses_state_days_and_years),
		T(years_follow_from_the_order_of_the_list),
		T(day_and_month_are_settled_over_the_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
