/* The life of an incident, row by row, and flapping by time. */
#include "test.h"

#include "base/clock.h"
#include "monitor/incident.h"
#include "monitor/incident-act.h"
#include "monitor/routing.h"

static struct arena arena;

/* One judgement: '.' absent, 's' suspected, 'b' bad, 'c' bad with another cause, 'w' warn,
 * 'r' recovering, '?' cannot be judged. */
static struct finding finding_of(char c, int64_t now)
{
	struct finding f = {.kind = STR("broken-link"), .subject = STR("x"),
		.portal = STR("p"), .level = c == 'w' ? LEVEL_WARN : LEVEL_OVERDUE,
		.severity = SEVERITY_MEDIUM, .phase = FINDING_CONFIRMED, .since_ms = 1000,
		.measured_ms = now, .interval_ms = DAY_MS,
		.cause = c == 'c' ? STR("http-500") : STR("http-404")};

	if (c == 's')
		f.phase = FINDING_SUSPECTED;
	if (c == 'r')
		f.phase = FINDING_RECOVERING;
	if (c == '?')
		f.cannot_judge = STR("own line");
	return f;
}

static int step(struct incident *i, char c, int64_t now, uint64_t by, int64_t by_end)
{
	struct finding f = finding_of(c, now);
	struct step_context ctx = {.now_ms = now, .explained_by = by,
		.explained_end_ms = by_end};
	struct incident_step out;

	incident_step(i, c == '.' ? NULL : &f, &ctx, &out, &arena);
	if (!i->id && i->state)
		i->id = 7;
	return out.tell;
}

static void states_follow_judgements(void **state)
{
	/* what is told: P problem, U update, R recovery, - nothing */
	static const struct {
		const char *name, *seen, *told;
		int state;
	} row[] = {
		{"nothing", ".", "-", 0},
		{"recovering of nothing", "r", "-", 0},
		{"suspected", "s", "-", INCIDENT_SUSPECTED},
		{"a blip is not told", "s.", "--", INCIDENT_RESOLVED},
		{"confirmed", "sb", "-P", INCIDENT_OPEN},
		{"at once", "b", "P", INCIDENT_OPEN},
		{"once", "bbb", "P--", INCIDENT_OPEN},
		{"another cause, met twice, is an update", "bcc", "P-U", INCIDENT_OPEN},
		{"met once it is chance", "bcbcb", "P----", INCIDENT_OPEN},
		{"a cause that comes back is none", "bccbcc", "P-U---", INCIDENT_OPEN},
		{"in its next life it is", "bcc.bcc", "P-URP-U", INCIDENT_OPEN},
		{"recovering changes nothing", "br", "P-", INCIDENT_OPEN},
		{"not judged changes nothing", "b?", "P-", INCIDENT_OPEN},
		{"over", "b.", "PR", INCIDENT_RESOLVED},
		{"over once", "b..", "PR-", INCIDENT_RESOLVED},
		{"again", "b.b", "PRP", INCIDENT_OPEN},
		{"suspected again", "b.s", "PR-", INCIDENT_SUSPECTED},
		{"again a blip", "b.s.", "PR--", INCIDENT_RESOLVED},
		{"again confirmed", "b.sb", "PR-P", INCIDENT_OPEN},
		{"due, then overdue", "wwb", "P-P", INCIDENT_OPEN},
		{"overdue, then only due", "bw", "PU", INCIDENT_OPEN},
	};

	(void)state;
	for (size_t k = 0; k < ROWS(row); k++) {
		struct incident i = {0};
		char told[20] = "";

		for (size_t n = 0; row[k].seen[n]; n++)
			told[n] = "-PURxx"[step(&i, row[k].seen[n],
				(int64_t)(n + 1) * 100 * DAY_MS, 0, 0)];
		same_text(row[k].name, str_of(told), str_of(row[k].told));
		same_text(row[k].name, str_of(incident_state_word(i.state)),
			str_of(incident_state_word(row[k].state)));
	}
}

static void the_outage_starts_at_its_first_failure(void **state)
{
	struct incident i = {0};

	(void)state;
	step(&i, 's', 5000, 0, 0);
	step(&i, 'b', 9000, 0, 0);
	same_int("first", i.first_ms, 1000);
	same_int("opened", i.opened_ms, 9000);
	step(&i, '.', 99 * DAY_MS, 0, 0);
	step(&i, 'b', 200 * DAY_MS, 0, 0);
	same_int("number kept", i.id, 7);
	same_int("reopened", i.nreopened, 1);
}

static void what_something_explains_is_not_told(void **state)
{
	struct incident i = {0};
	struct pair told = {STR("office"), STR("problem")};

	(void)state;
	same_int("held", step(&i, 'b', 100, 3, 0), TELL_NOTHING);
	same_int("by", i.inhibited_by, 3);
	same_int("state moves", i.state, INCIDENT_OPEN);
	same_int("still", step(&i, 'c', 200, 3, 0), TELL_NOTHING);
	same_int("parent over, not measured since", step(&i, 'c', 300, 0, 400), TELL_NOTHING);
	same_int("measured since", step(&i, 'c', 500, 0, 400), TELL_PROBLEM);
	same_int("free", i.inhibited_by, 0);

	i = (struct incident){0};
	step(&i, 'b', 100, 3, 0);
	same_int("over while explained", step(&i, '.', 300, 0, 200), TELL_RECOVERY);
	same_int("to nobody, for nobody was told", i.ntold, 0);

	i = (struct incident){0};
	step(&i, 'b', 100, 0, 0);
	i.told = &told;
	i.ntold = 1;
	step(&i, 'c', 200, 3, 0);
	same_int("a resolution is never held", step(&i, '.', 300, 3, 0), TELL_RECOVERY);

	i = (struct incident){0};
	step(&i, 'w', 100, 0, 0);
	i.told = &told;
	i.ntold = 1;
	i.last_told_ms = 100;
	same_int("overdue while explained", step(&i, 'b', 200, 3, 0), TELL_NOTHING);
	same_int("only the warning was told", step(&i, 'b', 500, 0, 400), TELL_PROBLEM);
	i.last_told_ms = 500;
	step(&i, 'c', 600, 3, 0);
	same_int("told before", step(&i, 'c', 800, 0, 700), TELL_UPDATE);
}

static struct incident acted(enum incident_act act, int64_t until, const char *then)
{
	struct incident i = {0};
	struct incident_action x = {.act = act, .by = STR("wang"), .reason = STR("why"),
		.until_ms = until, .now_ms = 2000};
	struct incident_entry entry;

	step(&i, 'b', 1000, 0, 0);
	if (incident_apply(&i, &x, &entry))
		fail_msg("refused");
	for (size_t n = 0; then[n]; n++)
		step(&i, then[n], 3000 + (int64_t)n * 1000, 0, 0);
	return i;
}

static void people_decide_until_their_time(void **state)
{
	static const struct {
		const char *name;
		enum incident_act act;
		int64_t until;
		const char *then;
		int state;
	} row[] = {
		{"acknowledged", ACT_ACK, 0, "bb", INCIDENT_ACKNOWLEDGED},
		{"and over", ACT_ACK, 0, "b.", INCIDENT_RESOLVED},
		{"until", ACT_ACK, 3500, "b", INCIDENT_ACKNOWLEDGED},
		{"expired", ACT_ACK, 3500, "bb", INCIDENT_OPEN},
		{"ignored", ACT_IGNORE, 0, "b.b", INCIDENT_IGNORED},
		{"ignored until", ACT_IGNORE, 3500, "bb", INCIDENT_OPEN},
		{"ignored, and over by then", ACT_IGNORE, 3500, "..", INCIDENT_RESOLVED},
		{"exempt", ACT_EXEMPT, 0, "bcb", INCIDENT_EXEMPT},
		{"false alarm", ACT_FALSE_ALARM, 0, "bb.", INCIDENT_FALSE_ALARM},
		{"false alarm, then a true one", ACT_FALSE_ALARM, 0, "b.b", INCIDENT_OPEN},
		{"fixed, and it is", ACT_FIXED, 0, ".", INCIDENT_RESOLVED},
		{"fixed, and it is not", ACT_FIXED, 0, "b", INCIDENT_OPEN},
	};

	(void)state;
	for (size_t k = 0; k < ROWS(row); k++) {
		struct incident i = acted(row[k].act, row[k].until, row[k].then);

		same_text(row[k].name, str_of(incident_state_word(i.state)),
			str_of(incident_state_word(row[k].state)));
	}
}

static void actions_are_refused_where_they_make_no_sense(void **state)
{
	static const struct {
		const char *name;
		enum incident_act act;
		int state;
		const char *reason;
		int64_t until;
		bool refused;
	} row[] = {
		{"ack open", ACT_ACK, INCIDENT_OPEN, "", 0, false},
		{"ack resolved", ACT_ACK, INCIDENT_RESOLVED, "", 0, true},
		{"ignore without reason", ACT_IGNORE, INCIDENT_OPEN, "", 0, true},
		{"ignore resolved", ACT_IGNORE, INCIDENT_RESOLVED, "x", 0, true},
		{"until yesterday", ACT_ACK, INCIDENT_OPEN, "", 5, true},
		{"reopen open", ACT_REOPEN, INCIDENT_OPEN, "", 0, true},
		{"reopen ignored", ACT_REOPEN, INCIDENT_IGNORED, "", 0, false},
		{"note anything", ACT_NOTE, INCIDENT_RESOLVED, "x", 0, false},
		{"an empty note", ACT_NOTE, INCIDENT_OPEN, "", 0, true},
	};

	(void)state;
	for (size_t k = 0; k < ROWS(row); k++) {
		struct incident i = {.id = 1, .state = row[k].state};
		struct incident_action x = {.act = row[k].act, .by = STR("li"),
			.reason = str_of(row[k].reason), .until_ms = row[k].until, .now_ms = 10};
		struct incident_entry entry;

		same_int(row[k].name, incident_apply(&i, &x, &entry) != NULL, row[k].refused);
	}
}

/* Alternation at an interval: at which change it starts, how many checks after the last
 * change it ends. */
static void flap(int64_t interval, int *starts, int *ends)
{
	int64_t times[200];
	bool unstable = false;
	int n = 0, k;

	*starts = 0;
	for (k = 0; k < 40; k++) {
		times[n++] = k * interval;
		unstable = flap_judge(times, (size_t)n, k * interval, interval, unstable);
		if (unstable && !*starts)
			*starts = n;
	}
	for (*ends = 0; unstable; (*ends)++)
		unstable = flap_judge(times, (size_t)n, (k - 1 + *ends) * interval, interval,
			unstable);
	*ends -= 1;
}

static void flapping_is_measured_over_time(void **state)
{
	static const struct {
		const char *name;
		int64_t interval;
		int starts, ends;
	} row[] = {
		{"hourly", HOUR_MS, 6, 13},
		{"daily", DAY_MS, 4, 8},
	};
	int64_t one[] = {0, HOUR_MS};

	(void)state;
	for (size_t k = 0; k < ROWS(row); k++) {
		int starts, ends;

		flap(row[k].interval, &starts, &ends);
		same_int(row[k].name, starts, row[k].starts);
		same_int(row[k].name, ends, row[k].ends);
	}
	assert_false(flap_judge(one, 2, HOUR_MS, HOUR_MS, false));
	same_int("at least 4 hours", flap_window_ms(MINUTE_MS), 4 * HOUR_MS);
	same_int("at most 14 days", flap_window_ms(7 * DAY_MS), 14 * DAY_MS);
}

static void unstable_is_told_once_and_stable_once(void **state)
{
	struct incident i = {0};
	int told[8] = {0}, n = 0;

	(void)state;
	/* a daily subject; the incident knows its interval from the finding */
	for (n = 0; n < 12; n++)
		told[step(&i, n % 2 ? '.' : 'b', (n + 1) * DAY_MS, 0, 0)]++;
	same_int("problems before", told[TELL_PROBLEM], 2);
	same_int("recoveries before", told[TELL_RECOVERY], 1);
	same_int("unstable", told[TELL_UNSTABLE], 1);
	same_int("state", i.state, INCIDENT_UNSTABLE);
	for (; n < 40; n++)
		told[step(&i, '.', (n + 1) * DAY_MS, 0, 0)]++;
	same_int("stable", told[TELL_STABLE], 1);
	same_int("nothing else", told[TELL_PROBLEM] + told[TELL_RECOVERY], 3);
	same_int("resolved", i.state, INCIDENT_RESOLVED);
}

static void rhythm_knows_working_hours(void **state)
{
	const struct calendar *plain = calendar_plain();
	const struct zone *z = zone_shanghai();
	static const struct {
		const char *name, *now, *slot, *next, *quiet_until;
	} row[] = {
		{"thursday morning", "2026-09-24T08:00:00", "2026-09-23 08:30",
			"2026-09-24 08:30", "2026-09-24 08:30"},
		{"thursday", "2026-09-24T08:30:00", "2026-09-24 08:30", "2026-09-25 08:30", ""},
		{"thursday evening", "2026-09-24T18:00:00", "2026-09-24 08:30",
			"2026-09-25 08:30", "2026-09-25 08:30"},
		{"friday evening", "2026-09-25T19:00:00", "2026-09-25 08:30", "2026-09-28 08:30",
			"2026-09-28 08:30"},
		{"sunday noon", "2026-09-27T12:00:00", "2026-09-25 08:30", "2026-09-28 08:30",
			"2026-09-28 08:30"},
	};

	(void)state;
	for (size_t k = 0; k < ROWS(row); k++) {
		char text[TIME_TEXT];
		int64_t now = 0, until = 0;
		bool quiet;

		assert_true(time_parse(str_of(row[k].now), z, &now));
		same_text(row[k].name, str_of(time_short(text, digest_slot("08:30", plain, z, now),
			z)), str_of(row[k].slot));
		same_text(row[k].name, str_of(time_short(text, digest_next("08:30", plain, z, now),
			z)), str_of(row[k].next));
		quiet = is_quiet("18:00-08:30", plain, z, now, &until);
		same_text(row[k].name, str_of(quiet ? time_short(text, until, z) : ""),
			str_of(row[k].quiet_until));
	}
}

static int end(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(states_follow_judgements),
		T(the_outage_starts_at_its_first_failure),
		T(what_something_explains_is_not_told),
		T(people_decide_until_their_time),
		T(actions_are_refused_where_they_make_no_sense),
		T(flapping_is_measured_over_time),
		T(unstable_is_told_once_and_stable_once),
		T(rhythm_knows_working_hours),
	};

	arena = ARENA_INIT;
	return cmocka_run_group_tests(tests, NULL, end);
}
