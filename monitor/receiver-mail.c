/* Mail by SMTP. All recipients in one transaction; where one of them is refused, each by
 * itself, so that a wrong address costs nobody else the message. */
#include "monitor/receiver.h"

#include "submit.h"

#define MAIL_MAX ((size_t)64 << 20)

/* --- what it is told --- */

struct mail_settings {
	const char *server, *user, *password_file, *from, *reply_to, *starttls, *ca_file;
	bool verify;
	const char *const *to;
	size_t nto;
	const char *attach; /* "" "xlsx" "csv" */
};

#define T mail_settings
static const struct row mail_rows[] = {
	{"server", ROW_TEXT, NEED, AT(T, server),
		.help = "smtp://HOST:25, smtp://HOST:587 or smtps://HOST:465"},
	{"user", ROW_TEXT, AT(T, user), .help = "name to log in with"},
	{"password_file", ROW_SECRET, AT(T, password_file),
		.help = "file with the password"},
	{"from", ROW_TEXT, NEED, AT(T, from), .help = "sender"},
	{"reply_to", ROW_TEXT, AT(T, reply_to), .help = "answers go here"},
	{"to", ROW_TEXTS, NEED, LIST_AT(T, to, nto), .help = "recipients"},
	{"starttls", ROW_WORD, AT(T, starttls), .choices = "require try never",
		.help = "on smtp:// servers: require, but on loopback never"},
	{"ca_file", ROW_PATH, ROW_EXISTS, AT(T, ca_file),
		.help = "certificates to trust, PEM"},
	{"verify", ROW_BOOL, AT(T, verify), .dflt = "true",
		.help = "check its certificate"},
	{"attach", ROW_WORD, AT(T, attach), .choices = "xlsx csv",
		.help = "the table of a digest as a file too"},
	{0},
};
static const struct table mail_table = {.name = "receiver.mail", .rows = mail_rows};
#undef T

/* "a@b" or "Name <a@b>"; what stands before the @ is ASCII, since servers need SMTPUTF8 for
 * anything else. */
static bool is_mail_address(const char *text)
{
	const char *open = strrchr(text, '<'), *p = open ? open + 1 : text;
	const char *at = strrchr(p, '@');

	if (!at || at == p || !at[1] || at[1] == '>')
		return false;
	for (; p < at; p++)
		if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f)
			return false;
	return true;
}

static void check_address(struct reader *r, int line, const char *key, const char *text)
{
	if (text[0] && !is_mail_address(text))
		reader_fault(r, line, false,
			"%s: expected a mail address in ASCII up to its @, found '%s'", key, text);
}

static void mail_finish(void *own, struct reader *r, int line)
{
	const struct mail_settings *x = own;
	struct str server = str_of(x->server);

	if (server.n && !str_starts(server, STR("smtp://")) &&
		!str_starts(server, STR("smtps://")))
		reader_fault(r, line, false,
			"server: expected smtp://HOST:PORT or smtps://HOST:PORT, found '%s'",
			x->server);
	for (size_t i = 0; i < x->nto; i++)
		check_address(r, line, "to", x->to[i][0] ? x->to[i] : "''");
	check_address(r, line, "from", x->from);
	check_address(r, line, "reply_to", x->reply_to);
	if (x->password_file[0] && !x->user[0])
		reader_fault(r, line, true, "password_file without user: it is not used");
}

/* --- telling --- */

struct envelope {
	const struct mail_settings *r;
	struct delivery_result *out;
	struct submit_mail mail;
	struct buf data, password;
	struct str to[RECIPIENTS_MAX];
	size_t nto;
};

static int collect(struct envelope *v, const struct message *m, struct err *e)
{
	for (size_t i = 0; i < v->r->nto; i++) {
		struct str address = mime_address(v->r->to[i]);

		if (str_none(address))
			return err_set(e, ERR_INVAL, "no mail address: '%s'", v->r->to[i]);
		if (recipient_settled(m->alert, address))
			continue;
		if (v->nto == RECIPIENTS_MAX)
			return err_set(e, ERR_TOOBIG, "more than %d recipients", RECIPIENTS_MAX);
		v->to[v->nto++] = address;
	}
	return 0;
}

static int prepare(struct envelope *v, const struct message *m, int64_t timeout_ms,
	struct err *e)
{
	const struct mail_settings *r = v->r;
	struct str from = mime_address(r->from);
	size_t at = str_rfindc(from, '@');
	int rc = collect(v, m, e);

	if (rc == 0 && str_none(from))
		rc = err_set(e, ERR_INVAL, "no mail address: '%s'", r->from);
	if (rc == 0)
		rc = message_mail(m, r->from, r->reply_to, r->to, r->nto, &v->data, e);
	if (rc == 0 && r->user && r->user[0])
		rc = secret_read(r->password_file, &v->password, e);
	if (rc)
		return rc;
	v->mail = (struct submit_mail){.server = r->server, .starttls = r->starttls,
		.user = r->user, .password = buf_cstr(&v->password),
		.helo = str_sub(from, at + 1, from.n), .from = from, .to = v->to, .nto = v->nto,
		.data = buf_str(&v->data), .tls = {r->ca_file, r->verify},
		.timeout_ms = timeout_ms};
	return 0;
}

/* Refused for good, as far as this recipient or message is concerned. A server that wants
 * neither our log-in nor our sender may be set right by its administrator. */
static bool for_good(const struct submit_answer *a)
{
	return a->end == SUBMIT_REFUSED && a->status >= 500 && a->stage >= STAGE_RECIPIENT;
}

static bool about_recipient(const struct submit_answer *a)
{
	return a->end == SUBMIT_REFUSED && a->stage >= STAGE_RECIPIENT;
}

static bool is_down(const struct submit_answer *a)
{
	return a->end == SUBMIT_UNREACHABLE || a->end == SUBMIT_CUT ||
		(a->end == SUBMIT_REFUSED && !about_recipient(a));
}

static void settle(struct envelope *v, struct str to, const struct submit_answer *a)
{
	if (a->end == SUBMIT_OK)
		result_settle(v->out, to, "accepted", STR_NONE);
	else if (for_good(a))
		result_settle(v->out, to, "refused", str_of(a->text));
}

/* The outcome of all that was settled, now and before. */
static void conclude(struct envelope *v, const struct message *m, const struct submit_answer *a)
{
	size_t accepted = 0, refused = 0;
	struct delivery_result *out = v->out;

	for (size_t i = 0; i < out->nsettled; i++)
		if (str_starts(out->settled[i].value, STR("accepted")))
			accepted++;
		else
			refused++;
	for (size_t i = 0; i < m->alert->ndone; i++)
		if (str_starts(m->alert->done[i].value, STR("refused")))
			refused++;
		else
			accepted++;
	result_text(out, "%s", a->text);
	out->down = is_down(a);
	if (out->nsettled < v->nto)
		out->outcome = DELIVERY_AGAIN;
	else
		out->outcome = accepted || !refused ? DELIVERY_DONE : DELIVERY_FAILED;
}

static int each_alone(struct envelope *v, struct submit_answer *a, struct err *e)
{
	struct submit_answer worst = *a;
	int rc = 0;

	for (size_t i = 0; i < v->nto && rc == 0; i++) {
		v->mail.to = &v->to[i];
		v->mail.nto = 1;
		rc = submit_mail(&v->mail, a, e);
		if (rc == 0)
			settle(v, v->to[i], a);
		if (a->end != SUBMIT_OK)
			worst = *a;
		if (is_down(a))
			break;
	}
	*a = worst;
	return rc;
}

static int mail_tell(const struct receiver_config *r, const struct message *m,
	struct delivery_result *out, struct err *e)
{
	struct envelope v = {.r = r->own, .out = out, .data = BUF_INIT(MAIL_MAX),
		.password = BUF_INIT(0)};
	struct submit_answer a = {0};
	int rc = prepare(&v, m, r->timeout_ms, e);

	if (rc == 0 && v.nto)
		rc = submit_mail(&v.mail, &a, e);
	if (rc == 0 && v.nto > 1 && about_recipient(&a))
		rc = each_alone(&v, &a, e);
	else
		for (size_t i = 0; i < v.nto && rc == 0; i++)
			settle(&v, v.to[i], &a);
	if (rc == 0)
		conclude(&v, m, &a);
	buf_release(&v.data);
	buf_release(&v.password);
	return rc;
}

static const char *mail_attach(const struct receiver_config *r)
{
	return ((const struct mail_settings *)r->own)->attach;
}

static const char *mail_sender(const struct receiver_config *r)
{
	return ((const struct mail_settings *)r->own)->from;
}

static struct receiver_try mail_trial(const struct receiver_config *r)
{
	return (struct receiver_try){
		.url = ((const struct mail_settings *)r->own)->server, .mail = true};
}

const struct receiver_type receiver_mail = {
	.kind = {{"mail", ROW_MAP, .sub = &mail_table, .help = "by mail"},
		.size = sizeof(struct mail_settings), .finish = mail_finish},
	.tell = mail_tell, .attach = mail_attach, .sender = mail_sender,
	.trial = mail_trial};
