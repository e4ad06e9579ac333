/* Selectors of the configuration: XPath 1.0, or CSS translated to it.
 *
 * A selector is XPath when it starts with '/', '.' followed by '/' or '.', or '(';
 * anything else is CSS: types, *, #id, .class, [attr], [attr=v] and its ~= |= ^= $= *=
 * kin, descendant, > child, + and ~ siblings, commas, :first-child, :last-child,
 * :only-child, :nth-child(an+b), :not(...) of one compound. CSS matches the context
 * element itself, too, so that "a" finds a link whose item is the link. */
#ifndef CRAWLER_SELECT_H
#define CRAWLER_SELECT_H

#include "base/err.h"
#include "base/str.h"

#define SELECTOR_MAX 2000 /* bytes; people write these */

bool select_is_xpath(struct str selector);

/* Appends the XPath of a selector; XPath is copied.
 *   errors  ERR_SYNTAX with what is wrong and where */
int select_xpath(struct str selector, struct buf *out, struct err *e);

/* Would it compile? For `config check`.  errors  ERR_SYNTAX */
int select_check(struct str selector, struct err *e);

#endif
