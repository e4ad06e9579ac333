/* Notifications as Postfix, Exim, Exchange and Coremail write them, and what is none. */
#include "test.h"

#include "monitor/bounce.h"

#define OURS "<pw.0123456789abcdef.7.problem.1@city.test>"
#define UNKNOWN "550 5.1.1 <gone@bureau.test>: Recipient address rejected: User unknown"

struct want {
	const char *file;
	int rc;
	bool ours; /* among the identifiers */
	size_t n;
	const char *address, *text; /* of the first recipient */
	bool refused;
};

static const struct want wants[] = {
	{"postfix", 0, true, 1, "gone@bureau.test", UNKNOWN, true},
	{"postfix-delayed", 0, true, 1, "gone@bureau.test",
		"connect to mx.bureau.test[198.51.100.9]:25: Connection timed out", false},
	{"exim", 0, true, 1, "gone@bureau.test", "550 No such person here", true},
	{"exim-old", 0, true, 2, "gone@bureau.test", "returned to its sender", true},
	{"exchange", 0, true, 1, "gone@bureau.test", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; "
		"Recipient not found by SMTP address lookup", true},
	{"coremail", 0, true, 1, "gone@bureau.test", "550 收件人不存在", true},
	/* no status, and nothing that says which message came back */
	{"qq", 0, false, 0, NULL, NULL, false},
	{"encoded", 0, true, 1, "王@bureau.test", "5.2.2", true},
	{"reply", ERR_NOTFOUND, true, 0, NULL, NULL, false},
};

static bool has_id(const struct bounce *b, const char *id)
{
	for (size_t i = 0; i < b->nids; i++)
		if (str_eqc(b->ids[i], id))
			return true;
	return false;
}

static void notifications_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(wants); i++) {
		const struct want *w = &wants[i];
		struct arena a = ARENA_INIT;
		struct bounce b;
		char name[100];
		struct buf mail;

		snprintf(name, sizeof(name), "bounces/%s.eml", w->file);
		mail = test_file(name);
		same_int(name, bounce_read(buf_str(&mail), &b, &a, NULL), w->rc);
		same_int(name, has_id(&b, OURS), w->ours);
		same_int(name, b.nrecipients, w->n);
		if (w->n) {
			same_text(name, b.recipients[0].address, str_of(w->address));
			same_text(name, b.recipients[0].text, str_of(w->text));
			same_int(name, b.recipients[0].refused, w->refused);
		}
		arena_release(&a);
		buf_release(&mail);
	}
}

static const struct {
	const char *name, *action, *status;
	bool refused;
} actions[] = {
	{"RFC 3464 2.3.3 failed", "failed", "5.0.0", true},
	{"failed after many tries", "Failed (expired)", "4.4.7", true},
	{"delayed", "delayed", "5.0.0", false},
	{"relayed", "relayed", "2.0.0", false},
	{"delivered", "delivered", "2.0.0", false},
	{"expanded", "expanded", "2.0.0", false},
	{"a word of its own", "returned", "5.0.0", false},
	{"no action, permanent", NULL, "5.1.1", true},
	{"no action, passing", NULL, "4.4.1", false},
};

static void only_what_failed_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(actions); i++) {
		struct arena a = ARENA_INIT;
		struct str mail = arena_strf(&a,
			"Content-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\n"
			"Final-Recipient: rfc822; <a@b.test>\n%s%s%sStatus: %s\n",
			actions[i].action ? "Action: " : "", actions[i].action ? actions[i].action : "",
			actions[i].action ? "\n" : "", actions[i].status);
		struct bounce b;

		assert_int_equal(bounce_read(mail, &b, &a, NULL), 0);
		same_int(actions[i].name, b.nrecipients, 1);
		same_int(actions[i].name, b.recipients[0].refused, actions[i].refused);
		arena_release(&a);
	}
}

static void ceilings_hold(void **state)
{
	struct buf mail = BUF_INIT(BOUNCE_BYTES_MAX + 10);
	struct arena a = ARENA_INIT;
	struct bounce b;

	(void)state;
	buf_adds(&mail, "Content-Type: message/delivery-status\n\n");
	for (int i = 0; i < 5000; i++)
		buf_addf(&mail, "Original-Envelope-Id: x%d@y\nFinal-Recipient: rfc822; a%d@b\n"
			"Action: failed\n\n", i, i);
	assert_int_equal(bounce_read(buf_str(&mail), &b, &a, NULL), 0);
	same_int("recipients", b.nrecipients, BOUNCE_RECIPIENTS);
	same_int("ids", b.nids, BOUNCE_IDS);
	buf_clear(&mail);
	for (int i = 0; i < 100000; i++) /* a part in a part in a part */
		buf_adds(&mail, "Content-Type: multipart/mixed; boundary=x\n\n--x\n");
	assert_int_equal(bounce_read(buf_str(&mail), &b, &a, NULL), ERR_NOTFOUND);
	while (mail.n <= BOUNCE_BYTES_MAX)
		buf_adds(&mail, "a: b\n");
	assert_int_equal(bounce_read(buf_str(&mail), &b, &a, NULL), ERR_TOOBIG);
	arena_release(&a);
	buf_release(&mail);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(notifications_are_read),
		T(only_what_failed_is_refused),
		T(ceilings_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
