/* Languages: Chinese and English through gettext catalogues that the program finds itself,
 * several languages in one process, whatever locales the host has (DESIGN 11).
 *
 * Message ids are the English texts. LANG(l, "text") marks and translates; xgettext is told
 * --keyword=LANG:2. A missing translation gives the English text. */
#ifndef MONITOR_LANG_H
#define MONITOR_LANG_H

#include "base/civil.h"
#include "crawler/config.h"

enum lang { LANG_EN, LANG_ZH };

enum lang lang_of(const char *word); /* "zh", "zh_CN.UTF-8" ...; anything else English */
const char *lang_word(enum lang l);  /* "zh" "en" */
/* The translation, never NULL, valid for ever. */
const char *lang_text(enum lang l, const char *english) __attribute__((format_arg(2)));
#define LANG(l, text) lang_text((l), (text))
/* Of a count: "1 page", "2 pages". Chinese has one form, that of many. */
#define LANG_COUNT(l, n, one, many) \
	lang_text((l), (l) == LANG_EN && (n) == 1 ? (one) : (many))
/* The English of a text of a rule book (profile, duty file, basis of a rule), which is written
 * in Chinese: by the book's own `english:`, else by the catalogue of the shipped books
 * (etc/po/rules-en.po); as it is written where neither has it. own may be NULL. */
const char *lang_rules(enum lang l, const struct words *own, const char *written);
/* The same of a basis; terminated, none stays none. */
struct str lang_basis(enum lang l, struct str basis);
/* Marks a text in a table for xgettext; translated later by lang_text. */
#define LANG_MARK(text) (text)

#endif
