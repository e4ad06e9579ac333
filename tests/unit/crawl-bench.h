/* A real store in a temporary directory and a crawler over it without a worker: answers are
 * given to it at times of our own, as if they had come from the net. */
#ifndef CRAWL_BENCH_H
#define CRAWL_BENCH_H

#include "test.h"

#include "crawl-private.h"

#include "base/clock.h"
#include "crawler/verdict.h"

static char dir[200];
static struct store *pages;
static struct crawl *crawl;
static struct arena arena;
static struct config config;

#define T0 INT64_C(1790213400000) /* 2026-09-24T09:30:00+08:00 */
#define PORTALS_MAX 6

static struct portal_config portals[PORTALS_MAX];
static const char *const ids[PORTALS_MAX] = {"a", "b", "c", "d", "e", "f"};
static const char *const homes[PORTALS_MAX] = {"http://a.test/", "http://b.test/",
	"http://c.test/", "http://d.test/", "http://e.test/", "http://f.test/"};

#define must(call)                                                                        \
	do {                                                                              \
		struct err e_ = {0}, *e = &e_;                                            \
		if ((call) < 0)                                                           \
			fail_msg("%s: %s", #call, e_.text);                               \
		(void)e;                                                                  \
	} while (0)

static inline int begin(void **state)
{
	struct err e = {0};

	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/pw-crawl.XXXXXX");
	if (!mkdtemp(dir) || store_open(dir, "pages", STORE_CREATE, &pages, &e) < 0)
		return -1;
	for (int i = 0; i < PORTALS_MAX; i++)
		portals[i] = (struct portal_config){.id = ids[i], .name = "", .home = homes[i],
			.site_code = "", .unit = "", .revisit = "none",
			.home_every_ms = HOUR_MS, .zone = zone_shanghai()};
	config = (struct config){.file = "", .store = dir, .zone = zone_shanghai(),
		.portals = portals};
	arena = ARENA_INIT;
	return 0;
}

static inline int end(void **state)
{
	(void)state;
	crawl_close(crawl);
	crawl = NULL;
	store_close(pages);
	arena_release(&arena);
	return fs_remove_tree(dir, NULL);
}

/* The first n portals, and these witnesses. */
static inline void watch(size_t nportals, const char **witnesses, size_t nwitnesses)
{
	struct crawl_options o = {0};

	config.nportals = nportals;
	config.witnesses = witnesses;
	config.nwitnesses = nwitnesses;
	must(crawl_open(&config, pages, NULL, &o, T0, &crawl, e));
}

static inline struct portal_state state_of(const char *id)
{
	struct store_txn *t = NULL;
	struct portal_state s = {0};

	must(store_begin(pages, false, &t, e));
	must(pages_portal(t, str_of(id), &s, &arena, e));
	store_abort(t);
	return s;
}

static inline struct address address_of(const char *url)
{
	struct store_txn *t = NULL;
	struct address x = {0};

	must(store_begin(pages, false, &t, e));
	must(pages_address(t, str_of(url), &x, &arena, e));
	store_abort(t);
	return x;
}

static inline struct result answer_of(int kind, const char *url, int verdict, int64_t now)
{
	bool reached = verdict == VERDICT_OK || verdict == VERDICT_BLOCKED ||
		verdict == VERDICT_UNSTABLE_SERVER;

	return (struct result){.kind = kind, .url = str_of(url), .final_url = str_of(url),
		.start_ms = now, .elapsed_ms = 300, .tries = 1, .verdict = verdict,
		.status = verdict == VERDICT_OK ? 200 : reached ? 503 : 0,
		.reason = str_of(verdict == VERDICT_OK ? "" : reached ? "http-503" : "refused")};
}

/* A portal's home page answers so what was asked at an instant. address: where it was found;
 * "" none. */
static inline void visit_begun(const char *id, const char *address, int verdict, int64_t begun,
	int64_t now)
{
	const struct portal_config *p = config_portal(&config, str_of(id));
	struct flight f = {.kind = DUE_PROBE, .subject = arena_cstr(&arena, str_of(id)),
		.subject_n = strlen(id), .portal = p};
	struct result r = answer_of(JOB_PROBE, p->home, verdict, begun);
	struct hop h = {.url = r.url, .status = r.status, .how = STR("http"),
		.address = str_of(address)};
	struct store_txn *t = NULL;

	if (address[0]) {
		r.hops = &h;
		r.nhops = 1;
	}
	crawl->now_ms = now;
	must(store_begin(pages, true, &t, e));
	must(probe_result(crawl, t, &f, &r, e));
	must(store_commit(t, e));
	arena_reset(&crawl->turn);
}

static inline void visit(const char *id, const char *address, int verdict, int64_t now)
{
	visit_begun(id, address, verdict, now, now);
}

/* A witness answers so. */
static inline void witness(const char *url, int verdict, int64_t now)
{
	struct str subject = arena_strf(&arena, "witness:%s", url);
	struct flight f = {.kind = DUE_PROBE, .subject = arena_cstr(&arena, subject),
		.subject_n = subject.n};
	struct result r = answer_of(JOB_PROBE, url, verdict, now);
	struct store_txn *t = NULL;

	crawl->now_ms = now;
	must(store_begin(pages, true, &t, e));
	must(probe_result(crawl, t, &f, &r, e));
	must(store_commit(t, e));
	arena_reset(&crawl->turn);
}

static inline int count_event(const struct event *x, void *ctx)
{
	struct event *want = ctx;

	if (str_eq(x->kind, want->kind) && str_eq(x->portal, want->portal))
		want->seq++;
	return 0;
}

/* Events of a kind and portal so far. */
static inline int events(const char *kind, const char *portal)
{
	struct event want = {.kind = str_of(kind), .portal = str_of(portal)};
	struct store_txn *t = NULL;

	must(store_begin(pages, false, &t, e));
	must(pages_each_event(t, 0, count_event, &want, e));
	store_abort(t);
	return (int)want.seq;
}

#define TC(name) cmocka_unit_test_setup_teardown(name, begin, end)

#endif
