/* Tokens, sessions, forms. */
#include "web-auth.h"

#include "web-page.h"

#include "base/clock.h"
#include "base/fs.h"
#include "base/out.h"

#include <stdio.h>

#define SESSION_MS (12 * HOUR_MS)
#define FORM_MS (24 * HOUR_MS)
#define TOKEN_BYTES_MAX 4096

int auth_open(struct web *w, struct err *e)
{
	const char *path = w->config->web_token_file;
	int rc;

	buf_init(&w->token_file, TOKEN_BYTES_MAX);
	rc = path[0] ? fs_read(path, &w->token_file, e) : 0;
	random_bytes(&w->form_key, sizeof(w->form_key));
	w->token = STR_NONE;
	if (rc == 0 && path[0]) {
		struct str token = str_trim(buf_str(&w->token_file));

		if (token.n < AUTH_TOKEN_MIN)
			rc = err_set(e, ERR_USAGE, "web.token_file '%s': expected at least %d signs",
				path, AUTH_TOKEN_MIN);
		else
			w->token = token;
		w->session_key = sha256_mac(token, STR("portalwatch session"));
	}
	return rc;
}

void auth_close(struct web *w)
{
	w->token = STR_NONE;
	buf_release(&w->token_file);
}

static struct str key_of(const struct sha256 *k)
{
	return str_n((const char *)k->b, sizeof(k->b));
}

/* Compared by their digests, so that the time taken tells nothing. */
static bool is_token(const struct web *w, struct str given)
{
	struct sha256 a = sha256_of(w->token), b = sha256_of(given);

	return given.n > 0 && sha256_same(&a, &b);
}

/* "END.MAC" of what and END. */
static struct str signed_value(const struct web_turn *t, const struct sha256 *key, struct str what,
	int64_t end_ms)
{
	struct str text = arena_strf(t->ask.arena, "%.*s %lld", STR_ARG(what), (long long)end_ms);
	struct sha256 mac = sha256_mac(key_of(key), text);
	char hex[SHA256_HEX];

	return arena_strf(t->ask.arena, "%lld.%s", (long long)end_ms, sha256_hex(hex, &mac));
}

static bool signed_good(const struct web_turn *t, const struct sha256 *key, struct str what,
	struct str value)
{
	struct str rest = value, end;
	struct sha256 want, got;
	int64_t end_ms;

	if (!str_cut(&rest, '.', &end) || !str_int(end, 0, INT64_MAX, &end_ms) ||
		end_ms < t->ask.now_ms)
		return false;
	want = sha256_of(signed_value(t, key, what, end_ms));
	got = sha256_of(value);
	return sha256_same(&want, &got);
}

static bool basic_passes(struct web_turn *t, struct str value)
{
	struct buf b = BUF_INIT(TOKEN_BYTES_MAX);
	bool ok = base64_read(value, &b);
	size_t colon = str_findc(buf_str(&b), ':', 0);

	ok = ok && colon != SIZE_MAX && is_token(t->w, str_sub(buf_str(&b), colon + 1, b.n));
	buf_release(&b);
	return ok;
}

bool auth_passes(struct web_turn *t)
{
	struct str cookie = web_cookie(t->q->cookie, "pw_session"), sent = t->q->authorization;

	if (str_none(t->w->token))
		return true;
	if (cookie.n && signed_good(t, &t->w->session_key, STR("session"), cookie)) {
		t->session = cookie;
		return true;
	}
	if (str_starts_nocase(sent, STR("Bearer ")))
		return is_token(t->w, str_trim(str_sub(sent, 7, sent.n)));
	return str_starts_nocase(sent, STR("Basic ")) &&
		basic_passes(t, str_trim(str_sub(sent, 6, sent.n)));
}

/* A person is led to the form, a program told what is missing. */
void auth_refuse(struct web_turn *t)
{
	static const char *const programs[] = {"api", "metrics", "feed", "due.ics", "body"};
	struct str first = t->path.n ? t->path.segment[0] : STR("");
	struct buf to = BUF_INIT(WEB_VALUE_MAX * 4);
	bool program = t->q->method == WEB_POST;

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		program = program || str_eqc(first, programs[i]);
	buf_clear(&t->a->body);
	if (program) {
		t->a->status = 401;
		web_header(t, "WWW-Authenticate", STR("Bearer realm=\"portalwatch\""));
		web_header(t, "WWW-Authenticate", STR("Basic realm=\"portalwatch\""));
		web_header(t, "Content-Type", STR("text/plain; charset=utf-8"));
		buf_addf(&t->a->body, "%s\n", LANG(t->ask.lang, "the token of the web pages is needed"));
		return;
	}
	t->a->status = 303;
	buf_addstr(&to, web_at(t, "sign-in?to="));
	out_url_component(&to, t->q->path);
	web_header(t, "Location", arena_str(t->ask.arena, buf_str(&to)));
	buf_release(&to);
}

struct str auth_form_value(struct web_turn *t)
{
	return signed_value(t, &t->w->form_key, str_none(t->session) ? STR("form") : t->session,
		t->ask.now_ms + FORM_MS);
}

bool auth_form_good(struct web_turn *t)
{
	return signed_good(t, &t->w->form_key, str_none(t->session) ? STR("form") : t->session,
		web_field(&t->form, "form"));
}

/* --- the form --- */

/* Where to go afterwards: a path of ours, nothing else. */
static struct str way_back(const struct web_turn *t, struct str to)
{
	struct str base = str_of(t->w->config->web_base);
	bool ours = str_starts(to, base) && !str_starts(to, STR("//")) && to.n < 2000;

	for (size_t i = 0; i < to.n && ours; i++)
		ours = (unsigned char)to.p[i] > ' ' && to.p[i] != '\\' && (unsigned char)to.p[i] < 0x7f;
	return ours ? to : base;
}

static int form_page(struct web_turn *t, struct str to, const char *wrong)
{
	enum lang l = t->ask.lang;
	struct buf b = BUF_INIT(WEB_VALUE_MAX * 8);

	web_page(t, str_of(LANG(l, "Sign in")));
	if (wrong)
		buf_addf(&b, "<p class=\"bad\" role=\"alert\">%s</p>\n", wrong);
	buf_adds(&b, "<form class=\"act\" method=\"post\" action=\"");
	out_html(&b, web_at(t, "sign-in"));
	buf_adds(&b, "\"><input type=\"hidden\" name=\"to\" value=\"");
	out_html(&b, to);
	buf_addf(&b, "\"><p><label for=\"token\">%s</label><input id=\"token\" name=\"token\" "
		"type=\"password\" required autofocus autocomplete=\"current-password\"></p>"
		"<p><button>%s</button></p></form>\n", LANG(l, "Token"), LANG(l, "Sign in"));
	web_raw(t, NULL, &b);
	buf_release(&b);
	return web_page_end(t);
}

int web_sign_in_form(struct web_turn *t)
{
	return form_page(t, way_back(t, web_value(t, "to")), NULL);
}

static int go(struct web_turn *t, struct str to, struct str cookie)
{
	bool tls = str_eqc(t->q->scheme, "https"); /* as the server before us says */

	t->a->status = 303;
	web_header(t, "Location", to);
	web_header(t, "Set-Cookie", arena_strf(t->ask.arena, "pw_session=%.*s; Path=%s; "
		"HttpOnly; SameSite=Strict%s%s", STR_ARG(cookie), t->w->config->web_base,
		cookie.n ? "; Max-Age=43200" : "; Max-Age=0", tls ? "; Secure" : ""));
	return 0;
}

int web_sign_in(struct web_turn *t)
{
	struct str to = way_back(t, web_field(&t->form, "to"));

	if (str_none(t->w->token))
		return go(t, to, STR(""));
	if (is_token(t->w, web_field(&t->form, "token")))
		return go(t, to, signed_value(t, &t->w->session_key, STR("session"),
			t->ask.now_ms + SESSION_MS));
	form_page(t, to, LANG(t->ask.lang, "this is not the token"));
	t->a->status = 403;
	return 0;
}

int web_sign_out(struct web_turn *t)
{
	if (!auth_form_good(t))
		return err_set(&t->err, ERR_DENIED, "%s", LANG(t->ask.lang,
			"the form is too old, or not ours: load the page again"));
	return go(t, str_of(t->w->config->web_base), STR(""));
}
