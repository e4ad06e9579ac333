/* What differs between two versions of a notice. */
#include "crawler/change.h"

#include "base/out.h"
#include "crawler/compare.h"
#include "crawler/noise.h"
#include "crawler/textdiff.h"
#include "crawler/url.h"

#include <stdlib.h>

#define DETAIL_BYTES ((size_t)1 << 16)
#define NAMED_MAX 50	  /* files and links named in the detail */
#define PICTURE_TEXT 200  /* bytes: a text so short says that the pictures are the notice */

/* Attachments and links by what identifies them, sorted. */
struct named {
	struct str key;
	const struct attachment *of;
};

/* The sites of two versions of a page. */
struct pages_at {
	struct str old, now;
};

static int by_key(const void *x, const void *y)
{
	const struct named *a = x, *b = y;

	return str_cmp(a->key, b->key);
}

static struct str folded(struct str s, struct arena *a)
{
	struct buf b = BUF_INIT(s.n + 1);
	struct str out;

	text_fold(s, &b);
	out = arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}

/* "http://host" of an address in its canonical form. */
static struct str site_of(struct str canonical)
{
	size_t slash = str_findc(canonical, '/', 7);

	return slash == SIZE_MAX ? canonical : str_sub(canonical, 0, slash);
}

/* "/a/t1.html" and "/a/t1": a server that shows its pages by shorter names moves all links
 * of a site, and leads to the same page. */
static struct str without_suffix(struct str path)
{
	static const char *const suffixes[] = {".html", ".htm", ".shtml", "/"};

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		struct str s = str_of(suffixes[i]);

		if (path.n > s.n && str_ends(path, s))
			return str_sub(path, 0, path.n - s.n);
	}
	return path;
}

/* Without the host where that is the one of the page, before or now: a site that answers by
 * another name has all its files and links there. */
static struct str own_address(const struct pages_at *at, struct str url, struct arena *a)
{
	struct str x = url_canonical(url, a), site = site_of(x);

	if (site.n < x.n && (str_eq(site, at->old) || str_eq(site, at->now)))
		x = str_sub(x, site.n, x.n);
	return without_suffix(x);
}

static struct pages_at pages_at(const struct version *old, const struct version *now,
	struct arena *a)
{
	return (struct pages_at){site_of(url_canonical(old->url, a)),
		site_of(url_canonical(now->url, a))};
}

/* The address ends in the name of a file: what follows it is a signature that expires, a
 * version against caches, and no other file. Behind a script it names the file. */
static struct str file_key(struct str address)
{
	static const char *const scripts[] = {"jsp", "do", "aspx", "ashx", "asp", "php", "action",
		"cgi", "html", "htm", "shtml"};
	struct str path = str_sub(address, 0, str_findc(address, '?', 0)), end;
	size_t dot = str_rfindc(path, '.');

	if (dot == SIZE_MAX || path.n == address.n)
		return address;
	end = str_sub(path, dot + 1, SIZE_MAX);
	if (end.n < 2 || end.n > 5 || str_findc(end, '/', 0) != SIZE_MAX)
		return address;
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		if (str_eq_nocase(end, str_of(scripts[i])))
			return address;
	}
	return path;
}

static struct named *sorted_files(const struct pages_at *at, const struct attachment *list,
	size_t n, struct arena *a)
{
	struct named *out = arena_array(a, n + 1, sizeof(*out));

	for (size_t i = 0; i < n; i++)
		out[i] = (struct named){.of = &list[i], .key = list[i].url.n
			? file_key(own_address(at, list[i].url, a))
			: folded(list[i].title, a)};
	if (n)
		qsort(out, n, sizeof(*out), by_key);
	return out;
}

static void add_file(struct change *c, size_t *cap, const char *how,
	const struct attachment *x, struct arena *a)
{
	c->files = arena_grow(a, c->files, c->nfiles, cap, sizeof(*c->files));
	c->files[c->nfiles++] = (struct file_change){how, x->url, x->title};
}

static struct str digest_of(const struct version *v, struct str url)
{
	for (size_t i = 0; i < v->nattachment_digests; i++)
		if (str_eq(v->attachment_digests[i].key, url))
			return v->attachment_digests[i].value;
	return STR_NONE;
}

/* The same address with other bytes. What was not measured on both sides says nothing. */
static bool is_replaced(const struct version *old, const struct version *now,
	const struct attachment *x, const struct attachment *y)
{
	struct str was = digest_of(old, x->url), is = digest_of(now, y->url);

	return was.n && is.n && !str_eq(was, is);
}

static void compare_files(const struct version *old, const struct version *now,
	struct change *c, struct arena *a)
{
	struct pages_at at = pages_at(old, now, a);
	struct named *x = sorted_files(&at, old->attachments, old->nattachments, a);
	struct named *y = sorted_files(&at, now->attachments, now->nattachments, a);
	size_t i = 0, k = 0, cap = 0;

	while (i < old->nattachments || k < now->nattachments) {
		int d = i == old->nattachments	 ? 1
			: k == now->nattachments ? -1
						 : str_cmp(x[i].key, y[k].key);

		if (d < 0) {
			add_file(c, &cap, "removed", x[i++].of, a);
		} else if (d > 0) {
			add_file(c, &cap, "added", y[k++].of, a);
		} else {
			if (is_replaced(old, now, x[i].of, y[k].of))
				add_file(c, &cap, "replaced", y[k].of, a);
			i++;
			k++;
		}
	}
}

static size_t count_text(const struct attachment *list, size_t n, struct str text)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += text_same(list[i].title, text);
	return found;
}

/* A link of the same text that leads elsewhere. Texts that occur twice ("more") are left
 * out: which of them is which cannot be known. */
static void compare_links(const struct version *old, const struct version *now,
	struct change *c, struct arena *a)
{
	struct pages_at at = pages_at(old, now, a);
	size_t cap = 0;

	for (size_t i = 0; i < now->nlinks; i++) {
		const struct attachment *y = &now->links[i], *x = NULL;

		if (!y->title.n || count_text(now->links, now->nlinks, y->title) != 1)
			continue;
		for (size_t k = 0; k < old->nlinks && !x; k++)
			if (text_same(old->links[k].title, y->title))
				x = &old->links[k];
		if (!x || count_text(old->links, old->nlinks, y->title) != 1 ||
			str_eq(own_address(&at, x->url, a), own_address(&at, y->url, a)))
			continue;
		c->targets = arena_grow(a, c->targets, c->ntargets, &cap,
			sizeof(*c->targets));
		c->targets[c->ntargets++] = *y;
	}
	c->links = c->ntargets > 0;
}

/* Where the text is a picture, another picture is another text. */
static bool pictures_differ(const struct version *old, const struct version *now,
	struct arena *a)
{
	struct pages_at at;

	if (old->text.n > PICTURE_TEXT || now->text.n > PICTURE_TEXT || !old->nimages ||
		!now->nimages)
		return false;
	if (old->nimages != now->nimages)
		return true;
	at = pages_at(old, now, a);
	for (size_t i = 0; i < now->nimages; i++)
		if (!str_eq(own_address(&at, old->images[i], a),
			    own_address(&at, now->images[i], a)))
			return true;
	return false;
}

bool change_any(const struct change *c)
{
	return c->title || c->text || c->links || c->images || c->nfiles;
}

bool change_find(const struct version *old, const struct version *now, struct str listed,
	struct change *out, struct arena *a)
{
	*out = (struct change){0};
	out->title = now->title.n && old->title.n && !titles_same(old->title, now->title) &&
		!titles_same(listed, now->title);
	out->text = !noise_same(old->text, now->text, a);
	out->images = pictures_differ(old, now, a);
	compare_files(old, now, out, a);
	compare_links(old, now, out, a);
	return change_any(out);
}

void change_less_noise(struct change *c, const struct version *old,
	const struct version *now, const struct version *first,
	const struct column_noise *known, struct arena *a)
{
	struct change pair;

	change_find(first, now, STR(""), &pair, a);
	if (c->text && noise_only(known, old->text, now->text, first->text, a))
		c->text = false;
	c->title = c->title && titles_same(first->title, now->title);
	if (pair.links) {
		c->links = false;
		c->ntargets = 0;
	}
	if (pair.images)
		c->images = false;
	if (pair.nfiles)
		c->nfiles = 0;
}

static void write_files(struct jw *j, const struct change *c)
{
	jw_key(j, "attachments");
	jw_open(j, '[');
	for (size_t i = 0; i < c->nfiles && i < NAMED_MAX; i++) {
		jw_open(j, '{');
		jw_kcstr(j, "change", c->files[i].how);
		jw_kstr(j, "url", str_sub(c->files[i].url, 0, 1000));
		jw_kstr(j, "title", str_sub(c->files[i].title, 0, 200));
		jw_close(j, '}');
	}
	jw_close(j, ']');
}

static void write_targets(struct jw *j, const struct change *c)
{
	jw_key(j, "links");
	jw_open(j, '[');
	for (size_t i = 0; i < c->ntargets && i < NAMED_MAX; i++) {
		jw_open(j, '{');
		jw_kstr(j, "url", str_sub(c->targets[i].url, 0, 1000));
		jw_kstr(j, "text", str_sub(c->targets[i].title, 0, 200));
		jw_close(j, '}');
	}
	jw_close(j, ']');
}

struct str change_detail(const struct change *c, const struct version *old,
	const struct version *now, int32_t number, struct arena *a)
{
	struct buf b = BUF_INIT(DETAIL_BYTES * 8);
	struct jw j = jw_on(&b);
	struct str s;

	jw_open(&j, '{');
	jw_key(&j, "parts");
	jw_open(&j, '[');
	if (c->title)
		jw_cstr(&j, "title");
	if (c->text)
		jw_cstr(&j, "text");
	if (c->nfiles)
		jw_cstr(&j, "attachments");
	if (c->links)
		jw_cstr(&j, "links");
	if (c->images)
		jw_cstr(&j, "images");
	jw_close(&j, ']');
	jw_kint(&j, "version", number);
	if (c->title) {
		jw_kstr(&j, "from", str_sub(old->title, 0, 2000));
		jw_kstr(&j, "to", str_sub(now->title, 0, 2000));
	}
	if (c->nfiles)
		write_files(&j, c);
	if (c->ntargets)
		write_targets(&j, c);
	jw_close(&j, '}');
	s = arena_str(a, buf_str(&b));
	buf_release(&b);
	return s;
}

/* Page kinds with words that are read are no documents. */
bool version_is_document(const struct page *p)
{
	return p->kind == PAGE_PDF || p->kind == PAGE_OFFICE || p->kind == PAGE_ARCHIVE ||
		p->kind == PAGE_IMAGE || p->kind == PAGE_OTHER;
}

void version_of_document(struct version *v, struct str url, struct str title,
	const struct sha256 *digest, int64_t bytes, struct arena *a)
{
	char hex[SHA256_HEX];

	v->attachments = arena_array(a, 1, sizeof(*v->attachments));
	v->attachments[0] = (struct attachment){.url = url, .title = title};
	v->nattachments = 1;
	v->attachment_digests = arena_array(a, 1, sizeof(*v->attachment_digests));
	v->attachment_digests[0] = (struct pair){url,
		arena_strf(a, "%s %lld", sha256_hex(hex, digest), (long long)bytes)};
	v->nattachment_digests = 1;
}

void version_of_page(const struct page *p, struct str url, struct version *out)
{
	const struct article *x = &p->article;

	*out = (struct version){.title = x->title, .url = url, .text = x->text,
		.source = x->source, .date_ms = x->date_ms, .attachments = x->attachments,
		.nattachments = x->nattachments, .links = x->links, .nlinks = x->nlinks,
		.images = x->images, .nimages = x->nimages, .extractor = p->extractor,
		.meta = p->meta, .nmeta = p->nmeta};
	out->text_digest = sha256_of(x->text);
}
