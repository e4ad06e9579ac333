/* A notice: facts, versions, its last text; or one version beside the one before. */
#include "say.h"
#include "site.h"
#include "version-diff.h"
#include "web-page.h"

#include "base/out.h"
#include "crawler/textdiff.h"

#define VERSIONS_SHOWN 200

struct versions {
	struct web_turn *t;
	uint64_t want;		/* 0: the last */
	struct version now, before;
	bool has_now, has_before;
	struct section *s;
	size_t n;
	struct str way;		/* of the notice */
	struct row {
		uint64_t seq;
		int64_t time_ms;
		int32_t day;
		struct str title, sha256;
		bool kept;
	} list[VERSIONS_SHOWN]; /* the newest */
};

static int take(const struct version *v, void *ctx)
{
	struct versions *x = ctx;
	struct arena *a = x->t->ask.arena;
	char hex[SHA256_HEX];
	struct row *at = &x->list[x->n++ % VERSIONS_SHOWN];

	*at = (struct row){.seq = v->seq, .time_ms = v->time_ms, .day = version_day(v),
		.title = arena_str(a, v->title),
		.sha256 = arena_str(a, str_of(sha256_hex(hex, &v->body_digest))),
		.kept = body_has(x->t->ask.pages, &v->body_digest)};
	if (x->has_now && x->want && x->now.seq == x->want)
		return 0;
	if (x->has_now) {
		x->before = x->now;
		x->has_before = true;
	}
	x->now = version_copy(v, SITE_TEXT_MAX, a);
	x->has_now = true;
	return 0;
}

static void version_rows(struct web_turn *t, const struct versions *x)
{
	static const char *const heads[] = {LANG_MARK("Stored"), LANG_MARK("Title"),
		LANG_MARK("Stated date"), LANG_MARK("Compared"), LANG_MARK("Stored bytes, SHA-256"),
		NULL};
	struct section *s = web_section(t, LANG_MARK("Versions"), heads);
	size_t n = x->n < VERSIONS_SHOWN ? x->n : VERSIONS_SHOWN;

	for (size_t i = 0; i < n; i++) {
		const struct row *v = &x->list[(x->n - 1 - i) % VERSIONS_SHOWN];
		struct cell *row = web_row(t, s);

		row[0] = cell_time(v->time_ms);
		row[1] = cell_text(v->title);
		row[2] = cell_day(v->day);
		if (i + 1 < x->n)
			row[3] = cell_local(str_of(LANG(t->ask.lang, "what changed")), arena_strf(
				t->ask.arena, "%.*s?version=%llu", STR_ARG(x->way),
				(unsigned long long)v->seq));
		row[4] = v->kept ? cell_local(arena_strf(t->ask.arena, "%.16s…", v->sha256.p), web_way(t, STR("body"), v->sha256, STR_NONE,
			STR_NONE)) : cell_text(v->sha256);
	}
}

static void attachments(struct web_turn *t, const struct version *v)
{
	static const char *const heads[] = {LANG_MARK("Title"), LANG_MARK("Address"), NULL};
	struct section *s;

	if (!v->nattachments)
		return;
	s = web_section(t, LANG_MARK("Attachments"), heads);
	for (size_t i = 0; i < v->nattachments; i++) {
		struct cell *row = web_row(t, s);

		row[0] = cell_text(v->attachments[i].title);
		row[1] = cell_link(v->attachments[i].url, v->attachments[i].url);
	}
}

static void text(struct web_turn *t, const struct version *v)
{
	struct buf b = BUF_INIT(SITE_TEXT_MAX * 8);

	buf_adds(&b, "<div class=\"text\">");
	out_html(&b, v->text);
	buf_adds(&b, "</div>\n");
	web_raw(t, LANG_MARK("Text"), &b);
	buf_release(&b);
}

static void difference(struct web_turn *t, const struct versions *x)
{
	enum lang l = t->ask.lang;
	const struct zone *z = t->w->config->zone;
	struct version_changes files = {0}, links = {0};
	struct buf b = BUF_INIT((size_t)16 << 20);
	char from[TIME_TEXT], to[TIME_TEXT];
	struct textdiff d;

	web_line(t, arena_strf(t->ask.arena, "%s %s → %s", LANG(l, "Versions of"),
		time_short(from, x->before.time_ms, z), time_short(to, x->now.time_ms, z)));
	version_files(&x->before, &x->now, &files, t->ask.arena);
	version_links(&x->before, &x->now, &links, t->ask.arena);
	textdiff_make(version_reading(&x->before, t->ask.arena),
		version_reading(&x->now, t->ask.arena), &d, t->ask.arena);
	textdiff_side_html(&d, version_same(l, files.n || links.n), LANG(l, "lines unchanged"), &b);
	version_changes_html(&files, l, LANG(l, "Attachments"), &b);
	version_changes_html(&links, l, LANG(l, "Links of the text"), &b);
	web_raw(t, LANG_MARK("What changed"), &b);
	buf_release(&b);
}

static void facts(struct web_turn *t, const struct notice *n)
{
	enum lang l = t->ask.lang;
	struct section *s = web_facts(t, NULL);
	const char *state = say_notice_state(n->state, l);

	web_fact(t, s, LANG(l, "portal"), web_portal_cell(t, n->portal));
	web_fact(t, s, LANG(l, "column"), web_column_cell(t, n->portal, n->column));
	web_fact(t, s, LANG(l, "address"), cell_link(n->url, n->url));
	web_fact(t, s, LANG(l, "stated date"), cell_day(notice_day(n)));
	web_fact(t, s, LANG(l, "state"), cell_tone(str_of(state), n->state >= NOTICE_DELISTED
			? TONE_BAD : TONE_GOOD));
	web_fact(t, s, LANG(l, "first seen"), n->baseline
			? cell_text(str_of(LANG(l, "there before us"))) : cell_time(n->first_ms));
	web_fact(t, s, LANG(l, "last listed"), cell_time(n->last_listed_ms));
	web_fact(t, s, LANG(l, "page last good"), cell_time(n->last_page_ms));
	web_fact(t, s, LANG(l, "page gone since"), cell_time(n->gone_ms));
	web_fact(t, s, LANG(l, "document number"), cell_text(n->doc_number));
	web_fact(t, s, LANG(l, "source"), cell_text(n->source));
}

static bool key_of(struct str hex, struct key128 *out)
{
	for (size_t i = 0; i < sizeof(out->b); i++) {
		int hi = hex.n == 32 ? hex_value((unsigned char)hex.p[2 * i]) : -1;
		int lo = hex.n == 32 ? hex_value((unsigned char)hex.p[2 * i + 1]) : -1;

		if (hi < 0 || lo < 0)
			return false;
		out->b[i] = (unsigned char)(hi * 16 + lo);
	}
	return true;
}

int web_notice(struct web_turn *t)
{
	struct versions *x = arena_alloc(t->ask.arena, sizeof(*x));
	struct key128 key;
	struct notice n;
	int64_t want;
	int rc = !key_of(t->path.segment[3], &key) ? ERR_NOTFOUND
		: pages_notice_at(t->ask.pages, t->path.segment[1], t->path.segment[2], &key, &n,
			t->ask.arena, &t->err);

	if (rc == ERR_NOTFOUND)
		return web_missing(t, LANG(t->ask.lang, "there is no such notice"));
	if (rc == 0 && !web_number(t, "version", 1, INT64_MAX, 0, &want))
		return web_bad(t, "version");
	if (rc < 0)
		return rc;
	x->t = t;
	x->want = (uint64_t)want;
	x->way = web_way(t, STR("portal"), n.portal, n.column, t->path.segment[3]);
	rc = pages_each_version(t->ask.pages, &n, take, x, &t->err);
	if (rc < 0)
		return rc;
	if (want && (!x->has_before || x->now.seq != (uint64_t)want))
		return web_missing(t, LANG(t->ask.lang, "there is no such version, or none before it"));
	web_page(t, n.title.n ? n.title : n.url);
	if (want)
		difference(t, x);
	facts(t, &n);
	if (x->n)
		version_rows(t, x);
	if (x->has_now && !want) {
		attachments(t, &x->now);
		text(t, &x->now);
	}
	return web_page_end(t);
}

/* The stored bytes as they came, for who compares digests: never shown by the browser. */
int web_body(struct web_turn *t)
{
	struct sha256 d;
	struct str hex = t->path.segment[1];
	int rc = hex.n == 64 && sha256_parse(hex, &d)
		? body_get(t->ask.pages, &d, &t->a->body, &t->err) : ERR_NOTFOUND;

	if (rc == ERR_NOTFOUND)
		return web_missing(t, LANG(t->ask.lang, "no bytes of that digest are kept"));
	if (rc < 0)
		return rc;
	web_header(t, "Content-Type", STR("application/octet-stream"));
	web_header(t, "Content-Disposition", arena_strf(t->ask.arena,
		"attachment; filename=\"%.*s.bin\"", STR_ARG(hex)));
	web_header(t, "Content-Security-Policy", STR("default-src 'none'; sandbox"));
	return 0;
}
