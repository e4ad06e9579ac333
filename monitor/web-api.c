/* /api/v1/...: the objects that the verbs write with --json, in lists with a way on. */
#include "event-view.h"
#include "notice-view.h"
#include "status-view.h"
#include "web-openapi.h"
#include "web-page.h"

#include "base/clock.h"
#include "base/jval.h"
#include "base/out.h"
#include "monitor/incident-view.h"
#include "monitor/report-make.h"

#define LIMIT_USUAL 100
#define LIMIT_MAX 1000
#define LOOKED_MAX 100000 /* records of one answer; `next` leads on */
#define ONE_MAX ((size_t)1 << 20)

struct answer_list {
	struct web_turn *t;
	struct jw j;
	struct buf one;
	int64_t limit;
	size_t n, looked;
	uint64_t last;
	bool more;
	/* what is asked for */
	struct str portal, column, kind, state, match;
	struct web_incidents incidents;
	struct buf place;
};

/* {"NAME":[ ... ],"next":...} */
static bool begin(struct answer_list *x, struct web_turn *t, const char *name)
{
	*x = (struct answer_list){.t = t, .j = jw_on(&t->a->body), .one = BUF_INIT(ONE_MAX),
		.place = BUF_INIT(511), .portal = web_value(t, "portal"), .column = web_value(t, "column"),
		.kind = web_value(t, "kind"), .state = web_value(t, "state"),
		.match = web_value(t, "match")};
	if (!web_number(t, "limit", 1, LIMIT_MAX, LIMIT_USUAL, &x->limit))
		return false;
	jw_open(&x->j, '{');
	jw_key(&x->j, name);
	jw_open(&x->j, '[');
	return true;
}

static void add(struct answer_list *x)
{
	jw_raw(&x->j, str_trim(buf_str(&x->one)));
	buf_clear(&x->one);
	x->n++;
}

static int finish(struct answer_list *x, int rc, struct str next)
{
	jw_close(&x->j, ']');
	jw_kstr(&x->j, "next", next);
	jw_close(&x->j, '}');
	buf_addc(&x->t->a->body, '\n');
	web_header(x->t, "Content-Type", STR("application/json"));
	buf_release(&x->one);
	buf_release(&x->place);
	return rc < 0 ? rc : 0;
}

static int bad_limit(struct web_turn *t)
{
	return web_bad(t, LANG(t->ask.lang, "limit: expected a number from 1 to 1000"));
}

/* --- events --- */

static int event(const struct event *v, void *ctx)
{
	struct answer_list *x = ctx;

	if (x->n == (size_t)x->limit || x->looked++ == LOOKED_MAX) {
		x->more = true;
		return 1;
	}
	x->last = v->seq;
	if ((x->portal.n && !str_eq(x->portal, v->portal)) ||
		(x->column.n && !str_eq(x->column, v->column)) ||
		(x->kind.n && !str_eq(x->kind, v->kind)))
		return 0;
	event_json(&x->one, v, x->t->w->config->zone);
	add(x);
	return 0;
}

static struct str next_number(const struct answer_list *x)
{
	return x->more ? arena_strf(x->t->ask.arena, "%llu", (unsigned long long)x->last) : STR_NONE;
}

static int events(struct web_turn *t)
{
	struct answer_list x;
	int64_t after;
	int rc;

	if (!web_number(t, "after", 0, INT64_MAX, 0, &after))
		return web_bad(t, LANG(t->ask.lang, "after: expected a number"));
	if (!begin(&x, t, "events"))
		return bad_limit(t);
	x.last = (uint64_t)after;
	rc = pages_each_event(t->ask.pages, (uint64_t)after, event, &x, &t->err);
	return finish(&x, rc, next_number(&x));
}

/* --- incidents --- */

static int incident(const struct incident *i, void *ctx)
{
	struct answer_list *x = ctx;

	if (i->id <= x->last || !web_incident_fits(x->t, &x->incidents, i))
		return 0;
	if (x->n == (size_t)x->limit) {
		x->more = true;
		return 1;
	}
	x->last = i->id;
	incident_json(&x->one, i, x->t->w->config->zone, NULL, NULL);
	add(x);
	return 0;
}

static int incidents(struct web_turn *t)
{
	struct answer_list x;
	int64_t after;
	int rc;

	if (!web_number(t, "after", 0, INT64_MAX, 0, &after))
		return web_bad(t, LANG(t->ask.lang, "after: expected a number"));
	if (!begin(&x, t, "incidents"))
		return bad_limit(t);
	x.last = (uint64_t)after;
	x.incidents = (struct web_incidents){.portal = x.portal, .column = x.column, .kind = x.kind,
		.unit = web_value(t, "unit"), .severity = web_value(t, "severity"),
		.state = x.state.n ? x.state.p : "active"};
	rc = t->ask.alerts ? alerts_each_incident(t->ask.alerts, incident, &x, &t->err) : 0;
	return finish(&x, rc, next_number(&x));
}

static int read_incident(struct web_turn *t, struct incident *i)
{
	int64_t id;
	int rc = !t->ask.alerts || !str_int(t->path.segment[3], 1, INT64_MAX, &id) ? ERR_NOTFOUND
		: alerts_incident(t->ask.alerts, (uint64_t)id, i, t->ask.arena, &t->err);

	return rc == ERR_NOTFOUND ? web_missing(t, LANG(t->ask.lang, "there is no problem of that number"))
				  : rc;
}

static int one_incident(struct web_turn *t)
{
	struct incident i;
	int rc = read_incident(t, &i);

	if (rc == 0)
		rc = incident_json(&t->a->body, &i, t->w->config->zone, t->ask.alerts, &t->err);
	web_header(t, "Content-Type", STR("application/json"));
	return rc;
}

/* --- notices --- */

static int notice(const struct notice *n, void *ctx)
{
	struct answer_list *x = ctx;

	if ((!x->state.n || str_eqc(x->state, notice_state_word(n->state))) &&
		(!x->match.n || str_has(n->title, x->match))) {
		notice_json(&x->one, n, x->t->w->config->zone);
		add(x);
	}
	x->more = x->n == (size_t)x->limit || ++x->looked == LOOKED_MAX;
	return x->more;
}

static struct str place_text(const struct answer_list *x)
{
	struct buf b = BUF_INIT(1100);
	struct str s;

	web_bytes_text(buf_str(&x->place), &b);
	s = x->more ? arena_str(x->t->ask.arena, buf_str(&b)) : STR_NONE;
	buf_release(&b);
	return s;
}

static int notices(struct web_turn *t)
{
	struct answer_list x;
	int rc;

	if (!begin(&x, t, "notices"))
		return bad_limit(t);
	if (!web_bytes_read(web_value(t, "after"), &x.place)) {
		finish(&x, 0, STR_NONE);
		return web_bad(t, LANG(t->ask.lang, "after: expected what 'next' said"));
	}
	rc = pages_each_notice_from(t->ask.pages, x.portal, x.portal.n ? x.column : STR_NONE, &x.place,
		notice, &x, &t->err);
	return finish(&x, rc, place_text(&x));
}

/* --- the others --- */

static int freshness(struct web_turn *t)
{
	const char **only = arena_array(t->ask.arena, 2, sizeof(*only));
	struct str portal = web_value(t, "portal"), column = web_value(t, "column");
	const struct portal_config *p = config_portal(t->w->config, portal);

	if (portal.n && (!p || (column.n && !str_eqc(column, HOME_COLUMN) && !portal_column(p, column))))
		return web_missing(t, LANG(t->ask.lang, "there is no such portal or column"));
	if (portal.n)
		only[0] = arena_strf(t->ask.arena, "%.*s%s%.*s", STR_ARG(portal), column.n ? "/" : "",
			STR_ARG(column)).p;
	t->ask.subjects = only;
	web_header(t, "Content-Type", STR("application/json"));
	return report_make(&t->ask, report_find("freshness"), "json", 0, STR_NONE, &t->a->body, &t->err);
}

static int status(struct web_turn *t)
{
	struct status_facts f = {.crawler_runs = t->w->look->crawler_runs,
		.monitor_runs = t->w->look->monitor_runs,
		.disk_max_bytes = t->w->config->store_max_bytes};
	int rc = status_read_pages(t->ask.pages, t->ask.now_ms, &f, &t->err);

	if (rc == 0)
		rc = status_read_alerts(t->ask.alerts, &f, &t->err);
	if (rc == 0)
		rc = store_statistics(t->w->pages, &f.disk, &t->err);
	status_json(&t->a->body, &f, t->w->config->zone);
	web_header(t, "Content-Type", STR("application/json"));
	return rc;
}

static int openapi(struct web_turn *t)
{
	buf_add(&t->a->body, web_openapi, web_openapi_bytes);
	web_header(t, "Content-Type", STR("application/json"));
	return 0;
}

static const struct {
	const char *name;
	size_t segments;
	int (*fn)(struct web_turn *t);
} rows[] = {
	{"status", 3, status}, {"events", 3, events}, {"incidents", 3, incidents},
	{"incidents", 4, one_incident}, {"notices", 3, notices}, {"freshness", 3, freshness},
	{"openapi.json", 3, openapi},
};

int web_api(struct web_turn *t)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (t->path.n == rows[i].segments && str_eqc(t->path.segment[1], "v1") &&
			str_eqc(t->path.segment[2], rows[i].name))
			return rows[i].fn(t);
	return web_missing(t, LANG(t->ask.lang, "nothing is shown at this address"));
}

/* POST incidents/N/ack {"by":..., "reason":...}: JSON, which no form of another site can send. */
int web_api_act(struct web_turn *t)
{
	struct incident i;
	struct jval *v;
	struct str by, reason;
	int rc;

	if (t->path.n != 5 || !str_eqc(t->path.segment[1], "v1") ||
		!str_eqc(t->path.segment[2], "incidents") || !str_eqc(t->path.segment[4], "ack"))
		return web_missing(t, LANG(t->ask.lang, "nothing is shown at this address"));
	if (!str_starts_nocase(t->q->type, STR("application/json")))
		return web_bad(t, LANG(t->ask.lang, "expected application/json"));
	rc = read_incident(t, &i);
	if (rc < 0)
		return rc;
	if (jval_parse(t->q->body, &v, &t->err) < 0)
		return ERR_USAGE;
	by = arena_str(t->ask.arena, str_trim(jval_str(jval_get(v, "by"))));
	reason = arena_str(t->ask.arena, str_trim(jval_str(jval_get(v, "reason"))));
	jval_free(v);
	if (!by.n || !reason.n)
		return web_bad(t, LANG(t->ask.lang, "a name and a reason are needed"));
	rc = web_acknowledge(t, i.id, by, reason, &i);
	if (rc < 0)
		return rc;
	web_header(t, "Content-Type", STR("application/json"));
	return incident_json(&t->a->body, &i, t->w->config->zone, t->ask.alerts, &t->err);
}
