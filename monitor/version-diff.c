/* Lists of what changed between two versions. */
#include "version-diff.h"

#include "base/clock.h"
#include "base/out.h"

#include <stdlib.h>

static struct attachment *files_in(struct arena *a, const struct attachment *list, size_t n)
{
	struct attachment *out = arena_array(a, n + 1, sizeof(*out));

	for (size_t i = 0; i < n; i++)
		out[i] = (struct attachment){
			arena_str(a, list[i].url), arena_str(a, list[i].title)};
	return out;
}

struct version version_copy(const struct version *v, size_t text_max, struct arena *a)
{
	struct version x = {.seq = v->seq, .time_ms = v->time_ms, .date_ms = v->date_ms,
		.date_day = v->date_day,
		.body_digest = v->body_digest, .title = arena_str(a, v->title),
		.text = arena_str(a, str_sub(v->text, 0, text_max)),
		.source = arena_str(a, v->source)};

	x.attachments = files_in(a, v->attachments, v->nattachments);
	x.nattachments = v->nattachments;
	x.links = files_in(a, v->links, v->nlinks);
	x.nlinks = v->nlinks;
	x.attachment_digests = arena_array(
		a, v->nattachment_digests + 1, sizeof(*x.attachment_digests));
	for (size_t i = 0; i < v->nattachment_digests; i++)
		x.attachment_digests[x.nattachment_digests++] = (struct pair){
			arena_str(a, v->attachment_digests[i].key),
			arena_str(a, v->attachment_digests[i].value)};
	return x;
}

struct str version_reading(const struct version *v, struct arena *a)
{
	char day[TIME_TEXT];

	return arena_strf(a, "%.*s\n%s\n%.*s", STR_ARG(v->title),
		v->date_ms == DATE_NONE_MS ? "" : day_text(day, version_day(v)),
		STR_ARG(v->text));
}

void version_change_add(struct version_changes *c, const char *how, struct str url,
	struct str text, struct arena *a)
{
	if (c->n >= CHANGES_LISTED)
		return;
	c->list = arena_grow(a, c->list, c->n, &c->cap, sizeof(*c->list));
	c->list[c->n++] = (struct version_change){how, url, text};
}

static struct str digest_of(const struct version *v, struct str url)
{
	for (size_t i = 0; i < v->nattachment_digests; i++)
		if (str_eq(v->attachment_digests[i].key, url))
			return v->attachment_digests[i].value;
	return STR_NONE;
}

/* A link that a script completes has a name only. */
static struct str key_of(const struct attachment *x)
{
	return x->url.n ? x->url : x->title;
}

static int by_key(const void *a, const void *b)
{
	const struct attachment *x = *(const struct attachment *const *)a;
	const struct attachment *y = *(const struct attachment *const *)b;

	return str_cmp(key_of(x), key_of(y));
}

static const struct attachment **sorted(
	const struct attachment *list, size_t n, struct arena *a)
{
	const struct attachment **out = arena_array(a, n + 1, sizeof(*out));

	for (size_t i = 0; i < n; i++)
		out[i] = &list[i];
	if (n)
		qsort(out, n, sizeof(*out), by_key);
	return out;
}

static bool stands_in(
	const struct attachment **list, size_t n, const struct attachment *key)
{
	return n && bsearch(&key, list, n, sizeof(*list), by_key);
}

/* What of `of` has no entry of the same address in `in`. */
static void one_sided(const struct attachment *of, size_t nof, const struct attachment *in,
	size_t nin, const char *how, struct version_changes *out, struct arena *a)
{
	const struct attachment **known = sorted(in, nin, a);

	for (size_t i = 0; i < nof; i++)
		if (!stands_in(known, nin, &of[i]))
			version_change_add(out, how, of[i].url, of[i].title, a);
}

void version_files(const struct version *old, const struct version *now,
	struct version_changes *out, struct arena *a)
{
	one_sided(old->attachments, old->nattachments, now->attachments, now->nattachments,
		"removed", out, a);
	one_sided(now->attachments, now->nattachments, old->attachments, old->nattachments,
		"added", out, a);
	for (size_t i = 0; i < now->nattachments; i++) {
		const struct attachment *x = &now->attachments[i];
		struct str was = digest_of(old, x->url), is = digest_of(now, x->url);

		if (was.n && is.n && !str_eq(was, is))
			version_change_add(out, "replaced", x->url, x->title, a);
	}
}

void version_links(const struct version *old, const struct version *now,
	struct version_changes *out, struct arena *a)
{
	one_sided(old->links, old->nlinks, now->links, now->nlinks, "removed", out, a);
	one_sided(now->links, now->nlinks, old->links, old->nlinks, "added", out, a);
}

const char *version_how(enum lang l, const char *how)
{
	if (streq(how, "removed"))
		return LANG(l, "removed");
	return streq(how, "added") ? LANG(l, "added") : LANG(l, "replaced");
}

const char *version_same(enum lang l, bool lists_follow)
{
	return lists_follow ? LANG(l, "no visible change in the text")
			    : LANG(l, "no visible change");
}

void version_changes_html(const struct version_changes *c, enum lang l, const char *title,
	struct buf *b)
{
	if (c->n == 0)
		return;
	buf_addf(b, "<h2>%s</h2>\n<ul>\n", title);
	for (size_t i = 0; i < c->n; i++) {
		const struct version_change *x = &c->list[i];
		struct str text = x->text.n ? x->text : x->url;

		buf_addf(b, "<li>%s ", version_how(l, x->how));
		if (!str_starts(x->url, STR("http://")) && !str_starts(x->url, STR("https://"))) {
			out_html(b, text);
			buf_adds(b, "</li>\n");
			continue;
		}
		buf_adds(b, "<a rel=\"noopener noreferrer nofollow\" href=\"");
		out_href(b, x->url);
		buf_adds(b, "\">");
		out_html(b, text);
		/* two of one name are told apart on paper, too */
		buf_adds(b, "</a> <span class=\"meta\">");
		out_html(b, x->text.n ? x->url : STR(""));
		buf_adds(b, "</span></li>\n");
	}
	buf_adds(b, "</ul>\n");
}
