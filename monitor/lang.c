/* Languages: a reader of .mo catalogues (GNU gettext manual, "The Format of GNU MO Files"),
 * because libintl's choice of language hangs on installed locales and is one per process. */
#include "monitor/lang.h"

#include "base/fs.h"
#include "base/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MO_BYTES_MAX ((size_t)8 * 1024 * 1024)

struct catalogue {
	struct buf file;
	bool tried;
	uint32_t n, ids, texts; /* count, offsets of the two tables */
};

static struct catalogue zh, rules;

static uint32_t word_at(const struct catalogue *c, size_t at)
{
	uint32_t v = 0;

	if (at + 4 <= c->file.n)
		memcpy(&v, c->file.p + at, 4);
	return v;
}

/* String i of the table at `table`; "" where the file lies. */
static const char *string_at(const struct catalogue *c, uint32_t table, uint32_t i)
{
	size_t row = (size_t)table + (size_t)i * 8;
	size_t n = word_at(c, row), at = word_at(c, row + 4);

	return at < c->file.n && n < c->file.n - at && c->file.p[at + n] == '\0'
		? c->file.p + at
		: "";
}

/* Catalogues are looked for beside the executable (a build tree), then where installed. */
static void load(struct catalogue *c, const char *name)
{
	char exe[4000], *path;
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	c->tried = true;
	buf_init(&c->file, MO_BYTES_MAX);
	exe[n > 0 ? n : 0] = '\0';
	path = fs_beside(exe, name);
	if (fs_read(path, &c->file, NULL) < 0) {
		char installed[4096];

		snprintf(installed, sizeof(installed), "%s/locale/%s", PW_DATADIR, name);
		buf_clear(&c->file);
		if (fs_read(installed, &c->file, NULL) < 0)
			buf_clear(&c->file);
	}
	free(path);
	if (c->file.n < 28 || word_at(c, 0) != 0x950412de)
		return;
	c->n = word_at(c, 8);
	c->ids = word_at(c, 12);
	c->texts = word_at(c, 16);
}

enum lang lang_of(const char *word)
{
	return word && word[0] == 'z' && word[1] == 'h' ? LANG_ZH : LANG_EN;
}

const char *lang_word(enum lang l)
{
	return l == LANG_ZH ? "zh" : "en";
}

/* Its translation; the text itself where there is none. */
static const char *found(const struct catalogue *c, const char *id)
{
	uint32_t lo = 0, hi = c->n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		int order = strcmp(id, string_at(c, c->ids, mid));

		if (order == 0) {
			const char *text = string_at(c, c->texts, mid);

			return text[0] ? text : id;
		}
		if (order < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return id;
}

const char *lang_text(enum lang l, const char *english)
{
	if (l == LANG_EN || english[0] == '\0')
		return english;
	if (!zh.tried)
		load(&zh, "zh.mo");
	return found(&zh, english);
}

const char *lang_rules(enum lang l, const struct words *own, const char *written)
{
	if (l != LANG_EN || !written || written[0] == '\0')
		return written;
	for (size_t i = 0; own && i < own->n; i++)
		if (str_eqc(own->list[i].key, written))
			return own->list[i].value.p;
	if (!rules.tried)
		load(&rules, "rules-en.mo");
	return found(&rules, written);
}

struct str lang_basis(enum lang l, struct str basis)
{
	return str_none(basis) ? basis : str_of(lang_rules(l, NULL, basis.p));
}
