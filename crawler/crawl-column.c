/* Columns: one reading through the gate, compared, stored. */
#include "crawl-private.h"

#include "base/log.h"
#include "base/out.h"
#include "crawler/sitemap.h"

#include <stdio.h>

#define NOT_MODIFIED_MAX_MS DAY_MS	 /* 304 for longer is asked for whole once */
#define LINE_DOWN_WAIT_MS HOUR_MS /* while our own line is down */
#define LOCATORS_MAX 9			 /* of a column: those of its last three shapes */
#define DRIFT_ALIKE 2			 /* refused alike so often, half an hour apart: told */

static int submit_page(struct crawl *c, int kind, const struct portal_config *p,
	const struct column_config *col, const struct column_state *s, struct str url,
	int step, struct str met, struct job *j, struct err *e)
{
	struct flight *f = flight_new(c, kind, column_subject(s->portal, s->column, &c->turn),
		p, col, url);

	j->kind = JOB_PAGE;
	j->keep_body = true;
	column_order(c->config, col, s, &j->order);
	f->step = step;
	f->held.max = met.n;
	buf_addstr(&f->held, met);
	return flight_submit(c, f, j, e);
}

/* A page of the column other than its first one. */
int column_page(struct crawl *c, int kind, const struct portal_config *p,
	const struct column_config *col, const struct column_state *s, struct str url, int step,
	struct str met, struct err *e)
{
	struct job j;

	job_for(c, p, url, &j);
	return submit_page(c, kind, p, col, s, url, step, met, &j, e);
}

/* The pages of its notices, visited since the baseline, are not called as the list says. */
static int own_titles(struct crawl *c, struct store_txn *t, const struct column_state *s,
	struct agreement *out, struct err *e)
{
	*out = (struct agreement){0};
	return s->first_ms && s->nreadings <= GATE_FIRST_READINGS
		? agreement_of_column(t, s->portal, s->column, out, &c->turn, e) : 0;
}

int column_submit(struct crawl *c, struct store_txn *t, struct str subject, struct err *e)
{
	size_t slash = str_findc(subject, '/', 0);
	struct str id = str_sub(subject, slash + 1, subject.n);
	const struct portal_config *p;
	const struct column_config *col;
	struct column_state s;
	struct agreement titles;
	struct address x = {0};
	struct job j;
	int rc;

	if (slash == SIZE_MAX)
		return 0;
	p = config_portal(c->config, str_n(subject.p, slash));
	col = p ? crawl_column(c, p, id) : NULL;
	if (!col)
		return 0;
	rc = pages_column(t, str_of(p->id), id, &s, &c->turn, e);
	if (rc == 0)
		rc = own_titles(c, t, &s, &titles, e);
	if (rc < 0)
		return rc;
	rc = pages_address(t, s.url, &x, &c->turn, e);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	job_for(c, p, s.url, &j);
	/* validators only where the body they stand for was accepted and is held */
	if (rc == 0 && s.first_ms && !col->render[0] && str_none(s.gate) && !s.accept && s.nmissing == 0 &&
		!s.tag_lies && !s.holds && !c->options.history && !agreement_belies(&titles) &&
		!(s.nrolled && s.look_ms <= c->now_ms) &&
		!x.hijack_since_ms &&
		(!x.not_modified_since_ms ||
			c->now_ms - x.not_modified_since_ms < NOT_MODIFIED_MAX_MS) &&
		body_has(t, &x.body_digest)) {
		j.if_etag = x.etag;
		j.if_modified = x.modified;
	}
	rc = sheets_order(c, t, s.url, &j, e);
	return rc < 0 ? rc : submit_page(c, DUE_COLUMN, p, col, &s, s.url, 0, STR_NONE, &j, e);
}

/* --- results --- */

bool column_find_notice(struct str identity, struct notice *out, void *ctx)
{
	struct column_finder *f = ctx;

	return pages_notice(f->t, f->portal, f->column, identity, out, f->a, NULL) == 0;
}

static int64_t credible(const struct item *it, int64_t now_ms)
{
	return it->date_ms != DATE_NONE_MS && it->date_ms <= now_ms ? it->date_ms
								    : DATE_NONE_MS;
}

static const struct locator *locator_known(const struct column_state *s, struct str signature)
{
	for (size_t i = 0; i < s->nlocators; i++)
		if (str_eq(s->locators[i].signature, signature))
			return &s->locators[i];
	return NULL;
}

/* Those of this reading first, then those of earlier shapes: a portal that goes back to one of
 * them is understood at once. */
static void learn_locators(struct column_state *s, const struct listing *l, struct arena *a)
{
	struct column_state new = {.locators = arena_array(a, LOCATORS_MAX, sizeof(*new.locators))};

	for (size_t i = 0; i < l->nlocators && new.nlocators < LOCATORS_MAX; i++) {
		struct locator x = l->locators[i];
		const struct locator *known = locator_known(s, x.signature);

		x.uses = known && known->uses < INT32_MAX ? known->uses + 1 : 1;
		new.locators[new.nlocators++] = x;
	}
	for (size_t i = 0; i < s->nlocators && new.nlocators < LOCATORS_MAX; i++)
		if (!locator_known(&new, s->locators[i].signature))
			new.locators[new.nlocators++] = s->locators[i];
	s->locators = new.locators;
	s->nlocators = new.nlocators;
}

static void take_baseline(struct crawl *c, struct column_state *s, const struct listing *l,
	bool text)
{
	s->items = l->items;
	s->nitems = l->nitems;
	s->ndated = 0;
	s->newest_ms = DATE_NONE_MS;
	s->newest_title = STR_NONE;
	for (size_t i = 0; i < l->nitems; i++) {
		int64_t date = credible(&l->items[i], c->now_ms);

		s->ndated += l->items[i].date_ms != DATE_NONE_MS && !l->items[i].date_weak;
		if (date > s->newest_ms) {
			s->newest_ms = date;
			s->newest_title = l->items[i].title;
		}
	}
	s->empty = l->nitems == 0 && !text;
	s->next_url = l->next;
	learn_locators(s, l, &c->turn);
	/* the usual count follows slowly, so that shrinking step by step is noticed */
	if (!s->learned_count || (size_t)s->learned_count < l->nitems)
		s->learned_count = (int32_t)(l->nitems > INT32_MAX ? INT32_MAX : l->nitems);
	else
		s->learned_count -= (s->learned_count - (int32_t)l->nitems) / 8;
}

static struct event column_event(struct crawl *c, const struct column_state *s,
	const char *kind, struct str detail)
{
	return (struct event){.time_ms = c->now_ms, .kind = str_of(kind),
		.portal = s->portal, .column = s->column, .url = s->url, .detail = detail};
}

static struct str why_detail(struct crawl *c, const char *key, struct str value,
	const char *token)
{
	struct buf b = BUF_INIT(1 << 16);
	struct jw j = jw_on(&b);
	struct str s;

	jw_open(&j, '{');
	if (token)
		jw_kcstr(&j, "reason", token);
	jw_kstr(&j, key, value);
	jw_close(&j, '}');
	s = arena_str(&c->turn, buf_str(&b));
	buf_release(&b);
	return s;
}

/* What is new on a home page is new in a column: told there, where there is one. */
static bool is_told_elsewhere(const struct flight *f, const struct event *x)
{
	return streq(f->column->id, HOME_COLUMN) && f->portal->ncolumns > 0 &&
		str_starts(x->kind, STR("notice."));
}

int column_write(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct notice *notices, size_t nnotices, struct event *events, size_t nevents,
	struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < nnotices && rc == 0; i++)
		rc = put_notice(c, t, &notices[i], e);
	for (size_t i = 0; i < nevents && rc == 0; i++)
		if (!is_told_elsewhere(f, &events[i]))
			rc = put_event(c, t, &events[i], e);
	return rc;
}

/* The entry of the new list that is this old one: at its address, or at another one with the
 * same title and day. */
static const struct item *still_there(const struct item *old, const struct listing *l,
	const struct zone *z, struct arena *a)
{
	struct str identity = item_identity(old, a);

	for (size_t k = 0; k < l->nitems; k++)
		if (str_eq(identity, item_identity(&l->items[k], a)))
			return &l->items[k];
	for (size_t k = 0; k < l->nitems; k++)
		if (items_same(old, &l->items[k], z))
			return &l->items[k];
	return NULL;
}

static struct str titles_left(struct crawl *c, const struct column_state *s,
	const struct listing *l)
{
	struct buf b = BUF_INIT(1 << 16);
	struct str out;

	for (size_t i = 0; i < s->nitems; i++) {
		if (still_there(&s->items[i], l, config_zone(c->config, s->portal), &c->turn))
			continue;
		if (b.n)
			buf_addc(&b, '\n');
		out_line(&b, s->items[i].title, 200);
	}
	out = arena_str(&c->turn, buf_str(&b));
	buf_release(&b);
	return out;
}

/* Each notice that a new shape dropped is asked for at its own address. One that the new
 * shape lists at another address has only moved. */
static int ask_for_left(struct crawl *c, struct store_txn *t, const struct column_state *s,
	const struct listing *l, struct column_finder *f, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < s->nitems && rc == 0; i++) {
		const struct item *now;
		struct notice n;

		if (!column_find_notice(item_identity(&s->items[i], &c->turn), &n, f) ||
			n.last_listed_ms == c->now_ms)
			continue;
		now = still_there(&s->items[i], l, config_zone(c->config, s->portal), &c->turn);
		n.state = NOTICE_ROLLED;
		n.moved_to = now ? item_identity(now, &c->turn) : STR_NONE;
		n.due_ms = c->now_ms;
		rc = put_notice(c, t, &n, e);
	}
	return rc;
}

/* The validators are those of the last answer, and the list is not: 304 says nothing here. */
static int note_lie(struct crawl *c, struct store_txn *t, struct column_state *s,
	const struct result *r, const struct comparison *cmp, struct err *e)
{
	struct address x;
	int rc;

	if (s->tag_lies || (!cmp->nevents && !cmp->nleft) || (!r->etag.n && !r->modified.n))
		return 0;
	rc = pages_address(t, r->url, &x, &c->turn, e);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	s->tag_lies = str_eq(x.etag, r->etag) && str_eq(x.modified, r->modified) &&
		s->first_ms && !sha256_same(&x.body_digest, &r->body_digest);
	return 0;
}

static int accept_reading(struct crawl *c, struct store_txn *t, const struct flight *f,
	struct column_state *s, const struct result *r, const struct gate *g, bool new_shape,
	bool silent, struct err *e)
{
	const struct listing *l = &r->page.list;
	struct column_finder find = {t, s->portal, s->column, &c->turn};
	struct compare_input in = {.old = s, .items = l->items, .nitems = l->nitems,
		.find = column_find_notice, .ctx = &find, .now_ms = c->now_ms,
		.zone = f->portal->zone, .silent = (new_shape && !g->same_list) || silent,
		.shorter = new_shape && g->same_list, .more = l->next.n > 0};
	struct comparison cmp;
	struct event x;
	int rc = gone_gather(t, &in, &c->turn, e);

	if (rc < 0)
		return rc;
	compare_lists(&in, &cmp, &c->turn);
	rc = column_write(c, t, f, cmp.notices, cmp.nnotices, cmp.events, cmp.nevents, e);
	if (rc == 0 && new_shape) {
		x = column_event(c, s, l->nitems ? "column.replaced" : "column.emptied",
			why_detail(c, "left", titles_left(c, s, l), NULL));
		rc = put_event(c, t, &x, e);
		if (rc == 0)
			rc = ask_for_left(c, t, s, l, &find, e);
	}
	if (rc == 0)
		rc = note_lie(c, t, s, r, &cmp, e);
	if (new_shape || g->anew)
		s->learned_count = 0;
	take_baseline(c, s, l, gate_is_text(s, f->column, l));
	s->missing = cmp.missing;
	s->nmissing = cmp.nmissing;
	s->holds = cmp.nheld > 0;
	older_note(c, s, &cmp);
	if (!s->first_ms)
		s->first_ms = c->now_ms;
	s->last_good_ms = c->now_ms;
	s->gate = STR_NONE;
	s->nbad = 0;
	s->bad_since_ms = 0;
	s->shape_count = 0;
	s->shape_open = false;
	s->accept = false;
	s->nreadings++;
	s->extractor = r->page.extractor;
	s->unclosed = r->page.unclosed;
	s->body_digest = r->body_digest;
	s->encoding = r->page.encoding;
	s->declared = r->page.declared;
	c->progress.columns_good++;
	return rc;
}

static bool home_passes(struct store_txn *t, struct str portal, struct arena *a)
{
	struct portal_state p;

	return pages_portal(t, portal, &p, a, NULL) == 0 && verdict_is_good(p.verdict);
}

/* Refused: kept as a measurement, the baseline stands. *accept: it has to be taken after
 * all, as a new shape. */
static int refuse_reading(struct crawl *c, struct store_txn *t, struct column_state *s,
	const struct gate *g, const struct result *r, bool *accept, struct err *e)
{
	struct event x;
	int exit_state = 0;

	/* a home page need not carry a list: one that never did is no refused column */
	if (s->first_ms || !g->shape || !str_eqc(s->column, HOME_COLUMN))
		c->progress.columns_refused++;
	s->gate = str_of(g->refused);
	if (s->nbad++ == 0)
		s->bad_since_ms = c->now_ms;
	if (!g->shape) /* a failed fetch says nothing about the shape */
		return 0;
	exit_state = gate_exit(s, g, r, home_passes(t, s->portal, &c->turn), c->now_ms);
	*accept = exit_state == 2 && s->first_ms;
	if (s->first_ms && s->shape_count == DRIFT_ALIKE &&
		c->now_ms - s->shape_first_ms >= PROOF_SPAN_MS) {
		x = column_event(c, s, "column.drift",
			why_detail(c, "why", str_of(g->why), g->refused));
		return put_event(c, t, &x, e);
	}
	/* alike again, but too soon to tell: the next reading counts as the second */
	if (s->first_ms && s->shape_count == DRIFT_ALIKE)
		s->shape_count--;
	return 0;
}

static void schedule(struct crawl *c, struct column_state *s, const struct result *r)
{
	struct str subject = column_subject(s->portal, s->column, &c->turn);
	int64_t wait = s->interval_ms;

	if (s->nmissing) /* the proof of an absence wants a second reading soon */
		wait = wait < PROOF_SPAN_MS + MINUTE_MS ? wait : PROOF_SPAN_MS + MINUTE_MS;
	if (s->nbad && r->verdict != VERDICT_BLOCKED)
		wait = retry_wait_ms(s->nbad, wait);
	if (r->retry_after_ms > wait)
		wait = r->retry_after_ms < DAY_MS ? r->retry_after_ms : DAY_MS;
	s->due_ms = s->nmissing || s->nbad ? c->now_ms + wait
					   : jittered(subject, c->now_ms, wait - wait / 10);
}

static int note_not_modified(struct crawl *c, struct column_state *s)
{
	s->last_good_ms = c->now_ms;
	s->nreadings++;
	s->nbad = 0;
	s->bad_since_ms = 0;
	c->progress.columns_good++;
	return 0;
}

static int announce_relearned(struct crawl *c, struct store_txn *t,
	const struct column_state *s, const struct listing *l, struct err *e)
{
	struct event x = column_event(c, s, "column.drift",
		why_detail(c, "why", l->why, "relearned"));

	return put_event(c, t, &x, e);
}

static int announce_alias(struct crawl *c, struct store_txn *t, const struct column_state *s,
	struct err *e)
{
	struct str known = s->aliases[0], now = STR_NONE;
	struct event x;

	str_cut(&known, ' ', &now);
	x = column_event(c, s, "column.drift", why_detail(c, "why",
		arena_strf(&c->turn, "%.*s \xe2\x86\x92 %.*s", STR_ARG(known), STR_ARG(now)), "host"));
	return put_event(c, t, &x, e);
}

static int judge_reading(struct crawl *c, struct store_txn *t, const struct flight *f,
	struct column_state *s, const struct result *r, struct gate *g, struct err *e)
{
	const struct listing *l = &r->page.list;
	struct column_finder find = {t, s->portal, s->column, &c->turn};
	bool accept = false, lost;
	int32_t was;
	struct agreement titles;
	struct familiar met;
	int rc;

	was = s->extractor;
	rc = migrate_column(c, t, f, s, &lost, e);
	if (rc < 0)
		return rc;
	if (r->not_modified && s->first_ms)
		return note_not_modified(c, s);
	if (compare_alias(s, l->items, l->nitems, true, column_find_notice, &find, &c->turn))
		rc = announce_alias(c, t, s, e);
	if (rc < 0)
		return rc;
	compare_lend_addresses(s, l->items, l->nitems, f->portal->zone);
	compare_familiar(s, l->items, l->nitems, f->portal->zone, column_find_notice, &find, &met,
		&c->turn);
	if (lost)
		met.retitled = met.redated = 0; /* read by other code */
	gate_judge(s, f->column, r, &met, g);
	rc = own_titles(c, t, s, &titles, e);
	if (rc < 0)
		return rc;
	gate_titles(s, l, &titles, g);
	if (g->refused && g->shape && s->accept && s->first_ms)
		accept = true;
	else if (g->refused)
		rc = refuse_reading(c, t, s, g, r, &accept, e);
	if (rc < 0 || (g->refused && !accept))
		return rc;
	/* the job went out with the locators of an older extractor: nothing of the page's */
	if (g->relearned && !lost && was == s->extractor)
		rc = announce_relearned(c, t, s, l, e);
	return rc < 0 ? rc : accept_reading(c, t, f, s, r, g, accept && !g->renamed, lost, e);
}

/* Our own line is down: a measurement, and nothing learned about the column. */
static int excuse(struct crawl *c, struct store_txn *t, struct column_state *s,
	const struct result *r, struct err *e)
{
	struct result told = *r;
	int64_t old_due = s->due_ms;
	int rc;

	told.reason = STR(REASON_OWN_LINE);
	rc = put_measure(c, t, &told, VERDICT_UNKNOWN, REASON_OWN_LINE, false, NULL, e);
	s->gate = STR(REASON_OWN_LINE);
	s->due_ms = c->now_ms + LINE_DOWN_WAIT_MS;
	return rc < 0 ? rc : put_column(t, s, old_due, e);
}

/* A sound page that never had a list, as many home pages, has links all the same; one that
 * lost its list keeps those of its last accepted reading. */
static bool has_links(const struct column_state *s, const struct gate *g,
	const struct result *r)
{
	return r->has_page && !r->not_modified && (!g->refused || (g->shape && !s->first_ms));
}

/* An index of sitemaps by months: the newest one is the column, and those before it are its
 * older pages. */
static int follow_index(struct crawl *c, struct store_txn *t, const struct flight *f,
	struct column_state *s, const struct result *r, struct str newest, struct str before,
	struct err *e)
{
	int64_t old_due = s->due_ms;
	int rc = put_measure(c, t, r, r->verdict, NULL, false, NULL, e);

	s->last_try_ms = c->now_ms;
	schedule(c, s, r);
	if (rc == 0)
		rc = put_column(t, s, old_due, e);
	if (rc == 0)
		rc = column_page(c, DUE_COLUMN, f->portal, f->column, s, newest, 1, before, e);
	return rc == ERR_AGAIN ? 0 : rc;
}

int column_result(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct result *given, struct err *e)
{
	struct result told = *given;
	const struct result *r = &told;
	struct str newest, before;
	struct column_state s;
	struct gate g = {0};
	struct measure m;
	int64_t old_due;
	bool again = false, reread = false;
	int rc = pages_column(t, str_of(f->portal->id), str_of(f->column->id), &s, &c->turn, e);

	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	old_due = s.due_ms;
	if (f->step)
		told.page.list.next = arena_str(&c->turn, buf_str(&f->held));
	else if (verdict_is_good(r->verdict) && r->has_page && sitemap_is_index(&r->page.list) &&
		sitemap_newest(&r->page.list, &newest, &before))
		return follow_index(c, t, f, &s, r, newest, before, e);
	if (r->has_page && gate_is_text(&s, f->column, &r->page.list))
		told.page.list.nitems = 0;
	if (line_excuses(c, r->verdict))
		return excuse(c, t, &s, r, e);
	s.last_try_ms = c->now_ms;
	s.verdict = r->verdict;
	s.reason = r->reason;
	rc = judge_reading(c, t, f, &s, r, &g, e);
	if (g.refused && r->has_page && !r->detail.n)
		told.detail = str_of(g.why);
	if (rc == 0)
		rc = put_measure(c, t, r, r->verdict, g.refused, true, &m, e);
	/* a refused body leaves no validators behind; a reading is a check of the link too */
	if (rc == 0 && g.refused && verdict_is_good(r->verdict))
		rc = put_address_result(c, t, r, VERDICT_NONE, m.seq, NULL, e);
	else if (rc == 0)
		rc = link_learned(c, t, r, r->verdict, m.seq, e);
	if (rc == 0) /* before the links of this reading replace those of the last one */
		rc = hijack_look(c, t, f->portal, f->column, r, &again, e);
	if (rc == 0 && has_links(&s, &g, r) && !again)
		rc = put_links(c, t, f->portal, f->column, r, 1, e);
	if (rc == 0 && has_links(&s, &g, r) && !again)
		rc = put_text(c, t, f->portal, f->column, r, &reread, e);
	if (rc < 0)
		return rc;
	if (!g.refused)
		rc = older_begin(c, f, &s, e);
	if (rc < 0 && rc != ERR_AGAIN)
		return rc;
	schedule(c, &s, r);
	if (reread && s.due_ms > c->now_ms + TEXT_WAIT_MS)
		s.due_ms = c->now_ms + TEXT_WAIT_MS;
	if (again)
		s.due_ms = c->now_ms + HIJACK_WAIT_MS;
	rc = put_column(t, &s, old_due, e);
	if (rc == 0 && c->options.history && !g.refused)
		rc = history_follow(c, f, &s, r, e);
	return rc == ERR_AGAIN ? 0 : rc;
}
