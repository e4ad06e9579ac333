/* Fills a store as a crawler would: a round is one transaction with pages, large and small
 * bodies, measurements, a notice with a version, an event; every 8th round ends a day. */
#ifndef FILL_H
#define FILL_H

#include "base/civil.h"
#include "base/clock.h"
#include "crawler/pages.h"
#include "monitor/alerts.h"

#include <stdio.h>

#define FILL_START_MS (INT64_C(20454) * DAY_MS) /* 2026-01-01 */

static inline void fill_noise(struct buf *b, size_t n, uint64_t seed)
{
	buf_clear(b);
	for (size_t i = 0; i < n; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		buf_addc(b, (char)(seed >> 56));
	}
}

/* What the page of a round says: mostly the same text. */
static inline void fill_page(struct buf *b, uint64_t page, uint64_t round)
{
	buf_clear(b);
	buf_addf(b, "<html><title>page %llu</title>", (unsigned long long)page);
	for (uint64_t i = 0; i < 200; i++)
		buf_addf(b, "<li><a href=\"/n/%llu.html\">notice number %llu</a></li>\n",
			(unsigned long long)(i * 7919 % 1000 + page),
			(unsigned long long)(i * 104729 % 5003));
	buf_addf(b, "<p>visit %llu</p></html>", (unsigned long long)round);
}

static inline int fill_measure(struct store_txn *t, struct str url, struct str body,
	int64_t now_ms, struct err *e)
{
	struct pair header[] = {{STR("content-type"), STR("text/html; charset=utf-8")},
		{STR("content-encoding"), STR("gzip")}, {STR("server"), STR("nginx")}};
	struct measure m = {.url = url, .final_url = url, .time_ms = now_ms, .kind = JOB_PAGE,
		.verdict = VERDICT_OK, .status = 200, .headers = header, .nheaders = 3,
		.body_bytes = (int64_t)body.n};
	int rc = body_put(t, url, body, &m.body_digest, e);

	return rc ? rc : pages_put_measure(t, &m, e);
}

static inline int fill_notice(struct store_txn *t, uint64_t round, struct str body,
	int64_t now_ms, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct notice n = {.portal = STR("pingdu"), .column = STR("air"),
		.identity = arena_strf(&a, "http://x.example/n/%llu.html", (unsigned long long)round),
		.title = STR("平度市空气质量"), .date_ms = now_ms, .first_ms = now_ms,
		.nversions = 1};
	struct version v = {.time_ms = now_ms, .url = n.identity, .title = n.title,
		.text = STR("文字")};
	struct event x = {.time_ms = now_ms, .kind = STR("notice.new"), .portal = n.portal,
		.column = n.column, .title = n.title, .url = n.identity,
		.detail = STR("{\"n\":1}")};
	int rc;

	n.url = n.identity;
	rc = body_put(t, n.url, body, &v.body_digest, e);
	n.body_digest = v.body_digest;
	rc = rc ? rc : pages_put_version(t, &n, &v, e);
	rc = rc ? rc : pages_put_notice(t, &n, e);
	rc = rc ? rc : pages_put_event(t, &x, e);
	arena_release(&a);
	return rc;
}

static inline int fill_writes(struct store_txn *t, uint64_t round, struct err *e)
{
	struct buf body = BUF_INIT(1 << 20), url = BUF_INIT(200);
	int64_t now_ms = FILL_START_MS + (int64_t)round * 3 * HOUR_MS;
	int rc = 0;

	for (uint64_t page = 0; page < 4 && rc == 0; page++) {
		buf_clear(&url);
		buf_addf(&url, "http://www.x.example/list/%llu/?b=2&a=1", (unsigned long long)page);
		/* the last two stay as they were */
		fill_page(&body, page, page < 2 ? round : 0);
		rc = fill_measure(t, buf_str(&url), buf_str(&body), now_ms, e);
	}
	fill_noise(&body, 40000, round);
	if (rc == 0)
		rc = fill_measure(t, STR("http://x.example/file.pdf"), buf_str(&body), now_ms, e);
	fill_page(&body, round + 1000, 1);
	if (rc == 0)
		rc = fill_notice(t, round, buf_str(&body), now_ms, e);
	if (rc == 0 && round % 8 == 7) {
		rc = pages_seal_day(t, day_of_ms(now_ms, zone_utc()), now_ms, e);
		if (rc == ERR_EXISTS)
			rc = 0;
	}
	buf_release(&body);
	buf_release(&url);
	return rc;
}

static inline int fill_round(struct store *s, uint64_t round, struct err *e)
{
	struct store_txn *t = NULL;
	int rc = store_begin(s, true, &t, e);

	if (rc == 0)
		rc = fill_writes(t, round, e);
	if (rc == 0)
		rc = store_set_counter(t, "round", round + 1, e);
	if (rc) {
		store_abort(t);
		return rc;
	}
	return store_commit(t, e);
}

/* One incident whose evidence is the first measurement. */
static inline int fill_incident(struct store *s, struct err *e)
{
	struct store_txn *t = NULL;
	struct pair evidence = {STR("measure"), STR("1")};
	struct incident i = {.kind = STR("stale"), .subject = STR("pingdu/air"),
		.state = INCIDENT_RESOLVED, .evidence = &evidence, .nevidence = 1};
	int rc = store_begin(s, true, &t, e);

	if (rc == 0)
		rc = alerts_put_incident(t, &i, e);
	if (rc) {
		store_abort(t);
		return rc;
	}
	return store_commit(t, e);
}

#endif
