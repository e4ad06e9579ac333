/* Everything behind one incident as files: putting it together. */
#include "evidence.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/out.h"
#include "message-part.h"
#include "monitor/incident-view.h"
#include "say.h"

#include <stdlib.h>

#define FILE_BYTES ((size_t)64 << 20)

/* --- for the parts --- */

void evidence_add(struct evidence *v, struct str name, const char *what, struct buf *b)
{
	struct evidence_file *f;

	v->files = arena_grow(v->arena, v->files, v->nfiles, &v->files_cap, sizeof(*v->files));
	f = &v->files[v->nfiles++];
	f->name = arena_str(v->arena, name);
	f->what = str_of(what);
	f->data = b->n ? arena_str(v->arena, buf_str(b)) : STR("");
	buf_release(b);
}

void evidence_moment(struct evidence *v, const struct evidence_moment *m)
{
	v->moments = arena_grow(v->arena, v->moments, v->nmoments, &v->moments_cap,
		sizeof(*v->moments));
	v->moments[v->nmoments++] = *m;
}

int evidence_keep(struct evidence *v, const struct record_type *type, const void *rec,
	void *out, struct err *e)
{
	struct buf b = BUF_INIT((size_t)256 << 20);
	int rc;

	record_write(type, rec, &b);
	rc = record_read(type, buf_str(&b), out, v->arena, e);
	buf_release(&b);
	return rc;
}

struct str evidence_time(const struct evidence *v, int64_t ms)
{
	char text[TIME_TEXT];

	return ms ? arena_str(v->arena, str_of(time_text(text, ms, v->zone))) : STR_NONE;
}

bool evidence_next(const struct evidence *v, const char *kind, size_t *at, struct str *value)
{
	while (*at < v->i.nevidence) {
		const struct pair *p = &v->i.evidence[(*at)++];

		if (!str_eqc(p->key, kind))
			continue;
		*value = p->value;
		return true;
	}
	return false;
}

static void leave_out(struct evidence *v, struct str hex)
{
	for (size_t i = 0; i < v->nleft_out; i++)
		if (str_eq(v->left_out[i], hex))
			return;
	v->left_out = arena_grow(v->arena, v->left_out, v->nleft_out, &v->left_out_cap,
		sizeof(*v->left_out));
	v->left_out[v->nleft_out++] = arena_str(v->arena, hex);
}

int evidence_body(struct evidence *v, const struct sha256 *digest, const char *what,
	struct str *file, struct err *e)
{
	char hex[SHA256_HEX];
	struct str name;
	struct buf b = BUF_INIT(EVIDENCE_BODIES - v->body_bytes);
	int rc;

	*file = STR_NONE;
	if (sha256_zero(digest))
		return 0;
	sha256_hex(hex, digest);
	name = arena_strf(v->arena, "bodies/%s.bin", hex);
	for (size_t i = 0; i < v->nfiles; i++)
		if (str_eq(v->files[i].name, name)) {
			*file = name;
			return 0;
		}
	rc = body_get(v->pages, digest, &b, e);
	if (rc == 0) {
		v->body_bytes += b.n;
		evidence_add(v, name, what, &b);
		*file = name;
		return 0;
	}
	buf_release(&b);
	if (rc != ERR_NOTFOUND && rc != ERR_TOOBIG)
		return rc;
	leave_out(v, str_of(hex));
	return 0;
}

/* --- what the monitor knows --- */

static int entry_moment(const struct incident_entry *x, void *ctx)
{
	struct evidence *v = ctx;
	const char *word = evidence_entry_text(x->what, v->lang);
	struct buf b = BUF_INIT(16000);

	if (word)
		buf_adds(&b, word);
	else
		out_line(&b, x->what, 40);
	if (x->receiver.n) {
		buf_adds(&b, " \xe2\x86\x92 "); /* arrow */
		out_line(&b, x->receiver, 100);
	}
	if (x->text.n)
		buf_adds(&b, LANG(v->lang, ": "));
	out_line(&b, say_entry_text(x, v->lang, v->arena), 1000);
	out_line(&b, say_entry_more(x, v->zone, v->lang, v->arena), 400);
	if (x->by.n) {
		buf_adds(&b, " (");
		out_line(&b, x->by, 100);
		buf_adds(&b, ")");
	}
	evidence_moment(v, &(struct evidence_moment){.ms = x->time_ms, .rank = 1, .seq = x->seq,
		.text = arena_str(v->arena, buf_str(&b))});
	if (x->time_ms > v->to_ms)
		v->to_ms = x->time_ms;
	buf_release(&b);
	return 0;
}

static int collect_incident(struct evidence *v, struct err *e)
{
	struct buf b = BUF_INIT(FILE_BYTES);
	int rc = incident_json(&b, &v->i, v->zone, v->alerts, e);

	v->to_ms = v->i.resolved_ms ? v->i.resolved_ms : v->i.last_ms;
	if (rc == 0) {
		evidence_add(v, STR("incident.json"), LANG(v->lang,
			"the incident with its history, for programs"), &b);
		rc = alerts_each_entry(v->alerts, v->i.id, entry_moment, v, e);
	}
	buf_release(&b);
	return rc < 0 ? rc : 0;
}

/* --- messages --- */

struct telling {
	struct evidence *v;
	struct jw j;
	struct buf b;
	struct err *e;
};

static bool speaks_of(const struct evidence *v, const struct alert *x)
{
	int64_t id;

	for (size_t k = 0; k < x->nincidents; k++)
		if (str_int(x->incidents[k].key, 1, INT64_MAX, &id) && (uint64_t)id == v->i.id)
			return true;
	return false;
}

static int attempt_json(const struct delivery *d, void *ctx)
{
	struct telling *t = ctx;

	jw_open(&t->j, '{');
	jw_kint(&t->j, "attempt", d->attempt);
	jw_ktime(&t->j, "time", d->time_ms, t->v->zone);
	jw_kbool(&t->j, "ok", d->ok);
	jw_kstr(&t->j, "text", d->text);
	jw_close(&t->j, '}');
	return 0;
}

/* Not what else stood in it: a digest speaks of others, too. */
static int alert_json(const struct alert *x, void *ctx)
{
	struct telling *t = ctx;
	struct evidence *v = t->v;
	int rc;

	if (!speaks_of(v, x))
		return 0;
	jw_open(&t->j, '{');
	jw_kint(&t->j, "message", (int64_t)x->seq);
	jw_kstr(&t->j, "message_id", x->message_id);
	jw_kstr(&t->j, "kind", x->kind);
	jw_kstr(&t->j, "receiver", x->receiver);
	jw_ktime(&t->j, "created", x->created_ms, v->zone);
	jw_ktime(&t->j, "delivered", x->delivered_ms, v->zone);
	jw_key(&t->j, "attempts");
	jw_open(&t->j, '[');
	rc = alerts_each_delivery(v->alerts, x->seq, attempt_json, t, t->e);
	jw_close(&t->j, ']');
	jw_close(&t->j, '}');
	if (x->delivered_ms)
		evidence_moment(v, &(struct evidence_moment){.ms = x->delivered_ms, .rank = 2,
			.seq = x->seq, .text = arena_strf(v->arena, LANG(v->lang,
				"message %llu delivered to %.*s, %.*s"),
				(unsigned long long)x->seq, STR_ARG(x->receiver),
				STR_ARG(x->message_id))});
	return rc < 0 ? rc : 0;
}

int evidence_told(struct evidence *v, struct err *e)
{
	struct telling t = {.v = v, .b = BUF_INIT(FILE_BYTES), .e = e};
	int rc;

	t.j = jw_on(&t.b);
	jw_open(&t.j, '[');
	rc = alerts_each_alert(v->alerts, 0, alert_json, &t, e);
	jw_close(&t.j, ']');
	buf_addc(&t.b, '\n');
	evidence_add(v, STR("messages.json"), LANG(v->lang,
		"messages about it: to whom, when, Message-ID, every attempt"), &t.b);
	return rc < 0 ? rc : 0;
}

static int by_name(const void *a, const void *b)
{
	return str_cmp(((const struct evidence_file *)a)->name,
		((const struct evidence_file *)b)->name);
}

static void sort(struct evidence *v)
{
	qsort(v->files, v->nfiles, sizeof(*v->files), by_name);
}

/* --- all of it --- */

static int by_time(const void *a, const void *b)
{
	const struct evidence_moment *x = a, *y = b;

	if (x->ms != y->ms)
		return x->ms < y->ms ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank - y->rank;
	return (x->seq > y->seq) - (x->seq < y->seq);
}

static int in_order(struct evidence *v, int (*const *part)(struct evidence *, struct err *),
	struct err *e)
{
	int rc = 0;

	for (; *part && rc == 0; part++)
		rc = (*part)(v, e);
	return rc;
}

int evidence_collect(struct evidence *v, struct err *e)
{
	static int (*const parts[])(struct evidence *, struct err *) = {collect_incident,
		evidence_measures, evidence_parents, evidence_notices, evidence_chain,
		evidence_told, evidence_rule, NULL};
	int rc = in_order(v, parts, e);

	if (rc)
		return rc;
	evidence_days(v);
	if (v->nmoments > 1)
		qsort(v->moments, v->nmoments, sizeof(*v->moments), by_time);
	sort(v);
	return 0;
}

/* --- sealing --- */

static void add_manifest(struct evidence *v)
{
	struct buf b = BUF_INIT(FILE_BYTES);
	struct jw j = jw_on(&b);

	jw_open(&j, '{');
	jw_kint(&j, "version", 1);
	jw_kint(&j, "incident", (int64_t)v->i.id);
	jw_kbool(&j, "simulation", v->simulation);
	jw_kcstr(&j, "store", store_epoch(store_of(v->alerts)));
	jw_ktime(&j, "last_change", v->to_ms, v->zone);
	jw_key(&j, "files");
	jw_open(&j, '[');
	for (size_t i = 0; i < v->nfiles; i++) {
		struct sha256 d = sha256_of(v->files[i].data);
		char hex[SHA256_HEX];

		jw_open(&j, '{');
		jw_kstr(&j, "name", v->files[i].name);
		jw_kint(&j, "bytes", (int64_t)v->files[i].data.n);
		jw_kcstr(&j, "sha256", sha256_hex(hex, &d));
		jw_kstr(&j, "what", v->files[i].what);
		jw_close(&j, '}');
	}
	jw_close(&j, ']');
	jw_key(&j, "not_packed");
	jw_open(&j, '[');
	for (size_t i = 0; i < v->nleft_out; i++)
		jw_str(&j, v->left_out[i]);
	jw_close(&j, ']');
	jw_close(&j, '}');
	buf_addc(&b, '\n');
	evidence_add(v, STR("manifest.json"), LANG(v->lang, "list of the files, for programs"), &b);
}

void evidence_seal(struct evidence *v)
{
	struct buf b = BUF_INIT(FILE_BYTES);

	sort(v);
	add_manifest(v);
	sort(v);
	for (size_t i = 0; i < v->nfiles; i++) {
		struct sha256 d = sha256_of(v->files[i].data);
		char hex[SHA256_HEX];

		buf_addf(&b, "%s  %.*s\n", sha256_hex(hex, &d), STR_ARG(v->files[i].name));
	}
	evidence_add(v, STR("SHA256SUMS"), LANG(v->lang, "for sha256sum -c"), &b);
	sort(v);
}
