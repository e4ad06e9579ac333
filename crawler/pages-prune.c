/* Retention of measurements (DESIGN 5), in steps of one short transaction each. */
#include "pages-key.h"

#include "base/civil.h"
#include "base/clock.h"

#define PLAIN_MS (120 * DAY_MS)	 /* as taken, whatever it is */
#define PROOF_MS (400 * DAY_MS)	 /* home-page probes, and whatever was not good */
#define STEP_SEEN 20000		 /* records one transaction looks at */
#define STEP_REMOVED 500	 /* records one transaction deletes: some 100 ms */

void pages_prune_init(struct pages_prune *p)
{
	buf_init(&p->at, PAGES_KEY_MAX);
	p->done = false;
	p->week = INT32_MIN;
}

void pages_prune_release(struct pages_prune *p)
{
	buf_release(&p->at);
}

/* Readings of pages are thinned to the first of a week, so that the archive still shows
 * what a list looked like. */
static bool first_of_week(struct pages_prune *p, const struct measure *m)
{
	struct key128 url = key128_of(m->url);
	int32_t day = day_of_ms(m->time_ms, zone_shanghai());
	int32_t monday = day - day_weekday(day) + 1;

	if (monday == p->week && memcmp(url.b, p->week_url.b, sizeof(url.b)) == 0)
		return false;
	p->week = monday;
	p->week_url = url;
	return true;
}

static bool may_go(struct pages_prune *p, const struct measure *m)
{
	int64_t age_ms = p->now_ms - m->time_ms;
	bool proof = m->kind == JOB_PROBE ||
		(!verdict_is_good(m->verdict) && m->verdict != VERDICT_SKIPPED);

	if (age_ms < PLAIN_MS || (proof && age_ms < PROOF_MS))
		return false;
	if (m->kind == JOB_PAGE && !sha256_zero(&m->body_digest) && first_of_week(p, m))
		return false;
	return !p->kept || !p->kept(m, p->ctx);
}

static void add_measure(struct measure_day *d, const struct measure *m)
{
	bool bad = verdict_is_broken(m->verdict) || verdict_is_unstable(m->verdict);

	d->n++;
	if (verdict_is_good(m->verdict))
		d->ngood++;
	else if (bad)
		d->nbad++;
	else if (m->verdict == VERDICT_BLOCKED)
		d->nblocked++;
	else
		d->nother++;
	if (bad)
		d->worst = m->verdict;
	d->elapsed_ms_sum += m->elapsed_ms;
	if (m->elapsed_ms > d->elapsed_ms_max)
		d->elapsed_ms_max = m->elapsed_ms;
	if (!d->first_ms || m->time_ms < d->first_ms)
		d->first_ms = m->time_ms;
	if (m->time_ms > d->last_ms)
		d->last_ms = m->time_ms;
}

static int roll_up(struct store_txn *t, const struct measure *m, struct err *e)
{
	struct buf k = KEY();
	struct arena a = ARENA_INIT;
	struct measure_day d = {0};
	int rc;

	key_hash(&k, m->url);
	key_day(&k, day_of_ms(m->time_ms, zone_shanghai()));
	rc = store_get_record(t, "measure-day", buf_str(&k), &record_measure_day, &d, &a, e);
	if (rc == 0 || rc == ERR_NOTFOUND) {
		d.url = m->url;
		d.day = day_of_ms(m->time_ms, zone_shanghai());
		add_measure(&d, m);
		rc = store_put_record(t, "measure-day", buf_str(&k), &record_measure_day, &d, e);
	}
	buf_release(&k);
	arena_release(&a);
	return rc;
}

static int drop_body(struct store_txn *t, struct pages_prune *p, const struct sha256 *d,
	struct err *e)
{
	struct body_info info = {0};
	bool dropped = false;
	int rc = body_info(t, d, &info, e);

	if (rc == ERR_NOTFOUND)
		return 0;
	if (rc == 0)
		rc = body_ref(t, d, -1, e);
	if (rc == 0)
		rc = body_drop(t, d, &dropped, e);
	if (dropped) {
		p->bodies++;
		p->body_bytes += (uint64_t)info.stored_bytes;
	}
	return rc;
}

static int remove_measure(struct store_txn *t, struct pages_prune *p, struct str key,
	struct err *e)
{
	struct arena a = ARENA_INIT;
	struct measure m;
	int rc = store_get_record(t, "measure", key, &record_measure, &m, &a, e);

	p->removed++;
	if (p->dry || rc)
		goto out;
	rc = roll_up(t, &m, e);
	if (rc == 0)
		rc = pages_bury_leaf(t, m.seq, key, e);
	if (rc == 0)
		rc = store_del(t, "measure", key, e);
	if (rc == 0 && !sha256_zero(&m.body_digest))
		rc = drop_body(t, p, &m.body_digest, e);
	if (rc == 0 && !sha256_zero(&m.asked_digest))
		rc = drop_body(t, p, &m.asked_digest, e);
out:
	arena_release(&a);
	return rc;
}

/* A candidate goes only when a younger measurement of its address follows: the last one
 * is what is known of it. */
int pages_prune(struct store_txn *t, struct pages_prune *p, struct err *e)
{
	struct store_scan s;
	struct arena a = ARENA_INIT;
	struct buf candidate = KEY();
	struct str key, value;
	uint64_t seen = 0, removed = p->removed;
	int rc = 0;

	store_scan_open(&s, t, "measure", STR_NONE, buf_str(&p->at), false);
	p->done = true;
	while (rc == 0 && store_scan_next(&s, &key, &value, &a)) {
		struct measure m;

		if (candidate.n && str_starts(key, str_sub(buf_str(&candidate), 0, HASH_BYTES)))
			rc = remove_measure(t, p, buf_str(&candidate), e);
		buf_clear(&candidate);
		buf_clear(&p->at);
		buf_addstr(&p->at, key);
		if (rc == 0 && (++seen > STEP_SEEN || p->removed - removed >= STEP_REMOVED)) {
			p->done = false; /* this record opens the next step */
			break;
		}
		if (rc == 0)
			rc = record_read(&record_measure, value, &m, &a, e);
		if (rc == 0 && may_go(p, &m))
			buf_addstr(&candidate, key);
		arena_reset(&a);
	}
	if (rc == 0 && s.err.code)
		rc = err_set(e, s.err.code, "%s", s.err.text);
	p->seen += seen - (p->done ? 0 : 1);
	store_scan_close(&s);
	buf_release(&candidate);
	arena_release(&a);
	return rc;
}
