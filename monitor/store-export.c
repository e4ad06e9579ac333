/* store export: what was observed, for other programs. */
#include "store-verbs.h"

#include "base/clock.h"
#include "base/out.h"
#include "crawler/pages.h"
#include "crawler/warc.h"

#include <stdio.h>

#define FLUSH_BYTES ((size_t)1 << 16)

struct export {
	struct buf b;
	struct store_txn *t;
	const struct zone *zone;
	int64_t from_ms, to_ms;
	struct warc *warc;
	struct buf body;
	uint64_t nmissing; /* bodies that were not kept or are damaged */
	struct err *e;
};

static bool wanted(const struct export *x, int64_t ms)
{
	return ms >= x->from_ms && ms < x->to_ms;
}

/* --- JSON lines --- */

static int end_line(struct export *x, struct jw *j)
{
	jw_close(j, '}');
	buf_addc(&x->b, '\n');
	if (x->b.n < FLUSH_BYTES)
		return 0;
	return cmd_out(&x->b) ? err_set(x->e, ERR_IO, "cannot write standard output") : 0;
}

static struct jw start_line(struct export *x, const char *type)
{
	struct jw j = jw_on(&x->b);

	jw_open(&j, '{');
	jw_kcstr(&j, "type", type);
	return j;
}

static void kdigest(struct jw *j, const char *key, const struct sha256 *d)
{
	char hex[SHA256_HEX];

	if (sha256_zero(d))
		jw_knull(j, key);
	else
		jw_kcstr(j, key, sha256_hex(hex, d));
}

static int version_line(const struct version *v, void *ctx)
{
	struct export *x = ctx;
	struct jw j = start_line(x, "version");

	jw_kint(&j, "seq", (int64_t)v->seq);
	jw_ktime(&j, "time", v->time_ms, x->zone);
	jw_kstr(&j, "url", v->url);
	jw_kstr(&j, "title", v->title);
	jw_ktime(&j, "date", v->date_ms, x->zone);
	jw_kstr(&j, "source", v->source);
	jw_kstr(&j, "text", v->text);
	kdigest(&j, "body_sha256", &v->body_digest);
	kdigest(&j, "text_sha256", &v->text_digest);
	return end_line(x, &j);
}

static int notice_line(const struct notice *n, void *ctx)
{
	struct export *x = ctx;
	struct jw j = start_line(x, "notice");
	int rc;

	jw_kstr(&j, "portal", n->portal);
	jw_kstr(&j, "column", n->column);
	jw_kstr(&j, "identity", n->identity);
	jw_kstr(&j, "title", n->title);
	jw_kstr(&j, "url", n->url);
	if (n->date_has_time)
		jw_ktime(&j, "date", n->date_ms, x->zone);
	else
		jw_kday(&j, "date", notice_day(n));
	jw_kcstr(&j, "state", notice_state_word(n->state));
	jw_ktime(&j, "first", n->first_ms, x->zone);
	jw_kbool(&j, "baseline", n->baseline);
	jw_ktime(&j, "last_listed", n->last_listed_ms, x->zone);
	jw_kint(&j, "versions", n->nversions);
	kdigest(&j, "body_sha256", &n->body_digest);
	rc = end_line(x, &j);
	return rc ? rc : pages_each_version(x->t, n, version_line, x, x->e);
}

static int event_line(const struct event *v, void *ctx)
{
	struct export *x = ctx;
	struct jw j;

	if (!wanted(x, v->time_ms))
		return 0;
	j = start_line(x, "event");
	jw_kint(&j, "seq", (int64_t)v->seq);
	jw_ktime(&j, "time", v->time_ms, x->zone);
	jw_kstr(&j, "kind", v->kind);
	jw_kstr(&j, "portal", v->portal);
	jw_kstr(&j, "column", v->column);
	jw_kstr(&j, "title", v->title);
	jw_kstr(&j, "url", v->url);
	jw_ktime(&j, "date", v->date_ms, x->zone);
	jw_key(&j, "detail");
	if (v->detail.n)
		jw_raw(&j, v->detail);
	else
		jw_null(&j);
	return end_line(x, &j);
}

static int measure_line(const struct measure *m, void *ctx)
{
	struct export *x = ctx;
	struct jw j;

	if (!wanted(x, m->time_ms))
		return 0;
	j = start_line(x, "measurement");
	jw_kint(&j, "seq", (int64_t)m->seq);
	jw_ktime(&j, "time", m->time_ms, x->zone);
	jw_kstr(&j, "url", m->url);
	jw_kstr(&j, "final_url", m->final_url);
	jw_kcstr(&j, "verdict", verdict_word(m->verdict));
	if (m->status)
		jw_kint(&j, "status", m->status);
	else
		jw_knull(&j, "status");
	jw_kstr(&j, "reason", m->reason);
	jw_kint(&j, "elapsed_ms", m->elapsed_ms);
	jw_kint(&j, "body_bytes", m->body_bytes);
	kdigest(&j, "body_sha256", &m->body_digest);
	jw_kstr(&j, "gate", m->gate);
	return end_line(x, &j);
}

static int export_jsonl(struct export *x)
{
	int rc = pages_each_notice(x->t, STR_NONE, STR_NONE, notice_line, x, x->e);

	if (rc == 0)
		rc = pages_each_event(x->t, 0, event_line, x, x->e);
	if (rc == 0)
		rc = pages_each_measure_seq(x->t, 0, measure_line, x, x->e);
	if (rc == 0 && cmd_out(&x->b))
		rc = err_set(x->e, ERR_IO, "cannot write standard output");
	return rc;
}

/* --- WARC --- */

/* 0 and a body, 1 without one. A damaged body ends nothing: it is counted and told. */
static int fetch_body(struct export *x, const struct sha256 *d)
{
	struct err e = {0};
	int rc;

	if (sha256_zero(d))
		return 1;
	buf_clear(&x->body);
	rc = body_get(x->t, d, &x->body, &e);
	if (rc == 0)
		return 0;
	x->nmissing++;
	if (rc != ERR_NOTFOUND)
		cmd_note("%s", e.text);
	return 1;
}

static int measure_record(const struct measure *m, void *ctx)
{
	struct export *x = ctx;
	struct warc_page p = {.url = str_none(m->final_url) ? m->url : m->final_url,
		.time_ms = m->time_ms, .status = m->status, .headers = m->headers,
		.nheaders = m->nheaders, .digest = m->body_digest};

	if (!wanted(x, m->time_ms) || m->status < 100 || m->not_modified ||
		fetch_body(x, &m->body_digest))
		return 0;
	p.body = buf_str(&x->body);
	return warc_response(x->warc, &p, x->e);
}

static int version_record(const struct version *v, void *ctx)
{
	struct export *x = ctx;
	struct warc_page p = {.url = v->url, .time_ms = v->time_ms, .digest = v->body_digest};

	if (!wanted(x, v->time_ms) || fetch_body(x, &v->body_digest))
		return 0;
	p.body = buf_str(&x->body);
	return warc_resource(x->warc, &p, x->e);
}

static int notice_records(const struct notice *n, void *ctx)
{
	struct export *x = ctx;

	return pages_each_version(x->t, n, version_record, x, x->e);
}

/* Versions last: of those whose measurement was rolled up only the bytes are left. */
static int export_warc(struct export *x, const char *path, struct warc_counts *counts)
{
	int rc = warc_create(path, clock_now_ms(), &x->warc, x->e);

	if (rc)
		return rc;
	rc = pages_each_measure_seq(x->t, 0, measure_record, x, x->e);
	if (rc == 0)
		rc = pages_each_notice(x->t, STR_NONE, STR_NONE, notice_records, x, x->e);
	if (rc) {
		warc_discard(x->warc);
		return rc;
	}
	return warc_close(x->warc, counts, x->e);
}

static int say_warc(struct globals *g, struct export *x, const char *path,
	const struct warc_counts *c)
{
	struct jw j = jw_on(&x->b);

	if (g->json) {
		jw_open(&j, '{');
		jw_kcstr(&j, "file", path);
		jw_kint(&j, "responses", (int64_t)c->responses);
		jw_kint(&j, "revisits", (int64_t)c->revisits);
		jw_kint(&j, "resources", (int64_t)c->resources);
		jw_kint(&j, "missing", (int64_t)x->nmissing);
		jw_kint(&j, "bytes", (int64_t)c->bytes);
		jw_close(&j, '}');
		buf_addc(&x->b, '\n');
	} else {
		buf_addf(&x->b, LANG(lang_of(cmd_lang(g)), "%s: %llu responses, %llu revisits, "
			"%llu resources, %.1f MB; %llu bodies missing\n"), path, (unsigned long long)c->responses,
			(unsigned long long)c->revisits, (unsigned long long)c->resources,
			(double)c->bytes / 1e6, (unsigned long long)x->nmissing);
	}
	return cmd_out(&x->b);
}

int store_export_verb(struct globals *g, const char *dir, const struct store_opts *o)
{
	struct err e = {0};
	struct export x = {.b = BUF_INIT((size_t)512 << 20), .body = BUF_INIT(BODY_MAX),
		.from_ms = o->since_ms ? o->since_ms : INT64_MIN,
		.to_ms = o->until_ms ? o->until_ms : INT64_MAX, .zone = cmd_zone(g), .e = &e};
	struct warc_counts counts = {0};
	struct store *s = NULL;
	int rc;

	if (o->jsonl == (o->warc != NULL))
		return cmd_usage(&cmd_store, "store export: expected --jsonl or --warc FILE");
	rc = store_open(dir, "pages", STORE_READ | STORE_BACKUP, &s, &e);
	if (rc == 0)
		rc = store_begin(s, false, &x.t, &e);
	if (rc == 0)
		rc = o->warc ? export_warc(&x, o->warc, &counts) : export_jsonl(&x);
	store_abort(x.t);
	store_close(s);
	if (rc)
		rc = cmd_fail(&e);
	else if (o->warc)
		rc = say_warc(g, &x, o->warc, &counts);
	buf_release(&x.b);
	buf_release(&x.body);
	return rc;
}
