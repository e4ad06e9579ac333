/* Columns: many notices gone at once have one cause, as a new content system that left the old
 * addresses behind.
 *
 * The first page found gone begins a wave: some other notices that are off the list are asked
 * at once. Where most of those are gone, too, all are asked, so that the whole is known when
 * the first absence is proven, half an hour later. Then it is one event column.migrated; each
 * notice.withdrawn that belongs to it says so. A few withdrawn among many that are there stay
 * what they are. */
#include "crawl-private.h"

#include "base/out.h"

#define SAMPLE 30
#define MASS_MIN 10 /* fewer are told one by one */
#define ALL_MAX 5000
#define WAVE_MS (30 * DAY_MS) /* what goes later has another cause */

struct others {
	struct crawl *c;
	const struct column_state *s;
	struct str but; /* identity */
	struct notice *list;
	size_t n, cap, max, nalive;
	bool all; /* not only those off the list */
};

static bool was_here(const struct others *x, const struct notice *n)
{
	return n->first_ms < x->s->wave_ms && str_none(n->moved_to) && n->url.n &&
		!str_eq(n->identity, x->but) && n->state != NOTICE_WITHDRAWN;
}

static int look_at(const struct notice *n, void *ctx)
{
	struct others *x = ctx;
	struct arena *a = &x->c->turn;
	struct str bytes;
	struct buf b;

	if (!was_here(x, n) || n->ngone)
		return 0;
	x->nalive += n->state != NOTICE_LISTED && n->last_page_ms >= x->s->wave_ms &&
		verdict_is_good(n->verdict);
	if (x->n >= x->max || n->due_ms <= x->c->now_ms || n->last_page_ms >= x->s->wave_ms ||
		(!x->all && n->state == NOTICE_LISTED))
		return 0;
	x->list = arena_grow(a, x->list, x->n, &x->cap, sizeof(*x->list));
	buf_init(&b, (size_t)1 << 20); /* what is given is the scan's */
	record_write(&record_notice, n, &b);
	bytes = arena_str(a, buf_str(&b));
	buf_release(&b);
	return record_read(&record_notice, bytes, &x->list[x->n++], a, NULL);
}

/* Up to max of the others are due now. *nalive: those seen well since the wave began. */
static int ask_others(struct crawl *c, struct store_txn *t, const struct column_state *s,
	const struct notice *n, size_t max, bool all, size_t *nalive, struct err *e)
{
	struct others x = {.c = c, .s = s, .but = n->identity, .max = max, .all = all};
	int rc = pages_each_notice(t, s->portal, s->column, look_at, &x, e);

	for (size_t i = 0; i < x.n && rc == 0; i++) {
		x.list[i].due_ms = c->now_ms;
		rc = put_notice(c, t, &x.list[i], e);
	}
	*nalive = x.nalive;
	return rc;
}

static bool most_are_gone(const struct column_state *s, size_t nalive)
{
	return s->nwave >= MASS_MIN && (size_t)s->nwave > nalive;
}

int mass_note(struct crawl *c, struct store_txn *t, const struct notice *n, struct err *e)
{
	struct column_state s;
	size_t nalive;
	int rc = pages_column(t, n->portal, n->column, &s, &c->turn, e);

	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (!s.wave_ms || c->now_ms - s.wave_ms > WAVE_MS) {
		s.wave_ms = c->now_ms;
		s.nwave = 1;
		s.mass_ms = 0;
		rc = ask_others(c, t, &s, n, SAMPLE, false, &nalive, e);
	} else if (++s.nwave % MASS_MIN == 0) {
		rc = ask_others(c, t, &s, n, 0, false, &nalive, e);
		if (rc == 0 && most_are_gone(&s, nalive))
			rc = ask_others(c, t, &s, n, ALL_MAX, true, &nalive, e);
	}
	return rc < 0 ? rc : put_column(t, &s, s.due_ms, e);
}

static struct str mass_detail(struct crawl *c, const struct column_state *s)
{
	struct buf b = BUF_INIT(4096);
	struct jw j = jw_on(&b);
	struct str out;

	jw_open(&j, '{');
	jw_kint(&j, "gone", s->nwave);
	jw_ktime(&j, "since", s->wave_ms, c->config->zone);
	jw_close(&j, '}');
	out = arena_str(&c->turn, buf_str(&b));
	buf_release(&b);
	return out;
}

int mass_judge(struct crawl *c, struct store_txn *t, const struct notice *n, bool *part,
	struct err *e)
{
	struct column_state s;
	struct event x;
	size_t nalive;
	int rc = pages_column(t, n->portal, n->column, &s, &c->turn, e);

	*part = false;
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (!s.wave_ms || n->gone_ms < s.wave_ms)
		return 0;
	if (s.mass_ms || s.nwave < MASS_MIN) {
		*part = s.mass_ms != 0;
		return 0;
	}
	rc = ask_others(c, t, &s, n, 0, false, &nalive, e);
	if (rc < 0 || !most_are_gone(&s, nalive))
		return rc;
	*part = true;
	s.mass_ms = c->now_ms;
	x = (struct event){.time_ms = c->now_ms, .kind = STR("column.migrated"),
		.portal = s.portal, .column = s.column, .url = s.url,
		.detail = mass_detail(c, &s)};
	rc = put_event(c, t, &x, e);
	return rc < 0 ? rc : put_column(t, &s, s.due_ms, e);
}

int mass_back(struct crawl *c, struct store_txn *t, const struct notice *n, int64_t gone_ms,
	struct err *e)
{
	struct column_state s;
	int rc = pages_column(t, n->portal, n->column, &s, &c->turn, e);

	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (!s.wave_ms || gone_ms < s.wave_ms || s.nwave == 0)
		return 0;
	s.nwave--;
	return put_column(t, &s, s.due_ms, e);
}
