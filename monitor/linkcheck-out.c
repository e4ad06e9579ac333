/* linkcheck for people: faulty links with the pages that carry them, then the sum. */
#include "linkcheck-out.h"

#include "base/out.h"
#include "base/utf8.h"

#include <stdio.h>

#define PARENTS_SHOWN 5
#define TEXT_COLUMNS 40

void linkcheck_why(struct buf *b, const struct linkcheck_link *l)
{
	char status[16];

	if (l->status)
		buf_addf(b, " %d", l->status);
	snprintf(status, sizeof(status), "http-%03d", l->status);
	if (l->reason.n && !str_eqc(l->reason, status) && !str_eqc(l->reason, "ok")) {
		buf_addc(b, ' ');
		out_term(b, l->reason);
	}
	if (l->phase != PHASE_DONE && l->asked)
		buf_addf(b, " in phase %s", phase_word(l->phase));
}

static void told(struct buf *b, const char *label, struct str s)
{
	if (!s.n)
		return;
	buf_addf(b, "  %s ", label);
	out_term(b, s);
	buf_addc(b, '\n');
}

static void parent(struct buf *b, const struct linkcheck_parent *p)
{
	buf_adds(b, "  on ");
	out_term(b, p->url);
	buf_addf(b, " line %d <", (int)p->line);
	out_term(b, p->element);
	buf_addc(b, '>');
	if (p->text.n) {
		buf_adds(b, " '");
		out_term(b, utf8_clip(p->text, TEXT_COLUMNS));
		buf_addc(b, '\'');
	}
	buf_addc(b, '\n');
}

static void link_text(struct linkcheck_out *o, const struct linkcheck_link *l)
{
	struct buf *b = &o->b;
	bool faulty = linkcheck_is_faulty(l->verdict);

	if (!faulty && !o->all)
		return;
	if (l->host_fault && !o->all) /* told once, with its host */
		return;
	buf_adds(b, verdict_word(l->verdict));
	if (verdict_is_unstable(l->verdict))
		buf_adds(b, " (suspected)");
	else if (l->confirmed)
		buf_adds(b, " (confirmed)");
	linkcheck_why(b, l);
	buf_adds(b, "  ");
	out_term(b, l->url);
	buf_addc(b, '\n');
	if (l->asked && !str_none(l->final_url) && !str_eq(l->final_url, l->url))
		told(b, "leads to", l->final_url);
	told(b, "detail:", l->detail);
	if (faulty)
		told(b, "certificate:", l->tls_detail);
	for (size_t i = 0; faulty && i < l->nlisted && (o->all || i < PARENTS_SHOWN); i++)
		parent(b, &l->parents[i]);
	if (faulty && !o->all && l->nparents > PARENTS_SHOWN)
		buf_addf(b, "  and on %llu more pages (--all)\n",
			(unsigned long long)(l->nparents - PARENTS_SHOWN));
}

static void number(struct buf *b, const char *word, uint64_t n, const char *before)
{
	if (n)
		buf_addf(b, "%s%llu %s", before, (unsigned long long)n, word);
}

static void limits(struct buf *b, const struct linkcheck_summary *s)
{
	for (int i = 0; i < NLIMITS; i++)
		if (s->limit[i])
			buf_addf(b, "limit '%s' held back %llu addresses or pages\n",
				linkcheck_limit_word(i), (unsigned long long)s->limit[i]);
	if (!s->complete)
		buf_adds(b, "not complete: addresses are left that were not asked for\n");
}

static void end_text(struct linkcheck_out *o, const struct linkcheck_summary *s)
{
	struct buf *b = &o->b;

	for (size_t i = 0; i < s->nhosts; i++)
		buf_addf(b, "host %s fails as a whole: %s, %llu of %llu addresses\n",
			s->host[i].name, s->host[i].reason,
			(unsigned long long)s->host[i].failed,
			(unsigned long long)s->host[i].addresses);
	limits(b, s);
	buf_addf(b, "%llu links, %llu pages read in %.1f s: %llu ok",
		(unsigned long long)s->links, (unsigned long long)s->pages,
		(double)s->elapsed_ms / 1000, (unsigned long long)s->ok);
	number(b, "moved", s->moved, ", ");
	number(b, "broken", s->broken, ", ");
	number(b, "suspected", s->unstable, ", ");
	number(b, "wrong", s->wrong, ", ");
	number(b, "private", s->private_, ", ");
	number(b, "blocked", s->blocked, ", ");
	number(b, "unknown", s->unknown, ", ");
	number(b, "skipped", s->skipped, ", ");
	buf_addc(b, '\n');
}

const struct linkcheck_writer linkcheck_text = {
	.name = "text", .link = link_text, .end = end_text,
};
