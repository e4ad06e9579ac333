/* Comments, doctypes and CDATA sections (13.2.5.41-72). */
#include "html-private.h"

void html_bogus(struct html *h, size_t from)
{
	size_t end = str_findc(h->in, '>', from);

	h->type = HTML_COMMENT;
	h->at = end == SIZE_MAX ? h->in.n : end + 1;
	if (end == SIZE_MAX)
		end = h->in.n;
	h->raw = str_n(h->in.p + from, end - from);
}

/* A comment cut off by the end of the page loses the dashes that were to end it. */
static size_t cut_dashes(struct str s)
{
	if (str_ends(s, STR("--!")))
		return s.n - 3;
	if (str_ends(s, STR("--")))
		return s.n - 2;
	return s.n - str_ends(s, STR("-"));
}

static void comment(struct html *h)
{
	size_t from = h->at + 4, at = from;
	struct str rest = str_sub(h->in, from, SIZE_MAX), s;

	h->type = HTML_COMMENT;
	if (str_starts(rest, STR(">")) || str_starts(rest, STR("->"))) {
		h->raw = str_n(rest.p, 0);
		h->at = from + (rest.p[0] == '-') + 1;
		return;
	}
	for (; (at = str_findc(h->in, '>', at)) != SIZE_MAX; at++) {
		s = str_n(h->in.p + from, at - from);
		if (!str_ends(s, STR("--")) && !str_ends(s, STR("--!")))
			continue;
		h->raw = str_n(s.p, s.n - (s.p[s.n - 1] == '!' ? 3 : 2));
		h->at = at + 1;
		return;
	}
	h->raw = str_n(rest.p, cut_dashes(rest));
	h->at = h->in.n;
}

static struct str skip_space(struct str s)
{
	size_t i = 0;

	while (i < s.n && is_space((unsigned char)s.p[i]) && s.p[i] != '\v')
		i++;
	return str_sub(s, i, SIZE_MAX);
}

/* A quoted identifier; false: none there (quirks). A missing quote takes what is there. */
static bool quoted(struct str *s, struct str *out)
{
	size_t end;

	*s = skip_space(*s);
	if (s->n == 0 || (s->p[0] != '"' && s->p[0] != '\''))
		return false;
	end = str_findc(*s, s->p[0], 1);
	*out = end == SIZE_MAX ? str_sub(*s, 1, SIZE_MAX) : str_sub(*s, 1, end - 1);
	*s = end == SIZE_MAX ? str_sub(*s, s->n, 0) : str_sub(*s, end + 1, SIZE_MAX);
	return end != SIZE_MAX;
}

/* What follows the name, without '>'. True: force quirks. `closed`: the '>' was there. */
static bool doctype_ids(struct html *h, struct str s, bool closed)
{
	bool is_public;

	s = skip_space(s);
	if (s.n == 0)
		return !closed;
	is_public = str_starts_nocase(s, STR("public"));
	if (!is_public && !str_starts_nocase(s, STR("system")))
		return true;
	s = str_sub(s, 6, SIZE_MAX);
	if (is_public) {
		if (!quoted(&s, &h->public_id))
			return true;
		s = skip_space(s);
		if (s.n == 0)
			return !closed;
	}
	if (!quoted(&s, &h->system_id))
		return true;
	/* what follows the system identifier is dropped without quirks, unless cut off */
	return !closed && skip_space(s).n == 0;
}

static void doctype(struct html *h)
{
	size_t end = str_findc(h->in, '>', h->at), at = h->at + 9, from;
	bool closed = end != SIZE_MAX;

	if (!closed)
		end = h->in.n;
	h->type = HTML_DOCTYPE;
	h->public_id = h->system_id = STR_NONE;
	h->at = closed ? end + 1 : end;
	at += end - at - skip_space(str_n(h->in.p + at, end - at)).n;
	from = at;
	while (at < end && (!is_space((unsigned char)h->in.p[at]) || h->in.p[at] == '\v'))
		at++;
	h->raw = str_n(h->in.p + from, at - from);
	h->quirks = doctype_ids(h, str_n(h->in.p + at, end - at), closed);
	h->public_id = html_plain(h->public_id, h->arena);
	h->system_id = html_plain(h->system_id, h->arena);
	if (h->raw.n == 0) {
		h->raw = STR_NONE;
		h->quirks = true;
	}
}

void html_declaration(struct html *h)
{
	struct str s = str_sub(h->in, h->at, SIZE_MAX);

	if (str_starts(s, STR("<!--")))
		comment(h);
	else if (str_starts_nocase(s, STR("<!doctype")))
		doctype(h);
	else if (str_starts(s, STR("<![CDATA[")) && (h->foreign || h->xml)) {
		h->at += 9;
		h->mode = HTML_CDATA;
		h->type = HTML_EOF; /* the text comes with the next token */
	} else
		html_bogus(h, h->at + (s.p[1] == '?' ? 1 : 2));
}
