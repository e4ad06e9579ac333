/* SUBJECT of the command line. */
#include "monitor/subject.h"

bool subject_parse(struct str text, struct subject *out)
{
	size_t slash = str_findc(text, '/', 0);
	int64_t number;

	*out = (struct subject){0};
	if (text.n == 0)
		return false;
	if (text.p[0] == '#') {
		if (!str_int(str_sub(text, 1, text.n), 1, INT64_MAX, &number))
			return false;
		out->kind = SUBJECT_INCIDENT;
		out->incident = (uint64_t)number;
		return true;
	}
	if (str_find(text, STR("://"), 0) != SIZE_MAX) {
		out->kind = SUBJECT_ADDRESS;
		out->url = text;
		return true;
	}
	out->kind = slash == SIZE_MAX ? SUBJECT_PORTAL : SUBJECT_COLUMN;
	out->portal = str_sub(text, 0, slash);
	if (slash != SIZE_MAX)
		out->column = str_sub(text, slash + 1, text.n);
	return out->portal.n && (slash == SIZE_MAX || out->column.n);
}
