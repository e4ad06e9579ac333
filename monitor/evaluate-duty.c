/* Manual duties: the program cannot see whether they were met, so it reminds of the day
 * they are due until somebody ticks them off. */
#include "duty-record.h"
#include "evaluate-pass.h"

#include "monitor/duty.h"
#include "monitor/duty-ledger.h"

static void add_reminder(struct pass *p, const struct portal_config *portal,
	const struct duty_document *doc, const struct duty_config *d, int32_t due, bool ticked)
{
	struct evaluation *ev = p->ev;
	const struct zone *z = portal_zone(ev->config, portal);
	int32_t today = day_of_ms(ev->now_ms, z);
	struct finding *f = finding_new(&ev->out, ev->arena, KIND_MANUAL);
	char text[TIME_TEXT];

	f->portal = str_of(portal->id);
	f->unit = str_of(d->unit && d->unit[0] ? d->unit : portal->unit);
	f->subject = arena_strf(ev->arena, "%s#%s", portal->id, d->id);
	f->severity = SEVERITY_LOW;
	f->owed = d;
	f->due = due;
	f->measured_ms = ev->now_ms;
	f->basis = str_of(doc->title);
	f->limit_kind = str_of(d->limit);
	finding_fact(f, ev->arena, "due", str_of(day_text(text, due)));
	finding_fact(f, ev->arena, "duty", str_of(d->id));
	finding_fact(f, ev->arena, "document", str_of(doc->title));
	finding_fact(f, ev->arena, "quote", str_of(d->quote));
	if (ticked || due - today > DUTY_REMIND_DAYS)
		return;
	f->level = due < today ? LEVEL_OVERDUE : LEVEL_WARN;
	f->severity = due < today ? SEVERITY_MEDIUM : SEVERITY_LOW;
	f->cause = due < today ? STR("not-ticked")
		: due - today <= DUTY_URGENT_DAYS ? STR("due-10") : STR("due-30");
	f->since_ms = day_start_ms(due < today ? due + 1 : due - DUTY_REMIND_DAYS, z);
	f->summary = arena_strf(ev->arena, "nobody has ticked it off, owed by %s", text);
}

static int remind(struct pass *p, const struct portal_config *portal,
	const struct duty_document *doc, const struct duty_config *d, struct err *e)
{
	struct evaluation *ev = p->ev;
	int32_t today = day_of_ms(ev->now_ms, portal_zone(ev->config, portal));
	struct duty_tick tick;
	int year, month, dom, rc;
	int32_t due;

	day_split(today, &year, &month, &dom);
	if (!duty_is_live(d, year))
		return 0;
	rc = duty_year_asked(ev->alerts, portal, doc, d, today, portal_zone(ev->config, portal),
		&year, e);
	if (rc < 0)
		return rc;
	due = duty_due(d, year);
	if (due == DAY_NONE)
		return 0;
	rc = duty_tick_of(ev->alerts, str_of(portal->id), duty_document_key(doc, ev->arena),
		str_of(d->id), year, &tick, ev->arena, e);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	add_reminder(p, portal, doc, d, due, rc == 0);
	return 0;
}

int evaluate_duties(struct pass *p, struct err *e)
{
	const struct config *c = p->ev->config;
	int rc = 0;

	for (size_t i = 0; p->ev->alerts && i < c->nportals; i++)
		for (size_t k = 0; k < c->ndocuments; k++)
			for (size_t d = 0; d < c->documents[k].nduties && rc == 0; d++) {
				const struct duty_config *x = &c->documents[k].duties[d];

				if (duty_applies(c, &c->portals[i], &c->documents[k], x) &&
					duty_by_hand(x, &c->portals[i]))
					rc = remind(p, &c->portals[i], &c->documents[k], x, e);
			}
	return rc;
}
