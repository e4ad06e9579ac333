/* Names of public holidays, as the General Office announces them. */
#include "monitor/holiday-text.h"

#define MARK "、" /* between two names */

static const struct {
	const char *name, *text;
} holiday[] = {
	{"元旦", LANG_MARK("New Year")},
	{"春节", LANG_MARK("Spring Festival")},
	{"清明节", LANG_MARK("Qingming")},
	{"劳动节", LANG_MARK("Labour Day")},
	{"端午节", LANG_MARK("Dragon Boat Festival")},
	{"中秋节", LANG_MARK("Mid-Autumn")},
	{"国庆节", LANG_MARK("National Day")},
	{"调休", LANG_MARK("make-up working day")},
	{"抗日战争暨世界反法西斯战争胜利70周年纪念日", LANG_MARK("Victory Day")},
};

static struct str one_name(struct str name, enum lang l)
{
	for (size_t i = 0; i < sizeof(holiday) / sizeof(holiday[0]); i++)
		if (str_eqc(name, holiday[i].name))
			return str_of(lang_text(l, holiday[i].text));
	return name;
}

struct str holiday_text(struct str name, enum lang l, struct arena *a)
{
	struct str out = STR_NONE;

	if (l == LANG_ZH)
		return name;
	while (name.n) {
		size_t at = str_find(name, STR(MARK), 0);
		struct str said = one_name(str_sub(name, 0, at), l);

		out = out.n ? arena_strf(a, "%.*s, %.*s", STR_ARG(out), STR_ARG(said)) : said;
		name = at == SIZE_MAX ? STR_NONE : str_sub(name, at + sizeof(MARK) - 1, name.n);
	}
	return out;
}
