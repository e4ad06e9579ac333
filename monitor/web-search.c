/* Notices whose titles hold a text. A search looks for a while and says where it ended. */
#include "say.h"
#include "web-page.h"

#include "base/clock.h"
#include "base/out.h"

#define FOUND_MAX 100
#define LOOK_MS 250
#define LOOK_EACH 1024 /* notices between two looks at the clock */

struct searching {
	struct web_turn *t;
	struct section *s;
	struct str words;
	size_t n, looked;
	int64_t end_ms;
	bool stopped;
};

static int look_at(const struct notice *n, void *ctx)
{
	struct searching *x = ctx;
	struct arena *a = x->t->ask.arena;
	struct cell *row;

	if (++x->looked % LOOK_EACH == 0 && clock_mono_ms() > x->end_ms)
		x->stopped = true;
	if (str_find_nocase(n->title, x->words, 0) == SIZE_MAX)
		return x->stopped;
	row = web_row(x->t, x->s);
	row[0] = cell_day(notice_day(n));
	row[1] = web_notice_cell(x->t, n->portal, n->column, n->identity, arena_str(a, n->title));
	row[2] = web_portal_cell(x->t, arena_str(a, n->portal));
	row[3] = web_column_cell(x->t, n->portal, arena_str(a, n->column));
	row[4] = n->state >= NOTICE_DELISTED
		? cell_tone(str_of(say_notice_state(n->state, x->t->ask.lang)), TONE_BAD)
		: cell_text(str_of(say_notice_state(n->state, x->t->ask.lang)));
	x->stopped = x->stopped || ++x->n == FOUND_MAX;
	return x->stopped;
}

static void go_on(struct web_turn *t, struct str words, const struct buf *place)
{
	struct buf b = BUF_INIT(WEB_VALUE_MAX * 8);

	buf_adds(&b, "<p class=\"pager\"><a href=\"?q=");
	out_url_component(&b, words);
	buf_adds(&b, "&amp;from=");
	web_bytes_text(buf_str(place), &b);
	buf_addf(&b, "\">%s</a></p>\n", LANG(t->ask.lang, "search on"));
	web_raw(t, NULL, &b);
	buf_release(&b);
}

int web_search(struct web_turn *t)
{
	static const char *const heads[] = {LANG_MARK("Date"), LANG_MARK("Title"),
		LANG_MARK("Portal"), LANG_MARK("Column"), LANG_MARK("State"), NULL};
	enum lang l = t->ask.lang;
	struct searching x = {.t = t, .words = str_trim(web_value(t, "q")),
		.end_ms = clock_mono_ms() + LOOK_MS};
	struct buf place = BUF_INIT(511);
	int rc = 0;

	web_page(t, str_of(LANG(l, "Search")));
	if (!x.words.n) {
		web_line(t, str_of(LANG(l, "Words of a title are needed.")));
		return web_page_end(t);
	}
	if (!web_bytes_read(web_value(t, "from"), &place)) {
		buf_release(&place);
		return web_bad(t, "from");
	}
	x.s = web_section(t, NULL, heads);
	x.s->empty = str_of(LANG(l, "No title holds these words."));
	rc = pages_each_notice_from(t->ask.pages, web_value(t, "portal"), STR_NONE, &place, look_at, &x,
		&t->err);
	if (rc == 0) {
		web_line(t, arena_strf(t->ask.arena, LANG(l, "\"%.*s\": %zu found, %zu titles looked at"),
			STR_ARG(x.words), x.n, x.looked));
		if (x.stopped)
			go_on(t, x.words, &place);
		if (x.stopped && !x.n)
			x.s->empty = str_of(LANG(l, "None so far."));
	}
	buf_release(&place);
	return rc < 0 ? rc : web_page_end(t);
}
