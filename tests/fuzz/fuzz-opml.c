/* OPML of any bytes: never a crash; every row ends accepted or refused. */
#include "crawler/opml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct str text = str_n((const char *)data, size);
	struct import im;

	if (opml_looks_like(text) && opml_read(text, &im, &a, NULL) == 0)
		for (size_t i = 0; i < im.nrows; i++)
			if (im.rows[i].refused != (im.rows[i].column == SIZE_MAX))
				abort();
	arena_release(&a);
	return 0;
}
