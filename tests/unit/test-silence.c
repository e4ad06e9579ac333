/* What is not told, not yet told, or told only after a measurement; and the recorded reason. */
#include "monitor-bench.h"

#include "monitor/incident-act.h"

/* One turn of a daemon, without the rest between judgements. */
static void tick(int64_t now)
{
	mon.once = false;
	mon.rest_until_ms = 0;
	mon.judged_ms = 0;
	turn(now);
}

static void act(enum incident_act what, uint64_t id, int64_t until, int64_t now)
{
	struct incident_action x = {.act = what, .by = STR("王"), .reason = STR("搬迁"),
		.until_ms = until, .now_ms = now};
	struct store_txn *t = NULL;
	struct incident out;

	must(store_begin(alerts, true, &t, e));
	must(incident_act(t, id, &x, &out, &arena, e));
	must(store_commit(t, e));
}

static void empty_column(int64_t now)
{
	all_is_well(now);
	put_column("notice", now, 0);
}

static void quiet_hours_hold_what_is_not_immediate(void **state)
{
	int64_t night = T0 + 11 * HOUR_MS; /* Thursday 20:30 */
	struct incident i;

	(void)state;
	routes[0].digest = "none";
	config.group_wait_ms = 0;
	empty_column(night);
	tick(night);
	i = incident("empty", "a/notice");
	same_state("open", i, INCIDENT_OPEN);
	same_int("not at night", mails().n, 0);
	same_text("the reason", entry(i.id, "held"), STR("quiet hours until 2026-09-25 08:30"));
	empty_column(night + 12 * HOUR_MS - MINUTE_MS);
	tick(night + 12 * HOUR_MS - MINUTE_MS);
	same_int("08:29", mails().n, 0);
	empty_column(night + 12 * HOUR_MS);
	tick(night + 12 * HOUR_MS);
	same_int("08:30", mails().n, 1);
}

/* Where rounds are made by cron the hours hold too: the first round after them tells. */
static void quiet_hours_hold_where_one_round_is_all(void **state)
{
	int64_t night = T0 + 11 * HOUR_MS;
	struct incident i;

	(void)state;
	routes[0].digest = "none";
	empty_column(night);
	turn(night);
	i = incident("empty", "a/notice");
	same_int("not at night", mails().n, 0);
	same_text("the reason", entry(i.id, "held"), STR("quiet hours until 2026-09-25 08:30"));
	empty_column(night + 13 * HOUR_MS);
	turn(night + 13 * HOUR_MS);
	same_int("in the morning", mails().n, 1);
	/* by day no group is waited for */
	put_column("news", night + 13 * HOUR_MS + 1000, 0);
	turn(night + 13 * HOUR_MS + 1000);
	same_int("at once", mails().n, 2);
}

/* A state that changes when a repetition is due is told once, by its own word. */
static void what_is_told_is_not_repeated_in_the_same_breath(void **state)
{
	struct incident i;

	(void)state;
	routes[0].digest = "none";
	config.repeat_ms = DAY_MS;
	empty_column(T0);
	turn(T0);
	i = incident("empty", "a/notice");
	same_int("told", mails().n, 1);
	act(ACT_EXEMPT, i.id, T0 + 5 * HOUR_MS, T0 + HOUR_MS);
	empty_column(T0 + 4 * DAY_MS);
	turn(T0 + 4 * DAY_MS);
	same_int("announced", mails().n, 2);
	assert_true(str_has(mails().list[1].payload, STR("\"tell\":\"expired\"")));
}

/* "repeat: 0s" of a route is never, whatever telling: says. */
static void a_route_may_say_never(void **state)
{
	(void)state;
	routes_say_nothing();
	routes[0].digest = "none";
	routes[0].repeat_ms = 0;
	routes_say = true;
	for (int day = 0; day < 4; day++) {
		empty_column(T0 + day * DAY_MS);
		turn(T0 + day * DAY_MS);
	}
	same_int("once", mails().n, 1);
	routes_say = false;
	empty_column(T0 + 4 * DAY_MS);
	turn(T0 + 4 * DAY_MS);
	same_int("and daily where it says nothing", mails().n, 2);
}

/* Nothing on a portal that is down can be measured: its open problems are not told again. */
static void open_problems_are_not_repeated_while_their_portal_is_down(void **state)
{
	struct incident i;
	char want[60];

	(void)state;
	config.nportals = 2;
	routes[0].digest = "none";
	config.repeat_ms = DAY_MS;
	empty_column(T0);
	portal_is_well("b", T0);
	turn(T0);
	i = incident("empty", "a/notice");
	same_int("told", i.ntold, 1);
	for (int day = 1; day < 4; day++) {
		int64_t now = T0 + day * DAY_MS + 3 * HOUR_MS;

		portal_is_well("b", now);
		put_portal("a", VERDICT_UNSTABLE_TIMEOUT, "timeout", now, T0 + HOUR_MS, 4, 0, "");
		turn(now);
	}
	i = incident("empty", "a/notice");
	same_state("still open", i, INCIDENT_OPEN);
	snprintf(want, sizeof(want), "inhibited by #%llu",
		(unsigned long long)incident("portal-down", "a").id);
	same_text("the reason", entry(i.id, "held"), str_of(want));
	for (size_t k = 1; k < mails().n; k++)
		assert_false(str_has(mails().list[k].payload, STR("\"kind\":\"empty\"")));
}

static void the_end_of_an_acknowledgement_is_for_the_digest(void **state)
{
	int64_t next = T0 + DAY_MS;
	struct incident i;

	(void)state;
	empty_column(T0);
	turn(T0);
	i = incident("empty", "a/notice");
	same_int("told", mails().n, 1);
	act(ACT_ACK, i.id, T0 + 5 * HOUR_MS, T0 + HOUR_MS);
	empty_column(T0 + 6 * HOUR_MS);
	turn(T0 + 6 * HOUR_MS);
	same_state("open again", incident("empty", "a/notice"), INCIDENT_OPEN);
	same_text("in its history", entry(i.id, "expired"), STR("acknowledged"));
	same_int("not by itself", mails().n, 1);
	empty_column(next);
	turn(next);
	same_int("in the digest", mails().n, 2);
	assert_true(str_has(mails().list[1].payload, STR("\"tell\":\"expired\"")));
	assert_true(str_has(mails().list[1].payload, STR("\"decision\":\"王: 搬迁\"")));
	all_is_well(next + DAY_MS);
	turn(next + DAY_MS);
	empty_column(next + 4 * DAY_MS);
	turn(next + 4 * DAY_MS);
	same_int("over, and again", mails().n, 3);
	assert_true(str_has(mails().list[2].payload, STR("\"tell\":\"problem\"")));
	assert_false(str_has(mails().list[2].payload, STR("\"decision\":")));
}

static void an_exemption_that_ends_with_its_problem_is_announced(void **state)
{
	struct incident i;

	(void)state;
	empty_column(T0);
	turn(T0);
	i = incident("empty", "a/notice");
	act(ACT_EXEMPT, i.id, T0 + 5 * HOUR_MS, T0 + HOUR_MS);
	all_is_well(T0 + 2 * HOUR_MS);
	turn(T0 + 2 * HOUR_MS);
	same_state("stands", incident("empty", "a/notice"), INCIDENT_EXEMPT);
	all_is_well(T0 + 6 * HOUR_MS);
	turn(T0 + 6 * HOUR_MS);
	same_state("closed", incident("empty", "a/notice"), INCIDENT_RESOLVED);
	all_is_well(T0 + DAY_MS);
	turn(T0 + DAY_MS);
	same_int("announced", mails().n, 2);
	assert_true(str_has(mails().list[1].payload, STR("\"tell\":\"expired\"")));
}

static void an_acknowledged_problem_is_not_repeated_and_says_so(void **state)
{
	struct incident i;

	(void)state;
	config.nportals = 2;
	for (int day = 0; day < 4; day++) {
		int64_t now = T0 + day * DAY_MS;

		all_is_well(now);
		portal_is_well("b", now);
		put_portal("a", VERDICT_UNSTABLE_TIMEOUT, "timeout", now, T0 - HOUR_MS, 4, 0, "");
		turn(now);
		if (day == 0)
			act(ACT_ACK, incident("portal-down", "a").id, T0 + 30 * DAY_MS, now + 1000);
	}
	i = incident("portal-down", "a");
	same_int("once", mails().n, 1);
	same_text("the reason", entry(i.id, "held"),
		STR("acknowledged by 王 until 2026-10-24 09:30"));
}

static void what_a_person_reopens_waits_for_a_measurement(void **state)
{
	struct incident i;

	(void)state;
	empty_column(T0);
	turn(T0);
	put_column("notice", T0 + HOUR_MS, 5);
	turn(T0 + HOUR_MS);
	i = incident("empty", "a/notice");
	same_state("closed", i, INCIDENT_RESOLVED);
	act(ACT_REOPEN, i.id, 0, T0 + 2 * HOUR_MS);
	turn(T0 + 3 * HOUR_MS);
	same_state("not measured", incident("empty", "a/notice"), INCIDENT_OPEN);
	put_column("notice", T0 + 4 * HOUR_MS, 5);
	turn(T0 + 4 * HOUR_MS);
	i = incident("empty", "a/notice");
	same_state("measured", i, INCIDENT_RESOLVED);
	same_int("reopened", i.nreopened, 1);
}

static void one_firewall_over_300_columns_is_one_mail(void **state)
{
	static struct column_config many[300];
	static char ids[300][12];
	int64_t now = T0 + 4 * DAY_MS; /* Monday */

	(void)state;
	for (int k = 0; k < 300; k++) {
		snprintf(ids[k], sizeof(ids[k]), "c%d", k);
		many[k] = (struct column_config){.id = ids[k], .name = "", .url = "http://a.test/c/",
			.unit = "", .cls = CLASS_NOTICE};
		put_column(ids[k], T0, 5);
	}
	portals[0].columns = many;
	portals[0].ncolumns = 300;
	all_is_well(now);
	put_portal("a", VERDICT_BLOCKED, "http-403", now, 0, 0, 0, "");
	{
		struct store_txn *t = w();
		struct portal_state p;

		must(pages_portal(t, STR("a"), &p, &arena, e));
		p.last_good_ms = T0;
		must(pages_put_portal(t, &p, e));
		must(store_commit(t, e));
	}
	turn(now);
	same_state("portal", incident("unmeasured", "a"), INCIDENT_OPEN);
	same_state("a column", incident("unmeasured", "a/c7"), INCIDENT_OPEN);
	same_int("one mail", mails().n, 1);
	same_int("of one incident", mails().list[0].nincidents, 1);
	same_text("a column's reason", entry(incident("unmeasured", "a/c299").id, "held"),
		arena_strf(&arena, "inhibited by #%llu",
			(unsigned long long)incident("unmeasured", "a").id));
	portals[0].columns = columns;
	portals[0].ncolumns = 2;
}

static void a_storm_over_minutes_is_few_mails(void **state)
{
	(void)state;
	config.group_wait_ms = 0;
	all_is_well(T0);
	for (int k = 0; k < 20; k++) {
		struct store_txn *t = w();
		char url[40];
		struct event x = {.time_ms = T0, .portal = STR("a"), .column = STR("news"),
			.kind = k % 2 ? STR("notice.withdrawn") : STR("page.hijacked")};

		snprintf(url, sizeof(url), "http://a.test/w%d", k);
		x.url = x.identity = x.title = str_of(url);
		must(pages_put_event(t, &x, e));
		must(store_commit(t, e));
		tick(T0 + k * MINUTE_MS / 2);
	}
	for (int k = 20; k < 40; k++)
		tick(T0 + k * MINUTE_MS / 2);
	assert_true(mails().n <= 3 * 4);
	{
		size_t told = 0;

		for (size_t k = 0; k < mails().n; k++)
			told += mails().list[k].nincidents;
		same_int("all of it", told, 20);
	}
}

static void a_machine_that_was_off_measures_first(void **state)
{
	int64_t later = T0 + 20 * DAY_MS;

	(void)state;
	all_is_well(T0);
	tick(T0);
	/* off for three weeks: everything looks stale, unmeasured, stopped */
	mon = (struct monitor){.pages = pages, .alerts = alerts, .config = &config,
		.calendar = calendar_plain()};
	tick(later);
	same_int("no crawler-stopped", incident("crawler-stopped", SUBJECT_SELF).id, 0);
	same_int("nothing is stale", incident("stale", "a/news").id, 0);
	same_int("nothing is unmeasured", incident("unmeasured", "a/news").id, 0);
	/* measured: fresh ones are, one is stale indeed */
	all_is_well(later + HOUR_MS / 2);
	put_column("news", later + HOUR_MS / 2, 5);
	tick(later + HOUR_MS / 2);
	same_int("fresh", incident("stale", "a/notice").id, 0);
	same_int("fresh too", incident("unmeasured", "a/news").id, 0);
	/* and a crawler that never comes is told after all */
	mon = (struct monitor){.pages = pages, .alerts = alerts, .config = &config,
		.calendar = calendar_plain()};
	tick(later + 9 * DAY_MS);
	tick(later + 9 * DAY_MS + 3 * HOUR_MS);
	same_state("stopped", incident("crawler-stopped", SUBJECT_SELF), INCIDENT_OPEN);
}

static void a_round_that_is_never_full_is_told_to_the_operator(void **state)
{
	struct incident i;

	(void)state;
	all_is_well(T0);
	{
		struct store_txn *t = w();
		struct portal_state p;

		must(pages_portal(t, STR("a"), &p, &arena, e));
		p.last_round_ms = T0 - 25 * HOUR_MS;
		must(pages_put_portal(t, &p, e));
		must(store_commit(t, e));
	}
	turn(T0);
	same_int("25 hours", incident("crawler-stopped", SUBJECT_SELF).id, 0);
	turn(T0 + HOUR_MS + MINUTE_MS);
	i = incident("crawler-stopped", SUBJECT_SELF);
	same_state("26 hours", i, INCIDENT_OPEN);
	same_text("cause", i.cause, STR("round-missed"));
	same_text("operator", mails().list[0].receiver, STR("boss"));
}

static void platform_members_on_their_way_are_not_told_alone(void **state)
{
	static const struct {
		const char *name;
		int minute;
		bool bad;
		int told;
	} row[] = {
		{"one failure", 0, true, 0},
		{"two", 6, true, 0},
		{"a good one between", 36, false, 0},
		{"one again", 66, true, 0},
		{"two again", 67, true, 0},
		{"three, in six minutes", 72, true, 0},
		{"over twenty", 87, true, 1},
	};

	(void)state;
	config.nportals = 3;
	all_is_well(T0);
	portal_is_well("c", T0);
	/* a is confirmed, b a minute behind */
	put_portal("a", VERDICT_UNSTABLE_CONNECT, "refused", T0, T0 - 21 * MINUTE_MS, 4, 0,
		"9.9.9.9:80");
	put_portal("b", VERDICT_UNSTABLE_CONNECT, "refused", T0, T0 - 19 * MINUTE_MS, 3, 0,
		"9.9.9.9:80");
	put_portal("c", VERDICT_OK, "", T0, 0, 0, 5, "8.8.8.8:80");
	turn(T0);
	same_state("platform", incident("platform-down", "9.9.9.9:80"), INCIDENT_OPEN);
	same_int("one mail", mails().n, 1);
	same_int("of one incident", mails().list[0].nincidents, 1);
	/* b is back first: a is still explained until it is measured after the platform's end */
	put_portal("b", VERDICT_OK, "", T0 + HOUR_MS, 0, 0, 3, "9.9.9.9:80");
	turn(T0 + HOUR_MS);
	same_int("a is not told unmeasured", incident("portal-down", "a").ntold, 0);
	/* then it has to be proven down anew: three failures over twenty minutes, none good */
	for (size_t k = 0; k < ROWS(row); k++) {
		int64_t now = T0 + 2 * HOUR_MS + row[k].minute * MINUTE_MS;
		bool bad = row[k].bad;

		put_visit("a", bad ? VERDICT_UNSTABLE_CONNECT : VERDICT_OK, now);
		put_portal("a", bad ? VERDICT_UNSTABLE_CONNECT : VERDICT_OK, bad ? "refused" : "",
			now, T0 - 21 * MINUTE_MS, 6, !bad, "9.9.9.9:80");
		put_portal("c", VERDICT_OK, "", now, 0, 0, 5, "8.8.8.8:80");
		turn(now);
		same_int(row[k].name, incident("portal-down", "a").ntold, row[k].told);
	}
}

/* Three that fail at one minute: at addresses of their own, or two of them on one. */
static void one_beside_a_platform_is_told_alone(void **state)
{
	static const struct {
		const char *name, *b;
		bool minute;
	} row[] = {
		{"three places", "7.7.7.7:80", true},
		{"two places", "9.9.9.9:80", false},
	};
	struct str minute = STR_NONE;

	(void)state;
	config.nportals = 3;
	for (size_t k = 0; k < ROWS(row); k++) {
		int64_t now = T0 + (int64_t)k * DAY_MS, since = now - HOUR_MS;

		all_is_well(now);
		portal_is_well("b", now);
		portal_is_well("c", now);
		turn(now);
		put_portal("a", VERDICT_UNSTABLE_TIMEOUT, "timeout", now, since, 4, 0,
			"9.9.9.9:80");
		put_portal("b", VERDICT_UNSTABLE_TIMEOUT, "timeout", now, since, 4, 0, row[k].b);
		put_portal("c", VERDICT_UNSTABLE_TIMEOUT, "timeout", now, since, 4, 0,
			"8.8.8.8:80");
		turn(now + MINUTE_MS);
		minute = arena_strf(&arena, "minute-%lld", (long long)(since / MINUTE_MS));
		same_int(row[k].name, incident("platform-down", arena_cstr(&arena, minute)).id != 0,
			row[k].minute);
		same_int(row[k].name, incident("portal-down", "c").ntold, !row[k].minute);
		same_int(row[k].name, incident("portal-down", "b").ntold, 0);
	}
	same_state("the two", incident("platform-down", "9.9.9.9:80"), INCIDENT_OPEN);
}

/* b failed once by chance and was good since: it says nothing of the address it shares. */
static void a_neighbour_that_failed_by_chance_makes_no_platform(void **state)
{
	(void)state;
	config.nportals = 3;
	all_is_well(T0);
	portal_is_well("b", T0);
	portal_is_well("c", T0);
	put_portal("a", VERDICT_UNSTABLE_CONNECT, "refused", T0, T0 - HOUR_MS, 5, 0, "9.9.9.9:80");
	put_portal("b", VERDICT_OK, "", T0, 0, 0, 1, "9.9.9.9:80");
	turn(T0);
	same_int("no platform", incident("platform-down", "9.9.9.9:80").id, 0);
	same_int("the portal", incident("portal-down", "a").ntold, 1);
}

/* a is down alone; b, on its address, was seen good since and then failed twice by chance. */
static void a_neighbour_seen_good_since_makes_no_platform(void **state)
{
	static const struct {
		const char *name;
		int64_t good_before_ms; /* b's last good visit, before now */
		int nbad;
		const char *c; /* address of one that is well */
		bool platform;
	} row[] = {
		{"good since", 30 * MINUTE_MS, 2, "8.8.8.8:80", false},
		{"failed as early", 90 * MINUTE_MS, 2, "9.9.9.9:80", true},
		{"one of two others failed three times", 30 * MINUTE_MS, 3, "9.9.9.9:80", false},
		{"the only other failed three times", 30 * MINUTE_MS, 3, "8.8.8.8:80", true},
	};

	(void)state;
	config.nportals = 3;
	for (size_t k = 0; k < ROWS(row); k++) {
		int64_t now = T0 + (int64_t)k * DAY_MS;
		struct portal_state p;
		struct store_txn *t;

		all_is_well(now);
		portal_is_well("b", now);
		portal_is_well("c", now);
		put_portal("c", VERDICT_OK, "", now, 0, 0, 5, row[k].c);
		turn(now - MINUTE_MS);
		put_portal("a", VERDICT_UNSTABLE_CONNECT, "refused", now, now - HOUR_MS, 5, 0,
			"9.9.9.9:80");
		put_portal("b", VERDICT_UNSTABLE_CONNECT, "refused", now, now - MINUTE_MS,
			row[k].nbad, 0, "9.9.9.9:80");
		t = w();
		must(pages_portal(t, STR("b"), &p, &arena, e));
		p.last_good_ms = now - row[k].good_before_ms;
		must(pages_put_portal(t, &p, e));
		must(store_commit(t, e));
		turn(now);
		same_int(row[k].name, incident("platform-down", "9.9.9.9:80").state ==
			INCIDENT_OPEN, row[k].platform);
		same_int(row[k].name, incident("portal-down", "a").inhibited_by != 0,
			row[k].platform);
	}
}

/* Failed once, then refused for days: that is not measured, for the operator, and nobody's
 * outage. */
static void a_portal_refused_after_one_failure_is_unmeasured(void **state)
{
	(void)state;
	config.nportals = 2;
	all_is_well(T0);
	portal_is_well("b", T0);
	put_portal("a", VERDICT_BLOCKED, "http-412", T0, T0 - 3 * DAY_MS, 1, 0, "9.9.9.9:80");
	turn(T0);
	same_state("unmeasured", incident("unmeasured", "a"), INCIDENT_OPEN);
	same_int("not down", incident("portal-down", "a").ntold, 0);
	same_int("its columns with it", incident("unmeasured", "a/news").ntold, 0);
	/* three failures within minutes, then refusals: not the twenty minutes of an outage */
	put_portal("a", VERDICT_BLOCKED, "http-412", T0 + HOUR_MS, T0 + HOUR_MS / 2, 3, 0,
		"9.9.9.9:80");
	turn(T0 + HOUR_MS);
	same_int("still not", incident("portal-down", "a").ntold, 0);
}

/* An address has its own alert; two more that fail in its hour are no platform with it. */
static void two_beside_a_platform_are_told_alone(void **state)
{
	(void)state;
	config.nportals = 4;
	all_is_well(T0);
	for (int k = 0; k < 4; k++)
		put_portal(portals[k].id, VERDICT_UNSTABLE_TIMEOUT, "timeout", T0, T0 - HOUR_MS, 5, 0,
			k < 2 ? "9.9.9.9:80" : k == 2 ? "8.8.8.8:80" : "7.7.7.7:80");
	turn(T0);
	same_state("the two", incident("platform-down", "9.9.9.9:80"), INCIDENT_OPEN);
	same_int("c", incident("portal-down", "c").ntold, 1);
	same_int("d", incident("portal-down", "d").ntold, 1);
	same_int("not b", incident("portal-down", "b").ntold, 0);
}

/* Two of three on one address, a day apart: the third was well all the time. */
static void two_outages_a_day_apart_are_no_platform(void **state)
{
	(void)state;
	config.nportals = 3;
	all_is_well(T0);
	put_portal("a", VERDICT_UNSTABLE_CONNECT, "refused", T0, T0 - DAY_MS, 40, 0, "9.9.9.9:80");
	put_portal("b", VERDICT_UNSTABLE_CONNECT, "refused", T0, T0 - HOUR_MS, 5, 0, "9.9.9.9:80");
	put_portal("c", VERDICT_OK, "", T0, 0, 0, 5, "9.9.9.9:80");
	turn(T0);
	same_int("no platform", incident("platform-down", "9.9.9.9:80").id, 0);
	same_int("one", incident("portal-down", "a").ntold, 1);
	same_int("the other", incident("portal-down", "b").ntold, 1);
}

/* The cause of a platform is what most of its portals fail with; one that fails otherwise by
 * chance, or is back before the others, is no news. */
static void a_platform_has_the_cause_of_most(void **state)
{
	static const struct {
		const char *name;
		int verdict;
		const char *reason;
		int nbad, ngood;
		const char *others, *cause;
		int told;
	} row[] = {
		{"one fails otherwise", VERDICT_UNSTABLE_CONNECT, "refused", 5, 0, "timeout",
			"timeout", 1},
		{"it is on its way back", VERDICT_OK, "", 5, 1, "timeout", "timeout", 1},
		{"all of them change, once", VERDICT_UNSTABLE_CONNECT, "refused", 6, 0, "refused",
			"timeout", 1},
		{"and again", VERDICT_UNSTABLE_CONNECT, "refused", 7, 0, "refused", "refused", 2},
	};

	(void)state;
	config.nportals = 3;
	routes[0].digest = "none";
	for (size_t k = 0; k < ROWS(row); k++) {
		int64_t now = T0 + (int64_t)k * HOUR_MS;
		struct incident i;

		all_is_well(now);
		put_portal("a", row[k].verdict, row[k].reason, now, T0 - HOUR_MS, row[k].nbad,
			row[k].ngood, "9.9.9.9:80");
		put_portal("b", VERDICT_UNSTABLE_TIMEOUT, row[k].others, now, T0 - HOUR_MS, 5, 0,
			"9.9.9.9:80");
		put_portal("c", VERDICT_UNSTABLE_TIMEOUT, row[k].others, now, T0 - HOUR_MS, 5, 0,
			"9.9.9.9:80");
		turn(now);
		i = incident("platform-down", "9.9.9.9:80");
		same_text(row[k].name, i.cause, str_of(row[k].cause));
		same_int(row[k].name, mails().n, row[k].told);
	}
}

/* A 503 came over our line: nobody else has to prove it. */
static void what_answers_proves_our_line(void **state)
{
	static const char *witnesses[] = {"http://w.test/"};
	static const struct {
		const char *name;
		int status, told;
	} row[] = {{"no answer", 0, 0}, {"503", 503, 1}};

	(void)state;
	config.witnesses = witnesses;
	config.nwitnesses = 1;
	for (size_t k = 0; k < ROWS(row); k++) {
		struct portal_state p;
		struct store_txn *t;

		all_is_well(T0);
		put_portal("a", row[k].status ? VERDICT_UNSTABLE_SERVER : VERDICT_UNSTABLE_TIMEOUT,
			"why", T0, T0 - HOUR_MS, 5, 0, "9.9.9.9:80");
		t = w();
		must(pages_portal(t, STR("a"), &p, &arena, e));
		p.status = row[k].status;
		must(pages_put_portal(t, &p, e));
		must(store_commit(t, e));
		turn(T0 + (int64_t)k * MINUTE_MS);
		same_int(row[k].name, incident("portal-down", "a").ntold, row[k].told);
	}
}

static void routes_choose_by_what_they_name(void **state)
{
	static const char *tags[] = {"county"};
	struct portal_config p = {.id = "pingdu", .tags = tags, .ntags = 1};
	static const struct {
		const char *name;
		struct route_config route;
		bool fits;
	} row[] = {
		{"anything", {.portal = ""}, true},
		{"portal", {.portal = "pingdu"}, true},
		{"pattern", {.portal = "ping*"}, true},
		{"another portal", {.portal = "qingdao"}, false},
		{"column", {.column = "air"}, true},
		{"column of portal", {.column = "pingdu/air"}, true},
		{"another column", {.column = "water"}, false},
		{"unit", {.unit = "市环保局"}, true},
		{"another unit", {.unit = "市水利局"}, false},
		{"kind", {.kind = "stale"}, true},
		{"another kind", {.kind = "broken-link"}, false},
		{"severity", {.severity = "high"}, true},
		{"another severity", {.severity = "low"}, false},
		{"tag", {.tag = "county"}, true},
		{"another tag", {.tag = "district"}, false},
		{"all must fit", {.portal = "pingdu", .kind = "empty"}, false},
	};
	struct route_subject s = {.portal = STR("pingdu"), .column = STR("air"),
		.unit = STR("市环保局"), .kind = STR("stale"), .severity = STR("high"),
		.portal_config = &p};

	(void)state;
	for (size_t k = 0; k < ROWS(row); k++)
		same_int(row[k].name, route_matches(&row[k].route, &s), row[k].fits);
}

/* Two working days each: the first of the chain, then the second, and both hear of the end. */
static void an_escalation_climbs_its_chain_by_working_days(void **state)
{
	static const char *chain[] = {"boss", "province"};
	static struct receiver_config three[3];
	struct incident i;

	(void)state;
	memcpy(three, receivers, sizeof(receivers));
	three[2] = (struct receiver_config){.id = "province", .kind = &receiver_file.kind, .language = ""};
	config.receivers = three;
	config.nreceivers = 3;
	config.nportals = 2;
	config.repeat_ms = 0;
	routes[0].escalate = chain;
	routes[0].nescalate = 2;
	routes[0].escalate_after_wd = 2;
	for (int day = 0; day < 8; day++) { /* from a Thursday to the next */
		int64_t now = T0 + day * DAY_MS;

		all_is_well(now);
		portal_is_well("b", now);
		put_portal("a", VERDICT_UNSTABLE_TIMEOUT, "timeout", now, T0 - HOUR_MS, 4, 0, "");
		turn(now);
		i = incident("portal-down", "a");
		same_int("told so far", i.ntold, day < 4 ? 1 : day < 6 ? 2 : 3);
	}
	all_is_well(T0 + 8 * DAY_MS);
	portal_is_well("b", T0 + 8 * DAY_MS);
	turn(T0 + 8 * DAY_MS);
	same_int("three and their ends", mails().n, 6);
	for (size_t k = 3; k < 6; k++)
		same_text("recovery", mails().list[k].kind, STR("recovery"));
}

/* What happened once is not repeated, but somebody higher hears of it while nobody acts. */
static void a_withdrawal_that_nobody_takes_up_is_escalated(void **state)
{
	static const char *chain[] = {"boss"};

	(void)state;
	routes[0].escalate = chain;
	routes[0].nescalate = 1;
	routes[0].escalate_after_wd = 2;
	all_is_well(T0);
	put_event("notice.withdrawn", "公示", T0);
	for (int day = 0; day < 6; day++) { /* Thursday to Tuesday */
		all_is_well(T0 + day * DAY_MS);
		turn(T0 + day * DAY_MS);
	}
	same_int("told twice", mails().n, 2);
	same_text("to whom", mails().list[1].receiver, STR("boss"));
	assert_true(str_has(mails().list[1].payload, STR("\"tell\":\"escalation\"")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TM(f) cmocka_unit_test_setup_teardown(f, begin, end)
		TM(quiet_hours_hold_what_is_not_immediate),
		TM(quiet_hours_hold_where_one_round_is_all),
		TM(what_is_told_is_not_repeated_in_the_same_breath),
		TM(open_problems_are_not_repeated_while_their_portal_is_down),
		TM(a_route_may_say_never),
		TM(the_end_of_an_acknowledgement_is_for_the_digest),
		TM(an_exemption_that_ends_with_its_problem_is_announced),
		TM(an_acknowledged_problem_is_not_repeated_and_says_so),
		TM(what_a_person_reopens_waits_for_a_measurement),
		TM(one_firewall_over_300_columns_is_one_mail),
		TM(a_storm_over_minutes_is_few_mails),
		TM(a_machine_that_was_off_measures_first),
		TM(a_round_that_is_never_full_is_told_to_the_operator),
		TM(platform_members_on_their_way_are_not_told_alone),
		TM(one_beside_a_platform_is_told_alone),
		TM(a_neighbour_that_failed_by_chance_makes_no_platform),
		TM(a_neighbour_seen_good_since_makes_no_platform),
		TM(a_portal_refused_after_one_failure_is_unmeasured),
		TM(two_beside_a_platform_are_told_alone),
		TM(two_outages_a_day_apart_are_no_platform),
		TM(a_platform_has_the_cause_of_most),
		TM(what_answers_proves_our_line),
		TM(routes_choose_by_what_they_name),
		TM(an_escalation_climbs_its_chain_by_working_days),
		TM(a_withdrawal_that_nobody_takes_up_is_escalated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
