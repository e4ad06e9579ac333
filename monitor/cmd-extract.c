/* extract list|article|links FILE: what the parsers say of one document, as JSON. */
#include "base/clock.h"
#include "base/fs.h"
#include "base/out.h"
#include "crawler/due.h"
#include "crawler/page.h"
#include "monitor/cmds.h"

#include <stdio.h>

struct extract_opts {
	const char *url, *content_type, *zone;
	bool hidden, json_ld;
};

static void put_moment(
	struct jw *j, const char *key, int64_t ms, bool has_time, const struct zone *z)
{
	if (ms == DATE_NONE_MS)
		jw_knull(j, key);
	else if (has_time)
		jw_ktime(j, key, ms, z);
	else
		jw_kday(j, key, day_of_ms(ms, z));
}

static void put_date(struct jw *j, int64_t ms, bool has_time, const struct zone *z)
{
	put_moment(j, "date", ms, has_time, z);
}

static void put_list(struct jw *j, const struct page_order *o, const struct page *p,
	const struct zone *z)
{
	jw_open(j, '{');
	jw_kstr(j, "url", o->url);
	jw_kstr(j, "charset", p->encoding);
	jw_key(j, "items");
	jw_open(j, '[');
	for (size_t i = 0; i < p->list.nitems; i++) {
		const struct item *x = &p->list.items[i];

		jw_open(j, '{');
		jw_kstr(j, "title", x->title);
		jw_kstr(j, "href", x->href);
		jw_kstr(j, "url", x->url);
		put_date(j, x->date_ms, x->date_has_time, z);
		if (x->file.n)
			jw_kstr(j, "file", x->file);
		jw_close(j, '}');
	}
	jw_close(j, ']');
	jw_kstr(j, "next", p->list.next);
	jw_kcstr(j, "source", list_source_word(p->list.source));
	jw_kreal(j, "confidence", p->list.confidence);
	jw_kstr(j, "why", p->list.why);
	jw_close(j, '}');
}

static void put_meta(struct jw *j, const struct page *p)
{
	jw_key(j, "meta");
	jw_open(j, '{');
	for (size_t i = 0; i < p->nmeta; i++) {
		bool again = false;

		/* an object has each name once: the first stands */
		for (size_t k = 0; k < i && !again; k++)
			again = str_eq(p->meta[k].key, p->meta[i].key);
		if (again)
			continue;
		jw_key(j, p->meta[i].key.p);
		jw_str(j, p->meta[i].value);
	}
	jw_close(j, '}');
}

static void put_article(struct jw *j, const struct page_order *o, const struct page *p,
	const struct zone *z)
{
	const struct article *x = &p->article;

	jw_open(j, '{');
	jw_kstr(j, "url", o->url);
	jw_kstr(j, "title", x->title);
	put_date(j, x->date_ms, x->date_has_time, z);
	jw_kstr(j, "source", x->source);
	jw_kstr(j, "document_number", x->doc_number);
	put_moment(j, "written", x->written_ms, false, z);
	jw_kstr(j, "validity", x->validity);
	jw_kstr(j, "index_number", x->index_number);
	jw_kstr(j, "issuer", x->issuer);
	jw_kstr(j, "topic", x->topic);
	jw_kstr(j, "text", x->text);
	jw_key(j, "attachments");
	jw_open(j, '[');
	for (size_t i = 0; i < x->nattachments; i++) {
		jw_open(j, '{');
		jw_kstr(j, "url", x->attachments[i].url);
		jw_kstr(j, "title", x->attachments[i].title);
		jw_close(j, '}');
	}
	jw_close(j, ']');
	jw_key(j, "images");
	jw_open(j, '[');
	for (size_t i = 0; i < x->nimages; i++)
		jw_str(j, x->images[i]);
	jw_close(j, ']');
	put_meta(j, p);
	jw_kreal(j, "confidence", x->confidence);
	jw_close(j, '}');
}

static void put_links(struct jw *j, const struct page_order *o, const struct page *p,
	const struct zone *z)
{
	(void)z;
	jw_open(j, '{');
	jw_kstr(j, "base", p->base);
	jw_key(j, "links");
	jw_open(j, '[');
	for (size_t i = 0; i < p->nlinks; i++) {
		const struct link *x = &p->links[i];

		jw_open(j, '{');
		jw_kstr(j, "href", x->href);
		jw_kstr(j, "url", x->url);
		jw_kstr(j, "element", x->element);
		jw_kstr(j, "attribute", x->attribute);
		jw_kstr(j, "text", str_none(x->text) ? STR("") : x->text);
		jw_kint(j, "line", x->line);
		if (x->nofollow)
			jw_kbool(j, "nofollow", true);
		if (x->navigation)
			jw_kbool(j, "navigation", true);
		if (o->want & WANT_HIDDEN && x->hidden)
			jw_kstr(j, "hidden", x->hidden_how);
		jw_close(j, '}');
	}
	jw_close(j, ']');
	if (p->truncated)
		jw_kbool(j, "truncated", true);
	jw_close(j, '}');
}

struct extraction {
	const char *name;
	uint32_t want;
	void (*put)(struct jw *j, const struct page_order *o, const struct page *p,
		const struct zone *z);
};

static const struct extraction extractions[] = {
	{"list", WANT_LIST | WANT_SITEMAP, put_list},
	{"article", WANT_ARTICLE, put_article},
	{"links", WANT_LINKS, put_links},
};

static const struct extraction *find(const char *name)
{
	for (size_t i = 0; i < sizeof(extractions) / sizeof(extractions[0]); i++)
		if (streq(extractions[i].name, name))
			return &extractions[i];
	return NULL;
}

/* Where nobody says otherwise: the zone of the capital, by the end of the host's name, else
 * Greenwich. A day that a page states is that day in any; an instant with an offset is shown on
 * the day that its readers had. */
static const struct {
	const char *end, *zone;
} countries[] = {
	{".cn", "Asia/Shanghai"}, {".hk", "Asia/Shanghai"}, {".mo", "Asia/Shanghai"},
	{".tw", "Asia/Shanghai"}, {".jp", "Asia/Tokyo"}, {".kr", "Asia/Seoul"},
	{".sg", "Asia/Singapore"}, {".in", "Asia/Kolkata"}, {".th", "Asia/Bangkok"},
	{".vn", "Asia/Ho_Chi_Minh"}, {".au", "Australia/Sydney"}, {".nz", "Pacific/Auckland"},
	{".gov", "America/New_York"}, {".mil", "America/New_York"}, {".us", "America/New_York"},
	{".ca", "America/Toronto"}, {".br", "America/Sao_Paulo"}, {".mx", "America/Mexico_City"},
	{".uk", "Europe/London"}, {".ie", "Europe/Dublin"}, {".de", "Europe/Berlin"},
	{".fr", "Europe/Paris"}, {".eu", "Europe/Brussels"}, {".es", "Europe/Madrid"},
	{".it", "Europe/Rome"}, {".pl", "Europe/Warsaw"}, {".ch", "Europe/Zurich"},
	{".at", "Europe/Vienna"}, {".nl", "Europe/Amsterdam"}, {".be", "Europe/Brussels"},
};

static int zone_of(const struct globals *g, const struct extract_opts *o,
	const struct zone **out, struct err *e)
{
	struct str host = due_host(str_of(o->url));

	if (o->zone)
		return zone_load(o->zone, out, e);
	*out = g->config ? g->config->zone : zone_utc();
	host = str_sub(host, 0, str_findc(host, ':', 0));
	for (size_t i = 0; i < sizeof(countries) / sizeof(countries[0]) && !g->config; i++)
		if (str_ends_nocase(host, str_of(countries[i].end)))
			zone_load(countries[i].zone, out, NULL); /* not installed: Greenwich */
	return 0;
}

static int extract(struct globals *g, const struct extraction *x, const struct extract_opts *o,
	struct str body)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_INIT((size_t)1 << 30);
	struct jw j = jw_on(&b);
	const struct zone *z = NULL;
	struct err e = {0};
	struct page_order order = {.url = str_of(o->url), .want = x->want,
		.content_type = str_of(o->content_type), .now_ms = clock_now_ms()};
	struct page p;
	int status;

	if (zone_of(g, o, &z, &e) < 0)
		return cmd_note("--zone: %s", e.text), EXIT_USAGE;
	order_set_zone(&order, z);
	if (o->json_ld)
		order.want |= WANT_JSON_LD;
	if (o->hidden)
		order.want |= WANT_HIDDEN;
	page_read(&order, body, &p, &a);
	x->put(&j, &order, &p, z);
	buf_addc(&b, '\n');
	status = cmd_out(&b);
	buf_release(&b);
	arena_release(&a);
	return status;
}

static int run(struct globals *g, const void *opts, int argc, char **argv)
{
	const struct extract_opts *o = opts;
	const struct extraction *x = argc > 0 ? find(argv[0]) : NULL;
	struct buf body = BUF_INIT((size_t)256 << 20);
	struct err e = {0};
	int status;

	if (argc != 2 || !x)
		return cmd_usage(&cmd_extract, "expected list, article or links, and one file");
	if (!o->url)
		return cmd_usage(&cmd_extract, "expected --url, the address of the document");
	if (fs_read(argv[1], &body, &e) < 0)
		status = cmd_fail(&e);
	else
		status = extract(g, x, o, buf_str(&body));
	buf_release(&body);
	return status;
}

static const struct opt opts[] = {
	{.name = "--url", .kind = OPT_TEXT, .offset = offsetof(struct extract_opts, url),
		.value = "URL", .help = "address of the document"},
	{.name = "--content-type", .kind = OPT_TEXT,
		.offset = offsetof(struct extract_opts, content_type), .value = "V",
		.help = "value of the Content-Type header"},
	{.name = "--zone", .kind = OPT_TEXT, .offset = offsetof(struct extract_opts, zone),
		.value = "ZONE", .help = "time zone of the portal (by the end of the host's name), such as Asia/Shanghai"},
	{.name = "--hidden", .kind = OPT_FLAG, .offset = offsetof(struct extract_opts, hidden),
		.help = "links: say which are invisible, and how"},
	{.name = "--json-ld", .kind = OPT_FLAG, .offset = offsetof(struct extract_opts, json_ld),
		.help = "links: also the addresses in JSON-LD, which search engines load"},
	{0},
};

const struct cmd cmd_extract = {
	.name = "extract",
	.args = "list|article|links FILE --url URL",
	.summary = "notices, text or links of a document (- is standard input), as JSON",
	.opts = opts,
	.opts_size = sizeof(struct extract_opts),
	.run = run,
};
