/* What happens in the quarter. */
#include "quarter.h"

#include "crawler/verdict.h"

#include <stdio.h>

#define FLAP_MS (40 * HOUR_MS) /* a link that flaps is looked at every day */

static const char *const words[] = {"outage of a portal", "outage of a platform",
	"outage of several at once", "a day of refusals", "nine days of refusals", "redesign",
	"dead link", "flapping link", "stale column", "withdrawn notice", "own line"};

const char *cause_word(int kind)
{
	return words[kind];
}

uint64_t script_dice(uint64_t seed, uint64_t a, uint64_t b)
{
	uint64_t x = seed * 0x9E3779B97F4A7C15u ^ a * 0xC2B2AE3D27D4EB4Fu ^ b * 0x165667B19E3779F9u;

	x ^= x >> 31;
	x *= 0xBF58476D1CE4E5B9u;
	x ^= x >> 27;
	x *= 0x94D049BB133111EBu;
	return x ^ x >> 31;
}

void script_address(int portal, char out[40])
{
	if (portal < PLATFORMS * PER_PLATFORM)
		snprintf(out, 40, "198.51.100.%d:80", 1 + portal / PER_PLATFORM);
	else
		snprintf(out, 40, "203.0.%d.%d:80", 100 + portal / 100, 1 + portal % 100);
}

/* --- making it --- */

static uint64_t roll(struct script *s, uint64_t below)
{
	return script_dice(s->seed, 77, s->nfailed++) % below;
}

static struct cause *add(struct script *s, int kind, int portal, int64_t from_ms,
	int64_t span_ms)
{
	struct cause *c = &s->list[s->n++];

	*c = (struct cause){.kind = kind, .portal = portal, .from_ms = from_ms,
		.to_ms = span_ms == INT64_MAX ? INT64_MAX : from_ms + span_ms};
	return c;
}

static bool covers(const struct cause *c, int portal)
{
	switch (c->kind) {
	case CAUSE_PLATFORM:
		return portal / PER_PLATFORM == c->portal;
	case CAUSE_ALIKE:
		return c->members[portal / 64] >> portal % 64 & 1;
	case CAUSE_LINE:
		return true;
	default:
		return portal == c->portal;
	}
}

/* Two causes of one portal within three days of each other would not be told apart by any
 * script that is worth reading; everything else may overlap. */
static bool is_free(const struct script *s, int portal, int64_t from_ms, int64_t to_ms)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct cause *c = &s->list[i];
		int64_t end = c->to_ms == INT64_MAX || c->kind == CAUSE_FLAP ? s->end_ms
									       : c->to_ms;

		if (c->kind == CAUSE_LINE && to_ms - from_ms < 5 * DAY_MS &&
			from_ms < c->to_ms + 6 * HOUR_MS && to_ms > c->from_ms - 6 * HOUR_MS)
			return false;
		if (c->kind != CAUSE_LINE && covers(c, portal) && from_ms < end + 3 * DAY_MS &&
			to_ms > c->from_ms - 3 * DAY_MS)
			return false;
	}
	return true;
}

static int64_t some_time(struct script *s, int first_day, int last_day)
{
	return s->start_ms + first_day * DAY_MS +
		(int64_t)roll(s, (uint64_t)(last_day - first_day) * 1440) * MINUTE_MS;
}

int script_number(int portal, int64_t now_ms)
{
	return (int)((now_ms + portal * HOUR_MS) / RHYTHM_MS);
}

/* n causes of one kind at free portals from first to last. */
static void scatter(struct script *s, int kind, int n, int first, int last, int64_t least_ms,
	int64_t most_ms)
{
	for (int tries = 0; n > 0 && tries < 5000; tries++) {
		int portal = first + (int)roll(s, (uint64_t)(last - first + 1));
		int64_t span = least_ms == INT64_MAX ? INT64_MAX
			: least_ms + (int64_t)roll(s, (uint64_t)((most_ms - least_ms) /
							  MINUTE_MS + 1)) * MINUTE_MS;
		int64_t from = some_time(s, 8, kind == CAUSE_FLAP ? 50 : 70);

		if (!is_free(s, portal, from, span == INT64_MAX ? s->end_ms : from + span))
			continue;
		add(s, kind, portal, from, span)->link = kind == CAUSE_WITHDRAWN
			? script_number(portal, from) - 1 : (int)roll(s, LINKS);
		n--;
	}
}

static void add_platforms(struct script *s)
{
	static const int day[PLATFORMS] = {9, 20, 24, 30, 41, 48, 62, 68};

	for (int i = 0; i < PLATFORMS; i++)
		add(s, CAUSE_PLATFORM, i, s->start_ms + day[i] * DAY_MS +
			(int64_t)roll(s, 1440) * MINUTE_MS,
			2 * HOUR_MS + (int64_t)roll(s, 18 * 60) * MINUTE_MS);
}

static void add_alike(struct script *s, int n)
{
	for (int i = 0; i < n; i++) {
		struct cause *c = add(s, CAUSE_ALIKE, -1, some_time(s, 12 + 20 * i, 14 + 20 * i),
			3 * HOUR_MS + (int64_t)roll(s, 600) * MINUTE_MS);

		for (int k = 0; k < 12; k++) {
			int portal = 85 + (int)roll(s, 20);

			c->members[portal / 64] |= (uint64_t)1 << portal % 64;
		}
	}
}

static void add_lines(struct script *s)
{
	static const int64_t span[] = {20 * MINUTE_MS, HOUR_MS, 8 * HOUR_MS, 50 * HOUR_MS};


	for (int i = 0; i < 4; i++)
		add(s, CAUSE_LINE, -1, some_time(s, 15 + 20 * i, 16 + 20 * i), span[i]);
}

void script_make(struct script *s, uint64_t seed, bool witnesses, int64_t start_ms)
{
	*s = (struct script){.seed = seed, .witnesses = witnesses, .start_ms = start_ms,
		.end_ms = start_ms + DAYS * DAY_MS};
	add_lines(s);
	add_platforms(s);
	add_alike(s, 3);
	scatter(s, CAUSE_REDESIGN, 3, 180, 199, 7 * DAY_MS, 7 * DAY_MS);
	scatter(s, CAUSE_STALE, 6, 160, 179, INT64_MAX, 0);
	scatter(s, CAUSE_FLAP, 5, 150, 159, 20 * DAY_MS, 24 * DAY_MS);
	scatter(s, CAUSE_WAF_WEEK, 2, 140, 149, 9 * DAY_MS, 9 * DAY_MS);
	scatter(s, CAUSE_WITHDRAWN, 8, 106, 139, 4 * DAY_MS, INT64_C(10) * DAY_MS);
	scatter(s, CAUSE_WAF_DAY, 12, 0, 149, 20 * HOUR_MS, 30 * HOUR_MS);
	scatter(s, CAUSE_OUTAGE, 35, 80, 199, 2 * HOUR_MS, 3 * DAY_MS);
	/* longer than a week of holidays, so that a digest falls into it */
	scatter(s, CAUSE_LINK, 40, 0, 149, 11 * DAY_MS, 20 * DAY_MS);
	/* one alone of those that share an address */
	scatter(s, CAUSE_OUTAGE, 10, 0, 79, 2 * HOUR_MS, 3 * DAY_MS);
	s->nfailed = 0;
}

/* --- what a fetch meets --- */

static bool is_now(const struct cause *c, int64_t now_ms)
{
	return now_ms >= c->from_ms && now_ms < c->to_ms;
}

static void answer(struct result *r, int verdict, int status, const char *reason)
{
	r->verdict = verdict;
	r->status = status;
	r->reason = str_of(reason);
	r->phase = status ? PHASE_DONE : PHASE_CONNECT;
}

static void noise(struct script *s, int portal, enum page_what what, int number,
	int64_t now_ms, struct result *r)
{
	uint64_t x = script_dice(s->seed, (uint64_t)(portal * 1000 + (int)what * 100 + number),
		(uint64_t)(now_ms / SECOND_MS));

	if (x % 100 >= NOISE_PERCENT)
		return;
	switch (x / 100 % 4) {
	case 0:
		answer(r, VERDICT_UNSTABLE_TIMEOUT, 0, "timeout");
		break;
	case 1:
		answer(r, VERDICT_UNSTABLE_CONNECT, 0, "refused");
		break;
	case 2:
		answer(r, VERDICT_UNSTABLE_SERVER, 503, "http-503");
		break;
	case 3:
		answer(r, VERDICT_UNSTABLE_RESET, 0, "reset");
		break;
	}
}

/* A cause that stops the whole portal. */
static bool stops(const struct cause *c, int portal, struct result *r)
{
	if (!covers(c, portal))
		return false;
	switch (c->kind) {
	case CAUSE_OUTAGE:
		answer(r, VERDICT_UNSTABLE_CONNECT, 0, "refused");
		return true;
	case CAUSE_PLATFORM:
	case CAUSE_ALIKE:
		answer(r, VERDICT_UNSTABLE_TIMEOUT, 0, "timeout");
		return true;
	case CAUSE_WAF_DAY:
	case CAUSE_WAF_WEEK:
		answer(r, VERDICT_BLOCKED, 412, "http-412");
		return true;
	default:
		return false;
	}
}

static bool link_is_dead(const struct cause *c, int portal, int number, int64_t now_ms)
{
	if (portal != c->portal || number != c->link)
		return false;
	return c->kind == CAUSE_LINK ||
		(c->kind == CAUSE_FLAP && (now_ms - c->from_ms) / FLAP_MS % 2 == 0);
}

void script_fetch(struct script *s, int portal, enum page_what what, int number,
	int64_t now_ms, struct result *r)
{
	answer(r, VERDICT_OK, 200, "");
	noise(s, portal, what, number, now_ms, r);
	for (size_t i = 0; i < s->n; i++) {
		const struct cause *c = &s->list[i];

		if (!is_now(c, now_ms))
			continue;
		if (c->kind == CAUSE_LINE) {
			answer(r, VERDICT_UNSTABLE_CONNECT, 0, "unreachable");
			break;
		}
		if (what == PAGE_OF_WITNESS || what == PAGE_OF_OUTSIDE)
			continue;
		if (stops(c, portal, r))
			continue;
		if (what == PAGE_OF_LINK && link_is_dead(c, portal, number, now_ms) &&
			r->verdict == VERDICT_OK)
			answer(r, VERDICT_BROKEN_HTTP, 404, "http-404");
		if (what == PAGE_OF_NOTICE && c->kind == CAUSE_WITHDRAWN &&
			portal == c->portal && number == c->link && r->verdict == VERDICT_OK)
			answer(r, VERDICT_BROKEN_HTTP, 404, "http-404");
	}
	s->nfailed += r->verdict != VERDICT_OK;
}

int script_shape(const struct script *s, int portal, int column, int64_t now_ms)
{
	const struct cause *last = NULL;
	int begun = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct cause *c = &s->list[i];

		if (c->kind != CAUSE_REDESIGN || c->portal != portal || column != 1 ||
			now_ms < c->from_ms)
			continue;
		begun++;
		if (!last || c->from_ms > last->from_ms)
			last = c;
	}
	if (!last)
		return 0;
	if (now_ms < last->to_ms)
		return 2 + (int)((now_ms - last->from_ms) / DAY_MS);
	return begun == 1 ? 1 : -begun;
}

int script_newest(const struct script *s, int portal, int column, int64_t now_ms)
{
	int64_t until = now_ms;

	for (size_t i = 0; i < s->n; i++)
		if (s->list[i].kind == CAUSE_STALE && s->list[i].portal == portal &&
			column == 1 && s->list[i].from_ms < until)
			until = s->list[i].from_ms;
	return script_number(portal, until);
}

bool script_withdrawn(const struct script *s, int portal, int number, int64_t now_ms)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->list[i].kind == CAUSE_WITHDRAWN && s->list[i].portal == portal &&
			s->list[i].link == number && is_now(&s->list[i], now_ms))
			return true;
	return false;
}
