/* What one row alone cannot see: ids given twice, names that lead nowhere, patterns that
 * match nothing, expressions that do not compile. */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "config-rows.h"

#include "crawler/select.h"
#include "crawler/profile.h"
#include "crawler/url.h"

#include <arpa/inet.h>
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

struct named {
	const char *id, *file;
	int line;
};

struct checker {
	struct config *c;
	struct config_faults *f;
	struct arena *a;
};

static int by_id(const void *x, const void *y)
{
	const struct named *a = x, *b = y;
	int order = strcmp(a->id, b->id);

	if (order == 0)
		order = strcmp(a->file, b->file);
	return order ? order : (a->line > b->line) - (a->line < b->line);
}

static void check_unique(
	struct checker *k, const char *what, struct named *list, size_t n)
{
	qsort(list, n, sizeof(*list), by_id);
	for (size_t i = 1; i < n; i++)
		if (list[i].id[0] && streq(list[i].id, list[i - 1].id))
			config_fault_add(k->f, list[i].file, list[i].line, false,
				"%s '%s' twice, first in %s:%d", said(what), list[i].id,
				list[i - 1].file, list[i - 1].line);
}

static struct named *room(struct checker *k, size_t n)
{
	return arena_array(k->a, n + 1, sizeof(struct named));
}

static void check_ids(struct checker *k)
{
	struct config *c = k->c;
	struct named *list = room(k, c->nportals);

	for (size_t i = 0; i < c->nportals; i++)
		list[i] = (struct named){c->portals[i].id, c->portals[i].file,
			c->portals[i].line};
	check_unique(k, "portal", list, c->nportals);
	list = room(k, c->nreceivers);
	for (size_t i = 0; i < c->nreceivers; i++)
		list[i] = (struct named){c->receivers[i].id, c->receivers[i].file,
			c->receivers[i].line};
	check_unique(k, "receiver", list, c->nreceivers);
	for (size_t i = 0; i < c->nportals; i++) {
		struct portal_config *p = &c->portals[i];

		list = room(k, p->ncolumns);
		for (size_t j = 0; j < p->ncolumns; j++)
			list[j] = (struct named){p->columns[j].id, p->columns[j].file,
				p->columns[j].line};
		check_unique(k, "column", list, p->ncolumns);
	}
	for (size_t i = 0; i < c->ndocuments; i++) {
		struct duty_document *d = &c->documents[i];

		list = room(k, d->nduties);
		for (size_t j = 0; j < d->nduties; j++)
			list[j] = (struct named){d->duties[j].id, d->duties[j].file,
				d->duties[j].line};
		check_unique(k, "duty", list, d->nduties);
	}
}

/* ---- receivers that are named ---- */

static void need_receiver(struct checker *k, const char *file, int line, const char *key,
	const char *id)
{
	const char **words, *near;

	if (config_receiver(k->c, str_of(id)))
		return;
	words = arena_array(k->a, k->c->nreceivers + 1, sizeof(*words));
	for (size_t i = 0; i < k->c->nreceivers; i++)
		words[i] = k->c->receivers[i].id;
	near = nearest_word(str_of(id), words, k->c->nreceivers);
	config_fault_add(k->f, file, line, false, "%s: there is no receiver '%s'%s%s%s",
		key, id, near ? said(", did you mean '") : "", near ? near : "",
		near ? said("'?") : "");
}

static void check_receivers_named(struct checker *k)
{
	struct config *c = k->c;

	for (size_t i = 0; i < c->nroutes; i++) {
		const struct route_config *r = &c->routes[i];

		for (size_t j = 0; j < r->nto; j++)
			need_receiver(k, r->file, r->line, "to", r->to[j]);
		for (size_t j = 0; j < r->nescalate; j++)
			need_receiver(k, r->file, r->line, "escalate", r->escalate[j]);
	}
	for (size_t i = 0; i < c->nreports; i++)
		for (size_t j = 0; j < c->reports[i].nto; j++)
			need_receiver(k, c->reports[i].file, c->reports[i].line, "to",
				c->reports[i].to[j]);
	if (c->operator_id[0])
		need_receiver(k, c->file, 0, "telling.operator", c->operator_id);
	if (c->heartbeat_receiver[0])
		need_receiver(k, c->file, 0, "telling.heartbeat.receiver",
			c->heartbeat_receiver);
	if (c->nreceivers > 0 && c->nroutes == 0)
		config_fault_add(k->f, c->file, 0, true,
			"receivers, but no routes: nobody is told of problems");
}

/* ---- patterns ---- */

static bool any_tag(const char *pattern, const char *const *tags, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (pattern_matches(pattern, str_of(tags[i])))
			return true;
	return false;
}

enum what { BY_PORTAL, BY_COLUMN, BY_UNIT, BY_TAG };

static bool column_is(const struct column_config *c, enum what what, const char *pattern)
{
	switch (what) {
	case BY_PORTAL:
		return false;
	case BY_COLUMN:
		return pattern_matches(pattern, str_of(c->id));
	case BY_UNIT:
		return pattern_matches(pattern, str_of(c->unit));
	case BY_TAG:
		return any_tag(pattern, c->tags, c->ntags);
	}
	return false;
}

static bool portal_is(const struct portal_config *p, enum what what, const char *pattern)
{
	if ((what == BY_PORTAL && pattern_matches(pattern, str_of(p->id))) ||
		(what == BY_UNIT && pattern_matches(pattern, str_of(p->unit))) ||
		(what == BY_TAG && any_tag(pattern, p->tags, p->ntags)) ||
		(what == BY_COLUMN && pattern_matches(pattern, STR(HOME_COLUMN))))
		return true;
	for (size_t i = 0; i < p->ncolumns; i++)
		if (column_is(&p->columns[i], what, pattern))
			return true;
	return false;
}

static void doubt_pattern(struct checker *k, const char *file, int line, enum what what,
	const char *pattern)
{
	static const char *const word[] = {"portal", "column", "unit", "tag"};

	if (pattern[0] == '\0')
		return;
	for (size_t i = 0; i < k->c->nportals; i++)
		if (portal_is(&k->c->portals[i], what, pattern))
			return;
	config_fault_add(k->f, file, line, true,
		"%s: '%s' matches nothing in this installation", word[what], pattern);
}

/* Duties may wait for the portals they are laid on. */
static void note_tag(struct checker *k, const struct duty_config *d, const char *pattern)
{
	for (size_t i = 0; i < k->c->nportals; i++)
		if (portal_is(&k->c->portals[i], BY_TAG, pattern))
			return;
	config_note_add(k->f, d->file, d->line, "duty %s: no portal has the tag '%s' yet", d->id,
		pattern);
}

static void check_profile(struct checker *k, const struct report_config *r)
{
	struct profile *profile;
	struct err e = {0};

	if (r->profile[0] && profile_load(k->c, r->profile, k->a, &profile, k->f, &e) ==
		ERR_NOTFOUND)
		config_fault_add(k->f, r->file, r->line, false, "profile: %s", e.text);
}

static void check_patterns(struct checker *k)
{
	for (size_t i = 0; i < k->c->nroutes; i++) {
		const struct route_config *r = &k->c->routes[i];

		doubt_pattern(k, r->file, r->line, BY_PORTAL, r->portal);
		doubt_pattern(k, r->file, r->line, BY_COLUMN, r->column);
		doubt_pattern(k, r->file, r->line, BY_UNIT, r->unit);
		doubt_pattern(k, r->file, r->line, BY_TAG, r->tag);
		if (r->severity[0] && !strpbrk(r->severity, "*?") &&
			!streq(r->severity, "low") && !streq(r->severity, "medium") &&
			!streq(r->severity, "high") && !streq(r->severity, "critical"))
			config_fault_add(k->f, r->file, r->line, false,
				"severity: expected low, "
				"medium, high, critical or a pattern, found '%s'",
				r->severity);
	}
	for (size_t i = 0; i < k->c->nreports; i++) {
		const struct report_config *r = &k->c->reports[i];

		doubt_pattern(k, r->file, r->line, BY_PORTAL, r->portal);
		doubt_pattern(k, r->file, r->line, BY_UNIT, r->unit);
		doubt_pattern(k, r->file, r->line, BY_TAG, r->tag);
		check_profile(k, r);
	}
}

/* ---- texts with a grammar ---- */

void config_check_regex(struct config_faults *f, const char *file, int line, const char *key,
	const char *pattern)
{
	PCRE2_SIZE at = 0;
	PCRE2_UCHAR why[200] = {0};
	pcre2_code *code;
	int rc = 0;

	if (pattern[0] == '\0')
		return;
	code = pcre2_compile(
		(PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, PCRE2_UTF, &rc, &at, NULL);
	if (!code) {
		pcre2_get_error_message(rc, why, sizeof(why));
		config_fault_add(f, file, line, false,
			"%s: '%s' is no regular expression: "
			"%s at offset %zu",
			key, pattern, said((const char *)why), (size_t)at);
	}
	pcre2_code_free(code);
}

/* An address in figures, or localhost: a name could lead anywhere tomorrow. */
static bool listen_ok(struct str s, bool *loopback)
{
	size_t colon = str_rfindc(s, ':');
	struct in6_addr v6;
	struct in_addr v4;
	char host[64];
	int64_t port;

	if (colon == SIZE_MAX || colon >= sizeof(host) ||
		!str_int(str_sub(s, colon + 1, s.n), 0, 65535, &port))
		return false;
	snprintf(host, sizeof(host), "%.*s", (int)colon, s.p);
	*loopback = streq(host, "localhost");
	if (*loopback)
		return true;
	if (inet_pton(AF_INET, host, &v4) == 1) {
		*loopback = ntohl(v4.s_addr) >> 24 == 127;
		return true;
	}
	if (host[0] != '[' || host[colon - 1] != ']')
		return false;
	host[colon - 1] = '\0';
	*loopback = streq(host + 1, "::1");
	return inet_pton(AF_INET6, host + 1, &v6) == 1;
}

static bool base_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_alnum((unsigned char)s.p[i]) && !strchr("/-_.~", s.p[i]))
			return false;
	return s.n && s.p[0] == '/' && s.p[s.n - 1] == '/' && !str_has(s, STR("//")) &&
		!str_has(s, STR("/."));
}

static void check_web(struct checker *k)
{
	const struct config *c = k->c;
	bool loopback = true;

	if (!listen_ok(str_of(c->web_listen), &loopback))
		config_fault_add(k->f, c->file, 0, false,
			"web.listen: expected ADDRESS:PORT such as "
			"127.0.0.1:8330, found '%s'",
			c->web_listen);
	else if (!loopback && !c->web_token_file[0])
		config_fault_add(k->f, c->file, 0, false,
			"web.listen: %s can be reached by others: web.token_file is needed",
			c->web_listen);
	if (!base_ok(str_of(c->web_base)))
		config_fault_add(k->f, c->file, 0, false,
			"web.base: expected a path such as /watch/, found '%s'", c->web_base);
}

static bool begins_with_one_of(const char *s, const char *const *heads)
{
	for (; *heads; heads++)
		if (str_starts_nocase(str_of(s), str_of(*heads)))
			return true;
	return false;
}

static void check_installation_texts(struct checker *k)
{
	static const char *const contacts[] = {"mailto:", "https://", "http://", NULL};
	static const char *const proxies[] = {
		"http://", "https://", "socks5://", "socks5h://", NULL};
	struct config *c = k->c;

	for (size_t i = 0; i < c->nallow_private; i++)
		if (!cidr_valid(str_of(c->allow_private[i])))
			config_fault_add(k->f, c->file, 0, false,
				"network.allow_private: expected "
				"a network such as 10.0.0.0/8, found '%s'",
				c->allow_private[i]);
	if (c->contact[0] && !begins_with_one_of(c->contact, contacts))
		config_fault_add(k->f, c->file, 0, false,
			"contact: expected mailto:NAME@HOST or an "
			"https:// address, found '%s'",
			c->contact);
	if (c->proxy[0] && !begins_with_one_of(c->proxy, proxies))
		config_fault_add(k->f, c->file, 0, false,
			"network.proxy: expected http://, "
			"https:// or socks5://, found '%s'",
			c->proxy);
	check_web(k);
}

static void check_selectors(struct checker *k, const struct column_config *c)
{
	const char *const list[] = {c->item, c->title, c->link, c->date, c->next};
	static const char *const key[] = {"item", "title", "link", "date", "next"};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		struct err e = {0};

		/* of a JSON answer: members, as meta.title */
		if (c->json_path[0] && list[i] != c->item && list[i] != c->next)
			continue;
		if (list[i][0] && select_check(str_of(list[i]), &e) < 0)
			config_fault_add(k->f, c->file, c->line, false, "items: %s: %s",
				key[i], e.text);
	}
}

/* An address of the inner network needs leave, or nothing there is ever fetched. */
static void check_private(struct checker *k, const struct portal_config *p)
{
	struct url u;

	if (k->c->nallow_private > 0 || url_parse(str_of(p->home), NULL, &u, k->a) != 0 ||
		!url_is_private_host(u.host))
		return;
	config_fault_add(k->f, p->file, p->line, true,
		"home: '%s' is a private address, and "
		"network.allow_private of the installation is empty",
		p->home);
}

static void check_addresses_once(struct checker *k, const struct portal_config *p)
{
	struct named *list = room(k, p->ncolumns);

	for (size_t i = 0; i < p->ncolumns; i++)
		list[i] = (struct named){p->columns[i].url, p->columns[i].file,
			p->columns[i].line};
	qsort(list, p->ncolumns, sizeof(*list), by_id);
	for (size_t i = 1; i < p->ncolumns; i++)
		if (list[i].id[0] && streq(list[i].id, list[i - 1].id))
			config_fault_add(k->f, list[i].file, list[i].line, true,
				"the address '%s' is that of two columns, first in line "
				"%d",
				list[i].id, list[i - 1].line);
}

static void check_texts(struct checker *k)
{
	check_installation_texts(k);
	for (size_t i = 0; i < k->c->nroutes; i++)
		config_check_regex(k->f, k->c->routes[i].file, k->c->routes[i].line, "match",
			k->c->routes[i].match);
	for (size_t i = 0; i < k->c->nportals; i++)
		for (size_t j = 0; j < k->c->portals[i].ncolumns; j++) {
			const struct column_config *c = &k->c->portals[i].columns[j];

			config_check_regex(k->f, c->file, c->line, "title_re",
				c->title_re);
			config_check_regex(k->f, c->file, c->line, "date_re", c->date_re);
			check_selectors(k, c);
		}
	for (size_t i = 0; i < k->c->nportals; i++) {
		check_addresses_once(k, &k->c->portals[i]);
		check_private(k, &k->c->portals[i]);
	}
}

/* ---- duties ---- */

/* What a rule follows up, COLUMN or PORTAL/COLUMN, has to be there: else it never judges. */
static void check_anchor(struct checker *k, const struct portal_config *p,
	const struct rule_config *r)
{
	struct str after = str_of(rule_arg(r, "after")), column = after;
	size_t slash = str_none(after) ? SIZE_MAX : str_findc(after, '/', 0);

	if (!streq(r->kind, "follow_up") || str_none(after))
		return;
	if (slash != SIZE_MAX) {
		p = config_portal(k->c, str_sub(after, 0, slash));
		column = str_sub(after, slash + 1, after.n);
	}
	if (p && (str_eqc(column, HOME_COLUMN) || portal_column(p, column)))
		return;
	config_fault_add(k->f, r->file, r->line, false,
		"after: no column '%s' is configured", after.p);
}

/* What tells two rules of one kind on one column apart in the ledger. */
static const char *mark_of(const struct rule_config *r)
{
	const char *id = rule_arg(r, "id"), *match = rule_arg(r, "match");

	return id ? id : match ? match : "";
}

static void check_alike(struct checker *k, const struct column_config *c, size_t at)
{
	const struct rule_config *r = &c->rules[at];

	for (size_t i = 0; i < at; i++)
		if (streq(c->rules[i].kind, r->kind) && streq(mark_of(&c->rules[i]), mark_of(r)))
			config_fault_add(k->f, r->file, r->line, true,
				"two rules '%s' on column '%s' are one line of the ledger: give one of "
				"them an id:", r->kind, c->id);
}

static void check_rules(struct checker *k, const struct portal_config *p)
{
	for (size_t i = 0; i < p->ncolumns; i++)
		for (size_t x = 0; x < p->columns[i].nrules; x++) {
			check_anchor(k, p, &p->columns[i].rules[x]);
			check_alike(k, &p->columns[i], x);
		}
}

/* Laid on the portal, as far as its for: goes. */
static bool covers(const struct duty_config *d, const struct portal_config *p)
{
	for (size_t i = 0; i < d->nfor_tags; i++)
		if (portal_is(p, BY_TAG, d->for_tags[i]))
			return true;
	for (size_t i = 0; i < d->nfor_portals; i++)
		if (portal_is(p, BY_PORTAL, d->for_portals[i]))
			return true;
	return d->nfor_tags + d->nfor_portals == 0;
}

static void check_duty_columns(struct checker *k, const struct portal_config *p,
	const struct duty_config *d)
{
	if (!covers(d, p))
		return;
	for (size_t i = 0; i < d->ncolumns; i++)
		if (!streq(d->columns[i], HOME_COLUMN) && !portal_column(p, str_of(d->columns[i])))
			config_fault_add(k->f, d->file, d->line, false,
				"duty %s: portal '%s' has no column '%s'", d->id, p->id,
				d->columns[i]);
	for (size_t i = 0; d->rule && i < (d->nrules ? d->nrules : 1); i++)
		check_anchor(k, p, &d->rule[i]);
}

/* for: counts only in files that the installation itself lays on portals. */
static bool laid_by_installation(const struct config *c, const char *path)
{
	for (size_t i = 0; i < c->nduties; i++)
		if (streq(c->duties[i], path))
			return true;
	return false;
}

static bool due_ok(struct str s)
{
	int32_t day;
	char whole[16];

	if (s.n == 5) {
		/* A leap year, so that 02-29 is a day. */
		snprintf(whole, sizeof(whole), "2024-%.*s", STR_ARG(s));
		s = str_of(whole);
	}
	return s.n == 0 || day_parse(s, &day);
}

/* A rule, or a person who decides: one of the two. */
static void check_duty(struct checker *k, const struct duty_config *d)
{
	if (!d->rule && !d->manual)
		config_fault_add(k->f, d->file, d->line, false,
			"duty %s: missing 'rule' (or manual: true, where a person decides)",
			d->id);
	if (d->rule && d->manual)
		config_fault_add(k->f, d->file, d->line, false,
			"duty %s: a manual duty has no rule", d->id);
	if (d->rule && d->ncolumns == 0)
		config_fault_add(k->f, d->file, d->line, true,
			"duty %s: its rule names no column, so nothing is judged", d->id);
	if (!due_ok(str_of(d->due)))
		config_fault_add(k->f, d->file, d->line, false,
			"due: expected MM-DD or YYYY-MM-DD, found '%s'", d->due);
}

/* A duty carried over stands in two documents: the older one has to say where it ends. */
static void check_carried(struct checker *k, const struct duty_document *older,
	const struct duty_document *newer)
{
	for (size_t i = 0; i < older->nduties; i++)
		for (size_t x = 0; x < newer->nduties; x++) {
			const struct duty_config *d = &older->duties[i];

			if (d->valid_year || newer->duties[x].valid_year ||
				!streq(d->id, newer->duties[x].id))
				continue;
			config_fault_add(k->f, d->file, d->line, true,
				"duty %s stands in the document of %d too, and is asked for twice: "
				"write until: %d under document:", d->id, newer->year,
				newer->year - 1);
			return;
		}
}

static void check_documents(struct checker *k, const struct portal_config *p)
{
	for (size_t i = 0; i < p->nduties; i++)
		for (size_t j = 0; j < p->nduties; j++) {
			const struct duty_document *a = config_document(k->c, str_of(p->duties[i]));
			const struct duty_document *b = config_document(k->c, str_of(p->duties[j]));

			if (a && b && a->year < b->year && (!a->until || a->until >= b->year))
				check_carried(k, a, b);
		}
}

/* What the installation names is laid by for: alone. */
static void check_document(struct checker *k, const struct portal_config *p, const char *path,
	bool by_for)
{
	const struct duty_document *d = config_document(k->c, str_of(path));

	for (size_t x = 0; d && x < d->nduties; x++)
		if (!by_for || d->duties[x].nfor_tags + d->duties[x].nfor_portals > 0)
			check_duty_columns(k, p, &d->duties[x]);
}

static void check_duties(struct checker *k)
{
	for (size_t i = 0; i < k->c->nportals; i++) {
		const struct portal_config *p = &k->c->portals[i];

		check_rules(k, p);
		check_documents(k, p);
		for (size_t j = 0; j < p->nduties; j++)
			check_document(k, p, p->duties[j], false);
		for (size_t j = 0; j < k->c->nduties; j++)
			check_document(k, p, k->c->duties[j], true);
	}
	for (size_t i = 0; i < k->c->ndocuments; i++) {
		const struct duty_document *doc = &k->c->documents[i];

		if (doc->until && doc->until < doc->year)
			config_fault_add(k->f, doc->path, 0, false,
				"until: %d lies before year: %d", doc->until, doc->year);
	}
	for (size_t i = 0; i < k->c->ndocuments; i++)
		for (size_t j = 0; j < k->c->documents[i].nduties; j++) {
			const struct duty_config *d = &k->c->documents[i].duties[j];

			check_duty(k, d);
			for (size_t x = 0; x < d->nfor_tags; x++)
				note_tag(k, d, d->for_tags[x]);
			if (!laid_by_installation(k->c, k->c->documents[i].path))
				continue;
			for (size_t x = 0; x < d->nfor_portals; x++)
				doubt_pattern(k, d->file, d->line, BY_PORTAL,
					d->for_portals[x]);
		}
}

void config_cross_check(struct config *c, struct config_faults *f, struct arena *a)
{
	struct checker k = {c, f, a};

	check_ids(&k);
	check_receivers_named(&k);
	check_patterns(&k);
	check_texts(&k);
	check_duties(&k);
}
