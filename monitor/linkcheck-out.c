/* linkcheck for people: faulty links with the pages that carry them, then the sum. */
#include "linkcheck-out.h"

#include "message-part.h"

#include "base/out.h"
#include "base/utf8.h"
#include "say.h"

#include <stdio.h>

#define PARENTS_SHOWN 5
#define TEXT_COLUMNS 40

/* Some verdicts are called as their reason is. */
static bool is_in_verdict(const struct linkcheck_link *l, enum lang lang)
{
	return lang != LANG_EN && str_eqc(say_reason(l->reason, lang), say_verdict(l->verdict, lang));
}

void linkcheck_why(struct buf *b, const struct linkcheck_link *l, enum lang lang)
{
	char status[16];

	if (l->status)
		buf_addf(b, " %d", l->status);
	snprintf(status, sizeof(status), "http-%03d", l->status);
	if (l->reason.n && !str_eqc(l->reason, status) && !str_eqc(l->reason, "ok") &&
		!is_in_verdict(l, lang)) {
		buf_addc(b, ' ');
		out_term(b, lang == LANG_EN ? l->reason : say_reason(l->reason, lang));
	}
	if (l->phase != PHASE_DONE && l->phase != PHASE_REFUSED && l->asked)
		buf_addf(b, LANG(lang, " in phase %s"), lang_text(lang, phase_word(l->phase)));
}

static void told(struct buf *b, const char *label, struct str s, enum lang lang)
{
	if (!s.n)
		return;
	buf_addf(b, "  %s ", lang_text(lang, label));
	out_term(b, s);
	buf_addc(b, '\n');
}

static void parent(struct buf *b, const struct linkcheck_parent *p, enum lang lang)
{
	buf_adds(b, LANG(lang, "  on "));
	out_term(b, p->url);
	buf_addf(b, LANG(lang, " line %d <"), (int)p->line);
	out_term(b, p->element);
	buf_addc(b, '>');
	if (p->text.n) {
		buf_adds(b, " '");
		out_term(b, utf8_clip(p->text, TEXT_COLUMNS));
		buf_addc(b, '\'');
	}
	buf_addc(b, '\n');
}

/* Where the check should have begun, and why it could not: nobody finds that in a count. */
static bool is_unread_start(const struct linkcheck_link *l)
{
	return l->nparents == 0 && (l->verdict == VERDICT_BLOCKED ||
		l->verdict == VERDICT_UNKNOWN || l->verdict == VERDICT_SKIPPED);
}

static void link_text(struct linkcheck_out *o, const struct linkcheck_link *l)
{
	enum lang lang = o->zh ? LANG_ZH : LANG_EN;
	struct buf *b = &o->b;
	bool faulty = linkcheck_is_faulty(l->verdict);

	if (!faulty && !o->all && !is_unread_start(l))
		return;
	if (l->host_fault && !o->all) /* told once, with its host */
		return;
	buf_adds(b, lang == LANG_EN ? verdict_word(l->verdict) : say_verdict(l->verdict, lang));
	if (verdict_is_unstable(l->verdict))
		buf_adds(b, LANG(lang, " (suspected)"));
	else if (l->confirmed)
		buf_adds(b, LANG(lang, " (confirmed)"));
	linkcheck_why(b, l, lang);
	buf_adds(b, "  ");
	out_term(b, l->url);
	buf_addc(b, '\n');
	if (l->asked && !str_none(l->final_url) && !str_eq(l->final_url, l->url))
		told(b, LANG_MARK("leads to"), l->final_url, lang);
	told(b, LANG_MARK("detail:"), l->detail, lang);
	if (faulty)
		told(b, LANG_MARK("certificate:"), l->tls_detail, lang);
	for (size_t i = 0; faulty && i < l->nlisted && (o->all || i < PARENTS_SHOWN); i++)
		parent(b, &l->parents[i], lang);
	if (faulty && !o->all && l->nparents > PARENTS_SHOWN)
		buf_addf(b, LANG(lang, "  and on %llu more pages (--all)\n"),
			(unsigned long long)(l->nparents - PARENTS_SHOWN));
}

static void number(struct buf *b, const char *word, uint64_t n, enum lang lang)
{
	if (n)
		buf_addf(b, LANG(lang, ", %llu %s"), (unsigned long long)n, lang_text(lang, word));
}

static void limits(struct buf *b, const struct linkcheck_summary *s, enum lang lang)
{
	for (int i = 0; i < NLIMITS; i++)
		if (s->limit[i])
			buf_addf(b, LANG(lang, "limit '%s' held back %llu addresses or pages\n"),
				reason_text(str_of(linkcheck_limit_word(i)), lang), (unsigned long long)s->limit[i]);
	if (!s->complete)
		buf_adds(b, LANG(lang, "not complete: addresses are left that were not asked for\n"));
}

void linkcheck_notes(struct buf *b, const struct linkcheck_summary *s, enum lang lang)
{
	struct arena a = ARENA_INIT;

	for (size_t i = 0; i < s->nhosts; i++)
		buf_addf(b, LANG(lang, "host %s fails as a whole: %s, %llu of %llu addresses\n"),
			s->host[i].name, lang == LANG_EN ? s->host[i].reason
				: arena_cstr(&a, say_reason(str_of(s->host[i].reason), lang)),
			(unsigned long long)s->host[i].failed,
			(unsigned long long)s->host[i].addresses);
	limits(b, s, lang);
	arena_release(&a);
}

void linkcheck_sum(struct buf *b, const struct linkcheck_summary *s, enum lang lang)
{
	buf_addf(b, LANG(lang, "%llu links, %llu pages read in %.1f s: %llu ok"),
		(unsigned long long)s->links, (unsigned long long)s->pages,
		(double)s->elapsed_ms / 1000, (unsigned long long)s->ok);
	number(b, LANG_MARK("moved"), s->moved, lang);
	number(b, LANG_MARK("broken"), s->broken, lang);
	if (s->unstable) /* not "number of suspected", as the word stands alone elsewhere */
		buf_addf(b, LANG(lang, ", %llu suspected"), (unsigned long long)s->unstable);
	number(b, LANG_MARK("wrong"), s->wrong, lang);
	number(b, LANG_MARK("private"), s->private_, lang);
	number(b, LANG_MARK("blocked"), s->blocked, lang);
	number(b, LANG_MARK("unknown"), s->unknown, lang);
	number(b, LANG_MARK("skipped"), s->skipped, lang);
	buf_addc(b, '\n');
}

static void end_text(struct linkcheck_out *o, const struct linkcheck_summary *s)
{
	enum lang lang = o->zh ? LANG_ZH : LANG_EN;

	linkcheck_notes(&o->b, s, lang);
	linkcheck_sum(&o->b, s, lang);
}

const struct linkcheck_writer linkcheck_text = {
	.name = "text", .link = link_text, .end = end_text,
};
