/* Which attributes with addresses a browser makes use of, by what stands beside them: the
 * relation of a link, the type of a script, where a source stands, how a form is sent. */
#include "links-private.h"

static bool next_word(struct str *rest, struct str *word)
{
	size_t n = 0;

	*rest = str_trim(*rest);
	while (n < rest->n && !is_space((unsigned char)rest->p[n]))
		n++;
	*word = str_sub(*rest, 0, n);
	*rest = str_sub(*rest, n, SIZE_MAX);
	return n > 0;
}

static bool is_among(struct str word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_nocase(word, str_of(list[i])))
			return true;
	return false;
}

#define AMONG(word, list) is_among(word, list, sizeof(list) / sizeof((list)[0]))

/* --- link --- */

/* Names by which no browser loads or offers anything (HTML standard 4.6.7 and what blogs
 * write): connections made ahead, addresses that are posted to, vocabularies. */
static bool is_no_link(struct str rel)
{
	static const char *const none[] = {"preconnect", "dns-prefetch", "pingback", "webmention",
		"expect", "profile", "edituri", "wlwmanifest", "pgpkey", "openid.server",
		"openid.delegate", "openid2.provider", "stylesheet/less", "nofollow", "noopener",
		"noreferrer", "external", "tag"};

	return AMONG(rel, none) || str_starts_nocase(rel, STR("schema.")) ||
		str_starts_nocase(rel, STR("https://"));
}

static bool rel_has(struct html *h, const char *name)
{
	struct str rest = html_attr(h, H_REL), word;

	while (next_word(&rest, &word))
		if (str_eq_nocase(word, str_of(name)))
			return true;
	return false;
}

/* "text/css" of "text/css; charset=utf-8", and what has no type at all. */
static bool is_css_type(struct html *h)
{
	struct str type = html_attr(h, H_TYPE);

	type = str_trim(str_sub(type, 0, str_findc(type, ';', 0)));
	return type.n == 0 || str_eq_nocase(type, STR("text/css"));
}

static bool relation_used(struct html *h)
{
	struct str rest = html_attr(h, H_REL), word;

	while (next_word(&rest, &word)) {
		if (str_eq_nocase(word, STR("stylesheet")) && !is_css_type(h))
			continue;
		if (str_eq_nocase(word, STR("alternate")) && rel_has(h, "stylesheet") &&
			!is_css_type(h))
			continue;
		if (!is_no_link(word))
			return true;
	}
	return false;
}

bool links_style_is_css(struct html *h)
{
	struct str type = html_attr(h, H_TYPE);

	return type.n == 0 || str_eq_nocase(type, STR("text/css"));
}

/* --- script --- */

/* 4.12.1: a block that is data is not loaded. */
static bool is_script_type(struct html *h)
{
	static const char *const types[] = {"module", "application/ecmascript",
		"application/javascript", "application/x-ecmascript", "application/x-javascript",
		"text/ecmascript", "text/javascript", "text/javascript1.0", "text/javascript1.1",
		"text/javascript1.2", "text/javascript1.3", "text/javascript1.4",
		"text/javascript1.5", "text/jscript", "text/livescript", "text/x-ecmascript",
		"text/x-javascript"};
	struct str type = html_attr(h, H_TYPE), language = html_attr(h, H_LANGUAGE);

	if (!str_none(type))
		return type.n == 0 || AMONG(str_trim(type), types);
	if (language.n == 0)
		return true;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_starts(str_of(types[i]), STR("text/")) &&
			str_eq_nocase(str_of(types[i] + 5), language))
			return true;
	return false;
}

/* --- forms --- */

/* Is it sent so that its address is asked for? As by those that send no data to be kept. */
static bool asks_by_get(struct html *h, enum html_atom attribute)
{
	struct str method = html_attr(h, attribute);

	return !str_eq_nocase(method, STR("post")) && !str_eq_nocase(method, STR("dialog"));
}

void links_form_begin(struct form *f, struct html *h)
{
	if (f->open)
		return; /* a form in a form is none (13.2.6.4.7) */
	f->open = true;
	f->gets = asks_by_get(h, H_METHOD);
}

static bool submits(const struct form *f, struct html *h)
{
	struct str type = html_attr(h, H_TYPE);
	bool submit = h->tag == H_BUTTON
		? !str_eq_nocase(type, STR("button")) && !str_eq_nocase(type, STR("reset"))
		: str_eq_nocase(type, STR("submit")) || str_eq_nocase(type, STR("image"));

	if (!submit || (!f->open && !html_has(h, H_FORM)))
		return false;
	if (html_has(h, H_FORMMETHOD))
		return asks_by_get(h, H_FORMMETHOD);
	return f->open ? f->gets : true;
}

/* --- all --- */

static bool has_background(enum html_atom tag)
{
	return tag == H_BODY || tag == H_TABLE || tag == H_THEAD || tag == H_TBODY ||
		tag == H_TFOOT || tag == H_TR || tag == H_TD || tag == H_TH;
}

static bool is_playing(const struct regions *r)
{
	return r->count[H_VIDEO] || r->count[H_AUDIO];
}

static bool is_linked_svg(enum html_atom tag)
{
	return tag == H_A || tag == H_IMAGE || tag == H_USE || tag == H_SCRIPT ||
		tag == H_FEIMAGE;
}

bool links_used(const struct regions *r, const struct form *f, struct html *h,
	enum html_atom attribute)
{
	if (attribute == H_BACKGROUND)
		return has_background(h->tag);
	if (attribute == H_XLINK_HREF)
		return is_linked_svg(h->tag);
	if (attribute == H_FORMACTION)
		return submits(f, h);
	if (h->tag == H_LINK)
		return attribute == H_HREF ? relation_used(h) : rel_has(h, "preload");
	if (h->tag == H_SCRIPT)
		return attribute == H_HREF ? h->foreign > 0 : !h->foreign && is_script_type(h);
	if (h->tag == H_IMAGE) /* in HTML another name of img */
		return (attribute == H_HREF) == (h->foreign > 0);
	if (h->tag == H_IFRAME)
		return attribute != H_SRC || !html_has(h, H_SRCDOC);
	if (h->tag == H_SOURCE)
		return attribute == H_SRCSET ? r->count[H_PICTURE] > 0 : is_playing(r);
	if (h->tag == H_TRACK)
		return is_playing(r);
	if (h->tag == H_INPUT)
		return str_eq_nocase(html_attr(h, H_TYPE), STR("image"));
	return true;
}
