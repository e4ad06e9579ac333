/* Errata: the facts of a frozen report against the same facts made again now. */
#include "monitor/freeze.h"

#include "spool.h"

#include "base/clock.h"
#include "base/jval.h"
#include "base/out.h"
#include "monitor/alerts.h"
#include "monitor/duty-ledger.h"
#include "monitor/evaluate.h"

#include <stdlib.h>

#define PATH_MAX_BYTES ((size_t)2000)
#define FACTS_MAX ((size_t)64 << 20) /* what jval reads */

/* What tells the elements of a list apart. */
static const char *const identity[] = {"id", "indicator", "portal", "column", "subject", "url",
	"unit", "week", "month", "from", "number", "kind"};

/* What goes on living after a report: no correction of it. */
static const char *const living[] = {"at", "last_good", "last_seen", "last", "resolved",
	"incident", "evidence", "facts", "summary", "cause", "severity", "done", "sample",
	"newest_title", "newest_url", "calendar_guessed", "hours", "method"};
static const char *const living_incident[] = {"state", "level", "basis", "detail", "by", "reason",
	"until", "person", "deadline", "measure_taken", "notice", "fixed", "reopened", "told",
	"history", "earliest", "measured", "explained_by", "opened"};
static const char *const derived[] = {"score", "lost", "verdict", "pass", "fail"};

struct comparing {
	struct report_ask *ask;
	const struct frozen *f;
	erratum_fn *fn;
	void *ctx;
	size_t n;
	bool links; /* the verdicts rest on links too */
	struct buf path;
};

#define HAS(list, key) has((list), sizeof(list) / sizeof((list)[0]), (key))

static bool has(const char *const *list, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (streq(list[i], key))
			return true;
	return false;
}

static bool passes_over(const struct comparing *c, const char *key)
{
	if (HAS(living, key))
		return true;
	if (str_eqc(c->f->kind, "incidents") && HAS(living_incident, key))
		return true;
	return c->links && HAS(derived, key);
}

static struct str scalar(const struct comparing *c, const struct jval *v)
{
	double x;

	switch (v ? jval_type(v) : JVAL_NULL) {
	case JVAL_NULL:
		return STR_NONE;
	case JVAL_BOOL:
		return jval_bool(v, false) ? STR("true") : STR("false");
	case JVAL_NUMBER:
		x = jval_real(v, 0);
		return x == (double)(int64_t)x
			? arena_strf(c->ask->arena, "%lld", (long long)x)
			: arena_strf(c->ask->arena, "%.4f", x);
	case JVAL_STRING:
		return arena_str(c->ask->arena, jval_str(v));
	case JVAL_ARRAY:
	case JVAL_OBJECT:
		break;
	}
	return STR("...");
}

static void tell(struct comparing *c, struct str was, struct str is)
{
	struct erratum x = {.what = arena_str(c->ask->arena, buf_str(&c->path)), .was = was,
		.is = is};

	if (c->n++ < ERRATA_MAX)
		c->fn(&x, c->ctx);
}

static void compare(struct comparing *c, const struct jval *was, const struct jval *is);

static void compare_objects(struct comparing *c, const struct jval *was,
	const struct jval *is)
{
	size_t length = c->path.n;

	for (size_t i = 0; i < jval_size(was); i++) {
		const char *key;
		const struct jval *v = jval_member(was, i, &key);

		if (passes_over(c, key))
			continue;
		buf_addf(&c->path, "%s%s", length ? "." : "", key);
		compare(c, v, jval_get(is, key));
		buf_cut(&c->path, length);
	}
}

/* --- lists --- */

struct element {
	struct str key;
	const struct jval *v;
};

static int by_key(const void *a, const void *b)
{
	const struct element *x = a, *y = b;

	return str_cmp(x->key, y->key);
}

static struct str key_of(const struct comparing *c, const struct jval *v, size_t at)
{
	struct buf b = BUF_INIT(4000);
	struct str out;

	for (size_t i = 0; i < sizeof(identity) / sizeof(identity[0]); i++) {
		const struct jval *x = jval_get(v, identity[i]);

		struct str s = x && (jval_type(x) == JVAL_STRING || jval_type(x) == JVAL_NUMBER)
			? scalar(c, x) : STR_NONE;

		if (s.n) /* a portal without a unit is no folder */
			buf_addf(&b, "%s%.*s", b.n ? "/" : "", STR_ARG(s));
	}
	if (!b.n)
		buf_addf(&b, "%zu", at);
	out = arena_str(c->ask->arena, buf_str(&b));
	buf_release(&b);
	return out;
}

static struct element *elements(const struct comparing *c, const struct jval *list)
{
	size_t n = jval_size(list);
	struct element *out = arena_array(c->ask->arena, n + 1, sizeof(*out));

	for (size_t i = 0; i < n; i++)
		out[i] = (struct element){key_of(c, jval_at(list, i), i), jval_at(list, i)};
	if (n)
		qsort(out, n, sizeof(*out), by_key);
	return out;
}

/* The check rests on links, which are known as they are now. */
static bool is_living(const struct jval *v)
{
	return str_starts(jval_str(jval_get(v, "check")), STR("links-"));
}

static void compare_lists(struct comparing *c, const struct jval *was, const struct jval *is)
{
	struct element *x = elements(c, was), *y = elements(c, is);
	size_t i = 0, k = 0, nx = jval_size(was), ny = jval_size(is), length = c->path.n;

	while (i < nx || k < ny) {
		int order = i == nx ? 1 : k == ny ? -1 : str_cmp(x[i].key, y[k].key);

		buf_addf(&c->path, "[%.*s]", STR_ARG(order <= 0 ? x[i].key : y[k].key));
		if (order == 0 && !is_living(x[i].v))
			compare(c, x[i].v, y[k].v);
		else if (order < 0)
			tell(c, STR("listed"), STR_NONE);
		else if (order > 0)
			tell(c, STR_NONE, STR("listed"));
		buf_cut(&c->path, length);
		i += order <= 0;
		k += order >= 0;
	}
}

static void compare(struct comparing *c, const struct jval *was, const struct jval *is)
{
	enum jval_type type = jval_type(was);
	struct str a, b;

	if (type == JVAL_OBJECT && is && jval_type(is) == JVAL_OBJECT) {
		compare_objects(c, was, is);
		return;
	}
	if (type == JVAL_ARRAY && is && jval_type(is) == JVAL_ARRAY) {
		compare_lists(c, was, is);
		return;
	}
	a = scalar(c, was);
	b = scalar(c, is);
	/* measured since: what was not known then is no correction */
	if (!str_eq(a, b) && !str_eqc(a, "unmeasured"))
		tell(c, a, b);
}

/* --- what people decided since --- */

struct decision {
	struct comparing *c;
	const struct incident *i;
	struct err *e;
};

static int take_entry(const struct incident_entry *x, void *ctx)
{
	struct decision *d = ctx;
	struct comparing *c = d->c;
	struct arena *a = c->ask->arena;
	bool waives = x->to_state == INCIDENT_FALSE_ALARM || x->to_state == INCIDENT_IGNORED ||
		x->to_state == INCIDENT_EXEMPT;
	struct erratum out;

	if (!waives || x->time_ms <= c->f->made_ms)
		return 0;
	out = (struct erratum){.what = arena_strf(a, "incident #%llu",
				       (unsigned long long)d->i->id),
		.was = str_of(incident_state_word(x->from_state)),
		.is = str_of(incident_state_word(x->to_state)), .by = arena_str(a, x->by),
		.reason = arena_str(a, x->text), .time_ms = x->time_ms, .incident = d->i->id,
		.was_state = x->from_state, .is_state = x->to_state};
	if (c->n++ < ERRATA_MAX)
		c->fn(&out, c->ctx);
	return 0;
}

/* A decision about something that the report does not speak of corrects nothing in it. */
static bool speaks_of(const struct frozen *f, const struct incident *i)
{
	static const struct {
		const char *report, *kinds[4]; /* none: every incident */
	} row[] = {
		{"freshness", {"stale", "empty", "undated"}},
		{"links", {KIND_LINK, KIND_HOST}},
		{"availability", {KIND_AVAILABILITY, KIND_PORTAL, KIND_PLATFORM}},
		{"notices", {KIND_WITHDRAWN}},
		{"duties", {KIND_MANUAL}},
	};

	for (size_t k = 0; k < sizeof(row) / sizeof(row[0]); k++) {
		bool any = false;

		if (!str_eqc(f->kind, row[k].report))
			continue;
		for (size_t n = 0; n < 4 && row[k].kinds[n]; n++)
			any |= str_eqc(i->kind, row[k].kinds[n]);
		return any;
	}
	return true;
}

static int take_incident(const struct incident *i, void *ctx)
{
	struct decision *d = ctx;
	struct comparing *c = d->c;
	const struct zone *z = c->ask->config->zone;

	if ((int64_t)i->id > c->f->incidents || i->first_ms > c->f->at_ms ||
		!report_covers_incident(c->ask, i) || !speaks_of(c->f, i))
		return 0;
	if (c->ask->from_day != DAY_NONE && (i->first_ms >= day_start_ms(c->ask->to_day + 1, z) ||
		(i->resolved_ms && i->resolved_ms < day_start_ms(c->ask->from_day, z))))
		return 0;
	d->i = i;
	return alerts_each_entry(c->ask->alerts, i->id, take_entry, d, d->e);
}

/* --- the question again --- */

static const char *text_or_null(struct str s)
{
	return s.n ? s.p : NULL;
}

static void fill_ask(struct report_ask *ask, const struct frozen *f)
{
	struct str rest = f->subjects, one;
	const char **list = arena_array(ask->arena, f->subjects.n / 2 + 2, sizeof(*list));
	size_t n = 0;

	while (rest.n && str_cut(&rest, '\n', &one))
		list[n++] = arena_cstr(ask->arena, one);
	ask->subjects = list;
	ask->now_ms = f->at_ms;
	ask->lang = LANG_EN;
	ask->unit = text_or_null(f->unit);
	ask->tag = text_or_null(f->tag);
	ask->profile = text_or_null(f->profile);
	ask->seed = text_or_null(f->seed);
	ask->sample = f->sample;
	ask->open_only = f->open_only;
	ask->from_day = ask->to_day = DAY_NONE;
	if (f->from.n)
		day_parse(f->from, &ask->from_day);
	if (f->to.n)
		day_parse(f->to, &ask->to_day);
}

static int compare_texts(struct comparing *c, struct str was, struct str is, struct err *e)
{
	struct jval *a = NULL, *b = NULL;
	int rc;

	if (was.n > FACTS_MAX || is.n > FACTS_MAX)
		return err_set(e, ERR_TOOBIG, "facts of more than %zu MB are not compared: "
			"freeze reports of fewer portals", FACTS_MAX >> 20);
	rc = jval_parse(was, &a, e);
	if (rc == 0)
		rc = jval_parse(is, &b, e);
	if (rc == 0) {
		c->links = jval_bool(jval_get(a, "links_counted"), false);
		compare(c, a, b);
	}
	jval_free(a);
	jval_free(b);
	return rc;
}

int frozen_errata(struct report_ask *ask, const struct frozen *f, erratum_fn *fn, void *ctx,
	size_t *n, struct err *e)
{
	struct comparing c = {.ask = ask, .f = f, .fn = fn, .ctx = ctx,
		.path = BUF_INIT(PATH_MAX_BYTES)};
	const struct report_kind *k = report_find(f->kind.p);
	struct spool *was = spool_new(), *is = spool_new();
	struct decision d = {.c = &c, .e = e};
	int rc;

	fill_ask(ask, f);
	rc = k ? frozen_facts(store_dir(store_of(ask->pages)), f->name, &f->facts_digest, was, e)
	       : err_set(e, ERR_UNSUPPORTED, "no report of kind '%.*s'", STR_ARG(f->kind));
	if (rc == 0 && !k->living)
		rc = report_make_spooled(ask, k, "json", 0, STR_NONE, is, e);
	if (rc == 0 && !k->living)
		rc = compare_texts(&c, spool_bytes(was), spool_bytes(is), e);
	if (rc == 0 && ask->alerts)
		rc = alerts_each_incident(ask->alerts, take_incident, &d, e);
	*n = c.n;
	spool_free(was);
	spool_free(is);
	buf_release(&c.path);
	return rc < 0 ? rc : 0;
}
