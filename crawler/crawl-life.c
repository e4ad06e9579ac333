/* The crawler's signs of life: when it last measured, the gaps between, the days sealed. */
#include "crawl-private.h"

#include "base/log.h"

#define TABLE "crawler"
#define KEY STR("alive")
/* Nothing measured for more than a day and two hours: a daily cron job leaves no gap. */
#define GAP_MS (26 * HOUR_MS)
#define BACKWARDS_MS MINUTE_MS /* a clock set back by less is a correction */
#define ALIVE_EVERY_MS MINUTE_MS

struct life {
	int64_t alive_ms, sealed_ms;
};

static const struct field life_rows[] = {
	F_I64(1, struct life, alive_ms),
	F_I64(2, struct life, sealed_ms),
};
static RECORD_TYPE(record_life, struct life, 1, life_rows);

static int read_life(struct crawl *c, struct store_txn *t, struct life *out, struct err *e)
{
	struct str bytes;
	int rc = store_get(t, TABLE, KEY, &bytes, &c->turn, e);

	*out = (struct life){0};
	if (rc == ERR_NOTFOUND)
		return 0;
	return rc < 0 ? rc : record_read(&record_life, bytes, out, &c->turn, e);
}

static int write_life(struct store_txn *t, const struct life *life, struct err *e)
{
	struct buf b = BUF_INIT(64);
	int rc;

	record_write(&record_life, life, &b);
	rc = store_put(t, TABLE, KEY, buf_str(&b), e);
	buf_release(&b);
	return rc;
}

static int note_gap(struct crawl *c, struct store_txn *t, int64_t alive_ms, struct err *e)
{
	struct gap g = {.from_ms = alive_ms, .to_ms = c->now_ms, .why = STR("stopped")};

	if (c->now_ms + BACKWARDS_MS < alive_ms) {
		g = (struct gap){.from_ms = c->now_ms, .to_ms = alive_ms,
			.why = STR("clock ran backwards")};
		log_warn("clock_ran_backwards by_ms=%lld", (long long)(alive_ms - c->now_ms));
	} else if (c->now_ms - alive_ms < GAP_MS) {
		return 0;
	}
	return pages_put_gap(t, &g, e);
}

/* Days are sealed in the installation's zone, once they are over. */
static int seal_days(struct crawl *c, struct store_txn *t, struct life *life, struct err *e)
{
	int32_t today = day_of_ms(c->now_ms, c->config->zone);
	int rc = 0;

	if (life->alive_ms && day_of_ms(life->alive_ms, c->config->zone) < today) {
		rc = pages_seal_day(t, day_of_ms(life->alive_ms, c->config->zone), c->now_ms, e);
		if (rc == ERR_EXISTS)
			rc = 0;
		life->sealed_ms = c->now_ms;
	}
	return rc;
}

static int live(struct crawl *c, struct store_txn *t, struct err *e)
{
	struct life life;
	int rc = read_life(c, t, &life, e);

	if (rc == 0 && life.alive_ms)
		rc = note_gap(c, t, life.alive_ms, e);
	if (rc == 0)
		rc = seal_days(c, t, &life, e);
	life.alive_ms = c->now_ms;
	c->alive_ms = c->now_ms;
	return rc < 0 ? rc : write_life(t, &life, e);
}

int life_begin(struct crawl *c, struct store_txn *t, struct err *e)
{
	return live(c, t, e);
}

int life_go_on(struct crawl *c, struct store_txn *t, struct err *e)
{
	if (c->now_ms - c->alive_ms < ALIVE_EVERY_MS && c->now_ms >= c->alive_ms)
		return 0;
	return live(c, t, e);
}
