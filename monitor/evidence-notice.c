/* Notices behind an incident: what happened to them, their versions, what changed. */
#include "evidence.h"
#include "version-diff.h"

#include "base/digest.h"
#include "base/out.h"
#include "crawler/textdiff.h"
#include "message-part.h"
#include "notice-find.h"

#define FILE_BYTES ((size_t)64 << 20)
#define VERSIONS_KEPT 40

/* --- events --- */

static void event_json(struct evidence *v, const struct event *x, struct buf *b)
{
	struct jw j = jw_on(b);

	jw_open(&j, '{');
	jw_kint(&j, "seq", (int64_t)x->seq);
	jw_ktime(&j, "time", x->time_ms, v->zone);
	jw_kstr(&j, "kind", x->kind);
	jw_kstr(&j, "portal", x->portal);
	jw_kstr(&j, "column", x->column);
	jw_kstr(&j, "title", x->title);
	jw_kstr(&j, "url", x->url);
	jw_key(&j, "detail");
	jw_raw(&j, x->detail.n ? x->detail : STR("{}"));
	jw_close(&j, '}');
	buf_addc(b, '\n');
}

static int add_event(struct evidence *v, uint64_t seq, struct err *e)
{
	struct buf b = BUF_INIT(FILE_BYTES), line = BUF_INIT(16000);
	struct str name = arena_strf(v->arena, "events/%llu.json", (unsigned long long)seq);
	struct event x;
	const char *word;
	int rc = pages_event(v->pages, seq, &x, v->arena, e);

	if (rc)
		return rc == ERR_NOTFOUND ? 0 : rc;
	event_json(v, &x, &b);
	evidence_add(v, name, LANG(v->lang, "what happened to a notice or column"), &b);
	word = event_text(arena_str(v->arena, x.kind), v->lang);
	buf_adds(&line, word ? word : x.kind.p);
	if (x.title.n) {
		buf_adds(&line, LANG(v->lang, ": "));
		out_line(&line, x.title, 300);
	}
	evidence_moment(v, &(struct evidence_moment){.ms = x.time_ms, .seq = seq, .file = name,
		.text = arena_str(v->arena, buf_str(&line))});
	buf_release(&line);
	return 0;
}

static int add_events(struct evidence *v, struct err *e)
{
	size_t at = 0;
	struct str ref;
	int64_t seq;
	int rc = 0;

	while (rc == 0 && evidence_next(v, "event", &at, &ref))
		if (str_int(ref, 1, INT64_MAX, &seq))
			rc = add_event(v, (uint64_t)seq, e);
	return rc;
}

/* --- versions --- */

struct versions {
	struct evidence *v;
	struct version list[VERSIONS_KEPT]; /* a ring */
	size_t n;
	struct err *e;
};

static int take_version(const struct version *x, void *ctx)
{
	struct versions *k = ctx;
	int rc;

	if (x->time_ms > k->v->to_ms)
		return 0;
	rc = evidence_keep(k->v, &record_version, x, &k->list[k->n % VERSIONS_KEPT], k->e);
	k->n += rc == 0;
	return rc;
}

static void put_version(struct evidence *v, const struct version *x, struct str body,
	struct buf *b)
{
	char hex[SHA256_HEX], day[TIME_TEXT];

	buf_addf(b, "%.*s\n", STR_ARG(x->title));
	buf_addf(b, "%s: %.*s\n", LANG(v->lang, "address"), STR_ARG(x->url));
	if (x->date_ms != DATE_NONE_MS)
		buf_addf(b, "%s: %s\n", LANG(v->lang, "stated date"),
			day_text(day, version_day(x)));
	buf_addf(b, "%s: %.*s\n", LANG(v->lang, "seen"),
		STR_ARG(evidence_time(v, x->time_ms)));
	if (!sha256_zero(&x->body_digest))
		buf_addf(b, "SHA-256: %s\n", sha256_hex(hex, &x->body_digest));
	if (body.n)
		buf_addf(b, "%s: %.*s\n", LANG(v->lang, "stored as"), STR_ARG(body));
	for (size_t i = 0; i < x->nattachments; i++) {
		buf_addf(b, "%s: ", LANG(v->lang, "attachment"));
		out_line(b, x->attachments[i].title, 300);
		buf_addf(b, " <%.*s>\n", STR_ARG(x->attachments[i].url));
	}
	buf_addf(b, "\n%.*s\n", STR_ARG(x->text));
}

static int add_version(struct evidence *v, size_t notice, const struct version *x,
	struct err *e)
{
	struct str body, name = arena_strf(v->arena, "notices/%zu-%llu.txt", notice,
			    (unsigned long long)x->seq);
	struct buf b = BUF_INIT(FILE_BYTES);
	int rc = evidence_body(v, &x->body_digest,
				 LANG(v->lang, "stored bytes of an answer"), &body, e);

	if (rc)
		return rc;
	put_version(v, x, body, &b);
	evidence_add(v, name, LANG(v->lang, "a version of the notice: title, date and text"), &b);
	evidence_moment(v, &(struct evidence_moment){.ms = x->time_ms, .seq = x->seq,
		.file = name, .text = arena_strf(v->arena, LANG(v->lang, "version %llu stored"),
			(unsigned long long)x->seq)});
	return 0;
}

static void put_diff(struct evidence *v, const struct version *a, const struct version *c,
	struct buf *b)
{
	struct textdiff x = {0};

	struct version_changes files = {0};

	version_files(a, c, &files, v->arena);
	textdiff_make(version_reading(a, v->arena),
		version_reading(c, v->arena), &x, v->arena);
	buf_addf(b, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width, "
		"initial-scale=1\">\n<title>", v->lang == LANG_ZH ? "zh-CN" : "en");
	out_html(b, c->title);
	buf_adds(b, "</title>\n<style>body{font:16px/1.7 \"Noto Sans CJK SC\","
		"\"Microsoft YaHei\",system-ui,sans-serif;max-width:50rem;margin:1rem auto;"
		"padding:0 1rem}del{background:#fdecec;color:#a31515}ins{background:#eaf6ee;"
		"color:#136c2e}.meta{color:#555}li{overflow-wrap:anywhere}</style></head>\n<body>\n<h1>");
	out_html(b, c->title);
	buf_addf(b, "</h1>\n<p class=\"meta\">%llu: %.*s \xe2\x86\x92 %llu: %.*s</p>\n",
		(unsigned long long)a->seq, STR_ARG(evidence_time(v, a->time_ms)),
		(unsigned long long)c->seq, STR_ARG(evidence_time(v, c->time_ms)));
	textdiff_html(&x, version_same(v->lang, files.n > 0), b);
	version_changes_html(&files, v->lang, LANG(v->lang, "Attachments"), b);
	buf_adds(b, "</body></html>\n");
}

static int add_notice(struct evidence *v, size_t number, const struct notice *n, struct err *e)
{
	struct versions k = {.v = v, .e = e};
	struct buf b = BUF_INIT(FILE_BYTES);
	size_t kept;
	int rc = pages_each_version(v->pages, n, take_version, &k, e);

	kept = k.n < VERSIONS_KEPT ? k.n : VERSIONS_KEPT;
	rc = rc < 0 ? rc : 0;
	for (size_t i = k.n - kept; i < k.n && rc == 0; i++)
		rc = add_version(v, number, &k.list[i % VERSIONS_KEPT], e);
	if (rc == 0 && kept >= 2) {
		struct str name = arena_strf(v->arena, "notices/%zu-diff.html", number);

		put_diff(v, &k.list[(k.n - 2) % VERSIONS_KEPT], &k.list[(k.n - 1) % VERSIONS_KEPT],
			&b);
		evidence_add(v, name, LANG(v->lang, "what changed between its last two versions"),
			&b);
		v->diff_file = name;
	}
	buf_release(&b);
	return rc;
}

static int notices_at(struct evidence *v, struct str url, size_t *number, struct err *e)
{
	struct notice_found found = {.n = 0};
	int rc = notice_find(v->pages, url, &found, v->arena, e);

	for (size_t i = 0; i < found.n && rc == 0; i++)
		if (found.list[i].nversions > 0)
			rc = add_notice(v, ++*number, &found.list[i], e);
	return rc;
}

int evidence_notices(struct evidence *v, struct err *e)
{
	size_t number = 0, at = 0;
	struct str url, subject = v->i.subject;
	int rc = add_events(v, e);

	if (rc == 0 && str_has(subject, STR("://")))
		rc = notices_at(v, subject, &number, e);
	while (rc == 0 && evidence_next(v, "url", &at, &url))
		if (str_has(url, STR("://")) && !str_eq(url, subject))
			rc = notices_at(v, url, &number, e);
	return rc < 0 ? rc : 0;
}
