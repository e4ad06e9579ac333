/* A folder served over HTTP on loopback, so that a saved site is checked like one that is on
 * the net. Processes of our own, which end with this one or at close.
 *
 * It answers as a proxy too: whatever host is asked for, the path is looked for in the folder.
 * "/a/" is its index file, "/a" a file, a folder (sent on to "/a/") or "a.html". Nothing
 * outside the folder is shown. */
#ifndef FOLDER_SERVER_H
#define FOLDER_SERVER_H

#include "base/err.h"
#include "base/str.h"

struct folder_server; /* opaque */

/* errors  ERR_IO no such folder, no socket */
int folder_serve(const char *dir, struct folder_server **out, struct err *e);
const char *folder_address(const struct folder_server *s); /* "http://127.0.0.1:40123" */
void folder_close(struct folder_server *s); /* NULL is fine */

/* Pages of the folder, as paths below it ("a/b.html", percent-encoded), in no order.
 * fn: negative stops. */
typedef int folder_fn(struct str path, void *ctx);
int folder_each_page(const char *dir, folder_fn *fn, void *ctx, struct err *e);

#endif
