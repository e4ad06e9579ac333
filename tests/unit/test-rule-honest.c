/* Rules about what dates and titles say: published in time, honest dates, off the topic. */
#include "rule-world.h"

#define DAILY "2026-01-01"

/* All made on 12 February 2026, the last day but one before the spring festival. */
static void made_on_the_twelfth(struct world *w)
{
	for (size_t i = 0; i < w->nown; i++)
		w->own[i].written_ms = at("2026-02-12");
}

static void what_is_made_is_published_within_twenty_working_days(void **state)
{
	static const struct scene row[] = {
		/* 13, 14 (make-up), 24 to 28 February, 2 to 13 March less two Sundays: 17 */
		{"seventeen", "2026-03-13 办法", NULL, "disclosure", "", "2026-03-20", "warn", "near"},
		{"twenty", "2026-03-18 办法", NULL, "disclosure", "", "2026-03-20", "warn", "near"},
		{"twenty-one", "2026-03-19 办法", NULL, "disclosure", "", "2026-03-20", "overdue",
			"late"},
		{"on the day after", "2026-02-13 办法", NULL, "disclosure", "", "2026-03-20", "ok",
			NULL},
		{"nobody asks after ninety days", "2026-03-19 办法", NULL, "disclosure", "",
			"2026-06-18", "no notice shows both dates", NULL},
		{"a limit of one's own", "2026-02-24 办法", NULL, "disclosure", "working_days=2",
			"2026-03-20", "overdue", "late"},
		{"only what matches", "2026-03-19 办法", NULL, "disclosure", "match=通知",
			"2026-03-20", "no notice shows both dates", NULL},
	};
	struct world w;
	struct scene s = row[2];

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		world_make(&w);
		w.adjust = made_on_the_twelfth;
		expect(&w, &row[i]);
		world_release(&w);
	}
	world_make(&w);
	s.want = "no notice shows both dates";
	s.cause = NULL;
	expect(&w, &s);
	world_release(&w);
}

/* The seeds' own dates (standards 4.2): 2 and 16 working days. */
static void seeds_were_published_in_time(void **state)
{
	struct calendar *c;

	(void)state;
	assert_int_equal(calendar_load(NULL, &c, NULL), 0);
	same_int("平度", calendar_count(c, day_of(2018, 8, 24), day_of(2018, 8, 28), NULL), 2);
	same_int("常州", calendar_count(c, day_of(2021, 6, 17), day_of(2021, 7, 9), NULL), 16);
	calendar_free(c);
}

static const char *first_seen[8]; /* of the notices, in order; NULL: on their date */
static const char *same_text_as_first;

static void seen_when(struct world *w)
{
	for (size_t i = 0; i < w->nown; i++) {
		if (first_seen[i])
			w->own[i].first_ms = at(first_seen[i]);
		w->own[i].text_digest = sha256_of(same_text_as_first ? str_of(same_text_as_first)
			: w->own[i].title);
	}
	w->daily_from = at(DAILY);
	w->daily_to = at("2026-06-01");
}

struct honest {
	struct scene scene;
	const char *seen[8];
	const char *text;
};

static void dates_agree_with_first_sight(void **state)
{
	static const struct honest row[] = {
		{{"on the day", "2026-03-02 a; 2026-03-05 b", NULL, "honesty", "", "2026-03-20", "ok",
			NULL}, {NULL}, NULL},
		{{"nine days later", "2026-03-02 a", NULL, "honesty", "", "2026-03-20", "ok", NULL},
			{"2026-03-11T09:00:00"}, NULL},
		{{"ten days later", "2026-03-02 a", NULL, "honesty", "", "2026-03-20", "warn",
			"first-seen-late"}, {"2026-03-12T09:00:00"}, NULL},
		{{"tomorrow's date", "2026-03-21 a", NULL, "honesty", "", "2026-03-20", "warn",
			"future-dated"}, {"2026-03-18"}, NULL},
		{{"dated later than first seen", "2026-03-15 a", NULL, "honesty", "", "2026-03-20",
			"overdue", "redated"}, {"2026-02-10"}, NULL},
		{{"the day after is a time zone", "2026-03-15 a", NULL, "honesty", "", "2026-03-20",
			"ok", NULL}, {"2026-03-14T20:00:00"}, NULL},
		{{"an old text under a new date", "2026-01-10 a; 2026-03-15 b", NULL, "honesty", "",
			"2026-03-20", "overdue", "reissued"}, {NULL}, "the same text"},
		{{"twice on one day is a mistake", "2026-03-15 a; 2026-03-15 b", NULL, "honesty", "",
			"2026-03-20", "ok", NULL}, {NULL}, "the same text"},
		{{"five of one day afterwards", "2026-03-02 a; 2026-03-02 b; 2026-03-02 c; "
			"2026-03-02 d; 2026-03-02 e", NULL, "honesty", "", "2026-03-20", "overdue",
			"one-day"}, {"2026-03-06", "2026-03-06", "2026-03-06", "2026-03-06",
			"2026-03-06"}, NULL},
		{{"four are not many", "2026-03-02 a; 2026-03-02 b; 2026-03-02 c; 2026-03-02 d", NULL,
			"honesty", "", "2026-03-20", "ok", NULL}, {"2026-03-06", "2026-03-06",
			"2026-03-06", "2026-03-06"}, NULL},
		{{"unless so configured", "2026-03-02 a; 2026-03-02 b; 2026-03-02 c; 2026-03-02 d",
			NULL, "honesty", "many=4", "2026-03-20", "overdue", "one-day"},
			{"2026-03-06", "2026-03-06", "2026-03-06", "2026-03-06"}, NULL},
		{{"before we read every day", "2025-12-02 a", NULL, "honesty", "", "2026-02-20", "ok",
			NULL}, {"2026-01-15"}, NULL},
		{{"half a year ago", "2026-01-02 a", NULL, "honesty", "", "2026-05-30", "ok", NULL},
			{"2026-02-12"}, NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct world w;

		world_make(&w);
		memcpy(first_seen, row[i].seen, sizeof(first_seen));
		same_text_as_first = row[i].text;
		w.adjust = seen_when;
		expect(&w, &row[i].scene);
		world_release(&w);
	}
}

static void a_statutory_column_is_no_news(void **state)
{
	static const struct scene row[] = {
		{"a list", "2026-03-02 2026年权责清单", NULL, "off_topic", "", "2026-03-20", "ok",
			NULL},
		{"news", "2026-03-02 市领导到某镇调研; 2026-03-03 关于某事的通告", NULL, "off_topic",
			"", "2026-03-20", "warn", "off-topic"},
		{"a notice about a visit", "2026-03-02 关于开展考察公示的公告", NULL, "off_topic", "",
			"2026-03-20", "ok", NULL},
		{"one of two is allowed", "2026-03-02 市领导到某镇调研", NULL, "off_topic", "least=2",
			"2026-03-20", "ok", NULL},
		{"words of one's own", "2026-03-02 天气预报", NULL, "off_topic", "of=天气",
			"2026-03-20", "warn", "off-topic"},
		{"long ago", "2025-03-02 市领导到某镇调研", NULL, "off_topic", "", "2026-03-20", "ok",
			NULL},
	};

	(void)state;
	run(row, ROWS(row));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(what_is_made_is_published_within_twenty_working_days),
		T(seeds_were_published_in_time),
		T(dates_agree_with_first_sight),
		T(a_statutory_column_is_no_news),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
