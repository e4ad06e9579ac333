/* Answering one request: who asks, which page, what comes back when something fails. */
#include "web-auth.h"
#include "web-page.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/out.h"
#include "monitor/report-make.h"

#include <stdio.h>

/* Segments after the first are the page's own. */
static const struct route {
	const char *first; /* NULL: the first page */
	size_t least, most; /* segments, the first one counted */
	unsigned methods;
	bool open; /* for who has not signed in */
	int (*get)(struct web_turn *t);
	int (*post)(struct web_turn *t);
} routes[] = {
	{.least = 0, .most = 0, .methods = WEB_GET, .get = web_overview},
	{"portal", 2, 4, WEB_GET, .get = web_portal},
	{"link", 1, 1, WEB_GET, .get = web_link},
	{"incidents", 1, 1, WEB_GET, .get = web_incidents_page},
	{"incident", 2, 2, WEB_GET | WEB_POST, .get = web_incident, .post = web_incident_ack},
	{"search", 1, 1, WEB_GET, .get = web_search},
	{"report", 1, 2, WEB_GET, .get = web_report},
	{"feed", 2, 3, WEB_GET, .get = web_feed},
	{"due.ics", 1, 1, WEB_GET, .get = web_due},
	{"metrics", 1, 1, WEB_GET, .get = web_metrics},
	{"health", 1, 1, WEB_GET, .open = true, .get = web_health},
	{"body", 2, 2, WEB_GET, .get = web_body},
	{"sign-in", 1, 1, WEB_GET | WEB_POST, .open = true, .get = web_sign_in_form,
		.post = web_sign_in},
	{"sign-out", 1, 1, WEB_POST, .post = web_sign_out},
	{"api", 3, 5, WEB_GET | WEB_POST, .get = web_api, .post = web_api_act},
};

void web_header(struct web_turn *t, const char *name, struct str value)
{
	if (t->a->nheaders < WEB_HEADERS)
		t->a->headers[t->a->nheaders++] = (struct web_header){name, value};
}

int web_missing(struct web_turn *t, const char *what)
{
	return err_set(&t->err, ERR_NOTFOUND, "%s", what);
}

int web_bad(struct web_turn *t, const char *what)
{
	return err_set(&t->err, ERR_USAGE, "%s", what);
}

struct str web_value(const struct web_turn *t, const char *name)
{
	struct str v = web_field(&t->query, name);

	return v.n ? v : STR_NONE;
}

bool web_number(const struct web_turn *t, const char *name, int64_t lo, int64_t hi,
	int64_t usual, int64_t *out)
{
	struct str v = web_value(t, name);

	*out = usual;
	return str_none(v) || str_int(v, lo, hi, out);
}

struct str web_at(const struct web_turn *t, const char *rest)
{
	struct arena *a = t->ask.arena;

	return arena_strf(a, "%s%s", t->w->config->web_base, rest);
}

struct str web_way(const struct web_turn *t, struct str first, struct str second, struct str third,
	struct str fourth)
{
	const struct str part[] = {first, second, third, fourth};
	struct buf b = BUF_INIT(WEB_VALUE_MAX * 16);
	struct str way;

	buf_adds(&b, t->w->config->web_base);
	for (size_t i = 0; i < 4 && !str_none(part[i]); i++) {
		if (i)
			buf_addc(&b, '/');
		out_url_component(&b, part[i]);
	}
	way = arena_str(t->ask.arena, buf_str(&b));
	buf_release(&b);
	return way;
}

/* --- the answer to what failed --- */

static int status_of(int rc)
{
	return rc == ERR_NOTFOUND ? 404 : rc == ERR_USAGE || rc == ERR_INVAL ? 400
		: rc == ERR_DENIED ? 403 : rc == ERR_TOOBIG ? 413 : 500;
}

static const char *status_title(enum lang l, int status)
{
	switch (status) {
	case 400:
		return LANG(l, "This cannot be asked so");
	case 403:
		return LANG(l, "Not allowed");
	case 404:
		return LANG(l, "There is no such page");
	case 405:
		return LANG(l, "This page takes no such request");
	case 413:
		return LANG(l, "That is too much at once");
	default:
		return LANG(l, "That went wrong here");
	}
}

static bool wants_json(const struct web_turn *t)
{
	return t->path.n && str_eqc(t->path.segment[0], "api");
}

static void fail(struct web_turn *t, int status, const char *text)
{
	buf_clear(&t->a->body);
	t->a->status = status;
	t->a->nheaders = 0;
	if (wants_json(t)) {
		struct jw j = jw_on(&t->a->body);

		jw_open(&j, '{');
		jw_kcstr(&j, "error", text);
		jw_close(&j, '}');
		buf_addc(&t->a->body, '\n');
		web_header(t, "Content-Type", STR("application/json"));
		return;
	}
	web_page(t, str_of(status_title(t->ask.lang, status)));
	web_line(t, str_of(text));
	web_page_end(t);
	t->a->status = status;
}

/* --- before the page --- */

static const struct route *route_of(const struct web_turn *t)
{
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		const struct route *r = &routes[i];

		if (t->path.n >= r->least && t->path.n <= r->most &&
			(r->first ? t->path.n && str_eqc(t->path.segment[0], r->first)
				  : t->path.n == 0))
			return r;
	}
	return NULL;
}

static enum lang language(struct web_turn *t)
{
	struct str asked = web_field(&t->query, "lang");
	struct str kept = web_cookie(t->q->cookie, "pw_lang");

	if (str_eqc(asked, "zh") || str_eqc(asked, "en")) {
		web_header(t, "Set-Cookie", arena_strf(&t->arena, "pw_lang=%.*s; Path=%s; "
			"Max-Age=31536000; HttpOnly; SameSite=Strict", STR_ARG(asked),
			t->w->config->web_base));
		kept = asked;
	}
	if (str_eqc(kept, "zh") || str_eqc(kept, "en"))
		return lang_of(kept.p[0] == 'z' ? "zh" : "en");
	return web_language(t->q->languages, t->w->lang);
}

/* What was answered so is answered so until something is written, a minute goes by, or a role
 * starts or stops. */
static struct str tag_of(const struct web_turn *t)
{
	const struct web *w = t->w;
	struct str all = arena_strf(t->ask.arena, "%llu %llu %lld %lld %d %d %d %.*s?%.*s %.*s",
		(unsigned long long)store_last_txn(w->pages),
		(unsigned long long)(w->alerts ? store_last_txn(w->alerts) : 0),
		(long long)(t->ask.now_ms / MINUTE_MS), (long long)w->look->time_ms,
		w->look->crawler_runs, w->look->monitor_runs, (int)t->ask.lang,
		STR_ARG(t->q->path), STR_ARG(t->q->query), STR_ARG(t->session));
	struct sha256 d = sha256_of(all);
	char hex[SHA256_HEX];

	return arena_strf(t->ask.arena, "\"%.32s\"", sha256_hex(hex, &d));
}

static void common_headers(struct web_turn *t)
{
	web_header(t, "X-Content-Type-Options", STR("nosniff"));
	web_header(t, "Referrer-Policy", STR("no-referrer"));
	web_header(t, "Cross-Origin-Resource-Policy", STR("same-origin"));
	web_header(t, "Cache-Control", STR("private, no-cache"));
	web_header(t, "Vary", STR("Accept-Language, Cookie, Authorization"));
}

static int with_stores(struct web_turn *t, int (*page)(struct web_turn *))
{
	int rc = report_begin(&t->ask, t->w->pages, t->w->alerts, &t->err);

	if (rc == 0)
		rc = page(t);
	report_end(&t->ask);
	return rc;
}

static void answer_page(struct web_turn *t, const struct route *r)
{
	bool post = t->q->method == WEB_POST;
	struct str tag = STR_NONE;
	int rc;

	t->a->status = 200;
	if (!post && !r->open) {
		tag = tag_of(t);
		if (!str_none(t->q->if_none_match) && web_tag_matches(t->q->if_none_match, tag)) {
			t->a->status = 304;
			common_headers(t);
			web_header(t, "ETag", tag);
			return;
		}
	}
	rc = with_stores(t, post ? r->post : r->get);
	if (rc == 0 && !buf_ok(&t->a->body))
		rc = err_set(&t->err, ERR_TOOBIG, "%s", LANG(t->ask.lang,
			"this is larger than a page may be: ask for one portal or a shorter time"));
	if (rc < 0) {
		if (status_of(rc) == 500)
			log_warn("web path=%.*s error=%s", STR_ARG(t->q->path), t->err.text);
		fail(t, status_of(rc), t->err.text[0] ? said(t->err.text) : err_text(rc));
	}
	common_headers(t);
	if (rc == 0 && tag.n && t->a->status == 200)
		web_header(t, "ETag", tag);
}

static void refuse(struct web_turn *t, int status, const char *text)
{
	fail(t, status, text);
	common_headers(t);
}

static const char *const methods_text[] = {"", "GET, HEAD", "", "", "POST", "GET, HEAD, POST"};

static void serve(struct web_turn *t)
{
	enum lang l = t->ask.lang;
	const struct route *r;

	if (t->w->loopback && !web_host_is_loopback(t->q->host)) {
		refuse(t, 403, LANG(l, "this address answers to the names localhost and 127.0.0.1 only"));
		return;
	}
	r = route_of(t);
	if (!r) {
		refuse(t, 404, LANG(l, "nothing is shown at this address"));
		return;
	}
	if (!(r->methods & (t->q->method == WEB_HEAD ? WEB_GET : t->q->method))) {
		refuse(t, 405, LANG(l, "only reading is possible here"));
		web_header(t, "Allow", str_of(methods_text[r->methods]));
		return;
	}
	if (!auth_passes(t) && !r->open) {
		auth_refuse(t);
		common_headers(t);
		return;
	}
	if (t->q->method == WEB_POST && str_eqc(t->q->fetch_site, "cross-site")) {
		refuse(t, 403, LANG(l, "the form was sent by another site"));
		return;
	}
	answer_page(t, r);
}

void web_serve(struct web *w, const struct web_request *q, int64_t now_ms, struct web_answer *out,
	struct arena *a)
{
	struct web_turn t = {.w = w, .q = q, .a = out, .arena = *a};
	bool read;

	*out = (struct web_answer){.body = BUF_INIT(WEB_ANSWER_MAX)};
	t.ask = (struct report_ask){.config = w->config, .calendar = w->calendar, .now_ms = now_ms,
		.from_day = DAY_NONE, .to_day = DAY_NONE, .arena = &t.arena, .figures = true,
		.simulation = store_is_simulation(w->pages)};
	read = web_path_read(q->path, str_of(w->config->web_base), &t.path, &t.arena);
	if (!web_fields_read(q->query, &t.query, &t.arena) ||
		(q->method == WEB_POST && str_starts_nocase(q->type, STR("application/x-www-form-urlencoded")) &&
			!web_fields_read(q->body, &t.form, &t.arena))) {
		t.ask.lang = web_language(q->languages, w->lang);
		refuse(&t, 400, LANG(t.ask.lang, "the question cannot be read"));
	} else {
		t.ask.lang = language(&t);
		if (read)
			serve(&t);
		else
			refuse(&t, 404, LANG(t.ask.lang, "nothing is shown at this address"));
	}
	*a = t.arena;
}
