/* Reading JSON (RFC 8259), over jansson.
 *
 * A document is owned by whoever parsed it; everything got from it is borrowed and valid
 * until jval_free. Getters accept NULL and a wrong type and then return their neutral
 * value, so that a path into foreign data needs no checks on the way. */
#ifndef BASE_JVAL_H
#define BASE_JVAL_H

#include "base/err.h"
#include "base/str.h"

struct jval; /* opaque; a document or any value in it */

enum jval_type { JVAL_NULL, JVAL_BOOL, JVAL_NUMBER, JVAL_STRING, JVAL_ARRAY, JVAL_OBJECT };

/* errors  ERR_SYNTAX with line and column; ERR_TOOBIG over 64 MiB or deeper than 512 */
int jval_parse(struct str text, struct jval **out, struct err *e);
void jval_free(struct jval *doc);
enum jval_type jval_type(const struct jval *v);
const struct jval *jval_get(const struct jval *v, const char *key);
const struct jval *jval_at(const struct jval *v, size_t i);
size_t jval_size(const struct jval *v); /* of array or object, else 0 */
/* i-th member of an object in the order written. */
const struct jval *jval_member(const struct jval *v, size_t i, const char **key);
struct str jval_str(const struct jval *v);		    /* STR_NONE unless a string */
int64_t jval_int(const struct jval *v, int64_t otherwise);  /* numbers only */
double jval_real(const struct jval *v, double otherwise);
bool jval_bool(const struct jval *v, bool otherwise);
/* "a.b.0.c" from v downwards; NULL where a step is missing. */
const struct jval *jval_path(const struct jval *v, const char *path);

#endif
