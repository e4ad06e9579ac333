/* Reading JSON, over jansson. */
#include "base/jval.h"

#include <jansson.h>

#define JSON_BYTES_MAX ((size_t)64 * 1024 * 1024)

/* struct jval is never defined: a pointer to it is a pointer to json_t. */
static const json_t *in(const struct jval *v)
{
	return (const json_t *)v;
}

static const struct jval *back(const json_t *v)
{
	return (const struct jval *)v;
}

int jval_parse(struct str text, struct jval **out, struct err *e)
{
	json_error_t why;
	json_t *doc;

	if (text.n > JSON_BYTES_MAX)
		return err_set(e, ERR_TOOBIG, "JSON of %zu bytes, at most %zu are read",
			text.n, JSON_BYTES_MAX);
	doc = json_loadb(text.p ? text.p : "", text.n,
		JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);
	if (!doc)
		return err_set(e, ERR_SYNTAX, "not JSON, line %d column %d: %s", why.line,
			why.column, why.text);
	*out = (struct jval *)doc;
	return 0;
}

void jval_free(struct jval *doc)
{
	json_decref((json_t *)doc);
}

enum jval_type jval_type(const struct jval *v)
{
	if (!v)
		return JVAL_NULL;
	switch (json_typeof(in(v))) {
	case JSON_OBJECT:
		return JVAL_OBJECT;
	case JSON_ARRAY:
		return JVAL_ARRAY;
	case JSON_STRING:
		return JVAL_STRING;
	case JSON_INTEGER:
	case JSON_REAL:
		return JVAL_NUMBER;
	case JSON_TRUE:
	case JSON_FALSE:
		return JVAL_BOOL;
	case JSON_NULL:
		return JVAL_NULL;
	}
	return JVAL_NULL;
}

const struct jval *jval_get(const struct jval *v, const char *key)
{
	return v ? back(json_object_get(in(v), key)) : NULL;
}

const struct jval *jval_at(const struct jval *v, size_t i)
{
	return v ? back(json_array_get(in(v), i)) : NULL;
}

size_t jval_size(const struct jval *v)
{
	if (!v)
		return 0;
	return json_is_array(in(v)) ? json_array_size(in(v)) : json_object_size(in(v));
}

const struct jval *jval_member(const struct jval *v, size_t i, const char **key)
{
	json_t *obj = (json_t *)(uintptr_t)v;
	void *it;

	if (!v || !json_is_object(obj))
		return NULL;
	for (it = json_object_iter(obj); it && i; i--)
		it = json_object_iter_next(obj, it);
	if (!it)
		return NULL;
	*key = json_object_iter_key(it);
	return back(json_object_iter_value(it));
}

struct str jval_str(const struct jval *v)
{
	if (!v || !json_is_string(in(v)))
		return STR_NONE;
	return str_n(json_string_value(in(v)), json_string_length(in(v)));
}

int64_t jval_int(const struct jval *v, int64_t otherwise)
{
	if (!v || !json_is_number(in(v)))
		return otherwise;
	if (json_is_integer(in(v)))
		return (int64_t)json_integer_value(in(v));
	double d = json_real_value(in(v));
	return d > -9e18 && d < 9e18 ? (int64_t)d : otherwise;
}

double jval_real(const struct jval *v, double otherwise)
{
	return v && json_is_number(in(v)) ? json_number_value(in(v)) : otherwise;
}

bool jval_bool(const struct jval *v, bool otherwise)
{
	return v && json_is_boolean(in(v)) ? json_is_true(in(v)) : otherwise;
}

const struct jval *jval_path(const struct jval *v, const char *path)
{
	struct str rest = str_of(path), step;

	while (v && str_cut(&rest, '.', &step)) {
		char key[200];
		int64_t i;

		if (json_is_array(in(v))) {
			v = str_int(step, 0, 1000000000, &i) ? jval_at(v, (size_t)i) : NULL;
			continue;
		}
		if (step.n >= sizeof(key))
			return NULL;
		memcpy(key, step.p, step.n);
		key[step.n] = '\0';
		v = jval_get(v, key);
	}
	return v;
}
