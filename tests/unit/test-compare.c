/* Comparing readings of a column: what is an event, and what is none. Each case is a small
 * history: readings at given hours, notices kept between them as the store would. */
#include "test.h"

#include "base/clock.h"
#include "crawler/change.h"
#include "crawler/compare.h"
#include "crawler/gate.h"
#include "crawler/noise.h"
#include "crawler/sitemap.h"

#define KEPT_MAX 100
#define DAY0 INT64_C(1790000000000) /* 2026-09-21 */

struct history {
	struct arena a;
	struct notice kept[KEPT_MAX];
	size_t nkept;
	struct column_state state;
	char events[4000]; /* "kind:title;" of the last reading */
	int64_t now_ms;
	bool more; /* readings have a next page */
	const char *session; /* in all addresses of a reading; NULL */
	const char *host;    /* of them, x.gov.cn where NULL */
	bool weak;	     /* their days are those of a file touched */
	struct compare_gone gone; /* a notice withdrawn; without identity: none */
};

static bool find(struct str identity, struct notice *out, void *ctx)
{
	struct history *h = ctx;

	for (size_t i = 0; i < h->nkept; i++) {
		if (!str_eq(h->kept[i].identity, identity))
			continue;
		*out = h->kept[i];
		return true;
	}
	return false;
}

static void keep(struct history *h, const struct notice *n)
{
	for (size_t i = 0; i < h->nkept; i++) {
		if (str_eq(h->kept[i].identity, n->identity)) {
			h->kept[i] = *n;
			return;
		}
	}
	assert_true(h->nkept < KEPT_MAX);
	h->kept[h->nkept++] = *n;
}

/* "a:5 b:4*" is: item a of day 5, item b of day 4, sticky. "a=Other:5" has another title. */
static size_t items_of(struct history *h, const char *text, struct item *out)
{
	struct str rest = str_of(text), word;
	size_t n = 0;

	while (str_cut(&rest, ' ', &word)) {
		size_t colon = str_findc(word, ':', 0), eq = str_findc(word, '=', 0);
		struct str name = str_sub(word, 0, eq < colon ? eq : colon);
		struct item *it = &out[n];
		int64_t day;

		if (word.n == 0)
			continue;
		*it = (struct item){.title = name};
		it->sticky = str_ends(word, STR("*"));
		if (it->sticky)
			word.n--;
		if (eq < colon)
			it->title = str_sub(word, eq + 1, colon - eq - 1);
		assert_true(str_int(str_sub(word, colon + 1, word.n), 0, 1000, &day));
		it->date_ms = day ? DAY0 + day * DAY_MS : DATE_NONE_MS;
		it->date_weak = h->weak;
		it->url = arena_strf(&h->a, "http://%s/a/%.*s.html%s",
			h->host ? h->host : "x.gov.cn", STR_ARG(name),
			h->session ? h->session : "");
		n++;
	}
	return n;
}

static void note_event(struct history *h, const struct event *x)
{
	size_t n = strlen(h->events);

	snprintf(h->events + n, sizeof(h->events) - n, "%.*s:%.*s;", STR_ARG(x->kind),
		STR_ARG(x->title));
}

static void read_list(struct history *h, int hours, const char *text)
{
	struct item *items = arena_array(&h->a, 64, sizeof(*items));
	struct compare_input in = {.old = &h->state, .items = items, .find = find, .ctx = h,
		.zone = zone_shanghai()};
	struct comparison cmp;

	h->events[0] = '\0';
	h->now_ms = DAY0 + hours * HOUR_MS;
	in.now_ms = h->now_ms;
	in.more = h->more;
	in.gone = &h->gone;
	in.ngone = h->gone.identity.n > 0;
	in.nitems = items_of(h, text, items);
	if (compare_alias(&h->state, items, in.nitems, true, find, h, &h->a))
		snprintf(h->events, sizeof(h->events), "alias:%.*s;", STR_ARG(h->state.aliases[0]));
	compare_lists(&in, &cmp, &h->a);
	for (size_t i = 0; i < cmp.nnotices; i++)
		keep(h, &cmp.notices[i]);
	for (size_t i = 0; i < cmp.nevents; i++)
		note_event(h, &cmp.events[i]);
	h->state.items = items;
	h->state.nitems = in.nitems;
	h->state.missing = cmp.missing;
	h->state.nmissing = cmp.nmissing;
	if (!h->state.first_ms)
		h->state.first_ms = h->now_ms;
	h->state.last_good_ms = h->now_ms;
}

/* Visit of a notice's page: 'g'ood, 'x' gone, 'r'edirected. */
static void visit(struct history *h, int minutes, const char *name, char how)
{
	struct str id = arena_strf(&h->a, "http://x.gov.cn/a/%s.html", name);
	struct item it = {.url = id};
	struct notice n;
	const char *kind;

	h->events[0] = '\0';
	assert_true(find(item_identity(&it, &h->a), &n, h));
	kind = notice_judge_page(&n, how != 'x', how == 'x', how == 'r',
		h->now_ms + minutes * MINUTE_MS);
	n.verdict = how == 'x' ? VERDICT_BROKEN_HTTP : VERDICT_OK;
	keep(h, &n);
	if (kind)
		snprintf(h->events, sizeof(h->events), "%s:%s;", kind, name);
}

static void expect(struct history *h, const char *want)
{
	if (!streq(h->events, want))
		fail_msg("got '%s', want '%s'", h->events, want);
}

static struct history fresh(void)
{
	return (struct history){.state = {.portal = STR("p"), .column = STR("c")}};
}

static void first_reading_is_a_silent_baseline(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:5 b:4 c:3");
	expect(&h, "column.baseline:;");
	same_int("kept", h.nkept, 3);
	assert_true(h.kept[0].baseline);
	read_list(&h, 6, "a:5 b:4 c:3");
	expect(&h, "");
	arena_release(&h.a);
}

static void new_notice_pushes_the_last_one_off(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:5 b:4 c:3");
	read_list(&h, 6, "n:6 a:5 b:4");
	expect(&h, "notice.new:n;");
	same_int("rolled off", h.kept[2].state, NOTICE_ROLLED);
	same_int("nothing is missing", h.state.nmissing, 0);
	arena_release(&h.a);
}

static void order_and_cut_titles_are_no_change(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "aaaaaaaaaaaaaaaa:5 b:4 c:3");
	read_list(&h, 6, "b:4 aaaaaaaaaaaaaaaa=aaaaaaaaaaaaa…:5 c:3");
	expect(&h, "");
	same_text("full title stays", h.kept[0].title, STR("aaaaaaaaaaaaaaaa"));
	arena_release(&h.a);
}

/* A list that cuts its titles at a number of letters, and puts no mark. */
static void titles_cut_by_the_list_are_no_change(void **state)
{
	static const char *const whole = "a=one.notice.of.the.town:5 b=two.notices.of.the.town:4 "
		"c=tri.notices.of.all.towns:3 d=four.notices:2";
	struct history h = fresh(), two = fresh();

	(void)state;
	read_list(&h, 0, whole);
	read_list(&h, 6, "a=one.notice.of:5 b=two.notices.o:4 c=tri.notices.o:3 d=four.notices:2");
	expect(&h, "");
	same_text("full title stays", h.kept[1].title, STR("two.notices.of.the.town"));
	read_list(&h, 18, "n=new.notice.of:6 a=one.notice.of:5 b=two.notices.o:4 d=four.notices:2");
	expect(&h, "notice.new:new.notice.of;");
	read_list(&h, 24, "n=new.notice.of.day:6 a=one.notice.of.the.town:5 b=two.notices.of.the.town:4 "
		"d=four.note:2");
	expect(&h, "notice.changed:four.note;");
	read_list(&two, 0, whole);
	read_list(&two, 6, "a=one.notice.of:5 b=two.notices.o:4 c=tri.notices.of.all.towns:3 d=four.notices:2");
	expect(&two, "notice.changed:one.notice.of;notice.changed:two.notices.o;");
	arena_release(&h.a);
	arena_release(&two.a);
}

/* Two servers behind one name, one of which is a day behind. */
static void an_old_copy_of_the_list_takes_no_edit_back(void **state)
{
	static const char *const before = "a:5 b:4 c:3", *const after = "a=Other:5 b:2 c:3";
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, before);
	read_list(&h, 6, after);
	expect(&h, "notice.changed:Other;notice.redated:b;");
	for (int hour = 12; hour < 48; hour += 12) {
		read_list(&h, hour, before);
		expect(&h, "");
		read_list(&h, hour + 6, after);
		expect(&h, "");
	}
	read_list(&h, 48, before);
	read_list(&h, 49, before);
	expect(&h, "");
	read_list(&h, 50, before); /* three times, one after the other */
	expect(&h, "notice.changed:a;notice.redated:b;");
	read_list(&h, 51, after);
	expect(&h, "");
	read_list(&h, 200, after); /* no copy is so old */
	expect(&h, "notice.changed:Other;notice.redated:b;");
	arena_release(&h.a);
}

static void retitled_and_redated_are_told_apart(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:5 b:4 c:3");
	read_list(&h, 6, "a=Other:5 b:5 c:3");
	expect(&h, "notice.changed:Other;notice.redated:b;");
	arena_release(&h.a);
}

/* Readings at noon of a day of the items; what the second one tells. */
static void a_date_far_from_first_sight_is_told(void **state)
{
	static const struct {
		int before, hours; /* the last reading, and the one with the new entry */
		const char *item, *want;
	} row[] = {
		{24 * 29, 24 * 30, "n:29", "notice.new:n;"},
		{24 * 29, 24 * 30, "n:21", "notice.new:n;"},
		{24 * 29, 24 * 30, "n:20", "notice.new:n;notice.redated:n;"},
		{24 * 26, 24 * 30, "n:18", "notice.new:n;"}, /* nobody looked for four days */
		{24 * 7, 24 * 8, "n:2", "notice.new:n;"}, /* six days are not far */
		{24 * 29, 24 * 30, "n:4", "notice.new:n;"}, /* dated before we began */
		{24 * 29, 24 * 30, "n:45", "notice.new:n;notice.redated:n;"},
		{24 * 29, 24 * 30, "n:0", "notice.new:n;"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct history h = fresh();

		read_list(&h, 24 * 5, "a:5 b:4 c:3");
		read_list(&h, row[i].before, "a:5 b:4 c:3");
		read_list(&h, row[i].hours, arena_cstr(&h.a, arena_strf(&h.a, "%s a:5 b:4 c:3", row[i].item)));
		expect(&h, row[i].want);
		arena_release(&h.a);
	}
}

static void entry_that_slid_up_from_the_next_page_is_not_new(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:5 b:4 c:3");
	read_list(&h, 6, "a:5 c:3 d:2");
	expect(&h, "");
	same_int("b is missing", h.state.nmissing, 1);
	arena_release(&h.a);
}

static void delisted_needs_two_readings_and_its_page(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:5 b:4 c:3");
	read_list(&h, 6, "a:5 c:3");
	expect(&h, "");
	visit(&h, 1, "b", 'g');
	expect(&h, "");
	read_list(&h, 7, "a:5 c:3");
	expect(&h, "notice.delisted:b;");
	read_list(&h, 8, "a:5 c:3");
	expect(&h, "");
	read_list(&h, 9, "a:5 b:4 c:3");
	expect(&h, "notice.reappeared:b;");
	arena_release(&h.a);
}

static void list_empty_of_one_for_a_moment_is_no_event(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:5 b:4 c:3");
	read_list(&h, 6, "a:5 c:3");
	read_list(&h, 7, "a:5 b:4 c:3");
	expect(&h, "");
	same_int("listed again", h.kept[1].state, NOTICE_LISTED);
	arena_release(&h.a);
}

static void entry_that_comes_back_pushes_the_last_one_off(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:5 b:4 c:3");
	read_list(&h, 6, "a:5 c:3 d:2");
	visit(&h, 1, "b", 'g');
	read_list(&h, 7, "a:5 c:3 d:2");
	expect(&h, "notice.delisted:b;");
	read_list(&h, 8, "a:5 b:4 c:3");
	expect(&h, "notice.reappeared:b;");
	same_int("d rolled off", h.state.nmissing, 0);
	arena_release(&h.a);
}

static void withdrawn_needs_two_answers_half_an_hour_apart(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:5 b:4 c:3");
	visit(&h, 1, "b", 'x');
	expect(&h, "");
	visit(&h, 20, "b", 'x');
	expect(&h, "");
	visit(&h, 31, "b", 'x');
	expect(&h, "notice.withdrawn:b;");
	visit(&h, 60, "b", 'x');
	expect(&h, "");
	visit(&h, 90, "b", 'g');
	expect(&h, "notice.reappeared:b;");
	arena_release(&h.a);
}

static void longer_page_shows_old_entries_of_the_next_one(void **state)
{
	struct history h = fresh();

	(void)state;
	h.state.next_url = STR("http://x.gov.cn/a/index_2.html");
	read_list(&h, 0, "a:6 b:5 c:4");
	read_list(&h, 1, "n:7 a:6 b:5 c:4 d:3 e:2");
	expect(&h, "notice.new:n;");
	h.state.next_url = STR_NONE; /* nothing was behind it: put up with an old date */
	read_list(&h, 2, "n:7 a:6 b:5 c:4 d:3 e:2 f:1");
	expect(&h, "notice.new:f;");
	arena_release(&h.a);
}

static void one_dated_back_hides_no_end_of_the_page(void **state)
{
	struct history h = fresh();

	(void)state;
	h.state.next_url = STR("http://x.gov.cn/a/index_2.html");
	read_list(&h, 0, "a:30 b:29 c:28 d:1 e:26 f:25 g:24 h:23 i:22 j:21");
	read_list(&h, 1, "a:30 b:29 c:28 d:1 e:26 f:25 g:24 h:23 i:22 j:21 k:20 l:19");
	expect(&h, "");
	arena_release(&h.a);
}

static void longer_page_in_no_order_shows_them_anywhere(void **state)
{
	struct history h = fresh();

	(void)state;
	h.state.next_url = STR("http://x.gov.cn/a/index_2.html");
	read_list(&h, 0, "c:7 a:9 d:6 b:8 f:6 e:8");
	read_list(&h, 1, "d:6 x:4 a:9 e:8 y:5 c:7 f:6 n:9 b:8 z:5");
	expect(&h, "notice.new:n;");
	read_list(&h, 2, "d:6 x:4 a:9 o:3 e:8 y:5 c:7 f:6 n:9 b:8"); /* z has left */
	expect(&h, "");
	read_list(&h, 3, "d:6 x:4 p:2 a:9 q:1 o:3 e:8 y:5 c:7 n:9 b:8"); /* f has, one more is shown */
	expect(&h, "");
	arena_release(&h.a);
}

static void list_cut_short_for_good_is_one_event(void **state)
{
	struct history h = fresh();
	static const char whole[] = "a:9 b:8 c:7 d:6 e:5 f:4 g:3 h:2";

	(void)state;
	read_list(&h, 0, whole);
	read_list(&h, 6, "a:9 b:8 c:7"); /* five are gone */
	for (int i = 0; i < 5; i++)
		visit(&h, 1, (const char *[]){"d", "e", "f", "g", "h"}[i], 'g');
	read_list(&h, 7, "n:10 a:9 b:8");
	expect(&h, "notice.new:n;");
	read_list(&h, 8, whole); /* half-written only */
	expect(&h, "");
	same_int("nothing is missing but n", h.state.nmissing, 1);
	arena_release(&h.a);
	h = fresh();
	read_list(&h, 0, whole);
	read_list(&h, 6, "a:9 b:8 c:7");
	read_list(&h, 7, "n:10 a:9 b:8 c:7 d:6 f:4 g:3"); /* e was taken off, h rolled off */
	expect(&h, "notice.new:n;");
	visit(&h, 1, "e", 'g');
	read_list(&h, 8, "n:10 a:9 b:8 c:7 d:6 f:4 g:3");
	expect(&h, "notice.delisted:e;");
	arena_release(&h.a);
	h = fresh();
	read_list(&h, 0, whole);
	read_list(&h, 6, "a:9 b:8 c:7");
	for (int i = 0; i < 5; i++)
		visit(&h, 1, (const char *[]){"d", "e", "f", "g", "h"}[i], 'g');
	read_list(&h, 18, "a:9 b:8 c:7");
	expect(&h, "");
	read_list(&h, 31, "a:9 b:8 c:7");
	expect(&h, "column.replaced:;");
	same_int("nobody is looked for", h.state.nmissing, 0);
	read_list(&h, 40, whole);
	expect(&h, "");
	arena_release(&h.a);
}

/* Less than half of the list: more than that was half a page. */
static void four_entries_off_the_end_are_told_one_by_one(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "z:12 y:11 x:10 a:9 b:8 c:7 d:6 e:5 f:4");
	read_list(&h, 6, "z:12 y:11 x:10 a:9 b:8");
	visit(&h, 1, "c", 'g');
	visit(&h, 1, "d", 'g');
	visit(&h, 1, "e", 'g');
	visit(&h, 1, "f", 'g');
	read_list(&h, 7, "z:12 y:11 x:10 a:9 b:8");
	expect(&h, "notice.delisted:c;notice.delisted:d;notice.delisted:e;notice.delisted:f;");
	arena_release(&h.a);
}

static void one_put_first_by_hand_pushes_another_off(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:9 b:8 c:7 d:6");
	read_list(&h, 1, "n:9 a:9 b:8 c:7");
	read_list(&h, 2, "d:6* n:9 a:9 b:8");
	expect(&h, "");
	same_int("c rolled off", h.state.nmissing, 0);
	arena_release(&h.a);
}

static void on_a_page_without_order_the_oldest_is_pushed_off(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:5 b:2 c:8 d:4 e:7");
	read_list(&h, 1, "a:5 c:8 f:9 d:4 e:7");
	expect(&h, "notice.new:f;");
	same_int("b rolled off", h.state.nmissing, 0);
	read_list(&h, 2, "a:5 c:8 f:9 e:7"); /* nothing came, so d was taken off */
	same_int("d is missing", h.state.nmissing, 1);
	read_list(&h, 3, "a:5 c:8 f:9 d:4 e:7");
	read_list(&h, 4, "a:5 g:9 f:9 d:4 e:7");
	expect(&h, "notice.new:g;");
	same_int("c did not", h.state.nmissing, 1);
	arena_release(&h.a);
}

static void withdrawn_one_that_stays_listed_is_back_with_its_page(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:5 b:4 c:3");
	visit(&h, 60, "b", 'x');
	visit(&h, 91, "b", 'x');
	expect(&h, "notice.withdrawn:b;");
	read_list(&h, 2, "a:5 b:4 c:3");
	read_list(&h, 3, "d:6 a:5 b:4");
	expect(&h, "notice.new:d;");
	visit(&h, 200, "b", 'x');
	read_list(&h, 4, "d:6 a:5");
	read_list(&h, 5, "d:6 a:5 b:4");
	expect(&h, "");
	same_int("is asked at once", h.kept[1].due_ms, h.state.last_good_ms);
	visit(&h, 301, "b", 'g');
	expect(&h, "notice.reappeared:b;");
	arena_release(&h.a);
}

static void one_bad_answer_between_good_ones_proves_nothing(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:5 b:4 c:3");
	visit(&h, 1, "b", 'x');
	visit(&h, 40, "b", 'g');
	visit(&h, 90, "b", 'x');
	expect(&h, "");
	arena_release(&h.a);
}

static void moved_is_neither_new_nor_withdrawn(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:5 b:4 c:3");
	read_list(&h, 6, "a:5 b2=b:4 c:3");
	expect(&h, "");
	assert_false(h.kept[3].watched); /* its page may state its day first: of the one before */
	visit(&h, 1, "b", 'r');
	expect(&h, "notice.moved:b;");
	read_list(&h, 7, "a:5 b2=b:4 c:3");
	expect(&h, "");
	visit(&h, 50, "b", 'x');
	expect(&h, "");
	visit(&h, 100, "b", 'x');
	expect(&h, "");
	visit(&h, 150, "b", 'r');
	expect(&h, "");
	arena_release(&h.a);
}

static void same_title_elsewhere_with_the_old_page_alive_is_new(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:5 b:4 c:3");
	read_list(&h, 6, "a:5 b2=b:4 c:3");
	visit(&h, 1, "b", 'g');
	expect(&h, "notice.new:b;");
	arena_release(&h.a);
}

static void withdrawn_and_put_up_elsewhere_has_moved(void **state)
{
	(void)state;
	for (int weak = 0; weak <= 1; weak++) { /* stated, or by the file */
		struct history h = fresh();

		h.weak = weak;
		read_list(&h, 0, "a:5 b:4 c:3");
		h.kept[1].state = NOTICE_WITHDRAWN;
		h.gone = (struct compare_gone){h.kept[1].identity, h.kept[1].title, h.kept[1].date_ms};
		read_list(&h, 6, "a:5 c:3");
		read_list(&h, 96, "a:5 b2=b:4 c:3");
		expect(&h, "notice.moved:b;");
		read_list(&h, 102, "b3=b:5 a:5 b2=b:4 c:3"); /* of another day */
		expect(&h, "notice.new:b;");
		arena_release(&h.a);
	}
}

/* Another content system that leaves the old pages where they are. */
static void most_of_a_list_at_other_addresses_has_moved(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:5 b:4 c:3 d:2 e:1");
	read_list(&h, 6, "n:6 a2=a:5 b2=b:4 c2=c:3 d:2");
	expect(&h, "notice.new:n;");
	visit(&h, 1, "a", 'g');
	expect(&h, "notice.moved:a;");
	visit(&h, 1, "b", 'x');
	expect(&h, "notice.moved:b;");
	visit(&h, 60, "a", 'x');
	expect(&h, "");
	arena_release(&h.a);
}

/* Minutes of meetings bear one title and no day: the next one does not take the last one off. */
static void pushed_off_by_its_namesake_it_has_rolled_off(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:0 b:0 x=minutes:0");
	read_list(&h, 6, "n:0 y=minutes:0 a:0");
	expect(&h, "notice.new:n;");
	visit(&h, 1, "x", 'g');
	expect(&h, "notice.new:x;"); /* told of y, which is named by moved_to */
	same_int("rolled off", h.kept[2].state, NOTICE_ROLLED);
	read_list(&h, 7, "n:0 y=minutes:0 a:0");
	expect(&h, "");
	same_int("nothing is missing", h.state.nmissing, 0);
	arena_release(&h.a);
}

static void another_name_of_the_site_changes_nothing(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:5 b:4 c:3");
	h.host = "www.x.gov.cn";
	read_list(&h, 6, "n:6 a:5 b:4");
	expect(&h, "alias:www.x.gov.cn x.gov.cn;notice.new:n;");
	same_text("where it stands now", h.kept[0].url, STR("http://www.x.gov.cn/a/a.html"));
	same_int("nothing is missing", h.state.nmissing, 0);
	h.host = NULL; /* and back: n is the same one here, too */
	read_list(&h, 12, "n:6 a:5 b:4");
	expect(&h, "");
	h.host = "y.gov.cn"; /* a third one */
	read_list(&h, 18, "n:6 b:4");
	expect(&h, "alias:y.gov.cn x.gov.cn;");
	read_list(&h, 24, "n:6 b:4");
	same_int("a is looked for", h.state.nmissing, 1);
	same_int("notices", h.nkept, 4);
	arena_release(&h.a);
}

/* One entry of several that another site has as well is no proof, nor is another title. */
static void a_copy_at_another_site_is_a_notice_of_its_own(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:5 b:4 c:3");
	h.host = "z.gov.cn";
	read_list(&h, 6, "a=Other:5 b=Another:4 c:3");
	assert_int_equal(h.state.naliases, 0);
	arena_release(&h.a);
}

static void a_title_that_the_page_told_is_not_told_by_the_list(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:5 b:4 c:3");
	h.kept[0].page_title = STR("Other"); /* its own page was read first */
	read_list(&h, 6, "a=Other:5 b:4 c:3");
	expect(&h, "");
	read_list(&h, 12, "a=Third:5 b:4 c:3");
	expect(&h, "notice.changed:Third;");
	arena_release(&h.a);
}

static void half_of_a_short_list_waits_for_a_day(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "a:9 b:8 c:7 d:6 e:5 f:4");
	read_list(&h, 6, "a:9 b:8 c:7");
	for (int i = 0; i < 3; i++)
		visit(&h, 1, (const char *[]){"d", "e", "f"}[i], 'g');
	read_list(&h, 13, "a:9 b:8 c:7");
	expect(&h, "");
	read_list(&h, 20, "a:9 b:8 c:7 d:6 e:5 f:4");
	expect(&h, "");
	same_int("nothing is missing", h.state.nmissing, 0);
	arena_release(&h.a);
}

static void unpinned_without_days_it_may_be_anywhere(void **state)
{
	struct history h = fresh();

	(void)state;
	h.more = true;
	read_list(&h, 0, "s:0* a:0 b:0 c:0");
	read_list(&h, 6, "t:0* a:0 b:0"); /* a shorter page as well */
	expect(&h, "notice.new:t;");
	same_int("rolled off", h.kept[0].state, NOTICE_ROLLED);
	same_int("nothing is missing", h.state.nmissing, 0);
	h.more = false; /* the whole column: there is no place left to go to */
	read_list(&h, 12, "a:0 b:0");
	same_int("t is missing", h.state.nmissing, 1);
	arena_release(&h.a);
}

static void a_page_that_holds_fewer_entries_removes_none(void **state)
{
	struct history h = {.a = ARENA_INIT, .state.portal = STR("p"), .state.column = STR("c")};

	(void)state;
	read_list(&h, 0, "a:9 b:8 c:7 d:6 e:5 f:4");
	h.more = true;
	read_list(&h, 1, "a:9 b:8 c:7");
	expect(&h, "");
	read_list(&h, 2, "a:9 b:8 c:7");
	expect(&h, "");
	same_int("nobody is looked for", (int64_t)h.state.nmissing, 0);
	read_list(&h, 3, "a:9 c:7"); /* but this one is taken out of the middle */
	same_int("one is", (int64_t)h.state.nmissing, 1);
	arena_release(&h.a);
}

static void sticky_entry_that_lost_its_place_rolled_off(void **state)
{
	struct history h = fresh();

	(void)state;
	read_list(&h, 0, "s:1* a:5 b:4 c:3");
	read_list(&h, 6, "a:5 b:4 c:3 d:2");
	expect(&h, "");
	same_int("nothing is missing", h.state.nmissing, 0);
	arena_release(&h.a);
}

static void duplicates_and_session_ids_make_one_notice(void **state)
{
	struct item items[2] = {{.title = STR("a"), .url = STR("http://x.gov.cn/a?id=1")},
		{.title = STR("a"),
			.url = STR("http://x.gov.cn/a;jsessionid=AB12?id=1&utm_source=x")}};
	struct arena a = ARENA_INIT;

	(void)state;
	same_text("identity", item_identity(&items[1], &a), item_identity(&items[0], &a));
	arena_release(&a);
}

/* Every visit gets a session of its own: the notices are the same, and one that leaves the
 * list is still found by its address. */
static void another_session_in_all_addresses_is_no_event(void **state)
{
	static const char *const session[] = {";jsessionid=1F2E3D4C5B6A79880011223344556677.node1",
		"?PHPSESSID=k3jv9s0d2l1q8r7t6y5u4i3o2p", "?sid=0f8e7d6c5b4a39281706f5e4d3c2b1a0"};

	(void)state;
	for (size_t i = 0; i < ROWS(session); i++) {
		struct history h = fresh();

		h.session = session[i];
		read_list(&h, 0, "a:5 b:4 c:3");
		h.session = ";jsessionid=AABBCCDDEEFF00112233445566778899";
		read_list(&h, 6, "a:5 b:4 c:3");
		expect(&h, "");
		same_int("missing", h.state.nmissing, 0);
		h.session = NULL;
		read_list(&h, 12, "d:6 a:5 b:4");
		expect(&h, "notice.new:d;");
		same_int("rolled off, not missing", h.state.nmissing, 0);
		arena_release(&h.a);
	}
}

struct row_of_known {
	const struct item *items;
	size_t at;
};

static bool find_next(struct str identity, struct notice *out, void *ctx)
{
	struct row_of_known *k = ctx;
	const struct item *it = &k->items[k->at++];

	*out = (struct notice){.identity = identity, .title = it->title, .url = it->url,
		.date_ms = it->date_ms, .state = NOTICE_LISTED, .first_ms = DAY0};
	return true;
}

static void two_hundred_thousand_entries_take_no_square_time(void **state)
{
	enum { N = 200000 };
	struct arena a = ARENA_INIT;
	struct item *items = arena_array(&a, N, sizeof(*items));
	struct column_state old = {.portal = STR("p"), .column = STR("c"), .first_ms = DAY0,
		.last_good_ms = DAY0, .items = items, .nitems = N};
	struct row_of_known known = {.items = items};
	struct compare_input in = {.old = &old, .items = items, .nitems = N, .find = find_next,
		.ctx = &known, .now_ms = DAY0 + HOUR_MS, .zone = zone_shanghai()};
	int64_t start = clock_cpu_us();
	struct comparison cmp;

	(void)state;
	for (size_t i = 0; i < N; i++)
		items[i] = (struct item){.title = STR("关于事项的通知"),
			.url = arena_strf(&a, "http://x.gov.cn/a/%zu.html", i), .date_ms = DAY0};
	compare_lists(&in, &cmp, &a);
	same_int("events", cmp.nevents, 0);
	same_int("known", cmp.nknown, N);
	same_int("missing", cmp.nmissing, 0);
	assert_true(clock_cpu_us() - start < 10000000);
	arena_release(&a);
}

static void counters_and_clocks_are_noise_edits_are_not(void **state)
{
	struct arena a = ARENA_INIT;
	struct str old = STR("正文第一段\n浏览次数：10次\n现在是 9:00");
	struct str now = STR("正文第一段\n浏览次数：25次\n现在是 11:30");
	struct str again = STR("正文第一段\n浏览次数：26次\n现在是 11:31");
	struct str edit = STR("正文第一段改\n浏览次数：25次\n现在是 11:30");
	struct str edit_again = STR("正文第一段改\n浏览次数：26次\n现在是 11:31");

	(void)state;
	assert_true(noise_only(NULL, old, now, again, &a));
	assert_false(noise_only(NULL, old, edit, edit_again, &a));
	arena_release(&a);
}

/* Each row: the old text, the two fetches of a moment, and whether the old one differs by
 * noise alone. */
static void noise_is_what_the_pair_shows(void **state)
{
	static const struct {
		const char *name, *old, *now, *again;
		bool noise;
	} row[] = {
		{"a token of letters and digits", "正文\n会话编号 a1b2c3d4e5f6a7b8",
			"正文\n会话编号 9f8e7d6c5b4a3f2e", "正文\n会话编号 00ff11ee22dd33cc", true},
		{"a block that rotates", "正文\n贴士甲\n末段", "正文\n贴士乙\n末段",
			"正文\n贴士丙\n末段", true},
		{"an edit in the place beside it", "正文\n旧段落\n贴士甲\n末段",
			"正文\n新段落\n贴士乙\n末段", "正文\n新段落\n贴士丙\n末段", false},
		{"a paragraph taken out beside a counter", "正文\n删去的段落\n已有100人查看本页",
			"正文\n已有120人查看本页", "正文\n已有121人查看本页", false},
		{"lines in another order at each fetch", "甲\n乙\n丙", "乙\n丙\n甲", "丙\n甲\n乙",
			true},
		{"a paragraph moved for good", "甲\n乙\n丙", "乙\n丙\n甲", "乙\n丙\n甲", false},
		{"a bare number that counts", "表\n12\n34", "表\n12\n35", "表\n12\n36", true},
		{"another number edited beside it", "表\n12\n末\n34", "表\n13\n末\n35",
			"表\n13\n末\n36", false},
		{"the same twice is an edit", "第一章", "第二章", "第二章", false},
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++)
		same_int(row[i].name, noise_only(NULL, str_of(row[i].old), str_of(row[i].now),
			str_of(row[i].again), &a), row[i].noise);
	arena_release(&a);
}

static void noise_met_twice_needs_no_pair(void **state)
{
	struct arena a = ARENA_INIT;
	struct column_noise known = {0};
	struct str old = STR("正文\n第10位访客"), now = STR("正文\n第25位访客");

	(void)state;
	assert_true(noise_learn(&known, now, STR("正文\n第26位访客"), DAY0, &a));
	assert_false(noise_only(&known, old, now, STR_NONE, &a));
	assert_true(noise_learn(&known, STR("其他\n第7位访客"), STR("其他\n第8位访客"), DAY0, &a));
	assert_true(noise_only(&known, old, now, STR_NONE, &a));
	assert_false(noise_only(&known, old, STR("正文改\n第25位访客"), STR_NONE, &a));
	same_int("one shape", (int64_t)known.nlines, 1);
	arena_release(&a);
}

static void counters_by_name_are_no_text(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} row[] = {
		{"浏览次数：12 次", "浏览次数：9,340 次", true}, {"点击数: [12]", "点击数: [13]", true},
		{"附件已下载3次", "附件已下载45次", true},
		{"今天是2026年1月2日 星期五", "今天是2026年1月3日 星期六", true},
		{"Views: 12", "Views: 1300", true}, {"Reviews: 12", "Reviews: 13", false},
		{"全市访问量达100万", "全市访问量达120万", false},
		{"浏览100多家企业", "浏览200多家企业", false},
		{"浏览次数：12 正文", "浏览次数：13 正文改", false},
		{"今天是全国节能日", "今天是全国安全日", false},
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++)
		same_int(row[i].a, noise_same(str_of(row[i].a), str_of(row[i].b), &a),
			row[i].same);
	arena_release(&a);
}

/* --- what changed on a page --- */

static struct version version_with(const char *text, const char *link, const char *digest)
{
	static struct attachment file[2], links[2][2];
	static struct pair digests[4];
	static size_t n;
	struct version v = {.title = STR("关于事项的通知"), .text = str_of(text)};

	n = (n + 1) % 2;
	file[n] = (struct attachment){STR("http://x.cn/plan.pdf"), STR("方案.pdf")};
	links[n][0] = (struct attachment){str_of(link), STR("详见公告")};
	digests[n] = (struct pair){file[n].url, str_of(digest)};
	v.attachments = &file[n];
	v.nattachments = 1;
	v.links = links[n];
	v.nlinks = 1;
	v.attachment_digests = &digests[n];
	v.nattachment_digests = digest[0] != 0;
	return v;
}

static void parts_of_a_change_are_named(void **state)
{
	static const struct {
		const char *name, *text, *link, *digest, *parts;
	} row[] = {
		{"nothing", "正文", "http://x.cn/a.html", "aa 1", ""},
		{"width and blanks", "正 文", "http://x.cn/a.html", "aa 1", ""},
		{"text", "正文改", "http://x.cn/a.html", "aa 1", "text"},
		{"another target", "正文", "http://x.cn/b.html", "aa 1", "links"},
		{"a session id", "正文", "http://x.cn/a.html;jsessionid=0123456789ABCDEF", "aa 1", ""},
		{"a shorter name of the same page", "正文", "http://x.cn/a", "aa 1", ""},
		{"other bytes", "正文", "http://x.cn/a.html", "bb 2", "attachments"},
		{"bytes not measured", "正文", "http://x.cn/a.html", "", ""},
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct version old = version_with("正文", "http://x.cn/a.html", "aa 1");
		struct version now = version_with(row[i].text, row[i].link, row[i].digest);
		struct change c;
		bool any = change_find(&old, &now, old.title, &c, &a);
		const char *got = c.text ? "text" : c.links ? "links" : c.nfiles ? "attachments" : "";

		if (!streq(got, row[i].parts) || any != (row[i].parts[0] != 0))
			fail_msg("%s: got '%s'", row[i].name, got);
	}
	arena_release(&a);
}

static void a_file_is_known_by_its_name(void **state)
{
	static const struct {
		const char *old, *now;
		size_t nfiles;
	} row[] = {
		{"http://x.cn/f/a.pdf?Expires=1&Signature=x", "http://x.cn/f/a.pdf?Expires=2&Signature=y", 0},
		{"http://x.cn/f/a.pdf", "http://x.cn/f/a.pdf?v=2", 0},
		{"http://x.cn/f/a.pdf", "http://x.cn/f/b.pdf", 2},
		{"http://x.cn/down.jsp?id=1", "http://x.cn/down.jsp?id=2", 2},
		{"http://x.cn/v1.2/get?id=1", "http://x.cn/v1.2/get?id=2", 2},
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct attachment was = {str_of(row[i].old), STR("方案.pdf")};
		struct attachment is = {str_of(row[i].now), STR("方案.pdf")};
		struct version old = {.attachments = &was, .nattachments = 1};
		struct version now = {.attachments = &is, .nattachments = 1};
		struct change c;

		change_find(&old, &now, STR(""), &c, &a);
		same_int(row[i].now, c.nfiles, row[i].nfiles);
	}
	arena_release(&a);
}

/* --- the gate --- */

static struct result reading(size_t nitems, bool learned)
{
	static struct item items[100];
	static struct locator loc;
	struct result r = {.verdict = VERDICT_OK, .status = 200, .has_page = true};

	loc = (struct locator){.signature = STR("ul.list/li/a"), .dated_share = 1};
	for (size_t i = 0; i < nitems; i++)
		items[i].date_ms = DAY0;
	r.page.kind = PAGE_HTML;
	r.page.list = (struct listing){.items = items, .nitems = nitems, .confidence = 0.9,
		.source = LIST_DOM, .by_learned = learned, .locators = &loc, .nlocators = 1};
	return r;
}

static void gate_refuses_what_is_no_reading(void **state)
{
	static struct locator loc = {.dated_share = 1};
	static struct item items[20];
	struct column_state old = {.first_ms = DAY0, .learned_count = 20, .items = items,
		.nitems = 20, .locators = &loc, .nlocators = 1};
	struct column_config cfg = {.expect_text = ""};
	struct gate g;
	struct result r;
	static const struct {
		const char *name, *token;
		bool shape;
	} row[] = {
		{"good", NULL, false}, {"404", "failed", false}, {"waf", "challenge", false},
		{"blocked", "blocked", false}, {"empty", "empty", true},
		{"four of twenty", "shrunken", true}, {"pdf", "type", false},
		{"cut", "cut", false}, {"other structure", "structure", true},
		{"no dates", "dates", true}, {"five of twenty", NULL, false},
		{"ends in an entry", "cut", true}, {"its last entry edited", NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < old.nitems; i++)
		items[i].date_ms = DAY0;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct familiar met = {.known = 20};

		r = reading(20, true);
		if (i == 1)
			r.verdict = VERDICT_BROKEN_HTTP;
		if (i == 2)
			r.page.challenge = STR("jsl");
		if (i == 3)
			r.verdict = VERDICT_BLOCKED;
		if (i == 4)
			r = reading(0, false);
		if (i == 5)
			r = reading(4, true);
		if (i == 6)
			r.page.kind = PAGE_PDF;
		if (i == 7)
			r.body_cut = true;
		if (i == 8) {
			r = reading(20, false);
			met.known = 0;
		}
		if (i == 9)
			for (size_t k = 0; k < 20; k++)
				r.page.list.items[k].date_ms = DATE_NONE_MS;
		if (i == 10)
			r = reading(5, true);
		met.last_spoilt = i >= 11;
		r.page.unclosed = i == 11;
		gate_judge(&old, &cfg, &r, &met, &g);
		if (!streq(g.refused, row[i].token) || g.shape != row[i].shape)
			fail_msg("%s: got '%s'", row[i].name, g.refused ? g.refused : "-");
	}
}

/* Entries that no one has met, and known ones that all say something else. */
/* Nobody asks which of a home page's lists is meant; without dates it says nothing. */
static void gate_reads_any_list_of_a_home_page_that_has_dates(void **state)
{
	static const struct {
		const char *name, *column, *want;
		bool dated;
	} row[] = {
		{"a home page", HOME_COLUMN, NULL, true},
		{"without dates", HOME_COLUMN, "confidence", false},
		{"a column", "tzgg", "confidence", true},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct column_state old = {.column = str_of(row[i].column)};
		struct column_config cfg = {.expect_text = ""};
		struct familiar met = {0};
		struct result r = reading(10, true);
		struct gate g;

		r.page.list.confidence = 0.08;
		for (size_t k = 0; k < 10 && !row[i].dated; k++)
			r.page.list.items[k].date_ms = DATE_NONE_MS;
		gate_judge(&old, &cfg, &r, &met, &g);
		if (!streq(g.refused, row[i].want))
			fail_msg("%s: got '%s'", row[i].name, g.refused ? g.refused : "-");
	}
}

static void gate_tells_strangers_from_news(void **state)
{
	static const struct {
		const char *name;
		bool learned, elsewhere, own; /* own: the learned locator to the letter */
		int source;
		int64_t day;		      /* of all entries, against the last reading */
		bool weak;
		struct familiar met;
		const char *token;
	} row[] = {
		{"a page full of news", true, false, true, LIST_DOM, 0, false, {0, 0, 0, false}, NULL},
		{"of long ago", true, false, true, LIST_DOM, -30, false, {0, 0, 0, false},
			"another-list"},
		{"at an alike place", true, false, false, LIST_DOM, 0, false, {0, 0, 0, false},
			"structure"},
		{"known by its addresses", true, true, true, LIST_DOM, 0, false, {0, 0, 0, false},
			"structure"},
		{"one is known", true, true, false, LIST_DOM, -30, false, {1, 0, 0, false}, NULL},
		{"a feed that ran on", false, false, false, LIST_FEED, 0, false, {0, 0, 0, false}, NULL},
		{"a feed of something else", false, false, false, LIST_FEED, -30, false, {0, 0, 0, false},
			"another-list"},
		{"dates in the addresses only", true, false, true, LIST_DOM, 0, true, {20, 0, 0, false},
			"dates"},
		{"all retitled", true, false, true, LIST_DOM, 0, false, {20, 15, 0, false}, "titles"},
		{"many retitled", true, false, true, LIST_DOM, 0, false, {20, 14, 0, false}, NULL},
		{"three of three retitled", true, false, true, LIST_DOM, 0, false, {3, 3, 0, false}, NULL},
		{"all redated", true, false, true, LIST_DOM, 0, false, {20, 0, 20, false}, "redated"},
	};
	static struct item items[20];
	struct locator own = {.signature = STR("ul.list/li/a"), .dated_share = 1},
		       other = {.signature = STR("ul/li/a"), .dated_share = 1};
	struct column_config cfg = {.expect_text = ""};

	(void)state;
	for (size_t i = 0; i < ROWS(items); i++)
		items[i].date_ms = DAY0 - 40 * DAY_MS;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct column_state old = {.first_ms = DAY0, .last_good_ms = DAY0,
			.learned_count = 20, .items = items, .nitems = 20, .nlocators = 1,
			.locators = row[i].own ? &own : &other};
		struct result r = reading(20, row[i].learned);
		struct gate g;

		r.page.list.elsewhere = row[i].elsewhere;
		r.page.list.source = row[i].source;
		for (size_t k = 0; k < 20; k++) {
			r.page.list.items[k].date_ms = DAY0 + row[i].day * DAY_MS;
			r.page.list.items[k].date_weak = row[i].weak;
		}
		gate_judge(&old, &cfg, &r, &row[i].met, &g);
		for (size_t k = 0; k < 20; k++)
			r.page.list.items[k].date_weak = false;
		if (!streq(g.refused, row[i].token) || (g.refused && !g.shape))
			fail_msg("%s: got '%s'", row[i].name, g.refused ? g.refused : "-");
		assert_true(g.renamed == (row[i].met.retitled == 15 || row[i].met.redated == 20));
	}
}

static void gate_opens_after_a_day_and_gives_way_after_three(void **state)
{
	struct column_state c = {.first_ms = DAY0, .nitems = 20};
	struct result r = reading(0, false);
	struct gate g = {.refused = "empty", .shape = true};
	static const struct {
		int hour;
		bool home;
		int want;
	} row[] = {
		{0, true, 0}, {1, true, 0}, {2, true, 0}, {23, false, 0}, {24, true, 1},
		{30, true, 0}, {71, true, 0}, {72, true, 2},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++)
		same_int("exit", gate_exit(&c, &g, &r, row[i].home,
					 DAY0 + row[i].hour * HOUR_MS),
			row[i].want);
	/* another shape begins again */
	g.refused = "structure";
	same_int("other", gate_exit(&c, &g, &r, true, DAY0 + 80 * HOUR_MS), 0);
}

static void of_an_index_of_sitemaps_the_newest_is_named(void **state)
{
	struct item item[3] = {{.url = STR("http://x/1.xml"), .date_ms = DAY0},
		{.url = STR("http://x/2.xml"), .date_ms = DAY0 + DAY_MS},
		{.url = STR("http://x/3.xml"), .date_ms = DATE_NONE_MS}};
	struct column_config cfg = {.id = "c"};
	struct column_state none = {0};
	struct familiar met = {0};
	struct result r = {.verdict = VERDICT_OK, .has_page = true};
	struct gate g;

	(void)state;
	for (size_t i = 0; i < 3; i++)
		item[i].category = STR(SITEMAP_INDEX_ENTRY);
	r.page.kind = PAGE_SITEMAP;
	r.page.list = (struct listing){.items = item, .nitems = 3, .source = LIST_SITEMAP};
	gate_judge(&none, &cfg, &r, &met, &g);
	same_text("refused", str_of(g.refused), STR("sitemap-index"));
	assert_non_null(strstr(g.why, "'http://x/2.xml'"));
	item[1].date_ms = item[0].date_ms = DATE_NONE_MS;
	gate_judge(&none, &cfg, &r, &met, &g);
	assert_non_null(strstr(g.why, "'http://x/3.xml'"));
}

static void links_are_broken_only_when_confirmed(void **state)
{
	static const struct {
		const char *name;
		int verdict, minute, turned;
	} row[] = {
		{"404 once", VERDICT_BROKEN_HTTP, 0, 0},
		{"a minute later", VERDICT_BROKEN_HTTP, 1, 0},
		{"blocked says nothing", VERDICT_BLOCKED, 30, 0},
		{"an hour later", VERDICT_BROKEN_HTTP, 60, 1},
		{"still", VERDICT_BROKEN_HTTP, 120, 0},
		{"one good", VERDICT_OK, 180, 0},
		{"bad again", VERDICT_BROKEN_HTTP, 190, 0},
		{"good", VERDICT_OK, 200, 0},
		{"good twice", VERDICT_OK, 210, -1},
		{"time-out", VERDICT_UNSTABLE_TIMEOUT, 300, 0},
		{"time-out", VERDICT_UNSTABLE_TIMEOUT, 400, 0},
		{"time-out", VERDICT_UNSTABLE_TIMEOUT, 500, 0},
		{"a day later", VERDICT_UNSTABLE_TIMEOUT, 300 + 1440, 1},
	};
	struct address x = {0};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		int turned;

		address_judge(&x, row[i].verdict, 0, DAY0 + row[i].minute * MINUTE_MS, &turned);
		same_int(row[i].name, turned, row[i].turned);
	}
}

static void revisits_thin_out_with_age(void **state)
{
	static const struct {
		int visits;
		int64_t age, least, most;
	} row[] = {
		{1, 0, HOUR_MS, 2 * HOUR_MS}, {2, HOUR_MS, 5 * HOUR_MS, 6 * HOUR_MS},
		{3, 6 * HOUR_MS, 18 * HOUR_MS, 20 * HOUR_MS},
		{4, 2 * DAY_MS, DAY_MS, 27 * HOUR_MS},
		{20, 30 * DAY_MS, 7 * DAY_MS, 8 * DAY_MS},
		{40, 200 * DAY_MS, 30 * DAY_MS, 33 * DAY_MS},
		{90, 1000 * DAY_MS, 365 * DAY_MS, 402 * DAY_MS},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct notice n = {.identity = STR("x"), .first_ms = DAY0,
			.nvisits = row[i].visits};
		int64_t now_ms = DAY0 + row[i].age;
		int64_t wait = revisit_due(&n, "", now_ms) - now_ms;

		if (wait < row[i].least || wait > row[i].most)
			fail_msg("row %zu: waits %lld", i, (long long)wait);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(first_reading_is_a_silent_baseline),
		T(new_notice_pushes_the_last_one_off),
		T(order_and_cut_titles_are_no_change),
		T(titles_cut_by_the_list_are_no_change),
		T(an_old_copy_of_the_list_takes_no_edit_back),
		T(retitled_and_redated_are_told_apart),
		T(a_date_far_from_first_sight_is_told),
		T(entry_that_slid_up_from_the_next_page_is_not_new),
		T(delisted_needs_two_readings_and_its_page),
		T(list_empty_of_one_for_a_moment_is_no_event),
		T(entry_that_comes_back_pushes_the_last_one_off),
		T(withdrawn_needs_two_answers_half_an_hour_apart),
		T(longer_page_shows_old_entries_of_the_next_one),
		T(longer_page_in_no_order_shows_them_anywhere),
		T(one_dated_back_hides_no_end_of_the_page),
		T(list_cut_short_for_good_is_one_event),
		T(four_entries_off_the_end_are_told_one_by_one),
		T(one_put_first_by_hand_pushes_another_off),
		T(on_a_page_without_order_the_oldest_is_pushed_off),
		T(withdrawn_one_that_stays_listed_is_back_with_its_page),
		T(one_bad_answer_between_good_ones_proves_nothing),
		T(moved_is_neither_new_nor_withdrawn),
		T(pushed_off_by_its_namesake_it_has_rolled_off),
		T(another_name_of_the_site_changes_nothing),
		T(a_copy_at_another_site_is_a_notice_of_its_own),
		T(a_title_that_the_page_told_is_not_told_by_the_list),
		T(half_of_a_short_list_waits_for_a_day),
		T(unpinned_without_days_it_may_be_anywhere),
		T(same_title_elsewhere_with_the_old_page_alive_is_new),
		T(most_of_a_list_at_other_addresses_has_moved),
		T(withdrawn_and_put_up_elsewhere_has_moved),
		T(sticky_entry_that_lost_its_place_rolled_off),
		T(duplicates_and_session_ids_make_one_notice),
		T(another_session_in_all_addresses_is_no_event),
		T(two_hundred_thousand_entries_take_no_square_time),
		T(counters_and_clocks_are_noise_edits_are_not),
		T(noise_is_what_the_pair_shows),
		T(noise_met_twice_needs_no_pair),
		T(counters_by_name_are_no_text),
		T(parts_of_a_change_are_named),
		T(a_file_is_known_by_its_name),
		T(a_page_that_holds_fewer_entries_removes_none),
		T(gate_refuses_what_is_no_reading),
		T(gate_reads_any_list_of_a_home_page_that_has_dates),
		T(gate_tells_strangers_from_news),
		T(gate_opens_after_a_day_and_gives_way_after_three),
		T(of_an_index_of_sitemaps_the_newest_is_named),
		T(links_are_broken_only_when_confirmed),
		T(revisits_thin_out_with_age),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
