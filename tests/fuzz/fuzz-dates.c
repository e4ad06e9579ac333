/* Any bytes as text and as address, alone and as a list of lines. */
#include "crawler/dates.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct date_context c = {.now_ms = INT64_C(1773115200000), .allow_yearless = true,
		.day_first = size & 1, .minguo = size & 2};
	struct str text = str_n((const char *)data, size), rest = text, line;
	struct date_found list[64] = {0}, f;
	size_t n = 0;

	if (date_find(text, &c, &f))
		assert(f.at + f.n <= text.n && f.ms != 0);
	if (date_from_url(text, &c, &f))
		assert(f.at + f.n <= text.n && f.weak);
	date_year_from_url(text, &c);
	while (n < 64 && str_cut(&rest, '\n', &line))
		date_find(line, &c, &list[n++]);
	date_fix_list(list, n, &c);
	return 0;
}
