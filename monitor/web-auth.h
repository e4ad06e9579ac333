/* Who may see the pages. Without a token nobody signs in (loopback only, config-check.c). With one:
 * a browser gets a cookie by the form, a program sends "Authorization: Bearer TOKEN", a reader of
 * feeds "Basic" with any name and the token. A session is its end and a MAC, nothing is stored. */
#ifndef MONITOR_WEB_AUTH_H
#define MONITOR_WEB_AUTH_H

#include "web.h"

#define AUTH_TOKEN_MIN 16 /* signs: fewer can be tried out */

/* Reads the token of web.token_file ("" none) and makes the keys.
 *   errors  ERR_USAGE too short, and of the file */
int auth_open(struct web *w, struct err *e);
void auth_close(struct web *w);
bool auth_passes(struct web_turn *t); /* fills t->session of who came with a cookie */
void auth_refuse(struct web_turn *t); /* 303 to the form, or 401 */
/* The value that a form carries against posts from other sites, bound to the cookie; and whether
 * the one that came back is good. */
struct str auth_form_value(struct web_turn *t);
bool auth_form_good(struct web_turn *t);

#endif
