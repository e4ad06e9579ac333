/* Pages that carry a broken link, with the link marked in their source. */
#include "evidence.h"

#include "base/digest.h"
#include "base/out.h"
#include "crawler/charset.h"
#include "crawler/links.h"
#include "crawler/verdict.h"

#define FILE_BYTES ((size_t)64 << 20)
#define READINGS_TRIED 8  /* the newest ones of a page */
#define AROUND_LINES 40	  /* of a long page only these around each mark */
#define LONG_PAGE ((size_t)1 << 20)
#define MARKS_MAX 200

struct reading {
	int64_t ms;
	struct sha256 digest;
};

struct readings {
	struct reading list[READINGS_TRIED]; /* a ring of different bodies */
	size_t n;
};

static int take_reading(const struct measure *m, void *ctx)
{
	struct readings *r = ctx;
	struct reading *last = r->n ? &r->list[(r->n - 1) % READINGS_TRIED] : NULL;

	if (sha256_zero(&m->body_digest) || !verdict_is_good(m->verdict) ||
		(last && sha256_same(&last->digest, &m->body_digest)))
		return 0;
	r->list[r->n++ % READINGS_TRIED] = (struct reading){m->time_ms, m->body_digest};
	return 0;
}

struct marks {
	struct str href[MARKS_MAX]; /* as written */
	int32_t line[MARKS_MAX];
	size_t n;
};

/* A link with its fragment is the same address. */
static bool is_target(const struct evidence *v, struct str url)
{
	struct str bare = str_sub(url, 0, str_findc(url, '#', 0)), one;
	size_t at = 0;

	while (evidence_next(v, "url", &at, &one))
		if (str_eq(bare, one))
			return true;
	return str_eq(bare, v->i.subject);
}

static void find_marks(struct evidence *v, struct str text, struct str url, struct marks *m)
{
	struct links l = {0};

	m->n = 0;
	links_read(text, url, STR_NONE, WANT_LINKS, &l, v->arena);
	for (size_t i = 0; i < l.n && m->n < MARKS_MAX; i++) {
		if (!is_target(v, l.list[i].url))
			continue;
		m->href[m->n] = l.list[i].href;
		m->line[m->n++] = l.list[i].line;
	}
}

/* The line's source with the address as written marked in it. */
static void put_line(struct buf *b, struct str line, int32_t number, const struct marks *m)
{
	bool marked = false;
	size_t done = 0;

	for (size_t i = 0; i < m->n && !marked; i++)
		marked = m->line[i] == number;
	buf_addf(b, "<div%s><span>%d</span><code>", marked ? " class=\"mark\" id=\"link\"" : "",
		number);
	for (size_t i = 0; i < m->n && marked; i++) {
		size_t at = m->line[i] == number && m->href[i].n ? str_find(line, m->href[i], done)
								 : SIZE_MAX;

		if (at == SIZE_MAX)
			continue;
		out_html(b, str_sub(line, done, at - done));
		buf_adds(b, "<mark>");
		out_html(b, m->href[i]);
		buf_adds(b, "</mark>");
		done = at + m->href[i].n;
	}
	out_html(b, str_sub(line, done, line.n));
	buf_adds(b, "</code></div>\n");
}

static bool is_near(int32_t number, const struct marks *m)
{
	for (size_t i = 0; i < m->n; i++)
		if (number - m->line[i] <= AROUND_LINES && m->line[i] - number <= AROUND_LINES)
			return true;
	return false;
}

static void put_source(struct evidence *v, struct str text, const struct marks *m,
	struct buf *b)
{
	struct str rest = text, line;
	bool all = text.n < LONG_PAGE, gap = false;

	for (int32_t number = 1; str_cut(&rest, '\n', &line); number++) {
		if (all || is_near(number, m)) {
			put_line(b, line, number, m);
			gap = false;
		} else if (!gap) {
			buf_addf(b, "<p>%s</p>\n", LANG(v->lang, "lines left out"));
			gap = true;
		}
	}
}

static void put_page(struct evidence *v, const struct evidence_parent *p, struct str text,
	const struct marks *m, struct buf *b)
{
	buf_addf(b, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'unsafe-inline'\">\n<title>", v->lang == LANG_ZH ? "zh-CN" : "en");
	out_html(b, p->title.n ? p->title : p->url);
	buf_adds(b, "</title>\n<style>body{font:15px/1.5 \"Noto Sans CJK SC\","
		"\"Microsoft YaHei\",system-ui,sans-serif;margin:1rem}"
		"div{display:flex;font-size:13px}div span{color:#888;min-width:4em;"
		"text-align:right;padding-right:1em;user-select:none}"
		"code{white-space:pre-wrap;overflow-wrap:anywhere}"
		".mark{background:#fff3cd}mark{background:#f4b4b4}p{color:#555}</style></head>\n"
		"<body>\n<h1>");
	out_html(b, p->title.n ? p->title : p->url);
	buf_adds(b, "</h1>\n<p>");
	out_html(b, p->url);
	buf_addf(b, "<br>%s %.*s<br><code>%.*s</code></p>\n", LANG(v->lang, "source as read at"),
		STR_ARG(evidence_time(v, p->time_ms)), STR_ARG(p->body));
	buf_addf(b, "<p>%s ", LANG(v->lang, "The broken address is marked:"));
	out_html(b, v->i.subject);
	buf_adds(b, "</p>\n");
	put_source(v, text, m, b);
	buf_adds(b, "</body></html>\n");
}

/* The newest reading that holds the link, else the newest one. */
static int choose_reading(struct evidence *v, const struct readings *r,
	struct evidence_parent *p, struct str *text, struct marks *m, struct err *e)
{
	size_t n = r->n < READINGS_TRIED ? r->n : READINGS_TRIED;
	int rc = 0;

	for (size_t back = 0; back < n && rc == 0 && !p->marked; back++) {
		const struct reading *x = &r->list[(r->n - 1 - back) % READINGS_TRIED];
		struct buf b = BUF_INIT(FILE_BYTES);
		struct charset_result decoded;
		struct marks here;

		rc = body_get(v->pages, &x->digest, &b, e);
		if (rc == 0) {
			charset_decode(arena_str(v->arena, buf_str(&b)), STR_NONE, p->url, &decoded,
				v->arena);
			find_marks(v, decoded.text, p->url, &here);
			if (str_none(*text) || here.n) {
				*text = decoded.text;
				*m = here;
				p->marked = here.n > 0;
				p->time_ms = x->ms;
				rc = evidence_body(v, &x->digest,
					LANG(v->lang, "stored bytes of an answer"), &p->body, e);
			}
		}
		rc = rc == ERR_NOTFOUND || rc == ERR_TOOBIG ? 0 : rc;
		buf_release(&b);
	}
	return rc;
}

static int show_parent(struct evidence *v, struct evidence_parent *p, size_t number,
	struct err *e)
{
	struct readings r = {.n = 0};
	struct page_links links;
	struct str text = STR_NONE;
	struct marks m = {.n = 0};
	struct buf b = BUF_INIT(FILE_BYTES);
	int rc = pages_each_measure(v->pages, p->url, INT64_MIN, v->to_ms + 1, take_reading, &r, e);

	if (rc >= 0)
		rc = choose_reading(v, &r, p, &text, &m, e);
	if (rc == 0)
		rc = pages_links(v->pages, p->url, &links, v->arena, e);
	if (rc == 0)
		p->title = links.title;
	rc = rc == ERR_NOTFOUND ? 0 : rc;
	if (rc == 0 && !str_none(text)) {
		put_page(v, p, text, &m, &b);
		p->file = arena_strf(v->arena, "parents/%zu.html", number);
		evidence_add(v, p->file,
			LANG(v->lang, "source of a page that carries the link, marked"), &b);
	}
	buf_release(&b);
	return rc < 0 ? rc : 0;
}

/* "address LF line LF text" */
static struct evidence_parent parse(struct str packed)
{
	struct evidence_parent p = {.line = 0};
	struct str rest = packed, line = STR_NONE;
	int64_t n;

	str_cut(&rest, '\n', &p.url);
	if (!str_none(rest))
		str_cut(&rest, '\n', &line);
	p.text = rest;
	if (str_int(line, 1, INT32_MAX, &n))
		p.line = (int32_t)n;
	return p;
}

int evidence_parents(struct evidence *v, struct err *e)
{
	size_t at = 0;
	struct str packed;
	int rc = 0;

	v->parents = arena_array(v->arena, EVIDENCE_PARENTS, sizeof(*v->parents));
	while (rc == 0 && evidence_next(v, "parent", &at, &packed)) {
		v->nparents_all++;
		if (v->nparents == EVIDENCE_PARENTS)
			continue;
		v->parents[v->nparents] = parse(packed);
		rc = show_parent(v, &v->parents[v->nparents], v->nparents + 1, e);
		v->nparents++;
	}
	return rc;
}
