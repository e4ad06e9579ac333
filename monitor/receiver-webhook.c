/* By HTTP: the JSON of DESIGN 10 signed by HMAC, or the forms of three chat services. These
 * get plain text, never their markup: a title from a page must not become a link or call a
 * whole office.
 *
 *	json      X-Portalwatch-Signature: sha256=HEX(HMAC-SHA256(secret, body))
 *	dingtalk  &timestamp=MS&sign=BASE64(HMAC-SHA256(secret, MS LF secret)) in the address
 *	feishu    "timestamp":S,"sign":BASE64(HMAC-SHA256(S LF secret, "")) in the body
 *	wecom     the key in the address is all */
#include "monitor/receiver.h"

#include "base/clock.h"
#include "base/out.h"
#include "submit.h"

#include <stdio.h>

#define BODY_BYTES ((size_t)64 << 20)
#define ANSWER_BYTES 4000
#define HMAC_BLOCK 64
/* Bytes of text that the services take (their documents: 2,048; 20,000; 20 kB). */
#define WECOM_TEXT 2048
#define DINGTALK_TEXT 15000
#define FEISHU_TEXT 15000

struct webhook_settings {
	const char *url, *form, *secret_file, *ca_file;
	bool verify;
};

#define T webhook_settings
static const struct row webhook_rows[] = {
	{"url", ROW_URL, NEED, AT(T, url), .help = "address to post to"},
	{"form", ROW_WORD, AT(T, form), .choices = "json wecom dingtalk feishu",
		.dflt = "json", .help = "shape of the message"},
	{"secret_file", ROW_SECRET, AT(T, secret_file),
		.help = "file with the signing secret"},
	{"ca_file", ROW_PATH, ROW_EXISTS, AT(T, ca_file),
		.help = "certificates to trust, PEM"},
	{"verify", ROW_BOOL, AT(T, verify), .dflt = "true",
		.help = "check its certificate"},
	{0},
};
static const struct table webhook_table = {.name = "receiver.webhook",
	.rows = webhook_rows};
#undef T

struct hook {
	const struct webhook_settings *r;
	int64_t timeout_ms;
	const struct message *m;
	struct buf secret, body, url, signature;
	const char *code; /* member of the answer that must be 0; NULL */
};

/* RFC 2104. */
static struct sha256 hmac(struct str key, struct str text)
{
	unsigned char block[HMAC_BLOCK] = {0};
	struct buf b = BUF_INIT(text.n + HMAC_BLOCK + 32);
	struct sha256 d;

	if (key.n > HMAC_BLOCK) {
		d = sha256_of(key);
		memcpy(block, d.b, sizeof(d.b));
	} else if (key.n) {
		memcpy(block, key.p, key.n);
	}
	for (size_t i = 0; i < HMAC_BLOCK; i++)
		buf_addc(&b, (char)(block[i] ^ 0x36));
	buf_addstr(&b, text);
	d = sha256_of(buf_str(&b));
	buf_clear(&b);
	for (size_t i = 0; i < HMAC_BLOCK; i++)
		buf_addc(&b, (char)(block[i] ^ 0x5c));
	buf_add(&b, d.b, sizeof(d.b));
	d = sha256_of(buf_str(&b));
	buf_release(&b);
	return d;
}

static void add_coded(struct buf *b, const struct sha256 *d)
{
	out_base64(b, str_n((const char *)d->b, sizeof(d->b)));
}

/* Subject and text, cut between characters to what the service takes. */
static struct buf short_text(const struct message *m, size_t max, bool plain_angles)
{
	struct buf whole = BUF_INIT(m->subject.n + m->text.n + 8), b = BUF_INIT(max * 3 + 8);
	struct str s;

	buf_addstr(&whole, m->subject);
	buf_adds(&whole, "\n\n");
	buf_addstr(&whole, m->text);
	s = buf_str(&whole);
	if (s.n > max) {
		for (s.n = max - 4; s.n > 0 && ((unsigned char)s.p[s.n] & 0xc0) == 0x80;)
			s.n--;
	}
	for (size_t i = 0; i < s.n; i++)
		if (plain_angles && s.p[i] == '<')
			buf_adds(&b, "\xef\xbc\x9c"); /* no tag of theirs begins */
		else
			buf_addc(&b, s.p[i]);
	if (s.n < whole.n)
		buf_adds(&b, "\xe2\x80\xa6");
	buf_release(&whole);
	return b;
}

static int64_t real_now_ms(void)
{
	return clock_now_ms() - clock_shift_ms(); /* the services compare it with their own */
}

/* {"msgtype":"text","text":{"content":...}} of WeCom and DingTalk. */
static void text_body(struct hook *h, size_t max)
{
	struct buf text = short_text(h->m, max, false);
	struct jw j = jw_on(&h->body);

	jw_open(&j, '{');
	jw_kcstr(&j, "msgtype", "text");
	jw_key(&j, "text");
	jw_open(&j, '{');
	jw_kstr(&j, "content", buf_str(&text));
	jw_close(&j, '}');
	jw_close(&j, '}');
	buf_release(&text);
}

static void make_dingtalk(struct hook *h)
{
	struct buf line = BUF_INIT(8000), coded = BUF_INIT(100);
	long long ms = (long long)real_now_ms();
	struct sha256 d;

	text_body(h, DINGTALK_TEXT);
	h->code = "errcode";
	if (h->secret.n) {
		buf_addf(&line, "%lld\n%s", ms, buf_cstr(&h->secret));
		d = hmac(buf_str(&h->secret), buf_str(&line));
		add_coded(&coded, &d);
		buf_addf(&h->url, "%ctimestamp=%lld&sign=", strchr(h->r->url, '?') ? '&' : '?', ms);
		out_url_component(&h->url, buf_str(&coded));
	}
	buf_release(&line);
	buf_release(&coded);
}

static void make_feishu(struct hook *h)
{
	struct buf text = short_text(h->m, FEISHU_TEXT, true);
	struct buf line = BUF_INIT(8000), coded = BUF_INIT(100);
	struct jw j = jw_on(&h->body);
	char seconds[24];
	struct sha256 d;

	h->code = "code";
	snprintf(seconds, sizeof(seconds), "%lld", (long long)real_now_ms() / 1000);
	jw_open(&j, '{');
	if (h->secret.n) {
		buf_addf(&line, "%s\n%s", seconds, buf_cstr(&h->secret));
		d = hmac(buf_str(&line), STR(""));
		add_coded(&coded, &d);
		jw_kcstr(&j, "timestamp", seconds);
		jw_kstr(&j, "sign", buf_str(&coded));
	}
	jw_kcstr(&j, "msg_type", "text");
	jw_key(&j, "content");
	jw_open(&j, '{');
	jw_kstr(&j, "text", buf_str(&text));
	jw_close(&j, '}');
	jw_close(&j, '}');
	buf_release(&text);
	buf_release(&line);
	buf_release(&coded);
}

static void make_json(struct hook *h)
{
	char hex[SHA256_HEX];
	struct sha256 d;

	message_json(&h->body, h->m);
	if (!h->secret.n)
		return;
	d = hmac(buf_str(&h->secret), buf_str(&h->body));
	buf_addf(&h->signature, "X-Portalwatch-Signature: sha256=%s", sha256_hex(hex, &d));
}

static void make(struct hook *h)
{
	buf_adds(&h->url, h->r->url);
	if (streq(h->r->form, "wecom")) {
		text_body(h, WECOM_TEXT);
		h->code = "errcode";
	} else if (streq(h->r->form, "dingtalk")) {
		make_dingtalk(h);
	} else if (streq(h->r->form, "feishu")) {
		make_feishu(h);
	} else {
		make_json(h);
	}
}

/* The services answer 200 to everything and say in the body how it went. */
static void judge_body(struct hook *h, struct str body, struct delivery_result *out)
{
	struct jval *doc = NULL;
	int64_t code = -1;

	if (jval_parse(body, &doc, NULL) == 0) {
		code = jval_int(jval_get(doc, h->code), -1);
		if (code < 0)
			code = jval_int(jval_get(doc, "StatusCode"), -1);
	}
	jval_free(doc);
	if (code == 0)
		return;
	out->outcome = DELIVERY_AGAIN;
	out->down = true; /* over its rate, wrong key, wrong signature */
	result_text(out, "%.*s", STR_ARG(str_sub(body, 0, 400)));
}

static void judge(struct hook *h, const struct submit_answer *a, struct delivery_result *out)
{
	result_text(out, "%s", a->text);
	out->outcome = DELIVERY_AGAIN;
	out->down = true;
	if (a->end == SUBMIT_REFUSED &&
		(a->status == 400 || a->status == 413 || a->status == 422)) {
		out->outcome = DELIVERY_FAILED; /* this message, and for good */
		result_text(out, "%s %.*s", a->text, STR_ARG(str_sub(buf_str(a->body), 0, 300)));
	}
	if (a->end != SUBMIT_OK)
		return;
	out->outcome = DELIVERY_DONE;
	out->down = false;
	if (h->code)
		judge_body(h, buf_str(a->body), out);
}

static int post(struct hook *h, struct delivery_result *out, struct err *e)
{
	struct buf answer = BUF_INIT(ANSWER_BYTES), id = BUF_INIT(1000);
	const char *headers[5] = {"Content-Type: application/json; charset=utf-8", "Expect:"};
	struct submit_answer a = {.body = &answer};
	struct submit_http http = {.url = buf_cstr(&h->url), .headers = headers, .post = true,
		.data = buf_str(&h->body), .tls = {h->r->ca_file, h->r->verify},
		.timeout_ms = h->timeout_ms};
	int rc;

	buf_adds(&id, "X-Portalwatch-Message-Id: ");
	out_line(&id, h->m->alert->message_id, 400);
	headers[2] = buf_cstr(&id);
	headers[3] = h->signature.n ? buf_cstr(&h->signature) : NULL;
	rc = submit_http(&http, &a, e);
	if (rc == 0)
		judge(h, &a, out);
	buf_release(&answer);
	buf_release(&id);
	return rc;
}

static int webhook_tell(const struct receiver_config *r, const struct message *m,
	struct delivery_result *out, struct err *e)
{
	struct hook h = {.r = r->own, .timeout_ms = r->timeout_ms, .m = m,
		.secret = BUF_INIT(0), .body = BUF_INIT(BODY_BYTES),
		.url = BUF_INIT(8000), .signature = BUF_INIT(200)};
	int rc = secret_read(h.r->secret_file, &h.secret, e);

	if (rc == 0) {
		make(&h);
		if (!buf_ok(&h.body) || !buf_ok(&h.url))
			rc = err_set(e, ERR_TOOBIG, "message over %zu bytes", BODY_BYTES);
	}
	if (rc == 0)
		rc = post(&h, out, e);
	buf_release(&h.secret);
	buf_release(&h.body);
	buf_release(&h.url);
	buf_release(&h.signature);
	return rc;
}

static struct receiver_try webhook_trial(const struct receiver_config *r)
{
	return (struct receiver_try){.url = ((const struct webhook_settings *)r->own)->url};
}

const struct receiver_type receiver_webhook = {
	.kind = {{"webhook", ROW_MAP, .sub = &webhook_table, .help = "by HTTP"},
		.size = sizeof(struct webhook_settings)},
	.tell = webhook_tell, .trial = webhook_trial};
