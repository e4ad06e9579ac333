/* Tables of any bytes: never a crash; what is read is turned into portals too. */
#include "crawler/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct sheet s;
	struct import im;

	if (sheet_parse(str_n((const char *)data, size), &s, &a, NULL) == 0)
		import_sheet(&s, &im, &a, NULL);
	arena_release(&a);
	return 0;
}
