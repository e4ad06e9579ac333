/* Acknowledge, assign, note, fixed, false alarm, ignore, exempt, reopen. */
#include "monitor/incident-act.h"

static const struct {
	const char *word;  /* on the command line */
	const char *entry; /* in the history */
	int state;	   /* becomes; 0 stays */
	bool only_problem; /* open, acknowledged or unstable ones */
	bool needs_reason;
} row[NACTS] = {
	[ACT_ACK] = {"ack", "acknowledged", INCIDENT_ACKNOWLEDGED, true, false},
	[ACT_ASSIGN] = {"assign", "assigned", 0, false, false},
	[ACT_NOTE] = {"note", "note", 0, false, true},
	[ACT_FIXED] = {"fixed", "fixed", INCIDENT_ACKNOWLEDGED, true, false},
	[ACT_FALSE_ALARM] = {"false-alarm", "false-alarm", INCIDENT_FALSE_ALARM, false, true},
	[ACT_IGNORE] = {"ignore", "ignored", INCIDENT_IGNORED, false, true},
	[ACT_EXEMPT] = {"exempt", "exempted", INCIDENT_EXEMPT, false, true},
	[ACT_REOPEN] = {"reopen", "reopened", INCIDENT_OPEN, false, false},
};

const char *incident_act_word(enum incident_act act)
{
	return row[act].word;
}

bool incident_act_rechecks(enum incident_act act)
{
	return act == ACT_FIXED || act == ACT_REOPEN;
}

static const char *refusal(const struct incident *i, const struct incident_action *x)
{
	bool problem = incident_is_problem(i);

	if (row[x->act].only_problem && !problem)
		return "it is not open";
	if (row[x->act].needs_reason && !x->reason.n)
		return "a reason is needed";
	if (x->until_ms && x->until_ms <= x->now_ms)
		return "its end is in the past";
	if (x->act == ACT_REOPEN && problem && i->state != INCIDENT_ACKNOWLEDGED)
		return "it is open";
	if ((x->act == ACT_IGNORE || x->act == ACT_EXEMPT) && i->state == INCIDENT_RESOLVED)
		return "it is resolved";
	return NULL;
}

static void apply_state(struct incident *i, const struct incident_action *x)
{
	i->state = row[x->act].state;
	i->until_ms = x->act == ACT_REOPEN || x->act == ACT_FIXED ? 0 : x->until_ms;
	i->fixed_ms = 0;
	i->asked_ms = 0;
	i->good_since_ms = 0;
	i->by = x->by;
	i->reason = x->reason;
	if (x->act == ACT_FIXED) {
		i->fixed_ms = i->asked_ms = x->now_ms;
		i->measure_taken = x->reason;
	}
	if (x->act == ACT_REOPEN) {
		i->nreopened++;
		i->opened_ms = i->asked_ms = x->now_ms;
		i->resolved_ms = 0;
		i->escalated = 0;
	}
}

const char *incident_apply(struct incident *i, const struct incident_action *x,
	struct incident_entry *entry)
{
	const char *why = refusal(i, x);
	int from = i->state;

	if (why)
		return why;
	if (row[x->act].state)
		apply_state(i, x);
	if (x->act == ACT_ASSIGN) {
		if (x->unit.n)
			i->unit = x->unit;
		if (x->person.n)
			i->person = x->person;
		if (x->deadline_ms)
			i->deadline_ms = x->deadline_ms;
	}
	*entry = (struct incident_entry){.time_ms = x->now_ms,
		.what = str_of(row[x->act].entry), .by = x->by, .user = x->user,
		.text = x->reason, .from_state = from, .to_state = i->state};
	if (x->act == ACT_ASSIGN) {
		entry->unit = x->unit;
		entry->person = x->person;
		entry->until_ms = x->deadline_ms;
	} else if (row[x->act].state) {
		entry->until_ms = i->until_ms;
	}
	return NULL;
}

int incident_act(struct store_txn *alerts, uint64_t id, const struct incident_action *x,
	struct incident *out, struct arena *a, struct err *e)
{
	struct incident_entry entry;
	struct incident i;
	const char *why;
	int rc = alerts_incident(alerts, id, &i, a, e);

	if (rc == ERR_NOTFOUND)
		return err_set(e, rc, "no incident #%llu", (unsigned long long)id);
	if (rc)
		return rc;
	why = incident_apply(&i, x, &entry);
	if (why)
		return err_set(e, ERR_INVAL, "#%llu: %s: %s", (unsigned long long)id,
			row[x->act].word, why);
	rc = alerts_put_incident(alerts, &i, e);
	if (rc == 0)
		rc = alerts_add_entry(alerts, id, &entry, e);
	if (rc == 0)
		*out = i;
	return rc;
}

int incident_recheck(struct store_txn *pages, const struct incident *i,
	const struct incident_action *x, struct err *e)
{
	struct buf subject = BUF_INIT(100000);
	struct request r = {.time_ms = x->now_ms, .what = STR("recheck"), .by = x->by,
		.reason = x->reason, .user = x->user};
	int rc;

	/* a rule's subject may carry "#id"; what is measured is the column */
	if (str_has(i->subject, STR("://")))
		buf_addstr(&subject, i->subject);
	else if (i->column.n)
		buf_addf(&subject, "%.*s/%.*s", STR_ARG(i->portal), STR_ARG(i->column));
	else
		buf_addstr(&subject, i->portal.n ? i->portal : i->subject);
	r.subject = buf_str(&subject);
	rc = pages_put_request(pages, &r, e);
	buf_release(&subject);
	return rc;
}
