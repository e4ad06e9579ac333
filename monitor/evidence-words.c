/* What tokens mean, for somebody who has only the package. */
#include "evidence.h"

#include "crawler/verdict.h"
#include "monitor/evaluate.h"
#include "monitor/rectification.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

const char *evidence_verdict_text(int verdict, enum lang l)
{
	if (verdict_is_good(verdict))
		return LANG(l, "opened well");
	if (verdict == VERDICT_WRONG)
		return LANG(l, "is not what it was");
	if (verdict == VERDICT_PRIVATE)
		return LANG(l, "address of a private network");
	if (verdict_is_broken(verdict))
		return LANG(l, "did not open");
	if (verdict_is_unstable(verdict))
		return LANG(l, "did not open this time");
	if (verdict == VERDICT_BLOCKED)
		return LANG(l, "was blocked: says nothing about the page");
	return LANG(l, "no verdict");
}

static const struct {
	const char *word, *text;
} entry_row[] = {
	{"suspected", LANG_MARK("suspected, to be confirmed")},
	{"opened", LANG_MARK("confirmed and opened")},
	{"reopened", LANG_MARK("opened again")},
	{"updated", LANG_MARK("cause or level changed")},
	{"resolved", LANG_MARK("measured well again: closed")},
	{"unstable", LANG_MARK("changes too often: unstable")},
	{"stable", LANG_MARK("stable again")},
	{"told", LANG_MARK("put into a message")},
	{"held", LANG_MARK("not told, because")},
	{"released", LANG_MARK("no longer explained by another incident")},
	{"undelivered", LANG_MARK("message not delivered")},
	{"acknowledged", LANG_MARK("acknowledged")},
	{"assigned", LANG_MARK("assigned")},
	{"note", LANG_MARK("note")},
	{"fixed", LANG_MARK("said to be repaired")},
	{"false-alarm", LANG_MARK("declared a false alarm")},
	{"ignored", LANG_MARK("ignored by a person")},
	{"exempted", LANG_MARK("exempted by a person")},
	{"expired", LANG_MARK("the time set for it is over")},
	{"issued", LANG_MARK("put on a rectification notice")},
};

const char *evidence_entry_text(struct str what, enum lang l)
{
	for (size_t i = 0; i < COUNT(entry_row); i++)
		if (str_eqc(what, entry_row[i].word))
			return lang_text(l, entry_row[i].text);
	return NULL;
}

static const struct {
	const char *kind, *text;
} rule_row[] = {
	{KIND_LINK, LANG_MARK("A link is broken only when that is confirmed: certain failures "
		"(no such name, invalid certificate, 404, 410, not-found page, unusable address) "
		"twice at least an hour apart; failures that may pass (time-out, refused or cut "
		"connection, 5xx) three times over at least 24 hours. Blocked requests never count. "
		"It is closed after two good checks.")},
	{KIND_HOST, LANG_MARK("Several links of one host failed alike: the host is the cause, "
		"and its links are not listed one by one.")},
	{KIND_PORTAL, LANG_MARK("A portal is down when three visits of its home page over at "
		"least 20 minutes failed; it is up again after two good ones. A visit fails when "
		"the page is not there 15 seconds after it was asked for.")},
	{KIND_PLATFORM, LANG_MARK("Several portals on one address failed at the same time.")},
	{KIND_AVAILABILITY, LANG_MARK("Of the visits of a week five in a hundred or more failed "
		"or took longer than 15 seconds. Blocked visits are counted neither way.")},
	{KIND_WITHDRAWN, LANG_MARK("A notice is withdrawn when its own page answered 404, 410 or "
		"as a not-found page in two accepted readings at least 30 minutes apart.")},
	{KIND_HIJACKED, LANG_MARK("A page of the portal carried gambling or adult spam, or led "
		"elsewhere by script, in two readings at least 10 minutes apart.")},
	{KIND_SHAPE, LANG_MARK("The column came back in another shape in three readings over at "
		"least 24 hours while the home page was well.")},
	{KIND_UNMEASURED, LANG_MARK("Nothing could be measured for two days or four intervals. "
		"This says nothing against the portal.")},
	{KIND_RECTIFICATION, LANG_MARK("The day of a rectification notice has passed, and not all "
		"of its problems are closed.")},
};

const char *evidence_rule_text(struct str kind, enum lang l)
{
	for (size_t i = 0; i < COUNT(rule_row); i++)
		if (str_eqc(kind, rule_row[i].kind))
			return lang_text(l, rule_row[i].text);
	return LANG(l, "A rule is judged only over accepted readings. Age is counted from the "
		"newest credible notice: the earlier of its stated date and the day it was first "
		"seen. A notice without a date is no update.");
}
