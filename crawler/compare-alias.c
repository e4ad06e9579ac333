/* One site under two names: entries whose addresses differ in the host alone. */
#include "crawler/compare.h"

#include "crawler/url.h"

#define ALIASES_MAX 8			/* of a column: "host known-host", the latest first */
#define PROOF_MIN 2			/* entries at the other host that were known at this one */
#define PAIRS_MAX ((size_t)1 << 20)	/* entries times entries of the baseline */

static const char scheme[] = "http://"; /* of every canonical address */

struct work {
	struct column_state *old;
	struct item *items;
	size_t nitems;
	struct str *own, *was; /* identities, without other names; of the baseline */
	notice_find_fn *find;
	void *ctx;
	struct arena *a;
};

/* "host" and "/path?query" of an identity that is an address. */
static bool split(struct str identity, struct str *host, struct str *rest)
{
	size_t from = sizeof(scheme) - 1, slash = str_findc(identity, '/', from);

	if (!str_starts(identity, STR("http://")) || slash == SIZE_MAX || slash + 1 >= identity.n)
		return false;
	*host = str_sub(identity, from, slash - from);
	*rest = str_sub(identity, slash, identity.n);
	return true;
}

static struct str known_host(const struct column_state *s, struct str host)
{
	for (size_t i = 0; i < s->naliases; i++) {
		struct str rest = s->aliases[i], name;

		if (str_cut(&rest, ' ', &name) && str_eq(name, host))
			return rest;
	}
	return STR_NONE;
}

static bool is_known(const struct work *w, struct str identity)
{
	struct notice n;

	return w->find(identity, &n, w->ctx);
}

static bool is_listed(const struct work *w, struct str identity)
{
	for (size_t i = 0; i < w->nitems; i++)
		if (str_eq(w->own[i], identity))
			return true;
	return false;
}

/* The host under which the baseline has this entry; it stands on the list no more. */
static struct str host_before(const struct work *w, size_t i)
{
	struct str host, rest, old_host, old_rest;

	if (!split(w->own[i], &host, &rest))
		return STR_NONE;
	for (size_t k = 0; k < w->old->nitems; k++) {
		struct str a = w->items[i].title, b = w->old->items[k].title;

		if (split(w->was[k], &old_host, &old_rest) && str_eq(rest, old_rest) &&
			!str_eq(host, old_host) && (!a.n || !b.n || titles_same(a, b)) &&
			!is_listed(w, w->was[k]))
			return old_host;
	}
	return STR_NONE;
}

static void add_alias(struct work *w, struct str host, struct str known)
{
	struct column_state *s = w->old;
	size_t n = s->naliases < ALIASES_MAX ? s->naliases : ALIASES_MAX - 1;
	struct str *all = arena_array(w->a, ALIASES_MAX, sizeof(*all));

	all[0] = arena_strf(w->a, "%.*s %.*s", STR_ARG(host), STR_ARG(known));
	for (size_t i = 0; i < n; i++)
		all[i + 1] = s->aliases[i];
	s->aliases = all;
	s->naliases = n + 1;
}

/* The first host of which enough entries were known at one other. */
static bool learn(struct work *w)
{
	struct str first = STR_NONE, known = STR_NONE, host, rest, before;
	size_t n = 0;

	if (!w->old->nitems || w->nitems > PAIRS_MAX / w->old->nitems)
		return false;
	for (size_t i = 0; i < w->nitems; i++) {
		if (!split(w->own[i], &host, &rest) || known_host(w->old, host).n ||
			(first.n && !str_eq(host, first)) || is_known(w, w->own[i]))
			continue;
		before = host_before(w, i);
		if (str_none(before) || (known.n && !str_eq(before, known)))
			continue;
		first = host;
		known = before;
		n++;
	}
	if (n < PROOF_MIN && (n == 0 || n < w->old->nitems))
		return false;
	add_alias(w, first, known);
	return true;
}

/* Under its own name where that is known, else under the one its host had before. */
static void apply(struct work *w)
{
	struct str host, rest, known;

	for (size_t i = 0; i < w->nitems; i++) {
		if (!split(w->own[i], &host, &rest))
			continue;
		known = known_host(w->old, host);
		if (known.n && !is_known(w, w->own[i]))
			w->items[i].known_as = arena_strf(w->a, "%s%.*s%.*s", scheme,
				STR_ARG(known), STR_ARG(rest));
	}
}

bool compare_alias(struct column_state *old, struct item *items, size_t n, bool may_learn,
	notice_find_fn *find, void *ctx, struct arena *a)
{
	struct work w = {.old = old, .items = items, .nitems = n, .find = find, .ctx = ctx,
		.a = a, .own = arena_array(a, n + 1, sizeof(*w.own)),
		.was = arena_array(a, old->nitems + 1, sizeof(*w.was))};
	bool learned;

	for (size_t i = 0; i < n; i++)
		w.own[i] = item_identity(&items[i], a);
	for (size_t i = 0; i < old->nitems; i++)
		w.was[i] = item_identity(&old->items[i], a);
	learned = may_learn && learn(&w);
	if (old->naliases)
		apply(&w);
	return learned;
}
