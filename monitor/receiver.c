/* What receivers share. */
#include "monitor/receiver.h"

#include "base/fs.h"
#include "base/out.h"

#include <stdarg.h>
#include <stdio.h>

#define SECRET_MAX 4096
#define COPY_DEPTH 12 /* of the payload; ours has 5 */

#define X(name) &name.kind,
static const struct receiver_kind *const kinds[] = {
#include "monitor/receivers.def"
};
#undef X

void receiver_kinds_known(void)
{
	config_set_receiver_kinds(kinds, sizeof(kinds) / sizeof(kinds[0]));
}

const struct receiver_type *receiver_type_of(const struct receiver_config *r)
{
	if (!r->kind)
		fatal("receiver '%s' has no kind", r->id);
	return (const struct receiver_type *)(const void *)r->kind;
}

void result_text(struct delivery_result *out, const char *fmt, ...)
{
	char raw[1000];
	struct buf b = BUF_INIT(4000);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(raw, sizeof(raw), fmt, ap);
	va_end(ap);
	out_line(&b, str_of(raw), sizeof(out->text) / 4 - 2);
	snprintf(out->text, sizeof(out->text), "%s", buf_cstr(&b));
	buf_release(&b);
}

void result_settle(struct delivery_result *out, struct str recipient, const char *how,
	struct str answer)
{
	if (!out->settled)
		out->settled = arena_array(out->arena, RECIPIENTS_MAX, sizeof(*out->settled));
	if (out->nsettled == RECIPIENTS_MAX)
		return;
	out->settled[out->nsettled++] = (struct pair){arena_str(out->arena, recipient),
		answer.n ? arena_strf(out->arena, "%s %.*s", how, STR_ARG(answer))
			 : arena_str(out->arena, str_of(how))};
}

bool recipient_settled(const struct alert *x, struct str recipient)
{
	for (size_t i = 0; i < x->ndone; i++)
		if (str_eq_nocase(x->done[i].key, recipient))
			return true;
	return false;
}

int secret_read(const char *path, struct buf *b, struct err *e)
{
	int rc;

	if (!path || !path[0])
		return 0;
	b->max = SECRET_MAX;
	rc = fs_read(path, b, e);
	if (rc < 0)
		return err_add(e, "secret");
	buf_cut(b, str_findc(buf_str(b), '\n', 0));
	buf_cut(b, str_findc(buf_str(b), '\r', 0));
	return 0;
}

static struct pair header(const char *name, struct str value)
{
	return (struct pair){str_of(name), value};
}

int message_mail(const struct message *m, const char *from, const char *reply_to,
	const char *const *to, size_t nto, struct buf *out, struct err *e)
{
	const struct alert *x = m->alert;
	struct str address = mime_address(from), host;
	struct buf domain = BUF_INIT(400);
	char incident[24] = "", list_id[300];
	size_t at = str_rfindc(address, '@');
	int64_t id = jval_int(jval_get(message_lead(m), "id"), 0);
	struct pair headers[] = {
		header("X-Portalwatch-Kind", x->kind),
		header("X-Portalwatch-Severity", str_of(severity_word(x->severity))),
		header("X-Portalwatch-Incident", str_of(incident)),
		header("X-Portalwatch-Portal", message_first(m, "portal")),
		header("X-Portalwatch-Simulation", m->simulation ? STR("yes") : STR_NONE),
	};
	struct mime_mail mail = {.from = from, .reply_to = reply_to, .to = to, .nto = nto,
		.subject = m->subject, .message_id = x->message_id, .references = x->references,
		.date_ms = m->now_ms, .zone = m->config->zone, .headers = headers,
		.nheaders = sizeof(headers) / sizeof(headers[0]), .text = m->text,
		.html = m->html, .files = m->files, .nfiles = m->nfiles};

	if (id > 0)
		snprintf(incident, sizeof(incident), "%lld", (long long)id);
	headers[2].value = str_of(incident);
	if (at == SIZE_MAX || !mime_domain(&domain, str_sub(address, at + 1, address.n)))
		buf_adds(&domain, "localhost");
	host = buf_str(&domain);
	snprintf(list_id, sizeof(list_id), "portalwatch.%.*s", (int)(host.n < 250 ? host.n : 250),
		host.p);
	mail.list_id = str_of(list_id);
	buf_release(&domain);
	return mime_write(out, &mail, e);
}

/* --- the JSON of DESIGN 10 --- */

static void json_evidence(struct jw *j, const struct message *m)
{
	const struct jval *list = jval_get(jval_at(jval_get(m->doc, "incidents"), 0), "evidence");

	jw_key(j, "evidence");
	jw_open(j, '[');
	for (size_t i = 0; i < jval_size(list); i++) {
		jw_open(j, '{');
		jw_kstr(j, "kind", jval_str(jval_get(jval_at(list, i), "kind")));
		jw_kstr(j, "ref", jval_str(jval_get(jval_at(list, i), "ref")));
		jw_close(j, '}');
	}
	jw_close(j, ']');
}

/* A value of the payload as it stands there. */
static void json_copy(struct jw *j, const struct jval *v, int depth)
{
	bool list = jval_type(v) == JVAL_ARRAY;

	switch (jval_type(v)) {
	case JVAL_NULL:
		jw_null(j);
		return;
	case JVAL_BOOL:
		jw_bool(j, jval_bool(v, false));
		return;
	case JVAL_NUMBER:
		jw_real(j, jval_real(v, 0));
		return;
	case JVAL_STRING:
		jw_str(j, jval_str(v));
		return;
	case JVAL_ARRAY:
	case JVAL_OBJECT:
		break;
	}
	if (depth == 0) {
		jw_null(j);
		return;
	}
	jw_open(j, list ? '[' : '{');
	for (size_t i = 0; i < jval_size(v); i++) {
		const struct jval *x = jval_at(v, i);
		const char *key;

		if (!list) {
			x = jval_member(v, i, &key);
			jw_key(j, key);
		}
		json_copy(j, x, depth - 1);
	}
	jw_close(j, list ? ']' : '}');
}

static void json_whole(struct jw *j, const struct message *m, const char *key)
{
	const struct jval *v = jval_get(m->doc, key);

	jw_key(j, key);
	if (v)
		json_copy(j, v, COPY_DEPTH);
	else
		jw_raw(j, STR("[]"));
}

static void json_files(struct jw *j, const struct message *m)
{
	jw_key(j, "attachments");
	jw_open(j, '[');
	for (size_t i = 0; i < m->nfiles; i++) {
		struct buf b = BUF_INIT(m->files[i].data.n * 2 + 8);

		out_base64(&b, m->files[i].data);
		jw_open(j, '{');
		jw_kstr(j, "name", m->files[i].name);
		jw_kstr(j, "type", m->files[i].type);
		jw_kstr(j, "base64", buf_str(&b));
		jw_close(j, '}');
		buf_release(&b);
	}
	jw_close(j, ']');
}

void message_json(struct buf *b, const struct message *m)
{
	struct jw j = jw_on(b);
	int64_t id = jval_int(jval_get(message_lead(m), "id"), 0);

	jw_open(&j, '{');
	jw_kint(&j, "version", 1);
	jw_kstr(&j, "message_id", m->alert->message_id);
	jw_kstr(&j, "references", m->alert->references);
	jw_kstr(&j, "kind", m->alert->kind);
	jw_kstr(&j, "state", message_first(m, "state"));
	jw_kcstr(&j, "severity", severity_word(m->alert->severity));
	jw_key(&j, "incident");
	if (id > 0)
		jw_int(&j, id);
	else
		jw_null(&j);
	jw_kstr(&j, "portal", message_first(m, "portal"));
	jw_kstr(&j, "unit", message_first(m, "unit"));
	jw_kstr(&j, "column", message_first(m, "column"));
	jw_kstr(&j, "subject", m->subject);
	jw_kstr(&j, "text", m->text);
	jw_kstr(&j, "html", m->html);
	jw_kstr(&j, "url", message_first(m, "url"));
	jw_kstr(&j, "since", message_first(m, "since"));
	json_evidence(&j, m);
	json_whole(&j, m, "incidents");
	json_whole(&j, m, "events");
	json_files(&j, m);
	jw_kcstr(&j, "language", lang_word(m->lang));
	jw_kstr(&j, "receiver", m->alert->receiver);
	jw_kbool(&j, "simulation", m->simulation);
	jw_kbool(&j, "test", m->test);
	jw_close(&j, '}');
}
