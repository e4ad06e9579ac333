/* Is anything stored of what the command line names? */
#include "crawler/pages.h"
#include "monitor/subject.h"

int subject_stored(struct store_txn *t, const struct subject *s, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct portal_state p;
	struct column_state c;
	int rc = s->kind == SUBJECT_COLUMN ? pages_column(t, s->portal, s->column, &c, &a, e)
					   : pages_portal(t, s->portal, &p, &a, e);

	if (rc == ERR_NOTFOUND)
		rc = err_set(e, ERR_USAGE, "nothing is stored about '%s'",
			s->kind == SUBJECT_COLUMN ? arena_strf(&a, "%.*s/%.*s",
				STR_ARG(s->portal), STR_ARG(s->column)).p
				: arena_cstr(&a, s->portal));
	arena_release(&a);
	return rc;
}
