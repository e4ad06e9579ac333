/* Which duties are laid on which portals. */
#include "monitor/duty.h"

#include <stdio.h>

static bool names_path(const char *const *list, size_t n, const char *path)
{
	for (size_t i = 0; i < n; i++)
		if (streq(list[i], path))
			return true;
	return false;
}

static bool any_matches(const char *const *patterns, size_t n, struct str text)
{
	for (size_t i = 0; i < n; i++)
		if (pattern_matches(patterns[i], text))
			return true;
	return false;
}

static bool laid_by_for(const struct duty_config *d, const struct portal_config *p)
{
	if (any_matches(d->for_portals, d->nfor_portals, str_of(p->id)))
		return true;
	for (size_t i = 0; i < p->ntags; i++)
		if (any_matches(d->for_tags, d->nfor_tags, str_of(p->tags[i])))
			return true;
	return false;
}

bool duty_applies(const struct config *c, const struct portal_config *p,
	const struct duty_document *doc, const struct duty_config *d)
{
	bool has_for = d->nfor_portals + d->nfor_tags > 0;

	if (has_for && !laid_by_for(d, p))
		return false;
	return names_path(p->duties, p->nduties, doc->path) ||
		(has_for && names_path(c->duties, c->nduties, doc->path));
}

int duty_last_year(const struct duty_config *d)
{
	return d->valid_year ? d->valid_year : d->until;
}

bool duty_is_closed(const struct duty_config *d, int year)
{
	int last = duty_last_year(d);

	return last && year > last;
}

bool duty_is_live(const struct duty_config *d, int year)
{
	if (d->valid_year)
		return d->valid_year == year;
	return year >= d->from && (!d->until || year <= d->until);
}

int32_t duty_due(const struct duty_config *d, int year)
{
	struct str s = str_of(d->due ? d->due : "");
	char whole[16];
	int32_t day;

	if (day_parse(s, &day))
		return day;
	if (s.n != 5)
		return DAY_NONE;
	if (str_eqc(s, "02-29") && !date_valid(year, 2, 29))
		return day_of(year, 2, 28);
	snprintf(whole, sizeof(whole), "%04d-%.*s", year, STR_ARG(s));
	return day_parse(str_of(whole), &day) ? day : DAY_NONE;
}

bool duty_by_hand(const struct duty_config *d, const struct portal_config *p)
{
	if (d->manual)
		return true;
	if (!d->due || !d->due[0] || d->ncolumns == 0)
		return false;
	for (size_t i = 0; i < d->ncolumns; i++) {
		const struct column_config *c = portal_column(p, str_of(d->columns[i]));

		if (c ? !c->discover : streq(d->columns[i], HOME_COLUMN))
			return false;
	}
	return true;
}

bool duty_names_column(const struct duty_config *d, struct str column)
{
	for (size_t i = 0; i < d->ncolumns; i++)
		if (str_eqc(column, d->columns[i]))
			return true;
	return false;
}
