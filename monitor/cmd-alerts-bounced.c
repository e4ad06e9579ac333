/* alerts bounced: a delivery status notification, handed over by a mail hook. Whatever mail
 * it is, the exit status is 0 once it was looked at: a mail system would send another one
 * about a failure. */
#include "cmd-alerts.h"

#include "base/clock.h"
#include "base/fs.h"
#include "base/out.h"
#include "monitor/bounce.h"
#include "monitor/lang.h"
#include "monitor/tell.h"

#define OUT_BYTES ((size_t)1 << 20)

struct bouncing {
	struct globals *g;
	struct buf mail, out;
	struct bounce b;
	struct bounced done;
	struct arena arena;
	bool is_notification;
	enum lang lang;
};

static void write_json(struct bouncing *x)
{
	struct jw j = jw_on(&x->out);

	jw_open(&j, '{');
	jw_kbool(&j, "notification", x->is_notification);
	jw_key(&j, "alert");
	if (x->done.seq)
		jw_int(&j, (int64_t)x->done.seq);
	else
		jw_null(&j);
	jw_kint(&j, "recorded", (int64_t)x->done.nrecorded);
	jw_kint(&j, "known", (int64_t)x->done.nknown);
	jw_key(&j, "recipients");
	jw_open(&j, '[');
	for (size_t i = 0; i < x->b.nrecipients; i++) {
		jw_open(&j, '{');
		jw_kstr(&j, "recipient", x->b.recipients[i].address);
		jw_kstr(&j, "action", x->b.recipients[i].action);
		jw_kbool(&j, "refused", x->b.recipients[i].refused);
		jw_kstr(&j, "text", x->b.recipients[i].text);
		jw_close(&j, '}');
	}
	jw_close(&j, ']');
	jw_close(&j, '}');
	buf_addc(&x->out, '\n');
}

static void say(struct bouncing *x, const char *text)
{
	buf_addf(&x->out, "%s\n", lang_text(x->lang, text));
}

static bool any_refused(const struct bounce *b)
{
	for (size_t i = 0; i < b->nrecipients; i++)
		if (b->recipients[i].refused)
			return true;
	return false;
}

static void write_text(struct bouncing *x)
{
	if (!x->is_notification)
		say(x, LANG_MARK("this mail is no delivery status notification: nothing was changed"));
	else if (x->b.nrecipients == 0)
		say(x, LANG_MARK("it does not say by RFC 3464 whom it is about: nothing was changed"));
	else if (!any_refused(&x->b))
		say(x, LANG_MARK("delayed, relayed or delivered, but not refused: nothing was changed"));
	else if (x->b.nids == 0)
		say(x, LANG_MARK("it does not say which message came back: nothing was changed"));
	else if (!x->done.seq)
		say(x, LANG_MARK("the message that came back is none of ours: nothing was changed"));
	else if (!x->done.nrecorded)
		buf_addf(&x->out, LANG(x->lang, "message %llu: it was known already that it came "
			"back: nothing was changed\n"), (unsigned long long)x->done.seq);
	else
		buf_addf(&x->out, LANG(x->lang, "message %llu came back: %zu recipients are written "
			"down as refused\n"), (unsigned long long)x->done.seq, x->done.nrecorded);
	for (size_t i = 0; i < x->b.nrecipients; i++) {
		buf_adds(&x->out, "  ");
		out_line(&x->out, x->b.recipients[i].address, 320);
		buf_adds(&x->out, "  ");
		out_line(&x->out, x->b.recipients[i].text, 200);
		buf_addc(&x->out, '\n');
	}
}

static int look(struct bouncing *x, const char *file)
{
	struct store *s;
	struct err e = {0};
	int rc, status = alerts_open_writing(x->g, &s);

	if (status)
		return status;
	rc = fs_read(file, &x->mail, &e);
	if (rc == 0) {
		rc = bounce_read(buf_str(&x->mail), &x->b, &x->arena, &e);
		x->is_notification = rc == 0;
		rc = rc == ERR_NOTFOUND ? 0 : rc;
	}
	if (rc == 0 && any_refused(&x->b))
		rc = tell_bounced(s, &x->b, clock_now_ms(), &x->done, &e);
	store_close(s);
	return rc < 0 ? cmd_fail(&e) : 0;
}

int alerts_bounced(struct globals *g, int argc, char **argv)
{
	struct bouncing x = {.g = g, .mail = BUF_INIT(BOUNCE_BYTES_MAX),
		.out = BUF_INIT(OUT_BYTES), .arena = ARENA_INIT};
	int status;

	if (argc != 1)
		return cmd_usage(&cmd_alerts, "bounced: expected one file, or - for standard input");
	status = look(&x, argv[0]);
	x.lang = lang_of(cmd_lang(g));
	if (status == 0) {
		if (g->json)
			write_json(&x);
		else
			write_text(&x);
		status = cmd_out(&x.out);
	}
	buf_release(&x.mail);
	buf_release(&x.out);
	arena_release(&x.arena);
	return status;
}
