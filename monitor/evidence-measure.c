/* The measurements behind an incident: what was asked, what came back, the stored bytes, and
 * the chain of digests that they are part of. */
#include "evidence.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/out.h"
#include "crawler/asked.h"
#include "crawler/charset.h"
#include "crawler/verdict.h"
#include "message-part.h"
#include "monitor/evaluate.h"
#include "monitor/freshness.h"

#include <stdlib.h>

#define FILE_BYTES ((size_t)16 << 20)
#define BEFORE_MS (3 * DAY_MS)	/* good measurements before the first failing one */
#define URLS_MAX 16
#define CHAIN_LEAVES 200000	/* of one day: 6.4 MB */

struct chosen {
	uint64_t seq;
	int64_t ms;
};

struct choice {
	struct evidence *v;
	struct chosen *list;
	size_t n, cap;
};

static int choose(const struct measure *m, void *ctx)
{
	struct choice *c = ctx;

	for (size_t i = 0; i < c->n; i++)
		if (c->list[i].seq == m->seq)
			return 0;
	c->list = arena_grow(c->v->arena, c->list, c->n, &c->cap, sizeof(*c->list));
	c->list[c->n++] = (struct chosen){m->seq, m->time_ms};
	return 0;
}

static int by_seq(const void *a, const void *b)
{
	const struct chosen *x = a, *y = b;

	return (x->seq > y->seq) - (x->seq < y->seq);
}

/* --- which --- */

static size_t add_url(struct str list[URLS_MAX], size_t n, struct str url)
{
	if (!url.n || !str_has(url, STR("://")) || n == URLS_MAX)
		return n;
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i], url))
			return n;
	list[n++] = url;
	return n;
}

/* Addresses that the incident is about: its subject, what it names, column, home page. */
static size_t urls_of(struct evidence *v, struct str list[URLS_MAX])
{
	const struct portal_config *p = config_portal(v->config, v->i.portal);
	const struct column_config *c = p && v->i.column.n ? portal_column(p, v->i.column) : NULL;
	size_t n = add_url(list, 0, v->i.subject), at = 0;
	struct str url;

	while (evidence_next(v, "url", &at, &url))
		n = add_url(list, n, url);
	if (n == 0 && c)
		n = add_url(list, n, str_of(c->url));
	if (n == 0 && p && (!v->i.column.n || str_eqc(v->i.column, HOME_COLUMN)))
		n = add_url(list, n, str_of(p->home));
	return n;
}

static int choose_all(struct choice *c, struct err *e)
{
	struct evidence *v = c->v;
	struct str urls[URLS_MAX], ref;
	size_t n = urls_of(v, urls), at = 0;
	int64_t from_ms = v->i.first_ms - BEFORE_MS, seq;
	int rc = 0;

	for (size_t i = 0; i < n && rc >= 0; i++)
		rc = pages_each_measure(v->pages, urls[i], from_ms, v->to_ms + 1, choose, c, e);
	while (rc >= 0 && evidence_next(v, "measure", &at, &ref)) {
		struct measure m;

		if (!str_int(ref, 1, INT64_MAX, &seq))
			continue;
		rc = pages_measure(v->pages, (uint64_t)seq, &m, v->arena, e);
		if (rc == 0)
			choose(&m, c);
		rc = rc == ERR_NOTFOUND ? 0 : rc; /* rolled up by now */
	}
	return rc < 0 ? rc : 0;
}

/* --- one measurement --- */

static void put_field(struct buf *b, const char *name, struct str value)
{
	if (!value.n)
		return;
	buf_addf(b, "%s: ", name);
	out_line(b, value, 2000);
	buf_addc(b, '\n');
}

static void put_request(struct evidence *v, const struct measure *m, struct buf *b)
{
	buf_addf(b, "== %s ==\n", LANG(v->lang, "asked"));
	put_field(b, LANG(v->lang, "address"), m->url);
	put_field(b, LANG(v->lang, "time"), evidence_time(v, m->time_ms));
	buf_addf(b, "%s: %d\n", LANG(v->lang, "tries"), m->tries > 0 ? m->tries : 1);
	for (size_t i = 0; i < m->nhops; i++) {
		const struct hop *h = &m->hops[i];

		buf_addf(b, "%zu. ", i + 1);
		out_line(b, h->url, 2000);
		if (h->address.n)
			buf_addf(b, "  [%.*s]", STR_ARG(h->address));
		buf_addf(b, "  -> %d", h->status);
		if (h->location.n) {
			buf_adds(b, "  Location: ");
			out_line(b, h->location, 2000);
		}
		if (h->how.n && !str_eqc(h->how, "http"))
			buf_addf(b, "  (%.*s)", STR_ARG(h->how));
		buf_addf(b, "  %lld ms\n", (long long)h->elapsed_ms);
	}
}

/* The head of the last hop's request, and where its template is packed. */
static int put_sent(struct evidence *v, const struct measure *m, struct buf *b, struct err *e)
{
	struct buf head = BUF_INIT(FILE_BYTES);
	struct str file, rest, line;
	int rc = asked_get(v->pages, m, &head, e);

	if (rc == 0)
		rc = evidence_body(v, &m->asked_digest, LANG(v->lang,
			"head of requests, without what changes from one to the next"), &file, e);
	rest = buf_str(&head);
	buf_addf(b, "\n== %s ==\n", LANG(v->lang, "head of the request"));
	while (rc == 0 && str_cut(&rest, '\n', &line)) {
		out_line(b, line, 4000);
		buf_addc(b, '\n');
	}
	if (rc == 0)
		put_field(b, LANG(v->lang, "stored as"), file);
	else if (rc == ERR_NOTFOUND)
		buf_addf(b, "%s\n", m->phase == PHASE_DONE || m->phase >= PHASE_WAIT
			? LANG(v->lang, "the head of the request was not kept")
			: LANG(v->lang, "nothing was sent: there was no connection"));
	buf_release(&head);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static void put_answer(struct evidence *v, const struct measure *m, struct str body,
	struct buf *b)
{
	struct body_info info;
	char hex[SHA256_HEX];

	buf_addf(b, "\n== %s ==\n", LANG(v->lang, "answered"));
	if (m->status)
		buf_addf(b, "HTTP %d\n", m->status);
	for (size_t i = 0; i < m->nheaders; i++) {
		out_line(b, m->headers[i].key, 200);
		buf_adds(b, ": ");
		out_line(b, m->headers[i].value, 4000);
		buf_addc(b, '\n');
	}
	put_field(b, "TLS", m->tls_detail);
	if (m->not_modified)
		buf_addf(b, "%s\n", LANG(v->lang, "304: the bytes are those of the reading before"));
	buf_addf(b, "%s: %lld\n", LANG(v->lang, "bytes of the body"), (long long)m->body_bytes);
	if (body.n && body_info(v->pages, &m->body_digest, &info, NULL) == 0 &&
		info.bytes < m->body_bytes)
		buf_addf(b, LANG(v->lang, "kept of it: the first %lld bytes\n"),
			(long long)info.bytes);
	if (!sha256_zero(&m->body_digest))
		buf_addf(b, "SHA-256: %s\n", sha256_hex(hex, &m->body_digest));
	put_field(b, LANG(v->lang, "stored as"), body);
}

static void put_judgement(struct evidence *v, const struct measure *m, struct buf *b)
{
	const char *why;

	buf_addf(b, "\n== %s ==\n", LANG(v->lang, "judged"));
	buf_addf(b, "%s: %s (%s)\n", LANG(v->lang, "verdict"),
		evidence_verdict_text(m->verdict, v->lang), verdict_word(m->verdict));
	why = m->reason.n ? reason_text(arena_str(v->arena, m->reason), v->lang) : NULL;
	put_field(b, LANG(v->lang, "reason"), why
		? arena_strf(v->arena, "%s (%.*s)", why, STR_ARG(m->reason)) : m->reason);
	put_field(b, LANG(v->lang, "detail"), m->detail);
	put_field(b, LANG(v->lang, "reading refused"), m->gate);
	buf_addf(b, "%s: %lld ms\n", LANG(v->lang, "took"), (long long)m->elapsed_ms);
}

/* "did not open: 404, page not found; 12 ms" */
static struct str moment_text(struct evidence *v, const struct measure *m)
{
	struct str token = m->reason.n ? arena_str(v->arena, m->reason) : STR_NONE;
	const char *why = token.n && !str_eqc(token, "ok") ? reason_text(token, v->lang) : NULL;
	struct buf b = BUF_INIT(16000);
	struct str s;

	buf_addf(&b, "%s ", LANG(v->lang, "measured"));
	out_line(&b, m->url, 300);
	buf_addf(&b, "%s%s", LANG(v->lang, ": "), evidence_verdict_text(m->verdict, v->lang));
	if (why)
		buf_addf(&b, "%s%s", LANG(v->lang, ", "), why);
	else if (m->reason.n && !str_eqc(m->reason, "ok"))
		buf_addf(&b, "%s%.*s", LANG(v->lang, ", "), STR_ARG(m->reason));
	if (m->gate.n)
		buf_addf(&b, "%s%s %.*s", LANG(v->lang, ", "), LANG(v->lang, "reading refused"),
			STR_ARG(m->gate));
	s = arena_str(v->arena, buf_str(&b));
	buf_release(&b);
	return s;
}

static struct str header_of(const struct measure *m, const char *name)
{
	for (size_t i = 0; i < m->nheaders; i++)
		if (str_eqc(m->headers[i].key, name))
			return m->headers[i].value;
	return STR_NONE;
}

/* A page beside its bytes as text, so that any editor shows it whatever its encoding. */
static void add_text(struct evidence *v, const struct measure *m, struct str body)
{
	struct str type = header_of(m, "content-type"), name;
	struct charset_result r = {.text = STR("")};
	struct buf b = BUF_INIT(EVIDENCE_BODIES);

	if (!body.n || !str_has(type, STR("text/")))
		return;
	name = arena_strf(v->arena, "%.*s.txt", (int)body.n - 4, body.p);
	for (size_t i = 0; i < v->nfiles; i++) {
		if (str_eq(v->files[i].name, name))
			return;
		if (str_eq(v->files[i].name, body))
			charset_decode(v->files[i].data, type, m->url, &r, v->arena);
	}
	buf_addstr(&b, r.text);
	evidence_add(v, name, LANG(v->lang, "the same, decoded to UTF-8 for reading"), &b);
}

static int add_measure(struct evidence *v, uint64_t seq, struct err *e)
{
	struct buf b = BUF_INIT(FILE_BYTES), record = BUF_INIT(FILE_BYTES);
	struct str name = arena_strf(v->arena, "measurements/%llu.txt", (unsigned long long)seq);
	struct str body, raw;
	struct measure m;
	int rc = pages_measure(v->pages, seq, &m, v->arena, e);

	if (rc == 0)
		rc = evidence_body(v, &m.body_digest,
			LANG(v->lang, "stored bytes of an answer"), &body, e);
	if (rc == 0)
		rc = pages_measure_record(v->pages, seq, &raw, v->arena, e);
	if (rc)
		return rc == ERR_NOTFOUND ? 0 : rc;
	add_text(v, &m, body);
	put_request(v, &m, &b);
	rc = put_sent(v, &m, &b, e);
	if (rc) {
		buf_release(&b);
		return rc;
	}
	put_answer(v, &m, body, &b);
	put_judgement(v, &m, &b);
	evidence_add(v, name, LANG(v->lang, "a measurement: what was asked and answered"), &b);
	buf_addstr(&record, raw);
	evidence_add(v, arena_strf(v->arena, "measurements/%llu.record", (unsigned long long)seq),
		LANG(v->lang, "the same as stored; its SHA-256 is its leaf in the day's chain"),
		&record);
	v->measures = arena_grow(v->arena, v->measures, v->nmeasures, &v->measures_cap,
		sizeof(*v->measures));
	v->measures[v->nmeasures++] = m;
	evidence_moment(v, &(struct evidence_moment){.ms = m.time_ms, .seq = seq,
		.text = moment_text(v, &m), .file = name});
	return 0;
}

int evidence_measures(struct evidence *v, struct err *e)
{
	struct choice c = {.v = v};
	int rc = choose_all(&c, e);

	if (rc)
		return rc;
	if (c.n > 1)
		qsort(c.list, c.n, sizeof(*c.list), by_seq);
	v->nmeasured = c.n;
	for (size_t i = 0; i < c.n && rc == 0; i++)
		if (i < EVIDENCE_MEASURES / 2 || c.n - i <= EVIDENCE_MEASURES / 2)
			rc = add_measure(v, c.list[i].seq, e);
	return rc;
}

/* --- the chain of the days --- */

struct days {
	struct evidence *v;
	struct err *e;
};

static bool touches(const struct evidence *v, const struct manifest *m)
{
	for (size_t i = 0; i < v->nmeasures; i++)
		if (v->measures[i].seq >= m->from_seq && v->measures[i].seq <= m->to_seq)
			return true;
	return false;
}

static int add_day(const struct manifest *m, void *ctx)
{
	struct days *d = ctx;
	struct evidence *v = d->v;
	struct evidence_chain *c;
	struct buf b = BUF_INIT(FILE_BYTES);
	char hex[SHA256_HEX], day[TIME_TEXT];
	int rc = 0;

	if (!touches(v, m))
		return 0;
	v->chain = arena_grow(v->arena, v->chain, v->nchain, &v->chain_cap, sizeof(*v->chain));
	c = &v->chain[v->nchain++];
	*c = (struct evidence_chain){.nmeasures = m->nmeasures,
		.day = arena_str(v->arena, str_of(day_text(day, m->day))),
		.digest = arena_str(v->arena, str_of(sha256_hex(hex, &m->digest)))};
	if (m->nmeasures > CHAIN_LEAVES)
		return 0;
	rc = pages_chain_day(v->pages, m, &b, d->e);
	c->file = arena_strf(v->arena, "chain/%s.bin", c->day.p);
	if (rc == 0)
		evidence_add(v, c->file, LANG(v->lang, "digest of the day before and leaves of "
			"the day's measurements; its SHA-256 is the day's digest"), &b);
	buf_release(&b);
	return rc;
}

int evidence_chain(struct evidence *v, struct err *e)
{
	struct days d = {v, e};
	int rc = pages_each_manifest(v->pages, add_day, &d, e);

	return rc < 0 ? rc : 0;
}
