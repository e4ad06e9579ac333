/* Asking a configuration: words, patterns, things by name. */
#include "crawler/config.h"

#include "base/clock.h"
#include "base/fs.h"

#include <stdlib.h>

static const char *const class_words[] = {"", "news", "notice", "policy",
	"interpretation", "personnel", "planning", "other", "static", "archived"};

const char *class_word(int cls)
{
	return cls >= CLASS_UNSET && cls <= CLASS_ARCHIVED ? class_words[cls] : "";
}

int class_of_word(struct str word)
{
	for (int i = CLASS_NEWS; i <= CLASS_ARCHIVED; i++)
		if (str_eqc(word, class_words[i]))
			return i;
	return CLASS_UNSET;
}

const char *rule_arg(const struct rule_config *r, const char *key)
{
	for (size_t i = 0; i < r->nargs; i++)
		if (streq(r->args[i].key, key))
			return r->args[i].value;
	return NULL;
}

int64_t column_interval_ms(const struct column_config *c)
{
	if (c->every_ms > 0)
		return c->every_ms;
	if (c->cls == CLASS_NEWS)
		return 2 * HOUR_MS;
	return c->cls == CLASS_STATIC ? DAY_MS : 6 * HOUR_MS;
}

static size_t after_cp(struct str s, size_t at)
{
	for (at++; at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80; at++)
		;
	return at;
}

bool pattern_matches(const char *pattern, struct str text)
{
	struct str p = str_of(pattern);
	size_t i = 0, at = 0, star = SIZE_MAX, mark = 0;

	if (p.n == 0)
		return true;
	while (at < text.n) {
		if (i < p.n && p.p[i] == '*') {
			star = i++;
			mark = at;
		} else if (i < p.n && p.p[i] == '?') {
			i++;
			at = after_cp(text, at);
		} else if (i < p.n && p.p[i] == text.p[at]) {
			i++;
			at++;
		} else if (star != SIZE_MAX) {
			i = star + 1;
			at = mark = after_cp(text, mark);
		} else
			return false;
	}
	while (i < p.n && p.p[i] == '*')
		i++;
	return i == p.n;
}

char *config_find(const char *given)
{
	static const char *const places[] = {"./portalwatch.yaml",
		"/etc/portalwatch/portalwatch.yaml"};
	const char *env = getenv("PORTALWATCH_CONFIG");

	if (given)
		return cstr_dup(given);
	if (env && env[0])
		return cstr_dup(env);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (fs_exists(places[i]))
			return cstr_dup(places[i]);
	return NULL;
}

const struct portal_config *config_portal(const struct config *c, struct str id)
{
	for (size_t i = 0; i < c->nportals; i++)
		if (str_eqc(id, c->portals[i].id))
			return &c->portals[i];
	return NULL;
}

const struct zone *config_zone(const struct config *c, struct str portal)
{
	static size_t last; /* of many rows of one portal only the first has to search */

	if (!c)
		return zone_shanghai();
	if (last >= c->nportals || !str_eqc(portal, c->portals[last].id))
		for (last = 0; last < c->nportals && !str_eqc(portal, c->portals[last].id);)
			last++;
	if (last < c->nportals && c->portals[last].zone)
		return c->portals[last].zone;
	return c->zone ? c->zone : zone_shanghai();
}

const struct column_config *portal_column(const struct portal_config *p, struct str id)
{
	for (size_t i = 0; i < p->ncolumns; i++)
		if (str_eqc(id, p->columns[i].id))
			return &p->columns[i];
	return NULL;
}

const struct receiver_config *config_receiver(const struct config *c, struct str id)
{
	for (size_t i = 0; i < c->nreceivers; i++)
		if (str_eqc(id, c->receivers[i].id))
			return &c->receivers[i];
	return NULL;
}

const struct duty_document *config_document(const struct config *c, struct str path)
{
	for (size_t i = 0; i < c->ndocuments; i++)
		if (str_eqc(path, c->documents[i].path))
			return &c->documents[i];
	return NULL;
}

static const struct unit_config *unit_in(const struct unit_config *list, size_t n,
	struct str name)
{
	for (size_t i = 0; i < n; i++) {
		if (str_eqc(name, list[i].name))
			return &list[i];
		for (size_t j = 0; j < list[i].nformer; j++)
			if (str_eqc(name, list[i].former[j]))
				return &list[i];
	}
	return NULL;
}

const struct unit_config *config_unit(const struct config *c, struct str name)
{
	const struct unit_config *u = unit_in(c->units, c->nunits, name);

	for (size_t i = 0; !u && i < c->nportals; i++)
		u = unit_in(c->portals[i].units, c->portals[i].nunits, name);
	return u;
}

/* Rules that look at the page itself, by their keys: the kinds are the monitor's. */
static enum text_wanted rule_wants(const struct rule_config *r)
{
	const char *where = rule_arg(r, "where");

	if (streq(r->kind, "must_change") || streq(r->kind, "page_changed"))
		return TEXT_CHANGES;
	if (where && (streq(where, "page") || streq(where, "footer") || streq(where, "tags")))
		return TEXT_NEWEST;
	return TEXT_UNWANTED;
}

static enum text_wanted rules_want(const struct rule_config *list, size_t n)
{
	enum text_wanted most = TEXT_UNWANTED;

	for (size_t i = 0; i < n; i++)
		if (rule_wants(&list[i]) > most)
			most = rule_wants(&list[i]);
	return most;
}

/* Duties count by the column's id alone, whichever portal they are laid on: some text too
 * many does no harm. */
enum text_wanted column_text_wanted(const struct config *c, const struct column_config *col)
{
	enum text_wanted most = rules_want(col->rules, col->nrules), one;

	if (col->cls == CLASS_STATIC)
		return TEXT_CHANGES;
	if (streq(col->id, HOME_COLUMN) && most < TEXT_NEWEST)
		most = TEXT_NEWEST;
	for (size_t i = 0; i < c->ndocuments && most < TEXT_CHANGES; i++)
		for (size_t k = 0; k < c->documents[i].nduties; k++) {
			const struct duty_config *d = &c->documents[i].duties[k];

			for (size_t x = 0; d->rule && x < d->ncolumns; x++) {
				if (!streq(d->columns[x], col->id))
					continue;
				one = rules_want(d->rule, d->nrules ? d->nrules : 1);
				most = one > most ? one : most;
			}
		}
	return most;
}

static bool has_kind(const struct rule_config *list, size_t n, const char *kind)
{
	for (size_t i = 0; i < n; i++)
		if (streq(list[i].kind, kind))
			return true;
	return false;
}

/* Of duties as above: those of every document count. */
bool portal_technical_wanted(const struct config *c, const struct portal_config *p)
{
	for (size_t i = 0; i < p->ncolumns; i++)
		if (has_kind(p->columns[i].rules, p->columns[i].nrules, "technical"))
			return true;
	for (size_t i = 0; i < c->ndocuments; i++)
		for (size_t k = 0; k < c->documents[i].nduties; k++) {
			const struct duty_config *d = &c->documents[i].duties[k];

			if (d->rule && has_kind(d->rule, d->nrules ? d->nrules : 1, "technical"))
				return true;
		}
	return false;
}
