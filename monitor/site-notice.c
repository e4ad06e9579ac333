/* The pages of one notice: what it says, its versions, each beside the one before. */
#include "site.h"
#include "version-diff.h"

#include "base/out.h"
#include "crawler/textdiff.h"

#include <stdio.h>

struct versions {
	struct arena a;
	struct version list[SITE_VERSIONS_MAX]; /* the newest, oldest first */
	size_t n, all;
};

/* Records lie in the scan's memory. */
static int keep(const struct version *v, void *ctx)
{
	struct versions *x = ctx;
	struct version *at;

	x->all++;
	if (x->n == SITE_VERSIONS_MAX) {
		memmove(&x->list[0], &x->list[1], (x->n - 1) * sizeof(x->list[0]));
		x->n--;
	}
	at = &x->list[x->n++];
	*at = version_copy(v, SITE_TEXT_MAX, &x->a);
	return 0;
}

static void link_out(struct site_page *p, struct str url, struct str text)
{
	if (!str_starts(url, STR("http://")) && !str_starts(url, STR("https://"))) {
		out_html(&p->b, text);
		return;
	}
	buf_adds(&p->b, "<a rel=\"noopener noreferrer nofollow\" href=\"");
	out_href(&p->b, url);
	buf_adds(&p->b, "\">");
	out_html(&p->b, text.n ? text : url);
	buf_adds(&p->b, "</a>");
}

/* The shown text is valid: a cut in the middle of a character is repaired by out_html. */
static int write_diff(struct site_out *o, const char *way, const struct notice *n,
	const struct version *old, const struct version *now, struct arena *a, struct err *e)
{
	const struct report_ask *ask = o->ask;
	enum lang l = ask->lang;
	char hash[SITE_HASH], name[100], t[TIME_TEXT], u[TIME_TEXT];
	const struct zone *zone = ask->config->zone;
	struct version_changes files = {0}, links = {0};
	struct textdiff x;
	struct site_page p;

	version_files(old, now, &files, a);
	version_links(old, now, &links, a);
	textdiff_make(version_reading(old, a), version_reading(now, a), &x, a);
	site_begin(&p, ask, now->title.n ? now->title : n->title, "../../");
	site_hash(hash, n->identity);
	buf_addf(&p.b, "<p class=\"meta\"><a href=\"%s.html\">%s</a></p>\n", hash,
		LANG(l, "The notice"));
	buf_addf(&p.b, "<p>%s %s → %s</p>\n", LANG(l, "Versions of"),
		time_short(t, old->time_ms, zone), time_short(u, now->time_ms, zone));
	textdiff_side_html(&x, version_same(l, files.n || links.n),
		LANG(l, "lines unchanged"), &p.b);
	version_changes_html(&files, l, LANG(l, "Attachments"), &p.b);
	version_changes_html(&links, l, LANG(l, "Links of the text"), &p.b);
	snprintf(name, sizeof(name), "%s-%llu.html", hash, (unsigned long long)now->seq);
	return site_end(&p, o, way, name, e);
}

static void write_versions(struct site_page *p, const struct versions *x, const char *hash)
{
	enum lang l = p->ask->lang;
	char hex[SHA256_HEX];

	buf_addf(&p->b, "<h2>%s</h2>\n<table><tr><th>%s</th><th></th><th>%s</th><th>%s</th>"
		"<th>SHA-256</th></tr>\n", LANG(l, "Versions"), LANG(l, "Stored"),
		LANG(l, "Title"), LANG(l, "Stated date"));
	for (size_t i = x->n; i-- > 0;) {
		const struct version *v = &x->list[i];

		buf_adds(&p->b, "<tr>");
		site_time(p, v->time_ms);
		buf_adds(&p->b, "<td>");
		if (i > 0)
			buf_addf(&p->b, "<a href=\"%s-%llu.html\">%s</a>", hash,
				(unsigned long long)v->seq, LANG(l, "what changed"));
		buf_adds(&p->b, "</td><td>");
		site_title(p, v->title);
		buf_adds(&p->b, "</td>");
		site_day(p, version_day(v));
		buf_addf(&p->b, "<td>%s</td></tr>\n", sha256_hex(hex, &v->body_digest));
	}
	buf_adds(&p->b, "</table>\n");
	if (x->all > x->n)
		buf_addf(&p->b, LANG(l, "<p class=\"meta\">%zu older versions are in the store.</p>\n"),
			x->all - x->n);
}

static void write_facts(struct site_page *p, const struct notice *n)
{
	enum lang l = p->ask->lang;
	char t[TIME_TEXT];

	buf_adds(&p->b, "<p class=\"meta\">");
	link_out(p, n->url, n->url);
	buf_addf(&p->b, "</p>\n<p class=\"meta\">%s: %s · <span class=\"%s\">%s</span></p>\n",
		LANG(l, "Stated date"), n->date_ms == DATE_NONE_MS ? "-"
			: day_text(t, notice_day(n)),
		n->state >= NOTICE_DELISTED ? "bad" : "meta", site_state(l, n->state));
	if (!n->source.n)
		return;
	buf_addf(&p->b, "<p class=\"meta\">%s: ", LANG(l, "Source"));
	out_html(&p->b, n->source);
	buf_adds(&p->b, "</p>\n");
}

static void write_body(struct site_page *p, const struct version *v)
{
	enum lang l = p->ask->lang;

	if (v->nattachments)
		buf_addf(&p->b, "<h2>%s</h2>\n<ul>\n", LANG(l, "Attachments"));
	for (size_t i = 0; i < v->nattachments; i++) {
		buf_adds(&p->b, "<li>");
		link_out(p, v->attachments[i].url, v->attachments[i].title);
		buf_adds(&p->b, "</li>\n");
	}
	if (v->nattachments)
		buf_adds(&p->b, "</ul>\n");
	buf_addf(&p->b, "<h2>%s</h2>\n<div class=\"text\">", LANG(l, "Text"));
	out_html(&p->b, v->text);
	buf_adds(&p->b, "</div>\n");
}

int site_notice(struct site_out *o, const char *way, const struct notice *n, struct err *e)
{
	const struct report_ask *ask = o->ask;
	struct versions x = {.a = ARENA_INIT};
	char hash[SITE_HASH], name[64];
	struct site_page p;
	int rc = pages_each_version(ask->pages, n, keep, &x, e);

	for (size_t i = 1; i < x.n && rc == 0; i++)
		rc = write_diff(o, way, n, &x.list[i - 1], &x.list[i], &x.a, e);
	if (rc == 0) {
		site_hash(hash, n->identity);
		snprintf(name, sizeof(name), "%s.html", hash);
		site_begin(&p, ask, n->title, "../../");
		buf_addf(&p.b, "<p class=\"meta\"><a href=\"index.html\">%s</a></p>\n",
			LANG(ask->lang, "The column"));
		write_facts(&p, n);
		if (x.n)
			write_versions(&p, &x, hash);
		if (x.n)
			write_body(&p, &x.list[x.n - 1]);
		rc = site_end(&p, o, way, name, e);
	}
	arena_release(&x.a);
	return rc;
}
