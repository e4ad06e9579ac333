/* A profile of any bytes is read whole or refused. */
#include "crawler/profile.h"
#include "monitor/rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config_faults f = {0};
	struct arena a = ARENA_INIT;
	struct profile *p = NULL;

	config_set_rule_check(rule_check);
	if (profile_read("p", str_n((const char *)data, size), &a, &p, &f, NULL) < 0 && p)
		fatal("a refused profile was given out");
	arena_release(&a);
	config_faults_release(&f);
	return 0;
}
