/* How what waits becomes alerts: by receiver, portal and kind, or by the day. */
#include "outbox-queue.h"

#include "base/clock.h"

#include <stdlib.h>

/* More groups than this within a group interval are a storm: one mail. */
#define STORM_GROUPS 3
#define BASELINE_KEPT_MS (7 * DAY_MS)
#define PARTS_MAX 5000		   /* of one alert; the rest follows in the next */
#define PAYLOAD_MAX ((size_t)64 << 20)

/* Several receivers' things in the order in which they are told. */
struct queue {
	struct pending *list;
	size_t n, cap;
};

static int load_queue(struct outbox *o, struct queue *q, struct err *e)
{
	struct store_scan s;
	struct str key, value;
	int rc = 0;

	store_scan_open(&s, o->alerts, "pending", STR(""), STR_NONE, false);
	while (rc == 0 && store_scan_next(&s, &key, &value, o->arena)) {
		struct pending *p;

		q->list = arena_grow(o->arena, q->list, q->n, &q->cap, sizeof(*q->list));
		p = &q->list[q->n];
		rc = record_read(&record_pending, value, p, o->arena, e);
		q->n += rc == 0;
	}
	store_scan_close(&s);
	return rc;
}

static int by_receiver(const void *a, const void *b)
{
	const struct pending *x = a, *y = b;
	int rc = str_cmp(x->receiver, y->receiver);

	return rc ? rc : (x->seq > y->seq) - (x->seq < y->seq);
}

static int by_group(const void *a, const void *b)
{
	const struct pending *x = a, *y = b;
	int rc = str_cmp(x->portal, y->portal);

	rc = rc ? rc : str_cmp(x->kind, y->kind);
	return rc ? rc : (x->seq > y->seq) - (x->seq < y->seq);
}

static bool same_group(const struct pending *a, const struct pending *b)
{
	return str_eq(a->portal, b->portal) && str_eq(a->kind, b->kind);
}

/* One alert in the making. */
struct letter {
	struct alert alert;
	struct payload_part *parts;
	size_t nparts, cap;
	int worst; /* 3 problem 2 update 1 recovery */
};

static bool is_word(const struct pending *p, const char *word)
{
	return str_eqc(p->what, word);
}

/* What an incident's state makes of something that waited; NULL: it is told. */
static const char *overtaken(struct outbox *o, const struct incident *i,
	const struct pending *p)
{
	if (is_word(p, "recovery") || is_word(p, "stable") || is_word(p, "expired"))
		return NULL;
	switch ((enum incident_state)i->state) {
	case INCIDENT_RESOLVED:
		return "resolved before it was told";
	case INCIDENT_SUSPECTED:
		return "not confirmed any more";
	case INCIDENT_IGNORED:
		return "ignored";
	case INCIDENT_FALSE_ALARM:
		return "false alarm";
	case INCIDENT_EXEMPT:
		return "exempt";
	case INCIDENT_ACKNOWLEDGED:
		return is_word(p, "repeat") || is_word(p, "escalation")
			? arena_cstr(o->arena, acknowledged_text(i, o->config->zone, o->arena))
			: NULL;
	case INCIDENT_OPEN:
	case INCIDENT_UNSTABLE:
		break;
	}
	return i->inhibited_by ? arena_cstr(o->arena, arena_strf(o->arena, "inhibited by #%llu",
		(unsigned long long)i->inhibited_by)) : NULL;
}

static struct pair *told_pair(struct incident *i, struct str receiver)
{
	for (size_t k = 0; k < i->ntold; k++)
		if (str_eq(i->told[k].key, receiver))
			return &i->told[k];
	return NULL;
}

/* The Message-ID of the first mail to that receiver, behind the kind of the last one. */
static struct str told_id(const struct pair *told)
{
	size_t at = told ? str_findc(told->value, ' ', 0) : SIZE_MAX;

	return at == SIZE_MAX ? STR_NONE : str_sub(told->value, at + 1, told->value.n);
}

static void note_told(struct outbox *o, struct incident *i, const struct letter *l,
	const struct pending *p)
{
	struct pair *told = told_pair(i, p->receiver), *list;
	struct str id = told_id(told);

	i->last_told_ms = o->now_ms;
	if (is_word(p, "recovery") || i->state == INCIDENT_RESOLVED) {
		if (told)
			*told = i->told[--i->ntold];
		return;
	}
	if (!told) {
		list = arena_array(o->arena, i->ntold + 1, sizeof(*list));
		for (size_t k = 0; k < i->ntold; k++)
			list[k] = i->told[k];
		i->told = list;
		told = &list[i->ntold++];
		told->key = p->receiver;
	}
	told->value = arena_strf(o->arena, "%.*s %.*s", STR_ARG(p->what),
		STR_ARG(id.n ? id : l->alert.message_id));
}

static int rank_of(const struct pending *p)
{
	if (is_word(p, "recovery") || is_word(p, "stable"))
		return 1;
	return is_word(p, "update") || is_word(p, "repeat") ? 2 : 3;
}

static void add_part(struct outbox *o, struct letter *l, struct incident *i,
	struct event *x, const struct pending *p)
{
	l->parts = arena_grow(o->arena, l->parts, l->nparts, &l->cap, sizeof(*l->parts));
	l->parts[l->nparts++] = (struct payload_part){i, x, p->what};
	if (i && rank_of(p) > l->worst)
		l->worst = rank_of(p);
	if (i && i->severity > l->alert.severity)
		l->alert.severity = i->severity;
}

/* The later word wins, but over a problem that is in the letter too (unless it comes and
 * goes), and that a decision has ended is not lost to "still so". */
static bool is_overruled(struct str word, const struct pending *p)
{
	if (str_eqc(word, "problem"))
		return is_word(p, "unstable");
	return !str_eqc(word, "expired") || !(is_word(p, "repeat") || is_word(p, "update"));
}

/* Takes one waiting thing into the letter, or records why it is not told. */
static int take_pending(struct outbox *o, struct letter *l, const struct pending *p,
	struct err *e)
{
	struct incident *i = arena_alloc(o->arena, sizeof(*i));
	struct event *x = arena_alloc(o->arena, sizeof(*x));
	const char *why;
	int rc;

	if (p->event) {
		rc = pages_event(o->pages, p->event, x, o->arena, e);
		if (rc == 0)
			add_part(o, l, NULL, x, p);
		return rc == ERR_NOTFOUND ? 0 : rc;
	}
	rc = alerts_incident(o->alerts, p->incident, i, o->arena, e);
	if (rc)
		return rc == ERR_NOTFOUND ? 0 : rc;
	why = overtaken(o, i, p);
	if (why)
		return outbox_held(o, i->id, p->receiver, why, e);
	/* the same incident once per letter */
	for (size_t k = 0; k < l->nparts; k++)
		if (l->parts[k].incident && l->parts[k].incident->id == i->id) {
			if (is_overruled(l->parts[k].tell, p))
				l->parts[k].tell = p->what;
			return 0;
		}
	add_part(o, l, i, NULL, p);
	return 0;
}

static const char *letter_kind(const struct letter *l, bool digest)
{
	if (digest)
		return "digest";
	if (l->worst == 0)
		return "notice";
	return l->worst == 3 ? "problem" : l->worst == 2 ? "update" : "recovery";
}

static int name_letter(struct outbox *o, struct letter *l, struct err *e)
{
	struct incident *first = NULL;
	uint64_t seq;
	int rc;

	for (size_t k = 0; k < l->nparts && !first; k++)
		first = (struct incident *)(uintptr_t)l->parts[k].incident;
	if (first && !str_eqc(l->alert.kind, "digest")) {
		seq = ++first->told_seq;
	} else {
		rc = store_next(o->alerts, "message", &seq, e);
		if (rc)
			return rc;
		first = NULL;
	}
	l->alert.message_id = arena_strf(o->arena, "<pw.%s.%llu.%.*s.%llu@%s>",
		store_epoch(o->alerts_store), first ? (unsigned long long)first->id : 0ull,
		STR_ARG(l->alert.kind), (unsigned long long)seq, o->host);
	return 0;
}

static int record_told(struct outbox *o, struct letter *l, struct err *e)
{
	struct buf references = BUF_INIT(4000);
	int rc = 0;

	l->alert.incidents = arena_array(o->arena, l->nparts + 1, sizeof(struct pair));
	for (size_t k = 0; k < l->nparts && rc == 0; k++) {
		struct incident *i = (struct incident *)(uintptr_t)l->parts[k].incident;
		struct pending p = {.receiver = l->alert.receiver, .what = l->parts[k].tell};
		struct incident_entry x = {.time_ms = o->now_ms, .what = STR("told"),
			.text = l->parts[k].tell, .receiver = l->alert.receiver};
		struct str id;

		if (!i)
			continue;
		id = told_id(told_pair(i, p.receiver));
		if (id.n && !str_has(buf_str(&references), id))
			buf_addf(&references, "%s%.*s", references.n ? " " : "", STR_ARG(id));
		l->alert.incidents[l->alert.nincidents++] = (struct pair){
			arena_strf(o->arena, "%llu", (unsigned long long)i->id), p.what};
		note_told(o, i, l, &p);
		rc = alerts_put_incident(o->alerts, i, e);
		if (rc == 0)
			rc = alerts_add_entry(o->alerts, i->id, &x, e);
	}
	l->alert.references = references.n ? arena_str(o->arena, buf_str(&references)) : STR_NONE;
	buf_release(&references);
	return rc;
}

static int send_letter(struct outbox *o, struct letter *l, struct str receiver, bool digest,
	struct err *e)
{
	struct buf b = BUF_INIT(PAYLOAD_MAX);
	int rc;

	if (l->nparts == 0)
		return 0;
	l->alert.receiver = receiver;
	l->alert.kind = str_of(letter_kind(l, digest));
	l->alert.created_ms = l->alert.next_ms = o->now_ms;
	l->alert.state = ALERT_WAITING;
	rc = name_letter(o, l, e);
	if (rc == 0)
		payload_write(&b, o, &l->alert, l->parts, l->nparts);
	if (rc == 0 && !buf_ok(&b))
		rc = err_set(e, ERR_TOOBIG, "an alert is over %zu bytes", PAYLOAD_MAX);
	l->alert.payload = buf_str(&b);
	if (rc == 0)
		rc = record_told(o, l, e);
	if (rc == 0)
		rc = alerts_put_alert(o->alerts, &l->alert, e);
	buf_release(&b);
	return rc;
}

/* One alert of n waiting things. */
static int flush_some(struct outbox *o, const struct pending *list, size_t n, bool digest,
	struct err *e)
{
	int rc = 0;

	while (n > 0 && rc == 0) {
		size_t some = n < PARTS_MAX ? n : PARTS_MAX;
		struct letter l = {0};

		for (size_t i = 0; i < some && rc == 0; i++) {
			rc = take_pending(o, &l, &list[i], e);
			if (rc == 0)
				rc = pending_del(o, &list[i], e);
		}
		if (rc == 0)
			rc = send_letter(o, &l, list[0].receiver, digest, e);
		list += some;
		n -= some;
	}
	return rc;
}

static int flush_group(struct outbox *o, const struct pending *list, size_t n, struct err *e)
{
	int rc = flush_some(o, list, n, false, e);

	for (size_t i = 0; i < n && rc == 0; i++)
		if (i == 0 || !same_group(&list[i], &list[i - 1]))
			rc = outbox_put_time(o, "group", list[i].receiver, list[i].portal, list[i].kind,
				o->now_ms, e);
	return rc;
}

/* Where one round is all there is, nothing but the quiet hours is waited for. */
static bool is_due(const struct outbox *o, const struct pending *p, int64_t at_ms)
{
	return o->hurry ? p->quiet_ms <= o->now_ms : p->due_ms <= at_ms;
}

/* A group goes as soon as one of it is due, and takes along what came while that waited. */
static size_t take_due_groups(const struct outbox *o, struct pending *list, size_t n,
	int64_t *next_ms)
{
	int64_t horizon_ms = o->now_ms + o->config->group_interval_ms;
	size_t ndue = 0;

	if (n > 1)
		qsort(list, n, sizeof(*list), by_group);
	for (size_t i = 0, k; i < n; i += k) {
		bool due = false;

		for (k = 0; i + k < n && same_group(&list[i], &list[i + k]); k++)
			due |= is_due(o, &list[i + k], o->now_ms);
		for (size_t j = i; j < i + k; j++) {
			if (due && is_due(o, &list[j], horizon_ms))
				list[ndue++] = list[j];
			else if (list[j].due_ms < *next_ms)
				*next_ms = list[j].due_ms;
		}
	}
	return ndue;
}

/* Letters that one receiver got within a group interval, so that what breaks minute after
 * minute is no storm either. */
static int look_at_burst(struct outbox *o, struct str receiver, int64_t *since_ms,
	int64_t *nletters, struct err *e)
{
	int rc = outbox_time(o, "burst", receiver, STR_NONE, STR_NONE, since_ms, e);

	if (rc == 0)
		rc = outbox_time(o, "burst-letters", receiver, STR_NONE, STR_NONE, nletters, e);
	if (o->now_ms - *since_ms >= o->config->group_interval_ms || *since_ms > o->now_ms) {
		*since_ms = o->now_ms;
		*nletters = 0;
	}
	return rc;
}

static int note_burst(struct outbox *o, struct str receiver, int64_t since_ms,
	int64_t nletters, struct err *e)
{
	int rc = outbox_put_time(o, "burst", receiver, STR_NONE, STR_NONE, since_ms, e);

	return rc ? rc
		  : outbox_put_time(o, "burst-letters", receiver, STR_NONE, STR_NONE, nletters, e);
}

/* What is due at once, by portal and kind; a storm as one. Digest things are left at the
 * end of the list; *rest is their number. */
static int flush_due(struct outbox *o, struct pending *list, size_t n, struct pending *digest,
	size_t *rest, int64_t *next_ms, struct err *e)
{
	struct str receiver = list[0].receiver;
	size_t now = 0, ndue, groups = 0;
	int64_t since_ms, nletters;
	int rc;

	*rest = 0;
	for (size_t i = 0; i < n; i++) {
		if (list[i].due_ms == 0)
			digest[(*rest)++] = list[i];
		else
			list[now++] = list[i];
	}
	ndue = take_due_groups(o, list, now, next_ms);
	if (ndue == 0)
		return 0;
	rc = look_at_burst(o, receiver, &since_ms, &nletters, e);
	if (rc)
		return rc;
	if (nletters >= STORM_GROUPS && !o->hurry) {
		if (since_ms + o->config->group_interval_ms < *next_ms)
			*next_ms = since_ms + o->config->group_interval_ms;
		return 0;
	}
	for (size_t i = 0; i < ndue; i++)
		groups += i == 0 || !same_group(&list[i], &list[i - 1]);
	if (groups + (size_t)(o->hurry ? 0 : nletters) > STORM_GROUPS) {
		rc = flush_group(o, list, ndue, e);
		return rc ? rc : note_burst(o, receiver, since_ms, STORM_GROUPS, e);
	}
	for (size_t i = 0, k; i < ndue && rc == 0; i += k) {
		for (k = 1; i + k < ndue && same_group(&list[i], &list[i + k]); k++)
			;
		rc = flush_group(o, &list[i], k, e);
	}
	return rc ? rc : note_burst(o, receiver, since_ms, nletters + (int64_t)groups, e);
}

/* That a column was read first is mentioned in a digest, and makes none by itself. */
static bool worth_a_digest(const struct pending *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!is_word(&list[i], "baseline"))
			return true;
	return false;
}

static int drop_old(struct outbox *o, const struct pending *list, size_t n, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++)
		if (o->now_ms - list[i].created_ms > BASELINE_KEPT_MS)
			rc = pending_del(o, &list[i], e);
	return rc;
}

/* The digest of one receiver: when its last hour has not been used yet. The very first one
 * waits for no hour, so that a new installation is heard of. */
static int flush_digest(struct outbox *o, const struct pending *list, size_t n,
	int64_t *next_ms, struct err *e)
{
	const char *hour = arena_cstr(o->arena, list[0].digest);
	int64_t slot = digest_slot(hour, o->calendar, o->config->zone, o->now_ms), used, next;
	int rc = outbox_time(o, "digest", list[0].receiver, STR_NONE, STR_NONE, &used, e);

	if (rc)
		return rc;
	if (!worth_a_digest(list, n))
		return drop_old(o, list, n, e);
	if (used >= slot) {
		next = digest_next(hour, o->calendar, o->config->zone, o->now_ms);
		*next_ms = next < *next_ms ? next : *next_ms;
		return 0;
	}
	rc = flush_some(o, list, n, true, e);
	return rc ? rc : outbox_put_time(o, "digest", list[0].receiver, STR_NONE, STR_NONE, slot, e);
}

static int any_round(const struct portal_state *p, void *ctx)
{
	*(bool *)ctx |= p->last_round_ms > 0;
	return p->last_round_ms > 0;
}

/* An hour that passes with nothing to say is used up, once a first round was made. */
static int pass_hours(struct outbox *o, struct err *e)
{
	bool begun = false;
	int rc = pages_each_portal(o->pages, any_round, &begun, e);

	rc = rc < 0 ? rc : 0;
	for (size_t i = 0; i < o->config->nreceivers && rc == 0; i++) {
		struct str id = str_of(o->config->receivers[i].id);
		struct rhythm y = routing_rhythm(o->config, NULL);
		int64_t used, slot;

		rc = outbox_time(o, "digest", id, STR_NONE, STR_NONE, &used, e);
		if (rc || (!used && !begun))
			continue;
		slot = digest_slot(y.digest, o->calendar, o->config->zone, o->now_ms);
		if (used < slot)
			rc = outbox_put_time(o, "digest", id, STR_NONE, STR_NONE, slot, e);
	}
	return rc;
}

int outbox_flush(struct outbox *o, int64_t *next_ms, struct err *e)
{
	struct queue q = {0};
	struct pending *digest;
	int rc = load_queue(o, &q, e);

	*next_ms = INT64_MAX;
	if (q.n > 1)
		qsort(q.list, q.n, sizeof(*q.list), by_receiver);
	digest = arena_array(o->arena, q.n + 1, sizeof(*digest));
	for (size_t i = 0, n; i < q.n && rc == 0; i += n) {
		size_t rest = 0;

		for (n = 1; i + n < q.n && str_eq(q.list[i].receiver, q.list[i + n].receiver); n++)
			;
		rc = flush_due(o, &q.list[i], n, digest, &rest, next_ms, e);
		if (rc == 0 && rest)
			rc = flush_digest(o, digest, rest, next_ms, e);
	}
	return rc ? rc : pass_hours(o, e);
}
