/* Prometheus Alertmanager, API v2 (POST /api/v2/alerts). Labels are the incident's identity
 * and never change while it lives, so that what ends is what began; everything that may
 * change is an annotation. A firing alert says until when it holds: some rounds of
 * repeating (tell-resend.c), so that it ends by itself where we do; a recovery says when it
 * ended. */
#include "monitor/receiver.h"

#include "base/clock.h"
#include "base/out.h"
#include "submit.h"

#include <stdio.h>

#define BODY_BYTES ((size_t)16 << 20)
#define ANSWER_BYTES 4000
#define HOLDS_MS DAY_MS /* at first: until it is known how often we come */
#define TEST_HOLDS_MS (5 * MINUTE_MS)

struct alertmanager_settings {
	const char *url, *ca_file;
	bool verify;
	int64_t resend_ms; /* what fires is repeated, 0 never */
};

#define T alertmanager_settings
static const struct row alertmanager_rows[] = {
	{"url", ROW_URL, NEED, AT(T, url),
		.help = "base address of Alertmanager (API v2)"},
	{"resend", ROW_DURATION, AT(T, resend_ms), RANGE(0, HOUR_MS), .dflt = "1m",
		.help = "what fires is repeated so often, since Alertmanager forgets; 0s never"},
	{"ca_file", ROW_PATH, ROW_EXISTS, AT(T, ca_file),
		.help = "certificates to trust, PEM"},
	{"verify", ROW_BOOL, AT(T, verify), .dflt = "true",
		.help = "check its certificate"},
	{0},
};
static const struct table alertmanager_table = {.name = "receiver.alertmanager",
	.rows = alertmanager_rows};
#undef T

static struct str text_of(const struct jval *x, const char *key)
{
	return jval_str(jval_get(x, key));
}

/* An empty label is no label. */
static void label(struct jw *j, const char *key, struct str value)
{
	struct buf b = BUF_INIT(8000);

	out_line(&b, value, 1000);
	if (b.n)
		jw_kstr(j, key, buf_str(&b));
	buf_release(&b);
}

static void labels(struct jw *j, const struct jval *x)
{
	char id[24];

	snprintf(id, sizeof(id), "%lld", (long long)jval_int(jval_get(x, "id"), 0));
	jw_key(j, "labels");
	jw_open(j, '{');
	label(j, "alertname", text_of(x, "kind"));
	label(j, "incident", str_of(id));
	label(j, "portal", text_of(x, "portal"));
	label(j, "column", text_of(x, "column"));
	label(j, "subject", text_of(x, "subject"));
	label(j, "source", STR("portalwatch"));
	jw_close(j, '}');
}

static void annotations(struct jw *j, const struct jval *x, const struct message *m)
{
	jw_key(j, "annotations");
	jw_open(j, '{');
	label(j, "summary", text_of(x, "summary"));
	label(j, "description", m->headline);
	label(j, "severity", text_of(x, "severity"));
	label(j, "portal_name", text_of(x, "portal_name"));
	label(j, "column_name", text_of(x, "column_name"));
	label(j, "unit", text_of(x, "unit"));
	label(j, "cause", text_of(x, "cause"));
	label(j, "basis", text_of(x, "basis"));
	if (m->simulation)
		label(j, "simulation", STR("true"));
	jw_close(j, '}');
}

static bool is_web(struct str url)
{
	return str_starts_nocase(url, STR("http://")) || str_starts_nocase(url, STR("https://"));
}

static void one(struct jw *j, const struct jval *x, const struct message *m)
{
	struct str tell = text_of(x, "tell"), resolved = text_of(x, "resolved");
	struct buf url = BUF_INIT(8000);
	int64_t hold_ms = m->hold_ms ? m->hold_ms : HOLDS_MS;

	jw_open(j, '{');
	labels(j, x);
	annotations(j, x, m);
	if (text_of(x, "since").n)
		jw_kstr(j, "startsAt", text_of(x, "since"));
	if (str_eqc(tell, "recovery") && resolved.n)
		jw_kstr(j, "endsAt", resolved);
	else
		jw_ktime(j, "endsAt", str_eqc(tell, "recovery") ? m->now_ms
								: m->now_ms + hold_ms,
			m->config->zone);
	out_line(&url, text_of(x, "url"), 2000);
	if (is_web(buf_str(&url)) && str_findc(buf_str(&url), ' ', 0) == SIZE_MAX)
		jw_kstr(j, "generatorURL", buf_str(&url));
	jw_close(j, '}');
	buf_release(&url);
}

static void test_alert(struct jw *j, const struct message *m)
{
	jw_open(j, '{');
	jw_key(j, "labels");
	jw_open(j, '{');
	label(j, "alertname", STR("test"));
	label(j, "source", STR("portalwatch"));
	jw_close(j, '}');
	jw_key(j, "annotations");
	jw_open(j, '{');
	label(j, "summary", m->headline);
	jw_close(j, '}');
	jw_ktime(j, "startsAt", m->now_ms, m->config->zone);
	jw_ktime(j, "endsAt", m->now_ms + TEST_HOLDS_MS, m->config->zone);
	jw_close(j, '}');
}

/* False: nothing that Alertmanager has a notion of. */
static bool write_alerts(struct buf *b, const struct message *m)
{
	const struct jval *list = jval_get(m->doc, "incidents");
	struct jw j = jw_on(b);

	if (jval_size(list) == 0 && !m->test)
		return false;
	jw_open(&j, '[');
	for (size_t i = 0; i < jval_size(list); i++)
		one(&j, jval_at(list, i), m);
	if (m->test)
		test_alert(&j, m);
	jw_close(&j, ']');
	return true;
}

static void judge(const struct submit_answer *a, struct delivery_result *out)
{
	bool refused = a->end == SUBMIT_REFUSED && a->status == 400;

	out->outcome = a->end == SUBMIT_OK ? DELIVERY_DONE : refused ? DELIVERY_FAILED
								     : DELIVERY_AGAIN;
	out->down = out->outcome == DELIVERY_AGAIN;
	if (a->end == SUBMIT_OK)
		result_text(out, "%s", a->text);
	else
		result_text(out, "%s %.*s", a->text, STR_ARG(str_sub(buf_str(a->body), 0, 300)));
}

static int alertmanager_tell(const struct receiver_config *r, const struct message *m,
	struct delivery_result *out, struct err *e)
{
	static const char *const headers[] = {"Content-Type: application/json", "Expect:", NULL};
	struct buf body = BUF_INIT(BODY_BYTES), url = BUF_INIT(4000),
		   answer = BUF_INIT(ANSWER_BYTES);
	const struct alertmanager_settings *own = r->own;
	struct submit_answer a = {.body = &answer};
	struct str base = str_of(own->url);
	int rc = 0;

	if (!write_alerts(&body, m)) {
		out->outcome = DELIVERY_DONE;
		result_text(out, "nothing in it for Alertmanager");
		return 0;
	}
	while (base.n && base.p[base.n - 1] == '/')
		base.n--;
	buf_addf(&url, "%.*s/api/v2/alerts", STR_ARG(base));
	if (!buf_ok(&body) || !buf_ok(&url))
		rc = err_set(e, ERR_TOOBIG, "message over %zu bytes", BODY_BYTES);
	if (rc == 0)
		rc = submit_http(&(struct submit_http){.url = buf_cstr(&url), .headers = headers,
			.post = true, .data = buf_str(&body), .tls = {own->ca_file, own->verify},
			.timeout_ms = r->timeout_ms}, &a, e);
	if (rc == 0)
		judge(&a, out);
	buf_release(&body);
	buf_release(&url);
	buf_release(&answer);
	return rc;
}

static int64_t alertmanager_resend(const struct receiver_config *r)
{
	return ((const struct alertmanager_settings *)r->own)->resend_ms;
}

static struct receiver_try alertmanager_trial(const struct receiver_config *r)
{
	return (struct receiver_try){.url = ((const struct alertmanager_settings *)r->own)->url};
}

const struct receiver_type receiver_alertmanager = {
	.kind = {{"alertmanager", ROW_MAP, .sub = &alertmanager_table,
			.help = "to Prometheus Alertmanager"},
		.size = sizeof(struct alertmanager_settings)},
	.tell = alertmanager_tell, .forgets = true, .resend_ms = alertmanager_resend,
	.trial = alertmanager_trial};
