/* What left the first page of a column and what its older pages say of it, row by row. */
#include "test.h"

#include "base/clock.h"
#include "crawler/compare.h"

#define DAY0 INT64_C(1790000000000) /* 2026-09-21 */
#define LEFT_MS (DAY0 + 20 * DAY_MS)

static const struct {
	const char *name;
	char was;	  /* 'm'issing or 'r'olled: what compare_lists made of x */
	int nmissing;
	int day;	  /* of x, 0: none */
	const char *page; /* days of its entries, "x" for x itself, "o" one that left with x */
	bool last;
	int minutes;	  /* since x left */
	bool page_good;	  /* x's own page has answered since */
	const char *state, *event;
	size_t nopen;
} row[] = {
	{"met again", 'm', 1, 9, "9 x 8", false, 0, false, "rolled", NULL, 0},
	{"met at the second look", 'm', 1, 9, "9 x 8", false, 60, true, "rolled", NULL, 0},
	{"may stand further behind", 'm', 1, 9, "9 8 7", false, 60, true, "missing", NULL, 1},
	{"on none of the pages", 'm', 1, 9, "9 8 7", true, 60, true, "delisted",
		"notice.delisted", 0},
	{"too soon for a second look", 'm', 1, 9, "9 8 7", true, 20, true, "missing", NULL, 0},
	{"its own page has not answered", 'm', 1, 9, "9 8 7", true, 60, false, "missing", NULL,
		0},
	{"the page cannot be read", 'm', 1, 9, "", true, 60, true, "delisted",
		"notice.delisted", 0},
	{"rolled off, met", 'r', 0, 9, "9 x 8", false, 0, false, "rolled", NULL, 0},
	{"rolled off, not where it belongs", 'r', 0, 9, "9 o 8 7", false, 0, false, "missing",
		NULL, 1},
	{"rolled off, days do not come to it", 'r', 0, 7, "9 o 8 7", false, 0, false, "rolled",
		NULL, 1},
	{"rolled off, days never come to it", 'r', 0, 7, "9 o 8 7", true, 0, false, "rolled",
		NULL, 0},
	{"rolled off, page written before", 'r', 0, 9, "9 8 7 6", false, 0, false, "rolled",
		NULL, 0},
	{"rolled off, no order", 'r', 0, 9, "7 o 9 8", true, 0, false, "rolled", NULL, 0},
	{"rolled off, no date", 'r', 0, 0, "9 o 8 7", true, 0, false, "rolled", NULL, 0},
	{"suspect, not on the last page either", 'r', 1, 9, "9 o 8 7", true, 60, true,
		"delisted", "notice.delisted", 0},
	{"suspect, met after all", 'r', 1, 9, "9 o x 7", false, 60, true, "rolled", NULL, 0},
	{"suspect, page cannot be read", 'r', 1, 9, "", true, 60, true, "missing", NULL, 0},
	{"suspect for too long", 'r', 1, 9, "", true, 8 * 24 * 60, true, "rolled", NULL, 0},
};

struct world {
	struct notice x, o;
};

static bool find(struct str identity, struct notice *out, void *ctx)
{
	struct world *w = ctx;

	if (str_eq(identity, w->x.identity))
		*out = w->x;
	else if (str_eq(identity, w->o.identity))
		*out = w->o;
	else
		return false;
	return true;
}

static struct notice notice_named(const char *name, int64_t date_ms, int state, struct arena *a)
{
	struct item it = {.url = arena_strf(a, "http://x.gov.cn/a/%s.html", name)};

	return (struct notice){.identity = item_identity(&it, a), .title = str_of(name),
		.url = it.url, .date_ms = date_ms, .state = state,
		.last_listed_ms = LEFT_MS - DAY_MS, .verdict = VERDICT_OK};
}

static size_t items_of(const char *text, const struct world *w, struct item *out,
	struct arena *a)
{
	struct str rest = str_of(text), word;
	size_t n = 0;

	while (str_cut(&rest, ' ', &word)) {
		int64_t day;

		if (word.n == 0)
			continue;
		out[n] = (struct item){.title = word};
		if (str_eqc(word, "x")) {
			out[n].url = w->x.url;
			out[n].date_ms = w->x.date_ms;
		} else if (str_eqc(word, "o")) {
			out[n].url = w->o.url;
			out[n].date_ms = w->o.date_ms;
		} else {
			assert_true(str_int(word, 1, 31, &day));
			out[n].url = arena_strf(a, "http://x.gov.cn/a/%zu.html", n);
			out[n].date_ms = DAY0 + day * DAY_MS;
		}
		n++;
	}
	return n;
}

static void older_pages_say_what_became_of_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct arena a = ARENA_INIT;
		struct world w;
		struct item items[8];
		struct column_state s = {0};
		struct older_input in = {.old = &s, .items = items, .find = find, .ctx = &w,
			.now_ms = LEFT_MS + row[i].minutes * MINUTE_MS, .last = row[i].last};
		struct older_comparison out;
		struct notice now;

		w.o = notice_named("o", DAY0 + 8 * DAY_MS, NOTICE_ROLLED, &a);
		w.x = notice_named("x", row[i].day ? DAY0 + row[i].day * DAY_MS : DATE_NONE_MS,
			row[i].nmissing ? NOTICE_MISSING : NOTICE_ROLLED, &a);
		w.x.nmissing = row[i].nmissing;
		w.x.missing_ms = row[i].nmissing ? LEFT_MS : 0;
		w.x.last_page_ms = row[i].page_good ? LEFT_MS + MINUTE_MS : LEFT_MS - HOUR_MS;
		s.missing = s.rolled = &w.x.identity;
		s.nmissing = row[i].was == 'm';
		s.nrolled = row[i].was == 'r';
		in.nitems = items_of(row[i].page, &w, items, &a);
		compare_older(&in, &out, &a);
		now = out.nnotices ? out.notices[0] : w.x;
		if (!streq(notice_state_word(now.state), row[i].state))
			fail_msg("%s: is %s, want %s", row[i].name,
				notice_state_word(now.state), row[i].state);
		if (out.nevents != (row[i].event != NULL) ||
			(out.nevents && !str_eqc(out.events[0].kind, row[i].event)))
			fail_msg("%s: %zu events", row[i].name, out.nevents);
		same_int(row[i].name, (int64_t)out.nopen, (int64_t)row[i].nopen);
		arena_release(&a);
	}
}

/* Without days, a new entry under the title of one that leaves the page looks like that one at
 * another address. */
static void met_behind_its_namesake_it_has_not_moved(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) { /* another one; along with its list; one that slid up */
		struct arena a = ARENA_INIT;
		struct world w;
		struct item items[8];
		struct column_state s = {.missing = &w.x.identity, .nmissing = 1};
		struct older_input in = {.old = &s, .items = items, .find = find, .ctx = &w,
			.now_ms = LEFT_MS};
		struct older_comparison out;

		w.o = notice_named("o", DATE_NONE_MS, NOTICE_LISTED, &a);
		w.x = notice_named("x", DATE_NONE_MS, NOTICE_MISSING, &a);
		w.x.moved_to = w.o.identity;
		w.x.along = i == 1;
		w.o.baseline = i == 2;
		in.nitems = items_of("9 x 8", &w, items, &a);
		compare_older(&in, &out, &a);
		same_int("events", (int64_t)out.nevents, i == 0 ? 1 : 0);
		if (i == 0) {
			same_text("new", out.events[0].kind, STR("notice.new"));
			same_text("which", out.events[0].identity, w.o.identity);
			same_int("rolled", out.notices[0].state, NOTICE_ROLLED);
			assert_true(str_none(out.notices[0].moved_to));
		}
		arena_release(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {T(older_pages_say_what_became_of_it),
		T(met_behind_its_namesake_it_has_not_moved)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
