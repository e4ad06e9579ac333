/* Writing a portal file from what discovery found. */
#include "monitor/discovery-file.h"

#include "base/out.h"

static void comment(struct buf *b, struct str text)
{
	buf_adds(b, "# ");
	out_line(b, text, 200);
	buf_addc(b, '\n');
}

static void put_key(struct buf *b, const char *indent, const char *key, struct str value)
{
	buf_addf(b, "%s%s: ", indent, key);
	out_json(b, str_none(value) ? STR("") : value); /* JSON strings are YAML strings */
	buf_addc(b, '\n');
}

static void write_one(struct buf *b, const struct discovered *c, enum lang lang,
	const struct zone *zone)
{
	char day[TIME_TEXT];

	buf_addf(b, "  # ");
	buf_addf(b, LANG(lang, "%zu notices seen, confidence %.2f, newest %s"),
		c->nitems, c->confidence,
		c->newest_ms ? day_text(day, day_of_ms(c->newest_ms, zone)) : "-");
	buf_addf(b, "\n  - id: ");
	out_json(b, c->id);
	buf_addc(b, '\n');
	put_key(b, "    ", "name", c->name);
	put_key(b, "    ", "url", c->url);
	buf_addf(b, "    class: %s\n", class_word(c->cls));
	if (!str_none(c->unit))
		put_key(b, "    ", "unit", c->unit);
}

void discovery_write(struct buf *b, const struct discovery *d, struct str id,
	enum lang lang, const struct zone *zone)
{
	bool any = false;

	comment(b, str_of(LANG(lang, "Columns found by portalwatch. Read them once: delete what "
				     "is no column, correct names and classes.")));
	put_key(b, "", "portal", id);
	put_key(b, "", "name", d->name);
	put_key(b, "", "home", d->home);
	if (d->unit.n)
		put_key(b, "", "unit", d->unit);
	if (!str_none(d->site_code) && d->site_code.n)
		put_key(b, "", "site_code", d->site_code);
	buf_adds(b, "columns:");
	for (size_t i = 0; i < d->ncolumns; i++)
		any = any || !d->columns[i].blank;
	buf_adds(b, any ? "\n" : " []\n");
	for (size_t i = 0; i < d->ncolumns; i++)
		if (!d->columns[i].blank)
			write_one(b, &d->columns[i], lang, zone);
	for (size_t i = 0; i < d->ncolumns; i++) {
		if (!d->columns[i].blank)
			continue;
		buf_addf(b, "  # %s ", LANG(lang, "blank column:"));
		out_line(b, d->columns[i].name, 60);
		buf_addc(b, ' ');
		out_line(b, d->columns[i].url, 500);
		buf_addc(b, '\n');
	}
	if (d->left)
		buf_addf(b, lang_text(lang, LANG_MARK("# %zu further pages were not looked at: "
						      "a limit was reached\n")),
			d->left);
}
