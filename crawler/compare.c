/* Comparing an accepted reading with what is known. */
#include "compare-private.h"

#include "base/clock.h"
#include "base/out.h"
#include "crawler/textdiff.h"
#include "crawler/url.h"

struct str item_identity(const struct item *it, struct arena *a)
{
	if (it->known_as.n)
		return it->known_as;
	if (!str_none(it->url) && it->url.n)
		return url_canonical(it->url, a);
	if (!str_none(it->site_id) && it->site_id.n)
		return arena_strf(a, "id:%.*s", STR_ARG(it->site_id));
	return arena_strf(a, "title:%.*s|%lld", STR_ARG(it->title), (long long)it->date_ms);
}

struct str compare_detail(const char *part, struct str from, struct str to, struct arena *a)
{
	struct buf b = BUF_INIT(1 << 20);
	struct jw j = jw_on(&b);
	struct str s;

	jw_open(&j, '{');
	jw_key(&j, "parts");
	jw_open(&j, '[');
	jw_cstr(&j, part);
	jw_close(&j, ']');
	jw_kstr(&j, "from", from);
	jw_kstr(&j, "to", to);
	jw_close(&j, '}');
	s = arena_str(a, buf_str(&b));
	buf_release(&b);
	return s;
}

#define WATCHED_MS (2 * DAY_MS) /* between two readings; the longest interval is a day */

static size_t *slot_of(const struct work *w, struct str identity)
{
	size_t at = (size_t)hash64_of(identity) & (w->nslots - 1);

	while (w->slot[at] && !str_eq(w->entry[w->slot[at] - 1].identity, identity))
		at = (at + 1) & (w->nslots - 1);
	return &w->slot[at];
}

struct notice *compare_keep(struct work *w, const struct notice *n)
{
	struct comparison *o = w->out;

	o->notices = arena_grow(w->a, o->notices, o->nnotices, &w->cap_notices,
		sizeof(*o->notices));
	o->notices[o->nnotices] = *n;
	return &o->notices[o->nnotices++];
}

void compare_tell(struct work *w, const char *kind, const struct notice *n,
	struct str detail)
{
	struct comparison *o = w->out;

	o->events = arena_grow(w->a, o->events, o->nevents, &w->cap_events,
		sizeof(*o->events));
	o->events[o->nevents++] = (struct event){.time_ms = w->in->now_ms,
		.kind = str_of(kind), .portal = w->in->old->portal,
		.column = w->in->old->column, .title = n ? n->title : STR_NONE,
		.url = n ? n->url : STR_NONE, .identity = n ? n->identity : STR_NONE,
		.date_ms = n ? n->date_ms : DATE_NONE_MS, .detail = detail};
}

static struct str day_of_date(struct work *w, int64_t date_ms)
{
	char t[TIME_TEXT];

	if (date_ms == DATE_NONE_MS)
		return STR_NONE;
	return arena_str(w->a, str_of(day_text(t, day_of_ms(date_ms, w->in->zone))));
}

/* Entries by identity, open addressing, so that 200,000 items take no square time. */
static void make_index(struct work *w)
{
	size_t n = w->in->nitems;

	w->nslots = 16;
	while (w->nslots < n * 2)
		w->nslots *= 2;
	w->slot = arena_array(w->a, w->nslots, sizeof(*w->slot));
	for (size_t i = 0; i < n; i++) {
		size_t *at = slot_of(w, w->entry[i].identity);

		if (*at)
			w->entry[i].twice = true;
		else
			*at = i + 1;
	}
}

bool compare_lists_it(const struct work *w, struct str identity)
{
	return *slot_of(w, identity) != 0;
}

static void look_up(struct work *w)
{
	const struct compare_input *in = w->in;

	const bool *as_before = titles_by_list(in->old, in->items, in->nitems, w->a);

	w->entry = arena_array(w->a, in->nitems + 1, sizeof(*w->entry));
	w->was = arena_array(w->a, in->old->nitems + 1, sizeof(*w->was));
	for (size_t i = 0; i < in->old->nitems; i++)
		w->was[i] = item_identity(&in->old->items[i], w->a);
	for (size_t i = 0; i < in->nitems; i++) {
		struct entry *x = &w->entry[i];
		int64_t date = in->items[i].date_ms;

		x->item = &in->items[i];
		x->says_as_before = as_before[i];
		x->identity = item_identity(x->item, w->a);
		x->is_known = in->find(x->identity, &x->known, in->ctx);
		w->out->nknown += x->is_known;
		if (x->is_known && x->known.state == NOTICE_LISTED)
			w->last_listed = i;
		if (x->is_known && x->known.cut && x->known.position > w->cut_back)
			w->cut_back = x->known.position;
		if (date != DATE_NONE_MS && !x->item->sticky &&
			(!w->oldest_ms || date < w->oldest_ms))
			w->oldest_ms = date;
	}
	make_index(w);
}

/* Entries that the next page may have given to this one: as many as have left, and as many as a
 * page with others behind it is longer now. */
struct room {
	size_t left, grown;
	int64_t oldest_ms; /* at the end of the old reading, 0: it has no days */
};

static struct room room_at_end(const struct work *w)
{
	const struct column_state *old = w->in->old;
	struct room r = {0};
	int64_t end = items_end_of_order(old->items, old->nitems);

	for (size_t i = 0; i < old->nitems; i++) {
		const struct item *it = &old->items[i];

		r.left += !compare_lists_it(w, w->was[i]);
		if (it->date_ms != DATE_NONE_MS && !it->sticky &&
			(!r.oldest_ms || it->date_ms < r.oldest_ms))
			r.oldest_ms = it->date_ms;
	}
	if (end != DATE_NONE_MS) /* one that was dated back stands where it stood */
		r.oldest_ms = end;
	if (old->next_url.n && w->in->nitems > old->nitems)
		r.grown = w->in->nitems - old->nitems;
	return r;
}

/* Unknown entries at the very end, or anywhere on a page in no order of days, where they are dated
 * before all that stood there, as many as there is room for, are old ones that slid up from
 * the next page. */
static void mark_slid(struct work *w)
{
	struct room r = room_at_end(w);
	bool anywhere = items_lack_order(w->in->items, w->in->nitems), at_end = true;

	for (size_t i = w->in->nitems; i-- > 0 && r.left + r.grown > 0;) {
		struct entry *x = &w->entry[i];
		bool dated = x->item->date_ms != DATE_NONE_MS && r.oldest_ms;

		bool may = !x->is_known && !(dated && x->item->date_ms > r.oldest_ms);

		at_end = at_end && may;
		if (!at_end && !anywhere)
			break;
		if (!may || (!at_end && !dated))
			continue;
		if (dated && r.grown)
			r.grown--;
		else if (r.left)
			r.left--;
		else
			break;
		x->slid = true;
	}
}

static void fill_from_item(struct notice *n, const struct item *it, size_t position,
	int64_t now_ms)
{
	n->title = it->title;
	n->url = it->url;
	n->href = it->href;
	n->date_ms = it->date_ms;
	n->date_has_time = it->date_has_time;
	n->date_weak = it->date_weak;
	n->site_id = it->site_id;
	n->sticky = it->sticky;
	n->position = (int32_t)position;
	n->last_listed_ms = now_ms;
}

void compare_look_for(struct work *w, struct str identity)
{
	struct comparison *o = w->out;

	if (o->nmissing >= MISSING_MAX)
		return;
	o->missing = arena_grow(w->a, o->missing, o->nmissing, &w->cap_missing,
		sizeof(*o->missing));
	o->missing[o->nmissing++] = identity;
}

#define ID_MIN 4 /* bytes: shorter ones may be the numbers of the rows */

/* The portal's own id says that it is the same one, its title or its day says so, too. */
static bool same_id(const struct item *a, const struct item *b)
{
	return a->site_id.n >= ID_MIN && str_eq(a->site_id, b->site_id) &&
		(a->date_ms == b->date_ms || titles_same(a->title, b->title));
}

/* A title without a date may be that of every month's notice: it must be the only one. */
static bool has_own_title(const struct work *w, const struct item *x)
{
	const struct column_state *old = w->in->old;
	size_t n = 0;

	for (size_t i = 0; i < w->in->nitems; i++)
		n += titles_same(w->in->items[i].title, x->title);
	for (size_t i = 0; i < old->nitems && n == 1; i++)
		if (titles_same(old->items[i].title, x->title))
			return true;
	return false;
}

static bool may_have_moved(const struct work *w, const struct item *from, const struct item *to)
{
	return same_id(from, to) ||
		(items_same(from, to, w->in->zone) && (to->date_ms != DATE_NONE_MS || has_own_title(w, to)));
}

/* An entry of the baseline with the same id, or title and date, that has just left the list:
 * its page will tell whether it moved here. */
static bool mark_moved(struct work *w, const struct item *x, const struct notice *now)
{
	const struct column_state *old = w->in->old;

	if (old->nitems > MISSING_MAX)
		return false;
	for (size_t i = 0; i < old->nitems; i++) {
		const struct item *it = &old->items[i];
		struct str identity;
		struct notice n;

		if (!may_have_moved(w, it, x))
			continue;
		identity = w->was[i];
		if (compare_lists_it(w, identity) || !w->in->find(identity, &n, w->in->ctx) ||
			n.state != NOTICE_LISTED)
			continue;
		n.state = NOTICE_MISSING;
		n.missing_ms = w->in->now_ms;
		n.nmissing = 1;
		n.moved_to = now->identity;
		n.due_ms = w->in->now_ms;
		compare_keep(w, &n);
		compare_look_for(w, identity);
		return true;
	}
	return false;
}

/* An entry that was known by its title only has an address now: no news. */
static bool came_to_light(struct work *w, const struct entry *x, size_t position)
{
	const struct column_state *old = w->in->old;
	struct notice n, now;

	if (!x->item->url.n || old->nitems > MISSING_MAX)
		return false;
	for (size_t i = 0; i < old->nitems; i++) {
		if (old->items[i].url.n || !items_same(&old->items[i], x->item, w->in->zone) ||
			!w->in->find(w->was[i], &n, w->in->ctx) || n.state != NOTICE_LISTED)
			continue;
		now = n;
		now.identity = x->identity;
		fill_from_item(&now, x->item, position, w->in->now_ms);
		now.due_ms = w->in->now_ms;
		compare_keep(w, &now);
		n.state = NOTICE_ROLLED;
		n.moved_to = now.identity;
		compare_keep(w, &n);
		return true;
	}
	return false;
}

/* An entry of the baseline that an accepted shape lists at another address. */
static bool stood_elsewhere(const struct work *w, const struct item *x)
{
	const struct column_state *old = w->in->old;

	for (size_t i = 0; i < old->nitems && old->nitems <= MISSING_MAX; i++)
		if (may_have_moved(w, &old->items[i], x))
			return true;
	return false;
}

static void take_unknown(struct work *w, const struct entry *x, size_t position)
{
	const struct compare_input *in = w->in;
	struct notice n = {.portal = in->old->portal, .column = in->old->column,
		.identity = x->identity, .first_ms = in->now_ms, .due_ms = in->now_ms};
	bool watched = in->old->first_ms && !in->silent && !in->history;
	bool moved, announce = watched && !x->slid;
	size_t kept = w->out->nnotices;
	const char *far;
	int days;

	if (!in->history && came_to_light(w, x, position))
		return;
	if (in->shorter && stood_elsewhere(w, x->item))
		announce = false;
	fill_from_item(&n, x->item, position, in->now_ms);
	n.baseline = !announce;
	n.watched = announce && in->now_ms - in->old->last_good_ms <= WATCHED_MS;
	n.state = in->history ? NOTICE_ROLLED : NOTICE_LISTED;
	compare_keep(w, &n);
	moved = watched && !in->shorter && mark_moved(w, x->item, &n);
	w->out->nnew += announce || moved;
	moved = moved || (announce && compare_put_up_again(w, x->item, &n));
	if (moved) /* its day is that of the one before: not dated back */
		w->out->notices[kept].watched = false;
	if (!announce || moved)
		return;
	compare_tell(w, "notice.new", &n, STR_NONE);
	far = date_is_far(&n, in->old, in->zone, &days);
	if (far)
		compare_tell(w, "notice.redated", &n, date_far_detail(&n, far, days, in->zone,
				w->a));
}

static bool was_listed(const struct work *w, struct str identity)
{
	const struct column_state *old = w->in->old;

	for (size_t i = 0; i < old->nitems && old->nitems <= MISSING_MAX; i++)
		if (str_eq(w->was[i], identity))
			return true;
	return false;
}

/* An entry whose page is gone may stand on the list for ever: it is back when its page is, which
 * is asked at once where the list puts it up anew. */
static void take_withdrawn(struct work *w, const struct entry *x, struct notice *n)
{
	bool anew = !was_listed(w, x->identity);

	w->nback += anew;
	if (anew)
		n->due_ms = w->in->now_ms;
}

static void take_known(struct work *w, struct entry *x, size_t position)
{
	const struct compare_input *in = w->in;
	const struct item *it = x->item;
	struct notice n = x->known;
	struct compare_edit edit = compare_edited(w, x, &n);
	bool retitled = edit.retitled, redated = edit.redated;
	struct str old_title = n.title;
	bool told = false, back = n.state == NOTICE_DELISTED, gone = n.state == NOTICE_WITHDRAWN;
	struct str old_day, new_day;

	if (in->history)
		return;
	w->nback += back || n.state == NOTICE_MISSING ||
		(n.state == NOTICE_ROLLED && position < w->last_listed);
	fill_from_item(&n, it, position, in->now_ms);
	/* the cut form teaches nothing, nor does none, as in sitemaps */
	if (edit.held || (!retitled && title_without_ellipsis(it->title).n <
			title_without_ellipsis(old_title).n))
		n.title = old_title;
	if (str_none(n.url))
		n.url = x->known.url;
	/* a file touched again is no younger notice */
	if (edit.held || it->date_ms == DATE_NONE_MS || (it->date_weak && x->known.date_ms != DATE_NONE_MS)) {
		n.date_ms = x->known.date_ms;
		n.date_has_time = x->known.date_has_time;
		n.date_weak = x->known.date_weak;
	}
	if (!gone)
		n.state = NOTICE_LISTED;
	n.missing_ms = 0;
	n.nmissing = 0;
	n.cut = false;
	old_day = redated ? day_of_date(w, x->known.date_ms) : STR_NONE;
	new_day = redated ? day_of_date(w, n.date_ms) : STR_NONE;
	if (back)
		n.due_ms = in->now_ms;
	if (gone)
		take_withdrawn(w, x, &n);
	if (retitled) {
		told = n.page_title.n && titles_same(n.page_title, n.title);
		n.page_title = STR_NONE;
		n.due_ms = in->now_ms;
	}
	n.moved_to = STR_NONE;
	n.pushed = n.along = false;
	n.page_date_apart = n.page_date_apart && !redated;
	compare_keep(w, &n);
	if (in->silent)
		return;
	if (x->known.state == NOTICE_ROLLED && in->old->first_ms)
		mark_moved(w, it, &n); /* back from the address it had moved to */
	if (back)
		compare_tell(w, "notice.reappeared", &n, STR_NONE);
	if (retitled && !told) /* by its own page */
		compare_tell(w, "notice.changed", &n,
			compare_detail("title", old_title, n.title, w->a));
	/* told already, when its own page changed it first */
	if (redated && !str_eq(old_day, new_day) &&
		!str_eq(new_day, day_of_date(w, n.page_date_ms)))
		compare_tell(w, "notice.redated", &n,
			compare_detail("date", old_day, new_day, w->a));
}

static void announce_baseline(struct work *w)
{
	const struct compare_input *in = w->in;
	int64_t newest = 0;
	struct buf b = BUF_INIT(4096);
	struct jw j = jw_on(&b);

	for (size_t i = 0; i < in->nitems; i++)
		if (in->items[i].date_ms > newest)
			newest = in->items[i].date_ms;
	jw_open(&j, '{');
	jw_kint(&j, "count", (int64_t)in->nitems);
	jw_kstr(&j, "newest", day_of_date(w, newest));
	jw_close(&j, '}');
	compare_tell(w, "column.baseline", NULL, arena_str(w->a, buf_str(&b)));
	buf_release(&b);
}

void compare_lists(const struct compare_input *in, struct comparison *out, struct arena *a)
{
	struct work w = {.in = in, .out = out, .a = a, .cut_back = -1};

	*out = (struct comparison){0};
	look_up(&w);
	if (in->old->first_ms && !in->silent && !in->history)
		mark_slid(&w);
	for (size_t i = 0; i < in->nitems; i++) {
		if (w.entry[i].twice)
			continue;
		if (w.entry[i].is_known)
			take_known(&w, &w.entry[i], i);
		else
			take_unknown(&w, &w.entry[i], i);
	}
	if (in->history)
		return;
	compare_moved_along(&w);
	if (in->old->first_ms && !in->silent && !in->shorter)
		compare_left(&w);
	else if (!in->old->first_ms)
		announce_baseline(&w);
}

void notice_count_absence(struct notice *n, int64_t now_ms)
{
	if (now_ms - n->missing_ms >= PROOF_SPAN_MS)
		n->nmissing++;
}

const char *notice_judge_absence(struct notice *n)
{
	if (n->nmissing < 2 || n->last_page_ms < n->missing_ms || n->ngone != 0 ||
		!str_none(n->moved_to) || !verdict_is_good(n->verdict))
		return NULL;
	n->state = NOTICE_DELISTED;
	return "notice.delisted";
}

const char *notice_judge_page(struct notice *n, bool good, bool gone, bool redirected,
	int64_t now_ms)
{
	bool moving = !str_none(n->moved_to);

	if (good || gone)
		n->last_page_ms = now_ms;
	if (moving && n->state == NOTICE_ROLLED) /* told before: nobody is looked for here */
		return NULL;
	if (moving && (gone || redirected)) {
		n->state = NOTICE_ROLLED;
		return "notice.moved";
	}
	if (good) {
		n->gone_ms = 0;
		n->ngone = 0;
		if (n->state == NOTICE_WITHDRAWN) {
			n->state = NOTICE_ROLLED;
			return "notice.reappeared";
		}
		if (moving && n->along) {
			n->state = NOTICE_ROLLED;
			return "notice.moved";
		}
		if (moving) {
			n->moved_to = STR_NONE;
			if (n->pushed)
				n->state = NOTICE_ROLLED;
			return "notice.new";
		}
		return NULL;
	}
	if (!gone || n->state == NOTICE_WITHDRAWN)
		return NULL;
	if (n->ngone == 0)
		n->gone_ms = now_ms;
	n->ngone++;
	if (n->ngone >= 2 && now_ms - n->gone_ms >= PROOF_SPAN_MS) {
		n->state = NOTICE_WITHDRAWN;
		return "notice.withdrawn";
	}
	return NULL;
}
