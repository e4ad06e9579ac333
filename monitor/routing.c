/* Routes, digest hours, quiet hours. */
#include "monitor/routing.h"

#include "monitor/evaluate.h"
#include "monitor/incident.h"

#include "base/clock.h"

#include <stdio.h>

#define DIGEST_DEFAULT "08:30"
#define DIGEST_NONE "none" /* nothing waits for an hour */
#define DIGEST_REPEAT 7
#define FREE_DAYS_MAX 40 /* more free days in a row than any calendar has */

static const char *const at_once[] = {KIND_PORTAL, KIND_PLATFORM, KIND_WITHDRAWN,
	KIND_HIJACKED, KIND_OWN_LINE, KIND_STOPPED, KIND_RECEIVER, "notice.withdrawn", "page.hijacked"};

bool routing_immediate(struct str kind)
{
	for (size_t i = 0; i < sizeof(at_once) / sizeof(at_once[0]); i++)
		if (str_eqc(kind, at_once[i]))
			return true;
	return false;
}

const char *routing_operator(const struct config *c)
{
	if (c->operator_id && c->operator_id[0])
		return c->operator_id;
	return c->nreceivers ? c->receivers[0].id : NULL;
}

struct route_subject route_subject_of(const struct config *c, const struct incident *i)
{
	struct route_subject s = {.portal = i->portal, .column = i->column, .unit = i->unit,
		.kind = i->kind, .severity = str_of(severity_word(i->severity))};

	s.portal_config = i->portal.n ? config_portal(c, i->portal) : NULL;
	if (s.portal_config && i->column.n)
		s.column_config = portal_column(s.portal_config, i->column);
	return s;
}

static bool any_tag(const char *pattern, const char *const *tags, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (pattern_matches(pattern, str_of(tags[i])))
			return true;
	return false;
}

static bool open_pattern(const char *pattern)
{
	return !pattern || !pattern[0];
}

static bool matches(const char *pattern, struct str text)
{
	return open_pattern(pattern) || pattern_matches(pattern, text);
}

/* A column may be given as id or as portal/column. */
static bool column_matches(const char *pattern, const struct route_subject *s)
{
	char whole[512];
	int n;

	if (matches(pattern, s->column))
		return true;
	n = snprintf(whole, sizeof(whole), "%.*s/%.*s", STR_ARG(s->portal), STR_ARG(s->column));
	return n > 0 && (size_t)n < sizeof(whole) && pattern_matches(pattern, str_of(whole));
}

bool route_matches(const struct route_config *r, const struct route_subject *s)
{
	if (!matches(r->portal, s->portal) || !column_matches(r->column, s) ||
		!matches(r->unit, s->unit) || !matches(r->kind, s->kind) ||
		!matches(r->severity, s->severity))
		return false;
	if (open_pattern(r->tag))
		return true;
	return (s->portal_config &&
		       any_tag(r->tag, s->portal_config->tags, s->portal_config->ntags)) ||
		(s->column_config &&
			any_tag(r->tag, s->column_config->tags, s->column_config->ntags));
}

static size_t add_target(struct route_target out[TARGETS_MAX], size_t n, const char *receiver,
	const struct route_config *r)
{
	for (size_t i = 0; i < n; i++)
		if (streq(out[i].receiver, receiver))
			return n;
	if (n < TARGETS_MAX)
		out[n++] = (struct route_target){receiver, r};
	return n;
}

/* That a receiver does not work is told to another one where there is one. */
static const char *other_receiver(const struct config *c, struct str failed)
{
	const char *operator_id = routing_operator(c);

	if (operator_id && !str_eqc(failed, operator_id))
		return operator_id;
	for (size_t i = 0; i < c->nreceivers; i++)
		if (!str_eqc(failed, c->receivers[i].id))
			return c->receivers[i].id;
	return operator_id;
}

size_t routing_targets(const struct config *c, const struct incident *i,
	struct route_target out[TARGETS_MAX])
{
	struct route_subject s = route_subject_of(c, i);
	const char *operator_id = routing_operator(c);
	size_t n = 0;

	if (str_eqc(i->kind, KIND_RECEIVER))
		operator_id = other_receiver(c, i->subject);
	if (incident_is_operators(i) || c->nroutes == 0)
		return operator_id ? add_target(out, 0, operator_id, NULL) : 0;
	for (size_t k = 0; k < c->nroutes; k++) {
		const struct route_config *r = &c->routes[k];

		if (!r->problems || !route_matches(r, &s))
			continue;
		for (size_t j = 0; j < r->nto; j++)
			n = add_target(out, n, r->to[j], r);
	}
	return n;
}

/* "new" means notice.new; a whole kind means itself. */
static bool tells(const struct route_config *r, struct str kind)
{
	struct str word = kind;

	if (str_starts(kind, STR("notice.")))
		word = str_sub(kind, strlen("notice."), kind.n);
	if (str_eqc(kind, EVENT_MIGRATED))
		word = STR("withdrawn");
	for (size_t i = 0; i < r->ntell; i++)
		if (str_eqc(word, r->tell[i]) || str_eqc(kind, r->tell[i]))
			return true;
	return false;
}

bool event_is_part(const struct event *x)
{
	return str_has(x->detail, STR("\"with\":\"" EVENT_MIGRATED "\""));
}

static bool title_fits(const struct route_config *r, struct str title)
{
	struct title_pattern *p;
	bool fits;

	if (open_pattern(r->match))
		return true;
	p = title_pattern_new(r->match, NULL);
	fits = p && title_matches(p, title);
	title_pattern_free(p);
	return fits;
}

size_t routing_event_targets(const struct config *c, const struct event *x,
	struct route_target out[TARGETS_MAX])
{
	struct incident like = {.portal = x->portal, .column = x->column, .kind = x->kind};
	struct route_subject s = route_subject_of(c, &like);
	size_t n = 0;

	if (event_is_part(x))
		return 0;
	if (s.column_config && s.column_config->unit && s.column_config->unit[0])
		s.unit = str_of(s.column_config->unit);
	else if (s.portal_config)
		s.unit = str_of(s.portal_config->unit);
	for (size_t k = 0; k < c->nroutes; k++) {
		const struct route_config *r = &c->routes[k];
		struct route_config loose = *r;

		/* kind and severity choose among problems, not among news; what the route
		 * tells as a problem is no news beside that */
		if (r->problems && (str_eqc(x->kind, "notice.withdrawn") ||
			str_eqc(x->kind, EVENT_MIGRATED)) &&
			matches(r->kind, STR(KIND_WITHDRAWN)))
			continue;
		loose.kind = loose.severity = "";
		if (!tells(r, x->kind) || !route_matches(&loose, &s) ||
			!title_fits(r, x->title))
			continue;
		for (size_t j = 0; j < r->nto; j++)
			n = add_target(out, n, r->to[j], r);
	}
	return n;
}

size_t routing_baseline_targets(const struct config *c, const struct event *x,
	struct route_target out[TARGETS_MAX])
{
	struct incident like = {.portal = x->portal, .column = x->column, .kind = x->kind};

	return routing_targets(c, &like, out);
}

static const char *either(const char *a, const char *b)
{
	return a && a[0] ? a : b ? b : "";
}

struct rhythm routing_rhythm(const struct config *c, const struct route_config *r)
{
	struct rhythm y = {.digest = either(r ? r->digest : "", c->digest),
		.quiet = either(r ? r->quiet : "", c->quiet),
		.quiet_always = r && r->quiet_always, .group_wait_ms = c->group_wait_ms,
		.group_interval_ms = c->group_interval_ms, .repeat_ms = c->repeat_ms};

	if (!r)
		return y;
	/* what a route does not say was taken from telling: when it was read; 0 is said */
	y.group_wait_ms = r->group_wait_ms;
	y.group_interval_ms = r->group_interval_ms;
	y.repeat_ms = r->repeat_ms;
	return y;
}

/* "HH:MM" as ms of the day, -1 where malformed. */
static int64_t clock_ms(struct str s)
{
	int64_t h, m;

	if (s.n != 5 || s.p[2] != ':' || !str_int(str_sub(s, 0, 2), 0, 24, &h) ||
		!str_int(str_sub(s, 3, 2), 0, 59, &m))
		return -1;
	return h * HOUR_MS + m * MINUTE_MS;
}

/* The instant of that hour on that day, whatever the zone does that night. */
static int64_t at_hour(int32_t day, int64_t of_day_ms, const struct zone *z)
{
	struct civil c = {.hour = (int)(of_day_ms / HOUR_MS),
		.minute = (int)(of_day_ms % HOUR_MS / MINUTE_MS)};

	day_split(day, &c.year, &c.month, &c.day);
	return c.hour >= 24 ? day_start_ms(day + 1, z) : civil_ms(&c, z);
}

static int64_t digest_hour(const char *digest)
{
	int64_t ms = clock_ms(str_of(either(digest, DIGEST_DEFAULT)));

	return ms < 0 ? clock_ms(STR(DIGEST_DEFAULT)) : ms;
}

int64_t digest_slot(const char *digest, const struct calendar *cal, const struct zone *z,
	int64_t now_ms)
{
	int64_t hour = digest_hour(digest);
	int32_t day = day_of_ms(now_ms, z);

	for (int i = 0; i < FREE_DAYS_MAX; i++, day--)
		if (calendar_is_workday(cal, day) && at_hour(day, hour, z) <= now_ms)
			break;
	return at_hour(day, hour, z);
}

int64_t digest_next(const char *digest, const struct calendar *cal, const struct zone *z,
	int64_t now_ms)
{
	int64_t hour = digest_hour(digest);
	int32_t day = day_of_ms(now_ms, z);

	for (int i = 0; i < FREE_DAYS_MAX; i++, day++)
		if (calendar_is_workday(cal, day) && at_hour(day, hour, z) > now_ms)
			break;
	return at_hour(day, hour, z);
}

/* Working hours of a day are [end, start) of the quiet span: "18:00-08:30" leaves 08:30 to
 * 18:00; a span within the day, "12:00-14:00", leaves the two ends. */
bool is_quiet(const char *quiet, const struct calendar *cal, const struct zone *z,
	int64_t now_ms, int64_t *until_ms)
{
	struct str rest = str_of(either(quiet, "")), from_text, to_text;
	int64_t from, to, of_day;
	int32_t day = day_of_ms(now_ms, z);

	if (!rest.n || !str_cut(&rest, '-', &from_text) || !str_cut(&rest, '-', &to_text))
		return false;
	from = clock_ms(from_text);
	to = clock_ms(to_text);
	if (from < 0 || to < 0 || from == to)
		return false;
	of_day = now_ms - day_start_ms(day, z);
	if (calendar_is_workday(cal, day)) {
		bool inside = from < to ? of_day >= from && of_day < to
					: of_day >= from || of_day < to;

		if (!inside)
			return false;
		if (from < to || of_day < to) {
			*until_ms = at_hour(day, to, z);
			return true;
		}
	}
	for (int i = 0; i < FREE_DAYS_MAX; i++)
		if (calendar_is_workday(cal, ++day))
			break;
	*until_ms = from < to ? day_start_ms(day, z) : at_hour(day, to, z);
	return true;
}

int64_t routing_due(const struct rhythm *r, bool immediate, const struct calendar *cal,
	const struct zone *z, int64_t now_ms, int64_t last_of_group_ms)
{
	int64_t due = now_ms + r->group_wait_ms, until;

	if (!immediate && !streq(r->digest, DIGEST_NONE))
		return 0;
	if (last_of_group_ms && last_of_group_ms + r->group_interval_ms > due)
		due = last_of_group_ms + r->group_interval_ms;
	if ((r->quiet_always || !immediate) && is_quiet(r->quiet, cal, z, due, &until))
		due = until;
	return due;
}

int64_t routing_repeat_ms(const struct rhythm *r, bool immediate)
{
	return immediate || streq(r->digest, DIGEST_NONE) ? r->repeat_ms
							  : r->repeat_ms * DIGEST_REPEAT;
}
