/* linkcheck as JSON lines: one for each link, the summary last (etc/schema/linkcheck.json). */
#include "linkcheck-out.h"

#include "base/out.h"

static void parents(struct jw *j, const struct linkcheck_link *l)
{
	jw_key(j, "parents");
	jw_open(j, '[');
	for (size_t i = 0; i < l->nlisted; i++) {
		const struct linkcheck_parent *p = &l->parents[i];

		jw_open(j, '{');
		jw_kstr(j, "url", p->url);
		jw_kstr(j, "text", p->text);
		if (p->line)
			jw_kint(j, "line", p->line);
		else
			jw_knull(j, "line");
		jw_kstr(j, "element", p->element);
		jw_close(j, '}');
	}
	jw_close(j, ']');
}

static void or_null(struct jw *j, const char *key, bool known, int64_t v)
{
	if (known)
		jw_kint(j, key, v);
	else
		jw_knull(j, key);
}

static void link_json(struct linkcheck_out *o, const struct linkcheck_link *l)
{
	struct jw j = jw_on(&o->b);
	bool plain = str_eqc(l->reason, "ok") || !l->reason.n;

	jw_open(&j, '{');
	jw_kstr(&j, "url", l->url);
	jw_kcstr(&j, "verdict", verdict_word(l->verdict));
	or_null(&j, "status", l->status > 0, l->status);
	jw_kstr(&j, "reason", plain ? STR_NONE : l->reason);
	jw_kstr(&j, "final_url", l->final_url);
	jw_kint(&j, "nparents", (int64_t)l->nparents);
	parents(&j, l);
	or_null(&j, "elapsed_ms", l->asked, l->elapsed_ms);
	jw_kcstr(&j, "phase", l->asked ? phase_word(l->phase) : NULL);
	jw_kstr(&j, "detail", l->detail.n ? l->detail : STR_NONE);
	if (l->tls_detail.n)
		jw_kstr(&j, "certificate", l->tls_detail);
	jw_kbool(&j, "inside", l->inside);
	jw_kbool(&j, "host_fault", l->host_fault);
	jw_kbool(&j, "confirmed", l->confirmed);
	jw_ktime(&j, "since", l->bad_since_ms, zone_utc());
	jw_close(&j, '}');
	buf_addc(&o->b, '\n');
}

static void hosts(struct jw *j, const struct linkcheck_summary *s)
{
	jw_key(j, "hosts");
	jw_open(j, '[');
	for (size_t i = 0; i < s->nhosts; i++) {
		jw_open(j, '{');
		jw_kcstr(j, "host", s->host[i].name);
		jw_kcstr(j, "verdict", s->host[i].reason);
		jw_kint(j, "addresses", (int64_t)s->host[i].addresses);
		jw_kint(j, "failed", (int64_t)s->host[i].failed);
		jw_close(j, '}');
	}
	jw_close(j, ']');
}

static void limits(struct jw *j, const struct linkcheck_summary *s)
{
	jw_key(j, "limits");
	jw_open(j, '{');
	for (int i = 0; i < NLIMITS; i++)
		if (s->limit[i])
			jw_kint(j, linkcheck_limit_word(i), (int64_t)s->limit[i]);
	jw_close(j, '}');
}

static void end_json(struct linkcheck_out *o, const struct linkcheck_summary *s)
{
	struct jw j = jw_on(&o->b);
	const struct {
		const char *key;
		uint64_t n;
	} row[] = {{"links", s->links}, {"asked", s->asked}, {"pages", s->pages}, {"ok", s->ok},
		{"moved", s->moved}, {"broken", s->broken}, {"unstable", s->unstable},
		{"wrong", s->wrong}, {"private", s->private_}, {"blocked", s->blocked},
		{"unknown", s->unknown}, {"skipped", s->skipped}, {"confirmed", s->confirmed},
		{"requests", s->requests}, {"bytes", s->bytes},
		{"not_modified", s->not_modified}};

	jw_open(&j, '{');
	jw_key(&j, "summary");
	jw_open(&j, '{');
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		jw_kint(&j, row[i].key, (int64_t)row[i].n);
	jw_kint(&j, "elapsed_ms", s->elapsed_ms);
	jw_kbool(&j, "complete", s->complete);
	jw_kbool(&j, "resumed", s->resumed);
	limits(&j, s);
	hosts(&j, s);
	jw_close(&j, '}');
	jw_close(&j, '}');
	buf_addc(&o->b, '\n');
}

const struct linkcheck_writer linkcheck_json = {
	.name = "json", .link = link_json, .end = end_json,
};
