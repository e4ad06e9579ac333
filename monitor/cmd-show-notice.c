/* show: a notice, its attachments and its last version. */
#include "cmd-show.h"
#include "message-part.h"
#include "say.h"

#include "monitor/freshness.h"

/* What is known of the file itself; nothing before it was fetched. */
static void file_json(struct show *s, const struct file_state *f)
{
	char hex[SHA256_HEX];

	jw_kstr(&s->j, "sha256", sha256_zero(&f->digest) ? STR_NONE
						: str_of(sha256_hex(hex, &f->digest)));
	jw_kint(&s->j, "bytes", f->bytes);
	jw_kstr(&s->j, "type", f->type);
	jw_ktime(&s->j, "measured", f->last_good_ms, s->zone);
	jw_kbool(&s->j, "volatile", f->is_volatile);
	jw_kbool(&s->j, "stored", !sha256_zero(&f->stored));
}

static void file_text(struct show *s, const struct file_state *f)
{
	char hex[SHA256_HEX];

	if (sha256_zero(&f->digest))
		return;
	buf_addf(&s->out, LANG(s->lang, "    %.*s, %lld bytes, SHA-256 %s\n"),
		STR_ARG(f->type), (long long)f->bytes, sha256_hex(hex, &f->digest));
	if (f->is_volatile)
		buf_addf(&s->out, "    %s\n", LANG(s->lang,
			"made anew at each fetch: changes of it cannot be told"));
}

static int attachment(struct show *s, const struct notice *n, const struct attachment *x,
	struct err *e)
{
	struct file_state f = {0};
	int rc = x->url.n ? pages_file(s->pages, n, x->url, &f, &s->arena, e) : ERR_NOTFOUND;

	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	if (s->json) {
		jw_open(&s->j, '{');
		jw_kstr(&s->j, "url", x->url);
		jw_kstr(&s->j, "title", x->title);
		file_json(s, &f);
		jw_close(&s->j, '}');
		return 0;
	}
	buf_adds(&s->out, "  ");
	out_line(&s->out, x->title, 100);
	buf_adds(&s->out, "  ");
	out_term(&s->out, x->url);
	buf_addc(&s->out, '\n');
	file_text(s, &f);
	return 0;
}

static int attachments(struct show *s, const struct notice *n, const struct version *v,
	struct err *e)
{
	int rc = 0;

	if (s->json || v->nattachments)
		show_heading(s, "attachments", LANG(s->lang, "attachments"), '[');
	for (size_t i = 0; i < v->nattachments && rc == 0; i++)
		rc = attachment(s, n, &v->attachments[i], e);
	if (s->json)
		show_heading_end(s, ']');
	return rc;
}

/* Line by line, so that nothing in it reaches the terminal but text. */
static void text_lines(struct show *s, struct str text)
{
	struct str rest = text, line;

	while (rest.n && str_cut(&rest, '\n', &line)) {
		buf_adds(&s->out, "  ");
		out_term(&s->out, line);
		buf_addc(&s->out, '\n');
	}
}

static int last_version(struct show *s, const struct notice *n, struct err *e)
{
	char hex[SHA256_HEX];
	struct version v;
	int rc = pages_version_last(s->pages, n, &v, &s->arena, e);

	if (rc == ERR_NOTFOUND)
		return 0;
	if (rc < 0)
		return rc;
	show_int(s, "version", LANG(s->lang, "last version"), (int64_t)v.seq);
	show_time(s, "version_time", LANG(s->lang, "stored"), v.time_ms);
	show_field(s, "sha256", "SHA-256", str_of(sha256_hex(hex, &v.body_digest)));
	rc = attachments(s, n, &v, e);
	if (rc < 0)
		return rc;
	if (s->json) {
		jw_kstr(&s->j, "text", v.text);
		return 0;
	}
	buf_addf(&s->out, "%s\n", LANG(s->lang, "text"));
	text_lines(s, v.text);
	return 0;
}

/* In words for people, the token for programs. */
struct str show_verdict(const struct show *s, int verdict)
{
	return str_of(s->json ? verdict_word(verdict) : say_verdict(verdict, s->lang));
}

/* The text is shown once, with the column that has most versions. */
int show_notice(struct show *s, const struct notice *n, bool first, struct err *e)
{
	const struct portal_config *p = config_portal(s->g->config, n->portal);
	const struct column_config *c = p ? portal_column(p, n->column) : NULL;
	struct str where = arena_strf(&s->arena, "%.*s/%.*s", STR_ARG(n->portal),
		STR_ARG(n->column));
	int rc = 0;

	if (n->state < NOTICE_LISTED || n->state > NOTICE_WITHDRAWN)
		return err_set(e, ERR_CORRUPT, "a notice of unknown state %d", (int)n->state);
	s->found = true;
	s->zone = p ? portal_zone(s->g->config, p) : cmd_zone(s->g);
	if (s->json)
		jw_open(&s->j, '{');
	else
		buf_addf(&s->out, "%.*s\n", STR_ARG(where));
	show_field(s, "title", LANG(s->lang, "title"), n->title);
	show_field(s, "url", LANG(s->lang, "address"), n->url);
	show_field(s, "column", LANG(s->lang, "column"), where);
	show_field(s, "column_name", LANG(s->lang, "name"), str_of(c ? c->name : NULL));
	show_day(s, "date", LANG(s->lang, "stated date"), notice_day(n));
	if (n->baseline && !s->json)
		show_field(s, "", LANG(s->lang, "first seen"),
			str_of(LANG(s->lang, "there before us")));
	else
		show_time(s, "first_seen", LANG(s->lang, "first seen"),
			n->baseline ? 0 : n->first_ms);
	show_time(s, "last_listed", LANG(s->lang, "last listed"), n->last_listed_ms);
	show_time(s, "last_page", LANG(s->lang, "page last good"), n->last_page_ms);
	show_time(s, "next_visit", LANG(s->lang, "next visit"), n->due_ms);
	show_field(s, "state", LANG(s->lang, "state"),
		str_of(s->json ? notice_state_word(n->state)
			       : say_notice_state(n->state, s->lang)));
	show_field(s, "verdict", LANG(s->lang, "its page"),
		n->verdict == VERDICT_NONE ? STR_NONE : show_verdict(s, n->verdict));
	show_time(s, "gone_since", LANG(s->lang, "page gone since"), n->gone_ms);
	show_field(s, "document_number", LANG(s->lang, "document number"), n->doc_number);
	show_field(s, "index_number", LANG(s->lang, "index number"), n->index_number);
	show_field(s, "source", LANG(s->lang, "source"), n->source);
	show_field(s, "moved_to", LANG(s->lang, "seems replaced by"), n->moved_to);
	show_int(s, "versions", LANG(s->lang, "versions"), n->nversions);
	if (first)
		rc = last_version(s, n, e);
	if (s->json)
		jw_close(&s->j, '}');
	return rc;
}
