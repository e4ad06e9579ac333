/* Mail by SMTP. All recipients in one transaction; where one of them is refused, each by
 * itself, so that a wrong address costs nobody else the message. */
#include "monitor/receiver.h"

#include "submit.h"

#define MAIL_MAX ((size_t)64 << 20)

struct envelope {
	const struct receiver_config *r;
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

static int prepare(struct envelope *v, const struct message *m, struct err *e)
{
	const struct receiver_config *r = v->r;
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
		.timeout_ms = r->timeout_ms};
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
	struct envelope v = {.r = r, .out = out, .data = BUF_INIT(MAIL_MAX),
		.password = BUF_INIT(0)};
	struct submit_answer a = {0};
	int rc = prepare(&v, m, e);

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

const struct receiver_type receiver_mail = {.name = "mail", .tell = mail_tell};
