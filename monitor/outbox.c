/* What waits to be told. */
#include "outbox-queue.h"

#include "base/clock.h"
#include "monitor/mime.h"
#include "monitor/receiver.h"

#include <stdio.h>

static const struct field pending_rows[] = {
	F_U64(1, struct pending, seq),
	F_STR(2, struct pending, receiver),
	F_U64(3, struct pending, incident),
	F_U64(4, struct pending, event),
	F_STR(5, struct pending, what),
	F_STR(6, struct pending, portal),
	F_STR(7, struct pending, kind),
	F_STR(8, struct pending, digest),
	F_I64(9, struct pending, created_ms),
	F_I64(10, struct pending, due_ms),
	F_I64(11, struct pending, quiet_ms),
};
RECORD_TYPE(record_pending, struct pending, 1, pending_rows);

/* --- small records of our own: a time under a name --- */

static void name_key(struct buf *k, const char *what, struct str a, struct str b, struct str c)
{
	key_text(k, str_of(what));
	key_hash(k, a);
	key_hash(k, b);
	key_hash(k, c);
}

int outbox_time(struct outbox *o, const char *what, struct str a, struct str b,
	struct str c, int64_t *out, struct err *e)
{
	struct buf k = BUF_INIT(511);
	struct str v;
	int rc;

	name_key(&k, what, a, b, c);
	rc = store_get(o->alerts, "monitor", buf_str(&k), &v, o->arena, e);
	*out = rc == 0 && v.n == 8 ? key_time_at(v, 0) : 0;
	buf_release(&k);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int outbox_put_time(struct outbox *o, const char *what, struct str a, struct str b,
	struct str c, int64_t ms, struct err *e)
{
	struct buf k = BUF_INIT(511), v = BUF_INIT(8);
	int rc;

	name_key(&k, what, a, b, c);
	key_time(&v, ms);
	rc = store_put(o->alerts, "monitor", buf_str(&k), buf_str(&v), e);
	buf_release(&k);
	buf_release(&v);
	return rc;
}

/* --- what waits --- */

int outbox_each_waiting(struct store_txn *alerts, uint64_t incident, outbox_waiting_fn *fn,
	void *ctx, struct arena *a, struct err *e)
{
	struct store_scan s;
	struct str key, value;
	int rc = 0;

	store_scan_open(&s, alerts, "pending", STR(""), STR_NONE, false);
	while (rc == 0 && store_scan_next(&s, &key, &value, a)) {
		struct pending p;

		rc = record_read(&record_pending, value, &p, a, e);
		if (rc == 0 && p.incident == incident)
			rc = fn(p.receiver, p.due_ms, p.digest, ctx);
	}
	store_scan_close(&s);
	return rc;
}

/* --- queueing --- */

static int put_pending(struct outbox *o, struct pending *p, struct err *e)
{
	struct buf k = BUF_INIT(8);
	int rc = store_next(o->alerts, "pending", &p->seq, e);

	if (rc)
		return rc;
	key_u64(&k, p->seq);
	rc = store_put_record(o->alerts, "pending", buf_str(&k), &record_pending, p, e);
	buf_release(&k);
	return rc;
}

int pending_del(struct outbox *o, const struct pending *p, struct err *e)
{
	struct buf k = BUF_INIT(8);
	int rc;

	key_u64(&k, p->seq);
	rc = store_del(o->alerts, "pending", buf_str(&k), e);
	buf_release(&k);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

struct str acknowledged_text(const struct incident *i, const struct zone *z, struct arena *a)
{
	char text[TIME_TEXT];

	return arena_strf(a, "acknowledged by %.*s%s%s", STR_ARG(i->by),
		i->until_ms ? " until " : "",
		i->until_ms ? time_short(text, i->until_ms, z) : "");
}

int outbox_held(struct outbox *o, uint64_t id, struct str receiver, const char *reason,
	struct err *e)
{
	struct incident_entry x = {.time_ms = o->now_ms, .what = STR("held"),
		.text = str_of(reason), .receiver = receiver};

	return alerts_add_entry(o->alerts, id, &x, e);
}

/* What waits for the end of the quiet hours says so, in the history of its incident. */
static int note_quiet(struct outbox *o, const struct pending *p, struct err *e)
{
	char text[TIME_TEXT];

	if (!p->incident || !p->quiet_ms)
		return 0;
	return outbox_held(o, p->incident, p->receiver, arena_cstr(o->arena, arena_strf(o->arena,
		"quiet hours until %s", time_short(text, p->quiet_ms, o->config->zone))), e);
}

static int queue_one(struct outbox *o, struct pending *p, const struct route_config *r,
	bool immediate, struct err *e)
{
	struct rhythm y = routing_rhythm(o->config, r), loud = y;
	int64_t last;
	int rc = outbox_time(o, "group", p->receiver, p->portal, p->kind, &last, e);

	if (rc)
		return rc;
	p->created_ms = o->now_ms;
	p->digest = str_of(y.digest);
	p->due_ms = routing_due(&y, immediate, o->calendar, o->config->zone, o->now_ms, last);
	loud.quiet = "";
	if (p->due_ms > routing_due(&loud, immediate, o->calendar, o->config->zone, o->now_ms, last))
		p->quiet_ms = p->due_ms;
	rc = put_pending(o, p, e);
	return rc == 0 ? note_quiet(o, p, e) : rc;
}

int outbox_add(struct outbox *o, const struct incident *i, const struct route_target *to,
	const char *what, struct err *e)
{
	struct pending p = {.receiver = str_of(to->receiver), .incident = i->id,
		.what = str_of(what), .portal = i->portal, .kind = i->kind};

	/* that a decision has ended is for the digest, whatever it was about */
	return queue_one(o, &p, to->route, routing_immediate(i->kind) &&
		!streq(what, tell_word(TELL_EXPIRED)), e);
}

/* A recovery goes to those who were told, whatever the routes say today. */
static int tell_recovery(struct outbox *o, const struct incident *i, int tell, struct err *e)
{
	struct route_target now[TARGETS_MAX];
	size_t n = routing_targets(o->config, i, now);
	int rc = 0;

	for (size_t k = 0; k < i->ntold && rc == 0; k++) {
		char *receiver = arena_cstr(o->arena, i->told[k].key);
		struct route_target to = {.receiver = receiver};

		for (size_t j = 0; j < n; j++)
			if (streq(now[j].receiver, receiver))
				to.route = now[j].route;
		rc = outbox_add(o, i, &to, tell_word(tell), e);
	}
	return rc;
}

int outbox_tell(struct outbox *o, const struct incident *i, int tell, struct err *e)
{
	struct route_target to[TARGETS_MAX];
	size_t n;
	int rc = 0;

	if (tell == TELL_NOTHING)
		return 0;
	/* a gap was over when it was told */
	if (tell == TELL_RECOVERY && str_eqc(i->kind, "gap"))
		return outbox_held(o, i->id, STR_NONE, "told as over", e);
	if (tell == TELL_RECOVERY || tell == TELL_STABLE)
		return tell_recovery(o, i, tell, e);
	n = routing_targets(o->config, i, to);
	if (n == 0)
		return outbox_held(o, i->id, STR_NONE, o->config->nreceivers
			? "no route matches" : "no receiver is configured", e);
	for (size_t k = 0; k < n && rc == 0; k++)
		rc = outbox_add(o, i, &to[k], tell_word(tell), e);
	return rc;
}

int outbox_news(struct outbox *o, const struct event *x, struct err *e)
{
	bool baseline = str_eqc(x->kind, "column.baseline");
	struct route_target to[TARGETS_MAX];
	size_t n = baseline ? routing_baseline_targets(o->config, x, to)
			    : routing_event_targets(o->config, x, to);
	int rc = 0;

	for (size_t k = 0; k < n && rc == 0; k++) {
		struct pending p = {.receiver = str_of(to[k].receiver), .event = x->seq,
			.what = baseline ? STR("baseline") : STR("news"), .portal = x->portal, .kind = x->kind};

		rc = queue_one(o, &p, to[k].route, routing_immediate(x->kind), e);
	}
	return rc;
}

/* The domain of an address, in ASCII since it becomes part of identifiers. */
static const char *domain_of(const char *text)
{
	static char host[256];
	struct str s = str_of(text);
	struct buf b = BUF_INIT(sizeof(host) - 1);

	if (str_ends(s, STR(">")))
		s = str_sub(s, 0, s.n - 1);
	if (strpbrk(text, "< \t\r\n") || !mime_domain(&b, s) || !buf_ok(&b))
		snprintf(host, sizeof(host), "localhost");
	else
		snprintf(host, sizeof(host), "%s", buf_cstr(&b));
	buf_release(&b);
	return host;
}

const char *outbox_host(const struct config *c)
{
	for (size_t i = 0; i < c->nreceivers; i++) {
		const struct receiver_type *type = receiver_type_of(&c->receivers[i]);
		const char *at = type->sender ? strrchr(type->sender(&c->receivers[i]), '@') : NULL;

		if (at && at[1])
			return domain_of(at + 1);
	}
	return "localhost";
}
