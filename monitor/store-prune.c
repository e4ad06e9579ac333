/* store prune: what retention lets go, in short transactions. */
#include "store-verbs.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/out.h"
#include "crawler/pages.h"
#include "monitor/alerts.h"

#include <stdio.h>
#include <stdlib.h>

/* What incidents refer to: numbers of measurements and digests of bodies, sorted. */
struct referred {
	uint64_t *seq;
	size_t nseq, cap_seq;
	struct sha256 *body;
	size_t nbody, cap_body;
};

static void take_evidence(struct referred *r, struct str kind, struct str value)
{
	struct sha256 d;
	int64_t seq;

	if (str_eqc(kind, "measure") && str_int(value, 1, INT64_MAX, &seq)) {
		r->seq = mem_grow(r->seq, r->nseq, &r->cap_seq, sizeof(*r->seq));
		r->seq[r->nseq++] = (uint64_t)seq;
	} else if (str_eqc(kind, "body") && sha256_parse(value, &d)) {
		r->body = mem_grow(r->body, r->nbody, &r->cap_body, sizeof(*r->body));
		r->body[r->nbody++] = d;
	}
}

/* Of every incident, in whatever state. */
static int take_incident(const struct incident *i, void *ctx)
{
	for (size_t k = 0; k < i->nevidence; k++)
		take_evidence(ctx, i->evidence[k].key, i->evidence[k].value);
	return 0;
}

static int by_seq(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int by_body(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct sha256));
}

static bool is_referred(const struct measure *m, void *ctx)
{
	const struct referred *r = ctx;

	if (r->nseq && bsearch(&m->seq, r->seq, r->nseq, sizeof(*r->seq), by_seq))
		return true;
	return r->nbody && !sha256_zero(&m->body_digest) &&
		bsearch(&m->body_digest, r->body, r->nbody, sizeof(*r->body), by_body);
}

static int load_referred(const char *dir, struct referred *r, struct err *e)
{
	struct store *s = NULL;
	struct store_txn *t = NULL;
	int rc = store_open(dir, "alerts", STORE_READ, &s, e);

	if (rc == 0)
		rc = store_begin(s, false, &t, e);
	if (rc == 0)
		rc = alerts_each_incident(t, take_incident, r, e);
	store_abort(t);
	store_close(s);
	if (r->nseq)
		qsort(r->seq, r->nseq, sizeof(*r->seq), by_seq);
	if (r->nbody)
		qsort(r->body, r->nbody, sizeof(*r->body), by_body);
	return rc;
}

static int step(struct store *s, struct pages_prune *p, struct err *e)
{
	struct store_txn *t = NULL;
	int rc = store_begin(s, !p->dry, &t, e);

	if (rc == 0)
		rc = pages_prune(t, p, e);
	if (rc || p->dry) {
		store_abort(t);
		return rc;
	}
	return store_commit(t, e);
}

static int sweep(struct store *s, uint64_t *files, struct err *e)
{
	struct store_txn *t = NULL;
	int rc = store_begin(s, true, &t, e);

	if (rc == 0)
		rc = body_sweep(t, files, e);
	store_abort(t);
	return rc;
}

static int prune_all(const char *dir, struct pages_prune *p, uint64_t *files, bool shifted,
	struct err *e)
{
	struct store *s = NULL;
	int hold = -1;
	int rc = store_hold(dir, true, &hold, e);

	if (rc == 0)
		rc = store_open(dir, "pages", p->dry ? STORE_READ : 0u, &s, e);
	if (rc == 0 && shifted && !p->dry && !store_is_simulation(s))
		rc = err_set(e, ERR_USAGE, "--now prunes only a simulation; '--dry-run' says "
			"what would go");
	while (rc == 0 && !p->done)
		rc = step(s, p, e);
	if (rc == 0 && !p->dry)
		rc = sweep(s, files, e);
	store_close(s);
	store_unhold(hold);
	return rc;
}

static void say(struct globals *g, struct buf *b, const struct pages_prune *p,
	uint64_t files)
{
	struct jw j = jw_on(b);
	enum lang l = lang_of(cmd_lang(g));

	if (!g->json) {
		buf_addf(b, p->dry ? LANG(l, "%llu measurements seen, %llu would be rolled up\n")
				   : LANG(l, "%llu measurements seen, %llu rolled up\n"),
			(unsigned long long)p->seen, (unsigned long long)p->removed);
		if (!p->dry)
			buf_addf(b, LANG(l, "%llu bodies (%.1f MB) and %llu files removed\n"),
				(unsigned long long)p->bodies, (double)p->body_bytes / 1e6,
				(unsigned long long)files);
		return;
	}
	jw_open(&j, '{');
	jw_kbool(&j, "dry_run", p->dry);
	jw_kint(&j, "measurements_seen", (int64_t)p->seen);
	jw_kint(&j, "measurements_removed", (int64_t)p->removed);
	jw_kint(&j, "bodies_removed", (int64_t)p->bodies);
	jw_kint(&j, "body_bytes_removed", (int64_t)p->body_bytes);
	jw_kint(&j, "files_removed", (int64_t)files);
	jw_close(&j, '}');
	buf_addc(b, '\n');
}

int store_prune_verb(struct globals *g, const char *dir, const struct store_opts *o)
{
	struct referred r = {0};
	struct pages_prune p = {.now_ms = clock_now_ms(), .kept = is_referred, .ctx = &r,
		.dry = o->dry_run};
	struct buf b = BUF_INIT(1 << 16);
	struct err e = {0};
	uint64_t files = 0;
	int rc = load_referred(dir, &r, &e);

	pages_prune_init(&p);
	if (rc == 0)
		rc = prune_all(dir, &p, &files, g->has_now, &e);
	if (rc == 0)
		say(g, &b, &p, files);
	rc = rc ? cmd_fail(&e) : cmd_out(&b);
	pages_prune_release(&p);
	buf_release(&b);
	free(r.seq);
	free(r.body);
	return rc;
}
