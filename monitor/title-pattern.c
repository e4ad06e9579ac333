/* User patterns on titles, over PCRE2. */
#include "monitor/rule.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

/* A title is a line; a pattern that needs more steps than this is not meant for one. */
#define MATCH_STEPS 100000

struct title_pattern {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
};

struct title_pattern *title_pattern_new(const char *pattern, struct err *e)
{
	struct title_pattern *p = mem_alloc(sizeof(*p));
	PCRE2_SIZE at = 0;
	int code = 0;

	if (!pattern || !pattern[0])
		return p;
	p->code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
		PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C, &code, &at, NULL);
	if (!p->code) {
		PCRE2_UCHAR text[200] = {0};

		pcre2_get_error_message(code, text, sizeof(text));
		err_set(e, ERR_CONFIG, "pattern '%s' at %zu: %s", pattern, (size_t)at,
			said((const char *)text));
		free(p);
		return NULL;
	}
	p->data = pcre2_match_data_create_from_pattern(p->code, NULL);
	p->context = pcre2_match_context_create(NULL);
	if (!p->data || !p->context)
		fatal("out of memory");
	pcre2_set_match_limit(p->context, MATCH_STEPS);
	return p;
}

bool title_matches(const struct title_pattern *p, struct str title)
{
	if (!p || !p->code)
		return true;
	return pcre2_match(p->code, (PCRE2_SPTR)(title.p ? title.p : ""), title.n, 0, 0,
		       p->data, p->context) >= 0;
}

size_t title_groups(const struct title_pattern *p, struct str text, struct str *groups,
	size_t max)
{
	const PCRE2_SIZE *at;
	size_t n;
	int rc;

	if (!p || !p->code)
		return 0;
	rc = pcre2_match(p->code, (PCRE2_SPTR)(text.p ? text.p : ""), text.n, 0, 0, p->data,
		p->context);
	if (rc < 0)
		return 0;
	at = pcre2_get_ovector_pointer(p->data);
	n = (size_t)rc < max ? (size_t)rc : max;
	for (size_t i = 0; i < n; i++) {
		bool set = at[2 * i] != PCRE2_UNSET && at[2 * i + 1] >= at[2 * i];

		groups[i] = set ? str_sub(text, at[2 * i], at[2 * i + 1] - at[2 * i]) : STR_NONE;
	}
	return n;
}

size_t title_pattern_groups(const struct title_pattern *p)
{
	uint32_t n = 0;

	if (p && p->code)
		pcre2_pattern_info(p->code, PCRE2_INFO_CAPTURECOUNT, &n);
	return n;
}

void title_pattern_free(struct title_pattern *p)
{
	if (!p)
		return;
	pcre2_match_context_free(p->context);
	pcre2_match_data_free(p->data);
	pcre2_code_free(p->code);
	free(p);
}
