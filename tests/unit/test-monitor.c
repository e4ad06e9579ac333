/* The monitor's turns over real stores in a temporary directory, with a clock of our own. */
#include "monitor-bench.h"

static const char *to_boss[] = {"boss"};

/* --- rows --- */

static void nothing_wrong_tells_nothing(void **state)
{
	(void)state;
	all_is_well(T0);
	turn(T0);
	same_int("mails", mails().n, 0);
	same_int("incident", incident("stale", "a/news").id, 0);
}

static void a_stale_column_is_told_once_and_its_recovery_too(void **state)
{
	struct incident i;
	struct mails m;
	struct jval *v;

	(void)state;
	all_is_well(T0);
	put_column("news", T0 + 15 * DAY_MS, 5);
	portal_up("a", T0 + 15 * DAY_MS);
	put_column("home", T0 + 15 * DAY_MS, 5);
	put_notice("home", "h2", T0 + 14 * DAY_MS, T0 + 14 * DAY_MS);
	put_column("notice", T0 + 15 * DAY_MS, 5);
	turn(T0 + 15 * DAY_MS);
	i = incident("stale", "a/news");
	same_state("open", i, INCIDENT_OPEN);
	same_int("level", i.level, LEVEL_OVERDUE);
	same_int("severity", i.severity, SEVERITY_HIGH);
	same_text("age", incident_fact(&i, "age_days"), STR("16"));
	m = mails();
	same_int("one mail", m.n, 1);
	same_text("kind", m.list[0].kind, STR("digest"));
	assert_int_equal(jval_parse(m.list[0].payload, &v, NULL), 0);
	same_text("payload", jval_str(jval_path(v, "incidents.0.subject")), STR("a/news"));
	same_text("name", jval_str(jval_path(v, "incidents.0.column_name")), STR("要闻"));
	same_text("unit", jval_str(jval_path(v, "incidents.0.unit")), STR("甲市办"));
	jval_free(v);
	turn(T0 + 15 * DAY_MS + HOUR_MS);
	same_int("no second mail", mails().n, 1);
	put_notice("news", "n2", T0 + 15 * DAY_MS, T0 + 15 * DAY_MS + HOUR_MS);
	put_column("news", T0 + 15 * DAY_MS + HOUR_MS, 6);
	turn(T0 + 15 * DAY_MS + 2 * HOUR_MS);
	same_state("resolved", incident("stale", "a/news"), INCIDENT_RESOLVED);
	same_int("recovery waits for the digest", mails().n, 1);
	all_is_well(T0 + 18 * DAY_MS);
	turn(T0 + 18 * DAY_MS);
	m = mails();
	same_int("recovery", m.n, 2);
	assert_true(str_has(m.list[1].payload, STR("\"tell\":\"recovery\"")));
	assert_true(str_has(m.list[1].references, m.list[0].message_id));
}

static void a_portal_is_down_after_three_probes_over_twenty_minutes(void **state)
{
	static const struct {
		const char *name;
		int nbad;
		int64_t span_ms;
		int want;
	} row[] = {
		{"one", 1, 0, INCIDENT_SUSPECTED},
		{"two, long", 2, 40 * MINUTE_MS, INCIDENT_SUSPECTED},
		{"three, short", 3, 19 * MINUTE_MS, INCIDENT_SUSPECTED},
		{"three", 3, 20 * MINUTE_MS, INCIDENT_OPEN},
	};

	(void)state;
	config.nportals = 2;
	for (size_t k = 0; k < ROWS(row); k++) {
		all_is_well(T0 + row[k].span_ms);
		portal_is_well("b", T0 + row[k].span_ms);
		put_portal("a", VERDICT_UNSTABLE_TIMEOUT, "timeout", T0 + row[k].span_ms, T0,
			row[k].nbad, 0, "203.0.113.1:80");
		turn(T0 + row[k].span_ms);
		same_state(row[k].name, incident("portal-down", "a"), row[k].want);
		same_int(row[k].name, mails().n, row[k].want == INCIDENT_OPEN);
	}
	same_int("since", incident("portal-down", "a").first_ms, T0);
	put_portal("a", VERDICT_OK, "", T0 + HOUR_MS, 0, 0, 1, "203.0.113.1:80");
	turn(T0 + HOUR_MS);
	same_state("one good", incident("portal-down", "a"), INCIDENT_OPEN);
	put_portal("a", VERDICT_OK, "", T0 + 2 * HOUR_MS, 0, 0, 2, "203.0.113.1:80");
	turn(T0 + 2 * HOUR_MS);
	same_state("two good", incident("portal-down", "a"), INCIDENT_RESOLVED);
	same_int("recovery at once", mails().n, 2);
	same_text("kind", mails().list[1].kind, STR("recovery"));
}

static void a_link_is_suspected_open_and_resolved_as_its_address_says(void **state)
{
	struct store_txn *t;
	struct edge edge = {.url = STR("http://a.test/gone"), .element = STR("a"),
		.text = STR("旧文件"), .line = 42};
	struct page_links p = {.url = STR("http://a.test/notice/"), .portal = STR("a"),
		.column = STR("notice"), .edges = &edge, .nedges = 1};
	struct incident i;
	struct jval *v;

	(void)state;
	all_is_well(T0);
	t = w();
	must(pages_put_links(t, &p, e));
	must(store_commit(t, e));
	put_link("http://a.test/gone", VERDICT_BROKEN_HTTP, 404, T0, false, T0, 1, 0);
	turn(T0);
	i = incident("broken-link", "http://a.test/gone");
	same_state("suspected", i, INCIDENT_SUSPECTED);
	same_int("earliest", i.earliest_ms, T0 + HOUR_MS);
	same_int("not told", mails().n, 0);
	put_link("http://a.test/gone", VERDICT_BROKEN_HTTP, 404, T0 + HOUR_MS, true, T0, 2, 0);
	turn(T0 + HOUR_MS);
	i = incident("broken-link", "http://a.test/gone");
	same_state("open", i, INCIDENT_OPEN);
	same_int("outage starts at the first failure", i.first_ms, T0);
	same_text("unit of the page", i.unit, STR("办公室"));
	assert_int_equal(jval_parse(mails().list[0].payload, &v, NULL), 0);
	same_text("parent", jval_str(jval_path(v, "incidents.0.parents.0.url")), p.url);
	same_text("text", jval_str(jval_path(v, "incidents.0.parents.0.text")), edge.text);
	same_int("line", jval_int(jval_path(v, "incidents.0.parents.0.line"), 0), 42);
	same_int("status", jval_int(jval_path(v, "incidents.0.status"), 0), 404);
	jval_free(v);
	put_link("http://a.test/gone", VERDICT_OK, 200, T0 + 2 * HOUR_MS, true, T0, 2, 1);
	turn(T0 + 2 * HOUR_MS);
	same_state("one good", incident("broken-link", "http://a.test/gone"), INCIDENT_OPEN);
	put_link("http://a.test/gone", VERDICT_OK, 200, T0 + 3 * HOUR_MS, false, 0, 0, 2);
	turn(T0 + 3 * HOUR_MS);
	same_state("two good", incident("broken-link", "http://a.test/gone"), INCIDENT_RESOLVED);
}

static void empty_and_unmeasured_are_findings_of_their_own(void **state)
{
	struct mails m;

	(void)state;
	all_is_well(T0);
	put_column("notice", T0, 0);
	put_column("news", T0 - 49 * HOUR_MS, 5);
	turn(T0);
	same_state("empty", incident("empty", "a/notice"), INCIDENT_OPEN);
	same_state("unmeasured", incident("unmeasured", "a/news"), INCIDENT_OPEN);
	same_int("nothing said about its age", incident("stale", "a/news").id, 0);
	m = mails();
	same_int("two mails", m.n, 2);
	for (size_t k = 0; k < m.n; k++) {
		bool office = str_eqc(m.list[k].receiver, "office");

		same_int("unmeasured goes to the operator alone",
			str_has(m.list[k].payload, STR("unmeasured")), !office);
		same_int("empty goes to the office",
			str_has(m.list[k].payload, STR("\"kind\":\"empty\"")), office);
	}
}

static void what_a_portal_explains_is_held_and_told_after_one_more_check(void **state)
{
	struct incident link;

	(void)state;
	config.nportals = 2;
	all_is_well(T0);
	portal_is_well("b", T0);
	put_portal("a", VERDICT_UNSTABLE_TIMEOUT, "timeout", T0, T0 - HOUR_MS, 4, 0, "1.1.1.1:80");
	put_link("http://a.test/gone", VERDICT_BROKEN_HTTP, 404, T0, true, T0 - DAY_MS, 2, 0);
	put_column("notice", T0, 0);
	turn(T0);
	same_state("portal", incident("portal-down", "a"), INCIDENT_OPEN);
	same_state("column", incident("empty", "a/notice"), INCIDENT_OPEN);
	same_int("the link is not judged", incident("broken-link", "http://a.test/gone").id, 0);
	same_int("one mail", mails().n, 1);
	same_int("one incident in it", mails().list[0].nincidents, 1);
	same_text("reason", entry(incident("empty", "a/notice").id, "held"),
		arena_strf(&arena, "inhibited by #%llu",
			(unsigned long long)incident("portal-down", "a").id));
	portal_up("a", T0 + HOUR_MS);
	turn(T0 + HOUR_MS);
	link = incident("broken-link", "http://a.test/gone");
	same_state("the link now", link, INCIDENT_OPEN);
	same_int("the column waits for a check", incident("empty", "a/notice").ntold, 0);
	put_column("notice", T0 + 2 * HOUR_MS, 0);
	turn(T0 + 2 * HOUR_MS);
	same_int("explained no more", incident("empty", "a/notice").inhibited_by, 0);
	turn(T0 + DAY_MS);
	same_int("and told with the digest", incident("empty", "a/notice").ntold, 1);
}

static void portals_on_one_address_are_one_platform(void **state)
{
	(void)state;
	config.nportals = 3;
	all_is_well(T0);
	portal_is_well("b", T0);
	portal_is_well("c", T0);
	put_portal("a", VERDICT_UNSTABLE_CONNECT, "refused", T0, T0 - HOUR_MS, 4, 0, "9.9.9.9:80");
	put_portal("b", VERDICT_UNSTABLE_CONNECT, "refused", T0, T0 - HOUR_MS, 4, 0, "9.9.9.9:80");
	turn(T0);
	same_state("platform", incident("platform-down", "9.9.9.9:80"), INCIDENT_OPEN);
	same_state("portal", incident("portal-down", "a"), INCIDENT_OPEN);
	same_int("one mail", mails().n, 1);
	assert_true(str_has(mails().list[0].payload, STR("platform-down")));
	portal_up("a", T0 + HOUR_MS);
	portal_up("b", T0 + HOUR_MS);
	turn(T0 + HOUR_MS);
	same_state("over", incident("platform-down", "9.9.9.9:80"), INCIDENT_RESOLVED);
	same_state("over", incident("portal-down", "b"), INCIDENT_RESOLVED);
	same_int("one recovery", mails().n, 2);
}

static void put_line(int64_t down_ms, int64_t up_ms)
{
	struct own_line x = {.down_ms = down_ms, .up_ms = up_ms};
	struct store_txn *t = w();

	must(pages_put_own_line(t, &x, e));
	must(store_commit(t, e));
}

static void nobody_is_accused_when_nothing_answers(void **state)
{
	struct mails m;

	(void)state;
	config.nportals = 2;
	all_is_well(T0);
	portal_is_well("b", T0);
	put_portal("a", VERDICT_UNSTABLE_CONNECT, "refused", T0, T0 - HOUR_MS, 4, 0, "9.9.9.9:80");
	put_portal("b", VERDICT_UNSTABLE_CONNECT, "refused", T0, T0 - HOUR_MS, 4, 0, "8.8.8.8:80");
	put_line(T0 - MINUTE_MS, 0);
	turn(T0);
	same_state("a minute", incident("own-line", SUBJECT_SELF), INCIDENT_SUSPECTED);
	same_int("no mail", mails().n, 0);
	put_line(T0 - HOUR_MS, 0);
	turn(T0);
	same_state("own line", incident("own-line", SUBJECT_SELF), INCIDENT_OPEN);
	same_int("no portal", incident("portal-down", "a").id, 0);
	m = mails();
	same_int("one mail", m.n, 1);
	same_text("to the operator", m.list[0].receiver, STR("boss"));
	/* b answers: now a is really down */
	put_line(0, T0 + HOUR_MS);
	portal_up("b", T0 + HOUR_MS);
	put_portal("a", VERDICT_UNSTABLE_CONNECT, "refused", T0 + HOUR_MS, T0 - HOUR_MS, 5, 0,
		"9.9.9.9:80");
	turn(T0 + HOUR_MS);
	same_state("line is back", incident("own-line", SUBJECT_SELF), INCIDENT_RESOLVED);
	same_state("a", incident("portal-down", "a"), INCIDENT_OPEN);
}

static void a_lone_portal_may_be_our_own_line(void **state)
{
	struct incident i;

	(void)state;
	all_is_well(T0);
	put_portal("a", VERDICT_UNSTABLE_CONNECT, "refused", T0, T0 - HOUR_MS, 4, 0, "9.9.9.9:80");
	turn(T0);
	i = incident("portal-down", "a");
	same_state("open", i, INCIDENT_OPEN);
	same_text("or our own line", incident_fact(&i, "or_own_line"), STR("true"));
	same_text("to the operator", mails().list[0].receiver, STR("boss"));
}

static void a_storm_is_one_mail(void **state)
{
	(void)state;
	all_is_well(T0);
	for (int k = 0; k < 60; k++) {
		char url[60];

		snprintf(url, sizeof(url), "http://a.test/file%d.doc", k);
		put_link(url, VERDICT_BROKEN_HTTP, 404, T0, true, T0 - DAY_MS, 2, 0);
	}
	turn(T0);
	same_int("one mail", mails().n, 1);
	same_int("all in it", mails().list[0].nincidents, 60);
	turn(T0 + HOUR_MS);
	same_int("still one", mails().n, 1);
}

static void links_to_a_dead_host_are_one_incident(void **state)
{
	(void)state;
	all_is_well(T0);
	put_link("http://x.test/1", VERDICT_BROKEN_DNS, 0, T0, true, T0 - DAY_MS, 2, 0);
	put_link("http://x.test/2", VERDICT_BROKEN_DNS, 0, T0, true, T0 - DAY_MS, 2, 0);
	put_link("http://x.test/3", VERDICT_BROKEN_HTTP, 404, T0, true, T0 - DAY_MS, 2, 0);
	turn(T0);
	same_state("host", incident("host-down", "x.test"), INCIDENT_OPEN);
	same_int("not the links", incident("broken-link", "http://x.test/1").id, 0);
	same_state("but a page of its own", incident("broken-link", "http://x.test/3"),
		INCIDENT_OPEN);
}

static void a_withdrawal_is_told_at_once_also_at_night(void **state)
{
	int64_t night = T0 + 14 * HOUR_MS; /* 23:30 */
	struct mails m;

	(void)state;
	all_is_well(night);
	put_event("notice.withdrawn", "公示", night);
	put_event("notice.withdrawn", "公示", night);
	turn(night);
	m = mails();
	same_int("one mail", m.n, 1);
	same_text("kind", m.list[0].kind, STR("problem"));
	assert_true(str_has(m.list[0].payload, STR("\"title\":\"公示\"")));
	all_is_well(night + DAY_MS);
	turn(night + DAY_MS);
	same_int("once", mails().n, 1);
	routes[0].quiet_always = true;
	mon.once = false;
	mon.judged_ms = 0;
	put_event("page.hijacked", "", night + DAY_MS);
	mon.rest_until_ms = 0;
	turn(night + DAY_MS);
	same_int("quiet always", mails().n, 1);
}

static void news_go_to_those_who_subscribed(void **state)
{
	static const char *tell[] = {"new"};
	struct mails m;

	(void)state;
	routes[1] = (struct route_config){.to = to_boss, .nto = 1, .tell = tell, .ntell = 1,
		.match = "^关于.*通知$", .problems = false};
	config.nroutes = 2;
	all_is_well(T0);
	put_event("notice.new", "关于放假的通知", T0);
	put_event("notice.new", "别的", T0);
	put_event("notice.changed", "关于上班的通知", T0);
	turn(T0);
	m = mails();
	same_int("one mail", m.n, 1);
	same_text("boss", m.list[0].receiver, STR("boss"));
	assert_true(str_has(m.list[0].payload, STR("关于放假的通知")));
	assert_false(str_has(m.list[0].payload, STR("别的")));
	turn(T0 + HOUR_MS);
	same_int("consumed", mails().n, 1);
}

static void a_restart_repeats_nothing(void **state)
{
	struct str id;
	struct err e = {0};

	(void)state;
	all_is_well(T0);
	put_event("notice.withdrawn", "公示", T0);
	turn(T0);
	id = mails().list[0].message_id;
	assert_true(str_starts(id, STR("<pw.")));
	assert_true(str_ends(id, STR(".1.problem.1@a.test>")));
	store_close(alerts);
	assert_int_equal(store_open(dir, "alerts", 0, &alerts, &e), 0);
	mon = (struct monitor){.pages = pages, .alerts = alerts, .config = &config,
		.calendar = calendar_plain(), .once = true};
	turn(T0 + MINUTE_MS);
	same_int("nothing new", mails().n, 1);
	same_text("the same name", mails().list[0].message_id, id);
}

static void an_open_problem_is_repeated_and_escalated(void **state)
{
	struct incident i;

	(void)state;
	config.nportals = 2;
	routes[0].escalate = to_boss;
	routes[0].nescalate = 1;
	routes[0].escalate_after_wd = 2;
	for (int day = 0; day < 3; day++) {
		int64_t now = T0 + day * DAY_MS;

		all_is_well(now);
		portal_is_well("b", now);
		put_portal("a", VERDICT_UNSTABLE_TIMEOUT, "timeout", now, T0 - HOUR_MS, 4, 0, "");
		turn(now);
	}
	/* Thursday: told; Friday: repeated; Saturday: repeated, one working day gone */
	same_int("told and repeated", mails().n, 3);
	i = incident("portal-down", "a");
	same_int("not escalated", i.escalated, 0);
	all_is_well(T0 + 5 * DAY_MS);
	portal_is_well("b", T0 + 5 * DAY_MS);
	put_portal("a", VERDICT_UNSTABLE_TIMEOUT, "timeout", T0 + 5 * DAY_MS, T0 - HOUR_MS, 4, 0,
		"");
	turn(T0 + 5 * DAY_MS);
	i = incident("portal-down", "a");
	same_int("escalated", i.escalated, 1);
	same_int("boss was told", i.ntold, 2);
	portal_up("a", T0 + 5 * DAY_MS + HOUR_MS);
	turn(T0 + 5 * DAY_MS + HOUR_MS);
	same_int("both hear of the end", mails().n, 3 + 2 + 2);
}

static void what_is_configured_no_more_is_closed(void **state)
{
	(void)state;
	all_is_well(T0);
	put_column("notice", T0, 0);
	turn(T0);
	same_state("open", incident("empty", "a/notice"), INCIDENT_OPEN);
	portals[0].ncolumns = 1;
	turn(T0 + HOUR_MS);
	portals[0].ncolumns = 2;
	same_state("closed", incident("empty", "a/notice"), INCIDENT_RESOLVED);
	same_text("why", entry(incident("empty", "a/notice").id, "resolved"),
		STR("column no longer configured"));
}

static void nobody_told_is_recorded(void **state)
{
	(void)state;
	routes[0].kind = "portal-down";
	all_is_well(T0);
	put_column("notice", T0, 0);
	turn(T0);
	same_int("no mail", mails().n, 0);
	same_text("why", entry(incident("empty", "a/notice").id, "held"),
		STR("no route matches"));
}

static void what_ends_before_its_digest_is_not_told(void **state)
{
	(void)state;
	all_is_well(T0);
	put_column("news", T0 - 49 * HOUR_MS, 5); /* uses up today's digest of the boss */
	put_notice("notice", "t0", T0 - DAY_MS, T0 - DAY_MS);
	turn(T0);
	routes[0].to = to_boss;
	put_column("news", T0 + HOUR_MS, 5);
	put_column("notice", T0 + HOUR_MS, 0);
	turn(T0 + HOUR_MS);
	same_state("open", incident("empty", "a/notice"), INCIDENT_OPEN);
	put_column("notice", T0 + 2 * HOUR_MS, 4);
	turn(T0 + 2 * HOUR_MS);
	all_is_well(T0 + DAY_MS);
	turn(T0 + DAY_MS);
	routes[0].to = to_office;
	same_text("why", entry(incident("empty", "a/notice").id, "held"),
		STR("resolved before it was told"));
}

static void a_silent_crawler_is_told_to_the_operator(void **state)
{
	(void)state;
	all_is_well(T0);
	turn(T0 + 2 * HOUR_MS);
	same_int("two intervals", incident("crawler-stopped", SUBJECT_SELF).id, 0);
	turn(T0 + 2 * HOUR_MS + MINUTE_MS);
	same_state("longer", incident("crawler-stopped", SUBJECT_SELF), INCIDENT_OPEN);
	same_text("operator", mails().list[0].receiver, STR("boss"));
}

static void the_office_hears_when_it_was_not_our_line(void **state)
{
	struct mails m;

	(void)state;
	all_is_well(T0);
	put_portal("a", VERDICT_UNSTABLE_CONNECT, "refused", T0, T0 - HOUR_MS, 4, 0, "9.9.9.9:80");
	turn(T0);
	same_int("the operator", mails().n, 1);
	config.nportals = 2;
	portal_is_well("b", T0 + HOUR_MS);
	put_portal("a", VERDICT_UNSTABLE_CONNECT, "refused", T0 + HOUR_MS, T0 - HOUR_MS, 5, 0,
		"9.9.9.9:80");
	turn(T0 + HOUR_MS);
	m = mails();
	same_int("and the office", m.n, 2);
	same_text("office", m.list[1].receiver, STR("office"));
	portal_up("a", T0 + 2 * HOUR_MS);
	turn(T0 + 2 * HOUR_MS);
	same_int("both hear of the end", mails().n, 4);
}

static void a_blocked_portal_is_one_finding_for_the_operator(void **state)
{
	struct mails m;

	(void)state;
	all_is_well(T0);
	put_portal("a", VERDICT_BLOCKED, "challenge", T0 + 3 * DAY_MS, 0, 0, 0, "");
	{
		struct store_txn *t = w();
		struct portal_state p;

		must(pages_portal(t, STR("a"), &p, &arena, e));
		p.last_good_ms = T0;
		must(pages_put_portal(t, &p, e));
		must(store_commit(t, e));
	}
	turn(T0 + 3 * DAY_MS);
	same_state("portal", incident("unmeasured", "a"), INCIDENT_OPEN);
	same_state("column", incident("unmeasured", "a/news"), INCIDENT_OPEN);
	m = mails();
	same_int("one mail", m.n, 1);
	same_int("of one incident", m.list[0].nincidents, 1);
	same_text("operator", m.list[0].receiver, STR("boss"));
}

static void round_done(const char *id, int64_t now)
{
	struct store_txn *t = w();
	struct portal_state p;

	must(pages_portal(t, str_of(id), &p, &arena, e));
	p.last_round_ms = now;
	must(pages_put_portal(t, &p, e));
	must(store_commit(t, e));
}

static void after_the_first_round_a_digest_waits_for_its_hour(void **state)
{
	(void)state;
	all_is_well(T0);
	round_done("a", T0);
	turn(T0);
	put_column("notice", T0 + HOUR_MS, 0);
	turn(T0 + HOUR_MS);
	same_state("open", incident("empty", "a/notice"), INCIDENT_OPEN);
	same_int("09:30 was used", mails().n, 0);
	portal_up("a", T0 + 22 * HOUR_MS);
	turn(T0 + 22 * HOUR_MS);
	same_int("07:30", mails().n, 0);
	turn(T0 + 23 * HOUR_MS);
	same_int("08:30", mails().n, 1);
}

static void without_a_digest_everything_is_told_at_once(void **state)
{
	(void)state;
	routes[0].digest = "none";
	all_is_well(T0);
	round_done("a", T0);
	turn(T0);
	put_column("notice", T0 + HOUR_MS, 0);
	turn(T0 + HOUR_MS);
	same_int("at once", mails().n, 1);
	same_text("kind", mails().list[0].kind, STR("problem"));
}

static void a_first_reading_is_mentioned_but_makes_no_mail(void **state)
{
	struct mails m;

	(void)state;
	all_is_well(T0);
	put_event("column.baseline", "", T0);
	turn(T0);
	same_int("no mail", mails().n, 0);
	put_column("notice", T0 + HOUR_MS, 0);
	turn(T0 + HOUR_MS);
	m = mails();
	same_int("a mail", m.n, 1);
	assert_true(str_has(m.list[0].payload, STR("column.baseline")));
}

static void a_group_waits_and_keeps_its_interval(void **state)
{
	int64_t now = T0;

	(void)state;
	mon.once = false;
	all_is_well(now);
	put_event("notice.withdrawn", "一", now);
	turn(now);
	same_int("waits", mails().n, 0);
	mon.rest_until_ms = 0;
	turn(now + 30 * SECOND_MS);
	same_int("30 s", mails().n, 1);
	{
		struct store_txn *t = w();
		struct event x = {.time_ms = now, .kind = STR("notice.withdrawn"),
			.portal = STR("a"), .column = STR("news"), .title = STR("二"),
			.url = STR("http://a.test/w2"), .identity = STR("http://a.test/w2")};

		must(pages_put_event(t, &x, e));
		must(store_commit(t, e));
	}
	mon.rest_until_ms = 0;
	turn(now + 60 * SECOND_MS);
	mon.rest_until_ms = 0;
	turn(now + 2 * MINUTE_MS);
	same_int("not before five minutes", mails().n, 1);
	mon.rest_until_ms = 0;
	turn(now + 5 * MINUTE_MS + 30 * SECOND_MS);
	same_int("then", mails().n, 2);
}

static void a_duty_is_judged_on_its_columns_and_has_its_own_unit(void **state)
{
	static const char *duty_columns[] = {"notice"};
	static const char *paths[] = {"duties.yaml"};
	static struct rule_config rule = {.kind = "monthly", .basis = "", .limit_kind = "document",
		.file = ""};
	static struct duty_config duties[] = {
		{.id = "S1", .quote = "按月发布", .unit = "环保局", .columns = duty_columns,
			.ncolumns = 1, .rule = &rule, .valid = "recurring"},
		{.id = "S2", .quote = "当年", .unit = "", .columns = duty_columns,
			.ncolumns = 1, .rule = &rule, .valid = "2025", .valid_year = 2025},
	};
	struct duty_document doc = {.path = "duties.yaml", .title = "任务分解", .year = 2026,
		.duties = duties, .nduties = 2};
	int64_t november = T0 + 40 * DAY_MS;
	struct incident i;

	(void)state;
	portals[0].duties = paths;
	portals[0].nduties = 1;
	config.documents = &doc;
	config.ndocuments = 1;
	all_is_well(T0);
	turn(T0);
	same_int("September has its notice", incident("monthly", "a/notice#S1").id, 0);
	portal_up("a", november);
	put_column("notice", november, 5);
	turn(november);
	portals[0].duties = NULL;
	portals[0].nduties = 0;
	i = incident("monthly", "a/notice#S1");
	same_state("October has none", i, INCIDENT_OPEN);
	same_int("overdue", i.level, LEVEL_OVERDUE);
	same_text("unit", i.unit, STR("环保局"));
	same_text("document", incident_fact(&i, "document"), STR("任务分解"));
	same_int("once only, of a year that is over", incident("monthly", "a/notice#S2").id, 0);
}

static void column_refused(const char *gate, int64_t last_try, bool shape_open)
{
	struct store_txn *t = w();
	struct column_state c;

	must(pages_column(t, STR("a"), STR("news"), &c, &arena, e));
	c.gate = str_of(gate);
	c.last_try_ms = last_try;
	c.shape_open = shape_open;
	c.shape_first_ms = T0;
	c.shape_last_ms = last_try;
	must(pages_put_column(t, &c, e));
	must(store_commit(t, e));
}

static void another_shape_is_one_incident_from_first_sign_to_acceptance(void **state)
{
	struct incident i;

	(void)state;
	all_is_well(T0);
	put_event("column.drift", "", T0);
	column_refused("shrunken", T0 + HOUR_MS, false);
	turn(T0 + HOUR_MS);
	i = incident("other-shape", "a/news");
	same_state("first sign", i, INCIDENT_OPEN);
	same_int("mails", mails().n, 1);
	same_text("operator", mails().list[0].receiver, STR("boss"));
	column_refused("shrunken", T0 + DAY_MS, true);
	portal_up("a", T0 + DAY_MS);
	turn(T0 + DAY_MS);
	same_state("open", incident("other-shape", "a/news"), INCIDENT_OPEN);
	same_int("no second mail", mails().n, 1);
	all_is_well(T0 + 4 * DAY_MS);
	turn(T0 + 4 * DAY_MS);
	same_state("accepted", incident("other-shape", "a/news"), INCIDENT_RESOLVED);
}

static void put_gap(int64_t from, int64_t to)
{
	struct store_txn *t = w();
	struct gap g = {.from_ms = from, .to_ms = to, .why = STR("stopped")};

	must(pages_put_gap(t, &g, e));
	must(store_commit(t, e));
}

static void a_long_gap_is_told_once_and_never_recovers(void **state)
{
	struct mails m;

	(void)state;
	all_is_well(T0);
	put_gap(T0 - DAY_MS, T0);
	turn(T0);
	same_int("a day is the way of cron", mails().n, 0);
	all_is_well(T0 + 5 * DAY_MS);
	put_gap(T0 + 2 * DAY_MS, T0 + 5 * DAY_MS);
	turn(T0 + 5 * DAY_MS);
	m = mails();
	same_int("three days", m.n, 1);
	same_text("operator", m.list[0].receiver, STR("boss"));
	all_is_well(T0 + 7 * DAY_MS);
	turn(T0 + 7 * DAY_MS);
	same_int("and that was it", mails().n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TM(f) cmocka_unit_test_setup_teardown(f, begin, end)
		TM(nothing_wrong_tells_nothing),
		TM(a_stale_column_is_told_once_and_its_recovery_too),
		TM(a_portal_is_down_after_three_probes_over_twenty_minutes),
		TM(a_link_is_suspected_open_and_resolved_as_its_address_says),
		TM(empty_and_unmeasured_are_findings_of_their_own),
		TM(what_a_portal_explains_is_held_and_told_after_one_more_check),
		TM(portals_on_one_address_are_one_platform),
		TM(nobody_is_accused_when_nothing_answers),
		TM(a_lone_portal_may_be_our_own_line),
		TM(a_storm_is_one_mail),
		TM(links_to_a_dead_host_are_one_incident),
		TM(a_withdrawal_is_told_at_once_also_at_night),
		TM(news_go_to_those_who_subscribed),
		TM(a_restart_repeats_nothing),
		TM(an_open_problem_is_repeated_and_escalated),
		TM(what_is_configured_no_more_is_closed),
		TM(nobody_told_is_recorded),
		TM(what_ends_before_its_digest_is_not_told),
		TM(a_silent_crawler_is_told_to_the_operator),
		TM(a_long_gap_is_told_once_and_never_recovers),
		TM(another_shape_is_one_incident_from_first_sign_to_acceptance),
		TM(a_duty_is_judged_on_its_columns_and_has_its_own_unit),
		TM(the_office_hears_when_it_was_not_our_line),
		TM(a_blocked_portal_is_one_finding_for_the_operator),
		TM(after_the_first_round_a_digest_waits_for_its_hour),
		TM(without_a_digest_everything_is_told_at_once),
		TM(a_first_reading_is_mentioned_but_makes_no_mail),
		TM(a_group_waits_and_keeps_its_interval),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
