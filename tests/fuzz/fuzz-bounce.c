/* A mail of anything as a delivery status notification: what is taken from it is bounded,
 * one line each, UTF-8. */
#include "base/utf8.h"
#include "monitor/bounce.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(struct str s, size_t max)
{
	if (s.n > max || !utf8_valid(s))
		abort();
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = ARENA_INIT;
	struct bounce b;

	if (bounce_read(str_n((const char *)data, n), &b, &a, NULL) == 0) {
		for (size_t i = 0; i < b.nids; i++)
			check(b.ids[i], 402);
		for (size_t i = 0; i < b.nrecipients; i++) {
			check(b.recipients[i].address, 320);
			check(b.recipients[i].original, 320);
			check(b.recipients[i].action, 800);
			check(b.recipients[i].text, 804);
			if (str_none(b.recipients[i].address))
				abort();
		}
	}
	arena_release(&a);
	return 0;
}
