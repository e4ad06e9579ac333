/* Do the older pages of a column hold what left the first one? */
#include "crawler/compare.h"

#include "base/clock.h"

#define GIVE_UP_MS (7 * DAY_MS) /* older pages that never say so again prove nothing */

/* One entry of the older page. */
struct entry {
	struct str identity;
	int64_t last_listed_ms; /* on the first page, 0: never, or still there */
};

struct work {
	const struct older_input *in;
	struct older_comparison *out;
	struct arena *a;
	struct entry *entry;
	int64_t oldest_ms; /* at the end of a page dated in order, DATE_NONE_MS: there is none */
	size_t cap_notices, cap_events, cap_missing, cap_rolled;
};

static void look_up(struct work *w)
{
	const struct older_input *in = w->in;

	w->entry = arena_array(w->a, in->nitems + 1, sizeof(*w->entry));
	for (size_t i = 0; i < in->nitems; i++) {
		struct entry *x = &w->entry[i];
		struct notice n;

		x->identity = item_identity(&in->items[i], w->a);
		if (in->find(x->identity, &n, in->ctx) && n.state != NOTICE_LISTED)
			x->last_listed_ms = n.last_listed_ms;
	}
}

static bool is_met(const struct work *w, struct str identity)
{
	for (size_t i = 0; i < w->in->nitems; i++)
		if (str_eq(w->entry[i].identity, identity))
			return true;
	return false;
}

/* The page has come to days before the notice's. */
static bool is_past(const struct work *w, const struct notice *n)
{
	return n->date_ms != DATE_NONE_MS && w->oldest_ms != DATE_NONE_MS &&
		w->oldest_ms / DAY_MS < n->date_ms / DAY_MS;
}

/* Older pages are often written later than the first one: this one holds an entry that left
 * the first page together with the notice, or after it. */
static bool is_written_since(const struct work *w, const struct notice *n)
{
	for (size_t i = 0; i < w->in->nitems; i++)
		if (w->entry[i].last_listed_ms >= n->last_listed_ms)
			return true;
	return false;
}

static void keep(struct work *w, const struct notice *n)
{
	struct older_comparison *o = w->out;

	o->notices = arena_grow(w->a, o->notices, o->nnotices, &w->cap_notices,
		sizeof(*o->notices));
	o->notices[o->nnotices++] = *n;
}

static void keep_rolled(struct work *w, struct str identity)
{
	struct older_comparison *o = w->out;

	o->rolled = arena_grow(w->a, o->rolled, o->nrolled, &w->cap_rolled,
		sizeof(*o->rolled));
	o->rolled[o->nrolled++] = identity;
}

static void keep_missing(struct work *w, struct str identity)
{
	struct older_comparison *o = w->out;

	o->missing = arena_grow(w->a, o->missing, o->nmissing, &w->cap_missing,
		sizeof(*o->missing));
	o->missing[o->nmissing++] = identity;
}

static void tell(struct work *w, const char *kind, const struct notice *n)
{
	struct older_comparison *o = w->out;

	o->events = arena_grow(w->a, o->events, o->nevents, &w->cap_events,
		sizeof(*o->events));
	o->events[o->nevents++] = (struct event){.time_ms = w->in->now_ms,
		.kind = str_of(kind), .portal = n->portal, .column = n->column,
		.title = n->title, .url = n->url, .identity = n->identity,
		.date_ms = n->date_ms};
}

/* Met at its old address, it has not moved: the entry that seemed to be it is another one. */
static void stayed(struct work *w, struct notice *n)
{
	struct notice other;

	/* one that slid up from the next page is none */
	if (w->in->find(n->moved_to, &other, w->in->ctx) && !other.baseline)
		tell(w, "notice.new", &other);
	n->moved_to = STR_NONE;
	n->pushed = false;
}

static void has_rolled(struct work *w, struct notice *n)
{
	if (!str_none(n->moved_to))
		stayed(w, n);
	n->state = NOTICE_ROLLED;
	n->missing_ms = 0;
	n->nmissing = 0;
	keep(w, n);
}

/* The last page of the round has been read: what do the absences prove? */
static void conclude(struct work *w, struct notice *n, bool of_missing)
{
	const char *kind = notice_judge_absence(n);

	keep(w, n);
	if (kind)
		tell(w, kind, n);
	else if (of_missing)
		keep_missing(w, n->identity);
	else
		keep_rolled(w, n->identity);
}

static void take_missing(struct work *w, struct str identity)
{
	struct notice n;

	if (!w->in->find(identity, &n, w->in->ctx) || n.state != NOTICE_MISSING)
		return;
	if (is_met(w, identity) && !n.along) { /* of a list that moved, old pages may be left */
		has_rolled(w, &n);
	} else if (!w->in->last) { /* its place may be any, where its date was changed */
		w->out->nopen++;
		keep_missing(w, identity);
	} else {
		notice_count_absence(&n, w->in->now_ms);
		conclude(w, &n, true);
	}
}

/* It is not where it belongs. Pages behind may hold it, where its date was changed. */
static void take_absent(struct work *w, struct notice *n)
{
	if (n->state == NOTICE_MISSING) {
		notice_count_absence(n, w->in->now_ms);
	} else {
		n->state = NOTICE_MISSING;
		n->missing_ms = w->in->now_ms;
		n->nmissing = 1;
		n->due_ms = w->in->now_ms; /* its own page says what became of it */
	}
}

static void take_rolled(struct work *w, struct str identity)
{
	struct notice n;

	if (!w->in->find(identity, &n, w->in->ctx) ||
		(n.state != NOTICE_ROLLED && n.state != NOTICE_MISSING))
		return;
	if (is_met(w, identity)) {
		if (n.state == NOTICE_MISSING)
			has_rolled(w, &n);
		return;
	}
	if (is_past(w, &n) && is_written_since(w, &n))
		take_absent(w, &n);
	if (n.state == NOTICE_MISSING && w->in->now_ms - n.missing_ms > GIVE_UP_MS) {
		has_rolled(w, &n);
	} else if (n.state == NOTICE_MISSING && w->in->last) {
		w->out->nabsent++;
		conclude(w, &n, false);
	} else if (n.state == NOTICE_MISSING) {
		w->out->nopen++;
		keep(w, &n);
		keep_rolled(w, identity);
	} else if (is_past(w, &n)) {
		keep_rolled(w, identity); /* asked again when more has rolled off */
	} else if (!w->in->last) {
		w->out->nopen++;
		keep_rolled(w, identity);
	}
}

void compare_older(const struct older_input *in, struct older_comparison *out,
	struct arena *a)
{
	struct work w = {.in = in, .out = out, .a = a, 
		.oldest_ms = items_end_of_order(in->items, in->nitems)};

	*out = (struct older_comparison){0};
	look_up(&w);
	for (size_t i = 0; i < in->old->nmissing; i++)
		take_missing(&w, in->old->missing[i]);
	for (size_t i = 0; i < in->old->nrolled; i++)
		take_rolled(&w, in->old->rolled[i]);
}
