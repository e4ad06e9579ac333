/* diff: what changed between two stored versions of a notice. */
#include "notice-find.h"
#include "version-diff.h"

#include "base/utf8.h"
#include "crawler/charset.h"
#include "crawler/links.h"
#include "crawler/textdiff.h"
#include "monitor/cmds.h"
#include "monitor/lang.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define OUT_BYTES ((size_t)256 << 20)
#define SIDE_COLUMNS ((size_t)100) /* a terminal so wide shows both texts beside each other */
#define UNIFIED_COLUMNS ((size_t)80)

struct diff_opts {
	const char *from; /* --versions A; B stands behind it */
	bool raw, html;
};

static const struct opt opts[] = {
	{.name = "--versions", .kind = OPT_TEXT, .offset = offsetof(struct diff_opts, from),
		.value = "A B", .help = "these two, by the numbers that history shows"},
	{.name = "--raw", .kind = OPT_FLAG, .offset = offsetof(struct diff_opts, raw),
		.help = "compare the last two stored pages, noise included, not their texts"},
	{.name = "--html", .kind = OPT_FLAG, .offset = offsetof(struct diff_opts, html),
		.help = "write a page for a browser"},
	{0},
};

struct diffing {
	struct globals *g;
	const struct diff_opts *o;
	enum lang lang;
	const struct zone *zone;
	struct store_txn *t;
	struct arena arena;
	struct buf out;
	struct notice_found found;
	uint64_t want_a, want_b;     /* 0: the last two */
	struct version *all;
	size_t nall, cap;
	struct version a, b;
	struct str page_a, page_b;   /* decoded, none where no bytes are kept */
	struct version_changes attachments, links;
};

/* --- the two versions --- */

static int keep_number(const struct version *v, void *ctx)
{
	struct diffing *d = ctx;

	d->all = arena_grow(&d->arena, d->all, d->nall, &d->cap, sizeof(*d->all));
	d->all[d->nall++] = (struct version){.seq = v->seq, .time_ms = v->time_ms};
	return 0;
}

struct taking {
	struct diffing *d;
	uint64_t seq;
	struct version *out;
	bool done;
};

/* Records lie in the scan's memory: what is compared is copied. */
static int take_version(const struct version *v, void *ctx)
{
	struct taking *k = ctx;
	struct buf b = BUF_INIT(OUT_BYTES);
	struct err e = {0};

	if (v->seq != k->seq)
		return 0;
	record_write(&record_version, v, &b);
	k->done = record_read(&record_version, buf_str(&b), k->out, &k->d->arena, &e) == 0;
	buf_release(&b);
	return 1;
}

static int load(struct diffing *d, const struct notice *n, uint64_t seq, struct version *out,
	struct err *e)
{
	struct taking k = {.d = d, .seq = seq, .out = out};
	int rc = pages_each_version(d->t, n, take_version, &k, e);

	if (rc < 0)
		return rc;
	return k.done ? 0 : err_set(e, ERR_USAGE, "no version %llu of this notice",
				    (unsigned long long)seq);
}

/* The last two snapshots with different bytes, whatever was made of them: noise is never
 * deleted. */
static int keep_snapshot(const struct measure *m, void *ctx)
{
	struct diffing *d = ctx;

	if (sha256_zero(&m->body_digest) || sha256_same(&m->body_digest, &d->b.body_digest) ||
		!body_has(d->t, &m->body_digest))
		return 0;
	d->a = d->b;
	d->b = (struct version){.seq = m->seq, .time_ms = m->time_ms,
		.url = arena_str(&d->arena, m->url), .body_digest = m->body_digest};
	return 0;
}

static int load_snapshots(struct diffing *d, const struct notice *n, struct err *e)
{
	int rc = pages_each_measure(d->t, n->url, INT64_MIN, INT64_MAX, keep_snapshot, d, e);

	d->a.title = d->b.title = n->title;
	return rc < 0 ? rc : sha256_zero(&d->a.body_digest) ? ERR_NOTFOUND : 0;
}

/* Bytes that retention let go, or that were never kept, leave the texts. */
static int load_page(struct diffing *d, const struct version *v, struct str *out,
	struct err *e)
{
	struct charset_result r;
	struct buf b = BUF_INIT(BODY_MAX);
	int rc = body_get(d->t, &v->body_digest, &b, e);

	if (rc == 0) {
		charset_decode(arena_str(&d->arena, buf_str(&b)), STR_NONE, v->url, &r,
			&d->arena);
		*out = r.text;
	}
	buf_release(&b);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* --- lists of their own --- */

static int by_url(const void *a, const void *b)
{
	const struct link *x = *(const struct link *const *)a, *y = *(const struct link *const *)b;

	return str_cmp(x->url, y->url);
}

/* The addresses of a page, sorted. */
static const struct link **sorted(struct diffing *d, struct str page, struct str url, size_t *n)
{
	const struct link **list;
	struct links l = {0};

	*n = 0;
	links_read(page, url, STR_NONE, WANT_LINKS, &l, &d->arena);
	list = arena_array(&d->arena, l.n + 1, sizeof(*list));
	for (size_t i = 0; i < l.n; i++)
		if (l.list[i].url.n)
			list[(*n)++] = &l.list[i];
	if (*n)
		qsort(list, *n, sizeof(*list), by_url);
	return list;
}

/* Attachments have a list of their own. */
static bool is_listed(const struct version_changes *c, struct str url)
{
	for (size_t i = 0; i < c->n; i++)
		if (str_eq(c->list[i].url, url))
			return true;
	return false;
}

static void one_sided(struct diffing *d, const char *how, const struct link *x,
	const struct link *before)
{
	if ((!before || !str_eq(before->url, x->url)) && !is_listed(&d->attachments, x->url))
		version_change_add(&d->links, how, x->url, x->text, &d->arena);
}

static void compare_links(struct diffing *d)
{
	size_t na, nb, i = 0, k = 0;
	const struct link **a, **b;

	if (str_none(d->page_a) || str_none(d->page_b))
		return;
	a = sorted(d, d->page_a, d->a.url, &na);
	b = sorted(d, d->page_b, d->b.url, &nb);
	while (i < na || k < nb) {
		int c = i == na ? 1 : k == nb ? -1 : str_cmp(a[i]->url, b[k]->url);

		if (c < 0) {
			one_sided(d, "removed", a[i], i ? a[i - 1] : NULL);
			i++;
		} else if (c > 0) {
			one_sided(d, "added", b[k], k ? b[k - 1] : NULL);
			k++;
		} else {
			struct str same = a[i]->url;

			while (i < na && str_eq(a[i]->url, same))
				i++;
			while (k < nb && str_eq(b[k]->url, same))
				k++;
		}
	}
}

/* --- written --- */

static void list_text(struct diffing *d, const char *title, const struct version_changes *c)
{
	if (c->n == 0)
		return;
	buf_addf(&d->out, "\n%s\n", title);
	for (size_t i = 0; i < c->n; i++) {
		buf_addf(&d->out, "  %c %s ", c->list[i].how[0] == 'r' ?
			(c->list[i].how[2] == 'm' ? '-' : '~') : '+',
			version_how(d->lang, c->list[i].how));
		if (c->list[i].text.n) {
			out_line(&d->out, c->list[i].text, 80);
			buf_addc(&d->out, ' ');
		}
		out_term(&d->out, c->list[i].url);
		buf_addc(&d->out, '\n');
	}
}

static void list_json(struct jw *j, const char *key, const struct version_changes *c)
{
	jw_key(j, key);
	jw_open(j, '[');
	for (size_t i = 0; i < c->n; i++) {
		jw_open(j, '{');
		jw_kcstr(j, "change", c->list[i].how);
		jw_kstr(j, "url", c->list[i].url);
		jw_kstr(j, "text", c->list[i].text);
		jw_close(j, '}');
	}
	jw_close(j, ']');
}

static void version_json(struct diffing *d, struct jw *j, const char *key,
	const struct version *v)
{
	char hex[SHA256_HEX];

	jw_key(j, key);
	jw_open(j, '{');
	jw_kint(j, "version", (int64_t)v->seq);
	jw_ktime(j, "time", v->time_ms, d->zone);
	jw_kstr(j, "title", v->title);
	jw_kday(j, "date", version_day(v));
	jw_kcstr(j, "sha256", sha256_hex(hex, &v->body_digest));
	jw_close(j, '}');
}

static void write_json(struct diffing *d, const struct textdiff *x)
{
	struct jw j = jw_on(&d->out);

	jw_open(&j, '{');
	jw_kstr(&j, "url", d->found.list[0].url);
	version_json(d, &j, "from", &d->a);
	version_json(d, &j, "to", &d->b);
	jw_kbool(&j, "same", x->same && !d->attachments.n && !d->links.n);
	jw_kbool(&j, "coarse", x->coarse);
	jw_key(&j, "segments");
	textdiff_json(x, &j);
	list_json(&j, "attachments", &d->attachments);
	list_json(&j, "links", &d->links);
	jw_close(&j, '}');
	buf_addc(&d->out, '\n');
}

static const char *same_text(const struct diffing *d)
{
	return version_same(d->lang, d->attachments.n || d->links.n);
}

static void write_html_page(struct diffing *d, const struct textdiff *x)
{
	char a[TIME_TEXT], b[TIME_TEXT];

	buf_addf(&d->out, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width, "
		"initial-scale=1\">\n<title>",
		d->lang == LANG_ZH ? "zh-CN" : "en");
	out_html(&d->out, d->b.title);
	buf_adds(&d->out, "</title>\n<style>body{font:16px/1.7 \"Noto Sans CJK SC\","
		"\"Microsoft YaHei\",system-ui,sans-serif;max-width:50rem;margin:1rem auto;"
		"padding:0 1rem}del{background:#fdecec;color:#a31515}ins{background:#eaf6ee;"
		"color:#136c2e}.meta{color:#555}li{overflow-wrap:anywhere}</style></head>\n<body>\n<h1>");
	out_html(&d->out, d->b.title);
	buf_addf(&d->out, "</h1>\n<p class=\"meta\">%s → %s</p>\n",
		time_short(a, d->a.time_ms, d->zone), time_short(b, d->b.time_ms, d->zone));
	textdiff_html(x, same_text(d), &d->out);
	version_changes_html(&d->attachments, d->lang, LANG(d->lang, "Attachments"), &d->out);
	version_changes_html(&d->links, d->lang, LANG(d->lang, "Links of the page"), &d->out);
	buf_adds(&d->out, "</body></html>\n");
}

/* COLUMNS, where somebody set it, else of the terminal; what is piped is narrow. */
static size_t columns_of(bool terminal)
{
	const char *given = getenv("COLUMNS");
	struct winsize w;
	int64_t n;

	if (given && str_int(str_of(given), 20, 1000, &n))
		return (size_t)n;
	if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col >= 20)
		return w.ws_col;
	return UNIFIED_COLUMNS;
}

static void write_terminal(struct diffing *d, const struct textdiff *x)
{
	const char *plain = getenv("NO_COLOR");
	bool terminal = isatty(STDOUT_FILENO), colour = terminal && !(plain && plain[0]);
	const char *same = same_text(d);
	char a[TIME_TEXT], b[TIME_TEXT];
	size_t columns = columns_of(terminal);

	out_term(&d->out, d->b.title);
	buf_addf(&d->out, "\n%llu  %s  →  %llu  %s\n\n", (unsigned long long)d->a.seq,
		time_short(a, d->a.time_ms, d->zone), (unsigned long long)d->b.seq,
		time_short(b, d->b.time_ms, d->zone));
	if (columns >= SIDE_COLUMNS)
		textdiff_side(x, columns, colour, same, &d->out);
	else
		textdiff_unified(x, columns, colour, same, &d->out);
	list_text(d, LANG(d->lang, "Attachments"), &d->attachments);
	list_text(d, LANG(d->lang, "Links of the page"), &d->links);
}

static int compare(struct diffing *d, struct err *e)
{
	struct textdiff x = {0};
	int rc = load_page(d, &d->a, &d->page_a, e);

	if (rc == 0)
		rc = load_page(d, &d->b, &d->page_b, e);
	if (rc < 0)
		return rc;
	if (d->o->raw && (str_none(d->page_a) || str_none(d->page_b)))
		return err_set(e, ERR_USAGE, "the bytes of a version are not kept any more");
	if (d->o->raw)
		textdiff_make(d->page_a, d->page_b, &x, &d->arena);
	else
		textdiff_make(version_reading(&d->a, &d->arena),
			version_reading(&d->b, &d->arena), &x, &d->arena);
	version_files(&d->a, &d->b, &d->attachments, &d->arena);
	compare_links(d);
	if (d->g->json)
		write_json(d, &x);
	else if (d->o->html)
		write_html_page(d, &x);
	else
		write_terminal(d, &x);
	return 0;
}

static int diff(struct diffing *d, struct str url, struct err *e)
{
	const struct notice *n;
	int rc = notice_find(d->t, url, &d->found, &d->arena, e);

	if (rc < 0)
		return rc;
	if (d->found.n == 0)
		return err_set(e, ERR_USAGE, "no notice has the address '%.*s'", STR_ARG(url));
	n = &d->found.list[0];
	if (d->o->raw && !d->want_a) {
		rc = load_snapshots(d, n, e);
		if (rc != ERR_NOTFOUND)
			return rc < 0 ? rc : compare(d, e);
		d->a = d->b = (struct version){0};
	}
	rc = pages_each_version(d->t, n, keep_number, d, e);
	if (rc < 0)
		return rc;
	if (!d->want_a && d->nall < 2) {
		buf_addf(&d->out, "%s\n", d->nall ? LANG(d->lang, "one version is stored: "
				"nothing to compare")
			: LANG(d->lang, "no version is stored yet"));
		return 0;
	}
	rc = load(d, n, d->want_a ? d->want_a : d->all[d->nall - 2].seq, &d->a, e);
	if (rc == 0)
		rc = load(d, n, d->want_b ? d->want_b : d->all[d->nall - 1].seq, &d->b, e);
	return rc < 0 ? rc : compare(d, e);
}

/* "--versions A B URL" leaves B and URL, in either order; "--versions A..B" URL alone. */
static bool arguments(struct diffing *d, int argc, char **argv, struct str *url)
{
	struct str from = str_of(d->o->from);
	size_t dots = str_find(from, STR(".."), 0);
	int64_t a, b;

	if (argc < 1 || argc > 2)
		return false;
	*url = str_of(argv[0]);
	if (!d->o->from)
		return argc == 1;
	if (dots != SIZE_MAX) {
		if (argc != 1 || !str_int(str_sub(from, dots + 2, from.n), 1, INT64_MAX, &b))
			return false;
		from.n = dots;
	} else if (argc != 2) {
		return false;
	} else if (!str_int(str_of(argv[1]), 1, INT64_MAX, &b)) {
		if (!str_int(str_of(argv[0]), 1, INT64_MAX, &b))
			return false;
		*url = str_of(argv[1]);
	}
	if (!str_int(from, 1, INT64_MAX, &a))
		return false;
	d->want_a = (uint64_t)a;
	d->want_b = (uint64_t)b;
	return true;
}

static int run(struct globals *g, const void *given, int argc, char **argv)
{
	struct diffing d = {.g = g, .o = given, .arena = ARENA_INIT,
		.out = BUF_INIT(OUT_BYTES)};
	struct store *s = NULL;
	struct err e = {0};
	struct str url;
	int status;

	if (!arguments(&d, argc, argv, &url))
		return cmd_usage(&cmd_diff, "expected one address%s",
			d.o->from ? " and two versions" : "");
	status = cmd_open(g, "pages", STORE_READ, &s);
	if (status)
		return status;
	d.zone = cmd_zone(g);
	d.lang = lang_of(cmd_lang(g));
	if (store_begin(s, false, &d.t, &e) < 0 || diff(&d, url, &e) < 0)
		status = cmd_fail(&e);
	else
		status = cmd_out(&d.out);
	store_abort(d.t);
	store_close(s);
	buf_release(&d.out);
	arena_release(&d.arena);
	return status;
}

const struct cmd cmd_diff = {
	.name = "diff",
	.args = "URL [--versions A B] [--raw] [--html]",
	.summary = "what changed between two versions of a notice",
	.opts = opts,
	.opts_size = sizeof(struct diff_opts),
	.run = run,
};
