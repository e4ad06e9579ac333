/* A notice as JSON. */
#include "notice-view.h"

#include "base/out.h"

void notice_json(struct buf *b, const struct notice *n, const struct zone *z)
{
	struct jw j = jw_on(b);

	jw_open(&j, '{');
	jw_kstr(&j, "portal", n->portal);
	jw_kstr(&j, "column", n->column);
	jw_kstr(&j, "title", n->title);
	jw_kstr(&j, "url", n->url);
	jw_kday(&j, "date", notice_day(n));
	jw_kcstr(&j, "state", notice_state_word(n->state));
	jw_ktime(&j, "first_seen", n->baseline ? 0 : n->first_ms, z);
	jw_ktime(&j, "watched_since", n->first_ms, z);
	jw_ktime(&j, "last_listed", n->last_listed_ms, z);
	jw_ktime(&j, "last_page", n->last_page_ms, z);
	jw_kint(&j, "versions", n->nversions);
	jw_kstr(&j, "document_number", n->doc_number);
	jw_kstr(&j, "index_number", n->index_number);
	jw_kstr(&j, "source", n->source);
	jw_close(&j, '}');
	buf_addc(b, '\n');
}
