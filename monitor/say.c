/* Tokens in words. */
#include "say.h"

#include "base/out.h"
#include "crawler/verdict.h"
#include "evidence.h"
#include "message-part.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct word {
	const char *token, *text;
};

static const char *look_up(const struct word *row, size_t n, struct str token, enum lang l)
{
	for (size_t i = 0; i < n; i++)
		if (str_eqc(token, row[i].token))
			return lang_text(l, row[i].text);
	return NULL;
}

static struct str or_token(const char *text, struct str token)
{
	return text ? str_of(text) : token;
}

static const struct word verdict_row[] = {
	{"ok", LANG_MARK("fine")},
	{"moved", LANG_MARK("moved for good")},
	{"broken.dns", LANG_MARK("no such name")},
	{"broken.tls", LANG_MARK("certificate invalid")},
	{"broken.http", LANG_MARK("page not there")},
	{"broken.soft404", LANG_MARK("soft 404")},
	{"broken.content", LANG_MARK("not what was promised")},
	{"broken.redirect", LANG_MARK("redirects astray")},
	{"broken.url", LANG_MARK("unusable address")},
	{"broken.fragment", LANG_MARK("anchor missing")},
	{"unstable.dns", LANG_MARK("name not resolved")},
	{"unstable.connect", LANG_MARK("no connection")},
	{"unstable.timeout", LANG_MARK("timed out")},
	{"unstable.server", LANG_MARK("server error")},
	{"unstable.reset", LANG_MARK("connection cut")},
	{"blocked", LANG_MARK("refused us")},
	{"unknown", LANG_MARK("no verdict")},
	{"private", LANG_MARK("private address")},
	{"wrong", LANG_MARK("wrong page")},
	{"skipped", LANG_MARK("skipped")},
	{"none", LANG_MARK("no verdict")},
};

const char *say_verdict(int verdict, enum lang l)
{
	const char *word = verdict_word(verdict);
	const char *text = look_up(verdict_row, COUNT(verdict_row), str_of(word), l);

	return text ? text : word;
}

/* By enum notice_state. */
static const char *const notice_row[] = {LANG_MARK("listed"), LANG_MARK("rolled off the list"),
	LANG_MARK("missing"), LANG_MARK("delisted"), LANG_MARK("withdrawn")};

const char *say_notice_state(int state, enum lang l)
{
	return state >= 0 && (size_t)state < COUNT(notice_row) ? lang_text(l, notice_row[state]) : "";
}

static const struct word message_row[] = {
	{"problem", LANG_MARK("problem")},
	{"update", LANG_MARK("update")},
	{"recovery", LANG_MARK("recovery")},
	{"digest", LANG_MARK("digest")},
	{"notice", LANG_MARK("news of notices")},
	{"report", LANG_MARK("report")},
	{"weekly", LANG_MARK("weekly summary")},
	{"heartbeat", LANG_MARK("heartbeat")},
	{"escalation", LANG_MARK("escalation")},
	{"expiry", LANG_MARK("an exemption ended")},
	{"test", LANG_MARK("test message")},
};

struct str say_message(struct str kind, enum lang l)
{
	return or_token(look_up(message_row, COUNT(message_row), kind, l), kind);
}

static const struct word reason_row[] = {
	{"own-line", LANG_MARK("our own line was down")},
	{"crawler-stopped", LANG_MARK("nothing was measured")},
	{"round-missed", LANG_MARK("no full round was completed")},
	{"other-shape", LANG_MARK("the column has another shape")},
	{"not-tried", LANG_MARK("not tried")},
	{"not confirmed", LANG_MARK("not confirmed")},
	{"not our own line", LANG_MARK("it is not our own line")},
	{"portal no longer configured", LANG_MARK("portal no longer configured")},
	{"column no longer configured", LANG_MARK("column no longer configured")},
	{"challenge", LANG_MARK("a challenge page")},
	{"redirect-to-home", LANG_MARK("leads to the home page")},
	{"bad-address", LANG_MARK("unusable address")},
	{"share-3", LANG_MARK("3 percent of the visits of a week or more failed")},
	{"share-5", LANG_MARK("5 percent of the visits of a week or more failed")},
	{"acknowledged", LANG_MARK("acknowledged")},
	{"ignored", LANG_MARK("ignored")},
	{"exempt", LANG_MARK("exempted")},
	{"false_alarm", LANG_MARK("false alarm")},
};

struct str say_reason(struct str token, enum lang l)
{
	const char *text = reason_text(token, l);

	if (!text)
		text = look_up(reason_row, COUNT(reason_row), token, l);
	return or_token(text, token);
}

static const struct word gate_row[] = {
	{"blocked", LANG_MARK("the site refused us")},
	{"failed", LANG_MARK("the fetch failed")},
	{"unread", LANG_MARK("the page could not be read")},
	{"challenge", LANG_MARK("a challenge page")},
	{"type", LANG_MARK("no page")},
	{"error-page", LANG_MARK("an error page")},
	{"cut", LANG_MARK("the page arrived in part")},
	{"sitemap-index", LANG_MARK("an index of sitemaps: give the address of one of them")},
	{"expectation", LANG_MARK("the expected text is not on it")},
	{"empty", LANG_MARK("no notices on it")},
	{"confidence", LANG_MARK("the list is not certain")},
	{"own-titles", LANG_MARK("the notices' own pages are titled otherwise")},
	{"shrunken", LANG_MARK("far fewer notices than usual")},
	{"structure", LANG_MARK("another structure")},
	{"another-list", LANG_MARK("the list of something else")},
	{"titles", LANG_MARK("all its titles are other ones")},
	{"redated", LANG_MARK("all its dates are other ones")},
	{"dates", LANG_MARK("its dates cannot be read")},
	{"min-items", LANG_MARK("fewer notices than demanded")},
	{"own-line", LANG_MARK("our own line was down")},
	{"host", LANG_MARK("the same notices at another host")},
	{"relearned", LANG_MARK("its place on the page was learned anew")},
};

struct str say_gate(struct str token, enum lang l)
{
	return or_token(look_up(gate_row, COUNT(gate_row), token, l), token);
}

/* --- history --- */

struct str say_entry_what(struct str what, enum lang l)
{
	if (str_eqc(what, "not-fixed"))
		return str_of(LANG(l, "not repaired after all"));
	return or_token(evidence_entry_text(what, l), what);
}

static const struct word told_row[] = {
	{"problem", LANG_MARK("problem")},
	{"update", LANG_MARK("update")},
	{"recovery", LANG_MARK("recovered")},
	{"unstable", LANG_MARK("unstable")},
	{"stable", LANG_MARK("stable again")},
	{"repeat", LANG_MARK("still open")},
	{"escalation", LANG_MARK("escalated")},
	{"expired", LANG_MARK("decision ended")},
};

/* Why something was not told: the whole text, or what comes before a number or time. */
static const struct word held_row[] = {
	{"no route matches", LANG_MARK("no route matches")},
	{"no receiver is configured", LANG_MARK("no receiver is configured")},
	{"resolved before it was told", LANG_MARK("it was over before it was told")},
	{"not confirmed any more", LANG_MARK("not confirmed any more")},
	{"told as over", LANG_MARK("it was told when it was over")},
	{"ignored", LANG_MARK("ignored")},
	{"false alarm", LANG_MARK("false alarm")},
	{"exempt", LANG_MARK("exempted")},
};

static struct str held_text(struct str text, enum lang l, struct arena *a)
{
	static const char by[] = "acknowledged by ", until[] = " until ";
	const char *whole = look_up(held_row, COUNT(held_row), text, l);
	struct str rest;
	size_t at;

	if (whole)
		return str_of(whole);
	if (str_starts(text, STR("inhibited by #")) || str_starts(text, STR("explained by #")))
		return arena_strf(a, LANG(l, "inhibited by #%.*s"),
			STR_ARG(str_sub(text, str_findc(text, '#', 0) + 1, text.n)));
	if (str_starts(text, STR("quiet hours until ")))
		return arena_strf(a, LANG(l, "quiet hours until %.*s"),
			STR_ARG(str_sub(text, strlen("quiet hours until "), text.n)));
	if (!str_starts(text, STR(by)))
		return text;
	rest = str_sub(text, strlen(by), text.n);
	at = str_find(rest, STR(until), 0);
	if (at == SIZE_MAX)
		return arena_strf(a, LANG(l, "acknowledged by %.*s"), STR_ARG(rest));
	return arena_strf(a, LANG(l, "acknowledged by %.*s until %.*s"),
		STR_ARG(str_sub(rest, 0, at)),
		STR_ARG(str_sub(rest, at + strlen(until), rest.n)));
}

struct str say_entry_text(const struct incident_entry *x, enum lang l, struct arena *a)
{
	size_t at = str_findc(x->text, ' ', 0);

	if (str_eqc(x->what, "held"))
		return held_text(x->text, l, a);
	if (str_eqc(x->what, "told"))
		return or_token(look_up(told_row, COUNT(told_row), x->text, l), x->text);
	if (str_eqc(x->what, "released") && at != SIZE_MAX)
		return arena_strf(a, LANG(l, "%.*s is over, and it is still so"),
			STR_ARG(str_sub(x->text, 0, at)));
	return x->by.n ? x->text : say_reason(x->text, l);
}

struct str say_entry_more(const struct incident_entry *x, const struct zone *z, enum lang l,
	struct arena *a)
{
	char text[TIME_TEXT];
	struct str s = STR("");

	if (x->unit.n)
		s = arena_strf(a, "%s%.*s", LANG(l, ", "), STR_ARG(x->unit));
	if (x->person.n)
		s = arena_strf(a, "%.*s%s%.*s", STR_ARG(s), LANG(l, ", "), STR_ARG(x->person));
	if (x->until_ms)
		s = arena_strf(a, LANG(l, "%.*s, until %s"), STR_ARG(s), time_short(text, x->until_ms, z));
	return s;
}

/* --- facts and evidence --- */

void say_facts(struct buf *b, const struct pair *facts, size_t n, enum lang l)
{
	for (size_t i = 0; i < n; i++) {
		const char *label = fact_label(facts[i].key, l);
		struct arena a = ARENA_INIT;

		if (label && facts[i].value.n) {
			buf_addf(b, "%s%s ", b->n ? LANG(l, ", ") : "", label);
			out_line(b, fact_value(facts[i], l, &a), 200);
		}
		arena_release(&a);
	}
}

static const struct word evidence_row[] = {
	{"url", LANG_MARK("address")},
	{"final_url", LANG_MARK("leads to")},
	{"measure", LANG_MARK("measurement")},
	{"body", LANG_MARK("snapshot SHA-256")},
	{"event", LANG_MARK("event")},
	{"parent", LANG_MARK("on page")},
	{"portal", LANG_MARK("portal")},
};

const char *say_evidence(struct str kind, enum lang l)
{
	const char *text = look_up(evidence_row, COUNT(evidence_row), kind, l);

	return text ? text : kind.p ? kind.p : "";
}
