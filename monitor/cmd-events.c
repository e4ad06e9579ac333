/* events: what happened, in order. */
#include "base/clock.h"
#include "base/out.h"
#include "crawler/pages.h"
#include "monitor/cmds.h"
#include "monitor/daemon.h"
#include "monitor/subject.h"
#include "base/utf8.h"
#include "event-view.h"
#include "message-part.h"
#include "say.h"

#include <stdio.h>
#include <unistd.h>

#define FOLLOW_LOOK_US (500 * 1000)
#define OUT_BYTES ((size_t)1 << 20)
#define KIND_COLUMNS 18
#define FEED_ENTRIES 200 /* the newest */
#define DETAIL_BYTES ((size_t)1 << 16) /* of what is said of one event */

struct events_opts {
	const char *since, *portal, *self;
	struct opt_list kind;
	int64_t limit;
	bool follow, atom;
};

static const struct opt opts[] = {
	{.name = "--since", .kind = OPT_TEXT, .offset = offsetof(struct events_opts, since),
		.value = "SEQ|TIME", .help = "after this number, or from this time on"},
	{.name = "--kind", .kind = OPT_LIST, .offset = offsetof(struct events_opts, kind),
		.value = "KIND", .help = "only this kind, such as notice.new (may be repeated)"},
	{.name = "--portal", .kind = OPT_TEXT, .offset = offsetof(struct events_opts, portal),
		.value = "PORTAL[/COLUMN]", .help = "only of this portal or column"},
	{.name = "--limit", .kind = OPT_INT, .offset = offsetof(struct events_opts, limit),
		.value = "N", .help = "at most N"},
	{.name = "--follow", .kind = OPT_FLAG, .offset = offsetof(struct events_opts, follow),
		.help = "go on, waiting for more"},
	{.name = "--atom", .kind = OPT_FLAG, .offset = offsetof(struct events_opts, atom),
		.help = "as an Atom feed"},
	{.name = "--self", .kind = OPT_TEXT, .offset = offsetof(struct events_opts, self),
		.value = "URL", .help = "with --atom: the address at which readers will find it"},
	{0},
};

struct printing {
	const struct globals *g;
	const struct events_opts *o;
	struct buf out;
	uint64_t after;
	int64_t since_ms, left;
	int status;
	struct feed_view feed;
	uint64_t nwanted, skip; /* of a feed */
	int64_t newest_ms;
};

static bool wanted(const struct printing *p, const struct event *x)
{
	struct str portal = str_of(p->o->portal);
	size_t slash = str_findc(portal, '/', 0);
	bool kind = p->o->kind.n == 0;

	if (x->time_ms < p->since_ms)
		return false;
	for (size_t i = 0; i < p->o->kind.n && !kind; i++)
		kind = str_eqc(x->kind, p->o->kind.item[i]);
	if (!kind)
		return false;
	if (str_none(portal))
		return true;
	if (!str_eq(x->portal, str_sub(portal, 0, slash)))
		return false;
	return slash == SIZE_MAX || str_eq(x->column, str_sub(portal, slash + 1, portal.n));
}

static void print_text(struct printing *p, const struct event *x)
{
	enum lang l = lang_of(cmd_lang(p->g));
	struct buf told = BUF_INIT(DETAIL_BYTES);
	char t[TIME_TEXT];
	/* the token in English: people use it with --kind */
	struct str kind = l == LANG_EN ? x->kind : say_event_kind(x, l);
	size_t width = utf8_width(kind);

	buf_addf(&p->out, "%6llu  %s  ", (unsigned long long)x->seq,
		time_short(t, x->time_ms, cmd_zone(p->g)));
	out_term(&p->out, kind);
	buf_addf(&p->out, "%*s", width < KIND_COLUMNS ? (int)(KIND_COLUMNS - width) : 1, "");
	out_term(&p->out, x->portal);
	if (!str_none(x->column)) {
		buf_addc(&p->out, '/');
		out_term(&p->out, x->column);
	}
	buf_adds(&p->out, "  ");
	out_term(&p->out, str_none(x->title) ? x->url : x->title);
	if (str_none(x->identity))
		say_event(&told, x, l);
	if (told.n)
		buf_addf(&p->out, LANG(l, " (%s)"), buf_cstr(&told));
	buf_release(&told);
	buf_addc(&p->out, '\n');
}

static int print_event(const struct event *x, void *ctx)
{
	struct printing *p = ctx;

	p->after = x->seq;
	if (!wanted(p, x))
		return 0;
	if (p->skip) {
		p->skip--;
		return 0;
	}
	if (p->left == 0)
		return 1;
	p->left--;
	if (p->o->atom)
		event_atom(&p->out, &p->feed, x);
	else if (p->g->json)
		event_json(&p->out, x, cmd_zone(p->g));
	else
		print_text(p, x);
	if (p->out.n > OUT_BYTES / 2)
		p->status = cmd_out(&p->out);
	return p->status || p->left == 0 ? 1 : 0;
}

static int print_since(struct printing *p, struct store *s)
{
	struct err e = {0};
	struct store_txn *t;
	int rc = store_begin(s, false, &t, &e);

	if (rc < 0)
		return cmd_fail(&e);
	rc = pages_each_event(t, p->after, print_event, p, &e);
	store_abort(t);
	if (rc < 0)
		return cmd_fail(&e);
	return p->status ? p->status : cmd_out(&p->out);
}

static int read_since(struct printing *p)
{
	int64_t seq;

	if (!p->o->since)
		return 0;
	if (str_int(str_of(p->o->since), 0, INT64_MAX, &seq))
		p->after = (uint64_t)seq;
	else if (!time_parse(str_of(p->o->since), cmd_zone(p->g), &p->since_ms))
		return cmd_note("--since: expected a number or a time, "
				       "found '%s'", p->o->since),
		       EXIT_USAGE;
	return 0;
}

/* What --portal names must be known. */
static int check_portal(const struct printing *p, struct store *s)
{
	struct err e = {0};
	struct store_txn *t;
	struct subject x;
	int rc;

	if (!p->o->portal)
		return 0;
	if (!subject_parse(str_of(p->o->portal), &x) ||
		(x.kind != SUBJECT_PORTAL && x.kind != SUBJECT_COLUMN))
		return cmd_usage(&cmd_events, "--portal: expected PORTAL or PORTAL/COLUMN, found "
			"'%s'", p->o->portal);
	rc = store_begin(s, false, &t, &e);
	if (rc == 0) {
		rc = subject_stored(t, &x, &e);
		store_abort(t);
	}
	return rc < 0 ? cmd_fail(&e) : 0;
}

static int follow(struct printing *p, struct store *s)
{
	uint64_t seen = 0;
	int status = 0;

	daemon_signals();
	while (status == 0 && p->left != 0 && !daemon_stopping()) {
		uint64_t txn = store_last_txn(s);

		if (txn != seen)
			status = print_since(p, s);
		seen = txn;
		usleep(FOLLOW_LOOK_US);
	}
	return status;
}

/* How many there are, and when the newest happened: a feed says it at its head. */
static int look_ahead(const struct event *x, void *ctx)
{
	struct printing *p = ctx;

	if (!wanted(p, x))
		return 0;
	p->nwanted++;
	if (x->time_ms > p->newest_ms)
		p->newest_ms = x->time_ms;
	return 0;
}

/* Without --since and --limit a feed holds the newest ones. */
static int begin_feed(struct printing *p, struct store *s)
{
	struct err e = {0};
	struct store_txn *t;
	int rc = store_begin(s, false, &t, &e);

	if (rc == 0) {
		rc = pages_each_event(t, p->after, look_ahead, p, &e);
		store_abort(t);
	}
	if (rc < 0)
		return cmd_fail(&e);
	if (!p->o->since && p->left < 0 && p->nwanted > FEED_ENTRIES)
		p->skip = p->nwanted - FEED_ENTRIES;
	event_atom_head(&p->out, &p->feed, str_of(p->o->portal),
		p->newest_ms ? p->newest_ms : clock_now_ms());
	return 0;
}

/* What nobody can have meant is refused: an empty answer would look like "nothing happened". */
static int check(const struct events_opts *o, int argc, char **argv)
{
	if (argc > 0)
		return cmd_usage(&cmd_events, "unexpected '%s'", argv[0]);
	if (o->follow && o->atom)
		return cmd_usage(&cmd_events, "a feed has an end: --atom without --follow");
	if (o->self && !o->atom)
		return cmd_usage(&cmd_events, "--self: only a feed has an address, with --atom");
	if (o->self && !str_starts(str_of(o->self), STR("http://")) &&
		!str_starts(str_of(o->self), STR("https://")))
		return cmd_usage(&cmd_events, "--self: expected http:// or https://, found '%s'",
			o->self);
	if (o->limit < 0)
		return cmd_usage(&cmd_events, "--limit: expected a number from 1 on");
	for (size_t i = 0; i < o->kind.n; i++)
		if (!event_text(str_of(o->kind.item[i]), LANG_EN))
			return cmd_usage(&cmd_events, "--kind: no event is called '%s'; "
				"expected one such as notice.new, notice.changed or column.drift",
				o->kind.item[i]);
	return 0;
}

static int run(struct globals *g, const void *given, int argc, char **argv)
{
	struct printing p = {.g = g, .o = given, .out = BUF_INIT(OUT_BYTES * 64)};
	struct store *s = NULL;
	int status = check(given, argc, argv);

	if (status == 0)
		status = cmd_open(g, "pages", STORE_READ, &s);
	p.left = p.o->limit > 0 ? p.o->limit : -1;
	if (status == 0)
		status = read_since(&p);
	if (status == 0)
		status = check_portal(&p, s);
	if (status == 0) {
		p.feed = (struct feed_view){p.g->config, cmd_zone(g), store_epoch(s),
			str_of(p.o->self), lang_of(cmd_lang(g))};
		if (p.o->atom)
			status = begin_feed(&p, s);
	}
	if (status == 0)
		status = p.o->follow ? follow(&p, s) : print_since(&p, s);
	if (status == 0 && p.o->atom) {
		buf_adds(&p.out, "</feed>\n");
		status = cmd_out(&p.out);
	}
	store_close(s);
	buf_release(&p.out);
	return status;
}

const struct cmd cmd_events = {
	.name = "events",
	.args = "[--since SEQ|TIME] [--kind KIND] [--portal PORTAL] [--limit N] [--follow|--atom [--self URL]]",
	.summary = "what happened, in order",
	.opts = opts,
	.opts_size = sizeof(struct events_opts),
	.run = run,
};
