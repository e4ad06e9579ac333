/* What an alert says, as data: the texts are made of it by the receivers. */
#include "monitor/outbox.h"

#include "monitor/freshness.h"

#include "base/out.h"

static const struct zone *zone_for(const struct outbox *o, const struct portal_config *p)
{
	return portal_zone(o->config, p);
}

/* "url LF line LF text" */
static void write_parent(struct jw *j, struct str packed)
{
	struct str rest = packed, url, line = STR_NONE;
	int64_t n;

	str_cut(&rest, '\n', &url);
	if (!str_none(rest))
		str_cut(&rest, '\n', &line);
	jw_open(j, '{');
	jw_kstr(j, "url", url);
	jw_kstr(j, "text", rest.p ? rest : STR(""));
	jw_key(j, "line");
	if (str_int(line, 1, INT32_MAX, &n))
		jw_int(j, n);
	else
		jw_null(j);
	jw_close(j, '}');
}

static void write_evidence(struct jw *j, const struct incident *i)
{
	jw_key(j, "parents");
	jw_open(j, '[');
	for (size_t k = 0; k < i->nevidence; k++)
		if (str_eqc(i->evidence[k].key, "parent"))
			write_parent(j, i->evidence[k].value);
	jw_close(j, ']');
	jw_key(j, "evidence");
	jw_open(j, '[');
	for (size_t k = 0; k < i->nevidence; k++) {
		if (str_eqc(i->evidence[k].key, "parent"))
			continue;
		jw_open(j, '{');
		jw_kstr(j, "kind", i->evidence[k].key);
		jw_kstr(j, "ref", i->evidence[k].value);
		jw_close(j, '}');
	}
	jw_close(j, ']');
}

static struct str evidence_of(const struct incident *i, const char *key)
{
	for (size_t k = 0; k < i->nevidence; k++)
		if (str_eqc(i->evidence[k].key, key))
			return i->evidence[k].value;
	return STR_NONE;
}

static void write_facts(struct jw *j, const struct incident *i)
{
	jw_key(j, "facts");
	jw_open(j, '{');
	for (size_t k = 0; k < i->nfacts; k++) {
		char key[64];

		if (i->facts[k].key.n >= sizeof(key))
			continue;
		memcpy(key, i->facts[k].key.p, i->facts[k].key.n);
		key[i->facts[k].key.n] = '\0';
		jw_kstr(j, key, i->facts[k].value);
	}
	jw_close(j, '}');
}

static const char *column_name(const struct portal_config *p, struct str column)
{
	const struct column_config *c = p && column.n ? portal_column(p, column) : NULL;

	return c ? c->name : NULL;
}

static void write_incident(struct jw *j, const struct outbox *o, const struct payload_part *x)
{
	const struct incident *i = x->incident;
	const struct portal_config *p = i->portal.n ? config_portal(o->config, i->portal) : NULL;
	const struct zone *z = zone_for(o, p);
	struct str status = incident_fact(i, "status");
	int64_t n;

	jw_open(j, '{');
	jw_kstr(j, "tell", x->tell);
	jw_kint(j, "id", (int64_t)i->id);
	jw_kstr(j, "kind", i->kind);
	jw_kcstr(j, "state", incident_state_word(i->state));
	jw_kcstr(j, "level", i->level == LEVEL_WARN ? "warn" : "overdue");
	jw_kcstr(j, "severity", severity_word(i->severity));
	jw_kstr(j, "portal", i->portal);
	jw_kcstr(j, "portal_name", p ? p->name : NULL);
	jw_kstr(j, "column", i->column);
	jw_kcstr(j, "column_name", column_name(p, i->column));
	jw_kstr(j, "unit", i->unit);
	jw_kstr(j, "subject", i->subject);
	jw_ktime(j, "since", i->first_ms, z);
	jw_ktime(j, "opened", i->opened_ms, z);
	jw_ktime(j, "resolved", i->resolved_ms, z);
	jw_kstr(j, "url", evidence_of(i, "url"));
	jw_key(j, "status");
	if (str_int(status, 100, 999, &n))
		jw_int(j, n);
	else
		jw_null(j);
	jw_kstr(j, "reason", incident_fact(i, "reason"));
	jw_kstr(j, "cause", i->cause);
	jw_kstr(j, "summary", i->summary);
	jw_kstr(j, "basis", i->basis);
	write_evidence(j, i);
	write_facts(j, i);
	jw_close(j, '}');
}

static void write_event(struct jw *j, const struct outbox *o, const struct event *x)
{
	const struct portal_config *p = x->portal.n ? config_portal(o->config, x->portal) : NULL;
	const struct zone *z = zone_for(o, p);

	jw_open(j, '{');
	jw_kint(j, "seq", (int64_t)x->seq);
	jw_ktime(j, "time", x->time_ms, z);
	jw_kstr(j, "kind", x->kind);
	jw_kstr(j, "portal", x->portal);
	jw_kcstr(j, "portal_name", p ? p->name : NULL);
	jw_kstr(j, "column", x->column);
	jw_kcstr(j, "column_name", column_name(p, x->column));
	jw_kstr(j, "title", x->title);
	jw_kstr(j, "url", x->url);
	jw_kday(j, "date", event_day(x));
	jw_key(j, "detail");
	if (x->detail.n)
		jw_raw(j, x->detail);
	else
		jw_raw(j, STR("{}"));
	jw_close(j, '}');
}

void payload_write(struct buf *b, const struct outbox *o, const struct alert *x,
	const struct payload_part *parts, size_t n)
{
	const struct receiver_config *r = config_receiver(o->config, x->receiver);
	const struct incident *first = n && parts[0].incident ? parts[0].incident : NULL;
	struct jw j = jw_on(b);

	jw_open(&j, '{');
	jw_kint(&j, "version", 1);
	jw_kstr(&j, "message_id", x->message_id);
	jw_kstr(&j, "kind", x->kind);
	jw_kstr(&j, "receiver", x->receiver);
	jw_kcstr(&j, "language", r && r->language && r->language[0] ? r->language
								     : o->config->language);
	jw_ktime(&j, "created", x->created_ms, zone_for(o, NULL));
	jw_kbool(&j, "simulation", store_is_simulation(o->alerts_store));
	jw_kcstr(&j, "severity", severity_word(x->severity));
	jw_key(&j, "incident");
	if (first)
		jw_int(&j, (int64_t)first->id);
	else
		jw_null(&j);
	jw_key(&j, "incidents");
	jw_open(&j, '[');
	for (size_t i = 0; i < n; i++)
		if (parts[i].incident)
			write_incident(&j, o, &parts[i]);
	jw_close(&j, ']');
	jw_key(&j, "events");
	jw_open(&j, '[');
	for (size_t i = 0; i < n; i++)
		if (parts[i].event)
			write_event(&j, o, parts[i].event);
	jw_close(&j, ']');
	jw_close(&j, '}');
}
