/* Results of fetching as JSON. */
#include "result-json.h"

static void hops_json(struct jw *j, const struct result *r)
{
	jw_key(j, "hops");
	jw_open(j, '[');
	for (size_t i = 0; i < r->nhops; i++) {
		const struct hop *h = &r->hops[i];

		jw_open(j, '{');
		jw_kstr(j, "url", h->url);
		jw_kstr(j, "how", h->how);
		if (h->status)
			jw_kint(j, "status", h->status);
		else
			jw_knull(j, "status");
		jw_kstr(j, "location", h->location);
		jw_kstr(j, "address", h->address);
		jw_kint(j, "elapsed_ms", h->elapsed_ms);
		jw_close(j, '}');
	}
	jw_close(j, ']');
}

static void headers_json(struct jw *j, const struct result *r)
{
	jw_key(j, "headers");
	jw_open(j, '[');
	for (size_t i = 0; i < r->nheaders; i++) {
		jw_open(j, '{');
		jw_kstr(j, "name", r->headers[i].key);
		jw_kstr(j, "value", r->headers[i].value);
		jw_close(j, '}');
	}
	jw_close(j, ']');
}

static void body_json(struct jw *j, const struct result *r)
{
	char hex[SHA256_HEX];

	jw_kint(j, "body_bytes", r->body_bytes);
	jw_kint(j, "wire_bytes", r->wire_bytes);
	jw_kbool(j, "body_cut", r->body_cut);
	jw_kcstr(j, "sha256", sha256_zero(&r->body_digest) ? NULL :
		sha256_hex(hex, &r->body_digest));
}

void result_json(struct jw *j, const struct result *r, const struct zone *z)
{
	jw_open(j, '{');
	jw_kstr(j, "url", r->url);
	jw_kcstr(j, "verdict", verdict_word(r->verdict));
	if (r->status)
		jw_kint(j, "status", r->status);
	else
		jw_knull(j, "status");
	jw_kstr(j, "reason", r->reason);
	jw_kstr(j, "detail", r->detail);
	jw_kstr(j, "final_url", r->final_url);
	jw_kcstr(j, "phase", phase_word(r->phase));
	jw_ktime(j, "start", r->start_ms, z);
	jw_kint(j, "elapsed_ms", r->elapsed_ms);
	jw_kint(j, "ttfb_ms", r->ttfb_ms);
	jw_kint(j, "tries", r->tries);
	hops_json(j, r);
	headers_json(j, r);
	body_json(j, r);
	jw_kbool(j, "not_modified", r->not_modified);
	jw_kbool(j, "permanent", r->permanent);
	jw_kint(j, "retry_after_ms", r->retry_after_ms);
	jw_kstr(j, "tls", r->tls_detail);
	jw_ktime(j, "tls_expires", r->tls_expires_ms, z);
}

static void date_json(struct jw *j, int64_t ms, bool has_time, const struct zone *z)
{
	if (has_time || ms == DATE_NONE_MS)
		jw_ktime(j, "date", ms, z);
	else
		jw_kday(j, "date", day_of_ms(ms, z));
}

static void list_json(struct jw *j, const struct listing *l, const struct zone *z)
{
	jw_key(j, "list");
	jw_open(j, '{');
	jw_key(j, "items");
	jw_open(j, '[');
	for (size_t i = 0; i < l->nitems; i++) {
		const struct item *x = &l->items[i];

		jw_open(j, '{');
		jw_kstr(j, "title", x->title);
		jw_kstr(j, "href", x->href);
		jw_kstr(j, "url", x->url);
		date_json(j, x->date_ms, x->date_has_time, z);
		jw_close(j, '}');
	}
	jw_close(j, ']');
	jw_kstr(j, "next", l->next);
	jw_kcstr(j, "source", list_source_word(l->source));
	jw_kreal(j, "confidence", l->confidence);
	jw_kstr(j, "why", l->why);
	jw_kbool(j, "empty_shape", l->empty_shape);
	jw_close(j, '}');
}

static void article_json(struct jw *j, const struct article *x, const struct zone *z)
{
	jw_key(j, "article");
	jw_open(j, '{');
	jw_kstr(j, "title", x->title);
	date_json(j, x->date_ms, x->date_has_time, z);
	jw_kstr(j, "source", x->source);
	jw_kstr(j, "doc_number", x->doc_number);
	jw_kint(j, "text_bytes", (int64_t)x->text.n);
	jw_kint(j, "nattachments", (int64_t)x->nattachments);
	jw_kreal(j, "confidence", x->confidence);
	jw_close(j, '}');
}

void page_json(struct jw *j, const struct page *p, const struct zone *z)
{
	jw_open(j, '{');
	jw_kcstr(j, "kind", page_kind_word(p->kind));
	jw_kstr(j, "title", p->title);
	jw_kstr(j, "declared", p->declared);
	jw_kstr(j, "encoding", p->encoding);
	jw_kstr(j, "encoding_how", p->encoding_how);
	jw_kbool(j, "damaged", p->damaged);
	jw_kbool(j, "truncated", p->truncated);
	jw_kbool(j, "unclosed", p->unclosed);
	jw_kstr(j, "challenge", p->challenge);
	jw_kstr(j, "error_words", p->error_words);
	jw_kstr(j, "spam_words", p->spam_words);
	jw_kstr(j, "refresh", p->refresh);
	jw_kint(j, "text_bytes", p->text_bytes);
	jw_kint(j, "nlinks", (int64_t)p->nlinks);
	list_json(j, &p->list, z);
	article_json(j, &p->article, z);
	jw_kint(j, "cpu_us", p->cpu_us);
	jw_close(j, '}');
}
